"""Why a phase of a strategy started, acted, ended or did not: its conditions month by month.

A condition is shown as it was written. Whether a test held is what the engine recorded; the values beside
it are what the strategist saw (late, with noise) and what was true when the month began.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from irenic.analysis.rule_reading import Line, Reading, parts_of
from irenic.strategy import Phase
from irenic.strategy.expression import All
from irenic.study.history import Replay


class PhaseMonth(NamedTuple):
    """A phase in one month.

    ``code`` is one of waiting, starts, blocked_once, blocked_exit, blocked_branch, leading,
    acts, in_force, ends, dropped, withdrawing, withdrawn; ``why`` says it in a sentence. ``when`` and
    ``until`` are empty where the phase has none.
    """

    phase: str
    month: int
    code: str
    why: str
    active: bool
    in_force: bool
    when_held: bool
    until_held: bool
    when: tuple[Line, ...]
    until: tuple[Line, ...]


class Miss(NamedTuple):
    """What kept a phase from starting.

    ``months`` in which it was not active and might have started; ``part`` of its condition that failed in
    most of them, in ``failed``; ``nearest`` the month with most parts held. ``extreme`` and ``true`` are
    the value nearest to the threshold that was seen and that was true, where the part is a single test.
    """

    phase: str
    months: int
    part: str
    failed: int
    nearest: int
    extreme: float | None
    true: float | None


class Trace(NamedTuple):
    """One phase of a strategy in a run; `months` has every month."""

    phase: str
    months: tuple[PhaseMonth, ...]
    miss: Miss | None

    def changes(self) -> tuple[PhaseMonth, ...]:
        """Return the months in which something changed for the phase, or it was ready and did not start."""
        kept = []
        before = ""
        for one in self.months:
            blocked = one.code.startswith("blocked")
            if one.code in _CHANGES or (blocked and one.code != before):
                kept.append(one)
            before = one.code
        return tuple(kept)


_CHANGES = frozenset({"starts", "acts", "ends", "dropped", "withdrawn"})


def trace(replay: Replay) -> tuple[Trace, ...]:
    """Return the trace of every phase of a run's strategy, in the file's order.

    Parameters
    ----------
    replay : one run

    References
    ----------
    docs/model.md, "Conditions" and "Phases".
    """
    reader = _Phases(replay)
    found = []
    for index, phase in enumerate(replay.strategy.phases):
        months = tuple(reader.month(index, phase, month) for month in range(1, replay.months + 1))
        found.append(Trace(phase.name, months, reader.miss(phase, months)))
    return tuple(found)


def disagreements(replay: Replay, traces: tuple[Trace, ...]) -> list[str]:
    """Return where a condition, read as a tree, is not what the engine's gates said; empty but for faults."""
    plan, found = replay.fixed.plan, []
    for index, one in enumerate(traces):
        for name, nodes in (("when", plan.when), ("until", plan.until)):
            column = np.flatnonzero(nodes[index] > 0)
            for month in one.months if column.size else ():
                run = replay.views.runs[month.month][column[0]]
                held = month.when_held if name == "when" else month.until_held
                if bool(run >= plan.months[column[0]]) != held:
                    found.append(f"{one.phase}.{name} in month {month.month}")
    return found


