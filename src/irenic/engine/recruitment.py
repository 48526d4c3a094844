"""M10: who joins the extremist and the armed groups, and who quits."""

from typing import Any, NamedTuple

from irenic.engine.algebra import pos, share
from irenic.engine.control import extremist_shares
from irenic.engine.patrons import Params
from irenic.engine.scenario import Scenario
from irenic.engine.state import Anchors, Array, Draws, Levers, State
from irenic.engine.strikes import Sorties
from irenic.engine.structure import constant


class Recruitment(NamedTuple):
    """Outcome of M10 (docs/model.md)."""

    fighters: Array  # (group, district)
    vacancy: Array  # (district,), 0-1: ground that nobody governs
    local: Array  # (district,), persons joining the extremist
    foreign: Array  # (district,), persons arriving
    quitting: Array  # (district,), persons leaving the extremist


def vacancy(state: State, legitimacy: Array, corruption: Array, sc: Scenario) -> Array:
    """1 minus the governance people live under, (district,), 0-1.

    References
    ----------
    docs/model.md, M10 (vac); Arjona 2016 on order under armed groups.
    """
    state_share = 0.6 * legitimacy * (1.0 - 0.5 * corruption)
    governed = sc.governance + (1.0 - sc.governance) * state_share * state.membership
    return 1.0 - (state.control[1:] * (governed * (1.0 - sc.extremist))[:, None]).sum(0)


def growth(xp: Any, room: Array, pull: Array) -> Array:
    """Growth rate by the room left (1 empty, 0 full) and what draws recruits (log), any shape, >= -0.5.

    References
    ----------
    docs/model.md, M10. Assumption: what draws recruits does not hasten the decline of a force that is too
    large, so that no month can lose more than there are.
    """
    return xp.maximum(room, 0.0) * xp.exp(pull) + xp.clip(room, -0.5, 0.0)


def recruitment(
    xp: Any,
    p: Params,
    state: State,
    levers: Levers,
    draws: Draws,
    seen: tuple[Sorties, Array, Array, Array],
    sc: Scenario,
    anchors: Anchors,
) -> Recruitment:
    """Joining and quitting for one month; `state` holds control, legitimacy and grievance of this month.

    Parameters
    ----------
    p : uses `r0` (1/month), `ff` (persons/month), `be_V`, `be_R`, `be_u`, `be_p`, `be_e`, `be_k`,
        `be_o`, `be_x` (exclusion)
    seen : sorties, ground pressure (district,), control before the month's contest, local shares (group,
        district)

    References
    ----------
    docs/model.md, M10; Condra et al. 2010 on `be_R`; Zelin 2018 on `ff`. Limit: with exponents, arrivals,
    quits and siege off, logistic growth.
    """
    air, pressure, control_before, present = seen
    people = sc.population.sum(0)
    held = extremist_shares(state.control, sc)[0]
    change = held - extremist_shares(control_before, sc)[0]
    momentum = xp.clip(3.0 * change / (held + 0.01), -1.0, 1.0)
    abroad = p["be_o"] * xp.log((1000.0 + outside_persons(levers, sc)) / (1000.0 + sc.outside_start))
    prestige = p["be_p"] * momentum + p["be_u"] * xp.log(1.0 + air.flown / 25.0) + abroad
    prestige = xp.clip(prestige, -2.0, 2.0)
    vacant = vacancy(state, state.legitimacy, state.corruption, sc)
    foe, open_ = state.fighters[sc.e], 1.0 - pressure**1.5
    pull = (
        2.0 * p["be_V"] * (vacant - 0.6)
        + p["be_R"] * state.grievance
        + prestige
        - p["be_e"] * state.control[1 + sc.e]
        + p["be_x"] * shut_out(levers, present, sc)
    )
    room = 1.0 - foe.sum(0) / (constant(p, "k_ceiling") * people)
    local = p["r0"] * foe * open_ * growth(xp, room, xp.clip(pull, -3.0, 2.0))
    stream = (
        p["ff"]
        * xp.exp(prestige)
        * (1.0 - 0.5 * levers.border)
        * (0.25 + 0.75 * xp.minimum(1.5, held / (anchors.territory + 0.001)))
    )
    foreign = stream * open_ * share(foe + 5.0) * xp.exp(0.2 * draws.foreign - 0.02)
    quitting = constant(p, "k_quitting") * foe * (1.0 + xp.maximum(pos(xp, -momentum), 0.0))
    joined = sc.extremist[:, None] * (local + foreign - quitting)[None]
    fighters = state.fighters + joined + _others(xp, p, state, levers, sc)
    return Recruitment(fighters, vacant, local, foreign, quitting)


def shut_out(levers: Levers, present: Array, sc: Scenario) -> Array:
    """Exclusion of each district's people beyond the country's mean, (district,).

    Parameters
    ----------
    present : (group, district), shares of presence; a group whose people may return to office takes half of
        the sting where it is all there is

    References
    ----------
    docs/model.md, M10 (excl); decision D37; Cederman, Weidmann & Gleditsch 2011.
    """
    mean = (sc.population * sc.exclusion).sum(0) / sc.population.sum(0)
    eased = 1.0 - 0.5 * (present * levers.reinstate[:, None]).sum(0)
    return sc.exclusion * eased - mean


def outside_persons(levers: Levers, sc: Scenario) -> Array:
    """Persons of outside forces in the country, (); 0 where the case has none.

    References
    ----------
    docs/model.md, M10 (out).
    """
    return levers.outside_force.sum(0) * (sc.outside.sum(0) > 0)


def _others(xp: Any, p: Params, state: State, levers: Levers, sc: Scenario) -> Array:
    room = 1.0 - state.fighters.sum(0) / (0.03 * sc.population)
    paid = 2.0 * p["be_k"] * levers.pay * (1.0 - levers.pay_conditional)
    militias = 0.2 * p["r0"] * state.fighters * growth(xp, room[None], paid[:, None]) * sc.armed[:, None]
    garrison = sc.garrison_per_capita * sc.population[None] * state.control[1:]
    return militias + sc.councils[:, None] * 0.1 * (garrison - state.fighters)
