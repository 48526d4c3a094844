"""Who wins where among the weightings: the simplex of values, with ties and what error cannot separate."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from irenic.analysis.averages import Floats
from irenic.analysis.ranking import CLEAR
from irenic.analysis.robustness.weighing import mean_error, weighted_mean


class Simplex(NamedTuple):
    """What a sweep of weightings says about each strategy.

    ``wins`` (strategy,) is the share of weightings under which it has the best mean (ties split), ``clear``
    of those where it is ahead of every other by two standard errors, ``tied`` where it is best or within two
    standard errors of the best. ``profile`` (strategy, family) is the mean weighting where it wins, NaN where
    it never does. ``means`` is (weighting, strategy).
    """

    wins: Floats
    clear: Floats
    tied: Floats
    profile: Floats
    means: Floats


def simplex_winners(scores: Floats, weightings: Floats, weights: Floats) -> Simplex:
    """Find who has the best mean under each weighting, and whether Monte Carlo error leaves it so.

    Parameters
    ----------
    scores : (strategy, world, family), standardised, larger is better
    weightings : (weighting, family), rows sum to 1
    weights : (world,), sum to 1

    References
    ----------
    Lahdelma, Hokkanen & Salminen 1998, SMAA: acceptability index and central weight vector, which are
    `wins` and `profile`. Errors: paired differences in the same worlds.
    """
    count = len(scores)
    means = weightings @ np.einsum("anf,n->fa", scores, weights)
    top = means == means.max(1, keepdims=True)
    best = top / top.sum(1, keepdims=True)
    clear, tied = np.zeros(count), np.zeros(count)
    for k, row in enumerate(weightings):
        values = scores @ row
        first = int(means[k].argmax())
        gap = values[first] - values
        # As in `ranking.winner`: ahead by more than two errors, so an error that is unknown leaves a tie.
        apart = weighted_mean(gap, weights) > CLEAR * mean_error(gap, weights)
        apart[first] = False
        tied += ~apart
        clear[first] += apart.sum() == count - 1
    total = best.sum(0)
    inside = np.where(total > 0, total, np.nan)
    profile = (best.T @ weightings) / inside[:, None]
    number = len(weightings)
    return Simplex(total / number, clear / number, tied / number, profile, means)
