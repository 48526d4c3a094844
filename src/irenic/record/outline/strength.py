"""First strengths: from losses inflicted, scaled to the people of the districts where there was fighting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from irenic.record.outline.roster import Side

Floats = NDArray[np.float64]

PER_HEAD = 0.006
"""Fighters of all sides together per head of population where there was fighting (grade D)."""

PER_DEATH = 20.0
"""Fighters of all sides together for one death a year (grade D): one in twenty dies in a year."""

FACTOR = 3.0
"""High over best and best over low: nothing in the events counts people under arms."""

LEAST = 50.0
"""Fewest fighters of a group, at best."""

NAME = "strength from losses inflicted"
RULE = (
    f"{NAME}: in all, the geometric mean of {1000 * PER_HEAD:g} fighters per 1,000 people of districts with "
    f"events in the two years before and of {PER_DEATH:g} fighters for each death a year; shared by the "
    "square root of losses inflicted (one-sided deaths count half); low and high a third and three times"
)


def strengths(
    sides: Sequence[Side], people: float, deaths: float
) -> Mapping[str, tuple[float, float, float]]:
    """Low, best and high number of fighters by group.

    Parameters
    ----------
    sides : those with a force of their own in the country
    people : of the districts that saw events, persons, > 0
    deaths : in all events, persons a year, >= 0; fewer than one counts as one

    Returns
    -------
    group -> (low, best, high), persons, 0 < low <= best <= high

    References
    ----------
    Assumption: by the square law of attrition a side's losses grow with its opponents' number, so
    losses inflicted rank strengths; the root draws the shares together, because intensity differs by
    more than size. Two poor guesses of the total, by people and by deaths, are better together:
    `PER_HEAD` and `PER_DEATH` are of the order of recent civil wars (a few in a thousand to a few in a
    hundred under arms; one to ten in a hundred of them dead in a year), and each is off by several
    times in many.
    """
    total = np.sqrt(PER_HEAD * people * PER_DEATH * max(deaths, 1.0))
    weights = np.sqrt(np.array([max(side.inflicted, 1.0) for side in sides]))
    best = np.maximum(total * weights / weights.sum(), LEAST)
    return {
        side.id: (rounded(number / FACTOR), rounded(number), rounded(number * FACTOR))
        for side, number in zip(sides, best, strict=True)
    }


def rounded(number: float) -> float:
    """Return a positive number to two figures: more would claim too much."""
    digits = int(np.floor(np.log10(number))) - 1
    value = round(number / 10.0**digits) * 10.0**digits
    return float(round(value)) if digits >= 0 else round(value, -digits)
