"""Renew a case's table of located deaths from a file of UCDP events.

The table ``record/deaths_located.csv`` holds sums by month, district, pair of parties and type of
violence: no event rows. Parties, crosswalk and the months to cover are the record's own, so change
``parties.csv``, ``actors.csv`` or ``deaths_month.csv`` first and run this again::

    python tools/make_deaths.py EVENTS.csv src/irenic/cases/libya_2015/case.yaml

The events may be any release of UCDP GED that `irenic data import` reads, for the country or the world.
National totals (``deaths_month.csv``) come from complete counts and are kept by hand.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections.abc import Sequence
from pathlib import Path

from irenic.case import case_arrays, load_case
from irenic.errors import DataError
from irenic.record import Record, load_record
from irenic.record.deaths import LOCATED, LOCATED_COLUMNS, LocatedDeaths
from irenic.record.ged import read_ged
from irenic.record.mapping import Mapping, located_deaths, map_events
from irenic.record.parties import CIVILIANS


def table_text(rows: Sequence[LocatedDeaths], record: Record, districts: tuple[str, ...]) -> str:
    """The table's text, in the record's months."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(LOCATED_COLUMNS)
    assert record.span is not None, "a record of deaths has months"
    for row in rows:
        if record.span[0] <= row.month.number_from(record.start) <= record.span[1]:
            district = "" if row.district is None else districts[row.district]
            second = CIVILIANS if row.second is None else record.parties[row.second].id
            writer.writerow([row.month, district, record.parties[row.first].id, second, *row[4:]])
    return out.getvalue()


def located_text(events: Path, case_file: Path) -> tuple[str, Mapping]:
    """The table's text made from a file of events, and how the events were mapped.

    Parameters
    ----------
    events : a file of UCDP events
    case_file : the case, with its record beside it
    """
    arrays = case_arrays(load_case(case_file))
    record = load_record(case_file, arrays)
    mapping = map_events(read_ged(events).table, case_file, arrays, record)
    return table_text(located_deaths(mapping, record), record, arrays.districts), mapping


def main(arguments: list[str] | None = None) -> int:
    """Write the table; 1 where the events or the record cannot be used."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("events", type=Path, help="a file of UCDP events, csv or zip")
    parser.add_argument("case", type=Path, help="the case file; its record/ lies beside it")
    given = parser.parse_args(arguments)
    try:
        text, mapping = located_text(given.events, given.case)
    except DataError as error:
        print(error, file=sys.stderr)
        return 1
    path = given.case.parent / "record" / LOCATED
    path.write_text(text, encoding="utf-8", newline="\n")
    count, deaths = len(mapping.rows), int(mapping.best.sum())
    print(f"{count:,} events with {deaths:,} deaths in {mapping.country or 'no country'}.")
    print(f"{mapping.elsewhere:,} elsewhere, {mapping.unplaced.events:,} in no district.")
    for actor in mapping.unmapped:
        print(f"not in actors.csv, so counted among others: {actor.name} ({actor.deaths:,} deaths)")
    print(f"{path}: {len(text.splitlines()) - 1} rows.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
