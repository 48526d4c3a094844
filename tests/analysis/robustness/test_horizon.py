"""Distances from the priors' middle and the curve of failures."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from irenic.analysis.robustness.horizon import NEAREST, distances_over, horizon_curve, prior_scores
from irenic.analysis.robustness.weighing import world_weights


def test_scores_are_normal_whatever_the_prior() -> None:
    middle = (np.arange(8) + 0.5) / 8
    values = np.stack([np.exp(middle), -middle, np.ones(8)])
    found = prior_scores(values)
    np.testing.assert_allclose(found[0], ndtri(middle))
    np.testing.assert_allclose(found[1], -ndtri(middle))
    assert (found[2] == 0).all()  # what never varies is no distance


def test_tied_values_share_their_score() -> None:
    found = prior_scores(np.array([[0.0, 0, 1, 1]]))[0]
    assert found[0] == found[1] == -found[2] == -found[3]


def test_distance_is_euclidean() -> None:
    np.testing.assert_allclose(distances_over(np.array([[3.0, 0], [4, 0]])), [5, 0])


def test_curve_by_hand() -> None:
    # distances 1..4 in worlds 2 0 3 1; a fails in the farthest, b in the two nearest
    distances = np.array([2.0, 4, 1, 3])
    failing = np.array([[False, True, False, False], [True, False, True, False]])
    curve = horizon_curve(failing, distances, world_weights(4))
    by_share = dict(zip(NEAREST, curve.failing.T.tolist(), strict=True))
    assert by_share[0.25] == [0, 1] and by_share[0.5] == [0, 1] and by_share[1.0] == [0.25, 0.5]
    assert curve.radius.tolist() == [1, 1, 1, 1, 2, 4]
    np.testing.assert_allclose(curve.nearest, [0.25] * 4 + [0.5, 1])


def test_weightless_worlds_are_not_on_the_curve() -> None:
    distances = np.array([1.0, 2, 3, 4])
    failing = np.array([[True, False, False, True]])
    curve = horizon_curve(failing, distances, world_weights(4, [0, 1, 1, 2]))
    assert curve.radius[0] == 2 and curve.failing[0, 0] == 0
    np.testing.assert_allclose(curve.failing[0, -1], 0.5)
