"""Limiting cases of M6-M9 and of side-switching, as docs/model.md states them, with NumPy and compiled."""

from typing import Any

import numpy as np
import pytest

from irenic.engine.campaigns import Campaigns, campaigns
from irenic.engine.combat import Combat, combat
from irenic.engine.control import contest, control, pace
from irenic.engine.deployment import deployment, effort, resolve
from irenic.engine.offensives import Offensives, offensives
from irenic.engine.standing import standing
from irenic.engine.state import Draws, Levers, State
from irenic.engine.strikes import StrikeEffects, sorties, strikes
from irenic.engine.switching import switching
from tests.engine.bench import KIT, LEAST, MOST, Bench, both


def effort_of(bench: Bench, xp: Any, p: Any, s: State, lev: Levers, seen: Any) -> Any:
    """Effort of everyone, from what moves it."""
    return effort(xp, p, s, lev, resolve(xp, p, s, lev, seen, bench.sc), bench.sc)


def fought(bench: Bench, levers: Levers, draws: Draws) -> tuple[StrikeEffects, Combat]:
    """Strikes and combat on the state as it is, without movement before them."""
    supply, st, _, threat, _ = bench.known(levers, draws)

    def run(xp: Any, p: Any, s: State, lev: Levers, d: Draws, seen: Any) -> Any:
        theta, ties, near = seen
        air = sorties(xp, s, lev, 0.3 * s.signed, bench.sc)
        eff = effort_of(bench, xp, p, s, lev, (near, air.support, ties))
        hits = strikes(xp, p, s, lev, d, (air, theta, eff), bench.sc)
        after = s._replace(
            fighters=hits.fighters, leadership=hits.leadership, leadership_ceiling=hits.leadership_ceiling
        )
        return hits, combat(xp, p, after, lev, d, (air, hits, ties, theta, eff, 0.0 * theta), bench.sc)

    return both(run, bench.p, bench.state, levers, draws, (supply.theta, st, threat))


# M6


@pytest.mark.parametrize("moved", ["start", "lively"])
def test_movement_keeps_every_group_whole(moved: str, request: pytest.FixtureRequest) -> None:
    bench: Bench = request.getfixturevalue(moved)
    eff = np.linspace(0.0, 1.0, bench.n) * bench.sc.domestic
    found = both(
        lambda xp, p, s, lev, e, anchors: deployment(xp, p, s, lev, e, bench.sc, anchors),
        bench.p, bench.state, bench.levers(**KIT), eff, bench.anchors,
    )  # fmt: skip
    np.testing.assert_allclose(found.sum(1), bench.state.fighters.sum(1), rtol=1e-12)
    assert found.min() >= 0.0
    stay = (bench.sc.councils + bench.sc.splinter)[:, 0] > 0
    np.testing.assert_array_equal(found[stay], bench.state.fighters[stay])


def test_outside_forces_stand_where_the_lever_says(start: Bench) -> None:
    group = int(np.flatnonzero(start.sc.armed[:, 0])[0])
    outside = np.zeros_like(start.sc.armed)
    outside[group] = 1.0
    away = start.with_(
        outside=outside, armed=start.sc.armed * (1 - outside), domestic=start.sc.domestic * (1 - outside)
    )
    levers = away.levers(outside_force=200.0, outside_combat=0.7)
    _, st, _, threat, _ = away.known(levers)
    eff = both(
        lambda xp, p, s, lev, seen: effort_of(away, xp, p, s, lev, seen),
        away.p, away.state, levers, (threat, np.zeros(away.n), st),
    )  # fmt: skip
    np.testing.assert_array_equal(eff[group], 0.7)
    np.testing.assert_array_equal(eff[away.sc.e], 0.0)
    placed = deployment(np, away.p, away.state, levers, eff, away.sc, away.anchors)
    np.testing.assert_array_equal(placed[group], 200.0)


