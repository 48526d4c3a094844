"""The laws of a case's uncertain figures: quantiles, bounds, order and limiting cases."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from irenic.worlds.factors import (
    CONCENTRATION,
    contested_columns,
    shifted_relation,
    split_lognormal,
    truncated_scores,
)

EVEN = (np.arange(8192) + 0.5) / 8192
RELATIONS = st.floats(-1.0, 1.0)
SHIFTS = st.floats(-3.0, 3.0)


# --- sizes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("points", [(800.0, 1200.0, 2000.0), (2000.0, 4000.0, 7000.0), (10.0, 20.0, 20.0)])
def test_a_size_meets_its_three_points(points: tuple[float, float, float]) -> None:
    drawn = split_lognormal(np.array([0.05, 0.5, 0.95]), *points)
    np.testing.assert_allclose(drawn, points, rtol=1e-12)


def test_a_size_is_truncated_not_clipped() -> None:
    low, best, high = 800.0, 1200.0, 2000.0
    drawn = split_lognormal(EVEN, low, best, high)
    assert np.all(np.diff(drawn) > 0.0)
    ends = split_lognormal(np.array([0.0, 1.0]), low, best, high)
    # The 0.5% and 99.5% points of the law before truncation.
    unit = scipy.stats.norm.ppf(0.005 + 0.99 * 0.95)
    reach = scipy.stats.norm.ppf(0.995) / unit
    np.testing.assert_allclose(ends, [best * (low / best) ** reach, best * (high / best) ** reach])


def test_each_half_of_a_size_is_lognormal() -> None:
    drawn = np.log(split_lognormal(EVEN, 800.0, 1200.0, 2000.0) / 1200.0)
    unit = scipy.stats.norm.ppf(0.005 + 0.99 * 0.95)
    for half, end in ((drawn < 0, 800.0), (drawn > 0, 2000.0)):
        scores = drawn[half] / abs(np.log(end / 1200.0)) * unit
        expected = scipy.stats.truncnorm.ppf(EVEN[half], *scipy.stats.norm.ppf([0.005, 0.995]))
        np.testing.assert_allclose(scores, expected, atol=1e-9)


def test_a_certain_size_stays() -> None:
    np.testing.assert_array_equal(split_lognormal(EVEN, 500.0, 500.0, 500.0), 500.0)


# --- trust ---------------------------------------------------------------------------------------


@given(RELATIONS)
def test_no_shift_is_exactly_none(relation: float) -> None:
    assert shifted_relation(np.array([relation]), np.array([0.0]))[0] == relation


@given(RELATIONS, SHIFTS)
def test_relations_stay_in_range(relation: float, shift: float) -> None:
    moved = shifted_relation(np.array([relation]), np.array([shift]))[0]
    assert -1.0 <= moved <= 1.0
    assert (moved - relation) * shift >= 0.0


@given(RELATIONS, RELATIONS, SHIFTS)
def test_relations_keep_their_order(first: float, second: float, shift: float) -> None:
    moved = shifted_relation(np.sort([first, second]), np.array([shift]))
    assert moved[0] <= moved[1] + 1e-12


@given(RELATIONS, SHIFTS, SHIFTS)
def test_relations_rise_with_the_shift(relation: float, first: float, second: float) -> None:
    moved = shifted_relation(np.array([relation]), np.sort([first, second]))
    assert moved[0] <= moved[1] + 1e-12


def test_a_small_shift_is_itself_where_there_is_room() -> None:
    shifts = np.array([-0.05, 0.05])
    np.testing.assert_allclose(shifted_relation(np.array([0.0]), shifts), shifts, atol=5e-5)
    # The two ends: an enemy can come nearer but not go farther, an ally the reverse.
    assert shifted_relation(np.array([-1.0]), np.array([0.05]))[0] == pytest.approx(-0.95, abs=1e-4)
    assert shifted_relation(np.array([-1.0]), np.array([-0.05]))[0] == -1.0
    assert shifted_relation(np.array([1.0]), np.array([0.05]))[0] == 1.0


def test_scores_are_symmetric_about_zero() -> None:
    scores = truncated_scores(EVEN)
    np.testing.assert_allclose(scores, -scores[::-1], atol=1e-12)
    assert truncated_scores(np.array([0.5]))[0] == pytest.approx(0.0, abs=1e-15)
    assert np.abs(truncated_scores(np.array([0.0, 1.0]))) == pytest.approx(2.5758, abs=1e-4)


# --- control -------------------------------------------------------------------------------------

SHARES = np.array([0.1, 0.6, 0.1, 0.2])


@pytest.mark.parametrize("grade", CONCENTRATION)
def test_a_contested_share_has_the_dirichlet_margin(grade: str) -> None:
    drawn = contested_columns(SHARES, (1,), grade, EVEN[None])
    margin = scipy.stats.beta(CONCENTRATION[grade] * 0.6, CONCENTRATION[grade] * 0.4)
    np.testing.assert_allclose(margin.cdf(drawn[1]), EVEN, atol=1e-9)
    np.testing.assert_allclose(drawn.sum(axis=0), 1.0, atol=1e-14)
    # The others keep their proportions.
    np.testing.assert_allclose(drawn[3], 2.0 * drawn[0], rtol=1e-12)
    np.testing.assert_allclose(drawn[2], drawn[0], rtol=1e-12)


def test_two_contested_shares_are_jointly_dirichlet() -> None:
    u = scipy.stats.qmc.Sobol(2, rng=np.random.default_rng(3)).random(8192).T
    drawn = contested_columns(SHARES, (1, 3), "D", u)
    concentration = CONCENTRATION["D"]
    law = scipy.stats.dirichlet(concentration * np.array([0.6, 0.2, 0.2]))
    parts = np.stack([drawn[1], drawn[3], drawn[0] + drawn[2]])
    np.testing.assert_allclose(parts.mean(axis=1), law.mean(), atol=1e-3)
    np.testing.assert_allclose(np.cov(parts), law.cov(), atol=5e-4)
    margin = scipy.stats.beta(concentration * 0.2, concentration * 0.8)
    assert scipy.stats.kstest(drawn[3], margin.cdf).statistic < 0.01
    np.testing.assert_allclose(drawn.sum(axis=0), 1.0, atol=1e-14)


def test_the_last_of_all_contested_takes_what_is_left() -> None:
    shares = np.array([0.0, 0.7, 0.3])
    drawn = contested_columns(shares, (1, 2), "C", np.stack([EVEN, EVEN[::-1]]))
    np.testing.assert_allclose(drawn[1] + drawn[2], 1.0, atol=1e-14)
    np.testing.assert_array_equal(drawn[0], 0.0)


def test_a_better_grade_is_narrower() -> None:
    spreads = [contested_columns(SHARES, (1,), grade, EVEN[None])[1].std() for grade in "ABCD"]
    assert spreads == sorted(spreads)
    assert spreads == pytest.approx(np.sqrt(0.24 / (np.array(list(CONCENTRATION.values())) + 1)), rel=1e-3)
