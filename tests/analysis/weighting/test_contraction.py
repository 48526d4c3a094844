"""Moments with their errors, contraction, ridges."""

from __future__ import annotations

import numpy as np
import pytest

from irenic.analysis.weighting.contraction import Coordinates, contractions, moments, quantiles, ridges

N = 4000


def drawn(seed: int, rows: dict[str, tuple[float, float]]) -> Coordinates:
    """Coordinates with given means and standard deviations."""
    rng = np.random.default_rng(seed)
    scores = np.stack([mean + sd * rng.normal(size=N) for mean, sd in rows.values()])
    return Coordinates(tuple(rows), ("parameter",) * len(rows), scores, np.exp(scores))


def test_moments_and_errors_of_independent_draws() -> None:
    values = np.random.default_rng(0).normal(size=(2, N))
    found = moments(values, np.full(N, 1 / N), np.arange(N))
    np.testing.assert_allclose(found.mean, values.mean(axis=1))
    np.testing.assert_allclose(found.variance, values.var(axis=1))
    np.testing.assert_allclose(found.mean_error, 1 / np.sqrt(N), rtol=0.05)
    np.testing.assert_allclose(found.variance_error, np.sqrt(2 / N), rtol=0.1)


def test_copies_of_one_world_add_no_certainty() -> None:
    values = np.random.default_rng(1).normal(size=(1, 50))
    once = moments(values, np.full(50, 1 / 50), np.arange(50))
    often = moments(np.repeat(values, 20, axis=1), np.full(1000, 1 / 1000), np.repeat(np.arange(50), 20))
    np.testing.assert_allclose(often.mean_error, once.mean_error)
    np.testing.assert_allclose(often.variance_error, once.variance_error)


def test_weighted_errors_cover_the_truth() -> None:
    covered = 0
    for seed in range(200):
        x = np.random.default_rng(seed).normal(size=(1, 500))
        weights = np.exp(0.5 * x[0])
        found = moments(x, weights / weights.sum(), np.arange(500))
        covered += abs(float(found.mean[0]) - 0.5) < 2 * float(found.mean_error[0])
    assert 0.89 <= covered / 200 <= 0.99


def test_what_narrowed_or_shifted_has_moved_and_nothing_else() -> None:
    rows = {"still": (0.0, 1.0), "narrow": (0.0, 0.5), "shifted": (1.0, 1.0), "wider": (0.0, 1.2)}
    found = {r.name: r for r in contractions(drawn(2, rows), np.full(N, 1 / N), np.arange(N))}
    assert list(found) == sorted(found, key=lambda name: -found[name].contraction)
    assert [name for name in rows if found[name].has_moved] == ["narrow", "shifted"]
    assert found["narrow"].contraction == pytest.approx(0.75, abs=4 * found["narrow"].error)
    assert found["wider"].contraction < -0.3
    assert found["shifted"].shift == pytest.approx(1.0, abs=0.1)
    assert found["narrow"].median == pytest.approx(1.0, abs=0.05)


def test_weighted_quantiles_are_those_of_repeated_values() -> None:
    values = np.array([[3.0, 1.0, 2.0]])
    weights = np.array([0.5, 0.25, 0.25])
    assert quantiles(values, weights, (0.25, 0.5, 0.75, 1.0)).tolist() == [[1.0, 2.0, 3.0, 3.0]]


def test_a_ridge_is_seen_in_the_product_and_not_in_its_parts() -> None:
    rng = np.random.default_rng(3)
    common, own = rng.normal(size=N), 0.1 * rng.normal(size=N)
    scores = np.stack([common, -common + own])  # log k_s + log syn is known, neither of them is
    after = Coordinates(("k_s", "syn"), ("parameter",) * 2, scores, np.exp(scores))
    before = drawn(4, {"k_s": (0.0, 1.0), "syn": (0.0, 1.0)})
    (ridge,) = ridges(after, before, np.full(N, 1 / N), np.arange(N))
    assert ridge.name == "k_s * syn"
    assert ridge.contraction == pytest.approx(1 - 0.01 / 2, abs=0.01)
    assert ridge.correlation < -0.98
    assert ridge.median == pytest.approx(1.0, abs=0.02)


def test_products_that_change_sign_are_not_logged() -> None:
    scores = np.random.default_rng(5).normal(size=(2, N))
    both = Coordinates(("p_h", "h_d"), ("parameter",) * 2, scores, scores)
    (ridge,) = ridges(both, both, np.full(N, 1 / N), np.arange(N))
    assert ridge.contraction == pytest.approx(0.0, abs=1e-9)
