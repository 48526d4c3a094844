"""Rows of a table of events with the lines they stand on.

Python's own csv module reads them. On a made-up file of release 25.1's size (386,000 rows of 49 columns,
0.31 GB) the whole reading takes 13 s of one core and 0.5 GB. pyarrow's reader would save some seconds, but it
takes an unclosed quotation mark or a zero byte without a word, and tells no line of a row that it refuses.
Here every row keeps the line on which it begins, although quoted cells hold line breaks, and every line and
row is bounded before it is held.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

from irenic.errors import quoted
from irenic.record.ged.faults import Faults, refused
from irenic.record.ged.source import AGAIN, ORIGINAL, Limits, Source

CHUNK = 10_000
"""Rows converted at a time."""

SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}
UTF8_MARK = b"\xef\xbb\xbf"


class BadQuoting(Exception):
    """Text stands beside a quoted cell: the csv is not strict, and is read again leniently."""


class Lines:
    """Decoded lines of a table, each within bounds.

    Parameters
    ----------
    source : the open table
    limits : how long a line and a row may be

    Attributes
    ----------
    number : lines read so far
    record, quotes : bytes and quotation marks since `next_record`
    undecodable : lines that are not UTF-8; their odd bytes become lone surrogates
    ended : whether the last line read ended with a line break
    """

    def __init__(self, source: Source, limits: Limits) -> None:
        self.source = source
        self.limits = limits
        self.number = 0
        self.record = 0
        self.quotes = 0
        self.undecodable = 0
        self.ended = True

    def next_record(self) -> int:
        """Forget the row so far; return the line on which the next one begins."""
        self.record = 0
        self.quotes = 0
        return self.number + 1

    def __iter__(self) -> Iterator[str]:
        stream, limit = self.source.stream, self.limits.line
        while raw := stream.readline(limit):
            self.number += 1
            self.record += len(raw)
            self.quotes += raw.count(b'"')
            self.ended = raw[-1] == 10
            if self.number == 1:
                raw = self._first(raw)
            if b"\0" in raw or self.record > self.limits.record or (len(raw) == limit and not self.ended):
                self._refuse(raw)
            try:
                yield raw.decode("utf-8")
            except UnicodeDecodeError:
                self.undecodable += 1
                yield raw.decode("utf-8", "surrogateescape")

    def _first(self, raw: bytes) -> bytes:
        """Return the first line without the mark of UTF-8; refuse the marks of other encodings."""
        if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
            hint = "Save it as csv in UTF-8, or take the original from UCDP."
            raise refused("wrong_encoding", self.source.file, "text in UTF-16", "text in UTF-8", hint)
        return raw.removeprefix(UTF8_MARK)

    def _refuse(self, raw: bytes) -> None:
        file, line = self.source.file, self.number
        if b"\0" in raw:
            if raw[1::2].count(0) * 3 > len(raw) or raw[::2].count(0) * 3 > len(raw):
                hint = "Save it as csv in UTF-8, or take the original from UCDP."
                raise refused("wrong_encoding", file, "text in UTF-16", "text in UTF-8", hint, line=line)
            given = "binary: it holds bytes of value 0"
            raise refused("nul_bytes", file, given, "a table of text", ORIGINAL, line=line)
        if self.record > self.limits.record:
            given = f"holding a row of more than {self.limits.record:,} bytes"
            raise refused("giant_row", file, given, "rows of a few thousand bytes", ORIGINAL, line=line)
        given = f"holding a line of more than {self.limits.line:,} bytes"
        raise refused("giant_line", file, given, "lines of a few thousand bytes", ORIGINAL, line=line)


class Head(NamedTuple):
    """The names of a table's columns, and its rows.

    Parameters
    ----------
    cells : the first row as it stands
    line : on which it begins
    rows : every further row, blank lines among them
    names : whether the first row names the columns
    """

    cells: list[str]
    line: int
    rows: Iterator[list[str]]
    names: bool = True

    def as_row(self) -> Head:
        """Return the same table with the first row among its rows, for a table without names."""
        return self._replace(rows=chain([self.cells], self.rows), names=False)


class Chunk(NamedTuple):
    """Some rows: the line on which each begins, and its cells by column."""

    lines: list[int]
    columns: list[tuple[str, ...]]


def head(lines: Lines, strict: bool) -> Head:
    """Return the first row, and the others to come.

    Parameters
    ----------
    lines : from the beginning of the table
    strict : whether text beside a quoted cell raises `BadQuoting`

    Raises
    ------
    DataError : the text is no table with commas
    """
    pieces = iter(lines)
    first = next((piece for piece in pieces if piece.strip()), None)
    if first is None:
        raise refused("empty_file", lines.source.file, "empty", "a table of events", AGAIN)
    _sniff(first, lines)
    reader = csv.reader(chain([first], pieces), strict=strict)
    rows = _guarded(reader, lines)
    line = lines.number
    return Head(next(rows), line, rows)


def _sniff(first: str, lines: Lines) -> None:
    """Refuse what the first line shows to be no table with commas."""
    file, start = lines.source.file, first.lstrip()[:1]
    if start == "<":
        hint = f"The download may have failed, and the page says why. {ORIGINAL}"
        raise refused("web_page", file, "a web page", "a csv or zip of UCDP GED", hint)
    if start in ("{", "["):
        raise refused("not_a_table", file, "JSON", "a csv or zip of UCDP GED", ORIGINAL)
    if "\r" in first.rstrip("\r\n"):
        hint = "Save it again with line breaks of Unix or Windows."
        raise refused("line_endings", file, "broken by carriage returns alone", "line feeds", hint, line=1)
    for mark, name in SEPARATORS.items():
        if first.count(mark) >= 3 and first.count(mark) > first.count(","):
            hint = f"A spreadsheet program may have rewritten it. {ORIGINAL}"
            raise refused(
                "wrong_separator", file, f"separated by {name}", "commas between cells", hint, line=1
            )


def _guarded(reader: Iterator[list[str]], lines: Lines) -> Iterator[list[str]]:
    """Rows; what the csv module objects to becomes a plain error with its line."""
    start = lines.number
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _csv_error(str(error), lines, start) from None
        yield cells
        start = lines.number + 1


def _csv_error(message: str, lines: Lines, start: int) -> Exception:
    file = lines.source.file
    if "expected after" in message:
        return BadQuoting(start)
    if "end of data" in message or ("field larger" in message and lines.number > start):
        return _unclosed(lines, start)
    if "field larger" in message:
        given = f"holding a cell of more than {csv.field_size_limit():,} characters"
        return refused("giant_cell", file, given, "cells of a few thousand characters", ORIGINAL, line=start)
    hint = "A carriage return stands inside a cell without quotation marks: save the table again."
    expected = "line breaks between rows"
    return refused("line_endings", file, "broken inside a cell", expected, hint, line=lines.number)


def _unclosed(lines: Lines, start: int) -> Exception:
    hint = f"The file may be cut off. {AGAIN}"
    given = "opening a quotation mark that is never closed"
    return refused("unclosed_quote", lines.source.file, given, "a closing quotation mark", hint, line=start)


def chunks(lines: Lines, table: Head, places: tuple[int, ...], faults: Faults) -> Iterator[Chunk]:
    """Cut rows into pieces and keep the wanted columns.

    Parameters
    ----------
    lines : where the rows come from
    table : whole rows; blank lines are passed over, rows of another length are faults
    places : columns to keep, from 0, then the number of cells that a row has
    faults : takes what is wrong

    Raises
    ------
    DataError : more rows than the limits allow, or a quotation mark that nothing closes
    """
    width, pick = places[-1], itemgetter(*places[:-1])
    numbers: list[int] = []
    kept: list[tuple[str, ...]] = []
    total, last, is_open = 0, 0, False
    after = lines.next_record()
    start = after if table.names else table.line
    for cells in table.rows:
        if cells == table.cells and table.names:
            hint = "Two files may have been joined: import them one by one."
            faults.add("second_header", start, "the row", "that of the names again", ("an event", hint))
        elif len(cells) == width:
            numbers.append(start)
            kept.append(pick(cells))
        elif "".join(cells).strip():
            _ragged(lines, start, (len(cells), width), faults)
        last, is_open = start, _is_open(lines, start)
        start = lines.next_record()
        if len(kept) == CHUNK:
            total += CHUNK
            if total > lines.limits.rows:
                given, expected = f"holding more than {lines.limits.rows:,} rows", "a release of GED"
                raise refused("too_many_rows", lines.source.file, given, expected, ORIGINAL)
            yield Chunk(numbers, list(zip(*kept, strict=True)))
            numbers, kept = [], []
    if is_open:
        raise _unclosed(lines, last)
    if kept:
        yield Chunk(numbers, list(zip(*kept, strict=True)))


def _is_open(lines: Lines, start: int) -> bool:
    """Whether the row that began there leaves a quotation mark open where a line or the file ends.

    A lenient reader ends such a row at the end of the file without a word.
    """
    return lines.quotes % 2 == 1 and (lines.number > start or not lines.ended)


def _ragged(lines: Lines, start: int, widths: tuple[int, int], faults: Faults) -> None:
    """A row of another length: a slip, or the place where the file was cut off."""
    cells, width = widths
    if _is_open(lines, start):
        raise _unclosed(lines, start)
    if not lines.ended and cells < width:
        wanted = (f"{width} cells and a line break", f"The file ends within a row. {AGAIN}")
        faults.add("truncated", start, "the last row", f"of {cells} cells", wanted)
        return
    hint = "A comma or a quotation mark may be missing or too many, or the table was edited by hand."
    faults.add("ragged_row", start, "the row", f"of {cells} cells", (f"{width}, as in the first row", hint))


def shown(name: str) -> str:
    """Return a name from a file as safe text without quotation marks."""
    return quoted(name)[1:-1]
