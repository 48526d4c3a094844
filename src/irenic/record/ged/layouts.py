"""Columns of an event, whatever a release calls them, and the layouts of the releases.

References
----------
Sundberg, R. & Melander, E. (2013) Introducing the UCDP Georeferenced Event Dataset. Journal of Peace
Research 50(4); UCDP GED codebooks 17.1, 19.1, 20.1 and 25.1. Releases 17.1 to 19.1 have 42 columns, releases
20.1 to 26.1 and the candidate releases 49; only the order differs within each.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

import pyarrow as pa

Kind = Literal["id", "count", "type", "precision", "latitude", "longitude", "date", "name"]


class Column(NamedTuple):
    """One column of an event.

    Parameters
    ----------
    name : what irenic calls it
    kind : how its cells are read
    known_as : what releases call it, the usual name first
    needed : whether no event can do without it
    """

    name: str
    kind: Kind
    known_as: tuple[str, ...]
    needed: bool = False


COLUMNS = (
    Column("id", "id", ("id",), needed=True),
    Column("date_start", "date", ("date_start",), needed=True),
    Column("date_end", "date", ("date_end",)),
    Column("date_prec", "precision", ("date_prec",)),
    Column("type_of_violence", "type", ("type_of_violence",), needed=True),
    Column("conflict_id", "id", ("conflict_new_id", "conflict_id")),
    Column("conflict_name", "name", ("conflict_name",)),
    Column("dyad_id", "id", ("dyad_new_id", "dyad_id")),
    Column("dyad_name", "name", ("dyad_name",)),
    Column("side_a_id", "id", ("side_a_new_id", "side_a_id")),
    Column("side_a", "name", ("side_a",), needed=True),
    Column("side_b_id", "id", ("side_b_new_id", "side_b_id")),
    Column("side_b", "name", ("side_b",), needed=True),
    Column("latitude", "latitude", ("latitude",), needed=True),
    Column("longitude", "longitude", ("longitude",), needed=True),
    Column("where_prec", "precision", ("where_prec",)),
    Column("adm_1", "name", ("adm_1",)),
    Column("country", "name", ("country",), needed=True),
    Column("country_id", "id", ("country_id",)),
    Column("deaths_a", "count", ("deaths_a",)),
    Column("deaths_b", "count", ("deaths_b",)),
    Column("deaths_civilians", "count", ("deaths_civilians", "deaths_civilian")),
    Column("deaths_unknown", "count", ("deaths_unknown",)),
    Column("best", "count", ("best", "best_est"), needed=True),
    Column("low", "count", ("low", "low_est"), needed=True),
    Column("high", "count", ("high", "high_est"), needed=True),
)

TYPES: Mapping[str, pa.DataType] = {
    "id": pa.int64(),
    "count": pa.int32(),
    "type": pa.int8(),
    "precision": pa.int8(),
    "latitude": pa.float64(),
    "longitude": pa.float64(),
    "date": pa.date32(),
    "name": pa.string(),
}

SCHEMA = pa.schema(
    [pa.field(c.name, pa.int32() if c.name == "country_id" else TYPES[c.kind]) for c in COLUMNS]
)
"""Of every table of events. A column that a file lacks is null throughout."""

YEAR, STATUS = "year", "code_status"
"""Columns that are checked but not kept."""

HEADERLESS = (
    *("id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id"),
    *("conflict_new_id", "conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name", "side_a_dset_id"),
    *("side_a_new_id", "side_a", "side_b_dset_id", "side_b_new_id", "side_b", "number_of_sources"),
    *("source_article", "source_office", "source_date", "source_headline", "source_original", "where_prec"),
    *("where_coordinates", "where_description", "adm_1", "adm_2", "latitude", "longitude", "geom_wkt"),
    *("priogrid_gid", "country", "country_id", "region", "event_clarity", "date_prec", "date_start"),
    *("date_end", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high", "low"),
    *("gwnoa", "gwnob"),
)
"""Order of the 49 columns since 20.1: some candidate releases (24.0.1) came without a row of names."""

SINCE_20 = frozenset({"relid", "code_status", "conflict_dset_id", "dyad_dset_id", "where_description"})
"""Columns that no release before 20.1 has."""

OTHER_DATASETS: tuple[tuple[str, frozenset[str]], ...] = (
    ("UCDP Battle-Related Deaths", frozenset({"bd_best"})),
    ("UCDP Non-State Conflict", frozenset({"best_fatality_estimate", "side_a_name"})),
    ("UCDP One-sided Violence", frozenset({"best_fatality_estimate", "is_government_actor"})),
    ("UCDP Non-State Conflict or One-sided Violence", frozenset({"best_fatality_estimate"})),
    ("UCDP Dyadic", frozenset({"dyad_id", "intensity_level", "incompatibility"})),
    ("UCDP/PRIO Armed Conflict", frozenset({"intensity_level", "incompatibility"})),
    ("UCDP Actor", frozenset({"actorid", "nameorig"})),
    ("a table of totals per conflict", frozenset({"event_count", "violence_type"})),
    ("a table of totals per country and month", frozenset({"country", "month", "events"})),
    ("a table of totals per country and month", frozenset({"iso3", "month"})),
    ("ACLED", frozenset({"event_id_cnty"})),
    ("ACLED", frozenset({"event_type", "fatalities"})),
    ("the Global Terrorism Database", frozenset({"eventid", "gname"})),
)
"""Tables that are taken for GED, by columns that give them away; the first that fits."""


def found_columns(header: Iterable[str]) -> dict[str, int]:
    """Return where each column of an event stands in a file.

    Parameters
    ----------
    header : the file's column names, in lower case

    Returns
    -------
    Column of an event -> place in the row, from 0; columns that the file lacks are absent
    """
    places = {name: place for place, name in reversed(list(enumerate(header)))}
    found = {}
    for column in COLUMNS:
        name = next((name for name in column.known_as if name in places), None)
        if name is not None:
            found[column.name] = places[name]
    return found


def other_dataset(header: Iterable[str]) -> str | None:
    """Return what a table is that is not of events, as far as its columns tell."""
    names = set(header)
    return next((what for what, signs in OTHER_DATASETS if signs <= names), None)
