"""What is public is documented, and what the documentation names exists."""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
SRC = ROOT / "src" / "irenic"
DOCS = ROOT / "docs"
ENGINE = SRC / "engine"

PLUMBING = {"__init__", "state", "draws", "scenario", "outcomes", "start", "month", "run"}
"""Modules of the engine that carry, order or compile mechanisms and hold none."""

PAGES = {
    "parameters": ("parameters.md", "two-sidedness.md"),
    "levers": ("levers.md",),
    "observables": ("observables.md",),
    "outcomes": ("outcomes.md",),
}
"""Pages of docs/ whose tables name every id of a table of the package, once the page is there."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Public(NamedTuple):
    """A public function or class and the file it stands in."""

    path: Path
    node: Function | ast.ClassDef

    @property
    def place(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.node.lineno} {self.node.name}"

    @property
    def docstring(self) -> str:
        return ast.get_docstring(self.node) or ""


def public_names(folder: Path) -> Iterator[Public]:
    """Public functions and classes at the top of every module below a folder."""
    for path in sorted(folder.rglob("*.py")):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
                yield Public(path, node)


def mechanisms() -> list[Public]:
    """Public functions of the engine's mechanism modules."""
    return [
        name
        for name in public_names(ENGINE)
        if isinstance(name.node, Function) and name.path.stem not in PLUMBING
    ]


def section(docstring: str, title: str) -> str:
    """Text under one numpydoc heading; empty where it is missing."""
    match = re.search(rf"^{title}\n-+\n(.*?)(?=^\S[^\n]*\n-+$|\Z)", docstring, flags=re.DOTALL | re.MULTILINE)
    return match.group(1) if match else ""


def documented(docstring: str) -> dict[str, str]:
    """Each parameter that a docstring names, with its description."""
    entries: dict[str, str] = {}
    names: list[str] = []
    for line in section(docstring, "Parameters").splitlines():
        if line and not line[0].isspace():
            head, _, text = line.partition(" : ")
            names = [name.strip().lstrip("*") for name in head.split(",")]
            entries |= dict.fromkeys(names, text)
        else:
            entries |= {name: f"{entries[name]} {line.strip()}" for name in names}
    return entries


def accepted(node: Function | ast.ClassDef) -> set[str]:
    """Parameters of a function, or of a class: its fields and those of its ``__init__``."""
    if isinstance(node, Function):
        arguments = node.args
        extra = [a for a in (arguments.vararg, arguments.kwarg) if a is not None]
        return {a.arg for a in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *extra]}
    annotated = [n.target for n in node.body if isinstance(n, ast.AnnAssign)]
    fields = {target.id for target in annotated if isinstance(target, ast.Name)}
    starts = [n for n in node.body if isinstance(n, Function) and n.name == "__init__"]
    return fields.union(*(accepted(start) for start in starts))


def used(docstring: str) -> set[str]:
    """Parameter ids that a docstring names in backticks after "uses"."""
    entries = documented(docstring)
    texts = [entries[name] for name in ("p", "params") if name in entries]
    return {name for text in texts for name in re.findall(r"`(\w+)`", text.partition("uses")[2])}


def read_parameters(node: ast.AST) -> set[str]:
    """Parameter ids that code reads: ``p["id"]``."""
    return {
        n.slice.value
        for n in ast.walk(node)
        if isinstance(n, ast.Subscript)
        and isinstance(n.value, ast.Name)
        and n.value.id in {"p", "params"}
        and isinstance(n.slice, ast.Constant)
        and isinstance(n.slice.value, str)
    }


def ids(table: Path) -> list[str]:
    """First column of one of the package's tables."""
    with table.open(newline="", encoding="utf-8") as file:
        return [row["id"] for row in csv.DictReader(file)]


def table_rows(page: str) -> set[str]:
    """First cells of the rows of every table on a page."""
    rows = re.findall(r"^\|([^|]*)\|", page, flags=re.MULTILINE)
    return {row.strip().strip("`") for row in rows}


