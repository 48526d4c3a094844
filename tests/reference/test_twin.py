"""The oracle's own limits: what `docs/model.md` says must hold whatever the numbers."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from . import force, politics, society
from .algebra import EPS, Arrays, Scene, masks, sig
from .build import halved, luck, median_params, no_luck, parties
from .month import month
from .start import levers, start, start_scene, start_values
from .worlds import KIT, B, at, go, with_deal

# Whole months


def test_a_month_keeps_every_quantity_in_its_range(world: SimpleNamespace) -> None:
    given = {name: value.copy() for name, value in world.state.items()}
    state, infos = go(world, levers(world.case, B, **KIT), 18)
    for name, value in given.items():
        np.testing.assert_array_equal(world.state[name], value, err_msg=f"{name} of the input changed")
    assert all(np.isfinite(value).all() for value in state.values())
    np.testing.assert_allclose(state["control"].sum(1), 1.0, atol=1e-12)
    np.testing.assert_allclose(state["trust"], state["trust"].transpose(0, 2, 1), atol=1e-12)
    np.testing.assert_allclose(np.einsum("bgg->bg", state["trust"]), 1.0)
    shares = ("control", "trust", "polarisation", "credibility", "maturity", "membership", "legitimacy")
    for name in (*shares, "corruption", "guarantee", "air_dependence", "quorum", "pulse", "deal"):
        assert state[name].min() >= 0.0, name
        assert state[name].max() <= 1.0, name
    assert state["fighters"].min() >= 0.0
    assert state["grievance"].max() <= 3.0
    assert np.abs(state["momentum"]).max() <= 1.0
    assert any(info["newly"].any() for info in infos)


def test_worlds_do_not_touch_each_other(world: SimpleNamespace) -> None:
    draws, lev = luck(world.case, B, world.rng), levers(world.case, B, **KIT)
    together, _ = month(world.state, world.params, lev, world.case, world.anchors, draws, 1)

    def one(arrays: Arrays) -> Arrays:
        return {name: value[5:6] for name, value in arrays.items()}

    alone, _ = month(
        one(world.state), one(world.params), one(lev), world.case, one(world.anchors), one(draws), 1
    )
    for name, value in alone.items():
        np.testing.assert_allclose(value, together[name][5:6], rtol=1e-12, atol=1e-12, err_msg=name)


def test_without_talks_nothing_is_signed(world: SimpleNamespace) -> None:
    quiet = {**KIT, "talks": 0.0, "new_envoy": 0.0}
    state, infos = go(world, levers(world.case, B, **quiet), 12, u_sign=0.0, u_spoil=0.0)
    assert not state["signed"].any()
    assert not any(info["spoiled"].any() for info in infos)
    np.testing.assert_array_equal(state["maturity"], world.state["maturity"])
    np.testing.assert_array_equal(state["membership"], 0.0)


def test_without_strikes_nothing_of_them_happens(world: SimpleNamespace) -> None:
    lev = levers(world.case, B, **{**KIT, "strikes": 0.0})
    state, infos = go(world, lev, 6, u_hit=0.0, u_perm=0.0)
    for info in infos:
        for name in ("kills_d", "hit", "civ_strikes", "n_d"):
            np.testing.assert_array_equal(info[name], 0.0, err_msg=name)
    np.testing.assert_array_equal(state["grievance"], 0.0)
    np.testing.assert_array_equal(state["disruption"], 0.0)
    np.testing.assert_array_equal(state["leadership_ceiling"], 1.0)
    np.testing.assert_array_equal(state["air_dependence"], 0.0)


def test_full_trust_ends_clashes(world: SimpleNamespace) -> None:
    trust = np.ones_like(world.state["trust"])
    e = world.case.extremist
    fighters = world.state["fighters"].copy()
    fighters[:, e] = 0.0
    world.state = world.state | {"trust": trust, "fighters": fighters}
    _, info = month(
        world.state,
        world.params,
        levers(world.case, B),
        world.case,
        world.anchors,
        no_luck(world.case, B),
        1,
    )
    np.testing.assert_array_equal(info["clash"], 0.0)
    np.testing.assert_array_equal(info["loss"], 0.0)


def test_forced_events_happen_whatever_the_draw(world: SimpleNamespace) -> None:
    lev, state = levers(world.case, B), world.state
    draws = no_luck(world.case, B)
    for number in (1, 2, 3, 4):
        state, info = month(state, world.params, lev, world.case, world.anchors, draws, number, (2, 4))
        assert (info["newly"] == (number == 2)).all()
        assert (state["signed"] == (number >= 2)).all()
        assert (state["seated"] == (number >= 4)).all()
    early, _ = month(world.state, world.params, lev, world.case, world.anchors, draws, 1, (0, 1))
    assert not early["seated"].any()


def test_spoiling_comes_before_signing_and_breaks_trust(world: SimpleNamespace) -> None:
    v = at(world, politics.talks, talks=1.0, breadth=0.8)
    earlier, maturity = v.T, v.q
    v.draw["u_spoil"], v.draw["u_sign"] = np.zeros(B), np.zeros(B)
    politics.talks(v)
    assert v.spoiled.all()
    assert not v.newly.any()
    lost = earlier - v.T
    assert lost.min() >= 0
    assert lost.max() > 0
    ripe = maturity[:, 0] + (1 - maturity[:, 0]) * world.params["r_q"]
    np.testing.assert_allclose(v.q[:, 0], 0.2 * ripe)


def test_a_relapse_resets_the_settlement(world: SimpleNamespace) -> None:
    with_deal(world)
    lev = levers(world.case, B, **KIT)
    draws = no_luck(world.case, B) | {"u_relapse": np.zeros(B)}
    state, info = month(world.state, world.params, lev, world.case, world.anchors, draws, 1)
    assert info["relapsed"].all()
    for name in ("signed", "seated", "endorsed", "guarantee"):
        assert not state[name].any()
    held = month(world.state, world.params, lev, world.case, world.anchors, no_luck(world.case, B), 1)[0]
    tracks = np.array([0.7, 0.3])
    np.testing.assert_allclose(state["maturity"], held["maturity"] * (1 - tracks) + 0.2 * tracks)
    np.testing.assert_allclose(state["membership"], 0.2 * held["membership"])
    np.testing.assert_allclose(state["legitimacy"], 0.6 * held["legitimacy"])


# Conservation


@pytest.mark.parametrize("mechanism", [force.deployment, force.switching, society.fragmentation])
def test_fighters_are_conserved(world: SimpleNamespace, mechanism: Any) -> None:
    with_deal(world)
    world.state = world.state | {"past_control": world.rng.random(world.state["past_control"].shape) * 0.3}
    v = at(world, mechanism, **KIT)
    by_district = v.F.sum(1)
    by_group = v.F.sum(-1)
    mechanism(v)
    assert v.F.min() >= -1e-9
    if mechanism is force.deployment:
        np.testing.assert_allclose(v.F.sum(-1), by_group)
    else:
        np.testing.assert_allclose(v.F.sum(1), by_district)
        assert np.abs(v.F.sum(-1) - by_group).max() > 1e-3


def test_outside_forces_are_where_the_lever_says(world: SimpleNamespace) -> None:
    kinds = world.case.is_outside.copy()
    armed = world.case.is_armed.copy()
    group = int(np.flatnonzero(armed)[0])
    kinds[group], armed[group] = True, False
    world.case = SimpleNamespace(**(vars(world.case) | {"is_outside": kinds, "is_armed": armed}))
    v = at(world, force.deployment, outside_force=200.0, outside_combat=0.7)
    force.deployment(v)
    for g in np.flatnonzero(kinds):  # two outside groups share what is sent
        np.testing.assert_allclose(v.F[:, g], 100.0)
        np.testing.assert_allclose(v.eff[:, g], 0.7)


# Known laws


def two_sides(world: SimpleNamespace, lam: float) -> Scene:
    """Return a scene just before combat with two armed groups that share one district and no trust."""
    v = at(world, force.combat)
    first, second = np.flatnonzero(world.case.is_armed)[:2]
    v.F = np.zeros_like(v.F)
    v.F[:, first, 0], v.F[:, second, 0] = 3e6, 2e6
    v.T = np.tile(np.eye(v.F.shape[1]), (B, 1, 1))
    v.kin = v.T.copy()
    v.K = np.zeros_like(v.K)
    v.par = v.par | {"lam": np.full(B, lam), "kap": np.full(B, 0.06)}
    v.eff, v.m = np.zeros_like(v.eff), np.zeros_like(v.m)  # nobody is busy elsewhere or bound
    v.draw = no_luck(world.case, B)
    return v


@pytest.mark.parametrize(("lam", "power"), [(0.0, 2), (1.0, 1)])
def test_two_sides_follow_lanchester(world: SimpleNamespace, lam: float, power: int) -> None:
    v = two_sides(world, lam)
    first, second = np.flatnonzero(world.case.is_armed)[:2]

    def law() -> Any:
        x, y = v.F[:, first, 0], v.F[:, second, 0]
        return v.theta[:, first] * x**power - v.theta[:, second] * y**power

    begin, scale = law(), v.theta[:, first] * v.F[:, first, 0] ** power
    for _ in range(400):
        force.combat(v)
    assert (v.F[:, second, 0] < 1.9e6).all()
    np.testing.assert_allclose((law() - begin) / scale, 0.0, atol=2e-3)


def test_the_hazard_of_relapse_can_be_constant(world: SimpleNamespace) -> None:
    world.params = world.params | {name: np.zeros(B) for name in ("r_L", "r_G", "r_X", "r_B", "r_C")}
    with_deal(world)
    v = at(world, society.relapse, **KIT)
    v.Z = np.full(B, 0.4)
    v.draw["u_relapse"] = world.rng.random(B) * 0.05
    society.relapse(v)
    np.testing.assert_allclose(v.relapse_hazard, world.params["h_r"])
    np.testing.assert_array_equal(v.relapsed, v.draw["u_relapse"] < 1 - np.exp(-world.params["h_r"]))


def test_the_extremist_can_grow_logistically(world: SimpleNamespace) -> None:
    names = ("be_V", "be_R", "be_u", "be_p", "be_e", "be_x", "ff")
    world.params = world.params | {name: np.zeros(B) for name in names}
    v = at(world, society.recruitment)
    v.press = np.zeros_like(v.press)
    e, room = world.case.extremist, 0.0025 * world.case.population.sum()
    size = v.F[:, e].sum(-1)
    expected = size.copy()
    for _ in range(60):
        society.recruitment(v)
        v.F[:, e] += v.quits
        expected = expected + world.params["r0"] * expected * (1 - expected / room)
        np.testing.assert_allclose(v.F[:, e].sum(-1), expected, rtol=1e-9)
    assert (np.abs(expected - room) < np.abs(size - room)).all()


def test_trust_can_be_frozen(world: SimpleNamespace) -> None:
    world.params = world.params | {name: np.zeros(B) for name in ("t_u", "t_f", "t_l", "t_p", "j_t", "t_m")}
    with_deal(world)
    v = at(world, society.trust, **KIT)
    v.leader_lost, v.broken = np.zeros_like(v.leader_lost), np.zeros_like(v.broken)
    earlier = v.T
    society.trust(v)
    np.testing.assert_array_equal(v.T, earlier)


def test_a_full_embargo_cuts_supply(world: SimpleNamespace) -> None:
    world.params = world.params | {"chi": np.ones(B)}
    world.case = SimpleNamespace(
        **(vars(world.case) | {"compliance": np.ones_like(world.case.compliance)}),
    )
    v = at(world, politics.patrons, embargo=1.0)
    politics.patrons(v)
    np.testing.assert_array_equal(v.inflow, 0.0)


def test_an_even_mediator_has_no_bias_effect(world: SimpleNamespace) -> None:
    v = at(world, politics.talks, talks=1.0)
    none = np.zeros_like(v.M)
    fair = politics.margin(v, world.params["b0"], none, none)
    v.par = world.params | {"b_b": world.params["b_b"] + 3.0}
    np.testing.assert_array_equal(politics.margin(v, world.params["b0"], none, none), fair)
    v.lev = levers(world.case, B, talks=1.0, mediator_bias=1.0)
    assert np.abs(politics.margin(v, world.params["b0"], none, none) - fair).max() > 0.1


def test_legitimacy_without_a_signature_ignores_membership(world: SimpleNamespace) -> None:
    v, w = at(world, politics.government, **KIT), at(world, politics.government, **KIT)
    for scene, members in ((v, 0.0), (w, 0.9)):
        scene.signed = scene.stagew = np.zeros(B)
        scene.m = np.full_like(scene.m, members)
        politics.government(scene)
    np.testing.assert_array_equal(v.L, w.L)


# Splitting a group changes nothing (D13)


AGGREGATES = (
    *("Pm", "Bm", "consent", "L", "C", "Z", "depth", "U", "LC", "qn", "neff", "ybar"),
    *("N_e", "Ke", "base_share", "engaged", "all_deaths", "civilian_deaths"),
    *("crossings", "money", "political_cost", "cbar", "oil_out", "attendance", "dealt"),
)


@pytest.mark.parametrize("deal", [False, True])
@pytest.mark.parametrize("group", ["NA", "SB"])
def test_two_trusting_halves_are_one_group(toy_arrays: Any, group: str, deal: bool) -> None:
    seen = []
    for case in (toy_arrays, halved(toy_arrays, toy_arrays.groups.index(group))):
        fighters, control, trust = parties(case, 1)
        params = median_params(1)
        state, anchors = start(fighters, control, trust, params, case, -0.5)
        if deal:
            member = 0.6 * masks(case).dom[None]
            one = np.ones(1)
            state = state | {"signed": one, "seated": one, "membership": member, "guarantee": 0.2 * one}
        state, info = month(state, params, levers(case, 1, **KIT), case, anchors, no_luck(case, 1), 1)
        row = {name: float(info[name][0]) for name in AGGREGATES}
        row |= {name: float(value[0]) for name, value in info["deaths"].items()}
        row["spoil_anger"] = float((info["p"] * (1 - info["a"]) ** 2).sum())
        row["displaced"] = float(state["displaced"].sum())
        row["domestic_fighters"] = float((state["fighters"].sum(-1) * masks(case).dom).sum())
        seen.append(row)
    whole, split = seen
    for name, value in whole.items():
        assert split[name] == pytest.approx(value, rel=0.01, abs=1e-6), name


# The start


def test_stated_acceptance_is_met_in_the_median_world(world: SimpleNamespace) -> None:
    v = start_scene(world.state, world.params, world.case)
    z = politics.margin(
        v, np.full(B, -0.5), world.anchors["willingness_offset"], world.anchors["local_trust"]
    )
    dom = masks(world.case).dom > 0
    stated = np.clip(world.case.acceptance, 0.02, 0.98)
    np.testing.assert_allclose(sig(z)[:, dom], np.tile(stated[dom], (B, 1)))


def test_garrisons_are_shares_and_anchors_match_the_start(world: SimpleNamespace) -> None:
    garrison = world.anchors["garrison"]
    assert garrison.min() >= 0
    np.testing.assert_allclose(garrison.sum(-1), 1.0, atol=1e-6)
    strength = world.case.fighters_best[world.case.extremist]
    np.testing.assert_allclose(world.anchors["strength"], strength)
    values = start_values(world.state, world.params, world.case, world.anchors)
    np.testing.assert_allclose(values.scalars[:, 12], strength)
    np.testing.assert_allclose(values.scalars[:, 13], 1.0)
    np.testing.assert_allclose(values.scalars[:, 15], 0.0, atol=1e-12)


def test_roots_pull_the_contest_toward_the_stated_control(world: SimpleNamespace) -> None:
    """Roots are why a quiet month moves control little (D11)."""
    lev, draws = levers(world.case, B), no_luck(world.case, B)
    rootless = world.anchors | {"roots": np.ones_like(world.anchors["roots"])}
    kept, _ = month(world.state, world.params, lev, world.case, world.anchors, draws, 1)
    lost, _ = month(world.state, world.params, lev, world.case, rootless, draws, 1)
    first = world.state["control"]
    assert np.abs(kept["control"] - first).sum() < 0.5 * np.abs(lost["control"] - first).sum()
    assert (world.anchors["roots"] >= 1 / 25 - EPS).all()
    assert (world.anchors["roots"] <= 25 + EPS).all()
