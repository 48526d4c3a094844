"""What a rule says, as a tree: tests of what is seen, joined by and, or, not, at least and for.

Trees are what `parse.py` makes of text and `compile.py` turns into arrays. ``str(tree)`` is text that
reads back as the same tree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["groups", "districts", "pairs"]
"""What can be counted or picked."""

FLAGS: Mapping[str, float] = {"signed": 1.0, "seated": 1.0, "endorsed": 1.0, "plot": 0.5, "offensive": 0.5}
"""Observables that are 0 or 1 and may stand alone, with the threshold that this means."""


@dataclass(frozen=True, slots=True)
class Register:
    """Something observed.

    Parameters
    ----------
    name : an observable or field of `observables.csv`; acceptance in a region is ``acceptance_<region id>``
    members : ids of the group, the two groups, the district, or the group and the district of a field; in
        a selection only the other group (of ``trust``, ``clash``) or the holder (of ``control``)
    """

    name: str
    members: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.name}({', '.join(self.members)})" if self.members else self.name


@dataclass(frozen=True, slots=True)
class Count:
    """How many groups, districts or pairs of groups are as `where` says; all of them without it."""

    kind: Kind
    where: Choice | None = None

    def __str__(self) -> str:
        return f"count({self.kind})" if self.where is None else f"count({self.kind} where {self.where})"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Something observed is at least, or below, a threshold in the month itself."""

    register: Register | Count
    at_least: bool
    threshold: float

    def __str__(self) -> str:
        bare = isinstance(self.register, Register) and FLAGS.get(self.register.name) == self.threshold
        if bare and self.at_least:
            return str(self.register)
        return f"{self.register} {'>=' if self.at_least else '<'} {tidy(self.threshold)}"

    def flipped(self) -> Comparison:
        """Return the test that holds where this one does not."""
        return Comparison(self.register, not self.at_least, self.threshold)


@dataclass(frozen=True, slots=True)
class PhaseState:
    """A phase is active, has ever started, or has ended, as the last month left it."""

    state: Literal["active", "started", "ended"]
    phase: str

    def __str__(self) -> str:
        return f"{self.state}({self.phase})"


@dataclass(frozen=True, slots=True)
class Span:
    """The month is one of `first` to `last`, both included; month 1 is the first."""

    first: int
    last: int

    def __str__(self) -> str:
        return f"month in {self.first}..{self.last}"


@dataclass(frozen=True, slots=True)
class Date:
    """The calendar month is at or after (``from``), or before, the one named."""

    side: Literal["from", "before"]
    year: int
    month: int

    def __str__(self) -> str:
        return f"{self.side} {self.year:04d}-{self.month:02d}"


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Condition

    def __str__(self) -> str:
        return f"not {_inside(self.part, (All, AnyOf, Held))}"


@dataclass(frozen=True, slots=True)
class All:
    """All parts hold; two or more."""

    parts: tuple[Condition, ...]

    def __str__(self) -> str:
        return " and ".join(_inside(part, (All, AnyOf)) for part in self.parts)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds; two or more."""

    parts: tuple[Condition, ...]

    def __str__(self) -> str:
        return " or ".join(_inside(part, (AnyOf,)) for part in self.parts)


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least `count` of the parts hold."""

    count: int
    parts: tuple[Condition, ...]

    def __str__(self) -> str:
        return f"at least {self.count} of ({', '.join(map(str, self.parts))})"


@dataclass(frozen=True, slots=True)
class Held:
    """The part has held for so many months in a row, this one included."""

    part: Condition
    months: int

    def __str__(self) -> str:
        unit = "month" if self.months == 1 else "months"
        return f"{_inside(self.part, (All, AnyOf, Held))} for {self.months} {unit}"


Condition = Comparison | PhaseState | Span | Date | Not | All | AnyOf | AtLeast | Held
"""What starts or ends a phase."""

Choice = Comparison | Not | All | AnyOf
"""What picks groups, districts or pairs; its tests are about the one that is looked at."""


def tidy(number: float) -> str:
    """Return a number as people write it: whole numbers without their ".0", all digits kept."""
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)


def _inside(part: object, wrapped: tuple[type, ...]) -> str:
    """A part, in parentheses where it would otherwise read as something else."""
    return f"({part})" if isinstance(part, wrapped) else str(part)
