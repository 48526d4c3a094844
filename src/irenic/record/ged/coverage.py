"""What a table of events covers: when, where, how much and how precisely."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

TYPES = ("state-based", "non-state", "one-sided")
"""Types of violence 1, 2 and 3."""

PRECISE = 2
"""Highest where_prec that counts as a precise place: the place itself, or within about 25 km of one."""


class TypeCoverage(NamedTuple):
    """Events and deaths of one type of violence, or of all."""

    name: str
    events: int
    best: int
    low: int
    high: int


class Coverage(NamedTuple):
    """What a table of events covers.

    Parameters
    ----------
    rows : events
    first, last : day on which the first and the last event begin; None without an event
    countries : countries in the table, by name
    by_type : state-based, non-state, one-sided, and all
    precise : share of events whose place is known to within about 25 km; None where nothing says
    without_deaths : events with a best estimate of 0
    with_ids : share of events whose two sides both have an id
    """

    rows: int
    first: date | None
    last: date | None
    countries: tuple[str, ...]
    by_type: tuple[TypeCoverage, ...]
    precise: float | None
    without_deaths: int
    with_ids: float


def coverage(table: pa.Table) -> Coverage:
    """Return what a table of events covers.

    Parameters
    ----------
    table : events in the columns of `irenic.record.ged.SCHEMA`
    """
    span = pc.min_max(table["date_start"]).as_py()
    kinds = table["type_of_violence"].to_numpy()
    counts = {name: table[name].to_numpy().astype(np.int64) for name in ("best", "low", "high")}
    masks = [
        *((name, kinds == i + 1) for i, name in enumerate(TYPES)),
        ("all", np.ones(len(kinds), dtype=bool)),
    ]
    ids = pc.and_(pc.is_valid(table["side_a_id"]), pc.is_valid(table["side_b_id"]))
    return Coverage(
        rows=table.num_rows,
        first=span["min"],
        last=span["max"],
        countries=tuple(sorted(pc.unique(table["country"]).drop_null().to_pylist())),
        by_type=tuple(
            TypeCoverage(
                name, int(mask.sum()), *(int(counts[n][mask].sum()) for n in ("best", "low", "high"))
            )
            for name, mask in masks
        ),
        precise=_precise(table),
        without_deaths=int((counts["best"] == 0).sum()),
        with_ids=_share(ids.to_numpy()),
    )


def _precise(table: pa.Table) -> float | None:
    levels = table["where_prec"].drop_null().to_numpy()
    return None if len(levels) == 0 else float((levels <= PRECISE).mean())


def _share(mask: np.ndarray) -> float:
    return float(mask.mean()) if len(mask) else 0.0
