"""The nearest world in which a claim fares otherwise: the smallest change of assumptions that breaks it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from irenic.analysis.audit.influence import Slope

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

NAMED = 3
"""Most inputs that are named as what differs."""

TELLING = 0.15
"""Least share of the (squared) distance that a named input makes up, the first apart."""

RELIABLE = 0.75
"""Share of its runs in which a world should fare otherwise, where there is such a world."""


class Nearest(NamedTuple):
    """A world, as its number in the study, and what differs there from the middle of the priors.

    ``holds`` says whether the claim holds there, ``runs`` the share of its runs that say so, ``distance``
    is in standard scores weighted by how much each input moves the margin, and ``differs`` holds
    (input, score) of the inputs that make up most of it.
    """

    world: int
    holds: bool
    runs: float
    distance: float
    differs: tuple[tuple[int, float], ...]


def nearest_world(
    scores: Floats, slopes: tuple[Slope, ...], wanted: Flags, share_of_runs: Floats, *, holds: bool
) -> Nearest | None:
    """Return the world nearest to the middle of the priors among those wanted.

    Parameters
    ----------
    scores : (input, world), 0 at the middle of each prior
    slopes : of the inputs that matter
    wanted : (world,), those in which the claim fares otherwise
    share_of_runs : (world,), share of a world's runs that say so too; worlds with `RELIABLE` of them go
        before all others, so that a replay shows what is claimed
    holds : what "otherwise" is

    Returns
    -------
    None where no world is wanted, or nothing moves the margin

    References
    ----------
    Assumption: distance as in Hall et al. 2012 (info-gap), on prior scores, since units do not compare;
    weights are the slopes, so that inputs without effect do not make a world look far.
    """
    if not slopes or not wanted.any():
        return None
    rows = np.array([one.input for one in slopes])
    weights = np.array([one.slope for one in slopes]) ** 2
    parts = weights[:, None] * scores[rows] ** 2 / weights.sum()
    reliable = wanted & (share_of_runs >= RELIABLE)
    distance = np.where(reliable if reliable.any() else wanted, parts.sum(0), np.inf)
    world = int(distance.argmin())
    order = np.argsort(-parts[:, world], kind="stable")
    telling = [
        (int(rows[i]), float(scores[rows[i], world]))
        for place, i in enumerate(order[:NAMED])
        if place == 0 or parts[i, world] >= TELLING * distance[world]
    ]
    runs = float(share_of_runs[world])
    return Nearest(world, holds, runs, float(np.sqrt(distance[world])), tuple(telling))
