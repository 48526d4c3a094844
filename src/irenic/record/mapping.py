"""From events to the case: the party of each side, the dyad, the district and the month of every event."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from irenic.case.arrays import CaseArrays
from irenic.errors import DataError, Problem
from irenic.record.actors import Actor
from irenic.record.deaths import ONE_SIDED, LocatedDeaths
from irenic.record.load import Record
from irenic.record.months import CalendarMonth
from irenic.record.places import load_shapes

if TYPE_CHECKING:
    from pyarrow import Table as ArrowTable

COLUMNS = (
    *("date_start", "type_of_violence", "country", "side_a_id", "side_a", "side_b_id", "side_b"),
    *("latitude", "longitude", "best", "low", "high"),
)
"""What is read of a table of events; see `irenic.record.ged.read_ged`."""

STATE = "Government of "
"""How UCDP's names of states begin."""

Ints = NDArray[np.int64]


class Tally(NamedTuple):
    """Events and deaths (best estimates) of something named."""

    name: str
    events: int
    deaths: int


class DyadCoverage(NamedTuple):
    """A dyad's events and deaths, and what of them lies in a district; `types` of violence, sorted."""

    name: str
    types: tuple[int, ...]
    events: int
    deaths: int
    deaths_placed: int


class Unmapped(NamedTuple):
    """An actor that the crosswalk does not know; counted among ``others``."""

    actor_id: int | None
    name: str
    events: int
    deaths: int
    first: CalendarMonth
    last: CalendarMonth


class Decision(NamedTuple):
    """A row of the crosswalk that argues itself, and the events it decides."""

    actor: str
    party: str
    reason: str
    events: int
    deaths: int


@dataclass(frozen=True, eq=False)
class Mapping:
    """Events in the case's terms; N events of the case's country.

    Parameters
    ----------
    country : of the events, the one that most events inside the case's districts name; empty without any
    elsewhere : events of the table that name another country and are left out
    rows : (N,), places of the events in the table
    month : (N,), number of the simulation's month, by the event's first day
    dyad : (N,), place among the record's dyads; an actor that is not known counts among ``others``
    district : (N,), index of the district; -1 where none is near
    near : events off all shapes, given to the nearest district; far_km : the farthest of them
    type, best, low, high : (N,), type of violence and deaths
    coverage : by dyad with events, most deaths first
    unmapped : actors that the crosswalk does not know, most deaths first
    decisions : of the crosswalk that these events met, those on states first, then most deaths first
    """

    country: str
    elsewhere: int
    rows: Ints
    month: Ints
    dyad: Ints
    district: Ints
    near: int
    far_km: float
    type: Ints
    best: Ints
    low: Ints
    high: Ints
    coverage: tuple[DyadCoverage, ...]
    unmapped: tuple[Unmapped, ...]
    decisions: tuple[Decision, ...]

    @property
    def unplaced(self) -> Tally:
        """Events that lie in no district."""
        return Tally("unplaced", int((self.district < 0).sum()), int(self.best[self.district < 0].sum()))


def map_events(table: ArrowTable, case_file: Path, case_arrays: CaseArrays, record: Record) -> Mapping:
    """Put events in the case's terms.

    Parameters
    ----------
    table : events with at least `COLUMNS`, whole world or one country
    case_file : the case; its shapes lie beside it
    case_arrays : the case's numbers
    record : the case's record; its crosswalk is used

    Raises
    ------
    DataError : `column_missing`, and the codes of `load_shapes`
    """
    missing = [name for name in COLUMNS if name not in table.column_names]
    if missing:
        raise DataError(
            [
                Problem("column_missing", "the events", None, name, "", "a column of the events")
                for name in missing
            ]
        )
    shapes = load_shapes(case_file, case_arrays.districts)
    table = table.select(COLUMNS)
    countries = np.asarray(table.column("country").to_pylist(), dtype=object)
    country = _country(countries, shapes.inside(*_points(table)))
    rows = np.flatnonzero(countries == country)
    table = table.take(rows)
    placed = shapes.place(*_points(table))
    dates = table.column("date_start").to_pylist()
    months = [CalendarMonth(date.year, date.month) for date in dates]
    numbers = {name: _ints(table, name) for name in ("best", "low", "high", "type_of_violence")}
    sides = _Sides(record, months, numbers["best"])
    kinds = numbers["type_of_violence"]
    dyad = sides.dyads(table, kinds == ONE_SIDED)
    near = placed.km[placed.is_near]
    return Mapping(
        country=country,
        elsewhere=len(countries) - len(rows),
        rows=rows,
        month=np.array([month.number_from(record.start) for month in months], np.int64),
        dyad=dyad,
        district=placed.district,
        near=len(near),
        far_km=float(near.max(initial=0.0)),
        type=kinds,
        best=numbers["best"],
        low=numbers["low"],
        high=numbers["high"],
        coverage=tuple(_coverage(record, dyad, kinds, numbers["best"], placed.district)),
        unmapped=sides.unmapped(),
        decisions=sides.decisions(),
    )


