"""Failure boxes: the limits that set apart the worlds in which something happens, as ranges of the priors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from irenic.analysis.discover.box import Limit
from irenic.analysis.discover.find import Found
from irenic.analysis.discover.sentences import base_sentence, box_sentence, nothing_sentence
from irenic.analysis.discover.survey import Discovery
from irenic.analysis.discover.words import clauses, quantile_of, sentence
from irenic.analysis.wording import percent
from irenic.figures.figure import Cell, Figure, Table
from irenic.figures.rows import LETTERS, Rows
from irenic.figures.theme import ink
from irenic.figures.words import four, lines, shown
from irenic.study import Study

NOBODY_TELLS = "No run of this study can tell."


def boxes(discovery: Discovery, study: Study) -> Figure:
    """Return the boxes of a search: how often it happens in each, and the limits that bound it.

    Parameters
    ----------
    discovery : by `irenic.analysis.discover.survey.discover`
    study : that was searched
    """
    searched = f"{study.manifest.worlds:,} worlds searched"
    base = _base(discovery)
    return Figure(
        name="boxes",
        title=_title(discovery),
        alt=_alt(discovery),
        table=_table(discovery, searched),
        chart=_chart(discovery),
        note=(
            f"{base} The bar of a box is the share of runs in which it is so there, in "
            "worlds that were not used to find it; the line across is the share in all of those worlds. "
            "Below it, each input's stretch of its prior, from the lowest value to the highest."
            if discovery.found
            else base
        ),
    )


def _base(discovery: Discovery) -> str:
    """How often it is so, where any run can tell."""
    return base_sentence(discovery) if discovery.question.asked else NOBODY_TELLS


def _asked(discovery: Discovery) -> str:
    return shown(discovery.question.words)


def _title(discovery: Discovery) -> str:
    first = discovery.boxes[0]
    if first.box is None:
        return f"No set of assumptions singles out where {_asked(discovery)}"
    said = sentence(first, discovery.inputs.table)
    return f"Most often {shown(said)}: {_asked(discovery)}"


def _alt(discovery: Discovery) -> str:
    said = [f"Ranges of the inputs that set apart the worlds where {_asked(discovery)}."]
    said.append(_base(discovery))
    if not discovery.found:
        said.append(nothing_sentence(discovery))
    for i, found in enumerate(discovery.boxes):
        if found.box is not None:
            words = sentence(found, discovery.inputs.table)
            said.append(f"{words[0].upper()}{words[1:]}: {box_sentence(found, i)}")
    return " ".join(shown(one) for one in said)


def _stretch(limits: Sequence[Limit], discovery: Discovery) -> tuple[float, float]:
    """Share of the prior below an input's lower limit, and up to its upper one."""
    low, high = 0.0, 1.0
    for one in limits:
        at = quantile_of(one, discovery.inputs.table)
        if one.low is not None:
            low = max(low, at)
        if one.high is not None:
            high = min(high, at)
    return low, high


def _values(limits: Sequence[Limit]) -> str:
    """Limits in the input's own unit."""
    said = []
    for one in limits:
        if one.low is not None:
            said.append(f"from {one.low:.3g}")
        if one.high is not None:
            said.append(f"up to {one.high:.3g}")
        if one.without:
            said.append("not " + ", ".join(f"{code:g}" for code in one.without))
    unit = limits[0].input.unit
    return shown(f"{' '.join(said)} {unit}".strip())


def _by_input(found: Found) -> list[list[Limit]]:
    box = found.box
    if box is None:
        return []
    return [[one for one in box if one.input.name == name] for name in box.names]


def _rows(discovery: Discovery) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    table = discovery.inputs.table
    for i, found in enumerate(discovery.boxes):
        if found.box is None or found.test is None:
            base = four(found.base)
            said = f"In all worlds: {_asked(discovery)}"
            words = f"{percent(found.base)} of runs\nno box found"
            rows.append(_bar(said, words, "all", (0.0, base), f"{said}; {nothing_sentence(discovery)}"))
            continue
        fit = found.test
        said = f"Box {i + 1}: so in {percent(fit.density)} of runs there, in {percent(fit.base)} of all"
        words = f"{percent(fit.density)} of runs,\n{percent(fit.coverage)} of cases"
        rows.append(_bar(said, words, "box", (0.0, four(fit.density)), said) | {"base": four(fit.base)})
        for limits in _by_input(found):
            said = shown(clauses(limits, table))
            low, high = _stretch(limits, discovery)
            words = lines(_values(limits), 20, 2)
            tip = f"{shown(limits[0].input.name)}: {_values(limits)}"
            rows.append(_bar(f"{said[:1].upper()}{said[1:]}", words, "limit", (four(low), four(high)), tip))
    return rows


def _bar(label: str, words: str, kind: str, ends: tuple[float, float], tip: str) -> dict[str, Any]:
    text = {"label": lines(label, LETTERS), "words": words, "tip": tip}
    return {**text, "kind": kind, "from": ends[0], "to": ends[1]}


def _chart(discovery: Discovery) -> Any:
    layout = Rows(_rows(discovery), (0.0, 1.0), right=134)
    axis = alt.Axis(
        orient="top",
        values=[0, 0.5, 1],
        labelExpr="datum.value == 0 ? '0, lowest' : datum.value == 1 ? '1, highest' : 'half'",
        labelFlush=True,
        grid=False,
    )
    keys, roles = ["all", "box", "limit"], ["unclear", "fails", "accent"]
    color = alt.Color("kind:N", scale=alt.Scale(domain=keys, range=[ink(r) for r in roles]), legend=None)
    base = layout.base()
    share = base.transform_filter("datum.kind != 'limit'")
    limit = base.transform_filter("datum.kind == 'limit'")
    ends: dict[str, Any] = {"x": layout.x("from", axis), "x2": "to:Q", "y": layout.y(), "color": color}
    return layout.chart(
        *layout.frame(),
        share.mark_rule(strokeWidth=12).encode(**ends),
        limit.mark_rule(strokeWidth=6).encode(**ends),
        *(
            limit.mark_tick(size=16, thickness=2.5, orient="vertical").encode(
                x=layout.x(end, axis), y=layout.y(), color=color
            )
            for end in ("from", "to")
        ),
        base.transform_filter("isValid(datum.base)")
        .mark_tick(size=22, thickness=2, color=ink("text"), orient="vertical")
        .encode(x=layout.x("base", axis), y=layout.y()),
        layout.hover(),
    )


def _table(discovery: Discovery, searched: str) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for i, found in enumerate(discovery.boxes):
        if found.box is None or found.test is None:
            rows.append(("none", "-", percent(found.base), "-", "-", "-", "-"))
            continue
        fit = found.test
        for limits in _by_input(found):
            low, high = _stretch(limits, discovery)
            rows.append(
                (
                    f"Box {i + 1}",
                    shown(clauses(limits, discovery.inputs.table)),
                    percent(fit.density),
                    percent(fit.base),
                    percent(fit.coverage),
                    f"{shown(limits[0].input.name)} {_values(limits)}",
                    f"{percent(low)} to {percent(high)}",
                )
            )
    columns = (
        *("Box", "Where", "So in this share of runs there", "In all", "Share of all cases in it"),
        *("Limits", "Of the prior"),
    )
    return Table(columns, tuple(rows), f"Where {_asked(discovery)}; {searched}")
