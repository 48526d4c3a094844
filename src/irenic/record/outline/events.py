"""The events of one country, as numbers: months, places, sides and deaths.

Sides are identified by UCDP's number where the file has one, else by name, because names change
between releases and numbers do not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import numpy as np
from numpy.typing import NDArray

from irenic.errors import Problem, did_you_mean, quoted
from irenic.record.months import CalendarMonth
from irenic.record.outline.names import clean, fold

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

STATE_BASED, NON_STATE, ONE_SIDED = 1, 2, 3
"""UCDP's types of violence."""

WIDEST_PRECISION = 4
"""Largest ``where_prec`` that still names a district: 1 exact, 2 near, 3 and 4 an administrative area."""

NO_ACTOR = -1
CIVILIANS = "civilians"
GOVERNMENT = "government of "


@dataclass(frozen=True, slots=True)
class Actor:
    """What UCDP codes as one actor.

    Parameters
    ----------
    number : UCDP's id, None where the file has none
    names : every name the file gives it, cleaned, the latest first
    """

    number: int | None
    names: tuple[str, ...]

    @property
    def name(self) -> str:
        """Its latest name."""
        return self.names[0]

    @property
    def governs(self) -> str | None:
        """The country whose government it is, folded; None for anyone else."""
        folded = fold(self.name)
        return folded.removeprefix(GOVERNMENT) if folded.startswith(GOVERNMENT) else None


@dataclass(frozen=True, slots=True)
class Events:
    """Events of one country; N rows.

    Parameters
    ----------
    country : as the file spells it
    month : (N,), months counted from the year 0 (12 * year + month - 1)
    violence : (N,), 1 state-based, 2 non-state, 3 one-sided
    first, second : (N,), indices into `actors`; -1 for civilians or an empty cell
    lost_first, lost_second : (N,), deaths of each side, >= 0; half of all where the file doesn't say
    best, low, high : (N,), deaths
    longitude, latitude : (N,), degrees
    is_located : (N,), whether the place is known to a district
    area : (N,), name of the first-level area, cleaned; empty where unknown
    actors : everyone who acts
    """

    country: str
    month: Ints
    violence: Ints
    first: Ints
    second: Ints
    lost_first: Floats
    lost_second: Floats
    best: Floats
    low: Floats
    high: Floats
    longitude: Floats
    latitude: Floats
    is_located: Bools
    area: tuple[str, ...]
    actors: tuple[Actor, ...]

    def __len__(self) -> int:
        """Return the number of events."""
        return int(self.month.size)

    def between(self, first: int, last: int) -> Bools:
        """Return which events fall in months first..last, both counted from the year 0."""
        return np.asarray((self.month >= first) & (self.month <= last))


