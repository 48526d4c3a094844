"""Choosing, listing and checking strategies from the command line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from irenic.analysis.choose import chosen, names_in
from irenic.analysis.sentences import untestable_sentence
from irenic.case import case_arrays, load_case
from irenic.cli.app import app
from irenic.errors import StrategyError
from irenic.strategy import parse_strategies
from irenic.study.describe import strategy_info

LIBYA = "libya-2015"


def call(*arguments: object) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, [str(a) for a in arguments])
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture
def folder(tmp_path: Path, toy_path: Path) -> Path:
    """A case of one's own, with its strategies beside it."""
    shutil.copy(toy_path, tmp_path / "case.yaml")
    shutil.copy(toy_path.with_name("toy_strategies.yaml"), tmp_path / "strategies.yaml")
    return tmp_path


def test_names_sets_and_everything() -> None:
    nine = chosen(LIBYA, "")
    assert [s.name for s in nine] == [s.name for s in chosen(LIBYA, "reference")]
    assert all(s.reference for s in nine)
    rivals = [s.name for s in chosen(LIBYA, "rivals")]
    assert rivals[0] == "s0_politics_first" and rivals[-1] == "s10_reset"
    everything = {s.name for s in chosen(LIBYA, "all")}
    assert everything > {*rivals, "history", "nothing"}


def test_each_is_chosen_once_and_in_the_order_asked_for() -> None:
    found = [s.name for s in chosen(LIBYA, "s6_stay_out, nothing, rivals, nothing")]
    assert found[:3] == ["s6_stay_out", "nothing", "s0_politics_first"]
    assert len(found) == len(set(found))


def test_every_wrong_name_is_told_with_the_nearest_right_one() -> None:
    with pytest.raises(StrategyError) as caught:
        chosen(LIBYA, "nothin, rivls, history")
    codes = [(p.code, p.given) for p in caught.value.problems]
    assert codes == [("unknown_strategy", '"nothin"'), ("unknown_strategy", '"rivls"')]
    hints = [p.hint for p in caught.value.problems]
    assert "nothing" in hints[0] and "rivals" in hints[1]


def test_names_in_a_text() -> None:
    assert names_in(" a, b ,,c") == ["a", "b", "c"]
    assert names_in("") == []


def test_a_strategy_printed_in_full_can_be_read_again() -> None:
    code, out, _ = call("strategies", LIBYA, "--text", "s0_politics_first,history")
    assert code == 0
    arrays = case_arrays(load_case(LIBYA))
    again = parse_strategies(out, arrays)
    assert list(again) == ["s0_politics_first", "history"]
    assert again["s0_politics_first"].phases == chosen(LIBYA, "s0_politics_first")[0].phases


def test_the_list_says_what_cannot_be_tested() -> None:
    code, out, _ = call("strategies", LIBYA, "--json")
    assert code == 0
    rows = {row["name"]: row for row in json.loads(out)["strategies"]}
    assert rows["s0_politics_first"]["set"] == "rivals"
    assert rows["s0_politics_first"]["not_testable"]
    assert rows["nothing"]["not_testable"] == ""


def test_check_reads_the_rules_too(folder: Path) -> None:
    case, plans = folder / "case.yaml", folder / "strategies.yaml"
    assert call("check", case)[0] == 0
    text = plans.read_text(encoding="utf-8")
    wrong = text.replace("when: signed for 2 months", "when: sined for 2 months", 1)
    assert wrong != text
    plans.write_text(wrong, encoding="utf-8")
    code, out, _ = call("check", case)
    assert code == 1
    assert "strategies.yaml:" in out and "sined" in out and "signed" in out
    data = json.loads(call("check", case, "--json")[1])
    assert any("strategies.yaml" in str(problem["file"]) for problem in data["problems"])


def test_check_of_a_case_without_strategies_is_about_the_case(folder: Path) -> None:
    (folder / "strategies.yaml").unlink()
    assert call("check", folder / "case.yaml")[0] == 0


def test_check_of_a_broken_case_stops_at_the_case(folder: Path) -> None:
    (folder / "case.yaml").write_text("schema: 1\n", encoding="utf-8")
    (folder / "strategies.yaml").write_text("nonsense", encoding="utf-8")
    code, out, _ = call("check", folder / "case.yaml")
    assert code == 1 and "strategies.yaml" not in out


def test_the_page_of_a_study_says_whose_plans_are_partly_out_of_reach() -> None:
    whole = strategy_info({"label": "Whole"}, "whole", True)
    partly = strategy_info({"label": "Partly", "not_testable": "clauses"}, "partly", True)

    class Shown:
        strategies = (whole, partly)

    assert partly.not_testable == "clauses"
    assert "Parts of partly cannot be tested here" in untestable_sentence(Shown(), ["whole", "partly"])  # type: ignore[arg-type]
    assert untestable_sentence(Shown(), ["whole"]) == ""  # type: ignore[arg-type]
