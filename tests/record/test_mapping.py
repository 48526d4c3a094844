"""Events in a case's terms: parties by id, name and date, districts, coverage, decisions."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from irenic.case import CaseArrays
from irenic.errors import DataError
from irenic.record import Record, load_record
from irenic.record.mapping import COLUMNS, Mapping, located_deaths, map_events
from tests.record.toy_record import write_record, write_shapes

GOVERNMENT, FRONT, EXTREME = (1, "Government of Harbour"), (2, "Southern Front"), (3, "EX")
PORT, HILLS, SEA, FAR = (0.5, 0.5), (0.5, 1.5), (-0.1, 0.5), (50.0, 50.0)


def event(
    day: str, first: tuple[int | None, str], second: tuple[int | None, str], best: int = 1, **more: Any
) -> dict[str, Any]:
    """One event at the port, state-based unless `more` says otherwise."""
    lon, lat = more.pop("at", PORT)
    row = {
        "date_start": datetime.date.fromisoformat(day),
        "type_of_violence": 1,
        "country": "Harbour",
    }
    sides = {"side_a_id": first[0], "side_a": first[1], "side_b_id": second[0], "side_b": second[1]}
    row |= sides | {"longitude": lon, "latitude": lat, "best": best, "low": best, "high": best}
    return row | more


def table(*events: dict[str, Any]) -> pa.Table:
    kinds = {"side_a_id": pa.int64(), "side_b_id": pa.int64()}
    return pa.table({name: pa.array([e[name] for e in events], kinds.get(name)) for name in COLUMNS})


@pytest.fixture
def record(tmp_path: Path, toy_arrays: CaseArrays) -> Record:
    return load_record(write_record(tmp_path), toy_arrays)


class Mapper:
    """Maps events onto the toy case."""

    def __init__(self, folder: Path, arrays: CaseArrays, record: Record) -> None:
        self._case = (write_shapes(folder), arrays, record)
        self.record = record

    def __call__(self, *events: dict[str, Any]) -> Mapping:
        return map_events(table(*events), *self._case)

    def dyads(self, *events: dict[str, Any]) -> list[str]:
        return [self.record.dyads[place].name for place in self(*events).dyad]


@pytest.fixture
def mapped(tmp_path: Path, toy_arrays: CaseArrays, record: Record) -> Mapper:
    return Mapper(tmp_path, toy_arrays, record)


def test_parties_are_found_by_id_and_date(mapped: Mapper) -> None:
    assert mapped.dyads(
        event("2015-05-31", GOVERNMENT, EXTREME),
        event("2015-06-01", GOVERNMENT, EXTREME),
        event("2015-06-01", EXTREME, GOVERNMENT),
        event("2015-06-01", (2, "a name no release has used"), GOVERNMENT),
    ) == ["south-extreme", "north-extreme", "north-extreme", "north-south"]


def test_names_stand_in_for_missing_ids(mapped: Mapper) -> None:
    assert mapped.dyads(
        event("2015-12-01", (None, "sf"), (None, " Government  of Harbour ")),
        event("2015-12-01", (77, "Southern Front, Guests"), EXTREME),
        event("2015-12-01", (99, "SF"), EXTREME),
    ) == ["north-south", "south-extreme", "south-extreme"]


def test_civilians_are_the_second_side_of_one_sided_violence(mapped: Mapper) -> None:
    assert mapped.dyads(
        event("2015-12-01", EXTREME, (9999, "Civilians"), type_of_violence=3),
        event("2015-12-01", GOVERNMENT, (None, "Civilians"), type_of_violence=3),
    ) == ["extreme-civilians", "north-civilians"]


def test_unknown_actors_count_among_others_and_are_listed(mapped: Mapper) -> None:
    found = mapped(
        event("2015-12-01", (8, "Strangers"), EXTREME, 5),
        event("2016-02-01", EXTREME, (8, "Strangers"), 2, type_of_violence=2),
        event("2015-12-01", (9, "Newcomers"), (8, "Strangers"), 9),
    )
    rows = [(row.actor_id, row.name, row.events, row.deaths) for row in found.unmapped]
    assert rows == [(8, "Strangers", 3, 16), (9, "Newcomers", 1, 9)]
    assert (str(found.unmapped[0].first), str(found.unmapped[0].last)) == ("2015-12", "2016-02")
    assert [mapped.record.dyads[place].name for place in found.dyad] == [
        *("extreme-others", "extreme-others", "others-others"),
    ]


def test_districts_seas_and_far_places(mapped: Mapper) -> None:
    found = mapped(
        event("2015-12-01", GOVERNMENT, EXTREME, 1),
        event("2015-12-01", GOVERNMENT, EXTREME, 2, at=SEA),
        event("2015-12-01", GOVERNMENT, EXTREME, 4, at=FAR),
    )
    assert found.district.tolist() == [0, 0, -1]
    assert (found.near, round(found.far_km)) == (1, 11)
    assert (found.unplaced.events, found.unplaced.deaths) == (1, 4)
    assert found.coverage[0][2:] == (3, 7, 3)


def test_events_of_other_countries_are_left_out(mapped: Mapper) -> None:
    found = mapped(
        event("2015-12-01", GOVERNMENT, EXTREME),
        event("2015-12-01", GOVERNMENT, EXTREME, at=FAR),
        event("2015-12-01", GOVERNMENT, EXTREME, country="Neighbour"),
        *(event("2015-12-01", GOVERNMENT, EXTREME, country="Elsewhere", at=FAR) for _ in range(4)),
    )
    assert (found.country, found.elsewhere, found.rows.tolist()) == ("Harbour", 5, [0, 1])
    nothing = mapped(event("2015-12-01", GOVERNMENT, EXTREME, at=FAR))
    assert (nothing.country, len(nothing.rows), nothing.coverage) == ("", 0, ())


def test_sums_are_by_month_district_dyad_and_type(mapped: Mapper) -> None:
    rows = located_deaths(
        mapped(
            event("2016-01-31", EXTREME, GOVERNMENT, 2, low=1, high=9),
            event("2016-01-01", GOVERNMENT, EXTREME, 3),
            event("2016-01-01", GOVERNMENT, EXTREME, 4, type_of_violence=2),
            event("2016-01-01", GOVERNMENT, EXTREME, 5, at=HILLS),
            event("2016-01-01", GOVERNMENT, EXTREME, 6, at=FAR),
            event("2015-12-31", EXTREME, (None, "Civilians"), 7, type_of_violence=3),
        ),
        mapped.record,
    )
    assert [(str(row.month), *row[1:]) for row in rows] == [
        ("2015-12", 0, 2, None, 3, 1, 7, 7, 7),
        ("2016-01", 0, 0, 2, 1, 2, 5, 4, 12),
        ("2016-01", 0, 0, 2, 2, 1, 4, 4, 4),
        ("2016-01", 2, 0, 2, 1, 1, 5, 5, 5),
        ("2016-01", None, 0, 2, 1, 1, 6, 6, 6),
    ]


def test_a_missing_column_is_named(tmp_path: Path, toy_arrays: CaseArrays, record: Record) -> None:
    events = table(event("2015-12-01", GOVERNMENT, EXTREME)).drop_columns(["side_a_id", "best"])
    with pytest.raises(DataError, match=r"(?s)column_missing: side_a_id.*column_missing: best"):
        map_events(events, write_shapes(tmp_path), toy_arrays, record)


def test_decisions_are_said_with_their_events(mapped: Mapper) -> None:
    found = mapped(
        event("2015-05-01", GOVERNMENT, FRONT, 1),
        event("2015-07-01", GOVERNMENT, GOVERNMENT, 10),
        event("2015-07-01", (2, "SF"), EXTREME, 3),
    )
    rows = [(row.actor, row.party, row.events, row.deaths) for row in found.decisions]
    assert rows == [
        ("Government of Harbour", "North", 1, 10),
        ("Government of Harbour", "South", 1, 1),
        ("SF", "South", 1, 3),
    ]
    assert found.decisions[0].reason == "the government sits in the north from June 2015"


def test_a_case_without_a_record_counts_all_among_others(tmp_path: Path, toy_arrays: CaseArrays) -> None:
    mapped = Mapper(tmp_path, toy_arrays, load_record(tmp_path / "case.yaml", toy_arrays))
    assert mapped.dyads(event("2015-12-01", GOVERNMENT, EXTREME, 3)) == ["others-others"]
