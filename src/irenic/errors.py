"""Every error irenic raises on purpose, and the problems they carry.

The tree::

    IrenicError (Exception)
    |-- CaseError        a case file cannot be used as it stands
    |-- ClaimError       a file of claims cannot be used as it stands
    |-- DataError        a file of events, or a case's record, cannot be used as it stands
    |-- ParameterError   the table of priors is wrong
    |-- ShapeError       arrays do not have the documented axes
    |-- StrategyError    a strategy file cannot be used as it stands
    `-- StudyError       a study cannot be run, resumed or read

An error carries *all* problems found, never only the first. Each `Problem` names the place, what
was given, what was expected and what to do, under a stable code that scripts may rely on.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from typing import ClassVar, Literal

Severity = Literal["error", "warning"]

MAX_SHOWN = 80
"""Characters of a given value shown in a message; the rest is cut and marked."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong (or doubtful) in a file, said so that the reader can mend it.

    Parameters
    ----------
    code : stable snake_case name of the kind of problem, such as ``unknown_district``
    file : the file as the user named it
    line : line in the file, counted from 1; None where no single line is to blame
    path : dotted place inside the file, such as ``groups.NA.seat``; empty for the whole file
    given : what stands there, as text that reads well after "is"; see `quoted`
    expected : what was expected instead
    hint : what to do, as a whole sentence; may be empty
    severity : "error" (the file is refused) or "warning" (it is used, but look)

    Examples
    --------
    >>> print(Problem("unknown_district", "case.yaml", 41, "groups.X.seat", '"Keln"',
    ...               "a district listed under districts", 'Did you mean "Kelln"?'))
    case.yaml:41: unknown_district: groups.X.seat is "Keln"; expected a district listed under \
districts. Did you mean "Kelln"?
    """

    code: str
    file: str
    line: int | None
    path: str
    given: str
    expected: str
    hint: str = ""
    severity: Severity = "error"

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        subject = self.path or "the file"
        given = f" is {self.given}" if self.given else ""
        hint = f" {self.hint}" if self.hint else ""
        return f"{place}: {self.code}: {subject}{given}; expected {self.expected}.{hint}"


class IrenicError(Exception):
    """Root of the tree: a message, or the list of all problems found.

    Parameters
    ----------
    problems : the problems in the order they should be read, or one message

    Attributes
    ----------
    problems : tuple of `Problem`; empty if a bare message was given
    code : code of the first problem, else the class's own `default_code`
    """

    default_code: ClassVar[str] = "irenic_error"

    def __init__(self, problems: Sequence[Problem] | str) -> None:
        self.problems: tuple[Problem, ...] = () if isinstance(problems, str) else tuple(problems)
        message = problems if isinstance(problems, str) else "\n".join(str(p) for p in self.problems)
        super().__init__(message)

    @property
    def code(self) -> str:
        """Stable code of the first problem."""
        return self.problems[0].code if self.problems else self.default_code


class CaseError(IrenicError):
    """A case file cannot be used as it stands."""

    default_code = "case_error"


class ClaimError(IrenicError):
    """A file of claims cannot be used as it stands."""

    default_code = "claim_error"


class DataError(IrenicError):
    """A file of events, or a case's record, cannot be used as it stands."""

    default_code = "data_error"


class ParameterError(IrenicError):
    """The table of priors is wrong."""

    default_code = "parameter_error"


class ShapeError(IrenicError):
    """Arrays do not have the documented axes."""

    default_code = "shape_error"


class StrategyError(IrenicError):
    """A strategy file cannot be used as it stands."""

    default_code = "strategy_error"


class StudyError(IrenicError):
    """A study cannot be run, resumed or read."""

    default_code = "study_error"


def quoted(value: object) -> str:
    """Return a value from a file as one safe line of text for `Problem.given`.

    Files are hostile: control characters and invisible direction marks are escaped, so that a
    value cannot repaint the reader's terminal, and long values are cut after `MAX_SHOWN`
    characters. Letters of any script stay readable.

    Parameters
    ----------
    value : anything read from a file

    Returns
    -------
    Text in JSON's manner: ``"Keln"``, ``0.5``, ``true``, ``null``, ``[1, 2]``
    """
    text = json.dumps(value, ensure_ascii=False, default=str)
    if len(text) > MAX_SHOWN:
        text = text[:MAX_SHOWN] + "..." + ('"' if isinstance(value, str) else "")
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


def did_you_mean(given: str, valid: Iterable[str], *, listed: bool = True) -> str:
    """Return a hint that names the nearest valid name, else up to eight of the valid ones.

    Parameters
    ----------
    given : the name that was not found
    valid : the names that would have been
    listed : whether to list valid names where none is near

    Returns
    -------
    A sentence, or empty text where there is nothing to say
    """
    names = list(valid)
    folded = {name.casefold(): name for name in names}
    near = get_close_matches(given[:MAX_SHOWN].casefold(), folded, n=1, cutoff=0.6)
    if near:
        return f"Did you mean {quoted(folded[near[0]])}?"
    if not (names and listed):
        return ""
    more = f" and {len(names) - 8} more" if len(names) > 8 else ""
    return f"Known: {', '.join(names[:8])}{more}."


def errors_of(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems that make a file unusable, without the warnings."""
    return [p for p in problems if p.severity == "error"]


def render_problems(problems: Sequence[Problem]) -> str:
    """Return problems as text for people, one a line, with a count at the end.

    The text is plain: a caller that prints through a markup language (rich) must escape it.

    Parameters
    ----------
    problems : as `check_case` returns them

    Returns
    -------
    Lines without a final newline; "no problems found" for an empty list
    """
    if not problems:
        return "no problems found"
    errors = len(errors_of(problems))
    warnings = len(problems) - errors
    lines = [str(p) if p.severity == "error" else f"warning: {p}" for p in problems]
    return "\n".join([*lines, f"{_count(errors, 'error')}, {_count(warnings, 'warning')}"])


def problems_as_data(problems: Sequence[Problem]) -> Mapping[str, object]:
    """Return problems as plain data, ready for `json.dumps`.

    Parameters
    ----------
    problems : as `check_case` returns them

    Returns
    -------
    ``{"ok": bool, "errors": int, "warnings": int, "problems": [...]}``; each problem has the
    fields of `Problem` and ``text``, the line `render_problems` prints
    """
    errors = len(errors_of(problems))
    return {
        "ok": errors == 0,
        "errors": errors,
        "warnings": len(problems) - errors,
        "problems": [{**asdict(p), "text": str(p)} for p in problems],
    }


def render_problems_json(problems: Sequence[Problem]) -> str:
    """Return `problems_as_data` as indented JSON text."""
    return json.dumps(problems_as_data(problems), ensure_ascii=False, indent=2)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
