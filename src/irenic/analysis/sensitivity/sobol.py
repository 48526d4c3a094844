"""Sobol's indices of first and total order, from a design of its own, with bootstrap intervals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from irenic.errors import ParameterError, ShapeError
from irenic.worlds.points import sobol_points

Floats = NDArray[np.float64]

MOST_POINTS = 2**17
"""Of one sample: beyond, coordinates of a case of a hundred dimensions fill a gigabyte."""

LEVEL = 0.9
RESAMPLES = 400
BOOTSTRAP_SEED = 20151130


class SobolDesign(NamedTuple):
    """Two independent samples of the unit cube and the groups of coordinates to exchange.

    ``a`` and ``b`` are (dimension, point); ``groups`` holds the places of each group's coordinates.
    """

    a: Floats
    b: Floats
    groups: tuple[tuple[int, ...], ...]

    def exchanged(self, group: int) -> Floats:
        """Return `a` with one group's coordinates from `b`, (dimension, point)."""
        points = self.a.copy()
        places = list(self.groups[group])
        points[places] = self.b[places]
        return points


class SobolIndices(NamedTuple):
    """First and total order of each group, each with its interval; (group,).

    A first index is the share of the variance that the group explains alone, a total one the share
    that would be left if all but the group were known. ``variance`` is of the output (summed over
    several); where it is 0 all indices are 0.
    """

    first: Floats
    first_low: Floats
    first_high: Floats
    total: Floats
    total_low: Floats
    total_high: Floats
    variance: float


def sobol_design(dimensions: int, n: int, groups: Sequence[Sequence[int]], seed: int) -> SobolDesign:
    """Make the points at which to run a model: n times (groups + 2).

    Parameters
    ----------
    dimensions : of the unit cube
    n : points of each sample, a power of two, 2 to `MOST_POINTS`
    groups : places of the coordinates of each group, 0 to `dimensions` - 1; groups may overlap
    seed : of the scramble

    Raises
    ------
    ParameterError : `n` is no such power of two (``points_not_power_of_two``), or a place outside the cube
        (``unknown_dimension``)

    References
    ----------
    Saltelli et al. 2010, Comput. Phys. Commun. 181, section 5: both samples from one sequence of twice
    the dimensions, so that neither knows of the other.
    """
    if not 2 <= n <= MOST_POINTS or n & (n - 1):
        expected = f"expected a power of two from 2 to {MOST_POINTS:,}"
        raise ParameterError(f"points_not_power_of_two: {n:,} points; {expected}")
    wrong = sorted({i for group in groups for i in group if not 0 <= i < dimensions})
    if wrong:
        raise ParameterError(f"unknown_dimension: {wrong}; expected places from 0 to {dimensions - 1}")
    points = sobol_points(2 * dimensions, seed, 0, n)
    return SobolDesign(points[:dimensions], points[dimensions:], tuple(tuple(g) for g in groups))


def sobol_indices(
    a: Floats, b: Floats, ab: Floats, *, resamples: int = RESAMPLES, level: float = LEVEL
) -> SobolIndices:
    """Estimate the indices from a model's values.

    Parameters
    ----------
    a, b : (point,) or (output, point), values at the two samples; several outputs count together,
        each by its variance
    ab : (group, point) or (group, output, point), values at `a` with a group's coordinates from `b`
    resamples, level : of the bootstrap over points; intervals run from (1 - level)/2 to (1 + level)/2

    Raises
    ------
    ShapeError : shapes that do not fit, or values that are not finite

    References
    ----------
    Saltelli et al. 2010, table 2: (b) for the first order, (f) (Jansen 1999) for the total, on centred
    values. Gamboa et al. 2014 for several outputs. Archer, Saltelli & Sobol 1997 for the bootstrap;
    points of a Sobol sequence lie more evenly than it knows, so its intervals are wide, never narrow.
    """
    a, b, ab = _checked(a, b, ab)
    middle = (a.mean(1) + b.mean(1))[:, None] / 2
    a, b, ab = a - middle, b - middle, ab - middle
    step = ab - a
    alone = (b * step).sum(1)  # (group, point), summed over outputs
    left = 0.5 * (step**2).sum(1)
    shares = np.concatenate([np.full((1, a.shape[1]), 1.0 / a.shape[1]), _resampled(a.shape[1], resamples)])
    variance = _variance(a, b, shares)
    numerators = np.stack([shares @ alone.T, shares @ left.T])  # (order, resample, group)
    indices = np.divide(
        numerators, variance[:, None], out=np.zeros_like(numerators), where=variance[:, None] > 0
    )
    low, high = np.quantile(indices[:, 1:], [(1 - level) / 2, (1 + level) / 2], axis=1)
    (first, total), (first_low, total_low), (first_high, total_high) = indices[:, 0], low, high
    return SobolIndices(first, first_low, first_high, total, total_low, total_high, float(variance[0]))


def _checked(a: Floats, b: Floats, ab: Floats) -> tuple[Floats, Floats, Floats]:
    a, b, ab = (np.asarray(values, np.float64) for values in (a, b, ab))
    if a.ndim == 1:
        a, b, ab = a[None], np.atleast_2d(b), ab[:, None] if ab.ndim == 2 else ab
    if a.ndim != 2 or a.shape != b.shape or ab.shape[1:] != a.shape or a.shape[1] < 2:
        raise ShapeError(
            f"values of shapes {a.shape}, {b.shape} and {ab.shape}; expected (output, point) twice and "
            "(group, output, point)"
        )
    if not all(np.isfinite(values).all() for values in (a, b, ab)):
        raise ShapeError("not_finite: values hold NaN or infinity; leave those points out of all samples")
    return a, b, ab


def _resampled(points: int, resamples: int) -> Floats:
    """Shares of points in resampled designs, (resample, point), rows sum to 1."""
    rng = np.random.default_rng(BOOTSTRAP_SEED)
    return np.asarray(rng.multinomial(points, np.full(points, 1.0 / points), size=resamples) / points)


def _variance(a: Floats, b: Floats, shares: Floats) -> Floats:
    """Variance of both samples together in each resample, summed over outputs, (resample,)."""
    mean = shares @ (a + b).T / 2
    square = shares @ (a**2 + b**2).T / 2
    rounding = 1e-14 * square.sum(1)
    variance = (square - mean**2).sum(1)
    return np.asarray(np.where(variance > rounding, variance, 0.0))
