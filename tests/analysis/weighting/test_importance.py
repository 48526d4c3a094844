"""Weights, effective numbers and the tail's shape, against laws whose answers are known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import genpareto

from irenic.analysis.weighting.importance import (
    effective_size,
    exponent_for,
    log_mean_exp,
    pareto_shape,
    reliability,
    tail_shape,
    weights_of,
)

RNG = np.random.default_rng


def test_a_temper_of_zero_gives_equal_weights_exactly() -> None:
    weights = weights_of(RNG(0).normal(size=1024) * 1e4, 0.0)
    assert (weights == 1.0 / 1024).all()
    assert effective_size(weights) == 1024.0


def test_weights_are_likelihoods_that_sum_to_one() -> None:
    log_likelihood = np.log([1.0, 3.0, 4.0]) - 5000.0  # far below the least float
    np.testing.assert_allclose(weights_of(log_likelihood, 1.0), [0.125, 0.375, 0.5])
    root = np.sqrt([1.0, 3.0, 4.0])
    np.testing.assert_allclose(weights_of(log_likelihood, 0.5), root / root.sum())


def test_the_order_of_worlds_does_not_matter() -> None:
    logs = RNG(1).normal(size=512) * 3.0
    order = RNG(2).permutation(512)
    np.testing.assert_allclose(weights_of(logs[order], 1.0), weights_of(logs, 1.0)[order], rtol=1e-13)
    assert reliability(logs[order]) == pytest.approx(reliability(logs), rel=1e-12)


def test_effective_numbers_of_known_weights() -> None:
    assert effective_size(np.array([0.5, 0.5, 0.0, 0.0])) == pytest.approx(2.0)
    assert effective_size(np.array([1.0, 0.0])) == 1.0


def test_log_mean_exp_neither_overflows_nor_underflows() -> None:
    for shift in (-2000.0, 0.0, 2000.0):
        assert log_mean_exp(np.log([2.0, 4.0]) + shift) == pytest.approx(np.log(3.0) + shift)


@pytest.mark.parametrize("shape", [-0.3, 0.1, 0.4, 0.7, 1.1])
def test_the_shape_of_a_pareto_sample_is_found(shape: float) -> None:
    found = []
    for seed in range(20):
        found.append(pareto_shape(np.sort(genpareto.rvs(shape, size=1000, random_state=seed))))
    # The weak prior pulls towards 0.5 by 1%; the estimate's own spread is (1 + shape) / sqrt(n).
    assert np.mean(found) == pytest.approx(shape * 1000 / 1010 + 5 / 1010, abs=0.04)
    assert np.std(found) < 1.6 * (1 + shape) / np.sqrt(1000)


@pytest.mark.parametrize("variance", [1.3, 2.0, 5.0])
def test_the_tail_of_a_normal_proposal_that_is_too_narrow(variance: float) -> None:
    # Target N(0, v) from N(0, 1): weights exp(x^2 (1 - 1/v) / 2) have a tail of shape 1 - 1/v.
    found = []
    for seed in range(20):
        x = RNG(seed).normal(size=20_000)
        found.append(tail_shape(0.5 * x**2 * (1 - 1 / variance)))
    assert np.mean([k for k in found if k is not None]) == pytest.approx(1 - 1 / variance, abs=0.1)


def test_reliable_and_collapsed_weights_are_told_apart_in_words() -> None:
    even = reliability(0.1 * RNG(3).normal(size=4096))
    assert not even.is_collapsed
    assert even.words.startswith("The weights hold: worth 4,0")
    wild = reliability(40.0 * RNG(4).normal(size=4096))
    assert wild.is_collapsed
    assert "The weights have collapsed: worth 1." in wild.words
    assert wild.limit == pytest.approx(0.7)
    assert reliability(RNG(4).normal(size=64)).limit == pytest.approx(1 - 1 / np.log10(64))


def test_equal_weights_and_one_heavy_world_have_no_tail() -> None:
    equal = reliability(np.zeros(256))
    assert equal.khat is None
    assert not equal.is_collapsed
    lone = reliability(np.where(np.arange(256) == 7, 0.0, -1e5))
    assert lone.khat is None
    assert lone.is_collapsed
    assert tail_shape(np.zeros(8)) is None


def test_the_next_exponent_leaves_as_many_effective_worlds_as_wanted() -> None:
    logs = RNG(5).normal(size=2048) * 50.0
    exponent = exponent_for(logs, 1024, 1.0)
    assert 0.0 < exponent < 1.0
    assert effective_size(weights_of(logs, exponent)) == pytest.approx(1024, rel=1e-6)
    assert exponent_for(logs * 1e-6, 1024, 0.7) == 0.7
