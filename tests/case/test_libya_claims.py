"""The claims of the Libyan case: all there, with the record as stated, and each comparing one thing."""

from __future__ import annotations

import re
from collections import Counter
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from irenic.analysis.audit.trials import trial_of
from irenic.analysis.claims import ArmPlan, Claim, arm_strategy, load_claims
from irenic.analysis.proposition import relations_of
from irenic.case import case_arrays, load_case
from irenic.case.arrays import CaseArrays
from irenic.strategy import Strategy, load_case_strategies, strategy_to_dict

FOLDER = Path(str(files("irenic"))) / "cases" / "libya_2015"
NOTES = Path(__file__).parents[2] / "docs" / "claims-notes.md"

RECORD = {
    "C1": "partly", "C2": "supported", "C3": "partly", "C4": "partly", "C5": "partly", "C6": "supported",
    "C7": "partly", "C8": "supported", "C9": "partly", "C10": "supported", "C11": "untested",
    "C12": "contradicted", "C13": "contradicted", "C14": "supported", "C15": "partly",
    "C16": "contradicted", "C17": "contradicted", "C18": "partly", "C19a": "contradicted",
    "C19b": "supported", "C20": "partly", "C21": "partly", "C22a": "contradicted", "C22b": "untested",
    "C23": "contradicted", "C24": "untested", "C25": "supported", "C26": "contradicted",
}  # fmt: skip
"""What the record of 2016-20 says, restated by hand from the claims note."""

OTHER_READINGS = {
    "C12": "partly", "C13": "untested", "C16": "partly", "C19a": "partly", "C20": "supported",
    "C22a": "partly", "C23": "untested", "C26": "partly",
}  # fmt: skip
"""Where a fair reader could differ, restated by hand from the same note."""

EVENTS = {"forced.signed", "forced.seated"}
PAIRS: dict[str, list[tuple[str, str, set[str]]]] = {
    "C1": [("vacuum", "government", EVENTS)],
    "C3": [("governed", "no_risings", {"parameters.h_u"})],
    "C5": [("un_track", "leaning", {"levers.mediator_bias"})],
    "C6": [("un_track", "new_envoy", {"phases.envoy"})],
    "C7": [
        ("neutral", "leaning", {"levers.mediator_bias"}),
        ("leaning", "leaning_patrons_quiet", {"levers.patron_diplomacy"}),
    ],
    "C9": [("nothing", "government", EVENTS)],
    "C10": [("strikes", "nothing", {"levers.strikes", "levers.leadership_pressure", "levers.care"})],
    "C11": [
        (arm, "nothing", {"levers.strikes", "levers.leadership_pressure", "levers.care"})
        for arm in ("pinpricks", "strikes")
    ],
    "C12": [
        ("uninvited", "nothing", {"levers.strikes", "levers.leadership_pressure", "levers.care"}),
        ("invited", "talks", {"phases.air"}),
    ],
    "C13": [("with_air", "ground_only", {"levers.strikes"})],
    "C14": [("leader_lost", "nothing", {"forced.leader_lost"})],
    "C15": [("struck", "un_track", {"levers.strikes", "levers.leadership_pressure", "levers.care"})],
    "C16": [("strikes", "nothing", {"levers.strikes", "levers.leadership_pressure", "levers.care"})],
    "C18": [("leader_lost", "nothing", {"forced.leader_lost"})],
    "C19a": [("one_camp", "broad", {"levers.partner"})],
    "C19b": [("narrow", "broad", {"levers.breadth"})],
    "C21": [
        ("un_track", "conference", {"phases.rome", "phases.meetings"}),
        ("un_track", "local", {"levers.local_mediation"}),
    ],
    "C22a": [("un_track", "listed", {"levers.sanction"})],
    "C22b": [("un_track", "withheld", {"levers.deny", "levers.oil_block", "levers.bank_terms"})],
    "C23": [("un_track", "paid", {"levers.pay"}), ("paid", "tied", {"levers.pay_conditional"})],
    "C24": [
        ("nothing", "local", {"levers.local_mediation"}),
        ("nothing", "top", {"levers.talks", "levers.breadth"}),
    ],
    "C25": [("anarchy", "government", EVENTS)],
}
"""What differs between the arms of a claim: one thing, which may need several levers to say (strikes are
flown with a care and an aim; sovereignty is recognition, oil and the bank). C20 is about order, below."""

ONE_ARMED = {"C2", "C4", "C8", "C17", "C26"}
"""Claims of a level, which compare nothing."""

COMMON = {0.05, 0.1, 0.5, 0.9, 1.0, 1.1}
OWN_THRESHOLDS = {
    "C2": {0.5, 1.0, 12.0},
    "C9": {1.15, 1.1},
    "C18": {0.95, 0.005},
    "C22a": {0.02},
    "C26": {0.5, 12.0},
}


@pytest.fixture(scope="module")
def arrays() -> CaseArrays:
    return case_arrays(load_case("libya-2015"))


@pytest.fixture(scope="module")
def strategies(arrays: CaseArrays) -> dict[str, Strategy]:
    return load_case_strategies(FOLDER, arrays)


@pytest.fixture(scope="module")
def claims(arrays: CaseArrays, strategies: dict[str, Strategy]) -> dict[str, Claim]:
    return {claim.id: claim for claim in load_claims(FOLDER / "claims.yaml", arrays, strategies)}


