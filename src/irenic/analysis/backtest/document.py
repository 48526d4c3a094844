"""A back-test as plain data for scripts: missing and infinite numbers are null, with a count beside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from irenic.analysis.backtest.compare import Paired
from irenic.analysis.backtest.monthly import QUANTILES, Monthly
from irenic.analysis.backtest.outcomes import OutcomeLine, Place
from irenic.analysis.backtest.result import BackTest, LevelTable, Row, WindowResult
from irenic.analysis.backtest.shapes import ShapeLine
from irenic.analysis.backtest.words import NAMES, further_lines, headline
from irenic.analysis.document import number
from irenic.study import NOTICE

SCHEMA = 1


def back_test_document(result: BackTest) -> dict[str, Any]:
    """Return everything a back-test found.

    Parameters
    ----------
    result : of a back-test
    """
    return {
        "schema_version": SCHEMA,
        "notice": NOTICE,
        "headline": headline(result),
        "further": list(further_lines(result)),
        "case": {"name": result.case, "title": result.title, "digests": dict(result.digests)},
        "sizes": dict(result.sizes),
        "weighting": result.weighting or None,
        "forecasters": dict(NAMES),
        "notes": list(result.notes),
        "monthly": _monthly(result.monthly),
        "windows": [_window(window) for window in result.windows],
        "outcomes": [_outcome(line) for line in result.outcomes],
        "shapes": [_shape(line) for line in result.shapes],
    }


def _monthly(monthly: Monthly) -> dict[str, Any]:
    """The country's recorded deaths by month, and every forecast's quantiles."""
    names = [f"p{round(100 * at)}" for at in QUANTILES]
    return {
        "observed": [{"month": month, "deaths": number(count)} for month, count in monthly.observed.items()],
        "forecasts": {
            name: [
                {"month": month, **dict(zip(names, map(number, values), strict=True))}
                for month, values in zip(monthly.months, bands.T.tolist(), strict=True)
            ]
            for name, bands in monthly.bands.items()
        },
    }


def _window(window: WindowResult) -> dict[str, Any]:
    return {
        "name": window.window.name,
        "role": window.window.role,
        "first": window.first,
        "last": window.last,
        "note": window.window.note,
        "levels": {table.level: _table(table) for table in window.tables},
    }


def _table(table: LevelTable) -> dict[str, Any]:
    return {
        "units": table.units,
        "months": table.months,
        "deaths": number(table.deaths),
        "scores": {row.forecaster: _row(row) for row in table.rows},
        "differences_of_crps": [
            {"model": model, "baseline": baseline, **_paired(found)}
            for (model, baseline), found in table.paired.items()
        ],
        "crps_by_unit": [
            {"unit": line.unit, "deaths": number(line.deaths), **_numbers(line.crps)}
            for line in table.by_unit
        ],
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "crps": number(row.crps),
        "log_score": number(row.log_score),
        "unit_months_without_probability": row.impossible,
        "ignorance": number(row.ignorance),
        "coverage_50": number(row.in_50),
        "coverage_90": number(row.in_90),
        "interval_score_90": number(row.interval_90),
        "pit_mean": number(row.pit),
        "pit_tenths": [number(share) for share in row.histogram],
    }


def _paired(found: Paired) -> dict[str, Any]:
    return {
        "difference": number(found.difference),
        "low": number(found.low),
        "high": number(found.high),
        "months": found.months,
        "verdict": found.verdict,
        "decides_little": found.decides_little,
    }


def _outcome(line: OutcomeLine) -> dict[str, Any]:
    figure = line.figure
    return {
        "quantity": figure.quantity,
        "series": line.series,
        "period": figure.period,
        "low": number(figure.low),
        "value": number(figure.value),
        "high": number(figure.high),
        "unit": figure.unit,
        "grade": figure.grade,
        "soft": line.soft,
        "runs": {name: _place(place) for name, place in line.places.items()},
    }


def _place(place: Place) -> dict[str, Any]:
    return {
        "p10": number(place.low),
        "median": number(place.median),
        "p90": number(place.high),
        "position": number(place.position),
        "inside_50": place.inside[0],
        "inside_80": place.inside[1],
        "inside_90": place.inside[2],
        "crps": None if place.crps is None else number(place.crps),
    }


def _shape(line: ShapeLine) -> dict[str, Any]:
    shape = line.shape
    return {
        "id": shape.id,
        "wording": shape.wording,
        "proposition": str(shape.proposition),
        "grade": shape.grade,
        "reading": shape.reading,
        "source": shape.source,
        "share_of_runs": _numbers(line.shares),
    }


def _numbers(values: Mapping[str, float | None]) -> dict[str, float | None]:
    return {name: None if value is None else number(value) for name, value in values.items()}
