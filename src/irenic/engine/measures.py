"""National measures of a month's end: what outcomes, series and strategists are told (docs/model.md)."""

from typing import Any, NamedTuple

from irenic.engine.algebra import EPS, mix_groups, mix_groups_flat
from irenic.engine.control import extremist_shares
from irenic.engine.month import Info
from irenic.engine.scenario import Scenario
from irenic.engine.standing import local_share, standing_now
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
    credibility: Array  # of the mediator, power-weighted
    polarisation: Array
    quorum: Array  # standing-weighted attendance of political bodies
    rival_bodies: Array  # effective number of bodies outside a settlement
    acceptance_split: Array
    oil_outside: Array  # share of the resource revenue
    local_deals: Array  # share of people under a local deal
    deals_lasted: Array  # local deals that reached twelve months in the month
    deals_failed: Array  # ... that broke before
    local_joiners: Array  # persons
    foreign_joiners: Array  # persons
    risings: Array  # events
    offensives: Array  # events
    base_governed: Array  # share of the people of the base districts who are governed


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


def acceptance_split(xp: Any, willing: Array, fighters: Array, sc: Scenario) -> Array:
    """Gap in acceptance between those for and those against outside powers, (), 0-1; 0 where one is empty.

    Parameters
    ----------
    willing : (group,), 0-1
    fighters : (group, district), persons

    References
    ----------
    Decision D37 (acceptance by camp); docs/model.md, "Outcomes". Issue 0 is alignment with outside powers.
    """
    align, force = sc.positions[:, 0], sc.armed * fighters.sum(1)
    camps = [force * (align > 0), force * (align < 0)]
    for_, against = ((camp * willing).sum(0) / (camp.sum(0) + EPS) for camp in camps)
    both = (camps[0].sum(0) > 0) * (camps[1].sum(0) > 0)
    return both * xp.abs(for_ - against)


def quorum_of_bodies(state: State, sc: Scenario) -> Array:
    """Standing-weighted attendance of the political bodies, (), 0-1; 0 where there is none.

    References
    ----------
    Decision D37; docs/model.md, M3.
    """
    return mean_over(state.quorum, sc.political * sc.standing)


def rival_bodies(state: State, sc: Scenario) -> Array:
    """Effective number of political bodies outside a settlement, (), >= 0.

    References
    ----------
    Decision D37; docs/model.md, "Outcomes"; Leinster & Cobbold 2012 (order 2).
    """
    stand = sc.political * standing_now(state.quorum, sc)
    inside = state.signed * (0.5 + 0.5 * state.seated) * state.membership
    outside = stand * (1.0 - inside)
    share = outside / (outside.sum(0) + EPS)
    return outside.sum(0) / (stand.sum(0) + EPS) / ((share**2).sum(0) + EPS) * (outside.sum(0) > EPS)


def mean_over(x: Array, weight: Array) -> Array:
    """Mean of x over its first axis by weight; 0 where all weights are.

    References
    ----------
    Assumption: none; a weighted mean.
    """
    return (weight * x).sum(0) / (weight.sum(0) + EPS)


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
        credibility=info.government.credibility,
        polarisation=state.polarisation,
        quorum=quorum_of_bodies(state, sc),
        rival_bodies=rival_bodies(state, sc),
        acceptance_split=acceptance_split(xp, info.willing, state.fighters, sc),
        oil_outside=info.harm.oil_outside,
        local_deals=(sc.population * state.deal).sum(0) / people,
        deals_lasted=info.deals.lasted.sum(0),
        deals_failed=info.deals.failed.sum(0),
        local_joiners=info.joining.local.sum(0),
        foreign_joiners=info.joining.foreign.sum(0),
        risings=info.rising.rose.sum(0),
        offensives=info.push.launched.max(0),
        base_governed=1.0 - mean_over(info.joining.vacancy, sc.base * sc.population),
    )
