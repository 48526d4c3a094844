"""The baselines: what each says, that none peeks, and what they do when there is little to learn from."""

from __future__ import annotations

import numpy as np
import pytest

from irenic.analysis.backtest.baselines import conflictology, last_poisson, zero
from irenic.analysis.backtest.regression import CEILING, PATHS, TERMS, negbin_regression
from irenic.analysis.backtest.scores import pit_histogram, score
from irenic.errors import ShapeError

HISTORY = np.array([[*range(1, 25)], [0] * 24], float)


def simulated(months: int, units: int = 20) -> np.ndarray:
    """Counts that follow a negative-binomial regression on the last count."""
    rng = np.random.default_rng(5)
    counts = np.zeros((units, months))
    for month in range(months):
        past = counts[:, month - 1] if month else np.full(units, 10.0)
        mean = np.exp(0.8 + 0.6 * np.log1p(past))
        counts[:, month] = rng.poisson(rng.gamma(2.0, mean / 2.0))
    return counts


def test_conflictology_is_the_units_own_last_year() -> None:
    found = conflictology(HISTORY, 3)
    assert found.shape == (2, 3)
    assert found.members[0].tolist() == [list(range(13, 25))] * 3
    assert (found.members[1] == 0).all()
    assert found.notes == ()


def test_conflictology_leaves_unknown_months_out_and_says_so() -> None:
    history = HISTORY.copy()
    history[0, -2:] = np.nan
    found = conflictology(history, 1)
    assert found.members[0, 0].tolist() == list(range(13, 23))
    assert found.notes == ("It has 10 months of the last twelve.",)


def test_the_last_known_count_is_the_mean_of_a_poisson_law() -> None:
    history = HISTORY.copy()
    history[:, -1] = np.nan
    found = last_poisson(history, 2)
    assert found.members[0].mean() == pytest.approx(23, abs=0.02)
    assert found.members[0, 0].var() == pytest.approx(23, rel=0.02)
    assert (found.members[1] == 0).all()
    scores = score(found, np.array([[23.0, 23.0], [0.0, 1.0]]))
    assert scores.log_score[0, 0] == pytest.approx(-np.log(0.0829), abs=0.005)
    assert scores.log_score[1].tolist() == [0.0, np.inf]


def test_zero_says_that_nobody_dies() -> None:
    found = score(zero(HISTORY, 2), np.array([[0.0, 7.0], [0.0, 0.0]]))
    assert found.crps.tolist() == [[0.0, 7.0], [0.0, 0.0]]


def test_the_regression_beats_the_others_on_what_it_is_made_for() -> None:
    counts = simulated(100)
    history, future = counts[:, :90], counts[:, 90:]
    means = {
        f.name: score(f, future).crps.mean()
        for f in (negbin_regression(history, 10, 1), conflictology(history, 10), last_poisson(history, 10))
    }
    assert min(means, key=means.__getitem__) == "negbin_regression"


def test_the_regression_is_calibrated_on_what_it_is_made_for() -> None:
    counts = simulated(120, 60)
    found = score(negbin_regression(counts[:, :110], 10, 1), counts[:, 110:])
    assert np.abs(pit_histogram(found.below, found.up_to) - 0.1).max() < 0.03


def test_the_same_seed_gives_the_same_paths_and_another_others() -> None:
    history = simulated(40)
    one, again, other = (negbin_regression(history, 4, seed).members for seed in (1, 1, 2))
    assert (one == again).all()
    assert (one != other).any()


def test_a_regression_without_enough_months_says_so() -> None:
    found = negbin_regression(np.array([[3.0, 5.0, 40.0, 2.0]]), 3, 1)
    assert found.notes == (
        "No regression (only 0 months to learn from): one law with mean and variance of the last 4 months.",
    )
    assert found.members.mean() == pytest.approx(12.5, rel=0.2)
    assert found.members.shape == (1, 3, PATHS)


def test_a_regression_without_a_death_says_so_and_expects_none() -> None:
    found = negbin_regression(np.zeros((3, 60)), 5, 1)
    assert "no death on record" in found.notes[0]
    assert found.members.max() == 0


def test_a_regression_learns_from_the_months_after_a_gap() -> None:
    history = simulated(80, 4)
    broken = history.copy()
    broken[0, 9] = np.nan
    assert (negbin_regression(broken, 3, 1).members == negbin_regression(history[:, 10:], 3, 1).members).all()


def test_an_explosion_is_bounded_and_said() -> None:
    history = np.cumprod(np.full((6, 40), 1.3), axis=1).round()
    found = negbin_regression(history, 30, 1)
    assert found.members.max() <= CEILING * history.max()
    assert any("bounded" in note for note in found.notes)


def test_five_terms_are_what_the_text_says() -> None:
    assert TERMS == 5


@pytest.mark.parametrize("method", [conflictology, last_poisson, zero])
def test_a_history_that_cannot_be_used_is_refused(method) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ShapeError, match="bad_history: counts of shape"):
        method(np.zeros(3), 2)
    with pytest.raises(ShapeError, match="bad_history: counts below 0"):
        method(np.array([[1.0, -1.0]]), 2)


def test_a_history_with_nothing_known_is_refused() -> None:
    unknown = np.full((1, 20), np.nan)
    with pytest.raises(ShapeError, match="no count of the last twelve months is known"):
        conflictology(unknown, 1)
    with pytest.raises(ShapeError, match="a unit has no known count"):
        last_poisson(unknown, 1)
    with pytest.raises(ShapeError, match="the last month before the window is not known"):
        negbin_regression(unknown, 1, 1)
    with pytest.raises(ShapeError, match="bad_history: counts of shape"):
        negbin_regression(np.zeros(3), 1, 1)
