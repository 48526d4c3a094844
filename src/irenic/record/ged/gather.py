"""From rows of text to one table of events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from irenic.errors import DataError, Problem, quoted
from irenic.record.ged.check import Integers, check_ids
from irenic.record.ged.faults import Faults, refused
from irenic.record.ged.layouts import (
    COLUMNS,
    HEADERLESS,
    SCHEMA,
    STATUS,
    YEAR,
    Column,
    found_columns,
    other_dataset,
)
from irenic.record.ged.rows import Chunk, shown
from irenic.record.ged.source import ORIGINAL
from irenic.record.ged.values import FIRST_YEAR, LAST_YEAR, READERS, BadCell, Value, whole

MAY_LACK = frozenset({"latitude", "longitude"})
"""Columns that a file needs, though single events may lack a value: their place is unknown."""

COUNTRIES_HELD = 1_000
"""Names of countries that are held for a hint; a hostile file may have one a row."""


CELLS_HELD = 50_000
"""Cells of one column whose value is remembered: names, dates and small numbers recur."""

_BLANK = BadCell("missing_value", "a value for every event", "Remove the row, or mend it.")


class Layout(NamedTuple):
    """Where a file has what.

    Parameters
    ----------
    found : column of an event -> its place in a row
    extra : checked, not kept: ``year`` and ``code_status`` where the file has them -> place
    names : all columns, in lower case
    width : cells of a row
    headerless : whether the first row is an event
    """

    found: dict[str, int]
    extra: dict[str, int]
    names: frozenset[str]
    width: int
    headerless: bool

    @property
    def places(self) -> tuple[int, ...]:
        """Places of the columns that are read, then the number of cells of a row."""
        return (*self.found.values(), *self.extra.values(), self.width)


def layout_of(cells: Sequence[str], file: str) -> Layout:
    """Return where a file has what, by the first row.

    Parameters
    ----------
    cells : the first row
    file : the file as the user named it

    Raises
    ------
    DataError : columns are missing or repeated, or it is another dataset
    """
    names = [cell.strip().lower() for cell in cells]
    headerless = len(names) == len(HEADERLESS) and names[0].isascii() and names[0].isdigit()
    names = list(HEADERLESS) if headerless else names
    found = found_columns(names)
    missing = [c.known_as[0] for c in COLUMNS if c.needed and c.name not in found]
    if missing:
        raise _lacking(missing, names, file)
    repeated = [n for n, times in Counter(n for n in names if n).items() if times > 1]
    if repeated:
        given = f"with the column {shown(repeated[0])} more than once"
        hint = "Two tables may have been joined: remove the columns that do not belong."
        raise refused("repeated_columns", file, given, "each column once", hint, line=1)
    extra = {name: names.index(name) for name in (YEAR, STATUS) if name in names}
    return Layout(found, extra, frozenset(names), len(names), headerless)


def _lacking(missing: list[str], names: list[str], file: str) -> DataError:
    other = other_dataset(names)
    if other is not None:
        hint = f"irenic reads single events: {ORIGINAL[0].lower()}{ORIGINAL[1:]}"
        return refused("other_dataset", file, f"{other}, by its columns", "UCDP GED", hint, line=1)
    if len(names) < 3:
        given = f"text that begins with {quoted(names[0])}"
        return refused("not_a_table", file, given, "names of columns with commas between", ORIGINAL, line=1)
    more = " and more" if len(names) > 8 else ""
    hint = f"The columns are {', '.join(map(shown, names[:8]))}{more}. {ORIGINAL}"
    given = f"without {', '.join(missing)}"
    return refused("missing_columns", file, given, "the columns of UCDP GED", hint, line=1)


class Gathered:
    """Events read so far.

    Parameters
    ----------
    layout : where the file has what
    country : keep this country alone: a name or a number
    faults : takes what is wrong

    Attributes
    ----------
    seen, rows : events of the file, and those kept
    unclear : kept events whose status is another than Clear
    last_year : of the latest event of the file
    countries : names of its countries
    """

    def __init__(self, layout: Layout, country: str | None, faults: Faults) -> None:
        self.layout = layout
        self.faults = faults
        self.seen = self.rows = self.unclear = self.last_year = 0
        self.countries: set[str] = set()
        self._wanted = None if country is None else _Wanted(country, layout, faults.file)
        self._columns: dict[str, list[pa.Array]] = {name: [] for name in layout.found}
        self._cells: dict[str, tuple[dict[str, Value], dict[str, BadCell]]] = {
            name: ({}, {}) for name in layout.found
        }
        self._lines: list[Integers] = []
        self._years: list[Integers] = []
        self._table: pa.Table | None = None

    def take(self, chunk: Chunk) -> None:
        """Take some rows."""
        names = (*self.layout.found, *self.layout.extra)
        texts = dict(zip(names, chunk.columns, strict=True))
        self.seen += len(chunk.lines)
        self._note(texts)
        lines: Sequence[int] = chunk.lines
        if self._wanted is not None:
            kept = self._wanted.rows(texts)
            texts = {name: tuple(column[i] for i in kept) for name, column in texts.items()}
            lines = [lines[i] for i in kept]
        self.rows += len(lines)
        for column in COLUMNS:
            if column.name in self._columns:
                array = self._read(column, texts[column.name], lines)
                self._columns[column.name].append(array)
        self._lines.append(np.asarray(lines, dtype=np.int64))
        if YEAR in texts:
            self._years.append(_years(texts[YEAR]))
        if STATUS in texts:
            clear = {text for text in set(texts[STATUS]) if text.strip().lower() in ("clear", "")}
            self.unclear += sum(text not in clear for text in texts[STATUS])

    def _note(self, texts: dict[str, tuple[str, ...]]) -> None:
        """Keep what the whole file shows of its release, whatever the country."""
        if len(self.countries) < COUNTRIES_HELD:
            self.countries.update(" ".join(text.split()) for text in set(texts["country"]))
        starts = {text.strip()[:4] for text in texts["date_start"]}
        years = [int(text) for text in starts if text.isascii() and text.isdigit() and len(text) == 4]
        self.last_year = max([self.last_year, *(y for y in years if FIRST_YEAR <= y <= LAST_YEAR)])

    def _read(self, column: Column, texts: Sequence[str], lines: Sequence[int]) -> pa.Array:
        """Read the cells of one column; equal cells are read once."""
        reader = READERS[column.kind]
        values, bad = self._cells[column.name]
        if len(values) > CELLS_HELD:
            values.clear()
            bad.clear()
        needed = column.needed and column.name not in MAY_LACK
        for text in set(texts).difference(values):
            try:
                value = reader(text)
            except BadCell as error:
                value, bad[text] = None, error
            values[text] = value
            if needed and value is None:
                bad.setdefault(text, _BLANK)
        if bad:
            for line, text in zip(lines, texts, strict=True):
                if text in bad:
                    given = quoted(text) if text.strip() else "blank"
                    self.faults.add(bad[text].code, line, column.known_as[0], given, bad[text].wanted)
        return pa.array([values[text] for text in texts], type=SCHEMA.field(column.name).type)

    def check(self) -> None:
        """Add the faults that only the whole table shows."""
        table = self.table()
        if self.rows and table["id"].null_count == 0:
            check_ids(table, np.concatenate(self._lines), self.faults)

    def table(self) -> pa.Table:
        """Return the events in the columns of `SCHEMA`."""
        if self._table is None:
            columns = {
                name: pa.chunked_array(parts, SCHEMA.field(name).type)
                for name, parts in self._columns.items()
            }
            if "dyad_name" not in columns:
                columns["dyad_name"] = pc.binary_join_element_wise(
                    columns["side_a"], columns["side_b"], " - "
                )
            for field in SCHEMA:
                columns.setdefault(field.name, pa.nulls(self.rows, field.type))
            self._columns = {}
            self._table = pa.table([columns[name] for name in SCHEMA.names], schema=SCHEMA).combine_chunks()
        return self._table

    def years(self) -> Integers | None:
        """Return the file's own year of each event, -1 where blank; None if it has no such column."""
        return np.concatenate(self._years) if self._years else None

    def country_name(self) -> str:
        """Return the name of the one country that was kept."""
        return str(self.table()["country"][0].as_py())


