"""Two trusting halves are one group: figures, levers and, without luck, what follows (decision D13)."""

import numpy as np
import pytest

from irenic.analysis.balance import median_world, months_of, no_luck
from irenic.analysis.grouping import Moved, moved, split_case, split_strategy, split_worlds
from irenic.case import CaseArrays, case_arrays, load_case
from irenic.engine.run import Engine
from irenic.errors import CaseError, StrategyError
from irenic.parameters import load_parameters
from irenic.strategy import (
    LeverLayout,
    Phase,
    Strategy,
    StrategyArrays,
    Vocabulary,
    lever_layout,
    parse_condition,
    strategy_arrays,
)
from irenic.worlds import WorldSet

NA = "NA"


@pytest.fixture(scope="module")
def group(toy_arrays: CaseArrays) -> int:
    return toy_arrays.groups.index(NA)


@pytest.fixture(scope="module")
def halves(toy_arrays: CaseArrays, group: int) -> CaseArrays:
    return split_case(toy_arrays, group)


@pytest.fixture(scope="module")
def plan(toy_arrays: CaseArrays) -> StrategyArrays:
    phase = Phase(
        "later", {("pay", NA): 0.3, ("truce", *sorted((NA, "SB"), key=toy_arrays.groups.index)): 0.6}
    )
    strategy = Strategy("kit", "Kit", "", {("partner", NA): 0.7, ("strikes",): 40.0}, (phase,))
    return strategy_arrays(strategy, toy_arrays)


def layout(arrays: CaseArrays) -> LeverLayout:
    return lever_layout(arrays)


def test_what_adds_up_is_halved(toy_arrays: CaseArrays, halves: CaseArrays, group: int) -> None:
    assert halves.groups == (*toy_arrays.groups, "NA_2")
    assert halves.kinds[-1] == toy_arrays.kinds[group]
    for name in ("fighters_low", "fighters_best", "fighters_high"):
        values = getattr(halves, name)
        assert values[group] == values[-1] == getattr(toy_arrays, name)[group] / 2
    np.testing.assert_allclose(halves.control.sum(0), 1.0)
    np.testing.assert_array_equal(halves.control[1 + group], toy_arrays.control[1 + group] / 2)


def test_the_rest_both_have_as_the_whole(toy_arrays: CaseArrays, halves: CaseArrays, group: int) -> None:
    for name in ("quality", "supply", "cohesion", "acceptance", "positions", "salience", "fighter_split"):
        values = getattr(halves, name)
        np.testing.assert_array_equal(values[-1], getattr(toy_arrays, name)[group])
        np.testing.assert_array_equal(values[:-1], getattr(toy_arrays, name))
    np.testing.assert_array_equal(halves.support[:, -1], toy_arrays.support[:, group])
    assert all(mask[-1] == toy_arrays.regions[name][group] for name, mask in halves.regions.items())
    assert halves.trust[group, -1] == halves.trust[-1, group] == 1.0
    np.testing.assert_array_equal(halves.trust, halves.trust.T)
    np.testing.assert_array_equal(np.diag(halves.trust), 1.0)


def test_as_many_districts_as_groups_are_no_groups() -> None:
    libya = case_arrays(load_case("libya-2015"))
    assert len(libya.groups) == len(libya.districts)
    halves = split_case(libya, libya.groups.index("MIS"))
    for name in ("population", "urban", "coast", "base", "revenue", "compliance"):
        np.testing.assert_array_equal(getattr(halves, name), getattr(libya, name))


def test_rules_about_single_groups_cannot_be_split(toy_arrays: CaseArrays, group: int) -> None:
    phase = Phase(
        "later", {("pay", NA): 0.3}, when=parse_condition("fighters(NA) >= 10", Vocabulary(toy_arrays))
    )
    plan = strategy_arrays(Strategy("kit", "Kit", "", {}, (phase,)), toy_arrays)
    with pytest.raises(StrategyError, match="cannot be split"):
        split_strategy(plan, toy_arrays, group)


def test_every_array_by_group_grew(halves: CaseArrays, toy_arrays: CaseArrays) -> None:
    count = len(toy_arrays.groups)
    for name in CaseArrays.__dataclass_fields__:
        value = getattr(halves, name)
        if isinstance(value, np.ndarray) and name not in (
            "population",
            "urban",
            "coast",
            "base",
            "adjacency",
        ):
            assert count not in value.shape[: 1 + (value.ndim > 1)] or name == "control", name


@pytest.mark.parametrize("which", ["extremist", "splinter", "councils"])
def test_the_only_one_of_its_kind_stays_whole(toy_arrays: CaseArrays, which: str) -> None:
    with pytest.raises(CaseError, match=r"cannot_split.*expected another"):
        split_case(toy_arrays, getattr(toy_arrays, which))


