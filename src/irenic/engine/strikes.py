"""M7: consent, sorties flown, and what strikes do to the extremist and to people."""

from typing import Any, NamedTuple

from irenic.engine.algebra import EPS, cap, neighbourhood, share
from irenic.engine.patrons import Params
from irenic.engine.scenario import Scenario
from irenic.engine.state import Array, Draws, Levers, State
from irenic.engine.structure import constant


class Sorties(NamedTuple):
    """Strikes flown this month and by whose leave (docs/model.md, "Consent and sorties")."""

    by_district: Array  # (district,), strikes
    flown: Array  # (), strikes
    consent: Array  # (), national, 0-1
    local_consent: Array  # (district,), 0-1
    support: Array  # (), u: air support in hundreds of strikes, 0-2


class StrikeEffects(NamedTuple):
    """Outcome of M7 (docs/model.md)."""

    fighters: Array  # (group, district)
    kills: Array  # (district,), persons
    pressure: Array  # (district,), ground pressure on the extremist, 0-1
    coordination: Array  # (district,), 0-1
    disruption: Array  # ()
    leadership: Array  # (group,)
    leadership_ceiling: Array  # (group,)
    grievance: Array  # (district,)
    civilians: Array  # (district,), persons killed
    air_dependence: Array  # ()
    hit: Array  # (), event: senior leadership lost


def sorties(xp: Any, state: State, levers: Levers, consent: Array, sc: Scenario) -> Sorties:
    """Strikes by district and the consent they are flown under.

    References
    ----------
    docs/model.md, "Consent and sorties"; decisions D8, D27. Assumption: a conditional strike needs consent of
    0.3.
    """
    around = neighbourhood(state.fighters, sc.adjacency) * sc.domestic[:, None]
    inviting = (around * levers.partner[:, None]).sum(0) / (around.sum(0) + 1.0)
    local = xp.maximum(consent[None], inviting)
    allowed = 1.0 - levers.consent_required * (local < 0.3)
    n = levers.strikes * share(state.fighters[sc.e] * (0.2 + state.control[1 + sc.e])) * allowed
    flown = n.sum(0)
    support = xp.minimum(2.0, flown * (1.0 - levers.leadership_pressure) / 100.0)
    return Sorties(n, flown, consent, local, support)


def strikes(
    xp: Any,
    p: Params,
    state: State,
    levers: Levers,
    draws: Draws,
    seen: tuple[Sorties, Array, Array],
    sc: Scenario,
) -> StrikeEffects:
    """Kills, losses of leadership, disruption, civilian harm and grievance for one month.

    Parameters
    ----------
    p : uses `k_s` (persons per strike), `syn`, `co0`, `d_s`, `p_h`, `h_d`, `c_s` (persons per strike), `g_R`,
        `r_R`
    seen : sorties, effectiveness theta (group,), effort (group,)

    References
    ----------
    docs/model.md, M7; Mir & Moore 2019 and Lyall 2015 on `d_s`; Johnston 2012, Price 2012, Jordan 2009 on
    `h_d`; Condra et al. 2010 on `g_R`. Limit: no strikes, exactly no kills, hits, civilian harm or new
    grievance.
    """
    air, theta, eff = seen
    foe, worth = state.fighters[sc.e], theta[sc.e]
    ground = ((theta * eff * (1.0 - sc.extremist))[:, None] * state.fighters).sum(0)
    pressure = ground / (ground + worth * foe + EPS)
    coordination = p["co0"] + (1.0 - p["co0"]) * air.local_consent
    on_fighters = air.by_district * (1.0 - levers.leadership_pressure)
    each = p["k_s"] * (1.0 - 0.25 * levers.care) * (0.6 + p["syn"] * pressure * coordination)
    kills = cap(xp, on_fighters * each * xp.exp(0.3 * draws.strike - 0.045), foe)
    fighters = state.fighters - sc.extremist[:, None] * kills[None]
    fade = constant(p, "k_disruption")
    disruption = fade * state.disruption + (1.0 - fade) * p["d_s"] * (1.0 - xp.exp(-air.flown / 40.0))
    hit = 1.0 * (draws.u_hit < p["p_h"] * (1.0 - xp.exp(-air.flown * levers.leadership_pressure / 3.0)))
    leadership = state.leadership * (1.0 - sc.extremist * p["h_d"] * hit)
    ceiling = state.leadership_ceiling * (1.0 - sc.extremist * 0.15 * hit * (draws.u_perm < 0.15))
    civilians = air.by_district * p["c_s"] * (1.0 - 0.6 * levers.care) * (0.4 + 1.2 * sc.urban)
    grievance = _grievance(xp, p, state, levers, (civilians, air.local_consent), sc)
    plain_air = xp.minimum(1.0, air.flown * (1.0 - levers.leadership_pressure) / 100.0)
    dependence = state.air_dependence + 0.08 * (plain_air * (air.consent > 0.2) - state.air_dependence)
    return StrikeEffects(
        fighters,
        kills,
        pressure,
        coordination,
        disruption,
        leadership,
        ceiling,
        grievance,
        civilians,
        dependence,
        hit,
    )


def _grievance(
    xp: Any, p: Params, state: State, levers: Levers, seen: tuple[Array, Array], sc: Scenario
) -> Array:
    civilians, local_consent = seen
    new = (
        p["g_R"]
        * civilians
        / (sc.population / 1e5)
        * (1.0 - 0.4 * local_consent)
        * (1.0 - 0.25 * levers.redress)
    )
    return xp.minimum(3.0, state.grievance * (1.0 - p["r_R"]) + new)
