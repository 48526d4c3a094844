"""More worlds, or more draws of luck in each? From the variance between worlds and within."""

from __future__ import annotations

import math
from typing import NamedTuple

from irenic.analysis.averages import Floats
from irenic.analysis.variance import variance_between_and_within

RELIABLE = 0.8
"""Share of the variance of world means that is the worlds' own, from which a world's answer is its own."""


class Replicates(NamedTuple):
    """What replicates are good for.

    ``for_average`` is the number a world that makes an average most precise for the same cost;
    ``for_worlds`` the number from which single worlds can be told apart (None: never, worlds do not
    differ). ``error_now`` and ``error_best`` are standard errors of the average at the same cost, with
    the study's replicates and with ``for_average``.
    """

    now: int
    between: float
    within: float
    for_average: int
    for_worlds: int | None
    error_now: float
    error_best: float


def replicates_for(values: Floats, world_cost: float = 0.0, most: int = 64) -> Replicates | None:
    """Say how many replicates a world are best for the same cost.

    Parameters
    ----------
    values : (world, replicate), what was asked of each run; NaN where a run has none
    world_cost : cost of drawing a world, in runs; 0 for this engine, which starts every run afresh
    most : no more than these

    Returns
    -------
    None where luck cannot be told: one replicate, or fewer than two worlds

    References
    ----------
    Cochran 1977, Sampling Techniques, eq. 10.26: the best number is the root of (cost of a world / cost of
    a run) x (variance within / variance between), at least 1. Spearman 1910 and Brown 1910 for worlds.
    """
    worlds, now = values.shape
    between, within = (float(v) for v in variance_between_and_within(values))
    if math.isnan(between) or math.isnan(within):
        return None
    between = max(between, 0.0)
    best = min(range(1, most + 1), key=lambda r: (_error2(between, within, r, world_cost), r))
    budget = worlds * (world_cost + now)
    wanted = RELIABLE / (1.0 - RELIABLE) * within / between if between > 0 else None
    return Replicates(
        now=now,
        between=between,
        within=within,
        for_average=best,
        for_worlds=None if wanted is None else max(1, math.ceil(wanted - 1e-9)),
        error_now=math.sqrt(_error2(between, within, now, world_cost) / budget),
        error_best=math.sqrt(_error2(between, within, best, world_cost) / budget),
    )


def _error2(between: float, within: float, replicates: int, world_cost: float) -> float:
    """Squared standard error of an average, times the whole cost."""
    return (between + within / replicates) * (world_cost + replicates)
