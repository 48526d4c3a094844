"""Events of force and ground: offensives, leaders, districts, changes of side, splits, plots, losses."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from irenic.analysis.events import (
    NOTABLE_PERSONS,
    NOTABLE_SHARE,
    Event,
    Floats,
    changes,
    district_name,
    group_name,
    holder_name,
    listed,
    percent,
    persons,
)
from irenic.study.history import Replay

BASE_HELD = 0.25
"""Share of its base districts below which the extremist group has lost them, as in outcomes.csv."""

HOLDER_MARGIN = 0.02
"""A district has a new largest holder once it leads the old one by more: without it, two that hold the
same would change places month by month."""

OUTSIDE_KILLED = 10.0
"""Losses of outside forces in a month are told from this many persons."""

_A = {"offensive": "An", "campaign": "A"}

TARGETS = 2
"""Most groups named as those to whom fighters went."""


def force_events(replay: Replay) -> Iterator[Event]:
    """Yield what happened on the ground.

    Parameters
    ----------
    replay : one run

    References
    ----------
    docs/model.md, M6 to M12 and "Side-switching".
    """
    yield from _attacks(replay, "offensive", group_name(replay, replay.arrays.extremist))
    yield from _attacks(replay, "campaign", "rivals")
    yield from _districts(replay)
    yield from _base(replay)
    yield from _deals(replay)
    for month in range(1, replay.months + 1):
        yield from _risings(replay, month)
        yield from _leaders(replay, month)
        yield from _switches(replay, month)
        yield from _splits(replay, month)
        yield from _abroad(replay, month)


def _deals(replay: Replay) -> Iterator[Event]:
    for d, district in enumerate(replay.districts):
        in_force, name = replay.states.deal[:, d], district_name(replay, d)
        for month in changes(in_force, up=True):
            text = f"A local deal comes into force in {name}."
            yield Event(month, "deal_made", text, where=(district,))
        for month in changes(in_force, up=False):
            age = float(replay.states.deal_age[month - 1, d])
            text = f"The local deal in {name} breaks after {persons(age)} months."
            yield Event(month, "deal_broken", text, where=(district,), numbers={"months": age})


def _risings(replay: Replay, month: int) -> Iterator[Event]:
    rising, foe = replay.info(month).rising, group_name(replay, replay.arrays.extremist)
    before = replay.info(month).hits.fighters
    for d in np.flatnonzero(rising.rose[:, 0] > 0.5):
        lost = float(before[replay.arrays.extremist, d, 0] - rising.fighters[replay.arrays.extremist, d, 0])
        shift = float(replay.states.control[month - 1, 1 + replay.arrays.extremist, d])
        won = shift - float(rising.control[1 + replay.arrays.extremist, d, 0])
        text = (
            f"Townspeople in {district_name(replay, int(d))} rise against {foe}: it loses {persons(lost)} "
            f"fighters and {percent(won)} of the district."
        )
        numbers = {"extremist_losses": lost, "share_won": won}
        yield Event(month, "rising", text, where=(replay.districts[int(d)],), numbers=numbers)


def _attacks(replay: Replay, kind: str, on_whom: str) -> Iterator[Event]:
    """Beginnings and ends of one kind of attack: ``offensive`` or ``campaign``, a field of the state."""
    for g, group in enumerate(replay.groups):
        under_way = getattr(replay.states, kind)[:, g]
        begun = list(changes(under_way, up=True))
        for month in begun:
            number = float(replay.states.fighters[month - 1, g].sum())
            whose = f"{group_name(replay, g)} ({persons(number)} fighters)"
            text = f"{_A[kind]} {kind} of {whose} against {on_whom} begins."
            yield Event(month, f"{kind}_begun", text, (group,), numbers={"fighters": number})
        for month in changes(under_way, up=False):
            lasted = month - max((m for m in begun if m < month), default=0)
            text = f"The {kind} of {group_name(replay, g)} ends after {lasted} {_months(lasted)}."
            yield Event(month, f"{kind}_ended", text, (group,), numbers={"months": lasted})


def _months(number: int) -> str:
    return "month" if number == 1 else "months"


def _districts(replay: Replay) -> Iterator[Event]:
    control = np.asarray(replay.states.control, np.float64)
    ids = ("nobody", *replay.groups)
    for d, district in enumerate(replay.districts):
        holder = int(control[0, :, d].argmax())
        for month in range(1, replay.months + 1):
            shares = control[month, :, d]
            new = int(shares.argmax())
            if shares[new] - shares[holder] <= HOLDER_MARGIN:
                continue
            now, then = (f"{holder_name(replay, h)} ({percent(shares[h])})" for h in (new, holder))
            text = f"{district_name(replay, d)}: the largest holder is now {now}, no longer {then}."
            numbers = {"share": shares[new], "share_of_the_old": shares[holder]}
            yield Event(month, "district_changed", text, (ids[new], ids[holder]), (district,), numbers)
            holder = new


def base_share(replay: Replay) -> Floats:
    """Return the extremist's share of the people of its base districts, (1 + months,)."""
    arrays = replay.arrays
    weight = arrays.population * arrays.base
    held = np.asarray(replay.states.control[:, 1 + arrays.extremist], np.float64)
    return np.asarray(held @ weight / weight.sum())


