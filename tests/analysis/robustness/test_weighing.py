"""Weighted means, quantiles and tails: known cases, limits and refusals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from irenic.analysis.robustness.weighing import (
    effective_worlds,
    mean_error,
    tail_means,
    weighted_mean,
    weighted_quantiles,
    world_weights,
)
from irenic.errors import StudyError

numbers = arrays(np.float64, 9, elements=st.floats(-50, 50, width=16))
heavies = arrays(np.float64, 9, elements=st.floats(0.125, 8, width=16))
shares = st.floats(0, 1)


@given(numbers, shares)
def test_equal_weights_give_numpys_quantile(values: np.ndarray, at: float) -> None:
    found = weighted_quantiles(values, world_weights(9), at)
    np.testing.assert_allclose(found, np.quantile(values, at), atol=1e-9)


@given(numbers, heavies, shares)
def test_turning_the_scale_turns_the_quantile(values: np.ndarray, heavy: np.ndarray, at: float) -> None:
    values = values + 1e-3 * np.arange(9) * (1 + np.abs(values).max())  # hardly ever equal
    assume(len(set(values)) == 9)
    weights = world_weights(9, heavy)
    up, down = weighted_quantiles(values, weights, at), weighted_quantiles(-values, weights, 1 - at)
    np.testing.assert_allclose(up, -down, atol=1e-6)


@given(numbers, heavies)
def test_quantiles_end_at_the_extremes_and_ignore_weightless_worlds(
    values: np.ndarray, heavy: np.ndarray
) -> None:
    heavy[4] = 0
    weights, kept = world_weights(9, heavy), np.arange(9) != 4
    assert weighted_quantiles(values, weights, 0.0) == values[kept].min()
    assert weighted_quantiles(values, weights, 1.0) == values[kept].max()
    lean = weighted_quantiles(values[kept], world_weights(8, heavy[kept]), 0.3)
    np.testing.assert_allclose(weighted_quantiles(values, weights, 0.3), lean, atol=1e-9)


@given(numbers, heavies, st.permutations(range(9)))
def test_the_order_of_worlds_does_not_matter(values: np.ndarray, heavy: np.ndarray, order: list[int]) -> None:
    plain = weighted_quantiles(values, world_weights(9, heavy), 0.4)
    moved = weighted_quantiles(values[order], world_weights(9, heavy[order]), 0.4)
    np.testing.assert_allclose(moved, plain, atol=1e-9)


def test_a_tail_covers_exactly_its_share() -> None:
    values = np.array([[4.0, 1, 3, 2]])
    equal = world_weights(4)
    # worst 40%: 1 whole (0.25) and 0.15 of 2
    np.testing.assert_allclose(tail_means(values, equal, 0.4), [(0.25 * 1 + 0.15 * 2) / 0.4])
    np.testing.assert_allclose(tail_means(values, equal, 1.0), [2.5])
    np.testing.assert_allclose(tail_means(values, equal, 0.01), [1.0])
    heavy = world_weights(4, [1, 5, 1, 1])
    np.testing.assert_allclose(tail_means(values, heavy, 0.6), [1.0])


@given(numbers, heavies, st.floats(0.01, 1))
def test_a_tail_lies_between_the_worst_and_the_mean(
    values: np.ndarray, heavy: np.ndarray, tail: float
) -> None:
    weights = world_weights(9, heavy)
    found = float(tail_means(values, weights, tail))
    assert values.min() - 1e-9 <= found <= float(weighted_mean(values, weights)) + 1e-9


def test_errors_of_means() -> None:
    values = np.random.default_rng(1).normal(size=(2, 50))
    usual = values.std(1, ddof=1) / np.sqrt(50)
    np.testing.assert_allclose(mean_error(values, world_weights(50)), usual)
    assert np.isnan(mean_error(values[:, :1], world_weights(1))).all()
    # a weightless world neither helps nor harms
    weights = world_weights(50, [0] + [1] * 49)
    np.testing.assert_allclose(mean_error(values, weights), mean_error(values[:, 1:], world_weights(49)))


def test_effective_number_of_worlds() -> None:
    assert effective_worlds(world_weights(64)) == pytest.approx(64)
    assert effective_worlds(world_weights(3, [1, 0, 0])) == 1
    assert effective_worlds(world_weights(2, [3, 1])) == pytest.approx(16 / 10)


@pytest.mark.parametrize(
    ("given_weights", "message"),
    [
        ([1.0, 2], "one number per world, 3 in all"),
        ([1.0, -1, 2], "-1.0 as number 2"),
        ([1.0, np.nan, 2], "none below zero"),
        ([0.0, 0, 0], "at least one above zero"),
    ],
)
def test_bad_weights_are_refused(given_weights: list[float], message: str) -> None:
    with pytest.raises(StudyError, match=message) as error:
        world_weights(3, given_weights)
    assert error.value.problems[0].code == "bad_world_weights"


def test_every_problem_of_the_weights_is_told_at_once() -> None:
    with pytest.raises(StudyError) as error:
        world_weights(3, [np.inf])
    assert len(error.value.problems) == 2
