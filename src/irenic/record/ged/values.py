"""Cells of a file of events as values: strict, and each problem with its reason.

A reader returns None for a blank cell, the value, or raises `BadCell`. Programs that rewrite tables leave
whole numbers with a decimal point and missing ones as NA; both are read, nothing else is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

Value = int | float | str | date | None

BLANK = frozenset({"", "NA", "NaN", "nan", "NULL", "null", "None"})
"""What stands for nothing in a cell that holds a number or a date."""

MOST_DEATHS = 10_000_000
"""More in one event is a slip: the deadliest events on record lie two orders of magnitude below."""

MOST_ID = 2**31 - 1
"""UCDP's ids have at most seven digits."""

_WHOLE = re.compile(r"([+-]?[0-9]{1,18})(?:\.0{1,12})?")
_DECIMAL = re.compile(r"[+-]?[0-9]{1,4}(?:\.[0-9]{0,30})?(?:[eE]-[0-9]{1,2})?")
_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ]00:00(?::00(?:\.0{1,9})?)?Z?)?")
FIRST_YEAR, LAST_YEAR = 1900, 2100


class BadCell(ValueError):
    """A cell that cannot be read.

    Parameters
    ----------
    code : stable code of the kind of problem
    expected : what was expected
    hint : what to do
    """

    def __init__(self, code: str, expected: str, hint: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.wanted = (expected, hint)


def whole(text: str) -> int | None:
    """Return a whole number; ``12`` or ``12.0``."""
    cell = text.strip()
    if cell in BLANK:
        return None
    found = _WHOLE.fullmatch(cell)
    if found is None:
        raise BadCell("not_a_number", "a whole number", _SHIFT)
    return int(found[1])


_SHIFT = "Look whether the row's cells have shifted, or take the original file from UCDP again."


def identity(text: str) -> int | None:
    """Return an id: a whole number above 0."""
    number = whole(text)
    if number is not None and not 0 < number <= MOST_ID:
        raise BadCell("out_of_range", f"an id from 1 to {MOST_ID:,}", _SHIFT)
    return number


def deaths(text: str) -> int | None:
    """Return a number of deaths: whole, at least 0."""
    number = whole(text)
    if number is not None and not 0 <= number <= MOST_DEATHS:
        raise BadCell("out_of_range", f"deaths from 0 to {MOST_DEATHS:,}", _SHIFT)
    return number


def violence(text: str) -> int | None:
    """Return a type of violence: 1, 2 or 3."""
    number = whole(text)
    if number is not None and number not in (1, 2, 3):
        expected = "1 (state-based), 2 (non-state) or 3 (one-sided)"
        raise BadCell("unknown_type", expected, _SHIFT)
    return number


def precision(text: str) -> int | None:
    """Return a level of precision: a whole number of one byte."""
    number = whole(text)
    if number is not None and not 0 <= number <= 99:
        raise BadCell("out_of_range", "a level of precision", _SHIFT)
    return number


def latitude(text: str) -> float | None:
    """Return a latitude, degrees, -90 to 90."""
    return _degrees(text, 90)


def longitude(text: str) -> float | None:
    """Return a longitude, degrees, -180 to 180."""
    return _degrees(text, 180)


def _degrees(text: str, limit: int) -> float | None:
    cell = text.strip()
    if cell in BLANK:
        return None
    if _DECIMAL.fullmatch(cell) is None:
        raise BadCell("not_a_number", "decimal degrees with a point, such as 32.5", _SHIFT)
    degrees = float(cell)
    if not -limit <= degrees <= limit:
        hint = "Latitude and longitude may have changed places, or a decimal point was lost."
        raise BadCell("out_of_range", f"degrees from -{limit} to {limit}", hint)
    return degrees


def day(text: str) -> date | None:
    """Return a date; ``2015-12-24``, with a time of midnight or without."""
    cell = text.strip()
    if cell in BLANK:
        return None
    found = _DAY.fullmatch(cell)
    wanted = "a date such as 2015-12-24"
    if found is None:
        hint = "Spreadsheet programs rewrite dates: take the original file from UCDP again."
        raise BadCell("bad_date", wanted, hint)
    try:
        date_ = date.fromisoformat(found[1])
    except ValueError:
        raise BadCell("bad_date", "a day that the calendar has", _SHIFT) from None
    if not FIRST_YEAR <= date_.year <= LAST_YEAR:
        raise BadCell("bad_date", f"a year from {FIRST_YEAR} to {LAST_YEAR}", _SHIFT)
    return date_


def name(text: str) -> str | None:
    """Return a name with runs of spaces and line breaks as one space.

    Whatever it says stays text: a cell such as ``=cmd()`` is a name like any other.
    """
    cell = " ".join(text.split())
    try:
        cell.encode("utf-8")
    except UnicodeEncodeError:
        hint = "The file was saved in another encoding: take the original again, or save it as UTF-8."
        raise BadCell("wrong_encoding", "text in UTF-8", hint) from None
    return cell or None


READERS: Mapping[str, Callable[[str], Value]] = {
    "id": identity,
    "count": deaths,
    "type": violence,
    "precision": precision,
    "latitude": latitude,
    "longitude": longitude,
    "date": day,
    "name": name,
}
"""Kind of a column -> how its cells are read."""
