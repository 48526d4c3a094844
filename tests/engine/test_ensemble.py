"""Same inputs, same bytes: whatever the block, the thread, the range or the strategy beside it."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from jax import monitoring

from irenic.case import CaseArrays
from irenic.engine.run import Engine
from irenic.parameters import ParameterTable
from irenic.strategy.arrays import P_MAX, StrategyArrays
from irenic.worlds import WorldSet
from tests.engine.ensemble import joined, plan_of, same_bytes

COMPILE_EVENT = "/jax/core/compile/backend_compile_duration"


class Compilations:
    """Counts what the compiler does, in whatever thread."""

    def __init__(self) -> None:
        self.count = 0
        monitoring.register_event_duration_secs_listener(self.heard)

    def heard(self, event: str, duration: float, **kept: object) -> None:
        self.count += event == COMPILE_EVENT


@pytest.fixture(scope="module")
def compilations() -> Compilations:
    return Compilations()


def test_editing_and_switching_strategies_never_compiles_again(
    toy_engine: Engine,
    toy_arrays: CaseArrays,
    toy_worlds: WorldSet,
    toy_plans: dict[str, StrategyArrays],
    compilations: Compilations,
) -> None:
    worlds = toy_worlds.block(0, 64)
    fresh = Engine(toy_arrays, toy_worlds.table, toy_engine.months)
    before = compilations.count
    fresh.run(worlds, toy_plans["nothing"], 1, 1)
    assert compilations.count > before, "the counter hears the first compilation"
    after_first = compilations.count
    for plan in toy_plans.values():
        fresh.run(worlds, plan, 1, 1)
    edited = toy_plans["bottom_up"]
    edited = edited._replace(
        base=edited.base * 0.5, threshold=edited.threshold + 0.1, months=edited.months + 1
    )
    fresh.run(worlds, edited, 1, 7)
    fresh.run(worlds, edited._replace(forced=np.r_[1, 2, 0 * edited.forced[2:]].astype(np.int32)), 1, 7)
    fresh.run(toy_worlds.block(64, 128), plan_of(toy_arrays, strikes=12.0), 1, 2**40)
    fresh.run(toy_worlds.block(100, 120), edited, 3, 7)
    assert compilations.count == after_first
    assert fresh._program._cache_size() == 1


@pytest.mark.parametrize("block", [32, pytest.param(256, marks=pytest.mark.nightly)])
def test_blocks_do_not_matter(
    toy_engine: Engine,
    toy_arrays: CaseArrays,
    table: ParameterTable,
    toy_worlds: WorldSet,
    toy_plans: dict[str, StrategyArrays],
    block: int,
) -> None:
    worlds = toy_worlds.block(0, 256)
    other = Engine(toy_arrays, table, toy_engine.months, block=block)
    for name in ("nothing", "bottom_up", "bottom_up_air_now"):
        one, two = (e.run(worlds, toy_plans[name], 1, 5) for e in (toy_engine, other))
        assert same_bytes(one, two), name


def test_threads_and_ranges_do_not_matter(
    toy_engine: Engine, toy_worlds: WorldSet, toy_plans: dict[str, StrategyArrays]
) -> None:
    plan = toy_plans["bottom_up"]
    whole = toy_engine.run(toy_worlds.block(0, 256), plan, 1, 5)

    def part(lo: int) -> object:
        return toy_engine.run(toy_worlds.block(lo, lo + 64), plan, 1, 5)

    for threads in (1, 2):
        with ThreadPoolExecutor(threads) as pool:
            assert same_bytes(joined(list(pool.map(part, range(0, 256, 64)))), whole), threads
    odd = joined([toy_engine.run(toy_worlds.block(a, b), plan, 1, 5) for a, b in ((3, 50), (50, 67))])
    for all_, some in zip(whole, odd, strict=True):
        np.testing.assert_array_equal(all_[3:67], some)


def test_replicates_are_luck_and_the_first_are_kept(
    toy_engine: Engine, toy_worlds: WorldSet, toy_plans: dict[str, StrategyArrays]
) -> None:
    plan, worlds = toy_plans["top_down"], toy_worlds.block(0, 16)
    four = toy_engine.run(worlds, plan, 4, 5)
    two = toy_engine.run(worlds, plan, 2, 5)
    assert four.outcomes.shape[:2] == (16, 4)
    for a, b in zip(four, two, strict=True):
        np.testing.assert_array_equal(a[:, :2], b)
    assert not np.array_equal(four.series[:, 0], four.series[:, 1])


def test_the_seed_decides_and_nothing_else(
    toy_engine: Engine, toy_worlds: WorldSet, toy_plans: dict[str, StrategyArrays]
) -> None:
    plan, worlds = toy_plans["partnered"], toy_worlds.block(0, 64)
    one, same, other = (toy_engine.run(worlds, plan, 1, seed) for seed in (5, 5, 6))
    assert same_bytes(one, same)
    assert not same_bytes(one, other)


def test_strategies_share_their_luck(
    toy_engine_64: Engine, toy_worlds: WorldSet, toy_plans: dict[str, StrategyArrays]
) -> None:
    worlds = toy_worlds.block(0, 50)
    draws = [toy_engine_64.trace(worlds, toy_plans[n], 1, 5)[0][4] for n in ("nothing", "bottom_up_air_now")]
    for one, other in zip(*draws, strict=True):
        assert one.tobytes() == other.tobytes()


def test_results_have_their_shapes_and_agree_with_each_other(
    toy_engine: Engine, toy_worlds: WorldSet, toy_plans: dict[str, StrategyArrays]
) -> None:
    found = toy_engine.run(toy_worlds.block(0, 16), toy_plans["bottom_up"], 4, 5)
    names, series = toy_engine.outcome_names, toy_engine.series_names
    assert found.outcomes.shape == (16, 4, len(names))
    assert found.series.shape == (16, 4, len(series), toy_engine.months)
    assert found.phases.shape == (16, 4, P_MAX)

    def outcome(name: str) -> np.ndarray:
        return found.outcomes[:, :, names.index(name)]

    def path(name: str) -> np.ndarray:
        return found.series[:, :, series.index(name)]

    np.testing.assert_array_equal(outcome("extremist_strength"), path("extremist_strength")[..., -1])
    np.testing.assert_array_equal(outcome("extremist_territory"), path("extremist_territory")[..., -1])
    for name in ("acceptance", "acceptance_north", "settlement_depth", "legitimacy", "corruption"):
        np.testing.assert_allclose(outcome(name), path(name)[..., -12:].mean(-1), rtol=1e-5, atol=1e-7)
    for name in ("deaths", "civilian_deaths", "crossings"):
        np.testing.assert_allclose(outcome(name), path(name).sum(-1), rtol=1e-5)
    np.testing.assert_allclose(outcome("displaced"), path("displaced").mean(-1), rtol=1e-5)
    base = path("base_share")
    np.testing.assert_array_equal(outcome("dislodged"), base[..., -3:].mean(-1) < 0.25)
    assert (found.phases <= toy_engine.months).all() and (found.phases >= 0).all()
