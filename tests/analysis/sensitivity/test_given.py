"""Variance explained by single inputs, from worlds that are there already."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from irenic.analysis.sensitivity.given import bins_for, explained_variance, holm, main_effects
from irenic.errors import ShapeError
from irenic.worlds.points import sobol_points
from tests.analysis.sensitivity.functions import (
    ISHIGAMI_FIRST,
    ISHIGAMI_VARIANCE,
    g_function,
    g_indices,
    ishigami,
)

LINE = np.array([3.0, 2.0, 1.0, 0.0])
"""Weights of a straight function of four uniforms: shares 9/14, 4/14, 1/14 and 0."""


def straight(rng: np.random.Generator, worlds: int) -> tuple[np.ndarray, np.ndarray]:
    x = rng.random((len(LINE), worlds))
    return x, LINE @ x


def test_ishigami() -> None:
    u = np.random.default_rng(1).random((5, 16384))
    found = explained_variance(u, ishigami(u))
    shares = found.variance / found.total
    np.testing.assert_allclose(shares[:3], ISHIGAMI_FIRST, atol=0.025)
    np.testing.assert_allclose(shares[3:], 0.0, atol=0.003)
    assert found.total == pytest.approx(ISHIGAMI_VARIANCE, rel=0.03)
    assert (found.p[:2] < 1e-9).all()


def test_g_function() -> None:
    u = np.random.default_rng(2).random((6, 16384))
    found = explained_variance(u, g_function(u))
    np.testing.assert_allclose(found.variance / found.total, g_indices()[0], atol=0.03)


def test_intervals_cover_and_nothing_is_found_where_nothing_is() -> None:
    """Over 400 samples: 90% intervals cover 86-99%, p < .05 comes in about 5% of them for the idle input."""
    truth, hits, false = LINE**2 / (LINE**2).sum(), np.zeros(4), 0
    for seed in range(400):
        x, y = straight(np.random.default_rng(seed), 512)
        found = explained_variance(x, y)
        share, error = found.variance / found.total, found.error / found.total
        hits += np.abs(share - truth) < 1.645 * error + 0.013  # what varies inside bins: 1/64 of a share
        false += found.p[3] < 0.05
    assert ((hits / 400 > 0.86) & (hits / 400 <= 1.0)).all()
    assert 0.02 < false / 400 < 0.085


def test_an_idle_input_averages_to_nothing_however_many_bins() -> None:
    rng = np.random.default_rng(3)
    found = [
        explained_variance(rng.random((1, 256)), rng.random(256), bins=b) for b in (4, 16) for _ in "x" * 200
    ]
    shares = np.array([f.variance[0] / f.total for f in found]).reshape(2, -1)
    assert (np.abs(shares.mean(1)) < 3 * shares.std(1) / np.sqrt(200)).all()


def test_effects_of_others_taken_out_leave_the_same_shares_with_less_noise() -> None:
    """A straight function of Sobol points: bins alone come out low, by 1/64 of what others explain."""
    x = sobol_points(40, 1, 0, 1024)
    y = LINE @ x[:4] + 0.5 * np.random.default_rng(1).normal(size=1024)
    truth = LINE**2 / 12
    plain, found = explained_variance(x, y), main_effects(x, y)
    assert np.abs(found.variance[:4] - truth).max() < 0.06
    idle = slice(4, None)
    assert np.abs(found.variance[idle].sum()) < 0.5 * np.abs(plain.variance[idle].sum())
    assert found.error[3] < 0.5 * plain.error[3]
    assert found.total == plain.total


def test_effects_taken_out_find_nothing_where_nothing_is() -> None:
    """Over 300 samples, a false finding by Holm among ten idle inputs in about 5%, at most 9%."""
    false, hits = 0, np.zeros(3)
    for seed in range(300):
        x = np.random.default_rng(seed).random((13, 512))
        y = LINE[:3] @ x[:3] + np.random.default_rng(seed + 1000).normal(size=512)
        found = main_effects(x, y)
        false += bool((holm(found.p)[3:] < 0.05).any())
        off = np.abs(found.variance[:3] - LINE[:3] ** 2 / 12)
        hits += off < 1.645 * found.error[:3] + LINE[:3] ** 2 / 12 / 64
    assert false / 300 < 0.09
    assert (hits / 300 > 0.84).all()


def test_weights_stand_for_repeated_worlds() -> None:
    """Worlds drawn from a slope with weights that undo it give the shares of even worlds."""
    rng = np.random.default_rng(4)
    x = rng.random((2, 40000))
    x[0] = np.sqrt(x[0])  # density 2x
    y = 2.0 * x[0] + x[1]
    found = explained_variance(x, y, 1.0 / x[0])
    np.testing.assert_allclose(found.variance / found.total, [0.8, 0.2], atol=0.02)
    assert found.effective < 40000
    plain = explained_variance(x, y)
    assert abs(plain.variance[0] / plain.total - 0.8) > 0.05


def test_equal_weights_are_no_weights_and_nought_leaves_out() -> None:
    x, y = straight(np.random.default_rng(5), 300)
    even, none = explained_variance(x, y, np.full(300, 7.0)), explained_variance(x, y)
    np.testing.assert_allclose(even.variance, none.variance)
    some = np.where(np.arange(300) < 200, 1.0, 0.0)
    part = explained_variance(x[:, :200], y[:200])
    np.testing.assert_allclose(explained_variance(x, y, some).error, part.error)
    assert part.effective == pytest.approx(200)


@settings(max_examples=30)
@given(st.integers(0, 10_000), st.floats(0.01, 100.0), st.floats(-50.0, 50.0))
def test_unit_and_order_preserving_change_of_inputs_do_not_matter(
    seed: int, unit: float, shift: float
) -> None:
    x, y = straight(np.random.default_rng(seed), 128)
    first, second = explained_variance(x, y), explained_variance(np.exp(3 * x), unit * y + shift)
    np.testing.assert_allclose(second.variance / second.total, first.variance / first.total, atol=1e-8)
    np.testing.assert_allclose(second.p, first.p, atol=1e-7)


def test_several_outputs_count_by_their_variance() -> None:
    x = np.random.default_rng(6).random((2, 20000))
    found = explained_variance(x, np.stack([3.0 * x[0], x[1]]))
    np.testing.assert_allclose(found.variance / found.total, [0.9, 0.1], atol=0.01)


def test_a_constant_input_explains_nothing() -> None:
    x, y = straight(np.random.default_rng(7), 64)
    x[1] = 2.0
    found = explained_variance(x, y)
    assert (found.variance[1], found.error[1], found.p[1]) == (0.0, 0.0, 1.0)


def test_more_worlds_more_bins() -> None:
    assert [bins_for(n) for n in (32, 512, 4096, 10**6)] == [4, 8, 16, 32]


def test_holm_by_hand() -> None:
    np.testing.assert_allclose(holm(np.array([0.01, 0.5, 0.02])), [0.03, 0.5, 0.04])
    np.testing.assert_allclose(holm(np.array([0.9, 0.8])), [1.0, 1.0])


@pytest.mark.parametrize(
    ("x", "y", "weights", "match"),
    [
        (np.ones((1, 40)), np.ones(30), None, "expected \\(input, world\\)"),
        (np.ones((1, 20)), np.ones(20), None, "too_few_worlds: 20 worlds; expected at least 32"),
        (np.ones((1, 40)), np.ones(40), -np.ones(40), "bad_weights"),
        (np.ones((1, 40)), np.ones(40), np.zeros(40), "not all 0"),
        (np.ones((1, 40)), np.full(40, np.nan), None, "not_finite"),
    ],
)
def test_what_cannot_be_used_is_refused(
    x: np.ndarray, y: np.ndarray, weights: np.ndarray, match: str
) -> None:
    with pytest.raises(ShapeError, match=match):
        explained_variance(x, y, weights)
