"""Selections as alternatives of tests: what `Selectors` holds of them.

A selection may join its tests as it likes; what counts is what is left when ``not`` is pushed down to
the tests and ``and`` is multiplied out: at most `CLAUSES` alternatives of at most `TESTS` tests.
"""

from __future__ import annotations

from itertools import product
from typing import cast

from irenic.strategy.arrays import CLAUSES, TESTS
from irenic.strategy.expression import AnyOf, Choice, Comparison, Not
from irenic.strategy.tokens import RuleFault

Clause = tuple[Comparison, ...]

_ON_THE_WAY = 16
"""Alternatives that may stand in between; more are hardly few in the end, and would take long."""


def clauses(choice: Choice | None, column: int = 1) -> tuple[Clause, ...]:
    """Return the alternatives of a selection, each a conjunction of tests.

    Parameters
    ----------
    choice : of one kind of elements; None picks all
    column : where its text starts, for messages

    Raises
    ------
    RuleFault : more alternatives, or more tests in one, than a strategy can have
    """
    if choice is None:
        return ((),)
    found = _alternatives(choice, True, column)
    longest = max(len(clause) for clause in found)
    if len(found) > CLAUSES:
        raise _too_many(f"{len(found)} alternatives when written out", column)
    if longest > TESTS:
        given, expected = f"{longest} tests joined by and", f"at most {TESTS}"
        raise RuleFault("too_many_tests_in_clause", column, given, expected, "Drop some.")
    return found


def _alternatives(choice: Choice, wanted: bool, column: int) -> tuple[Clause, ...]:
    """Alternatives of a selection, or of its opposite."""
    if isinstance(choice, Not):
        return _alternatives(cast(Choice, choice.part), not wanted, column)
    if isinstance(choice, Comparison):
        return ((choice if wanted else choice.flipped(),),)
    parts = [_alternatives(cast(Choice, part), wanted, column) for part in choice.parts]
    if isinstance(choice, AnyOf) == wanted:
        return _fewest([clause for part in parts for clause in part], column)
    found: tuple[Clause, ...] = ((),)
    for part in parts:
        found = _fewest([tuple(dict.fromkeys(one + two)) for one, two in product(found, part)], column)
    return found


def _fewest(found: list[Clause], column: int) -> tuple[Clause, ...]:
    """Without repetitions, and without those that include another: "a or (a and b)" is a."""
    sets: dict[frozenset[Comparison], Clause] = {}
    for clause in found:
        sets.setdefault(frozenset(clause), clause)
    kept = tuple(clause for own, clause in sets.items() if not any(other < own for other in sets))
    if len(kept) > _ON_THE_WAY:
        raise _too_many("more alternatives than can be written out", column)
    return kept


def _too_many(given: str, column: int) -> RuleFault:
    hint = "Use a second rule for the same lever, or a simpler one."
    return RuleFault("too_many_clauses", column, given, f"at most {CLAUSES} alternatives (or)", hint)
