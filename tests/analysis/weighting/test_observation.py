"""The observation model: exact probabilities, limits, invariances, and refusals."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import nbinom, poisson

from irenic.analysis.weighting.observation import (
    OBSERVATION_PRIORS,
    Observation,
    draw_counts,
    log_likelihood,
    log_pmf,
    observation_draws,
)
from irenic.errors import ShapeError

CELLS = (5, 4, 6)


def some(seed: int, worlds: int = 7) -> tuple[Any, Any, Observation]:
    rng = np.random.default_rng(seed)
    counts = rng.poisson(0.3, CELLS) * rng.poisson(4.0, CELLS)
    deaths = rng.gamma(0.3, 3.0, (worlds, 2, *CELLS)) * (rng.random((worlds, 2, *CELLS)) < 0.5)
    return counts, deaths, observation_draws(rng.random((3, worlds)))


def cell_by_cell(counts: Any, deaths: Any, obs: Observation) -> Any:
    rho, nu, alpha = (x.reshape(-1, *[1] * (deaths.ndim - 1)) for x in obs)
    return log_pmf(counts, rho * deaths + nu / CELLS[0], alpha).sum(axis=(-1, -2, -3))


@pytest.mark.parametrize("alpha", [0.03, 0.7, 6.0, 80.0])
@pytest.mark.parametrize("mean", [1e-3, 0.05, 1.0, 40.0, 800.0])
def test_it_is_the_negative_binomial(alpha: float, mean: float) -> None:
    counts = np.array([0, 1, 2, 7, 50, 900])
    expected = nbinom.logpmf(counts, 1.0 / alpha, 1.0 / (1.0 + alpha * mean))
    np.testing.assert_allclose(log_pmf(counts, mean, alpha), expected, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("alpha", [1e-14, 1e-9, 1e-6, 9e-5, 1.1e-4, 1e-2])
def test_small_dispersion_keeps_its_digits(alpha: float) -> None:
    # SciPy's own loses them here: the rising factorial is added up term by term instead.
    counts, mean = np.array([0, 1, 2, 7, 50, 900]), 30.0
    rising = np.array([np.log1p(alpha * np.arange(y)).sum() for y in counts])
    bend = rising - counts * np.log1p(alpha * mean) - (np.log1p(alpha * mean) / alpha - mean)
    np.testing.assert_allclose(log_pmf(counts, mean, alpha), poisson.logpmf(counts, mean) + bend, atol=1e-7)


def test_without_dispersion_it_is_poisson() -> None:
    counts = np.array([0, 1, 30, 400])
    np.testing.assert_allclose(log_pmf(counts, 20.0, 0.0), poisson.logpmf(counts, 20.0), rtol=1e-12)


@given(mean=st.floats(0.01, 20.0), alpha=st.floats(0.01, 2.0))
def test_probabilities_sum_to_one(mean: float, alpha: float) -> None:
    counts = np.arange(3_000)
    total = np.exp(log_pmf(counts, mean, alpha)).sum()
    assert total == pytest.approx(1.0, abs=1e-6)


@given(seed=st.integers(0, 2**32))
def test_the_closed_sum_is_the_sum_over_cells(seed: int) -> None:
    counts, deaths, obs = some(seed)
    np.testing.assert_allclose(
        log_likelihood(counts, deaths, obs), cell_by_cell(counts, deaths, obs), rtol=1e-11, atol=1e-9
    )


def test_an_empty_record_is_scored_too() -> None:
    counts, deaths, obs = some(1)
    found = log_likelihood(np.zeros_like(counts), deaths, obs)
    np.testing.assert_allclose(found, cell_by_cell(np.zeros_like(counts), deaths, obs), rtol=1e-12)
    still = log_likelihood(np.zeros_like(counts), np.zeros_like(deaths), obs)
    assert (still > found).all()
    assert (still < 0.0).all()


def test_a_world_is_scored_alike_in_any_company() -> None:
    counts, deaths, obs = some(2)
    whole = log_likelihood(counts, deaths, obs)
    for i in range(len(deaths)):
        alone = Observation(*(x[i : i + 1] for x in obs))
        assert np.array_equal(log_likelihood(counts, deaths[i : i + 1], alone), whole[i : i + 1])


def test_the_order_of_cells_does_not_matter() -> None:
    counts, deaths, obs = some(3)
    places = np.random.default_rng(0).permutation(CELLS[1])
    found = log_likelihood(counts[:, places], deaths[:, :, :, places], obs)
    np.testing.assert_allclose(found, log_likelihood(counts, deaths, obs), rtol=1e-12)


def test_deaths_where_none_were_expected_cost_but_do_not_rule_out() -> None:
    counts = np.zeros(CELLS, int)
    counts[0, 0, 0] = 40
    obs = observation_draws(np.full((3, 1), 0.5))
    cost = float(log_likelihood(counts, np.zeros((1, *CELLS)), obs)[0])
    assert -200.0 < cost < -50.0


def test_draws_have_the_stated_medians_and_spreads() -> None:
    rng = np.random.default_rng(4)
    for prior, values in zip(OBSERVATION_PRIORS, observation_draws(rng.random((3, 40_000))), strict=True):
        assert np.log(values).std() == pytest.approx(prior.log_sd, rel=0.02)
        assert np.median(values) == pytest.approx(prior.median, rel=0.03)


def test_recorded_draws_have_the_mean_and_variance_of_the_law() -> None:
    obs = Observation(*(np.full(1, x) for x in (0.7, 0.05, 0.7)))
    deaths = np.full((1, 20, 20, 500), 10.0)
    counts = draw_counts(deaths, obs, np.random.default_rng(5))
    mean = 7.05
    assert counts.shape == deaths.shape
    assert counts.mean() == pytest.approx(mean, abs=4 * np.sqrt(mean + 0.7 * mean**2) / np.sqrt(counts.size))
    assert counts.var() == pytest.approx(mean + 0.7 * mean**2, rel=0.03)


def test_the_world_that_made_a_record_is_the_likeliest_on_average() -> None:
    _, deaths, obs = some(6)
    rng = np.random.default_rng(7)
    ahead = np.zeros(len(deaths))
    for _ in range(400):
        record = draw_counts(deaths[:1, 0], Observation(*(x[:1] for x in obs)), rng)[0]
        ahead += log_likelihood(record, deaths[:, 0], obs)
    assert ahead.argmax() == 0


@pytest.mark.parametrize(
    "points", [np.full((2, 4), 0.5), np.full((3,), 0.5), np.zeros((3, 2)), np.ones((3, 2))]
)
def test_points_outside_the_cube_are_refused(points: Any) -> None:
    with pytest.raises(ShapeError, match="bad_points"):
        observation_draws(points)


@pytest.mark.parametrize("bad", [-1, 0.5, np.nan, np.inf])
def test_counts_that_are_no_counts_are_refused(bad: float) -> None:
    counts, deaths, obs = some(8)
    broken = counts.astype(float)
    broken[0, 0, 0] = bad
    with pytest.raises(ShapeError, match="bad_counts"):
        log_likelihood(broken, deaths, obs)
    with pytest.raises(ShapeError, match=r"bad_counts.*dyad, district, month"):
        log_likelihood(counts[0], deaths, obs)


@pytest.mark.parametrize("bad", [-0.1, np.nan, np.inf])
def test_deaths_that_are_none_are_refused(bad: float) -> None:
    counts, deaths, obs = some(9)
    deaths[0, 0, 0, 0, 0] = bad
    with pytest.raises(ShapeError, match="bad_deaths: deaths are negative or missing"):
        log_likelihood(counts, deaths, obs)
    with pytest.raises(ShapeError, match="bad_deaths"):
        draw_counts(deaths, obs, np.random.default_rng(0))


def test_other_shapes_are_refused() -> None:
    counts, deaths, obs = some(10)
    with pytest.raises(ShapeError, match=r"bad_deaths: deaths of shape .* as the counts"):
        log_likelihood(counts, deaths[..., :3], obs)
    with pytest.raises(ShapeError, match="bad_observation"):
        log_likelihood(counts, deaths[:2], obs)
