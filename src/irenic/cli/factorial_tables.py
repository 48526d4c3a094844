"""The factorial in print: what cells cost, what each factor does, and in how many worlds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from irenic.analysis.factorial.cells import FACTORS, MEANINGS, Cell, cell_of
from irenic.analysis.factorial.effects import Effect
from irenic.analysis.factorial.run import Factorial, Measured
from irenic.analysis.ranking import CLEAR
from irenic.analysis.wording import NONE, figure, listing, percent, plain
from irenic.study import NOTICE

INTERACTIONS = 10
"""Most interactions that are printed: the largest on any family; the document has all."""

APART = "*"

MATCHED = "cost"
"""The family that cells are matched on, which says nothing about interactions."""

COLUMNS = 4
"""Most outcomes beside each other."""


def print_factorial(console: Console, found: Factorial) -> None:
    """Print a factorial.

    Parameters
    ----------
    console : where to
    found : see `factorial`
    """
    console.print(Text(f"{NOTICE}.", style="bold"))
    size = f"{len(found.money)} cells x {found.worlds:,} worlds x {found.months} months"
    console.print(f"{size}, seed {found.seed}")
    armed = listing([f"{element[1]} ({value:g})" for element, value in found.partner.items()])
    for level, words in MEANINGS.items():
        more = f": {armed}" if level == "partnered" else ""
        console.print(Text(f"  {level}: {words}{more}"))
    console.print()
    print_cost(console, found)
    families = [one for one in found.measured if one.is_family]
    outcomes = [one for one in found.measured if not one.is_family]
    print_effects(console, "Main effects on families (sd, more is better)", families, is_main=True)
    print_effects(console, "Largest interactions on families but cost (sd)", families, is_main=False)
    print_effects(console, "Main effects on outcomes (natural units)", outcomes, is_main=True)
    print_split(console, families, found.below)
    for sentence in sentences(found):
        console.print(Text(sentence))
    console.print(Text(f"\n{NOTICE}."))


def print_cost(console: Console, found: Factorial) -> None:
    """Print what each cell really spent, and its scale.

    Parameters
    ----------
    console : where to
    found : see `factorial`
    """
    table = Table(
        box=box.SIMPLE_HEAD, pad_edge=False, title="Money of each cell (USD million)", title_justify="left"
    )
    table.add_column("Breadth, kit")
    table.add_column("no air", justify="right")
    pairs = [(air, timing) for air in FACTORS["air"][1:] for timing in FACTORS["timing"]]
    for air, timing in pairs:
        table.add_column(f"{air}\n{timing}", justify="right")
    for breadth in FACTORS["breadth"]:
        for kit in FACTORS["kit"]:
            cells = [cell_of((breadth, kit, *rest)) for rest in (("none", "now"), *pairs)]
            table.add_row(f"{breadth}, {kit}", *(_money(cell, found) for cell in cells))
    console.print(table)
    missed = len(found.match.unmatched)
    apart = f" In {missed} cells marked ! no scale from .2 to 3 does that." if missed else ""
    console.print(
        "Mean over worlds; in brackets the factor on strikes and payments, found in a pilot, at which a cell "
        f"costs {figure(found.match.target, 'USD million')}; cells with nothing to scale have none.{apart}\n"
    )


def _money(cell: Cell, found: Factorial) -> str:
    amount = f"{found.money[cell]:,.0f}"
    mark = "!" if cell in found.match.unmatched else ""
    return f"{amount}\n({found.match.scales[cell]:.2g}){mark}" if cell.is_scaled else f"{amount}\n"


def print_effects(console: Console, title: str, measured: Sequence[Measured], *, is_main: bool) -> None:
    """Print effects, a few outcomes beside each other.

    Parameters
    ----------
    console : where to
    title : of the tables
    measured : families, or outcomes
    is_main : main effects, else the largest interactions
    """
    rows = _rows(measured, is_main)
    for start in range(0, len(measured), COLUMNS):
        columns = measured[start : start + COLUMNS]
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, title=title, title_justify="left")
        table.add_column("Effect of", overflow="fold")
        for one in columns:
            better = "" if one.is_family or one.direction == "none" else f" ({one.direction})"
            table.add_column(f"{plain(one.label)}{better}", justify="right", overflow="fold")
        for row in rows:
            table.add_row(columns[0].effects[row].contrast.name, *(_cell(m.effects[row], m) for m in columns))
        console.print(table)


def _rows(measured: Sequence[Measured], is_main: bool) -> list[int]:
    effects = measured[0].effects
    rows = [i for i, effect in enumerate(effects) if effect.contrast.is_main == is_main]
    if is_main:
        return rows
    others = [one for one in measured if one.id != MATCHED]  # equal cost makes kit and air interact there
    size = {i: max(abs(one.effects[i].mean) for one in others) for i in rows}
    return sorted(rows, key=lambda i: -size[i])[:INTERACTIONS]


def _cell(effect: Effect, one: Measured) -> str:
    """Mean, its interval, and the share of worlds with that sign; in brackets where it may be chance."""
    low, mean, high = (_signed(value, one.unit) for value in (effect.low, effect.mean, effect.high))
    head = mean if effect.is_clear else f"({mean})"
    return f"{head} {percent(effect.share)}\n{low} to {high}"


def _signed(value: float, unit: str) -> str:
    if unit == "sd":
        return f"{value:+.2f}"
    if unit.startswith("share"):
        return f"{100 * value:+.1f} pp"
    text = figure(value, unit)
    return f"+{text}" if value > 0 and not text.startswith(("<", NONE)) else text


def print_split(console: Console, families: Sequence[Measured], below: float | None) -> None:
    """Print main effects apart for worlds with moral hazard below 0, and others (decision D35).

    Parameters
    ----------
    console : where to
    families : measured
    below : share of worlds with moral hazard below 0
    """
    if below is None:
        return
    title = f"By the sign of moral hazard: below 0 ({percent(below)} of worlds) | at or above 0 (sd)"
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, title=title, title_justify="left")
    table.add_column("Effect of", overflow="fold")
    for one in families:
        table.add_column(plain(one.label), justify="right")
    for row in _rows(families, is_main=True):
        effects = [one.effects[row] for one in families]
        table.add_row(effects[0].contrast.name, *map(_halves, effects))
    console.print(table)
    console.print(f"{APART} the two differ by more than two standard errors.\n")


def _halves(effect: Effect) -> str:
    if effect.below is None or effect.above is None:
        return NONE
    (below, error), (above, other) = effect.below, effect.above
    mark = APART if abs(below - above) > CLEAR * float(np.hypot(error, other)) else " "
    return f"{below:+.2f} | {above:+.2f}{mark}"


def sentences(found: Factorial) -> list[str]:
    """Return how to read the tables.

    Parameters
    ----------
    found : see `factorial`
    """
    every = [effect for one in found.measured for effect in one.effects]
    clear = sum(effect.is_clear for effect in every)
    text = [
        "Each effect is the mean over worlds of a difference within a world, with common luck, against the "
        "first level of its factor, averaged over the other factors; the 90% interval is over worlds, and "
        "the percentage is the share of worlds in which the effect has that sign. Timing is compared among "
        "cells with air support. In brackets: the interval holds 0. pp: percentage points.",
        f"{clear} of {len(every)} intervals leave out 0; were there no effect at all, about "
        f"{len(every) / 10:.0f} would.",
        "Families are scores over these cells and worlds, so they cannot be set beside those of a study.",
    ]
    bare = sum(not cell.is_scaled for cell in found.money)
    text.append(
        f"The {bare} cells with neither air support nor payments have nothing to scale and cost less; in "
        "effects against them more money is spent, too."
    )
    if found.left_out:
        text.append(f"Left out, as some runs have no value: {listing(found.left_out)}.")
    return text
