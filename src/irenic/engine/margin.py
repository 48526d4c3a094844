"""The one theory of consent: an actor's margin, the log-odds of preferring the settlement to staying out.

Talks use it every month; the conference designer will call the same function at stated members and terms
(D8).
"""

from typing import Any, NamedTuple

from irenic.engine.algebra import EPS, mix_groups, mix_groups_flat, neighbourhood, pos, sig
from irenic.engine.patrons import Params, Supply, resource_share
from irenic.engine.scenario import Scenario
from irenic.engine.standing import Standing
from irenic.engine.state import Anchors, Array, Levers, State


class Invitation(NamedTuple):
    """Who is asked, on what terms (docs/model.md, M2)."""

    invited: Array  # (group,), 0-1
    weight: Array  # (group,), weight in the deal, sums to 1
    distance: Array  # (group,), from the deal, 0-1
    veto_players: Array  # (), effective number


def invitation(xp: Any, levers: Levers, st: Standing, sc: Scenario) -> Invitation:
    """Degree of invitation, deal weights, distance from the deal and effective veto players.

    References
    ----------
    docs/model.md, M2. Tsebelis 2002 (absorption); Leinster & Cobbold 2012, order 2. Assumption: an elite pact
    (breadth 0) weighs force, a broad conference (1) weighs people.
    """
    breadth = levers.breadth
    top = (st.bloc * sc.domestic).max(0) + EPS
    by_power = sc.invited_by_power * (breadth + (1.0 - breadth) * (st.bloc / top) ** 2)
    invited = levers.invite * (by_power + (sc.councils + sc.splinter) * breadth)
    weight = invited * ((1.0 - breadth) * st.power_share + breadth * st.people_share)
    weight = weight / (weight.sum(0) + EPS)
    deal = (1.0 - levers.terms_stated) * (weight[:, None] * sc.positions).sum(
        0
    ) + levers.terms_stated * levers.terms
    distance = (sc.salience * (sc.positions - deal[None]) ** 2).sum(1) / 4.0
    voice = invited * st.weight
    voice = voice / (voice.sum(0) + EPS)
    like = (voice * mix_groups_flat(sc.similarity, voice)).sum(0)
    return Invitation(invited, weight, distance, 1.0 / (like + 1.0 - voice.sum(0)))


def common_threat(state: State, theta: Array, st: Standing, sc: Scenario) -> Array:
    """te_g, the extremist's share of what threatens a group, (group,), 0-1.

    References
    ----------
    docs/model.md, M2; Christia 2012 (power, not identity, makes alliances).
    """
    around = neighbourhood(state.fighters[sc.e][None], sc.threat_reach)
    near = (sc.home * around).sum(1) * theta[sc.e]
    rivals = mix_groups_flat(1.0 - state.trust, st.power * sc.domestic)
    return near / (near + 0.25 * rivals + EPS)


def trust_around(xp: Any, trust: Array, st: Standing) -> Array:
    """Tloc_g, presence-weighted trust of a group toward those in its own districts, (group,), 0-1.

    References
    ----------
    Decision D8 (local term of the margin); docs/model.md, M2.
    """
    return (st.presence * mix_groups(xp, trust, st.local_share)).sum(1)


