"""Paired differences: who did better, and when nobody can say."""

from __future__ import annotations

import numpy as np
import pytest

from irenic.analysis.backtest.compare import BETTER, UNCLEAR, WORSE, paired
from irenic.errors import ShapeError

RNG = np.random.default_rng(7)


def test_a_constant_gap_is_certain() -> None:
    base = RNG.random((4, 20))
    found = paired(base + 2.0, base, 1)
    assert (found.difference, found.low, found.high) == pytest.approx((2.0, 2.0, 2.0))
    assert found.verdict == WORSE
    assert paired(base - 2.0, base, 1).verdict == BETTER
    assert not found.decides_little


def test_noise_decides_nothing() -> None:
    found = paired(RNG.normal(size=(1, 24)), RNG.normal(size=(1, 24)), 1)
    assert found.low < found.difference < found.high
    assert found.verdict == UNCLEAR


def test_signs_swap_with_the_sides() -> None:
    one, other = RNG.random((3, 15)), RNG.random((3, 15))
    left, right = paired(one, other, 4), paired(other, one, 4)
    assert left.difference == pytest.approx(-right.difference)
    assert (left.low, left.high) == pytest.approx((-right.high, -right.low))


def test_units_of_a_month_stay_together() -> None:
    """A hundred copies of one unit are no more evidence than one."""
    one, other = RNG.random((1, 18)), RNG.random((1, 18))
    few, many = paired(one, other, 1), paired(np.repeat(one, 100, 0), np.repeat(other, 100, 0), 1)
    assert (few.low, few.high) == pytest.approx((many.low, many.high))


def test_war_that_lasts_widens_the_interval() -> None:
    """Months that resemble their neighbours say less than independent ones."""
    slow = np.repeat(RNG.normal(size=40), 6)[None]
    mixed = RNG.permutation(slow[0])[None]
    still = np.zeros_like(slow)
    wide, narrow = (found.high - found.low for found in (paired(slow, still, 1), paired(mixed, still, 1)))
    assert wide > 1.5 * narrow


def test_the_interval_covers_the_truth_as_often_as_it_says() -> None:
    hits = 0
    for trial in range(200):
        gaps = np.random.default_rng(trial).normal(0.3, 1.0, (1, 30))
        found = paired(gaps, np.zeros_like(gaps), 1)
        hits += found.low <= 0.3 <= found.high
    assert 0.8 < hits / 200 < 0.95


def test_unknown_months_are_left_out() -> None:
    one = np.array([[1.0, np.nan, 3.0]])
    found = paired(one, np.zeros((1, 3)), 1)
    assert (found.difference, found.months, found.decides_little) == (2.0, 2, True)
    nothing = paired(np.full((1, 2), np.nan), np.zeros((1, 2)), 1)
    assert (nothing.months, nothing.verdict) == (0, UNCLEAR)


def test_shapes_must_agree() -> None:
    with pytest.raises(ShapeError, match="bad_scores: scores of shapes"):
        paired(np.zeros((1, 2)), np.zeros((1, 3)), 1)
