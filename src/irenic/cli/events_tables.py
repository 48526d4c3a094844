"""Imported events in print and as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from irenic.analysis.wording import percent, plain
from irenic.record.ged import LICENCE, Coverage, GedFile, citation, coverage
from irenic.record.mapping import Decision, Mapping, Unmapped
from irenic.record.store import Stored

SHOWN = 12
"""Rows of a list that are printed; of the rest the number is said."""

NAMED = 3
"""Countries that are named; more are counted."""


def print_import(console: Console, ged: GedFile, path: Path) -> None:
    """Print what a file of events covers, what is odd in it, where it is kept and what to cite.

    Parameters
    ----------
    console : where to
    ged : the file, read
    path : where it is kept
    """
    found = coverage(ged.table)
    basis = {"option": "as you say", "file name": "by its name"}.get(ged.basis, f"by its {ged.basis}")
    console.print(Text(f"UCDP GED {ged.release} ({basis}): {plain(ged.source)}", style="bold"))
    console.print(Text(span_sentence(found)))
    console.print(type_table(found))
    console.print(Text(place_sentence(found)))
    if ged.findings:
        console.print(Text("\nWhat to know of this file", style="bold"))
        _bullets(console, ged.findings)
    console.print(Text(f"\nKept as {path.stem}", style="bold"))
    console.print(Text(f"in {plain(str(path))}"), soft_wrap=True)
    console.print(Text(f"\nLicence {LICENCE}. Cite:", style="bold"))
    _bullets(console, citation(ged.release))


def span_sentence(found: Coverage) -> str:
    """Return how many events, where and when, as a sentence."""
    names = found.countries
    where = ", ".join(map(plain, names)) if len(names) <= NAMED else f"{len(names)} countries"
    return f"{_events(found.rows)} from {found.first} to {found.last}, {where}."


def place_sentence(found: Coverage) -> str:
    """Return how precise places are, how many events are without deaths or ids, as sentences."""
    if found.precise is None:
        place = "Nothing says how precise the places are"
    else:
        place = f"{percent(found.precise)} have a precise place (the place itself, or within about 25 km)"
    named = f"{percent(found.with_ids)} name both sides by id"
    ids = named if found.with_ids else "no event names its actors by id"
    return f"{place}; {found.without_deaths:,} have a best estimate of no deaths; {ids}."


def type_table(found: Coverage) -> Table:
    """Return events and deaths by type of violence."""
    table = _table("Violence", "Events", "Deaths (best)", "Low", "High")
    for row in found.by_type:
        style = "bold" if row.name == "all" else None
        table.add_row(row.name, *(f"{n:,}" for n in row[1:]), style=style)
    return table


def print_stored(console: Console, found: Sequence[Stored], folder: Path) -> None:
    """Print what the store holds.

    Parameters
    ----------
    console : where to
    found : its files
    folder : where they lie
    """
    sound = [entry for entry in found if not entry.fault]
    if sound:
        table = _table("Name", "Events", "Deaths", "From", "To")
        for entry in sound:
            name = Text(plain(entry.name), overflow="fold")
            table.add_row(name, f"{entry.rows:,}", f"{entry.best:,}", plain(entry.first), plain(entry.last))
        console.print(table)
    for entry in found:
        if entry.fault:
            console.print(Text(f"{plain(entry.path.name)} cannot be read: it is {plain(entry.fault)}."))
    said = "Kept in" if found else "No events yet (irenic data import FILE). They are kept in"
    console.print(Text(f"{said} {plain(str(folder))}"), soft_wrap=True)


def print_mapping(console: Console, mapping: Mapping, case: str) -> None:
    """Print what a case makes of events: dyads, actors it does not know, and its crosswalk's decisions.

    Parameters
    ----------
    console : where to
    mapping : the events in the case's terms
    case : its name
    """
    console.print(Text(f"\nWhat {plain(case)} makes of them", style="bold"))
    if not len(mapping.rows):
        console.print(Text("No event lies in its country."))
        return
    deaths = int(mapping.best.sum())
    console.print(Text(f"{_events(len(mapping.rows))} with {deaths:,} deaths in {plain(mapping.country)}."))
    console.print(_dyads(mapping))
    console.print(Text(_unplaced(mapping)))
    if mapping.unmapped:
        console.print(Text("\nActors that its crosswalk does not know, counted as others", style="bold"))
        _bullets(console, [_unknown(actor) for actor in mapping.unmapped])
    if mapping.decisions:
        console.print(Text("\nDecisions of its crosswalk", style="bold"))
        _bullets(console, [_decided(decision) for decision in mapping.decisions])


def _unknown(actor: Unmapped) -> str:
    number = "" if actor.actor_id is None else f" ({actor.actor_id})"
    span = f"{actor.first} to {actor.last}"
    return f"{actor.name}{number}: {_events(actor.events)}, {actor.deaths:,} deaths, {span}"


def _decided(decision: Decision) -> str:
    counts = f"{_events(decision.events)}, {decision.deaths:,} deaths"
    return f"{decision.actor} is {decision.party}: {decision.reason} ({counts})"


def _dyads(mapping: Mapping) -> Table:
    table = _table("Dyad", "Type", "Events", "Deaths", "In a district")
    for row in mapping.coverage[:SHOWN]:
        types = ", ".join(str(kind) for kind in row.types)
        shares = percent(row.deaths_placed / row.deaths) if row.deaths else "-"
        table.add_row(Text(plain(row.name)), types, f"{row.events:,}", f"{row.deaths:,}", shares)
    if len(mapping.coverage) > SHOWN:
        rest = mapping.coverage[SHOWN:]
        events, deaths = sum(row.events for row in rest), sum(row.deaths for row in rest)
        table.add_row(f"{len(rest)} more", "", f"{events:,}", f"{deaths:,}", "")
    return table


def _unplaced(mapping: Mapping) -> str:
    lost = mapping.unplaced
    placed = "Every event lies in a district"
    lost_words = f"In no district: {_events(lost.events)} with {lost.deaths:,} deaths"
    near = f"; {mapping.near:,} off all shapes went to the nearest one" if mapping.near else ""
    return f"{lost_words if lost.events else placed}{near}."


def import_document(ged: GedFile, path: Path, mapping: Mapping | None) -> dict[str, Any]:
    """Return an import as plain data.

    Parameters
    ----------
    ged : the file, read
    path : where it is kept
    mapping : the events in a case's terms, where a case was named
    """
    found = coverage(ged.table)
    document: dict[str, Any] = {
        "name": path.stem,
        "path": str(path),
        "release": ged.release,
        "release_by": ged.basis,
        "source": ged.source,
        "digest": ged.digest,
        "country": ged.country,
        "events": ged.rows,
        "first": str(found.first),
        "last": str(found.last),
        "countries": list(found.countries),
        "by_type": {row.name: {**row._asdict()} for row in found.by_type},
        "precise": found.precise,
        "without_deaths": found.without_deaths,
        "with_ids": found.with_ids,
        "findings": list(ged.findings),
        "licence": LICENCE,
        "citation": list(citation(ged.release)),
    }
    if mapping is not None:
        document["case"] = _mapping_document(mapping)
    return document


def _mapping_document(mapping: Mapping) -> dict[str, Any]:
    return {
        "country": mapping.country,
        "events": len(mapping.rows),
        "deaths": int(mapping.best.sum()),
        "unplaced": mapping.unplaced._asdict(),
        "near": mapping.near,
        "dyads": [{**row._asdict(), "types": list(row.types)} for row in mapping.coverage],
        "unmapped": [{**a._asdict(), "first": str(a.first), "last": str(a.last)} for a in mapping.unmapped],
        "decisions": [d._asdict() for d in mapping.decisions],
    }


def _table(*heads: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(heads[0], overflow="fold")
    for head in heads[1:]:
        table.add_column(head, justify="right", overflow="fold")
    return table


def _bullets(console: Console, sentences: Sequence[str]) -> None:
    grid = Table.grid(padding=(0, 1))
    for sentence in sentences[:SHOWN]:
        grid.add_row(" -", Text(plain(sentence)))
    if len(sentences) > SHOWN:
        grid.add_row("", f"and {len(sentences) - SHOWN} more (all of them with --json)")
    console.print(grid)


def _events(number: int) -> str:
    return "1 event" if number == 1 else f"{number:,} events"
