"""Strategies rated by every measure: on the weighted families, over weightings, and outcome by outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from irenic.analysis.averages import Floats
from irenic.analysis.robustness.agreement import Agreement, agreement, kendall, ranks, signs_of
from irenic.analysis.robustness.decision import BASELINE, Decision
from irenic.analysis.robustness.horizon import HorizonCurve, distances_over, horizon_curve
from irenic.analysis.robustness.metrics import METRICS, Settings, in_outcome_units, metric_values, oriented
from irenic.analysis.robustness.weighing import weighted_mean, weighted_quantiles

HALVES = 100
HALF_SEED = 20151130
STEADY = 0.975
"""Share of half-samples in which the first must stay first: for a mean, ahead by two standard errors."""

SWEPT = 64
"""Weightings under which every measure is computed: the first of the sweep."""


class Threshold(NamedTuple):
    """The line c that a strategy should reach: in the outcome's unit, and where it comes from."""

    value: float
    source: str


class Rating(NamedTuple):
    """Every measure of every strategy on one performance.

    ``values`` (metric, strategy) in the performance's own unit and sign; ``ranks`` (metric, strategy), 1 the
    best; ``firsts`` (metric,) the place of the first, -1 where shared; ``steady`` (metric,) the share of
    half-samples of worlds in which it stays first, NaN where shared; ``error`` (metric, strategy) the
    standard deviation over half-samples, which for means is the standard error; ``agree`` how the measures
    agree.
    """

    values: Floats
    ranks: Floats
    firsts: NDArray[np.intp]
    steady: Floats
    error: Floats
    agree: Agreement


class Swept(NamedTuple):
    """Every measure under many weightings.

    ``firsts`` (metric, strategy) is the share of weightings in which each is first (shared firsts split);
    ``tau`` (metric, metric) Kendall's tau-b, mean over weightings; ``alike`` (strategy, strategy) the share
    of weightings in which every measure puts the row before the column.
    """

    firsts: Floats
    tau: Floats
    alike: Floats


@dataclass(frozen=True)
class Rated:
    """One performance, rated.

    Parameters
    ----------
    id : "score", or the outcome's
    unit, direction : of the values
    threshold : c and its source
    drivers : names of the inputs over which the horizon is taken
    rating : every measure
    curve : how failures thicken with distance from the priors' middle
    left_out : share of worlds in which some strategy has no value
    """

    id: str
    unit: str
    direction: str
    threshold: Threshold
    drivers: tuple[str, ...]
    rating: Rating
    curve: HorizonCurve
    left_out: float


def rate(
    performance: Floats,
    weights: Floats,
    settings: Settings,
    *,
    larger_is_better: bool = True,
    halves: int = HALVES,
) -> Rating:
    """Rate strategies by every measure.

    Parameters
    ----------
    performance : (strategy, world), f, larger is better
    weights : (world,), sum to 1
    settings : with c in the unit of f
    larger_is_better : whether f is the outcome itself, or its negative
    halves : how many half-samples

    References
    ----------
    Politis & Romano 1994, Large sample confidence regions based on subsamples: unlike the bootstrap, it does
    not repeat a worst world. A half taken without replacement differs from the whole by one standard error of
    the whole's mean.
    """
    values = metric_values(performance, weights, settings)
    scores = oriented(values)
    found = agreement(scores)
    samples = _half_samples(performance, weights, settings, halves)
    tops = _first_places(samples)
    alone = (found.firsts >= 0) & (halves > 0)
    steady = np.where(alone, (tops == found.firsts).sum(0) / max(1, halves), np.nan)
    finite = np.where(np.isfinite(samples), samples, np.nan)
    error = np.full(values.shape, np.nan)
    whole = ~np.isnan(finite).any(0)
    if halves > 1:
        error[whole] = finite[:, whole].std(0, ddof=1)
    return Rating(
        in_outcome_units(values, larger_is_better), ranks(scores), found.firsts, steady, error, found
    )


