"""The peel against EMA Workbench 2.5.3 (with pandas below 3): coverage and density at every mass.

Same objective (lenient1), share peeled and least mass; planted boxes of several shapes. Run by
``make oracles``, in an environment of its own.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest
from ema_workbench.analysis import prim

from irenic.analysis.discover.inputs import Input, checked_sample
from irenic.analysis.discover.peel import Objective, Peeling, Ranked, Trajectory, peel

TOLERANCE = 0.01


class Planted(NamedTuple):
    """Worlds with a box in which the case of interest is common."""

    columns: dict[str, np.ndarray]
    inputs: tuple[Input, ...]
    y: np.ndarray


def planted(seed: int, dimensions: int, worlds: int, noise: float = 0.0, kind: str = "real") -> Planted:
    """A box on three inputs; `kind` says what the third is."""
    rng = np.random.default_rng(seed)
    columns = {f"x{i}": rng.random(worlds) for i in range(dimensions)}
    low = columns["x0"] > 0.1 + 0.4 * rng.random()
    high = columns["x1"] < 0.5 + 0.4 * rng.random()
    third = columns["x2"] > 0.3
    if kind == "integer":
        columns["x2"] = rng.integers(0, 10, worlds)
        third = columns["x2"] >= 4
    elif kind == "category":
        columns["x2"] = rng.integers(0, 5, worlds)
        third = np.isin(columns["x2"], (1, 3, 4))
    inside = low & high & third
    y = np.where(inside, rng.random(worlds) >= noise, rng.random(worlds) < noise).astype(float)
    inputs = tuple(Input(name, kind if name == "x2" else "real") for name in columns)
    return Planted(columns, inputs, y)


def ours(case: Planted, objective: Objective = "lenient1", alpha: float = 0.05) -> Trajectory:
    """Our trajectory."""
    x = np.stack(list(case.columns.values()), axis=1).astype(float)
    sample = checked_sample(x, case.y, case.inputs)
    return peel(Ranked(sample), sample.y, Peeling(alpha, 0.05, objective))


def theirs(case: Planted, objective: Objective = "lenient1", alpha: float = 0.05) -> pd.DataFrame:
    """EMA's peeling trajectory, without what its pasting added."""
    frame = pd.DataFrame(case.columns)
    for one in case.inputs:
        if one.kind == "category":
            frame[one.name] = "c" + frame[one.name].astype(str)
    function = prim.PRIMObjectiveFunctions[objective.upper()]
    search = prim.Prim(frame, case.y, threshold=0.01, obj_function=function, peel_alpha=alpha, mass_min=0.05)
    path = search.find_box().peeling_trajectory
    peeled = int(np.argmin(path["mass"].to_numpy())) + 1
    return path.iloc[:peeled]


def furthest(case: Planted, objective: Objective = "lenient1", alpha: float = 0.05) -> dict[str, float]:
    """Largest difference of coverage and of density at any mass that either reaches."""
    mine, other = ours(case, objective, alpha), theirs(case, objective, alpha)
    mass = np.union1d(mine.mass, other["mass"])
    mass = mass[mass >= max(mine.mass[-1], other["mass"].min())]
    found = {}
    for name in ("coverage", "density"):
        here = np.interp(mass, mine.mass[::-1], getattr(mine, name)[::-1])
        there = np.interp(mass, other["mass"].to_numpy()[::-1], other[name].to_numpy()[::-1])
        found[name] = float(np.abs(here - there).max())
    found["mass"] = float(abs(mine.mass[-1] - other["mass"].min()))
    return found


@pytest.mark.parametrize("noise", [0.0, 0.1])
@pytest.mark.parametrize("dimensions", [3, 8, 20])
@pytest.mark.parametrize("seed", range(3))
def test_real_inputs(seed: int, dimensions: int, noise: float) -> None:
    found = furthest(planted(seed, dimensions, 1000, noise))
    assert max(found.values()) < TOLERANCE, found


@pytest.mark.parametrize("noise", [0.0, 0.1])
@pytest.mark.parametrize("kind", ["integer", "category"])
@pytest.mark.parametrize("seed", range(3))
def test_integers_and_categories(seed: int, kind: str, noise: float) -> None:
    found = furthest(planted(seed, 6, 1000, noise, kind))
    assert max(found.values()) < TOLERANCE, found


@pytest.mark.parametrize("objective", ["lenient2", "original"])
def test_other_objectives(objective: Objective) -> None:
    found = furthest(planted(7, 8, 1000, 0.1), objective)
    assert max(found.values()) < TOLERANCE, found


def test_another_share() -> None:
    found = furthest(planted(8, 8, 1000, 0.1), alpha=0.1)
    assert max(found.values()) < TOLERANCE, found
