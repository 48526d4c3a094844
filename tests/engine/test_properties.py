"""What holds whatever the numbers: conservation, shares, exact zeros, finite results."""

from dataclasses import replace
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from irenic.case import CaseArrays
from irenic.engine.deployment import deployment
from irenic.engine.fragmentation import fragmentation
from irenic.engine.run import Engine
from irenic.engine.switching import switching
from irenic.parameters import ParameterTable
from irenic.strategy import StrategyArrays
from irenic.worlds import WorldSet
from tests.engine.bench import KIT, Bench
from tests.engine.ensemble import constant_plan, layout_of, plan_of, random_levers, random_worlds

SEEDS = st.integers(0, 2**32 - 1)
COMPILED = settings(max_examples=12, deadline=None)


# Conservation of fighters, mechanism by mechanism


def moves(xp: Any, bench: Bench, state: Any, levers: Any, draws: Any, weights: Any) -> Any:
    """Fighters after movement, after side-switching and after splits, each from the same state."""
    eff, theta, loss = weights
    kin = bench.sc.similarity * state.trust
    moved = deployment(xp, bench.p, state, levers, eff, bench.sc, bench.anchors)
    turned = switching(xp, bench.p, state, (theta, kin), bench.sc).fighters
    return moved, turned, fragmentation(xp, bench.p, state, levers, draws, loss, bench.sc)


@pytest.fixture(scope="module")
def compiled_moves(lively: Bench) -> Any:
    return jax.jit(partial(moves, jnp, lively))


@given(seed=SEEDS)
@settings(max_examples=40, deadline=None)
def test_fighters_are_conserved(lively: Bench, compiled_moves: Any, seed: int) -> None:
    rng = np.random.default_rng(seed)
    shape = lively.state.fighters.shape
    fighters = np.exp(rng.uniform(-3.0, 11.0, shape)) * (rng.random(shape) < 0.7)
    state = lively.state._replace(
        fighters=fighters,
        past_control=rng.random(lively.state.past_control.shape),
        momentum=rng.uniform(-1.0, 1.0, lively.state.momentum.shape),
        membership=rng.random(lively.state.membership.shape),
    )
    eff = rng.random(state.membership.shape) * lively.sc.domestic
    weights = (eff, np.exp(rng.normal(0.0, 1.0, eff.shape)), rng.random(eff.shape))
    given_ = (state, lively.levers(**KIT), lively.luck(seed))
    with jax.enable_x64(True):
        compiled = compiled_moves(*given_, weights)
    for found in (moves(np, lively, *given_, weights), compiled):
        moved, turned, split = (np.asarray(x) for x in found)
        assert min(x.min() for x in (moved, turned, split)) >= -1e-9
        mobile = ((lively.sc.armed + lively.sc.extremist)[:, 0]) > 0
        np.testing.assert_allclose(moved[mobile].sum(1), fighters[mobile].sum(1), rtol=1e-12)
        np.testing.assert_allclose(turned.sum(0), fighters.sum(0), rtol=1e-12)
        np.testing.assert_allclose(split.sum(0), fighters.sum(0), rtol=1e-12)


# Whole runs; the numbers are data, so nothing is compiled again


