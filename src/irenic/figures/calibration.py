"""Whether forecasts were as sure as they should be: where counts fell in them, and in their intervals."""

from __future__ import annotations

from typing import Any

from irenic.analysis.wording import percent
from irenic.figures.figure import Figure, Table
from irenic.figures.scored import MODELS, REFERENCE, Document, Scored, forecaster_names, read, scored_windows
from irenic.figures.theme import ink
from irenic.figures.words import shown

GUTTER = 190
HISTOGRAM = 150
ROW = 20
_HEAD = 30
_AXIS = 34
_RIGHT = 14
_TENTHS = 10
_LEVELS = {"country": "The country", "district": "Districts", "dyad": "Dyads"}


def calibration(document: Document, level: str = "district", window: str | None = None) -> Figure:
    """Return the calibration of the model: histogram of the PIT, and coverage of its intervals.

    Parameters
    ----------
    document : from `irenic.analysis.backtest.document.back_test_document`
    level : "country", "district" or "dyad"; few units and months make a rough histogram
    window : by default the one with most months

    Raises
    ------
    StudyError : ``unknown_level``, ``bad_back_test``
    """
    windows = scored_windows(document, level)
    names = forecaster_names(document)
    found = read(document, lambda _: _chosen(windows, window))
    title = read(document, lambda d: str(d["case"]["title"]))
    return Figure(
        name=f"calibration-{level}",
        title=f"Was the model as sure as it should be? {_LEVELS.get(level, level)}: {shown(title)}",
        alt=read(document, lambda _: _alt(found, names)),
        table=read(document, lambda _: _table(found, names)),
        chart=read(document, lambda _: _spec(found, names)),
        note=(
            "Above: where the recorded counts fell in the model's forecast, in tenths; lines show the same "
            "for last year's counts. Bars as high as the dashed line mean that it was calibrated; high on "
            "the left, that it was too high; high at both ends, too sure. Below: how often counts lay in "
            "the 50% (round) and 90% (diamond) intervals, against these shares."
        ),
    )


def _chosen(windows: list[Scored], name: str | None) -> Scored:
    named = [one for one in windows if one.window == name]
    return named[0] if named else max(windows, key=lambda one: one.months)


def _spec(found: Scored, names: dict[str, str]) -> dict[str, Any]:
    tenths = [float(share) for share in found.scores[found.model]["pit_tenths"]]
    last_year = found.scores.get(REFERENCE, {}).get("pit_tenths") or []
    top = max([*tenths, *map(float, last_year), 0.2])
    bars = [
        {"low": i / _TENTHS, "high": (i + 1) / _TENTHS, "share": share, "tip": _tip(i, share)}
        for i, share in enumerate(tenths)
    ]
    steps = [{"low": i / _TENTHS, "high": (i + 1) / _TENTHS, "share": s} for i, s in enumerate(last_year)]
    rows_top = _HEAD + HISTOGRAM + _AXIS + 2 * _HEAD
    rows = [
        {
            "name": names.get(forecaster, forecaster),
            "y": rows_top + ROW * (i + 0.5),
            "weight": "bold" if forecaster in MODELS else "normal",
            **{f"in{n}": float(scores[f"coverage_{n}"]) for n in (50, 90)},
        }
        for i, (forecaster, scores) in enumerate(found.scores.items())
    ]
    height = rows_top + ROW * len(rows) + 4
    return {
        "width": "container",
        "height": height,
        "datasets": {"tenths": bars, "lastyear": steps, "coverage": rows},
        "resolve": {"scale": {"y": "independent"}},
        "layer": [
            *_heads(found, names, rows_top),
            *_histogram(top, 1.0 / _TENTHS),
            *_coverage(rows_top, height),
        ],
    }


def _tip(tenth: int, share: float) -> str:
    return f"{percent(share)} of counts between {10 * tenth}% and {10 * (tenth + 1)}% of the forecast"


def _x() -> dict[str, Any]:
    """Position on 0..1, the same for both parts."""
    ends = [GUTTER, {"expr": f"width - {_RIGHT}"}]
    scale = {"domain": [0, 1], "range": ends, "nice": False}
    return {"type": "quantitative", "scale": scale, "axis": None}


def _heads(found: Scored, names: dict[str, str], rows_top: int) -> list[dict[str, Any]]:
    who = names.get(found.model, found.model)
    texts = [
        {"y": 8, "at": 0, "text": f"Counts by tenth of the forecast ({who})"},
        {"y": rows_top - _HEAD - 6, "at": 0, "text": "Share of counts inside the 50% and 90% intervals"},
    ]
    ends = [
        {"y": _HEAD + HISTOGRAM + 12, "at": 0.05, "text": "below it"},
        {"y": _HEAD + HISTOGRAM + 12, "at": 0.95, "text": "above it"},
        {"y": rows_top - 8, "at": 0.5, "text": "50%"},
        {"y": rows_top - 8, "at": 0.9, "text": "90%"},
    ]
    place = {"x": {"value": 0}, "y": {**_PIXELS, "field": "y"}, "text": {"field": "text"}}
    mark = {"type": "text", "align": "left", "fontWeight": "bold", "limit": {"expr": "width"}}
    small: dict[str, Any] = {"type": "text", "color": ink("muted"), "fontSize": 11}
    at = {"x": {**_x(), "field": "at"}, "y": place["y"], "text": place["text"]}
    return [
        {"data": {"values": texts}, "mark": mark, "encoding": place},
        {"data": {"values": ends}, "mark": small, "encoding": at},
    ]


