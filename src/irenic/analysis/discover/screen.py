"""Which inputs a search may restrict at all: those with some bearing on the answer."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc

from irenic.analysis.averages import Floats
from irenic.analysis.discover.inputs import Sample
from irenic.analysis.discover.peel import Ranked

BINS = 8
"""Groups of equal size that an ordered input is cut into; a hump in the middle shows, too."""


def screening_p(ranked: Ranked, y: Floats) -> Floats:
    """P-value per input that its groups of worlds have the same mean answer.

    Ordered inputs are cut at their quantiles into `BINS` groups (ties stay together), and the
    smaller of two p-values counts, doubled: of differences between groups, and of a trend over them.

    Parameters
    ----------
    ranked : the worlds, sorted
    y : (N,), answers, 0..1

    Returns
    -------
    (D,), 0..1; 1 where all answers are alike

    References
    ----------
    Kruskal & Wallis 1952 with answers in place of ranks; Armitage 1955 for the trend.
    """
    sample, load = ranked.sample, ranked.sample.weights
    found = np.ones(len(sample.inputs))
    mean = float(load @ y) / float(load.sum())
    spread = float(load @ (y - mean) ** 2) / max(float(load.sum()) - 1.0, 1e-300)
    if not spread > 1e-15:
        return found
    for place, row in enumerate(ranked.ordered):
        order = ranked.order[place]
        starts = _starts(sample.x[row], order)
        weight: Floats = np.add.reduceat(load[order], starts)
        excess: Floats = np.add.reduceat((load * (y - mean))[order], starts)
        found[row] = _p(weight, excess, spread, trend=True)
    for row, codes, places in ranked.categories:
        weight, excess = (
            np.bincount(places, weights=v, minlength=codes.size).astype(np.float64)
            for v in (load, load * (y - mean))
        )
        found[row] = _p(weight, excess, spread, trend=False)
    return found


def _starts(column: Floats, order: NDArray[np.int32]) -> NDArray[np.int64]:
    """First place of each group in the sorted list; a group begins where a value does."""
    edges = np.linspace(0, order.size, BINS + 1)[:-1].astype(np.int64)
    ordered = column[order]
    return np.unique(np.searchsorted(ordered, ordered[edges], side="left"))


def _p(weight: Floats, excess: Floats, spread: float, *, trend: bool) -> float:
    """P-value of groups of the given weights and summed deviations from the common mean."""
    held = weight > 0
    weight, excess = weight[held], excess[held]
    if weight.size < 2:
        return 1.0
    between = float(chdtrc(weight.size - 1, (excess**2 / weight).sum() / spread))
    if not trend:
        return between
    middle = np.cumsum(weight) - weight / 2
    middle -= weight @ middle / weight.sum()
    slope = float(middle @ excess) ** 2 / (spread * float(weight @ middle**2))
    return min(1.0, 2.0 * min(between, float(chdtrc(1, slope))))


def passing(p: Floats, rate: float) -> NDArray[np.bool_]:
    """Which hypotheses are rejected when the share of false ones among them may be `rate`.

    Parameters
    ----------
    p : (D,), p-values
    rate : false discovery rate, 0..1

    References
    ----------
    Benjamini & Hochberg 1995, Controlling the false discovery rate.
    """
    if p.size == 0:
        return np.zeros(0, bool)
    ordered = np.sort(p)
    fine = ordered <= rate * np.arange(1, p.size + 1) / p.size
    return np.asarray(p <= ordered[np.flatnonzero(fine)[-1]]) if fine.any() else np.zeros(p.size, bool)


def candidates(ranked: Ranked, y: Floats, rate: float) -> NDArray[np.bool_]:
    """Which inputs pass the screen, (D,)."""
    return passing(screening_p(ranked, y), rate)


def hidden(
    sample: Sample, inside: NDArray[np.bool_], known: NDArray[np.bool_], level: float
) -> NDArray[np.bool_]:
    """Which inputs outside the candidates matter inside a box, where the others no longer hide them.

    Parameters
    ----------
    sample, inside : the worlds, and which lie in the box
    known : (D,), candidates already
    level : probability that any input is named wrongly

    Returns
    -------
    (D,)
    """
    found = np.zeros(known.size, bool)
    if known.all() or inside.sum() < 5 * BINS:
        return found
    part = sample.rows(inside).columns(~known)
    found[~known] = screening_p(Ranked(part), part.y) <= level / (~known).sum()
    return found
