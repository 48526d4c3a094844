"""The spans of months over which a case is weighted and scored."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from irenic.errors import quoted
from irenic.record.months import CalendarMonth
from irenic.record.tables import Table, read_table

COLUMNS = ("window", "role", "first", "last", "note")
FILE = "windows.csv"
ROLES = ("train", "test", "whole")


@dataclass(frozen=True, slots=True)
class Window:
    """A span of months.

    Parameters
    ----------
    name : such as ``test_long``
    role : ``train`` (worlds are weighted by it), ``test`` (weighted worlds are scored on it) or ``whole``
        (unweighted worlds are scored on it)
    first, last : numbers of the simulation's months, both included
    note : in words
    """

    name: str
    role: str
    first: int
    last: int
    note: str = ""

    @property
    def months(self) -> int:
        """How many months."""
        return self.last - self.first + 1


def read_windows(folder: Path, start: CalendarMonth) -> tuple[tuple[Window, ...], Table]:
    """Read the windows of a record's folder; what is wrong is left to the caller.

    Parameters
    ----------
    folder : the record's
    start : the month at whose end the case starts

    Returns
    -------
    The windows that can be used, and the table with its problems
    """
    table = read_table(folder / FILE, COLUMNS)
    windows: list[Window] = []
    for row in table.rows:
        before = len(table.problems)
        name, role = row.cells["window"], row.cells["role"]
        if not name or name in {known.name for known in windows}:
            table.refuse("bad_window", row.line, "window", quoted(name), "a new name")
        if role not in ROLES:
            table.refuse("bad_window", row.line, "role", quoted(role), ", ".join(ROLES))
        first, last = table.month(row, "first"), table.month(row, "last")
        if first is None or last is None:
            continue
        if not start < first <= last:
            given, expected = (
                f"{first}, {last}",
                f"months in order, after the case's start at the end of {start}",
            )
            table.refuse("bad_window", row.line, "first, last", given, expected)
        if len(table.problems) == before:
            window = Window(name, role, first.number_from(start), last.number_from(start), row.cells["note"])
            windows.append(window)
    return tuple(windows), table
