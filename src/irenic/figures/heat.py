"""Heat table: strategies by outcomes, shaded by how far each stands behind the best."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np

from irenic.analysis.averages import Floats
from irenic.analysis.compare import Comparison, OutcomeComparison
from irenic.analysis.wording import figure, listing
from irenic.figures.figure import Cell, Figure, Table
from irenic.figures.rows import of_values
from irenic.figures.standing import Sign, outcome_regret, signs, wanted, winner_sentence
from irenic.figures.theme import ink
from irenic.figures.words import amount, brief, four, heading, lines, named, shown, strategy_labels
from irenic.study import Study

FAR = 1.0
"""Regret in standard deviations from which a cell is shaded fully."""

NARROW = 560
GUTTER = 205
ROOMY = 72
"""Width of a cell, in pixels, from which headings stand level."""

TIGHT = 42
"""Width of a cell, in pixels, below which numbers have two figures and headings no unit."""

STRIP = 122
LEVEL = 80
"""Height of the headings in pixels: upright, and level."""

STEP = 46
FOOT = 40
_SHADES: dict[str, Any] = {
    "domain": [0, FAR / 2, FAR],
    "range": [ink("shade0"), ink("shade1"), ink("shade2")],
    "clamp": True,
}


def heat(study: Study, comparison: Comparison, *, outcomes: Sequence[str] = ()) -> Figure:
    """Return a table of strategies by outcomes, shaded by regret.

    Parameters
    ----------
    study : as `open_study` returns it
    comparison : `compare` of it
    outcomes : ids; none for the headline outcomes of which more or less is better

    Raises
    ------
    StudyError : ``unknown_outcome``, ``no_outcomes``
    """
    chosen = wanted(study, comparison, outcomes)
    behind = [
        outcome_regret(study, comparison, o) if o.winner else np.full(len(o.value), np.nan) for o in chosen
    ]
    names = [strategy_labels(study.manifest)[name] for name in comparison.strategies]
    cells = _cells(comparison, chosen, behind)
    return Figure(
        name="heat",
        title=winner_sentence(study, comparison),
        alt=_alt(comparison, chosen, names),
        table=_table(comparison, chosen, names),
        chart=_chart(cells, names, _headings(comparison, chosen)),
        note=(
            "The stronger a colour, the further behind the best strategy of the same world. A solid "
            "frame marks the best on an outcome; dashed frames mark two that Monte Carlo error does "
            "not separate."
            + (" The last column averages regret over many weightings." if comparison.sweep else "")
        ),
    )


def _headings(comparison: Comparison, chosen: Sequence[OutcomeComparison]) -> list[tuple[str, str]]:
    """Name and unit of every column."""
    found = [(shown(o.info.label), shown(o.info.unit)) for o in chosen]
    return [*found, ("Mean regret", "sd")] if comparison.sweep else found


def _cells(
    comparison: Comparison, chosen: Sequence[OutcomeComparison], behind: Sequence[Floats]
) -> list[dict[str, Any]]:
    columns = [
        (shown(o.info.label), o.info.unit, o.value, lost, signs(o))
        for o, lost in zip(chosen, behind, strict=True)
    ]
    if comparison.sweep is not None and comparison.robust is not None:
        mean, robust = comparison.sweep.average_mean, comparison.robust
        marks: list[Sign] = [""] * len(mean)
        marks[robust.first] = "best" if robust.separated or robust.second is None else "shared"
        if robust.second is not None and not robust.separated:
            marks[robust.second] = "shared"
        columns.append(("Mean regret", "sd", mean, mean, marks))
    return [
        {
            "row": row,
            "col": col,
            "text": figure(float(values[row]), unit),
            "short": brief(float(values[row]), unit),
            "lost": four(float(lost[row])) if np.isfinite(lost[row]) else None,
            "sign": marks[row],
            "tip": f"{label}: {amount(float(values[row]), unit)}, {_behind(float(lost[row]))}",
        }
        for col, (label, unit, values, lost, marks) in enumerate(columns)
        for row in range(len(values))
    ]


def _behind(lost: float) -> str:
    return f"{lost:.2f} sd behind the best on average" if np.isfinite(lost) else "not ranked"


def _chart(cells: list[dict[str, Any]], names: list[str], headings: list[tuple[str, str]]) -> Any:
    columns, height = len(headings), STRIP + STEP * len(names)
    layers = [
        *_boxes(cells),
        *_names(names),
        *_heads(headings),
        *_legend(height),
    ]
    across = f"((width - (width < {NARROW} ? 0 : {GUTTER})) / {columns})"
    params = [
        alt.param(name="narrow", expr=f"width < {NARROW}"),
        alt.param(name="left", expr=f"width < {NARROW} ? 0 : {GUTTER}"),
        alt.param(name="top", expr=f"{across} < {ROOMY} ? {STRIP} : {LEVEL}"),
        alt.param(name="step", expr=f"({height} - ({across} < {ROOMY} ? {STRIP} : {LEVEL})) / {len(names)}"),
        alt.param(name="cell", expr=across),
    ]
    sized: Any = alt.layer(*layers).properties(width="container", height=height + FOOT).add_params(*params)
    return sized


def _at(field: str) -> dict[str, Any]:
    """A place in pixels from the left or from the top."""
    return {"field": field, "type": "quantitative", "scale": None, "axis": None}


def _boxes(cells: list[dict[str, Any]]) -> list[alt.Chart]:
    base = of_values(cells).transform_calculate(
        x0="left + datum.col * cell + 1.5",
        x1="left + (datum.col + 1) * cell - 1.5",
        mid="left + (datum.col + 0.5) * cell",
        y0="top + datum.row * step + (narrow ? 18 : 2)",
        y1="top + (datum.row + 1) * step - 2",
        middle="top + datum.row * step + (narrow ? 31 : step / 2)",
    )
    box = {"x": alt.X(**_at("x0")), "x2": "x1", "y": alt.Y(**_at("y0")), "y2": "y1"}
    shade = alt.Color("lost:Q", scale=alt.Scale(**_SHADES), legend=None)
    frame: dict[str, Any] = {
        "filled": False,
        "strokeWidth": alt.ExprRef(f"cell < {TIGHT} ? 1.4 : 2"),
        "stroke": ink("text"),
    }
    best = base.transform_filter("datum.sign == 'best'")
    shared = base.transform_filter("datum.sign == 'shared'")
    words = base.transform_calculate(words=f"cell < {TIGHT} ? datum.short : datum.text").mark_text(
        baseline="middle",
        fontSize=alt.ExprRef(f"cell < {TIGHT} ? 10 : cell < 50 ? 11 : 12"),
        color=ink("shade_text"),
    )
    return [
        base.mark_rect().encode(**box, color=shade, tooltip="tip:N"),
        best.mark_rect(**frame).encode(**box),
        shared.mark_rect(**frame, strokeDash=[4, 3]).encode(**box),
        words.encode(x=alt.X(**_at("mid")), y=alt.Y(**_at("middle")), text="words:N", tooltip="tip:N"),
    ]


def _names(names: list[str]) -> list[alt.Chart]:
    """Names of the strategies: beside the cells, or above them in one line."""
    rows = [
        {"row": i, "name": name, "broken": lines(name, 30, 2), "more": lines(name, 30, 2).count("\n")}
        for i, name in enumerate(names)
    ]
    base = of_values(rows).transform_calculate(
        above="top + datum.row * step + 9",
        beside="top + (datum.row + 0.5) * step - datum.more * 7.5",
    )
    text: dict[str, Any] = {"align": "left", "baseline": "middle"}
    return [
        base.mark_text(**text, opacity=alt.ExprRef("narrow ? 1 : 0"), limit=alt.ExprRef("width")).encode(
            x=alt.value(2), y=alt.Y(**_at("above")), text="name:N"
        ),
        base.mark_text(**text, opacity=alt.ExprRef("narrow ? 0 : 1"), lineBreak="\n", lineHeight=15).encode(
            x=alt.value(0), y=alt.Y(**_at("beside")), text="broken:N"
        ),
    ]


def _heads(headings: list[tuple[str, str]]) -> list[alt.Chart]:
    """Headings of the columns: level where there is room, else upright."""
    rows = [
        {
            "col": i,
            "level": f"{lines(label, 11, 3)}\n{lines(unit, 12, 2)}",
            "upright": f"{label}\n{unit}",
            "name": label,
        }
        for i, (label, unit) in enumerate(headings)
    ]
    base = of_values(rows).transform_calculate(mid="left + (datum.col + 0.5) * cell")
    text: dict[str, Any] = {"lineBreak": "\n", "lineHeight": 14, "fontSize": 11.5}
    level = base.transform_calculate(level_y="top - 10 - (length(split(datum.level, '\\n')) - 1) * 14")
    upright = base.transform_calculate(
        side=f"datum.mid - (cell < {TIGHT} ? 0 : 6)", words=f"cell < {TIGHT} ? datum.name : datum.upright"
    )
    across, along = alt.ExprRef(f"cell < {ROOMY} ? 0 : 1"), alt.ExprRef(f"cell < {ROOMY} ? 1 : 0")
    return [
        level.mark_text(**text, align="center", baseline="middle", opacity=across).encode(
            x=alt.X(**_at("mid")), y=alt.Y(**_at("level_y")), text="level:N"
        ),
        upright.mark_text(
            **text, align="left", baseline="middle", angle=270, opacity=along, limit=STRIP - 8
        ).encode(x=alt.X(**_at("side")), y=alt.value(STRIP - 5), text="words:N"),
    ]


def _legend(height: int) -> list[alt.Chart]:
    """What shades and frames mean, in a line below."""
    rows = [
        {"lost": 0.0, "at": 0, "text": "0", "sign": ""},
        {"lost": FAR / 2, "at": 1, "text": f"{FAR / 2:g}", "sign": ""},
        {"lost": FAR, "at": 2, "text": f"{FAR:g} sd or more behind the best", "sign": ""},
    ]
    base = of_values(rows).transform_calculate(
        x0="datum.at * 46", x1="datum.at * 46 + 18", label="datum.at * 46 + 23"
    )
    top = alt.value(height + 16)
    shade = alt.Color("lost:Q", scale=alt.Scale(**_SHADES), legend=None)
    return [
        base.mark_rect(stroke=ink("rule"), strokeWidth=0.8).encode(
            x=alt.X(**_at("x0")), x2="x1", y=top, y2=alt.value(height + 30), color=shade
        ),
        base.mark_text(align="left", baseline="middle", fontSize=11.5).encode(
            x=alt.X(**_at("label")), y=alt.value(height + 23), text="text:N"
        ),
    ]


def _alt(comparison: Comparison, chosen: Sequence[OutcomeComparison], names: Sequence[str]) -> str:
    said = [f"Heat table of {len(names)} strategies by {len(chosen)} outcomes."]
    for o in chosen:
        if o.winner is None:
            continue
        first = named(names[o.winner.first])
        best = amount(float(o.value[o.winner.first]), o.info.unit)
        label = shown(o.info.label)
        if o.winner.clear or o.winner.second is None:
            said.append(f"{label}: best under {first}, {best}.")
        else:
            said.append(
                f"{label}: no clear winner between {first} ({best}) and {named(names[o.winner.second])}."
            )
    if comparison.sweep is not None:
        mean = comparison.sweep.average_mean
        order = np.argsort(mean, kind="stable")
        said.append(f"Mean regret is {listing([f'{mean[i]:.2f} sd for {named(names[i])}' for i in order])}.")
    return " ".join(said)


def _table(comparison: Comparison, chosen: Sequence[OutcomeComparison], names: Sequence[str]) -> Table:
    words = {"": "", "best": " (best)", "shared": " (no clear winner)"}
    columns = ["Strategy", *(heading(shown(o.info.label), shown(o.info.unit)) for o in chosen)]
    marks = [signs(o) for o in chosen]
    rows: list[tuple[Cell, ...]] = []
    for i, name in enumerate(names):
        row: list[Cell] = [name]
        row += [
            figure(float(o.value[i]), o.info.unit) + words[mark[i]]
            for o, mark in zip(chosen, marks, strict=True)
        ]
        if comparison.sweep is not None:
            row.append(figure(float(comparison.sweep.average_mean[i]), "sd"))
        rows.append(tuple(row))
    if comparison.sweep is not None:
        columns.append("Mean regret (sd)")
    return Table(tuple(columns), tuple(rows), "Median over worlds; of shares of runs, the mean")
