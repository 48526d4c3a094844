"""Where it happens: the districts at the start and at the end of one middling run."""

from __future__ import annotations

from dataclasses import replace

from irenic.case import Case
from irenic.case.shipped import case_path, shipped_cases
from irenic.errors import DataError
from irenic.figures.figure import Table
from irenic.figures.frames import frames_of
from irenic.figures.map import district_map
from irenic.figures.places import Places, places_of
from irenic.report.document import Block, Paragraph, Picture, Section
from irenic.report.material import Material

MEASURE = "holder"


def map_section(material: Material) -> Section:
    """Return who holds what at both ends of a run, or why no run is shown."""
    run = material.run
    if run is None:
        return Section("map", "Where", (Paragraph(f"No map is shown. {material.no_run}"),))
    places, frames = _places(material, run.case), frames_of(run)
    blocks: list[Block] = [
        Paragraph(
            f"One run under {material.names.quoted(run.strategy.name)}: the one nearest to the middle of all "
            f"its runs on the headline outcomes (world {run.world}, replicate "
            f"{run.replicate}). It is an illustration of one way things go in the model, not the "
            "most likely one, and no run is what will happen.",
        )
    ]
    for end, month in (("start", 0), ("end", run.months)):
        picture = district_map(places, frames, MEASURE, month=month)
        title = f"{picture.title} ({run.date(month)})"
        table = _first_columns(picture.table) if month == 0 else picture.table
        blocks.append(Picture(replace(picture, name=f"{picture.name}-{end}", title=title, table=table)))
    return Section("map", "Where", tuple(blocks))


def _first_columns(table: Table) -> Table:
    """Districts and the start alone: what comes after stands under the second map."""
    return replace(table, columns=table.columns[:2], rows=tuple(row[:2] for row in table.rows))


def _places(material: Material, case: Case) -> Places:
    """The districts with their shapes, where the case has any."""
    if material.request.case_file is not None:
        return places_of(case, material.request.case_file)
    if case.id.replace("_", "-") not in shipped_cases():
        return places_of(case)
    try:
        return places_of(case, case_path(case.id)[0])
    except DataError:  # a case of the user's own under the name of a shipped one
        return places_of(case)
