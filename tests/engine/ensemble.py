"""Runs of many lanes for the tests: worlds changed as data, plans of one lever setting, bytes of results."""

from dataclasses import replace
from typing import Any

import numpy as np

from irenic.case import CaseArrays
from irenic.engine.lanes import RunResult
from irenic.strategy.arrays import StrategyArrays, empty_arrays, lever_layout
from irenic.strategy.levers import LEVERS, LeverLayout
from irenic.worlds import Worlds


def layout_of(arrays: CaseArrays) -> LeverLayout:
    return lever_layout(arrays)


def plan_of(arrays: CaseArrays, **levers: float) -> StrategyArrays:
    """A strategy without phases, one number for each lever named."""
    return constant_plan(arrays, layout_of(arrays).broadcast(levers, arrays.extremist))


def constant_plan(arrays: CaseArrays, flat: np.ndarray) -> StrategyArrays:
    """A strategy without phases from a flat vector of levers."""
    return empty_arrays(arrays)._replace(base=flat.astype("f4"))


def random_levers(arrays: CaseArrays, rng: np.random.Generator) -> np.ndarray:
    """Levers anywhere in their ranges, as the table of levers allows; the extremist has none."""
    layout = layout_of(arrays)
    named: dict[str, Any] = {}
    for lever in LEVERS:
        shape = layout.shape(lever.id)
        value = lever.lower + (lever.upper - lever.lower) * rng.random(shape) ** 2
        if lever.shape == "pair":
            value = np.maximum(value, value.T) * (1.0 - np.eye(len(value)))
            value[arrays.extremist] = value[:, arrays.extremist] = 0.0
        if lever.shape == "group":
            value[arrays.extremist] = lever.default
        if lever.id == "outside_force":
            value = value * 0.01
        named[lever.id] = value
    return layout.flatten(named)


def random_worlds(arrays: CaseArrays, worlds: Worlds, rng: np.random.Generator) -> Worlds:
    """The same parameters with other starting figures: any sizes, any shares, any trust."""
    groups, districts, n = worlds.fighters.shape
    force = (arrays.fighters_best > 0)[:, None, None]
    fighters = force * np.exp(rng.uniform(0.0, 10.0, (groups, districts, n)))
    fighters = fighters * (rng.random(fighters.shape) < 0.8)
    holds = (arrays.control.sum(1) > 0)[:, None, None]
    control = rng.random((groups + 1, districts, n)) ** 4 * holds * (rng.random((groups + 1, 1, n)) < 0.8)
    control[0] += 1e-3
    trust = rng.random((groups, groups, n))
    trust = np.maximum(trust, trust.swapaxes(0, 1))
    trust[np.arange(groups), np.arange(groups)] = 1.0
    return replace(worlds, fighters=fighters, control=control / control.sum(0), trust=trust)


def same_bytes(one: RunResult, other: RunResult) -> bool:
    """Whether two results are the same bit for bit."""
    return all(a.shape == b.shape and a.tobytes() == b.tobytes() for a, b in zip(one, other, strict=True))


def joined(parts: list[RunResult]) -> RunResult:
    """Results of neighbouring blocks of worlds as one."""
    return RunResult(*(np.concatenate(x) for x in zip(*parts, strict=True)))
