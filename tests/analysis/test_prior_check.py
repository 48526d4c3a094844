"""Bands, years, growth, and when a base counts as freed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from irenic.analysis.prior_check import Band, band, freed, growth, yearly


def test_a_band_is_over_all_runs() -> None:
    found = band(np.arange(101.0).reshape(101, 1))
    assert tuple(found) == pytest.approx((5.0, 50.0, 95.0))
    assert found.ratio == pytest.approx(19.0)
    assert found.holds(5.0, 95.0)
    assert not found.holds(4.9, 50.0) and not found.holds(50.0, 95.1)


def test_a_band_from_nothing_has_no_ratio() -> None:
    assert Band(0.0, 1.0, 2.0).ratio == float("inf")


def test_years_are_whole() -> None:
    flow = np.ones((2, 3, 29))
    found = yearly(flow)
    assert found.shape == (2, 3, 2)
    assert (found == 12.0).all()


@given(st.lists(st.floats(0, 1e4), min_size=24, max_size=24))
def test_years_lose_nothing(months: list[float]) -> None:
    assert yearly(np.array(months)).sum() == pytest.approx(sum(months))


def test_growth_is_relative_to_the_start_of_the_world() -> None:
    strength = np.array([[[2.0, 4.0], [1.0, 3.0]], [[10.0, 5.0], [10.0, 20.0]]])
    np.testing.assert_array_equal(growth(strength, np.array([2.0, 10.0]), 2), [[2.0, 1.5], [0.5, 2.0]])


def test_a_dip_is_not_three_months() -> None:
    dip = np.array([0.8, 0.2, 0.8, 0.8, 0.1, 0.1, 0.1])
    assert freed(dip, 1) == 0.0
    assert freed(dip, 2) == 1.0
    assert freed(dip, 4, 3) == 0.0
    assert freed(dip, 7, 3) == 1.0
    assert freed(dip, 99) == 1.0


def test_exactly_a_quarter_is_not_under_it() -> None:
    assert freed(np.full(6, 0.25), 6) == 0.0


@given(st.lists(st.floats(0, 1), min_size=6, max_size=30), st.integers(3, 29))
def test_longer_never_frees_less(shares: list[float], months: int) -> None:
    path = np.array(shares)
    assert freed(path, months) <= freed(path, months + 1)
    assert freed(path, months, 3) <= freed(path, months)
