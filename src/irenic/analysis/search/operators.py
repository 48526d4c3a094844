"""Single variations of a strategy: its rules, its levers, its phases and their order.

Each takes a parent and the means to draw, and returns a child, or None where the parent has
nothing of the kind. Children may still be invalid; `vary.py` mends and checks them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Literal, NamedTuple

import numpy as np

from irenic.analysis.search.moves import MONTHS_MOST, Moves, Setting, settings_of
from irenic.analysis.search.trees import held, joined, units, with_unit
from irenic.strategy import Condition, Follow, Phase, Strategy, Target
from irenic.strategy.expression import All, AnyOf, Comparison, Held
from irenic.strategy.plan import Element

Side = Literal["when", "until"]

LEAD_MOST = 12
"""Longest lead, and longest withdrawal, that a search writes."""


class Means(NamedTuple):
    """What a variation draws from: the declared moves, a second parent and a generator."""

    moves: Moves
    mate: Strategy
    rng: np.random.Generator

    def one_of(self, count: int) -> int:
        """Return a whole number from 0 to `count` - 1."""
        return int(self.rng.integers(count))


class Spot(NamedTuple):
    """A unit of a rule: phase, side, number of the unit, and the unit."""

    phase: int
    side: Side
    number: int
    unit: Condition


Operator = Callable[[Strategy, Means], Strategy | None]


# Rules


def shift_threshold(parent: Strategy, means: Means) -> Strategy | None:
    """Move the threshold of a test."""
    spots = [spot for spot in _spots(parent) if isinstance(_test(spot.unit), Comparison)]
    if not spots:
        return None
    spot = spots[means.one_of(len(spots))]
    test = _test(spot.unit)
    assert isinstance(test, Comparison)
    moved = means.moves.threshold(test, means.rng)
    months = spot.unit.months if isinstance(spot.unit, Held) else 1
    return _with_unit(parent, spot, held(moved, months))


def shift_months(parent: Strategy, means: Means) -> Strategy | None:
    """Ask for a month or two more, or fewer, in a row."""
    spots = _spots(parent)
    if not spots:
        return None
    spot = spots[means.one_of(len(spots))]
    months = spot.unit.months if isinstance(spot.unit, Held) else 1
    away = (-2, -1, 1, 2)[means.one_of(4)]
    return _with_unit(parent, spot, held(spot.unit, max(1, min(months + away, max(MONTHS_MOST, months)))))


def exchange_test(parent: Strategy, means: Means) -> Strategy | None:
    """Put another test in the place of one."""
    spots = _spots(parent)
    if not spots:
        return None
    return _with_unit(parent, spots[means.one_of(len(spots))], means.moves.test(means.rng))


def join_test(parent: Strategy, means: Means) -> Strategy | None:
    """Join a test to a rule by ``and`` or ``or``, or make it the rule that ends a phase."""
    if not parent.phases:
        return None
    number = means.one_of(len(parent.phases))
    side: Side = "when" if means.rng.random() < 0.7 else "until"
    rule, test = getattr(parent.phases[number], side), means.moves.test(means.rng)
    how = All if means.rng.random() < 0.5 else AnyOf
    return _with_rule(parent, number, side, test if rule is None else joined(rule, test, how))


def drop_test(parent: Strategy, means: Means) -> Strategy | None:
    """Leave out a test; a rule that starts a phase keeps at least one."""
    spots = _spots(parent)
    spots = [
        spot
        for spot in spots
        if spot.side == "until" or len(units(parent.phases[spot.phase].when)) > 1
    ]  # fmt: skip
    if not spots:
        return None
    return _with_unit(parent, spots[means.one_of(len(spots))], None)


# Levers


def shift_lever(parent: Strategy, means: Means) -> Strategy | None:
    """Move the value of a lever that is set, for all that have the same value there."""
    found: list[tuple[int, str, float | Target]] = []
    for place, (fixed, targets) in enumerate(settings_of(parent)):
        found += [(place, lever, value) for lever, value in _fixed_values(fixed)]
        found += [(place, target.lever, target) for target in targets]
    found = [one for one in found if means.moves.range_of(one[1]) is not None]
    if not found:
        return None
    place, lever, value = found[means.one_of(len(found))]
    limits = means.moves.range_of(lever)
    assert limits is not None
    fixed, targets = _setting(parent, place)
    if isinstance(value, Target):
        if isinstance(value.value, Follow):
            first, last = value.value.give
            give = (limits.near(first, means.rng), limits.near(last, means.rng))
            moved = replace(value, value=replace(value.value, give=give))
        else:
            moved = replace(value, value=limits.near(value.value, means.rng))
        return _with_setting(parent, place, (fixed, tuple(moved if t == value else t for t in targets)))
    new = limits.near(value, means.rng)
    changed = {e: new if e[0] == lever and old == value else old for e, old in fixed.items()}
    return _with_setting(parent, place, (changed, targets))


def add_lever(parent: Strategy, means: Means) -> Strategy | None:
    """Set a lever of the declared list, in the base or in a phase; it replaces its setting there."""
    place = means.one_of(1 + len(parent.phases))
    fixed, targets = _setting(parent, place)
    new, rules = means.moves.setting(means.rng)
    levers = {element[0] for element in new} | {rule.lever for rule in rules}
    if rules or means.rng.random() < 0.5:  # a rule after fixed values, or beside other groups' values
        fixed = {e: value for e, value in fixed.items() if e[0] not in levers}
    kept = tuple(target for target in targets if target.lever not in levers)
    return _with_setting(parent, place, ({**fixed, **new}, (*kept, *rules)))


def drop_lever(parent: Strategy, means: Means) -> Strategy | None:
    """Leave a lever of the base, or of a phase that has others, as it is without it."""
    found = []
    for place, (fixed, targets) in enumerate(settings_of(parent)):
        levers = dict.fromkeys([*(element[0] for element in fixed), *(t.lever for t in targets)])
        if place == 0 or len(levers) > 1 or parent.phases[place - 1].exit:
            found += [(place, lever) for lever in levers]
    if not found:
        return None
    place, lever = found[means.one_of(len(found))]
    return without_lever(parent, place, lever)


# Phases


def add_phase(parent: Strategy, means: Means) -> Strategy | None:
    """Put in a phase: a new one with one or two levers, or one of the mate's."""
    rng, mate = means.rng, means.mate
    if mate.phases and rng.random() < 0.5:
        phase = mate.phases[means.one_of(len(mate.phases))]
    else:
        levers: dict[Element, float] = {}
        targets: dict[str, Target] = {}
        for _ in range(means.one_of(2) + 1):
            fixed, rules = means.moves.setting(rng)
            levers |= fixed
            targets |= {rule.lever: rule for rule in rules}
        until = means.moves.test(rng) if rng.random() < 0.5 else None
        phase = Phase(
            "step",
            MappingProxyType(levers),
            means.moves.test(rng),
            until,
            targets=tuple(targets.values()),
        )
    where = means.one_of(len(parent.phases) + 1)
    return replace(parent, phases=(*parent.phases[:where], phase, *parent.phases[where:]))


