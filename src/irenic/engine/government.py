"""M3: the agreed government: breadth of membership, corruption, legitimacy, guarantee, consent."""

from typing import Any, NamedTuple

from irenic.engine.algebra import sig
from irenic.engine.margin import Invitation
from irenic.engine.patrons import Params
from irenic.engine.scenario import Scenario
from irenic.engine.standing import Standing, mean_credibility
from irenic.engine.state import Array, Levers, State
from irenic.engine.structure import constant


class Government(NamedTuple):
    """Outcome of M3 (docs/model.md), each () but `quorum`, 0-1."""

    breadth: Array  # Bm: membership by power among those invited
    membership: Array  # Pm: membership by power
    corruption: Array
    legitimacy: Array
    guarantee: Array
    consent: Array  # national consent to outside force
    credibility: Array  # of the mediator, power-weighted
    quorum: Array  # (group,)


def power_mean(st: Standing, x: Array) -> Array:
    """Power-share mean of a per-group lever or state, (group,) -> ().

    References
    ----------
    Decision D9: where a mechanism wants one number from a per-group lever.
    """
    return (st.power_share * x).sum(0)


def services_mean(levers: Levers, sc: Scenario) -> Array:
    """Population mean of the services lever, () 0-1.

    References
    ----------
    docs/model.md, M3 (build).
    """
    return (sc.population * levers.services).sum(0) / sc.population.sum(0)


def government(
    xp: Any, p: Params, state: State, levers: Levers, seen: tuple[Invitation, Standing], sc: Scenario
) -> Government:
    """Corruption, legitimacy, guarantee and consent of one month; `state` holds milestones after the talks.

    Parameters
    ----------
    p : uses `l_0`, `l_B`, `c_k`, `c_bt`, `l_dv` (log-odds), `d_b` (1/month)

    References
    ----------
    docs/model.md, M3; Paffenholz 2015 on `l_B`; Lacher & Cole 2014 on `c_k`; decisions D4, D31. Limit:
    unsigned, legitimacy does not depend on membership.
    """
    offer, st = seen
    members = power_mean(st, state.membership)
    breadth = power_mean(st, offer.invited * state.membership)
    stage = state.signed * (0.5 + 0.5 * state.seated)
    trusted = mean_credibility(state, st.power_share)
    corruption = _corruption(xp, p, state, levers, (stage, st))
    credit = p["l_0"] + 0.2 * state.endorsed + 3.0 * p["l_B"] * (breadth - 0.3) + 0.5 * (2.0 * trusted - 1.0)
    rule = 2.0 * stage * members * state.legitimacy * (1.0 - corruption)
    drift = services_mean(levers, sc) + p["l_dv"] * levers.devolve - 0.2 - 1.2 * (corruption - 0.4)
    legitimacy = state.legitimacy + constant(p, "k_legitimacy") * (
        sig(xp, -1.0 + stage * credit + rule + drift) - state.legitimacy
    )
    guarantee = state.signed * xp.maximum(0.97 * state.guarantee, power_mean(st, levers.guarantee))
    consent = stage * xp.minimum(1.0, 1.3 * members) * (0.5 + 0.5 * legitimacy)
    quorum = attendance(xp, p, state, stage, sc)
    return Government(breadth, members, corruption, legitimacy, guarantee, consent, trusted, quorum)


def attendance(xp: Any, p: Params, state: State, stage: Array, sc: Scenario) -> Array:
    """Attendance of political bodies after a month, (group,), 0-1; other groups stay at 1.

    Parameters
    ----------
    p : uses `d_b` (1/month), the decay of bodies outside a settlement; below 0 they close ranks
    stage : () 0-1, how far a settlement is in force

    References
    ----------
    docs/model.md, M3; decision D37. Assumption: within a settlement 3% of the gap closes in a month.
    """
    inside = stage * state.membership
    change = (1.0 - inside) * (
        xp.maximum(-p["d_b"], 0.0) * (1.0 - state.quorum) - xp.maximum(p["d_b"], 0.0) * state.quorum
    )
    return state.quorum + sc.political * (change + 0.03 * inside * (1.0 - state.quorum))


def _corruption(xp: Any, p: Params, state: State, levers: Levers, seen: tuple[Array, Standing]) -> Array:
    stage, st = seen
    pay, sanction = power_mean(st, levers.pay), power_mean(st, levers.sanction)
    tied = levers.pay_conditional
    feed = stage * p["c_k"] * pay * (1.0 - tied) - 0.6 * tied * (pay > 0.0) + 0.6 * sanction
    level = sig(xp, -0.6 + feed - p["c_bt"] * levers.bank_terms)
    target = level + 0.3 * levers.coast_deal * (1.0 - level)
    return state.corruption + constant(p, "k_corruption") * (target - state.corruption)
