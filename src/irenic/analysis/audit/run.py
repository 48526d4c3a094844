"""Put a study's claims on trial: run what each needs, and fill the ledger."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from irenic.analysis.audit.asked import Asked, asked_of, chosen_claims, extracts_wanted
from irenic.analysis.audit.examine import Ground, examine
from irenic.analysis.audit.ledger import Findings, Ledger, Line, Reading, Tests, Weighed
from irenic.analysis.audit.runner import Engines, Report, Runner, Simulate
from irenic.analysis.audit.stability import KINDS, Agreement, resample_weights
from irenic.analysis.audit.store import Store
from irenic.analysis.audit.subject import Options, Subject
from irenic.analysis.audit.trials import Sample, inputs_of, luck_again, reruns
from irenic.analysis.audit.verdict import SPEAKING
from irenic.analysis.averages import Floats
from irenic.analysis.belief import LEAST_EFFECTIVE, Belief, effective_words
from irenic.analysis.claims import Claim
from irenic.analysis.claims import Reading as RecordReading
from irenic.analysis.kept import Kept
from irenic.analysis.proposition import in_words
from irenic.study.manifest import NOTICE

Judged = Callable[[int, int], None]
"""Takes the number of claims judged so far, and of all."""


class Tried(NamedTuple):
    """Arms that were run for a study's claims, ready to be judged.

    Parameters
    ----------
    subject, asked : the study, and what is asked of it
    kept : (arm's key, sample's label) -> what was kept
    samples : the audit's own first
    replicates, arms : draws of luck in each world, different arms
    digest : SHA-256 of the claims file
    """

    subject: Subject
    asked: tuple[Asked, ...]
    kept: Mapping[tuple[str, str], Kept]
    samples: tuple[Sample, ...]
    replicates: int
    arms: int
    digest: str


def audit(
    subject: Subject,
    claims: Sequence[Claim],
    options: Options | None = None,
    *,
    digest: str = "",
    simulate: Simulate | None = None,
    report: Report | None = None,
    judged: Judged | None = None,
    belief: Belief | None = None,
) -> Ledger:
    """Try a study's claims.

    Parameters
    ----------
    subject : the study
    claims : as `irenic.analysis.claims.load_claims` reads them
    options : None for everything
    digest : SHA-256 of the claims file
    simulate : what runs an arm, in place of the compiled model; for tests
    report : called as runs are finished
    judged : called as claims are judged, which takes seconds each
    belief : how much each of the study's worlds counts by a record; None for alike

    Raises
    ------
    StudyError : options out of range
    ClaimError : ``unknown_claim`` for every id of `options.only` that is none
    """
    tried = run_trials(
        subject, claims, options or Options(), digest=digest, simulate=simulate, report=report, belief=belief
    )
    return judge(tried, belief, judged)


def run_trials(
    subject: Subject,
    claims: Sequence[Claim],
    options: Options,
    *,
    digest: str = "",
    simulate: Simulate | None = None,
    report: Report | None = None,
    belief: Belief | None = None,
    both: bool = False,
) -> Tried:
    """Run what a study's claims need; parameters and errors as in `audit`.

    Parameters
    ----------
    both : so that it can be judged without weights, too
    """
    worlds, replicates, again = options.sizes(subject)
    asked = tuple(asked_of(claim, subject) for claim in chosen_claims(claims, options.only))
    weighed = belief is not None and belief.first(worlds).unequal is not None
    main = Sample("audit", "audit", worlds, subject.table, subject.worlds, subject.seed, given=subject.given)
    trials = {trial.key: trial for one in asked if one.test for trial in one.arms.values()}
    samples: tuple[Sample, ...] = (main,)
    if trials:
        samples = (main, *_samples_again(main, again, _kinds(subject, weighed=weighed, both=both)))
    runner = Runner(
        subject.arrays,
        simulate or Engines(subject.arrays, subject.table),
        Store(subject.folder, {"code": subject.code, "case": subject.case_digest, "replicates": replicates}),
        replicates,
        extracts_wanted(asked, subject),
        report or (lambda _: None),
    )
    kept = runner.run(trials.values(), samples)
    return Tried(subject, asked, kept, samples, replicates, len(trials), digest)


def judge(tried: Tried, belief: Belief | None = None, judged: Judged | None = None) -> Ledger:
    """Return the ledger of claims whose arms were run.

    Parameters
    ----------
    tried : as `run_trials` returns it
    belief : how much each of the study's worlds counts by a record; None for alike
    judged : as in `audit`

    Raises
    ------
    StudyError : ``bad_world_weights`` where none of the audit's worlds counts
    """
    main = tried.samples[0]
    mine = None if belief is None else belief.first(main.worlds)
    weights = None if mine is None else mine.unequal
    numbers = None if weights is None else np.flatnonzero(weights > 0)
    kinds = _kinds(tried.subject, weighed=weights is not None)
    samples = (main, *(one for one in tried.samples[1:] if one.kind in kinds))
    ground = _ground(tried.subject, samples, weights, numbers)
    kept = tried.kept if numbers is None else _counting(tried.kept, samples, numbers)
    lines = []
    for number, one in enumerate(tried.asked):
        if judged:
            judged(number, len(tried.asked))
        lines.append(_line(one, kept, samples, ground))
    return _ledger(tried, lines, ground, mine)


def _kinds(subject: Subject, *, weighed: bool, both: bool = False) -> frozenset[str]:
    """Kinds of re-runs; for worlds that a record singled out no other worlds stand: they meet other luck."""
    if subject.given is not None:
        return frozenset({"structure", "spreads", "luck"})
    found = {"structure", "spreads", "luck" if weighed else "seeds"}
    return frozenset(found | ({"seeds", "luck"} if both and weighed else set()))


def _ground(
    subject: Subject, samples: tuple[Sample, ...], weights: Floats | None, numbers: NDArray[np.intp] | None
) -> Ground:
    main = samples[0]
    inputs = inputs_of(main.source(subject.arrays), main.worlds)
    return Ground(
        outcomes=subject.outcomes,
        inputs=inputs if numbers is None else inputs.of(numbers),
        weights=resample_weights(main.worlds if numbers is None else len(numbers)),
        main=main,
        reruns=samples[1:],
        table=subject.table,
        belief=None if weights is None else weights[numbers],
        numbers=numbers,
    )


def _counting(
    kept: Mapping[tuple[str, str], Kept], samples: Sequence[Sample], numbers: NDArray[np.intp]
) -> dict[tuple[str, str], Kept]:
    """What was kept, of the worlds that count alone."""
    worlds = {one.label: numbers[numbers < one.worlds] for one in samples}
    return {
        (arm, label): {name: values[worlds[label]] for name, values in arrays.items()}
        for (arm, label), arrays in kept.items()
        if label in worlds
    }


def _ledger(tried: Tried, lines: Sequence[Line], ground: Ground, belief: Belief | None) -> Ledger:
    subject = tried.subject
    return Ledger(
        study=subject.study,
        case=subject.case,
        title=subject.title,
        irenic=subject.irenic,
        worlds=ground.main.worlds,
        replicates=tried.replicates,
        seed=subject.seed,
        study_months=subject.months,
        rerun_worlds=max((one.worlds for one in ground.reruns), default=0),
        arms=tried.arms,
        claims_digest=tried.digest,
        tests=state_of_tests(subject.claims, tried.digest),
        lines=tuple(lines),
        notice=NOTICE,
        weighed=None if belief is None else Weighed(belief.digest, belief.effective),
        points=None if subject.given is None else subject.given.info,
    )


def state_of_tests(recorded: str | None, now: str) -> Tests:
    """Return whether the claims are those that were there when the study was run.

    Parameters
    ----------
    recorded : digest in the study's manifest; None where there is none
    now : digest of the file
    """
    if recorded is None:
        return "not recorded"
    return "same" if recorded == now else "changed"


def _samples_again(main: Sample, worlds: int, kinds: frozenset[str]) -> tuple[Sample, ...]:
    if not worlds:
        return ()
    from irenic.engine.structure import STRUCTURE

    found = reruns(main, worlds, STRUCTURE)
    if main.given is None and "luck" in kinds:
        found = (*found, *luck_again(main, worlds))
    return tuple(one for one in found if one.kind in kinds)


def _line(
    asked: Asked,
    kept: Mapping[tuple[str, str], Kept],
    samples: Sequence[Sample],
    ground: Ground,
) -> Line:
    claim, findings, reason = asked.claim, None, asked.absent
    if asked.test is not None:
        by_sample = {
            sample.label: {arm: kept[trial.key, sample.label] for arm, trial in asked.arms.items()}
            for sample in samples
        }
        findings = examine(asked.test, by_sample, ground)
        reason = why_untold(findings)
    told = findings is not None and not reason
    return Line(
        id=claim.id,
        wording=claim.wording,
        article=claim.article,
        mechanism=claim.mechanism,
        asked=_asked_words(asked, ground),
        tolerance=claim.tolerance,
        model_limits=claim.model_limits,
        evidence=claim.evidence,
        months=claim.months if asked.test is not None else None,
        verdict=findings.by_rule if told and findings is not None else "can't tell",
        reason=reason,
        record=_reading(claim.record),
        other_reading=_reading(claim.other_reading),
        findings=findings,
    )


def _asked_words(asked: Asked, ground: Ground) -> str:
    if asked.test is None:
        return ""
    said = in_words(asked.test.holds_when, ground.labels)
    given = (
        "" if asked.test.given is None else f", in worlds where {in_words(asked.test.given, ground.labels)}"
    )
    return f"{said}{given}"


def why_untold(findings: Findings) -> str:
    """Return why there is no verdict; empty where there is one."""
    share = findings.share
    if share.too_few and share.speaking:
        return (
            f"the {share.speaking:,} worlds of which it speaks tell only as much as "
            f"{effective_words(share.number)} equal ones; fewer than {LEAST_EFFECTIVE:g} decide no share to "
            "within a third"
        )
    if findings.by_rule == "can't tell" and share.weight is not None:
        return (
            f"only {share.weight:.1%} of the weight is of worlds such that the claim speaks of them; "
            f"{SPEAKING:.0%} are needed"
        )
    if findings.by_rule == "can't tell":
        return (
            f"only {share.speaking:,} of {share.worlds:,} worlds are such that the claim speaks of them; "
            f"{SPEAKING:.0%} are needed"
        )
    one = findings.unsettled
    return "" if one is None else f'"{findings.by_rule}" is not stable: {unsettled_words(one)}'


def unsettled_words(one: Agreement) -> str:
    """Return which resamples gave other verdicts, and how many."""
    others = ", ".join(f"{count} {verdict}" for verdict, count in one.others.items())
    return f"under {KINDS[one.kind]} only {one.agreeing} of {one.resamples} agree ({others})"


def _reading(given: RecordReading | None) -> Reading | None:
    return None if given is None else Reading(given.verdict, given.reason, given.grade)
