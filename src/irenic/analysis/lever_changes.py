"""What a strategy did in a run: the levers in force, told month by month where they changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from irenic.strategy.levers import LEVERS, Lever
from irenic.study.history import Replay

Floats = NDArray[np.float64]


class LeverChange(NamedTuple):
    """A lever takes a value it had not the month before (or, in month 1, that is not its default).

    ``before`` is None where the members had different values. ``members`` are ids of groups, districts,
    issues or patrons, or "A-B" for pairs; empty for a scalar. ``everyone``: all that the lever reaches.
    """

    month: int
    lever: Lever
    value: float
    before: float | None
    members: tuple[str, ...]
    everyone: bool


def lever_changes(replay: Replay) -> tuple[LeverChange, ...]:
    """Return every change of a lever, by month and in the order of the table of levers.

    Parameters
    ----------
    replay : one run
    """
    labels = {lever.id: members_of(replay, lever) for lever in LEVERS}
    return tuple(
        change
        for month in range(1, replay.months + 1)
        for lever in LEVERS
        for change in _changes(replay, lever, labels[lever.id], month)
    )


def lever_values(replay: Replay, lever: Lever, month: int) -> Floats:
    """Return a lever's values in a month, flat, one per member of `members_of`; the default in month 0."""
    members = members_of(replay, lever)
    if month == 0:
        return np.full(max(1, len(members)), lever.default)
    values = np.asarray(getattr(replay.recording.levers, lever.id)[month - 1], np.float64)
    if lever.shape == "pair":
        return np.asarray(values[np.triu_indices(len(replay.groups), 1)])
    return values.reshape(-1)


def members_of(replay: Replay, lever: Lever) -> tuple[str, ...]:
    """Return whom a lever has a value for, as text; nothing for a scalar. Pairs once, as "A-B"."""
    arrays = replay.arrays
    groups = replay.groups
    if lever.shape == "pair":
        first, second = np.triu_indices(len(groups), 1)
        return tuple(f"{groups[i]}-{groups[j]}" for i, j in zip(first, second, strict=True))
    known = {
        "group": groups,
        "district": replay.districts,
        "issue": arrays.issues,
        "patron": arrays.patrons,
    }
    return tuple(known.get(lever.shape, ()))


def reached(replay: Replay, lever: Lever) -> int:
    """Return how many members a lever reaches: never the extremist group."""
    count = len(members_of(replay, lever))
    if lever.shape == "group":
        return count - 1
    others = len(replay.groups) - 1
    return others * (others - 1) // 2 if lever.shape == "pair" else count


def _changes(replay: Replay, lever: Lever, members: tuple[str, ...], month: int) -> Iterator[LeverChange]:
    before, now = lever_values(replay, lever, month - 1), lever_values(replay, lever, month)
    moved = np.flatnonzero(np.abs(now - before) > 1e-6)
    for value in np.unique(np.round(now[moved], 6)):
        places = moved[np.round(now[moved], 6) == value]
        old = np.unique(np.round(before[places], 6))
        named = tuple(members[i] for i in places) if members else ()
        was = float(old[0]) if old.size == 1 else None
        yield LeverChange(month, lever, float(value), was, named, len(named) == reached(replay, lever))
