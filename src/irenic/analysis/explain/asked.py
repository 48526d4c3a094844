"""What an analyst asks: reading ``control:sirte:7`` and its like."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from irenic.analysis.explain.kinds import ASKED
from irenic.analysis.explain.words import Names
from irenic.errors import MAX_SHOWN, Problem, StudyError, did_you_mean, quoted

LONGEST = 200
"""Characters of a question that are read."""


class Question(NamedTuple):
    """A figure, its element (() = all) and the month."""

    kind: str
    element: tuple[int, ...]
    month: int


class Known(NamedTuple):
    """What a question may name.

    Parameters
    ----------
    groups, districts : ids in the case's order
    names : of the case's elements, which may stand for ids
    extremist : index of the group meant where none is named
    months : length of the run
    """

    groups: Sequence[str]
    districts: Sequence[str]
    names: Names
    extremist: int
    months: int


def read_question(text: str, known: Known) -> Question:
    """Return what is asked.

    Parameters
    ----------
    text : as typed, such as "control:sirte:7" or "willingness:GNA:12"; ids in any case of letters, or names
    known : what may be named

    Raises
    ------
    StudyError : ``bad_question``, ``unknown_kind``, ``unknown_district``, ``unknown_group``, ``bad_month``;
        all that is wrong at once
    """
    parts = [part.strip() for part in text[:LONGEST].split(":")]
    kind = _kind(parts[0], text)
    counts = {"control": (3, 4), "recruitment": (2, 3), "willingness": (3, 3), "legitimacy": (2, 2),
              "membership": (3, 3)}[kind]  # fmt: skip
    if not counts[0] <= len(parts) <= counts[1]:
        hint = "Months count from 1, the first after the start."
        raise StudyError([_problem("bad_question", text, ASKED[kind], hint)])
    problems: list[Problem] = []
    month = _month(parts[-1], text, known.months, problems)
    index = _index(kind, parts[1:-1], (text, known), problems)
    if problems:
        raise StudyError(problems)
    return Question(kind, index, month)


def _kind(given: str, text: str) -> str:
    folded = given.casefold()
    if folded in ASKED:
        return folded
    hint = did_you_mean(given, ASKED, listed=False)
    raise StudyError([_problem("unknown_kind", text, f"one of {', '.join(ASKED.values())}", hint)])


def _index(
    kind: str, parts: Sequence[str], asked: tuple[str, Known], problems: list[Problem]
) -> tuple[int, ...]:
    known = asked[1]
    groups, districts = (known.groups, "group"), (known.districts, "district")
    if kind == "control":
        district = _find(parts[0], districts, asked, problems)
        if len(parts) == 1:
            return known.extremist + 1, district
        if parts[1].casefold() == "nobody":
            return 0, district
        return _find(parts[1], groups, asked, problems) + 1, district
    if kind == "recruitment":
        return (_find(parts[0], districts, asked, problems),) if parts else ()
    if kind == "legitimacy":
        return ()
    return (_find(parts[0], groups, asked, problems),)


def _find(
    given: str, what: tuple[Sequence[str], str], asked: tuple[str, Known], problems: list[Problem]
) -> int:
    ids, axis = what
    text, known = asked
    for names in (ids, known.names.by_axis[axis]):
        folded = [name.casefold() for name in names]
        if given.casefold() in folded:
            return folded.index(given.casefold())
    hint = did_you_mean(given, [*known.names.by_axis[axis], *ids], listed=False)
    hint = hint or did_you_mean(given, ids)
    problems.append(_problem(f"unknown_{axis}", text, f"a {axis} of the case", hint, given))
    return 0


def _month(given: str, text: str, months: int, problems: list[Problem]) -> int:
    if given.isascii() and given.isdigit() and len(given) < 6 and 1 <= int(given) <= months:
        return int(given)
    expected = f"a month from 1 to {months}"
    hint = "Month 7 means the change from the end of month 6 to the end of month 7."
    problems.append(_problem("bad_month", text, expected, hint, given))
    return 1


def _problem(code: str, text: str, expected: str, hint: str, given: str | None = None) -> Problem:
    shown = quoted(text[:MAX_SHOWN] if given is None else given)
    where = "" if given is None else f" in {quoted(text[:MAX_SHOWN])}"
    return Problem(code, "--why", None, "what is asked", shown + where, expected, hint)