class _Wanted:
    """The rows of one country."""

    def __init__(self, country: str, layout: Layout, file: str) -> None:
        self._name = " ".join(country.split()).casefold()
        self._number = country.strip() if country.strip().isdigit() else None
        if self._number is not None and "country_id" not in layout.found:
            hint = "Give its name as UCDP writes it."
            expected = "a name, for the file has no numbers of countries"
            raise DataError(
                [Problem("unknown_country", file, None, "--country", quoted(country), expected, hint)]
            )

    def rows(self, texts: dict[str, tuple[str, ...]]) -> list[int]:
        """Return the places of the rows to keep."""
        column = texts["country" if self._number is None else "country_id"]
        same = {text for text in set(column) if self._is(text)}
        return [i for i, text in enumerate(column) if text in same]

    def _is(self, text: str) -> bool:
        if self._number is not None:
            return text.strip().removesuffix(".0") == self._number.lstrip("0")
        name = " ".join(text.split()).casefold()
        return self._name in (name, name.partition(" (")[0])


def _years(texts: Iterable[str]) -> Integers:
    """Years as numbers, -1 where a cell holds none: they are only compared with the dates."""
    known: dict[str, int] = {}
    for text in set(texts := tuple(texts)):
        try:
            year = whole(text)
        except BadCell:
            year = 0  # not a year: told as one that is not that of the date
        known[text] = -1 if year is None else year
    return np.asarray([known[text] for text in texts], dtype=np.int64)
