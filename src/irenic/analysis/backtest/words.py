"""What a back-test says, in sentences: who wins first, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Sequence

from irenic.analysis.backtest.baselines import CONFLICTOLOGY, LABELS
from irenic.analysis.backtest.compare import BETTER, WORSE, Paired
from irenic.analysis.backtest.levels import COUNTRY, MEANING
from irenic.analysis.backtest.outcomes import OutcomeLine
from irenic.analysis.backtest.result import (
    FORCED,
    MODEL_LABELS,
    UNFORCED,
    WEIGHTED,
    BackTest,
    LevelTable,
    Row,
    WindowResult,
)

NAMES = {**MODEL_LABELS, **LABELS}
"""Every forecaster for people."""

SHORT = {
    FORCED: "forced",
    UNFORCED: "open",
    FORCED + WEIGHTED: "forced weighted",
    UNFORCED + WEIGHTED: "open weighted",
}
"""The model's forecasts where there is little room."""

MISSING = "-"
OUTSIDE = (0.1, 0.9)
"""A recorded figure beyond these shares of runs lies outside the central 80%."""

UNIT = {
    COUNTRY: "deaths a month",
    "district": "deaths a district and month",
    "dyad": "deaths a dyad and month",
}

EXPLANATION = (
    "CRPS, log score and ignorance: less is better. CRPS is in deaths; beside it, the difference from last "
    "year's counts with its 90% interval over resampled months. Log score in nats, infinite (with how often "
    "in brackets) where a forecast gave no probability to what happened; ignorance in bits, in the bins of "
    "the VIEWS challenge. In 50, in 90: how often the count lay in the central 50% and 90%, ends included. "
    "PIT: .5 is right, below it the forecast was too high, above it too low."
)

OUTCOME_EXPLANATION = (
    "Share of runs below the recorded figure of each quarter: 50% is the middle; * outside the central 80%. "
    "Figures in brackets are judgements (grade C or worse): read their direction and order below, not their "
    "level."
)


def headline(result: BackTest) -> str:
    """The first line: whether the model beats last year's counts.

    Parameters
    ----------
    result : of a back-test

    References
    ----------
    Issue 5 of the project: if the model loses to conflictology, the first line says so.
    """
    window, name = _first(result)
    return f"{_sentence(window, window.tables[0], name)}{_few(window.tables[0].paired[name, CONFLICTOLOGY])}"


def further_lines(result: BackTest) -> tuple[str, ...]:
    """One line a window: CRPS of the country's deaths, of the model and of last year's counts."""
    lines = []
    for window in result.windows:
        table = window.tables[0]
        names = [name for name in result.forecasts if (name, CONFLICTOLOGY) in table.paired]
        ours = "; ".join(
            f"{SHORT[name]} {table.row(name).crps:.1f} ({_verdict(table.paired[name, CONFLICTOLOGY])})"
            for name in names
        )
        theirs = table.row(CONFLICTOLOGY).crps
        lines.append(f"{window.first} to {window.last}: conflictology {theirs:.1f}. Model: {ours}.")
    return tuple(lines)


def _first(result: BackTest) -> tuple[WindowResult, str]:
    """Window and forecast of the first line: weighted on a test window, else the prior on a whole one."""
    weighted = any(name.endswith(WEIGHTED) for name in result.forecasts)
    role, ending = ("test", WEIGHTED) if weighted else ("whole", "")
    window = next((w for w in result.windows if w.window.role == role), result.windows[0])
    present = [name for name, other in window.tables[0].paired if other == CONFLICTOLOGY]
    return window, FORCED + ending if FORCED + ending in present else present[0]


def _sentence(window: WindowResult, table: LevelTable, name: str) -> str:
    found = table.paired[name, CONFLICTOLOGY]
    ours, theirs = table.row(name).crps, table.row(CONFLICTOLOGY).crps
    subject = "The model, in weighted worlds," if name.endswith(WEIGHTED) else "The model"
    return (
        f"{subject} {_verb(found)} last year's counts (conflictology){_how(found)}: CRPS {ours:.1f} against "
        f"{theirs:.1f} {UNIT[table.level]}, {window.first} to {window.last}; difference {signed(found)}."
    )


def _verb(found: Paired) -> str:
    if found.verdict == BETTER:
        return "does better than"
    if found.verdict == WORSE:
        return "does worse than"
    return "does worse than" if found.difference > 0 else "does better than"


