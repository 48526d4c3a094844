"""Fixtures of the engine's tests: the toy case, its strategies and its worlds."""

from pathlib import Path

import pytest

from irenic.case import CaseArrays
from irenic.engine.run import Engine
from irenic.parameters import ParameterTable, load_parameters
from irenic.strategy import StrategyArrays, load_strategies, strategy_arrays
from irenic.worlds import WorldSet
from tests.conftest import Compiled
from tests.engine.bench import KIT, Bench, bench_of

TOY_STRATEGIES = Path(__file__).parents[1] / "data" / "toy_strategies.yaml"
MONTHS = 36


@pytest.fixture(scope="session")
def table() -> ParameterTable:
    """The priors."""
    return load_parameters()


@pytest.fixture(scope="session")
def toy_plans(toy_arrays: CaseArrays) -> dict[str, StrategyArrays]:
    """The toy case's nine strategies as arrays."""
    read = load_strategies(TOY_STRATEGIES, toy_arrays)
    return {name: strategy_arrays(strategy, toy_arrays) for name, strategy in read.items()}


@pytest.fixture(scope="session")
def toy_worlds(toy_arrays: CaseArrays, table: ParameterTable) -> WorldSet:
    """A set of 256 worlds of the toy case."""
    return WorldSet(toy_arrays, table, 256, 3)


@pytest.fixture(scope="session")
def toy_engine(toy_arrays: CaseArrays, table: ParameterTable, compiled: Compiled) -> Engine:
    """The toy case in single precision, as studies run it."""
    return compiled(Engine(toy_arrays, table, MONTHS), "run")


@pytest.fixture(scope="session")
def toy_engine_64(toy_arrays: CaseArrays, table: ParameterTable, compiled: Compiled) -> Engine:
    """The toy case in double precision, for the oracle; 50 lanes to a block."""
    return compiled(Engine(toy_arrays, table, MONTHS, block=50, dtype="float64"), "trace")


@pytest.fixture(scope="session")
def start(toy_arrays: CaseArrays, table: ParameterTable, toy_worlds: WorldSet) -> Bench:
    """Sixteen worlds of the toy case at the start, in double precision."""
    return bench_of(toy_arrays, table, toy_worlds.block(0, 16))


@pytest.fixture(scope="session")
def lively(start: Bench) -> Bench:
    """The same worlds after ten months of a little of everything; about half have signed."""
    return start.after(10, start.levers(**KIT))
