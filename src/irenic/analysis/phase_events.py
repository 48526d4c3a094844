"""Events of the strategy's own phases: starting, coming into force, ending, exits, budgets."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from irenic.analysis.events import Event, capital, changes
from irenic.study.history import Replay

BUDGETS = (
    ("money", "the budget of money is spent: levers that cost money go to their defaults"),
    ("strikes", "the budget of strikes is spent: no more are flown"),
)


def phase_events(replay: Replay) -> Iterator[Event]:
    """Yield what the strategy's rules did.

    Parameters
    ----------
    replay : one run

    References
    ----------
    docs/model.md, "Phases" and "Levers of a month".
    """
    for index, phase in enumerate(replay.strategy.phases):
        yield from _of_phase(replay, index, phase.name)
    yield from _budgets(replay)


def _of_phase(replay: Replay, index: int, name: str) -> Iterator[Event]:
    active, force = (np.asarray(x[:, index]) > 0.5 for x in (replay.views.active, replay.views.force))
    is_exit = bool(replay.fixed.plan.exits[index] > 0)
    kind = "exit" if is_exit else "phase"
    for month in changes(active, up=True):
        text = _start_text(f"{kind} {name}", bool(force[month - 1]), bool(force[month]))
        dropped = "; everything else is dropped" if is_exit else ""
        yield Event(month, "phase_started", f"{capital(text)}{dropped}.", (name,))
    for month in changes(active, up=False):
        stays = "; its levers stay for now" if force[month] else ""
        exits = [e for e in _exits(replay, month) if e != name]
        why = f", dropped by exit {exits[0]}" if exits and not is_exit else ""
        yield Event(month, "phase_ended", f"{capital(kind)} {name} ends{why}{stays}.", (name,))
    for month in changes(force, up=True):
        if active[month - 1]:
            yield Event(month, "phase_in_force", f"{capital(kind)} {name} comes into force.", (name,))
    for month in changes(force, up=False):
        if not active[month - 1]:
            text = f"The levers of {kind} {name} are withdrawn."
            yield Event(month, "phase_withdrawn", text, (name,))


def _start_text(name: str, was_in_force: bool, in_force: bool) -> str:
    if was_in_force:
        return f"{name} starts again while its levers still act"
    return f"{name} starts and is in force" if in_force else f"{name} starts; its levers act later"


def _exits(replay: Replay, month: int) -> list[str]:
    """Names of the exits that are active in a month."""
    active, exits = replay.views.active[month], replay.fixed.plan.exits
    phases = enumerate(replay.strategy.phases)
    return [phase.name for index, phase in phases if exits[index] > 0 and active[index] > 0]


def _budgets(replay: Replay) -> Iterator[Event]:
    for kind, (name, text) in enumerate(BUDGETS):
        limit = float(replay.fixed.plan.budget[kind])
        spent = np.asarray(replay.views.spent[:, kind])
        months = np.flatnonzero(spent >= limit)
        if np.isfinite(limit) and len(months) and months[0] < replay.months:
            month = int(months[0]) + 1  # what is spent by the end of a month binds in the next
            yield Event(month, "budget_spent", f"{capital(text)}.", (name,), numbers={"budget": limit})
