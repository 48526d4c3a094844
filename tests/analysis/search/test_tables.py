"""The table of what a search found fits a page, whatever the names."""

import io
from types import SimpleNamespace
from typing import Any

import numpy as np
from rich.console import Console

from irenic.cli.search_tables import member_table

FAMILIES = ("Security", "Harm", "Politics", "Cost")


def member(name: str, ancestor: str) -> Any:
    scores = np.array([0.18, -0.04, 0.96, -2.44])
    return SimpleNamespace(
        strategy=SimpleNamespace(name=name), ancestor=ancestor, size=30, unseen=scores, seen=scores
    )


def test_no_column_is_cut_by_long_names() -> None:
    families = [SimpleNamespace(label=name, is_family=True, unit="sd") for name in FAMILIES]
    found: Any = SimpleNamespace(objectives=families, yardstick=SimpleNamespace(natural=lambda k, m: m))
    ours = [member("found_1", "s0_politics_first"), member("found_10", "s3_aid_for_cooperation")]
    table = member_table(found, ours, [member("s3_aid_for_cooperation", ""), member("nothing", "")])
    page = io.StringIO()
    Console(file=page, width=100, highlight=False, markup=False).print(table)
    lines = [line.rstrip() for line in page.getvalue().splitlines()]
    assert max(map(len, lines)) <= 100
    assert any(line.endswith("Cost") for line in lines)
    assert sum(line.endswith("-2.44") for line in lines) == 4
