"""Do the measures agree? Ranks, Kendall's tau-b, and the pairs that every measure orders alike."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from irenic.analysis.averages import Floats

TIE = 1e-9
"""Relative difference below which two strategies are tied on a measure: rounding, not rank."""


class Agreement(NamedTuple):
    """How far measures order the strategies alike.

    ``tau`` is (metric, metric), NaN where a measure ties all strategies; ``alike`` is (strategy, strategy),
    True where every measure that tells the two apart puts the row first, and at least one does;
    ``firsts`` is (metric,), the place of the first, -1 where the top is shared; ``speaking`` (metric,) says
    which measures order anything.
    """

    tau: Floats
    alike: NDArray[np.bool_]
    firsts: NDArray[np.intp]
    speaking: NDArray[np.bool_]

    @property
    def unanimous(self) -> int | None:
        """The strategy that every speaking measure puts first alone; None where there is none."""
        firsts = {int(i) for i in self.firsts[self.speaking]}
        only = firsts.pop() if len(firsts) == 1 else -1
        return None if only < 0 else only


def signs_of(scores: Floats) -> Floats:
    """Order of every pair on every measure: 1 where the row is better, 0 tied, NaN where one is unknown.

    Parameters
    ----------
    scores : (metric, strategy), larger is better; infinite values are better than all finite ones

    Returns
    -------
    (metric, strategy, strategy)
    """
    known = scores[np.isfinite(scores)]
    far = 2.0 * (float(np.abs(known).max()) if known.size else 0.0) + 1.0
    finite = np.where(np.isposinf(scores), far, np.where(np.isneginf(scores), -far, scores))
    gap = finite[:, :, None] - finite[:, None, :]
    scale = np.maximum(np.abs(finite[:, :, None]), np.abs(finite[:, None, :]))
    return np.asarray(np.where(np.abs(gap) <= TIE * scale, 0.0, np.sign(gap)))


def ranks(scores: Floats) -> Floats:
    """Rank of every strategy on every measure, 1 the best; tied strategies share the mean of their places.

    Parameters
    ----------
    scores : (metric, strategy), larger is better

    Returns
    -------
    (metric, strategy); NaN where unknown
    """
    signs = signs_of(scores)
    better = (signs < 0).sum(-1)
    tied = (signs == 0).sum(-1)
    return np.where(np.isnan(scores), np.nan, better + (tied + 1) / 2)


def kendall(scores: Floats) -> Floats:
    """Kendall's tau-b between every two measures, (metric, metric).

    Returns
    -------
    -1..1; NaN where a measure ties all strategies or is unknown

    References
    ----------
    Kendall 1945, The treatment of ties in ranking problems; Kendall 1970, Rank Correlation Methods, eq. 3.3.
    """
    signs = signs_of(scores).reshape(len(scores), -1)
    unknown = np.isnan(signs).any(1)
    signs = np.where(np.isnan(signs), 0.0, signs)
    sizes = (signs**2).sum(1)
    speaking = (sizes > 0) & ~unknown
    below = np.sqrt(np.outer(sizes, sizes))
    both = np.outer(speaking, speaking)
    return np.where(both, signs @ signs.T / np.where(both, below, 1.0), np.nan)


def agreement(scores: Floats) -> Agreement:
    """How far measures order the strategies alike.

    Parameters
    ----------
    scores : (metric, strategy), larger is better; rows with unknown values say nothing
    """
    signs = signs_of(scores)
    unknown = np.isnan(signs).any(-1).any(-1)
    signs = np.where(np.asarray(unknown)[:, None, None], 0.0, signs)
    speaking = np.asarray((signs != 0).any(-1)).any(-1)
    alike = np.asarray((signs >= 0).all(0) & (signs > 0).any(0))
    alone = (signs > 0).sum(-1) == scores.shape[1] - 1
    firsts = np.asarray(np.where(alone.any(1), alone.argmax(1), -1))
    return Agreement(kendall(scores), alike, firsts, np.asarray(speaking, np.bool_))