@given(seed=SEEDS)
@COMPILED
def test_every_quantity_keeps_its_range(
    toy_engine_64: Engine, toy_arrays: CaseArrays, toy_worlds: WorldSet, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    worlds = random_worlds(toy_arrays, toy_worlds.block(0, 50), rng)
    plan = constant_plan(toy_arrays, random_levers(toy_arrays, rng))
    (state, info, _, now, _, (seen, _), view), _, anchors = toy_engine_64.trace(worlds, plan, 1, seed % 1000)
    for record in (state, now, anchors, seen, view):
        for name, x in record._asdict().items():
            assert np.isfinite(x).all(), name
    np.testing.assert_allclose(state.control.sum(1), 1.0, rtol=1e-9)
    np.testing.assert_allclose(state.trust, state.trust.swapaxes(1, 2), rtol=1e-9)
    np.testing.assert_array_equal(np.einsum("tggn->tgn", state.trust), 1.0)
    shares = ("control", "trust", "polarisation", "credibility", "maturity", "membership", "legitimacy")
    for name in (*shares, "corruption", "guarantee", "air_dependence", "signed", "seated", "endorsed"):
        x = getattr(state, name)
        assert x.min() >= -1e-12 and x.max() <= 1.0 + 1e-12, name
    assert state.fighters.min() >= -1e-9
    assert state.grievance.min() >= 0.0 and state.grievance.max() <= 3.0
    assert np.abs(state.momentum).max() <= 1.0
    assert state.leadership.min() >= 0.05 and state.leadership.max() <= 1.2
    assert (state.seated <= state.signed).all() and (state.endorsed <= state.signed).all()
    assert (info.hits.kills >= 0.0).all() and (info.fight.killed >= 0.0).all()


@given(seed=SEEDS)
@COMPILED
def test_a_month_loses_nobody(
    toy_engine_64: Engine, toy_arrays: CaseArrays, toy_worlds: WorldSet, seed: int
) -> None:
    """Fighters are those of the month before, less losses and quits, plus arrivals, and nobody else.

    Recruits and risings are off (r0 = h_u = 0, no councils) and no outside force is sent, so that nothing
    else adds to the sum.
    """
    rng = np.random.default_rng(seed)
    worlds = random_worlds(toy_arrays, toy_worlds.block(0, 50), rng)
    nobody = np.ones(len(toy_arrays.groups))
    nobody[toy_arrays.councils] = 0.0
    control = worlds.control * np.concatenate([[1.0], nobody])[:, None, None]
    worlds = replace(
        worlds,
        theta=worlds.theta | {"r0": np.zeros(50), "h_u": np.zeros(50)},
        fighters=worlds.fighters * nobody[:, None, None],
        control=control / control.sum(0),
    )
    levers = random_levers(toy_arrays, rng)
    levers[layout_of(toy_arrays).slices["outside_force"]] = 0.0
    plan = constant_plan(toy_arrays, levers)
    (state, info, *_), first, _ = toy_engine_64.trace(worlds, plan, 1, 1)
    before = np.concatenate([first.fighters[None], state.fighters[:-1]])
    struck = info.hits.fighters.sum(2)
    struck[:, toy_arrays.extremist] += info.hits.kills.sum(1)
    np.testing.assert_allclose(struck, before.sum(2), rtol=1e-9, atol=1e-6)  # movement
    fought = info.fight.fighters + 2.0 * info.fight.killed
    np.testing.assert_allclose(fought, info.hits.fighters, rtol=1e-9, atol=1e-6)
    came = info.joining.local + info.joining.foreign - info.joining.quitting
    after = info.fight.fighters.sum(1) + came  # switching and splits, by district
    np.testing.assert_allclose(state.fighters.sum(1), after, rtol=1e-9, atol=1e-6)


@given(seed=SEEDS)
@COMPILED
def test_no_strikes_have_exactly_no_effect(
    toy_engine_64: Engine, toy_arrays: CaseArrays, toy_worlds: WorldSet, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    layout = layout_of(toy_arrays)
    levers = layout.unflatten(random_levers(toy_arrays, rng))
    levers["strikes"] = levers["strikes"] * 0.0
    worlds = random_worlds(toy_arrays, toy_worlds.block(0, 50), rng)
    rows, *_ = toy_engine_64.trace(worlds, constant_plan(toy_arrays, layout.flatten(levers)), 1, 1)
    state, info, _, now, *_ = rows
    zeros = (
        info.hits.kills, info.hits.hit, info.hits.civilians, now.civilians_by_strikes, now.flown,
        state.grievance, state.disruption, state.air_dependence, 1.0 - state.leadership_ceiling,
    )  # fmt: skip
    for x in zeros:
        np.testing.assert_array_equal(x, 0.0)


def test_ten_years_of_wide_priors_stay_finite(toy_arrays: CaseArrays, table: ParameterTable) -> None:
    """Priors twice as wide, 120 months, up to 300 strikes a month, all in one compiled program."""
    wide = table.spread(2.0)
    engine = Engine(toy_arrays, wide, 120, block=64)
    worlds = WorldSet(toy_arrays, wide, 256, 8).block(0, 256)
    rng = np.random.default_rng(0)
    plans = [plan_of(toy_arrays, strikes=300.0), plan_of(toy_arrays, **{**KIT, "strikes": 300.0})]
    plans += [constant_plan(toy_arrays, random_levers(toy_arrays, rng)) for _ in range(4)]
    may_miss = [k for k, row in enumerate(engine.outcomes) if "missing when" in row.definition]
    for plan in plans:
        found = engine.run(worlds, plan, 1, 4)
        assert np.isfinite(found.series).all()
        assert np.isfinite(np.delete(found.outcomes, may_miss, axis=-1)).all()
        shares = [engine.series_names.index(n) for n in ("extremist_territory", "base_share", "acceptance")]
        assert found.series[:, :, shares].min() >= 0.0
        assert found.series[:, :, shares].max() <= 1.0 + 1e-5


def test_single_precision_follows_double(
    toy_engine: Engine, toy_engine_64: Engine, toy_worlds: WorldSet, toy_plans: dict[str, StrategyArrays]
) -> None:
    """Rounding grows over 36 months but stays far below what luck does."""
    worlds = toy_worlds.block(0, 50)
    plan = toy_plans["strikes"]
    now = toy_engine_64.trace(worlds, plan, 1, 11)[0][3]
    series = toy_engine.run(worlds, plan, 1, 11).series[:, 0]
    for name, exact in (("extremist_strength", now.strength), ("acceptance", now.acceptance)):
        ours = series[:, toy_engine.series_names.index(name)]
        gap = np.abs(ours - exact.T) / np.maximum(np.abs(exact.T), 1e-2 * np.abs(exact).max())
        assert np.quantile(gap, 0.95) < 1e-3, name
