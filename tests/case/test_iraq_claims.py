"""The claims of the Iraqi case: opposed camps heard, the record as stated, and each comparing one thing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from irenic.analysis.audit.trials import trial_of
from irenic.analysis.claims import ArmPlan, Claim, arm_strategy, load_claims
from irenic.analysis.proposition import evaluate, measures_of, relations_of
from irenic.case import case_arrays, load_case
from irenic.case.arrays import CaseArrays
from irenic.strategy import LEVER_BY_ID, Condition, Strategy, load_case_strategies
from irenic.strategy.expression import All, AnyOf, Comparison, Not, Register

FOLDER = Path(str(files("irenic"))) / "cases" / "iraq_2006"
NOTES = Path(__file__).parents[2] / "docs" / "claims-notes-iraq.md"

RECORD = {
    "A1": "supported", "A2": "supported", "A3": "partly", "A4": "partly", "A5": "contradicted",
    "A6": "partly", "A7": "partly", "A8": "supported", "A9": "untested", "A10": "untested", "A11": "partly",
    "A12": "contradicted", "A13": "partly", "A14": "partly", "A15": "partly",
}  # fmt: skip
"""What the record says, restated by hand."""

OTHER_READINGS = {
    "A1": "partly", "A2": "partly", "A3": "contradicted", "A4": "supported", "A5": "untested",
    "A6": "untested", "A8": "partly", "A9": "partly", "A10": "partly", "A12": "partly",
    "A13": "contradicted", "A14": "contradicted", "A15": "contradicted",
}  # fmt: skip
"""Where a fair reader could differ."""

UNTESTABLE = {"A7"}
FIVE_YEARS = {"A6"}

TROOPS = {"outside_combat", "outside_force"}
PAY = {"pay", "pay_conditional", "air_conditional"}
PROTECTION = {"partner", "truce", "guard_force"}
LEADERS = {"event leader_lost:ISI"}
DECREE = {"event signed", "event seated"}

PAIRS: dict[str, list[tuple[str, str, set[str]]]] = {
    "A1": [
        ("neither", "troops", TROOPS),
        ("neither", "contracts", PAY | PROTECTION),
        ("troops", "both", PAY | PROTECTION),
        ("contracts", "both", TROOPS),
    ],
    "A2": [
        ("neither", "paid", PAY),
        ("neither", "protected", PROTECTION),
        ("paid", "contracts", PROTECTION),
        ("protected", "contracts", PAY),
    ],
    "A3": [("neither", "troops", TROOPS), ("troops", "both", PAY | PROTECTION)],
    "A4": [("neither", "contracts", PAY | PROTECTION), ("contracts", "both", TROOPS)],
    "A5": [("neither", "paid", PAY), ("paid", "contracts", PROTECTION)],
    "A6": [("kept", "lapsed", {"pay"})],
    "A8": [("quiet", "no_quiet", {"truce"})],
    "A9": [("stay", "leave", {"outside_force"})],
    "A10": [("stay", "leave", {"outside_force"})],
    "A11": [("stay", "no_force", {"outside_force"})],
    "A12": [("pressed", "leader_lost", LEADERS), ("pressed", "unpressed", {"leadership_pressure"})],
    "A13": [("local", "national", DECREE)],
    "A14": [("neither", "troops", TROOPS)],
    "A15": [("neither", "contracts", PAY | PROTECTION)],
}
"""What differs between two arms in any month: one thing, which may need several levers to say."""

OPPOSED = [("A1", "A3"), ("A1", "A4"), ("A2", "A5"), ("A9", "A10"), ("A10", "A14")]
"""Claims of camps that cannot both be right, or seldom are."""

COMMON = {0.05, 0.1, 0.5, 0.9, 1.0, 1.1}

Element = tuple[str, ...]


@pytest.fixture(scope="module")
def arrays() -> CaseArrays:
    return case_arrays(load_case("iraq-2006"))


@pytest.fixture(scope="module")
def strategies(arrays: CaseArrays) -> dict[str, Strategy]:
    return load_case_strategies(FOLDER, arrays)


@pytest.fixture(scope="module")
def claims(arrays: CaseArrays, strategies: dict[str, Strategy]) -> dict[str, Claim]:
    return {claim.id: claim for claim in load_claims(FOLDER / "claims.yaml", arrays, strategies)}


@pytest.fixture(scope="module")
def plans(
    claims: dict[str, Claim], arrays: CaseArrays, strategies: dict[str, Strategy]
) -> dict[tuple[str, str], ArmPlan]:
    return {
        (claim.id, name): arm_strategy(arm, strategies, arrays)
        for claim in claims.values()
        for name, arm in claim.arms.items()
    }


def holds(condition: Condition | None, month: int) -> bool:
    """Whether a condition on the month holds; every plan that claims compare goes by the calendar alone."""
    if condition is None:
        return month == 1
    if isinstance(condition, Comparison):
        assert condition.register == Register("month")
        return (month >= condition.threshold) is condition.at_least
    if isinstance(condition, Not):
        return not holds(condition.part, month)
    assert isinstance(condition, All | AnyOf)
    every = all if isinstance(condition, All) else any
    return every(holds(part, month) for part in condition.parts)


def schedule(plan: ArmPlan, months: int) -> Iterator[dict[Element, float]]:
    """Lever values of each month that differ from their defaults, worked out by hand from phases."""
    strategy = plan.strategy
    active: set[str] = set()
    started: set[str] = set()
    assert not strategy.targets
    for month in range(1, months + 1):
        values = dict(strategy.base)
        for phase in strategy.phases:
            assert (phase.priority, phase.branch, phase.lead, phase.withdraw) == (0, "", 0, 0)
            assert not phase.exit
            ends = phase.name in active and phase.until is not None and holds(phase.until, month)
            starts = phase.name not in active and holds(phase.when, month)
            if ends:
                active.discard(phase.name)
            elif starts and not (phase.once and phase.name in started):
                active.add(phase.name)
                started.add(phase.name)
            if phase.name in active:
                values |= phase.levers
        yield {key: value for key, value in values.items() if value != LEVER_BY_ID[key[0]].default}


def differences(first: ArmPlan, second: ArmPlan, months: int) -> set[str]:
    """Levers, events and parameters in which two arms differ in any month."""
    found: set[str] = set()
    for one, other in zip(schedule(first, months), schedule(second, months), strict=True):
        found |= {key[0] for key in one.keys() | other.keys() if one.get(key) != other.get(key)}
    for name, mine, theirs in (
        ("event", first.strategy.forced, second.strategy.forced),
        ("parameter", first.parameters, second.parameters),
    ):
        found |= {f"{name} {key}" for key in mine.keys() | theirs.keys() if mine.get(key) != theirs.get(key)}
    return found


def key_of(arm: ArmPlan, months: int, arrays: CaseArrays) -> str:
    """What an audit knows an arm by."""
    return trial_of(arm.strategy, arm.parameters, months, arrays).key


def test_all_claims_are_there_with_their_record(claims: dict[str, Claim]) -> None:
    assert {name: claim.record.verdict for name, claim in claims.items()} == RECORD
    assert list(claims) == list(RECORD)
    counts = Counter(claim.record.verdict for claim in claims.values())
    assert counts == {"partly": 8, "supported": 3, "contradicted": 2, "untested": 2}


def test_other_readings_stand_beside_the_record(claims: dict[str, Claim]) -> None:
    other = {name: claim.other_reading for name, claim in claims.items() if claim.other_reading is not None}
    assert {name: reading.verdict for name, reading in other.items()} == OTHER_READINGS
    for name, reading in other.items():
        assert reading.reason
        assert reading.verdict != claims[name].record.verdict


@pytest.mark.parametrize("name", RECORD)
def test_a_claim_has_all_that_a_reader_needs(claims: dict[str, Claim], name: str) -> None:
    claim = claims[name]
    assert bool(claim.untestable) is (name in UNTESTABLE)
    assert (claim.holds_when is None) is (name in UNTESTABLE)
    for text in (claim.wording, claim.article, claim.mechanism, claim.evidence, claim.record.reason):
        assert text
    if name not in UNTESTABLE:
        assert claim.tolerance
        assert claim.model_limits
    assert claim.record.grade in set("ABCD")
    assert claim.months == (60 if name in FIVE_YEARS else 36)


@pytest.mark.parametrize("name", RECORD)
def test_a_claim_names_who_argues_it(claims: dict[str, Claim], name: str) -> None:
    """A year of print, or the office or the public that said so."""
    assert re.search(r"\b(19|20)\d\d\b", claims[name].article)


def test_every_claim_that_compares_is_in_the_list_of_pairs(claims: dict[str, Claim]) -> None:
    assert set(PAIRS) | UNTESTABLE == set(RECORD)
    for name, pairs in PAIRS.items():
        assert {arm for first, second, _ in pairs for arm in (first, second)} == set(claims[name].arms)


def test_opposed_camps_are_both_heard(claims: dict[str, Claim]) -> None:
    for one, other in OPPOSED:
        assert claims[one].wording != claims[other].wording
        assert claims[one].article != claims[other].article


@pytest.mark.parametrize("alone", ["A3", "A4"])
def test_together_and_alone_cannot_both_be_true(claims: dict[str, Claim], alone: str) -> None:
    """Any deaths whatever: if one of two things brings the larger part, both were not needed."""
    one, other = claims["A1"].holds_when, claims[alone].holds_when
    assert one is not None
    assert other is not None
    rng = np.random.default_rng(7)
    deaths = {arm: rng.uniform(0, 1, 20_000) for arm in ("neither", "troops", "contracts", "both")}
    together, by_itself = (
        evaluate(part, {measure: deaths[measure.arm] for measure in measures_of(part)}).holds
        for part in (one, other)
    )
    assert together.any()
    assert by_itself.any()
    assert not (together & by_itself).any()


@pytest.mark.parametrize("name", PAIRS)
def test_arms_differ_in_one_thing(
    claims: dict[str, Claim], plans: dict[tuple[str, str], ArmPlan], name: str
) -> None:
    for first, second, expected in PAIRS[name]:
        assert differences(plans[name, first], plans[name, second], claims[name].months) == expected


@pytest.mark.parametrize(
    ("name", "corners"),
    [
        ("A1", ("neither", "troops", "contracts", "both")),
        ("A2", ("neither", "paid", "protected", "contracts")),
    ],
)
def test_the_factorials_are_exact(
    plans: dict[tuple[str, str], ArmPlan], name: str, corners: tuple[str, str, str, str]
) -> None:
    """In every month the fourth corner is the first with both changes, and no lever is touched by both."""
    for none, one, other, both in zip(*(schedule(plans[name, arm], 36) for arm in corners), strict=True):
        first = {key for key in none.keys() | one.keys() if none.get(key) != one.get(key)}
        second = {key for key in none.keys() | other.keys() if none.get(key) != other.get(key)}
        assert not first & second
        merged = {
            key: (one if key in first else other).get(key) for key in none.keys() | one.keys() | other.keys()
        }
        assert {key: value for key, value in merged.items() if value is not None} == both


def test_wages_end_when_the_government_took_the_guards_over(plans: dict[tuple[str, str], ArmPlan]) -> None:
    paid = [("pay", "TRB") in values for values in schedule(plans["A6", "lapsed"], 60)]
    assert [month for month, one in enumerate(paid, 1) if one] == list(range(7, 27))
    kept = [("pay", "TRB") in values for values in schedule(plans["A6", "kept"], 60)]
    assert [month for month, one in enumerate(kept, 1) if one] == list(range(7, 61))


def test_the_ceasefire_stands_where_it_did(plans: dict[tuple[str, str], ArmPlan]) -> None:
    """From the end of August 2007 to the offensive of March 2008, and again from June 2008."""
    quiet = [
        any(key[0] == "truce" and "JAM" in key for key in values)
        for values in schedule(plans["A8", "quiet"], 36)
    ]
    assert [month for month, one in enumerate(quiet, 1) if one] == [*range(14, 20), *range(23, 37)]


def test_arms_are_shared_so_that_an_audit_stays_affordable(
    claims: dict[str, Claim], arrays: CaseArrays, plans: dict[tuple[str, str], ArmPlan]
) -> None:
    keys = {key_of(plan, claims[name].months, arrays) for (name, _), plan in plans.items()}
    assert len(keys) <= 16


@pytest.mark.parametrize("name", sorted(set(RECORD) - UNTESTABLE))
def test_thresholds_follow_one_rule(claims: dict[str, Claim], name: str) -> None:
    claim = claims[name]
    assert claim.holds_when is not None
    tests = [claim.holds_when] + ([] if claim.given is None else [claim.given])
    terms = [t for one in tests for r in relations_of(one) for s in (r.left, r.right) for t in s.terms]
    assert {abs(term.factor) for term in terms} <= COMMON


def test_the_claims_name_offices_and_groups_only() -> None:
    text = (FOLDER / "claims.yaml").read_text(encoding="utf-8")
    for word in ("Petraeus", "Maliki", "Sattar", "Zarqawi", "Bush", "Odierno", "terrorist", "regime"):
        assert word not in text


def test_the_notes_have_a_row_for_every_claim() -> None:
    page = NOTES.read_text(encoding="utf-8")
    assert re.findall(r"^\| (A\d+) \|", page, flags=re.MULTILINE) == list(RECORD)
    assert len(page.splitlines()) < 100
