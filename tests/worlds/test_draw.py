"""Sets of worlds: one world, one value, however it is asked for; margins; conservation; bad input."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from irenic.case import CaseArrays
from irenic.case.arrays import BlocPair, ContestedShare, UncertaintyArrays
from irenic.case.ties import trust_from_relation
from irenic.errors import CaseError, ParameterError
from irenic.parameters import load_parameters
from irenic.worlds import MAX_FACTORS, Worlds, WorldSet
from irenic.worlds.draw import nearest_power_of_two
from irenic.worlds.points import sobol_points

TABLE = load_parameters()
CERTAIN = UncertaintyArrays(group_sizes=(), blocs={}, bloc_trust=(), contested_control=())


@pytest.fixture(scope="module")
def worlds(toy_arrays: CaseArrays) -> WorldSet:
    return WorldSet(toy_arrays, TABLE, 1024, seed=11)


@pytest.fixture(scope="module")
def whole(worlds: WorldSet) -> Worlds:
    return worlds.block(0, 1024)


def same(part: Worlds, whole: Worlds) -> bool:
    """Whether a block holds the same bytes as that stretch of another."""
    cut = slice(part.lo - whole.lo, part.hi - whole.lo)
    theta = all(part.theta[name].tobytes() == whole.theta[name][cut].tobytes() for name in whole.theta)
    arrays = ("fighters", "control", "trust")
    return theta and all(
        getattr(part, name).tobytes() == np.ascontiguousarray(getattr(whole, name)[..., cut]).tobytes()
        for name in arrays
    )


# --- the same world, however asked for -----------------------------------------------------------


@pytest.mark.parametrize("size", [1, 7, 64, 100, 1000])
def test_any_blocking_gives_the_same_bytes(worlds: WorldSet, whole: Worlds, size: int) -> None:
    last = 1024 if size > 1 else 40
    for lo in range(0, last, size):
        assert same(worlds.block(lo, min(lo + size, last)), whole)


@given(st.integers(0, 1023), st.integers(1, 300))
@settings(max_examples=25, deadline=None)
def test_any_stretch_gives_the_same_bytes(lo: int, size: int) -> None:
    points = sobol_points(9, 5, 0, 1024)
    hi = min(lo + size, 1024)
    assert sobol_points(9, 5, lo, hi).tobytes() == np.ascontiguousarray(points[:, lo:hi]).tobytes()


def test_factors_do_not_depend_on_blocks(worlds: WorldSet) -> None:
    whole = worlds.factors(0, 1024)
    for lo, hi in ((0, 1), (1, 2), (5, 70), (1000, 1024)):
        assert worlds.factors(lo, hi).tobytes() == np.ascontiguousarray(whole[:, lo:hi]).tobytes()


def test_more_worlds_keep_the_first_ones(toy_arrays: CaseArrays, whole: Worlds) -> None:
    assert same(WorldSet(toy_arrays, TABLE, 2048, seed=11).block(0, 64), whole)


def test_same_seed_same_worlds_another_seed_others(toy_arrays: CaseArrays, whole: Worlds) -> None:
    assert same(WorldSet(toy_arrays, TABLE, 1024, seed=11).block(0, 64), whole)
    other = WorldSet(toy_arrays, TABLE, 1024, seed=12).block(0, 64)
    assert not np.any(other.theta["b_k"] == whole.theta["b_k"][:64])
    assert not np.any(other.fighters[1, 0] == whole.fighters[1, 0, :64])


def test_points_are_even_and_inside() -> None:
    points = sobol_points(95, 0, 0, 256)
    assert points.min() > 0.0
    assert points.max() < 1.0
    # One point in each of 256 equal cells, in every coordinate.
    cells = np.sort((points * 256).astype(int), axis=1)
    np.testing.assert_array_equal(cells, np.tile(np.arange(256), (95, 1)))


# --- shapes and margins --------------------------------------------------------------------------


def test_shapes(whole: Worlds, toy_arrays: CaseArrays) -> None:
    groups, districts = len(toy_arrays.groups), len(toy_arrays.districts)
    assert (whole.lo, whole.hi, whole.n) == (0, 1024, 1024)
    assert tuple(whole.theta) == TABLE.names
    assert all(values.shape == (1024,) for values in whole.theta.values())
    assert whole.fighters.shape == (groups, districts, 1024)
    assert whole.control.shape == (groups + 1, districts, 1024)
    assert whole.trust.shape == (groups, groups, 1024)
    for values in (*whole.theta.values(), whole.fighters, whole.control, whole.trust):
        assert values.dtype == np.float64
        assert np.all(np.isfinite(values))


def test_factor_names(worlds: WorldSet) -> None:
    assert worlds.factor_names == (
        "size:EX",
        "size:NA",
        "size:rest",
        "trust:north-south",
        "control:port:NA",
        "control:midtown:EX",
    )
    assert [factor.unit for factor in worlds.factor_table] == [
        *("persons", "persons", "persons"),
        *("relation", "share", "share"),
    ]
    assert worlds.uniforms(0, 8).shape == (len(TABLE) + 6, 8)


def test_sizes_are_the_stated_range(worlds: WorldSet, whole: Worlds, toy_arrays: CaseArrays) -> None:
    for name in ("EX", "NA", "SB"):
        g = toy_arrays.groups.index(name)
        points = [getattr(toy_arrays, f"fighters_{point}")[g] for point in ("low", "best", "high")]
        drawn = np.quantile(whole.fighters[g].sum(axis=0), [0.05, 0.5, 0.95])
        np.testing.assert_allclose(drawn, points, rtol=0.01)
    np.testing.assert_allclose(worlds.factors(0, 1024)[0], whole.fighters[0].sum(axis=0), rtol=1e-12)


def test_theta_follows_the_priors(whole: Worlds) -> None:
    for prior in TABLE.priors:
        sample = np.sort(prior.probability(whole.theta[prior.id]))
        assert np.max(np.abs(sample - (np.arange(1024) + 0.5) / 1024)) < 2 / 1024


def test_shifts_have_the_stated_spread(worlds: WorldSet) -> None:
    shift = worlds.factors(0, 1024)[3]
    assert np.quantile(shift, 0.5) == pytest.approx(0.0, abs=0.002)
    assert shift.std() == pytest.approx(0.2, rel=0.06)  # .2 before its outer 1% is cut
    assert np.max(np.abs(shift)) < 0.2 * 2.58


# --- conservation --------------------------------------------------------------------------------


def test_fighters_are_split_as_stated(whole: Worlds, toy_arrays: CaseArrays) -> None:
    for g in range(len(toy_arrays.groups)):
        if g != toy_arrays.councils:
            total = whole.fighters[g].sum(axis=0)
            expected = toy_arrays.fighter_split[g][:, None] * total
            np.testing.assert_allclose(whole.fighters[g], expected, rtol=1e-12)
    assert np.all(whole.fighters >= 0.0)
    for name in ("PB", "SP"):
        assert not whole.fighters[toy_arrays.groups.index(name)].any()


def test_garrisons_follow_control(whole: Worlds, toy_arrays: CaseArrays) -> None:
    assert toy_arrays.councils is not None
    held = whole.control[toy_arrays.councils + 1] * toy_arrays.population[:, None]
    np.testing.assert_allclose(whole.fighters[toy_arrays.councils], 0.003 * held, rtol=1e-12)
    assert np.ptp(whole.fighters[toy_arrays.councils, 0]) > 0.0  # port is contested
    assert np.ptp(whole.fighters[toy_arrays.councils, 3]) == 0.0  # oasis is not


def test_control_is_a_simplex(whole: Worlds, toy_arrays: CaseArrays) -> None:
    np.testing.assert_allclose(whole.control.sum(axis=0), 1.0, atol=1e-14)
    assert np.all(whole.control >= 0.0)
    for d in (2, 3):  # nothing contested
        expected = np.repeat(toy_arrays.control[:, d, None], 1024, axis=1)
        np.testing.assert_array_equal(whole.control[:, d], expected)
    np.testing.assert_allclose(whole.control.mean(axis=2), toy_arrays.control, atol=2e-3)


def test_only_pairs_across_blocs_shift(whole: Worlds, toy_arrays: CaseArrays, worlds: WorldSet) -> None:
    ids = toy_arrays.groups.index
    across = {(ids("NA"), ids("SB")), (ids("PB"), ids("SB"))}
    for g in range(len(toy_arrays.groups)):
        for h in range(len(toy_arrays.groups)):
            moves = (g, h) in across or (h, g) in across
            assert (np.ptp(whole.trust[g, h]) > 0.0) == moves
            if not moves:
                assert np.all(whole.trust[g, h] == toy_arrays.trust[g, h])
    np.testing.assert_array_equal(whole.trust, whole.trust.transpose(1, 0, 2))
    assert np.all((whole.trust >= 0.0) & (whole.trust <= 1.0))
    # One factor moves all pairs of two blocs the same way.
    shift = worlds.factors(0, 1024)[3]
    for g, h in across:
        order = np.argsort(shift)
        assert np.all(np.diff(whole.trust[g, h][order]) >= 0.0)
        assert np.median(whole.trust[g, h]) == pytest.approx(toy_arrays.trust[g, h], abs=1e-3)


def test_a_case_without_uncertainty_keeps_its_figures(toy_arrays: CaseArrays) -> None:
    sure = replace(
        toy_arrays,
        uncertainty=CERTAIN,
        fighters_low=toy_arrays.fighters_best,
        fighters_high=toy_arrays.fighters_best,
    )
    worlds = WorldSet(sure, TABLE, 4, seed=0)
    # The extremist's size is always a factor of its own.
    assert worlds.factor_names == ("size:EX", "size:rest")
    block = worlds.block(0, 4)
    np.testing.assert_array_equal(block.control, np.repeat(sure.control[:, :, None], 4, axis=2))
    np.testing.assert_array_equal(block.trust, np.repeat(sure.trust[:, :, None], 4, axis=2))
    np.testing.assert_allclose(block.fighters.sum(axis=1)[:3, 0], sure.fighters_best[:3])


def test_a_bloc_against_itself_leaves_the_diagonal(toy_arrays: CaseArrays) -> None:
    pair = BlocPair("all", "all", (1, 2), (1, 2), sd=0.3)
    odd = replace(toy_arrays, uncertainty=replace(CERTAIN, bloc_trust=(pair,)))
    trust = WorldSet(odd, TABLE, 16, seed=0).block(0, 16).trust
    np.testing.assert_array_equal(trust[[1, 2], [1, 2]], 1.0)


def test_trust_follows_the_stated_rule(worlds: WorldSet, whole: Worlds, toy_arrays: CaseArrays) -> None:
    """By hand for one pair: relation -.4, room 1.4 up and .6 down."""
    shift = worlds.factors(0, 1024)[3]
    room = np.where(shift > 0, 1.4, 0.6)
    relation = -0.4 + room * np.tanh(shift / room)
    g, h = toy_arrays.groups.index("NA"), toy_arrays.groups.index("SB")
    np.testing.assert_allclose(whole.trust[g, h], trust_from_relation(relation), rtol=1e-12)


def test_a_million_worlds_take_no_more_memory_than_a_block(toy_arrays: CaseArrays) -> None:
    many = WorldSet(toy_arrays, TABLE, 2**20, seed=3)
    many.block(0, 1)  # imports aside
    tracemalloc.start()
    block = many.block(2**20 - 256, 2**20)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert block.n == 256
    assert peak < 8e6


# --- bad input -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("n", "nearest"), [(1000, 1024), (0, 1), (-8, 1), (3, 4), (5, 4), (700, 512)])
def test_worlds_come_in_powers_of_two(toy_arrays: CaseArrays, n: int, nearest: int) -> None:
    with pytest.raises(ParameterError, match=rf"worlds_not_power_of_two: {n} .*Nearest: {nearest}\."):
        WorldSet(toy_arrays, TABLE, n, seed=0)


@pytest.mark.parametrize("n", [True, 1024.0, "1024", None])
def test_worlds_are_counted_in_integers(toy_arrays: CaseArrays, n: object) -> None:
    with pytest.raises(ParameterError, match="worlds_not_power_of_two"):
        WorldSet(toy_arrays, TABLE, n, seed=0)  # type: ignore[arg-type]


@given(st.integers(1, 2**30))
def test_nearest_power_of_two(n: int) -> None:
    nearest = nearest_power_of_two(n)
    assert min(abs(2**k - n) for k in range(31)) == abs(nearest - n)


def test_more_worlds_than_the_sequence_has(toy_arrays: CaseArrays) -> None:
    with pytest.raises(ParameterError, match=rf"Nearest: {2**30}"):
        WorldSet(toy_arrays, TABLE, 2**31, seed=0)


@pytest.mark.parametrize("seed", [-1, 1.5, True, "7"])
def test_bad_seed(toy_arrays: CaseArrays, seed: object) -> None:
    with pytest.raises(ParameterError, match="bad_seed"):
        WorldSet(toy_arrays, TABLE, 4, seed)  # type: ignore[arg-type]


@pytest.mark.parametrize(("lo", "hi"), [(-1, 4), (4, 4), (5, 4), (0, 1025)])
def test_block_outside_the_set(worlds: WorldSet, lo: int, hi: int) -> None:
    with pytest.raises(ParameterError, match=r"block_out_of_range: .*hi <= 1024"):
        worlds.block(lo, hi)
    with pytest.raises(ParameterError, match="block_out_of_range"):
        worlds.factors(lo, hi)


def test_at_most_25_factors(toy_arrays: CaseArrays) -> None:
    def with_contests(count: int) -> CaseArrays:
        contests = (ContestedShare(district=0, group=1),) * count
        return replace(toy_arrays, uncertainty=replace(CERTAIN, contested_control=contests))

    full = WorldSet(with_contests(MAX_FACTORS - 2), TABLE, 4, seed=0)
    assert len(full.factor_names) == MAX_FACTORS == 25
    with pytest.raises(CaseError, match="too_many_factors: uncertainty is 26 factors; expected at most 25"):
        WorldSet(with_contests(MAX_FACTORS - 1), TABLE, 4, seed=0)


def test_every_impossible_size_is_named(toy_arrays: CaseArrays) -> None:
    low = toy_arrays.fighters_low.copy()
    low[0], low[2] = 0.0, 9000.0
    with pytest.raises(CaseError, match=r"size_not_positive: groups\.EX\.fighters is low 0") as caught:
        WorldSet(replace(toy_arrays, fighters_low=low), TABLE, 4, seed=0)
    assert [problem.path for problem in caught.value.problems] == ["groups.EX.fighters", "groups.SB.fighters"]


def test_worlds_at_any_points_are_the_sets_own_at_its_points(worlds: WorldSet, whole: Worlds) -> None:
    u = worlds.uniforms(8, 24)
    mine, theirs = worlds.from_uniforms(u, 8), worlds.block(8, 24)
    assert (mine.lo, mine.hi) == (8, 24)
    assert all(np.array_equal(mine.theta[name], theirs.theta[name]) for name in theirs.theta)
    assert np.array_equal(mine.fighters, theirs.fighters) and np.array_equal(mine.trust, theirs.trust)
    assert np.array_equal(worlds.factors_from(u), worlds.factors(8, 24))
    assert len(worlds.dimensions) == len(u)


@pytest.mark.parametrize("spoil", [lambda u: u[1:], lambda u: u[:, 0], lambda u: u + 1, lambda u: u * np.nan])
def test_points_outside_the_cube_are_refused(worlds: WorldSet, spoil) -> None:
    with pytest.raises(ParameterError, match="bad_points"):
        worlds.from_uniforms(spoil(worlds.uniforms(0, 4)))
