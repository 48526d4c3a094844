"""Shares of worlds, bootstrap errors, winners and paired differences on a table worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from irenic.analysis import ranking
from irenic.analysis.ranking import paired_differences, share_best, spread, standard_errors, winner

NAN = float("nan")
TABLE = np.array([[1.0, 2, 3, 4], [2, 2, 1, 5], [0, 3, 3, 4]])
"""Three strategies in four worlds."""


def test_share_best_by_hand() -> None:
    np.testing.assert_allclose(share_best(TABLE, "max"), [1 / 8, 1 / 2, 3 / 8])
    np.testing.assert_allclose(share_best(TABLE, "min"), [1 / 4, 3 / 8, 3 / 8])


def test_share_best_with_missing_values() -> None:
    table = np.array([[1.0, NAN, 5, NAN], [2, 7, NAN, NAN], [NAN] * 4])
    np.testing.assert_array_equal(share_best(table, "max"), [0.0, 1.0, NAN])
    assert np.isnan(share_best(np.full((2, 3), NAN), "min")).all()


@given(arrays(np.float64, st.tuples(st.integers(2, 5), st.integers(1, 9)), elements=st.integers(0, 3)))
def test_shares_sum_to_one(table: np.ndarray) -> None:
    for direction in ("min", "max"):
        assert share_best(table, direction).sum() == pytest.approx(1.0)
    np.testing.assert_allclose(share_best(table, "max"), share_best(-table, "min"))


def test_the_error_of_a_mean_is_what_theory_says() -> None:
    values = np.random.default_rng(2).normal(0, 3.0, (2, 900))
    np.testing.assert_allclose(standard_errors(values, "mean"), 3.0 / 30, rtol=0.2)
    np.testing.assert_allclose(standard_errors(values, "median"), 1.2533 * 3.0 / 30, rtol=0.25)


def test_many_worlds_are_resampled_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.random.default_rng(3).normal(0, 1.0, (1, 4096))
    whole = standard_errors(values, "mean")
    monkeypatch.setattr(ranking, "BOOTSTRAP_WORLDS", 512)
    np.testing.assert_allclose(standard_errors(values, "mean"), whole, rtol=0.25)


def test_a_clear_winner_and_one_that_is_not() -> None:
    rng = np.random.default_rng(4)
    common = rng.normal(0, 10.0, 400)
    paired = np.stack([common, common + 0.5 + rng.normal(0, 0.5, 400), common - 9])
    found = winner(paired, "max", "mean")
    assert found is not None
    # The common part is a hundred times the gap's own: only the pairing separates them.
    assert (found.first, found.second, found.clear) == (1, 0, True)
    assert found.ahead == pytest.approx(0.5, abs=0.1)
    noise = rng.normal(0, 1.0, (2, 400))
    unclear = winner(noise, "min", "median")
    assert unclear is not None
    assert not unclear.clear
    assert winner(-paired, "min", "mean").first == 1  # type: ignore[union-attr]


def test_winners_at_the_edges() -> None:
    alone = winner(TABLE[:1], "max", "median")
    assert alone == (0, None, None, None, False)
    assert winner(np.full((2, 3), NAN), "max", "mean") is None
    same = winner(np.ones((2, 8)), "max", "median")
    assert same == (0, 1, 0.0, 0.0, False)


def test_paired_differences_by_hand() -> None:
    found = paired_differences(TABLE, "max")
    assert found.mean[1, 0] == 0.0
    # Differences of the second and first: 1, 0, -2, 1.
    assert found.error[1, 0] == pytest.approx(np.sqrt(2.0) / 2)
    assert found.share_better[1, 0] == pytest.approx(0.5 + 0.125)
    np.testing.assert_allclose(found.share_better + found.share_better.T, 1.0)
    np.testing.assert_allclose(found.mean, -found.mean.T)


def test_paired_differences_use_worlds_where_both_have_a_value() -> None:
    found = paired_differences(np.array([[1.0, NAN, 3.0], [0.0, 5.0, 1.0], [NAN] * 3]), "min")
    assert found.mean[0, 1] == 1.5
    assert found.share_better[0, 1] == 0.0
    assert np.isnan(found.mean[0, 2])


def test_spread_leaves_missing_values_out() -> None:
    np.testing.assert_allclose(spread(np.array([[1.0, NAN], [3.0, NAN], [NAN, 2.0]])), [np.sqrt(2.0), NAN])
