"""Towns that rise against the extremist by themselves, with or without backing (D37)."""

from typing import Any, NamedTuple

from irenic.engine.algebra import EPS, cap
from irenic.engine.patrons import Params
from irenic.engine.scenario import Scenario
from irenic.engine.state import Array, Draws, Levers, State
from irenic.engine.talks import chance

TOWNSMEN = 0.003  # of a district's people take up arms in a rising; a few hundred in Derna and in Sirte, 2015


class Risings(NamedTuple):
    """What risings change (docs/model.md, "Local risings")."""

    fighters: Array  # (group, district)
    control: Array  # (1 + group, district)
    killed: Array  # (group, district), persons
    rose: Array  # (district,), event


def risings(
    xp: Any, p: Params, state: State, levers: Levers, draws: Draws, theta: Array, sc: Scenario
) -> Risings:
    """One month's risings; `state` holds the fighters after the strikes and the legitimacy of the month.

    Parameters
    ----------
    p : uses `h_u` (1/month), `b_ub` (log effect of backing), `kap` (1/month)
    theta : (group,), effectiveness

    References
    ----------
    docs/model.md, "Local risings"; decision D37. Limits: h_u = 0, or a case without councils, gives none.
    """
    foe, held = state.fighters[sc.e], state.control[1 + sc.e]
    has = sc.councils.sum(0)
    backing = state.seated * state.legitimacy + levers.services + (sc.councils * levers.partner).sum(0)
    backing = xp.minimum(1.0, backing)
    hazard = has * p["h_u"] * held * xp.exp(p["b_ub"] * backing)
    rose = 1.0 * (draws.u_rise < chance(xp, hazard))
    men = rose * TOWNSMEN * sc.population
    mine = (sc.councils * theta).sum(0) * men * (1.0 + backing)
    theirs = theta[sc.e] * foe
    lost = cap(xp, p["kap"] * theirs * rose, men)
    lost_by_foe = cap(xp, p["kap"] * mine, foe)
    won = mine**1.5 / (mine**1.5 + theirs**1.5 + EPS)
    moved = 0.5 * won * held * rose
    council, extremist = sc.councils[:, None], sc.extremist[:, None]
    shift = (council - extremist) * moved[None]
    return Risings(
        fighters=state.fighters + council * (men - lost)[None] - extremist * lost_by_foe[None],
        control=state.control + xp.concatenate([0.0 * moved[None], shift], 0),
        killed=0.5 * (council * lost[None] + extremist * lost_by_foe[None]),
        rose=rose,
    )
