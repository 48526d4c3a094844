"""The printed back-test: who wins, then every window, the outcomes and the shape of what happened."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from irenic.analysis.backtest.markdown import sizes_sentence
from irenic.analysis.backtest.outcomes import OutcomeLine
from irenic.analysis.backtest.result import BackTest, LevelTable
from irenic.analysis.backtest.words import (
    EXPLANATION,
    OUTCOME_EXPLANATION,
    SHORT,
    TABLE_HEADS,
    further_lines,
    headline,
    outcome_counts,
    position_cell,
    quarterly,
    share_cell,
    table_cells,
    table_title,
    window_title,
)
from irenic.analysis.wording import plain
from irenic.study import NOTICE

QUARTERS, QUANTITY = 9, 18
"""Quarters side by side, and least characters of the column of quantities."""


def print_back_test(console: Console, result: BackTest) -> None:
    """Print a back-test.

    Parameters
    ----------
    console : where to
    result : what was found
    """
    _say(console, headline(result), style="bold")
    for line in further_lines(result):
        _say(console, f"  {line}")
    _say(console, f"\n{NOTICE}. {result.title} ({result.case}). {sizes_sentence(result)}")
    for note in result.notes:
        _say(console, f"- {note}")
    for window in result.windows:
        _say(console, f"\n{window_title(window)}", style="bold")
        for table in window.tables:
            console.print(_scores(table))
    _say(console, EXPLANATION)
    if result.outcomes:
        _print_outcomes(console, result)
    if result.shapes:
        _print_shapes(console, result)
    _say(console, f"{NOTICE}.")


def _say(console: Console, text: str, style: str = "") -> None:
    console.print(Text("\n".join(plain(line) for line in text.split("\n")), style=style))


def _scores(table: LevelTable) -> Table:
    shown = Table(
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 1, 0, 0),
        title=table_title(table),
        title_justify="left",
    )
    for i, head in enumerate(TABLE_HEADS):
        shown.add_column(head, justify="right" if i else "left", no_wrap=True)
    baselines = False
    for row in table.rows:
        is_baseline = all(row.forecaster != name for name, _ in table.paired)
        if is_baseline and not baselines:
            shown.add_section()
        baselines = is_baseline
        shown.add_row(*table_cells(table, row))
    return shown


def _print_outcomes(console: Console, result: BackTest) -> None:
    rows = quarterly(result.outcomes)
    quarters = sorted({quarter for of in rows.values() for quarter in of})
    _say(console, "\nWhere the record lies among the runs", style="bold")
    for name in result.forecasts:
        _say(console, outcome_counts(result.outcomes, name))
        for low in range(0, len(quarters), QUARTERS):
            console.print(_positions(rows, quarters[low : low + QUARTERS], name))
    _say(console, OUTCOME_EXPLANATION)


def _positions(rows: dict[str, dict[str, OutcomeLine]], quarters: list[str], name: str) -> Table:
    """Where each quantity lies in some quarters, without those that have no figure there."""
    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    shown.add_column("Quantity", overflow="fold", min_width=QUANTITY)
    for quarter in quarters:
        shown.add_column(quarter, justify="right", no_wrap=True)
    for quantity, of in rows.items():
        if of.keys() & set(quarters):
            shown.add_row(Text(plain(quantity)), *(position_cell(of.get(q), name) for q in quarters))
    return shown


def _print_shapes(console: Console, result: BackTest) -> None:
    _say(console, "\nThe shape of what happened: share of runs in which it holds", style="bold")
    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    shown.add_column("What happened", overflow="fold", ratio=1)
    shown.add_column("Grade")
    shown.add_column("Reading")
    for name in result.forecasts:
        shown.add_column(SHORT[name], justify="right", overflow="fold", max_width=8)
    for line in result.shapes:
        shares = (share_cell(line.shares.get(name)) for name in result.forecasts)
        shown.add_row(Text(plain(line.shape.wording)), line.shape.grade, line.shape.reading, *shares)
    console.print(shown)
