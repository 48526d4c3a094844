"""What a user asks of a drafted case, and the windows of time that follow from its start."""

from __future__ import annotations

from dataclasses import dataclass

from irenic.case.fields import NOBODY
from irenic.errors import DataError, Problem, quoted
from irenic.record.months import CalendarMonth, read_month

GROUPS = 10
"""Actors of the events that become groups of their own, unless the user says otherwise."""

MOST_GROUPS = 16
"""A record knows at most 20 parties; the rest are the other groups and an outside force."""

LOOK_BACK = 24
"""Months before the start whose deaths choose groups and set their strengths and relations."""

LAST_YEAR = 12
"""Months before the start whose places set the territory."""

NATION = 10_000_000.0
"""People of the country where the user states none (grade D, the first thing to review)."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to draft.

    Parameters
    ----------
    name : id of the case
    country : as the events spell it
    start : the month at whose end the state holds
    groups : most actors that become groups of their own, 2 to `MOST_GROUPS`
    extremist : name of the group outside all settlements; None for the rule's choice
    capital : id, name or code of a district; None for the rule's choice
    population : people of the country; None where the districts state theirs, or for `NATION`
    """

    name: str
    country: str
    start: CalendarMonth
    groups: int = GROUPS
    extremist: str | None = None
    capital: str | None = None
    population: float | None = None

    @property
    def last(self) -> int:
        """Last month before the simulation, counted from the year 0."""
        return self.start.year * 12 + self.start.month - 1

    @property
    def first(self) -> int:
        """First of the months that choose groups, counted from the year 0."""
        return self.last - LOOK_BACK + 1

    @property
    def year(self) -> int:
        """First of the months that set the territory, counted from the year 0."""
        return self.last - LAST_YEAR + 1


def request_problems(name: str, start: str, groups: int, population: float | None) -> list[Problem]:
    """Return everything wrong with the plain parts of a request.

    Parameters
    ----------
    name : meant as the id of the case
    start : meant as YYYY-MM
    groups : most groups
    population : people of the country
    """
    found: list[Problem] = []
    if not _is_id(name):
        hint = "It also names the folder; use --out for another folder."
        expected = "a letter, then letters, digits, _ or -, at most 40 in all"
        found.append(_problem("bad_name", "NAME", quoted(name), expected, hint))
    if read_month(start) is None:
        found.append(_problem("bad_month", "--start", quoted(start), "a month as YYYY-MM"))
    if not 2 <= groups <= MOST_GROUPS:
        found.append(_problem("out_of_range", "--groups", str(groups), f"2 to {MOST_GROUPS}"))
    if population is not None and not 1000 <= population <= 2e9:
        found.append(
            _problem("out_of_range", "--population", f"{population:g}", "1,000 to 2,000,000,000 people")
        )
    return found


def read_month_of(start: str) -> CalendarMonth:
    """Return a month that `request_problems` has let pass."""
    month = read_month(start)
    if month is None:
        raise DataError([_problem("bad_month", "--start", quoted(start), "a month as YYYY-MM")])
    return month


def _is_id(text: str) -> bool:
    plain = text.replace("_", "").replace("-", "")
    return text.isascii() and plain.isalnum() and text[0].isalpha() and len(text) <= 40 and text != NOBODY


def _problem(code: str, path: str, given: str, expected: str, hint: str = "") -> Problem:
    return Problem(code, "the request", None, path, given, expected, hint)
