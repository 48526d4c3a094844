"""Limits and signs of what claims need: risings, local deals, quorum, envoys, conferences, oil (D37)."""

import numpy as np
import pytest

from irenic.engine.combat import quarrel
from irenic.engine.deals import LASTING, deals
from irenic.engine.government import attendance
from irenic.engine.measures import acceptance_split, rival_bodies
from irenic.engine.patrons import credibility_of_mediator
from irenic.engine.recruitment import shut_out
from irenic.engine.risings import TOWNSMEN, risings
from irenic.engine.standing import local_share, mean_credibility, standing
from irenic.engine.state import Levers
from irenic.engine.structure import STRUCTURE, constant
from tests.engine.bench import KIT, LEAST, MOST, Bench, both


def rising_of(bench: Bench, levers: Levers, u: float = LEAST) -> tuple[np.ndarray, object]:
    theta = bench.known(levers)[0].theta
    found = both(
        lambda xp, p, s, lev, d, t: risings(xp, p, s, lev, d, t, bench.sc),
        bench.p, bench.state, levers, bench.luck(u_rise=u), theta,
    )  # fmt: skip
    return theta, found


# Risings


def test_nobody_rises_without_a_hazard_or_without_councils(lively: Bench) -> None:
    for bench in (lively.with_(h_u=0.0), lively.with_(councils=0.0 * lively.sc.councils)):
        _, found = rising_of(bench, bench.levers(**KIT))
        assert not found.rose.any() and not found.killed.any()
        np.testing.assert_array_equal(found.fighters, bench.state.fighters)
        np.testing.assert_array_equal(found.control, bench.state.control)


def test_where_the_extremist_holds_nothing_nobody_rises(lively: Bench) -> None:
    empty = lively.state.control.copy()
    empty[0] += empty[1 + lively.sc.e]
    empty[1 + lively.sc.e] = 0.0
    _, found = rising_of(lively.with_(control=empty, h_u=5.0), lively.levers())
    assert not found.rose.any()


def test_a_rising_moves_ground_and_people_and_makes_none(lively: Bench) -> None:
    _, found = rising_of(lively.with_(h_u=5.0), lively.levers(services=1.0))
    council = int(np.argmax(lively.sc.councils[:, 0]))
    e = lively.sc.e
    assert found.rose.any()
    np.testing.assert_allclose(found.control.sum(0), 1.0)
    men = found.rose * TOWNSMEN * lively.sc.population
    before = lively.state.fighters[[council, e]].sum(0) + men
    after = found.fighters[[council, e]].sum(0) + 2.0 * found.killed.sum(0)
    np.testing.assert_allclose(after, before)
    assert (found.control[1 + e] <= lively.state.control[1 + e]).all() and found.fighters.min() >= 0.0


def test_backing_calls_more_to_rise_and_helps_them(lively: Bench) -> None:
    ground = 0.7 * lively.state.control
    ground[1 + lively.sc.e] += 0.3
    lively = lively.with_(control=ground)
    bench = lively.with_(b_ub=1.0, h_u=0.02)
    held = bench.state.control[1 + bench.sc.e]
    u = float(1.0 - np.exp(-0.02 * held.max() * 1.5))
    alone, backed = (rising_of(bench, bench.levers(services=s), u)[1] for s in (0.0, 1.0))
    assert backed.rose.sum() > alone.rose.sum()
    sure = lively.with_(h_u=50.0, b_ub=0.0)
    weak, strong = (rising_of(sure, sure.levers(services=s))[1] for s in (0.0, 1.0))
    risen = (weak.rose > 0) & (strong.rose > 0)
    won = [(sure.state.control[1 + sure.sc.e] - f.control[1 + sure.sc.e])[risen] for f in (weak, strong)]
    assert risen.any() and (won[1] >= won[0]).all() and won[1].sum() > won[0].sum()


# Local deals


def deals_of(bench: Bench, levers: Levers, u: float) -> object:
    st = bench.known(levers)[1]
    return both(
        lambda xp, p, s, lev, d, t: deals(xp, p, s, lev, d, t, bench.sc),
        bench.p, bench.state, levers, bench.luck(u_deal=u), st,
    )  # fmt: skip


