"""When the leading strategies fail, and what drives the answer: boxes and inputs in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from irenic.analysis.discover.sentences import (
    base_sentence,
    box_sentence,
    nothing_sentence,
    outside_sentence,
)
from irenic.analysis.discover.words import sentence
from irenic.analysis.sensitivity import Drivers
from irenic.analysis.sensitivity.words import TOP, sentences, unclear
from irenic.figures.boxes import boxes
from irenic.figures.drivers import driver_bars
from irenic.figures.figure import Table
from irenic.report.document import Block, Paragraph, Picture, Section, Subhead
from irenic.report.inquiry import Inquiry
from irenic.report.material import Material
from irenic.report.naming import clean
from irenic.study import Study

MOST_ROWS = 16
"""Rows of a table of drivers."""


def failing_section(material: Material) -> Section:
    """Return in which worlds the leading strategies fail, and what was asked besides."""
    blocks: list[Block] = [
        Paragraph(
            "Each search looks among all uncertain inputs, in one half of the worlds, for what the worlds "
            "have in common in which it is so, and tests what it finds in the other half. It names "
            "conditions, not causes. Overall is with the families of outcomes weighed alike.",
            "note",
        )
    ]
    for place, inquiry in enumerate(material.inquiries):
        blocks += [Subhead(_heading(inquiry)), *_told(material.study, inquiry, place)]
    if not material.inquiries:
        blocks = [Paragraph("No strategy leads here, so there is no failure to look for.")]
    return Section("failing", "When does it fail?", tuple(blocks))


def _heading(inquiry: Inquiry) -> str:
    return f"In which worlds is it so that {inquiry.asked.title}?"


def _told(study: Study, inquiry: Inquiry, place: int) -> list[Block]:
    discovery = inquiry.discovery
    if discovery is None:
        return [Paragraph("No run of this study can tell: what it asks of is missing everywhere.")]
    blocks: list[Block] = [Paragraph(base_sentence(discovery))]
    if not discovery.found:
        head = "No set of inputs singles these worlds out better than chance."
        return [*blocks, Paragraph(nothing_sentence(discovery), head=head)]
    table = discovery.inputs.table
    for number, found in enumerate(one for one in discovery.boxes if one.box is not None):
        text = box_sentence(found, number)
        blocks.append(
            Paragraph(f"{text[:1].upper()}{text[1:]}", head=f"It is so {clean(sentence(found, table))}.")
        )
    picture = boxes(discovery, study)
    picture = replace(picture, name=f"{picture.name}-{place + 1}")
    return [*blocks, Paragraph(outside_sentence(discovery)), Picture(picture)]


def drivers_section(material: Material) -> Section:
    """Return which uncertainties decide who is best, and what the leading two differ by."""
    blocks: list[Block] = []
    names = material.names
    quoted = {name: names.quoted(name) for name in names.labels}
    for place, drivers in enumerate(material.drivers):
        named = _labelled(drivers, quoted)
        if rest := unclear(named).strip():
            rest = f" {rest}"
        blocks += [
            Subhead(_title(named)),
            Paragraph(" ".join(clean(text) for text in sentences(named)) + rest),
        ]
        if not drivers.settled:
            picture = driver_bars(_labelled(drivers, names.labels))
            table = _telling_rows(picture.table)
            blocks.append(Picture(replace(picture, name=f"{picture.name}-{place + 1}", table=table)))
    if not blocks:
        text = "The study has too few worlds, or too few strategies, to tell what drives its answer."
        blocks = [Paragraph(text)]
    return Section("drivers", "What drives the answer", tuple(blocks))


def _telling_rows(table: Table) -> Table:
    """The first rows, and the last two: luck, and what inputs do together."""
    if len(table.rows) <= MOST_ROWS:
        return table
    rest = len(table.rows) - MOST_ROWS
    caption = f"{table.caption}; {rest} inputs that explain less are left out"
    return replace(table, rows=(*table.rows[: MOST_ROWS - 2], *table.rows[-2:]), caption=caption)


def _title(drivers: Drivers) -> str:
    names = drivers.question.strategies
    if drivers.question.kind == "best":
        return f"Who is best of {len(names)}, over all families weighed alike"
    return f"By how much {names[0]} is ahead of {names[1]}"


def _labelled(drivers: Drivers, labels: Mapping[str, str]) -> Drivers:
    """The same with labels in place of ids."""
    shown = tuple(labels[name] for name in drivers.question.strategies)
    return replace(drivers, question=replace(drivers.question, strategies=shown))


def most_telling(material: Material) -> list[str]:
    """Return the inputs that can be told from none in any answer, the largest shares first, each once."""
    clear = [d for drivers in material.drivers for d in drivers.inputs if d.matters]
    ordered = sorted(clear, key=lambda d: -d.share)
    return list(dict.fromkeys(d.name for d in ordered))[:TOP]
