"""How much each world counts: weights as numbers of worlds, and what is refused."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from irenic.analysis.belief import (
    Belief,
    believed,
    effective_words,
    equal_worlds,
    loads,
    unequal,
    worlds_document,
    worlds_sentences,
)
from irenic.analysis.robustness.weighing import effective_worlds
from irenic.errors import StudyError
from irenic.study import PointsInfo, Study
from tests.analysis.weighing import DIGEST, FakeWeighting, belief, some_weights

WEIGHTS = arrays(float, st.integers(2, 40), elements=st.floats(0.01, 100.0))


def test_equal_weights_are_no_weights() -> None:
    assert unequal(None) is None
    assert unequal(np.full(7, 0.3)) is None
    assert unequal([2.0, 2.0]) is None
    found = unequal([1.0, 3.0])
    assert found is not None
    np.testing.assert_array_equal(found, [0.25, 0.75])


@pytest.mark.parametrize("given_", [[0.0, 0.0], [1.0, -1.0], [1.0, np.nan], 3.0])
def test_unusable_weights_are_refused(given_: object) -> None:
    with pytest.raises(StudyError, match="bad_world_weights"):
        unequal(given_)  # type: ignore[arg-type]


@given(WEIGHTS, st.floats(0.01, 1000))
def test_loads_sum_to_the_effective_number(weights: np.ndarray, scale: float) -> None:
    found = loads(weights)
    np.testing.assert_allclose(found.sum(), effective_worlds(weights))
    np.testing.assert_allclose(found.sum(), (found**2).sum())  # so that variances are as of equal worlds
    np.testing.assert_allclose(found, loads(weights * scale))


@given(WEIGHTS)
def test_equal_worlds_stand_for_the_weighted(weights: np.ndarray) -> None:
    weights = weights / weights.sum()
    places = equal_worlds(weights)
    assert (np.diff(places) >= 0).all()
    count = len(places)
    assert count <= effective_worlds(weights) + 1e-6
    times = np.bincount(places, minlength=len(weights))
    assert (np.abs(times - count * weights) < 1 + 1e-9).all()


def test_equal_worlds_of_equal_weights_are_each_once_in_order() -> None:
    np.testing.assert_array_equal(equal_worlds(np.full(10, 0.1)), np.arange(10))
    np.testing.assert_array_equal(equal_worlds(np.array([0.0, 1.0, 0.0])), [1])


def test_the_first_worlds_keep_their_weights() -> None:
    whole = belief(np.array([1.0, 3.0, 4.0, 0.0]))
    assert whole.first(9) is whole
    np.testing.assert_array_equal(whole.first(2).weights, [0.25, 0.75])
    assert whole.first(2).digest == DIGEST
    with pytest.raises(StudyError, match=r"bad_world_weights.*all zero"):
        Belief(np.array([0.0, 0.0, 1.0]), DIGEST).first(2)


def test_every_print_and_document_says_whose_weights(study: Study) -> None:
    found = belief(np.array([1.0, 1.0, 0.0, 0.0]))
    assert found.effective == 2
    assert "weighted by the record (weighting abcd1234): 4 worlds tell as much as 2.0" in found.sentence
    assert worlds_sentences(study.manifest, found) == [found.sentence]
    assert worlds_document(study.manifest, found)["weights"] == {
        "weighting": DIGEST,
        "worlds": 4,
        "effective_worlds": 2.0,
    }
    assert worlds_document(study.manifest) == {"points": None, "weights": None}
    assert (effective_words(1234.4), effective_words(31.26)) == ("1,234", "31.3")


def test_refined_worlds_are_named_and_not_weighted_again(study: Study) -> None:
    points = PointsInfo(digest=hashlib.sha256(b"points").hexdigest(), weighting=DIGEST)
    refined = Study(study.path, study.manifest.model_copy(update={"points": points}))
    said = worlds_sentences(refined.manifest)
    assert said == ["Worlds: refined by the record (weighting abcd1234)."]
    with pytest.raises(StudyError, match=r"already_refined.*without --weights"):
        believed(refined, FakeWeighting(some_weights(256)))


def test_a_weighting_of_other_worlds_is_refused(study: Study) -> None:
    with pytest.raises(StudyError, match="other_worlds"):
        believed(study, FakeWeighting(some_weights(128)))
    found = believed(study, FakeWeighting(some_weights(256)))
    assert found.digest == DIGEST
    assert found.weights.sum() == pytest.approx(1)
