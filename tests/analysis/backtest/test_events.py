"""A back-test on a user's own events: the record's parties, windows and figures with other deaths."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from irenic.analysis.backtest.events import with_events
from irenic.case import CaseArrays
from irenic.errors import DataError
from irenic.record import Record, load_record
from irenic.record.store import Events
from tests.analysis.backtest.conftest import FIGURES, START, WINDOWS, located_rows, monthly_rows
from tests.record.toy_record import write_record, write_shapes

NORTH, EXTREME = (1, "Government of Harbour"), (3, "EX")
PORT = (0.5, 0.5)
Row = tuple[int, int, tuple[int, str], int]


def events_of(rows: Sequence[Row]) -> Events:
    """Events in the port: number of the month, type, first side, deaths; the extremist is the second side."""
    columns: dict[str, list[object]] = {
        "date_start": [datetime.date(*START.after(month), 3) for month, *_ in rows],
        "type_of_violence": [kind for _, kind, *_ in rows],
        "country": ["Harbour"] * len(rows),
        "side_a_id": [side[0] for *_, side, _ in rows],
        "side_a": [side[1] for *_, side, _ in rows],
        "side_b_id": [EXTREME[0] if kind != 3 else 9999 for _, kind, *_ in rows],
        "side_b": [EXTREME[1] if kind != 3 else "Civilians" for _, kind, *_ in rows],
        "longitude": [PORT[0]] * len(rows),
        "latitude": [PORT[1]] * len(rows),
        "best": [deaths for *_, deaths in rows],
        "low": [0] * len(rows),
        "high": [deaths for *_, deaths in rows],
    }
    return Events(pa.table(columns), "mine.csv", "25.1", "a" * 64, None, (), ())


@pytest.fixture
def case_file(tmp_path: Path) -> Path:
    tables = {
        "deaths_located": located_rows(),
        "deaths_month": monthly_rows(),
        "windows": WINDOWS,
        "figures": FIGURES,
    }
    write_record(tmp_path, **tables)
    return write_shapes(tmp_path)


@pytest.fixture
def known(case_file: Path, toy_arrays: CaseArrays) -> Record:
    return load_record(case_file, toy_arrays)


def test_deaths_are_those_of_the_events(case_file: Path, known: Record, toy_arrays: CaseArrays) -> None:
    rows = [(-20, 1, NORTH, 1), (1, 1, NORTH, 7), (1, 3, EXTREME, 2), (4, 1, NORTH, 5), (12, 1, NORTH, 3)]
    record, words = with_events(known, toy_arrays, case_file, events_of(rows))
    assert record.span == (-20, 12)
    port = toy_arrays.districts.index("port")
    deaths = record.deaths(1, 4)
    assert deaths.counts[record.dyad(0, 2), port].tolist() == [7, 0, 0, 5]
    assert deaths.counts[record.dyad(2, None), port].tolist() == [2, 0, 0, 0]
    assert record.totals(1, 4).tolist() == [9.0, 0.0, 0.0, 5.0]
    assert record.totals(1, 1, "one_sided").tolist() == [2.0]
    assert record.totals(1, 1, "non_state").tolist() == [0.0]
    assert not np.isnan(record.totals(-20, 12)).any()
    assert (record.windows, record.figures) == (known.windows, known.figures)
    assert "mine.csv (release 25.1): 5 events of Harbour, 18 deaths" in words


@pytest.mark.parametrize(("first", "last"), [(-3, 12), (-20, 11)])
def test_events_must_reach_over_every_window(
    case_file: Path, known: Record, toy_arrays: CaseArrays, first: int, last: int
) -> None:
    events = events_of([(first, 1, NORTH, 1), (last, 1, NORTH, 1)])
    with pytest.raises(DataError, match=r"events_too_short: the events is .*2014-12 to 2016-11") as caught:
        with_events(known, toy_arrays, case_file, events)
    assert caught.value.code == "events_too_short"


def test_no_event_in_the_case_is_an_error(case_file: Path, known: Record, toy_arrays: CaseArrays) -> None:
    with pytest.raises(DataError, match="the events is without events"):
        with_events(known, toy_arrays, case_file, events_of([]))
