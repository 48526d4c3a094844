"""How far the record moved each coordinate of the worlds, and which pairs it cannot tell apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

SURE = 3.0
"""Monte Carlo errors by which a coordinate must have moved: of some 130, less than one would by chance."""

NARROWED, SHIFTED = 0.10, 0.25
"""A coordinate counts as moved where its variance fell by this share, or its mean moved by this many prior
standard deviations, both beyond `SURE` errors."""

RIDGES: tuple[tuple[str, tuple[tuple[str, int], ...]], ...] = (
    ("p_h * h_d", (("p_h", 1), ("h_d", 1))),
    ("k_s * syn", (("k_s", 1), ("syn", 1))),
    ("t_u / t_f", (("t_u", 1), ("t_f", -1))),
)
"""Products and ratios of parameters that act together: the record can move one without moving its parts
(design of the model, part E)."""


class Contraction(NamedTuple):
    """What the record did to one coordinate, on the scale where its prior is standard normal.

    Parameters
    ----------
    name : of the parameter, factor or observation coordinate
    kind : "parameter", "factor" or "observation"
    contraction : 1 - variance after / variance before; below 0 the record widened it
    error : Monte Carlo standard error of `contraction`
    shift : mean after, in prior standard deviations
    shift_error : its Monte Carlo standard error
    low, median, high : 5%, 50% and 95% after, in the coordinate's own unit
    """

    name: str
    kind: str
    contraction: float
    error: float
    shift: float
    shift_error: float
    low: float
    median: float
    high: float

    @property
    def has_moved(self) -> bool:
        """Whether it moved beyond Monte Carlo error."""
        narrowed = self.contraction - SURE * self.error > NARROWED
        return narrowed or abs(self.shift) - SURE * self.shift_error > SHIFTED


class Ridge(NamedTuple):
    """What the record says of a product or ratio.

    Parameters
    ----------
    name : such as ``t_u / t_f``
    contraction : of the variance of the product (of its log, where it is above 0), after against before
    error : its Monte Carlo standard error
    correlation : of the two after, on the scale where priors are normal; near -1 for a product (1 for a
        ratio) only
        the combination is known
    low, median, high : 5%, 50% and 95% of the product after
    """

    name: str
    contraction: float
    error: float
    correlation: float
    low: float
    median: float
    high: float


class Moments(NamedTuple):
    """Weighted mean and variance of each row, with Monte Carlo errors; each (row,)."""

    mean: Floats
    mean_error: Floats
    variance: Floats
    variance_error: Floats


def moments(values: Floats, weights: Floats, families: Whole) -> Moments:
    """Return weighted means and variances and their errors.

    Parameters
    ----------
    values : (row, N)
    weights : (N,), sum 1
    families : (N,), draws of one family are not independent; families are

    References
    ----------
    Chan & Lai 2013, A general theory of particle filters in hidden Markov models and some applications, eq.
    2.6; Lee & Whiteley 2018: the variance of a particle estimate from its families. With every draw a
    family of its own it is the usual error of an importance-sampling ratio (Owen, Monte Carlo, eq. 9.9).
    """
    mean = values @ weights
    centred = values - mean[:, None]
    variance = centred**2 @ weights
    _, family = np.unique(families, return_inverse=True)

    def error(influence: Floats) -> Floats:
        totals = np.zeros((len(values), family.max() + 1))
        np.add.at(totals.T, family, (influence * weights).T)
        count = totals.shape[1]
        return np.asarray(np.sqrt((totals**2).sum(axis=1) * count / max(count - 1, 1)))

    return Moments(mean, error(centred), variance, error(centred**2 - variance[:, None]))


def quantiles(values: Floats, weights: Floats, levels: Sequence[float]) -> Floats:
    """Return weighted quantiles of each row, (row, level): the least value that reaches the level."""
    order = np.argsort(values, axis=-1, kind="stable")
    ordered = np.take_along_axis(values, order, axis=-1)
    reached = np.cumsum(weights[order], axis=-1)
    places = [np.argmax(reached >= level * reached[:, -1:] * (1 - 1e-12), axis=-1) for level in levels]
    return np.stack([ordered[np.arange(len(values)), place] for place in places], axis=-1)


class Coordinates(NamedTuple):
    """Draws of every coordinate.

    Parameters
    ----------
    names, kinds : (row,)
    scores : (row, N), standard normal under the prior
    values : (row, N), in their units
    """

    names: tuple[str, ...]
    kinds: tuple[str, ...]
    scores: Floats
    values: Floats


def contractions(drawn: Coordinates, weights: Floats, families: Whole) -> tuple[Contraction, ...]:
    """Return what the record did to each coordinate, the most contracted first.

    Parameters
    ----------
    drawn : after the record
    weights, families : (N,), as for `moments`
    """
    found = moments(drawn.scores, weights, families)
    spread = quantiles(drawn.values, weights, (0.05, 0.5, 0.95))
    rows = [
        Contraction(
            name,
            kind,
            float(1.0 - found.variance[i]),
            float(found.variance_error[i]),
            float(found.mean[i]),
            float(found.mean_error[i]),
            *(float(x) for x in spread[i]),
        )
        for i, (name, kind) in enumerate(zip(drawn.names, drawn.kinds, strict=True))
    ]
    return tuple(sorted(rows, key=lambda row: -row.contraction))


def ridges(drawn: Coordinates, prior: Coordinates, weights: Floats, families: Whole) -> tuple[Ridge, ...]:
    """Return what the record says of `RIDGES`, those whose parts the coordinates have.

    Parameters
    ----------
    drawn, weights, families : after the record
    prior : draws before it, of equal weight
    """
    rows = {name: i for i, name in enumerate(drawn.names)}
    found = []
    for name, parts in RIDGES:
        if any(part not in rows for part, _ in parts):
            continue
        after, before = (_combined(c.values, rows, parts)[None] for c in (drawn, prior))
        was, now = _scale(before, after)
        of, wide = moments(now, weights, families), float(was.var())
        first, second = (drawn.scores[rows[part]] for part, _ in parts)
        low, median, high = quantiles(after, weights, (0.05, 0.5, 0.95))[0]
        found.append(
            Ridge(
                name,
                1.0 - float(of.variance[0]) / wide,
                float(of.variance_error[0]) / wide,
                _correlation(first, second, weights),
                float(low),
                float(median),
                float(high),
            )
        )
    return tuple(found)


def _combined(values: Floats, rows: Mapping[str, int], parts: Sequence[tuple[str, int]]) -> Floats:
    product = np.ones(values.shape[1])
    for name, power in parts:
        product = product * values[rows[name]] ** float(power)
    return product


def _scale(before: Floats, after: Floats) -> tuple[Floats, Floats]:
    """Return both as logs where all are above 0, so that no long tail decides."""
    if min(before.min(), after.min()) > 0.0:
        return np.log(before), np.log(after)
    return before, after


def _correlation(first: Floats, second: Floats, weights: Floats) -> float:
    a, b = first - first @ weights, second - second @ weights
    scale = float(np.sqrt((a**2 @ weights) * (b**2 @ weights)))
    return float(a * b @ weights) / scale if scale > 0.0 else 0.0
