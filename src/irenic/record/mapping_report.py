"""What a mapping of events onto a case did, for people: sentences and tables."""

from __future__ import annotations

from typing import NamedTuple

from irenic.record.load import Record
from irenic.record.mapping import DyadCoverage, Mapping
from irenic.record.parties import CIVILIANS
from irenic.record.places import NEAR_KM

TYPES = {1: "state-based", 2: "non-state", 3: "one-sided"}
SHOWN = 12
"""Rows of the tables of decisions and of unknown actors; the sentence above says how many there are."""


class Listing(NamedTuple):
    """A small table: title, heads and cells; numbers stay numbers."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]


class MappingReport(NamedTuple):
    """Sentences in the order they should be read, then tables; a table without rows is left out."""

    sentences: tuple[str, ...]
    tables: tuple[Listing, ...]


def mapping_report(mapping: Mapping, record: Record, case_title: str) -> MappingReport:
    """Say what was mapped, where, on whose account, and what was not.

    Parameters
    ----------
    mapping : of a file's events
    record : of the case
    case_title : as messages call the case

    Returns
    -------
    MappingReport
    """
    if not len(mapping.rows):
        return MappingReport((f"No event of the file lies in a district of {case_title}.",), ())
    tables = (_coverage(mapping, record), _decisions(mapping), _unmapped(mapping))
    sentences = (
        *_how_many(mapping, case_title),
        *_where(mapping),
        *_who(mapping, record),
    )
    return MappingReport(sentences, tuple(table for table in tables if table.rows))


def _how_many(mapping: Mapping, case_title: str) -> list[str]:
    deaths = int(mapping.best.sum())
    lines = [
        f"{case_title}: {_count(len(mapping.rows), 'event')}, {_count(deaths, 'death')} (best estimates)."
    ]
    if mapping.elsewhere:
        elsewhere = _count(mapping.elsewhere, "event")
        lines.append(f"Left out, for they name another country than {mapping.country}: {elsewhere}.")
    return lines


def _where(mapping: Mapping) -> list[str]:
    lines, missing = [], mapping.unplaced
    if mapping.near:
        near = _count(mapping.near, "event")
        lines.append(
            f"Off the shapes and given to the nearest district: {near}, the farthest "
            f"{mapping.far_km:.1f} km away (at most {NEAR_KM:.0f})."
        )
    if missing.events:
        deaths = _count(missing.deaths, "death")
        lines.append(f"In no district: {_count(missing.events, 'event')}, {deaths}.")
    return lines


def _who(mapping: Mapping, record: Record) -> list[str]:
    if not record.known:
        return ["The case has no record folder, so every actor counts among all others."]
    lines = []
    if mapping.decisions:
        lines.append(
            f"Put on a side by a decision in words, which record/actors.csv argues: "
            f"{_count(len(mapping.decisions), 'name')}; those with most deaths are below."
        )
    if mapping.unmapped:
        names = _count(len(mapping.unmapped), "name")
        deaths = _count(sum(row.deaths for row in mapping.unmapped), "death")
        lines.append(
            f"Not in record/actors.csv, so counted among all others: {names}, {deaths}. Add them there."
        )
    return lines


def _coverage(mapping: Mapping, record: Record) -> Listing:
    names = {party.id: party.name for party in record.parties} | {CIVILIANS: CIVILIANS}
    rows = tuple(
        (_pair(row, names), _types(row), row.events, row.deaths, row.deaths_placed)
        for row in mapping.coverage
    )
    heads = ("Sides", "Violence", "Events", "Deaths", "in a district")
    return Listing("Who fought whom", heads, rows)


def _decisions(mapping: Mapping) -> Listing:
    rows = tuple(
        (row.actor, row.party, row.events, row.deaths, row.reason) for row in mapping.decisions[:SHOWN]
    )
    return Listing("Sides by decision", ("UCDP's actor", "Side", "Events", "Deaths", "Why"), rows)


def _unmapped(mapping: Mapping) -> Listing:
    rows = tuple(
        (
            "" if row.actor_id is None else row.actor_id,
            row.name,
            row.events,
            row.deaths,
            f"{row.first} to {row.last}",
        )
        for row in mapping.unmapped[:SHOWN]
    )
    return Listing("Actors not known to the case", ("Id", "Name", "Events", "Deaths", "When"), rows)


def _pair(row: DyadCoverage, names: dict[str, str]) -> str:
    first, second = (names[name] for name in row.name.split("-"))
    return f"{first} - {second}" if first != second else f"{first}, among themselves"


def _types(row: DyadCoverage) -> str:
    return ", ".join(TYPES.get(kind, str(kind)) for kind in row.types)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
