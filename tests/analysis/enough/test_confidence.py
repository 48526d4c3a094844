"""Intervals that hold at all times: how often they ever leave out the truth, and how wide they are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from irenic.analysis.enough.confidence import (
    GRID,
    asymptotic_half_width,
    betting_interval,
    betting_rejections,
)
from irenic.errors import ParameterError

EVERY = tuple(range(1, 1025))


@pytest.mark.parametrize("mean", [0.02, 1 / 3, 0.5, 0.9])
def test_a_true_mean_is_seldom_ever_refuted(mean: float) -> None:
    """Looking after every one of 1,024 values, in 500 sequences: at most 10% (and 3 standard errors)."""
    x = (np.random.default_rng(1).random((500, 1024)) < mean).astype(float)
    above, below = betting_rejections(x, [mean], EVERY)
    ever = (above | below).any((1, 2)).mean()
    assert ever <= 0.1 + 3 * np.sqrt(0.1 * 0.9 / 500)


def test_values_between_0_and_1_too() -> None:
    x = np.random.default_rng(2).beta(0.5, 1.5, (500, 1024))
    above, below = betting_rejections(x, [0.25], EVERY)
    assert (above | below).any((1, 2)).mean() <= 0.1


def test_a_false_mean_is_refuted_from_the_right_side() -> None:
    x = (np.random.default_rng(3).random((200, 512)) < 0.8).astype(float)
    above, below = betting_rejections(x, [0.5, 0.95], [64, 512])
    assert above[:, 0, 1].mean() > 0.99 and not below[:, 0].any()
    assert below[:, 1, 1].mean() > 0.99 and not above[:, 1].any()
    assert (above[..., 1] >= above[..., 0]).all()


def test_the_interval_is_what_is_not_refuted() -> None:
    x = (np.random.default_rng(4).random(2048) < 0.7).astype(float)
    looks = [64, 256, 1024, 2048]
    low, high = betting_interval(x, looks)
    assert (np.diff(high - low) < 0).all()
    assert (low < 0.7).all() and (high > 0.7).all()
    assert high[-1] - low[-1] < 0.09  # a plain 90% interval has .033; the price of looking at all times
    above, below = betting_rejections(x, np.arange(GRID + 1) / GRID, looks)
    inside = ~(above | below)[:, -1]
    grid = np.arange(GRID + 1) / GRID
    assert grid[inside].min() >= low[-1] - 1e-9 and grid[inside].max() <= high[-1] + 1e-9


@settings(max_examples=40)
@given(st.lists(st.integers(0, 1), min_size=1, max_size=80))
def test_intervals_lie_in_0_to_1_and_mirror(bits: list[int]) -> None:
    x = np.array(bits, float)
    low, high = betting_interval(x, [x.size])
    back_low, back_high = betting_interval(1.0 - x, [x.size])
    assert 0.0 <= low[0] <= high[0] <= 1.0
    np.testing.assert_allclose([low[0], high[0]], [1.0 - back_high[0], 1.0 - back_low[0]], atol=1e-12)


def test_all_the_same_still_leaves_doubt() -> None:
    low, high = betting_interval(np.ones(256), [256])
    assert 0.9 < low[0] < 1.0
    assert high[0] == 1.0


def test_the_asymptotic_width_by_hand() -> None:
    """Equation 4 with rho = .2, alpha = .1, n = 100, variance 4, tuned constant undone."""
    two = -2 * np.log(0.1)
    rho2 = (two + np.log(two + 1)) / 256
    expected = 2.0 * np.sqrt(2 * (100 * rho2 + 1) / (100**2 * rho2) * np.log(np.sqrt(100 * rho2 + 1) / 0.1))
    assert asymptotic_half_width(4.0, 100) == pytest.approx(expected)
    plain = 1.645 * 2.0 / np.sqrt(256)
    assert 1.0 < asymptotic_half_width(4.0, 256) / plain < 2.0
    assert (np.diff(asymptotic_half_width(1.0, [64, 128, 256, 4096])) < 0).all()


def test_what_cannot_be_used_is_refused() -> None:
    with pytest.raises(ParameterError, match="not_in_unit_interval"):
        betting_rejections(np.array([0.5, 1.5]), [0.5], [2])
    with pytest.raises(ParameterError, match="not_in_unit_interval"):
        betting_interval(np.array([np.nan]), [1])
    for looks in ([], [2, 2], [3], [0]):
        with pytest.raises(ParameterError, match="bad_looks"):
            betting_interval(np.ones(2), looks)
