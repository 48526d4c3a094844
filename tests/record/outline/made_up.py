"""Events made up for drafting, as the importer's table."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from irenic.analysis.checking import problems_of
from irenic.case import Case, case_arrays, load_case
from irenic.errors import errors_of
from irenic.record import load_record
from irenic.record.months import CalendarMonth
from irenic.record.outline import Outline, Request, draft_case
from irenic.record.outline.areas import places_from_areas
from irenic.record.outline.events import Events, read_events
from irenic.record.outline.folder import write_case
from irenic.record.outline.places import Places

START = CalendarMonth(2015, 11)
REQUEST = Request("harbour_draft", "Harbour", START, population=3_000_000)
Row = Mapping[str, Any]
Rows = Sequence[Row]


def row(**changes: Any) -> dict[str, Any]:
    """One event in the importer's columns: a fight of the government and the front at Kelln."""
    made: dict[str, Any] = {
        "id": 1,
        "date_start": date(2015, 6, 15),
        "date_end": None,
        "date_prec": 1,
        "type_of_violence": 1,
        "conflict_id": 1,
        "conflict_name": "c",
        "dyad_id": 1,
        "dyad_name": "d",
        "side_a_id": 111,
        "side_a": "Government of Harbour",
        "side_b_id": 222,
        "side_b": "Northern Front",
        "latitude": 0.5,
        "longitude": 0.5,
        "where_prec": 1,
        "adm_1": "Kelln",
        "country": "Harbour",
        "country_id": 990,
        "deaths_a": None,
        "deaths_b": None,
        "deaths_civilians": None,
        "deaths_unknown": None,
        "best": 4,
        "low": 3,
        "high": 6,
    }
    return made | changes


def one_sided(number: int, name: str, **changes: Any) -> dict[str, Any]:
    """Violence of one actor against civilians."""
    sides = {"side_a_id": number, "side_a": name, "side_b_id": 9999, "side_b": "Civilians"}
    return row(type_of_violence=3, **sides, **changes)


def some_rows() -> list[dict[str, Any]]:
    """A small war: a government, a front, a brigade that kills civilians, over three areas and two years."""
    rows = []
    for i in range(30):
        place = {"adm_1": ("Kelln", "Hills", "Oasis")[i % 3], "longitude": 0.5 + i % 3}
        when = {"date_start": date(2014 + (i % 2), 1 + i % 11, 5), "id": i, **place}
        rows.append(row(**when))
        rows.append(row(**when, type_of_violence=2, side_a_id=222, side_a="Northern Front", side_b_id=333,
                        side_b="Hill Brigade"))  # fmt: skip
    rows += [one_sided(333, "Hill Brigade", best=50, low=50, high=50, adm_1="Hills", longitude=1.5)]
    rows += [row(date_start=date(2016, month, 3)) for month in range(1, 12)]
    return rows


def arrow(rows: Rows) -> Any:
    """Return rows as the importer's table."""
    import pyarrow as pa

    from irenic.record.ged import SCHEMA

    return pa.Table.from_pylist([dict(one) for one in rows], schema=SCHEMA)


def square(name: str, west: float, south: float = 0.0, **properties: Any) -> dict[str, Any]:
    """A district of one degree by one."""
    ring = [[west, south], [west + 1, south], [west + 1, south + 1], [west, south + 1], [west, south]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"name": name, **properties}, "geometry": shape}


def features(*made: Row) -> str:
    """Return features as the text of a boundary file."""
    return json.dumps({"type": "FeatureCollection", "features": list(made)})


def read(rows: Rows) -> Events:
    """Return rows as the country's events."""
    return read_events(arrow(rows), "Harbour")


def places(rows: Rows) -> Places:
    """Return the areas that rows name."""
    found, problems = places_from_areas(read(rows))
    assert found is not None and not problems
    return found


def drafted(rows: Rows, request: Request = REQUEST) -> Outline:
    """Draft a case from rows and the areas they name."""
    return draft_case(read(rows), places(rows), request)


def load(outline: Outline, folder: Path) -> Case:
    """Write a draft, check it as `irenic check` does, read its record, and return the case."""
    write_case(outline.files, folder, replace=True)
    file = folder / "case.yaml"
    assert not errors_of(problems_of(str(file)))
    case = load_case(file)
    load_record(file, case_arrays(case))
    return case
