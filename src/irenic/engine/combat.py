"""M8: contact, losses and what fighting does to leaders and to trust."""

from typing import Any, NamedTuple

from irenic.engine.algebra import EPS, accumulate, cap, mix_groups, outer
from irenic.engine.patrons import Params
from irenic.engine.scenario import Scenario
from irenic.engine.standing import Standing
from irenic.engine.state import Array, Draws, Levers, State
from irenic.engine.strikes import Sorties, StrikeEffects
from irenic.engine.structure import constant

IDLE = 0.02  # contact with the extremist of a group that makes no effort against it


class Combat(NamedTuple):
    """Outcome of M8 (docs/model.md)."""

    fighters: Array  # (group, district), after losses
    killed: Array  # (group, district), persons
    loss_share: Array  # (group,), 0-1
    leadership: Array  # (group,)
    leader_lost: Array  # (group,), event
    clash: Array  # (group, group), hostile contact share
    joint: Array  # (group, group), joint engagement against the extremist
    engaged: Array  # (group,), effort times share facing the extremist


def contact(xp: Any, p: Params, state: State, eff: Array, sc: Scenario) -> Array:
    """I_gh, intensity of contact between groups, (group, group), 0-1, symmetric, 0 on the diagonal.

    Parameters
    ----------
    p : uses `cf` (share by which full members stop clashing), `i_w` (how much more rivals fight on campaign)

    References
    ----------
    docs/model.md, M8. Limit: full trust ends clashes.
    """
    members = xp.sqrt(outer(state.membership, state.membership) + 1e-30)
    calm = 1.0 - 0.5 * (eff[:, None] + eff[None])
    others = (1.0 - sc.extremist)[:, None] * (1.0 - sc.extremist)[None] * (1.0 - sc.diagonal)
    rivals = constant(p, "k_contact") * (1.0 - state.trust) ** 4 * (1.0 - p["cf"] * members) * calm * others
    rivals = rivals * (1.0 + p["i_w"] * outer(state.campaign, state.campaign))
    foe = (IDLE + (1.0 - IDLE) * eff) * (1.0 - sc.extremist)
    return rivals + foe[:, None] * sc.extremist[None] + sc.extremist[:, None] * foe[None]


def fire_on(
    xp: Any, p: Params, fighters: Array, contacts: Array, seen: tuple[Array, Array, Array], sc: Scenario
) -> Array:
    """Loss rate of each group in each district before defence and luck, (group, district), persons a month.

    Parameters
    ----------
    p : uses `kap` (1/month), `lam` (0 square law, 1 linear law)
    seen : theta (group,), mass (group, district), calm (district,): factor where guards keep others than the
        extremist apart

    References
    ----------
    Deitchman 1962 (between Lanchester's square and linear laws); docs/model.md, M8.
    """
    theta, mass, calm = seen
    facing = mix_groups(xp, contacts, fighters)
    volume = theta[:, None] * fighters / (facing + 1.0)

    def from_group(contact_h: Array, volume_h: Array, mass_h: Array) -> Array:
        met = xp.exp(-p["lam"] * xp.log(mass + mass_h[None] + EPS))
        return (contact_h**2)[:, None] * volume_h[None] * met

    # (2 m_g/(m_g+m_h))^lam with m_g^lam taken out of the sum: one division and two logarithms fewer per pair
    own = xp.exp(p["lam"] * xp.log(2.0 * mass + 1e-30))
    fire = accumulate(xp, from_group, (contacts, volume, mass), unroll=True)
    from_foe = from_group(contacts[sc.e], volume[sc.e], mass[sc.e])
    fire = fire - (fire - from_foe) * (1.0 - sc.extremist)[:, None] * (1.0 - calm)[None]
    return p["kap"] * fighters * own * fire


