"""Calendar months, and their number in a simulation: 1 is the first after the case's start."""

from __future__ import annotations

import re
from typing import NamedTuple

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
YEAR = 12


class CalendarMonth(NamedTuple):
    """A month of a year; compares in order of time."""

    year: int
    month: int

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    def number_from(self, start: CalendarMonth) -> int:
        """Number of this month where `start` is month 0: the state at its end is the start of a case."""
        return (self.year - start.year) * YEAR + self.month - start.month

    def after(self, months: int) -> CalendarMonth:
        """The month so many months later; earlier where negative."""
        years, month = divmod(self.month - 1 + months, YEAR)
        return CalendarMonth(self.year + years, month + 1)


def read_month(text: str) -> CalendarMonth | None:
    """Return a month given as YYYY-MM, None for any other text."""
    match = _MONTH.fullmatch(text)
    return None if match is None else CalendarMonth(int(match[1]), int(match[2]))