def test_without_work_no_deal_is_made(lively: Bench) -> None:
    none = 0.0 * lively.state.deal
    bench = lively.with_(deal=none, deal_age=none)
    assert not deals_of(bench, bench.levers(truce=0.0), LEAST).deal.any()
    assert not deals_of(bench.with_(h_p=0.0), bench.levers(local_mediation=1.0), LEAST).deal.any()
    made = deals_of(bench, bench.levers(local_mediation=1.0), LEAST)
    assert made.deal.all() and (made.age == 1.0).all() and made.made.all() and not made.broken.any()


def test_a_truce_between_all_works_as_mediation_does_where_several_are(lively: Bench) -> None:
    none = 0.0 * lively.state.deal
    bench = lively.with_(deal=none, deal_age=none, h_p=3.0)
    here = local_share(bench.state.fighters, bench.state.control, bench.sc)
    apart = 1.0 - bench.state.trust
    several = (here[:, None] * here[None] * apart[..., None, :]).sum((0, 1))
    made = deals_of(bench, bench.levers(truce=1.0), 0.2).made
    np.testing.assert_array_equal(made, 1.0 * (1.0 - np.exp(-3.0 * several / (several + 0.01)) > 0.2))


def test_deals_break_and_age(lively: Bench) -> None:
    one = 1.0 + 0.0 * lively.state.deal
    old = lively.with_(deal=one, deal_age=(LASTING - 1.0) * one)
    broken, kept = (deals_of(old, old.levers(), u) for u in (LEAST, MOST))
    assert broken.broken.all() and not broken.deal.any() and not broken.age.any() and broken.failed.all()
    assert kept.deal.all() and (kept.age == LASTING).all() and kept.lasted.all() and not kept.failed.any()
    older = old.with_(deal_age=LASTING * one)
    assert not deals_of(older, older.levers(), LEAST).failed.any()
    assert not deals_of(older, older.levers(), MOST).lasted.any()


def test_trust_and_work_keep_deals(lively: Bench) -> None:
    one = 1.0 + 0.0 * lively.state.deal
    bench = lively.with_(deal=one, h_pb=0.05)
    u = 1.0 - np.exp(-0.05)
    warm, cold = (bench.with_(trust=0.0 * bench.state.trust + level) for level in (0.7, 0.1))
    worked = bench.levers(local_mediation=1.0)
    assert not deals_of(warm, worked, u).broken.any() and deals_of(cold, bench.levers(), u).broken.all()


def test_deals_guards_and_clean_hands_calm(lively: Bench) -> None:
    one, levers = 1.0 + 0.0 * lively.state.deal, lively.levers()
    none = lively.with_(deal=0.0 * one, corruption=0.4 + 0.0 * lively.state.corruption)
    np.testing.assert_array_equal(quarrel(none.p, none.state, levers), 0.0)
    calm = none.with_(deal=one, g_p=0.8)
    np.testing.assert_allclose(quarrel(calm.p, calm.state, levers), -0.8)
    greedy = none.with_(corruption=0.9 + 0.0 * lively.state.corruption, f_C=0.4)
    np.testing.assert_allclose(quarrel(greedy.p, greedy.state, levers), 0.2)


# The mediator


def credibility_of(bench: Bench, levers: Levers) -> np.ndarray:
    inflow = bench.known(levers)[0].inflow
    return np.asarray(credibility_of_mediator(np, bench.p, bench.state, levers, inflow, bench.sc))


def test_a_new_envoy_changes_nothing_where_the_office_is_to_blame(lively: Bench) -> None:
    office, person = lively.with_(v_e=0.0), lively.with_(v_e=1.0)
    stay, new = lively.levers(), lively.levers(new_envoy=1.0)
    np.testing.assert_array_equal(credibility_of(office, stay), credibility_of(office, new))
    inflow = person.known(new)[0].inflow
    force = person.state.fighters.sum(1)
    hurt = ((1.0 - person.state.trust) * (force * inflow)[None]).sum(1)
    leak = hurt / (force * person.sc.support.sum(0)).sum(0)
    deserved = np.maximum(0.0, 0.75 - 0.4 * np.minimum(leak, 1.2))
    np.testing.assert_allclose(credibility_of(person, new), deserved)


