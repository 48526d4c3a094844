"""Luck: known answers of the generator, its laws, and that nobody but the lane decides it."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from irenic.engine.draws import UNIFORMS, draws_of_month, lane_keys, normal_from, threefry, uniforms

SIZES = (6, 4, 2)
LARGEST = 2**23 - 1


def words(*values: int) -> tuple[np.ndarray, ...]:
    return tuple(np.array([value], np.uint32) for value in values)


@pytest.mark.parametrize("xp", [np, jnp])
@pytest.mark.parametrize(
    ("key", "counter", "answer"),
    [
        ((0, 0), (0, 0), (0x6B200159, 0x99BA4EFE)),
        ((0xFFFFFFFF, 0xFFFFFFFF), (0xFFFFFFFF, 0xFFFFFFFF), (0x1CB996FC, 0xBB002BE7)),
        ((0x13198A2E, 0x03707344), (0x243F6A88, 0x85A308D3), (0xC4923A9C, 0x483DF7A0)),
    ],
)
def test_known_answers(
    xp: object, key: tuple[int, int], counter: tuple[int, int], answer: tuple[int, int]
) -> None:
    """The vectors for threefry2x32 with 20 rounds that come with Random123: zeros, ones, digits of pi."""
    found = threefry(xp, words(*key), words(*counter))
    assert tuple(int(x[0]) for x in found) == answer


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_uniforms_never_reach_the_ends(dtype: str) -> None:
    steps = np.array([0, 1, LARGEST - 1, LARGEST]).astype(dtype)
    ends = (steps + steps.dtype.type(0.5)) * steps.dtype.type(2.0**-23)
    assert ends[0] == 2.0**-24
    assert ends[-1] == 1.0 - 2.0**-24
    key = lane_keys(5, np.arange(2000), np.zeros(2000, int))
    u = uniforms(np, key, np.array(1), 101, np.dtype(dtype))
    assert u.shape == (101, 2000)
    assert 0.0 < u.min() < 1e-4
    assert 1.0 - 1e-4 < u.max() < 1.0


def test_uniforms_are_uniform_and_normals_normal() -> None:
    key = lane_keys(5, np.arange(5000), np.zeros(5000, int))
    u = uniforms(np, key, np.array(3), 20, np.float64)
    assert stats.kstest(u.ravel(), "uniform").pvalue > 1e-3
    assert stats.kstest(normal_from(np, u).ravel(), "norm").pvalue > 1e-3
    assert np.abs(np.corrcoef(u) - np.eye(20)).max() < 0.08


@pytest.mark.parametrize(("dtype", "near"), [("float32", 3e-6), ("float64", 1e-6)])
def test_normals_are_the_normal_quantile(dtype: str, near: float) -> None:
    steps = np.concatenate([np.arange(0, 2000), np.arange(0, LARGEST, 997), LARGEST - np.arange(0, 2000)])
    u = ((steps + 0.5) * 2.0**-23).astype(dtype)
    exact = stats.norm.ppf(u.astype(float))
    np.testing.assert_allclose(normal_from(np, u), exact, rtol=near, atol=near)


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**31), st.integers(0, 200), st.integers(1, 120))
@settings(max_examples=30, deadline=None)
def test_a_lane_draws_the_same_in_any_company(seed: int, world: int, replicate: int, month: int) -> None:
    alone = lane_keys(seed, np.array([world]), np.array([replicate]))
    crowd = lane_keys(seed, np.array([7, world, 9]), np.array([1, replicate, 0]))
    np.testing.assert_array_equal(alone[:, 0], crowd[:, 1])
    one, many = (draws_of_month(np, key, np.array(month), SIZES, np.float32) for key in (alone, crowd))
    for a, b in zip(one, many, strict=True):
        np.testing.assert_array_equal(a[..., 0], b[..., 1])


def test_seed_world_replicate_and_month_all_matter() -> None:
    def first(seed: int, world: int, replicate: int, month: int) -> float:
        key = lane_keys(seed, np.array([world]), np.array([replicate]))
        return float(uniforms(np, key, np.array(month), 1, np.float64)[0, 0])

    found = {first(*x) for x in [(1, 2, 3, 4), (9, 2, 3, 4), (1, 9, 3, 4), (1, 2, 9, 4), (1, 2, 3, 9)]}
    found |= {first(1 + 2**32, 2, 3, 4), first(1, 3, 2, 4)}
    assert len(found) == 7


def test_the_slots_have_their_order_and_shapes() -> None:
    key = lane_keys(1, np.arange(8), np.zeros(8, int))
    draws = draws_of_month(np, key, np.array(1), SIZES, np.float64)
    groups, districts, patrons = SIZES
    shapes = [(patrons,), (groups,), (groups, districts), (), (), (groups,), (24,), (groups,), (districts,)]
    shapes += [()] * len(UNIFORMS) + [(districts,)] * 6 + [(groups,)]
    assert [x.shape for x in draws] == [(*shape, 8) for shape in shapes]
    common = 2 + 24 + patrons + districts
    own = districts + 4
    flat = uniforms(np, key, np.array(1), common + len(UNIFORMS) + 6 * districts + groups * own, np.float64)
    np.testing.assert_array_equal(draws.strike, normal_from(np, flat[0]))
    np.testing.assert_array_equal(draws.patrons, normal_from(np, flat[26 : 26 + patrons]))
    np.testing.assert_array_equal(draws.report_district, normal_from(np, flat[26 + patrons : common]))
    np.testing.assert_array_equal(draws.u_spoil, flat[common])
    places = common + len(UNIFORMS)
    np.testing.assert_array_equal(draws.u_rise, flat[places : places + districts])
    np.testing.assert_array_equal(draws.u_deal, flat[places + districts :][:districts])
    np.testing.assert_array_equal(draws.u_launch, flat[places + 2 * districts :][:districts])
    np.testing.assert_array_equal(draws.u_lull, flat[places + 5 * districts :][:districts])
    mine = flat[places + 6 * districts + 2 * own :][:own]
    np.testing.assert_array_equal(draws.fortune[2], normal_from(np, mine[0]))
    np.testing.assert_array_equal(draws.report_group[2], normal_from(np, mine[2]))
    np.testing.assert_array_equal(draws.combat[2, 3], normal_from(np, mine[6]))
    np.testing.assert_array_equal(draws.u_leader[2], mine[-1])


def test_a_group_added_at_the_end_leaves_the_luck_of_the_others() -> None:
    key = lane_keys(5, np.arange(8), np.zeros(8, int))
    groups, districts, patrons = SIZES
    few, more = (
        draws_of_month(np, key, np.array(3), (n, districts, patrons), np.float64)
        for n in (groups, groups + 1)
    )
    for name in few._fields:
        a, b = getattr(few, name), getattr(more, name)
        np.testing.assert_array_equal(a, b[:groups] if len(a) == groups and len(b) == groups + 1 else b)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_compiled_draws_are_those_of_numpy(dtype: str) -> None:
    """Bits and uniforms are equal; normals agree to rounding of log and sqrt."""
    key = lane_keys(3, np.arange(64), np.zeros(64, int))
    ours = draws_of_month(np, key, np.array(2), SIZES, np.dtype(dtype))
    with jax.enable_x64(dtype == "float64"):
        theirs = jax.jit(lambda k: draws_of_month(jnp, k, 2, SIZES, dtype))(key)
    near = 1e-5 if dtype == "float32" else 1e-12
    for name in ours._fields:
        a, b = getattr(ours, name), np.asarray(getattr(theirs, name))
        assert b.dtype == dtype
        if name.startswith("u_"):
            np.testing.assert_array_equal(a, b)
        else:
            np.testing.assert_allclose(b, a, rtol=near, atol=near)
