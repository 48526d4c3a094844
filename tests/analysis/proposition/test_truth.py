"""Asked of values: hand-worked tables, the laws of logic, signed distances, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from irenic.analysis.proposition import (
    All,
    AnyOf,
    AtLeast,
    Measure,
    Not,
    Proposition,
    Relation,
    Sum,
    Term,
    Truth,
    evaluate,
    measures_of,
    parse_proposition,
)
from irenic.errors import ShapeError
from tests.analysis.proposition.sentences import WORDS, propositions, relations

Floats = NDArray[np.float64]
RUNS = 7
A, B = Measure("deaths", "strikes"), Measure("deaths", "nothing")


def values(proposition: Proposition, seed: int) -> dict[Measure, Floats]:
    """Some runs' values of every measure, many alike and a few missing."""
    random = np.random.default_rng(seed)
    kinds = (random.integers(-3, 4, RUNS) * 1.0, random.normal(0, 5, RUNS), np.full(RUNS, np.nan))
    weights = random.dirichlet((1.0, 1.0, 0.3))
    return {
        m: np.choose(random.choice(3, RUNS, p=weights), [random.permutation(kind) for kind in kinds])
        for m in measures_of(proposition)
    }


def read(text: str) -> Proposition:
    return parse_proposition(text, WORDS)


def same(one: Truth, other: Truth) -> None:
    np.testing.assert_array_equal(one.holds, other.holds)
    np.testing.assert_array_equal(one.spoken, other.spoken)
    np.testing.assert_array_equal(one.margin, other.margin)


@st.composite
def asked(draw: st.DrawFn) -> tuple[Proposition, dict[Measure, Floats]]:
    proposition = draw(propositions())
    return proposition, values(proposition, draw(st.integers(0, 2**32)))


@st.composite
def three_asked(draw: st.DrawFn) -> tuple[list[Relation], dict[Measure, Floats]]:
    parts = draw(st.lists(relations(), min_size=3, max_size=3))
    return parts, values(All(tuple(parts)), draw(st.integers(0, 2**32)))


def test_a_relation_by_hand() -> None:
    given_values = {A: np.array([1.0, 2.0, 3.0, 4.0]), B: np.array([2.0, 2.0, 2.0, 2.0])}
    truth = evaluate(read("deaths(strikes) >= deaths(nothing)"), given_values)
    spread = np.std([-1.0, 0.0, 1.0, 2.0])
    np.testing.assert_array_equal(truth.holds, [False, True, True, True])
    np.testing.assert_allclose(truth.margin, np.array([-1.0, 0.0, 1.0, 2.0]) / spread)
    strict = evaluate(read("deaths(strikes) > deaths(nothing)"), given_values)
    np.testing.assert_array_equal(strict.holds, [False, False, True, True])
    np.testing.assert_array_equal(strict.margin, truth.margin)
    below = evaluate(read("deaths(strikes) < deaths(nothing)"), given_values)
    np.testing.assert_array_equal(below.holds, [True, False, False, False])
    np.testing.assert_array_equal(below.margin, -truth.margin)


def test_a_sum_by_hand() -> None:
    truth = evaluate(
        read("-0.5 * deaths(strikes) + 3 - deaths(nothing) <= 1"),
        {A: np.array([2.0, 4.0]), B: np.array([1.0, 0.5])},
    )
    np.testing.assert_allclose(truth.margin, np.array([0.0, 0.5]) / 0.25)  # right - left, its spread .25
    assert truth.holds.tolist() == [True, True]


def test_several_by_hand() -> None:
    row = {A: np.array([0.0, 1.0, 2.0, 3.0])}
    text = "at least 2 of (deaths(strikes) >= 1, deaths(strikes) >= 2, deaths(strikes) >= 3)"
    truth = evaluate(read(text), row)
    np.testing.assert_array_equal(truth.holds, [False, False, True, True])
    np.testing.assert_allclose(truth.margin, (row[A] - 2.0) / np.std(row[A]))


def test_missing_values_decide_nothing() -> None:
    row = {A: np.array([np.nan, np.nan, 5.0]), B: np.array([0.0, 9.0, np.nan])}
    both = evaluate(read("deaths(strikes) > 1 and deaths(nothing) > 1"), row)
    assert both.spoken.tolist() == [True, False, False]
    assert both.holds.tolist() == [False, False, False]
    assert both.margin[0] < 0
    assert np.isnan(both.margin[1:]).all()
    one = evaluate(read("deaths(strikes) > 1 or deaths(nothing) > 1"), row)
    assert one.spoken.tolist() == [False, True, True]
    assert one.holds.tolist() == [False, True, True]


def test_runs_that_all_agree_have_margins_of_one() -> None:
    row = {A: np.full((3, 2), 0.3), B: np.full((3, 2), 0.1)}
    truth = evaluate(read("deaths(strikes) > 2 * deaths(nothing)"), row)
    np.testing.assert_array_equal(truth.margin, np.ones((3, 2)))
    assert evaluate(read("deaths(strikes) <= deaths(nothing)"), row).margin.max() == -1.0
    level = {A: np.full(3, 0.25), B: np.full(3, 0.5)}
    assert evaluate(read("deaths(strikes) >= 0.5 * deaths(nothing)"), level).margin.tolist() == [0.0] * 3


