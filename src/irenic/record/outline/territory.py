"""Who holds what, and where each group is: from the places of events in the year before the start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from irenic.record.outline.events import NO_ACTOR, Events
from irenic.record.outline.request import Request
from irenic.record.outline.roster import COUNCILS, Roster

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

HALF_HELD = 12.0
"""Events in a year at which half of a district is held by those who fight there (grade D)."""

LEAST_SHARE = 0.03
"""A smaller share of a district is presence without control."""

REST_WITH_GOVERNMENT = (0.55, 0.35)
"""The army's and the local councils' parts of what fighters do not hold; nobody has what is left."""

REST_WITHOUT = (0.0, 0.7)
"""The same where the government took no part in the events."""

NAME = "territory from places of events"
RULE = (
    f"{NAME}: in a district with n events in the year before, those who took part hold n/(n+12), shared by "
    "their "
    "part in the events; of the rest the army holds .55 and local councils .35 (without an army councils "
    ".7); "
    "shares under .03 are presence"
)


@dataclass(frozen=True, slots=True)
class Territory:
    """Control and presence at the start; S sides, D districts.

    Parameters
    ----------
    control : district -> holder -> share, sums to 1 with ``nobody``
    present : side's index -> districts where it is without holding a share, indices
    events : (D,), events in the year before
    affected : (D,), whether there was any event in the months that choose groups
    base : districts where the extremist holds most, indices, at least one
    """

    control: tuple[dict[str, float], ...]
    present: dict[int, tuple[int, ...]]
    events: Ints
    affected: NDArray[np.bool_]
    base: tuple[int, ...]


def territory(events: Events, district: Ints, roster: Roster, request: Request, count: int) -> Territory:
    """Draft control and presence.

    Parameters
    ----------
    events : N of them
    district : (N,), index or -1
    roster : sides
    request : for the months
    count : number of districts, D
    """
    year = participation(events, district, roster, (request.year, request.last), count)
    number = np.zeros(count, dtype=np.int64)
    chosen = events.between(request.year, request.last) & (district >= 0)
    np.add.at(number, district[chosen], 1)
    shares = _shares(year, number, roster)
    rows = tuple(_row(shares[:, d], roster) for d in range(count))
    wide = participation(events, district, roster, (request.first, request.last), count)
    ever = participation(events, district, roster, (0, request.last), count)
    present: dict[int, tuple[int, ...]] = {}
    for index, side in enumerate(roster.sides):
        if side.kind == "outside_force":
            continue
        held = {d for d, row in enumerate(rows) if row.get(side.id, 0.0) > 0}
        for seen in (year, wide, ever, np.ones_like(year)):
            most_first = np.argsort(-seen[index], kind="stable")
            places = [int(d) for d in most_first if seen[index, d] > 0 and d not in held]
            if places or held:
                present[index] = tuple(places)
                break
    affected = np.zeros(count, dtype=bool)
    affected[district[events.between(request.first, request.last) & (district >= 0)]] = True
    return Territory(rows, present, number, affected, _base(rows, roster, present))


def participation(
    events: Events, district: Ints, roster: Roster, months: tuple[int, int], count: int
) -> Floats:
    """Each side's part in the events of each district: half an event a side, a whole one alone.

    Returns
    -------
    (side, district), events, >= 0; sides outside the roster take their half with them
    """
    part = np.zeros((len(roster.sides), count))
    chosen = events.between(*months) & (district >= 0)
    alone = (events.first == NO_ACTOR) | (events.second == NO_ACTOR)
    weight = np.where(alone, 1.0, 0.5)
    for actor in (events.first, events.second):
        rows = np.flatnonzero(chosen & (actor != NO_ACTOR))
        side = roster.side_of[actor[rows]]
        known = side >= 0
        np.add.at(part, (side[known], district[rows[known]]), weight[rows[known]])
    return part


def _shares(part: Floats, number: Ints, roster: Roster) -> Floats:
    """Shares held by those who fight, (side, district); outside forces hold nothing."""
    can_hold = np.array([side.kind != "outside_force" for side in roster.sides])
    held = np.where(can_hold[:, None], part, 0.0)
    total = held.sum(axis=0)
    fraction = held / np.where(total > 0, total, 1.0)
    return np.asarray(fraction * (number / (number + HALF_HELD)), dtype=np.float64)


def _row(shares: Floats, roster: Roster) -> dict[str, float]:
    """One district's holders in thousandths, ``nobody`` last."""
    fought = np.where(shares >= LEAST_SHARE, shares, 0.0)
    rest = 1 - fought.sum()
    army, councils = REST_WITHOUT if roster.home is None else REST_WITH_GOVERNMENT
    held = {side.id: float(share) for side, share in zip(roster.sides, fought, strict=True)}
    if roster.home is not None:
        held[roster.home.id] += army * rest
    held[COUNCILS] = councils * rest
    thousandths = {holder: int(1000 * share + 1e-9) for holder, share in held.items()}  # nobody has the rest
    row = {holder: share / 1000 for holder, share in thousandths.items() if share > 0}
    nobody = 1000 - sum(thousandths.values())
    if nobody > 0:
        row["nobody"] = nobody / 1000
    return row


def _base(
    rows: Sequence[dict[str, float]], roster: Roster, present: dict[int, tuple[int, ...]]
) -> tuple[int, ...]:
    """The district where the extremist holds most, with others where it holds nearly as much."""
    shares = np.array([row.get(roster.extremist.id, 0.0) for row in rows])
    if shares.max() <= 0:
        return present[0][:1]
    return tuple(int(d) for d in np.flatnonzero(shares >= 0.8 * shares.max()))
