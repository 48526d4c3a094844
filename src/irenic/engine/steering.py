"""From what is seen to what is done: which phases are active and in force, and the levers that follow."""

from collections.abc import Callable
from typing import Any

import numpy as np

from irenic.engine.algebra import changed_where, fold, repeat, when_needed
from irenic.engine.registers import Look, Picks
from irenic.engine.state import Array, Levers
from irenic.engine.view import View
from irenic.strategy.arrays import DEPTH_MAX, K_MAX, SELECTORS_MAX, StrategyArrays, Targets
from irenic.strategy.levers import LEVERS, LeverLayout

assert LEVERS[0].id == "strikes"  # the budget of strikes looks for it there


def nodes(xp: Any, runs: Array, tests: Array, strategy: StrategyArrays) -> tuple[Array, Array]:
    """Months in a row that every test and gate has been true, and which are held: (node,), (node,).

    Parameters
    ----------
    runs : (node,), before this month
    tests : (K,), registers as seen

    References
    ----------
    docs/model.md, "Conditions".
    """
    months = strategy.months[:, None]
    above = 1.0 * (tests >= strategy.threshold[:, None])
    at_least = strategy.at_least[:, None]
    true = at_least * above + (1.0 - at_least) * (1.0 - above)
    run = true * (runs[:K_MAX] + 1.0)
    held = 1.0 * (run >= months[:K_MAX])

    def gates(held: Array, before: Array) -> Array:
        run = 0.0 * before
        for _ in range(DEPTH_MAX):  # a gate may stand on gates: each round settles one more level
            known = xp.concatenate([held, 1.0 * (run >= months[K_MAX:])])
            total = (strategy.weight[:, :, None] * known[None]).sum(1)
            run = (total >= strategy.need[:, None]) * (before + 1.0)
        return run

    of_gates = when_needed(xp, xp.abs(strategy.weight).max() > 0, gates, held, runs[K_MAX:])
    both = xp.concatenate([run, of_gates])
    return both, 1.0 * (both >= months)


def decide(xp: Any, view: View, seen: Look, month: Array, strategy: StrategyArrays) -> View:
    """Which phases are active and in force this month.

    Parameters
    ----------
    seen : tests with lag and noise
    month : number of the month, 1 first

    References
    ----------
    docs/model.md, "Phases": ends, readiness, exits, branches, lead and withdrawal, in that order.
    """
    runs, held = nodes(xp, view.runs, seen.tests, strategy)
    ends = (strategy.until[:, :, None] * held[None]).sum(1)
    named = strategy.when.sum(1)[:, None]
    called = (strategy.when[:, :, None] * held[None]).sum(1) + (1.0 - named) * (month == 1)
    spent = strategy.once[:, None] * (view.first > 0)
    ready = called * (1.0 - spent) * strategy.used[:, None] * (1.0 - view.active)
    active = view.active * (1.0 - ends)
    exits = strategy.exits[:, None]
    others = 1.0 - (1.0 - exits) * (exits * xp.maximum(active, ready)).max(0)
    active, ready = active * others, ready * others
    started = xp.maximum(active, ready * (1.0 - _blocked(xp, active, ready, strategy)))
    first = xp.where((view.first == 0) & (started > 0), month + 0.0 * started, view.first)
    differs = 1.0 * (started != view.force)
    wait = differs * (view.wait + 1.0)
    patience = xp.where(started > 0, strategy.lead[:, None], strategy.withdraw[:, None])
    turns = differs * (wait > patience)
    force = view.force * (1.0 - turns) + started * turns
    return view._replace(runs=runs, active=started, force=force, wait=wait * (1.0 - turns), first=first)


def _blocked(xp: Any, active: Array, ready: Array, strategy: StrategyArrays) -> Array:
    """1 where another phase of the branch is active, or ready with a higher rank."""
    higher = 1.0 * (strategy.rank[None] > strategy.rank[:, None])
    taken = xp.maximum(active[None], ready[None] * higher[:, :, None])
    return (strategy.rivals[:, :, None] * taken).max(1)