def margin(
    xp: Any,
    p: Params,
    state: State,
    levers: Levers,
    seen: tuple[Supply, Standing, Invitation, Array],
    sc: Scenario,
    anchors: Anchors,
) -> Array:
    """z_g, log-odds that a group prefers the settlement, (group,).

    Parameters
    ----------
    p : uses `b0`, `b_c`, `b_b`, `b_k`, `b_s`, `b_g`, `b_d`, `b_o`, `b_t`, `b_v`, `b_j`, `b_l`, `b_i`, `b_p`,
        `b_m` (momentum), `b_cf` (a conference), `b_x` (uninvited strikes) (log-odds), and what instruments
        uses
    seen : supply, standing, invitation and the common threat (group,) of the month

    References
    ----------
    docs/model.md, M2 (the margin); decisions D8, D23, D24, D29, D37; sources of weights in parameters.csv.
    """
    supply, st, offer, threat = seen
    cred, align = 2.0 * state.credibility - 1.0, sc.positions[:, 0] * levers.mediator_bias
    bias = 2.0 * p["b_b"] * (pos(xp, -align) - 0.5 * pos(xp, align))
    carrots = p["b_k"] * xp.log(1.0 + 4.0 * levers.pay * (1.0 - 0.4 * levers.pay_conditional))
    bite = (2.0 * levers.sanction * sc.exposure + levers.deny * sc.recognition) * (1.0 - supply.cover)
    typical = (st.power_share * st.bloc).sum(0)
    hold_out = xp.tanh(xp.log((st.bloc + 1.0) / (typical + 1.0)))
    company = mix_groups_flat(state.trust - 0.35, offer.invited * st.power_share)
    local = trust_around(xp, state.trust, st) - anchors.local_trust
    in_force = state.signed * (0.5 + 0.5 * state.seated)
    return (
        p["b0"] + anchors.willingness_offset + p["b_c"] * cred + bias + carrots + p["b_s"] * bite
        + 2.0 * p["b_g"] * levers.guarantee - p["b_d"] * offer.distance * (0.6 + state.polarisation)
        - p["b_o"] * hold_out + p["b_t"] * (threat - 0.3) - p["b_v"] * xp.log(offer.veto_players / 3.0)
        + p["b_j"] * company + p["b_l"] * local - p["b_i"] * (1.0 - offer.invited) - p["b_p"] * supply.inflow
        + in_force * (state.legitimacy - 0.3) + instruments(p, state, levers, (supply, st), sc)
        - p["b_m"] * state.momentum + p["b_cf"] * state.pulse
        + p["b_x"] * uninvited(xp, state, levers, st, sc)
    )  # fmt: skip


def uninvited(xp: Any, state: State, levers: Levers, st: Standing, sc: Scenario) -> Array:
    """Strikes ordered without consent as each group takes them, (group,), hundreds a month.

    References
    ----------
    docs/model.md, M2; decision D37. Assumption: those who lean towards outside powers mind less, those who
    lean against them more.
    """
    in_force = state.signed * (0.5 + 0.5 * state.seated)
    members = (st.power_share * state.membership).sum(0)
    consent = in_force * xp.minimum(1.0, 1.3 * members) * (0.5 + 0.5 * state.legitimacy)
    flown = 1.0 - levers.consent_required * (consent < 0.3)
    hundreds = xp.minimum(2.0, levers.strikes / 100.0) * (1.0 - consent) * flown
    return hundreds * (1.0 - 0.5 * sc.positions[:, 0])


def instruments(
    p: Params, state: State, levers: Levers, seen: tuple[Supply, Standing], sc: Scenario
) -> Array:
    """Part of the margin that the rivals' instruments move, (group,), log-odds; 0 without them.

    Parameters
    ----------
    p : uses `b_bt` (money by rule), `b_ob` (oil block), `b_pd` (patron deals), `b_dv` (devolution), `b_re`,
        `b_rx` (return of the excluded, and those who resent it), `b_mt` (military track), all log-odds

    References
    ----------
    docs/model.md, M2; decision D33; each effect may take either sign (parameters.csv).
    """
    supply, st = seen
    blocked = 2.0 * levers.oil_block * resource_share(state, sc) * (1.0 - supply.cover)
    courted = (levers.patron_deal[:, None] * sc.support).sum(0)
    rules_here = (st.presence * state.control[1:]).sum(1)
    resented = mix_groups_flat(1.0 - state.trust, st.power_share * levers.reinstate)
    return (
        p["b_bt"] * levers.bank_terms * sc.exposure + p["b_ob"] * blocked + p["b_pd"] * courted
        + p["b_dv"] * levers.devolve * (rules_here - 0.3) + p["b_re"] * levers.reinstate
        - p["b_rx"] * resented + p["b_mt"] * levers.military_track * sc.armed
    )  # fmt: skip


def willingness(xp: Any, z: Array, sc: Scenario) -> Array:
    """a_g = sig(z_g) for domestic groups, else 0: (group,), 0-1.

    References
    ----------
    docs/model.md, M2.
    """
    return sc.domestic * sig(xp, z)
