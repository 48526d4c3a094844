"""Where a group's people are at the start, and how many there are.

Stated shares win. Otherwise D10's rule derives them from control and presence; kinds without a
force of their own still get a row, so that no formula divides by their zero.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from irenic.case.schema import FORCE_KINDS, Case, Group

Floats = NDArray[np.float64]

PRESENT_SHARE = 0.15
"""Share of a group's people in districts where it is present but holds nothing (grade D)."""


def fighter_split(case: Case, population: Floats, control: Floats) -> Floats:
    """Share of each group's people by district at the start.

    ``districts`` where stated. Else armed groups, criminal networks and the extremist: in
    proportion to sqrt(control share * population) where they hold a share; with ``present``
    districts besides, `PRESENT_SHARE` of the people are there, in proportion to sqrt(population).
    A group that holds nothing is in its ``present`` districts only. Political bodies: their seats,
    equally. Local councils: as their garrisons, population * control. Splinters, and outside
    forces that do not say: as the population.

    Parameters
    ----------
    case : checked
    population : (district,), persons, > 0
    control : (holder, district), shares, 0..1; index 0 nobody, then groups

    Returns
    -------
    (group, district), shares; each row sums to 1

    References
    ----------
    Assumption (D10, grade D): most people where the group controls, by the square root of those
    controlled; 10-20% where only present, set at 15%.
    """
    districts = list(case.districts)
    rows = [
        _split(group, districts, population, control[index + 1])
        for index, group in enumerate(case.groups.values())
    ]
    return np.stack(rows)


def _split(group: Group, districts: list[str], population: Floats, held: Floats) -> Floats:
    """One group's row; ``held`` (district,) is its share of control."""
    if group.districts is not None:
        stated = np.array([group.districts.get(name, 0.0) for name in districts])
        return _normalised(stated)
    if group.kind == "political_body":
        return _normalised(np.array([float(name in group.seat) for name in districts]))
    if group.kind == "local_councils" and held.any():
        return _normalised(held * population)
    if group.kind not in FORCE_KINDS:
        return _normalised(population)
    is_present = np.array([name in group.present for name in districts]) & (held == 0)
    where_present = np.sqrt(population) * is_present
    if not held.any():
        return _normalised(where_present)
    where_held = _normalised(np.sqrt(held * population))
    if not is_present.any():
        return where_held
    return (1 - PRESENT_SHARE) * where_held + PRESENT_SHARE * _normalised(where_present)


def _normalised(weights: Floats) -> Floats:
    return np.asarray(weights / weights.sum(), dtype=np.float64)


def fighter_numbers(case: Case, population: Floats, control: Floats) -> tuple[Floats, Floats, Floats]:
    """Low, best and high number of each group's people under arms.

    Parameters
    ----------
    case : checked
    population : (district,), persons, > 0
    control : (holder, district), shares, 0..1; index 0 nobody, then groups

    Returns
    -------
    three arrays (group,), persons, >= 0. Local councils: garrison_per_capita times the people they
    hold. Political bodies and splinters: 0. Outside forces: as stated, else 0.

    References
    ----------
    D2 (councils).
    """
    numbers = np.zeros((3, len(case.groups)))
    for index, group in enumerate(case.groups.values()):
        if group.fighters is not None:
            numbers[:, index] = group.fighters.low, group.fighters.best, group.fighters.high
        elif group.kind == "local_councils" and case.garrison_per_capita is not None:
            garrison = case.garrison_per_capita
            people_held = float(population @ control[index + 1])
            numbers[:, index] = np.array([garrison.low, garrison.best, garrison.high]) * people_held
    return numbers[0], numbers[1], numbers[2]
