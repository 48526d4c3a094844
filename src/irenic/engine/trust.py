"""M5: trust between groups and polarisation over outside powers."""

from typing import Any, NamedTuple

from irenic.engine.algebra import outer
from irenic.engine.combat import Combat
from irenic.engine.government import Government, power_mean
from irenic.engine.patrons import Params
from irenic.engine.recruitment import outside_persons
from irenic.engine.scenario import Scenario
from irenic.engine.standing import Standing
from irenic.engine.state import Array, Levers, State
from irenic.engine.strikes import Sorties
from irenic.engine.structure import constant


class Ties(NamedTuple):
    """Outcome of M5 (docs/model.md)."""

    trust: Array  # (group, group), 0-1
    polarisation: Array  # (), 0-1


def quieted(xp: Any, levers: Levers, presence: Array) -> Array:
    """How far truces and local mediation reach each pair, (group, group), 0-1.

    References
    ----------
    Decision D8 (local truces): the overlap of two groups' presence in mediated districts, or a truce between
    them.
    """
    return xp.maximum(levers.truce, overlap(xp, presence, levers.local_mediation))


def overlap(xp: Any, presence: Array, places: Array) -> Array:
    """Overlap of two groups' presence in some places, (group, group), 0-1.

    Parameters
    ----------
    presence : (group, district)
    places : (district,), 0-1

    References
    ----------
    docs/model.md, M5 (ov).
    """
    root = xp.sqrt(presence)
    return ((root * places[None])[:, None] * root[None]).sum(2)


def trust(
    xp: Any,
    p: Params,
    state: State,
    levers: Levers,
    seen: tuple[Government, Sorties, Combat, Standing, Array, Array],
    sc: Scenario,
) -> Ties:
    """Trust and polarisation at the end of the month.

    Parameters
    ----------
    p : uses `t_u`, `t_f`, `t_l`, `t_p`, `j_t` (joint room), `t_m` (military track), 1/month; `z_s` (per 100
        strikes), `z_p`, `z_o` (per 5,000 outside troops)
    seen : government, sorties, combat, standing, the largest gain of a bloc () of the month, and the local
        deals that broke (district,)

    References
    ----------
    docs/model.md, M5; decisions D8, D28, D33; Zartman 2001 on stalemate (`t_m`). Limit: t_u = t_f = t_l
    = t_p = j_t = t_m = 0 freezes trust.
    """
    gov, air, fight, st, gain, broken = seen
    members = outer(state.membership, state.membership)
    backing = levers.partner + 0.5 * levers.advisers + 0.5 * levers.embargo_exempt
    gap = xp.abs(backing[:, None] - backing[None]) * (1.0 - air.consent) * (1.0 - members)
    room = outer(levers.joint_room, levers.joint_room)
    still = levers.military_track * xp.exp(-20.0 * gain) * outer(sc.armed, sc.armed)
    up = p["t_u"] * (2.0 * gov.legitimacy * members + fight.joint) + p["t_l"] * quieted(
        xp, levers, st.presence
    )
    sided = ((-p["t_p"], gap), (p["j_t"], room), (p["t_m"], still))
    up = up + sum(xp.maximum(rate, 0.0) * reach for rate, reach in sided)
    down = p["t_f"] * fight.clash + sum(xp.maximum(-rate, 0.0) * reach for rate, reach in sided)
    apart = sc.domestic[:, None] * sc.domestic[None] * (1.0 - sc.diagonal)
    level = state.trust + apart * (up * (1.0 - state.trust) - down * state.trust)
    shock = xp.maximum(fight.leader_lost[:, None], fight.leader_lost[None]) * apart
    hurt = 0.1 * apart * overlap(xp, st.presence, broken)
    return Ties(
        level * (1.0 - 0.08 * shock) * (1.0 - hurt), _polarisation(xp, p, state, levers, (gov, air, st), sc)
    )


def _polarisation(
    xp: Any, p: Params, state: State, levers: Levers, seen: tuple[Government, Sorties, Standing], sc: Scenario
) -> Array:
    gov, air, st = seen
    stage = state.signed * (0.5 + 0.5 * state.seated)
    uninvited = air.flown / 100.0 * (1.0 - air.consent) * (1.0 + p["z_p"] * power_mean(st, levers.partner))
    more = (outside_persons(levers, sc) - sc.outside_start) / (5000.0 + sc.outside_start)
    foreign = more * (1.0 - air.consent)
    z = (
        state.polarisation
        + constant(p, "k_polarisation") * (0.4 - state.polarisation)
        + p["z_s"] * uninvited
        + p["z_o"] * foreign
    )
    return xp.clip(z - 0.06 * stage * gov.breadth * gov.legitimacy, 0.0, 1.0)
