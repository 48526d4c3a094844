"""Limits are moved to the best place; scores, screen, choice and significance by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from irenic.analysis.discover.box import LOWER, UPPER, WITHOUT, Box, Face, Fit, Limit, Region, fit_of, score
from irenic.analysis.discover.choose import COST, chosen_step, held_out_scores, pruned
from irenic.analysis.discover.inputs import Input, Sample, checked_sample
from irenic.analysis.discover.peel import Peeling, Ranked, peel
from irenic.analysis.discover.screen import candidates, hidden, passing, screening_p
from irenic.analysis.discover.settle import settled, value_of
from irenic.analysis.discover.significance import at_least, box_p, permutation_p, quasi_p, search_excess
from irenic.errors import ShapeError


def sample_of(x: np.ndarray, y: np.ndarray, *kinds: str) -> Sample:
    """A sample of inputs a, b, ... of the given kinds."""
    return checked_sample(x, y, [Input("abcdef"[i], kind) for i, kind in enumerate(kinds)])


def cube(seed: int = 0, worlds: int = 500) -> Sample:
    """Cases where a > .5 and b < .4; c is noise."""
    x = np.random.default_rng(seed).random((worlds, 3))
    return sample_of(x, ((x[:, 0] > 0.5) & (x[:, 1] < 0.4)).astype(float), "real", "real", "real")


def test_the_score_of_all_none_and_exactly_the_cases() -> None:
    assert score(1.0, 0.3, 0.3) == 0
    assert score(0.0, 0.9, 0.3) == 0
    assert score(1.0, 1.0, 0.3) == 1
    assert score(0.5, 0.65, 0.3) == pytest.approx(0.5)  # the gain is half of what there is to gain
    assert score(1.0, 0.1, 0.3) == 0
    assert score(1.0, 1.0, 1.0) == 0


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0.01, 0.99))
def test_the_score_is_a_share(coverage: float, density: float, base: float) -> None:
    assert 0 <= float(score(coverage, density, base)) <= 1


@pytest.mark.parametrize("start", [(0.3, 0.6), (0.7, 0.2), (0.49, 0.41), (0.3, 0.2)])
def test_limits_move_out_and_in_to_the_planted_ones(start: tuple[float, float]) -> None:
    sample = cube()
    region = Region.free(3).limited(0, LOWER, start[0]).limited(1, UPPER, start[1])
    found = settled(Ranked(sample), region)
    inside = found.inside(sample.x)
    assert (inside == (sample.y == 1)).all()
    assert value_of(sample, inside) == 1


def test_categories_are_kept_by_their_share_of_cases() -> None:
    x = np.repeat([0.0, 1.0, 2.0, 3.0], 25)[:, None]
    y = np.isin(x[:, 0], (1, 3)).astype(float)
    sample = sample_of(x, y, "category")
    found = settled(Ranked(sample), Region.free(1).limited(0, WITHOUT, 1.0))
    assert found.without == {0: frozenset({0.0, 2.0})}


def test_a_limit_on_noise_is_moved_away() -> None:
    sample = cube()
    region = Region.free(3).limited(0, LOWER, 0.5).limited(1, UPPER, 0.4).limited(2, LOWER, 0.2)
    assert settled(Ranked(sample), region).rows() == (0, 1)


@settings(max_examples=40)
@given(st.integers(0, 10_000))
def test_settling_never_loses(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x = np.stack([rng.random(80), rng.integers(0, 5, 80), rng.integers(0, 3, 80)], 1)
    sample = sample_of(x, rng.random(80), "real", "integer", "category")
    region = Region.free(3).limited(0, LOWER, 0.3).limited(1, UPPER, 2.0).limited(2, WITHOUT, 1.0)
    found = settled(Ranked(sample), region)
    assert value_of(sample, found.inside(sample.x)) >= value_of(sample, region.inside(sample.x)) - 1e-12
    assert set(found.faces()) <= set(region.faces())


def test_a_region_and_its_faces() -> None:
    region = Region.free(3).limited(1, UPPER, 0.5).limited(2, WITHOUT, 4.0).limited(2, WITHOUT, 5.0)
    assert region.faces() == (Face(1, UPPER), Face(2, WITHOUT))
    assert region.rows() == (1, 2)
    assert region.freed(Face(2, WITHOUT)).faces() == (Face(1, UPPER),)
    assert region.freed(Face(1, UPPER)).rows() == (2,)
    x = np.array([[0, 0, 0], [0.5, 0.6, 0.1], [3, 3, 4]], float)
    assert region.inside(x).tolist() == [True, False, False]


def test_a_fit_by_hand() -> None:
    sample = sample_of(np.arange(4.0)[:, None], np.array([0, 0.5, 1, 1]), "real")
    assert fit_of(sample, np.array([False, False, True, True])) == Fit(4, 2, 0.5, 0.8, 1, 0.625)
    assert fit_of(sample, np.zeros(4, bool)) == Fit(4, 0, 0, 0, 0, 0.625)


def test_a_box_asks_for_its_inputs() -> None:
    box = Box((Limit(Input("a"), low=1.0), Limit(Input("a"), high=2.0), Limit(Input("b"), without=(3.0,))))
    assert box.names == ("a", "b")
    assert len(box) == 3
    x = np.array([[0, 1.5], [0, 1.0], [3, 1.5], [0, 0.9], [0, 2.1]])
    assert box.inside(x, ["b", "a"]).tolist() == [True, True, False, False, False]
    with pytest.raises(ShapeError, match='unknown_input: inputs is without "b"; expected every input'):
        box.inside(x, ["a", "c"])


def test_screening_sees_trends_humps_and_categories_and_not_noise() -> None:
    rng = np.random.default_rng(4)
    x = rng.random((2000, 4))
    x[:, 2] = rng.integers(0, 5, 2000)
    chance = 0.2 + 0.2 * x[:, 0] + 0.3 * (np.abs(x[:, 1] - 0.5) < 0.25) + 0.2 * (x[:, 2] == 3)
    sample = sample_of(x, (rng.random(2000) < chance).astype(float), "real", "real", "category", "real")
    p = screening_p(Ranked(sample), sample.y)
    assert (p[:3] < 1e-4).all()
    assert p[3] > 0.01
    assert candidates(Ranked(sample), sample.y, 0.05).tolist() == [True, True, True, False]


def test_screening_of_noise_is_uniform() -> None:
    rng = np.random.default_rng(5)
    sample = checked_sample(
        rng.random((300, 400)), rng.random(300) < 0.3, [Input(f"x{i}") for i in range(400)]
    )
    p = screening_p(Ranked(sample), sample.y)
    assert (p < 0.05).mean() < 0.09
    assert (p < 0.5).mean() < 0.6


def test_screening_without_any_difference() -> None:
    sample = sample_of(np.arange(50.0)[:, None], np.ones(50), "real")
    assert screening_p(Ranked(sample), sample.y).tolist() == [1.0]


def test_a_false_discovery_rate_by_hand() -> None:
    assert passing(np.array([0.01, 0.04, 0.03, 0.9]), 0.1).tolist() == [True, True, True, False]
    assert passing(np.array([0.5, 0.9]), 0.1).tolist() == [False, False]
    assert passing(np.array([]), 0.1).tolist() == []


def test_what_others_hide_shows_inside_the_box() -> None:
    sample = cube(worlds=2000)
    known = np.array([True, False, False])
    assert hidden(sample, sample.x[0] > 0.5, known, 0.01).tolist() == [False, True, False]
    assert not hidden(sample, sample.x[0] > 0.99, known, 0.01).any()
    assert not hidden(sample, sample.x[0] > 0.5, np.ones(3, bool), 0.01).any()


def test_the_choice_by_cross_validation() -> None:
    ranked, peeling = Ranked(cube(worlds=1000)), Peeling()
    trail = peel(ranked, ranked.sample.y, peeling)
    scores = held_out_scores(ranked, trail, peeling, 5)
    step = chosen_step(trail, scores)
    assert scores[0] == 0
    assert trail.restricted[step] == 2
    assert scores[step] > 0.8
    assert scores[step] == (scores - COST * trail.restricted).max() + COST * 2


def test_an_input_more_must_be_worth_its_cost() -> None:
    sample = cube(worlds=1000)
    trail = peel(Ranked(sample), sample.y)
    flat = np.full(len(trail), 0.4)
    assert chosen_step(trail, flat) == 0
    flat[-1] += COST * trail.restricted[-1] + 1e-6
    assert chosen_step(trail, flat) == len(trail) - 1


def test_limits_that_add_nothing_are_pruned() -> None:
    sample = cube(worlds=1000)
    region = Region.free(3).limited(0, LOWER, 0.5).limited(1, UPPER, 0.4).limited(2, LOWER, 0.02)
    assert pruned(Ranked(sample), region, 0.01).rows() == (0, 1)
    noise = sample_of(np.random.default_rng(0).random((300, 1)), np.tile([0.0, 1.0], 150), "real")
    assert pruned(Ranked(noise), Region.free(1).limited(0, LOWER, 0.5), 0.01).faces() == ()


@given(st.integers(0, 40), st.integers(0, 40), st.floats(0.01, 0.99))
def test_the_tail_is_the_binomials(caught: int, more: int, chance: float) -> None:
    held = caught + more
    assert at_least(caught, held, chance) == pytest.approx(binom.sf(caught - 1, held, chance), abs=1e-12)


def test_ends_of_the_tail() -> None:
    assert at_least(0, 10, 0.2) == 1
    assert at_least(5, 10, 1.0) == 1
    assert at_least(5, 10, 0.0) == 0
    assert at_least(2.5, 2.5, 0.5) == pytest.approx(0.5**2.5)


def test_a_quasi_p_value_by_hand() -> None:
    """With the limit 8 of 10 are cases, without it 10 of 20."""
    x = np.arange(20.0)[:, None]
    y = np.array([1, 1] + [0] * 8 + [1] * 8 + [0] * 2, float)
    sample = sample_of(x, y, "real")
    region = Region.free(1).limited(0, LOWER, 9.5)
    assert quasi_p(sample, region, Face(0, LOWER)) == pytest.approx(binom.sf(7, 10, 0.5))
    assert box_p(sample, region.inside(sample.x)) == pytest.approx(binom.sf(7, 10, 0.5))
    free = Region.free(1).limited(0, LOWER, -5.0)
    assert quasi_p(sample, free, Face(0, LOWER)) == 1
    assert box_p(sample, np.zeros(20, bool)) == 1


def test_shuffles_find_the_planted_and_not_the_noise() -> None:
    ranked = Ranked(cube())
    told = permutation_p(ranked, Peeling(), 0.1, permutations=19, seed=0)
    assert told == (1 / 20, 19)
    rng = np.random.default_rng(1)
    noise = Ranked(sample_of(rng.random((300, 3)), rng.random(300).round(), "real", "real", "real"))
    told = permutation_p(noise, Peeling(), 0.1, permutations=99, seed=0)
    assert told.p > 0.1
    assert told.made < 99  # ten as good were enough
    assert search_excess(noise, np.zeros(300), Peeling(), 0.1) == 0
