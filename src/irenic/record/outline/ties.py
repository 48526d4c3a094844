"""Relations between sides: from who fought whom, and how much."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from irenic.record.outline.events import NO_ACTOR, Events
from irenic.record.outline.request import Request
from irenic.record.outline.roster import Roster

Floats = NDArray[np.float64]

LEAST_ENMITY, FULL_ENMITY = 0.4, 1000.0
"""Enmity of a pair with one death between them, and the deaths in two years that make it complete."""

COMMON_ENEMY = 0.2
"""Relation of two sides that fought the same enemies and never each other."""

EXTREMIST_DEFAULT = -0.6
"""Relation to the extremist of a side that never fought it."""

NAME = "relations from who fought whom"
RULE = (
    f"{NAME}: two sides that fought in the two years before are enemies, -.4 to -1 by the logarithm of "
    "deaths between "
    "them (1,000 make -1); else up to .2 by the share of enemies in common; to the extremist -.6 without "
    "fighting"
)


def relations(fought: Floats) -> Floats:
    """Relations of all pairs of sides.

    Parameters
    ----------
    fought : (S, S), see `fighting`; the extremist first

    Returns
    -------
    (S, S), -1..1, symmetric, two decimals, 0 on the diagonal
    """
    enmity = LEAST_ENMITY + (1 - LEAST_ENMITY) * np.log1p(fought) / np.log1p(FULL_ENMITY)
    is_enemy = fought > 0
    relation = np.where(is_enemy, -np.minimum(enmity, 1.0), COMMON_ENEMY * common_enemies(is_enemy))
    quiet = ~is_enemy[0]
    relation[0, quiet] = relation[quiet, 0] = EXTREMIST_DEFAULT
    np.fill_diagonal(relation, 0.0)
    return np.asarray(np.round(relation, 2), dtype=np.float64)


def fighting(events: Events, roster: Roster, request: Request) -> Floats:
    """Deaths between sides in the months that choose groups.

    Returns
    -------
    (S, S), persons, symmetric; at least 1 where there was any event, 0 on the diagonal
    """
    count = len(roster.sides)
    deaths = np.zeros((count, count))
    rows = (
        events.between(request.first, request.last) & (events.first != NO_ACTOR) & (events.second != NO_ACTOR)
    )
    first, second = (roster.side_of[actor[rows]] for actor in (events.first, events.second))
    known = (first >= 0) & (second >= 0) & (first != second)
    np.add.at(deaths, (first[known], second[known]), np.maximum(events.best[rows][known], 1.0))
    return np.asarray(deaths + deaths.T, dtype=np.float64)


def common_enemies(is_enemy: NDArray[np.bool_]) -> Floats:
    """Share of enemies in common among all enemies of a pair (Jaccard), 0 where they have none.

    Parameters
    ----------
    is_enemy : (S, S), symmetric
    """
    both = is_enemy.astype(float) @ is_enemy.T.astype(float)
    own = is_enemy.sum(axis=1)
    either = own[:, None] + own[None, :] - both
    return np.asarray(both / np.maximum(either, 1.0), dtype=np.float64)
