"""Read a record's tables: small CSV files with a fixed head, every problem with its line."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from irenic.errors import Problem, quoted
from irenic.record.months import CalendarMonth, read_month

MAX_BYTES = 10_000_000
MAX_ROWS = 200_000
FOLDER = "record"


class Row(NamedTuple):
    """One line of a table: where it ends in the file, and its cells by column."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A table being read, and what was wrong with it.

    Parameters
    ----------
    name : the file as messages call it, such as ``record/parties.csv``
    rows : lines of the right width
    problems : grows as the rows are read
    """

    name: str
    rows: tuple[Row, ...] = ()
    problems: list[Problem] = field(default_factory=list)

    def refuse(
        self, code: str, line: int | None, path: str, given: str, expected: str, *, hint: str = ""
    ) -> None:
        """Note a problem; see `irenic.errors.Problem`."""
        self.problems.append(Problem(code, self.name, line, path, given, expected, hint))

    def number(self, row: Row, column: str, *, low: float = -math.inf, blank: float | None = None) -> float:
        """A finite number of at least `low`; NaN, with the problem noted, where it is none.

        Parameters
        ----------
        row, column : the cell
        low : least value allowed
        blank : value of an empty cell; None where it must be filled
        """
        text = row.cells[column].strip()
        if not text and blank is not None:
            return blank
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if math.isfinite(value) and value >= low:
            return value
        least = f"a number of at least {low:g}" if low > -math.inf else "a finite number"
        self.refuse("bad_number", row.line, column, quoted(text), least)
        return math.nan

    def count(self, row: Row, column: str, *, blank: int | None = None) -> int:
        """A whole number from 0; -1, with the problem noted, where it is none."""
        text = row.cells[column].strip()
        if not text and blank is not None:
            return blank
        if text.isascii() and text.isdigit() and len(text) <= 9:
            return int(text)
        self.refuse("bad_number", row.line, column, quoted(text), "a whole number from 0")
        return -1

    def month(self, row: Row, column: str, *, blank: bool = False) -> CalendarMonth | None:
        """A calendar month; None where the cell is empty, or, with the problem noted, where it is none."""
        text = row.cells[column].strip()
        if not text and blank:
            return None
        found = read_month(text)
        if found is None:
            wanted = "a month as YYYY-MM" + (", or nothing" if blank else "")
            self.refuse("bad_month", row.line, column, quoted(text), wanted)
        return found


def read_table(path: Path, columns: Sequence[str]) -> Table:
    """Read a table with exactly these columns.

    Parameters
    ----------
    path : the file; must exist
    columns : its head

    Returns
    -------
    Table; unusable lines are left out and noted among its problems
    """
    table = Table(f"{path.parent.name}/{path.name}" if path.parent.name == FOLDER else path.name)
    text = _text(path, table)
    if text is None:
        return table
    rows = tuple(_rows(text, columns, table))
    return Table(table.name, rows, table.problems)


def _text(path: Path, table: Table) -> str | None:
    with path.open("rb") as file:
        content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        table.refuse("table_too_large", None, "", f"over {MAX_BYTES:,} bytes", "a short table")
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        table.refuse("not_utf8", line, "the text", "", "UTF-8 text", hint="Save the table as UTF-8.")
        return None


def _rows(text: str, columns: Sequence[str], table: Table) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        head = next(reader, [])
        if tuple(head) != tuple(columns):
            table.refuse("bad_head", 1, "the head", quoted(",".join(head)), ",".join(columns))
            return
        for number, cells in enumerate(reader):
            if number >= MAX_ROWS:
                table.refuse("table_too_large", reader.line_num, "", "", f"at most {MAX_ROWS:,} rows")
                return
            if len(cells) == len(columns):
                yield Row(reader.line_num, dict(zip(columns, cells, strict=True)))
            elif cells:
                expected = f"{len(columns)} cells: {','.join(columns)}"
                table.refuse("bad_row", reader.line_num, "the row", quoted(",".join(cells)), expected)
    except csv.Error as error:
        table.refuse("bad_csv", reader.line_num, "the text", "", f"comma-separated values ({error})")
