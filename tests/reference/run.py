"""Runs of the oracle over months."""

from __future__ import annotations

from typing import Any, NamedTuple

from .algebra import Arrays, Floats
from .month import month
from .start import start, start_values
from .strategy import Plan, fresh, levers_of_month


class Run(NamedTuple):
    """What a run leaves; `states[t]` and `observed[t]` are at the end of month t, 0 the start."""

    states: list[Arrays]
    infos: list[dict[str, Any]]  # infos[t - 1] is month t's
    levers: list[Arrays]
    observed: list[Floats]
    anchors: Arrays
    phases: Floats  # (B, P), first month each phase was active, 0 never


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
    plan : the strategy's arrays, see `strategy`; `forced` (2,) may be among them
    draws : per month, the fields of the engine's Draws, worlds first
    b0_median : median of b0's prior
    """
    state, anchors = start(fighters, control, trust, params, case, b0_median)
    memory = fresh(plan, len(fighters))
    states, observed = [state], [start_values(state, params, case, anchors)]
    infos, levers = [], []
    forced = (int(plan["forced"][0]), int(plan["forced"][1])) if "forced" in plan else (0, 0)
    for number, luck in enumerate(draws, start=1):
        lev = levers_of_month(plan, memory, observed, number, luck, case)
        state, info = month(state, params, lev, case, anchors, luck, number, forced)
        states.append(state)
        infos.append(info)
        levers.append(lev)
        observed.append(info["observables"])
    return Run(states, infos, levers, observed, anchors, memory.first.astype(float))
