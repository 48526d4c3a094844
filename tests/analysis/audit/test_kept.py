"""What propositions are told of kept runs: months, scores by hand, luck removed."""

from __future__ import annotations

import numpy as np
import pytest

from irenic.analysis.audit.kept import Extract, extracts_of, family_scores, is_score, values_of, weighted
from irenic.analysis.audit.tested import Test, share_under, try_claim
from irenic.analysis.proposition import Measure, Words, parse_proposition
from irenic.study.manifest import OutcomeInfo


def outcome(name: str, direction: str, family: str, missing: bool = False) -> OutcomeInfo:
    return OutcomeInfo.model_validate(
        {
            "id": name, "label": name, "unit": "persons", "direction": direction, "family": family,
            "headline": True, "definition": name, "may_be_missing": missing,
        }
    )  # fmt: skip


OUTCOMES = (
    outcome("deaths", "min", "harm"),
    outcome("displaced", "min", "harm"),
    outcome("acceptance", "max", "politics"),
    outcome("plots", "min", "none"),
    outcome("rate", "min", "politics", missing=True),
)
WORDS = Words(("a", "b"), tuple(o.id for o in OUTCOMES), ("acceptance", "unity"), 12)


def arm(**values: list[list[float]]) -> dict[Extract, np.ndarray]:
    return {Extract(name): np.array(rows, np.float32) for name, rows in values.items()}


ARMS = {
    "a": arm(deaths=[[10, 14], [20, 20]], displaced=[[5, 5], [5, 5]], acceptance=[[0.4, 0.6], [0.5, 0.5]]),
    "b": arm(deaths=[[12, 12], [16, 16]], displaced=[[5, 5], [5, 5]], acceptance=[[0.3, 0.3], [0.7, 0.7]]),
}


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


def claim(holds_when: str, given: str | None = None) -> Test:
    return Test(
        parse_proposition(holds_when, WORDS), None if given is None else parse_proposition(given, WORDS)
    )


def test_luck_is_removed_before_the_claim_is_asked() -> None:
    """In world 0 one run of two holds; its mean does not."""
    found = try_claim(claim("deaths(a) < deaths(b)"), ARMS, OUTCOMES)
    np.testing.assert_array_equal(found.holds, [False, False])
    np.testing.assert_array_equal(found.run_holds, [[True, False], [False, False]])
    assert found.share_of_runs == 0.25
    np.testing.assert_array_equal(found.failing, [0.5, 1.0])
    assert found.share().share == 0.0


def test_a_claim_speaks_only_where_its_condition_holds() -> None:
    found = try_claim(claim("deaths(a) > deaths(b)", "acceptance(b) >= 0.5"), ARMS, OUTCOMES)
    np.testing.assert_array_equal(found.spoken, [False, True])
    np.testing.assert_array_equal(found.holds, [False, True])
    assert np.isnan(found.margin[0])
    share = found.share()
    assert (share.holding, share.speaking, share.worlds) == (1, 1, 2)
    assert found.share(1).speaking == 0


def test_missing_values_say_nothing() -> None:
    arms = {name: {**kept, Extract("rate"): np.array([[np.nan, np.nan], [0.1, np.nan]], np.float32)}
            for name, kept in ARMS.items()}  # fmt: skip
    found = try_claim(claim("rate(a) <= rate(b)"), arms, OUTCOMES)
    np.testing.assert_array_equal(found.spoken, [False, True])
    np.testing.assert_array_equal(found.run_spoken, [[False, False], [True, False]])
    assert np.isnan(found.failing[0])


def test_luck_and_reliability_of_known_variances() -> None:
    """Between worlds 4, luck 1 in each run: luck has 1/5 of a run, a mean of 4 is reliable to 16/17."""
    rng = np.random.default_rng(0)
    world, luck = 2 * rng.normal(size=(20_000, 1)), rng.normal(size=(20_000, 4))
    arms = {"a": {Extract("deaths"): (world + luck).astype(np.float32)}}
    found = try_claim(claim("deaths(a) > 0"), arms, OUTCOMES)
    assert found.luck_share == pytest.approx(0.2, abs=0.01)
    assert found.reliability == pytest.approx(16 / 17, abs=0.005)


def test_one_replicate_cannot_tell_luck() -> None:
    arms = {"a": {Extract("deaths"): np.random.default_rng(0).normal(size=(50, 1)).astype(np.float32)}}
    found = try_claim(claim("deaths(a) > 0"), arms, OUTCOMES)
    assert np.isnan(found.luck_share)
    assert np.isnan(found.reliability)


def test_other_weights_give_other_shares() -> None:
    test = claim("score(a) >= score(b)")
    shares = [share_under(test, ARMS, OUTCOMES, np.array(w)).share for w in ([1.0, 0.0], [0.0, 1.0])]
    assert shares == [0.5, 0.5]
    assert share_under(test, ARMS, OUTCOMES, np.array([0.5, 0.5])).worlds == 2
