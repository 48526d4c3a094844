"""Strategies and what they see (`docs/model.md`), one lane and one phase at a time.

`plan` is a dict of the arrays of a parsed strategy: base (L,), value and sets (P, L), when and until (P, K),
once, used (P,), observable, at_least, threshold, months (K,).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .algebra import Arrays, Floats
from .outcomes import OBSERVABLES
from .start import DISTRICT_LEVERS, GROUP_LEVERS, SCALAR_LEVERS

Plan = dict[str, NDArray[Any]]


@dataclass
class Memory:
    """What a strategy remembers of each lane: runs of months a condition held, and its phases."""

    streak: NDArray[np.int64]  # (B, K)
    active: NDArray[np.bool_]  # (B, P)
    ended: NDArray[np.bool_]  # (B, P), has ended at least once
    first: NDArray[np.int64]  # (B, P), first month active, 0 never


def fresh(plan: Plan, count: int) -> Memory:
    """Return the memory before month 1."""
    phases, conditions = plan["when"].shape
    return Memory(
        np.zeros((count, conditions), np.int64),
        np.zeros((count, phases), bool),
        np.zeros((count, phases), bool),
        np.zeros((count, phases), np.int64),
    )


def seen(history: list[Floats], month: int, draws: Arrays) -> Floats:
    """Return what is observed (B, 23) in a month.

    `history[t]` holds the values at the end of month t; `history[0]` those of the start.
    """
    count = history[0].shape[0]
    view = np.zeros((count, len(OBSERVABLES)))
    for index, (name, lag, noise, size, slot) in enumerate(OBSERVABLES):
        value = history[max(month - max(lag, 1), 0)][:, index]
        if name == "month":
            value = np.full(count, float(month))
        if noise == "normal":
            value = value + size * draws["observe"][:, slot]
        elif noise == "lognormal":
            value = value * np.exp(size * draws["observe"][:, slot])
        elif noise == "thinned":
            value = value * (0.6 + 0.4 * draws["u_thin"])
        view[:, index] = value
    return view


def update(plan: Plan, memory: Memory, view: Floats, month: int) -> None:
    """Count, then end and start phases, in place."""
    for lane in range(view.shape[0]):
        met = count_streaks(plan, memory, view[lane], lane)
        for phase in range(len(plan["used"])):
            if plan["used"][phase]:
                step_phase(plan, memory, met, (lane, phase), month)


def count_streaks(plan: Plan, memory: Memory, view: Floats, lane: int) -> list[bool]:
    """Return for each condition whether it has held for its number of months in a row."""
    met = []
    for k in range(len(plan["threshold"])):
        value, threshold = view[plan["observable"][k]], plan["threshold"][k]
        holds = value >= threshold if plan["at_least"][k] else value < threshold
        memory.streak[lane, k] = memory.streak[lane, k] + 1 if holds else 0
        met.append(bool(memory.streak[lane, k] >= plan["months"][k]))
    return met


def step_phase(plan: Plan, memory: Memory, met: list[bool], at: tuple[int, int], month: int) -> None:
    """End an active phase by any `until`; else start an inactive one when every `when` is met."""
    phase = at[1]
    if memory.active[at]:
        if any(met[k] for k in range(len(met)) if plan["until"][phase, k]):
            memory.active[at] = False
            memory.ended[at] = True
        return
    if memory.ended[at] and plan["once"][phase]:
        return
    needed = [k for k in range(len(met)) if plan["when"][phase, k]]
    starts = all(met[k] for k in needed) if needed else month == 1
    if starts:
        memory.active[at] = True
        if memory.first[at] == 0:
            memory.first[at] = month


def flat_levers(plan: Plan, memory: Memory) -> Floats:
    """Return the levers (B, L): base values, overridden by active phases, later ones last."""
    rows = []
    for lane in range(memory.active.shape[0]):
        row = np.array(plan["base"], dtype=np.float64)
        for phase in range(len(plan["used"])):
            if memory.active[lane, phase]:
                for place in range(len(row)):
                    if plan["sets"][phase, place]:
                        row[place] = plan["value"][phase, place]
        rows.append(row)
    return np.array(rows)


def unflatten(flat: Floats, case: Any) -> Arrays:
    """Return named levers from the flat layout (B, L)."""
    groups, districts, issues = len(case.groups), len(case.districts), case.positions.shape[1]
    sizes = [(name, 1) for name in SCALAR_LEVERS] + [(name, groups) for name in GROUP_LEVERS]
    sizes += (
        [("truce", groups * groups)] + [(name, districts) for name in DISTRICT_LEVERS] + [("terms", issues)]
    )
    named: Arrays = {}
    at = 0
    for name, size in sizes:
        named[name] = flat[:, at] if name in SCALAR_LEVERS else flat[:, at : at + size]
        at += size
    assert at == flat.shape[1], f"flat levers have {flat.shape[1]} places, the case needs {at}"
    named["truce"] = named["truce"].reshape(-1, groups, groups)
    return named


def levers_of_month(
    plan: Plan, memory: Memory, history: list[Floats], month: int, draws: Arrays, case: Any
) -> Arrays:
    """Return the month's levers from what is observed, and update the memory."""
    update(plan, memory, seen(history, month, draws), month)
    return unflatten(flat_levers(plan, memory), case)