def quarrel(p: Params, state: State, levers: Levers) -> Array:
    """What raises or lowers fire between groups other than the extremist, (district,), log.

    Parameters
    ----------
    p : uses `g_f` (guards), `g_p` (a local deal), `f_C` (corruption)

    References
    ----------
    docs/model.md, M8 (calm is its exponential); decisions D33, D37.
    """
    return p["f_C"] * (state.corruption - 0.4) - p["g_f"] * levers.guard_force - p["g_p"] * state.deal


def clashes(contacts: Array, fighters: Array, seen: tuple[Array, Array], sc: Scenario) -> Array:
    """Hostile contact share of each domestic pair, (group, group), 0-1, symmetric.

    Parameters
    ----------
    seen : mass (group, district), calm (district,)

    References
    ----------
    docs/model.md, M8; decision D13 (shares of own people exposed, so splitting a group changes nothing).
    """
    mass, calm = seen
    ratio = mass[None] / (mass[:, None] + mass[None] + EPS)
    exposed = ((fighters * calm[None])[:, None] * ratio).sum(2) / (fighters.sum(1) + 50.0)[:, None]
    pairs = sc.domestic[:, None] * sc.domestic[None]
    return contacts * (exposed + exposed.swapaxes(0, 1)) * pairs


def combat(
    xp: Any,
    p: Params,
    state: State,
    levers: Levers,
    draws: Draws,
    seen: tuple[Sorties, StrikeEffects, Standing, Array, Array, Array],
    sc: Scenario,
) -> Combat:
    """One month of fighting; `state` holds the fighters and leadership after the strikes.

    Parameters
    ----------
    p : uses `kap`, `lam`, `tau`, `cf`, `g_air`, `r_H`, `g_f`, `g_p` (a local deal), `f_C` (corruption)
    seen : sorties, strike effects, standing, theta (group,), effort (group,), dated losses of leadership
        (group,) 0/1

    References
    ----------
    docs/model.md, M8; Deitchman 1962; Mosul 2016-17 on `tau`; Andres, Wills & Griffith 2005 on `g_air`.
    """
    air, hits, st, theta, eff, dated = seen
    fighters = state.fighters
    contacts = contact(xp, p, state, eff, sc)
    mass = mix_groups(xp, st.kin, fighters)
    calm = xp.exp(quarrel(p, state, levers))
    rate = fire_on(xp, p, fighters, contacts, (theta, mass, calm), sc)
    overhead = 1.0 - xp.exp(-air.by_district * (1.0 - levers.leadership_pressure) / 15.0)
    boost = 1.0 + p["g_air"] * overhead * hits.coordination
    rate = rate * (1.0 + sc.extremist[:, None] * (boost - 1.0)[None])
    cover = 1.0 + (p["tau"] - 1.0) * sc.urban[None] * mix_groups(xp, st.kin, state.control[1:])
    loss = cap(xp, rate / cover * xp.exp(0.35 * draws.combat - 0.061), fighters)
    loss_share = loss.sum(1) / (fighters.sum(1) + 1.0)
    lost = xp.maximum(sc.domestic * (draws.u_leader < 1.0 - xp.exp(-0.8 * loss_share)), dated)
    leadership = state.leadership * (1.0 - 0.15 * lost)
    leadership = leadership + p["r_H"] * (state.leadership_ceiling - leadership)
    engaged = _engaged(eff, fighters, theta, sc)
    apart = sc.domestic[:, None] * sc.domestic[None] * (1.0 - sc.diagonal)
    return Combat(
        fighters=fighters - loss,
        killed=0.5 * loss,
        loss_share=loss_share,
        leadership=xp.clip(leadership, 0.05, 1.2),
        leader_lost=lost,
        clash=clashes(contacts, fighters, (mass, calm), sc),
        joint=xp.sqrt(outer(engaged, engaged) + 1e-30) * apart,
        engaged=engaged,
    )


def _engaged(eff: Array, fighters: Array, theta: Array, sc: Scenario) -> Array:
    foe = theta[sc.e] * fighters[sc.e]
    facing = (fighters * (foe / (foe + 20.0))[None]).sum(1) / (fighters.sum(1) + 1.0)
    return eff * facing
