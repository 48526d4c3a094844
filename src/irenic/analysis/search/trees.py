"""Conditions as trees that can be varied: their tests by number, and what is left when some go.

A *unit* is one test, with the months it must hold where that is said of it alone:
``signed for 2 months``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count

from irenic.strategy.expression import (
    All,
    AnyOf,
    AtLeast,
    Comparison,
    Condition,
    Date,
    Held,
    Not,
    PhaseState,
    Span,
)

Change = Callable[[int, Condition], Condition | None]
"""What becomes of a unit, given its number; None drops it."""


def units(condition: Condition | None) -> tuple[Condition, ...]:
    """Return the units of a condition, in the order in which they are written.

    Parameters
    ----------
    condition : a rule's tree; None has none
    """
    return () if condition is None else tuple(_units(condition))


def revised(condition: Condition, change: Change) -> Condition | None:
    """Return the condition with each unit changed; what joins fewer than two parts goes with them.

    Parameters
    ----------
    condition : a rule's tree
    change : called with each unit and its number

    Returns
    -------
    None where no unit is left
    """
    numbers = count()

    def visit(node: Condition) -> Condition | None:
        if _is_unit(node):
            return change(next(numbers), node)
        if isinstance(node, Not | Held):
            part = visit(node.part)
            return None if part is None else replace(node, part=part)
        assert isinstance(node, All | AnyOf | AtLeast)
        parts = tuple(part for part in map(visit, node.parts) if part is not None)
        return _joined_like(node, parts)

    return visit(condition)


def with_unit(condition: Condition, number: int, unit: Condition | None) -> Condition | None:
    """Return the condition with one unit replaced, or dropped.

    Parameters
    ----------
    condition : a rule's tree
    number : of the unit
    unit : what stands in its place; None drops it
    """
    return revised(condition, lambda n, old: unit if n == number else old)


def joined(first: Condition, second: Condition, how: type[All] | type[AnyOf]) -> Condition:
    """Return two conditions joined by ``and`` or ``or``; parts of the same kind are not nested.

    Parameters
    ----------
    first, second : trees
    how : `All` or `AnyOf`
    """
    parts = (part for one in (first, second) for part in (one.parts if isinstance(one, how) else (one,)))
    unique = tuple(dict.fromkeys(parts))
    return unique[0] if len(unique) == 1 else how(unique)


def held(unit: Condition, months: int) -> Condition:
    """Return a unit that must hold for so many months in a row; one month needs no words.

    Parameters
    ----------
    unit : a test, with or without months
    months : at least 1
    """
    test = unit.part if isinstance(unit, Held) else unit
    return test if months == 1 else Held(test, months)


def renamed(condition: Condition, names: dict[str, str], kept: frozenset[str]) -> Condition | None:
    """Return the condition with phases renamed, and without tests of phases that are not there.

    Parameters
    ----------
    condition : a rule's tree
    names : new names of phases by old ones; others keep theirs
    kept : phases there are, by their new names
    """

    def change(_: int, unit: Condition) -> Condition | None:
        test = unit.part if isinstance(unit, Held) else unit
        if not isinstance(test, PhaseState):
            return unit
        name = names.get(test.phase, test.phase)
        if name not in kept:
            return None
        new = PhaseState(test.state, name)
        return Held(new, unit.months) if isinstance(unit, Held) else new

    return revised(condition, change)


def _units(node: Condition) -> Iterator[Condition]:
    if _is_unit(node):
        yield node
    elif isinstance(node, Not | Held):
        yield from _units(node.part)
    else:
        assert isinstance(node, All | AnyOf | AtLeast)
        for part in node.parts:
            yield from _units(part)


def _is_unit(node: Condition) -> bool:
    test = node.part if isinstance(node, Held) else node
    return isinstance(test, Comparison | PhaseState | Span | Date)


def _joined_like(node: All | AnyOf | AtLeast, parts: tuple[Condition, ...]) -> Condition | None:
    if len(parts) < 2:
        return parts[0] if parts else None
    if isinstance(node, AtLeast):
        return AtLeast(min(node.count, len(parts)), parts)
    whole = parts[0]
    for part in parts[1:]:
        whole = joined(whole, part, type(node))
    return whole
