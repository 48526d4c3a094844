"""Dated figures recorded of a case after its start, for comparison only: `record/figures.csv`.

A figure's period is a year, a quarter or a month. What a quantity counts decides how a period is read: a
*state* (a share, an index, a stock of persons) is that at the period's end, so a quarter stands for its last
month; a *flow* names its period in its own name (``deaths_year``, ``deaths_quarter``, ``crossings_quarter``:
the period's sum; ``crossings_month``: a month's mean over the year). Nothing here enters a run.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from irenic.case.arrays import CaseArrays
from irenic.errors import DataError, quoted
from irenic.record.months import CalendarMonth
from irenic.record.tables import FOLDER, Row, Table, read_table

COLUMNS = ("quantity", "period", "low", "value", "high", "unit", "grade", "source")
FILE = "figures.csv"
GRADES = ("A", "B", "C", "D")
_PERIOD = re.compile(r"(\d{4})(?:-(?:(0[1-9]|1[0-2])|Q([1-4])))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Recorded:
    """One recorded figure.

    Parameters
    ----------
    quantity : what, such as ``deaths_year``
    period : a year, a quarter as YYYY-Qn, or a month as YYYY-MM
    low, value, high : range and best figure; equal where no range is known
    unit, grade, source : in words; grade A-D
    """

    quantity: str
    period: str
    low: float
    value: float
    high: float
    unit: str
    grade: str
    source: str

    @property
    def months(self) -> tuple[CalendarMonth, CalendarMonth]:
        """First and last calendar month of the period."""
        match = _PERIOD.fullmatch(self.period)
        assert match is not None, "checked when read"
        year = int(match[1])
        if match[2]:
            return CalendarMonth(year, int(match[2])), CalendarMonth(year, int(match[2]))
        last = 3 * int(match[3]) if match[3] else 12
        return CalendarMonth(year, last - 2 if match[3] else 1), CalendarMonth(year, last)

    def month(self, arrays: CaseArrays) -> int | None:
        """Return the simulation's month at whose end the period ends, 1 the first after the start.

        Of a quarter that is its last month; None for a year, which no single month stands for.
        """
        if len(self.period) == 4:
            return None
        return self.months[1].number_from(CalendarMonth(arrays.start_year, arrays.start_month))


def load_figures(case_file: Path) -> tuple[Recorded, ...]:
    """Return the figures beside a case file, empty where there are none.

    Parameters
    ----------
    case_file : the case; its figures are ``record/figures.csv`` in the same folder

    Raises
    ------
    DataError : `bad_figure` and the codes of a table that cannot be read, one problem per line
    """
    found, table = read_figures(case_file.parent / FOLDER)
    if table.problems:
        raise DataError(table.problems)
    return found


def read_figures(folder: Path) -> tuple[tuple[Recorded, ...], Table]:
    """Read the figures of a record's folder; what is wrong is left to the caller.

    Returns
    -------
    The figures that can be used, and the table with its problems
    """
    path = folder / FILE
    if not path.is_file():
        return (), Table(f"{FOLDER}/{FILE}")
    table = read_table(path, COLUMNS)
    read = [_recorded(row, table) for row in table.rows]
    return tuple(figure for figure in read if figure is not None), table


def figures(record: Sequence[Recorded], quantity: str) -> tuple[Recorded, ...]:
    """Return the figures of one quantity, in the file's order."""
    return tuple(row for row in record if row.quantity == quantity)


def _recorded(row: Row, table: Table) -> Recorded | None:
    cells, before = row.cells, len(table.problems)
    if not cells["quantity"]:
        table.refuse("bad_figure", row.line, "quantity", "", "a quantity's name")
    if not _PERIOD.fullmatch(cells["period"]):
        expected = "a year, a quarter as YYYY-Qn or a month as YYYY-MM"
        table.refuse("bad_figure", row.line, "period", quoted(cells["period"]), expected)
    if cells["grade"] not in GRADES:
        table.refuse("bad_figure", row.line, "grade", quoted(cells["grade"]), ", ".join(GRADES))
    value = table.number(row, "value")
    low, high = (table.number(row, column, blank=value) for column in ("low", "high"))
    if len(table.problems) == before and not low <= value <= high:
        given = f"{low:g}, {value:g}, {high:g}"
        table.refuse("bad_figure", row.line, "low, value, high", given, "figures in this order")
    if len(table.problems) > before:
        return None
    return Recorded(
        cells["quantity"], cells["period"], low, value, high, *(cells[name] for name in COLUMNS[5:])
    )