def located_deaths(mapping: Mapping, record: Record) -> tuple[LocatedDeaths, ...]:
    """Sum events by month, district, dyad and type: the rows of a record's located table.

    Returns
    -------
    Rows in order of month, district (in none last), dyad and type
    """
    sums: dict[tuple[int, ...], Counter[str]] = defaultdict(Counter)
    last = np.where(mapping.district < 0, np.iinfo(np.int64).max, mapping.district)
    for place, key in enumerate(zip(mapping.month, last, mapping.dyad, mapping.type, strict=True)):
        row = sums[tuple(int(part) for part in key)]
        row["events"] += 1
        for name in ("best", "low", "high"):
            row[name] += int(getattr(mapping, name)[place])
    return tuple(_located(record, key, row) for key, row in sorted(sums.items()))


def _located(record: Record, key: tuple[int, ...], row: Counter[str]) -> LocatedDeaths:
    month, district, place, kind = key
    dyad = record.dyads[place]
    return LocatedDeaths(
        record.start.after(month),
        None if district == np.iinfo(np.int64).max else district,
        dyad.first,
        dyad.second,
        kind,
        *(row[name] for name in ("events", "best", "low", "high")),
    )


class _Sides:
    """Finds each side's party, and keeps count of what was decided and what was not known."""

    def __init__(self, record: Record, months: list[CalendarMonth], best: Ints) -> None:
        self._record = record
        self._months = months
        self._best = best
        self._found: dict[tuple[int | None, str, CalendarMonth], Actor | None] = {}
        self._decided: dict[Actor, set[int]] = defaultdict(set)
        self._unknown: dict[tuple[int | None, str], set[int]] = defaultdict(set)

    def dyads(self, table: ArrowTable, is_one_sided: NDArray[np.bool_]) -> Ints:
        """(event,), place of the dyad; the second side of one-sided violence is civilians."""
        columns = ("side_a_id", "side_a", "side_b_id", "side_b")
        rows = zip(*(table.column(name).to_pylist() for name in columns), strict=True)
        found = np.empty(len(is_one_sided), np.int64)
        for event, (first_id, first, second_id, second) in enumerate(rows):
            other = None if is_one_sided[event] else self._party(event, second_id, second)
            found[event] = self._record.dyad(self._party(event, first_id, first), other)
        return found

    def _party(self, event: int, number: int | None, name: str) -> int:
        key = (number, name, self._months[event])
        if key not in self._found:
            self._found[key] = self._record.crosswalk.find(*key)
        actor = self._found[key]
        if actor is None:
            self._unknown[number, name].add(event)
            return len(self._record.parties) - 1
        if actor.reason:
            self._decided[actor].add(event)
        return actor.party

    def decisions(self) -> tuple[Decision, ...]:
        """Rows with a reason that were met: states first, which surprise most, then most deaths."""
        parties = self._record.parties
        rows = [
            Decision(actor.name, parties[actor.party].name, actor.reason, len(events), self._deaths(events))
            for actor, events in self._decided.items()
        ]
        return tuple(sorted(rows, key=lambda row: (not row.actor.startswith(STATE), -row.deaths, row.actor)))

    def unmapped(self) -> tuple[Unmapped, ...]:
        """Actors not known, most deaths first."""
        rows = []
        for (number, name), events in self._unknown.items():
            months = [self._months[event] for event in events]
            rows.append(Unmapped(number, name, len(events), self._deaths(events), min(months), max(months)))
        return tuple(sorted(rows, key=lambda row: (-row.deaths, row.name)))

    def _deaths(self, events: set[int]) -> int:
        return int(self._best[sorted(events)].sum())


def _country(countries: NDArray[np.object_], district: Ints) -> str:
    """The country that most events inside the shapes name, the first in the alphabet of several."""
    inside = Counter(countries[district >= 0])
    return min(inside, key=lambda name: (-inside[name], name), default="")


def _coverage(record: Record, dyad: Ints, kinds: Ints, best: Ints, district: Ints) -> Iterator[DyadCoverage]:
    deaths = np.bincount(dyad, best, len(record.dyads)).astype(np.int64)
    placed = np.bincount(dyad, best * (district >= 0), len(record.dyads)).astype(np.int64)
    events = np.bincount(dyad, minlength=len(record.dyads))
    for place in np.argsort(-deaths, kind="stable"):
        if events[place]:
            types = tuple(int(kind) for kind in np.unique(kinds[dyad == place]))
            counts = (int(count[place]) for count in (events, deaths, placed))
            yield DyadCoverage(record.dyads[place].name, types, *counts)


def _points(table: ArrowTable) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Longitude and latitude, NaN where there is none."""
    longitude, latitude = (
        np.asarray(table.column(name).to_numpy(), np.float64) for name in ("longitude", "latitude")
    )
    return longitude, latitude


def _ints(table: ArrowTable, name: str) -> Ints:
    return np.array(table.column(name).to_pylist(), np.int64)
