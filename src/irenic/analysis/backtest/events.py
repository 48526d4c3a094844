"""A record whose deaths are those of a user's own file of events."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from irenic.analysis.backtest.baselines import YEAR
from irenic.case.arrays import CaseArrays
from irenic.errors import DataError, Problem
from irenic.record import Record
from irenic.record.deaths import TOTALS, gather
from irenic.record.mapping import Mapping, located_deaths, map_events

if TYPE_CHECKING:
    from irenic.record.store import Events

OF_TYPE = {"state_based": 1, "non_state": 2, "one_sided": 3}
"""Columns of the national totals, and UCDP's number of the type of violence."""


def with_events(record: Record, arrays: CaseArrays, case_file: Path, events: Events) -> tuple[Record, str]:
    """Return the record with the deaths of other events, and what was done in words.

    Parties, windows, figures and shapes stay the record's. The country's totals are sums of the events.

    Parameters
    ----------
    record, arrays, case_file : of the case; the record's crosswalk and the case's shapes place the events
    events : as `irenic.record.store.open_events` returns them

    Raises
    ------
    DataError : ``events_too_short``, or the codes of `map_events`
    """
    mapping = map_events(events.table, case_file, arrays, record)
    first, last = _span(record, mapping, events.name)
    rows = located_deaths(mapping, record)
    places = {(dyad.first, dyad.second): index for index, dyad in enumerate(record.dyads)}
    months = (record.start.after(first), record.start.after(last))
    counts, unplaced = gather(rows, months, places, len(arrays.districts))
    changed = replace(
        record,
        located=rows,
        span=(first, last),
        _counts=counts,
        _unplaced=unplaced,
        _totals=_totals(mapping, first, last),
    )
    deaths = int(mapping.best.sum())
    words = (
        f"Deaths are those of {events.name} (release {events.release}): {len(mapping.rows):,} events of "
        f"{mapping.country}, {deaths:,} deaths; the country's totals are their sums."
    )
    return changed, words


def _span(record: Record, mapping: Mapping, name: str) -> tuple[int, int]:
    """Months of the events, which must hold a year before the start and all windows."""
    needed = (1 - YEAR, max(window.last for window in record.windows))
    months = mapping.month
    found = (int(months.min()), int(months.max())) if len(months) else (1, 0)
    if found[0] <= needed[0] and found[1] >= needed[1]:
        return found
    span = " to ".join(record.calendar(month) for month in found) if len(months) else "without events"
    expected = f"events of {spanned(record, needed)}: the year before the start, and every window"
    hint = "Import a file that reaches over these months, or leave --events out to use the case's own record."
    raise DataError([Problem("events_too_short", name, None, "the events", span, expected, hint)])


def spanned(record: Record, span: tuple[int, int]) -> str:
    """A span of months in words."""
    return f"{record.calendar(span[0])} to {record.calendar(span[1])}"


def _totals(mapping: Mapping, first: int, last: int) -> np.ndarray:
    """Deaths by type and month, (type, month), in the order of `TOTALS`."""
    found = np.zeros((len(TOTALS), last - first + 1))
    for row, name in enumerate(TOTALS):
        chosen = mapping.type == OF_TYPE[name] if name in OF_TYPE else np.ones(len(mapping.type), bool)
        np.add.at(found[row], mapping.month[chosen] - first, mapping.best[chosen].astype(np.float64))
    return found
