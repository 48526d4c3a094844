"""Analyses with weights of worlds: equal ones change no bit, absent worlds and units do not matter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from irenic.analysis.belief import loads
from irenic.analysis.compare import compare, compare_values
from irenic.analysis.discover import Input, Options, find_box
from irenic.analysis.discover.document import discovery_document
from irenic.analysis.discover.question import ask, world_inputs
from irenic.analysis.discover.survey import discover
from irenic.analysis.document import study_document
from irenic.analysis.enough import enough_document, enough_for, enough_to_rank
from irenic.analysis.ranking import paired_differences, standard_errors
from irenic.analysis.regret import standardise
from irenic.analysis.robustness.assess import Asked, assess
from irenic.analysis.robustness.document import assessment_document
from irenic.analysis.robustness.weighing import known_means, known_quantiles, mean_error
from irenic.analysis.sensitivity import drivers_given, sensitivity_document
from irenic.analysis.split import regret_by_sign
from irenic.analysis.variance import variance_between_and_within
from irenic.errors import StudyError
from irenic.study import Study
from tests.analysis.weighing import belief, rearranged, same, some_weights, spoilt, without

WHERE = "deaths(strikes) > deaths(nothing)"
Analysis = Callable[[Study, np.ndarray | None], Any]


def comparing(study: Study, weights: np.ndarray | None) -> Any:
    found = compare(study, weightings=16, belief=None if weights is None else belief(weights))
    return without(study_document(study, found, []), "weights", "study")


def assessing(study: Study, weights: np.ndarray | None) -> Any:
    asked = Asked(information=False, belief=None if weights is None else belief(weights))
    return without(assessment_document(study, assess(study, asked)), "weights", "study")


def asking_drivers(study: Study, weights: np.ndarray | None) -> Any:
    found = drivers_given(study, weights=weights)
    return without(sensitivity_document(study, found), "study")


def asking_enough(study: Study, weights: np.ndarray | None) -> Any:
    ranked = enough_to_rank(study, weights=weights)
    told = enough_for(study, WHERE, width=0.5, weights=weights)
    return without(enough_document(study, (*ranked, *told), 0.1), "study", "forecast", "worlds")


def discovering(study: Study, weights: np.ndarray | None) -> Any:
    question = ask(study, WHERE, weights)
    found = discover(question, world_inputs(study), Options(permutations=3))
    return without(discovery_document(study, found), "study")


ANALYSES: list[Analysis] = [comparing, assessing, asking_drivers, asking_enough, discovering]


@pytest.mark.parametrize("analysis", ANALYSES)
def test_equal_weights_change_no_bit(study: Study, analysis: Analysis) -> None:
    same(analysis(study, np.full(256, 0.7)), analysis(study, None))


@pytest.mark.parametrize("analysis", ANALYSES)
def test_worlds_of_weight_0_do_not_matter(study: Study, analysis: Analysis) -> None:
    weights = some_weights(256)
    gone = np.arange(5, 256, 9)
    weights[gone] = 0.0
    same(analysis(study, weights), analysis(spoilt(study, gone), weights))


@pytest.mark.parametrize("analysis", ANALYSES)
def test_the_unit_of_weights_does_not_matter(study: Study, analysis: Analysis) -> None:
    weights = some_weights(256)
    same(analysis(study, 8.0 * weights), analysis(study, weights))
    same(analysis(study, 0.1 * weights), analysis(study, weights), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("analysis", ANALYSES)
def test_weights_matter(study: Study, analysis: Analysis) -> None:
    with pytest.raises(AssertionError):
        same(analysis(study, some_weights(256)), analysis(study, None))


def test_the_order_of_worlds_does_not_matter(study: Study) -> None:
    """But for what resamples draw by place: errors of medians, and first looks."""
    weights, order = some_weights(256), np.random.default_rng(5).permutation(256)
    moved = rearranged(study, order)
    drawn = ("standard_error", "first_in_half_samples", "winner", "clear")
    close = {"rtol": 1e-9, "atol": 1e-9}
    same(
        without(comparing(study, weights), *drawn), without(comparing(moved, weights[order]), *drawn), **close
    )
    same(asking_drivers(study, weights), asking_drivers(moved, weights[order]), **close)
    one, two = (ask(s, WHERE, w) for s, w in ((study, weights), (moved, weights[order])))
    assert one.mostly == pytest.approx(two.mostly)
    assert one.asked == two.asked


def test_whole_numbers_of_weight_are_repeated_worlds(study: Study, fake: Any) -> None:
    """A world of weight 2 is two worlds, in all that does not count worlds."""
    times = 1 + (np.arange(256) % 3)
    twice = rearranged(study, np.repeat(np.arange(256), times))
    for index, info in enumerate(study.manifest.outcomes):
        heavy = compare_values(study.outcome_values(index), info, times / times.sum())
        plain = compare_values(twice.outcome_values(index), info)
        for key in ("mean", "best", "missing"):
            same(getattr(heavy, key), getattr(plain, key), rtol=1e-9)
        if heavy.pairs is not None and plain.pairs is not None:
            same(heavy.pairs.mean, plain.pairs.mean, rtol=1e-9, atol=1e-9)
            same(heavy.pairs.share_better, plain.pairs.share_better, rtol=1e-9)
        np.testing.assert_allclose(heavy.median, plain.median, rtol=0.1)


def test_errors_are_of_the_effective_sample() -> None:
    rng = np.random.default_rng(2)
    values, weights = rng.normal(size=(2, 4000)), some_weights(4000, sd=1.5)
    weights /= weights.sum()
    pairs = paired_differences(values, "max", weights)
    assert pairs.error[0, 1] == pytest.approx(np.sqrt(2 * (weights**2).sum()), rel=0.1)
    assert pairs.error[0, 1] == pytest.approx(float(mean_error(values[0] - values[1], weights)))
    boot = standard_errors(values, "mean", weights)
    np.testing.assert_allclose(boot, mean_error(values, weights), rtol=0.15)
    median = standard_errors(values, "median", weights)
    np.testing.assert_allclose(median, np.sqrt(np.pi / 2 * (weights**2).sum()), rtol=0.3)


def test_standardised_values_have_weighted_mean_0_and_variance_1() -> None:
    values, weights = np.random.default_rng(1).gamma(2.0, size=(3, 50)), some_weights(50)
    weights /= weights.sum()
    scores = standardise(values, True, weights)
    assert (scores @ weights).mean() == pytest.approx(0)
    assert (scores**2 @ weights).mean() == pytest.approx(1)


def test_weighted_variance_is_the_usual_one_for_equal_weights() -> None:
    rng = np.random.default_rng(4)
    values = rng.normal(size=(60, 1)) + 0.5 * rng.normal(size=(60, 5))
    values[rng.random(values.shape) < 0.2] = np.nan
    plain = variance_between_and_within(values)
    same(variance_between_and_within(values, np.full(60, 1 / 60)), plain, rtol=1e-10)


def test_weighted_variance_finds_what_was_planted() -> None:
    rng = np.random.default_rng(6)
    found = []
    for _ in range(40):
        values = 2.0 * rng.normal(size=(300, 1)) + rng.normal(size=(300, 4))
        found.append(variance_between_and_within(values, some_weights(300)))
    assert np.mean([one.between for one in found]) == pytest.approx(4.0, rel=0.1)
    assert np.mean([one.within for one in found]) == pytest.approx(1.0, rel=0.05)


def test_missing_values_are_left_out_of_weighted_averages() -> None:
    values = np.array([[1.0, np.nan, 3.0], [np.nan, np.nan, np.nan]])
    weights = np.array([0.25, 0.5, 0.25])
    np.testing.assert_allclose(known_means(values, weights), [2.0, np.nan])
    np.testing.assert_allclose(known_quantiles(values, weights, (0.0, 0.5))[:, 0], [1.0, 2.0])
    assert np.isnan(known_quantiles(values, weights, 0.5)[0, 1])


def test_regret_by_sign_is_weighted(study: Study) -> None:
    weights = some_weights(256)
    found = compare(study, weightings=8, belief=belief(weights))
    split = regret_by_sign(study, found)
    assert split is not None
    assert found.sweep is not None
    below = study.parameters.sel(parameter="mh").values < 0
    w = weights / weights.sum()
    assert split.share_below == pytest.approx(w[below].sum())
    whole = split.share_below * split.below + (1 - split.share_below) * split.above
    np.testing.assert_allclose(whole, found.sweep.average_mean)


def test_few_effective_worlds_are_too_few(study: Study) -> None:
    one = np.full(256, 1e-9)
    one[3] = 1.0
    with pytest.raises(StudyError, match=r"too_few_worlds.*1\.0 effective worlds"):
        drivers_given(study, weights=one)
    with pytest.raises(StudyError, match="too_few_worlds"):
        enough_to_rank(study, weights=one)
    assert not discover(ask(study, WHERE, one), world_inputs(study), Options(permutations=0)).found


def test_a_box_lies_where_the_weight_lies() -> None:
    """Of two planted causes the record speaks for the worlds of one."""
    rng = np.random.default_rng(8)
    x = rng.random((2048, 6))
    spoken = x[:, 5] < 0.5
    cases = np.where(spoken, x[:, 0] > 0.6, x[:, 1] < 0.4)
    y = np.where(cases, 0.9, 0.1)
    inputs = [Input(name, "real", "") for name in "abcdef"]
    options = Options(permutations=19)
    found = find_box(x, y, inputs, loads(np.where(spoken, 1.0, 1e-3)), options)
    assert found.box is not None
    assert found.box.names == ("a",)
    assert found.worlds == pytest.approx(spoken.sum(), rel=0.01)
    plain = find_box(x, y, inputs, None, options)
    assert plain.box is None or plain.box.names != ("a",)


def test_a_question_counts_what_has_weight(study: Study) -> None:
    weights = some_weights(256)
    weights[:56] = 0
    question = ask(study, WHERE, weights)
    assert question.asked == 200
    assert question.cannot_tell == 0
    w = weights / weights.sum()
    assert question.mostly == pytest.approx(float(w @ (question.chance > 0.5)))
