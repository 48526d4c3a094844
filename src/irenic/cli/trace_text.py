"""The trace of a strategy's rules in print: what held, what did not, and on which values."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from irenic.analysis.rule_reading import Line
from irenic.analysis.rule_trace import Miss, PhaseMonth, Trace
from irenic.analysis.wording import plain
from irenic.study.history import Replay

EVERYTHING = "all"


def print_trace(console: Console, run: Replay, traces: Sequence[Trace], wanted: str) -> None:
    """Print why phases started, acted, ended or did not.

    Parameters
    ----------
    console : where to
    run, traces : the run, and `irenic.analysis.rule_trace.trace` of it
    wanted : "changes", "all", or the name of a phase (every month of it)
    """
    if not traces:
        console.print(Text(f"{run.strategy.name} has no phases: its levers are the same in every month.\n"))
    chosen = [one for one in traces if wanted not in {t.phase for t in traces} or one.phase == wanted]
    for one in chosen:
        console.print(Text(f"Phase {one.phase}: {summary(run, one)}", style="bold"))
        whole = wanted in (EVERYTHING, one.phase)
        months = one.months if whole else one.changes()
        for month in months:
            _print_month(console, run, month)
        if one.miss is not None and not any(m.active for m in one.months):
            console.print(Text(f"  {miss_text(run, one.miss)}"))
            if not whole:
                _print_month(console, run, one.months[one.miss.nearest - 1])
        console.print()
    console.print(
        Text(
            "Seen: what the strategist saw in that month, late and with noise. True: the value when the "
            f"month began. Months in a row count the month itself.\n{run.study.manifest.notice}."
        )
    )


def summary(run: Replay, one: Trace) -> str:
    """Return when a phase was active and acted."""
    active = [m.month for m in one.months if m.active]
    acted = [m.month for m in one.months if m.in_force]
    if not active:
        return "never started"
    started = f"first started in {run.date(active[0])} (month {active[0]})"
    if not acted:
        return f"{started}, active in {_months(len(active))}, never in force"
    return (
        f"{started}, active in {_months(len(active))}, in force in {_months(len(acted))} of {len(one.months)}"
    )


def miss_text(run: Replay, miss: Miss) -> str:
    """Return what a phase failed mostly on, and when it came nearest."""
    text = f"Failed mostly on '{plain(miss.part)}': not so in {miss.failed} of {_months(miss.months)}"
    if miss.extreme is not None and miss.true is not None:
        text += f" (nearest seen {value(miss.extreme)}, nearest true {value(miss.true)})"
    return f"{text}. Nearest in {run.date(miss.nearest)} (month {miss.nearest}):"


def _print_month(console: Console, run: Replay, month: PhaseMonth) -> None:
    console.print(Text(f"  {run.date(month.month)}, month {month.month}: {month.why}."))
    for which in ("when", "until"):
        lines: tuple[Line, ...] = getattr(month, which)
        relevant = which == "when" if not month.active else which == "until"
        if lines and (relevant or month.code in ("starts", "ends", "dropped")):
            for line in lines:
                head = which if line.depth == 0 else ""
                console.print(Padding(line_text(line, head), (0, 0, 0, 4)))


def line_text(line: Line, head: str = "") -> Text:
    """Return one part of a condition: whether it held, as it was written, and its values."""
    held = line.run >= line.needed
    text = Text(f"{head:<6}{'  ' * line.depth}")
    text.append("yes " if held else "no  ", style="green" if held else "red")
    text.append(plain(line.text))
    notes = []
    if line.seen is not None and line.true is not None:
        notes.append(f"seen {value(line.seen)}, true {value(line.true)}")
    if line.needed > 1:
        notes.append(f"{_months(line.run)} in a row, {line.needed} needed")
    if notes:
        text.append(f"  [{'; '.join(notes)}]", style="dim")
    return text


def value(number: float) -> str:
    """Return an observed value: whole above 100, else three digits; 0 where only rounding is left."""
    if abs(number) >= 100:
        return f"{number:,.0f}"
    return "0" if abs(number) < 1e-6 else f"{number:.3g}"


def _months(number: int) -> str:
    return f"{number} month" if number == 1 else f"{number} months"
