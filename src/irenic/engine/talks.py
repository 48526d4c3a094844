"""M2: talks mature, are spoiled, are signed; the government is seated and endorsed; groups join and leave."""

from typing import Any, NamedTuple

from irenic.engine.algebra import EPS, sig
from irenic.engine.margin import Invitation
from irenic.engine.patrons import Params
from irenic.engine.scenario import Scenario
from irenic.engine.standing import Standing
from irenic.engine.state import Array, Draws, Levers, State
from irenic.engine.structure import constant


class Talks(NamedTuple):
    """What the talks of a month change (docs/model.md, M2)."""

    maturity: Array  # (2,), 0-1
    trust: Array  # (group, group)
    signed: Array  # ()
    seated: Array  # ()
    endorsed: Array  # ()
    membership: Array  # (group,), 0-1
    spoiled: Array  # (), event
    newly_signed: Array  # (), event


def chance(xp: Any, hazard: Array) -> Array:
    """Probability of at least one event in a month with this hazard (per month, >= 0): 1-exp(-hazard).

    References
    ----------
    Assumption: constant hazard within the month.
    """
    return 1.0 - xp.exp(-hazard)


def track(xp: Any, levers: Levers, like: Array) -> Array:
    """Weights of the existing track and of a new conference, (2,), sum 1.

    References
    ----------
    Decision D34: a new conference starts from nothing; the existing track is where it stands.
    """
    return xp.stack([1.0 - levers.new_conference, levers.new_conference]) + 0.0 * like


def talks(
    xp: Any,
    p: Params,
    state: State,
    levers: Levers,
    draws: Draws,
    seen: tuple[Array, Invitation, Standing],
    forced: Array,
    sc: Scenario,
) -> Talks:
    """One month of talks.

    Parameters
    ----------
    p : uses `r_q` (1/month), `s0` (1/month), `q_v` (share of a fifth of maturity)
    seen : willingness (group,), invitation, standing
    forced : (2,), 1 where a back-test forces `signed`, `seated` this month (D4)

    References
    ----------
    docs/model.md, M2; decisions D4 (milestones), D23 (late joining), D34 (cap of the signing hazard).
    """
    willing, offer, st = seen
    on_track = track(xp, levers, state.maturity)
    maturity = state.maturity + levers.talks * on_track * (1.0 - state.maturity) * p["r_q"]
    maturity = maturity + 0.2 * levers.new_envoy * on_track * (
        xp.maximum(-p["q_v"], 0.0) * (1.0 - maturity) - xp.maximum(p["q_v"], 0.0) * maturity
    )
    ripe = (on_track * maturity).sum(0)
    open_ = levers.talks * ripe * (1.0 - state.signed)
    dissent = (1.0 - willing) ** 2 * sc.domestic
    spoil_hazard = 4.0 * p["s0"] * open_ * (st.power_share * dissent).sum(0)
    spoiled = (draws.u_spoil < chance(xp, spoil_hazard)) * (1.0 + 0.0 * ripe)
    maturity = maturity * (1.0 - 0.8 * on_track * spoiled)
    trust = _spoil_trust(xp, state.trust, st.bloc * dissent, spoiled, sc)
    support = (offer.weight * willing).sum(0)
    sign_hazard = constant(p, "k_signing") * open_ * sig(xp, 12.0 * (support - constant(p, "k_support")))
    free = (1.0 - state.signed) * xp.maximum(
        (1.0 - spoiled) * (draws.u_sign < chance(xp, sign_hazard)), forced[0]
    )
    signed = state.signed + free
    seated, endorsed = _institutions(xp, state, signed, willing, (draws, st, forced), sc)
    target = sc.domestic * signed * (0.5 + 0.5 * seated) * sig(xp, 8.0 * (willing - 0.35))
    slow = state.membership + constant(p, "k_membership") * (target - state.membership)
    membership = free * target + (1.0 - free) * slow
    return Talks(maturity, trust, signed, seated, endorsed, membership, spoiled, free)


def _spoil_trust(xp: Any, trust: Array, anger: Array, spoiled: Array, sc: Scenario) -> Array:
    spoiler = anger / (anger.max(0) + EPS)
    pair = xp.maximum(spoiler[:, None], spoiler[None]) * _domestic_pairs(sc)
    return trust * (1.0 - 0.5 * pair * spoiled)


def _domestic_pairs(sc: Scenario) -> Array:
    return sc.domestic[:, None] * sc.domestic[None] * (1.0 - sc.diagonal)


def _institutions(
    xp: Any, state: State, signed: Array, willing: Array, luck: tuple[Draws, Standing, Array], sc: Scenario
) -> tuple[Array, Array]:
    draws, st, forced = luck
    held = state.control[1:, sc.capital] * sc.domestic
    consenting = (held * willing).sum(0) / (held.sum(0) + EPS)
    seat = draws.u_seat < chance(xp, 0.3 * sig(xp, 8.0 * (consenting - 0.5)))
    unseat = draws.u_seat < chance(xp, 0.3 * sig(xp, 8.0 * (0.3 - consenting)))
    seated = state.seated * (1.0 - unseat) + (1.0 - state.seated) * signed * seat
    seated = xp.maximum(seated, forced[1] * signed)
    bodies = sc.endorsing * st.weight
    accept = (bodies * willing).sum(0) / (bodies.sum(0) + EPS)
    named = sc.endorsing.sum(0) > 0
    ratify = named * (draws.u_endorse < chance(xp, 0.2 * sig(xp, 8.0 * (accept - 0.5))))
    return seated, xp.maximum(state.endorsed, signed * ratify)
