"""Limiting cases of M1-M5 and of the aggregates, as docs/model.md states them, with NumPy and compiled."""

from typing import Any

import numpy as np
import pytest

from irenic.engine.government import government
from irenic.engine.margin import margin
from irenic.engine.patrons import patrons
from irenic.engine.relapse import relapse
from irenic.engine.standing import standing
from irenic.engine.state import Draws, Levers
from irenic.engine.strikes import sorties
from irenic.engine.talks import Talks, talks
from irenic.engine.trust import trust
from tests.engine.bench import KIT, LEAST, MOST, Bench, both


def supply_of(bench: Bench, levers: Levers, draws: Draws) -> Any:
    return both(
        lambda xp, p, s, lev, d: patrons(xp, p, s, lev, d, bench.sc), bench.p, bench.state, levers, draws
    )


def margin_of(bench: Bench, levers: Levers) -> np.ndarray:
    supply, st, offer, threat, _ = bench.known(levers)
    return both(
        lambda xp, p, s, lev, seen, anchors: margin(xp, p, s, lev, seen, bench.sc, anchors),
        bench.p, bench.state, levers, (supply, st, offer, threat), bench.anchors,
    )  # fmt: skip


def talks_of(bench: Bench, levers: Levers, draws: Draws, forced: tuple[int, int] = (0, 0)) -> Talks:
    _, st, offer, _, willing = bench.known(levers, draws)
    return both(
        lambda xp, p, s, lev, d, seen, dates: talks(xp, p, s, lev, d, seen, dates, bench.sc),
        bench.p, bench.state, levers, draws, (willing, offer, st), np.array(forced, float),
    )  # fmt: skip


def government_of(bench: Bench, levers: Levers) -> Any:
    _, st, offer, _, _ = bench.known(levers)
    return both(
        lambda xp, p, s, lev, seen: government(xp, p, s, lev, seen, bench.sc),
        bench.p, bench.state, levers, (offer, st),
    )  # fmt: skip


def ties_of(bench: Bench, levers: Levers, info: Any) -> Any:
    return both(
        lambda xp, p, s, lev, seen: trust(xp, p, s, lev, seen, bench.sc),
        bench.p, bench.state, levers,
        (info.government, info.air, info.fight, info.standing, info.gain, info.deals.broken),
    )  # fmt: skip


# M1


def test_without_embargo_and_diplomacy_supply_stays(lively: Bench) -> None:
    draws = lively.luck()
    found = supply_of(lively, lively.levers(talks=1.0), draws)
    noise = np.exp(0.3 * draws.patrons - 0.045)
    expected = (lively.sc.support * noise[:, None]).sum(0)
    np.testing.assert_allclose(found.inflow, expected, rtol=1e-12)
    assert found.inflow.max() > 0.1


def test_a_full_embargo_cuts_supply_to_nothing(lively: Bench) -> None:
    bench = lively.with_(chi=1.0, compliance=np.ones_like(lively.sc.compliance))
    found = supply_of(bench, bench.levers(embargo=1.0), bench.luck())
    np.testing.assert_array_equal(found.inflow, 0.0)
    np.testing.assert_array_equal(found.cover, 0.0)


def test_materiel_settles_where_supply_holds_it(start: Bench) -> None:
    quiet = start.still()._replace(patrons=np.full_like(start.still().patrons, 0.15))
    found = supply_of(start, start.levers(), quiet)
    np.testing.assert_allclose(found.materiel, start.state.materiel, rtol=1e-12)


# Aggregates (D13)


def test_shares_sum_to_one_and_the_extremist_has_none(lively: Bench) -> None:
    supply = supply_of(lively, lively.levers(), lively.still())
    st = both(lambda xp, s, theta: standing(xp, s, theta, lively.sc), lively.state, supply.theta)
    for x in (st.power_share, st.people_share, st.local_share):
        np.testing.assert_allclose(x.sum(0), 1.0, atol=1e-8)
        np.testing.assert_array_equal(x[lively.sc.e], 0.0)
    np.testing.assert_array_equal(np.einsum("ggn->gn", st.kin), 1.0)
    np.testing.assert_allclose(st.kin, st.kin.swapaxes(0, 1))
    stranger = np.delete(st.kin[lively.sc.e], lively.sc.e, axis=0)
    np.testing.assert_array_equal(stranger, 0.0)


# M2


def test_without_talks_nothing_is_signed_or_spoiled(start: Bench) -> None:
    levers = start.levers(**{**KIT, "talks": 0.0})
    found = talks_of(start, levers, start.luck(u_sign=LEAST, u_spoil=LEAST))
    np.testing.assert_array_equal(found.signed, 0.0)
    np.testing.assert_array_equal(found.spoiled, 0.0)
    np.testing.assert_array_equal(found.maturity, start.state.maturity)
    np.testing.assert_array_equal(found.membership, 0.0)
    np.testing.assert_array_equal(found.trust, start.state.trust)


