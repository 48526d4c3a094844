"""M6: offensives against the extremist: launched by groups within reach of it, in earnest while they last."""

from typing import Any, NamedTuple

from irenic.engine.deployment import effort, reach_of_extremist, reach_of_groups, resolve
from irenic.engine.patrons import Params
from irenic.engine.scenario import Scenario
from irenic.engine.standing import Standing
from irenic.engine.state import Array, Draws, Levers, State
from irenic.engine.structure import constant
from irenic.engine.talks import chance


class Offensives(NamedTuple):
    """Outcome of the first half of M6 (docs/model.md)."""

    effort: Array  # (group,), 0-1
    offensive: Array  # (group,), 0 or 1
    launched: Array  # (group,), event
    ended: Array  # (group,), event


def offensives(
    xp: Any,
    p: Params,
    state: State,
    levers: Levers,
    draws: Draws,
    seen: tuple[Array, Array, Standing],
    sc: Scenario,
) -> Offensives:
    """Which groups are on an offensive, and everyone's effort against the extremist.

    Parameters
    ----------
    p : uses `h_o` (1/month), and `e0` with what deployment.resolve uses (log-odds)
    seen : common threat (group,), air support u (0-2), standing

    References
    ----------
    docs/model.md, M6. One draw serves a district: those whose worst front it is begin together, as on both
    sides of Sirte in May 2016, and splitting a group changes nothing (D13). Assumption: what moves effort
    (threat, mandate, air support, trust) moves the hazard of an offensive alike; a group out of reach of
    ground the extremist holds launches none, one that trusts it seldom does. Limit: h_o = 0 and none under
    way leave effort at sig(e0 + resolve).
    """
    drive = resolve(xp, p, state, levers, seen, sc)
    near = reach_of_extremist(xp, state, sc)
    starts = p["h_o"] * near * (1.0 - state.trust[sc.e]) * xp.exp(xp.clip(drive, -3.0, 3.0))
    ends = constant(p, "k_tiring") + 0.5 * xp.exp(-20.0 * near)
    idle = 1.0 - state.offensive
    worst = (reach_of_groups(xp, sc) * state.control[1 + sc.e][None]).argmax(1)
    u_launch, u_break = (xp.take_along_axis(u, worst, 0) for u in (draws.u_launch, draws.u_break))
    launched = sc.armed * idle * (u_launch < chance(xp, starts))
    ended = state.offensive * (u_break < chance(xp, ends))
    offensive = state.offensive + launched - ended
    committed = effort(xp, p, state._replace(offensive=offensive), levers, drive, sc)
    return Offensives(committed, offensive, launched, ended)
