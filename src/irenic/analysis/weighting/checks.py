"""Whether a weighting can be trusted: a second seed, and a record whose months are out of order."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from irenic.analysis.weighting.contraction import contractions, moments
from irenic.analysis.weighting.likelihood import Likelihood
from irenic.analysis.weighting.manifest import CheckInfo
from irenic.analysis.weighting.prior import Prior, Report, coordinates, prior_worlds, refined_worlds
from irenic.analysis.weighting.request import Options, Subject
from irenic.analysis.weighting.smc import Refined, Step

Whole = NDArray[np.int64]


def checks_of(
    subject: Subject, found: tuple[Prior, Refined], likelihood: Likelihood, options: Options, report: Report
) -> tuple[CheckInfo, ...]:
    """Return a second seed of the refinement, and the record with its months in another order (a placebo).

    Parameters
    ----------
    subject, likelihood, options, report : as for `weigh`
    found : prior and refined worlds of the record as it is

    References
    ----------
    Design of the model, part E: several starts, and placebo fits on permuted months, against over-fitting.
    """
    prior, refined = found
    other = refined_worlds(prior, likelihood, replace(options, seed=options.seed + 1), report)
    checks = [_check("second seed", refined, other, subject)]
    months = subject.counts.shape[-1]
    order = permuted(months, options.seed)
    if order is not None:
        placebo = replace(likelihood, counts=subject.counts[..., order])
        weighed = prior_worlds(subject, placebo)
        checks.append(
            _check("months permuted", refined, refined_worlds(weighed, placebo, options, report), subject)
        )
    return tuple(checks)


def permuted(months: int, seed: int) -> Whole | None:
    """Return an order of the months that is not their own; None where there is one month."""
    if months < 2:
        return None
    rng = np.random.default_rng([seed, 0x91A])
    while True:
        order = rng.permutation(months)
        if (order != np.arange(months)).any():
            return order


def _check(kind: str, refined: Refined, other: Refined, subject: Subject) -> CheckInfo:
    weights = np.full(refined.u.shape[1], 1.0 / refined.u.shape[1])
    draws = [coordinates(subject, run.u) for run in (refined, other)]
    one, two = (moments(d.scores, weights, r.families) for d, r in zip(draws, (refined, other), strict=True))
    apart = np.abs(one.mean - two.mean) / np.maximum(np.hypot(one.mean_error, two.mean_error), 1e-12)
    temper = min(refined.temper, other.temper)
    return CheckInfo.model_validate(
        {
            "kind": kind,
            "temper": temper,
            "reached": other.temper,
            "evidence": evidence_at(refined.steps, temper) - evidence_at(other.steps, temper),
            "largest": float(apart.max()),
            "beyond": float((apart > 2.0).mean()),
            "moved": tuple(r.name for r in contractions(draws[1], weights, other.families) if r.has_moved),
        }
    )


def evidence_at(steps: tuple[Step, ...], temper: float) -> float:
    """Return the log evidence at an exponent, between those of the steps in a straight line; 0 at 0."""
    at = [0.0, *(step.temper for step in steps)]
    return float(np.interp(temper, at, [0.0, *(step.log_evidence for step in steps)]))
