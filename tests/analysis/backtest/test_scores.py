"""Scores against tables worked by hand, against scoringrules, and against what makes a score proper."""

from __future__ import annotations

import numpy as np
import pytest
import scoringrules
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import nbinom

from irenic.analysis.backtest.forecast import Forecast, Mixture
from irenic.analysis.backtest.scores import (
    BIN_EDGES,
    central_interval,
    pit_histogram,
    pit_mean,
    quantile_ordered,
    score,
)
from irenic.errors import ShapeError

COUNTS = st.lists(st.integers(0, 2000), min_size=1, max_size=30)


def one(members: list[float], observed: float, weights: list[float] | None = None) -> dict[str, float]:
    """Scores of one forecast of one month."""
    forecast = Forecast("test", np.array([[members]], float), None if weights is None else np.array(weights))
    found = score(forecast, np.array([[observed]], float))
    return {name: float(values[0, 0]) for name, values in found._asdict().items()}


def test_a_table_worked_by_hand() -> None:
    # members 0, 2, 4, 10; counted 3. Mean distance to 3: (3+1+1+7)/4 = 3. Mean distance of pairs:
    # 2*(2+4+10+2+8+6)/16 = 4. CRPS 3 - 4/2 = 1.
    found = one([10, 0, 4, 2], 3)
    assert found["crps"] == pytest.approx(1.0)
    assert found["log_score"] == np.inf
    # bin 3-5 holds one member of four: (250 + 1) / 1011
    assert found["ignorance"] == pytest.approx(-np.log2(251 / 1011))
    assert (found["below"], found["up_to"]) == (0.5, 0.5)
    # central half: 25% and 75% points are 0 and 4; central 90%: 0 and 10
    assert (found["in_50"], found["in_90"], found["interval_90"]) == (1.0, 1.0, 10.0)


def test_a_miss_costs_twenty_times_its_distance() -> None:
    assert one([0, 2, 4, 10], 13)["interval_90"] == pytest.approx(10 + 20 * 3)
    assert one([5, 6], 1)["interval_90"] == pytest.approx(1 + 20 * 4)


def test_certainty_and_hit_score_nothing() -> None:
    found = one([7, 7, 7], 7)
    assert (found["crps"], found["log_score"], found["interval_90"]) == (0.0, 0.0, 0.0)
    assert (found["below"], found["up_to"]) == (0.0, 1.0)


def test_the_worst_ignorance_is_that_of_the_challenge() -> None:
    assert one([0], 400)["ignorance"] == pytest.approx(np.log2(1011))
    assert round(np.log2(1011), 2) == 9.98
    assert one([5000], 1001)["ignorance"] == pytest.approx(-np.log2(1001 / 1011))


@pytest.mark.parametrize("low", BIN_EDGES)
def test_a_bin_begins_at_its_edge(low: int) -> None:
    best = -np.log2(1001 / 1011)
    assert one([low], low)["ignorance"] == pytest.approx(best)
    if low:
        assert one([low - 1], low)["ignorance"] == pytest.approx(np.log2(1011))


@given(COUNTS, st.integers(0, 2000))
def test_crps_is_that_of_scoringrules(members: list[int], observed: int) -> None:
    other = scoringrules.crps_ensemble(
        float(observed), np.array(members, float), estimator="nrg", backend="numpy"
    )
    assert one([float(m) for m in members], observed)["crps"] == pytest.approx(float(other), abs=1e-8)


@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(1, 5)), min_size=1, max_size=10), st.integers(0, 60)
)
def test_a_weight_is_as_good_as_copies(pairs: list[tuple[int, int]], observed: int) -> None:
    members = [float(m) for m, _ in pairs]
    counts = np.array([n for _, n in pairs], float)
    copies = [m for m, (_, n) in zip(members, pairs, strict=True) for _ in range(n)]
    weighted, copied = one(members, observed, list(counts / counts.sum())), one(copies, observed)
    for name, value in weighted.items():
        assert value == pytest.approx(copied[name], abs=1e-9), name


@given(COUNTS, st.integers(0, 2000))
def test_scores_know_no_order_of_members(members: list[int], observed: int) -> None:
    forwards, backwards = (one([float(m) for m in order], observed) for order in (members, members[::-1]))
    assert forwards == pytest.approx(backwards)


def test_many_draws_score_as_the_law_they_come_from() -> None:
    mean, alpha = 40.0, 0.5
    law = nbinom(1 / alpha, 1 / (1 + alpha * mean))
    draws = law.ppf((np.arange(4000) + 0.5) / 4000)
    for observed in (0, 30, 150):
        exact = float(scoringrules.crps_negbinom(observed, 1 / alpha, mu=mean))
        assert one(list(draws), observed)["crps"] == pytest.approx(exact, rel=2e-3)


def test_the_mixture_gives_the_exact_log_score() -> None:
    mixture = Mixture(np.array([[[5.0, 50.0]]]), np.array([0.7, 0.2]), np.array([0.25, 0.75]))
    forecast = Forecast("test", np.zeros((1, 1, 3)), mixture=mixture)
    found = score(forecast, np.array([[12.0]])).log_score[0, 0]
    masses = [nbinom(1 / a, 1 / (1 + a * m)).pmf(12) for m, a in ((5, 0.7), (50, 0.2))]
    assert found == pytest.approx(-np.log(0.25 * masses[0] + 0.75 * masses[1]))


