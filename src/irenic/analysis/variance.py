"""How much of an outcome's spread is luck, and how much the worlds."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from irenic.analysis.averages import world_means

Floats = NDArray[np.float64]


class Variance(NamedTuple):
    """Between-world and within-world variance; NaN where it cannot be told.

    ``between`` is unbiased and may come out below zero where worlds hardly differ.
    """

    between: Floats
    within: Floats

    @property
    def luck_share(self) -> Floats:
        """Share of a run's variance that is luck, 0..1; a negative `between` counts as zero.

        0 where nothing varies at all: then luck does not matter either.
        """
        between = np.maximum(self.between, 0.0)
        total = between + self.within
        return np.where(
            total > 0, self.within / np.where(total > 0, total, 1.0), np.where(np.isnan(total), np.nan, 0.0)
        )


def variance_between_and_within(values: Floats, weights: Floats | None = None) -> Variance:
    """One-way random-effects decomposition of runs into worlds and luck.

    Luck is the mean within-world variance (pooled over worlds); the variance between worlds is
    what the mean squares leave after luck is taken out of the world means. Worlds may have
    different numbers of values, as where a rate is missing in some runs.

    Parameters
    ----------
    values : (..., world, replicate); NaN where a run has no value
    weights : (world,), how much each world counts; None for alike

    Returns
    -------
    Variances (...,), squared units; `within` is NaN with one replicate, `between` too then, and
    with fewer than two worlds

    References
    ----------
    Searle, Casella & McCulloch 1992, Variance Components, section 3.6: the analysis-of-variance
    estimator for unbalanced data, n0 = (N - sum n_i^2 / N) / (a - 1). With weights w_i the same with
    u_i = w_i n_i, sum 1: sum u_i (m_i - m)^2 is expected to be (1 - sum u_i^2) of the variance between and
    sum u_i (1 - u_i) / n_i of that within, which for equal weights is the estimator named.
    """
    if weights is not None:
        return _weighted(values, weights)
    has = ~np.isnan(values)
    counts = has.sum(-1)
    total, worlds = counts.sum(-1), (counts > 0).sum(-1)
    averages = world_means(values)
    known = np.where(counts > 0, averages, 0.0)
    inside = np.where(has, values - known[..., None], 0.0)
    freedom = total - worlds
    within = _ratio((inside**2).sum((-2, -1)), freedom)
    grand = _ratio((counts * known).sum(-1), total)
    spread = (counts * (known - grand[..., None]) ** 2).sum(-1)
    mean_square = _ratio(np.where(np.isnan(spread), 0.0, spread), worlds - 1)
    n0 = _ratio(total - _ratio((counts.astype(np.float64) ** 2).sum(-1), total), worlds - 1)
    return Variance(_ratio(mean_square - within, n0), within)


def _weighted(values: Floats, weights: Floats) -> Variance:
    has = ~np.isnan(values)
    counts = has.sum(-1)
    known = np.where(counts > 0, world_means(values), 0.0)
    inside = np.where(has, values - known[..., None], 0.0)
    freedom = (np.maximum(counts - 1, 0) * weights).sum(-1)
    within = _ratio(((inside**2).sum(-1) * weights).sum(-1), freedom)
    heavy = counts * weights
    total = heavy.sum(-1, keepdims=True)
    u = heavy / np.where(total > 0, total, 1.0)
    grand = (u * known).sum(-1, keepdims=True)
    spread = (u * (known - grand) ** 2).sum(-1)
    luck = (u * (1.0 - u) / np.maximum(counts, 1)).sum(-1)
    return Variance(_ratio(spread - within * luck, 1.0 - (u**2).sum(-1)), within)


def _ratio(above: Floats, below: NDArray[np.generic] | Floats) -> Floats:
    """`above` / `below`; NaN where `below` is not positive."""
    under = np.asarray(below, np.float64)
    fine = under > 0
    return np.where(fine, above / np.where(fine, under, 1.0), np.nan)