def test_an_even_mediator_has_no_bias(lively: Bench) -> None:
    levers = lively.levers(talks=1.0)
    z = margin_of(lively, levers)
    np.testing.assert_array_equal(margin_of(lively.with_(b_b=9.0), levers), z)
    biased = lively.levers(talks=1.0, mediator_bias=1.0)
    assert np.abs(margin_of(lively.with_(b_b=9.0), biased) - z).max() > 1.0


def test_breadth_can_be_free_of_veto_players(lively: Bench) -> None:
    levers = lively.levers(talks=1.0, breadth=0.9)
    *_, offer, _, _ = lively.known(levers)
    many = margin_of(lively.with_(b_v=1.0), levers) - margin_of(lively.with_(b_v=0.0), levers)
    np.testing.assert_allclose(many, np.tile(-np.log(offer.veto_players / 3.0), (len(many), 1)))


def test_dated_events_happen_whatever_the_draw(start: Bench) -> None:
    levers, draws = start.levers(), start.still()._replace(u_spoil=np.full(start.n, LEAST))
    np.testing.assert_array_equal(talks_of(start, levers, draws, (1, 0)).newly_signed, 1.0)
    np.testing.assert_array_equal(talks_of(start, levers, draws, (1, 1)).seated, 1.0)
    np.testing.assert_array_equal(talks_of(start, levers, draws, (0, 1)).seated, 0.0)


def test_spoiling_comes_before_signing_and_breaks_trust(start: Bench) -> None:
    levers = start.levers(talks=1.0, breadth=0.8)
    found = talks_of(start, levers, start.luck(u_spoil=LEAST, u_sign=LEAST))
    np.testing.assert_array_equal(found.spoiled, 1.0)
    np.testing.assert_array_equal(found.signed, 0.0)
    ripe = start.state.maturity[0] + (1.0 - start.state.maturity[0]) * start.p["r_q"]
    np.testing.assert_allclose(found.maturity[0], 0.2 * ripe)
    lost = start.state.trust - found.trust
    assert lost.min() >= 0.0 and lost.max() > 0.1
    np.testing.assert_array_equal(lost[start.sc.e], 0.0)


def test_the_councils_are_not_invited_singly(start: Bench) -> None:
    """D2: their part in the talks is the breadth of the talks."""
    for breadth in (0.0, 0.4, 1.0):
        *_, offer, _, _ = start.known(start.levers(talks=1.0, breadth=breadth))
        np.testing.assert_allclose(offer.invited[start.sc.councils[:, 0] > 0], breadth)


# M3


def test_unsigned_legitimacy_ignores_membership(start: Bench) -> None:
    levers = start.levers(**KIT)
    members = 0.9 * start.sc.domestic + 0.0 * start.state.membership
    full, none = (
        government_of(start.with_(membership=m), levers) for m in (members, 0.0 * start.state.membership)
    )
    np.testing.assert_array_equal(full.legitimacy, none.legitimacy)
    np.testing.assert_array_equal(full.consent, 0.0)
    np.testing.assert_array_equal(full.guarantee, 0.0)
    assert full.membership.min() > 0.5


def test_a_conditional_strike_needs_consent(start: Bench) -> None:
    """D27: unsigned and without partners nothing is flown; a partner's leave is enough at its own front."""

    def flown(**given: float) -> np.ndarray:
        levers = start.levers(strikes=100.0, consent_required=1.0, **given)
        none = np.zeros(start.n)
        air = both(lambda xp, s, lev, c: sorties(xp, s, lev, c, start.sc), start.state, levers, none)
        return np.asarray(air.flown)

    np.testing.assert_array_equal(flown(), 0.0)
    np.testing.assert_allclose(flown(partner=1.0), 100.0, rtol=1e-6)


# M4


@pytest.mark.parametrize("part", [0.99, 1.01])
def test_the_hazard_of_relapse_can_be_constant(lively: Bench, part: float) -> None:
    still = dict.fromkeys(("r_L", "r_G", "r_X", "r_B", "r_C"), 0.0)
    one = np.ones(lively.n)
    bench = lively.with_(**still, signed=one, polarisation=0.4 * one)
    gov = government_of(bench, bench.levers(**KIT))
    draws = bench.luck()._replace(u_relapse=part * (1.0 - np.exp(-bench.p["h_r"])))
    found = both(
        lambda xp, p, s, lev, d, g: relapse(xp, p, s, lev, d, g, bench.sc),
        bench.p, bench.state, bench.levers(**KIT), draws, gov,
    )  # fmt: skip
    np.testing.assert_array_equal(found.relapsed, float(part < 1.0))


