"""What is asked of a study: claims ready to be tried, with the arms and extracts that they need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from irenic.analysis.audit.subject import Subject
from irenic.analysis.audit.tested import Test
from irenic.analysis.audit.trials import Trial, trial_of
from irenic.analysis.claims import Claim, arm_strategy
from irenic.analysis.kept import Extract, extracts_of, is_score
from irenic.analysis.proposition import SCORES
from irenic.errors import ClaimError, Problem, did_you_mean, quoted


@dataclass(frozen=True)
class Asked:
    """A claim ready to be tried.

    Parameters
    ----------
    claim : as the file has it
    test : None where the model cannot speak to it
    arms : arm -> what is run
    absent : why the model cannot speak to it; empty where it can
    """

    claim: Claim
    test: Test | None
    arms: Mapping[str, Trial]
    absent: str


def chosen_claims(claims: Sequence[Claim], only: Sequence[str]) -> list[Claim]:
    """Return the claims asked for, in the file's order.

    Parameters
    ----------
    claims : all of the file
    only : ids; empty for all

    Raises
    ------
    ClaimError : ``unknown_claim``, one problem per id
    """
    known = [claim.id for claim in claims]
    problems = [
        Problem(
            "unknown_claim", "the request", None, "--only", quoted(name), "the id of a claim",
            did_you_mean(name, known),
        )
        for name in only
        if name not in known
    ]  # fmt: skip
    if problems:
        raise ClaimError(problems)
    return [claim for claim in claims if not only or claim.id in only]


def asked_of(claim: Claim, subject: Subject) -> Asked:
    """Return a claim ready to be tried, or why it cannot be."""
    if claim.untestable or claim.holds_when is None:
        return Asked(claim, None, {}, claim.untestable or "no test is given")
    test = Test(claim.holds_when, claim.given)
    absent = sorted({m.name for m in test.measures if not _has(subject, m.name, m.first)})
    if absent:
        listed = ", ".join(absent)
        return Asked(claim, None, {}, f"the case has no {listed}, so what the claim speaks of is not there")
    named = {m.arm for m in test.measures}
    scored = any(is_score(m) for m in test.measures)  # scores are against every arm of the claim
    arms = {}
    for name, arm in claim.arms.items():
        if scored or name in named:
            plan = arm_strategy(arm, subject.strategies, subject.arrays)
            arms[name] = trial_of(plan.strategy, plan.parameters, claim.months, subject.arrays)
    return Asked(claim, test, arms, "")


def _has(subject: Subject, name: str, first: int | None) -> bool:
    if first is not None:
        return name in subject.series
    return name in SCORES or any(o.id == name for o in subject.outcomes)


def extracts_wanted(asked: Sequence[Asked], subject: Subject) -> dict[str, frozenset[Extract]]:
    """Return what to keep of each arm, over all claims that use it: arm's key -> extracts."""
    found: dict[str, set[Extract]] = {}
    for one in asked:
        if one.test is None:
            continue
        for arm, extracts in extracts_of(one.test.measures, one.arms, subject.outcomes).items():
            found.setdefault(one.arms[arm].key, set()).update(extracts)
    return {key: frozenset(extracts) for key, extracts in found.items()}
