"""How the model did against the record and against simple forecasts of it."""

from __future__ import annotations

from typing import Any

from irenic.figures.figure import Cell, Figure, Table
from irenic.figures.scored import MODELS, Document, Scored, forecaster_names, read, scored_windows
from irenic.figures.theme import ink
from irenic.figures.words import shown

GUTTER = 190
RIGHT = 92
ROW = 18
HEAD = 26
_BAR = 12
_MONTHS_HEIGHT = 280

_UNITS = {
    "country": "deaths a month",
    "district": "deaths a district and month",
    "dyad": "deaths a dyad and month",
}
_LEVELS = {"country": "the country", "district": "by district", "dyad": "by dyad"}
_WORDS = {"better": "better", "worse": "worse"}
_UNCLEAR = "not clear"


def backtest_panels(document: Document, level: str = "country") -> Figure:
    """Return the mean CRPS of every forecaster in every window: bars, less is better.

    Parameters
    ----------
    document : from `irenic.analysis.backtest.document.back_test_document`
    level : "country", "district" or "dyad"

    Raises
    ------
    StudyError : ``unknown_level``, ``bad_back_test``
    """
    windows = scored_windows(document, level)
    names = forecaster_names(document)
    title = read(document, lambda d: str(d["case"]["title"]))
    headline = read(document, lambda d: str(d["headline"]))
    return Figure(
        name=f"backtest-{level}",
        title=f"Forecasts of deaths, {_LEVELS.get(level, level)}: {shown(title)}",
        alt=(
            f"Bars of the mean CRPS of each forecaster in {len(windows)} windows, "
            f"{_LEVELS.get(level, level)}. {headline}"
        ),
        table=_score_table(windows, names, level),
        chart=read(document, lambda _: _bars(windows, names)),
        note=(
            f"CRPS is how far forecasts lie from the record, in {_UNITS.get(level, 'deaths')}: less is "
            "better, and * marks the least. Beside the model's bars stands whether it does clearly better or "
            "worse than last year's counts over resampled months."
        ),
    )


def _bars(windows: list[Scored], names: dict[str, str]) -> dict[str, Any]:
    rows: list[dict[str, Any]] = []
    heads: list[dict[str, Any]] = []
    y = 0
    for window in windows:
        heads.append({"y": y + HEAD / 2, "text": window.span, "note": window.note})
        y += HEAD
        least = min(float(scores["crps"]) for scores in window.scores.values())
        for forecaster, scores in window.scores.items():
            rows.append({"y": y + ROW / 2, **_bar(window, forecaster, float(scores["crps"]), names, least)})
            y += ROW
    largest = max((row["crps"] for row in rows), default=1.0)
    x = {
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [0, largest], "range": [GUTTER, {"expr": f"width - {RIGHT}"}], "nice": False},
    }
    at = {"field": "y", "type": "quantitative", "scale": None, "axis": None}
    bar = {"type": "rule", "strokeWidth": _BAR, "tooltip": {"expr": "datum.tip"}}
    inks = {"domain": ["model", "other"], "range": [ink("series0"), ink("ghost")]}
    kind = {"field": "kind", "type": "nominal", "scale": inks, "legend": None}
    text = {"type": "text", "align": "left", "limit": {"expr": "width"}}
    return {
        "width": "container",
        "height": max(y, ROW),
        "datasets": {"bars": rows, "windows": heads},
        "data": {"name": "bars"},
        "encoding": {"y": at},
        "layer": [
            {
                "mark": bar,
                "encoding": {"x": {**x, "field": "crps"}, "x2": {"datum": 0}, "color": kind},
            },
            {
                "mark": {**text, "limit": GUTTER - 8, "fontWeight": {"expr": _IS_MODEL}},
                "encoding": {"x": {"value": 8}, "text": {"field": "name"}},
            },
            {
                "mark": {**text, "dx": 6},
                "encoding": {"x": {**x, "field": "crps"}, "text": {"field": "words"}},
            },
            {
                "data": {"name": "windows"},
                "mark": {**text, "fontWeight": "bold", "text": {"expr": _HEADING}},
                "encoding": {"x": {"value": 0}},
            },
        ],
    }


_HEADING = "datum.note && width > 520 ? datum.text + ', ' + datum.note : datum.text"
_IS_MODEL = "datum.kind === 'model' ? 'bold' : 'normal'"


def _bar(window: Scored, forecaster: str, crps: float, names: dict[str, str], least: float) -> dict[str, Any]:
    verdict = window.verdicts.get(forecaster)
    said = "" if verdict is None else f" {_WORDS.get(verdict, _UNCLEAR)}"
    best = " *" if crps == least else ""
    name = names.get(forecaster, forecaster)
    return {
        "name": name,
        "kind": "model" if forecaster in MODELS else "other",
        "crps": crps,
        "words": f"{_short(crps)}{best}{said}",
        "tip": f"{name}, {window.title}: CRPS {_short(crps)}",
    }


def _short(value: float) -> str:
    return f"{value:.1f}" if value >= 9.95 else f"{value:.2f}"


