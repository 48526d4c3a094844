"""Local deals: what work on the spot reaches, and what breaks again (D37)."""

from typing import Any, NamedTuple

from irenic.engine.algebra import mix_groups
from irenic.engine.patrons import Params
from irenic.engine.scenario import Scenario
from irenic.engine.standing import Standing
from irenic.engine.state import Array, Draws, Levers, State
from irenic.engine.talks import chance

LASTING = 12.0  # months after which a local deal counts as lasting


class Deals(NamedTuple):
    """Local deals at the end of a month (docs/model.md, "Local deals")."""

    deal: Array  # (district,), 0 or 1
    age: Array  # (district,), months
    made: Array  # (district,), event
    broken: Array  # (district,), event
    lasted: Array  # (district,), event: a deal has stood for a year
    failed: Array  # (district,), event: one broke before


def deals(
    xp: Any, p: Params, state: State, levers: Levers, draws: Draws, st: Standing, sc: Scenario
) -> Deals:
    """Deals made and broken in a month; `state` holds trust after spoiling, and deals as the month began.

    Parameters
    ----------
    p : uses `h_p`, `h_pb` (1/month)

    References
    ----------
    docs/model.md, "Local deals"; decisions D13 (a truce counts by the distrust between the two), D37. Limit:
    h_p = 0 makes none.
    """
    here = st.local_share
    apart = 1.0 - state.trust
    truces = (here * mix_groups(xp, levers.truce * apart, here)).sum(0)
    quarrels = (here * mix_groups(xp, apart, here)).sum(0)
    work = xp.maximum(levers.local_mediation, truces / (quarrels + 0.01))
    cohesion = (here * mix_groups(xp, state.trust, here)).sum(0)
    made = (1.0 - state.deal) * (draws.u_deal < chance(xp, p["h_p"] * work))
    breaking = p["h_pb"] * xp.exp(xp.clip(6.0 * (0.4 - cohesion) - work, -3.0, 3.0))
    broken = state.deal * (draws.u_deal < chance(xp, breaking))
    deal = state.deal + made - broken
    age = deal * (state.deal_age + 1.0)
    return Deals(deal, age, made, broken, 1.0 * (age == LASTING), broken * (state.deal_age < LASTING))
