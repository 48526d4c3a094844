"""Conditions, phases, targets and budgets against the oracle's, on random strategies and registers."""

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from irenic.case import CaseArrays
from irenic.engine.registers import Look, Picks
from irenic.engine.steering import decide, levers_of
from irenic.engine.view import View
from irenic.strategy.arrays import N_MAX, P_MAX, SELECTORS_MAX, Registers, StrategyArrays, lever_layout
from irenic.strategy.observables import OBSERVABLE_INDEX
from tests.engine.compare import written
from tests.engine.programs import random_program
from tests.reference.rules import Lane, picks_of, registers
from tests.reference.seeing import unpacked
from tests.reference.strategy import decide as decide_by_hand
from tests.reference.strategy import memory_of, places

LANES, MONTHS = 3, 8
GRID = np.array([0.0, 0.25, 0.5, 0.75, 1.0])
SPENT = slice(OBSERVABLE_INDEX["money_spent"], OBSERVABLE_INDEX["strikes_flown"] + 1)


def blank(arrays: CaseArrays) -> View:
    """A memory of nothing; only the state of the rules and what has been spent matter here."""
    none: Any = None
    off = np.zeros((P_MAX, LANES))
    spent = np.zeros((2, LANES))
    return View(none, np.zeros((N_MAX, LANES)), off, off, off, off, spent, none, none, none, none, none)


def seen_by_all(
    strategy: StrategyArrays, rows: list[tuple[np.ndarray, list[np.ndarray]]]
) -> tuple[Look, Picks, np.ndarray]:
    """What the engine is given of every lane's registers and picks, and what was spent (2, lane)."""
    views = np.stack([view for view, _ in rows], axis=-1)
    picks, first = [], 0
    for number in SELECTORS_MAX.values():
        mine = [np.array(p[first : first + number], float) for _, p in rows]
        picks.append(np.stack(mine, axis=-1))
        first += number
    return Look(views[strategy.register], views[strategy.targets.source]), Picks(*picks), views[SPENT]


def random_sight(rng: np.random.Generator, month: int, length: int) -> np.ndarray:
    """Registers on a coarse grid, so that many lie exactly on a threshold; money and strikes add up."""
    view = rng.choice(GRID, length)
    view[OBSERVABLE_INDEX["month"]] = month
    view[SPENT] = 250.0 * month * rng.random(2)
    return view


def compared(plan: dict[str, Any], lanes: list[Lane], view: View) -> None:
    """The engine's memory is the oracle's."""
    for ours, theirs in {
        "active": "active", "force": "in_force", "wait": "waited", "first": "first", "runs": "streak",
    }.items():  # fmt: skip
        expected = np.array([getattr(lane, theirs) for lane in lanes], float).T
        np.testing.assert_array_equal(getattr(view, ours), expected, err_msg=ours)


@given(st.integers(0, 2**20))
@settings(max_examples=40, deadline=None)
def test_strategies_act_by_the_written_rules(toy_arrays: CaseArrays, seed: int) -> None:
    rng = np.random.default_rng(seed)
    groups, districts = len(toy_arrays.groups), len(toy_arrays.districts)
    length = Registers(groups, districts).length
    strategy = random_program(toy_arrays, seed, rng.choice(GRID, (50, length)))
    layout, where, plan = lever_layout(toy_arrays), places(toy_arrays), written(strategy)
    lanes, view = memory_of(plan, LANES), blank(toy_arrays)
    for month in range(1, MONTHS + 1):
        sights = [unpacked(random_sight(rng, month, length), groups, districts) for _ in lanes]
        picks = [picks_of(plan, tables) for _, tables in sights]
        rows = [
            (registers(scalars, lane, chosen, tables), chosen)
            for lane, (scalars, tables), chosen in zip(lanes, sights, picks, strict=True)
        ]
        look, picked, spent = seen_by_all(strategy, rows)
        view = decide(np, view._replace(spent=spent), look, float(month), strategy)
        levers = layout.flatten(levers_of(np, view, (look, lambda p=picked: p), strategy, layout)._asdict())
        expected = [
            decide_by_hand(plan, lane, s, month, where)[0] for lane, s in zip(lanes, sights, strict=True)
        ]
        compared(plan, lanes, view)
        np.testing.assert_allclose(levers.T, np.array(expected), rtol=1e-6, atol=1e-6)
