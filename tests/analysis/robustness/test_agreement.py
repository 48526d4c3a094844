"""Agreement between measures, against SciPy and by hand."""

from __future__ import annotations

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import kendalltau, rankdata

from irenic.analysis.robustness.agreement import agreement, kendall, ranks

tables = arrays(np.float64, (3, 5), elements=st.integers(-3, 3).map(float))


@given(tables)
def test_tau_and_ranks_are_scipys(table: np.ndarray) -> None:
    np.testing.assert_array_equal(ranks(table), rankdata(-table, axis=1))
    found = kendall(table)
    for i in range(3):
        for j in range(3):
            assume(len(set(table[i])) > 1 and len(set(table[j])) > 1)
            np.testing.assert_allclose(found[i, j], kendalltau(table[i], table[j]).statistic, atol=1e-12)


def test_by_hand() -> None:
    #             a  b  c
    # mean        3  2  1    a > b > c
    # worst       3  1  2    a > c > b: of three pairs one is turned around: tau = (2 - 1) / 3
    # threshold   1  1  0    a = b > c: 2 pairs of 3; with the mean tau = 2 / sqrt(3 * 2)
    table = np.array([[3.0, 2, 1], [3, 1, 2], [1, 1, 0]])
    found = agreement(table)
    np.testing.assert_allclose(found.tau[0], [1, 1 / 3, 2 / np.sqrt(6)])
    np.testing.assert_array_equal(ranks(table), [[1, 2, 3], [1, 3, 2], [1.5, 1.5, 3]])
    # a before c on all three; a before b on two and tied on the third; b and c are disputed
    assert found.alike.tolist() == [[False, True, True], [False, False, False], [False, False, False]]
    # the third measure leaves the top shared, so not all put a first alone
    assert found.firsts.tolist() == [0, 0, -1] and found.unanimous is None
    assert agreement(table[:2]).unanimous == 0


def test_a_measure_that_tells_nothing_apart_is_left_out() -> None:
    table = np.array([[2.0, 1], [1, 1], [np.nan, np.nan]])
    found = agreement(table)
    assert found.speaking.tolist() == [True, False, False]
    assert found.unanimous == 0 and found.alike[0, 1]
    assert np.isnan(found.tau[0, 1:]).all() and found.tau[0, 0] == 1
    assert np.isnan(ranks(table)[2]).all()


def test_an_endless_horizon_is_first_and_two_of_them_tie() -> None:
    table = np.array([[np.inf, 2.0, np.inf, -np.inf]])
    assert ranks(table).tolist() == [[1.5, 3, 1.5, 4]]
    assert agreement(table).firsts.tolist() == [-1]


def test_rounding_is_no_rank() -> None:
    assert ranks(np.array([[0.1 + 0.2, 0.3]])).tolist() == [[1.5, 1.5]]


@given(tables)
def test_the_same_order_twice_agrees_fully_and_turned_not_at_all(table: np.ndarray) -> None:
    assume(len(set(table[0])) > 1)
    twice = np.stack([table[0], 2 * table[0] + 1, -table[0]])
    found = kendall(twice)
    np.testing.assert_allclose([found[0, 1], found[0, 2]], [1, -1])
    assert not (agreement(twice).alike).any()
