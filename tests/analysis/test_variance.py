"""Variance between and within worlds: by hand, unbiased, and in its limits."""

from __future__ import annotations

import numpy as np
import pytest

from irenic.analysis.variance import variance_between_and_within

NAN = float("nan")


def test_three_worlds_of_four_runs_by_hand() -> None:
    # Means 2, 5, 8; sums of squares 2, 4, 0. Luck (2+4+0)/9; mean square 4*(9+0+9)/2 = 36.
    values = np.array([[1.0, 2, 3, 2], [4, 4, 6, 6], [8, 8, 8, 8]])
    found = variance_between_and_within(values)
    assert found.within == pytest.approx(2 / 3)
    assert found.between == pytest.approx((36 - 2 / 3) / 4)
    assert found.luck_share == pytest.approx((2 / 3) / (2 / 3 + (36 - 2 / 3) / 4))


def test_unequal_worlds_by_hand() -> None:
    # Means 2 and 5 over 2 and 1 runs: luck 2/1, mean square 6, n0 = 3 - 5/3.
    found = variance_between_and_within(np.array([[1.0, 3.0], [5.0, NAN], [NAN, NAN]]))
    assert found.within == pytest.approx(2.0)
    assert found.between == pytest.approx((6 - 2) / (3 - 5 / 3))


def test_it_is_unbiased() -> None:
    rng = np.random.default_rng(1)
    worlds = rng.normal(0, 2.0, (4000, 12, 1))
    values = worlds + rng.normal(0, 3.0, (4000, 12, 4))
    found = variance_between_and_within(values)
    assert found.between.mean() == pytest.approx(4.0, abs=4 * found.between.std() / np.sqrt(4000))
    assert found.within.mean() == pytest.approx(9.0, abs=4 * found.within.std() / np.sqrt(4000))


def test_pure_luck_may_estimate_less_than_nothing_between_worlds() -> None:
    values = np.array([[0.0, 2.0], [2.0, 0.0], [1.0, 1.0]])
    found = variance_between_and_within(values)
    assert found.between < 0
    assert found.luck_share == 1.0


def test_one_replicate_cannot_tell_luck_from_worlds() -> None:
    found = variance_between_and_within(np.arange(4.0)[:, None])
    assert np.isnan(found.within)
    assert np.isnan(found.between)
    assert np.isnan(found.luck_share)


def test_one_world_cannot_tell_worlds() -> None:
    found = variance_between_and_within(np.array([[1.0, 3.0]]))
    assert found.within == 2.0
    assert np.isnan(found.between)


def test_nothing_varies() -> None:
    found = variance_between_and_within(np.full((2, 5, 3), 7.0))
    np.testing.assert_array_equal(found.between, [0, 0])
    np.testing.assert_array_equal(found.luck_share, [0, 0])


def test_nothing_there() -> None:
    found = variance_between_and_within(np.full((5, 3), NAN))
    assert np.isnan(found.between)
    assert np.isnan(found.within)