def levers_of(
    xp: Any,
    view: View,
    seen: tuple[Look, Callable[[], Picks]],
    strategy: StrategyArrays,
    layout: LeverLayout,
) -> Levers:
    """The levers in force: base values, phases by rank, targets, budget.

    Parameters
    ----------
    seen : sources of targets; what selectors pick, called where a strategy has targets

    References
    ----------
    docs/model.md, "Levers of a month"; decision D9 (levers).
    """
    order = xp.argsort(strategy.rank)
    force, value, sets = (xp.take(x, order, axis=0) for x in (view.force, strategy.value, strategy.sets))
    flat = strategy.base[:, None] + 0.0 * force[0][None]
    phases = force.shape[0]

    def set_fixed(place: Array, flat: Array) -> Array:
        on = force[place][None] * sets[place][:, None]
        return flat + on * (value[place][:, None] - flat)

    unused = phases - (strategy.used > 0).sum()  # these have rank 0 and stand first
    flat = repeat(xp, unused, phases, set_fixed, flat)

    look, pick = seen

    def aimed(flat: Array, view: View, look: Look) -> Array:
        in_order = xp.take(view.force, order, axis=0)
        ranks = xp.arange(1, in_order.shape[0] + 1)[:, None, None]
        owner = (ranks * (sets[:, :, None] * in_order[:, None])).max(0).astype(flat.dtype)
        return _aim(xp, flat, owner, (in_order, order, look, pick()), strategy.targets, layout)

    flat = changed_where(xp, strategy.targets.phase.max() > 0, aimed, flat, view, look)

    def within(flat: Array, spent: Array) -> Array:
        return _within_budget(xp, flat, spent, strategy, layout)

    flat = changed_where(xp, strategy.budget.min() < np.inf, within, flat, view.spent)
    return Levers(**layout.unflatten(flat))


def _aim(
    xp: Any, flat: Array, owner: Array, known: tuple[Array, Array, Look, Picks], targets: Targets,
    layout: LeverLayout,
) -> Array:  # fmt: skip
    """Levers after the targets; `owner` is the place in the order of the phase that set each, 0 the base."""
    force, order, seen, picks = known
    always = xp.concatenate([1.0 + 0.0 * force[:1], force])
    by_rank = xp.concatenate([targets.phase[:, :1], xp.take(targets.phase[:, 1:], order, axis=1)], 1)
    place = xp.arange(by_rank.shape[1])

    def set_one(so_far: tuple[Array, Array], row: tuple[Targets, Array, Array]) -> tuple[Array, Array]:
        flat, owner = so_far
        target, phase, source = row
        rank = (phase * place).sum()
        low, high = target.x
        along = xp.clip((source - low) / (high - low), 0.0, 1.0)
        value = target.y[0] + (target.y[1] - target.y[0]) * along
        reached = target.place[:, None] * _reach(xp, picks, target.selector, layout)
        on = (phase[:, None] * always).sum(0)[None] * reached * (rank >= owner)
        return flat + on * (value[None] - flat), xp.where(on > 0, rank + 0.0 * owner, owner)

    return fold(xp, set_one, (flat, owner), (targets, by_rank, seen.sources))[0]


def _reach(xp: Any, picks: Picks, selector: Array, layout: LeverLayout) -> Array:
    """Where a selector lets a target act, (lever values,), 0/1; everywhere for selector 0."""
    chosen: dict[str, Array] = {}
    before = 0
    for kind, picked in zip(SELECTORS_MAX, picks, strict=True):
        mine = (selector > before) & (selector <= before + SELECTORS_MAX[kind])
        index = xp.where(mine, selector - before - 1, 0)
        chosen[kind] = xp.where(mine, xp.take(picked, index, axis=0), 1.0)
        before += SELECTORS_MAX[kind]
    one = 1.0 + 0.0 * picks.groups[0, 0]
    parts = []
    for lever in LEVERS:
        shape = layout.shape(lever.id)
        free = xp.broadcast_to(one, (*shape, *one.shape))
        parts.append(chosen.get(lever.shape, free).reshape(-1, *one.shape))
    return xp.concatenate(parts)


def _within_budget(
    xp: Any, flat: Array, spent: Array, strategy: StrategyArrays, layout: LeverLayout
) -> Array:
    sizes = [layout.slices[lever.id] for lever in LEVERS]
    priced = np.concatenate([
        np.full(place.stop - place.start, lever.money > 0) for lever, place in zip(LEVERS, sizes, strict=True)
    ])  # fmt: skip
    broke = priced[:, None] & (spent[0] >= strategy.budget[0])[None]
    flat = xp.where(broke, layout.defaults.astype(flat.dtype)[:, None], flat)
    left = xp.maximum(strategy.budget[1] - spent[1], 0.0)
    return xp.concatenate([xp.minimum(flat[:1], left[None]), flat[1:]])
