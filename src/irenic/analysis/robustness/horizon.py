"""How far from the priors' middle the first failing world lies, and how failures thicken on the way.

In a hundred dimensions every drawn world lies about ten standard scores from the middle, so a least
distance over all inputs says nothing. Distances are therefore taken over the few inputs that drive the
performance, the rest being free, and the curve is given with the point.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from irenic.analysis.averages import Floats

NEAREST = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0)
"""Shares of worlds, nearest first, at which the curve is read."""


def prior_scores(values: Floats) -> Floats:
    """Standard scores of inputs: 0 at the prior's median, 1 where a normal prior has one deviation.

    Parameters
    ----------
    values : (input, world), drawn from the priors

    Returns
    -------
    (input, world); 0 for an input that never varies, tied values share their rank

    References
    ----------
    Van der Waerden 1952, normal scores; Blom 1958 for ranks less one half over their number.
    """
    from scipy.stats import rankdata  # here: it is slow to import, and pages that rank nothing start sooner

    places = (np.asarray(rankdata(values, axis=-1)) - 0.5) / values.shape[-1]
    return np.asarray(ndtri(places))


def distances_over(scores: Floats) -> Floats:
    """Euclidean distance of each world from the priors' middle, (world,).

    Parameters
    ----------
    scores : (input, world), prior standard scores of the inputs that count
    """
    return np.asarray(np.sqrt((scores**2).sum(0)))


class HorizonCurve(NamedTuple):
    """Share of the nearest worlds that fail, by how far out one looks.

    ``radius`` (point,) in prior standard scores, ``nearest`` (point,) the share of the weight of worlds
    inside it, ``failing`` (strategy, point) the share of those worlds that fail.
    """

    radius: Floats
    nearest: Floats
    failing: Floats


def horizon_curve(failing: NDArray[np.bool_], distances: Floats, weights: Floats) -> HorizonCurve:
    """Share of worlds that fail, among ever more of the nearest.

    Parameters
    ----------
    failing : (strategy, world)
    distances : (world,), prior standard scores
    weights : (world,), sum to 1

    References
    ----------
    Ben-Haim 2006, Info-Gap Decision Theory, section 3.1, for the nested sets around a best estimate.
    """
    order = np.argsort(distances, kind="stable")
    order = order[weights[order] > 0]
    mass = np.cumsum(weights[order])
    failed = np.cumsum(failing[:, order] * weights[order], axis=1)
    # A point covers at least one world, and rounding in the sum must not lose the last.
    ends = np.minimum(np.searchsorted(mass, np.array(NEAREST) - 1e-9), len(order) - 1)
    return HorizonCurve(distances[order][ends], mass[ends], failed[:, ends] / mass[ends])
