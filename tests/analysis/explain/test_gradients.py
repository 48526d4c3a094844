"""Integrated gradients on functions whose answer is known."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from irenic.analysis.explain.gradients import Attribution, Slopes, attribute


def one(**values: Any) -> dict[str, Any]:
    """Drivers with one lane."""
    return {name: np.asarray(x, float)[..., None] for name, x in values.items()}


def total(found: Attribution) -> float:
    return float(sum(x.sum() for x in found.contributions.values()))


def test_a_sum_gives_each_driver_its_own_step() -> None:
    found = attribute(lambda x, _: 3 * x["a"] - x["b"].sum(0), one(a=1, b=[1, 2]), one(a=2, b=[1, 5]))
    assert_allclose(found.contributions["a"], 3)
    assert_allclose(found.contributions["b"], [0, -3])
    assert found.change == 0 and found.panels == 1


def test_a_product_from_nothing_is_shared_equally() -> None:
    found = attribute(lambda x, _: x["a"] * x["b"], one(a=0, b=0), one(a=2, b=3))
    assert_allclose([found.contributions["a"], found.contributions["b"]], [3, 3])


def test_the_order_of_drivers_does_not_matter() -> None:
    def curved(x: Any, _: Any) -> Any:
        return jnp.exp(x["a"] * x["b"]) / (1 + x["c"] ** 2)

    first = attribute(curved, one(a=0.2, b=1, c=0), one(a=1, b=-0.5, c=2))
    again = attribute(curved, one(c=0, b=1, a=0.2), one(b=-0.5, c=2, a=1))
    for name in "abc":
        assert_allclose(first.contributions[name], again.contributions[name], rtol=1e-12)
    assert_allclose(total(first), first.change, rtol=1e-10)


def test_back_is_the_opposite_of_there() -> None:
    def kinked(x: Any, _: Any) -> Any:
        return jnp.clip(x["a"] * x["b"], 0.1, 0.6)

    there = attribute(kinked, one(a=0.1, b=0.2), one(a=1, b=0.9))
    back = attribute(kinked, one(a=1, b=0.9), one(a=0.1, b=0.2))
    for name in "ab":
        assert_allclose(back.contributions[name], -there.contributions[name], rtol=1e-6)


def test_a_driver_that_rests_or_does_not_matter_brings_nothing() -> None:
    found = attribute(lambda x, _: x["a"] + 0 * x["c"], one(a=1, b=5, c=1), one(a=2, b=5, c=9))
    assert found.contributions["b"] == 0 and found.contributions["c"] == 0


def test_a_driver_that_rests_where_there_is_no_slope_brings_nothing() -> None:
    found = attribute(lambda x, _: jnp.sqrt(x["a"]) + x["b"], one(a=0, b=0), one(a=0, b=2))
    assert found.contributions["a"] == 0 and found.contributions["b"] == pytest.approx(2)


@pytest.mark.parametrize(
    "kinked",
    [
        lambda x, _: jnp.maximum(x["a"] - 0.37, 0) + x["b"],
        lambda x, _: jnp.clip(x["a"], 0.123, 0.777) * x["b"],
        lambda x, _: jnp.abs(x["a"] - 1 / 3) + jnp.minimum(x["b"], 0.2),
        lambda x, _: jnp.sqrt(x["a"] * x["b"]),
        lambda x, _: jnp.sqrt(x["a"]) + x["b"] ** 1.5,
    ],
)
def test_kinks_are_met(kinked: Any) -> None:
    found = attribute(kinked, one(a=0, b=0.1), one(a=1, b=0.9))
    assert_allclose(total(found), found.change, rtol=1e-7)
    assert found.panels > 1


def test_a_kink_gets_the_share_that_calculus_gives() -> None:
    found = attribute(lambda x, _: jnp.maximum(x["a"] + x["b"] - 0.5, 0), one(a=0, b=0), one(a=0.6, b=0.4))
    assert_allclose(found.contributions["a"], 0.3, rtol=1e-7)
    assert_allclose(found.contributions["b"], 0.2, rtol=1e-7)


def test_a_jump_is_left_as_the_residual() -> None:
    found = attribute(lambda x, _: x["a"] + 2.0 * (x["a"] > 0.4), one(a=0), one(a=1))
    assert_allclose(found.contributions["a"], 1)
    assert_allclose(found.residual, 2)


def test_what_stands_still_has_no_change() -> None:
    found = attribute(lambda x, _: jnp.exp(x["a"]), one(a=1), one(a=1))
    assert (found.change, found.residual, found.moved, found.panels) == (0, 0, 0, 1)


def test_a_gradient_that_is_not_finite_is_a_fault() -> None:
    with pytest.raises(ArithmeticError, match="not finite"):
        attribute(lambda x, _: x["a"] + 0.0 / jnp.maximum(x["b"], 0), one(a=0, b=-2), one(a=1, b=-1))


def test_compiled_slopes_serve_any_pick() -> None:
    slopes = Slopes(lambda x, pick: (x["a"] * pick).sum(0))
    for index in (0, 1):
        pick = np.zeros((2, 1))
        pick[index] = 1
        found = attribute(slopes, one(a=[1, 2]), one(a=[4, 8]), pick)
        assert found.change == (3, 6)[index]


numbers = st.lists(st.floats(-2, 2), min_size=4, max_size=4)


@settings(max_examples=60)
@given(numbers, numbers, st.floats(-1, 1))
def test_contributions_sum_to_the_change(start: list[float], end: list[float], bend: float) -> None:
    found = attribute(SHAPE, {**one(x=start), **one(bend=bend)}, {**one(x=end), **one(bend=bend)})
    assert abs(found.change - total(found)) <= 1e-7 * max(abs(found.change), found.moved) + 1e-13


SHAPE = Slopes(
    lambda x, _: jnp.tanh(x["x"][0] * x["x"][1]) + jnp.maximum(x["x"][2], x["bend"]) * jnp.exp(x["x"][3])
)
