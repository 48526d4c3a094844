"""A case's record: the folder `record/` beside the case file."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from irenic.case.arrays import CaseArrays
from irenic.errors import DataError, Problem, quoted
from irenic.record import actors, deaths, figures, parties, windows
from irenic.record.actors import Crosswalk
from irenic.record.deaths import Counts, Deaths, Floats, LocatedDeaths
from irenic.record.figures import Recorded
from irenic.record.months import CalendarMonth, read_month
from irenic.record.parties import Dyad, Party
from irenic.record.tables import FOLDER, Table
from irenic.record.windows import Window

TABLES = (parties.FILE, actors.FILE, deaths.LOCATED, deaths.MONTHLY, windows.FILE)
"""Files of a record of deaths: all of them, or none."""


@dataclass(frozen=True, eq=False)
class Record:
    """What was recorded of a case; P parties, K = P(P+1)/2 + P dyads, G groups.

    Months are the simulation's numbers: 1 is the first after the case's start, 0 and below are before.

    Parameters
    ----------
    known : whether the case has a record of deaths; without one there is the party ``others`` alone
    parties : ``others`` last
    dyads : all pairs row by row, a party with itself among them, then each party and civilians
    party_masks : (P, G), 0 or 1, columns sum to 1
    air_party : index of the party to which event data book deaths by invited outside strikes
    crosswalk : actors of event data and their parties
    windows : spans for weighting and scoring
    figures : dated figures
    located : rows of the located table, their sides and districts as indices
    start : the calendar month at whose end the case starts
    span : first and last recorded month, as numbers; None without a record
    digest : SHA-256 over the record's tables
    """

    known: bool
    parties: tuple[Party, ...]
    dyads: tuple[Dyad, ...]
    party_masks: NDArray[np.float64]
    air_party: int
    crosswalk: Crosswalk
    windows: tuple[Window, ...]
    figures: tuple[Recorded, ...]
    located: tuple[LocatedDeaths, ...]
    start: CalendarMonth
    span: tuple[int, int] | None
    digest: str
    _counts: Counts = field(repr=False)
    _unplaced: Counts = field(repr=False)
    _totals: Floats = field(repr=False)

    def month_of(self, text: str) -> int:
        """Return the number of a calendar month.

        Parameters
        ----------
        text : as YYYY-MM

        Raises
        ------
        DataError : `bad_month`
        """
        month = read_month(text)
        if month is None:
            raise DataError([Problem("bad_month", "the request", None, "month", quoted(text), "YYYY-MM")])
        return month.number_from(self.start)

    def calendar(self, month: int) -> str:
        """Return the calendar month of a number, as YYYY-MM."""
        return str(self.start.after(month))

    def dyad(self, first: int, second: int | None) -> int:
        """Return the place of a dyad among `dyads`, whatever the order of its parties.

        Parameters
        ----------
        first : index of a party
        second : index of a party; None for civilians
        """
        if second is None:
            return len(self.dyads) - len(self.parties) + first
        a, b = sorted((first, second))
        return a * len(self.parties) - a * (a - 1) // 2 + b - a

    def window(self, name: str) -> Window:
        """Return a window by its name.

        Raises
        ------
        DataError : `unknown_window`
        """
        for window in self.windows:
            if window.name == name:
                return window
        names = ", ".join(window.name for window in self.windows) or "none"
        expected = f"a window of the case's record; known: {names}"
        raise DataError(
            [Problem("unknown_window", f"{FOLDER}/windows.csv", None, "window", quoted(name), expected)]
        )

    def deaths(self, first: int, last: int) -> Deaths:
        """Return the located deaths of some months.

        Parameters
        ----------
        first, last : numbers of months, both included, inside `span`

        Raises
        ------
        DataError : `months_not_recorded`
        """
        months = self._months(first, last)
        return Deaths(first, last, self._counts[..., months].copy(), self._unplaced[..., months].copy())

    def totals(self, first: int, last: int, of: str = "all") -> Floats:
        """Return complete national deaths by month.

        Parameters
        ----------
        first, last : numbers of months, both included, inside `span`
        of : ``all``, ``state_based``, ``non_state`` or ``one_sided``

        Returns
        -------
        (month,), persons; NaN where unknown

        Raises
        ------
        DataError : `months_not_recorded`
        """
        return self._totals[deaths.TOTALS.index(of), self._months(first, last)].copy()

    def _months(self, first: int, last: int) -> slice:
        if self.span is None:
            given, expected = "none", "a record; this case has no deaths recorded"
            raise DataError([Problem("no_record", FOLDER, None, "the folder", given, expected)])
        if not self.span[0] <= first <= last <= self.span[1]:
            given = f"{self.calendar(first)} to {self.calendar(last)}"
            expected = (
                f"months in order between {self.calendar(self.span[0])} and {self.calendar(self.span[1])}"
            )
            raise DataError([Problem("months_not_recorded", FOLDER, None, "months", given, expected)])
        return slice(first - self.span[0], last - self.span[0] + 1)


def load_record(case_file: Path, case_arrays: CaseArrays) -> Record:
    """Read the record beside a case file.

    Parameters
    ----------
    case_file : the case; its record is the folder ``record`` beside it
    case_arrays : the case's numbers

    Returns
    -------
    Record; `known` is False where there is none, or figures only

    Raises
    ------
    DataError : every problem of every table at once, each with its file and line
    """
    folder = case_file.parent / FOLDER
    start = CalendarMonth(case_arrays.start_year, case_arrays.start_month)
    found_figures, table = figures.read_figures(folder)
    problems = list(table.problems)
    missing = [name for name in TABLES if not (folder / name).is_file()]
    if len(missing) == len(TABLES):
        _raise(problems)
        return _assemble(_Parts(figures=found_figures), case_arrays, start, _digest(folder))
    problems += [
        Problem("table_missing", f"{FOLDER}/{name}", None, "", "", f"a table beside {_rest(missing)}", _HINT)
        for name in missing
    ]
    if missing:
        _raise(problems)
    parts, tables = _read(folder, case_arrays, start)
    _raise(problems + [problem for table in tables for problem in table.problems])
    return _assemble(_Parts(**{**vars(parts), "figures": found_figures}), case_arrays, start, _digest(folder))


_HINT = "A record of deaths has " + ", ".join(TABLES) + "."


@dataclass(frozen=True)
class _Parts:
    """What the tables hold."""

    parties: tuple[Party, ...] | None = None
    crosswalk: Crosswalk = field(default_factory=Crosswalk)
    located: tuple[LocatedDeaths, ...] = ()
    totals: dict[CalendarMonth, tuple[float, ...]] = field(default_factory=dict)
    windows: tuple[Window, ...] = ()
    figures: tuple[Recorded, ...] = ()


def _read(folder: Path, arrays: CaseArrays, start: CalendarMonth) -> tuple[_Parts, list[Table]]:
    known, party_table = parties.read_parties(folder, arrays)
    crosswalk, actor_table = actors.read_actors(folder, known)
    located, located_table = deaths.read_located(folder, known, arrays)
    totals, total_table = deaths.read_totals(folder)
    spans, window_table = windows.read_windows(folder, start)
    tables = [party_table, actor_table, located_table, total_table, window_table]
    if not totals:
        total_table.refuse("empty_table", None, "", "", "a row for every recorded month")
    else:
        _check_span(located, spans, totals, start, (located_table, window_table))
    return _Parts(known, crosswalk, located, totals, spans), tables


def _check_span(
    located: Sequence[LocatedDeaths],
    spans: Sequence[Window],
    totals: dict[CalendarMonth, tuple[float, ...]],
    start: CalendarMonth,
    tables: tuple[Table, Table],
) -> None:
    """Everything lies in months that the national totals list."""
    first, last = min(totals), max(totals)
    expected = f"months from {first} to {last}, which {deaths.MONTHLY} lists"
    outside = sorted({row.month for row in located if not first <= row.month <= last})
    if outside:
        tables[0].refuse("month_outside", None, "month", quoted(", ".join(map(str, outside[:5]))), expected)
    for window in spans:
        if start.after(window.last) > last:
            tables[1].refuse("month_outside", None, window.name, str(start.after(window.last)), expected)


def _assemble(parts: _Parts, arrays: CaseArrays, start: CalendarMonth, digest: str) -> Record:
    known = parts.parties is not None
    sides = parties.with_others((), arrays) if parts.parties is None else parts.parties
    dyads = parties.dyads_of(sides)
    months = sorted(parts.totals)
    span = (months[0], months[-1]) if months else (start, start)
    places = {(dyad.first, dyad.second): index for index, dyad in enumerate(dyads)}
    counts, unplaced = deaths.gather(parts.located, span, places, len(arrays.districts))
    air = [index for index, party in enumerate(sides) if party.is_air]
    return Record(
        known=known,
        parties=sides,
        dyads=dyads,
        party_masks=parties.masks_of(sides, arrays),
        air_party=air[0] if air else len(sides) - 1,
        crosswalk=parts.crosswalk,
        windows=parts.windows,
        figures=parts.figures,
        located=parts.located,
        start=start,
        span=(span[0].number_from(start), span[1].number_from(start)) if known else None,
        digest=digest,
        _counts=counts,
        _unplaced=unplaced,
        _totals=np.array([parts.totals[month] for month in months]).reshape(-1, len(deaths.TOTALS)).T,
    )


def _digest(folder: Path) -> str:
    """Of the tables' text, whatever the line ends."""
    digest = hashlib.sha256()
    for name in (*TABLES, figures.FILE):
        path = folder / name
        text = path.read_bytes().replace(b"\r\n", b"\n") if path.is_file() else b""
        digest.update(f"{name} {len(text)}\n".encode() + text)
    return digest.hexdigest()


def _rest(missing: Sequence[str]) -> str:
    return ", ".join(name for name in TABLES if name not in missing)


def _raise(problems: Sequence[Problem]) -> None:
    if problems:
        raise DataError(problems)
