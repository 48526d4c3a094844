"""What is printed: a tree with signed numbers, sums and shares in words; JSON."""

from __future__ import annotations

import io
import json
from types import SimpleNamespace
from typing import Any

import pytest
from rich.console import Console

from irenic.analysis.explain.mechanism import Workbench
from irenic.analysis.explain.told import share_words, signed
from irenic.case import Case
from irenic.cli.explain import print_difference, print_why
from irenic.errors import StudyError
from tests.analysis.explain.history import Run


def shown(run: Run, case: Case, label: str) -> Any:
    """A run with what the screen asks of a replay."""
    names = ("arrays", "fixed", "months", "anchors", "state", "levers", "draws", "again", "forced")
    kept = {name: getattr(run, name) for name in names}
    strategy = SimpleNamespace(label=label, name=label.lower(), phases=())
    date = "month {}".format
    return SimpleNamespace(**kept, case=case, strategy=strategy, date=date, world=5, replicate=0, doubts=())


@pytest.fixture(autouse=True)
def compiled(bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Use the gradients that are compiled already."""
    monkeypatch.setattr("irenic.analysis.explain.answers.Workbench", lambda _: bench)


def printed(function: Any, *args: Any) -> str:
    console = Console(file=io.StringIO(), width=100)
    function(console, *args, False)
    return console.file.getvalue()  # type: ignore[attr-defined]


def test_a_why_is_a_tree_with_its_sum(settled: Run, toy_case: Case) -> None:
    text = printed(print_why, shown(settled, toy_case, "Plan"), "control:midtown:7")
    lines = text.splitlines()
    assert lines[0] == "Why control of Midtown by Extremists changed in month 7 (month 7)"
    assert lines[1].startswith("changed by ") and lines[1].endswith(", because of")
    assert any(line.startswith("      ") and "month" in line for line in lines)
    assert any(line.startswith("            ") for line in lines)
    assert "drivers sum to" in text and "in double precision" in text and "not a forecast" in text
    assert " others" in text or " other\n" in text


def test_a_number_that_did_not_move(quiet: Run, toy_case: Case) -> None:
    text = printed(print_why, shown(quiet, toy_case, "Nothing"), "membership:NA:5")
    assert "changed by +0 (0 to 0)\n" in text


def test_doubts_are_said(settled: Run, toy_case: Case) -> None:
    run = shown(settled, toy_case, "Plan")
    run.doubts = (SimpleNamespace(month=4),)
    assert "Recomputing month 4" in printed(print_why, run, "legitimacy:6")


def test_json_has_the_whole_tree(settled: Run, toy_case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    print_why(Console(), shown(settled, toy_case, "Plan"), "willingness:NA:6", True)
    data = json.loads(capsys.readouterr().out)
    assert data["why"] == "willingness:NA:6" and data["strategy"] == "plan"
    assert sum(row["value"] for row in data["drivers"]) == pytest.approx(data["change"], rel=1e-6)
    assert any(row["because"] for row in data["drivers"])


def test_a_bad_question_is_an_error_of_ours(settled: Run, toy_case: Case) -> None:
    with pytest.raises(StudyError, match="month from 1 to 9"):
        printed(print_why, shown(settled, toy_case, "Plan"), "control:srite:99")


def test_two_runs_side_by_side(
    settled: Run, quiet: Run, toy_case: Case, capsys: pytest.CaptureFixture[str]
) -> None:
    pair = shown(quiet, toy_case, "Nothing"), shown(settled, toy_case, "Plan")
    text = printed(print_difference, *pair)
    for words in ("First run: Nothing, world 5", "What differs first: month 1", "Talks: 0 against 1",
                  "What differs most", "natural scale", "differs by", "the strategies: "):  # fmt: skip
        assert words in text, words
    print_difference(Console(), *pair, True)
    data = json.loads(capsys.readouterr().out)
    assert data["other"]["strategy"] == "plan" and data["largest"] and data["chains"]


def test_the_same_run_twice(settled: Run, toy_case: Case) -> None:
    run = shown(settled, toy_case, "Plan")
    assert "the same in every number" in printed(print_difference, run, run)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.0423, "share", "+4.23 pts"),
        (-0.123, "share", "-12.3 pts"),
        (0.00004, "share", "+0.0040 pts"),
        (1234, "persons", "+1,230"),
        (-3.24, "persons", "-3.2"),
        (0.0312, "index", "+0.0312"),
        (-0.00002, "index", "<-0.001"),
        (0, "index", "+0"),
    ],
)
def test_numbers_have_signs(value: float, unit: str, text: str) -> None:
    assert signed(value, unit) == text


def test_shares_are_words() -> None:
    words = [share_words(x) for x in (0.95, 0.7, 0.5, 0.33, 0.25, 0.17, 0.1, 0.01)]
    assert words == ["nearly all", "most", "about half", "about a third", "about a quarter",
                     "about a sixth", "about a tenth", "little"]  # fmt: skip
