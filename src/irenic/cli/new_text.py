"""What ``irenic new`` says of a drafted case: tables for people, a document for scripts."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from irenic.analysis.wording import plain

if TYPE_CHECKING:
    from rich.console import Console

    from irenic.record.outline import Outline

SHOWN = 6
"""Names of actors left out that are printed; the document has all."""

KINDS = {
    "extremist": "outside settlements",
    "armed_group": "armed group",
    "criminal_network": "criminal network",
    "outside_force": "force from outside",
}


def next_commands(folder: Path) -> list[str]:
    """Return the commands that come next."""
    file = shlex.quote(str(folder / "case.yaml"))
    return [
        f"irenic check {file}",
        f"irenic study {file} --worlds 64 --replicates 1 --months 12",
        f"irenic backtest {file}",
    ]


def outline_document(outline: Outline, folder: Path, findings: Sequence[str]) -> dict[str, Any]:
    """Return what was drafted as plain data.

    Parameters
    ----------
    outline : what was drafted
    folder : where it lies
    findings : what the reader of the events found odd
    """
    draft = outline.draft
    return {
        "case": draft.request.name,
        "folder": str(folder),
        "country": draft.events.country,
        "start": str(draft.request.start),
        "events": {"all": len(draft.events), "used": outline.used, "in_no_district": outline.outside},
        "findings": list(findings),
        "groups": [
            {
                "id": side.id,
                "name": side.name,
                "kind": side.kind,
                "is_government": side.is_home,
                "deaths": side.deaths,
                "one_sided_deaths": side.one_sided,
                "actors": [draft.events.actors[actor].name for actor in side.actors],
            }
            for side in draft.roster.sides
        ],
        "extremist": {"id": draft.roster.extremist.id, "why": draft.roster.extremist_rule},
        "left_out": [{"name": name, "deaths": deaths} for name, deaths in draft.roster.left_out],
        "patrons": list(draft.roster.patrons),
        "districts": list(draft.places.ids),
        "capital": draft.places.ids[draft.capital],
        "neighbours": len(draft.places.pairs),
        "figures_of_grade_d": outline.guesses,
        "review": list(outline.review),
        "files": sorted(outline.files),
        "next": next_commands(folder),
        "notice": "simulated, exploratory, not a forecast",
    }


def print_outline(console: Console, outline: Outline, folder: Path, findings: Sequence[str]) -> None:
    """Print what was drafted, what stayed out, what to review first and what to type next.

    Parameters
    ----------
    console : the screen
    outline : what was drafted
    folder : where it lies
    findings : what the reader of the events found odd
    """
    from rich.text import Text

    draft = outline.draft
    said = (
        f"Drafted {draft.events.country} at the end of {draft.request.start} from {outline.used:,} events "
        "of the 24 months "
        f"before ({len(draft.events):,} in the file)."
    )
    console.print(Text(plain(said)))
    console.print(_groups(outline))
    for line in (*_left_out(outline), *_ground(outline), *findings):
        console.print(Text(plain(line)))
    console.print(Text("\nReview first"))
    console.print(_items(outline.review))
    console.print(Text(f"\nThe case lies in {plain(str(folder))}. Next"))
    for command in next_commands(folder):
        console.print(Text(f"  {plain(command)}", overflow="fold", no_wrap=True))
    console.print(Text("\nSimulated, exploratory, not a forecast."))


def _groups(outline: Outline) -> Any:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    draft = outline.draft
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1), collapse_padding=True)
    for head in ("Id", "Group", "Drafted as"):
        table.add_column(head, overflow="fold")
    for head in ("Deaths", "One-sided", "Districts"):
        table.add_column(head, justify="right")
    for index, side in enumerate(draft.roster.sides):
        held = sum(row.get(side.id, 0.0) > 0 for row in draft.territory.control)
        places = f"{held + len(draft.territory.present.get(index, ())):d}"
        kind = "army and government" if side.is_home else KINDS[side.kind]
        name = plain(side.name) if len(side.name) <= 60 else plain(side.name[:59]) + "…"
        table.add_row(
            Text(side.id), Text(name), kind, f"{side.deaths:,.0f}", f"{side.one_sided:,.0f}", places
        )
    return table


def _left_out(outline: Outline) -> list[str]:
    left = outline.draft.roster.left_out
    lines = []
    if left:
        shown = "; ".join(f"{name[:50]} {dead:,.0f}" for name, dead in left[:SHOWN])
        more = f"; and {len(left) - SHOWN} more" if len(left) > SHOWN else ""
        noun = "actor" if len(left) == 1 else "actors"
        total = sum(dead for _, dead in left)
        lines.append(f"Left out: {len(left)} {noun} with {total:,.0f} deaths ({shown}{more}).")
    if outline.draft.roster.patrons:
        lines.append(f"Patrons without stated support: {'; '.join(outline.draft.roster.patrons)}.")
    return lines


def _ground(outline: Outline) -> list[str]:
    places = outline.draft.places
    outside = f"{outline.outside:,} of {outline.used:,} events lie in none of them or are too vague"
    return [
        f"{len(places.districts)} districts from the {places.source}, {len(places.pairs)} pairs of "
        f"neighbours; {outside}.",
        f"{outline.guesses:,} uncertain figures and all shares of control, every one a guess of grade D.",
    ]


def _items(items: Sequence[str]) -> Any:
    """A numbered list whose lines hang together."""
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 1))
    grid.add_column(justify="right", width=4)
    grid.add_column(overflow="fold")
    for number, item in enumerate(items, 1):
        grid.add_row(f"{number}.", Text(plain(item)))
    return grid
