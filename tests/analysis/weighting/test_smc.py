"""Refined worlds against posteriors that are known exactly, with and without luck."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.special import ndtri
from scipy.stats import norm

from irenic.analysis.weighting.contraction import moments
from irenic.analysis.weighting.importance import weights_of
from irenic.analysis.weighting.smc import LEAST_FRESH, Refined, Settings, Start, refine

DIMENSIONS = 6
SEEN, NOISE = 2.0, 0.5
LUCK = 0.8


def luck_of(numbers: Any) -> Any:
    """A standard normal for every number."""
    return np.random.default_rng(7).normal(size=2**18)[numbers]


def without_luck(u: Any, luck: Any) -> Any:
    """The record is the first coordinate and noise."""
    return np.asarray(norm.logpdf(SEEN, ndtri(u[0]), NOISE))


def with_luck(u: Any, luck: Any) -> Any:
    return np.asarray(norm.logpdf(SEEN, ndtri(u[0]) + LUCK * luck_of(luck), NOISE))


def begun(score: Any, n: int = 2048, seed: int = 3) -> Start:
    u = np.random.default_rng(seed).random((DIMENSIONS, n))
    numbers = np.arange(n)
    return Start(lambda chosen: u[:, chosen], numbers, numbers, score(u, numbers), n)


def exact(temper: float, noise: float) -> tuple[float, float, float]:
    """Mean and variance of the first coordinate, and log evidence, of the power posterior."""
    power = temper / noise**2
    mean, variance = power * SEEN / (1 + power), 1 / (1 + power)
    spread = 1 + noise**2 / temper
    evidence = norm.logpdf(SEEN, 0, np.sqrt(spread)) + 0.5 * np.log(2 * np.pi * noise**2 / temper)
    return mean, variance, float(evidence - 0.5 * temper * np.log(2 * np.pi * noise**2))


@pytest.mark.parametrize("temper", [0.1, 1.0])
def test_it_finds_a_conjugate_posterior(temper: float) -> None:
    found = refine(without_luck, begun(without_luck), Settings(1024, temper, seed=1))
    z = ndtri(found.u)
    of = moments(z, np.full(1024, 1 / 1024), found.families)
    mean, variance, evidence = exact(temper, NOISE)
    assert of.mean[0] == pytest.approx(mean, abs=4 * of.mean_error[0])
    assert of.variance[0] == pytest.approx(variance, abs=4 * of.variance_error[0])
    assert (np.abs(of.mean[1:]) < 4 * of.mean_error[1:]).all()  # the record is silent of the others
    assert (np.abs(of.variance[1:] - 1) < 4 * of.variance_error[1:]).all()
    assert found.steps[-1].log_evidence == pytest.approx(evidence, abs=0.15)
    assert found.temper == temper
    assert found.stalled is None


def test_luck_is_integrated_out() -> None:
    found = refine(with_luck, begun(with_luck), Settings(512, 1.0, seed=2))
    z = ndtri(found.u[0])[None]
    of = moments(z, np.full(512, 1 / 512), found.families)
    mean, variance, evidence = exact(1.0, float(np.hypot(LUCK, NOISE)))
    assert of.mean[0] == pytest.approx(mean, abs=4 * of.mean_error[0])
    assert of.variance[0] == pytest.approx(variance, abs=4 * of.variance_error[0])
    assert found.steps[-1].log_evidence == pytest.approx(evidence, abs=0.2)


def test_it_agrees_with_importance_sampling() -> None:
    start = begun(without_luck, 8192)
    weights = weights_of(start.log_likelihood, 1.0)
    z = ndtri(start.points(np.arange(8192)))
    by_weight = moments(z, weights, start.families)
    found = refine(without_luck, start, Settings(1024, 1.0, seed=5))
    refined = moments(ndtri(found.u), np.full(1024, 1 / 1024), found.families)
    apart = np.abs(by_weight.mean - refined.mean) / np.hypot(by_weight.mean_error, refined.mean_error)
    assert (apart < 4).all()


def test_a_temper_of_zero_leaves_the_prior_alone() -> None:
    start = begun(without_luck)
    found = refine(without_luck, start, Settings(256, 0.0))
    np.testing.assert_allclose(found.u, start.points(np.arange(256)), atol=1e-12)
    assert found.steps == ()
    assert found.temper == 0.0


def test_draws_of_one_world_do_not_crowd_out_others_at_temper_zero() -> None:
    start = begun(without_luck, 64)
    thrice = Start(
        lambda chosen: start.points(chosen // 3),
        np.arange(192),
        np.arange(192) // 3,
        np.repeat(start.log_likelihood, 3),
        192,
    )
    assert np.unique(refine(without_luck, thrice, Settings(64, 0.0)).families).size == 64


def test_the_same_seed_gives_the_same_worlds_and_another_others() -> None:
    runs = [refine(without_luck, begun(without_luck), Settings(128, 0.5, 2, s)) for s in (1, 1, 2)]
    assert np.array_equal(runs[0].u, runs[1].u)
    assert runs[0].steps == runs[1].steps
    assert not np.array_equal(runs[0].u, runs[2].u)


def test_it_stops_where_worlds_would_be_kept_for_their_luck() -> None:
    def fussy(u: Any, luck: Any) -> Any:
        return -1e4 * (luck_of(luck) - 1.0) ** 2 + without_luck(u, luck)

    found = refine(fussy, begun(fussy), Settings(256, 1.0, 2, seed=4))
    assert found.stalled is not None
    assert found.stalled.fresh_accepted < LEAST_FRESH
    assert found.temper < found.stalled.temper <= 1.0
    assert found.steps[-1].temper == found.temper


def test_steps_say_what_happened() -> None:
    heard: list[tuple[str, float]] = []
    settings = Settings(256, 1.0, 3, seed=6, report=lambda stage, share: heard.append((stage, share)))
    found: Refined = refine(without_luck, begun(without_luck), settings)
    tempers = [step.temper for step in found.steps]
    assert tempers == sorted(tempers)
    assert tempers[-1] == 1.0
    assert len(heard) == 3 * len(found.steps)
    assert heard[-1] == ("exponent 1", 1.0)
    for step in found.steps:
        assert 0.0 < step.accepted < 1.0
        assert step.ess >= 127
        assert step.families <= 2048
        assert -1.0 <= step.kept <= 1.0
        assert np.isfinite(step.log_evidence)
