"""M6: campaigns between rivals: begun where enemies are within reach, fought in earnest while they last."""

from typing import Any, NamedTuple

from irenic.engine.algebra import mix_groups
from irenic.engine.deployment import reach_of_groups
from irenic.engine.patrons import Params
from irenic.engine.scenario import Scenario
from irenic.engine.standing import Standing
from irenic.engine.state import Array, Draws, State
from irenic.engine.structure import constant
from irenic.engine.talks import chance


class Campaigns(NamedTuple):
    """Who wages war on rivals (docs/model.md, M6)."""

    campaign: Array  # (group,), 0 or 1
    begun: Array  # (group,), event
    ceased: Array  # (group,), event


def enmity(state: State, sc: Scenario) -> Array:
    """Enmity of each domestic pair, (group, group), 0-1, symmetric, 0 on the diagonal.

    References
    ----------
    docs/model.md, M6 (en_gh): the fourth power of distrust, as in contact, less what membership binds.
    """
    pairs = sc.domestic[:, None] * sc.domestic[None] * (1.0 - sc.diagonal)
    bound = state.membership[:, None] * state.membership[None]
    return (1.0 - state.trust) ** 4 * (1.0 - bound) * pairs


def advantage(xp: Any, state: State, hostile: Array, seen: tuple[Array, Array], sc: Scenario) -> Array:
    """Log of own and kindred force over hostile force within a group's reach, (group,), within -2 to 2.

    Parameters
    ----------
    hostile : enmity (group, group)
    seen : theta (group,), kin (group, group)

    References
    ----------
    docs/model.md, M6 (adv_g). Assumption: fifty fighters on either side, so that nobody divides by nothing.
    """
    theta, kin = seen
    force = (theta * sc.domestic)[:, None] * state.fighters
    reach = reach_of_groups(xp, sc)
    own = (reach * mix_groups(xp, kin, force)).sum(1)
    against = (reach * mix_groups(xp, hostile, force)).sum(1)
    return xp.clip(xp.log((own + 50.0) / (against + 50.0)), -2.0, 2.0)


def campaigns(
    xp: Any, p: Params, state: State, draws: Draws, seen: tuple[Array, Standing], sc: Scenario
) -> Campaigns:
    """Which groups are on a campaign against rivals.

    Parameters
    ----------
    p : uses `h_w` (1/month), `w_a` (log effect of advantage), `cf` (share by which membership restrains)
    seen : theta (group,), standing

    References
    ----------
    docs/model.md, M6; Fearon 1995 and Powell 2006 on why strength both tempts and gets concessions. One draw
    serves a district: enemies whose worst front it is begin together, and splitting a group changes nothing
    (D13). Limit: h_w = 0 and none under way leave none.
    """
    theta, st = seen
    hostile = enmity(state, sc)
    front = reach_of_groups(xp, sc) * mix_groups(xp, hostile, state.control[1:])
    near = xp.minimum(1.0, front.sum(1))
    bound = 1.0 - p["cf"] * state.signed * (0.5 + 0.5 * state.seated) * state.membership
    ahead = advantage(xp, state, hostile, (theta, st.kin), sc)
    starts = p["h_w"] * near * bound * xp.exp(p["w_a"] * ahead)
    ends = constant(p, "k_lull") + 0.5 * xp.exp(-20.0 * near)
    worst = front.argmax(1)
    u_begin, u_end = (xp.take_along_axis(u, worst, 0) for u in (draws.u_campaign, draws.u_lull))
    begun = sc.armed * (1.0 - state.campaign) * (u_begin < chance(xp, starts))
    ended = state.campaign * (u_end < chance(xp, ends))
    return Campaigns(state.campaign + begun - ended, begun, ended)