def drop_phase(parent: Strategy, means: Means) -> Strategy | None:
    """Leave out a phase."""
    if not parent.phases:
        return None
    return without_phase(parent, means.one_of(len(parent.phases)))


def swap_phases(parent: Strategy, means: Means) -> Strategy | None:
    """Exchange two phases, so that the other one wins where both set a lever."""
    if len(parent.phases) < 2:
        return None
    one, two = (int(n) for n in means.rng.choice(len(parent.phases), 2, replace=False))
    phases = list(parent.phases)
    phases[one], phases[two] = phases[two], phases[one]
    return replace(parent, phases=tuple(phases))


def shift_timing(parent: Strategy, means: Means) -> Strategy | None:
    """Change how long a phase takes to act or to leave, or whether it can start a second time."""
    if not parent.phases:
        return None
    number = means.one_of(len(parent.phases))
    phase = parent.phases[number]
    kind = means.one_of(3)
    if kind == 0:
        changed = replace(phase, lead=_whole_near(phase.lead, means))
    elif kind == 1:
        changed = replace(phase, withdraw=_whole_near(phase.withdraw, means))
    else:
        changed = replace(phase, once=not phase.once)
    return _with_phase(parent, number, changed)


def recombine(parent: Strategy, means: Means) -> Strategy | None:
    """Take the base of one parent and each phase of both with even chances."""
    mate = means.mate
    if parent.phases == mate.phases and parent.base == mate.base:
        return None
    chosen = [phase for phase in (*parent.phases, *mate.phases) if means.rng.random() < 0.5]
    return replace(parent, phases=tuple(chosen))


