"""What is odd in a table of events, said in words, and what makes it unusable.

UCDP's own releases hold estimates out of order (21.1: in 1,462 of 176,579 precisely located events), and
other slips that an analyst cannot mend and on which no total depends: they are told and kept. An id that
comes twice counts deaths twice: that is an error.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from irenic.record.ged.faults import Faults

Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]

EXAMPLES = 3
LONG_DAYS = 31
"""An event that lasts longer is told: all its deaths fall in the month in which it begins."""

PARTS = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")
ABSENT: Mapping[str, str] = {
    "the ids of actors": "side_a_id side_b_id",
    "the ids of dyads and conflicts": "dyad_id conflict_id",
    "date_end": "date_end",
    "where_prec": "where_prec",
    "date_prec": "date_prec",
    "adm_1": "adm_1",
    "country_id": "country_id",
    "conflict_name": "conflict_name",
    "dyad_name": "dyad_name",
    "the deaths of each side": "deaths_a deaths_b deaths_civilians deaths_unknown",
}
"""What a filtered copy may lack -> columns."""


def check_ids(table: pa.Table, lines: Integers, faults: Faults) -> None:
    """Take every id that comes a second time for a fault.

    Parameters
    ----------
    table : events
    lines : (event,) line on which each begins
    faults : takes what is wrong
    """
    ids = table["id"].to_numpy()
    order = np.argsort(ids, kind="stable")
    ordered = ids[order]
    first = np.concatenate(([True], ordered[1:] != ordered[:-1]))
    origin = order[np.maximum.accumulate(np.where(first, np.arange(len(ids)), 0))]
    for again, before in sorted(zip(order[~first].tolist(), origin[~first].tolist(), strict=True)):
        hint = "Its deaths would count twice: remove one of them, or do not join releases that overlap."
        wanted = (f"an id of its own (line {lines[before]} has it)", hint)
        faults.add("duplicate_id", int(lines[again]), "id", str(ids[again]), wanted)


def absent_columns(found: Mapping[str, Any]) -> list[str]:
    """Say what a file lacks that a full release has.

    Parameters
    ----------
    found : columns of an event that the file has
    """
    lacking = [what for what, names in ABSENT.items() if not set(names.split()) & set(found)]
    if not lacking:
        return []
    notes = [f"A filtered copy, not a full release: without {_listed(lacking)}."]
    if "the ids of actors" in lacking:
        notes.append("Without ids, actors are matched by name alone, and names change between releases.")
    if "where_prec" in lacking:
        notes.append("Without where_prec, every place is taken as it stands, however vague it is.")
    return notes


def oddities(table: pa.Table, years: Integers | None) -> list[str]:
    """Say what is odd in a table of events; every one is kept.

    Parameters
    ----------
    table : events, not empty
    years : (event,) the file's own year of each event, -1 where blank; None if it has no such column
    """
    ids = table["id"].to_numpy()
    low, best, high = (table[name].to_numpy() for name in ("low", "best", "high"))
    found = [
        ((low > best) | (best > high), "low, best and high are out of order"),
        (_unequal(table, best), "the best estimate is not the sum of the four columns of deaths"),
        (_days(table) < 0, "date_end lies before date_start, which counts"),
        (_other_year(table, years), "the year is not that of date_start, which counts"),
        (
            _missing(table, "latitude") | _missing(table, "longitude"),
            "there are no coordinates, so no district",
        ),
        (_zero(table), "the place is 0 north 0 east, which stands for an unknown one"),
        (_outside(table, "where_prec", 7), "where_prec is none that the codebook knows (1 to 7)"),
        (_outside(table, "date_prec", 5), "date_prec is none that the codebook knows (1 to 5)"),
    ]
    notes = [_told(mask, words, ids) for mask, words in found if mask.any()]
    return [*notes, *_long(table, best)]


def _told(mask: Booleans, words: str, ids: Integers) -> str:
    examples = ids[mask][:EXAMPLES].tolist()
    named = ", ".join(str(i) for i in examples)
    such = "id" if mask.sum() <= len(examples) else "such as id"
    return f"In {int(mask.sum()):,} of {len(mask):,} events {words} ({such} {named})."


def _long(table: pa.Table, best: Integers) -> list[str]:
    mask = _days(table) > LONG_DAYS
    if not mask.any():
        return []
    return [
        f"In {int(mask.sum()):,} of {len(mask):,} events, with {int(best[mask].sum()):,} deaths, more than "
        f"{LONG_DAYS} days pass from date_start to date_end; all their deaths count in the month of "
        "date_start, so look twice at a month that stands out."
    ]


def _days(table: pa.Table) -> Integers:
    """Days from the first to the last of each event, (event,); 0 where the end is not known."""
    start, end = (pc.cast(table[name], pa.int32()) for name in ("date_start", "date_end"))
    return np.asarray(pc.fill_null(pc.subtract(end, start), 0).to_numpy(), dtype=np.int64)


def _unequal(table: pa.Table, best: Integers) -> Booleans:
    parts = [table[name] for name in PARTS]
    known = ~np.logical_or.reduce([_missing(table, name) for name in PARTS])
    total = sum(pc.fill_null(part, 0).to_numpy().astype(np.int64) for part in parts)
    return np.asarray(known & (total != best))


def _other_year(table: pa.Table, years: Integers | None) -> Booleans:
    starts = pc.year(table["date_start"]).to_numpy()
    if years is None:
        return np.zeros(len(starts), dtype=bool)
    return np.asarray((years >= 0) & (years != starts))


def _missing(table: pa.Table, name: str) -> Booleans:
    return np.asarray(pc.is_null(table[name]).to_numpy())


def _zero(table: pa.Table) -> Booleans:
    at = [pc.fill_null(pc.equal(table[name], 0.0), False).to_numpy() for name in ("latitude", "longitude")]
    return np.asarray(at[0] & at[1])


def _outside(table: pa.Table, name: str, last: int) -> Booleans:
    level = pc.fill_null(table[name], 1).to_numpy()
    return np.asarray((level < 1) | (level > last))


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