def test_every_module_says_what_it_is_for() -> None:
    silent = [path for path in SRC.rglob("*.py") if not ast.get_docstring(ast.parse(path.read_text()))]
    assert not silent, "\n".join(str(path.relative_to(ROOT)) for path in silent)


def test_every_public_name_has_a_docstring() -> None:
    silent = [name.place for name in public_names(SRC) if not name.docstring]
    assert not silent, "\n".join(silent)


def test_documented_parameters_are_those_of_the_signature() -> None:
    wrong = [
        f"{name.place} documents {sorted(unknown)}"
        for name in public_names(SRC)
        if (unknown := set(documented(name.docstring)) - accepted(name.node))
    ]
    assert not wrong, "\n".join(wrong)


def test_mechanisms_name_their_source() -> None:
    silent = [m.place for m in mechanisms() if not section(m.docstring, "References").strip()]
    assert not silent, "\n".join(silent)


def test_what_mechanisms_use_stands_in_the_table_of_priors() -> None:
    known = set(ids(SRC / "parameters.csv"))
    wrong = [
        f"{m.place} uses {sorted(unknown)}, not in parameters.csv"
        for m in mechanisms()
        if (unknown := used(m.docstring) - known)
    ]
    wrong += [
        f"{path.relative_to(ROOT)} reads {sorted(unknown)}, not in parameters.csv"
        for path in sorted(ENGINE.rglob("*.py"))
        if (unknown := read_parameters(ast.parse(path.read_text())) - known)
    ]
    assert not wrong, "\n".join(wrong)


def test_mechanisms_say_which_parameters_they_read() -> None:
    silent = [
        f"{m.place} reads {sorted(missing)}, not named after 'uses'"
        for m in mechanisms()
        if (missing := read_parameters(m.node) - used(m.docstring))
    ]
    assert not silent, "\n".join(silent)


@pytest.mark.parametrize("table", sorted(PAGES))
def test_pages_list_every_id(table: str) -> None:
    found = [path for path in SRC.rglob(f"{table}.csv") if "cases" not in path.parts]
    assert len(found) <= 1
    wanted = {name for path in found for name in ids(path)}
    for page in (DOCS / name for name in PAGES[table] if (DOCS / name).exists()):
        missing = wanted - table_rows(page.read_text(encoding="utf-8"))
        assert not missing, f"{page.name} leaves out {sorted(missing)}"


SAMPLE = '''
def f(xp, p, *, speed, lo, hi):
    """One line.

    Parameters
    ----------
    p : uses `kap` (1/month),
        `lam` (none)
    lo, hi : bounds of `x`

    Returns
    -------
    Something

    References
    ----------
    Assumption: for the test.
    """
    return p["kap"] * p["mu"]
'''


def sample() -> Public:
    node = ast.parse(SAMPLE).body[0]
    assert isinstance(node, ast.FunctionDef)
    return Public(SRC / "sample.py", node)


def test_a_docstring_is_read_as_numpydoc_means_it() -> None:
    assert set(documented(sample().docstring)) == {"p", "lo", "hi"}
    assert used(sample().docstring) == {"kap", "lam"}
    assert section(sample().docstring, "References").strip() == "Assumption: for the test."
    assert section(sample().docstring, "Raises") == ""


def test_a_signature_and_a_body_are_read() -> None:
    assert accepted(sample().node) == {"xp", "p", "speed", "lo", "hi"}
    assert read_parameters(sample().node) == {"kap", "mu"}
    record = ast.parse("class R:\n    x: int\n    def __init__(self, y): ...\n").body[0]
    assert isinstance(record, ast.ClassDef)
    assert accepted(record) == {"x", "self", "y"}


def test_a_table_of_a_page_is_read() -> None:
    assert table_rows("| id | unit |\n| --- | --- |\n| `kap` | 1 |\nkap | no") == {"id", "---", "kap"}
