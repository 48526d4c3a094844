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
from irenic.cli.tables import print_header
from irenic.cli.wording import figure, listing, percent, plain, span
from irenic.study import Study

BAR = 16
"""Characters of a whole bar: all of the variance, or the largest effect."""

EIGHTHS = ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")

LABEL = 40
"""Characters of what a bar is of."""

TOP = 8
"""Inputs shown one by one; those that cannot be told from none are only counted."""

WORTH_SAYING = 0.05
"""Share of the variance that an input must share with others to be named for it."""

NAMED = 3
"""Inputs named in a sentence."""

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
    console.print(Text(_unclear(drivers) + "\n"))


def title_of(drivers: Drivers) -> str:
    """Return what was asked, with the answer."""
    question, answers = drivers.question, drivers.answers
    outcome, names = question.outcome, question.strategies
    if question.kind == "outcome":
        under = names[0] if len(names) == 1 else f"{len(names)} strategies together"
        return f"{outcome.label} ({outcome.id}), under {under}"
    if question.kind == "difference":
        less = figure(answers[0], outcome.unit)
        return f"{names[0]} less {names[1]} on {outcome.id}: {less} {outcome.unit} on average"
    shares = ", ".join(f"{n} {percent(v)}" for n, v in _by_share(names, answers)[:4])
    more = f", {len(names) - 4} more" if len(names) > 4 else ""
    return f"Who is best on {outcome.id}: {shares}{more} of runs"


def _by_share(names: Sequence[str], answers: Sequence[float]) -> list[tuple[str, float]]:
    return sorted(zip(names, answers, strict=True), key=lambda pair: -pair[1])


def sentences(drivers: Drivers) -> list[str]:
    """Return what drives an answer in whole sentences."""
    if drivers.settled:
        return ["The same in every run: nothing that is uncertain here decides it."]
    found = [_turns_on(drivers)]
    luck = drivers.luck
    if drivers.method == "morris":
        if luck is not None:
            found.append(
                f"Another draw of luck in the same world moves it by {luck.share:.2f} standard deviations "
                "of a run."
            )
        return found
    if luck is None:
        found.append("Luck cannot be told apart with one replicate a world; it is in what is left.")
    else:
        share = luck.share if luck.total is None else luck.total
        found.append(f"Luck is {percent(share)} of it: knowing the world exactly would leave that much open.")
    if joint := _joint(drivers):
        found.append(joint)
    if drivers.left_out > 0:
        found.append(f"{percent(drivers.left_out)} of worlds have no value and are left out.")
    return found


def _turns_on(drivers: Drivers) -> str:
    named = [d for d in drivers.inputs if _is_clear(d) and d.share > 0][:NAMED]
    subject = {
        "outcome": "The outcome",
        "difference": "How much they differ",
        "best": "Who is best" + _between(drivers.question.strategies),
    }[drivers.question.kind]
    if not named:
        joint = sorted((d for d in drivers.inputs if d.matters), key=lambda d: -(d.total or 0.0))
        if not joint:
            return f"{subject} turns on no single uncertainty that these runs can tell from none."
        most = listing([f"{d.name} ({percent(d.total)} in all)" for d in joint[:NAMED]])
        return f"{subject} turns most on {most}, each together with others: alone, none can be told."
    first, verb = [f"{d.name} ({plain(d.meaning)})" for d in named], "turns most on"
    if drivers.method == "morris":
        return f"{subject} {verb} {listing(first)}."
    share = sum(max(d.share, 0.0) for d in named)
    alone = "which alone explains" if len(named) == 1 else "which one by one explain"
    return f"{subject} {verb} {listing(first)}, {alone} {percent(share)} of the variance between runs."


def _joint(drivers: Drivers) -> str:
    """Name the input that does most together with others, where that is more than it does alone."""
    known = [(d.total - d.share, d) for d in drivers.inputs if d.matters and d.total is not None]
    most, driver = max(known, key=lambda pair: pair[0], default=(0.0, None))
    if driver is None or most < max(driver.share, WORTH_SAYING):
        return ""
    alone, in_all = percent(max(driver.share, 0.0)), percent(driver.total)
    return f"{driver.name} works mostly together with others: {alone} alone, {in_all} in all."


def _between(names: Sequence[str]) -> str:
    return f" between {names[0]} and {names[1]}" if len(names) == 2 else f" of {len(names)} strategies"


def _unclear(drivers: Drivers) -> str:
    """Say how many inputs cannot be told from none, and what was not shown."""
    clear = sum(d.matters for d in drivers.inputs)
    rest = len(drivers.inputs) - clear
    shown = f"{clear - TOP} more can be told from none. " if clear > TOP else ""
    if not rest:
        return shown
    if drivers.method == "sobol":
        return (
            f"{shown}Of the {len(drivers.inputs)} inputs tried one by one, {rest} cannot be told from none."
        )
    return f"{shown}{rest} of {len(drivers.inputs)} inputs cannot be told from none at this number of worlds."


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
            Text(("" if _is_clear(row) else "~ ") + _amount(row.share, drivers.method)),
            Text(_range(row, drivers.method)),
        ]
        if drivers.method == "sobol":
            cells.append(Text("" if row.total is None else _amount(row.total, "sobol")))
        table.add_row(*cells)
    return table


def _is_clear(row: Driver) -> bool:
    """Whether what stands under "alone" can be told from none."""
    return row.matters and (row.total is None or row.low > 0)


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
