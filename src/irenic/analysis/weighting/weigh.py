"""Weigh a case's worlds by its record: prior worlds first, then refined ones, then what the record moved."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from irenic.analysis.weighting.checks import checks_of
from irenic.analysis.weighting.contraction import Contraction, Coordinates, contractions, ridges
from irenic.analysis.weighting.importance import Reliability, exponent_for, reliability, weights_of
from irenic.analysis.weighting.likelihood import OBSERVED, Likelihood
from irenic.analysis.weighting.manifest import (
    CheckInfo,
    ContractionInfo,
    Manifest,
    ReliabilityInfo,
    RidgeInfo,
    StandingInfo,
    StepInfo,
)
from irenic.analysis.weighting.observation import OBSERVATION_PRIORS
from irenic.analysis.weighting.prior import Prior, Report, coordinates, prior_worlds, refined_worlds
from irenic.analysis.weighting.request import Options, Subject
from irenic.analysis.weighting.smc import Refined
from irenic.analysis.weighting.standing import recorded_in, standings
from irenic.analysis.weighting.store import array_infos

Floats = NDArray[np.float64]

USABLE = 0.1
"""Share of effective worlds at which weights of prior worlds serve averages well."""

UNUSED = 2**31
"""Luck from this number on serves neither prior worlds nor moves."""


def weigh(
    subject: Subject, options: Options, report: Report = lambda *_: None
) -> tuple[Manifest, dict[str, Floats]]:
    """Weigh a case's worlds by its record.

    Parameters
    ----------
    subject : as `subject_of` returns it for these options
    options : how
    report : told of progress

    Returns
    -------
    What is to be kept: manifest, and arrays by name

    References
    ----------
    Design of the model, part E; decisions D3 (window) and D4 (forced events).
    """
    likelihood = Likelihood(subject.simulate, subject.counts, threads=options.threads)
    prior = prior_worlds(subject, replace(likelihood, report=lambda share: report("prior worlds", share)))
    refined = refined_worlds(prior, likelihood, options, report)
    checks: tuple[CheckInfo, ...] = ()
    if options.check:
        checks = checks_of(subject, (prior, refined), likelihood, options, report)
    worlds = prior.of_worlds
    arrays = {
        "log_likelihood": worlds,
        "weights": weights_of(worlds, options.temper),
        "points": refined.u[:-OBSERVED],
        "observations": refined.u[-OBSERVED:],
    }
    report("ensembles", 0.0)
    manifest = _manifest(subject, prior, refined, checks)
    report("ensembles", 1.0)
    return manifest.model_copy(update={"arrays": array_infos(arrays)}), arrays


def _manifest(subject: Subject, prior: Prior, refined: Refined, checks: tuple[CheckInfo, ...]) -> Manifest:
    asked = subject.request
    first = prior.first(asked.points)
    before, after = coordinates(subject, first), coordinates(subject, refined.u)
    weights = np.full(asked.points, 1.0 / asked.points)
    rows = contractions(after, weights, refined.families)
    luck = np.arange(asked.points) + UNUSED
    was = recorded_in(subject.simulate, first, luck, asked.seed)
    now = recorded_in(subject.simulate, refined.u, luck, asked.seed)
    found = standings(subject.counts, was, now, asked.window.months, subject.dyads)
    return Manifest(
        request=asked,
        recorded=int(subject.counts.sum()),
        cells=int(subject.counts.size),
        filled=int((subject.counts > 0).sum()),
        reliability=_reliability(prior.of_worlds, asked.temper),
        steps=tuple(StepInfo(**step._asdict()) for step in refined.steps),
        reached=refined.temper,
        stalled=None if refined.stalled is None else StepInfo(**refined.stalled._asdict()),
        contractions=_contraction_infos(subject, rows, before),
        ridges=tuple(
            RidgeInfo(**ridge._asdict()) for ridge in ridges(after, before, weights, refined.families)
        ),
        standings=tuple(
            StandingInfo(**row._asdict() | {"before": tuple(row.before), "after": tuple(row.after)},
                         is_outside=row.is_outside)
            for row in found
        ),
        checks=checks,
        arrays={},
    )  # fmt: skip


def _reliability(log_likelihood: Floats, temper: float) -> ReliabilityInfo:
    found: Reliability = reliability(temper * log_likelihood)
    usable = exponent_for(log_likelihood, USABLE * found.n, 1.0)
    return ReliabilityInfo(
        ess=found.ess,
        khat=found.khat,
        limit=found.limit,
        is_collapsed=found.is_collapsed,
        words=found.words,
        usable_temper=usable,
    )


def _contraction_infos(
    subject: Subject, rows: tuple[Contraction, ...], before: Coordinates
) -> tuple[ContractionInfo, ...]:
    spread = np.quantile(before.values, (0.05, 0.5, 0.95), axis=1).T
    place = {name: i for i, name in enumerate(before.names)}
    told = {prior.id: (prior.unit, prior.meaning) for prior in subject.table.priors}
    told |= {factor.name: (factor.unit, factor.meaning) for factor in subject.worlds.factor_table}
    told |= {prior.name: (prior.unit, prior.meaning) for prior in OBSERVATION_PRIORS}
    infos = []
    for row in rows:
        low, median, high = (float(x) for x in spread[place[row.name]])
        unit, meaning = told[row.name]
        infos.append(
            ContractionInfo(
                **row._asdict(),
                unit=unit,
                meaning=meaning,
                has_moved=row.has_moved,
                prior_low=low,
                prior_median=median,
                prior_high=high,
            )
        )
    return tuple(infos)
