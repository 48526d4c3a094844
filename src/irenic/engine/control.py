"""M9: who holds which share of each district, and the shares of the country that follow from it."""

from typing import Any

from irenic.engine.algebra import EPS, mix_groups, outer
from irenic.engine.patrons import Params
from irenic.engine.scenario import Scenario
from irenic.engine.state import Array, State


def contest(xp: Any, p: Params, state: State, seen: tuple[Array, Array], sc: Scenario) -> Array:
    """Weights in the contest for each district, (1 + group, district), before roots; index 0 = nobody.

    Parameters
    ----------
    p : uses `b_R` (grievance to the extremist), `b_w` (bandwagoning)
    seen : theta (group,), kin (group, group)

    References
    ----------
    docs/model.md, M9: a ratio contest with coalition returns (power 1.5 in all); Kalyvas 2006 on incumbency;
    decision D8.
    """
    theta, kin = seen
    incumbent = 0.5 * (mix_groups(xp, kin, state.control[1:]) - 0.5) + (p["b_w"] * state.momentum)[:, None]
    pull = incumbent + sc.extremist[:, None] * (p["b_R"] * state.grievance)[None]
    strength = theta[:, None] * state.fighters * xp.exp(pull)
    allied = state.trust + (1.0 - state.trust) * outer(state.membership, state.membership)
    coalition = mix_groups(xp, allied, strength)
    nobody = (sc.population * (2.0 / 1000.0)) ** 1.5 + 0.0 * strength[0]
    return xp.concatenate([nobody[None], strength * xp.sqrt(coalition + 1e-30)], 0)


def hastened(xp: Any, p: Params, state: State) -> Array:
    """Share of the gap that an assault closes at once, (district,), 0-1; `state` after losses.

    Parameters
    ----------
    p : uses `r_A` (1/month, where all who are present attack)

    References
    ----------
    docs/model.md, M9 (pace_d): ground fought over in earnest changes hands within weeks, whoever
    wins. Limit: without offensives and campaigns, or with r_A = 0, none.
    """
    attacking = xp.maximum(state.offensive, state.campaign)[:, None] * state.fighters
    assault = attacking.sum(0) / (state.fighters.sum(0) + 50.0)
    return 1.0 - xp.exp(-p["r_A"] * assault)


def pace(xp: Any, p: Params, state: State) -> Array:
    """Share of the gap that control closes in a month, (district,), 0-1.

    Parameters
    ----------
    p : uses `rK` (1/month), `r_A`

    References
    ----------
    docs/model.md, M9 (pace_d).
    """
    return p["rK"] + (1.0 - p["rK"]) * hastened(xp, p, state)


def settled(xp: Any, p: Params, state: State, seen: tuple[Array, Array], roots: Array, sc: Scenario) -> Array:
    """Shares at which the month's contest would settle, (1 + group, district), columns sum to 1.

    Parameters
    ----------
    p, seen, roots : as in `control`

    References
    ----------
    docs/model.md, M9 (W over its sum).
    """
    weight = contest(xp, p, state, seen, sc) * roots
    return weight / weight.sum(0, keepdims=True)


def control(xp: Any, p: Params, state: State, seen: tuple[Array, Array], roots: Array, sc: Scenario) -> Array:
    """Control shares after a month, (1 + group, district), columns sum to 1.

    Parameters
    ----------
    p : uses `rK`, `r_A` (1/month), `b_R`, `b_w`
    seen : theta (group,), kin (group, group)
    roots : (1 + group, district), local loyalties solved at the start

    References
    ----------
    docs/model.md, M9 and "Start" (roots).
    """
    gap = settled(xp, p, state, seen, roots, sc) - state.control
    return state.control + pace(xp, p, state)[None] * gap


def national_share(control: Array, sc: Scenario) -> Array:
    """Population-weighted control share of each group, (group,), 0-1.

    References
    ----------
    docs/model.md, "Side-switching".
    """
    return (sc.population[None] * control[1:]).sum(1) / sc.population.sum(0)


def extremist_shares(control: Array, sc: Scenario) -> tuple[Array, Array]:
    """The extremist's share of the country and of its base districts, () each, by population.

    References
    ----------
    docs/model.md, "Outcomes".
    """
    people, held = sc.population, control[1 + sc.e]
    base = sc.base * people
    return (people * held).sum(0) / people.sum(0), (base * held).sum(0) / (base.sum(0) + EPS)
