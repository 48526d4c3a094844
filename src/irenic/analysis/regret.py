"""Regret: how far a strategy falls behind the best one in the same world, over many weightings.

Weights are values, not facts, so no number here comes from one weighting: the four families of
outcomes (security, harm, politics, cost) are weighted by draws spread evenly over all weightings,
outcomes inside a family equally (decision D32).

References
----------
Savage 1951, The theory of statistical decision, for regret; Lempert, Groves, Popper & Bankes 2006
and McPhail et al. 2018, Robustness metrics: how are they calculated, when should they be used and
why do they give different results?, for its use over many worlds.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from irenic.analysis.averages import Floats
from irenic.analysis.ranking import CLEAR
from irenic.analysis.robustness.weighing import (
    known_means,
    known_quantiles,
    mean_error,
    weighted_mean,
)

WEIGHTINGS = 256
WEIGHT_SEED = 20151130
DOMINANCE_TOLERANCE = 1e-12


def standardise(averages: Floats, larger_is_better: bool, weights: Floats | None = None) -> Floats:
    """World means in standard deviations over worlds and strategies, larger is better.

    Parameters
    ----------
    averages : (strategy, world), the named set of strategies and no other
    larger_is_better : which way is better
    weights : (world,), sum to 1; None for equal ones

    Returns
    -------
    (strategy, world), mean 0, standard deviation 1; all 0 where nothing varies, which then weighs
    on no choice
    """
    if weights is None:
        centred = averages - averages.mean()
        scale = centred.std()
    else:
        centred = averages - weighted_mean(averages, weights).mean()
        scale = np.sqrt(weighted_mean(centred**2, weights).mean())
    # Rounding leaves a residue where all values are the same number.
    if scale <= 1e-12 * max(1.0, float(np.abs(averages).max())):
        return np.zeros_like(averages)
    return np.asarray(centred / scale if larger_is_better else -centred / scale)


def draw_weightings(families: int, count: int = WEIGHTINGS, seed: int = WEIGHT_SEED) -> Floats:
    """Weightings spread evenly over all that sum to 1: draws of Dirichlet(1, ..., 1).

    Parameters
    ----------
    families, count : how many weights, how many weightings
    seed : same seed, same weightings

    Returns
    -------
    (weighting, family), rows sum to 1
    """
    uniform = np.random.default_rng(seed).random((count, families))
    exponential = -np.log1p(-uniform)
    return np.asarray(exponential / exponential.sum(1, keepdims=True))


def regret(scores: Floats, weights: Floats) -> Floats:
    """Regret of each strategy in each world under one weighting.

    Parameters
    ----------
    scores : (strategy, world, family), larger is better
    weights : (family,)

    Returns
    -------
    (strategy, world), >= 0; the best in a world has 0
    """
    value = scores @ weights
    return np.asarray(value.max(0) - value)


class RegretSweep(NamedTuple):
    """Regret over a sweep of weightings, in standard deviations of the weighted outcomes.

    ``mean``, ``high`` (90th percentile over worlds) and ``best`` (share of worlds where best, ties
    split) are (weighting, strategy). ``average`` is the regret of each world averaged over
    weightings, (strategy, world), and `worlds` how much each world counts, None for alike.
    """

    weights: Floats
    mean: Floats
    high: Floats
    best: Floats
    average: Floats
    worlds: Floats | None = None

    @property
    def average_mean(self) -> Floats:
        """Mean of `average` over worlds, (strategy,)."""
        return self.average.mean(1) if self.worlds is None else known_means(self.average, self.worlds)


def sweep_regret(scores: Floats, weights: Floats, worlds: Floats | None = None) -> RegretSweep:
    """Regret under every weighting.

    Parameters
    ----------
    scores : (strategy, world, family), larger is better
    weights : (weighting, family)
    worlds : (world,), how much each world counts, sum 1; None for alike
    """
    strategies, count, _ = scores.shape
    mean, high, best = (np.empty((len(weights), strategies)) for _ in range(3))
    average = np.zeros((strategies, count))
    for k, row in enumerate(weights):
        lost = regret(scores, row)
        tops = lost == 0
        split = tops / tops.sum(0)
        if worlds is None:
            mean[k], best[k], high[k] = lost.mean(1), split.mean(1), np.quantile(lost, 0.9, axis=1)
        else:
            mean[k], best[k] = known_means(lost, worlds), known_means(split, worlds)
            high[k] = known_quantiles(lost, worlds, 0.9)[0]
        average += lost
    return RegretSweep(weights, mean, high, best, average / len(weights), worlds)


class Robustness(NamedTuple):
    """What a sweep says of the set of strategies.

    ``first`` and ``second`` by regret averaged over weightings; ``ahead`` and ``error`` of their
    paired difference; ``lowest`` (strategy,) the share of weightings under which each has the
    lowest mean regret (ties split).
    """

    first: int
    second: int | None
    ahead: float | None
    error: float | None
    separated: bool
    lowest: Floats


def robustness(sweep: RegretSweep) -> Robustness:
    """First and second of a sweep, and whether Monte Carlo error separates them."""
    least = sweep.mean == sweep.mean.min(1, keepdims=True)
    lowest = (least / least.sum(1, keepdims=True)).mean(0)
    order = np.argsort(sweep.average_mean, kind="stable")
    if len(order) < 2:
        return Robustness(int(order[0]), None, None, None, False, lowest)
    first, second = int(order[0]), int(order[1])
    gap: NDArray[np.float64] = sweep.average[second] - sweep.average[first]
    if sweep.worlds is not None:
        ahead, error = (float(f(gap, sweep.worlds)) for f in (weighted_mean, mean_error))
        return Robustness(first, second, ahead, error, bool(ahead > CLEAR * error), lowest)
    # The bootstrap's own limit for a mean: Efron & Tibshirani 1993, eq. 5.12.
    error = float(gap.std(ddof=1) / np.sqrt(len(gap))) if len(gap) > 1 else float("nan")
    ahead = float(gap.mean())
    return Robustness(first, second, ahead, error, bool(ahead > CLEAR * error), lowest)


def dominates(scores: Floats) -> NDArray[np.bool_]:
    """Pareto dominance: as good on every measure and better on one.

    Parameters
    ----------
    scores : (strategy, measure), larger is better

    Returns
    -------
    (strategy, strategy), True where the row dominates the column
    """
    gap = scores[:, None] - scores[None]
    return np.asarray((gap >= -DOMINANCE_TOLERANCE).all(-1) & (gap > DOMINANCE_TOLERANCE).any(-1))
