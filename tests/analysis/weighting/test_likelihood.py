"""The likelihood of worlds does not depend on how it is computed, and luck is averaged."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from irenic.analysis.weighting.likelihood import Likelihood
from irenic.analysis.weighting.observation import log_likelihood, observation_draws

CELLS = (3, 2, 4)
COUNTS = np.random.default_rng(0).poisson(2.0, CELLS)


def simulate(points: Any, luck: Any) -> Any:
    """Deaths that a world's first coordinate and its luck decide."""
    chance = np.array([np.random.default_rng([3, int(n)]).gamma(2.0, 0.5, CELLS) for n in luck.ravel()])
    return (4.0 * points[0])[:, None, None, None, None] * chance.reshape(*luck.shape, *CELLS)


def drawn(n: int = 50) -> tuple[Any, Any, Any]:
    rng = np.random.default_rng(1)
    return rng.random((2, n)), rng.random((5, 3, n)), np.arange(3 * n).reshape(n, 3)


@pytest.mark.parametrize(("block", "threads"), [(1, 1), (7, 2), (50, 3), (64, None)])
def test_blocks_and_threads_change_no_bit(block: int, threads: int | None) -> None:
    points, ways, luck = drawn()
    plain = Likelihood(simulate, COUNTS, 16, 1).over(points, ways, luck)
    assert plain.shape == (50, 5, 3)
    assert np.array_equal(Likelihood(simulate, COUNTS, block, threads).over(points, ways, luck), plain)


def test_worlds_in_another_order_have_the_same_likelihoods() -> None:
    points, ways, luck = drawn()
    order = np.random.default_rng(2).permutation(50)
    likelihood = Likelihood(simulate, COUNTS)
    plain = likelihood.over(points, ways, luck)
    assert np.array_equal(likelihood.over(points[:, order], ways[..., order], luck[order]), plain[order])


def test_it_is_the_observation_model_of_the_simulated_deaths() -> None:
    points, ways, luck = drawn(4)
    found = Likelihood(simulate, COUNTS).over(points, ways, luck)
    deaths = simulate(points, luck)
    for m, way in enumerate(ways):
        np.testing.assert_allclose(found[:, m], log_likelihood(COUNTS, deaths, observation_draws(way)))


def test_a_whole_point_is_scored_under_one_luck() -> None:
    points, ways, luck = drawn()
    likelihood = Likelihood(simulate, COUNTS)
    whole = np.concatenate([points, ways[2]])
    assert np.array_equal(likelihood(whole, luck[:, 1]), likelihood.over(points, ways, luck)[:, 2, 1])


def test_progress_is_told_to_the_end() -> None:
    heard: list[float] = []
    points, ways, luck = drawn()
    Likelihood(simulate, COUNTS, 16, 2, heard.append).over(points, ways, luck)
    assert heard == sorted(heard)
    assert heard[-1] == 1.0
