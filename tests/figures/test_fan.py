"""Fan charts: what they show is what the study holds."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from irenic.errors import StudyError
from irenic.figures import Band, FanSeries, fan, fan_of
from irenic.figures.fan_data import spread_out, ticks, value_range
from irenic.figures.theme import THEMES
from irenic.study import Study

from .conftest import ARABIC, MARKUP, check_figure

SERIES = FanSeries("deaths", "Deaths", "persons a month", "2015-11")


def monthly(spec: dict[str, Any], key: str = "s0") -> dict[int, dict[str, float]]:
    """Rows of the bands of one strategy, by month."""
    found = [r for rows in spec["datasets"].values() for r in rows if "c" in r and r.get("s") == key]
    return {row["m"]: row for row in found}


def of_rows(spec: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """Rows of a spec that have a field."""
    return [row for rows in spec["datasets"].values() for row in rows if key in row]


def test_bands_are_quantiles_over_runs(study: Study) -> None:
    figure = fan(study, "displaced", ["nothing"])
    spec = check_figure(figure)
    runs = study.series("displaced", strategy="nothing").values.reshape(-1, 24)
    expected = np.quantile(runs, (0.1, 0.25, 0.5, 0.75, 0.9), axis=0)
    found = monthly(spec)
    for month in (1, 12, 24):
        shown = [found[month][k] for k in "abcde"]
        np.testing.assert_allclose(shown, expected[:, month - 1], rtol=1e-3)


def test_names_that_are_hard_to_show_come_out_as_text(study: Study) -> None:
    figure = fan(study, "acceptance")
    check_figure(figure, THEMES)
    for text in (figure.title, figure.alt, str(figure.table.rows)):
        assert "script" in text
        assert ARABIC in text
    assert MARKUP in figure.table.rows[6][0]  # type: ignore[operator]


def test_worlds_of_no_weight_are_as_if_they_were_not_there(study: Study) -> None:
    weights = np.where(np.arange(64) < 32, 1.0, 0.0)
    half = fan(study, "displaced", ["strikes"], weights=weights)
    runs = study.series("displaced", strategy="strikes").values[:32].reshape(-1, 24)
    middle = monthly(half.spec())[24]["c"]
    assert runs[:, 23].min() <= middle <= runs[:, 23].max()
    assert middle == pytest.approx(np.median(runs[:, 23]), rel=0.05)
    alike = fan(study, "displaced", ["strikes"], weights=np.full(64, 3.0))
    assert alike.spec() == fan(study, "displaced", ["strikes"]).spec()


def test_single_worlds_are_drawn_on_demand(study: Study) -> None:
    figure = fan(study, "displaced", ["strikes"], worlds=[5, 7, 5])
    paths = of_rows(check_figure(figure), "p")
    assert len(paths) == 2 * 2 * 24
    assert {p["p"].split(", ", 1)[1] for p in paths} == {
        f"world {w}, replicate {r}" for w in (5, 7) for r in (0, 1)
    }
    stored = study.series("displaced", strategy="strikes", world=5, replicate=1).values
    drawn = [p["v"] for p in paths if p["p"].endswith("world 5, replicate 1")]
    np.testing.assert_allclose(drawn, stored, rtol=1e-3)
    assert "Thin lines" in figure.note


def test_a_baseline_stands_grey_behind(study: Study) -> None:
    figure = fan(study, "acceptance", ["strikes"], baseline="nothing")
    spec = check_figure(figure)
    colours = spec["layer"][0]["encoding"]["color"]["scale"]["range"]
    assert colours[0] == "#8a929b"
    assert "Nothing" not in figure.title
    assert "grey" in figure.note
    same = fan(study, "acceptance", ["nothing"], baseline="nothing")
    assert "grey" not in same.note


def test_a_strategy_keeps_its_look_in_every_fan(study: Study) -> None:
    alone = fan(study, "acceptance", ["strikes"]).spec()
    among = fan(study, "acceptance").spec()
    one = alone["layer"][0]["encoding"]["color"]["scale"]["range"][0]
    assert among["layer"][0]["encoding"]["color"]["scale"]["range"][2] == one


def test_of_many_strategies_only_medians_are_drawn() -> None:
    rng = np.random.default_rng(1)
    bands = [Band(f"Strategy {i}", rng.random((40, 12)) + i) for i in range(9)]
    figure = fan_of(SERIES, bands)
    spec = check_figure(figure)
    assert not of_rows(spec, "a")
    assert "between" in figure.title
    assert "medians" in figure.note
    assert "Nov 2016" in figure.alt


def test_months_without_a_start_are_numbered() -> None:
    figure = fan_of(FanSeries("x", "X", ""), [Band("A", np.ones((3, 5)))])
    assert "month 5" in figure.alt
    assert figure.table.rows[0][1] == "month 1"
    check_figure(figure)


def test_missing_values_and_a_single_month_do_no_harm() -> None:
    values = np.full((4, 3), np.nan)
    values[:, 1] = 2.0
    check_figure(fan_of(SERIES, [Band("A", values), Band("B", np.ones((4, 3)))]))
    check_figure(fan_of(SERIES, [Band("A", np.ones((4, 1)))]))


def test_the_scale_starts_at_zero_where_that_is_near() -> None:
    assert value_range([Band("A", np.full((2, 2), 3.0))])[1] > 3.0
    assert value_range([Band("A", np.array([[1.0], [9.0]]))])[0] == 0.0
    assert value_range([Band("A", np.array([[90.0], [91.0]]))])[0] > 89
    assert value_range([Band("A", np.full((2, 2), np.nan))]) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("months", "expected"), [(5, [1, 2, 3, 4, 5]), (12, [3, 6, 9, 12]), (36, [6, 12, 18, 24, 30, 36])]
)
def test_an_axis_names_few_months(months: int, expected: list[int]) -> None:
    assert ticks(months) == expected
    assert len(ticks(600)) == 50


@given(st.lists(st.tuples(st.floats(0, 300), st.floats(10, 30)), min_size=1, max_size=8))
def test_labels_do_not_overlap_and_stay_inside(given_labels: list[tuple[float, float]]) -> None:
    wanted, heights = [w for w, _ in given_labels], [h for _, h in given_labels]
    places = spread_out(wanted, heights, 300.0)
    order = np.argsort(places, kind="stable")
    for one, other in pairwise(order):
        assert places[other] - places[one] >= (heights[one] + heights[other]) / 2 - 1e-6
    assert max(p + h / 2 for p, h in zip(places, heights, strict=True)) <= 300 + 1e-6
    if sum(heights) <= 300:
        assert min(p - h / 2 for p, h in zip(places, heights, strict=True)) >= -1e-6


@pytest.mark.parametrize(
    ("given_names", "problem"),
    [
        ({"series": "deathz"}, "unknown_series"),
        ({"strategies": ["strikez"]}, "unknown_strategy"),
        ({"baseline": "strikez"}, "unknown_strategy"),
        ({"worlds": [64]}, "unknown_world: worlds is 64; expected a world of the study, 0 to 63"),
        ({"worlds": [-1]}, "unknown_world"),
        ({"worlds": range(13)}, "too_many_worlds"),
        ({"weights": np.ones(3)}, "bad_world_weights"),
    ],
)
def test_what_is_not_there_is_refused(study: Study, given_names: dict[str, Any], problem: str) -> None:
    with pytest.raises(StudyError, match=problem):
        fan(study, **{"series": "displaced", **given_names})
