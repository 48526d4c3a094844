"""The peel beside a slow twin that looks at every world, and its limits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from irenic.analysis.discover.box import LOWER, UPPER, WITHOUT, Region
from irenic.analysis.discover.inputs import Input, Sample, checked_sample
from irenic.analysis.discover.peel import OBJECTIVES, Peeling, Ranked, Trajectory, between, peel


def worth(objective: str, before: tuple[float, float], after: tuple[float, float]) -> float:
    """An objective, as its paper writes it."""
    (n, s), (m, t) = before, after
    gain = t / m - s / n
    return {"lenient1": gain / (n - m), "lenient2": gain * m / (n - m), "original": t / m}[objective]


def cut(values: list[tuple[float, float]], alpha: float, total: float) -> float | None:
    """The last value that goes from the low end of (value, weight) pairs; None where none can."""
    ordered = sorted(values)
    reach, passed = max((total - 1) * alpha, 0.0) * (1 + 1e-12), 0.0
    for value, weight in ordered:  # noqa: B007
        passed += weight
        if passed > reach:
            break
    if value < ordered[-1][0]:
        return value
    below = [v for v, _ in ordered if v < value]
    return max(below) if below else None


def slow_peel(sample: Sample, peeling: Peeling) -> list[tuple[float, float, int]]:
    """(mass, density, inputs restricted) of every box, with loops over worlds."""
    rows = list(range(len(sample)))
    whole = sum(sample.weights)
    restricted: set[int] = set()
    weigh = lambda r: (sum(sample.weights[i] for i in r), sum(sample.weights[i] * sample.y[i] for i in r))  # noqa: E731
    trail = [(1.0, weigh(rows)[1] / whole, 0)]
    while len(rows) > 1:
        before, found = weigh(rows), []
        for j, one in enumerate(sample.inputs):
            column = sample.x[j]
            if one.kind == "category":
                choices = [[i for i in rows if column[i] != c] for c in sorted({column[i] for i in rows})]
            else:
                choices = []
                for sign in (-1, 1):
                    last = cut(
                        [(sign * column[i], sample.weights[i]) for i in rows], peeling.alpha, before[0]
                    )
                    if last is not None:
                        choices.append([i for i in rows if sign * column[i] > last])
            found += [
                (worth(peeling.objective, before, weigh(r)), j in restricted, j, r) for r in choices if r
            ]
        # the fast one looks at ordered inputs first, then at categories
        found.sort(key=lambda f: sample.inputs[f[2]].kind == "category")
        top = max((f[0] for f in found), default=0.0)
        if not top > 0:
            break
        equals = [f for f in found if f[0] >= top * (1 - 1e-9)]
        best = next((f for f in equals if f[1]), equals[0])
        after = weigh(best[3])
        if peeling.objective != "original" and after[1] / after[0] - before[1] / before[0] <= 1e-12:
            break
        if after[0] < peeling.least_mass * whole * (1 - 1e-12):
            break
        rows = best[3]
        restricted.add(best[2])
        trail.append((after[0] / whole, after[1] / after[0], len(restricted)))
    return trail


@st.composite
def samples(draw: st.DrawFn) -> Sample:
    """Small samples with ties, integers, categories, weights and shares as answers."""
    worlds, seed = draw(st.integers(2, 60)), draw(st.integers(0, 2**32 - 1))
    kinds = draw(st.lists(st.sampled_from(("real", "integer", "category", "tied")), min_size=1, max_size=4))
    rng = np.random.default_rng(seed)
    columns = {
        "real": lambda: rng.normal(size=worlds),
        "integer": lambda: rng.integers(0, draw(st.sampled_from((2, 5, 40))), worlds),
        "category": lambda: rng.integers(0, 4, worlds),
        "tied": lambda: np.round(rng.random(worlds), 1),
    }
    x = np.stack([columns[kind]() for kind in kinds], axis=1).astype(float)
    y = rng.integers(0, 2, worlds) if draw(st.booleans()) else rng.integers(0, 9, worlds) / 8
    weights = rng.integers(1, 4, worlds) if draw(st.booleans()) else None
    inputs = [Input(f"x{i}", "real" if kind == "tied" else kind) for i, kind in enumerate(kinds)]
    return checked_sample(x, y, inputs, weights=weights)


@settings(max_examples=80)
@given(samples(), st.sampled_from(OBJECTIVES), st.sampled_from((0.05, 0.1, 0.3)))
def test_the_twin_agrees(sample: Sample, objective: str, alpha: float) -> None:
    peeling = Peeling(alpha, 0.1, objective)
    trail = peel(Ranked(sample), sample.y, peeling)
    slow = slow_peel(sample, peeling)
    assert [s[0] for s in slow] == pytest.approx(trail.mass)
    assert [s[1] for s in slow] == pytest.approx(trail.density)
    assert [s[2] for s in slow] == list(trail.restricted)


@settings(max_examples=30)
@given(samples())
def test_boxes_hold_the_worlds_that_the_peel_counted(sample: Sample) -> None:
    trail = peel(Ranked(sample), sample.y, Peeling(0.1, 0.1))
    survived = trail.steps_survived(sample.x)
    for step in range(len(trail)):
        inside = trail.region(step).inside(sample.x)
        assert (inside == (survived >= step)).all()
        assert sample.weights[inside].sum() / sample.weights.sum() == pytest.approx(trail.mass[step])
        cases = sample.weights @ sample.y
        caught = sample.weights[inside] @ sample.y[inside]
        assert trail.coverage[step] == pytest.approx(caught / cases if cases else 0.0)


@settings(max_examples=30)
@given(samples())
def test_a_trajectory_shrinks_and_grows_denser(sample: Sample) -> None:
    trail = peel(Ranked(sample), sample.y, Peeling(0.05, 0.1))
    assert trail.mass[0] == 1
    assert (np.diff(trail.mass) < 0).all()
    assert (np.diff(trail.density) > 0).all()
    assert (np.diff(trail.restricted) >= 0).all()
    assert trail.mass[-1] >= 0.1 * (1 - 1e-9)


@settings(max_examples=40)
@given(samples(), st.integers(0, 1000))
def test_a_weight_is_a_repetition(sample: Sample, seed: int) -> None:
    weights = np.random.default_rng(seed).integers(1, 5, len(sample))
    weighted = Sample(sample.x, sample.y, weights.astype(float), sample.worlds, sample.inputs)
    repeated = Sample(np.repeat(sample.x, weights, axis=1), np.repeat(sample.y, weights),
                      np.ones(weights.sum()), np.repeat(sample.worlds, weights), sample.inputs)  # fmt: skip
    first, second = (peel(Ranked(s), s.y, Peeling(0.1, 0.1)) for s in (weighted, repeated))
    np.testing.assert_allclose(first.mass, second.mass)
    np.testing.assert_allclose(first.density, second.density)
    np.testing.assert_allclose(first.value, second.value)


def test_a_part_of_a_ranking_is_the_ranking_of_the_part() -> None:
    rng = np.random.default_rng(0)
    inputs = [Input("a"), Input("b", "category"), Input("c", "integer"), Input("d")]
    x = np.round(rng.random((50, 4)) * 9)
    sample = checked_sample(x, rng.random(50), inputs)
    rows, columns = rng.random(50) < 0.6, np.array([True, True, False, True])
    part = Ranked(sample).part(rows=rows, columns=columns)
    fresh = Ranked(sample.rows(rows).columns(columns))
    assert (part.order == fresh.order).all()
    assert (part.sample.x == fresh.sample.x).all()
    assert part.sample.inputs == fresh.sample.inputs


def test_nothing_to_gain_peels_nothing() -> None:
    sample = checked_sample(np.arange(100.0)[:, None], np.ones(100), [Input("a")])
    assert len(peel(Ranked(sample), sample.y)) == 1
    sample = checked_sample(np.arange(100.0)[:, None], np.zeros(100), [Input("a")])
    assert len(peel(Ranked(sample), sample.y)) == 1


def test_a_value_that_many_share_goes_whole_or_stays() -> None:
    x = np.array([0.0] * 30 + [1.0] * 70)[:, None]
    y = x[:, 0]
    sample = checked_sample(x, y, [Input("a", "integer")])
    trail = peel(Ranked(sample), sample.y, Peeling(0.05, 0.05))
    assert trail.mass.tolist() == [1.0, 0.7]
    assert trail.value.tolist() == [1.0]
    assert trail.side.tolist() == [LOWER]


def test_limits_lie_between_real_values_and_on_whole_ones() -> None:
    assert between(2.0, 3.0, is_real=True) == 2.5
    assert between(2.0, 3.0, is_real=False) == 2.0
    close = np.nextafter(1.0, 2.0)
    assert between(1.0, close, is_real=True) in (1.0,)


def test_a_category_goes_alone() -> None:
    x = np.repeat([0.0, 1.0, 2.0], 50)[:, None]
    y = (x[:, 0] != 1).astype(float)
    sample = checked_sample(x, y, [Input("a", "category")])
    trail = peel(Ranked(sample), sample.y)
    assert (trail.side.tolist(), trail.value.tolist()) == ([WITHOUT], [1.0])
    assert trail.density[-1] == 1


def test_of_equal_peels_a_restricted_input_comes_first() -> None:
    """Two copies of one input: the second is never restricted."""
    column = np.random.default_rng(3).random(400)
    y = (column > 0.5).astype(float)
    sample = checked_sample(np.stack([column, column], 1), y, [Input("a"), Input("b")])
    assert peel(Ranked(sample), sample.y).restricted.max() == 1


def test_a_trajectory_of_other_worlds() -> None:
    trail = Trajectory(
        row=np.array([0, 0]), side=np.array([LOWER, UPPER]), value=np.array([0.2, 0.8]),
        mass=np.array([1, 0.8, 0.6]), coverage=np.ones(3), density=np.ones(3),
        restricted=np.array([0, 1, 1]), inputs=1,
    )  # fmt: skip
    assert trail.steps_survived(np.array([[0.1, 0.5, 0.9]])).tolist() == [0, 2, 1]
    assert trail.region(2).faces() == ((0, LOWER), (0, UPPER))
    assert isinstance(trail.region(0), Region)
    assert trail.region(0).faces() == ()


def test_onward_goes_through_what_gains_nothing() -> None:
    """Cases in the middle fifth of a, behind a stretch where peeling either end gains nothing."""
    x = np.arange(1000.0)[:, None]
    y = np.where(np.abs(x[:, 0] - 499.5) < 100, 1.0, 0.0)
    y[:60] = y[-60:] = 0.5
    sample = checked_sample(x, y, [Input("a")])
    stopped, onward = (peel(Ranked(sample), y, Peeling(0.05, 0.05, onward=on)) for on in (False, True))
    assert len(stopped) == 1
    assert onward.density.max() == 1
    assert onward.density[1] < onward.density[0]


def test_onward_stops_at_a_box_of_cases_alone_or_of_none() -> None:
    for y in (np.ones(50), np.zeros(50)):
        sample = checked_sample(np.arange(50.0)[:, None], y, [Input("a")])
        assert len(peel(Ranked(sample), y, Peeling(onward=True))) == 1


def test_categories_alone_are_peeled_and_parted() -> None:
    x = np.tile([0.0, 1.0, 2.0, 3.0], 20)[:, None]
    sample = checked_sample(x, (x[:, 0] == 2).astype(float), [Input("a", "category")])
    part = Ranked(sample).part(rows=np.arange(80) < 40)
    assert part.order.shape == (0, 40)
    trail = peel(part, part.sample.y)
    assert trail.density[-1] == 1
