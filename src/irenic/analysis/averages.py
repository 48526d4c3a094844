"""Means over luck and quantiles over worlds, where values may be missing.

Missing values are NaN: a run without the denominator of a rate. Everything else was checked to be
finite when the study was written.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def world_means(values: Floats) -> Floats:
    """Mean over replicates: what a world gives on average over luck.

    Parameters
    ----------
    values : (..., world, replicate); NaN where a run has no value

    Returns
    -------
    (..., world); NaN where no replicate has a value
    """
    has = ~np.isnan(values)
    counts = has.sum(-1)
    sums = np.where(has, values, 0.0).sum(-1)
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)


def means(values: Floats) -> Floats:
    """Mean over the last axis, missing values left out; NaN where all are missing."""
    return world_means(values)


def quantiles(values: Floats, at: ArrayLike) -> Floats:
    """Quantiles over the last axis, missing values left out.

    Linear between order statistics (Hyndman & Fan's type 7, NumPy's default).

    Parameters
    ----------
    values : (..., world)
    at : (Q,), probabilities 0..1

    Returns
    -------
    (Q, ...); NaN where all values are missing

    References
    ----------
    Hyndman & Fan 1996, Sample quantiles in statistical packages, definition 7.
    """
    points = np.atleast_1d(np.asarray(at, np.float64))
    if not np.isnan(values).any():
        return np.asarray(np.quantile(values, points, axis=-1))
    ordered = np.sort(values, axis=-1)  # NaN last
    counts = (~np.isnan(ordered)).sum(-1)
    return np.stack([_order_statistic(ordered, counts, point) for point in points])


def _order_statistic(ordered: Floats, counts: NDArray[np.intp], point: float) -> Floats:
    place = point * np.maximum(counts - 1, 0)
    below = np.floor(place).astype(np.intp)
    above = np.minimum(below + 1, np.maximum(counts - 1, 0))
    low = np.take_along_axis(ordered, below[..., None], -1)[..., 0]
    high = np.take_along_axis(ordered, above[..., None], -1)[..., 0]
    return np.asarray(low + (place - below) * (high - low))
