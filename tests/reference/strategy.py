"""Levers of a month from what is seen (`docs/model.md`, "Strategies and what they see")."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

from .algebra import Arrays, Floats
from .outcomes import OBSERVABLES, Sight
from .rules import Lane, Picks, Plan, fresh, held_nodes, picks_of, registers, step_phases
from .seeing import seen, tables
from .start import lever_shapes

SPENT = [row[0] for row in OBSERVABLES].index("money_spent")
FLOWN = [row[0] for row in OBSERVABLES].index("strikes_flown")
Place = tuple[str, tuple[int, ...]]


def memory_of(plan: Plan, count: int) -> list[Lane]:
    """Return the memory of every lane before month 1."""
    return [fresh(plan) for _ in range(count)]


def places(case: Any) -> list[Place]:
    """Return lever and position of each place of the flat layout."""
    return [(name, index) for name, shape in lever_shapes(case).items() for index in np.ndindex(shape)]


@cache
def dear_levers() -> dict[str, float]:
    """Return the default of every lever that costs money, as the table of levers says."""
    with resources.files("irenic.strategy").joinpath("levers.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {row["id"]: float(row["default"]) for row in rows if float(row["money"]) > 0}


def set_by_phases(plan: Plan, lane: Lane) -> Floats:
    """Return base values, overridden by the fixed levers of phases in force in order of rank."""
    row = np.array(plan["base"], dtype=np.float64)
    for p in np.argsort(plan["rank"], kind="stable"):
        if lane.in_force[p]:
            row = np.where(plan["sets"][p] > 0, plan["value"][p], row)
    return row


def set_by_targets(plan: Plan, lane: Lane, view: tuple[Floats, list[Picks]], where: list[Place]) -> Any:
    """Yield, for each target that acts, the places it reaches and its value."""
    registers_now, picks = view
    targets = plan["targets"]
    for t in range(len(targets["source"])):
        owner = np.flatnonzero(targets["phase"][t])
        if len(owner) == 0 or (owner[0] > 0 and not lane.in_force[owner[0] - 1]):
            continue
        rank = 0.0 if owner[0] == 0 else plan["rank"][owner[0] - 1]
        higher = [p for p in range(len(plan["rank"])) if lane.in_force[p] and plan["rank"][p] > rank]
        chosen = picks[int(targets["selector"][t]) - 1] if targets["selector"][t] else None
        reached = []
        for n in np.flatnonzero(targets["place"][t]):
            taken = any(plan["sets"][p, n] for p in higher)
            if not taken and (chosen is None or chosen[where[n][1]]):
                reached.append(n)
        (x0, x1), (y0, y1) = targets["x"][t], targets["y"][t]
        x = registers_now[int(targets["source"][t])]
        yield reached, y0 + (y1 - y0) * min(max((x - x0) / (x1 - x0), 0.0), 1.0)


def within_budget(plan: Plan, row: Floats, view: Floats, where: list[Place]) -> None:
    """Take back, in place, what the budget no longer pays for."""
    money, strikes = plan["budget"]
    dear = dear_levers()
    for n, (name, _) in enumerate(where):
        if view[SPENT] >= money and name in dear:
            row[n] = dear[name]
        if name == "strikes":
            row[n] = min(row[n], max(strikes - view[FLOWN], 0.0))


def unflatten(flat: Floats, case: Any) -> Arrays:
    """Return named levers from the flat layout (B, L)."""
    named: Arrays = {}
    at = 0
    for name, shape in lever_shapes(case).items():
        size = int(np.prod(shape))
        named[name] = flat[:, at : at + size].reshape(-1, *shape)
        at += size
    assert at == flat.shape[1], f"flat levers have {flat.shape[1]} places, the case needs {at}"
    return named


def decide(
    plan: Plan, lane: Lane, look: tuple[Floats, dict[str, Floats]], month: int, where: list[Place]
) -> tuple[Floats, Floats]:
    """Return one lane's levers (L,) and registers (R,) from the scalars and tables it sees; update it."""
    scalars, table = look
    picks = picks_of(plan, table)
    view = registers(scalars, lane, picks, table)
    step_phases(plan, lane, held_nodes(plan, lane, view), month)
    row = set_by_phases(plan, lane)
    for reached, value in set_by_targets(plan, lane, (view, picks), where):
        row[reached] = value
    within_budget(plan, row, view, where)
    return row, view


def levers_of_month(
    plan: Plan, memory: list[Lane], history: list[Sight], month: int, draws: Arrays, case: Any
) -> tuple[Arrays, Floats]:
    """Return the month's levers and the registers (B, R), and update the memory."""
    sight, where = seen(history, month, draws), places(case)
    found = [
        decide(plan, lane, (sight.scalars[b], tables(sight, b)), month, where)
        for b, lane in enumerate(memory)
    ]
    return unflatten(np.array([row for row, _ in found]), case), np.array([view for _, view in found])
