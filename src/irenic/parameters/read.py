"""Read and check a table of priors; report everything wrong with it at once."""

from __future__ import annotations

import csv
import io
import math
import re
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import cast

from irenic.errors import ParameterError, Problem, did_you_mean, quoted
from irenic.parameters.prior import CONTESTED_FLOOR, Distribution, Prior, natural_limits
from irenic.parameters.table import ParameterTable

COLUMNS: tuple[str, ...] = (
    "id",
    "mechanism",
    "meaning",
    "unit",
    "distribution",
    "a",
    "b",
    "lower",
    "upper",
    "source",
    "checked",
    "grade",
    "contested",
    "expected_sign",
    "argument",
)
"""Columns of a table of priors, in order."""

MAX_BYTES = 1_000_000
"""Largest table read; the shipped one has 20 kB."""

_CHOICES: dict[str, tuple[str, ...]] = {
    "mechanism": (*(f"M{i}" for i in range(1, 13)), "amendment"),
    "distribution": ("normal", "lognormal", "beta"),
    "grade": ("A", "B", "C", "D"),
    "contested": ("yes", "no"),
    "expected_sign": ("+", "-"),
}
_NUMBERS = ("a", "b", "lower", "upper")
_REQUIRED = ("meaning", "unit", "source", "checked")
_NUMBER = re.compile(r"[+-]?(\d{1,20}(\.\d{0,20})?|\.\d{1,20})([eE][+-]?\d{1,3})?", re.ASCII)
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,31}")


