"""National measures of a month's end: what outcomes, series and strategists are told (docs/model.md)."""

from typing import Any, NamedTuple

from irenic.engine.algebra import EPS, mix_groups, mix_groups_flat
from irenic.engine.control import extremist_shares
from irenic.engine.month import Info
from irenic.engine.scenario import Scenario
from irenic.engine.standing import local_share
from irenic.engine.state import Array, State


class Measures(NamedTuple):
    """Values at the end of a month; () each but `regions` (region,), `cohesion`. Flows are of the month."""

    acceptance: Array
    regions: Array
    settlement_depth: Array
    legitimacy: Array
    corruption: Array
    strength: Array  # persons
    territory: Array  # share of population
    base_share: Array
    local_cohesion: Array
    cohesion: Array  # (district,)
    breadth: Array  # Bm
    engaged: Array
    consent: Array
    civilians: Array  # persons killed
    civilians_by_strikes: Array
    others_killed: Array
    extremists_killed: Array
    displaced: Array  # persons
    crossings: Array
    flown: Array  # strikes
    money: Array
    political_cost: Array
    plot: Array  # event
    outside_losses: Array  # persons killed
    largest_gain: Array  # share of the country


def acceptance(willing: Array, fighters: Array, members: Array, sc: Scenario) -> Array:
    """U, fighter-weighted willingness of the armed groups of `members`, (), 0-1.

    Parameters
    ----------
    willing : (group,), 0-1
    fighters : (group, district), persons
    members : (group,), 0/1

    References
    ----------
    Decision D1; docs/model.md, "Outcomes".
    """
    weight = members * sc.armed * fighters.sum(1)
    return (weight * willing).sum(0) / (weight.sum(0) + EPS)


def local_cohesion(xp: Any, state: State, sc: Scenario) -> Array:
    """LC_d, presence-weighted trust among domestic groups in a district, (district,), 0-1.

    References
    ----------
    Decision D8; architecture.md, amendment 2; docs/model.md, "Outcomes".
    """
    here = local_share(state.fighters, state.control, sc)
    return (here * mix_groups(xp, state.trust, here)).sum(0)


def settlement_depth(state: State, power_share: Array) -> Array:
    """Membership by power times trust among members, (), 0-1; 0 without members.

    References
    ----------
    Decisions D1, D13; docs/model.md, "Outcomes".
    """
    joined = power_share * state.membership
    pairs = joined.sum(0) ** 2
    trusted = (joined * mix_groups_flat(state.trust, joined)).sum(0)
    return joined.sum(0) * trusted / (pairs + 0.001)


def measures(xp: Any, state: State, info: Info, sc: Scenario) -> Measures:
    """Measures of a month that has been run.

    References
    ----------
    docs/model.md, "Outcomes".
    """
    territory, base_share = extremist_shares(state.control, sc)
    people = sc.population.sum(0)
    others = 1.0 - sc.extremist
    killed = info.fight.killed.sum(1)
    engaged = (sc.domestic * info.fighting * info.fight.engaged).sum(0) / (
        (sc.domestic * info.fighting).sum(0) + 1.0
    )
    by_strikes = info.hits.civilians.sum(0)
    cohesion = local_cohesion(xp, state, sc)
    regions = [
        acceptance(info.willing, state.fighters, sc.regions[r], sc) for r in range(sc.regions.shape[0])
    ]
    return Measures(
        acceptance=acceptance(info.willing, state.fighters, sc.domestic, sc),
        regions=xp.stack(regions) if regions else xp.zeros((0, *territory.shape), territory.dtype),
        settlement_depth=settlement_depth(state, info.standing.power_share),
        legitimacy=state.legitimacy,
        corruption=state.corruption,
        strength=state.fighters[sc.e].sum(0),
        territory=territory,
        base_share=base_share,
        local_cohesion=(sc.population * cohesion).sum(0) / people,
        cohesion=cohesion,
        breadth=info.government.breadth,
        engaged=engaged,
        consent=info.government.consent,
        civilians=info.harm.civilians_combat.sum(0) + info.harm.civilians_rule.sum(0) + by_strikes,
        civilians_by_strikes=by_strikes,
        others_killed=(others * killed).sum(0),
        extremists_killed=killed[sc.e] + info.hits.kills.sum(0),
        displaced=state.displaced.sum(0),
        crossings=info.harm.crossings,
        flown=info.air.flown,
        money=info.harm.money,
        political_cost=info.harm.political_cost,
        plot=info.harm.plot,
        outside_losses=((sc.outside > 0) * killed).sum(0),
        largest_gain=info.gain,
    )
