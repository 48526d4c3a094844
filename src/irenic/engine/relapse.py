"""M4: a settlement breaks."""

from typing import Any, NamedTuple

from irenic.engine.algebra import outer
from irenic.engine.government import Government
from irenic.engine.patrons import Params
from irenic.engine.scenario import Scenario
from irenic.engine.state import Array, Draws, Levers, State
from irenic.engine.structure import constant
from irenic.engine.talks import chance, track


class Relapse(NamedTuple):
    """Outcome of M4 (docs/model.md)."""

    state: State
    relapsed: Array  # (), event


def relapse(
    xp: Any, p: Params, state: State, levers: Levers, draws: Draws, gov: Government, sc: Scenario
) -> Relapse:
    """Whether the settlement breaks this month, and the state after it.

    Parameters
    ----------
    p : uses `h_r` (1/month), `r_L`, `r_G`, `r_X`, `r_B`, `r_C` (log hazard)

    References
    ----------
    docs/model.md, M4; Walter 2010, Fortna 2008, Nilsson 2008 and 2012 (sources per parameter). Limit: all r =
    0 and Z = 0.4 give the constant hazard h_r.
    """
    log_ratio = (
        -p["r_L"] * (state.legitimacy - 0.3)
        - 2.0 * p["r_G"] * state.guarantee * gov.credibility
        + p["r_X"] * (0.4 - gov.membership)
        - p["r_B"] * (gov.breadth - 0.3)
        + p["r_C"] * (state.corruption - 0.4)
        + (state.polarisation - 0.4)
    )
    hazard = p["h_r"] * xp.exp(xp.clip(log_ratio, -4.0, 3.0))
    broken = state.signed * (draws.u_relapse < chance(xp, hazard))
    kept = 1.0 - broken
    apart = sc.domestic[:, None] * sc.domestic[None] * (1.0 - sc.diagonal)
    on_track = track(xp, levers, state.maturity)
    after = state._replace(
        trust=state.trust
        * (1.0 - constant(p, "k_betrayal") * outer(state.membership, state.membership) * apart * broken),
        signed=state.signed * kept,
        seated=state.seated * kept,
        endorsed=state.endorsed * kept,
        guarantee=state.guarantee * kept,
        membership=state.membership * (1.0 - 0.8 * broken),
        maturity=state.maturity + broken * on_track * (0.2 - state.maturity),
        legitimacy=state.legitimacy * (1.0 - 0.4 * broken),
    )
    return Relapse(after, broken)
