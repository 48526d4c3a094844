"""The toy case with every name, label and source replaced by text that tries to be more than text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

from irenic.case.document import parse_document

TOY = Path(__file__).parents[1] / "data"

TEXTS = (
    "<img src=x onerror=owned()>",
    "</script><script>owned()</script>",
    "javascript:owned()",
    "\"><svg onload='owned()'>",
    "' onmouseover='owned()' x='",
    "{{ 7 * 7 }} ${owned()} {% raw %}",
    "</style></title></textarea><b>bold</b>",
    "<a href=javascript:owned()>click</a>",
    "جيش <b>الشمال</b> & עִברִית",
    "😈‍👩 🏴 n\u0303a\u0308me",
    "&lt;i&gt; &#x3c;b> ]]> <!-- %3Cscript%3E",
    "datum.x'; owned(); //",
    "W" * 80,
)
"""None may run, change the page around it, or come out as anything but itself."""

MARKS = (
    "<img src=x",
    "<script>owned",
    "<svg onload",
    "<a href=javascript",
    "<b>bold",
    "' onmouseover='owned()'",
)
"""Pieces that must not stand in a page's source as they are."""

NAMED = frozenset({
    "title", "summary", "source_note", "name", "name_local", "source", "label", "wording", "article",
    "mechanism", "reason", "evidence", "tolerance", "model_limits", "untestable",
})  # fmt: skip
EITHER = frozenset({"low", "high"})
"""Ends of an issue where they are text, of a figure where they are numbers."""

CLAIMS = """schema: 1
claims:
  C1:
    wording: Strikes alone bring no lasting loss of ground
    article: on strikes
    mechanism: leaders are replaced
    arms:
      strikes: {strategy: strikes, label: Strikes alone}
      nothing: {strategy: nothing, label: Nothing}
    holds_when: extremist_territory(strikes) >= 0.9 * extremist_territory(nothing)
    tolerance: a tenth of the ground
    record: {verdict: contradicted, reason: it went otherwise, grade: B}
    evidence: better maps
  C2:
    wording: The harbour is beautiful
    article: at the start
    mechanism: none is named
    untestable: the model has no beauty
    record: {verdict: supported, reason: everyone says so, grade: D}
    evidence: a view of it
"""


def hostile(text: str) -> str:
    """A file's text with hostile names; as JSON, which is YAML, too."""
    read = parse_document(text, "toy")
    assert not read.problems
    return json.dumps(_replaced(read.data, cycle(TEXTS)), ensure_ascii=False, indent=1)


def _replaced(value: Any, texts: Iterator[str], key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _replaced(entry, texts, name) for name, entry in value.items()}
    if isinstance(value, list):
        return [_replaced(entry, texts) for entry in value]
    meant = key in NAMED or key in EITHER
    return next(texts) if meant and isinstance(value, str) else value


def lay_out(folder: Path) -> Path:
    """Write the hostile case, its strategies and claims into a folder; return the case's file."""
    folder.mkdir(parents=True)
    for name, text in {
        "case.yaml": (TOY / "toy_harbour.yaml").read_text(encoding="utf-8"),
        "strategies.yaml": (TOY / "toy_strategies.yaml").read_text(encoding="utf-8"),
        "claims.yaml": CLAIMS,
    }.items():
        (folder / name).write_text(hostile(text), encoding="utf-8")
    return folder / "case.yaml"
