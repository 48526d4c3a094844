"""What is asked of runs, and how outcomes become one score."""

from __future__ import annotations

import numpy as np
import pytest

from irenic.analysis.averages import world_means
from irenic.analysis.regret import standardise
from irenic.analysis.sensitivity.questions import (
    SCORE,
    SCORE_INFO,
    Question,
    Scales,
    questions_about,
    wanted_outcomes,
    wanted_strategies,
)
from irenic.errors import StudyError
from irenic.study import OutcomeInfo, Study

NAN = np.nan


def outcome(direction: str) -> OutcomeInfo:
    return OutcomeInfo(
        id="o", label="O", unit="u", direction=direction, family="none", headline=True, definition=""
    )


def test_best_splits_ties_and_says_nothing_where_one_is_missing() -> None:
    values = np.array([[1.0, 2.0, 5.0, NAN], [1.0, 3.0, 4.0, 1.0]])
    least = Question("best", outcome("min"), ("a", "b")).answer(values)
    most = Question("best", outcome("max"), ("a", "b")).answer(values)
    np.testing.assert_array_equal(least, [[0.5, 1.0, 0.0, NAN], [0.5, 0.0, 1.0, NAN]])
    np.testing.assert_array_equal(most, [[0.5, 0.0, 1.0, NAN], [0.5, 1.0, 0.0, NAN]])


def test_difference_is_the_first_less_the_second() -> None:
    values = np.array([[[5.0, 1.0]], [[2.0, NAN]]])
    found = Question("difference", outcome("min"), ("a", "b")).answer(values)
    np.testing.assert_array_equal(found, [[[3.0, NAN]]])


@pytest.mark.parametrize(
    ("direction", "names", "kinds"),
    [
        ("min", "ab", ["outcome", "difference", "best"]),
        ("none", "ab", ["outcome", "difference"]),
        ("max", "abc", ["outcome", "best"]),
        ("max", "a", ["outcome"]),
    ],
)
def test_what_can_be_asked(direction: str, names: str, kinds: list[str]) -> None:
    assert [q.kind for q in questions_about(outcome(direction), tuple(names))] == kinds


def test_scores_are_those_of_the_comparison(study: Study) -> None:
    """Averaged over luck, scores are the families' means of standardised outcomes, weighted equally."""
    every = np.asarray(study.dataset["outcomes"].values, np.float64)
    found = world_means(Scales(study, study.manifest.strategy_names).score(every))
    families: dict[str, list[np.ndarray]] = {}
    for i, info in enumerate(study.manifest.outcomes):
        if info.family != "none":
            means = world_means(study.outcome_values(i))
            families.setdefault(info.family, []).append(standardise(means, info.direction == "max"))
    expected = np.mean([np.mean(rows, axis=0) for rows in families.values()], axis=0)
    np.testing.assert_allclose(found, expected, atol=1e-9)
    stored = Scales(study, study.manifest.strategy_names).stored(100)
    np.testing.assert_allclose(world_means(stored), found[:, :100], atol=1e-12)


def test_what_is_asked_by_default_and_by_name(study: Study) -> None:
    assert [o.id for o in wanted_outcomes(study, None)][:2] == [SCORE, "extremist_strength"]
    assert wanted_outcomes(study, SCORE) == (SCORE_INFO,)
    assert wanted_strategies(study, []) == study.manifest.strategy_names
    assert wanted_strategies(study, ["strikes", "nothing", "strikes"]) == ("strikes", "nothing")


def test_every_unknown_name_is_told(study: Study) -> None:
    with pytest.raises(StudyError, match='unknown_strategy: strategies is "strike"') as caught:
        wanted_strategies(study, ["strike", "nothing", "peace"])
    assert len(caught.value.problems) == 2
    with pytest.raises(StudyError, match="unknown_outcome"):
        wanted_outcomes(study, "death")
