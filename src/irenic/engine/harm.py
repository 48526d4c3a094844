"""M12: civilians, displacement, crossings and cost."""

from typing import Any, NamedTuple

import numpy as np

from irenic.engine.algebra import EPS, mix_groups_flat
from irenic.engine.government import power_mean, services_mean
from irenic.engine.patrons import Params, resource_share
from irenic.engine.scenario import Scenario
from irenic.engine.standing import Standing
from irenic.engine.state import Anchors, Array, Draws, Levers, State
from irenic.engine.strikes import Sorties
from irenic.engine.structure import constant


class Harm(NamedTuple):
    """Outcome of M12 (docs/model.md)."""

    civilians_combat: Array  # (district,), persons killed
    civilians_rule: Array  # (district,), persons killed under the extremist's rule
    displaced: Array  # (district,), persons
    crossings: Array  # (), persons; 0 when the case declares none
    money: Array  # (), USD million
    political_cost: Array  # (), index
    plot: Array  # (), event: an attack abroad traced to the country
    oil_outside: Array  # (), share of the resource revenue sold outside the national company


def harm(
    xp: Any,
    p: Params,
    state: State,
    levers: Levers,
    draws: Draws,
    seen: tuple[Array, Array, Array, Sorties, Standing],
    when: tuple[Array, Anchors],
    sc: Scenario,
) -> Harm:
    """Harm and cost of one month.

    Parameters
    ----------
    p : uses `c_c`, `d_r`, `x_v`, `x_c`, `h_x` (1/month), `x_u` (log effect of strikes on plots),
        `s_o` (share)
    seen : fighters killed (group, district), civilians killed by strikes (district,), vacancy (district,),
        sorties, standing
    when : month number (1 first) and the anchors

    References
    ----------
    docs/model.md, M12. Limit: no combat, no strikes and no extremist control give no deaths and displacement
    decaying 4% a month.
    """
    killed_by_group, by_strikes, vacant, air, st = seen
    killed = killed_by_group.sum(0)
    combat = p["c_c"] * killed * (0.3 + sc.urban)
    rule = 2e-5 * sc.population * state.control[1 + sc.e]
    fled = xp.minimum(p["d_r"] * (killed + combat + by_strikes), 0.15 * sc.population)
    displaced = constant(p, "k_return") * state.displaced + fled
    month, anchors = when
    flow = crossings(xp, p, levers, vacant, (month, anchors), sc)
    cost = money(state, levers, air, st, sc)
    plot = _plot(xp, p, state, draws, (air, anchors), sc)
    oil = _oil_outside(p, state, levers, st, sc)
    return Harm(combat, rule, displaced, flow, cost, _political_cost(levers, air, st), plot, oil)


def _plot(
    xp: Any, p: Params, state: State, draws: Draws, seen: tuple[Sorties, Anchors], sc: Scenario
) -> Array:
    air, anchors = seen
    size = state.fighters[sc.e].sum(0) / (anchors.strength + EPS)
    hazard = p["h_x"] * size * xp.exp(p["x_u"] * xp.log(1.0 + air.flown / 25.0))
    return 1.0 * (draws.u_plot < 1.0 - xp.exp(-hazard))


def _oil_outside(p: Params, state: State, levers: Levers, st: Standing, sc: Scenario) -> Array:
    inside = state.signed * (0.5 + 0.5 * state.seated) * state.membership
    held = sc.domestic * resource_share(state, sc) * (1.0 - inside) * (1.0 - levers.oil_block)
    return p["s_o"] * held.sum(0) * (1.0 - 0.5 * power_mean(st, levers.deny))


def coastal_mean(vacant: Array, sc: Scenario) -> Array:
    """Population-weighted vacancy of coastal districts, (), 0-1.

    References
    ----------
    docs/model.md, M12 (cv).
    """
    people = sc.coast * sc.population
    return (people * vacant).sum(0) / (people.sum(0) + EPS)


def crossings(
    xp: Any, p: Params, levers: Levers, vacant: Array, when: tuple[Array, Anchors], sc: Scenario
) -> Array:
    """People crossing in the month, (), persons; 0 when the case declares no crossings.

    Parameters
    ----------
    p : uses `x_v` (response to coastal disorder), `x_c` (effect of coast deals)

    References
    ----------
    docs/model.md, M12; decisions D8, D12; Global Initiative 2017 on coast deals. Level and season are the
    case's.
    """
    month, anchors = when
    still = 0.0 * vacant[0]
    if sc.crossings is None:
        return still
    level, peak, amplitude = sc.crossings
    season = 1.0 + amplitude * xp.cos(2.0 * np.pi * (sc.start_month + month - peak) / 12.0)
    disorder = xp.exp(
        xp.clip(2.0 * p["x_v"] * (coastal_mean(vacant, sc) - anchors.coastal_vacancy), -2.0, 2.0)
    )
    return still + level * season * disorder * xp.exp(-p["x_c"] * levers.coast_deal)


def money(state: State, levers: Levers, air: Sorties, st: Standing, sc: Scenario) -> Array:
    """Direct cost of the month's levers, (), USD million.

    References
    ----------
    docs/model.md, M12; levers.csv. Assumption: placeholder prices, grade D.
    """
    people = sc.population.sum(0)
    mediation = (sc.population * levers.local_mediation).sum(0) / people
    guards = (sc.population * levers.guard_force).sum(0) / people
    clients = sc.support.sum(1) / (sc.support.sum((0, 1)) + EPS)
    return (
        0.2 * air.flown
        + 30.0 * power_mean(st, levers.pay)
        + 5.0 * levers.talks * (1.0 + levers.breadth)
        + 25.0 * power_mean(st, levers.guarantee) * state.signed
        + 15.0 * services_mean(levers, sc)
        + 3.0 * levers.embargo
        + 10.0 * levers.coast_deal
        + 3.0 * mediation
        + 2.0 * levers.patron_diplomacy
        + 0.001 * levers.outside_force.sum(0)
        + 5.0 * power_mean(st, levers.advisers)
        + power_mean(st, levers.joint_room)
        + 10.0 * guards
        + 10.0 * (clients * levers.patron_deal).sum(0)
        + levers.bank_terms
        + 2.0 * levers.devolve
        + 2.0 * power_mean(st, levers.reinstate)
        + 3.0 * levers.military_track
        + power_mean(st, levers.oil_block)
        + 10.0 * (st.power_share * mix_groups_flat(levers.truce * (1.0 - state.trust), st.power_share)).sum(0)
        + levers.new_envoy
        + 8.0 * levers.conference
    )


def _political_cost(levers: Levers, air: Sorties, st: Standing) -> Array:
    uninvited = 1.0 - air.consent
    arming = power_mean(st, levers.partner + 0.5 * levers.advisers) * uninvited
    return air.flown * uninvited / 100.0 + power_mean(st, levers.deny) + arming