def _score_table(windows: list[Scored], names: dict[str, str], level: str) -> Table:
    def row(window: Scored, forecaster: str) -> tuple[Cell, ...]:
        scores = window.scores[forecaster]
        log_score = scores["log_score"]
        return (
            window.title,
            names.get(forecaster, forecaster),
            _short(float(scores["crps"])),
            window.verdicts.get(forecaster, "-"),
            "infinite" if log_score is None else f"{float(log_score):.2f}",
            f"{float(scores['coverage_50']):.0%}",
            f"{float(scores['coverage_90']):.0%}",
        )

    return Table(
        columns=(
            "Window",
            "Forecast",
            f"CRPS, {_UNITS.get(level, 'deaths')}",
            "Against last year's counts",
            "Log score, nats",
            "In 50% interval",
            "In 90% interval",
        ),
        rows=read({}, lambda _: tuple(row(window, name) for window in windows for name in window.scores)),
        caption="Less is better for CRPS and log score; * in the figure marks the least CRPS of a window.",
    )


def backtest_months(document: Document, forecast: str | None = None) -> Figure | None:
    """Return the recorded deaths month by month inside the model's bands.

    Parameters
    ----------
    document : as in `backtest_panels`
    forecast : one of the model's; by default the first that there is, weighted ones first

    Returns
    -------
    None where the document has no months: it is of an older version

    Raises
    ------
    StudyError : ``bad_back_test``
    """
    monthly = document.get("monthly")
    if not monthly:
        return None
    bands = read(monthly, lambda m: dict(m["forecasts"]))
    ours = next((name for name in MODELS if name in bands), "")
    chosen = forecast if forecast is not None and forecast in bands else ours
    found: Figure = read(document, lambda d: _months(d, bands[chosen], chosen))
    return found


def _months(document: Document, bands: list[dict[str, Any]], forecast: str) -> Figure:
    name = forecaster_names(document).get(forecast, forecast)
    by_month = {str(row["month"]): {k: v for k, v in row.items() if k != "month"} for row in bands}
    observed = {str(row["month"]): row["deaths"] for row in document["monthly"]["observed"]}
    months = list(dict.fromkeys([*observed, *by_month]))
    rows = [
        {"at": i, "month": month, "deaths": observed.get(month), **by_month.get(month, {})}
        for i, month in enumerate(months)
    ]
    scored = [row for row in rows if row["deaths"] is not None and "p5" in row]
    inside = [sum(row[low] <= row["deaths"] <= row[high] for row in scored) for low, high in _INTERVALS]
    title = shown(str(document["case"]["title"]))
    return Figure(
        name="backtest-months",
        title=f"Recorded deaths inside the model's bands: {title}",
        alt=(
            f"Line of recorded deaths by month over the bands of one forecast ({name}). Of {len(scored)} "
            f"months with a record, {inside[0]} lie in the 50% band and {inside[1]} in the 90% band."
        ),
        table=_months_table(rows),
        chart=_month_chart(rows, months),
        note=(
            f"Dots are recorded deaths; bands hold the middle 50% and 90% of the forecast ({name}), the "
            "dashed line is its median. Left of the upright line lie the months before the start."
        ),
    )


_INTERVALS = (("p25", "p75"), ("p5", "p95"))


def _month_chart(rows: list[dict[str, Any]], months: list[str]) -> dict[str, Any]:
    start = next((row["at"] for row in rows if "p5" in row), 0)
    ticks = [i for i, month in enumerate(months) if month.endswith(("-01", "-07"))]
    x = {
        "field": "at",
        "type": "quantitative",
        "scale": {"domain": [0, max(len(months) - 1, 1)], "nice": False},
        "axis": {"title": None, "values": ticks, "labelExpr": "months[datum.value]", "grid": False},
    }
    y = {"type": "quantitative", "axis": {"title": "Deaths a month", "tickCount": 5}, "scale": {"zero": True}}
    tip = [
        {"field": "month", "title": "Month"},
        {"field": "deaths", "title": "Recorded", "type": "quantitative"},
        {"field": "p50", "title": "Median", "type": "quantitative"},
        {"field": "p5", "title": "5%", "type": "quantitative"},
        {"field": "p95", "title": "95%", "type": "quantitative"},
    ]
    with_bands = [{"filter": "isValid(datum.p5)"}]
    areas = [
        {
            "transform": with_bands,
            "mark": {"type": "area", "color": ink("series0"), "opacity": opacity},
            "encoding": {"y": {**y, "field": low}, "y2": {"field": high}},
        }
        for (low, high), opacity in zip(reversed(_INTERVALS), (0.18, 0.3), strict=True)
    ]
    median = {"type": "line", "color": ink("series0"), "strokeDash": [6, 3]}
    record = {"type": "line", "color": ink("record"), "point": {"color": ink("record"), "size": 45}}
    rule = {"type": "rule", "color": ink("rule")}
    return {
        "width": "container",
        "height": _MONTHS_HEIGHT,
        "params": [{"name": "months", "value": months}],
        "data": {"values": rows},
        "encoding": {"x": x},
        "layer": [
            *areas,
            {"transform": with_bands, "mark": median, "encoding": {"y": {**y, "field": "p50"}}},
            {"data": {"values": [{"at": start - 0.5}]}, "mark": rule},
            {"mark": record, "encoding": {"y": {**y, "field": "deaths"}, "tooltip": tip}},
        ],
    }


def _months_table(rows: list[dict[str, Any]]) -> Table:
    def cell(value: Any) -> str:
        return "-" if value is None else f"{float(value):,.0f}"

    return Table(
        columns=("Month", "Recorded deaths", "5%", "25%", "Median", "75%", "95%"),
        rows=tuple(
            (row["month"], *(cell(row.get(k)) for k in ("deaths", "p5", "p25", "p50", "p75", "p95")))
            for row in rows
        ),
        caption="Recorded deaths of the country, and quantiles of the forecast.",
    )
