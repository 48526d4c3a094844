"""A strategy's conditions read month by month: what held, for how long, and on what values.

Whether a test held is what the engine recorded; the values beside it are what the strategist saw (late,
with noise) and what was true when the month began.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from irenic.strategy.compile import Compiled
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
    Register,
    Span,
)
from irenic.study.history import Replay

Bools = NDArray[np.bool_]
MONTH = Register("month")


class Line(NamedTuple):
    """One part of a condition in one month.

    ``held``: true this month; ``run``: months in a row, this one included; ``needed``: months that the part
    around it asks for. ``seen``, ``true`` and ``threshold`` only for tests of something observed.
    """

    depth: int
    text: str
    held: bool
    run: int
    needed: int
    seen: float | None = None
    true: float | None = None
    at_least: bool | None = None
    threshold: float | None = None


class Reading:
    """Conditions of one run, evaluated part by part over all months.

    Parameters
    ----------
    replay : one run
    """

    def __init__(self, replay: Replay) -> None:
        self.replay = replay
        self.compiled = Compiled(replay.strategy, replay.arrays)
        self.months = np.arange(1, replay.months + 1)
        self.runs = np.asarray(replay.views.runs[1:])
        atoms = self.compiled.nodes.atoms.items()
        self.atoms = {(atom.register, atom.at_least, atom.threshold): place for atom, place in atoms}
        self._known: dict[Condition, Bools] = {}

    def holds(self, part: Condition) -> Bools:
        """Whether a part is true in each month, (months,)."""
        if part not in self._known:
            self._known[part] = self._holds(part)
        return self._known[part]

    def _holds(self, part: Condition) -> Bools:
        if isinstance(part, Not):
            return ~self.holds(part.part)
        if isinstance(part, Held):
            return np.asarray(in_a_row(self.holds(part.part)) >= part.months)
        if isinstance(part, All | AnyOf | AtLeast):
            count = np.sum([self.holds(one) for one in part.parts], axis=0)
            needed = {All: len(part.parts), AnyOf: 1}.get(type(part), getattr(part, "count", 0))
            return np.asarray(count >= needed)
        if isinstance(part, Span):
            return np.asarray((self.months >= part.first) & (self.months <= part.last))
        if isinstance(part, Date):
            from_then = self.months >= self.compiled.words.month_of(part)
            return np.asarray(from_then if part.side == "from" else ~from_then)
        return self._recorded(*_test(self.compiled, part))

    def _recorded(self, register: int, at_least: bool, threshold: float) -> Bools:
        """Whether a test held, as the engine counted it; a test may be stored turned round."""
        atom = self.atoms.get((register, at_least, threshold))
        if atom is not None:
            return np.asarray(self.runs[:, atom] > 0)
        return np.asarray(self.runs[:, self.atoms[register, not at_least, threshold]] == 0)

    def lines(self, part: Condition, month: int, depth: int = 0, needed: int = 1) -> Iterator[Line]:
        """Yield a condition part by part, as it was written."""
        inner = part.part if isinstance(part, Held) else part
        months = part.months if isinstance(part, Held) else needed
        held = self.holds(inner)
        line = Line(depth, str(part), bool(held[month - 1]), int(in_a_row(held)[month - 1]), months)
        if isinstance(inner, Not) and isinstance(inner.part, Comparison | PhaseState):
            yield self._observed(line, inner.part, month, flipped=True)
        elif isinstance(inner, Comparison | PhaseState):
            yield self._observed(line, inner, month)
        else:
            yield line
            for one in parts_of(inner):
                yield from self.lines(one, month, depth + 1)

    def _observed(self, line: Line, test: Comparison | PhaseState, month: int, flipped: bool = False) -> Line:
        register, at_least, threshold = _test(self.compiled, test)
        if isinstance(test, PhaseState) or test.register == MONTH:
            return line
        return line._replace(
            seen=float(self.replay.seen(month)[register]),
            true=float(self.replay.true(month)[register]),
            at_least=at_least != flipped,
            threshold=threshold,
        )

    def extremes(self, part: Condition, free: NDArray[np.intp]) -> tuple[float | None, float | None]:
        """Return the values nearest to a test's threshold, seen and true, in some months; None for others.

        Parameters
        ----------
        part : of a condition
        free : places of the months
        """
        inner = part.part if isinstance(part, Held) else part
        flipped = isinstance(inner, Not)
        test = inner.part if isinstance(inner, Not) else inner
        if not isinstance(test, Comparison) or test.register == MONTH:
            return None, None
        register, at_least, _ = _test(self.compiled, test)
        pick = max if at_least != flipped else min
        months = [int(self.months[i]) for i in free]
        seen = pick(float(self.replay.seen(m)[register]) for m in months)
        return seen, pick(float(self.replay.true(m)[register]) for m in months)


def in_a_row(held: Bools) -> NDArray[np.int64]:
    """Return for each month how many months in a row something has been true, that month included."""
    count, found = 0, []
    for one in held:
        count = count + 1 if one else 0
        found.append(count)
    return np.array(found, np.int64)


def _test(compiled: Compiled, test: Comparison | PhaseState) -> tuple[int, bool, float]:
    """Register, side and threshold of a test."""
    if isinstance(test, PhaseState):
        return compiled.register(test), True, 0.5
    return compiled.register(test.register), test.at_least, test.threshold


def parts_of(condition: Condition) -> tuple[Condition, ...]:
    """Return the parts that a condition joins, turns round or counts months of; none for a test."""
    if isinstance(condition, Not | Held):
        return (condition.part,)
    return condition.parts if isinstance(condition, All | AnyOf | AtLeast) else ()
