"""What a search is given is checked, all of it at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from irenic.analysis.discover.halves import fold_of, in_training
from irenic.analysis.discover.inputs import Input, checked_sample
from irenic.errors import ShapeError

X, Y, INPUTS = np.arange(8.0).reshape(4, 2), np.array([0, 1, 0.5, 1]), [Input("a"), Input("b")]


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"x": X[:3]}, r"bad_shape: x is of shape \(3, 2\); expected \(4, 2\), worlds by inputs"),
        ({"x": X[:, :1]}, "bad_shape: x"),
        ({"y": Y[:, None]}, "bad_shape: y"),
        ({"x": np.where(X == 3, np.nan, X)}, "not_finite: b is not a number in 1 worlds"),
        ({"x": np.where(X == 2, np.inf, X)}, "not_finite: a"),
        ({"y": Y * 2}, "out_of_range: y is 2 in 2 worlds; expected a probability"),
        ({"y": Y - 1}, "out_of_range: y is -1"),
        ({"inputs": [Input("a"), Input("a")]}, 'duplicate_input: inputs is "a"'),
        ({"inputs": [Input("a", "odd"), Input("b")]}, 'unknown_kind: a is "odd"; expected real or integer'),
        ({"x": X / 3, "inputs": [Input("a", "integer"), Input("b")]}, "not_whole: a is broken numbers"),
        ({"x": X / 3, "inputs": [Input("a"), Input("b", "category")]}, "not_whole: b"),
        ({"weights": [1, 1]}, r"bad_shape: weights is of shape \(2,\)"),
        ({"weights": [1, 1, -1, 1]}, "out_of_range: weights is negative or not finite"),
        ({"weights": [1, 1, np.nan, 1]}, "out_of_range: weights"),
        ({"worlds": [0, 1]}, "bad_shape: worlds"),
        ({"worlds": [0, 1, 2, 2.5]}, "not_whole: worlds"),
        ({"worlds": [0, 1, 2, -3]}, "not_whole: worlds"),
    ],
)  # fmt: skip
def test_bad_input_is_refused(change: dict[str, Any], match: str) -> None:
    given = {"x": X, "y": Y, "inputs": INPUTS, **change}
    with pytest.raises(ShapeError, match=match):
        checked_sample(given.pop("x"), given.pop("y"), given.pop("inputs"), **given)


def test_all_problems_are_named_at_once() -> None:
    with pytest.raises(ShapeError) as caught:
        checked_sample(X * np.nan, Y * 3, [Input("a"), Input("a")], weights=-Y)
    assert [p.code for p in caught.value.problems] == [
        "out_of_range", "not_finite", "duplicate_input", "not_finite", "out_of_range"
    ]  # fmt: skip


def test_too_many_categories() -> None:
    x = np.arange(1001.0)[:, None]
    with pytest.raises(ShapeError, match="too_many_categories: a is 1001 categories; expected at most 1000"):
        checked_sample(x, np.zeros(1001), [Input("a", "category")])


def test_small_whole_numbers_are_inputs_as_any() -> None:
    """EMA 2.5.3 silently leaves such columns out."""
    x = np.arange(8, dtype=np.int8).reshape(4, 2)
    assert checked_sample(x, Y, INPUTS).x.tolist() == x.T.tolist()


def test_worlds_come_in_the_order_of_their_numbers() -> None:
    sample = checked_sample(X, Y, INPUTS, worlds=[7, 3, 9, 1])
    assert sample.worlds.tolist() == [1, 3, 7, 9]
    assert sample.y.tolist() == [1, 1, 0, 0.5]


def test_a_world_that_cannot_tell_or_weighs_nothing_is_out() -> None:
    sample = checked_sample(X, [0, np.nan, 1, 1], INPUTS, weights=[1, 1, 0, 2])
    assert sample.worlds.tolist() == [0, 3]
    assert sample.base == pytest.approx(2 / 3)
    assert len(sample) == 2


def test_halves_depend_on_the_number_alone() -> None:
    numbers = np.arange(10_000)
    half = in_training(numbers)
    assert abs(half.mean() - 0.5) < 0.02
    assert (in_training(numbers[::-1])[::-1] == half).all()
    assert (in_training(numbers[:7]) == half[:7]).all()
    blocks = half.reshape(-1, 16).mean(1)  # no pattern over a Sobol sample's powers of two
    assert blocks.std() == pytest.approx(0.125, abs=0.02)


def test_folds_are_even_and_apart_from_halves() -> None:
    numbers = np.arange(20_000)
    fold, half = fold_of(numbers, 5), in_training(numbers)
    shares = np.array([[(fold[half == h] == f).mean() for f in range(5)] for h in (False, True)])
    np.testing.assert_allclose(shares, 0.2, atol=0.02)
