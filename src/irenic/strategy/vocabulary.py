"""The names that a rule of a case may use, and where what they name stands among the registers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from irenic.strategy.arrays import Registers
from irenic.strategy.expression import Count, Date, Kind, Register
from irenic.strategy.observables import (
    DISTRICT_FIELDS,
    GROUP_FIELDS,
    HOLDING_FIELDS,
    PAIR_FIELDS,
    SCALARS,
    Observable,
)
from irenic.strategy.plan import CaseNames, observable_names

FIELDS: Mapping[str, Observable] = {
    one.id: one for one in (*GROUP_FIELDS, *PAIR_FIELDS, *DISTRICT_FIELDS, *HOLDING_FIELDS)
}
"""Observables with a value for each group, pair, district, or group in a district."""

MEMBERS: Mapping[str, tuple[str, ...]] = {
    "group": ("group",),
    "pair": ("group", "group"),
    "district": ("district",),
    "holding": ("group", "district"),
}
"""Whom a field names in parentheses, by what it is of."""

PROPERTIES: Mapping[Kind, Mapping[str, tuple[str, ...]]] = {
    "groups": {one.id: () for one in GROUP_FIELDS} | {one.id: ("group",) for one in PAIR_FIELDS},
    "districts": {one.id: () for one in DISTRICT_FIELDS} | {one.id: ("group",) for one in HOLDING_FIELDS},
    "pairs": {one.id: () for one in PAIR_FIELDS},
}
"""What a selection may ask of each element, and whom the question names besides it."""


PICKS: Mapping[str, Kind] = {"group": "groups", "district": "districts", "pair": "pairs"}
"""What a selection for a lever picks, by the lever's shape; none for other shapes."""


@dataclass(frozen=True)
class Vocabulary:
    """What the rules of one strategy for a case may name.

    Parameters
    ----------
    names : ids of the case
    phases : ids of the strategy's phases
    scalars : observables of the country by the name used in files
    """

    names: CaseNames
    phases: tuple[str, ...] = ()
    scalars: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "scalars", observable_names(self.names))

    @cached_property
    def registers(self) -> Registers:
        """Where each thing lies among the registers."""
        return Registers(len(self.names.groups), len(self.names.districts))

    @cached_property
    def observable(self) -> tuple[str, ...]:
        """Every name that can stand for something observed."""
        return (*self.scalars, *FIELDS)

    def ids(self, what: str) -> tuple[str, ...]:
        """Return the ids of the case's groups, or districts, in its order."""
        return tuple(self.names.groups if what == "group" else self.names.districts)

    def row(self, name: str) -> Observable:
        """Return the row of the table of observables for a name used in files."""
        return FIELDS[name] if name in FIELDS else SCALARS[self.scalars[name]]

    @property
    def first_month(self) -> str:
        """Calendar month of the run's month 1."""
        month = self.names.start_year * 12 + self.names.start_month  # months count from 0 in a year
        return f"{month // 12:04d}-{month % 12 + 1:02d}"

    def month_of(self, date: Date) -> int:
        """Return the run's month of a calendar month; below 1 where it lies before the run."""
        return 12 * (date.year - self.names.start_year) + date.month - self.names.start_month

    def bounds(self, register: Register | Count) -> tuple[float, float, str]:
        """Return the least and the greatest threshold that can mean anything, and their unit."""
        if isinstance(register, Count):
            return 0.0, float(self.elements(register.kind)), register.kind
        row = self.row(register.name)
        return row.lower, row.upper, row.unit

    def elements(self, kind: Kind) -> int:
        """Return how many groups, districts or pairs can be picked: the extremist never is."""
        groups = len(self.names.groups) - 1
        return {
            "groups": groups,
            "districts": len(self.names.districts),
            "pairs": groups * (groups - 1) // 2,
        }[kind]
