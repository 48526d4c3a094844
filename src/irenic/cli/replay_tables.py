"""A replayed run in print: which run and how typical, its months, what happened, what was done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from irenic.analysis.events import Event, events_of
from irenic.analysis.lever_changes import LeverChange, lever_changes
from irenic.analysis.pick import Picked, Standing, Typicality
from irenic.analysis.typical_words import typical_sentences
from irenic.analysis.wording import NONE, figure, listing, percent, plain
from irenic.cli.tables import print_header
from irenic.study.history import Replay

Row = TypeVar("Row", Event, LeverChange)

SERIES = (
    ("extremist_strength", "Extremist\nfighters", "persons"),
    ("extremist_territory", "Terri-\ntory", "share"),
    ("base_share", "Base\nshare", "share"),
    ("acceptance", "Accept-\nance", "share"),
    ("settlement_depth", "Settle-\nment", "share"),
    ("legitimacy", "Legiti-\nmacy", "share"),
    ("deaths", "Deaths", "persons"),
    ("civilian_deaths", "of them\ncivilians", "persons"),
    ("strikes", "Strikes", "strikes"),
)
"""Series of the monthly table: id, heading, unit in which it is shown."""

NAMED = 6
"""Most members of a lever that are named; the rest are counted."""


def print_head(console: Console, run: Replay, picked: Picked, typical: Typicality) -> None:
    """Print which run it is, that it is the stored one, and how typical it is.

    Parameters
    ----------
    console : where to
    run, picked, typical : the run, how it was chosen, where it stands
    """
    manifest = run.study.manifest
    mine = tuple(info for info in manifest.strategies if info.name == run.strategy.name)
    print_header(console, manifest.model_copy(update={"strategies": mine}))
    name = f"{run.strategy.name} ({plain(run.strategy.label)})"
    console.print(Text(f"Strategy {name}, world {run.world}, replicate {run.replicate}.", style="bold"))
    console.print(Text(f"{picked.how} Replayed: outcomes are those of the study, bit for bit."))
    if typical.standings:
        console.print(standing_table(typical.standings))
    for sentence in typical_sentences(typical):
        console.print(Text(sentence))
    for doubt in run.doubts:
        console.print(
            Text(
                f"Month {doubt.month}: computed again in 64 bits, {listing(doubt.fields)} differ from the "
                "record (a draw lies at its threshold); causes told for this month may not fit it."
            )
        )
    console.print()


def standing_table(standings: Sequence[Standing]) -> Table:
    """Return where the run stands on each headline outcome among all runs of the strategy."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Outcome", overflow="fold")
    for head in ("This run", "Percentile", "Better than", "Alike", "Worse than"):
        table.add_column(head, justify="right", overflow="fold")
    for s in standings:
        table.add_row(
            Text(plain(s.outcome.label)),
            figure(s.value, s.outcome.unit),
            NONE if s.rank is None else f"{100 * s.rank:.0f}",
            percent(s.worse),
            percent(s.same),
            percent(s.better),
        )
    table.caption = "Of the strategy's runs. Percentile: share with a smaller value, ties half."
    table.caption_justify = "left"
    return table


def print_story(console: Console, run: Replay) -> None:
    """Print a run's months, events and levers."""
    console.print(month_table(run))
    console.print(Text("What happened", style="bold"))
    events = events_of(run)
    if not events:
        console.print("  Nothing that is told of.")
    for month, ofs in by_month(events):
        console.print(Text(f"{run.date(month)}, month {month}"))
        for event in ofs:
            console.print(Padding(Text(f"- {plain(event.text)}"), (0, 0, 0, 2)))
    console.print(Text("\nWhat the strategy did (levers that changed)", style="bold"))
    changed = lever_changes(run)
    if not changed:
        console.print("  Nothing: every lever stays at its default.")
    for month, changes in by_month(changed):
        text = "; ".join(change_text(change) for change in changes)
        console.print(Text(f"{run.date(month)}, month {month}"))
        console.print(Padding(Text(plain(text)), (0, 0, 0, 2)))
    console.print(Text(f"\n{run.study.manifest.notice}."))


def month_table(run: Replay) -> Table:
    """Return key series by month; letters mark what is in force."""
    known = {info.id for info in run.study.manifest.series}
    shown = [row for row in SERIES if row[0] in known]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("", justify="right")
    table.add_column("Month")
    for _, head, _ in shown:
        table.add_column(head, justify="right")
    table.add_column("")
    values = {name: run.series(name) for name, _, _ in shown}
    for month in range(1, run.months + 1):
        cells = [figure(float(values[name][month - 1]), unit) for name, _, unit in shown]
        date = run.date(month).split()
        table.add_row(str(month), f"{date[0][:3]} {date[1]}", *cells, in_force(run, month))
    table.caption = "At the end of the month or, for deaths and strikes, in it. S settlement signed and in "
    table.caption += "force, G government seated in the capital, R ratified."
    table.caption_justify = "left"
    return table


def in_force(run: Replay, month: int) -> str:
    """Return letters for the milestones in force at the end of a month."""
    marks = (("S", run.states.signed), ("G", run.states.seated), ("R", run.states.endorsed))
    return "".join(letter for letter, record in marks if record[month] > 0)


def by_month(rows: Iterable[Row]) -> list[tuple[int, list[Row]]]:
    """Return rows gathered by their month, in order."""
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row.month, []).append(row)
    return sorted(found.items())


def change_text(change: LeverChange) -> str:
    """Return a lever's change in words: ``pay 0.4 (before 0) for all``; in month 1 without the default."""
    old = change.month > 1 and change.before is not None
    before = f" (before {change.before:.3g})" if old else ""
    text = f"{change.lever.id} {change.value:.3g}{before}"
    if not change.members:
        return text
    if change.everyone and len(change.members) > 1:
        return f"{text} for all"
    named = [*change.members[:NAMED]]
    more = len(change.members) - len(named)
    return f"{text} for {listing([*named, f'{more} more'] if more else named)}"