def _base(replay: Replay) -> Iterator[Event]:
    share = base_share(replay)
    name, group = group_name(replay, replay.arrays.extremist), replay.groups[replay.arrays.extremist]
    where = tuple(replay.districts[d] for d in np.flatnonzero(replay.arrays.base > 0))
    level = percent(BASE_HELD)
    for up, code, moved in (
        (False, "base_lost", f"falls below {level}"),
        (True, "base_regained", f"is {level} or more again"),
    ):
        for month in changes(share >= BASE_HELD, up=up):
            text = f"The share of {name} in its base districts {moved} ({share[month]:.1%})."
            yield Event(month, code, text, (group,), where, {"share": share[month]})


def _leaders(replay: Replay, month: int) -> Iterator[Event]:
    info = replay.info(month)
    e = replay.arrays.extremist
    if info.hits.hit[0] > 0:
        flown = float(info.air.flown[0])
        text = (
            f"{group_name(replay, e)}: senior leadership lost in strikes ({persons(flown)} flown this month)."
        )
        yield Event(month, "extremist_leader_lost", text, (replay.groups[e],), numbers={"strikes": flown})
    for g in np.flatnonzero(info.fight.leader_lost[:, 0] > 0):
        lost = float(info.fight.loss_share[g, 0])
        name = group_name(replay, int(g))
        text = f"{name}: leader lost in fighting that cost {percent(lost)} of the fighters."
        yield Event(month, "leader_lost", text, (replay.groups[g],), numbers={"loss_share": lost})


def switched(replay: Replay, month: int) -> Floats:
    """Return the fighters who changed sides in a month, (from group, to group, district), persons.

    References
    ----------
    docs/model.md, "Side-switching", equation of F_hd.
    """
    from irenic.engine.algebra import EPS, pos

    info, sc = replay.info(month), replay.fixed.scenario
    momentum = replay.state(month).momentum[:, 0]
    foe, able = sc.extremist[:, 0] > 0, sc.switches[:, 0]
    trust = np.where(foe[:, None] | foe[None], 0.05, info.talks.trust[..., 0])
    apart = able[:, None] * able[None] * (1.0 - np.eye(len(able)))
    drawn = np.maximum(pos(np, momentum[None] - momentum[:, None]), 0.0)
    pull = replay.fixed.parameters["s_w"][0] * drawn * trust * apart
    force = info.supply.theta * info.fight.fighters[..., 0] * able[:, None]
    rate = pull[:, :, None] * (force / (force.sum(0) + EPS))[None]
    return np.asarray(info.left[..., 0][:, None] * rate / (rate.sum(1, keepdims=True) + EPS))


def _switches(replay: Replay, month: int) -> Iterator[Event]:
    flows = switched(replay, month)
    here = replay.info(month).fight.fighters[..., 0].sum(1)
    for g in np.flatnonzero(_notable(flows.sum((1, 2)), here)):
        gone = float(flows[g].sum())
        order = [int(h) for h in np.argsort(-flows[g].sum(1), kind="stable")[:TARGETS]]
        to = [h for h in order if flows[g, h].sum() >= 0.1 * gone]
        places = np.flatnonzero(flows[g].sum(0) >= 0.25 * gone)
        where = listed([district_name(replay, int(d)) for d in places])
        text = (
            f"{persons(gone)} fighters ({percent(gone / here[g])}) leave {group_name(replay, int(g))} "
            f"for {listed([group_name(replay, h) for h in to])}{f', mostly in {where}' if where else ''}."
        )
        who = (replay.groups[g], *(replay.groups[h] for h in to))
        numbers = {"persons": gone, "share": gone / float(here[g])}
        yield Event(month, "switched", text, who, tuple(replay.districts[d] for d in places), numbers)


def _splits(replay: Replay, month: int) -> Iterator[Event]:
    after, info = replay.again(month)
    before = info.joining.fighters[..., 0].sum(1)
    out = (before - after.fighters[..., 0].sum(1)) * replay.arrays.is_armed
    for g in np.flatnonzero(_notable(out, before)):
        share = float(out[g] / before[g])
        text = f"{group_name(replay, int(g))}: {persons(out[g])} people ({percent(share)}) split off."
        who = (replay.groups[g], replay.groups[replay.arrays.splinter])
        yield Event(month, "split", text, who, numbers={"persons": float(out[g]), "share": share})


def _notable(out: Floats, of: Floats) -> NDArray[np.bool_]:
    return np.asarray((out >= NOTABLE_PERSONS) & (out >= NOTABLE_SHARE * of))


def _abroad(replay: Replay, month: int) -> Iterator[Event]:
    """What the truth of the month, as the strategist's memory keeps it, says of plots and outside losses."""
    from irenic.strategy.observables import OBSERVABLE_INDEX

    known = replay.views.past[month, 0]
    if known[OBSERVABLE_INDEX["plot"]] > 0:
        yield Event(month, "plot", "An attack abroad is traced to the country.")
    killed = float(known[OBSERVABLE_INDEX["outside_losses"]])
    if killed >= OUTSIDE_KILLED:
        who = tuple(replay.groups[g] for g in np.flatnonzero(replay.arrays.is_outside))
        text = f"Outside forces lose {persons(killed)} people in the month."
        yield Event(month, "outside_losses", text, who, numbers={"persons": killed})
