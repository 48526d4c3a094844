"""Sensitivity from runs that are there already: variance explained by each input, from bins of worlds.

Worlds are cut into bins of equal numbers along one input; what the bins' means vary by, less what
they would vary by for worlds in any order, is the variance that the input explains alone. Worlds of a
Sobol sequence lie more evenly than that: a share then comes out low, by up to bins / worlds of what the other
inputs explain. `main_effects` takes those out first.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import fdtrc

from irenic.errors import ShapeError

Floats = NDArray[np.float64]

LEAST_BINS, MOST_BINS = 4, 32
SWEEPS = 3
"""Times that the effects of the inputs that matter are fitted in turn."""

LEAST_WORLDS = 32
"""Fewer worlds than this say nothing: eight to a bin."""


class Explained(NamedTuple):
    """Variance of an output that inputs explain one by one; (input,) but for the last two.

    ``variance`` is unbiased and may come out below 0 for an input that does nothing; ``error`` its
    standard error; ``p`` the chance of as much where the input does nothing. ``total`` is the output's
    variance over worlds and ``effective`` the number of equally weighted worlds that say as much.
    """

    variance: Floats
    error: Floats
    p: Floats
    total: float
    effective: float


class _Bins(NamedTuple):
    """Cuts of worlds in order along an input, with what weights make of them."""

    edges: NDArray[np.intp]  # first place of each bin
    counts: NDArray[np.intp]


def bins_for(worlds: float) -> int:
    """Return the number of bins: the cube root of the number of worlds, 4 to 32.

    References
    ----------
    Plischke, Borgonovo & Smith 2013, Eur. J. Oper. Res. 226, section 4: bins that grow as the cube
    root. A straight effect loses 1/bins**2 of its share to what varies inside bins.
    """
    return int(np.clip(round(worlds ** (1 / 3)), LEAST_BINS, MOST_BINS))


def explained_variance(
    x: Floats, y: Floats, weights: Floats | None = None, bins: int | None = None
) -> Explained:
    """Estimate the variance of `y` that each input explains alone.

    Parameters
    ----------
    x : (input, world), any unit and law; only the order within an input matters
    y : (world,) or (output, world), finite; several outputs count together, each by its variance
    weights : (world,), >= 0, as of worlds that were given more or less belief; None for equal
    bins : None for `bins_for` the effective number of worlds

    Raises
    ------
    ShapeError : other shapes, fewer than `LEAST_WORLDS` worlds, values that are not finite, or
        weights that are negative or all 0

    References
    ----------
    Plischke, Borgonovo & Smith 2013, eq. 8 (first order from given data), with the bias of the bins'
    means removed as in the analysis of variance (Kelley 1935's epsilon squared; here with weights).
    Gamboa et al. 2014, Electron. J. Stat. 8, for several outputs. The standard error is the
    delta method's plus the spread of the bins' means where nothing is explained.
    """
    x, y, w = _checked(x, y, weights)
    effective = float(1.0 / (w**2).sum())
    cuts = _cuts(x.shape[1], bins or bins_for(effective))
    mean = y @ w
    centred = y - mean[:, None]
    total = float(((centred**2) @ w).sum() / (1.0 - 1.0 / effective))
    rows = [_one_input(values, centred, w, cuts) for values in x]
    variance, error, p = (np.array(column) for column in zip(*rows, strict=True))
    return Explained(variance, error, p, total, effective)


def main_effects(x: Floats, y: Floats, weights: Floats | None = None, level: float = 0.05) -> Explained:
    """Estimate the variance of `y` that each input explains alone, with the effects of others taken out.

    Inputs that matter by a first look are fitted together, each by its bins' means; what an input explains is
    then looked for in what the others leave over. The expectation is the same, as inputs are independent;
    what is left moves the bins' means far less.

    Parameters
    ----------
    x, y, weights : as for `explained_variance`
    level : chance of any false finding at the first look (`holm`)

    Raises
    ------
    ShapeError : as `explained_variance`

    References
    ----------
    Hastie & Tibshirani 1990, Generalized Additive Models, section 4.4 (backfitting).
    """
    first = explained_variance(x, y, weights)
    x, y, w = _checked(x, y, weights)
    cuts = _cuts(x.shape[1], bins_for(first.effective))
    order = sorted(np.flatnonzero(holm(first.p) < level), key=lambda i: -first.variance[i])
    left = y - (y @ w)[:, None]
    fits = {int(i): np.zeros_like(left) for i in order}
    for _ in range(SWEEPS):
        for i in fits:
            left += fits[i]
            fits[i] = _bin_means(x[i], left, w, cuts)
            left -= fits[i]
    rows = [_one_input(x[i], left + fits.get(i, 0.0), w, cuts) for i in range(len(x))]
    variance, error, p = (np.array(column) for column in zip(*rows, strict=True))
    return first._replace(variance=variance, error=error, p=p)


def _bin_means(values: Floats, y: Floats, w: Floats, cuts: _Bins) -> Floats:
    """What the bins of an input say of each world, (output, world)."""
    order = np.argsort(values, kind="stable")
    mass = np.add.reduceat(w[order], cuts.edges)
    means = np.add.reduceat((y * w)[:, order], cuts.edges, axis=1) / mass
    found = np.empty_like(y)
    found[:, order] = np.repeat(means, cuts.counts, axis=1)
    return found


def _checked(x: Floats, y: Floats, weights: Floats | None) -> tuple[Floats, Floats, Floats]:
    x, y = np.asarray(x, np.float64), np.atleast_2d(np.asarray(y, np.float64))
    if x.ndim != 2 or y.ndim != 2 or x.shape[1] != y.shape[1]:
        raise ShapeError(f"inputs {x.shape} and outputs {y.shape}; expected (input, world), (output, world)")
    worlds = x.shape[1]
    if worlds < LEAST_WORLDS:
        raise ShapeError(f"too_few_worlds: {worlds} worlds; expected at least {LEAST_WORLDS}")
    w = np.ones(worlds) if weights is None else np.asarray(weights, np.float64)
    if w.shape != (worlds,) or not (np.isfinite(w) & (w >= 0)).all() or not w.sum() > 0:
        raise ShapeError(
            f"bad_weights: weights of shape {w.shape}; expected ({worlds},), at least 0, not all 0"
        )
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise ShapeError("not_finite: inputs or outputs hold NaN or infinity; leave those worlds out first")
    kept = w > 0
    return x[:, kept], y[:, kept], w[kept] / w.sum()


def _cuts(worlds: int, bins: int) -> _Bins:
    edges = np.arange(bins, dtype=np.intp) * worlds // bins
    return _Bins(edges, np.diff(np.append(edges, worlds)))


def _one_input(values: Floats, y: Floats, w: Floats, cuts: _Bins) -> tuple[float, float, float]:
    """Explained variance of centred outputs, its standard error, and the chance of it by chance."""
    if values.min() == values.max():
        return 0.0, 0.0, 1.0
    order = np.argsort(values, kind="stable")
    y, w = y[:, order], w[order]
    mass = np.add.reduceat(w, cuts.edges)
    means = np.add.reduceat(y * w, cuts.edges, axis=1) / mass
    rest = y - np.repeat(means, cuts.counts, axis=1)
    spread = np.add.reduceat(w**2, cuts.edges) / mass  # of a bin's mean, times its mass
    q, inside = float((w**2).sum()), float(spread.sum())
    covariance = (rest * w) @ rest.T / (1.0 - inside)
    trace, square = float(np.trace(covariance)), float((covariance**2).sum())
    overall = float(((y**2) @ w).sum() / (1.0 - q))
    by_chance = 2.0 * square * float((spread**2).sum() - q**2)  # variance where nothing is explained
    influence = (y**2 - rest**2).sum(0)
    drawn = float(((influence - influence @ w) ** 2) @ w) * q
    error = float(np.sqrt(max(drawn - 2.0 * by_chance, 0.0) + by_chance))
    raw = float(((means**2) @ mass).sum())
    return overall - trace, error, _chance(raw, (trace, square), (inside - q, by_chance), 1.0 / q)


def _chance(raw: float, rest: tuple[float, float], null: tuple[float, float], effective: float) -> float:
    """Probability of bins' means that vary by `raw` or more where the input does nothing.

    References
    ----------
    Satterthwaite 1946: the sum over correlated outputs as one scaled chi-squared; F as the
    remaining variance is estimated too.
    """
    trace, square = rest
    mean, variance = trace * null[0], null[1]
    if not (mean > 0 and variance > 0):
        return 1.0 if raw <= 0 else 0.0
    freedom = 2.0 * mean**2 / variance
    below = max(effective - 1.0, 1.0) * trace**2 / square
    return float(fdtrc(freedom, below, raw / mean))


def holm(p: Floats) -> Floats:
    """Return probabilities corrected for having looked at so many, (input,), at most 1.

    References
    ----------
    Holm 1979, Scand. J. Stat. 6: chance of any false finding at most the level, under any dependence.
    """
    order = np.argsort(p)
    steps = (len(p) - np.arange(len(p))) * p[order]
    corrected = np.empty_like(p)
    corrected[order] = np.minimum(np.maximum.accumulate(steps), 1.0)
    return corrected
