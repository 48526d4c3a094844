"""What a proposition says, as a tree: relations between measures, joined by and, or, not and at least.

Trees are what `parse.py` makes of text and `evaluate.py` asks of values. ``str(tree)`` is text that reads
back as the same tree.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from irenic.strategy.expression import tidy

Sign = Literal[">=", "<", ">", "<="]
"""How two sums are compared."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One number of each run of an arm.

    Parameters
    ----------
    name : an outcome, ``regret`` or ``score`` where no month is given; else a monthly series
    arm : id of the strategy, or of the claim's arm
    first, last : the months, both included, whose mean counts; alike for one month, None for an outcome
    """

    name: str
    arm: str
    first: int | None = None
    last: int | None = None

    def __str__(self) -> str:
        if self.first is None:
            return f"{self.name}({self.arm})"
        if self.first == self.last:
            return f"{self.name}({self.arm}, month {self.first})"
        return f"{self.name}({self.arm}, months {self.first}..{self.last})"


@dataclass(frozen=True, slots=True)
class Term:
    """A number, or a number of times a measure."""

    factor: float
    measure: Measure | None = None

    def __str__(self) -> str:
        return f"-{self.size}" if self.factor < 0 else self.size

    @property
    def size(self) -> str:
        """The term without its sign."""
        if self.measure is None:
            return tidy(abs(self.factor))
        return str(self.measure) if abs(self.factor) == 1 else f"{tidy(abs(self.factor))} * {self.measure}"


@dataclass(frozen=True, slots=True)
class Sum:
    """One or more terms added up."""

    terms: tuple[Term, ...]

    def __str__(self) -> str:
        rest = "".join(f" {'-' if term.factor < 0 else '+'} {term.size}" for term in self.terms[1:])
        return f"{self.terms[0]}{rest}"


@dataclass(frozen=True, slots=True)
class Relation:
    """Two sums compared, run by run."""

    left: Sum
    sign: Sign
    right: Sum

    def __str__(self) -> str:
        return f"{self.left} {self.sign} {self.right}"


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Proposition

    def __str__(self) -> str:
        return f"not {_inside(self.part, (All, AnyOf))}"


@dataclass(frozen=True, slots=True)
class All:
    """All parts hold; two or more."""

    parts: tuple[Proposition, ...]

    def __str__(self) -> str:
        return " and ".join(_inside(part, (All, AnyOf)) for part in self.parts)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds; two or more."""

    parts: tuple[Proposition, ...]

    def __str__(self) -> str:
        return " or ".join(_inside(part, (AnyOf,)) for part in self.parts)


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least `count` of the parts hold."""

    count: int
    parts: tuple[Proposition, ...]

    def __str__(self) -> str:
        return f"at least {self.count} of ({', '.join(map(str, self.parts))})"


Proposition = Relation | Not | All | AnyOf | AtLeast
"""What holds in a run, or does not."""


def relations_of(proposition: Proposition) -> tuple[Relation, ...]:
    """Return the different relations of a proposition, in the order they first appear."""
    return tuple(dict.fromkeys(_relations(proposition)))


def measures_of(proposition: Proposition) -> tuple[Measure, ...]:
    """Return the different measures of a proposition, in the order they first appear."""
    sums = (side for one in _relations(proposition) for side in (one.left, one.right))
    return tuple(dict.fromkeys(t.measure for side in sums for t in side.terms if t.measure is not None))


def arms_of(proposition: Proposition) -> tuple[str, ...]:
    """Return the different arms of a proposition, in the order they first appear."""
    return tuple(dict.fromkeys(measure.arm for measure in measures_of(proposition)))


def _relations(proposition: Proposition) -> Iterator[Relation]:
    if isinstance(proposition, Relation):
        yield proposition
    elif isinstance(proposition, Not):
        yield from _relations(proposition.part)
    else:
        for part in proposition.parts:
            yield from _relations(part)


def _inside(part: Proposition, wrapped: tuple[type, ...]) -> str:
    """A part, in parentheses where it would otherwise read as something else."""
    return f"({part})" if isinstance(part, wrapped) else str(part)
