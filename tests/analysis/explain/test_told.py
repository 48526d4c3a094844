"""Answers in sentences: a change with its drivers, and where two runs part."""

from __future__ import annotations

import json
from typing import Any

from irenic.analysis.explain.answers import difference
from irenic.analysis.explain.differ import Different, First
from irenic.analysis.explain.mechanism import Workbench
from irenic.analysis.explain.story import Story
from irenic.analysis.explain.told import FIRST, SHOWN, told_first, told_largest, told_node
from irenic.analysis.explain.tree import Line, Node
from tests.analysis.explain.history import Run


def line(value: float, share: float, label: str = "pay", **more: Any) -> Line:
    kept = {"month": 7, "end": "", "below": None} | more
    return Line("p.x", (), label, value, value, 0.0, share, **kept)


def node(before: float, after: float, *lines: Line) -> Node:
    return Node("control", (1, 0), "control of Midtown by EX", "share", 7, before, after, None, lines)


def different(label: str, one: float, other: float, kind: str = "") -> Different:
    return Different(kind, (), label, "" if not kind else "share", 4, one, other, 1.0, 1.0, False)


def test_a_change_is_a_sentence_with_its_direction() -> None:
    assert told_node(node(0.5, 0.35), "June 2016")["text"] == (
        "Control of Midtown by EX fell in month 7 (June 2016) from 50% to 35% (-15.0 pts)."
    )
    assert " rose in month 7 from " in told_node(node(0.4, 0.5), "")["text"]
    assert told_node(node(0.4, 0.4), "")["text"] == "Control of Midtown by EX did not change in month 7: 40%."


def test_drivers_are_largest_first_and_the_rest_is_summed() -> None:
    many = [line(-0.02, 0.1) for _ in range(SHOWN + 2)]
    found = told_node(node(0.5, 0.34, *many), "")
    assert len(found["drivers"]) == SHOWN
    assert found["others"] == "2 others together: -4.00 pts."
    assert found["drivers"][0]["weight"] == "about a tenth"
    small = told_node(node(0.5, 0.49, line(-0.01, 0.9), line(-0.0001, 0.001)), "")
    assert small["others"] == "1 other together: -0.010 pts."


def test_a_driver_with_a_chain_behind_it_is_told_with_it() -> None:
    below = node(0.2, 0.3, line(0.1, 1.0, "strikes", end="the strategy: phase air"))
    found = told_node(node(0.5, 0.4, line(-0.1, 0.01, below=below)), "June 2016")
    (driver,) = found["drivers"]
    assert driver["because"]["drivers"][0]["end"] == "the strategy: phase air"
    assert "(June" not in driver["because"]["text"]


def test_where_runs_part_names_levers_together() -> None:
    pay = [different(f"Payments: {name}", 0.0, 0.4) for name in ("A", "B", "C", "D", "E")]
    found = told_first(First(3, (different("Talks", 0.0, 1.0), *pay), False, ()), "May 2016")
    assert found == (
        "The two runs part in month 3 (May 2016): talks 0 against 1; "
        "payments 0 against 0.4 for A, B, C and 2 more."
    )


def test_only_so_much_is_told_at_first() -> None:
    many = tuple(different(f"Lever {i}", 0.0, 1.0) for i in range(FIRST + 3))
    assert told_first(First(1, many, True, ()), "x").endswith(
        "; 3 more differ. Their luck differs from then on."
    )


def test_runs_that_are_alike_other_worlds_and_what_follows() -> None:
    assert told_first(First(None, (), False, ()), "") == "The two runs are the same in every number."
    assert "different worlds" in told_first(First(0, (), True, ()), "")
    follows = told_first(First(2, (), False, (different("trust", 0.2, 0.4, "trust"),)), "May")
    assert follows == "The two runs part in month 2 (May): trust 20% against 40%."


def test_largest_differences_are_rows_of_figures() -> None:
    (row,) = told_largest([different("trust", 0.2, 0.4, "trust")])
    assert row == {"text": "trust", "month": 4, "one": "20%", "other": "40%", "difference": "+20.0 pts"}


def test_a_real_answer_is_plain_data(story: Story, settled: Run, quiet: Run, bench: Workbench) -> None:
    from irenic.analysis.explain.tree import Chain
    from irenic.analysis.explain.words import names_of

    found = told_node(Chain(story, names_of(settled.arrays)).explain("legitimacy", (), 6, depth=0), "month 6")
    json.dumps(found, allow_nan=False)
    assert found["drivers"]
    parted = difference(settled, quiet, bench, chains=0)  # type: ignore[arg-type]
    assert parted.chains == () and told_first(parted.first, "x").startswith("The two runs part in month 1")


def test_a_workbench_lets_months_go_and_keeps_gradients(story: Story, bench: Workbench) -> None:
    story.change("legitimacy", (), 4)
    slopes = dict(bench._slopes)
    bench.forget()
    assert bench._values == {} and bench._slopes == slopes
