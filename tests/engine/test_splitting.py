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


def differences(
    arrays: CaseArrays, table: ParameterTable, name: str, count: int
) -> dict[str, dict[str, tuple[float, float]]]:
    """Medians of every outcome over worlds and luck, whole and split, by strategy."""
    group = arrays.groups.index(name)
    worlds = WorldSet(arrays, table, count, 3).block(0, count)
    parts = halved(arrays, group)
    whole, halves = Engine(arrays, table, 36), Engine(parts, table, 36)
    found = {}
    for plan, levers in PLANS.items():
        one = whole.run(worlds, plan_of(arrays, **levers), REPLICATES, 1)
        two = halves.run(split(worlds, group), plan_of(parts, **levers), REPLICATES, 1)
        found[plan] = {
            outcome: (float(np.median(one.outcomes[..., k])), float(np.median(two.outcomes[..., k])))
            for k, outcome in enumerate(whole.outcome_names)
            if outcome != "relapsed_12"  # missing where nothing was signed
        }
    return found


def apart(found: dict[str, dict[str, tuple[float, float]]]) -> list[str]:
    """Medians that differ by more than 5% and, below 1 as shares are, by more than 0.01."""
    return [
        f"{plan}, {outcome}: {one:.4g} whole, {two:.4g} split"
        for plan, medians in found.items()
        for outcome, (one, two) in medians.items()
        if abs(two - one) > max(0.05 * abs(one), 0.01 if max(one, two) <= 1.0 else 0.0)
    ]


@pytest.mark.parametrize("group", ["NA", "SB"])
def test_two_halves_of_a_toy_group_are_one(toy_arrays: CaseArrays, table: ParameterTable, group: str) -> None:
    assert apart(differences(toy_arrays, table, group, 256)) == []


@pytest.mark.nightly
def test_two_halves_of_the_largest_group_of_libya_are_one(table: ParameterTable) -> None:
    arrays = case_arrays(load_case("libya-2015"))
    assert apart(differences(arrays, table, "MIS", 256)) == []
