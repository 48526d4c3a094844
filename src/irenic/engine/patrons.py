"""M1: patrons, embargo, the mediator's credibility, and what a fighter of each group is worth."""

from typing import Any, NamedTuple

from irenic.engine.algebra import EPS, mix_groups_flat, pos
from irenic.engine.scenario import Scenario
from irenic.engine.state import Array, Draws, Levers, State
from irenic.engine.structure import constant

Params = dict[str, Array]


class Supply(NamedTuple):
    """Outcome of M1 (docs/model.md)."""

    materiel: Array  # (group,), index
    credibility: Array  # (group,), of the mediator, 0-1
    fortune: Array  # (group,), log
    theta: Array  # (group,), effectiveness of a fighter
    inflow: Array  # (group,), support that arrives from patrons
    cover: Array  # (group,), share of support from patrons, 0-1


def patrons(xp: Any, p: Params, state: State, levers: Levers, draws: Draws, sc: Scenario) -> Supply:
    """Support that arrives, materiel, credibility and effectiveness for one month.

    Parameters
    ----------
    p : uses `chi` (share), `dep` (share), `k_pd` (share), `a_q` (log), `v_e` (share)

    Returns
    -------
    Supply

    References
    ----------
    docs/model.md, M1; sources of `chi` and `dep` in parameters.csv. Assumption: materiel closes 6% of its gap
    a month.
    """
    arriving = support_arriving(xp, p, levers, draws.patrons, sc)
    inflow = arriving.sum(0)
    own = own_supply(state, levers, sc)
    materiel = state.materiel + constant(p, "k_materiel") * (
        own + inflow + 0.5 * levers.partner + 0.25 * levers.embargo_exempt - state.materiel
    )
    credibility = credibility_of_mediator(xp, p, state, levers, inflow, sc)
    fortune = 0.8 * state.fortune + 0.15 * draws.fortune
    theta = effectiveness(xp, p, state._replace(materiel=materiel, fortune=fortune), levers, sc)
    return Supply(materiel, credibility, fortune, theta, inflow, inflow / (inflow + own + EPS))


def credibility_of_mediator(
    xp: Any, p: Params, state: State, levers: Levers, inflow: Array, sc: Scenario
) -> Array:
    """Credibility of the mediator with each group after a month, (group,), 0-1.

    Parameters
    ----------
    p : uses `v_e`, the share of lost standing that belongs to the envoy's person
    inflow : (group,), support that arrives from patrons

    References
    ----------
    docs/model.md, M1; Kydd 2003, Savun 2008; decisions D13 (weighed by fighters), D37. Assumption: what
    outside states send to those a group distrusts costs the mediator standing with that group. Limit: v_e =
    0, and a new envoy changes nothing.
    """
    force = state.fighters.sum(1)
    given = (force * sc.support.sum(0)).sum(0)
    leak = mix_groups_flat(1.0 - state.trust, force * inflow) / (given + EPS)
    hurt = 0.4 * xp.minimum(leak, 1.2) * (1.0 - levers.patron_diplomacy)
    deserved = xp.maximum(0.0, 0.75 - 0.5 * xp.abs(levers.mediator_bias) - hurt)
    pace = constant(p, "k_credibility") + 0.9 * p["v_e"] * levers.new_envoy
    return state.credibility + pace * (deserved - state.credibility)


def support_arriving(xp: Any, p: Params, levers: Levers, noise: Array, sc: Scenario) -> Array:
    """Support by patron and group that gets through, (patron, group), index.

    Parameters
    ----------
    p : uses `chi` (share of patron supply that an embargo can stop), `k_pd` (share that a deal with the
        patron ends; negative where a deal covers more support)
    noise : (patron,), standard normal

    References
    ----------
    docs/model.md, M1. Limits: no embargo and no diplomacy leave the support of the case; embargo = chi =
    compliance = 1 stop it.
    """
    stopped = (levers.embargo * p["chi"] * sc.compliance)[:, None] * (1.0 - levers.embargo_exempt)[None]
    luck = xp.exp(0.3 * noise - 0.045)
    kept = (1.0 - 0.5 * levers.patron_diplomacy) * (1.0 - p["k_pd"] * levers.patron_deal) * luck
    return sc.support * (1.0 - stopped) * kept[:, None]


def own_supply(state: State, levers: Levers, sc: Scenario) -> Array:
    """Own supply, (group,), index: less under denial or an oil block, more on a coast under a coast deal.

    References
    ----------
    docs/model.md, M1; decisions D8 (coast deals), D33 (oil). Assumption: grade D.
    """
    force = state.fighters.sum(1)
    coastal = sc.armed * (state.fighters * sc.coast[None]).sum(1) / (force + 1.0)
    blocked = 0.5 * levers.oil_block * resource_share(state, sc)
    own = sc.supply * (1.0 - 0.2 * levers.deny * sc.recognition) * (1.0 - blocked)
    return own + 0.1 * levers.coast_deal * coastal


def resource_share(state: State, sc: Scenario) -> Array:
    """Share of the country's resource revenue that leaves through what a group holds, (group,), 0-1.

    References
    ----------
    docs/model.md, M1 (res).
    """
    return (state.control[1:] * sc.revenue[None]).sum(1)


def effectiveness(xp: Any, p: Params, state: State, levers: Levers, sc: Scenario) -> Array:
    """theta, worth of one fighter, (group,), 1 = an average fighter at parity.

    Parameters
    ----------
    p : uses `dep` (share lost when air support a partner leans on stops), `a_q` (log gain by advisers)

    References
    ----------
    docs/model.md, M1; SIGAR 2022-23 on `dep`. Assumption: materiel enters with exponent 0.4.
    """
    air = xp.minimum(levers.strikes * (1.0 - levers.leadership_pressure) / 100.0, 1.0)
    lean = p["dep"] * pos(xp, state.air_dependence - air)
    dependence = 1.0 - lean * xp.clip(state.membership, 0.3, 1.0)
    disrupted = xp.clip(1.0 - state.disruption, 0.2, 1.5)
    raw = (
        sc.quality
        * state.materiel**0.4
        * state.leadership
        * xp.exp(state.fortune + p["a_q"] * levers.advisers)
    )
    return raw * (sc.extremist * disrupted + (1.0 - sc.extremist) * dependence)