def test_a_relapse_undoes_the_settlement(lively: Bench) -> None:
    one = np.ones(lively.n)
    bench = lively.with_(signed=one, seated=one, endorsed=one, guarantee=0.3 * one)
    levers, gov = bench.levers(**KIT), government_of(bench, bench.levers(**KIT))
    found = both(
        lambda xp, p, s, lev, d, g: relapse(xp, p, s, lev, d, g, bench.sc),
        bench.p, bench.state, levers, bench.luck(u_relapse=LEAST), gov,
    )  # fmt: skip
    for name in ("signed", "seated", "endorsed", "guarantee"):
        np.testing.assert_array_equal(getattr(found.state, name), 0.0, err_msg=name)
    np.testing.assert_allclose(found.state.membership, 0.2 * bench.state.membership)
    np.testing.assert_allclose(found.state.legitimacy, 0.6 * bench.state.legitimacy)
    track = np.array([0.7, 0.3])[:, None]
    np.testing.assert_allclose(found.state.maturity, bench.state.maturity * (1 - track) + 0.2 * track)
    assert (found.state.trust <= bench.state.trust).all()
    unbroken = both(
        lambda xp, p, s, lev, d, g: relapse(xp, p, s, lev, d, g, bench.sc),
        bench.p, bench.state, levers, bench.luck(u_relapse=MOST), gov,
    )  # fmt: skip
    for name in bench.state._fields:
        np.testing.assert_array_equal(getattr(unbroken.state, name), getattr(bench.state, name), err_msg=name)


# M5


def test_trust_can_be_frozen(lively: Bench) -> None:
    bench = lively.with_(t_u=0.0, t_f=0.0, t_l=0.0, t_p=0.0, j_t=0.0, t_m=0.0)
    levers = bench.levers(**KIT, joint_room=1.0, military_track=1.0, advisers=1.0)
    _, info = bench.month(levers, bench.luck(u_leader=MOST, u_deal=MOST))
    np.testing.assert_array_equal(ties_of(bench, levers, info).trust, bench.state.trust)


def test_a_lost_leader_costs_trust(lively: Bench) -> None:
    bench = lively.with_(t_u=0.0, t_f=0.0, t_l=0.0, t_p=0.0, j_t=0.0, t_m=0.0)
    levers = bench.levers(**KIT)
    _, info = bench.month(levers, bench.luck(u_leader=LEAST, u_deal=MOST))
    found = ties_of(bench, levers, info).trust
    lost = info.fight.leader_lost
    either = np.maximum(lost[:, None], lost[None])
    ours = bench.sc.domestic
    pairs = ours[:, None] * ours[None] * (1.0 - np.eye(len(lost))[..., None])
    assert lost.any()
    np.testing.assert_allclose(found, bench.state.trust * (1.0 - 0.08 * either * pairs))


def test_polarisation_relaxes_to_its_level(start: Bench) -> None:
    bench = start.with_(z_s=0.0)
    levers = bench.levers(**KIT)
    _, info = bench.month(levers, bench.luck())
    for level in (0.0, 0.4, 0.9):
        at = bench.with_(polarisation=np.full(bench.n, level))
        np.testing.assert_allclose(ties_of(at, levers, info).polarisation, level + 0.05 * (0.4 - level))


# The start (D10, D11)


def test_stated_acceptance_is_met_at_the_median_of_b0(start: Bench, table: Any) -> None:
    from irenic.engine.start import reference_margin

    bench = start.with_(b0=table.median["b0"])
    levers = bench.levers(talks=1.0, breadth=0.05)
    z = both(
        lambda xp, p, s, lev, anchors: reference_margin(xp, p, s, lev, anchors, bench.sc),
        bench.p, bench.state, levers, bench.anchors,
    )  # fmt: skip
    stated = np.clip(bench.sc.acceptance, 0.02, 0.98) + 0.0 * z
    np.testing.assert_allclose(1.0 / (1.0 + np.exp(-z)), stated, rtol=1e-10)


def test_anchors_are_those_of_the_start(start: Bench) -> None:
    anchors = start.anchors
    np.testing.assert_allclose(anchors.garrison.sum(1), 1.0, atol=1e-6)
    np.testing.assert_allclose(anchors.strength, start.state.fighters[start.sc.e].sum(0))
    assert (anchors.garrison >= 0.0).all()
    assert (anchors.roots >= 1 / 25 - 1e-9).all() and (anchors.roots <= 25 + 1e-9).all()
