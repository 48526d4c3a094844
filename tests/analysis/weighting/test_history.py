"""Worlds with luck of their own, and, at night, planted truth in runs of the compiled model."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from irenic.analysis.weighting.history import History, HistoryEngine, LuckyWorlds
from irenic.analysis.weighting.importance import effective_size, log_mean_exp, weights_of
from irenic.analysis.weighting.observation import (
    Observation,
    draw_counts,
    log_likelihood,
    observation_draws,
)
from irenic.case import CaseArrays
from irenic.engine.dyads import Parties
from irenic.parameters import load_parameters
from irenic.strategy import load_strategies, strategy_arrays
from irenic.worlds import WorldSet

SPACING = 4
STRATEGIES = Path(__file__).parents[2] / "data" / "toy_strategies.yaml"


@pytest.fixture(scope="module")
def worlds(toy_arrays: CaseArrays) -> WorldSet:
    return WorldSet(toy_arrays, load_parameters(), 64, 1)


@pytest.fixture(scope="module")
def engine(toy_arrays: CaseArrays) -> HistoryEngine:
    """Made, and compiled only where something is run."""
    members = np.zeros((3, len(toy_arrays.groups)))
    members[np.arange(len(toy_arrays.groups)) % 3, np.arange(len(toy_arrays.groups))] = 1.0
    return HistoryEngine(toy_arrays, load_parameters(), 6, parties=Parties(members, 0))


def lucky(worlds: WorldSet, luck: Any) -> LuckyWorlds:
    drawn = worlds.from_uniforms(worlds.uniforms(8, 8 + len(luck)))
    return LuckyWorlds(**vars(drawn), luck=luck, spacing=SPACING)


def test_luck_of_a_world_and_replicate_is_that_of_a_study(engine: HistoryEngine, worlds: WorldSet) -> None:
    plain = engine.lanes(worlds.block(8, 13), SPACING, seed=5)
    luck = np.arange(8 * SPACING, 13 * SPACING).reshape(5, SPACING)
    own = engine.lanes(lucky(worlds, luck), SPACING, seed=5)
    for name in plain._fields:
        assert np.array_equal(getattr(plain, name), getattr(own, name)), name


def test_luck_follows_its_number_and_not_its_place(engine: HistoryEngine, worlds: WorldSet) -> None:
    luck = np.array([[3], [2**31 + 7], [40]])
    keys = engine.lanes(lucky(worlds, luck), 1, seed=5).key
    turned = engine.lanes(lucky(worlds, luck[::-1]), 1, seed=5).key
    assert np.array_equal(keys[:, ::-1], turned)
    assert np.unique(keys, axis=1).shape == (2, 3)
    assert not np.array_equal(keys, engine.lanes(lucky(worlds, luck), 1, seed=6).key)


def test_deaths_are_those_of_the_windows_months(worlds: WorldSet) -> None:
    asked: list[Any] = []

    def count(drawn: LuckyWorlds, plan: Any, replicates: int, seed: int) -> Any:
        asked.append((drawn, plan, replicates, seed))
        months = np.arange(1.0, 7.0)
        return SimpleNamespace(deaths=np.broadcast_to(months, (drawn.n, replicates, 3, 2, 6)))

    fake: Any = SimpleNamespace(count=count)
    plan: Any = "plan"
    history = History(fake, worlds, plan, SPACING, 9, first=3)
    found = history(worlds.uniforms(0, 5), np.arange(10).reshape(5, 2))
    assert found.shape == (5, 2, 3, 2, 4)
    assert found[0, 0, 0, 0].tolist() == [3.0, 4.0, 5.0, 6.0]
    (drawn, given, replicates, seed) = asked[0]
    assert (given, replicates, seed, drawn.spacing) == ("plan", 2, 9, SPACING)
    np.testing.assert_array_equal(drawn.theta["kap"], worlds.block(0, 5).theta["kap"])


def national(deaths: Any) -> Any:
    """Deaths by month alone, as one dyad in one district."""
    return deaths.sum(axis=(-3, -2), keepdims=True)


@pytest.mark.nightly
def test_planted_truth_is_found_in_runs_of_the_model(engine: HistoryEngine, toy_arrays: CaseArrays) -> None:
    """50 records, each drawn from a known world under other luck; intervals cover as often as they say.

    By month alone: weights of a prior sample then keep enough worlds, and no sampler hides an error.
    """
    n, repeats = 8192, 50
    worlds = WorldSet(toy_arrays, load_parameters(), n, 3)
    strategies = load_strategies(STRATEGIES, toy_arrays)
    plan = strategy_arrays(next(iter(strategies.values())), toy_arrays)
    history = History(engine, worlds, plan, 1, 3)
    points, ways = worlds.uniforms(0, n), np.random.default_rng(1).random((3, n))
    deaths = np.concatenate(
        [
            national(history(points[:, i : i + 512], np.arange(i, i + 512)[:, None]).astype(float))
            for i in range(0, n, 512)
        ]
    )
    truths = np.random.default_rng(2).random((len(points) + 3, repeats))
    planted = national(history(truths[:-3], np.arange(repeats)[:, None] + 2**20).astype(float))
    shares, effective = coverage(np.concatenate([points, ways]), deaths, truths, planted)
    assert np.median(effective) > 50
    for level in (0.5, 0.9):
        inside = (np.abs(shares - 0.5) < level / 2).mean()
        # Coordinates of one record are nearly independent here; the error is that of 50 records' means.
        spread = (np.abs(shares - 0.5) < level / 2).mean(axis=1).std() / np.sqrt(repeats)
        assert abs(inside - level) < 3 * spread + 0.01, (level, inside)


def coverage(drawn: Any, deaths: Any, truths: Any, planted: Any) -> tuple[Any, Any]:
    """Weighted share of worlds below the truth, (repeat, coordinate), and effective numbers of worlds."""
    ways, shares, effective = observation_draws(drawn[-3:]), [], []
    for i in range(truths.shape[1]):
        way = Observation(*(x for x in observation_draws(truths[-3:, i : i + 1])))
        counts = draw_counts(planted[i : i + 1, 0], way, np.random.default_rng([4, i]))[0]
        found = log_mean_exp(log_likelihood(counts, deaths, ways))
        weights = weights_of(found, 1.0)
        shares.append((drawn < truths[:, i, None]) @ weights)
        effective.append(effective_size(weights))
    return np.array(shares), np.array(effective)
