"""The command ``irenic new``: a case drafted from UCDP events."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

if TYPE_CHECKING:
    from irenic.errors import Problem
    from irenic.record.ged import GedFile
    from irenic.record.outline import Outline
    from irenic.record.outline.events import Events
    from irenic.record.outline.places import District, Places
    from irenic.record.store import Events as Stored


class Source(NamedTuple):
    """Events of one country and the file they come from."""

    events: Events
    release: str
    digest: str
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The files and the folder a user names."""

    events: str
    districts: Path | None
    adjacency: Path | None
    folder: Path
    name_property: str | None
    population_property: str | None
    force: bool


def new(
    name: Annotated[str, typer.Argument(help="Id of the case, and of its folder.")],
    *,
    events: Annotated[str, typer.Option(metavar="FILE", help="UCDP GED: csv, gz, zip, or a stored import.")],
    country: Annotated[str, typer.Option(help="As the events name it.")],
    start: Annotated[str, typer.Option(metavar="YYYY-MM", help="The state is that at this month's end.")],
    districts: Annotated[
        Path | None,
        typer.Option(help="Polygons of districts, GeoJSON.", show_default="areas that the events name"),
    ] = None,
    adjacency: Annotated[
        Path | None,
        typer.Option(help="CSV of neighbours, two columns.", show_default="shared borders over 1 km"),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder of the case.", show_default="./NAME")] = None,
    groups: Annotated[int, typer.Option(help="Most actors that become groups of their own, 2-16.")] = 10,
    extremist: Annotated[
        str | None,
        typer.Option(help="Group outside all settlements.", show_default="most one-sided deaths"),
    ] = None,
    capital: Annotated[
        str | None, typer.Option(help="A district.", show_default="the one with most people")
    ] = None,
    population: Annotated[
        float | None,
        typer.Option(help="People of the country, in equal shares or by the polygons' populations."),
    ] = None,
    population_property: Annotated[
        str | None, typer.Option(help="Property of the polygons with their population.")
    ] = None,
    name_property: Annotated[
        str | None, typer.Option(help="Property of the polygons with their name.", show_default="guessed")
    ] = None,
    release: Annotated[
        str | None, typer.Option(help="Of the events, such as 25.1.", show_default="told by the file")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a case in the folder.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Show no progress.")] = False,
) -> None:
    """Draft a case from UCDP events: every figure a guess of grade D, to be reviewed."""
    from irenic.errors import DataError
    from irenic.record.outline import Request, draft_case
    from irenic.record.outline.folder import check_target, write_case
    from irenic.record.outline.request import read_month_of, request_problems

    folder = Path(name) if out is None else out
    wanted = Wanted(events, districts, adjacency, folder, name_property, population_property, force)
    problems = request_problems(name, start, groups, population)
    if not problems:
        problems += check_target(folder, replace=force)
    source = _source(wanted, country, release, quiet=quiet or as_json, problems=problems)
    places = _places(wanted, source, problems)
    if problems or source is None or places is None:
        raise DataError(problems)
    request = Request(
        name, source.events.country, read_month_of(start), groups, extremist, capital, population
    )
    outline = draft_case(source.events, places, request, release=source.release, digest=source.digest)
    write_case(outline.files, folder, replace=force, check=_check)
    _show(outline, folder, source.findings, as_json)


def _show(outline: Outline, folder: Path, findings: tuple[str, ...], as_json: bool) -> None:
    from irenic.cli.new_text import outline_document, print_outline

    if as_json:
        from irenic.analysis.document import as_json as to_json

        typer.echo(to_json(outline_document(outline, folder, findings)))
        return
    from irenic.cli.screen import page

    print_outline(page(), outline, folder, findings)


def _shapes(wanted: Wanted, problems: list[Problem]) -> tuple[District, ...]:
    """Districts of the boundary file; none without one, or with its problems noted."""
    if wanted.districts is None:
        problems += _unused(wanted)
        return ()
    from irenic.record.outline.boundaries import Boundaries

    boundaries = Boundaries(wanted.districts, wanted.name_property, wanted.population_property)
    found = boundaries.read()
    problems += boundaries.problems
    return found


def _unused(wanted: Wanted) -> list[Problem]:
    """Options that say something of polygons, without polygons."""
    from irenic.errors import Problem

    given = {
        "--adjacency": wanted.adjacency,
        "--population-property": wanted.population_property,
        "--name-property": wanted.name_property,
    }
    return [
        Problem("needs_districts", "the request", None, option, "given alone", "--districts with it")
        for option, value in given.items()
        if value is not None
    ]


def _source(
    wanted: Wanted, country: str, release: str | None, *, quiet: bool, problems: list[Problem]
) -> Source | None:
    """Events of the country; None with the problems noted."""
    from irenic.errors import DataError
    from irenic.record.ged import GedFile
    from irenic.record.outline.events import find_country, read_events

    try:
        ged = _read(wanted.events, country, release, quiet)
    except DataError as error:
        problems += error.problems
        return None
    is_read_for_it = isinstance(ged, GedFile) and ged.country is not None  # also by UCDP's number
    found, unknown = find_country(ged.table, str(ged.country) if is_read_for_it else country)
    if found is None:
        problems += [unknown] if unknown is not None else []
        return None
    return Source(read_events(ged.table, found), ged.release, ged.digest, ged.findings)


def _read(text: str, country: str, release: str | None, quiet: bool) -> GedFile | Stored:
    """The events that a user's word means.

    A file is read for the country alone; where it has no such country, whole, so that the nearest names
    can be said.
    """
    from irenic.cli.events import shown_bytes
    from irenic.errors import DataError
    from irenic.record.ged import read_ged
    from irenic.record.store import open_events

    path = Path(text)
    if not path.is_file() or path.suffix.lower() == ".parquet":
        return open_events(text)
    with shown_bytes("reading", quiet=quiet) as progress:
        try:
            return read_ged(path, country=country, release=release, progress=progress)
        except DataError as error:
            if error.code != "unknown_country":
                raise
        return read_ged(path, release=release, progress=progress)


def _places(wanted: Wanted, source: Source | None, problems: list[Problem]) -> Places | None:
    """Districts of the boundary file, else areas of the events; None with the problems noted."""
    from irenic.record.outline.areas import places_from_areas
    from irenic.record.outline.neighbours import places_from_shapes

    shapes = _shapes(wanted, problems)
    if wanted.districts is None:
        places, found = (None, []) if source is None else places_from_areas(source.events)
    else:
        name = wanted.districts.name
        places, found = places_from_shapes(shapes, name, wanted.adjacency) if shapes else (None, [])
    problems += found
    return places


def _check(folder: Path) -> None:
    """Read a drafted case as everyone will; a draft that fails is a fault of irenic."""
    from irenic.analysis.checking import problems_of
    from irenic.case import case_arrays, load_case
    from irenic.errors import errors_of
    from irenic.record import load_record

    file = folder / "case.yaml"
    wrong = errors_of(problems_of(str(file)))
    if wrong:
        raise RuntimeError("a drafted case has errors:\n" + "\n".join(map(str, wrong)))
    load_record(file, case_arrays(load_case(file)))
