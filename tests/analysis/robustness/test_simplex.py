"""Who wins where on the simplex of weightings."""

from __future__ import annotations

import numpy as np

from irenic.analysis.ranking import CLEAR
from irenic.analysis.regret import draw_weightings, sweep_regret
from irenic.analysis.robustness.simplex import simplex_winners
from irenic.analysis.robustness.weighing import mean_error, world_weights

CORNERS = np.array([[1.0, 0], [0, 1], [0.5, 0.5]])


def test_each_wins_its_own_corner() -> None:
    #  security and cost: a is good at one, b at the other, c never best
    scores = np.zeros((3, 4, 2))
    scores[0, :, 0], scores[1, :, 1] = 2.0, 1.0
    found = simplex_winners(scores, CORNERS, world_weights(4))
    # weightings: a 2 b 0; a 0 b 1; a 1 b .5
    np.testing.assert_allclose(found.wins, [2 / 3, 1 / 3, 0])
    np.testing.assert_allclose(found.clear, [2 / 3, 1 / 3, 0])
    np.testing.assert_allclose(found.profile[0], [0.75, 0.25])
    np.testing.assert_allclose(found.profile[1], [0, 1])
    assert np.isnan(found.profile[2]).all()


def test_ties_are_split_and_not_clear() -> None:
    scores = np.ones((2, 8, 2))
    found = simplex_winners(scores, CORNERS, world_weights(8))
    assert found.wins.tolist() == [0.5, 0.5]
    assert found.clear.tolist() == [0, 0] and found.tied.tolist() == [1, 1]


def test_within_error_is_what_two_standard_errors_leave() -> None:
    rng = np.random.default_rng(4)
    luck = rng.normal(size=(64, 1))
    scores = np.stack([np.zeros((64, 1)), luck - luck.mean() - 0.1])
    error = float(mean_error(scores[1, :, 0], world_weights(64)))
    assert CLEAR * error > 0.1
    close = simplex_winners(scores, np.ones((1, 1)), world_weights(64))
    assert close.wins.tolist() == [1, 0] and close.tied.tolist() == [1, 1] and close.clear.tolist() == [0, 0]
    scores[1] -= 1
    apart = simplex_winners(scores, np.ones((1, 1)), world_weights(64))
    assert apart.tied.tolist() == [1, 0] and apart.clear.tolist() == [1, 0]


def test_wins_are_the_least_mean_regret_of_the_sweep() -> None:
    scores = np.random.default_rng(5).normal(size=(4, 128, 3))
    weightings = draw_weightings(3, 64)
    sweep = sweep_regret(scores, weightings)
    found = simplex_winners(scores, weightings, world_weights(128))
    assert (found.means.argmax(1) == sweep.mean.argmin(1)).all()
    np.testing.assert_allclose(found.wins.sum(), 1)
    assert (found.tied >= found.wins - 1e-12).all() and (found.clear <= found.wins + 1e-12).all()


def test_weights_of_worlds_decide() -> None:
    scores = np.array([[[1.0], [0.0]], [[0.0], [1.0]]])
    heavy = simplex_winners(scores, np.ones((1, 1)), world_weights(2, [3, 1]))
    assert heavy.wins.tolist() == [1, 0]


def test_one_strategy_wins_everywhere() -> None:
    alone = simplex_winners(np.zeros((1, 4, 2)), CORNERS, world_weights(4))
    assert alone.wins.tolist() == [1] and alone.tied.tolist() == [1]