def test_moral_hazard_and_emboldening_have_opposite_signs(lively: Bench) -> None:
    levers = lively.levers()
    _, st, _, threat, _ = lively.known(levers)

    def eff(hazard: float, air: float) -> np.ndarray:
        bench = lively.with_(mh=hazard)
        seen = (threat, np.full(bench.n, air), st)
        return effort_of(bench, np, bench.p, bench.state, levers, seen)[lively.sc.domestic[:, 0] > 0]

    assert (eff(-0.8, 1.0) < eff(-0.8, 0.0)).all()
    assert (eff(0.8, 1.0) > eff(0.8, 0.0)).all()
    np.testing.assert_array_equal(eff(0.0, 1.0), eff(0.0, 0.0))


def pushed(bench: Bench, draws: Draws, air: float = 0.0) -> Offensives:
    levers = bench.levers()
    _, st, _, threat, _ = bench.known(levers)
    return both(
        lambda xp, p, s, lev, d, seen: offensives(xp, p, s, lev, d, seen, bench.sc),
        bench.p, bench.state, levers, draws, (threat, np.full(bench.n, air), st),
    )  # fmt: skip


def test_offensives_can_be_off(lively: Bench) -> None:
    bench = lively.with_(h_o=0.0, offensive=0.0 * lively.state.offensive)
    levers = bench.levers()
    _, st, _, threat, _ = bench.known(levers)
    found = pushed(bench, bench.luck(u_launch=LEAST))
    np.testing.assert_array_equal(found.offensive, 0.0)
    seen = (threat, np.zeros(bench.n), st)
    still = effort_of(bench, np, bench.p, bench.state, levers, seen)
    np.testing.assert_allclose(found.effort, still, rtol=1e-12)


def test_only_armed_groups_within_reach_start_an_offensive_and_all_end(lively: Bench) -> None:
    none, all_ = 0.0 * lively.state.offensive, 1.0 + 0.0 * lively.state.offensive
    held = 0.8 * lively.state.control
    held[1 + lively.sc.e] += 0.2
    found = pushed(lively.with_(offensive=none, control=held), lively.luck(u_launch=LEAST))
    np.testing.assert_array_equal(found.launched, lively.sc.armed + none)
    gone = lively.state.control.copy()
    gone[1 + lively.sc.e] = 0.0
    nowhere = lively.with_(offensive=none, control=gone)
    np.testing.assert_array_equal(pushed(nowhere, lively.luck(u_launch=LEAST)).launched, 0.0)
    over = pushed(lively.with_(offensive=all_), lively.luck(u_break=LEAST))
    np.testing.assert_array_equal(over.offensive, 0.0)
    lasting = pushed(lively.with_(offensive=all_), lively.luck(u_break=MOST))
    np.testing.assert_array_equal(lasting.offensive, 1.0)
    mine = lively.sc.armed[:, 0] > 0
    assert (lasting.effort[mine] > found.effort[mine] - 1e-12).all()


def warring(bench: Bench, draws: Draws) -> Campaigns:
    supply, st, *_ = bench.known(bench.levers())
    return both(
        lambda xp, p, s, d, seen: campaigns(xp, p, s, d, seen, bench.sc),
        bench.p, bench.state, draws, (supply.theta, st),
    )  # fmt: skip


def test_campaigns_can_be_off(lively: Bench) -> None:
    none = 0.0 * lively.state.campaign
    found = warring(lively.with_(h_w=0.0, campaign=none), lively.luck(u_campaign=LEAST))
    np.testing.assert_array_equal(found.campaign, none)


