"""What is recorded of a run is what the ensemble ran: the same program, the same bytes (D6)."""

import numpy as np
import pytest

from irenic.engine.run import Engine
from irenic.strategy import StrategyArrays
from irenic.worlds import WorldSet

NAMES = ("nothing", "partnered", "bottom_up")


@pytest.mark.parametrize("name", NAMES)
def test_a_recorded_run_is_the_run(
    toy_engine: Engine, toy_worlds: WorldSet, toy_plans: dict[str, StrategyArrays], name: str
) -> None:
    worlds, plan = toy_worlds.block(0, 50), toy_plans[name]
    whole = toy_engine.run(worlds, plan, 2, 5)
    for lane in (0, 1, 63, 64, 99):
        found = toy_engine.record(worlds, plan, 2, 5, lane)
        world, replicate = divmod(lane, 2)
        assert found.outcomes.tobytes() == whole.outcomes[world, replicate].tobytes()
        assert found.series.tobytes() == whole.series[world, replicate].tobytes()
        assert found.phases.tobytes() == whole.phases[world, replicate].tobytes()


def test_recording_compiles_nothing(
    toy_engine: Engine, toy_worlds: WorldSet, toy_plans: dict[str, StrategyArrays]
) -> None:
    worlds = toy_worlds.block(0, 50)
    toy_engine.run(worlds, toy_plans["nothing"], 2, 5)
    before = toy_engine._program._cache_size()
    toy_engine.record(worlds, toy_plans["bottom_up"], 2, 5, 70)
    assert toy_engine._program._cache_size() == before


def test_a_recording_fits_together(
    toy_engine: Engine, toy_worlds: WorldSet, toy_plans: dict[str, StrategyArrays]
) -> None:
    found = toy_engine.record(toy_worlds.block(3, 40), toy_plans["bottom_up"], 1, 5, 17)
    months = toy_engine.months
    for part in (*found.states, *found.views):
        assert len(part) == months + 1
    for part in found.levers:
        assert len(part) == months
    series = dict(zip(toy_engine.series_names, found.series, strict=True))
    e = toy_engine.scenario.e
    np.testing.assert_array_equal(found.states.fighters[1:, e].sum(-1), series["extremist_strength"])
    np.testing.assert_array_equal(found.states.legitimacy[1:], series["legitimacy"])
    np.testing.assert_allclose(found.states.fighters[0, e].sum(), found.anchors.strength, rtol=1e-6)
    flown = np.concatenate([[0.0], series["strikes"].astype(np.float64).cumsum()])
    np.testing.assert_allclose(found.views.spent[:, 1], flown, rtol=1e-5)
    begun = found.views.first[-1]
    assert begun.astype(np.int16).tolist() == found.phases.tolist()
    for phase in np.flatnonzero(begun):
        assert not found.views.active[: int(begun[phase]), phase].any()
        assert found.views.active[int(begun[phase]), phase] == 1


def test_another_lane_is_another_run(
    toy_engine: Engine, toy_worlds: WorldSet, toy_plans: dict[str, StrategyArrays]
) -> None:
    worlds, plan = toy_worlds.block(0, 40), toy_plans["nothing"]
    one, other = (toy_engine.record(worlds, plan, 1, 5, lane) for lane in (3, 4))
    assert not np.array_equal(one.outcomes, other.outcomes)