def month_text(number: int) -> str:
    """Return a month counted from the year 0 as "2015-11"."""
    return str(CalendarMonth(number // 12, number % 12 + 1))


def find_country(table: Any, country: str) -> tuple[str | None, Problem | None]:
    """Return a country as the file spells it, or the problem that it is not there.

    Case does not matter, nor does what UCDP adds in brackets: "Yemen" finds "Yemen (North Yemen)".

    Parameters
    ----------
    table : a pyarrow table with the column ``country``
    country : as the user typed it
    """
    names = [name for name in table["country"].unique().to_pylist() if isinstance(name, str)]
    wanted = fold(country)
    exact = [name for name in names if fold(name) == wanted]
    near = [name for name in names if fold(name).split(" (")[0] == wanted]
    found = exact or near
    if len(found) == 1:
        return found[0], None
    shown = sorted(clean(name) for name in found or names)
    hint = f"Say which: {', '.join(shown[:8])}." if found else _nearest(country, shown)
    given = f"{quoted(country)}, which {'fits several' if found else 'no event has'}"
    return None, Problem(
        "unknown_country", "the request", None, "--country", given, "a country of the events", hint
    )


def _nearest(name: str, known: Sequence[str]) -> str:
    folded = {fold(one): one for one in known}
    near = [folded[one] for one in get_close_matches(fold(name), folded, n=3, cutoff=0.5)]
    return f"Did you mean {' or '.join(near)}?" if near else did_you_mean(name, known)


def read_events(table: Any, country: str) -> Events:
    """Return one country's events as numbers.

    Parameters
    ----------
    table : a pyarrow table with the columns of `irenic.record.ged`
    country : as the file spells it; see `find_country`
    """
    import pyarrow.compute as pc

    rows = table.filter(pc.equal(table["country"], country))
    violence = _numbers(rows, "type_of_violence").astype(np.int64)
    first, second, actors = _actors(rows, violence)
    best = _numbers(rows, "best")
    lost_first, lost_second = _losses(rows, violence, best)
    precision = _numbers(rows, "where_prec", missing=1.0)
    longitude, latitude = (_numbers(rows, name, missing=np.nan) for name in ("longitude", "latitude"))
    is_on_earth = (np.abs(longitude) <= 180) & (np.abs(latitude) <= 90)
    return Events(
        country=clean(country),
        month=_months(rows),
        violence=violence,
        first=first,
        second=second,
        lost_first=lost_first,
        lost_second=lost_second,
        best=best,
        low=_numbers(rows, "low"),
        high=_numbers(rows, "high"),
        longitude=longitude,
        latitude=latitude,
        is_located=np.asarray(is_on_earth & (precision <= WIDEST_PRECISION)),
        area=_areas(_texts(rows, "adm_1")),
        actors=actors,
    )


def _months(rows: Any) -> Ints:
    import pyarrow.compute as pc

    dates = rows["date_start"]
    year, month = (np.asarray(part(dates).to_numpy(), dtype=np.int64) for part in (pc.year, pc.month))
    return np.asarray(12 * year + month - 1, dtype=np.int64)


def _numbers(rows: Any, name: str, missing: float = 0.0) -> Floats:
    """Return a column as floats; ``missing`` where a cell or the whole column is absent."""
    if name not in rows.column_names:
        return np.full(rows.num_rows, missing)
    values = [missing if value is None else float(value) for value in rows[name].to_pylist()]
    return np.array(values, dtype=np.float64)


def _areas(texts: list[str | None]) -> tuple[str, ...]:
    known = {text: clean(text) for text in set(texts) if text and text.strip()}
    return tuple(known.get(text, "") if text else "" for text in texts)


def _texts(rows: Any, name: str) -> list[str | None]:
    return rows[name].to_pylist() if name in rows.column_names else [None] * rows.num_rows


def _losses(rows: Any, violence: Ints, best: Floats) -> tuple[Floats, Floats]:
    """Deaths of each side: as coded, the unknown halved; half of all where no side's are coded."""
    coded_first, coded_second = (_numbers(rows, name, missing=np.nan) for name in ("deaths_a", "deaths_b"))
    unknown = _numbers(rows, "deaths_unknown")
    is_coded = np.isfinite(coded_first) & np.isfinite(coded_second)
    is_fight = violence != ONE_SIDED
    first = np.where(is_coded, np.nan_to_num(coded_first) + unknown / 2, best / 2)
    second = np.where(is_coded, np.nan_to_num(coded_second) + unknown / 2, best / 2)
    return np.where(is_fight, first, 0.0), np.where(is_fight, second, 0.0)


def _actors(rows: Any, violence: Ints) -> tuple[Ints, Ints, tuple[Actor, ...]]:
    """Index the sides: by UCDP's number where there is one, else by folded name."""
    columns = [(_texts(rows, f"{side}_id"), _texts(rows, side)) for side in ("side_a", "side_b")]
    sides = np.full((2, rows.num_rows), NO_ACTOR, dtype=np.int64)
    said = {
        text: (clean(text), fold(text))
        for _, texts in columns
        for text in set(texts)
        if text and text.strip()
    }
    index: dict[tuple[str, object], int] = {}
    names: list[dict[str, None]] = []
    for row in np.argsort(_months(rows), kind="stable")[
        ::-1
    ]:  # the latest first, so names come in that order
        for side, (numbers, texts) in enumerate(columns):
            text, number = texts[row], numbers[row]
            if text is None or text not in said or (side == 1 and violence[row] == ONE_SIDED):
                continue
            shown, folded = said[text]
            if folded == CIVILIANS:
                continue
            key = ("number", number) if number is not None else ("name", folded)
            place = index.setdefault(key, len(names))
            if place == len(names):
                names.append({})
            names[place].setdefault(shown)
            sides[side, row] = place
    return sides[0], sides[1], _named(tuple(index), names)


def _named(keys: Sequence[tuple[str, object]], names: Sequence[dict[str, None]]) -> tuple[Actor, ...]:
    return tuple(
        Actor(int(str(value)) if kind == "number" else None, tuple(known))
        for (kind, value), known in zip(keys, names, strict=True)
    )


def fold_country(name: str) -> str:
    """Return a country's name in the form in which it is compared: without what stands in brackets."""
    return fold(name).split(" (")[0]
