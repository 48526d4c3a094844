"""Figures of a back-test: scores, months inside the bands, calibration; and documents that are none."""

from __future__ import annotations

import copy
from typing import Any

import altair as alt
import pytest

from irenic.errors import StudyError
from irenic.figures.backtest import backtest_months, backtest_panels
from irenic.figures.calibration import calibration
from irenic.figures.figure import Figure

from .conftest import MARKUP, check_figure

NAMES = {"forced": "model, dated events forced", "conflictology": "conflictology (last year)", "zero": "zero"}


def scores(crps: float, low: float = 0.1) -> dict[str, Any]:
    """Scores of one forecaster; `low` is the share in the lowest tenth."""
    rest = (1.0 - low) / 9
    return {
        "crps": crps, "log_score": None if crps > 100 else 5.0, "coverage_50": 0.6, "coverage_90": 0.95,
        "pit_tenths": [low, *[rest] * 9],
    }  # fmt: skip


def level(units: int, months: int) -> dict[str, Any]:
    """One level of a window."""
    difference = {"model": "forced", "baseline": "conflictology", "verdict": "worse", "difference": 10.0}
    found = {"forced": scores(50.0, 0.4), "conflictology": scores(40.0), "zero": scores(120.0, 0.0)}
    return {"units": units, "months": months, "scores": found, "differences_of_crps": [difference]}


@pytest.fixture
def document() -> dict[str, Any]:
    """A back-test of two windows and three months."""
    windows = [
        {
            "name": name, "role": "test", "first": "2015-12", "last": last, "note": note,
            "levels": {"country": level(1, months), "district": level(4, months)},
        }
        for name, last, note, months in (("short", "2016-01", "", 2), ("long", "2016-02", MARKUP, 3))
    ]  # fmt: skip
    bands = [
        {"month": f"2016-0{i}", "p5": 1.0, "p25": 5.0, "p50": 10.0, "p75": 20.0, "p95": 60.0}
        for i in (1, 2, 3)
    ]
    counts = {"2015-12": 9.0, "2016-01": 12.0, "2016-02": 50.0, "2016-03": None}
    observed = [{"month": month, "deaths": deaths} for month, deaths in counts.items()]
    return {
        "headline": "The model does worse than last year's counts.",
        "case": {"title": "Toy harbour"},
        "forecasters": NAMES,
        "windows": windows,
        "monthly": {"observed": observed, "forecasts": {"forced": bands}},
    }


def bars(figure: Figure) -> list[dict[str, Any]]:
    """Data of the bars."""
    found: list[dict[str, Any]] = figure.spec()["datasets"]["bars"]
    return found


@pytest.mark.parametrize("of", ["country", "district"])
def test_scores_of_every_window(document: dict[str, Any], of: str) -> None:
    figure = backtest_panels(document, of)
    alt.Chart.from_dict(check_figure(figure), validate=True)
    found = bars(figure)
    assert [row["crps"] for row in found] == [50.0, 40.0, 120.0] * 2
    assert [row["words"] for row in found[:3]] == ["50.0 worse", "40.0 *", "120.0"]
    assert [row["kind"] for row in found[:3]] == ["model", "other", "other"]
    assert len({row["y"] for row in found}) == 6
    assert figure.alt.endswith("The model does worse than last year's counts.")
    assert figure.table.rows[2][4] == "infinite"
    assert "<script" not in figure.html()


def test_recorded_months_inside_the_bands(document: dict[str, Any]) -> None:
    figure = backtest_months(document)
    assert figure is not None
    spec = check_figure(figure)
    alt.Chart.from_dict(spec, validate=True)
    assert "Of 2 months with a record, 1 lie in the 50% band and 2 in the 90% band." in figure.alt
    assert figure.table.rows[0] == ("2015-12", "9", "-", "-", "-", "-", "-")
    assert figure.table.rows[3][1] == "-"


def test_an_older_document_has_no_months(document: dict[str, Any]) -> None:
    del document["monthly"]
    assert backtest_months(document) is None


@pytest.mark.parametrize("of", ["country", "district"])
def test_calibration_of_the_longest_window(document: dict[str, Any], of: str) -> None:
    figure = calibration(document, of)
    spec = check_figure(figure)
    alt.Chart.from_dict(spec, validate=True)
    tenths = spec["datasets"]["tenths"]
    assert [row["share"] for row in tenths][:2] == pytest.approx([0.4, 0.6 / 9], abs=1e-4)
    assert "2015-12 to 2016-02, 3 months" in figure.alt
    assert "67% of counts fell in the lower half" in figure.alt
    assert figure.table.rows[0][:3] == (NAMES["forced"], "60%", "95%")
    other = calibration(document, of, "short")
    assert "2015-12 to 2016-01" in other.alt


def test_the_weighted_model_stands_for_the_model(document: dict[str, Any]) -> None:
    window = document["windows"][1]["levels"]["country"]
    window["scores"]["forced_weighted"] = scores(30.0, 0.9)
    assert "94% of counts fell in the lower half" in calibration(document, "country").alt


def test_a_level_that_is_none(document: dict[str, Any]) -> None:
    for draw in (backtest_panels, calibration):
        with pytest.raises(StudyError, match=r'unknown_level: level is "distict".*Did you mean "district"'):
            draw(document, "distict")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("windows",), None),
        (("windows",), 3),
        (("case",), {}),
        (("forecasters",), 5),
        (("windows", 0, "levels"), {"country": {}}),
        (("windows", 0, "levels", "country", "scores"), {"forced": {"crps": "many"}}),
        (("windows", 0, "levels", "country", "months"), "few"),
    ],
)
def test_documents_that_are_none_are_refused(
    document: dict[str, Any], path: tuple[str | int, ...], value: object
) -> None:
    broken: Any = copy.deepcopy(document)
    inner = broken
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    with pytest.raises(StudyError, match=r"bad_back_test.*Run irenic backtest again\."):
        backtest_panels(broken)


def test_months_that_are_none_are_refused(document: dict[str, Any]) -> None:
    document["monthly"]["forecasts"]["forced"] = [{"month": "2016-01", "p5": "x"}]
    with pytest.raises(StudyError, match="bad_back_test"):
        backtest_months(document)
    document["monthly"]["forecasts"] = {}
    with pytest.raises(StudyError, match="bad_back_test"):
        backtest_months(document)