def test_a_law_without_deaths_rules_out_a_death() -> None:
    nobody = Forecast(
        "zero", np.zeros((1, 2, 1)), mixture=Mixture(np.zeros((1, 2, 1)), np.zeros(1), np.ones(1))
    )
    found = score(nobody, np.array([[0.0, 1.0]])).log_score
    assert found.tolist() == [[0.0, np.inf]]


@pytest.mark.parametrize("other", [(20.0, 0.5), (60.0, 0.5), (40.0, 0.05), (40.0, 3.0)])
def test_the_truth_scores_best_on_average(other: tuple[float, float]) -> None:
    """CRPS and log score are proper: no other law does better than the one that counts come from."""
    rng = np.random.default_rng(3)
    truth = (40.0, 0.5)
    counted = rng.poisson(rng.gamma(1 / truth[1], truth[1] * truth[0], 1000)).astype(float)[None]
    found = []
    for mean, alpha in (truth, other):
        law = nbinom(1 / alpha, 1 / (1 + alpha * mean))
        members = np.broadcast_to(law.ppf((np.arange(200) + 0.5) / 200), (1, 1000, 200))
        means = np.full((1, 1000, 1), mean)
        forecast = Forecast("test", members, mixture=Mixture(means, np.full(1, alpha), np.ones(1)))
        found.append(score(forecast, counted))
    for name in ("crps", "log_score", "interval_90"):
        assert getattr(found[0], name).mean() < getattr(found[1], name).mean(), name
    # calibrated: the transform is flat, and the central intervals hold what they promise
    histogram = pit_histogram(found[0].below, found[0].up_to)
    assert np.abs(histogram - 0.1).max() < 0.03
    assert found[0].in_90.mean() == pytest.approx(0.9, abs=0.025)
    assert found[0].in_50.mean() == pytest.approx(0.5, abs=0.04)


def test_an_unknown_count_is_not_scored() -> None:
    forecast = Forecast("test", np.ones((2, 3, 4)))
    found = score(forecast, np.array([[1.0, np.nan, 2.0], [np.nan, 0.0, 1.0]]))
    for values in found:
        assert np.isnan(values).tolist() == [[False, True, False], [True, False, False]]


def test_the_transform_says_whether_a_forecast_is_too_low() -> None:
    below, up_to = np.array([[0.9, 1.0]]), np.array([[1.0, 1.0]])
    assert pit_mean(below, up_to) == pytest.approx(0.975)
    assert pit_histogram(below, up_to)[-1] == pytest.approx(1.0)
    assert pit_histogram(np.zeros((1, 1)), np.zeros((1, 1)))[0] == pytest.approx(1.0)
    assert np.isnan(pit_histogram(np.full((1, 1), np.nan), np.full((1, 1), np.nan))).all()
    assert np.isnan(pit_mean(np.full((1, 1), np.nan), np.full((1, 1), np.nan)))


def test_a_histogram_spreads_a_count_over_its_probability() -> None:
    assert pit_histogram(np.array([[0.25]]), np.array([[0.45]]), 5).tolist() == pytest.approx(
        [0, 0.75, 0.25, 0, 0]
    )


@given(COUNTS, st.floats(0.01, 0.99))
def test_quantiles_are_the_inverse_of_the_distribution(members: list[int], at: float) -> None:
    ordered = np.sort(np.array(members, float))
    shares = np.full(len(ordered), 1 / len(ordered))
    found = quantile_ordered(ordered, shares, at)
    assert found == np.quantile(ordered, at, method="inverted_cdf")
    low, high = central_interval(ordered, shares, 0.5)
    assert low <= high


def test_what_cannot_be_scored_is_refused() -> None:
    with pytest.raises(ShapeError, match="bad_observed: counts of shape"):
        score(Forecast("test", np.ones((1, 2, 3))), np.zeros((1, 3)))
    with pytest.raises(ShapeError, match="bad_forecast: members of shape"):
        Forecast("test", np.ones((2, 3)))
    with pytest.raises(ShapeError, match="bad_forecast: weights of shape"):
        Forecast("test", np.ones((1, 1, 2)), np.array([0.5, -0.5]))
    with pytest.raises(ShapeError, match="weights sum to 3; expected 1"):
        Forecast("test", np.ones((1, 1, 2)), np.array([1.0, 2.0]))


def test_some_months_of_a_forecast() -> None:
    mixture = Mixture(np.arange(6.0).reshape(1, 3, 2) + 1, np.zeros(1), np.array([0.5, 0.5]))
    forecast = Forecast("test", np.arange(6.0).reshape(1, 3, 2), mixture=mixture)
    part = forecast.months(1, 2)
    counted = np.array([[2.0, 3.0, 4.0]])
    whole, cut = score(forecast, counted).months(1, 2), score(part, counted[:, 1:])
    for left, right in zip(whole, cut, strict=True):
        assert (left == right).all()
