"""The engine in double precision against its independent twin, for the same worlds and luck."""

from pathlib import Path

import numpy as np
import pytest

from irenic.case import CaseArrays, case_arrays, load_case
from irenic.engine.run import Engine
from irenic.engine.state import Anchors, Levers, State
from irenic.parameters import ParameterTable
from irenic.strategy import StrategyArrays, load_strategies, strategy_arrays
from irenic.worlds import WorldSet
from tests.engine.compare import ROUNDING, Pair, disagreements, gap, pairs, traced

WORLDS = 50
LIBYA = Path(__file__).parents[2] / "src" / "irenic" / "cases" / "libya_2015" / "strategies.yaml"
STRATEGIES = (
    "nothing",
    "strikes",
    "pinpricks",
    "partnered",
    "top_down",
    "top_down_air",
    "bottom_up",
    "bottom_up_air_now",
    "bottom_up_narrow",
)


@pytest.fixture(scope="module")
def libya() -> CaseArrays:
    return case_arrays(load_case("libya-2015"))


@pytest.fixture(scope="module")
def libya_plans(libya: CaseArrays) -> dict[str, StrategyArrays]:
    return {name: strategy_arrays(s, libya) for name, s in load_strategies(LIBYA, libya).items()}


@pytest.fixture(scope="module")
def libya_engine(libya: CaseArrays, table: ParameterTable) -> Engine:
    return Engine(libya, table, 36, block=WORLDS, dtype="float64")


def test_the_nine_strategies_are_all_compared(
    toy_plans: dict[str, StrategyArrays], libya_plans: dict[str, StrategyArrays]
) -> None:
    assert set(toy_plans) == set(STRATEGIES)
    assert set(libya_plans) >= {*STRATEGIES, "history"}


@pytest.mark.parametrize("name", STRATEGIES)
def test_toy_agrees_with_the_twin(
    toy_engine_64: Engine,
    toy_arrays: CaseArrays,
    toy_worlds: WorldSet,
    toy_plans: dict[str, StrategyArrays],
    name: str,
) -> None:
    both = traced(toy_engine_64, toy_arrays, toy_worlds.block(0, WORLDS), toy_plans[name])
    assert disagreements(both, ROUNDING, toy_engine_64) == []
    if "top_down" in name or "bottom_up" in name:
        state = both.rows[0]
        assert 0.2 < state.signed[-1].mean() < 1.0, "the comparison should see signings"
        assert both.rows[1].relapsed.sum() > 0, "and relapses"


@pytest.mark.parametrize("name", [*STRATEGIES, "history"])
def test_libya_agrees_with_the_twin(
    libya_engine: Engine,
    libya: CaseArrays,
    table: ParameterTable,
    libya_plans: dict[str, StrategyArrays],
    name: str,
) -> None:
    worlds = WorldSet(libya, table, 64, 3).block(0, WORLDS)
    both = traced(libya_engine, libya, worlds, libya_plans[name])
    assert disagreements(both, 1e-6, libya_engine) == []


def test_every_field_is_compared(
    toy_engine_64: Engine,
    toy_arrays: CaseArrays,
    toy_worlds: WorldSet,
    toy_plans: dict[str, StrategyArrays],
) -> None:
    both = traced(toy_engine_64, toy_arrays, toy_worlds.block(0, WORLDS), toy_plans["bottom_up"])
    found = pairs(both)
    names = {pair.name for pair in found}
    wanted = {f"state.{n}" for n in State._fields} | {f"levers.{n}" for n in Levers._fields}
    wanted |= {f"anchors.{n}" for n in Anchors._fields}
    wanted |= {f"view.{n}" for n in ("runs", "active", "force", "wait", "first", "spent")}
    wanted |= {"seen.tests", "seen.sources", "picks.groups", "picks.districts", "picks.pairs"}
    wanted |= {f"measures.{n}" for n in type(both.rows[3])._fields if n != "displaced"}  # state.displaced
    assert not wanted - names
    # A comparison that could not fail would prove nothing: shift one number by one part in 10**8.
    fighters = next(pair for pair in found if pair.name == "state.fighters")
    moved = fighters.engine.copy()
    place = np.unravel_index(moved.argmax(), moved.shape)
    moved[place] *= 1.0 + 1e-8
    assert gap(Pair("", moved, fighters.oracle)) > ROUNDING
