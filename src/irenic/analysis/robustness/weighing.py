"""Means, quantiles and tails over worlds that need not count alike.

Worlds drawn from the priors count alike; worlds that were tempered by a record, or drawn more often
where it matters, carry weights. A world of weight zero is as if it had never been drawn.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from irenic.analysis.averages import Floats
from irenic.errors import StudyError
from irenic.study.problems import study_problem


def world_weights(worlds: int, given: ArrayLike | None = None) -> Floats:
    """Weights of worlds that sum to 1.

    Parameters
    ----------
    worlds : how many there are
    given : (world,), >= 0, in any unit; None for equal weights

    Raises
    ------
    StudyError : ``bad_world_weights``, all problems at once
    """
    if given is None:
        return np.full(worlds, 1.0 / worlds)
    weights = np.asarray(given, np.float64)
    problems = []
    place, code, path = "the request", "bad_world_weights", "weights of worlds"
    if weights.shape != (worlds,):
        found = f"of shape {weights.shape}"
        problems.append(
            study_problem(code, place, found, f"one number per world, {worlds} in all", path=path)
        )
    bad = ~np.isfinite(weights) | (weights < 0)
    if bad.any():
        found = f"{weights[bad].flat[0]} as number {int(np.argmax(bad.ravel())) + 1}"
        problems.append(study_problem(code, place, found, "finite numbers, none below zero", path=path))
    elif not weights.sum() > 0:
        problems.append(study_problem(code, place, "all zero", "at least one above zero", path=path))
    if problems:
        raise StudyError(problems)
    if weights.min() == weights.max():  # bit for bit what no weights give
        return np.full(worlds, 1.0 / worlds)
    return np.asarray(weights / weights.sum())


def effective_worlds(weights: Floats) -> float:
    """Number of equally weighted worlds that would give the same error of a mean.

    References
    ----------
    Kish 1965, Survey Sampling, section 11.7.
    """
    return float(weights.sum() ** 2 / (weights**2).sum())


def weighted_mean(values: Floats, weights: Floats) -> Floats:
    """Mean over the last axis; weights sum to 1."""
    return np.asarray(values @ weights)


def mean_error(values: Floats, weights: Floats) -> Floats:
    """Standard error of `weighted_mean` over independent worlds, (...,); NaN with a single world.

    References
    ----------
    Cochran 1977, Sampling Techniques, section 6.3 (a ratio estimate), with n / (n - 1); for equal
    weights the usual sd / sqrt(n).
    """
    counted = int((weights > 0).sum())
    if counted < 2:
        return np.full(values.shape[:-1], np.nan)
    centred = values - weighted_mean(values, weights)[..., None]
    return np.asarray(np.sqrt((centred**2 @ weights**2) * counted / (counted - 1)))


def weighted_quantiles(values: Floats, weights: Floats, at: float) -> Floats:
    """Quantile over the last axis, linear between worlds.

    The k-th smallest world stands at ``(S_k - w_k/2 - w_1/2) / (1 - w_1/2 - w_n/2)`` with S_k the sum of the
    first k weights: with equal weights that is definition 7 of Hyndman & Fan, NumPy's default, and the
    smallest and largest worlds are the quantiles at 0 and 1.

    Parameters
    ----------
    values : (..., world)
    weights : (world,), sum to 1
    at : 0..1

    References
    ----------
    Hyndman & Fan 1996, Sample quantiles in statistical packages, definition 7. Assumption: half of a world's
    weight lies on either side of it.
    """
    counted = weights > 0
    values, weights = values[..., counted], weights[counted]
    # Among equal values the lighter world first, so that the order in which worlds come does not matter.
    order = np.lexsort((np.broadcast_to(weights, values.shape), values), axis=-1)
    ordered = np.take_along_axis(values, order, -1)
    heavy = weights[order]
    place = np.cumsum(heavy, -1) - heavy / 2 - heavy[..., :1] / 2
    last = place[..., -1:]
    place = np.where(last > 0, place / np.where(last > 0, last, 1.0), 0.0)
    rows = zip(*(x.reshape(-1, x.shape[-1]) for x in (place, ordered)), strict=True)
    return np.array([np.interp(at, x, y) for x, y in rows]).reshape(values.shape[:-1])


def tail_means(values: Floats, weights: Floats, tail: float) -> Floats:
    """Mean of the worst `tail` of worlds (the smallest values), (...,).

    The world on the edge counts with the part of its weight that is inside, so the mean always covers
    exactly `tail` of the weight.

    Parameters
    ----------
    values : (..., world), larger is better
    weights : (world,), sum to 1
    tail : share of worlds, above 0, at most 1

    References
    ----------
    Acerbi & Tasche 2002, On the coherence of expected shortfall, definition 2.6; Rockafellar & Uryasev 2002.
    """
    order = np.argsort(values, axis=-1, kind="stable")
    heavy = weights[order]
    inside = np.clip(tail - (np.cumsum(heavy, -1) - heavy), 0.0, heavy)
    return np.asarray((np.take_along_axis(values, order, -1) * inside).sum(-1) / inside.sum(-1))


def known_means(values: Floats, weights: Floats) -> Floats:
    """Mean over the last axis, missing values left out; NaN where none that counts has a value.

    Parameters
    ----------
    values : (..., world); NaN where missing
    weights : (world,), >= 0
    """
    has = ~np.isnan(values)
    total = has.astype(np.float64) @ weights
    sums = np.where(has, values, 0.0) @ weights
    return np.where(total > 0, sums / np.where(total > 0, total, 1.0), np.nan)


def known_quantiles(values: Floats, weights: Floats, at: ArrayLike) -> Floats:
    """Quantiles over the last axis, missing values left out, as `weighted_quantiles`.

    Parameters
    ----------
    values : (..., world); NaN where missing
    weights : (world,), >= 0
    at : (Q,), probabilities 0..1

    Returns
    -------
    (Q, ...); NaN where all values that count are missing
    """
    points = np.atleast_1d(np.asarray(at, np.float64))
    found = np.full((len(points), *values.shape[:-1]), np.nan)
    for place in np.ndindex(values.shape[:-1]):
        row = values[place]
        kept = ~np.isnan(row) & (weights > 0)
        if kept.any():
            heavy = weights[kept] / weights[kept].sum()
            for q, point in enumerate(points):
                found[(q, *place)] = weighted_quantiles(row[kept], heavy, float(point))
    return found
