"""Which districts touch, and which of them holds a point."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from irenic.errors import Problem, did_you_mean, quoted
from irenic.record.outline.events import Events
from irenic.record.outline.names import fold
from irenic.record.outline.places import (
    KM_PER_DEGREE,
    OUTSIDE,
    District,
    Places,
    distances,
    find_district,
    missing_links,
)
from irenic.record.places import Shapes

Ints = NDArray[np.int64]

LEAST_BORDER = 1.0
"""Kilometres of common border that make neighbours."""

GAP = 0.2
"""Kilometres between two lines that were meant as one border."""

MAX_BYTES = 5_000_000


def places_from_shapes(
    districts: tuple[District, ...], file: str, given: Path | None
) -> tuple[Places, list[Problem]]:
    """Return districts with their neighbours: from a table, else from borders.

    Parameters
    ----------
    districts : with shapes
    file : name of the boundary file, for the source
    given : table of neighbours, or None

    Returns
    -------
    The places, and problems of the table
    """
    source = f"boundary file {file}"
    if given is not None:
        pairs, problems = read_pairs(given, districts)
        return Places(districts, pairs, f"pairs of the file {given.name}", source), problems
    touches = borders(districts) >= LEAST_BORDER
    extra = missing_links(touches, distances(districts))
    for i, j in extra:
        touches[i, j] = touches[j, i] = True
    rows, columns = np.nonzero(np.triu(touches, 1))
    ids = [district.id for district in districts]
    rule = f"a common border of at least {LEAST_BORDER:g} km in the boundary file"
    return Places(
        districts,
        tuple((ids[i], ids[j]) for i, j in zip(rows, columns, strict=True)),
        rule,
        source,
        tuple((ids[i], ids[j]) for i, j in extra),
    ), []


def borders(districts: Sequence[District]) -> NDArray[np.float64]:
    """Length of common border between districts.

    Parameters
    ----------
    districts : D of them, with shapes

    Returns
    -------
    (D, D), km, symmetric, 0 on the diagonal. Lines up to `GAP` apart count as one; a shared corner
    counts for less than `LEAST_BORDER`.
    """
    import shapely

    flat = [_flat(district.shape, districts) for district in districts]
    lines = [shape.boundary for shape in flat]
    wide = [shape.buffer(GAP, quad_segs=2) for shape in flat]
    tree = shapely.STRtree(wide)
    km = np.zeros((len(flat), len(flat)))
    for i, j in tree.query(wide, predicate="intersects").T:
        if i < j:
            shared = (lines[j].intersection(wide[i]).length + lines[i].intersection(wide[j]).length) / 2
            km[i, j] = km[j, i] = shared
    return km


def _flat(shape: Any, districts: Sequence[District]) -> Any:
    """A shape in kilometres on a plane tangent at the districts' mean latitude."""
    import shapely

    latitude = float(np.mean([district.latitude for district in districts]))
    scale = np.array([KM_PER_DEGREE * np.cos(np.radians(latitude)), KM_PER_DEGREE])
    flat = shapely.transform(shape, lambda points: points * scale)
    return shapely.make_valid(shapely.simplify(flat, GAP / 4))


def read_pairs(
    path: Path, districts: Sequence[District]
) -> tuple[tuple[tuple[str, str], ...], list[Problem]]:
    """Return pairs of neighbours from a table of two columns, and what is wrong with it.

    Each row names two districts by id, name or code; of further columns, those headed ``a_code`` and
    ``b_code`` (or ``a`` and ``b``, ``first`` and ``second``) are read, else the first two.

    Parameters
    ----------
    path : a CSV file with a line of heads
    districts : that it may name
    """
    try:
        with path.open("rb") as stream:
            text = stream.read(MAX_BYTES + 1).decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text))) if len(text) <= MAX_BYTES else []
    except (OSError, UnicodeDecodeError, csv.Error) as fault:
        given = getattr(fault, "strerror", None) or "not readable as CSV in UTF-8"
        return (), [
            Problem("adjacency_file", path.name, None, "--adjacency", given, "a table of two columns")
        ]
    if len(rows) < 2 or len(rows[0]) < 2:
        return (), [
            Problem(
                "adjacency_file",
                path.name,
                None,
                "--adjacency",
                "not so",
                "a line of heads, then two columns",
            )
        ]
    first, second = _columns(rows[0])
    names = [district.name for district in districts]
    problems, pairs = [], dict[tuple[str, str], None]()
    order = {district.id: place for place, district in enumerate(districts)}
    for line, row in enumerate(rows[1:], 2):
        found = [
            find_district(row[column], districts) if column < len(row) else None for column in (first, second)
        ]
        for column, district in zip((first, second), found, strict=True):
            if row and district is None:
                text = row[column] if column < len(row) else ""
                hint = did_you_mean(text, names)
                problems.append(
                    Problem(
                        "unknown_district", path.name, line, "--adjacency", quoted(text), "a district", hint
                    )
                )
        ends = sorted((d.id for d in found if d is not None), key=order.__getitem__)
        if len(ends) == 2 and ends[0] != ends[1]:
            pairs.setdefault((ends[0], ends[1]))
    return tuple(pairs), problems


def _columns(heads: Sequence[str]) -> tuple[int, int]:
    folded = [head.strip().casefold() for head in heads]
    for first, second in (("a_code", "b_code"), ("a", "b"), ("first", "second")):
        if first in folded and second in folded:
            return folded.index(first), folded.index(second)
    return 0, 1


def locate(events: Events, places: Places) -> Ints:
    """District of each event.

    Parameters
    ----------
    events : N of them
    places : with shapes, or made from the events' areas

    Returns
    -------
    (N,), index of the district; -1 where the event's place is too vague or near none
    """
    if places.districts[0].shape is None:
        return _by_area(events, places)
    from shapely import STRtree

    count = len(places.districts)
    shapes = Shapes(STRtree([district.shape for district in places.districts]), np.arange(count))
    found = np.full(len(events), OUTSIDE, dtype=np.int64)
    rows = np.flatnonzero(events.is_located)
    points = np.stack([events.longitude[rows], events.latitude[rows]], axis=1)
    distinct, place = np.unique(points, axis=0, return_inverse=True)
    found[rows] = shapes.place(distinct[:, 0], distinct[:, 1]).district[place.ravel()]
    return found


def _by_area(events: Events, places: Places) -> Ints:
    index = {fold(district.name): place for place, district in enumerate(places.districts)}
    known = {name: index.get(fold(name), OUTSIDE) for name in set(events.area) if name}
    area = np.array([known.get(name, OUTSIDE) for name in events.area], dtype=np.int64)
    return np.asarray(np.where(events.is_located, area, OUTSIDE), dtype=np.int64)