def test_only_armed_groups_with_enemies_within_reach_begin_a_campaign_and_all_end(lively: Bench) -> None:
    none, all_ = 0.0 * lively.state.campaign, 1.0 + 0.0 * lively.state.campaign
    sworn = np.repeat(np.eye(len(none))[:, :, None], lively.n, axis=2)
    at_odds = lively.with_(campaign=none, trust=sworn, membership=none)
    found = warring(at_odds, lively.luck(u_campaign=LEAST))
    np.testing.assert_array_equal(found.begun, lively.sc.armed + none)
    friends = lively.with_(campaign=none, trust=1.0 + 0.0 * sworn)
    np.testing.assert_array_equal(warring(friends, lively.luck(u_campaign=LEAST)).begun, 0.0)
    np.testing.assert_array_equal(
        warring(lively.with_(campaign=all_), lively.luck(u_lull=LEAST)).campaign, 0.0
    )
    np.testing.assert_array_equal(
        warring(lively.with_(campaign=all_), lively.luck(u_lull=MOST)).campaign, 1.0
    )


@pytest.mark.parametrize(("sign", "more"), [(1.0, True), (-1.0, False)])
def test_strength_tempts_or_restrains(start: Bench, sign: float, more: bool) -> None:
    """With everybody ten times as strong as one group, that group's hazard moves by the sign of w_a."""
    group = int(np.flatnonzero(start.sc.armed[:, 0])[0])
    apart = np.repeat(np.eye(len(start.state.campaign))[:, :, None], start.n, axis=2)
    strong = start.state.fighters.copy()
    strong[group] *= 10.0
    shares = []
    for fighters in (start.state.fighters, strong):
        bench = start.with_(
            w_a=sign, h_w=0.1, trust=apart, fighters=fighters, campaign=0.0 * start.state.campaign
        )
        supply, st, *_ = bench.known(bench.levers())
        lots = [bench.luck(u_campaign=u) for u in np.linspace(0.002, 0.4, 60)]
        found = [campaigns(np, bench.p, bench.state, luck, (supply.theta, st), bench.sc) for luck in lots]
        shares.append(np.mean([one.begun[group] for one in found]))
    assert (shares[1] > shares[0]) == more


def test_it_takes_two_to_fight_a_war_and_one_to_take_ground(lively: Bench) -> None:
    first, second = (int(g) for g in np.flatnonzero(lively.sc.armed[:, 0])[:2])
    levers, calm = lively.levers(), lively.still()
    none = 0.0 * lively.state.campaign
    one, two = none.copy(), none.copy()
    one[first] = two[first] = two[second] = 1.0
    apart = np.repeat(np.eye(len(none))[:, :, None], lively.n, axis=2)
    killed = [
        fought(lively.with_(campaign=c, trust=apart, membership=none), levers, calm)[1].killed.sum((0, 1))
        for c in (none, one, two)
    ]
    np.testing.assert_array_equal(killed[0], killed[1])
    assert (killed[2] > killed[1]).all()
    slow, fast = (pace(np, lively.p, lively.with_(campaign=c, offensive=none).state) for c in (none, one))
    np.testing.assert_array_equal(slow, lively.p["rK"][None] + 0.0 * slow)
    here = lively.state.fighters[first] > 1.0
    assert (fast[here] > slow[here]).all()


def test_all_who_attack_close_the_gap_at_the_pace_of_an_assault(start: Bench) -> None:
    everyone = 1.0 + 0.0 * start.state.campaign
    bench = start.with_(campaign=everyone, fighters=1e9 + 0.0 * start.state.fighters, rK=0.2, r_A=1.0)
    np.testing.assert_allclose(pace(np, bench.p, bench.state), 0.2 + 0.8 * (1.0 - np.exp(-1.0)), rtol=1e-6)
    frozen = bench.with_(r_A=0.0)
    np.testing.assert_array_equal(pace(np, frozen.p, frozen.state), 0.2)


# M7


