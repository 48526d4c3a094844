"""Simulation-based calibration: what is drawn from a known world is weighted back to it.

Talts, Betancourt, Simpson, Vehtari & Gelman 2018, Validating Bayesian inference algorithms with
simulation-based calibration. One prior sample of runs serves all repeats, by importance weights.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest
from scipy.special import ndtri
from scipy.stats import chi2

from irenic.analysis.weighting.importance import log_mean_exp, weights_of
from irenic.analysis.weighting.likelihood import Likelihood
from irenic.analysis.weighting.observation import draw_counts, observation_draws
from irenic.analysis.weighting.smc import Settings, Start, refine

CELLS = (2, 2, 3)
DIMENSIONS = 3
WORLDS, REPLICATES = 2048, 2


class Runs(NamedTuple):
    """A prior sample of runs."""

    points: Any
    ways: Any
    deaths: Any


def simulate(points: Any, luck: Any) -> Any:
    """Level, share of the first dyad, and trend; luck multiplies every cell."""
    level, share, trend = ndtri(points)
    months = np.arange(CELLS[2]) - 1.0
    dyads = np.stack([1 / (1 + np.exp(-share)), 1 / (1 + np.exp(share))], axis=1)
    means = 6.0 * np.exp(0.8 * level)[:, None, None] * dyads[:, :, None]
    means = means * np.exp(0.5 * trend[:, None, None] * months)
    chance = np.random.default_rng(11).gamma(8.0, 1 / 8.0, (2**15, *CELLS))[luck % 2**15]
    return means[:, None, :, None, :] * chance


@pytest.fixture(scope="module")
def runs() -> Runs:
    rng = np.random.default_rng(0)
    points, ways = rng.random((DIMENSIONS, WORLDS)), rng.random((3, WORLDS))
    luck = np.arange(WORLDS * REPLICATES).reshape(WORLDS, REPLICATES)
    return Runs(points, ways, simulate(points, luck))


def planted(seed: int) -> tuple[Any, Any]:
    """A world from the prior, and a record drawn from it: (6,) its coordinates, counts."""
    rng = np.random.default_rng([seed, 5])
    truth = rng.random((DIMENSIONS + 3, 1))
    deaths = simulate(truth[:DIMENSIONS], np.array([[9000 + seed]]))
    return truth[:, 0], draw_counts(deaths[:, 0], observation_draws(truth[DIMENSIONS:]), rng)[0]


def below(runs: Runs, truth: Any, counts: Any) -> Any:
    """Weighted share of worlds below the truth, for each coordinate."""
    likelihood = Likelihood(lambda points, luck: runs.deaths[luck[:, 0]], counts, block=WORLDS, threads=1)
    found = likelihood.over(runs.points, runs.ways[None], np.arange(WORLDS)[:, None])
    weights = weights_of(log_mean_exp(found.reshape(WORLDS, -1)), 1.0)
    drawn = np.concatenate([runs.points, runs.ways])
    return (drawn < truth[:, None]) @ weights


def test_shares_below_the_truth_are_uniform_and_intervals_cover(runs: Runs) -> None:
    repeats = 120
    shares = np.array([below(runs, *planted(seed)) for seed in range(repeats)])
    # Each coordinate's histogram over ten bins; the worst of six at a level of 1 in 1,000 each.
    for row in shares.T:
        counted = np.histogram(row, bins=10, range=(0.0, 1.0))[0]
        assert ((counted - repeats / 10) ** 2 / (repeats / 10)).sum() < chi2.ppf(0.999, 9)
    for level in (0.5, 0.9):
        inside = (np.abs(shares - 0.5) < level / 2).mean(axis=0)
        error = np.sqrt(level * (1 - level) / repeats)
        assert (np.abs(inside - level) < 3.3 * error).all(), (level, inside)
    assert np.abs(shares - 0.5).mean() == pytest.approx(0.25, abs=0.02)


def test_a_record_under_other_luck_moves_what_it_speaks_of(runs: Runs) -> None:
    narrowed = []
    for seed in range(10):
        _, counts = planted(seed)
        likelihood = Likelihood(lambda points, luck: runs.deaths[luck[:, 0]], counts, block=WORLDS, threads=1)
        found = likelihood.over(runs.points, runs.ways[None], np.arange(WORLDS)[:, None])
        weights = weights_of(log_mean_exp(found.reshape(WORLDS, -1)), 1.0)
        z = ndtri(runs.points)
        narrowed.append(1 - (z**2 @ weights - (z @ weights) ** 2))
    level, share, trend = np.mean(narrowed, axis=0)
    assert min(level, share, trend) > 0.2


def test_refined_worlds_agree_with_weighted_ones(runs: Runs) -> None:
    truth, counts = planted(3)
    likelihood = Likelihood(simulate, counts, block=1024, threads=1)
    whole = np.concatenate([runs.points, runs.ways])
    luck = np.arange(WORLDS)
    start = Start(lambda chosen: whole[:, chosen], luck, luck, likelihood(whole, luck), WORLDS)
    found = refine(likelihood, start, Settings(512, 1.0, seed=9))
    by_weight = below(runs, truth, counts)
    refined = (found.u < truth[:, None]).mean(axis=1)
    assert found.stalled is None
    assert np.abs(by_weight - refined).max() < 0.1
