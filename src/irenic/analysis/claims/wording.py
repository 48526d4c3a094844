"""Say what a claim compares and asks, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from irenic.analysis.claims.claim import Arm, Claim, Reading, Verdict
from irenic.analysis.claims.labels import changes_in_words, plan_in_words
from irenic.analysis.proposition import Labels, Proposition, arms_of, in_words

VERDICT_WORDS: Mapping[Verdict, str] = {
    "supported": "supported",
    "partly": "partly supported",
    "contradicted": "contradicted",
    "untested": "untested: the record cannot tell",
}
"""Verdicts of the record for people."""

GRADE_WORDS: Mapping[str, str] = {
    "A": "documented", "B": "well reported", "C": "estimated or single-sourced", "D": "judgement",
}  # fmt: skip
"""Grades of what a verdict of the record rests on."""


def measure_labels() -> dict[str, str]:
    """Return the labels of outcomes by id."""
    from irenic.engine.outcomes import OUTCOMES  # the engine starts its array library

    return {row.id: row.label for row in OUTCOMES}


def asked_in_words(proposition: Proposition, mark: str = '"') -> str:
    """Return a test with the labels of outcomes and the ids of arms.

    Parameters
    ----------
    proposition : of a claim
    mark : stands around the id of an arm
    """
    arms = {arm: f"{mark}{arm}{mark}" for arm in arms_of(proposition)}
    return in_words(proposition, Labels(arms, measure_labels()))


def arm_in_words(arm: Arm) -> str:
    """Return what runs for an arm, by the ids of the case.

    Parameters
    ----------
    arm : of a claim
    """
    changes = changes_in_words(arm)
    if arm.plan is not None:
        return f"{plan_in_words(arm.plan)}{f'; {changes}' if changes else ''}"
    if not changes:
        return f"strategy {arm.strategy}"
    return f"strategy {arm.strategy}{',' if changes.startswith('without') else ' with'} {changes}"


def reading_in_words(reading: Reading) -> str:
    """Return a verdict of the record with its grade, without its reason."""
    grade = f" (grade {reading.grade}: {GRADE_WORDS[reading.grade]})" if reading.grade else ""
    return f"{VERDICT_WORDS[reading.verdict]}{grade}"


def as_sentence(text: str) -> str:
    """Return text with a capital at its start and a full stop at its end."""
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '?', '!')) else '.'}"


def claims_document(claims: tuple[Claim, ...]) -> list[dict[str, Any]]:
    """Return claims as plain data for scripts.

    Parameters
    ----------
    claims : as read from a file
    """
    return [_claim_document(claim) for claim in claims]


def _claim_document(claim: Claim) -> dict[str, Any]:
    return {
        "id": claim.id,
        "wording": claim.wording,
        "article": claim.article,
        "mechanism": claim.mechanism,
        "testable": claim.holds_when is not None,
        "untestable": claim.untestable or None,
        "months": claim.months,
        "arms": {name: _arm_document(arm) for name, arm in claim.arms.items()},
        "given": _test_document(claim.given),
        "holds_when": _test_document(claim.holds_when),
        "tolerance": claim.tolerance or None,
        "model_limits": claim.model_limits or None,
        "record": _reading_document(claim.record),
        "other_reading": _reading_document(claim.other_reading),
        "evidence": claim.evidence,
    }


def _arm_document(arm: Arm) -> dict[str, Any]:
    return {
        "label": arm.label or None,
        "strategy": arm.strategy or None,
        "levers": [
            {"lever": element[0], "of": list(element[1:]), "value": v} for element, v in arm.levers.items()
        ],
        "without": list(arm.without),
        "parameters": dict(arm.parameters),
        "events": dict(arm.events),
        "text": arm_in_words(arm),
    }


def _test_document(proposition: Proposition | None) -> dict[str, str] | None:
    if proposition is None:
        return None
    return {"test": str(proposition), "text": asked_in_words(proposition)}


def _reading_document(reading: Reading | None) -> dict[str, str | None] | None:
    if reading is None:
        return None
    return {"verdict": reading.verdict, "reason": reading.reason, "grade": reading.grade or None}