def test_support_for_those_a_group_distrusts_costs_credibility(lively: Bench) -> None:
    cold = lively.with_(trust=0.0 * lively.state.trust, credibility=0.7 + 0.0 * lively.state.credibility)
    warm = cold.with_(trust=1.0 + 0.0 * lively.state.trust)
    levers = lively.levers()
    assert (credibility_of(cold, levers) < credibility_of(warm, levers)).all()
    np.testing.assert_allclose(credibility_of(warm, levers), 0.7 + 0.1 * 0.05)


@pytest.mark.parametrize(("q_v", "better"), [(0.8, False), (-0.3, True)])
def test_a_new_envoy_costs_continuity_or_brings_a_fresh_start(
    lively: Bench, q_v: float, better: bool
) -> None:
    bench = lively.with_(q_v=q_v, v_e=0.0, signed=0.0 * lively.state.signed)
    stay, new = (
        bench.month(bench.levers(talks=0.5, new_envoy=envoy), bench.luck(u_spoil=MOST, u_sign=MOST))[0]
        for envoy in (0.0, 1.0)
    )
    assert ((new.maturity[0] > stay.maturity[0]) == better).all()
    assert new.maturity.max() <= 1.0 and new.maturity.min() >= 0.0


def test_the_mean_credibility_is_by_power(lively: Bench) -> None:
    st = lively.known(lively.levers())[1]
    flat = lively.state._replace(credibility=0.4 + 0.0 * lively.state.credibility)
    np.testing.assert_allclose(mean_credibility(flat, st.power_share), 0.4, rtol=1e-6)


# Willingness


def test_a_conference_is_a_pulse_that_fades(start: Bench) -> None:
    state, info = start.month(start.levers(conference=1.0), start.luck())
    np.testing.assert_array_equal(state.pulse, 1.0)
    later, _ = start._replace(state=state).month(start.levers(), start.luck(), 2)
    np.testing.assert_allclose(later.pulse, 0.6)
    _, without = start.month(start.levers(), start.luck())
    ours = start.sc.domestic[:, 0] > 0
    up = (info.willing > without.willing)[ours]
    assert (up == (start.p["b_cf"] > 0)).all()


def test_uninvited_strikes_move_willingness_by_leaning(start: Bench) -> None:
    bench, idle = start.with_(b_x=-0.5), start.with_(b_x=0.0)
    hit, none = (one.known(one.levers(strikes=100.0))[4] for one in (bench, idle))
    asked = [one.known(one.levers(strikes=100.0, consent_required=1.0))[4] for one in (bench, idle)]
    np.testing.assert_array_equal(*asked)  # nothing signed: a strike that needs consent is not flown
    ours = bench.sc.domestic[:, 0] > 0
    none, hit = none[ours], hit[ours]
    fall = np.log(none / (1 - none)) - np.log(hit / (1 - hit))
    np.testing.assert_allclose(
        fall, np.broadcast_to(0.5 * (1 - 0.5 * bench.sc.positions[ours, 0]), fall.shape)
    )


# Bodies, exclusion, oil, splits


def test_attendance_decays_outside_and_grows_inside(lively: Bench) -> None:
    body = lively.sc.political[:, 0] > 0
    half = 0.5 * lively.sc.political + (1.0 - lively.sc.political) + 0.0 * lively.state.quorum
    bench = lively.with_(quorum=half, d_b=0.04)
    one = np.ones(bench.n)
    outside = attendance(np, bench.p, bench.state, 0.0 * one, bench.sc)
    np.testing.assert_allclose(outside[body], 0.5 * 0.96)
    np.testing.assert_array_equal(outside[~body], 1.0)
    inside = bench.with_(membership=1.0 + 0.0 * half)
    np.testing.assert_allclose(attendance(np, inside.p, inside.state, one, inside.sc)[body], 0.5 + 0.03 * 0.5)
    ranks = bench.with_(d_b=-0.02)
    np.testing.assert_allclose(attendance(np, ranks.p, ranks.state, 0.0 * one, ranks.sc)[body], 0.51)
    still = bench.with_(d_b=0.0)
    np.testing.assert_array_equal(attendance(np, still.p, still.state, 0.0 * one, still.sc), half)


