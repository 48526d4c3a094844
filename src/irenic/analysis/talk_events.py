"""Events of the talks and of the settlement: spoiling, signing, seating, ratification, relapse."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from irenic.analysis.events import Event, Floats, changes, group_name, listed, percent
from irenic.study.history import Replay

SPOILERS, SPOILER_SHARE = 3, 0.5
"""Most groups that are named as spoilers, and the least weight of each beside the strongest."""


def talk_events(replay: Replay) -> Iterator[Event]:
    """Yield what happened to the talks and the settlement.

    Parameters
    ----------
    replay : one run

    References
    ----------
    docs/model.md, M2 and M4.
    """
    states = replay.states
    broken = {m for m in range(1, replay.months + 1) if _broke(replay, m)}
    for month in range(1, replay.months + 1):
        if replay.info(month).talks.spoiled[0] > 0:
            yield _spoiled(replay, month)
        if _signed(replay, month):
            yield _of_settlement(replay, month, "signed", "A settlement is signed")
        if month in broken:
            yield _relapsed(replay, month)
    for month in changes(states.seated, up=True):
        yield _of_settlement(replay, month, "seated", "The new government takes its seat in the capital")
    for month in changes(states.seated, up=False):
        if month not in broken:
            text = "The government loses its seat in the capital; the settlement stays in force."
            yield Event(month, "unseated", text, where=_capital(replay))
    for month in changes(states.endorsed, up=True):
        bodies = np.flatnonzero(replay.arrays.endorsing > 0)
        names = listed([group_name(replay, int(g)) for g in bodies])
        who = tuple(replay.groups[g] for g in bodies)
        yield Event(month, "endorsed", f"The settlement is ratified ({names}).", who)


def _signed(replay: Replay, month: int) -> bool:
    before, after = replay.states.signed[month - 1], replay.states.signed[month]
    if before > 0:
        return False
    return bool(after > 0) or _signed_and_broke(replay, month)


def _broke(replay: Replay, month: int) -> bool:
    before, after = replay.states.signed[month - 1], replay.states.signed[month]
    return bool(before > 0 and after == 0) or (
        before == 0 and after == 0 and _signed_and_broke(replay, month)
    )


def _signed_and_broke(replay: Replay, month: int) -> bool:
    """A settlement may break in the month of its signing; the record of states shows neither."""
    info = replay.info(month)
    return bool(info.talks.newly_signed[0] > 0 and info.relapsed[0] > 0)


def _spoiled(replay: Replay, month: int) -> Event:
    info = replay.info(month)
    domestic = replay.fixed.scenario.domestic[:, 0]
    weight = info.standing.bloc[:, 0] * (1.0 - info.willing[:, 0]) ** 2 * domestic
    order = [int(g) for g in np.argsort(-weight, kind="stable")[:SPOILERS]]
    most = [g for g in order if weight[g] > 0 and weight[g] >= SPOILER_SHARE * weight[order[0]]]
    willing = {replay.groups[g]: float(info.willing[g, 0]) for g in most}
    said = listed(
        [f"{group_name(replay, g)} (willingness {percent(willing[replay.groups[g]])})" for g in most]
    )
    against = f"; weighed by strength, most against them: {said}" if said else ""
    text = f"The talks are spoiled{against}."
    return Event(month, "spoiled", text, tuple(willing), numbers=willing)


def _of_settlement(replay: Replay, month: int, code: str, text: str) -> Event:
    """An event that rests on who is willing: shares of power and of groups."""
    info = replay.info(month)
    share: Floats = info.standing.power_share[:, 0]
    willing = float((share * info.willing[:, 0]).sum())
    member = float((share * replay.states.membership[month]).sum())
    forced = " (dated by the strategy)" if month == replay.strategy.forced.get(code) else ""
    where = _capital(replay) if code == "seated" else ()
    said = f"{text}{forced}: willingness weighted by power {percent(willing)}, membership {percent(member)}."
    return Event(month, code, said, where=where, numbers={"willingness": willing, "membership": member})


def _relapsed(replay: Replay, month: int) -> Event:
    legitimacy = float(replay.states.legitimacy[month - 1])
    polarisation = float(replay.states.polarisation[month])
    text = (
        f"The settlement breaks: legitimacy was {percent(legitimacy)}, "
        f"polarisation is {percent(polarisation)}."
    )
    numbers = {"legitimacy_before": legitimacy, "polarisation": polarisation}
    return Event(month, "relapsed", text, numbers=numbers)


def _capital(replay: Replay) -> tuple[str, ...]:
    return (replay.districts[replay.arrays.capital],)
