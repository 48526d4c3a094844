"""What propositions are told of kept runs: months, scores by hand."""

from __future__ import annotations

import numpy as np

from irenic.analysis.kept import Extract, extracts_of, family_scores, is_score, values_of, weighted
from irenic.analysis.proposition import Measure
from tests.analysis.kept_arms import ARMS, OUTCOMES


def test_only_outcomes_that_can_be_weighed_are() -> None:
    assert [o.id for o in weighted(OUTCOMES)] == ["deaths", "displaced", "acceptance"]


def test_labels_tell_outcomes_and_months_apart() -> None:
    labels = [
        Extract("acceptance").label,
        Extract("acceptance", 3, 3).label,
        Extract("acceptance", 3, 9).label,
    ]
    assert labels == ["acceptance", "acceptance.3-3", "acceptance.3-9"]


def test_each_arm_keeps_what_is_asked_of_it() -> None:
    measures = (Measure("deaths", "a"), Measure("unity", "b", 3, 6))
    assert extracts_of(measures, ("a", "b"), OUTCOMES) == {
        "a": {Extract("deaths")},
        "b": {Extract("unity", 3, 6)},
    }


def test_a_score_keeps_every_weighted_outcome_of_every_arm() -> None:
    found = extracts_of((Measure("score", "a"),), ("a", "b"), OUTCOMES)
    assert found["a"] == found["b"] == {Extract(n) for n in ("deaths", "displaced", "acceptance")}
    assert is_score(Measure("regret", "a"))
    assert not is_score(Measure("score", "a", 1, 1))


def test_families_by_hand() -> None:
    """World means of deaths: 12, 20, 12, 16 (mean 15, sd sqrt(11)); displaced never vary."""
    found = family_scores(ARMS, OUTCOMES, by_world=True)
    assert found.shape == (2, 2, 2)
    deaths = -(np.array([[12, 20], [12, 16]]) - 15) / np.sqrt(11)
    np.testing.assert_allclose(found[..., 0], deaths / 2, rtol=1e-6)
    acceptance = (np.array([[0.5, 0.5], [0.3, 0.7]]) - 0.5) / np.sqrt(0.02)
    np.testing.assert_allclose(found[..., 1], acceptance, rtol=1e-5, atol=1e-6)


def test_run_scores_average_to_world_scores() -> None:
    runs = family_scores(ARMS, OUTCOMES, by_world=False)
    np.testing.assert_allclose(runs.mean(2), family_scores(ARMS, OUTCOMES, by_world=True), atol=1e-6)


def test_equal_weights_and_regret() -> None:
    measures = (Measure("score", "a"), Measure("score", "b"), Measure("regret", "a"), Measure("regret", "b"))
    found = values_of(measures, ARMS, OUTCOMES, by_world=True)
    scores = family_scores(ARMS, OUTCOMES, by_world=True).mean(-1)
    np.testing.assert_allclose(found[measures[0]], scores[0])
    regrets = np.stack([found[m] for m in measures[2:]])
    assert (regrets >= 0).all()
    only_harm = values_of(measures, ARMS, OUTCOMES, by_world=True, weights=np.array([1.0, 0.0]))
    np.testing.assert_allclose(only_harm[measures[2]], [0, 4 / np.sqrt(11) / 2], atol=1e-6)
    np.testing.assert_allclose(only_harm[measures[3]], [0, 0], atol=1e-9)