def test_a_body_that_meets_weighs_more(lively: Bench) -> None:
    body = lively.sc.political[:, 0] > 0
    theta = lively.known(lively.levers())[0].theta
    weak, strong = (
        standing(np, lively.state._replace(quorum=q * np.ones_like(lively.state.quorum)), theta, lively.sc)
        for q in (0.2, 0.9)
    )
    assert (strong.weight[body] > weak.weight[body]).all()


def test_one_body_outside_is_one_rival(lively: Bench) -> None:
    out = lively.with_(signed=np.zeros(lively.n))
    bodies = int(lively.sc.political.sum())
    np.testing.assert_allclose(rival_bodies(out.state, out.sc), bodies, rtol=0.3)
    one = np.ones(lively.n)
    settled = lively.with_(signed=one, seated=one, membership=1.0 + 0.0 * lively.state.membership)
    np.testing.assert_allclose(rival_bodies(settled.state, settled.sc), 0.0)


def test_the_split_is_the_gap_between_two_camps(lively: Bench) -> None:
    lean = lively.sc.positions[:, 0]
    willing = 0.2 + 0.6 * (lean > 0) + 0.0 * lively.state.membership
    camps = [(lively.sc.armed * (side * lean > 0)).sum() > 0 for side in (1, -1)]
    expected = 0.6 if all(camps) else 0.0
    found = acceptance_split(np, willing, lively.state.fighters, lively.sc)
    np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_return_of_the_excluded_eases_exclusion(lively: Bench) -> None:
    present = local_share(lively.state.fighters, lively.state.control, lively.sc)
    without, full = (shut_out(lively.levers(reinstate=r), present, lively.sc) for r in (0.0, 1.0))
    mean = (lively.sc.population * without).sum(0) / lively.sc.population.sum(0)
    np.testing.assert_allclose(mean, 0.0, atol=1e-12)
    np.testing.assert_allclose(without - full, 0.5 * lively.sc.exclusion * present.sum(0), rtol=1e-6)


def test_oil_goes_out_only_past_those_outside(lively: Bench) -> None:
    bench = lively.with_(s_o=0.5, signed=np.zeros(lively.n))
    free = bench.month(bench.levers(), bench.still())[1].harm.oil_outside
    blocked = bench.month(bench.levers(oil_block=1.0), bench.still())[1].harm.oil_outside
    assert (free > 0.0).all() and (free <= 0.5).all()
    np.testing.assert_array_equal(blocked, 0.0)


# Dated losses, structural constants


def test_a_dated_loss_takes_a_leader(lively: Bench) -> None:
    from irenic.engine.month import month

    groups = len(lively.sc.armed)
    dated = np.zeros((2 + groups, 1))
    armed = int(np.argmax(lively.sc.armed[:, 0]))
    dated[2 + armed] = 1.0
    when = (np.array(3.0), dated, lively.anchors)
    _, info = month(np, lively.p, lively.state, lively.levers(), lively.still(), when, lively.sc)
    expected = np.zeros((groups, lively.n))
    expected[armed] = 1.0
    np.testing.assert_array_equal(info.fight.leader_lost, expected)


def test_structural_constants_are_read_from_worlds_or_the_table(lively: Bench) -> None:
    assert len({row.id for row in STRUCTURE}) == len(STRUCTURE)
    for row in STRUCTURE:
        assert row.low < row.value < row.high and constant({}, row.id) == row.value
    levers, draws = lively.levers(**KIT), lively.luck(4, u_lull=0.25)  # between the chances of a lull
    lively = lively.with_(campaign=lively.sc.armed + 0.0 * lively.state.campaign)
    given = lively._replace(p=lively.p | {row.id: np.full(lively.n, row.value) for row in STRUCTURE})
    same, plain = given.month(levers, draws), lively.month(levers, draws)
    for ours, theirs in zip(same[0], plain[0], strict=True):
        np.testing.assert_array_equal(ours, theirs)
    for row in STRUCTURE:
        if row.id in ("k_betrayal", "k_signing", "k_support"):  # events of some months only
            continue
        other = given._replace(p=given.p | {row.id: np.full(lively.n, row.high)})
        moved = other.month(levers, draws)[0]
        assert any(not np.array_equal(a, b) for a, b in zip(moved, plain[0], strict=True)), row.id