OPERATORS: Mapping[str, Operator] = {
    operator.__name__: operator
    for operator in (
        shift_threshold, shift_months, exchange_test, join_test, drop_test,
        shift_lever, add_lever, drop_lever,
        add_phase, drop_phase, swap_phases, shift_timing, recombine,
    )
}  # fmt: skip
"""All variations, by name."""


# Parts


def without_phase(strategy: Strategy, number: int) -> Strategy:
    """Return a strategy without one phase; what names it is left for `vary.mended`.

    Parameters
    ----------
    strategy : any
    number : of the phase, from 0
    """
    return replace(strategy, phases=(*strategy.phases[:number], *strategy.phases[number + 1 :]))


def without_lever(strategy: Strategy, place: int, lever: str) -> Strategy:
    """Return a strategy that does not set a lever in one place.

    Parameters
    ----------
    strategy : any
    place : 0 for the base, 1 + number for a phase
    lever : its id
    """
    fixed, targets = _setting(strategy, place)
    return _with_setting(
        strategy,
        place,
        (
            {element: value for element, value in fixed.items() if element[0] != lever},
            tuple(target for target in targets if target.lever != lever),
        ),
    )


def _spots(strategy: Strategy) -> list[Spot]:
    """Units of all rules."""
    sides: tuple[Side, ...] = ("when", "until")
    return [
        Spot(p, side, n, unit)
        for p, phase in enumerate(strategy.phases)
        for side in sides
        for n, unit in enumerate(units(getattr(phase, side)))
    ]


def _test(unit: Condition) -> Condition:
    return unit.part if isinstance(unit, Held) else unit


def _with_unit(strategy: Strategy, spot: Spot, unit: Condition | None) -> Strategy:
    rule = getattr(strategy.phases[spot.phase], spot.side)
    return _with_rule(strategy, spot.phase, spot.side, with_unit(rule, spot.number, unit))


def _with_rule(strategy: Strategy, number: int, side: Side, rule: Condition | None) -> Strategy:
    phase = strategy.phases[number]
    changed = replace(phase, when=rule) if side == "when" else replace(phase, until=rule)
    return _with_phase(strategy, number, changed)


def _with_phase(strategy: Strategy, number: int, phase: Phase) -> Strategy:
    return replace(strategy, phases=(*strategy.phases[:number], phase, *strategy.phases[number + 1 :]))


def _setting(strategy: Strategy, place: int) -> Setting:
    fixed, targets = list(settings_of(strategy))[place]
    return dict(fixed), targets


def _with_setting(strategy: Strategy, place: int, setting: Setting) -> Strategy:
    fixed, targets = MappingProxyType(setting[0]), setting[1]
    if place == 0:
        return replace(strategy, base=fixed, targets=targets)
    changed = replace(strategy.phases[place - 1], levers=fixed, targets=targets)
    return _with_phase(strategy, place - 1, changed)


def _fixed_values(fixed: Mapping[Element, float]) -> list[tuple[str, float]]:
    """Lever and value, each once."""
    return list(dict.fromkeys((element[0], value) for element, value in fixed.items()))


def _whole_near(months: int, means: Means) -> int:
    return max(0, min(months + (-3, -1, 1, 3)[means.one_of(4)], max(LEAD_MOST, months)))
