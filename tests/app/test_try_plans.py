"""A plan as text and as sliders: what is read, what a change does to the text, what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from irenic.app.trials.changes import LeverChange, PhaseChange, RuleChange, changed_text
from irenic.app.trials.plans import NOTHING, apart_from, parts_of, plan_strategy, plan_text, read_plan
from irenic.case import CaseArrays
from irenic.errors import StrategyError
from irenic.strategy import LEVER_BY_ID, LEVERS, Strategy, parse_strategies
from irenic.strategy.places import elements

TEXT = """\
schema: 2
strategies:
  mine:
    # argued over on Tuesday
    label: Mine
    summary: A plan of our own.
    levers: {strikes: 40, talks: 0.5, partner: {NA: 1}, pay: 0.2}  # a start
    phases:
      later:
        when: month >= 6
        levers:
          strikes: 100  # as many as can be flown
          local_mediation:
            where: extremist_share >= 0.2
            value: 0.5
"""


HOSTILE = ("", "[", "a: &x [1]\nb: *x", "!!python/object:os.system x", "7", "strategies: 3")
TO_ONE = [one.id for one in LEVERS if one.upper >= 1 and one.lower == 0]


def lever(name: str, value: float | None = None, phase: str = "", of: tuple[str, ...] = ()) -> LeverChange:
    return LeverChange(kind="lever", lever=name, value=value, phase=phase, of=list(of))


def base_of(text: str, names: CaseArrays) -> dict[tuple[str, ...], float]:
    return dict(plan_strategy(text, names).base)


def test_a_plan_is_shown_part_by_part(toy_arrays: CaseArrays) -> None:
    first, later = parts_of(plan_strategy(TEXT, toy_arrays), toy_arrays)
    assert [one.lever for one in first.settings] == ["strikes", "talks", "partner", "pay"]
    partner, pay = first.settings[2:]
    assert [(v.of, v.value) for v in partner.values] == [(("NA",), 1.0)]
    assert [(v.of, v.value) for v in pay.values] == [((), 0.2)]
    assert (later.phase, later.when, later.until) == ("later", "month >= 6", "")
    assert later.settings[1].rules == ("0.5 where extremist_share >= 0.2",)


def test_a_lever_that_follows_is_told_in_words(toy_arrays: CaseArrays) -> None:
    text = TEXT.replace(
        "strikes: 40", "strikes: {follow: extremist_strength, at: [1000, 3000], give: [0, 80]}"
    )
    setting = parts_of(plan_strategy(text, toy_arrays), toy_arrays)[0].settings[0]
    assert setting.rules == ("follows extremist_strength: 0 at 1000, 80 at 3000",) and not setting.values


def test_what_else_a_phase_says_is_told(toy_arrays: CaseArrays) -> None:
    more = "once: true\n        lead: 2\n        withdraw: 1\n        branch: air\n        priority: 3\n"
    text = TEXT.replace("when: month >= 6\n", f"when: month >= 6\n        {more}")
    facts = parts_of(plan_strategy(text, toy_arrays), toy_arrays)[1].facts
    assert len(facts) == 5 and "starts once only" in facts and "acts 2 months after its start" in facts


def test_a_slider_changes_its_number_and_nothing_else(toy_arrays: CaseArrays) -> None:
    changed = changed_text(TEXT, lever("strikes", 60, "later"), toy_arrays)
    assert changed == TEXT.replace("strikes: 100  #", "strikes: 60   #")
    again = changed_text(changed, lever("strikes", 25), toy_arrays)
    assert "strikes: 25" in again and "# argued over on Tuesday" in again and "# a start" in again


def test_one_groups_value_splits_from_the_rest(toy_arrays: CaseArrays) -> None:
    changed = base_of(changed_text(TEXT, lever("pay", 0.8, of=("NA",)), toy_arrays), toy_arrays)
    assert changed["pay", "NA"] == 0.8
    assert {v for k, v in changed.items() if k[0] == "pay" and k[1] != "NA"} == {0.2}


def test_a_pair_is_found_in_either_order(toy_arrays: CaseArrays) -> None:
    pair = elements(LEVER_BY_ID["truce"], toy_arrays)[0][1:]
    changed = changed_text(TEXT, lever("truce", 0.5, of=pair[::-1]), toy_arrays)
    assert base_of(changed, toy_arrays)["truce", *pair] == 0.5


def test_terms_are_stated_for_every_issue(toy_arrays: CaseArrays) -> None:
    changed = base_of(
        changed_text(TEXT, lever("terms", 0.5, of=(toy_arrays.issues[0],)), toy_arrays), toy_arrays
    )
    assert {k[1]: v for k, v in changed.items() if k[0] == "terms"} == {
        one: 0.5 * (i == 0) for i, one in enumerate(toy_arrays.issues)
    }
    assert changed[("terms_stated",)] == 1


def test_levers_are_taken_out_with_their_rules(toy_arrays: CaseArrays) -> None:
    changed = changed_text(TEXT, lever("local_mediation", None, "later"), toy_arrays)
    assert "local_mediation" not in changed and "strikes: 100" in changed
    none = changed
    for name in ("strikes", "talks", "partner", "pay"):
        none = changed_text(none, lever(name), toy_arrays)
    assert base_of(none, toy_arrays) == {}


def test_phases_come_and_go(toy_arrays: CaseArrays) -> None:
    add = PhaseChange(kind="phase", phase="end", do="add", when="signed for 2 months", lever="guarantee")
    more = changed_text(TEXT, add, toy_arrays)
    assert [p.phase for p in parts_of(plan_strategy(more, toy_arrays), toy_arrays)] == ["", "later", "end"]
    until = RuleChange(kind="rule", phase="end", which="until", rule="not signed for 2 months")
    assert "until: not signed for 2 months" in changed_text(more, until, toy_arrays)
    fewer = changed_text(more, PhaseChange(kind="phase", phase="later", do="remove"), toy_arrays)
    assert "later" not in fewer and "guarantee" in fewer
    always = RuleChange(kind="rule", phase="later", which="when", rule="  ")
    assert "when" not in changed_text(TEXT, always, toy_arrays)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lever("strike", 1), "unknown_lever"),
        (lever("strikes", 301), "out_of_range"),
        (lever("strikes", 1, "earlier"), "unknown_phase"),
        (lever("partner", 1, of=("ZZ",)), "unknown_element"),
        (PhaseChange(kind="phase", phase="later", do="add"), "duplicate_phase"),
        (PhaseChange(kind="phase", phase="Not a name", do="add"), "bad_name"),
        (PhaseChange(kind="phase", phase="end", do="add", when="sgned"), "unknown_observable"),
        (PhaseChange(kind="phase", phase="end", do="remove"), "unknown_phase"),
        (RuleChange(kind="rule", phase="later", which="until", rule="month >="), "rule_syntax"),
        (RuleChange(kind="rule", phase="end", which="until", rule="signed"), "unknown_phase"),
    ],
)
def test_what_cannot_be_changed_is_refused(toy_arrays: CaseArrays, change: object, code: str) -> None:
    with pytest.raises(StrategyError, match=code):
        changed_text(TEXT, change, toy_arrays)  # type: ignore[arg-type]


def test_the_last_lever_of_a_phase_stays(toy_arrays: CaseArrays) -> None:
    one = changed_text(TEXT, lever("local_mediation", None, "later"), toy_arrays)
    with pytest.raises(StrategyError, match="last_lever"):
        changed_text(one, lever("strikes", None, "later"), toy_arrays)


def test_there_are_only_so_many_phases(toy_arrays: CaseArrays) -> None:
    text = TEXT
    for number in range(11):
        text = changed_text(text, PhaseChange(kind="phase", phase=f"p{number}", do="add"), toy_arrays)
    with pytest.raises(StrategyError, match="too_many_phases"):
        changed_text(text, PhaseChange(kind="phase", phase="one_more", do="add"), toy_arrays)


def test_exactly_one_strategy_is_a_plan(toy_arrays: CaseArrays) -> None:
    found = read_plan(TEXT + "  other: {label: Other, summary: Another.}\n", toy_arrays)
    assert [(one.code, one.line) for one in found.problems] == [("several_strategies", 16)]


def test_faults_stand_at_their_lines(toy_arrays: CaseArrays) -> None:
    found = read_plan(TEXT.replace("month >= 6", "mnth >= 6").replace("100", "1000"), toy_arrays)
    assert found.strategy is None
    assert [(one.code, one.line) for one in found.problems] == [
        ("unknown_observable", 10),
        ("out_of_range", 12),
    ]
    assert 'Did you mean "month"?' in found.problems[0].hint


@pytest.mark.parametrize(
    "text", ["", "[", "a: &x [1]\nb: *x", "!!python/object:os.system x", "7", "strategies: 3"]
)
def test_hostile_text_is_only_text(toy_arrays: CaseArrays, text: str) -> None:
    assert read_plan(text, toy_arrays).problems


@given(st.text(max_size=300))
def test_no_text_is_a_fault(toy_arrays: CaseArrays, text: str) -> None:
    found = read_plan(text, toy_arrays)
    assert (found.strategy is None) == bool(found.problems)


@settings(max_examples=20)
@given(
    value=st.floats(0, 1),
    which=st.sampled_from(TO_ONE),
)
def test_any_value_of_any_lever_is_written_and_read(toy_arrays: CaseArrays, value: float, which: str) -> None:
    changed = base_of(changed_text(TEXT, lever(which, value), toy_arrays), toy_arrays)
    assert {v for place, v in changed.items() if place[0] == which} == {value}


def test_a_plan_never_has_the_baselines_name(
    toy_arrays: CaseArrays, toy_strategies: dict[str, Strategy]
) -> None:
    baseline = toy_strategies["bottom_up"]
    other = apart_from(baseline, baseline)
    assert (other.name, other.label) == ("bottom_up_tried", "Bottom-up, conditional, changed")
    assert parse_strategies(plan_text(other, toy_arrays), toy_arrays)[other.name] == other
    assert apart_from(NOTHING, baseline) == NOTHING


@pytest.fixture
def toy_strategies(toy_path, toy_arrays: CaseArrays) -> dict[str, Strategy]:  # type: ignore[no-untyped-def]
    text = (toy_path.parent / "toy_strategies.yaml").read_text(encoding="utf-8")
    return parse_strategies(text, toy_arrays)


def test_strategies_survive_being_shown_as_text(
    toy_arrays: CaseArrays, toy_strategies: dict[str, Strategy]
) -> None:
    for strategy in toy_strategies.values():
        assert plan_strategy(plan_text(strategy, toy_arrays), toy_arrays) == strategy
