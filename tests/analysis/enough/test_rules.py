"""Stopping rules: how often they settle for something wrong, and how soon for something right."""

from __future__ import annotations

import numpy as np
import pytest

from irenic.analysis.enough import ShareRule, SignRule, WidthRule, WinnerRule, looks_upto, worlds_needed
from irenic.analysis.enough.rules import OPEN
from irenic.worlds.points import sobol_points

SEQUENCES, WORLDS = 500, 2048
LOOKS = looks_upto(WORLDS)
ALLOWED = 0.1 + 3 * np.sqrt(0.1 * 0.9 / SEQUENCES)


def coins(share: float, seed: int) -> np.ndarray:
    return (np.random.default_rng(seed).random((SEQUENCES, WORLDS)) < share).astype(float)


@pytest.mark.parametrize(
    ("share", "right"),
    [
        (0.05, 0),
        (0.3, 0),
        (1 / 3 - 1e-9, 0),
        (1 / 3 + 1e-9, 1),
        (0.5, 1),
        (2 / 3 - 1e-9, 1),
        (0.7, 2),
        (0.95, 2),
    ],
)
def test_a_wrong_verdict_is_rare_however_often_one_looks(share: float, right: int) -> None:
    found = ShareRule().codes(coins(share, 1), LOOKS)[:, -1]
    assert ((found != right) & (found != OPEN)).mean() <= ALLOWED


@pytest.mark.parametrize(("share", "right"), [(0.1, 0), (0.5, 1), (0.9, 2)])
def test_a_clear_verdict_comes_soon(share: float, right: int) -> None:
    found = ShareRule().codes(coins(share, 2), LOOKS)
    assert (found[:, LOOKS.index(512)] == right).mean() > 0.95


def test_an_answer_once_given_stays() -> None:
    found = ShareRule().codes(coins(0.6, 3), LOOKS)
    settled = found != OPEN
    assert (settled[:, 1:] >= settled[:, :-1]).all()
    assert (found[:, 1:][settled[:, :-1]] == found[:, :-1][settled[:, :-1]]).all()


@pytest.mark.parametrize("law", ["normal", "lognormal", "rare"])
def test_a_wrong_sign_is_rare_where_there_is_none(law: str) -> None:
    rng = np.random.default_rng(4)
    x = {
        "normal": lambda: rng.normal(size=(SEQUENCES, WORLDS)),
        "lognormal": lambda: np.exp(rng.normal(size=(SEQUENCES, WORLDS))) - np.exp(0.5),
        "rare": lambda: (rng.random((SEQUENCES, WORLDS)) < 0.05) - 0.05,
    }[law]()
    assert (SignRule().codes(1e6 + 0 * x + x - 1e6, LOOKS)[:, -1] != OPEN).mean() <= ALLOWED


def test_a_clear_sign_comes_soon_and_right() -> None:
    x = np.random.default_rng(5).normal(-0.5, 1.0, (SEQUENCES, WORLDS))
    found = SignRule().codes(x, LOOKS)
    assert (found[:, LOOKS.index(128)] == 0).mean() > 0.95
    assert not (found == 1).any()


def test_worlds_of_a_sobol_sample_are_no_worse_than_independent_ones() -> None:
    """A share of exactly two thirds, by two of three uniforms: a verdict of any kind is wrong or luck."""
    found = []
    for seed in range(100):
        u = sobol_points(3, seed, 0, 1024)
        found.append((u[0] + 0.3 * (u[1] - u[2]) < 2 / 3).astype(float))
    codes = ShareRule().codes(np.array(found), looks_upto(1024))[:, -1]
    assert (codes != OPEN).mean() <= 0.1


