"""The rule of decision D17, and the interval it rests on."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta

from irenic.analysis.audit.verdict import (
    FAILS_TO,
    HOLDS_FROM,
    VERDICTS,
    jeffreys_interval,
    share_of,
    verdict_codes,
)


@pytest.mark.parametrize(("holding", "speaking"), [(1, 10), (5, 10), (700, 1000), (2800, 4096)])
def test_the_interval_is_jeffreys(holding: int, speaking: int) -> None:
    low, high = jeffreys_interval(holding, speaking)
    expected = beta.ppf([0.05, 0.95], holding + 0.5, speaking - holding + 0.5)
    np.testing.assert_allclose([low, high], expected, rtol=1e-9)


def test_none_and_all_reach_the_ends() -> None:
    low, high = jeffreys_interval([0, 20], [20, 20])
    assert low[0] == 0.0
    assert high[1] == 1.0
    assert 0 < high[0] < 0.2
    assert 0.8 < low[1] < 1


def test_nothing_spoken_has_no_interval() -> None:
    share = share_of(0, 0, 100)
    assert np.isnan([share.share, share.low, share.high]).all()
    assert share.verdict == "can't tell"


@given(st.integers(1, 5000), st.data())
def test_the_interval_holds_the_share_and_rises_with_it(speaking: int, data: st.DataObject) -> None:
    holding = data.draw(st.integers(0, speaking))
    low, high = jeffreys_interval([holding, min(holding + 1, speaking)], speaking)
    assert low[0] <= holding / speaking <= high[0]
    assert low[1] >= low[0] - 1e-12
    assert high[1] >= high[0] - 1e-12


@given(st.integers(20, 5000), st.data())
def test_the_verdict_is_what_the_interval_says(speaking: int, data: st.DataObject) -> None:
    holding = data.draw(st.integers(0, speaking))
    share = share_of(holding, speaking, speaking)
    assert (share.verdict == "holds") == (share.low >= HOLDS_FROM)
    assert (share.verdict == "fails") == (share.high <= FAILS_TO)
    assert (share.verdict == "mixed") == (share.low < HOLDS_FROM and share.high > FAILS_TO)


@pytest.mark.parametrize(
    ("share", "verdict"), [(0.70, "holds"), (0.66, "mixed"), (0.5, "mixed"), (0.34, "mixed"), (0.3, "fails")]
)
def test_verdicts_at_four_thousand_worlds(share: float, verdict: str) -> None:
    assert share_of(round(4096 * share), 4096, 4096).verdict == verdict


def test_just_above_two_thirds_is_not_enough_for_holds() -> None:
    """The lower end counts, not the share: .67 of 100 worlds is mixed, of 40,000 it holds."""
    assert share_of(68, 100, 100).verdict == "mixed"
    assert share_of(27_200, 40_000, 40_000).verdict == "holds"


def test_fewer_than_one_world_in_twenty_says_nothing() -> None:
    codes = verdict_codes([49, 50, 0], [49, 50, 0], 1000)
    assert [VERDICTS[code] for code in codes] == ["can't tell", "holds", "can't tell"]