_PIXELS: dict[str, Any] = {"type": "quantitative", "scale": None, "axis": None}


def _histogram(top: float, even: float) -> list[dict[str, Any]]:
    scale = {"domain": [0, top], "range": [_HEAD + HISTOGRAM, _HEAD], "nice": False}
    axis = {"format": ".0%", "tickCount": 3, "title": None, "offset": -GUTTER + 6, "domain": False}
    y = {"type": "quantitative", "scale": scale}
    seen, hidden = {**y, "axis": axis}, {**y, "axis": None}
    x = _x()
    bar = {"type": "bar", "color": ink("series0"), "opacity": 0.75, "tooltip": {"expr": "datum.tip"}}
    step: dict[str, Any] = {"type": "rule", "color": ink("text"), "strokeWidth": 2}
    across = {"x": {**x, "field": "low"}, "x2": {"field": "high"}}
    return [
        {
            "data": {"name": "tenths"},
            "mark": {**bar, "stroke": ink("background")},
            "encoding": {**across, "y": {**seen, "field": "share"}, "y2": {"datum": 0}},
        },
        {
            "data": {"name": "lastyear"},
            "mark": step,
            "encoding": {**across, "y": {**hidden, "field": "share"}},
        },
        {
            "data": {"values": [{"low": 0, "high": 1, "share": even}]},
            "mark": {**step, "strokeDash": [5, 4], "strokeWidth": 1.2},
            "encoding": {**across, "y": {**hidden, "field": "share"}},
        },
    ]


def _coverage(top: int, height: int) -> list[dict[str, Any]]:
    x, y = _x(), {**_PIXELS, "field": "y"}
    data: dict[str, Any] = {"data": {"name": "coverage"}}
    nominal = [{"at": at, "y": top, "y2": height} for at in (0.5, 0.9)]
    line: dict[str, Any] = {"type": "rule", "strokeDash": [5, 4], "color": ink("text"), "strokeWidth": 1.2}
    text: dict[str, Any] = {"type": "text", "align": "left", "limit": GUTTER - 8}
    text |= {"fontWeight": {"expr": "datum.weight"}}
    points = [
        {
            **data,
            "mark": {"type": "point", "shape": shape, "size": 70, "color": ink("series0"), "opacity": 1},
            "encoding": {
                "x": {**x, "field": field},
                "y": y,
                "tooltip": [
                    {"field": "name", "title": "Forecast"},
                    {"field": field, "type": "quantitative", "format": ".0%", "title": title},
                ],
            },
        }
        for field, shape, title in (("in50", "circle", "In 50%"), ("in90", "diamond", "In 90%"))
    ]
    return [
        {
            "data": {"values": nominal},
            "mark": line,
            "encoding": {"x": {**x, "field": "at"}, "y": y, "y2": {"field": "y2"}},
        },
        {**data, "mark": text, "encoding": {"x": {"value": 8}, "y": y, "text": {"field": "name"}}},
        *points,
    ]


def _table(found: Scored, names: dict[str, str]) -> Table:
    rows = []
    for forecaster, scores in found.scores.items():
        shares = [percent(float(share)) for share in scores["pit_tenths"]]
        covered = [percent(float(scores[f"coverage_{n}"])) for n in (50, 90)]
        rows.append((names.get(forecaster, forecaster), *covered, *shares))
    tenths = tuple(f"PIT {10 * i}-{10 * (i + 1)}%" for i in range(_TENTHS))
    return Table(
        columns=("Forecast", "In 50% interval", "In 90% interval", *tenths),
        rows=tuple(rows),
        caption=f"{_size(found)}. Each tenth of the PIT would hold 10% if calibrated.",
    )


def _size(found: Scored) -> str:
    return f"{found.span}, {found.units} units" if found.units > 1 else found.span


def _alt(found: Scored, names: dict[str, str]) -> str:
    scores = found.scores[found.model]
    tenths = [float(share) for share in scores["pit_tenths"]]
    return (
        f"Histogram and dots, {_size(found)}. For the {names.get(found.model, found.model)}, "
        f"{percent(sum(tenths[:5]))} of counts fell in the lower half of the forecast; "
        f"{percent(float(scores['coverage_50']))} lay in the 50% interval and "
        f"{percent(float(scores['coverage_90']))} in the 90% interval."
    )
