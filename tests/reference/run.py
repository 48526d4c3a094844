"""Runs of the oracle over months."""

from __future__ import annotations

from copy import deepcopy
from typing import Any, NamedTuple

import numpy as np

from .algebra import Arrays, Floats
from .month import month
from .outcomes import Sight
from .rules import Lane, Plan
from .seeing import counted
from .start import start, start_values
from .strategy import levers_of_month, memory_of


class Run(NamedTuple):
    """What a run leaves; `states[t]` and `observed[t]` are at the end of month t, 0 the start."""

    states: list[Arrays]
    infos: list[dict[str, Any]]  # infos[t - 1] is month t's
    levers: list[Arrays]
    observed: list[Sight]
    views: list[Floats]  # per month, registers (B, R)
    lanes: list[list[Lane]]  # per month, what each lane remembers after it
    anchors: Arrays

    @property
    def phases(self) -> Floats:
        """(B, P), first month each phase was active, 0 never."""
        return np.array([lane.first for lane in self.lanes[-1]], float)


def run(
    fighters: Floats,
    control: Floats,
    trust: Floats,
    params: Arrays,
    case: Any,
    plan: Plan,
    draws: list[Arrays],
    b0_median: float,
) -> Run:
    """Run one strategy in every world for as many months as there are `draws`.

    Parameters
    ----------
    fighters, control, trust : (B, G, D), (B, G+1, D), (B, G, G)
    params : parameter id -> (B,)
    plan : the strategy's arrays, see `rules`
    draws : per month, the fields of the engine's Draws, worlds first
    b0_median : median of b0's prior
    """
    state, anchors = start(fighters, control, trust, params, case, b0_median)
    memory = memory_of(plan, len(fighters))
    found = Run([state], [], [], [start_values(state, params, case, anchors)], [], [], anchors)
    for number, luck in enumerate(draws, start=1):
        lev, view = levers_of_month(plan, memory, found.observed, number, luck, case)
        state, info = month(state, params, lev, case, anchors, luck, number, plan["forced"])
        found.states.append(state)
        found.infos.append(info)
        found.levers.append(lev)
        found.views.append(view)
        found.lanes.append(deepcopy(memory))
        found.observed.append(counted(info["sight"], found.observed[-1]))
    return found