class _Phases:
    """What each phase of one run did, and why."""

    def __init__(self, replay: Replay) -> None:
        self.replay = replay
        self.reading = Reading(replay)

    def month(self, index: int, phase: Phase, month: int) -> PhaseMonth:
        """What a phase did in a month, and why."""
        when = phase.when is not None and bool(self.reading.holds(phase.when)[month - 1])
        when = when or (phase.when is None and month == 1)
        until = phase.until is not None and bool(self.reading.holds(phase.until)[month - 1])
        code, why = self._decision(index, phase, month, (when, until))
        views = self.replay.views
        return PhaseMonth(
            phase.name,
            month,
            code,
            why,
            bool(views.active[month, index] > 0),
            bool(views.force[month, index] > 0),
            when,
            until,
            () if phase.when is None else tuple(self.reading.lines(phase.when, month)),
            () if phase.until is None else tuple(self.reading.lines(phase.until, month)),
        )

    def _decision(self, index: int, phase: Phase, month: int, held: tuple[bool, bool]) -> tuple[str, str]:
        when, until = held
        views = self.replay.views
        was, now = (bool(views.active[m, index] > 0) for m in (month - 1, month))
        acted, acts = (bool(views.force[m, index] > 0) for m in (month - 1, month))
        if was and not now:
            return self._ending(index, month, until)
        if now:
            return self._running(index, phase, month, (was, acted, acts))
        if when and not was:
            return self._blocked(index, phase, month)
        if acted and not acts:
            return "withdrawn", "its levers are withdrawn"
        if acts:
            left = int(phase.withdraw - views.wait[month, index])
            return "withdrawing", f"ended; its levers stay {left + 1} more {_months(left + 1)}"
        return "waiting", "its condition does not hold" if phase.when else "starts only in month 1"

    def _running(self, index: int, phase: Phase, month: int, was: tuple[bool, bool, bool]) -> tuple[str, str]:
        active, acted, acts = was
        if acts and not acted:
            return ("acts" if active else "starts"), (
                f"its lead of {phase.lead} {_months(phase.lead)} is over: its levers act"
                if active
                else "its condition holds: it starts and its levers act"
            )
        if not active:
            return "starts", "its condition holds: it starts" + ("" if acts else "; its levers act later")
        if not acts:
            done = int(self.replay.views.wait[month, index])
            return "leading", f"active, not yet in force: month {done} of a lead of {phase.lead}"
        return "in_force", "active, its levers act"

    def _ending(self, index: int, month: int, until: bool) -> tuple[str, str]:
        stays = "; its levers stay for now" if self.replay.views.force[month, index] > 0 else ""
        if until:
            return "ends", f"its until holds: it ends{stays}"
        names = " and ".join(self._exits(month))
        return "dropped", f"dropped by exit {names}{stays}"

    def _blocked(self, index: int, phase: Phase, month: int) -> tuple[str, str]:
        """Why a phase that was called did not start."""
        if phase.once and self.replay.views.first[month - 1, index] > 0:
            return "blocked_once", "its condition holds, but it has started before and may start once only"
        exits = [name for name in self._exits(month) if name != phase.name]
        if exits and not phase.exit:
            return "blocked_exit", f"its condition holds, but exit {' and '.join(exits)} has dropped all else"
        active, rivals = self.replay.views.active[month], self.replay.fixed.plan.rivals[index]
        names = [
            other.name
            for other, on, rival in zip(self.replay.strategy.phases, active, rivals, strict=False)
            if on > 0 and rival > 0
        ]
        taken = f"phase {' and '.join(names)} of the same branch has the place" if names else (
            "another phase of the same branch was ready with a higher rank"
        )  # fmt: skip
        return "blocked_branch", f"its condition holds, but {taken}"

    def _exits(self, month: int) -> list[str]:
        active = self.replay.views.active[month]
        phases = enumerate(self.replay.strategy.phases)
        return [phase.name for index, phase in phases if phase.exit and active[index] > 0]

    def miss(self, phase: Phase, months: tuple[PhaseMonth, ...]) -> Miss | None:
        """What kept a phase from starting when it could have; None where it has no `when` or always could."""
        if phase.when is None:
            return None
        active = np.array([False, *(one.active for one in months[:-1])])
        free = np.flatnonzero(~active)
        free = free[~self.reading.holds(phase.when)[free]]
        if not free.size:
            return None
        parts = parts_of(phase.when) if isinstance(phase.when, All) else (phase.when,)
        held = np.array([self.reading.holds(part)[free] for part in parts])
        worst = parts[int(np.argmin(held.sum(1)))]
        nearest = int(self.reading.months[free[int(np.argmax(held.sum(0)))]])
        seen, true = self.reading.extremes(worst, free)
        failed = int((~held).sum(1).max())
        return Miss(phase.name, int(free.size), str(worst), failed, nearest, seen, true)


def _months(number: int) -> str:
    return "month" if number == 1 else "months"
