"""Which strategy is best on one outcome, in how many worlds, and whether chance alone could say so.

Strategies meet the same worlds and the same luck, so they are compared world by world.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from irenic.analysis.averages import Floats, means, quantiles
from irenic.analysis.robustness.weighing import (
    effective_worlds,
    known_means,
    known_quantiles,
    mean_error,
    weighted_mean,
)

Centre = Literal["median", "mean"]
Direction = Literal["min", "max"]

RESAMPLES = 200
BOOTSTRAP_WORLDS = 4096
"""Most worlds resampled; with more, the first 4096 (themselves balanced) are, and the error scaled."""

BOOTSTRAP_SEED = 20151130
CLEAR = 2.0
"""Standard errors that a winner must be ahead of the second."""


def centres(values: Floats, centre: Centre, weights: Floats | None = None) -> Floats:
    """Median or mean over the last axis, missing values left out.

    Parameters
    ----------
    values : (..., world); NaN where missing
    centre : which
    weights : (world,), sum to 1; None for equal ones
    """
    if weights is not None:
        if centre == "mean":
            return known_means(values, weights)
        return np.asarray(known_quantiles(values, weights, 0.5)[0])
    return means(values) if centre == "mean" else quantiles(values, 0.5)[0]


def share_best(averages: Floats, direction: Direction, weights: Floats | None = None) -> Floats:
    """Share of worlds in which each strategy is best; ties are split evenly.

    Parameters
    ----------
    averages : (strategy, world), world means; NaN where a strategy has no value in a world
    direction : "max" where more is better
    weights : (world,), sum to 1; None for equal ones

    Returns
    -------
    (strategy,), sums to 1 over worlds in which at least two strategies have a value; NaN for a
    strategy that never has one, and everywhere if there is no such world
    """
    has = ~np.isnan(averages)
    compared = has.sum(0) > 1
    signed = np.where(has, averages if direction == "max" else -averages, -np.inf)[:, compared]
    if not compared.any():
        return np.full(len(averages), np.nan)
    tops = signed == signed.max(0)
    split = tops / tops.sum(0)
    shares = split.mean(1) if weights is None else known_means(split, weights[compared])
    return np.where(has[:, compared].any(1), shares, np.nan)


def bootstrap_centres(
    averages: Floats, centre: Centre, weights: Floats | None = None
) -> tuple[Floats, float]:
    """Centres of resampled sets of worlds, the same worlds for every strategy.

    Worlds carry their luck with them, and their weight, so the spread holds every source of error.
    Worlds are quasi-random points: an independent bootstrap overstates the error, never understates it.

    Parameters
    ----------
    averages : (strategy, world)
    weights : (world,), above 0, sum to 1; None for equal ones

    Returns
    -------
    (resample, strategy) and the factor to put on their standard deviation (1 unless there are
    more than `BOOTSTRAP_WORLDS`)

    References
    ----------
    Efron & Tibshirani 1993, An Introduction to the Bootstrap, chapter 6; Bickel, Goetze & van
    Zwet 1997 for fewer than all.
    """
    worlds = min(averages.shape[1], BOOTSTRAP_WORLDS)
    draws = np.random.default_rng(BOOTSTRAP_SEED).random((RESAMPLES, worlds))
    chosen = (draws * worlds).astype(np.intp)
    if weights is None:
        found = np.stack([centres(row[chosen], centre) for row in averages[:, :worlds]], axis=1)
        return found, float(np.sqrt(worlds / averages.shape[1]))
    heavy = _drawn_weights(chosen, weights[:worlds])
    middle = _resampled_means if centre == "mean" else _resampled_medians
    found = np.stack([middle(row, heavy) for row in averages[:, :worlds]], axis=1)
    return found, float(np.sqrt(effective_worlds(weights[:worlds]) / effective_worlds(weights)))


def _drawn_weights(chosen: NDArray[np.intp], weights: Floats) -> Floats:
    """Weight of each world in each resample, (resample, world): as often as drawn, as heavy as it is."""
    worlds = len(weights)
    flat = (np.arange(len(chosen))[:, None] * worlds + chosen).ravel()
    counts = np.bincount(flat, minlength=len(chosen) * worlds).reshape(len(chosen), worlds)
    return np.asarray(counts * weights)


def _resampled_means(row: Floats, heavy: Floats) -> Floats:
    has = ~np.isnan(row)
    total = heavy[:, has].sum(1)
    return np.where(total > 0, heavy[:, has] @ row[has] / np.where(total > 0, total, 1.0), np.nan)


def _resampled_medians(row: Floats, heavy: Floats) -> Floats:
    """Weighted median of each resample: the value at which half of the weight is passed."""
    has = np.flatnonzero(~np.isnan(row))
    order = has[np.argsort(row[has], kind="stable")]
    if not order.size:
        return np.full(len(heavy), np.nan)
    passed = np.cumsum(heavy[:, order], axis=1)
    total = passed[:, -1]
    place = (passed < 0.5 * total[:, None]).sum(1)
    return np.where(total > 0, row[order][np.minimum(place, order.size - 1)], np.nan)


def standard_errors(averages: Floats, centre: Centre, weights: Floats | None = None) -> Floats:
    """Monte Carlo standard error of each strategy's centre, (strategy,); see `bootstrap_centres`."""
    found, factor = bootstrap_centres(averages, centre, weights)
    return spread(found) * factor


