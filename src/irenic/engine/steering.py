"""What a strategist sees, with lag and noise, and the levers that a strategy's rules then set."""

from typing import Any, NamedTuple

from irenic.engine.algebra import EPS
from irenic.engine.draws import OBSERVED
from irenic.engine.measures import Measures
from irenic.engine.state import Anchors, Array, Draws, Levers, State
from irenic.strategy.arrays import StrategyArrays
from irenic.strategy.levers import LeverLayout
from irenic.strategy.observables import OBSERVABLES

LONGEST_LAG = 3
REGIONS_SEEN = 4


class View(NamedTuple):
    """The strategist's memory: past values of observables and the state of the rules."""

    past: Array  # (3, observable), values 1, 2, 3 months ago, before noise
    runs: Array  # (condition,), months in a row that each condition has held
    active: Array  # (phase,), 0/1
    first: Array  # (phase,), first month the phase was active, 0 never


def observables_of(xp: Any, state: State, now: Measures, month: Array, anchors: Anchors) -> Array:
    """True values of all observables at the end of a month, (observable,), in the order of observables.csv.

    References
    ----------
    docs/model.md, "Strategies and what they see".
    """
    zero = 0.0 * now.acceptance
    regions = [now.regions[r] if r < now.regions.shape[0] else zero for r in range(REGIONS_SEEN)]
    return xp.stack([
        zero + month, state.signed, state.seated, state.endorsed, now.breadth, now.acceptance, *regions,
        now.settlement_depth, now.legitimacy, now.strength, now.strength / (anchors.strength + EPS),
        now.base_share, now.base_share - anchors.base_share, now.territory, now.engaged, now.civilians,
        state.credibility, now.consent, state.polarisation, now.local_cohesion,
    ])  # fmt: skip


def observe(xp: Any, view: View, state: State, month: Array, draws: Draws) -> Array:
    """Observables as the strategist sees them at the start of a month, (observable,).

    Parameters
    ----------
    month : number of the month, 1 first
    draws : uses `observe` and `u_thin`

    References
    ----------
    docs/model.md, "Strategies and what they see" (lag, noise). Milestones and the month are seen as they are.
    """
    zero = 0.0 * state.signed
    current = {
        "month": zero + month,
        "signed": state.signed,
        "seated": state.seated,
        "endorsed": state.endorsed,
    }
    seen = []
    for index, row in enumerate(OBSERVABLES):
        true = current[row.id] if row.lag == 0 else view.past[row.lag - 1, index]
        if row.noise == "none":
            seen.append(true)
        elif row.noise == "thinning":
            seen.append(true * (row.sd + (1.0 - row.sd) * draws.u_thin))
        elif row.noise == "normal":
            seen.append(true + row.sd * draws.observe[row.draw])
        else:
            seen.append(true * xp.exp(row.sd * draws.observe[row.draw]))
    return xp.stack(seen)


def first_view(xp: Any, values: Array, strategy: StrategyArrays) -> View:
    """The memory before month 1: the start's values at every lag, no phase active.

    Parameters
    ----------
    values : (observable,), as `observables_of` gives them for the start

    References
    ----------
    docs/model.md, "Strategies and what they see".
    """
    none = 0.0 * values[0]
    conditions, phases = strategy.threshold.shape[0], strategy.used.shape[0]
    empty = xp.zeros((conditions, *none.shape), none.dtype)
    off = xp.zeros((phases, *none.shape), none.dtype)
    return View(xp.stack([values] * LONGEST_LAG), empty, off, off)


def decide(xp: Any, view: View, seen: Array, month: Array, strategy: StrategyArrays) -> View:
    """Which phases are active this month.

    Parameters
    ----------
    seen : (observable,), with lag and noise
    month : number of the month, 1 first

    References
    ----------
    docs/model.md, "Strategies and what they see": `until` of active phases first, then `when` of the others.
    """
    one = 1.0 + 0.0 * seen[0]
    value = xp.take(seen, strategy.observable, axis=0)
    above = 1.0 * (value >= strategy.threshold[:, None])
    at_least = strategy.at_least[:, None]
    holds = at_least * above + (1.0 - at_least) * (1.0 - above)
    runs = holds * (view.runs + 1.0)
    held = 1.0 * (runs >= strategy.months[:, None])
    ends = (strategy.until[:, :, None] * held[None]).max(1)
    starts = (1.0 - strategy.when[:, :, None] * (1.0 - held[None])).min(1)
    free = (strategy.when.sum(1) == 0)[:, None] * (month > 1)
    spent = strategy.once[:, None] * (view.first > 0)
    starts = starts * (1.0 - free) * (1.0 - spent) * strategy.used[:, None]
    active = view.active * (1.0 - ends) + (1.0 - view.active) * starts
    first = xp.where((view.first == 0) & (active > 0), month * one[None], view.first)
    return View(view.past, runs, active, first)


def levers_of(xp: Any, view: View, strategy: StrategyArrays, layout: LeverLayout) -> Levers:
    """The levers in force: base values overridden by active phases, later ones winning.

    References
    ----------
    docs/model.md, "Strategies and what they see"; decision D9 (levers).
    """
    flat = strategy.base[:, None] + 0.0 * view.active[0][None]
    for phase in range(strategy.used.shape[0]):
        on = view.active[phase][None] * strategy.sets[phase][:, None]
        flat = flat + on * (strategy.value[phase][:, None] - flat)
    return Levers(**layout.unflatten(flat))


def remember(xp: Any, view: View, values: Array) -> View:
    """The memory after a month's end.

    References
    ----------
    docs/model.md, "Strategies and what they see" (lags up to three months).
    """
    return view._replace(past=xp.stack([values, view.past[0], view.past[1]]))


assert len(OBSERVABLES) <= OBSERVED  # the draws reserve that many slots
