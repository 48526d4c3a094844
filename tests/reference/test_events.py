"""The oracle's limits of what claims ask for (D37): envoys, quorum, risings, local deals, dated losses."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from . import force, local, politics, society
from .algebra import masks
from .build import luck, no_luck
from .month import month
from .start import levers
from .worlds import KIT, B, at


def test_an_envoy_who_is_only_a_person_changes_nothing(world: SimpleNamespace) -> None:
    world.params = world.params | {"v_e": np.zeros(B), "q_v": np.zeros(B)}
    draws = luck(world.case, B, world.rng)
    found = []
    for envoy in (0.0, 1.0):
        lev = levers(world.case, B, **{**KIT, "new_envoy": envoy})
        found.append(month(world.state, world.params, lev, world.case, world.anchors, draws, 1)[0])
    for name, value in found[0].items():
        np.testing.assert_allclose(found[1][name], value, rtol=1e-12, atol=1e-12, err_msg=name)


def test_a_new_envoy_brings_back_what_was_lost_to_the_person(world: SimpleNamespace) -> None:
    world.params = world.params | {"v_e": np.ones(B)}
    v = at(world, politics.patrons, new_envoy=1.0, patron_diplomacy=1.0)
    politics.patrons(v)
    np.testing.assert_allclose(v.c, 0.75)


@pytest.mark.parametrize("q_v", [-0.4, 0.5])
def test_the_talks_pay_for_a_new_envoy_or_gain(world: SimpleNamespace, q_v: float) -> None:
    world.params = world.params | {"q_v": np.full(B, q_v)}
    first = world.state["maturity"][:, 0]
    v = at(world, politics.talks, new_envoy=1.0)
    politics.talks(v)
    np.testing.assert_allclose(v.q[:, 0], first * 0.9 if q_v > 0 else first + 0.08 * (1 - first))
    np.testing.assert_array_equal(v.q[:, 1], 0.0)


def test_a_conference_fades(world: SimpleNamespace) -> None:
    state, pulses = world.state, []
    for number, meeting in enumerate((0.0, 1.0, 0.0, 0.5), start=1):
        lev = levers(world.case, B, conference=meeting)
        draws = no_luck(world.case, B)
        state, _ = month(state, world.params, lev, world.case, world.anchors, draws, number)
        pulses.append(state["pulse"][0])
    np.testing.assert_allclose(pulses, [0.0, 1.0, 0.6, 0.86])


def test_a_body_outside_a_settlement_keeps_its_quorum_unless_it_wears_away(world: SimpleNamespace) -> None:
    draws, lev = no_luck(world.case, B), levers(world.case, B)
    for rate, sign in ((0.0, 0), (0.05, -1), (-0.03, 1)):
        params = world.params | {"d_b": np.full(B, rate)}
        state, _ = month(world.state, params, lev, world.case, world.anchors, draws, 1)
        moved = state["quorum"] - world.state["quorum"]
        assert (np.sign(moved[:, world.case.is_political]) == sign).all()
        np.testing.assert_array_equal(moved[:, ~world.case.is_political], 0.0)


def test_towns_rise_where_the_hazard_says_and_land_changes_hands(world: SimpleNamespace) -> None:
    e, c = world.case.extremist, world.case.councils
    v = at(world, local.risings, services=0.5)
    v.draw["u_rise"] = np.zeros_like(v.draw["u_rise"])
    fighters, control = v.F, v.K
    local.risings(v)
    held = control[:, 1 + e] > 0
    np.testing.assert_array_equal(v.rose > 0, held)
    np.testing.assert_allclose(v.K.sum(1), control.sum(1))
    assert (v.K[:, 1 + c] - control[:, 1 + c])[held].min() > 0
    dead = 2.0 * v.killed_rising.sum(1)
    np.testing.assert_allclose(v.F.sum(1) - fighters.sum(1), v.rose * 0.003 * world.case.population - dead)
    assert v.F.min() >= 0
    for quiet in ({"h_u": np.zeros(B)}, {}):
        w = at(world, local.risings)
        w.par, w.draw["u_rise"] = w.par | quiet, np.full_like(w.draw["u_rise"], 0.0 if quiet else 1.0)
        start_of = w.F
        local.risings(w)
        assert not w.rose.any()
        np.testing.assert_array_equal(w.F, start_of)


def test_nobody_rises_in_a_case_without_councils(world: SimpleNamespace) -> None:
    world.case = SimpleNamespace(**(vars(world.case) | {"councils": None}))
    v = at(world, local.risings)
    v.draw["u_rise"] = np.zeros_like(v.draw["u_rise"])
    local.risings(v)
    assert not v.rose.any()
    assert not v.killed_rising.any()


def test_local_deals_are_made_by_work_and_break_by_distrust(world: SimpleNamespace) -> None:
    districts = len(world.case.districts)
    v = at(world, local.deals)
    v.draw["u_deal"] = np.zeros((B, districts))
    local.deals(v)
    assert not v.made.any(), "no work, no deal"
    for given, places in (({"local_mediation": 1.0}, districts), ({"truce": 1.0}, 1)):
        v = at(world, local.deals, **given)
        v.draw["u_deal"] = np.zeros((B, districts))
        local.deals(v)
        assert v.made.sum(1).min() >= places
    world.state = world.state | {"deal": np.ones((B, districts)), "deal_age": np.full((B, districts), 11.0)}
    v = at(world, local.deals)
    v.draw["u_deal"] = np.tile([0.0, 1.0, 1.0, 1.0], (B, 1))
    local.deals(v)
    np.testing.assert_array_equal(v.broken, np.tile([1, 0, 0, 0], (B, 1)))
    np.testing.assert_array_equal(v.failed, v.broken)
    np.testing.assert_array_equal(v.lasted, 1 - v.broken)
    np.testing.assert_array_equal(v.age, 12 * v.lasted)


def test_deals_that_bind_nobody_and_hold_change_nothing(world: SimpleNamespace) -> None:
    world.params = world.params | {"g_p": np.zeros(B)}
    draws = luck(world.case, B, world.rng) | {"u_deal": np.ones((B, len(world.case.districts)))}
    one = np.ones((B, len(world.case.districts)))
    found = []
    for state in (world.state, world.state | {"deal": one, "deal_age": 20.0 * one}):
        lev = levers(world.case, B, **KIT)
        found.append(month(state, world.params, lev, world.case, world.anchors, draws, 1)[0])
    for name in set(found[0]) - {"deal", "deal_age"}:
        np.testing.assert_array_equal(found[0][name], found[1][name], err_msg=name)


def test_a_broken_deal_hurts_trust_where_it_stood(world: SimpleNamespace) -> None:
    v = at(world, society.trust)
    w = at(world, society.trust)
    w.draw, w.leader_lost, w.clash, w.joint = v.draw, v.leader_lost, v.clash, v.joint
    v.broken, w.broken = np.zeros_like(v.broken), np.ones_like(v.broken)
    v.T = w.T = world.state["trust"]
    society.trust(v)
    society.trust(w)
    pairs = masks(world.case).pairs > 0
    lost = 1.0 - w.T[:, pairs] / v.T[:, pairs]
    assert lost.min() >= 0.0
    assert 0.05 < lost.max() <= 0.1 + 1e-12


def test_the_loss_of_leaders_may_be_dated(world: SimpleNamespace) -> None:
    groups = len(world.case.groups)
    dates = [0, 0, *[2 if g in (1, world.case.extremist) else 0 for g in range(groups)]]
    lev, state = levers(world.case, B), world.state
    for number in (1, 2, 3):
        draws = no_luck(world.case, B)
        state, info = month(state, world.params, lev, world.case, world.anchors, draws, number, dates)
        expected = np.array([number == 2 and date == 2 for date in dates[2:]])
        np.testing.assert_array_equal(info["leader_lost"], np.tile(expected, (B, 1)))


def test_corruption_and_deals_move_clashes_between_groups(world: SimpleNamespace) -> None:
    world.params = world.params | {"f_C": np.ones(B), "g_p": np.ones(B)}
    world.state = world.state | {"corruption": np.full(B, 0.4)}
    v, w = at(world, force.combat), at(world, force.combat)
    v.C = np.full(B, 0.4)
    v.deal_before = np.ones_like(v.deal)
    w.C, w.deal_before = np.full(B, 0.9), np.zeros_like(w.deal)
    force.combat(v)
    force.combat(w)
    np.testing.assert_allclose(v.calm, np.exp(-1.0))
    np.testing.assert_allclose(w.calm, np.exp(0.5))


def test_the_excluded_join_where_exclusion_draws(world: SimpleNamespace) -> None:
    least, most = world.case.exclusion.argmin(), world.case.exclusion.argmax()
    joined = []
    for rate in (0.0, 1.0):
        world.params = world.params | {"be_x": np.full(B, rate)}
        world.rng = np.random.default_rng(7)
        v = at(world, society.recruitment)
        v.R = np.zeros_like(v.R)
        society.recruitment(v)
        joined.append(v.local_recruits)
    assert (joined[1][:, most] >= joined[0][:, most]).all()
    assert (joined[1][:, least] <= joined[0][:, least]).all()
    v.lev = levers(world.case, B, reinstate=1.0)
    typical = world.case.population @ world.case.exclusion / world.case.population.sum()
    np.testing.assert_allclose(society.shut_out(v) + typical, np.tile(0.5 * world.case.exclusion, (B, 1)))