def spread(values: Floats) -> Floats:
    """Standard deviation over the first axis, missing values left out; NaN with fewer than two."""
    has = ~np.isnan(values)
    counts = has.sum(0)
    middle = np.where(counts > 0, np.where(has, values, 0.0).sum(0) / np.maximum(counts, 1), 0.0)
    squares = np.where(has, (values - middle) ** 2, 0.0).sum(0)
    return np.where(counts > 1, np.sqrt(squares / np.maximum(counts - 1, 1)), np.nan)


class Winner(NamedTuple):
    """First and second of a ranking.

    ``ahead`` is how much better the first is than the second, >= 0, ``error`` its standard error
    with both in the same resampled worlds. ``clear`` where ahead exceeds two of them. ``second``
    and the numbers are None with a single strategy.
    """

    first: int
    second: int | None
    ahead: float | None
    error: float | None
    clear: bool


def winner(
    averages: Floats, direction: Direction, centre: Centre, weights: Floats | None = None
) -> Winner | None:
    """First and second by centre, and whether the paired difference separates them.

    Parameters
    ----------
    averages : (strategy, world)
    direction, centre : which way is better; what ranks
    weights : (world,), above 0, sum to 1; None for equal ones

    Returns
    -------
    None where no strategy has a value
    """
    sign = 1.0 if direction == "max" else -1.0
    scores = sign * centres(averages, centre, weights)
    order = [int(i) for i in np.argsort(-scores, kind="stable") if not np.isnan(scores[i])]
    if len(order) < 2:
        return Winner(order[0], None, None, None, False) if order else None
    pair = order[:2]
    found, factor = bootstrap_centres(averages[pair], centre, weights)
    error = float(spread(found[:, 0] - found[:, 1])) * factor
    ahead = float(scores[pair[0]] - scores[pair[1]])
    return Winner(pair[0], pair[1], ahead, error, bool(ahead > CLEAR * error))


class PairedDifferences(NamedTuple):
    """Each strategy against each other, world by world; (strategy, strategy), row minus column.

    ``share_better`` is the share of worlds in which the row is better; a tie counts half.
    """

    mean: Floats
    error: Floats
    share_better: Floats


def paired_differences(
    averages: Floats, direction: Direction, weights: Floats | None = None
) -> PairedDifferences:
    """Differences of world means, with the standard error of their mean.

    Parameters
    ----------
    averages : (strategy, world); worlds in which either of a pair has no value are left out
    direction : "max" where more is better
    weights : (world,), above 0, sum to 1; None for equal ones

    References
    ----------
    The standard error of a mean is the bootstrap's own limit: Efron & Tibshirani 1993, eq. 5.12; of a
    weighted one, `irenic.analysis.robustness.weighing.mean_error`.
    """
    count = len(averages)
    mean, error, better = (np.full((count, count), np.nan) for _ in range(3))
    sign = 1.0 if direction == "max" else -1.0
    for row in range(count):
        for column in range(count):
            gap: NDArray[np.float64] = averages[row] - averages[column]
            has = ~np.isnan(gap)
            gap = gap[has]
            if len(gap) and weights is not None:
                heavy = weights[has] / weights[has].sum()
                mean[row, column], error[row, column] = weighted_mean(gap, heavy), mean_error(gap, heavy)
                better[row, column] = weighted_mean((sign * gap > 0) + 0.5 * (gap == 0), heavy)
                continue
            if len(gap):
                mean[row, column] = gap.mean()
                better[row, column] = np.mean(sign * gap > 0) + 0.5 * np.mean(gap == 0)
            if len(gap) > 1:
                error[row, column] = gap.std(ddof=1) / np.sqrt(len(gap))
    return PairedDifferences(mean, error, better)
