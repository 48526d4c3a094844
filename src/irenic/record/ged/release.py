"""Which release of UCDP GED a file is: by what the user says, its name, or its columns and span."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from irenic.errors import DataError, Problem, quoted
from irenic.record.ged.layouts import SINCE_20

Basis = Literal["option", "file name", "columns and span"]

FIRST, LAST = 17, 26
"""Years of the releases whose layouts are known: 17.1 to 26.1."""

MANY = 20
"""Countries from which on a file is taken for a global one."""

OLDER = frozenset({"conflict_new_id", "source_article", "date_end", "geom_wkt"})
"""Columns that tell a full release from a filtered copy."""

_YEARLY = re.compile(r"ged(?:event)?[ _-]?v?[ _-]?([1-9][0-9])[._]?([1-9])(?![0-9]|_[0-9])", re.IGNORECASE)
_MONTHLY = re.compile(r"v?([1-9][0-9])[._]0[._]([0-9]{1,2})(?![0-9])", re.IGNORECASE)
_SPAN = re.compile(r"v?([1-9][0-9])[._]01[._]([0-9]{2})[._]([0-9]{2})(?![0-9])", re.IGNORECASE)
_STATED = re.compile(r"[1-9][0-9]\.(?:[1-9]|0\.(?:[1-9]|1[0-2])|01\.[0-9]{2}\.(?:0[1-9]|1[0-2]))")


class Release(NamedTuple):
    """A release and how it is known.

    Parameters
    ----------
    name : ``25.1``; for candidate events of a month ``25.0.3``, of several ``25.01.25.06``
    basis : how it is known
    """

    name: str
    basis: Basis

    @property
    def number(self) -> int:
        """The year of the release, without its century."""
        return int(self.name.split(".")[0])

    @property
    def is_candidate(self) -> bool:
        """Whether it holds candidate events, which later releases revise."""
        return len(self.name.split(".")) > 2

    @property
    def last_year(self) -> int:
        """The last year whose events it can hold."""
        return 2000 + self.number - (0 if self.is_candidate else 1)


class Signs(NamedTuple):
    """What a file shows of its release.

    Parameters
    ----------
    names : file names, the nearest first
    columns : its columns in lower case
    last_year : of its latest event
    countries : number of countries in it
    """

    names: Sequence[str]
    columns: frozenset[str]
    last_year: int
    countries: int


def stated_release(text: str) -> Release:
    """Return the release that the user names; a DataError if it is none."""
    if _STATED.fullmatch(text.strip()) is None:
        expected = "a release such as 25.1, or 25.0.3 for candidate events"
        problem = Problem("unknown_release", "the request", None, "--release", quoted(text), expected)
        raise DataError([problem])
    return Release(text.strip(), "option")


def named_release(names: Sequence[str]) -> Release | None:
    """Return the release that a file name tells, None if it tells none."""
    for name in names:
        if found := _SPAN.search(name):
            return Release(f"{found[1]}.01.{found[2]}.{found[3]}", "file name")
        if found := _MONTHLY.search(name):
            return Release(f"{found[1]}.0.{int(found[2])}", "file name")
        if found := _YEARLY.search(name):
            return Release(f"{found[1]}.{found[2]}", "file name")
    return None


def release_of(signs: Signs, stated: Release | None, file: str) -> tuple[Release, list[str]]:
    """Return the release of a file and what a user should know of that.

    Parameters
    ----------
    signs : what the file shows
    stated : the release that the user names
    file : the file as the user named it

    Raises
    ------
    DataError : the file cannot be the release that it is called
    """
    known = stated or named_release(signs.names)
    if known is None:
        guess = Release(f"{max(signs.last_year + 1 - 2000, FIRST)}.1", "columns and span")
        return guess, [_guessed(guess, signs)]
    _refuse_other(known, signs, file)
    notes = []
    if not FIRST <= known.number <= LAST:
        notes.append(
            f"Release {known.name} is not one whose layout irenic knows ({FIRST}.1 to {LAST}.1); "
            "it was read by the names of its columns."
        )
    if not known.is_candidate and signs.countries > MANY and signs.last_year < known.last_year:
        notes.append(
            f"Release {known.name} reaches to {known.last_year}; the events of this file end in "
            f"{signs.last_year}. It may be another release, or a part of one."
        )
    if known.is_candidate:
        notes.append(
            f"Release {known.name} holds candidate events, which UCDP revises for the yearly release; "
            "do not add them to a yearly release that covers the same months."
        )
    return known, notes


def _guessed(guess: Release, signs: Signs) -> str:
    return (
        f"Nothing names the release. Its events reach to {signs.last_year}, so it is taken for {guess.name}, "
        f"the first that holds them; its columns are those of {_layout(signs.columns)}. Name it with "
        "--release if it is another."
    )


def _layout(columns: frozenset[str]) -> str:
    if len(SINCE_20 & columns) >= 2:
        return "20.1 to 26.1"
    return "17.1 to 19.1" if columns >= OLDER else "a filtered copy"


def _refuse_other(known: Release, signs: Signs, file: str) -> None:
    """Refuse a file that cannot be the release it is called."""
    said = "called" if known.basis == "file name" else "said to be"
    given = ""
    if signs.last_year > known.last_year:
        given = f"{said} release {known.name} and holds events of {signs.last_year}"
        expected = f"events up to {known.last_year}"
    elif known.number < 20 and len(SINCE_20 & signs.columns) >= 2:
        given = f"{said} release {known.name} and has columns that came with 20.1"
        expected = "the columns of that release"
    if given:
        hint = "Name the release it is with --release, or rename the file."
        raise DataError([Problem("wrong_release", file, None, "", given, expected, hint)])
