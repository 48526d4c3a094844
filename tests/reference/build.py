"""Worlds, luck and plans for trying the oracle."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np

from irenic.parameters import load_parameters

from .algebra import Arrays, Floats, Scene
from .month import MECHANISMS, dated, scene
from .rules import Plan

UNIFORMS = (
    "u_spoil",
    "u_sign",
    "u_seat",
    "u_endorse",
    "u_hit",
    "u_perm",
    "u_relapse",
    "u_thin",
    "u_plot",
)


def median_params(count: int, **given: float) -> Arrays:
    """Return every parameter at its prior median, but for those given."""
    values = load_parameters().median | given
    return {name: np.full(count, float(value)) for name, value in values.items()}


def random_params(count: int, rng: np.random.Generator) -> Arrays:
    """Return draws of every prior."""
    table = load_parameters()
    return dict(zip(table.names, table.quantile(rng.random((len(table.names), count))), strict=True))


def parties(case: Any, count: int) -> tuple[Floats, Floats, Floats]:
    """Return fighters, control and trust at the case's best figures, worlds first."""
    fighters = case.fighters_best[:, None] * case.fighter_split
    return tuple(np.tile(x, (count, 1, 1)) for x in (fighters, case.control, case.trust))  # type: ignore[return-value]


def no_luck(case: Any, count: int) -> Arrays:
    """Return draws without noise, in which no event happens."""
    groups, districts = len(case.groups), len(case.districts)
    shapes: dict[str, tuple[int, ...]] = {
        "patrons": (len(case.patrons),),
        "fortune": (groups,),
        "combat": (groups, districts),
        "strike": (),
        "foreign": (),
        "fragmentation": (groups,),
        "observe": (24,),
        "report_group": (groups,),
        "report_district": (districts,),
    }
    draws = {name: np.zeros((count, *shape)) for name, shape in shapes.items()}
    draws |= {name: np.full(count, 1.0 - 2.0**-24) for name in UNIFORMS}
    places = {"u_leader": groups}
    places |= dict.fromkeys(("u_rise", "u_deal", "u_launch", "u_break", "u_campaign", "u_lull"), districts)
    return draws | {name: np.full((count, size), 1.0 - 2.0**-24) for name, size in places.items()}


def luck(case: Any, count: int, rng: np.random.Generator) -> Arrays:
    """Return one month's random draws."""
    still = no_luck(case, count)
    return {
        name: rng.random(x.shape) if name.startswith("u_") else rng.standard_normal(x.shape)
        for name, x in still.items()
    }


def before(
    mechanism: Any, state: Arrays, params: Arrays, lev: Arrays, case: Any, anchors: Arrays, draws: Arrays
) -> Scene:
    """Return the month's variables as they stand just before a mechanism runs."""
    v = scene(state, params, lev, case)
    v.anchors, v.draw, v.month, v.forced = anchors, draws, 1, dated((), case)
    for step in MECHANISMS:
        if step is mechanism:
            return v
        step(v)
    raise AssertionError(f"no such mechanism: {mechanism}")


def plan(case: Any, base: Floats, phases: int = 12, atoms: int = 32, gates: int = 32) -> Plan:
    """Return a plan without phases and rules."""
    length, nodes, targets = len(base), atoms + gates, 12
    count, districts = len(case.groups), len(case.districts)
    return {
        "base": base,
        "value": np.zeros((phases, length)),
        "sets": np.zeros((phases, length)),
        "when": np.zeros((phases, nodes)),
        "until": np.zeros((phases, nodes)),
        **{name: np.zeros(phases) for name in ("once", "used", "rank", "exits", "lead", "withdraw")},
        "rivals": np.zeros((phases, phases)),
        "register": np.zeros(atoms, np.int32),
        "at_least": np.ones(atoms),
        "threshold": np.zeros(atoms),
        "weight": np.zeros((gates, nodes)),
        "need": np.ones(gates),
        "months": np.ones(nodes, np.int32),
        "groups": selectors(6, (count,)),
        "districts": selectors(6, (districts,)),
        "pairs": selectors(4, (count, count)),
        "targets": {
            "phase": np.zeros((targets, phases + 1)),
            "place": np.zeros((targets, length)),
            "selector": np.zeros(targets, np.int32),
            "source": np.zeros(targets, np.int32),
            "x": np.tile([0.0, 1.0], (targets, 1)),
            "y": np.zeros((targets, 2)),
        },
        "budget": np.full(2, np.inf),
        "forced": np.zeros(2 + count, np.int32),
    }


def selectors(count: int, elements: tuple[int, ...]) -> Plan:
    """Return selectors of one kind that pick nothing."""
    tests = (count, 2, 3)
    return {
        "mask": np.zeros((count, *elements)),
        "live": np.zeros((count, 2)),
        "used": np.zeros(tests),
        "row": np.zeros(tests, np.int32),
        "at_least": np.ones(tests),
        "threshold": np.zeros(tests),
    }


def halved(case: Any, group: int) -> Any:
    """Return the case with one group as two identical, mutually trusting halves, the second placed last."""
    count = len(case.groups)
    order = [*range(count), group]
    changed: dict[str, Any] = {}
    for field in fields(case):
        value = getattr(case, field.name)
        other = field.name in ("population", "urban", "coast", "base", "revenue", "exclusion", "compliance")
        if not other and isinstance(value, np.ndarray) and value.shape == (count,):
            changed[field.name] = value[order]
    changed["groups"] = (*case.groups, "second_half")
    changed["kinds"] = (*case.kinds, case.kinds[group])
    for name in ("fighter_split", "positions", "salience"):
        changed[name] = getattr(case, name)[order]
    trust = case.trust[np.ix_(order, order)]
    changed["trust"] = np.where(np.eye(count + 1) > 0, 1.0, trust)
    changed["support"] = case.support[:, order]
    control = case.control[[0, *(1 + g for g in order)]].copy()
    control[[1 + group, -1]] *= 0.5
    best = changed["fighters_best"].copy()
    best[[group, -1]] *= 0.5
    changed |= {"control": control, "fighters_best": best}
    changed["regions"] = {name: mask[order] for name, mask in case.regions.items()}
    return replace(case, **changed)
