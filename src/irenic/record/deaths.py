"""Recorded deaths: by dyad, district and month where events are located, and complete national totals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from irenic.case.arrays import CaseArrays
from irenic.errors import did_you_mean, quoted
from irenic.record.months import CalendarMonth
from irenic.record.parties import CIVILIANS, Party
from irenic.record.tables import Row, Table, read_table

LOCATED = "deaths_located.csv"
LOCATED_COLUMNS = ("month", "district", "side_a", "side_b", "type", "events", "best", "low", "high")
MONTHLY = "deaths_month.csv"
TOTALS = ("all", "state_based", "non_state", "one_sided")
MONTHLY_COLUMNS = ("month", *TOTALS)
ONE_SIDED = 3

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]


class LocatedDeaths(NamedTuple):
    """One row of the located table; see `read_located`.

    The three estimates are UCDP's as they are: of a few events the low one exceeds the best or the high.
    """

    month: CalendarMonth
    district: int | None
    first: int
    second: int | None
    type: int
    events: int
    best: int
    low: int
    high: int


@dataclass(frozen=True, eq=False, slots=True)
class Deaths:
    """Recorded deaths over some months, best estimates.

    Parameters
    ----------
    first, last : numbers of the simulation's months, both included
    counts : (dyad, district, month), persons, in the order of `Record.dyads` and the case's districts
    unplaced : (dyad, month), persons in events that lie in no district
    """

    first: int
    last: int
    counts: Counts
    unplaced: Counts


def read_located(
    folder: Path, parties: Sequence[Party], arrays: CaseArrays
) -> tuple[tuple[LocatedDeaths, ...], Table]:
    """Read the located deaths of a record's folder; what is wrong is left to the caller.

    Sides are party ids in the order of the parties, the second ``civilians`` for one-sided violence;
    an empty district holds events that lie in none.

    Returns
    -------
    The rows that can be used, and the table with its problems
    """
    table = read_table(folder / LOCATED, LOCATED_COLUMNS)
    ids = [party.id for party in parties]
    seen: set[tuple[object, ...]] = set()
    found = []
    for row in table.rows:
        deaths = _located(row, table, ids, arrays.districts)
        if deaths is None:
            continue
        if deaths[:5] in seen:
            table.refuse("row_twice", row.line, "the row", "", "one row per month, district, pair and type")
        seen.add(deaths[:5])
        found.append(deaths)
    return tuple(found), table


def _located(row: Row, table: Table, ids: Sequence[str], districts: Sequence[str]) -> LocatedDeaths | None:
    cells, before = row.cells, len(table.problems)
    month = table.month(row, "month")
    district = cells["district"]
    if district and district not in districts:
        hint = did_you_mean(district, districts)
        expected = "a district of the case"
        table.refuse("unknown_district", row.line, "district", quoted(district), expected, hint=hint)
    kind = cells["type"]
    if kind not in ("1", "2", "3"):
        expected = "1 (state-based), 2 (non-state) or 3 (one-sided)"
        table.refuse("bad_type", row.line, "type", quoted(kind), expected)
    sides = _sides(row, table, ids)
    events, best, low, high = (table.count(row, column) for column in LOCATED_COLUMNS[5:])
    if len(table.problems) > before or month is None or sides is None:
        return None
    place = districts.index(district) if district else None
    return LocatedDeaths(month, place, *sides, int(kind), events, best, low, high)


def _sides(row: Row, table: Table, ids: Sequence[str]) -> tuple[int, int | None] | None:
    first, second = row.cells["side_a"], row.cells["side_b"]
    unknown = [
        (column, name)
        for column, name, known in (("side_a", first, ids), ("side_b", second, [*ids, CIVILIANS]))
        if name not in known
    ]
    for column, name in unknown:
        hint = did_you_mean(name, ids)
        table.refuse("unknown_party", row.line, column, quoted(name), "a party's id", hint=hint)
    if unknown:
        return None
    if (second == CIVILIANS) != (row.cells["type"] == str(ONE_SIDED)):
        expected = f"{CIVILIANS} for type {ONE_SIDED} and for no other"
        table.refuse("bad_side", row.line, "side_b", quoted(second), expected)
    if second == CIVILIANS:
        return ids.index(first), None
    if ids.index(first) > ids.index(second):
        given = quoted(f"{first}, {second}")
        table.refuse("bad_side", row.line, "side_a, side_b", given, "sides in the order of parties.csv")
    return ids.index(first), ids.index(second)


def read_totals(folder: Path) -> tuple[dict[CalendarMonth, tuple[float, ...]], Table]:
    """Read the national totals of a record's folder; what is wrong is left to the caller.

    Returns
    -------
    Month -> totals in the order of `TOTALS`, NaN where unknown; and the table with its problems
    """
    table = read_table(folder / MONTHLY, MONTHLY_COLUMNS)
    found: dict[CalendarMonth, tuple[float, ...]] = {}
    for row in table.rows:
        month = table.month(row, "month")
        values = tuple(table.number(row, name, low=0.0, blank=np.nan) for name in TOTALS)
        if month is None:
            continue
        if found and month != max(found).after(1):
            expected = f"{max(found).after(1)}, the month after the one before"
            table.refuse("month_missing", row.line, "month", quoted(str(month)), expected)
        found[month] = values
    return found, table


def gather(
    rows: Sequence[LocatedDeaths],
    span: tuple[CalendarMonth, CalendarMonth],
    dyad_of: Mapping[tuple[int, int | None], int],
    districts: int,
) -> tuple[Counts, Counts]:
    """Best estimates as arrays.

    Parameters
    ----------
    rows : located deaths; those outside the span are left out
    span : first and last month
    dyad_of : (first party, second party or None) -> place of the dyad
    districts : D of the case

    Returns
    -------
    counts (dyad, district, month) and unplaced (dyad, month)
    """
    months = span[1].number_from(span[0]) + 1
    counts = np.zeros((len(dyad_of), districts, months), np.int64)
    unplaced = np.zeros((len(dyad_of), months), np.int64)
    for row in rows:
        month = row.month.number_from(span[0])
        if not 0 <= month < months:
            continue
        dyad = dyad_of[row.first, row.second]
        if row.district is None:
            unplaced[dyad, month] += row.best
        else:
            counts[dyad, row.district, month] += row.best
    return counts, unplaced