@pytest.fixture(scope="module")
def contents(
    claims: dict[str, Claim], arrays: CaseArrays, strategies: dict[str, Strategy]
) -> dict[tuple[str, str], dict[str, Any]]:
    """What each arm does: levers, phases, dated events and parameters, by one dotted name each."""
    return {
        (claim.id, name): content(arm_strategy(arm, strategies, arrays), arrays)
        for claim in claims.values()
        for name, arm in claim.arms.items()
    }


def content(arm: ArmPlan, arrays: CaseArrays) -> dict[str, Any]:
    """Everything in an arm that changes a run."""
    written = strategy_to_dict(arm.strategy, arrays)
    parts: dict[str, Any] = {key: written.get(key, {}) for key in ("levers", "phases", "forced")}
    parts["parameters"] = dict(arm.parameters)
    return {f"{key}.{name}": value for key, part in parts.items() for name, value in part.items()}


def key_of(arm: ArmPlan, months: int, arrays: CaseArrays) -> str:
    """What an audit knows an arm by."""
    return trial_of(arm.strategy, arm.parameters, months, arrays).key


def differences(first: dict[str, Any], second: dict[str, Any]) -> set[str]:
    """Names under which two arms differ."""
    return {name for name in first.keys() | second.keys() if first.get(name) != second.get(name)}


def test_all_claims_are_there_with_their_record(claims: dict[str, Claim]) -> None:
    assert {name: claim.record.verdict for name, claim in claims.items()} == RECORD
    assert list(claims) == list(RECORD)
    counts = Counter(claim.record.verdict for claim in claims.values())
    assert counts == {"supported": 7, "partly": 10, "contradicted": 8, "untested": 3}


def test_other_readings_stand_beside_the_record(claims: dict[str, Claim]) -> None:
    other = {name: claim.other_reading for name, claim in claims.items() if claim.other_reading is not None}
    assert {name: reading.verdict for name, reading in other.items()} == OTHER_READINGS
    assert all(reading.reason for reading in other.values())


@pytest.mark.parametrize("name", RECORD)
def test_a_claim_has_all_that_a_reader_needs(claims: dict[str, Claim], name: str) -> None:
    claim = claims[name]
    assert not claim.untestable
    assert claim.holds_when is not None
    for text in (
        claim.wording,
        claim.article,
        claim.mechanism,
        claim.tolerance,
        claim.model_limits,
        claim.evidence,
    ):
        assert text
    assert claim.record.reason
    assert claim.record.grade in set("ABCD")
    assert claim.months == (60 if name in {"C7", "C19b"} else 36)


def test_every_claim_that_compares_is_in_the_list_of_pairs(claims: dict[str, Claim]) -> None:
    assert set(PAIRS) | ONE_ARMED | {"C20"} == set(RECORD)
    for name, pairs in PAIRS.items():
        assert {arm for first, second, _ in pairs for arm in (first, second)} == set(claims[name].arms)


@pytest.mark.parametrize("name", PAIRS)
def test_arms_differ_in_one_thing(contents: dict[tuple[str, str], dict[str, Any]], name: str) -> None:
    for first, second, expected in PAIRS[name]:
        assert differences(contents[name, first], contents[name, second]) == expected


def test_the_claim_about_order_swaps_two_steps_and_nothing_else(
    contents: dict[tuple[str, str], dict[str, Any]],
) -> None:
    first, second = contents["C20", "unity_first"], contents["C20", "air_first"]
    assert differences(first, second) == {"phases.unity", "phases.air"}

    def step(arm: dict[str, Any], phase: str) -> tuple[Any, tuple[str, str]]:
        written = arm[f"phases.{phase}"]
        return written["levers"], (written["when"], written["until"])

    for phase, other in (("unity", "air"), ("air", "unity")):
        assert step(first, phase)[0] == step(second, phase)[0]
        assert step(first, phase)[1] == step(second, other)[1]


def test_arms_are_shared_so_that_an_audit_stays_affordable(
    claims: dict[str, Claim], arrays: CaseArrays, strategies: dict[str, Strategy]
) -> None:
    keys = {
        key_of(arm_strategy(arm, strategies, arrays), claim.months, arrays)
        for claim in claims.values()
        for arm in claim.arms.values()
    }
    assert len(keys) <= 45


@pytest.mark.parametrize("name", RECORD)
def test_thresholds_follow_one_rule(claims: dict[str, Claim], name: str) -> None:
    claim = claims[name]
    assert claim.holds_when is not None
    tests = [claim.holds_when] + ([] if claim.given is None else [claim.given])
    terms = [t for one in tests for r in relations_of(one) for s in (r.left, r.right) for t in s.terms]
    numbers = {abs(term.factor) for term in terms}
    allowed = COMMON | OWN_THRESHOLDS.get(name, set())
    assert numbers <= allowed
    assert OWN_THRESHOLDS.get(name, set()) <= numbers | {1.0}


def test_the_notes_have_a_row_for_every_claim() -> None:
    page = NOTES.read_text(encoding="utf-8")
    rows = re.findall(r"^\| (C\d+[ab]?) \|", page, flags=re.MULTILINE)
    assert rows == list(RECORD)
    assert len(page.splitlines()) < 120