def load_parameters(path: Path | None = None) -> ParameterTable:
    """Read the table of priors.

    Parameters
    ----------
    path : a table with the columns of `COLUMNS`; None for the one irenic ships

    Returns
    -------
    The table, in file order

    Raises
    ------
    ParameterError : with every problem in the file, each with its line and code
    """
    name = "parameters.csv" if path is None else str(path)
    source = files("irenic").joinpath("parameters.csv") if path is None else path
    try:
        content = source.read_bytes()
    except OSError as error:
        hint = f"{error.strerror or 'It could not be opened'}."
        raise ParameterError([Problem("unreadable", name, None, "", "", "a file to read", hint)]) from None
    problems: list[Problem] = []
    priors: list[Prior] = []
    for row in _rows(content, name, problems):
        found = row.problems()
        problems += found
        if not found:
            priors.append(row.prior())
    if problems:
        raise ParameterError(sorted(problems, key=lambda problem: problem.line or 0))
    return ParameterTable(tuple(priors))


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of the table as text, not yet trusted."""

    file: str
    line: int
    cells: dict[str, str]

    def problem(self, code: str, column: str, expected: str, hint: str = "") -> Problem:
        path = f"{self.cells['id'] if _ID.fullmatch(self.cells['id']) else 'row'}.{column}"
        return Problem(code, self.file, self.line, path, quoted(self.cells[column]), expected, hint)

    def problems(self) -> list[Problem]:
        """Everything wrong with the row; what is about numbers only once they are numbers."""
        found = self._wording()
        numbers = self._unreadable_numbers()
        found += numbers
        if not numbers and self.cells["distribution"] in _CHOICES["distribution"]:
            found += self._doubtful_numbers()
        if not found and self.cells["contested"] == "yes" and not self.cells["argument"]:
            found += self._undefended()
        return found

    def _wording(self) -> list[Problem]:
        found = []
        if not _ID.fullmatch(self.cells["id"]):
            expected = "a letter, then letters, digits or _ (32 at most)"
            found.append(self.problem("bad_parameter_id", "id", expected))
        for column, cell in self.cells.items():
            if not cell.isprintable():
                expected = "one line of text without control characters"
                found.append(self.problem("control_character", column, expected))
            elif column in _REQUIRED and not cell:
                found.append(self.problem("empty_cell", column, "some words"))
        for column, choices in _CHOICES.items():
            if self.cells[column] not in choices:
                expected = "one of " + ", ".join(choices)
                hint = did_you_mean(self.cells[column], choices)
                found.append(self.problem("unknown_choice", column, expected, hint))
        return found

    def _unreadable_numbers(self) -> list[Problem]:
        found = []
        for column in _NUMBERS:
            if not math.isfinite(_number(self.cells[column])):
                hint = "Use a point for decimals."
                found.append(self.problem("not_a_number", column, "a finite number", hint))
        return found

    def _doubtful_numbers(self) -> list[Problem]:
        a, b, lower, upper = (_number(self.cells[column]) for column in _NUMBERS)
        distribution, found = self.cells["distribution"], []
        if b <= 0.0:
            found.append(self.problem("not_positive", "b", "a spread or count above 0"))
        if distribution == "lognormal" and a <= 0.0:
            found.append(self.problem("not_positive", "a", "a median above 0"))
        if distribution == "beta":
            hint = "Below 1 a beta heaps on its ends."
            for column, count in (("a", a), ("b", b)):
                if count < 1.0:
                    found.append(self.problem("beta_count_below_one", column, "at least 1", hint))
        least, greatest = natural_limits(distribution, self.cells["unit"])
        expected = f"{least:g} to {greatest:g}, as {quoted(self.cells['unit'])} allows"
        if lower < least or (distribution == "lognormal" and lower <= 0.0):
            found.append(self.problem("outside_natural_limits", "lower", expected))
        if upper > greatest:
            found.append(self.problem("outside_natural_limits", "upper", expected))
        if lower >= upper:
            found.append(self.problem("bounds_crossed", "lower", f"less than upper, which is {upper:g}"))
        centre = a / (a + b) if distribution == "beta" and a + b > 0.0 else a
        if not found and not lower <= centre <= upper:
            expected = f"a centre between the bounds {lower:g} and {upper:g}; it is {centre:g}"
            found.append(self.problem("centre_outside_bounds", "a", expected))
        return found

    def _undefended(self) -> list[Problem]:
        wrong_sign = self.prior().wrong_sign
        if wrong_sign >= CONTESTED_FLOOR:
            return []
        expected = f"a reason, since its wrong sign has probability {wrong_sign:.3f} < {CONTESTED_FLOOR}"
        hint = "Widen the prior, or say in this column why one sign is all but ruled out."
        return [self.problem("contested_without_argument", "argument", expected, hint)]

    def prior(self) -> Prior:
        """The row as a prior; only for a row without problems."""
        cells = self.cells
        a, b, lower, upper = (_number(cells[column]) for column in _NUMBERS)
        return Prior(
            id=cells["id"],
            mechanism=cells["mechanism"],
            meaning=cells["meaning"],
            unit=cells["unit"],
            distribution=cast(Distribution, cells["distribution"]),
            a=a,
            b=b,
            lower=lower,
            upper=upper,
            source=cells["source"],
            checked=cells["checked"],
            grade=cells["grade"],
            contested=cells["contested"] == "yes",
            expected_sign=1 if cells["expected_sign"] == "+" else -1,
            argument=cells["argument"],
        )


def _number(text: str) -> float:
    """The number a cell holds; NaN for anything else (also for what only Python reads, as 1_0)."""
    return float(text) if _NUMBER.fullmatch(text) else math.nan


def _rows(content: bytes, file: str, problems: list[Problem]) -> list[_Row]:
    """Split the file into rows of the right width with ids of their own; note what is not so."""
    lines = _lines(content, file, problems)
    if not lines:
        return []
    header = tuple(lines[0][1])
    if header != COLUMNS:
        given, expected = quoted(", ".join(header)), "the columns " + ", ".join(COLUMNS)
        problems.append(Problem("wrong_columns", file, 1, "header", given, expected))
        return []
    rows, seen = [], dict[str, int]()
    for line, cells in lines[1:]:
        if len(cells) != len(COLUMNS):
            given, expected = f"a row of {len(cells)} cells", f"{len(COLUMNS)} cells"
            hint = "Put quotes round a cell that holds a comma."
            problems.append(Problem("wrong_cell_count", file, line, "row", given, expected, hint))
            continue
        row = _Row(file, line, dict(zip(COLUMNS, cells, strict=True)))
        if row.cells["id"] in seen:
            expected = f"an id of its own; line {seen[row.cells['id']]} has it"
            problems.append(row.problem("duplicate_parameter", "id", expected))
        seen.setdefault(row.cells["id"], line)
        rows.append(row)
    if not rows and not problems:
        problems.append(Problem("no_parameters", file, None, "", "", "at least one parameter"))
    return rows


def _lines(content: bytes, file: str, problems: list[Problem]) -> list[tuple[int, list[str]]]:
    """Parse the file as CSV into numbered lines; an unreadable file gives a problem and no line."""
    if len(content) > MAX_BYTES:
        given = f"{len(content)} bytes long"
        problems.append(Problem("too_large", file, None, "", given, f"at most {MAX_BYTES} bytes"))
        return []
    try:
        reader = csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True)
        lines = [(reader.line_num, cells) for cells in reader if cells]
    except (UnicodeDecodeError, csv.Error) as error:
        problems.append(Problem("unreadable", file, None, "", "", "a CSV table in UTF-8", f"{error}."))
        return []
    if not lines:
        problems.append(Problem("no_parameters", file, None, "", "", "at least one parameter"))
    return lines
