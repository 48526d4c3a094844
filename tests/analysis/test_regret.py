"""Regret on a table worked by hand, and what must hold for any table."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from irenic.analysis.regret import (
    dominates,
    draw_weightings,
    regret,
    robustness,
    standardise,
    sweep_regret,
)

TABLE = np.array([[1.0, 2, 3, 4], [2, 2, 1, 5], [0, 3, 3, 4]])
"""Three strategies in four worlds, more is better."""

SECOND = np.array([[0.0, 0, 0, 0], [1, 1, 1, 1], [0, 0, 0, 4]])

scores = arrays(
    np.float64,
    st.tuples(st.integers(1, 4), st.integers(1, 6), st.integers(1, 4)),
    elements=st.floats(-3, 3, width=32),
)


def test_regret_by_hand() -> None:
    expected = [[1, 1, 0, 1], [0, 1, 2, 0], [2, 0, 0, 1]]
    np.testing.assert_array_equal(regret(TABLE[..., None], np.array([1.0])), expected)
    both = np.stack([TABLE, SECOND], axis=-1)
    # Weights 1/2, 1/2: values .5 1 1.5 2 / 1.5 1.5 1 3 / 0 1.5 1.5 4.
    expected = [[1, 0.5, 0, 2], [0, 0, 0.5, 1], [1.5, 0, 0, 0]]
    np.testing.assert_allclose(regret(both, np.array([0.5, 0.5])), expected)


def test_a_sweep_by_hand() -> None:
    both = np.stack([TABLE, SECOND], axis=-1)
    sweep = sweep_regret(both, np.array([[1.0, 0.0], [0.5, 0.5]]))
    np.testing.assert_allclose(sweep.mean, [[0.75, 0.75, 0.75], [0.875, 0.375, 0.375]])
    np.testing.assert_allclose(sweep.best, [[1 / 8, 1 / 2, 3 / 8], [1 / 8, 3 / 8, 1 / 2]])
    np.testing.assert_allclose(sweep.high[0], [1.0, 1.7, 1.7])
    np.testing.assert_allclose(sweep.average[0], [1.0, 0.75, 0.0, 1.5])
    found = robustness(sweep)
    np.testing.assert_allclose(found.lowest, [1 / 6, 5 / 12, 5 / 12])
    assert (found.first, found.second, found.separated) == (1, 2, False)


def test_standardising_by_hand() -> None:
    np.testing.assert_allclose(standardise(np.array([[1.0, 3.0], [1.0, 3.0]]), True), [[-1, 1], [-1, 1]])
    np.testing.assert_allclose(standardise(np.array([[1.0, 3.0], [1.0, 3.0]]), False), [[1, -1], [1, -1]])


@pytest.mark.parametrize("value", [0.0, 0.1, 1e9])
def test_what_does_not_vary_weighs_on_no_choice(value: float) -> None:
    np.testing.assert_array_equal(standardise(np.full((3, 7), value), True), np.zeros((3, 7)))


def test_units_do_not_matter() -> None:
    np.testing.assert_allclose(standardise(TABLE, True), standardise(1000 * TABLE - 7, True))
    np.testing.assert_allclose(standardise(TABLE, True), standardise(-TABLE, False))


@given(scores)
def test_regret_is_never_negative_and_the_best_has_none(values: np.ndarray) -> None:
    for weights in draw_weightings(values.shape[-1], 5):
        lost = regret(values, weights)
        assert (lost >= 0).all()
        np.testing.assert_array_equal(lost.min(0), 0.0)


@given(scores)
def test_shares_of_a_sweep_sum_to_one(values: np.ndarray) -> None:
    sweep = sweep_regret(values, draw_weightings(values.shape[-1], 5))
    np.testing.assert_allclose(sweep.best.sum(1), 1.0)
    assert robustness(sweep).lowest.sum() == pytest.approx(1.0)
    assert (sweep.high >= 0).all()


@given(scores)
def test_a_dominated_strategy_has_more_regret_under_every_weighting(values: np.ndarray) -> None:
    sweep = sweep_regret(values, draw_weightings(values.shape[-1], 7))
    for better, worse in np.argwhere(dominates(values.mean(1))):
        assert (sweep.mean[:, better] <= sweep.mean[:, worse] + 1e-9).all()


def test_weightings_are_spread_evenly() -> None:
    weights = draw_weightings(4, 4096, seed=1)
    np.testing.assert_allclose(weights.sum(1), 1.0)
    np.testing.assert_allclose(weights.mean(0), 0.25, atol=0.02)
    # A Dirichlet(1, 1, 1, 1) weight exceeds 1/2 with probability (1/2)**3.
    assert (weights > 0.5).mean() == pytest.approx(1 / 8, abs=0.01)
    np.testing.assert_array_equal(weights, draw_weightings(4, 4096, seed=1))
    assert not np.array_equal(weights, draw_weightings(4, 4096, seed=2))


def test_dominance_by_hand() -> None:
    found = dominates(np.array([[1.0, 1.0], [1.0, 0.0], [0.0, 2.0], [1.0, 1.0]]))
    assert np.argwhere(found).tolist() == [[0, 1], [3, 1]]


def test_a_clear_difference_separates() -> None:
    rng = np.random.default_rng(5)
    base = rng.normal(0, 1, (2, 300, 1))
    base[1] = base[0] - 0.3 + rng.normal(0, 0.1, (300, 1))
    found = robustness(sweep_regret(base, np.ones((1, 1))))
    assert (found.first, found.second, found.separated) == (0, 1, True)


def test_a_single_strategy_regrets_nothing() -> None:
    found = robustness(sweep_regret(TABLE[:1, :, None], np.ones((3, 1))))
    assert found[:5] == (0, None, None, None, False)
