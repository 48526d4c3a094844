"""M11: groups lose people to splinters."""

from typing import Any

from irenic.engine.patrons import Params
from irenic.engine.scenario import Scenario
from irenic.engine.state import Array, Draws, Levers, State


def fragmentation(
    xp: Any, p: Params, state: State, levers: Levers, draws: Draws, loss_share: Array, sc: Scenario
) -> Array:
    """Fighters after the month's splits, (group, district), persons; the total is kept.

    Parameters
    ----------
    p : uses `f0` (1/month), `f_p` (log effect of talks)
    loss_share : (group,), share of fighters lost this month

    References
    ----------
    docs/model.md, M11; Bakke, Cunningham & Seymour 2012; Duursma & Fliervoet 2021 on `f_p`; decision D10
    (cohesion). Limit: f0 = 0 gives none.
    """
    bound = -state.legitimacy * state.membership
    heat = p["f_p"] * levers.talks + 4.0 * loss_share + bound + 0.8 * draws.fragmentation - 0.32
    leaving = xp.minimum(0.3, p["f0"] * (1.5 - sc.cohesion) * xp.exp(heat)) * sc.armed
    out = leaving[:, None] * state.fighters
    gone = out.sum(0)[None]
    return state.fighters - out + (0.97 * sc.splinter + 0.03 * sc.extremist)[:, None] * gone
