"""Read a file of UCDP GED: any release from 17.1 to 26.1, candidate events, or a filtered copy."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from irenic.errors import DataError, Problem, did_you_mean, quoted
from irenic.record.ged.check import absent_columns, oddities
from irenic.record.ged.faults import Faults, refused
from irenic.record.ged.gather import Gathered, layout_of
from irenic.record.ged.release import Basis, Release, Signs, release_of, stated_release
from irenic.record.ged.rows import BadQuoting, Lines, chunks, head
from irenic.record.ged.source import AGAIN, Limits, Progress, Source, digest_of, opened


@dataclass(frozen=True, slots=True)
class GedFile:
    """Events of a file, checked, with what a user should know of it.

    Parameters
    ----------
    table : events in the columns of `irenic.record.ged.layouts.SCHEMA`, in the file's order
    release : such as ``25.1``; ``25.0.3`` for candidate events
    basis : how the release is known
    findings : what is odd or lacking, in words
    digest : SHA-256 of the file as it lay on disk
    rows : number of events
    source : the file's name
    country : the country that was asked for; None for all
    """

    table: pa.Table
    release: str
    basis: Basis
    findings: tuple[str, ...]
    digest: str
    rows: int
    source: str
    country: str | None = None


class Asked(NamedTuple):
    """What the caller wants of a file."""

    country: str | None
    release: Release | None
    progress: Progress | None
    limits: Limits


def read_ged(
    path: Path | str,
    *,
    country: str | None = None,
    release: str | None = None,
    progress: Progress | None = None,
    limits: Limits | None = None,
) -> GedFile:
    """Read a file of UCDP GED: csv, csv.gz or zip.

    Parameters
    ----------
    path : the file; what it holds decides, not its name
    country : keep the events of this country alone, by UCDP's name or number
    release : the release, where the file's name does not tell
    progress : takes bytes read and bytes in all
    limits : how much a file may hold

    Returns
    -------
    Events, checked. All three types of violence are kept, whatever their precision

    Raises
    ------
    DataError : the file is no table of events, or some events cannot be used; all problems at once

    References
    ----------
    Sundberg, R. & Melander, E. (2013) Introducing the UCDP Georeferenced Event Dataset. Journal of Peace
    Research 50(4).
    """
    stated = None if release is None else stated_release(release)
    asked = Asked(country, stated, progress, limits or Limits())
    file = Path(path)
    try:
        return _read(file, asked, strict=True)
    except BadQuoting as error:
        loose = (
            f"The csv is not strict: from line {error.args[0]} on, text stands beside quotation marks. It "
            "was read as spreadsheet programs do."
        )
        found = _read(file, asked, strict=False)
        return replace(found, findings=(*found.findings, loose))


def _read(path: Path, asked: Asked, *, strict: bool) -> GedFile:
    with opened(path, asked.limits) as (source, position):
        lines = Lines(source, asked.limits)
        table = head(lines, strict)
        layout = layout_of(table.cells, source.file)
        faults = Faults(source.file)
        gathered = Gathered(layout, asked.country, faults)
        table = table.as_row() if layout.headerless else table
        for chunk in chunks(lines, table, layout.places, faults):
            gathered.take(chunk)
            if asked.progress is not None:
                asked.progress(*position())
    _refuse_none(gathered, source.file, asked.country)
    known = _release(gathered, source, asked)
    findings = (*known[1], *_findings(gathered, lines))
    return GedFile(
        table=gathered.table(),
        release=known[0].name,
        basis=known[0].basis,
        findings=findings,
        digest=digest_of(path),
        rows=gathered.rows,
        source=path.name,
        country=None if asked.country is None else gathered.country_name(),
    )


def _refuse_none(gathered: Gathered, file: str, country: str | None) -> None:
    """Raise a DataError where there is no event, or none of the country."""
    if gathered.seen == 0 and not gathered.faults:
        given, expected = "without an event below the names of the columns", "events"
        raise refused("no_events", file, given, expected, AGAIN)
    if country is not None and gathered.rows == 0 and not gathered.faults:
        hint = did_you_mean(country, sorted(gathered.countries), listed=False)
        problem = Problem(
            "unknown_country", file, None, "--country", quoted(country), "a country of the file", hint
        )
        raise DataError([problem])


def _release(gathered: Gathered, source: Source, asked: Asked) -> tuple[Release, list[str]]:
    """Return the release; raise a DataError with every problem of the file if there is one."""
    gathered.check()
    problems = gathered.faults.error().problems if gathered.faults else ()
    layout = gathered.layout
    signs = Signs(source.names, layout.names, gathered.last_year, len(gathered.countries))
    try:
        known = release_of(signs, asked.release, source.file)
    except DataError as error:
        raise DataError([*error.problems, *problems]) from None
    if problems:
        raise DataError(problems)
    return known


def _findings(gathered: Gathered, lines: Lines) -> list[str]:
    layout = gathered.layout
    notes = absent_columns(layout.found)
    if layout.headerless:
        notes.append(
            "The file has no row of names; its 49 columns were taken in the order of releases since 20.1."
        )
    if lines.undecodable:
        notes.append(
            f"In {lines.undecodable:,} of {lines.number:,} lines there are bytes that are not UTF-8, none "
            "of them in the columns that are kept."
        )
    if gathered.unclear:
        notes.append(
            f"In {gathered.unclear:,} of {gathered.rows:,} events the status is not Clear: UCDP may still "
            "revise or drop them."
        )
    return [*notes, *oddities(gathered.table(), gathered.years())]
