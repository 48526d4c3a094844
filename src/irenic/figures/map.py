"""The district map: one measure of one run, which a page plays month by month.

The spec has the parameters ``month`` (0 to the last, with fractions) and ``district`` (an id, or empty). Data
are a row a district with all its months; colours and labels are worked out by the marks themselves, so that a
change of month repaints and recomputes nothing else.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from irenic.analysis.wording import figure as in_figures
from irenic.analysis.wording import listing, percent
from irenic.case.fields import NOBODY
from irenic.errors import ShapeError
from irenic.figures.figure import Cell, Figure, Table
from irenic.figures.frames import CONTESTED, Frames, Measure, numbers
from irenic.figures.holders import classes_of
from irenic.figures.labels import place_labels
from irenic.figures.map_layers import LINE, hatching, label_layers, label_rows, month_layer
from irenic.figures.places import Places
from irenic.figures.theme import ink
from irenic.figures.words import shown as safe

LEAST_HEIGHT, MOST_HEIGHT = 320, 560
_SOLID = 0.8
_LEAST_TOP = {"count": 10.0, "index": 0.1, "share": 0.1}
"""Least end of a scale: where hardly anything is, nothing looks like much."""

STEP = 12
"""Months between the columns of the table."""

_AT = "floor(month + 1e-6)"
_NEXT = "min(floor(month + 1e-6) + 1, months)"


def district_map(
    places: Places,
    frames: Frames,
    measure: str = "holder",
    *,
    month: float | None = None,
    second: Frames | None = None,
) -> Figure:
    """Return a map of one measure.

    Parameters
    ----------
    places : the case's districts
    frames : of a run, or of the start alone
    measure : id of one of the frames' measures
    month : shown at first; by default the last
    second : frames of a map beside this one: both then have the same scale of colours

    Raises
    ------
    StudyError : ``unknown_measure``
    ShapeError : frames of another case
    """
    if places.districts != frames.districts:
        raise ShapeError("other_case: the frames are of other districts than the places")
    shown = frames.measure(measure)
    last = len(frames.months) - 1
    at = float(last) if month is None else float(np.clip(month, 0, last))
    whole = int(at + 1e-6)
    painted = _holders(places, frames) if shown.kind == "holder" else _numbers(frames, shown, second)
    return Figure(
        name=f"map-{shown.id}",
        title=f"{shown.label}, by district: {safe(frames.label) or places.country}",
        alt=_alt(places, frames, shown, whole),
        table=_table(places, frames, shown, whole),
        chart=_spec(places, at, frames.months, painted),
        note=_note(places, shown),
    )


class _Painted(dict[str, Any]):
    """Parts of a spec that depend on the measure: rows, params, fill, legend, lines of labels, tooltip."""


def _spec(places: Places, month: float, dates: tuple[str, ...], painted: _Painted) -> dict[str, Any]:
    width, height = places.size
    labels = place_labels(places, painted["label_width"], LINE * len(painted["label"]))
    parts = zip(places.features(), label_rows(labels), painted["rows"], strict=True)
    rows = [
        {**feature, "name": places.full_name(i), **label, **row}
        for i, (feature, label, row) in enumerate(parts)
    ]
    border = {"type": "geoshape", "strokeJoin": "round", **painted["border"]}
    fill = {**border, "fill": {"expr": painted["fill"]}, "fillOpacity": painted["opacity"]}
    chosen = {"type": "geoshape", "fill": None, "stroke": ink("accent"), "strokeWidth": 4}
    unseen = {"type": "geoshape", "fillOpacity": 0, "strokeWidth": 0}
    told = {"tooltip": {"expr": painted["tooltip"]}}
    return {
        "width": "container",
        "height": round(float(np.clip(720 * height / width, LEAST_HEIGHT, MOST_HEIGHT))),
        "data": {"name": "districts", "values": rows},
        "projection": {"type": "identity"},
        "params": [
            {"name": "month", "value": month},
            {"name": "months", "value": len(dates) - 1},
            {"name": "dates", "value": list(dates)},
            {"name": "district", "value": ""},
            *painted["params"],
        ],
        "layer": [
            {"mark": unseen, "encoding": {"color": painted["colour"]}},  # for its legend
            {"name": "districts", "mark": {**fill, **told}},
            *painted["layers"],
            {"mark": {**chosen, "strokeOpacity": {"expr": "datum.id === district ? 1 : 0"}}},
            *label_layers(places, labels, painted["label"], told),
            month_layer(),
        ],
    }


def _holders(places: Places, frames: Frames) -> _Painted:
    """Who holds most: colour by camp, the holder's short name and share, lines across where contested."""
    holder, share = frames.largest()
    short = places.parties.short
    leading = [frames.holders[i] for i in np.unique(holder)]
    classes = classes_of(places.parties, leading)
    rows = [{"who": who.tolist(), "v": numbers(v)} for who, v in zip(holder, share, strict=True)]
    scale = {"domain": [c.label for c in classes], "range": [c.colour for c in classes]}
    labels = [next((c.label for c in classes if name in c.members), "") for name in frames.holders]
    legend = {
        "orient": "bottom",
        "columns": {"expr": "width < 520 ? 2 : 4"},
        "title": "Largest holder, one colour for each camp",
        "symbolType": "square",
        "symbolOpacity": _SOLID,
        "symbolSize": 140,
        "symbolStrokeWidth": 0,
        "titleLimit": 320,
    }
    held = f"datum.who[{_AT}]"
    share_now = f"datum.v[{_AT}]"
    names = [places.parties.title(name) for name in frames.holders]
    hatched = {"expr": f"{share_now} < {CONTESTED} ? 0.55 : 0"}
    return _Painted(
        rows=rows,
        params=[
            {"name": "classes", "value": labels},
            {"name": "shorts", "value": [short[name] for name in frames.holders]},
            {"name": "holders", "value": names},
        ],
        border={"stroke": ink("background"), "strokeWidth": 1},
        fill=f"scale('color', classes[{held}])",
        opacity=_SOLID,
        tooltip=f"{{'District': datum.name, 'Holder': holders[{held}], 'Share': format({share_now}, '.0%')}}",
        label=[f"shorts[{held}]", f"format({share_now}, '.0%')"],
        label_width=40.0,
        layers=[hatching(places, rows, hatched)],
        colour={"field": "id", "type": "nominal", "scale": scale, "legend": legend},
    )


