"""Which inputs move a claim, where its verdict flips, and the nearest world in which it fares otherwise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtr

from irenic.analysis.audit.flip import flip_of, monotone, place_of
from irenic.analysis.audit.influence import Slope, drivers, margin_slopes, windows
from irenic.analysis.audit.nearest import nearest_world

N = 4096
SCORES = np.random.default_rng(0).normal(size=(30, N))
UNIFORMS = ndtr(SCORES)
NOISE = np.random.default_rng(1).normal(size=N)


@pytest.mark.parametrize("worlds", [N, 100])
def test_slopes_of_a_linear_margin(worlds: int) -> None:
    """With few worlds each input is taken alone."""
    margin = (3 * SCORES[4] - 2 * SCORES[9] + 0.1 * NOISE)[:worlds]
    found = margin_slopes(SCORES[:, :worlds], margin)
    assert [one.input for one in found[:2]] == [4, 9]
    assert found[0].slope == pytest.approx(3 / np.sqrt(13), abs=0.15)
    assert found[1].slope < 0


def test_noise_has_no_slopes() -> None:
    assert margin_slopes(SCORES, NOISE) == ()


def test_a_margin_that_does_not_vary_has_no_slopes() -> None:
    assert margin_slopes(SCORES, np.full(N, 2.0)) == ()
    assert margin_slopes(SCORES[:, :5], NOISE[:5]) == ()


def test_drivers_are_those_that_decide() -> None:
    holds = (UNIFORMS[3] < 0.5) | (UNIFORMS[7] < 0.2)
    found = drivers(UNIFORMS, holds)
    assert [index for index, _ in found] == [3, 7]
    assert found[0][1] > 0.5
    assert drivers(UNIFORMS, NOISE > 0) == ()
    assert drivers(UNIFORMS, np.ones(N, bool)) == ()


def test_a_driver_need_not_be_monotone() -> None:
    found = drivers(UNIFORMS, np.abs(UNIFORMS[5] - 0.5) < 0.25)
    assert [index for index, _ in found] == [5]
    assert margin_slopes(SCORES, -np.abs(SCORES[5])) == ()


def test_windows_hold_equally_many_worlds() -> None:
    found = windows(UNIFORMS[0], NOISE > 0)
    assert found is not None
    assert len(found.centres) == 20
    assert found.speaking.sum() == N
    assert np.ptp(found.speaking) <= 1
    assert (np.diff(found.centres) > 0).all()
    assert windows(UNIFORMS[0, :60], NOISE[:60] > 0) is None


@pytest.mark.parametrize("rising", [True, False])
@pytest.mark.parametrize("step", [0.3, 0.55, 0.8])
def test_a_step_flips_where_it_stands(step: float, rising: bool) -> None:
    holds = (UNIFORMS[2] > step) == rising
    found = flip_of(2, UNIFORMS[2], holds)
    assert found is not None
    assert found.rising == rising
    assert [c.threshold for c in found.crossings] == [2 / 3, 1 / 3]
    for crossing in found.crossings:
        assert crossing.at == pytest.approx(step, abs=0.05)
        assert crossing.low <= crossing.at <= crossing.high


def test_a_slow_change_flips_where_its_share_crosses() -> None:
    """The share is 1 - u: it crosses 2/3 at a third and 1/3 at two thirds of the prior."""
    holds = np.random.default_rng(5).random(N) > UNIFORMS[1]
    found = flip_of(1, UNIFORMS[1], holds)
    assert found is not None
    at = {c.threshold: c for c in found.crossings}
    assert at[2 / 3].at == pytest.approx(1 / 3, abs=0.08)
    assert at[1 / 3].at == pytest.approx(2 / 3, abs=0.08)
    assert at[2 / 3].high - at[2 / 3].low < 0.4


def test_what_does_not_cross_does_not_flip() -> None:
    holds = np.random.default_rng(6).random(N) > 0.2 * UNIFORMS[1]
    found = flip_of(1, UNIFORMS[1], holds)
    assert found is not None
    assert found.crossings == ()
    assert found.first > found.last > 2 / 3
    always = flip_of(1, UNIFORMS[1], np.ones(N, bool))
    assert always is not None
    assert always.crossings == ()


def test_an_open_range_says_so() -> None:
    """One in three worlds hold at the high end: whether it crosses at all is uncertain."""
    share = np.where(UNIFORMS[1] > 0.9, 0.32, 0.6)
    holds = np.random.default_rng(7).random(N) < share
    found = flip_of(1, UNIFORMS[1], holds)
    assert found is not None
    for crossing in found.crossings:
        assert crossing.high == 1.0


@given(st.lists(st.floats(0, 1), min_size=2, max_size=20), st.booleans())
def test_the_smoothed_curve_is_monotone_and_keeps_the_mean(values: list[float], rising: bool) -> None:
    curve = monotone(np.array(values), np.ones(len(values)), rising=rising)
    assert (np.diff(curve) * (1 if rising else -1) >= -1e-12).all()
    assert curve.mean() == pytest.approx(np.mean(values), abs=1e-9)


def test_a_place_is_straight_between_centres() -> None:
    assert place_of(np.array([0.1, 0.3, 0.5]), np.array([0.2, 0.6, 0.9]), 0.4) == pytest.approx(0.2)
    assert place_of(np.array([0.1, 0.3]), np.array([0.2, 0.3]), 0.4) is None


def test_the_nearest_world_is_near_on_what_matters() -> None:
    """World 1 differs in an input without effect, world 2 a little in one that matters, world 3 much."""
    scores = np.array([[0.0, 0.0, 0.5, 2.0], [0.0, 3.0, 0.0, 0.0]])
    wanted = np.array([False, False, True, True])
    found = nearest_world(scores, (Slope(0, -0.9, 0.01),), wanted, np.ones(4), holds=False)
    assert found is not None
    assert (found.world, found.distance) == (2, pytest.approx(0.5))
    assert found.differs == ((0, 0.5),)


def test_a_world_that_fails_by_luck_does_not_go_first() -> None:
    scores = np.array([[0.1, 0.5, 0.7]])
    runs = np.array([0.5, 1.0, 1.0])
    found = nearest_world(scores, (Slope(0, 1.0, 0.01),), np.ones(3, bool), runs, holds=False)
    assert found is not None
    assert (found.world, found.runs) == (1, 1.0)


def test_distance_weighs_inputs_by_their_slopes() -> None:
    scores = np.array([[1.0, 0.1], [0.1, 1.0]])
    slopes = (Slope(0, 0.9, 0.01), Slope(1, 0.1, 0.01))
    found = nearest_world(scores, slopes, np.ones(2, bool), np.ones(2), holds=False)
    assert found is not None
    assert found.world == 1
    assert {index for index, _ in found.differs} == {0, 1}


def test_no_world_or_no_slope_has_no_nearest() -> None:
    scores = np.zeros((1, 3))
    slopes = (Slope(0, 1.0, 0.1),)
    assert nearest_world(scores, slopes, np.zeros(3, bool), np.ones(3), holds=False) is None
    assert nearest_world(scores, (), np.ones(3, bool), np.ones(3), holds=False) is None
