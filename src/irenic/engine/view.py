"""What a strategist remembers from month to month."""

from typing import Any, NamedTuple

from irenic.engine.algebra import EPS
from irenic.engine.measures import Measures, local_cohesion
from irenic.engine.month import Info
from irenic.engine.scenario import Scenario
from irenic.engine.state import Anchors, Array, State
from irenic.strategy.arrays import N_MAX, P_MAX
from irenic.strategy.observables import MAX_REGIONS

LONGEST_LAG = 3


class View(NamedTuple):
    """Past values of observables, before noise, and the state of the rules."""

    past: Array  # (3, observable), national values 1, 2, 3 months ago
    runs: Array  # (node,), months in a row that each test and gate has been true
    active: Array  # (phase,), 0/1: started and not ended
    force: Array  # (phase,), 0/1: its levers act
    wait: Array  # (phase,), months that `active` has differed from `force`
    first: Array  # (phase,), first month the phase was active, 0 never
    spent: Array  # (2,), money (USD million) and strikes so far
    willing: Array  # (group,), of last month
    clash: Array  # (group, group), of last month
    losses: Array  # (group,), killed last month
    engagement: Array  # (group,), of last month
    cohesion: Array  # (district,), trust among those present


def observables_of(
    xp: Any, state: State, now: Measures, when: tuple[Array, Array], anchors: Anchors
) -> Array:
    """True values of all national observables at the end of a month, (observable,), in the table's order.

    Parameters
    ----------
    when : number of the month, what has been spent so far (2,)

    References
    ----------
    docs/model.md, "Registers".
    """
    zero = 0.0 * now.acceptance
    month, spent = when
    regions = [now.regions[r] if r < now.regions.shape[0] else zero for r in range(MAX_REGIONS)]
    return xp.stack([
        zero + month, state.signed, state.seated, state.endorsed, now.breadth, now.acceptance, *regions,
        now.settlement_depth, now.legitimacy, now.strength, now.strength / (anchors.strength + EPS),
        now.base_share, now.base_share - anchors.base_share, now.territory, now.engaged, now.civilians,
        now.credibility, now.consent, state.polarisation, now.local_cohesion, now.plot,
        now.outside_losses, now.largest_gain, spent[0], spent[1],
    ])  # fmt: skip


def first_view(xp: Any, values: Array, willing: Array, state: State, sc: Scenario) -> View:
    """The memory before month 1: the start's values at every lag, no phase active.

    Parameters
    ----------
    values : (observable,), as `observables_of` gives them for the start
    willing : (group,), under the case's reference levers

    References
    ----------
    docs/model.md, "Registers".
    """
    none = 0.0 * values[0]

    def blank(*shape: int) -> Array:
        return xp.zeros((*shape, *none.shape), none.dtype)

    return View(
        past=xp.stack([values] * LONGEST_LAG), runs=blank(N_MAX), active=blank(P_MAX), force=blank(P_MAX),
        wait=blank(P_MAX), first=blank(P_MAX), spent=blank(2), willing=willing, clash=0.0 * state.trust,
        losses=0.0 * willing, engagement=0.0 * willing, cohesion=local_cohesion(xp, state, sc),
    )  # fmt: skip


def remember(xp: Any, view: View, state: State, seen: tuple[Info, Measures, Array], anchors: Anchors) -> View:
    """The memory after a month's end.

    Parameters
    ----------
    state : at the end of the month
    seen : info, measures and number of the month

    References
    ----------
    docs/model.md, "Registers" (lags up to three months).
    """
    info, now, month = seen
    spent = view.spent + xp.stack([now.money, now.flown])
    values = observables_of(xp, state, now, (month, spent), anchors)
    return view._replace(
        past=xp.stack([values, view.past[0], view.past[1]]), spent=spent, willing=info.willing,
        clash=info.fight.clash, losses=info.fight.killed.sum(1), engagement=info.fight.engaged,
        cohesion=now.cohesion,
    )  # fmt: skip
