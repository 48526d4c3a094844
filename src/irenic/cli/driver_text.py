"""What drives an answer, as bars of text and plain sentences."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from irenic.analysis.belief import Belief
from irenic.analysis.sensitivity import Driver, Drivers
from irenic.analysis.sensitivity.inputs import LUCK
from irenic.analysis.sensitivity.words import TOP, is_clear, sentences, title_of, unclear
from irenic.analysis.wording import listing, percent, plain, span
from irenic.cli.tables import print_header
from irenic.study import Study

BAR = 16
"""Characters of a whole bar: all of the variance, or the largest effect."""

EIGHTHS = ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")

LABEL = 40
"""Characters of what a bar is of."""

TOGETHER_BY_RECORD = (
    "The record ties inputs to each other: what one explains alone, another that goes with it explains too, "
    "and shares need not add up."
)


def print_drivers(
    console: Console, study: Study, found: Sequence[Drivers], *, whole: bool, belief: Belief | None = None
) -> None:
    """Print drivers of the answers to several questions.

    Parameters
    ----------
    console : where to
    study, found : a study, and drivers of it
    whole : bars for each question; else one line a question, and bars for who is best overall
    belief : how much each world counted; None for alike
    """
    print_header(console, study.manifest, belief)
    console.print(Text(_method_text(found[0]) + "\n"))
    if belief is not None or study.manifest.points is not None:
        console.print(Text(f"{TOGETHER_BY_RECORD}\n"))
    if not whole:
        console.print(overview_table(found))
        console.print()
    for drivers in found:
        if whole or (drivers.question.outcome.id == "score" and drivers.question.kind != "outcome"):
            print_one(console, drivers)
    if not whole:
        console.print(
            Text("Bars for one outcome: --outcome ID. Two strategies against each other: --strategies A,B.")
        )
    console.print(Text(f"\n{study.manifest.notice}."))


def print_one(console: Console, drivers: Drivers) -> None:
    """Print one question: its sentence, the bars of groups, then of inputs."""
    console.print(Text(title_of(drivers), style="bold"))
    for sentence in sentences(drivers):
        console.print(Text(sentence))
    if drivers.settled:
        console.print()
        return
    if drivers.groups:
        rows = [d for d in (drivers.luck, drivers.together) if d is not None]
        rows += [d for d in drivers.groups if d.matters]
        console.print(_bars(rows, drivers, "Where it comes from"))
        if idle := [d.name for d in drivers.groups if not d.matters]:
            console.print(Text(f"As groups, these cannot be told from none: {listing(idle)}."))
    rows = [d for d in drivers.inputs if d.matters][:TOP]
    if drivers.method == "morris" and drivers.luck is not None:
        rows = [drivers.luck, *rows]
    if rows:
        console.print(_bars(rows, drivers, "Single uncertainties", meanings=True))
    console.print(Text(unclear(drivers) + "\n"))


def _bars(rows: Sequence[Driver], drivers: Drivers, title: str, *, meanings: bool = False) -> Table:
    """Bars of shares with 90% intervals; ``~`` where the interval covers 0."""
    table = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left", title_style="", pad_edge=False)
    table.add_column("", min_width=LABEL, max_width=LABEL, no_wrap=True, overflow="ellipsis")
    table.add_column("", min_width=BAR, no_wrap=True)
    table.add_column("effect" if drivers.method == "morris" else "alone", justify="right", no_wrap=True)
    table.add_column("90% interval", justify="right", no_wrap=True)
    if drivers.method == "sobol":
        table.add_column("in all", justify="right", no_wrap=True)
    most = max(1e-12, max(d.share for d in rows)) if drivers.method == "morris" else 1.0
    for row in rows:
        cells = [
            Text(_label(row, drivers.method, meanings)),
            Text(bar(_length(row) / most)),
            Text(("" if is_clear(row) else "~ ") + _amount(row.share, drivers.method)),
            Text(_range(row, drivers.method)),
        ]
        if drivers.method == "sobol":
            cells.append(Text("" if row.total is None else _amount(row.total, "sobol")))
        table.add_row(*cells)
    return table


def _length(row: Driver) -> float:
    """What a bar shows: luck with all that it takes part in, anything else alone."""
    return row.share if row.total is None or row.name != LUCK else row.total


def _range(row: Driver, method: str) -> str:
    if method == "morris":
        return f"{row.low:.2f}-{row.high:.2f}"
    return span(max(row.low, 0.0), max(row.high, 0.0), "share")


def _label(row: Driver, method: str, meanings: bool) -> str:
    if row.name == "together":
        return "several together" if method == "sobol" else "several together, or too little each"
    return f"{row.name}: {plain(row.meaning)}" if meanings else row.name


def _amount(share: float, method: str) -> str:
    """A share as per cent, or an effect in standard deviations; noise below 0 is shown as 0."""
    if method == "morris":
        return f"{share:.2f}"
    return percent(max(share, 0.0))


def bar(share: float) -> str:
    """Return a bar of eighths of a character; nothing below 0, full above 1."""
    eighths = round(min(max(share, 0.0), 1.0) * BAR * 8)
    return "█" * (eighths // 8) + EIGHTHS[eighths % 8]


def overview_table(found: Sequence[Drivers]) -> Table:
    """Return one line a question: luck, what acts together, the largest drivers."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Question", max_width=34)
    table.add_column("luck", justify="right")
    if found[0].method != "morris":
        table.add_column("together", justify="right")
    table.add_column("largest single drivers", max_width=46)
    for drivers in found:
        question = drivers.question
        what = {"outcome": "", "difference": ", difference", "best": ", who is best"}[question.kind]
        named = [f"{d.name} {_amount(d.share, drivers.method)}" for d in drivers.inputs if d.matters][:4]
        none = "the same in every run" if drivers.settled else "none that can be told from none"
        cells = [f"{question.outcome.id}{what}", _cell(drivers.luck, drivers.method)]
        if drivers.method != "morris":
            cells.append(_cell(drivers.together, drivers.method))
        table.add_row(*(Text(cell) for cell in (*cells, ", ".join(named) or none)))
    return table


def _cell(driver: Driver | None, method: str) -> str:
    if driver is None:
        return "-"
    share = driver.share if driver.total is None else driver.total
    return ("" if driver.matters else "~ ") + _amount(share, method)


def _method_text(drivers: Drivers) -> str:
    points = f"{drivers.points:,}"
    if drivers.method == "given":
        return (
            f"From the study's own {points} worlds. A share is of the variance between runs that an input "
            "explains alone; ~ where it cannot be told from none. The rest is luck, and what several do "
            "together or each too little to be told. Estimates below 0 are shown as 0."
        )
    if drivers.method == "sobol":
        return (
            f"Sobol indices from {drivers.runs:,} runs ({points} points in each sample). Alone: share of the "
            "variance that a group or input explains by itself; in all: with what it does together with "
            "others too. ~: the interval covers 0. Estimates below 0 are shown as 0."
        )
    return (
        f"Elementary effects from {drivers.runs:,} runs ({points} walks): how far a step of half an input's "
        "range moves the answer, in standard deviations of a run. A screening: it finds what does nothing."
    )
