"""Who weighs how much, without counting groups: weights, people, kinship and local presence (D13)."""

from typing import Any, NamedTuple

from irenic.engine.algebra import EPS, mix_groups_flat
from irenic.engine.scenario import Scenario
from irenic.engine.state import Array, State


class Standing(NamedTuple):
    """Shares and ties of one month (docs/model.md, "Aggregates that do not count groups")."""

    power: Array  # (group,), effective fighters
    power_share: Array  # (group,), p
    people_share: Array  # (group,), c
    weight: Array  # (group,)
    bloc: Array  # (group,)
    kin: Array  # (group, group)
    local_share: Array  # (group, district), x: share of presence among domestic groups in a district
    presence: Array  # (group, district), where a group is, rows sum to 1


def kinship(trust: Array, sc: Scenario) -> Array:
    """kin_gh = similarity times trust among all but the extremist, 1 on the diagonal: (group, group), 0-1.

    References
    ----------
    Decision D13; docs/model.md. Assumption: the like-minded who trust each other act as one, the extremist
    alone.
    """
    others = 1.0 - sc.extremist
    return sc.similarity * trust * others[:, None] * others[None] * (1.0 - sc.diagonal) + sc.diagonal


def with_bodies(own: Array, trust: Array, quorum: Array, sc: Scenario) -> Array:
    """Add to the weight of groups with force what bodies weigh through those that trust them: (group,).

    Parameters
    ----------
    quorum : (group,), attendance, 0-1; a body that meets weighs more than one that cannot

    References
    ----------
    architecture.md, amendment 9; docs/model.md (weight, people). Assumption: grade D, the case states
    `standing`.
    """
    own = own * sc.domestic * (1.0 - sc.political)
    return own + sc.political * standing_now(quorum, sc) * mix_groups_flat(trust, own)


def standing_now(quorum: Array, sc: Scenario) -> Array:
    """Standing of each body at its attendance, (group,); the case's at the attendance of the start.

    References
    ----------
    Decision D37 (quorum); docs/model.md, "Notation". Assumption: half of a body's standing is its name.
    """
    return sc.standing * (0.5 + 0.5 * quorum / sc.quorum_start)


def local_share(fighters: Array, control: Array, sc: Scenario) -> Array:
    """x_gd, share of presence among domestic groups in each district: (group, district), columns sum to 1.

    References
    ----------
    docs/model.md, M2. Assumption: one person in a thousand of those it governs counts as presence, so no
    column is empty.
    """
    held = (fighters + 0.001 * sc.population[None] * control[1:]) * sc.domestic[:, None]
    return held / (held.sum(0, keepdims=True) + EPS)


def mean_credibility(state: State, power_share: Array) -> Array:
    """Power-weighted credibility of the mediator, (), 0-1.

    References
    ----------
    Decision D37 (credibility per group); docs/model.md, M1.
    """
    return (power_share * state.credibility).sum(0)


def standing(xp: Any, state: State, theta: Array, sc: Scenario) -> Standing:
    """Weights of the month from the state and effectiveness theta (group,).

    References
    ----------
    Decision D13; docs/model.md, "Aggregates that do not count groups".
    """
    force = state.fighters.sum(1)
    power = theta * force
    weight = with_bodies(power, state.trust, state.quorum, sc)
    people = with_bodies((sc.population[None] * state.control[1:]).sum(1), state.trust, state.quorum, sc)
    kin = kinship(state.trust, sc)
    return Standing(
        power=power,
        power_share=weight / (weight.sum(0) + EPS),
        people_share=people / (people.sum(0) + EPS),
        weight=weight,
        bloc=mix_groups_flat(kin, weight),
        kin=kin,
        local_share=local_share(state.fighters, state.control, sc),
        presence=(state.fighters + sc.home) / (force + 1.0)[:, None],
    )
