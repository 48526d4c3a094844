"""A back-test as Markdown: the tables of `docs/backtest.md`, good and bad."""

from __future__ import annotations

from collections.abc import Sequence

from irenic.analysis.backtest.outcomes import OutcomeLine
from irenic.analysis.backtest.result import BackTest, LevelTable, WindowResult
from irenic.analysis.backtest.words import (
    EXPLANATION,
    NAMES,
    OUTCOME_EXPLANATION,
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
from irenic.analysis.pages.markdown import exact, figure, paragraph, table
from irenic.study import NOTICE

UNITS_SHOWN = 8
"""Units with most deaths whose own scores are shown."""


def back_test_markdown(result: BackTest, level: int = 2) -> str:
    """Return a back-test as Markdown, without a page's title.

    Parameters
    ----------
    result : of a back-test
    level : of its first heading
    """
    head = "#" * level
    lines = [
        f"{head} {result.title}",
        "",
        *paragraph(f"**{headline(result)}**"),
        *bullets(further_lines(result)),
        *paragraph(f"{NOTICE}.", sizes_sentence(result)),
        *bullets(result.notes),
        *paragraph(EXPLANATION),
    ]
    for window in result.windows:
        lines += [f"{head}# {window_title(window)}", "", *_window(window)]
    if result.outcomes:
        lines += [f"{head}# Where the record lies among the runs", "", *paragraph(OUTCOME_EXPLANATION)]
        for name in result.forecasts:
            lines += [*paragraph(outcome_counts(result.outcomes, name)), *_matrix(result, name)]
        lines += [f"{head}# Levels", "", *_levels(result)]
    if result.shapes:
        lines += [f"{head}# Directions and orders", "", *_shapes(result)]
    return "\n".join(lines).rstrip() + "\n"


def bullets(sentences: Sequence[str]) -> list[str]:
    """Lines of a list, one sentence a point, and an empty one."""
    return [*(f"- {sentence}" for sentence in sentences), ""]


def sizes_sentence(result: BackTest) -> str:
    """Worlds, replicates, months and seed, and the weighting, as a sentence."""
    sizes = result.sizes
    weighting = f" Weighted: {result.weighting}." if result.weighting else ""
    return (
        f"{sizes['worlds']:,} worlds from the prior x {sizes['replicates']} replicates x {sizes['months']} "
        f"months, seed {sizes['seed']}.{weighting}"
    )


def _window(window: WindowResult) -> list[str]:
    lines = []
    for one in window.tables:
        lines += paragraph(f"{table_title(one)}.")
        lines += table(TABLE_HEADS, (table_cells(one, row) for row in one.rows))
        lines += _units(one)
    return lines


def _units(one: LevelTable) -> list[str]:
    if not one.by_unit:
        return []
    names = [row.forecaster for row in one.rows]
    heads = (one.level.capitalize(), "Deaths", *(NAMES[name] for name in names))
    rows = (
        (line.unit, exact(line.deaths), *(figure(line.crps[name]) for name in names))
        for line in one.by_unit[:UNITS_SHOWN]
    )
    return [*paragraph("CRPS where most died:"), *table(heads, rows)]


def _matrix(result: BackTest, name: str) -> list[str]:
    rows = quarterly(result.outcomes)
    quarters = sorted({quarter for of in rows.values() for quarter in of})
    cells = (
        (quantity, *(position_cell(of.get(q), name).strip() for q in quarters))
        for quantity, of in rows.items()
    )
    return table(("Quantity", *quarters), cells)


def _levels(result: BackTest) -> list[str]:
    names = result.forecasts
    heads = ("Quantity", "Period", "Grade", "Recorded", *(NAMES[name] for name in names))
    rows = [line for of in quarterly(result.outcomes).values() for line in of.values()]
    return [
        *paragraph("Median and 10-90% of runs; CRPS of figures of grade A or B in brackets."),
        *table(heads, (_level_cells(line, names) for line in rows), words=2),
    ]


def _level_cells(line: OutcomeLine, names: tuple[str, ...]) -> tuple[str, ...]:
    cells = []
    for name in names:
        place = line.places[name]
        score = "" if place.crps is None else f" ({figure(place.crps)})"
        cells.append(f"{figure(place.median)}, {figure(place.low)} to {figure(place.high)}{score}")
    return (line.figure.quantity, line.figure.period, line.figure.grade, exact(line.figure.value), *cells)


def _shapes(result: BackTest) -> list[str]:
    names = result.forecasts
    heads = ("What happened", "Grade", "Reading", *(NAMES[name] for name in names))
    rows = (
        (
            line.shape.wording,
            line.shape.grade,
            line.shape.reading,
            *(share_cell(line.shares.get(name)) for name in names),
        )
        for line in result.shapes
    )
    return [
        *paragraph(
            "Share of runs in which it holds. Written down from the record before the model was asked; where",
            "a fair reader could read the record otherwise, both readings stand.",
        ),
        *table(heads, rows, words=3),
    ]
