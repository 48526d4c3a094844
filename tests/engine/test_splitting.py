"""D13: two identical, mutually trusting halves of a group do what the group would."""

from dataclasses import replace

import numpy as np
import pytest

from irenic.case import CaseArrays, case_arrays, load_case
from irenic.engine.run import Engine
from irenic.parameters import ParameterTable
from irenic.worlds import Worlds, WorldSet
from tests.engine.ensemble import plan_of
from tests.reference.build import halved

PLANS = {
    "nothing": {},
    "broad talks": {"talks": 1.0, "breadth": 0.85, "pay": 0.4, "pay_conditional": 0.7, "guarantee": 0.3},
}
REPLICATES = 8
Medians = dict[tuple[str, str], float]


def split(worlds: Worlds, group: int) -> Worlds:
    """The same worlds with one group in two: people and places halve, ties stay, the halves trust each other.

    Trust between them is 1 and the second half stands last, as in `halved`.
    """
    order = [*range(len(worlds.fighters)), group]
    fighters = worlds.fighters[order]
    control = worlds.control[[0, *(1 + g for g in order)]]
    fighters[[group, -1]] *= 0.5
    control[[1 + group, -1]] *= 0.5
    trust = worlds.trust[np.ix_(order, order)]
    trust[group, -1] = trust[-1, group] = 1.0
    return replace(worlds, fighters=fighters, control=control, trust=trust)


def medians(engine: Engine, arrays: CaseArrays, worlds: Worlds) -> Medians:
    """Median of every outcome over worlds and luck, by strategy and outcome."""
    found = {}
    for plan, levers in PLANS.items():
        outcomes = engine.run(worlds, plan_of(arrays, **levers), REPLICATES, 1).outcomes
        for k, row in enumerate(engine.outcomes):
            if "missing when" not in row.definition:
                found[plan, row.id] = float(np.median(outcomes[..., k]))
    return found


def medians_split(arrays: CaseArrays, table: ParameterTable, worlds: Worlds, name: str) -> Medians:
    """The same with one group in two."""
    group = arrays.groups.index(name)
    parts = halved(arrays, group)
    return medians(Engine(parts, table, 36), parts, split(worlds, group))


def apart(whole: Medians, halves: Medians) -> list[str]:
    """Medians that differ by more than 5% and, for shares, by more than 0.01."""
    return [
        f"{plan}, {name}: {one:.4g} whole, {halves[plan, name]:.4g} split"
        for (plan, name), one in whole.items()
        if abs(halves[plan, name] - one) > max(0.05 * abs(one), 0.01 if abs(one) <= 1.0 else 0.0)
    ]


@pytest.fixture(scope="module")
def toy_whole(toy_engine: Engine, toy_arrays: CaseArrays, toy_worlds: WorldSet) -> Medians:
    return medians(toy_engine, toy_arrays, toy_worlds.block(0, 256))


@pytest.mark.parametrize("group", ["NA", "SB"])
def test_two_halves_of_a_toy_group_are_one(
    toy_arrays: CaseArrays, table: ParameterTable, toy_worlds: WorldSet, toy_whole: Medians, group: str
) -> None:
    assert apart(toy_whole, medians_split(toy_arrays, table, toy_worlds.block(0, 256), group)) == []


@pytest.mark.nightly
def test_two_halves_of_the_largest_group_of_libya_are_one(table: ParameterTable) -> None:
    arrays = case_arrays(load_case("libya-2015"))
    worlds = WorldSet(arrays, table, 256, 3).block(0, 256)
    whole = medians(Engine(arrays, table, 36), arrays, worlds)
    assert apart(whole, medians_split(arrays, table, worlds, "MIS")) == []
