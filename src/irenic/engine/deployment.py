"""M6: who fights the extremist, and where armies stand."""

from typing import Any, NamedTuple

from irenic.engine.algebra import mix_groups, mix_groups_flat, neighbourhood, share, sig
from irenic.engine.patrons import Params
from irenic.engine.scenario import Scenario
from irenic.engine.standing import Standing
from irenic.engine.state import Anchors, Array, Levers, State
from irenic.engine.structure import constant

EARNEST = 0.2  # log-odds of effort on an offensive, in place of e0: a third of an army goes to the front


class Fronts(NamedTuple):
    """Shares of armies drawn to fronts (docs/model.md, M6)."""

    drawn: Array  # (group, district), share of each army drawn to a front, by district
    left: Array  # (group,), share that stays on its garrisons


def resolve(
    xp: Any, p: Params, state: State, levers: Levers, seen: tuple[Array, Array, Standing], sc: Scenario
) -> Array:
    """zeta_g, what raises or lowers a group's effort against the extremist, (group,), log-odds.

    Parameters
    ----------
    p : uses `e_t`, `e_m`, `mh`, `eta_c`, `a_e` (advisers), `j_e` (joint room), log-odds
    seen : common threat (group,), air support u (0-2), standing

    References
    ----------
    docs/model.md, M6; Biddle, Macdonald & Baker 2018 on `mh`, `eta_c`. mh < 0 is moral hazard, mh > 0
    emboldening.
    """
    threat, air, st = seen
    around = mix_groups_flat(state.trust, st.power_share)
    tied = p["eta_c"] * levers.air_conditional
    room = levers.joint_room * mix_groups_flat(state.trust, st.power_share * levers.joint_room)
    return (
        p["e_t"] * xp.log((threat + 0.02) / 0.1)
        + p["e_m"] * state.membership * (0.5 + state.legitimacy)
        + (p["mh"] + tied) * air
        + tied * levers.pay
        + 1.5 * (around - 0.3)
        + p["a_e"] * levers.advisers
        + 2.0 * p["j_e"] * room
    )


def effort(xp: Any, p: Params, state: State, levers: Levers, drive: Array, sc: Scenario) -> Array:
    """eff_g, share of effort turned against the extremist, (group,), 0-1.

    `state` says who is on an offensive.

    Parameters
    ----------
    p : uses `e0` (log-odds)
    drive : zeta_g of resolve, (group,), log-odds

    References
    ----------
    docs/model.md, M6.
    """
    base = (1.0 - state.offensive) * p["e0"] + state.offensive * EARNEST
    return sc.domestic * sig(xp, base + drive) + (sc.outside > 0) * levers.outside_combat


def reach_of_groups(xp: Any, sc: Scenario) -> Array:
    """How far each group reaches into each district from home, (group, district), 0-1.

    References
    ----------
    docs/model.md, M6.
    """
    return xp.minimum(1.0, neighbourhood(sc.home, sc.adjacency) + 0.03)


def reach_of_extremist(xp: Any, state: State, sc: Scenario) -> Array:
    """How far ground that the extremist holds lies within a group's reach, (group,), 0-1.

    References
    ----------
    docs/model.md, M6.
    """
    return xp.minimum(1.0, 1.3 * (reach_of_groups(xp, sc) * state.control[1 + sc.e][None]).sum(1))


def fronts(xp: Any, state: State, eff: Array, sc: Scenario) -> Fronts:
    """Where armies are drawn: to the extremist by effort, to rivals by the rest.

    References
    ----------
    docs/model.md, M6. Assumption: at most 60% of an army turns on the extremist, and on rivals 25%, or 60% on
    campaign.
    """
    reach = reach_of_groups(xp, sc)
    held = state.control[1 + sc.e][None]
    target = reach * held * (state.fighters[sc.e] + 50.0)[None]
    against = 0.6 * eff * reach_of_extremist(xp, state, sc)
    hostile = (
        (1.0 - state.trust) * (1.0 - state.membership[:, None] * state.membership[None]) * sc.domestic[None]
    )
    rival = reach * mix_groups(xp, hostile, state.control[1:])
    most = 0.25 + 0.35 * state.campaign
    rivalry = most * (1.0 - eff) * xp.minimum(1.0, rival.sum(1))
    drawn = against[:, None] * share(target) + rivalry[:, None] * share(rival)
    return Fronts(drawn, 1.0 - against - rivalry)


def haunt_pull(xp: Any, state: State, eff: Array, sc: Scenario) -> Array:
    """How much each district pulls the extremist, (district,), before the haunts factor.

    References
    ----------
    docs/model.md, M6: it gathers where it holds ground and nobody resists, within reach of what it holds.
    """
    held = state.control[1 + sc.e]
    resisting = (eff[:, None] * state.control[1:] * (1.0 - sc.extremist)[:, None]).sum(0)
    near = xp.minimum(1.0, 0.05 + neighbourhood(held[None], sc.adjacency)[0])
    return xp.exp(2.5 * held + state.control[0] - 1.5 * resisting) * near


def deployment(
    xp: Any, p: Params, state: State, levers: Levers, eff: Array, sc: Scenario, anchors: Anchors
) -> Array:
    """Fighters by group and district after a month's movement, (group, district), persons; totals are kept.

    References
    ----------
    docs/model.md, M6. Assumption: part of the gap to the target closes in a month (`k_movement`, a quarter);
    councils and splinters stay.
    """
    total = state.fighters.sum(1, keepdims=True)
    front = fronts(xp, state, eff, sc)
    target = front.left[:, None] * anchors.garrison + front.drawn
    gathering = share(anchors.haunts * haunt_pull(xp, state, eff, sc))
    foe = sc.extremist[:, None]
    target = (1.0 - foe) * target + foe * gathering[None]
    target = target / (target.sum(1, keepdims=True))
    pace = constant(p, "k_movement")
    moved = (1.0 - pace) * state.fighters + pace * total * target
    mobile = (sc.armed + sc.extremist)[:, None]
    placed = sc.outside[:, None] * levers.outside_force[None]
    outside = (sc.outside > 0)[:, None]
    return mobile * moved + (1.0 - mobile) * (outside * placed + (1.0 - outside) * state.fighters)
