"""Planted boxes are found, noise is not, and what cannot be searched is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from irenic.analysis.discover import Found, Input, Options, find_box, find_boxes
from irenic.analysis.discover.find import REASONS
from irenic.errors import ShapeError

QUICK = Options(permutations=19)
Plant = Callable[..., Any]


def limits(found: Found) -> dict[str, Any]:
    """Input -> its limits."""
    assert found.box is not None
    told: dict[str, Any] = {}
    for one in found.box:
        value = one.without or (one.low if one.low is not None else one.high)
        told.setdefault(one.input.name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in told.items()}


@pytest.mark.parametrize("seed", range(3))
def test_a_planted_box_is_found_as_it_was_planted(planted: Plant, seed: int) -> None:
    case = planted(seed, worlds=4096)
    found = find_box(case.x, case.y, case.inputs, options=QUICK)
    told = limits(found)
    assert sorted(told) == ["x0", "x1", "x2", "x3"]
    assert told["x0"] == pytest.approx(0.6, abs=0.01)
    assert told["x1"] == pytest.approx(0.5, abs=0.01)
    assert told["x2"] == 4
    assert told["x3"] == (0, 2)
    assert found.test is not None
    assert found.test.density > 0.95
    assert found.test.coverage > 0.95
    assert found.reason == ""
    assert max(one.p_test for one in found.box or ()) < 0.01


def test_noise_inputs_are_never_chosen(planted: Plant) -> None:
    """Twenty inputs of which four matter, one answer in twenty wrong, over seeds."""
    real = {"x0", "x1", "x2", "x3"}
    named = [
        find_box(case.x, case.y, case.inputs, options=replace(QUICK, permutations=0))
        for case in (planted(100 + seed, worlds=2048, noise=0.05, inputs=20) for seed in range(6))
    ]
    assert all(found.box is not None for found in named)
    assert all(set(found.box.names) <= real for found in named if found.box is not None)
    assert np.mean([set(found.box.names) == real for found in named if found.box is not None]) > 0.5


def test_many_inputs_do_not_make_spurious_limits(planted: Plant) -> None:
    for seed in range(2):
        case = planted(seed, worlds=1024, noise=0.05, inputs=115)
        found = find_box(case.x, case.y, case.inputs, options=QUICK)
        assert found.box is not None
        assert set(found.box.names) <= {"x0", "x1", "x2", "x3"}


def test_pure_noise_gives_a_box_no_more_often_than_stated() -> None:
    """The level is 5%; 30 searches may give 2."""
    wrong = 0
    for seed in range(30):
        rng = np.random.default_rng(seed)
        x, y = rng.random((400, 20)), (rng.random(400) < 0.3).astype(float)
        found = find_box(x, y, [Input(f"x{i}") for i in range(20)], options=QUICK)
        wrong += found.box is not None
        assert found.box is not None or found.reason in REASONS
    assert wrong <= 2


def test_shares_of_runs_are_answers_too(planted: Plant) -> None:
    case = planted(5, worlds=2048)
    rng = np.random.default_rng(5)
    share = rng.binomial(4, np.where(case.inside, 0.9, 0.1)) / 4
    found = find_box(case.x, share, case.inputs, options=QUICK)
    assert sorted(limits(found)) == ["x0", "x1", "x2", "x3"]
    assert found.test is not None
    assert found.test.density == pytest.approx(0.9, abs=0.06)


def test_the_order_of_worlds_does_not_matter(planted: Plant) -> None:
    case = planted(1, noise=0.1)
    numbers = np.arange(len(case.y))
    first = find_box(case.x, case.y, case.inputs, options=QUICK, worlds=numbers)
    mixed = np.random.default_rng(0).permutation(len(case.y))
    second = find_box(case.x[mixed], case.y[mixed], case.inputs, options=QUICK, worlds=numbers[mixed])
    assert first.box == second.box
    assert (first.train, first.test, first.p_search) == (second.train, second.test, second.p_search)


def test_the_same_seed_gives_the_same_and_inputs_may_come_in_any_order(planted: Plant) -> None:
    case = planted(2, noise=0.1)
    first = find_box(case.x, case.y, case.inputs, options=QUICK)
    assert first.box == find_box(case.x, case.y, case.inputs, options=QUICK).box
    turned = find_box(case.x[:, ::-1], case.y, case.inputs[::-1], options=QUICK)
    assert turned.box is not None
    assert first.box is not None
    assert set(turned.box.names) == set(first.box.names)  # limits settle one by one, in their order


def test_weights_count_worlds(planted: Plant) -> None:
    """A world of weight 0 is none; one of weight 2 counts double in shares."""
    case = planted(3, worlds=2048)
    weights = np.where(np.arange(2048) < 1024, 2.0, 0.0)
    found = find_box(case.x, case.y, case.inputs, weights, QUICK)
    assert found.worlds == 2048
    assert found.base == pytest.approx(case.y[:1024].mean())
    assert "x0" in limits(found)


def test_worlds_that_cannot_tell_are_left_out(planted: Plant) -> None:
    case = planted(4, worlds=2048)
    y = np.where(np.arange(2048) % 2 == 0, case.y, np.nan)
    found = find_box(case.x, y, case.inputs, options=QUICK)
    even = np.arange(0, 2048, 2)
    alone = find_box(case.x[even], case.y[even], case.inputs, options=QUICK, worlds=even)
    assert found.worlds == 1024
    assert found.box == alone.box


def test_constant_inputs_are_left_out(planted: Plant) -> None:
    case = planted(0)
    x = np.column_stack([case.x, np.full(len(case.y), 3.0)])
    found = find_box(x, case.y, [*case.inputs, Input("fixed")], options=QUICK)
    assert "fixed" not in limits(found)
    nothing = find_box(np.ones((50, 1)), np.arange(50) % 2, [Input("fixed")])
    assert nothing.reason == "too_few"


def test_an_input_hidden_by_another_is_seen_inside_the_box() -> None:
    """b matters only where a is high, and there the other way for each half of c: no trend alone."""
    rng = np.random.default_rng(8)
    x = rng.random((4096, 10))
    turned = x[:, 2] > 0.5
    inside = (x[:, 0] > 0.5) & np.where(turned, x[:, 1] > 0.4, x[:, 1] < 0.6) & turned
    found = find_box(x, inside.astype(float), [Input(n) for n in "abcdefghij"], options=QUICK)
    assert set(limits(found)) == {"a", "b", "c"}


@pytest.mark.parametrize("worlds", [1, 2, 5, 30])
def test_tiny_samples_say_so(planted: Plant, worlds: int) -> None:
    case = planted(0, worlds=worlds)
    found = find_box(case.x, case.y, case.inputs)
    assert (found.box, found.reason) == (None, "too_few")


def test_no_worlds_and_no_inputs() -> None:
    assert find_box(np.zeros((0, 1)), np.zeros(0), [Input("a")]).reason == "too_few"
    assert find_box(np.zeros((99, 0)), np.arange(99) % 2, []).reason == "too_few"
    assert find_box(np.arange(99.0)[:, None], np.full(99, np.nan), [Input("a")]).reason == "too_few"


@pytest.mark.parametrize("base", [0.0, 1.0])
def test_always_or_never(base: float) -> None:
    x = np.random.default_rng(0).random((200, 3))
    assert find_box(x, np.full(200, base), [Input(n) for n in "abc"]).reason == "too_few"


def test_rare_cases_have_small_boxes() -> None:
    rng = np.random.default_rng(0)
    x = rng.random((8192, 6))
    y = ((x[:, 0] < 0.1) & (x[:, 1] < 0.15)).astype(float)
    found = find_box(x, y, [Input(f"x{i}") for i in range(6)], options=QUICK)
    assert sorted(limits(found)) == ["x0", "x1"]
    assert found.test is not None
    assert found.test.density > 0.85


def test_two_boxes_cover_two_causes() -> None:
    rng = np.random.default_rng(1)
    x = rng.random((4096, 8))
    first = (x[:, 0] > 0.7) & (x[:, 1] > 0.5)
    second = (x[:, 2] < 0.3) & (x[:, 3] < 0.4)
    y = (first | second).astype(float)
    inputs = [Input(f"x{i}") for i in range(8)]
    found = find_boxes(x, y, inputs, QUICK)
    assert [sorted(limits(one)) for one in found] in (
        [["x0", "x1"], ["x2", "x3"]],
        [["x2", "x3"], ["x0", "x1"]],
    )
    assert len(find_boxes(x, y, inputs, QUICK, most=1)) == 1
    held = np.zeros(4096, bool)
    for one in found:
        assert one.box is not None
        held |= one.box.inside(x, [i.name for i in inputs])
    assert y[held].mean() > 0.97
    assert y[~held].mean() < 0.03


def test_no_box_is_one_search_without_a_box() -> None:
    rng = np.random.default_rng(2)
    found = find_boxes(rng.random((300, 4)), rng.random(300).round(), [Input(n) for n in "abcd"], QUICK)
    assert [one.box for one in found] == [None]


def test_progress_of_the_shuffles_is_told(planted: Plant) -> None:
    case, seen = planted(0), []
    find_box(case.x, case.y, case.inputs, options=QUICK, report=lambda made, most: seen.append((made, most)))
    assert seen == [(i, 19) for i in range(1, 20)]


def test_without_shuffles_there_is_no_such_p(planted: Plant) -> None:
    case = planted(0)
    found = find_box(case.x, case.y, case.inputs, options=Options(permutations=0))
    assert found.box is not None
    assert np.isnan(found.p_search)
    assert found.permutations == 0


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"alpha": 0.0}, "bad_option: alpha is 0"),
        ({"alpha": 1.0}, "expected a number between 0 and 1"),
        ({"least_mass": 2.0}, "least_mass is 2"),
        ({"level": -1.0}, "level is -1"),
        ({"limit_level": 0.0}, "limit_level"),
        ({"false_discovery": float("nan")}, "false_discovery is nan"),
        ({"objective": "best"}, 'objective is "best"; expected lenient1, lenient2, original'),
        ({"folds": 1}, "folds is 1; expected a whole number of at least 2"),
        ({"permutations": -1}, "permutations is -1"),
        ({"seed": -1}, "seed is -1"),
    ],
)
def test_bad_options_are_refused(change: dict[str, Any], match: str) -> None:
    with pytest.raises(ShapeError, match=match):
        find_box(np.zeros((2, 1)), np.zeros(2), [Input("a")], options=replace(Options(), **change))


def test_all_bad_options_are_named_at_once() -> None:
    with pytest.raises(ShapeError) as caught:
        find_boxes(np.zeros((2, 1)), np.zeros(2), [Input("a")], Options(alpha=2, folds=0))
    assert [p.path for p in caught.value.problems] == ["alpha", "folds"]