def test_no_strikes_do_exactly_nothing(lively: Bench) -> None:
    levers = lively.levers(**{**KIT, "strikes": 0.0})
    hits, _ = fought(lively, levers, lively.luck(u_hit=LEAST, u_perm=LEAST))
    for name in ("kills", "hit", "civilians"):
        np.testing.assert_array_equal(getattr(hits, name), 0.0, err_msg=name)
    np.testing.assert_array_equal(hits.fighters, lively.state.fighters)
    np.testing.assert_array_equal(hits.leadership, lively.state.leadership)
    np.testing.assert_array_equal(hits.leadership_ceiling, lively.state.leadership_ceiling)
    np.testing.assert_array_equal(hits.disruption, 0.6 * lively.state.disruption)
    np.testing.assert_array_equal(hits.grievance, lively.state.grievance * (1.0 - lively.p["r_R"]))


def test_all_strikes_on_leaders_kill_no_fighters(lively: Bench) -> None:
    hits, _ = fought(lively, lively.levers(strikes=200.0, leadership_pressure=1.0), lively.luck(u_hit=LEAST))
    np.testing.assert_array_equal(hits.kills, 0.0)
    np.testing.assert_array_equal(hits.hit, 1.0)


def test_strikes_never_kill_more_than_there_are(lively: Bench) -> None:
    bench = lively.with_(k_s=1e6)
    hits, _ = fought(bench, bench.levers(strikes=300.0), bench.luck())
    assert hits.fighters.min() >= 0.0
    np.testing.assert_allclose(hits.kills, bench.state.fighters[bench.sc.e], rtol=1e-6)


# M8


def test_full_trust_ends_clashes(start: Bench) -> None:
    fighters = start.state.fighters * (1.0 - start.sc.extremist[:, None])
    bench = start.with_(trust=np.ones_like(start.state.trust), fighters=fighters)
    _, fight = fought(bench, bench.levers(), bench.luck())
    np.testing.assert_array_equal(fight.clash, 0.0)
    np.testing.assert_array_equal(fight.killed, 0.0)
    np.testing.assert_array_equal(fight.fighters, bench.state.fighters)


def two_sides(bench: Bench, law: float) -> tuple[Bench, int, int]:
    """Two armed groups in one district who trust nobody and are large beside the constant of 1 in M8."""
    first, second = (int(g) for g in np.flatnonzero(bench.sc.armed[:, 0])[:2])
    fighters = np.zeros_like(bench.state.fighters)
    fighters[first, 0], fighters[second, 0] = 3e6, 2e6
    alone = np.eye(len(fighters))[..., None] + 0.0 * bench.state.trust
    empty = np.zeros_like(bench.state.control)
    sides = bench.with_(fighters=fighters, trust=alone, control=empty, lam=law, kap=0.02)
    return sides, first, second


@pytest.mark.parametrize(("law", "power"), [(0.0, 2), (1.0, 1)])
def test_two_sides_follow_lanchester(start: Bench, law: float, power: int) -> None:
    """Lanchester's square law at 0, his linear law at 1 (M8)."""
    bench, first, second = two_sides(start, law)
    levers, calm = (
        bench.levers(),
        bench.still()._replace(combat=np.full_like(bench.still().combat, 0.061 / 0.35)),
    )
    theta = bench.known(levers)[0].theta

    def invariant(fighters: np.ndarray) -> np.ndarray:
        return (theta[first] * fighters[first] ** power - theta[second] * fighters[second] ** power)[0]

    begin, scale = invariant(bench.state.fighters), theta[first] * 3e6**power
    st = standing(np, bench.state, theta, bench.sc)
    none = sorties(np, bench.state, levers, np.zeros(bench.n), bench.sc)
    hits = strikes(np, bench.p, bench.state, levers, calm, (none, theta, 0.0 * theta), bench.sc)
    fought(bench, levers, calm)
    state = bench.state
    for _ in range(400):
        fight = combat(
            np, bench.p, state, levers, calm, (none, hits, st, theta, 0.0 * theta, 0.0 * theta), bench.sc
        )
        state = state._replace(fighters=fight.fighters)
    assert (state.fighters[second, 0] < 1.9e6).all()
    np.testing.assert_allclose((invariant(state.fighters) - begin) / scale, 0.0, atol=2e-3)