def test_a_political_body_splits_its_standing(toy_arrays: CaseArrays) -> None:
    bodies = np.flatnonzero(toy_arrays.is_political)
    for body in bodies:
        found = split_case(toy_arrays, int(body))
        assert found.standing[body] == found.standing[-1] == toy_arrays.standing[body] / 2


def test_worlds_split_as_the_case_does(toy_arrays: CaseArrays, halves: CaseArrays, group: int) -> None:
    table = load_parameters()
    of_the_whole = split_worlds(median_world(toy_arrays, table), group)
    of_the_halves = median_world(halves, table)
    for name in ("fighters", "control", "trust"):
        np.testing.assert_allclose(getattr(of_the_whole, name), getattr(of_the_halves, name), rtol=1e-12)
    worlds = WorldSet(toy_arrays, table, 4, 1).block(0, 4)
    before = worlds.fighters.copy()
    np.testing.assert_allclose(split_worlds(worlds, group).fighters.sum(0), before.sum(0))
    np.testing.assert_array_equal(worlds.fighters, before)


def test_levers_go_to_both(
    toy_arrays: CaseArrays, halves: CaseArrays, group: int, plan: StrategyArrays
) -> None:
    found = split_strategy(plan, toy_arrays, group)
    whole, both = layout(toy_arrays), layout(halves)
    assert found.base.shape == (both.length,)
    before, after = whole.unflatten(plan.base), both.unflatten(found.base)
    assert after["partner"][group] == after["partner"][-1] == pytest.approx(0.7)
    assert after["strikes"] == before["strikes"] == 40.0
    np.testing.assert_array_equal(after["local_mediation"], before["local_mediation"])
    for array in ("value", "sets"):
        truce = both.unflatten(getattr(found, array)[0])["truce"]
        other = toy_arrays.groups.index("SB")
        assert truce[group, other] == truce[-1, other] == truce[other, -1] > 0
        assert truce[group, -1] == 0
    np.testing.assert_array_equal(found.when, plan.when)


def test_without_luck_halves_do_as_the_whole(toy_arrays: CaseArrays, halves: CaseArrays, group: int) -> None:
    table, kit = (
        load_parameters(),
        {"strikes": 60.0, "talks": 1.0, "breadth": 0.5, "pay": 0.3, "partner": 0.4},
    )
    ends = []
    for case in (toy_arrays, halves):
        levers = layout(case).broadcast(kit, case.extremist)
        ends.append(months_of(case, table, levers, [no_luck(case)] * 6)[-1])
    whole, split = ends
    e = toy_arrays.extremist
    for name in ("polarisation", "legitimacy", "corruption"):
        np.testing.assert_allclose(getattr(split, name), getattr(whole, name), rtol=0.01)
    np.testing.assert_allclose(split.credibility[:-1], whole.credibility, rtol=0.01)
    np.testing.assert_allclose(split.fighters[e].sum(), whole.fighters[e].sum(), rtol=0.02)
    np.testing.assert_allclose(split.fighters[[group, -1]].sum(), whole.fighters[group].sum(), rtol=0.02)
    np.testing.assert_allclose(split.control[[1 + group, -1]].sum(0), whole.control[1 + group], atol=0.02)


def test_the_engine_takes_the_split_case(
    toy_arrays: CaseArrays, halves: CaseArrays, group: int, plan: StrategyArrays
) -> None:
    table = load_parameters()
    worlds = split_worlds(WorldSet(toy_arrays, table, 4, 1).block(0, 4), group)
    engine = Engine(halves, table, 36)  # the program of the tests that split a group of the toy
    found = engine.run(worlds, split_strategy(plan, toy_arrays, group), 2, 1)
    assert np.isfinite(found.series).all()


def test_moves_are_relative_and_know_their_error() -> None:
    rng = np.random.default_rng(1)
    before = rng.lognormal(3.0, 0.5, 256)
    same = moved(before, before, "median")
    assert same.relative == 0.0 and same.error == 0.0 and same.within
    more = moved(before, 1.2 * before, "median")
    assert more.relative == pytest.approx(0.2)
    assert not more.within
    assert 0.0 < more.relative_error < 0.05


@pytest.mark.parametrize(("before", "after", "within"), [(0, 0, True), (0, 1, False), (-2, -2.09, True)])
def test_zero_must_stay_zero(before: float, after: float, within: bool) -> None:
    assert Moved(before, after, 0.0).within is within
    assert np.isnan(Moved(before, after, 0.0).relative) == (before == 0)
