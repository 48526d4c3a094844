"""Side-switching: fighters leave those whose fortunes fall for those who win and are trusted enough (D8)."""

from typing import Any, NamedTuple

from irenic.engine.algebra import EPS, mix_groups, mix_groups_flat, pos
from irenic.engine.control import national_share
from irenic.engine.patrons import Params
from irenic.engine.scenario import Scenario
from irenic.engine.state import Array, State


class Switching(NamedTuple):
    """Outcome of side-switching (docs/model.md)."""

    fighters: Array  # (group, district), persons; the total is kept
    past_control: Array  # (3, group)
    momentum: Array  # (group,), -1-1
    left: Array  # (group, district), persons who left
    gain: Array  # (), largest rise of a bloc's share of the country over three months


def switching(xp: Any, p: Params, state: State, seen: tuple[Array, Array], sc: Scenario) -> Switching:
    """Momentum and the month's changes of side; `state` holds control and fighters after the contest.

    Parameters
    ----------
    p : uses `s_w` (1/month)
    seen : theta (group,), kin (group, group)

    References
    ----------
    Decision D8; Christia 2012 (groups move to the likely winner); docs/model.md. Capped at 30% a month.
    """
    theta, kin = seen
    now, before = national_share(state.control, sc), state.past_control[2]
    bloc_before = mix_groups_flat(kin, before)
    rise = mix_groups_flat(kin, now - before)
    momentum = xp.clip(rise / (bloc_before + 0.05), -1.0, 1.0)
    gain = xp.maximum((rise * sc.domestic).max(0), 0.0)
    with_foe = sc.extremist[:, None] + sc.extremist[None] - sc.extremist[:, None] * sc.extremist[None]
    trust = state.trust * (1.0 - with_foe) + 0.05 * with_foe
    apart = sc.switches[:, None] * sc.switches[None] * (1.0 - sc.diagonal)
    pull = p["s_w"] * xp.maximum(pos(xp, momentum[None] - momentum[:, None]), 0.0) * trust * apart
    force = theta[:, None] * state.fighters * sc.switches[:, None]
    power_here = force / (force.sum(0, keepdims=True) + EPS)
    rate = mix_groups(xp, pull, power_here)
    out = state.fighters * 0.3 * (1.0 - xp.exp(-rate / 0.3))
    arriving = power_here * mix_groups(xp, pull.swapaxes(0, 1), out / (rate + EPS))
    fighters = state.fighters + arriving - out * (rate / (rate + EPS))
    past = xp.stack([now, state.past_control[0], state.past_control[1]])
    return Switching(fighters, past, momentum, out, gain)
