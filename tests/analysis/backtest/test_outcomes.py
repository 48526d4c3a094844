"""Recorded figures among the runs: which are compared, how periods are read, and where a figure lies."""

from __future__ import annotations

import numpy as np
import pytest

from irenic.analysis.backtest.outcomes import OutcomeLine, Source, outcome_lines, series_of
from irenic.record import Record
from tests.analysis.backtest.conftest import MONTHS, START

LANES = 10


def source(**series: np.ndarray) -> Source:
    return Source(series, np.full(LANES, 1 / LANES))


def rising() -> np.ndarray:
    """Lane k has k all the time, (lane, month)."""
    return np.repeat(np.arange(LANES, dtype=float)[:, None], MONTHS, 1)


def lines_of(record: Record, of: Source) -> dict[tuple[str, str], OutcomeLine]:
    found = outcome_lines(record.figures, {"forced": of}, START, MONTHS)
    return {(line.figure.quantity, line.figure.period): line for line in found}


@pytest.fixture
def whole(record: Record) -> dict[tuple[str, str], OutcomeLine]:
    lanes = rising()
    return lines_of(
        record,
        source(
            extremist_strength=200.0 * lanes,
            base_share=lanes / 10.0,
            acceptance=lanes / 10.0,
            crossings=7.0 + lanes,
            deaths=lanes,
        ),
    )


def test_only_what_can_be_compared_is(whole: dict[tuple[str, str], OutcomeLine]) -> None:
    assert sorted(whole) == [
        ("base_share", "2016-06"),
        ("base_share", "2016-09"),
        ("crossings", "2016-02"),
        ("crossings_quarter", "2016-Q1"),
        ("strength", "2016-03"),
    ]


def test_a_quarters_flow_is_its_sum_and_a_state_its_end(whole: dict[tuple[str, str], OutcomeLine]) -> None:
    quarter = whole["crossings_quarter", "2016-Q1"]
    assert quarter.months == (2, 4)
    # three months of 7 + k: 21, 24, ..., 48; recorded 33
    assert quarter.places["forced"].median == 33.0
    assert quarter.places["forced"].position == pytest.approx(0.45)
    assert whole["crossings", "2016-02"].months == (3, 3)
    assert whole["strength", "2016-03"].series == "extremist_strength"


def test_where_a_figure_lies(whole: dict[tuple[str, str], OutcomeLine]) -> None:
    place = whole["strength", "2016-03"].places["forced"]
    assert place.position == pytest.approx(0.55)  # 0, ..., 800 below 1000, which one run hits
    assert place.inside == (True, True, True)
    assert (place.low, place.median, place.high) == (0.0, 800.0, 1600.0)
    # mean distance to 1000 is 500, of pairs 2 * 200 * 165 / 100
    assert place.crps == pytest.approx(500.0 - 0.5 * 660.0)


def test_soft_figures_have_no_level(whole: dict[tuple[str, str], OutcomeLine]) -> None:
    line = whole["base_share", "2016-06"]
    assert line.soft
    assert line.places["forced"].crps is None
    assert not whole["strength", "2016-03"].soft


def test_a_figure_stands_for_what_rounds_to_it(record: Record) -> None:
    """Recorded to a tenth, 0 holds everything under .05."""
    shares = np.repeat(np.array([0.0, 0.01, 0.04, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8])[:, None], MONTHS, 1)
    line = lines_of(record, source(base_share=shares))["base_share", "2016-09"]
    assert line.places["forced"].position == pytest.approx(0.15)
    assert line.places["forced"].inside == (True, True, True)[:0] + (True, True, True)


def test_a_figure_beyond_all_runs_is_outside(record: Record) -> None:
    line = lines_of(record, source(base_share=0.9 + rising() / 1000))["base_share", "2016-06"]
    assert line.places["forced"].position == 0.0
    assert line.places["forced"].inside == (False, False, False)


def test_weights_move_the_place(record: Record) -> None:
    weights = np.zeros(LANES)
    weights[0] = 1.0
    line = outcome_lines(
        record.figures, {"x": Source({"base_share": rising() / 10}, weights)}, START, MONTHS
    )[0]
    assert line.places["x"].position == 1.0
    assert line.places["x"].median == 0.0


def test_nothing_to_compare_is_no_line(record: Record) -> None:
    assert outcome_lines(record.figures, {}, START, MONTHS) == ()
    assert lines_of(record, source(acceptance=rising())) == {}


def test_names_of_flows() -> None:
    assert series_of("crossings_year") == ("crossings", True, 12)
    assert series_of("crossings_month") == ("crossings", True, 1)
    assert series_of("territory") == ("extremist_territory", False, 1)
    assert series_of("acceptance_west") == ("acceptance_west", False, 1)
