"""Put a study's claims on trial: run what each needs, and fill the ledger."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from irenic.analysis.audit.examine import Ground, examine
from irenic.analysis.audit.ledger import Findings, Ledger, Line, Reading, Tests
from irenic.analysis.audit.runner import Engines, Report, Runner, Simulate
from irenic.analysis.audit.stability import KINDS, Agreement, resample_weights
from irenic.analysis.audit.store import Store
from irenic.analysis.audit.subject import Options, Subject
from irenic.analysis.audit.tested import Test
from irenic.analysis.audit.trials import Sample, Trial, inputs_of, reruns, trial_of
from irenic.analysis.audit.verdict import SPEAKING
from irenic.analysis.claims import Claim, arm_strategy
from irenic.analysis.claims import Reading as RecordReading
from irenic.analysis.kept import Extract, Kept, extracts_of, is_score
from irenic.analysis.proposition import SCORES, in_words
from irenic.errors import ClaimError, Problem, did_you_mean, quoted
from irenic.study.manifest import NOTICE

Judged = Callable[[int, int], None]
"""Takes the number of claims judged so far, and of all."""


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


def audit(
    subject: Subject,
    claims: Sequence[Claim],
    options: Options | None = None,
    *,
    digest: str = "",
    simulate: Simulate | None = None,
    report: Report | None = None,
    judged: Judged | None = None,
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

    Raises
    ------
    StudyError : options out of range
    ClaimError : ``unknown_claim`` for every id of `options.only` that is none
    """
    wanted = options or Options()
    worlds, replicates, again = wanted.sizes(subject)
    asked = [asked_of(claim, subject) for claim in chosen_claims(claims, wanted.only)]
    main = Sample("audit", "audit", worlds, subject.table, subject.worlds, subject.seed)
    trials = {trial.key: trial for one in asked if one.test for trial in one.arms.values()}
    samples = (main, *_samples_again(main, again)) if trials else (main,)
    runner = Runner(
        subject.arrays,
        simulate or Engines(subject.arrays, subject.table),
        Store(subject.folder, {"code": subject.code, "case": subject.case_digest, "replicates": replicates}),
        replicates,
        _wanted(asked, subject),
        report or (lambda _: None),
    )
    kept = runner.run(trials.values(), samples)
    ground = Ground(
        outcomes=subject.outcomes,
        inputs=inputs_of(main.source(subject.arrays), worlds),
        weights=resample_weights(worlds),
        main=main,
        reruns=samples[1:],
        table=subject.table,
    )
    lines = []
    for number, one in enumerate(asked):
        if judged:
            judged(number, len(asked))
        lines.append(_line(one, kept, samples, ground))
    return _ledger(subject, lines, ground, (replicates, len(trials), digest))


def _ledger(subject: Subject, lines: Sequence[Line], ground: Ground, rest: tuple[int, int, str]) -> Ledger:
    """The ledger; `rest` is replicates, different arms, and the digest of the claims."""
    replicates, arms, digest = rest
    return Ledger(
        study=subject.study,
        case=subject.case,
        title=subject.title,
        irenic=subject.irenic,
        worlds=ground.main.worlds,
        replicates=replicates,
        seed=subject.seed,
        study_months=subject.months,
        rerun_worlds=max((one.worlds for one in ground.reruns), default=0),
        arms=arms,
        claims_digest=digest,
        tests=state_of_tests(subject.claims, digest),
        lines=tuple(lines),
        notice=NOTICE,
    )


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


def _has(subject: Subject, name: str, first: int | None) -> bool:
    if first is not None:
        return name in subject.series
    return name in SCORES or any(o.id == name for o in subject.outcomes)


def _samples_again(main: Sample, worlds: int) -> tuple[Sample, ...]:
    if not worlds:
        return ()
    from irenic.engine.structure import STRUCTURE

    return reruns(main, worlds, STRUCTURE)


def _wanted(asked: Sequence[Asked], subject: Subject) -> dict[str, frozenset[Extract]]:
    """What to keep of each arm, over all claims that use it."""
    found: dict[str, set[Extract]] = {}
    for one in asked:
        if one.test is None:
            continue
        for arm, extracts in extracts_of(one.test.measures, one.arms, subject.outcomes).items():
            found.setdefault(one.arms[arm].key, set()).update(extracts)
    return {key: frozenset(extracts) for key, extracts in found.items()}


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