def _numbers(frames: Frames, measure: Measure, second: Frames | None) -> _Painted:
    """A number by district, between months in proportion."""
    values = frames.values[measure.id]
    both = [values, *([second.values[measure.id]] if second and measure.id in second.values else [])]
    largest = max((float(np.nanmax(v)) for v in both if np.isfinite(v).any()), default=1.0)
    scale = {
        "type": "sqrt" if measure.kind == "count" else "linear",
        "domain": [0, measure.top or max(largest, _LEAST_TOP[measure.kind])],
        "range": [ink("ramp0"), ink("ramp1"), ink("ramp2")],
        "interpolate": "lab",
        "clamp": True,
    }
    before, after = f"datum.v[{_AT}]", f"datum.v[{_NEXT}]"
    now = f"(isValid({before}) ? {before} + ({after} - {before}) * (month - {_AT}) : {after})"
    known = f"(isValid({before}) || month > {_AT})"
    said = f"{known} ? {_formatted(now, measure)} : '-'"
    legend = {
        "orient": "bottom",
        "title": f"{measure.label}, {measure.unit}",
        "gradientLength": 240,
        "labelExpr": _formatted("datum.value", measure),
        "tickCount": 4,
        "gradientThickness": 12,
        "gradientOpacity": 1,
    }
    return _Painted(
        rows=[{"v": numbers(row)} for row in values],
        params=[{"name": "none", "value": ink("grid")}],
        border={"stroke": ink("rule"), "strokeWidth": 0.7},
        fill=f"{known} ? scale('color', {now}) : none",
        opacity=1,
        tooltip=f"{{'District': datum.name, 'Value': {said}}}",
        label=[said],
        label_width=36.0,
        layers=[],
        colour={"field": "v[0]", "type": "quantitative", "scale": scale, "legend": legend},
    )


def _formatted(number: str, measure: Measure) -> str:
    """Expression that writes a number to about two figures."""
    if measure.kind == "count":
        return f"{number} >= 1000 ? format({number}, '.2~s') : format({number}, ',.0f')"
    return f"format({number}, '{'.0%' if measure.kind == 'share' else '.2f'}')"


def _columns(frames: Frames, month: int) -> list[int]:
    """Months that the table has: the start, every twelfth, the one shown, the last."""
    return sorted({*range(0, len(frames.months), STEP), month, len(frames.months) - 1})


def _table(places: Places, frames: Frames, measure: Measure, month: int) -> Table:
    columns = _columns(frames, month)
    short = places.parties.short

    def cells(place: int) -> tuple[Cell, ...]:
        return tuple(_said(frames, measure, place, m, short) for m in columns)

    unit = "holder and share" if measure.kind == "holder" else measure.unit
    names = "; ".join(
        places.parties.title(name) for name in frames.holders if name != NOBODY and _ever(frames, name)
    )
    return Table(
        columns=("District", *(f"{frames.months[m]}, {unit}" for m in columns)),
        rows=tuple((places.full_name(i), *cells(i)) for i in range(len(places.districts))),
        caption=f"{measure.meaning} {names}." if measure.kind == "holder" else measure.meaning,
    )


def _ever(frames: Frames, holder: str) -> bool:
    return bool((frames.largest()[0] == frames.holders.index(holder)).any())


def _said(frames: Frames, measure: Measure, place: int, month: int, short: dict[str, str]) -> str:
    if measure.kind == "holder":
        holder, share = frames.largest()
        return f"{short[frames.holders[holder[place, month]]]} {percent(share[place, month])}"
    return in_figures(float(frames.values[measure.id][place, month]), measure.unit)


def _alt(places: Places, frames: Frames, measure: Measure, month: int) -> str:
    lower = measure.label[0].lower() + measure.label[1:]
    head = (
        f"Map of {len(places.districts)} districts, case: {places.country}. Shown is {lower}, "
        f"{frames.months[month]}."
    )
    if measure.kind == "holder":
        holder, share = frames.largest()
        short = places.parties.short
        who, count = np.unique(holder[:, month], return_counts=True)
        order = np.argsort(-count, kind="stable")
        most = listing([f"{short[frames.holders[who[i]]]} {count[i]}" for i in order])
        weak = int((share[:, month] < CONTESTED).sum())
        return f"{head} Districts by largest holder: {most}. In {weak} of them nobody holds half."
    values = frames.values[measure.id][:, month]
    if not np.isfinite(values).any():
        return f"{head} The start has no value."
    order = np.argsort(-values, kind="stable")[:3]
    largest = listing([f"{places.names[i]} {in_figures(float(values[i]), measure.unit)}" for i in order])
    return f"{head} Largest: {largest}."


def _note(places: Places, measure: Measure) -> str:
    hexagons = " Districts are drawn as hexagons, neighbours near each other." if places.is_schematic else ""
    if measure.kind != "holder":
        return measure.meaning + hexagons
    return (
        "The name is that of the group which holds most, with its share of the people; lines across "
        f"a district mean that nobody holds half of it. Groups of one camp have one colour.{hexagons}"
    )
