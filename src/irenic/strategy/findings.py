"""Collect everything wrong with a strategy file, each with its line."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from irenic.case.document import Document, Place, Plain, dotted
from irenic.errors import Problem, did_you_mean, quoted

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_NAME_FORM = "a lower-case letter, then lower-case letters, digits or _ (40 at most)"

_JOINERS = "\u200c\u200d"
"""Zero-width (non-)joiners: not printable by themselves, but part of words in some scripts."""


@dataclass(slots=True)
class Findings:
    """Problems of one file, noted while it is read.

    Parameters
    ----------
    document : the file as read
    problems : in the order they were found
    """

    document: Document
    problems: list[Problem] = field(default_factory=list)

    def note(self, code: str, place: Place, given: str, expected: str, hint: str = "") -> None:
        """Note one problem at a place of the file."""
        line = self.document.line(place)
        self.problems.append(Problem(code, self.document.file, line, dotted(place), given, expected, hint))

    def unknown(self, code: str, place: Place, name: str, valid: Collection[str], expected: str) -> None:
        """Note a name that does not exist, with the nearest one that does."""
        self.note(code, place, quoted(name), expected, did_you_mean(name, valid))

    def number(self, value: Plain, place: Place, lower: float, upper: float) -> float | None:
        """Return a number within bounds; None, with the problem noted, for anything else."""
        expected = f"a number from {lower:g} to {upper:g}"
        if isinstance(value, bool) or not isinstance(value, int | float):
            hint = "Write 1 for true and 0 for false." if isinstance(value, bool) else ""
            self.note("not_a_number", place, quoted(value), expected, hint)
        elif not lower <= value <= upper:
            self.note("out_of_range", place, quoted(value), expected)
        else:
            return float(value)
        return None

    def whole(self, value: Plain, place: Place, lower: int, upper: int) -> int | None:
        """Return a whole number within bounds; None, with the problem noted, for anything else."""
        if isinstance(value, int) and not isinstance(value, bool) and lower <= value <= upper:
            return value
        expected = f"a whole number from {lower} to {upper}"
        self.note("not_a_whole_number", place, quoted(value), expected)
        return None

    def name(self, name: str, place: Place) -> None:
        """Note an id of the strategy file itself that is not of the form of one."""
        if not _NAME.fullmatch(name):
            self.note("bad_name", place, quoted(name), _NAME_FORM)

    def word(self, value: Plain, place: Place) -> str:
        """Return a word of the form of an id; empty, with the problem noted, for anything else."""
        if isinstance(value, str) and _NAME.fullmatch(value):
            return value
        self.note("bad_name", place, quoted(value), _NAME_FORM)
        return ""

    def flag(self, value: Plain, place: Place) -> bool:
        """Return true or false; False, with the problem noted, for anything else."""
        if not isinstance(value, bool):
            self.note("not_a_flag", place, quoted(value), "true or false")
        return value is True

    def text(self, value: Plain, place: Place, longest: int) -> str:
        """Return one line of text with single spaces; empty, with the problem noted, if it is none."""
        line = " ".join(value.split()) if isinstance(value, str) else ""
        is_readable = all(c.isprintable() or c in _JOINERS for c in line)
        if not line or len(line) > longest or not is_readable:
            expected = f"1 to {longest} characters of text without control characters"
            self.note("bad_text", place, quoted(value), expected)
            return ""
        return line

    def mapping(self, value: Plain, place: Place, what: str) -> dict[str, Plain]:
        """Return a mapping; an empty one, with the problem noted, for anything else."""
        if isinstance(value, dict):
            return value
        self.note("wrong_type", place, quoted(value), f"a mapping of {what}")
        return {}

    def sequence(self, value: Plain, place: Place, what: str) -> list[Plain]:
        """Return a list; an empty one, with the problem noted, for anything else."""
        if isinstance(value, list):
            return value
        self.note("wrong_type", place, quoted(value), f"a list of {what}")
        return []

    def keys(self, given: dict[str, Plain], place: Place, required: tuple[str, ...], optional: str) -> None:
        """Note keys that are not part of the format and required ones that are missing."""
        valid = (*required, *optional.split())
        for key in given:
            if key not in valid:
                expected = "one of " + ", ".join(valid)
                self.unknown("unknown_key", (*place, key), key, valid, expected)
        for key in required:
            if key not in given:
                self.note("missing_key", (*place, key), "missing", f"a value for {key}")