def test_rounding_is_no_spread() -> None:
    tenth = np.array([0.1 + 0.2, 0.3, 0.3])
    truth = evaluate(read("deaths(strikes) >= deaths(nothing)"), {A: tenth + 1e3, B: np.full(3, 0.3)})
    np.testing.assert_array_equal(truth.margin, np.ones(3))


@pytest.mark.parametrize("shape", [(), (1,), (4, 3), (0,)])
def test_any_shape(shape: tuple[int, ...]) -> None:
    row = {A: np.ones(shape), B: np.zeros(shape)}
    truth = evaluate(read("not (deaths(strikes) < deaths(nothing) and deaths(strikes) < 5)"), row)
    assert truth.holds.shape == truth.spoken.shape == truth.margin.shape == shape
    assert np.all(truth.holds)


def test_whole_numbers_and_flags_are_values() -> None:
    row: Mapping[Measure, object] = {A: [True, False], B: np.array([0, 1], dtype=np.int16)}
    truth = evaluate(read("deaths(strikes) > deaths(nothing)"), row)  # type: ignore[arg-type]
    assert truth.holds.tolist() == [True, False]


def test_missing_measures_and_shapes_are_refused() -> None:
    with pytest.raises(ShapeError, match=r"no values are given for deaths\(nothing\)"):
        evaluate(read("deaths(strikes) > deaths(nothing)"), {A: np.zeros(3)})
    with pytest.raises(ShapeError, match=r"need one shape; given are deaths\(strikes\) \(3,\)"):
        evaluate(read("deaths(strikes) > deaths(nothing)"), {A: np.zeros(3), B: np.zeros(2)})


@given(asked())
@settings(max_examples=60)
def test_the_margin_has_the_sign_of_the_truth(pair: tuple[Proposition, dict[Measure, Floats]]) -> None:
    truth = evaluate(*pair)
    assert not (truth.holds & ~truth.spoken).any()
    np.testing.assert_array_equal(np.isnan(truth.margin), ~truth.spoken)
    assert truth.holds[truth.margin > 0].all()
    assert not truth.holds[truth.margin < 0].any()


@given(asked())
@settings(max_examples=40)
def test_not_turns_everything_round(pair: tuple[Proposition, dict[Measure, Floats]]) -> None:
    proposition, row = pair
    one, other = evaluate(proposition, row), evaluate(Not(proposition), row)
    np.testing.assert_array_equal(one.spoken, other.spoken)
    np.testing.assert_array_equal(other.holds, one.spoken & ~one.holds)
    np.testing.assert_array_equal(other.margin, -one.margin)
    same(evaluate(Not(Not(proposition)), row), one)


@given(three_asked())
@settings(max_examples=50)
def test_and_or_and_at_least_are_one_family(case: tuple[list[Relation], dict[Measure, Floats]]) -> None:
    parts, row = case
    whole = tuple(parts)
    same(evaluate(All(whole), row), evaluate(AtLeast(3, whole), row))
    same(evaluate(AnyOf(whole), row), evaluate(AtLeast(1, whole), row))
    same(evaluate(Not(All(whole)), row), evaluate(AnyOf(tuple(map(Not, whole))), row))
    same(evaluate(Not(AtLeast(2, whole)), row), evaluate(AtLeast(2, tuple(map(Not, whole))), row))
    pairs = AnyOf((All(whole[:2]), All(whole[1:]), All((whole[0], whole[2]))))
    two = evaluate(AtLeast(2, whole), row)
    split = evaluate(pairs, row)
    np.testing.assert_array_equal(split.holds, two.holds)
    both = split.spoken & two.spoken
    np.testing.assert_array_equal(split.margin[both], two.margin[both])


@given(three_asked())
@settings(max_examples=40)
def test_filling_in_what_is_missing_never_changes_what_was_said(
    case: tuple[list[Relation], dict[Measure, Floats]],
) -> None:
    parts, row = case
    proposition = AtLeast(2, tuple(parts))
    before = evaluate(proposition, row)
    filled = {m: np.where(np.isnan(v), 1.5, v) for m, v in row.items()}
    after = evaluate(proposition, filled)
    assert after.spoken.all()
    np.testing.assert_array_equal(after.holds[before.spoken], before.holds[before.spoken])


@given(st.floats(1e-3, 1e3), st.integers(0, 2**32))
@settings(max_examples=30)
def test_margins_do_not_depend_on_the_unit(factor: float, seed: int) -> None:
    row = np.random.default_rng(seed).normal(1.0, 3.0, RUNS)
    one = Relation(Sum((Term(1.0, A),)), ">=", Sum((Term(0.0),)))
    before, after = evaluate(one, {A: row}).margin, evaluate(one, {A: factor * row}).margin
    np.testing.assert_allclose(after, before, rtol=1e-9)