def test_losses_never_exceed_a_force(lively: Bench) -> None:
    bench = lively.with_(kap=1e4, tau=1.0)
    _, fight = fought(bench, bench.levers(**KIT), bench.luck())
    assert fight.fighters.min() >= 0.0
    assert (fight.killed <= 0.5 * bench.state.fighters + 1e-9).all()
    assert fight.leadership.min() >= 0.05 and fight.leadership.max() <= 1.2


# M9


def test_control_stays_a_share(lively: Bench) -> None:
    supply, st, *_ = lively.known(lively.levers())
    found = both(
        lambda xp, p, s, seen, roots: control(xp, p, s, seen, roots, lively.sc),
        lively.p, lively.state, (supply.theta, st.kin), lively.anchors.roots,
    )  # fmt: skip
    np.testing.assert_allclose(found.sum(0), 1.0, rtol=1e-12)
    assert found.min() >= 0.0


def test_a_split_alliance_is_as_strong_as_a_whole_one(start: Bench) -> None:
    """Coalition returns: two trusting halves together claim what one group does."""
    first, second = (int(g) for g in np.flatnonzero(start.sc.armed[:, 0])[:2])
    whole, halves = start.state.fighters.copy(), start.state.fighters.copy()
    halves[first] *= 0.5
    halves[second] = halves[first]
    whole[second] = 0.0
    trust = np.ones_like(start.state.trust)
    nobody = np.zeros_like(start.state.control)
    theta = np.ones_like(start.state.materiel)
    kin = np.ones_like(trust)

    def claim(fighters: np.ndarray) -> np.ndarray:
        bench = start.with_(fighters=fighters, trust=trust, control=nobody)
        w = both(lambda xp, p, s, seen: contest(xp, p, s, seen, bench.sc), bench.p, bench.state, (theta, kin))
        return np.asarray(w[1 + first] + w[1 + second])

    np.testing.assert_allclose(claim(halves), claim(whole), rtol=1e-12)


# Side-switching


def test_nobody_switches_while_fortunes_are_equal(start: Bench) -> None:
    """At the start momentum is 0 for all, so exactly nobody moves."""
    supply, st, *_ = start.known(start.levers())
    found = both(
        lambda xp, p, s, seen: switching(xp, p, s, seen, start.sc),
        start.p,
        start.state,
        (supply.theta, st.kin),
    )  # fmt: skip
    np.testing.assert_array_equal(found.momentum, 0.0)
    np.testing.assert_array_equal(found.left, 0.0)
    np.testing.assert_array_equal(found.fighters, start.state.fighters)


def test_switching_keeps_fighters_and_follows_the_winner(lively: Bench) -> None:
    e = lively.sc.e
    armed = np.flatnonzero(lively.sc.armed[:, 0])
    loser, winner = (int(g) for g in armed[:2])
    past = lively.state.past_control.copy()
    past[2, winner], past[2, loser] = 0.0, 0.9
    bench = lively.with_(past_control=past, s_w=2.0)
    supply, st, *_ = bench.known(bench.levers())
    found = both(
        lambda xp, p, s, seen: switching(xp, p, s, seen, bench.sc),
        bench.p,
        bench.state,
        (supply.theta, st.kin),
    )  # fmt: skip
    before = bench.state.fighters
    np.testing.assert_allclose(found.fighters.sum(0), before.sum(0), rtol=1e-12)
    assert found.fighters.min() >= 0.0
    assert (found.momentum[winner] > found.momentum[loser]).all()
    assert (found.fighters[loser].sum(0) < before[loser].sum(0)).all()
    assert (found.left <= 0.3 * before + 1e-9).all()
    outside = (1.0 - bench.sc.switches[:, 0]) > 0
    np.testing.assert_array_equal(found.fighters[outside], before[outside])
    assert e not in np.flatnonzero(outside)
