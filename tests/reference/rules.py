"""Selectors, conditions and phases of `docs/model.md`, one lane and one element at a time.

`plan` is a dict of the arrays of a parsed strategy, see `irenic.strategy.arrays`; `groups`, `districts`,
`pairs` and `targets` are dicts themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .algebra import Floats
from .seeing import SELECTORS

Plan = dict[str, Any]
Picks = NDArray[np.bool_]


@dataclass
class Lane:
    """What a strategy remembers in one lane."""

    streak: list[int]  # months in a row that each atom and gate has been true
    active: list[bool]
    started: list[bool]  # ever
    in_force: list[bool]
    waited: list[int]  # months active while not in force, or inactive while in force
    first: list[int]  # first month active, 0 never

    @property
    def ended(self) -> list[bool]:
        """Started and not active."""
        return [was and not now for was, now in zip(self.started, self.active, strict=True)]


def fresh(plan: Plan) -> Lane:
    """Return the memory before month 1."""
    phases, nodes = np.shape(plan["when"])
    off = [False] * phases
    return Lane([0] * nodes, list(off), list(off), list(off), [0] * phases, [0] * phases)


def compare(value: float, at_least: float, threshold: float) -> bool:
    """Return value >= threshold, or value < threshold."""
    return bool(value >= threshold) if at_least else bool(value < threshold)


def clause_holds(selector: Plan, at: tuple[int, int], table: Floats, element: tuple[int, ...]) -> bool:
    """Return whether every test of a clause holds for one group, district or pair."""
    for a in range(selector["used"].shape[-1]):
        test = (*at, a)
        if not selector["used"][test]:
            continue
        value = table[(int(selector["row"][test]), *element)]
        if not compare(value, selector["at_least"][test], selector["threshold"][test]):
            return False
    return True


def pick(selector: Plan, s: int, table: Floats) -> Picks:
    """Return which elements the s-th selector of a kind picks."""
    mask, live = selector["mask"][s], selector["live"][s]
    chosen = np.zeros(mask.shape, bool)
    if not live.any():
        return chosen
    for element in np.ndindex(mask.shape):
        if mask[element]:
            clauses = [c for c in range(len(live)) if live[c]]
            chosen[element] = any(clause_holds(selector, (s, c), table, element) for c in clauses)
    return chosen


def picks_of(plan: Plan, tables: dict[str, Floats]) -> list[Picks]:
    """Return the picks of all selectors: groups', then districts', then pairs'."""
    return [pick(plan[kind], s, tables[kind]) for kind, number in SELECTORS for s in range(number)]


def count(chosen: Picks) -> float:
    """Return how many are picked, each pair once."""
    if chosen.ndim == 1:
        return float(chosen.sum())
    size = len(chosen)
    return float(sum(bool(chosen[g, h] or chosen[h, g]) for g in range(size) for h in range(g)))


def registers(scalars: Floats, lane: Lane, picks: list[Picks], tables: dict[str, Floats]) -> Floats:
    """Return the registers of one lane in a month."""
    counts = [count(chosen) for chosen in picks]
    flags = np.array([*lane.active, *lane.started, *lane.ended], float)
    return np.concatenate([scalars, flags, counts, tables["groups"].ravel(), tables["districts"].ravel()])


def held_nodes(plan: Plan, lane: Lane, view: Floats) -> list[bool]:
    """Return for each atom, then each gate, whether it has been true for its months in a row."""
    held: list[bool] = []

    def note(true: bool) -> None:
        node = len(held)
        lane.streak[node] = lane.streak[node] + 1 if true else 0
        held.append(bool(lane.streak[node] >= plan["months"][node]))

    for k in range(len(plan["register"])):
        note(compare(view[plan["register"][k]], plan["at_least"][k], plan["threshold"][k]))
    for weights, need in zip(plan["weight"], plan["need"], strict=True):
        inputs = np.flatnonzero(weights)
        assert all(n < len(held) for n in inputs), "a gate may only stand on earlier nodes"
        note(bool(sum(weights[n] * held[n] for n in inputs) >= need))
    return held


def met(row: Floats, held: list[bool], otherwise: bool) -> bool:
    """Return whether the node of a `when` or `until` is held; `otherwise` where there is none."""
    nodes = np.flatnonzero(row)
    return held[nodes[0]] if len(nodes) else otherwise


def step_phases(plan: Plan, lane: Lane, held: list[bool], month: int) -> None:
    """End and start phases in place (rules 1-4), then bring their levers into force (5)."""
    phases = [p for p in range(len(plan["used"])) if plan["used"][p]]
    before = list(lane.active)
    for p in phases:
        if before[p] and met(plan["until"][p], held, False):
            lane.active[p] = False
    ready = [p for p in phases if not before[p] and is_ready(plan, lane, p, held, month)]
    if any(plan["exits"][p] and (lane.active[p] or p in ready) for p in phases):
        ready = [p for p in ready if plan["exits"][p]]
        for p in phases:
            lane.active[p] = lane.active[p] and bool(plan["exits"][p])
    starting = [p for p in ready if not blocked(plan, lane, p, ready)]
    for p in starting:
        lane.active[p] = lane.started[p] = True
        lane.first[p] = lane.first[p] or month
    for p in phases:
        bring_into_force(plan, lane, p)


def is_ready(plan: Plan, lane: Lane, p: int, held: list[bool], month: int) -> bool:
    """Rule 2 for a phase that was not active."""
    if plan["once"][p] and lane.started[p]:
        return False
    return met(plan["when"][p], held, month == 1)


def blocked(plan: Plan, lane: Lane, p: int, ready: list[int]) -> bool:
    """Rule 4: another of its branch is active, or is ready with a higher rank."""
    for other in np.flatnonzero(plan["rivals"][p]):
        if lane.active[other] or (other in ready and plan["rank"][other] > plan["rank"][p]):
            return True
    return False


def bring_into_force(plan: Plan, lane: Lane, p: int) -> None:
    """Rule 5: levers come `lead` months after the start and go `withdraw` months after the end."""
    if lane.active[p] == lane.in_force[p]:
        lane.waited[p] = 0
        return
    lane.waited[p] += 1
    delay = plan["lead"][p] if lane.active[p] else plan["withdraw"][p]
    if lane.waited[p] > delay:
        lane.in_force[p] = lane.active[p]
        lane.waited[p] = 0