def _verdict(found: Paired) -> str:
    if found.verdict in (BETTER, WORSE):
        return found.verdict
    return f"{'worse' if found.difference > 0 else 'better'}, not clearly"


def _how(found: Paired) -> str:
    return "" if found.verdict in (BETTER, WORSE) else ", but not clearly"


def _few(found: Paired) -> str:
    return f" {found.months} months decide little." if found.decides_little else ""


def signed(found: Paired) -> str:
    """A difference with its interval, such as ``+10.6 (-0.9 to +21.7)``."""
    if not math.isfinite(found.difference):
        return MISSING
    small = max(abs(found.difference), abs(found.low), abs(found.high)) < 9.95
    digits = 2 if small else 1
    return f"{found.difference:+.{digits}f} ({found.low:+.{digits}f} to {found.high:+.{digits}f})"


def window_title(window: WindowResult) -> str:
    """Such as "test_short: 2016-06 to 2016-11, 6 months (half a year after)"."""
    note = f" ({window.window.note})" if window.window.note else ""
    return f"{window.window.name}: {window.first} to {window.last}, {window.window.months} months{note}"


def table_title(table: LevelTable) -> str:
    """What a table is of, with its size."""
    units = f"{table.units} units x " if table.units > 1 else ""
    return f"{MEANING[table.level]}; {units}{table.months} months, {table.deaths:,.0f} deaths".capitalize()


TABLE_HEADS = ("Forecast", "CRPS", "minus conflictology", "Log score", "Ignor.", "In 50", "In 90", "PIT")


def table_cells(table: LevelTable, row: Row) -> tuple[str, ...]:
    """Cells of a forecaster's row under `TABLE_HEADS`."""
    compared = table.paired.get((row.forecaster, CONFLICTOLOGY))
    log_score = f"{row.log_score:.2f}" if math.isfinite(row.log_score) else f"inf ({row.impossible})"
    return (
        NAMES[row.forecaster],
        f"{row.crps:.1f}" if row.crps >= 9.95 else f"{row.crps:.2f}",
        MISSING if compared is None else signed(compared),
        log_score,
        f"{row.ignorance:.2f}",
        f"{row.in_50:.0%}",
        f"{row.in_90:.0%}",
        f"{row.pit:.2f}",
    )


def quarter_of(line: OutcomeLine) -> str:
    """Quarter in which a figure's period ends, such as 16Q2."""
    last = line.figure.months[1]
    return f"{last.year % 100:02d}Q{(last.month + 2) // 3}"


def quarterly(lines: Sequence[OutcomeLine]) -> dict[str, dict[str, OutcomeLine]]:
    """Figures as a table: quantity -> quarter -> the quarter's last figure.

    A quantity told by quarter stands for the same series told by month; years are left out.
    """
    by_quarter = {line.series for line in lines if "Q" in line.figure.period}
    found: dict[str, dict[str, OutcomeLine]] = {}
    for line in sorted(lines, key=lambda one: one.months[1]):
        whole_year = len(line.figure.period) == 4
        if whole_year or (line.series in by_quarter and "Q" not in line.figure.period):
            continue
        found.setdefault(line.figure.quantity, {})[quarter_of(line)] = line
    return found


def position_cell(line: OutcomeLine | None, name: str) -> str:
    """Where a figure lies among the runs of a forecaster: ``62%``, ``97%*``, ``(4%)*``."""
    if line is None or name not in line.places:
        return ""
    place = line.places[name]
    share = f"{place.position:.0%}"
    return f"{f'({share})' if line.soft else share}{' ' if place.inside[1] else '*'}"


def outcome_counts(lines: Sequence[OutcomeLine], name: str) -> str:
    """How many quarterly figures lie in the central half and 80% of a forecaster's runs."""
    chosen = [line for of in quarterly(lines).values() for line in of.values() if name in line.places]
    inside = [sum(line.places[name].inside[i] for line in chosen) for i in (0, 1)]
    return (
        f"{NAMES[name].capitalize()}: of {len(chosen)} quarterly figures {inside[0]} lie in the central half "
        f"of runs, {inside[1]} in the central 80%."
    )


def share_cell(share: float | None) -> str:
    """A share of runs."""
    return MISSING if share is None else f"{share:.0%}"