def test_the_winner_among_equals_is_seldom_settled_and_a_clear_one_is() -> None:
    rng = np.random.default_rng(6)
    rule = WinnerRule(("a", "b", "c"))
    wrong = sum(rule.codes(rng.normal(size=(3, 512)), looks_upto(512))[-1] != OPEN for _ in range(300))
    assert wrong / 300 <= 0.1
    x = rng.normal(size=(3, 512)) + rng.normal(size=512) * 5.0 + np.array([[0.0], [0.6], [0.0]])
    assert worlds_needed(x, rule).answer == "b"  # common worlds cancel out


def test_the_winner_is_the_sign_rule_where_there_are_two() -> None:
    rng = np.random.default_rng(7)
    for shift in (0.0, 0.1, 0.3):
        x = rng.normal(size=(2, 1024)) * 7.0 + np.array([[1e4], [1e4 + shift * 7]])
        two = WinnerRule(("a", "b")).codes(x, looks_upto(1024))
        sign = SignRule().codes(x[1] - x[0], looks_upto(1024))
        np.testing.assert_array_equal(two, sign)


def test_a_width_is_reached_sooner_by_a_clear_share() -> None:
    rng = np.random.default_rng(8)
    even, clear = (rng.random(4096) < 0.5).astype(float), (rng.random(4096) < 0.97).astype(float)
    rule = WidthRule(0.12)
    first, second = worlds_needed(clear, rule).settled_at, worlds_needed(even, rule).settled_at
    assert first is not None and second is not None and first < second


def test_what_is_settled_says_when() -> None:
    x = np.ones(1000)
    need = worlds_needed(x, ShareRule())
    assert (need.settled_at, need.answer, need.forecast) == (64, "holds", None)
    assert looks_upto(1000) == (64, 128, 256, 512, 1000)
    assert looks_upto(64) == (64,) and looks_upto(63) == ()


def test_a_forecast_knows_of_its_own_doubt() -> None:
    """A share of .60 in 256 worlds: the median forecast is near what it takes; near 2/3 it has no end."""
    near = np.resize([1.0, 1.0, 0.0], 384)
    need = worlds_needed(near, ShareRule())
    assert need.forecast is not None and need.forecast.high is None
    x = np.resize([1.0, 1.0, 1.0, 0.0, 0.0], 255)
    need = worlds_needed(x, ShareRule())
    assert need.settled_at is None and need.forecast is not None
    median, low = need.forecast.median, need.forecast.low
    assert low is not None and median is not None and 255 < low <= median <= 32768
    assert worlds_needed(x, ShareRule()) == need
    assert worlds_needed(x, ShareRule(), paths=0).forecast is None


def test_few_worlds_settle_nothing_but_can_be_forecast() -> None:
    need = worlds_needed(np.ones(32), ShareRule())
    assert need.settled_at is None
    assert need.forecast is not None and need.forecast.median == 64


def test_forecasts_come_true() -> None:
    """From 256 worlds with a share of .6: most real continuations fall into the range of 8 in 10."""
    hits, tried, rng = 0, 0, np.random.default_rng(9)
    for _ in range(25):
        x = (rng.random(16384) < 0.6).astype(float)
        need = worlds_needed(x[:256], ShareRule(), paths=20, most=16384)
        if need.forecast is None:
            continue
        tried += 1
        real = worlds_needed(x, ShareRule(), paths=0).settled_at or 32768
        hits += (need.forecast.low or 32768) <= real <= (need.forecast.high or 32768)
    assert tried >= 20 and hits / tried >= 0.6


def test_sums_alone_give_the_same_answers() -> None:
    rng = np.random.default_rng(10)
    x = rng.normal(size=(4, 700)) + np.linspace(0.0, 0.2, 4)[:, None] + 1e5
    rule = WinnerRule(tuple("abcd"))
    for n in (64, 300, 700):
        away = x[:, :n] - x[:, :n].mean(1, keepdims=True)
        sums = rule.best(np.zeros((1, 4)), (away @ away.T)[None], np.array([n]), x[:, :n].mean(1))
        assert sums[0] == rule.codes(x, [n])[0]
