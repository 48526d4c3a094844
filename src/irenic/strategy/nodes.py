"""Conditions as tests and gates: what `StrategyArrays` holds of them.

A condition becomes one *node*: a test of a register, or a gate on earlier nodes. What is said twice is
stored once. See docs/model.md, "Conditions".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from irenic.strategy.expression import (
    All,
    AnyOf,
    AtLeast,
    Comparison,
    Condition,
    Count,
    Date,
    Held,
    Not,
    PhaseState,
    Register,
    Span,
)

Signed = tuple[int, int]
"""A node and 1 where it is wanted, -1 where it is wanted not."""


@dataclass(frozen=True, slots=True)
class Atom:
    """A register on one side of a threshold for some months in a row."""

    register: int
    at_least: bool
    threshold: float
    months: int


@dataclass(frozen=True, slots=True)
class Gate:
    """True where the weighted sum of held inputs reaches `need`, for some months in a row.

    Parameters
    ----------
    inputs : earlier nodes, each once, with its weight: 1 wanted, -1 wanted not
    need : least sum
    months : in a row
    """

    inputs: tuple[Signed, ...]
    need: int
    months: int


@dataclass(slots=True)
class Nodes:
    """Tests and gates of one strategy, filled condition by condition.

    Nodes are numbered 0, 1, ... for tests and -1, -2, ... for gates, in the order they appear.

    Parameters
    ----------
    place : register of something observed, or of the state of a phase
    month_of : month of the run of a calendar month
    """

    place: Callable[[Register | Count | PhaseState], int]
    month_of: Callable[[Date], int]
    atoms: dict[Atom, int] = field(default_factory=dict)
    gates: dict[Gate, int] = field(default_factory=dict)
    depths: list[int] = field(default_factory=list)

    def add(self, condition: Condition) -> int:
        """Return the node of a condition."""
        node, sign = self._signed(condition, is_alone=True)
        return node if sign > 0 else self._gate([(node, sign)], 1, 1)

    def depth(self, node: int) -> int:
        """Return how many gates stand on each other up to a node; 0 for a test."""
        return 0 if node >= 0 else self.depths[-1 - node]

    def _signed(self, condition: Condition, months: int = 1, is_alone: bool = False) -> Signed:
        """Node that is held where the condition has held for some months; -1 where it is held not.

        `is_alone` says that no gate will take it as an input, so that a -1 would need one of its own.
        """
        if isinstance(condition, Held):  # m months long, for n months: for m + n - 1 months
            return self._signed(condition.part, months + condition.months - 1, is_alone)
        if isinstance(condition, Not):
            return self._opposite(condition.part, months, is_alone)
        if isinstance(condition, All | AnyOf | AtLeast | Span):
            return self._joined(condition, months), 1
        return self._atom(*self._test(condition), months), 1

    def _opposite(self, part: Condition, months: int, is_alone: bool) -> Signed:
        """A single test turns round; anything else is the same node, wanted not, where that will do."""
        if isinstance(part, Not):
            return self._signed(part.part, months, is_alone)
        if isinstance(part, Comparison | PhaseState | Date):
            place, at_least, threshold = self._test(part)
            return self._atom(place, not at_least, threshold, months), 1
        if isinstance(part, All | AnyOf | AtLeast | Span) and (is_alone or months > 1):
            return self._joined(part, months, is_turned=True), 1
        node, sign = self._signed(part)
        if months == 1:
            return node, -sign
        return self._gate([(node, -sign)], 1, months), 1

    def _test(self, condition: Comparison | PhaseState | Date) -> tuple[int, bool, float]:
        """Register, whether it is to be at least the threshold, and the threshold."""
        if isinstance(condition, Comparison):
            return self.place(condition.register), condition.at_least, condition.threshold
        if isinstance(condition, PhaseState):
            return self.place(condition), True, 0.5
        return self.place(MONTH), condition.side == "from", float(self.month_of(condition))

    def _atom(self, place: int, at_least: bool, threshold: float, months: int) -> int:
        return self.atoms.setdefault(Atom(place, at_least, threshold, months), len(self.atoms))

    def _joined(self, condition: All | AnyOf | AtLeast | Span, months: int, is_turned: bool = False) -> int:
        """Gate of a condition with parts, or of its opposite: fewer than m of n are n - m + 1 that fail."""
        inputs = [self._signed(part) for part in _parts(condition)]
        if not isinstance(condition, AtLeast):
            inputs = list(dict.fromkeys(inputs))  # "a and a" is a
        wanted = condition.count if isinstance(condition, AtLeast) else len(inputs)
        wanted = 1 if isinstance(condition, AnyOf) else wanted
        if is_turned:
            inputs, wanted = [(node, -sign) for node, sign in inputs], len(inputs) - wanted + 1
        return self._gate(inputs, wanted, months)

    def _gate(self, inputs: Sequence[Signed], wanted: int, months: int) -> int:
        """Gate that is true where at least `wanted` of the inputs are as they should be.

        With k of them wanted not, m are as they should be where the sum of weights of those held is at
        least m - k; an input that stands in twice has the sum of its weights.
        """
        need = wanted - sum(sign < 0 for _, sign in inputs)
        weights: dict[int, int] = {}
        for node, sign in inputs:
            weights[node] = weights.get(node, 0) + sign
        gate = Gate(tuple(weights.items()), need, months)
        if gate not in self.gates:
            self.gates[gate] = -1 - len(self.gates)
            self.depths.append(1 + max(self.depth(node) for node in weights))
        return self.gates[gate]


MONTH = Register("month")


def _parts(condition: All | AnyOf | AtLeast | Span) -> tuple[Condition, ...]:
    """Parts of a condition; an "and" in an "and" needs no gate of its own, nor an "or" in an "or"."""
    if isinstance(condition, Span):
        return Comparison(MONTH, True, float(condition.first)), Comparison(
            MONTH, False, float(condition.last + 1)
        )
    if isinstance(condition, AtLeast):
        return condition.parts
    alike = (All, Span) if isinstance(condition, All) else (AnyOf,)
    parts: list[Condition] = []
    for part in condition.parts:
        parts += _parts(part) if isinstance(part, alike) else (part,)
    return tuple(parts)