def _half_samples(performance: Floats, weights: Floats, settings: Settings, count: int) -> Floats:
    """Oriented measures in random halves of the worlds, (half, metric, strategy)."""
    rng, worlds = np.random.default_rng(HALF_SEED), performance.shape[1]
    found = np.empty((count, len(METRICS), len(performance)))
    for k in range(count):
        inside = rng.permutation(worlds)[: max(1, worlds // 2)]
        part = weights[inside]
        # With weights of zero a half may hold none that counts; then the whole speaks for it.
        inside = inside if part.sum() > 0 else np.arange(worlds)
        heavy = weights[inside] / weights[inside].sum()
        distances = None if settings.distances is None else settings.distances[inside]
        open_ = (settings.pessimism, settings.tail, settings.percentile, settings.threshold)
        found[k] = oriented(metric_values(performance[:, inside], heavy, Settings(*open_, distances)))
    return found


def _first_places(scores: Floats) -> NDArray[np.intp]:
    """Place of the best on each measure, (sample, metric); -1 where the top is shared or unknown."""
    top = scores == scores.max(-1, keepdims=True)
    return np.asarray(np.where(top.sum(-1) == 1, top.argmax(-1), -1))


def rate_score(decision: Decision, weighting: Floats, *, halves: int = HALVES) -> Rated:
    """Rate strategies on the weighted families.

    Parameters
    ----------
    decision : the choice
    weighting : (family,), sums to 1
    """
    performance = decision.scores @ weighting
    threshold = _score_threshold(decision, performance)
    rated = _rated(decision, performance, threshold.value, halves=halves)
    return Rated("score", "sd", "max", threshold, *rated, left_out=0.0)


def _score_threshold(decision: Decision, performance: Floats) -> Threshold:
    if BASELINE in decision.strategies:
        row = performance[decision.strategies.index(BASELINE)]
        return Threshold(float(weighted_quantiles(row, decision.weights, 0.5)), f"median under {BASELINE}")
    middle = weighted_quantiles(performance, decision.weights, 0.5)
    return Threshold(float(np.median(middle)), "median strategy's median (the set lacks nothing)")


def rate_outcome(
    decision: Decision, name: str, given: Mapping[str, float], *, halves: int = HALVES
) -> Rated | None:
    """Rate strategies on one outcome, in its own unit.

    Parameters
    ----------
    decision : the choice
    name : an outcome that the decision keeps
    given : thresholds by outcome, in its unit

    Returns
    -------
    None where no world has a value for every strategy
    """
    info, averages = decision.infos[name], decision.averages[name]
    has = ~np.isnan(averages).any(0) & (decision.weights > 0)
    if not has.any():
        return None
    sign = 1.0 if info.direction == "max" else -1.0
    threshold = outcome_threshold(decision, name, given)
    performance = sign * averages
    rated = _rated(decision, performance, sign * threshold.value, has=has, sign=sign, halves=halves)
    left_out = float(decision.weights[~has].sum())
    return Rated(name, info.unit, info.direction, threshold, *rated, left_out=left_out)


def outcome_threshold(decision: Decision, name: str, given: Mapping[str, float]) -> Threshold:
    """The line for one outcome: as given, else the median under `BASELINE`, else of all strategies.

    Parameters
    ----------
    decision : the choice
    name : an outcome that the decision keeps
    given : thresholds by outcome, in its unit
    """
    if name in given:
        return Threshold(float(given[name]), "as given")
    rows = decision.baseline.get(name)
    source = f"median under {BASELINE}"
    if rows is None or np.isnan(rows).all():
        rows, source = decision.averages[name], "median of all strategies (the study lacks nothing)"
    flat = np.broadcast_to(decision.weights, rows.shape)[~np.isnan(rows)]
    value = weighted_quantiles(rows[~np.isnan(rows)], flat / flat.sum(), 0.5)
    return Threshold(float(value), source)


def _rated(
    decision: Decision,
    performance: Floats,
    c: float,
    *,
    has: NDArray[np.bool_] | None = None,
    sign: float = 1.0,
    halves: int = HALVES,
) -> tuple[tuple[str, ...], Rating, HorizonCurve]:
    """Drivers, rating and curve of a performance in the worlds that have values."""
    inside = np.ones(performance.shape[1], np.bool_) if has is None else has
    weights = decision.weights[inside] / decision.weights[inside].sum()
    kept = performance[:, inside]
    # Curves are fitted where every world has a value; the few without stand at the mean.
    filled = np.where(inside, performance, (kept @ weights)[:, None])
    places = decision.drivers(filled)
    distances = distances_over(decision.input_scores[list(places)])[inside] if places else None
    settings = Settings(threshold=c, distances=distances)
    rating = rate(kept, weights, settings, larger_is_better=sign > 0, halves=halves)
    far = np.zeros(kept.shape[1]) if distances is None else distances
    curve = horizon_curve(kept < c, far, weights)
    return tuple(decision.inputs[i] for i in places), rating, curve


def sweep_measures(decision: Decision, weightings: Floats, drivers: tuple[str, ...]) -> Swept:
    """Rate strategies under many weightings.

    Parameters
    ----------
    decision : the choice
    weightings : (weighting, family); the first `SWEPT` are used
    drivers : names of the inputs over which the horizon is taken, the same for all weightings
    """
    places = [decision.inputs.index(name) for name in drivers]
    distances = distances_over(decision.input_scores[places]) if places else None
    count = len(decision.strategies)
    firsts, alike = np.zeros((len(METRICS), count)), np.zeros((count, count))
    taus = []
    rows = weightings[:SWEPT]
    for row in rows:
        performance = decision.scores @ row
        c = _score_threshold(decision, performance).value
        settings = Settings(threshold=c, distances=distances)
        scores = oriented(metric_values(performance, decision.weights, settings))
        best = (signs_of(scores) >= 0).all(-1)
        firsts += best / np.maximum(best.sum(1, keepdims=True), 1)
        alike += agreement(scores).alike
        taus.append(kendall(scores))
    known = ~np.isnan(taus)
    total = np.where(known, taus, 0.0).sum(0)
    tau = np.where(known.any(0), total / np.maximum(known.sum(0), 1), np.nan)
    return Swept(firsts / len(rows), tau, alike / len(rows))


class Reached(NamedTuple):
    """Share of worlds in which thresholds are reached, (strategy, outcome), and all of them at once.

    ``dull`` are outcomes left out since their default threshold tells nothing: under the baseline most worlds
    lie exactly on it.
    """

    outcomes: tuple[str, ...]
    thresholds: tuple[Threshold, ...]
    each: Floats
    together: Floats
    dull: tuple[str, ...]


def thresholds_reached(decision: Decision, given: Mapping[str, float]) -> Reached | None:
    """Satisficing: who reaches which threshold, and all together.

    Parameters
    ----------
    decision : the choice
    given : thresholds by outcome; where there are none, the defaults of all outcomes in the scores that the
        decision keeps

    Returns
    -------
    None where there is no outcome to reach; worlds in which any strategy lacks a value are left out
    """
    names, dull = tuple(given), []
    if not given:
        dull = [n for n in decision.infos if n in decision.weighted and _is_dull(decision, n)]
        names = tuple(n for n in decision.infos if n in decision.weighted and n not in dull)
    if not names:
        return None
    lines = tuple(outcome_threshold(decision, name, given) for name in names)
    values = np.stack([decision.averages[name] for name in names])
    has = ~np.isnan(values).any((0, 1)) & (decision.weights > 0)
    if not has.any():
        return None
    weights = decision.weights[has] / decision.weights[has].sum()
    signs = np.array([1.0 if decision.infos[n].direction == "max" else -1.0 for n in names])[:, None, None]
    lined = np.array([line.value for line in lines])[:, None, None]
    met = signs * values[..., has] >= signs * lined
    each = weighted_mean(met.astype(np.float64), weights).T
    together = weighted_mean(met.all(0).astype(np.float64), weights)
    return Reached(names, lines, each, together, tuple(dull))


def _is_dull(decision: Decision, name: str) -> bool:
    """Whether half of the worlds or more lie exactly on the default threshold."""
    rows = decision.baseline.get(name, decision.averages[name])
    return bool(np.mean(rows == outcome_threshold(decision, name, {}).value) >= 0.5)
