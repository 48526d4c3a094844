"""Strategy files that are fine: broadcasting, terms, phases, conditions, several files beside a case."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from irenic.case import CaseArrays, case_arrays, load_case
from irenic.errors import StrategyError
from irenic.strategy import (
    Strategy,
    check_case_strategies,
    check_strategies,
    load_case_strategies,
    load_strategies,
    parse_strategies,
)

Reader = Callable[[str], Strategy]

NINE = [
    "nothing",
    "strikes",
    "pinpricks",
    "partnered",
    "top_down",
    "top_down_air",
    "bottom_up",
    "bottom_up_air_now",
    "bottom_up_narrow",
]


def test_the_toy_file_has_nine(toy_strategies_path: Path, toy_arrays: CaseArrays) -> None:
    strategies = load_strategies(toy_strategies_path, toy_arrays)
    assert list(strategies) == NINE
    assert [strategy.name for strategy in strategies.values()] == NINE
    assert check_strategies(toy_strategies_path, toy_arrays) == []


def test_a_strategy_needs_no_levers(plan: Reader) -> None:
    strategy = plan("")
    assert strategy.base == {} and strategy.phases == () and strategy.forced == {}
    assert strategy.reference and strategy.argued_by == ""


def test_texts_become_one_line(plan: Reader) -> None:
    strategy = plan("    argued_by: >\n      some\n      people\n    reference: false\n")
    assert strategy.argued_by == "some people"
    assert not strategy.reference


def test_a_number_goes_to_every_group_but_the_extremist(plan: Reader) -> None:
    base = plan("    levers: {pay: .4}\n").base
    assert base == {("pay", group): 0.4 for group in ("NA", "SB", "PB", "LC", "SP", "OF")}


def test_a_mapping_sets_only_those_it_names(plan: Reader) -> None:
    assert plan("    levers: {invite: {NA: 0}}\n").base == {("invite", "NA"): 0.0}


def test_default_is_for_the_rest_wherever_it_stands(plan: Reader) -> None:
    expected = {("invite", group): float(group == "NA") for group in ("NA", "SB", "PB", "LC", "SP", "OF")}
    assert plan("    levers: {invite: {NA: 1, default: 0}}\n").base == expected
    assert plan("    levers: {invite: {default: 0, NA: 1}}\n").base == expected


def test_districts(plan: Reader) -> None:
    assert plan("    levers: {outside_force: {port: 500}}\n").base == {("outside_force", "port"): 500.0}
    assert len(plan("    levers: {services: .5}\n").base) == 4


@pytest.mark.parametrize("value", [".3", "{all: .3}", "[{all: .3}]"])
def test_truces_among_all_leave_out_the_extremist(plan: Reader, value: str) -> None:
    base = plan(f"    levers: {{truce: {value}}}\n").base
    assert len(base) == 6 * 5 / 2
    assert not any("EX" in element for element in base)
    assert set(base.values()) == {0.3}


def test_truces_with_exceptions_and_single_pairs(plan: Reader) -> None:
    base = plan(
        "    levers:\n      truce: [{all: .3, except: [SP, LC, OF]}, {between: [SB, NA], value: .8}]\n"
    ).base
    assert base == {("truce", "NA", "SB"): 0.8, ("truce", "NA", "PB"): 0.3, ("truce", "SB", "PB"): 0.3}


def test_terms_also_set_that_terms_are_stated(plan: Reader) -> None:
    base = plan("    levers: {terms: {outside: -.2, centre: .5}}\n").base
    assert base == {("terms", "outside"): -0.2, ("terms", "centre"): 0.5, ("terms_stated",): 1.0}
    assert (
        plan("    levers: {terms: {outside: -.2, default: 0}, terms_stated: .5}\n").base[("terms_stated",)]
        == 0.5
    )


def test_patrons(plan: Reader) -> None:
    assert plan("    levers: {patron_deal: .5}\n").base == {
        ("patron_deal", "NEIGHBOUR"): 0.5,
        ("patron_deal", "DONOR"): 0.5,
    }
    assert plan("    levers: {patron_deal: {DONOR: 1}}\n").base == {("patron_deal", "DONOR"): 1.0}


def test_phases_keep_their_order_and_conditions(plan: Reader) -> None:
    strategy = plan(
        "    phases:\n"
        "      late: {when: month >= 6, levers: {strikes: 10}}\n"
        "      air:\n"
        "        when: signed for 2 months and\n"
        "          acceptance_north >= .5 for 3 months\n"
        "        until: |\n"
        "          month >= 6\n"
        "          or ended(late)\n"
        "        once: true\n"
        "        priority: 2\n"
        "        branch: response\n"
        "        lead: 2\n"
        "        withdraw: 3\n"
        "        exit: true\n"
        "        levers: {strikes: 100}\n"
    )
    late, air = strategy.phases
    assert [late.name, air.name] == ["late", "air"]
    assert str(air.when) == "signed for 2 months and acceptance_north >= 0.5 for 3 months"
    assert str(air.until) == "month >= 6 or ended(late)"
    assert (air.once, air.priority, air.branch, air.lead, air.withdraw, air.exit) == (
        True,
        2,
        "response",
        2,
        3,
        True,
    )
    assert (late.once, late.priority, late.branch, late.lead, late.withdraw, late.exit) == (
        False,
        0,
        "",
        0,
        0,
        False,
    )
    assert late.until is None
    assert strategy.conditions() == (late.when, air.when, air.until)


def test_what_is_said_of_the_whole_strategy(plan: Reader) -> None:
    strategy = plan(
        "    set: rivals\n    not_testable: >\n      Courts,\n      pensions.\n    budget: {strikes: 0}\n"
    )
    assert (strategy.set, strategy.not_testable, dict(strategy.budget)) == (
        "rivals",
        "Courts, pensions.",
        {"strikes": 0},
    )
    bare = plan("")
    assert (bare.set, bare.not_testable, dict(bare.budget), bare.targets) == ("", "", {}, ())


def test_forced_events_are_for_back_tests(plan: Reader) -> None:
    strategy = plan("    reference: false\n    forced: {signed: 1, seated: 4}\n")
    assert strategy.forced == {"signed": 1, "seated": 4}


def test_what_is_read_cannot_be_changed(plan: Reader) -> None:
    strategy = plan("    levers: {strikes: 1}\n")
    with pytest.raises(TypeError):
        strategy.base[("strikes",)] = 2.0  # type: ignore[index]


def test_a_missing_file_is_a_problem(tmp_path: Path, toy_arrays: CaseArrays) -> None:
    with pytest.raises(StrategyError, match="file_not_found"):
        load_strategies(tmp_path / "none.yaml", toy_arrays)
    assert [problem.code for problem in check_strategies(tmp_path / "none.yaml", toy_arrays)] == [
        "file_not_found"
    ]


ONE = "strategies: {{{name}: {{label: S, summary: A plan.}}}}\n"


def test_strategies_beside_a_case(tmp_path: Path, toy_arrays: CaseArrays) -> None:
    (tmp_path / "strategies.yaml").write_text(ONE.format(name="first"))
    assert list(load_case_strategies(tmp_path, toy_arrays)) == ["first"]
    (tmp_path / "rivals.yaml").write_text(ONE.format(name="second"))
    assert list(load_case_strategies(tmp_path, toy_arrays)) == ["first", "second"]
    assert check_case_strategies(tmp_path, toy_arrays) == []


def test_ids_are_unique_over_the_files_beside_a_case(tmp_path: Path, toy_arrays: CaseArrays) -> None:
    (tmp_path / "strategies.yaml").write_text(ONE.format(name="same") + "extra: 1\n")
    (tmp_path / "rivals.yaml").write_text("schema: 2\n" + ONE.format(name="same"))
    found = [
        str(problem).removeprefix(f"{tmp_path}/") for problem in check_case_strategies(tmp_path, toy_arrays)
    ]
    assert len(found) == 2
    assert found[0].startswith("strategies.yaml:2: unknown_key: extra")
    assert found[1].startswith(
        "rivals.yaml:2: duplicate_strategy: strategies.same is already in strategies.yaml"
    )
    with pytest.raises(StrategyError, match=r"unknown_key(.|\n)*duplicate_strategy"):
        load_case_strategies(tmp_path, toy_arrays)


def test_the_first_file_must_be_there(tmp_path: Path, toy_arrays: CaseArrays) -> None:
    (tmp_path / "rivals.yaml").write_text(ONE.format(name="second"))
    with pytest.raises(StrategyError, match=r"strategies\.yaml.*file_not_found|file_not_found"):
        load_case_strategies(tmp_path, toy_arrays)


def test_the_documented_example_is_read() -> None:
    page = (Path(__file__).parents[2] / "docs" / "strategies.md").read_text(encoding="utf-8")
    example = page.split("```yaml\n")[1].split("```")[0]
    strategies = parse_strategies(example, case_arrays(load_case("libya-2015")))
    assert list(strategies) == ["bottom_up"]
