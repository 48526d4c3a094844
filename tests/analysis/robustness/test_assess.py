"""The whole assessment on the fake study: what it reads, rates, refuses and says as data."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from irenic.analysis.averages import world_means
from irenic.analysis.compare import compare
from irenic.analysis.document import as_json
from irenic.analysis.regret import draw_weightings
from irenic.analysis.robustness.assess import Asked, Assessment, assess, dominance, weighting_of
from irenic.analysis.robustness.decision import Decision, read_decision
from irenic.analysis.robustness.document import assessment_document
from irenic.analysis.robustness.losers import group_changes
from irenic.analysis.robustness.metrics import METRIC_IDS
from irenic.analysis.robustness.rating import (
    outcome_threshold,
    rate_outcome,
    rate_score,
    sweep_measures,
    thresholds_reached,
)
from irenic.analysis.robustness.weighing import world_weights
from irenic.errors import StudyError
from irenic.study import Study

EQUAL = np.full(4, 0.25)


@pytest.fixture(scope="module")
def found(study: Study) -> Assessment:
    """Everything, with one threshold and one outcome rated."""
    return assess(study, Asked(thresholds={"deaths": 1.4}, outcomes=("acceptance",)))


@pytest.fixture(scope="module")
def decision(study: Study) -> Decision:
    """All strategies, equal worlds."""
    return read_decision(study)


def test_scores_are_those_of_the_comparison(study: Study, decision: Decision) -> None:
    compared = compare(study)
    assert (decision.families, decision.weighted) == (compared.families, compared.weighted)
    weightings = draw_weightings(4)
    assert compared.sweep is not None
    for k in (0, 7):
        value = decision.scores @ weightings[k]
        np.testing.assert_allclose((value.max(0) - value).mean(1), compared.sweep.mean[k])


def test_measures_of_an_outcome_are_in_its_unit(study: Study, decision: Decision) -> None:
    rated = rate_outcome(decision, "deaths", {})
    assert rated is not None
    deaths = world_means(study.outcome_values(2))
    values = dict(zip(METRIC_IDS, rated.rating.values, strict=True))
    np.testing.assert_allclose(values["maximin"], deaths.max(1))
    np.testing.assert_allclose(values["laplace"], deaths.mean(1))
    c = np.quantile(deaths[0], 0.5)
    assert rated.threshold == (pytest.approx(c), "median under nothing")
    np.testing.assert_allclose(values["domain"], (deaths <= c).mean(1))
    assert rated.left_out == 0 and (rated.unit, rated.direction) == ("persons", "min")


def test_worlds_without_a_value_are_left_out_and_said(study: Study) -> None:
    decision = read_decision(study, keep=("relapsed_12",))
    rated = rate_outcome(decision, "relapsed_12", {"relapsed_12": 0.5})
    assert rated is not None
    missing = np.isnan(decision.averages["relapsed_12"]).any(0)
    assert rated.left_out == pytest.approx(missing.mean())
    inside = decision.averages["relapsed_12"][:, ~missing]
    np.testing.assert_allclose(rated.rating.values[METRIC_IDS.index("laplace")], inside.mean(1))


def test_a_strategy_without_rivals_in_the_study_keeps_the_threshold_of_nothing(study: Study) -> None:
    two = read_decision(study, ["broad_deal", "strikes"])
    line = outcome_threshold(two, "deaths", {})
    assert line.source == "median under nothing"
    assert line.value == pytest.approx(np.quantile(world_means(study.outcome_values(2))[0], 0.5))
    assert outcome_threshold(two, "deaths", {"deaths": 2}) == (2.0, "as given")
    assert "lacks nothing" in rate_score(two, EQUAL, halves=2).threshold.source


def test_firsts_are_steady_where_a_strategy_is_far_ahead(study: Study) -> None:
    decision = read_decision(study, ["nothing", "strikes"])
    ahead = decision.scores.copy()
    ahead[1] += 9.0
    rated = rate_score(Decision(**{**_fields(decision), "scores": ahead}), EQUAL)
    rows = [METRIC_IDS.index(m) for m in ("maximin", "laplace", "minimax_regret", "domain")]
    assert (rated.rating.firsts[rows] == 1).all() and (rated.rating.steady[rows] == 1).all()
    same = np.stack([decision.scores[0], decision.scores[0]])
    tied = rate_score(Decision(**{**_fields(decision), "scores": same}), EQUAL, halves=4)
    assert (tied.rating.firsts == -1).all() and np.isnan(tied.rating.steady).all()
    assert (tied.rating.ranks[rows] == 1.5).all()


def _fields(decision: Decision) -> dict[str, object]:
    return {name: getattr(decision, name) for name in Decision.__dataclass_fields__}


def test_the_error_of_a_mean_is_its_standard_error(decision: Decision) -> None:
    rated = rate_score(decision, EQUAL, halves=200)
    performance = decision.scores @ EQUAL
    usual = performance.std(1, ddof=1) / np.sqrt(256)
    np.testing.assert_allclose(rated.rating.error[METRIC_IDS.index("laplace")], usual, rtol=0.2)


def test_the_sweep_is_the_mean_over_weightings(decision: Decision) -> None:
    rows = draw_weightings(4, 3)
    swept = sweep_measures(decision, rows, ("mh",))
    parts = [sweep_measures(decision, rows[[k]], ("mh",)) for k in range(3)]
    np.testing.assert_allclose(swept.firsts, np.mean([p.firsts for p in parts], axis=0))
    np.testing.assert_allclose(swept.alike, np.mean([p.alike for p in parts], axis=0))
    np.testing.assert_allclose(swept.firsts.sum(1), 1)


def test_thresholds_are_reached_each_and_together(decision: Decision) -> None:
    given = {"deaths": 1.5, "acceptance": 1.5}
    reached = thresholds_reached(decision, given)
    assert reached is not None and reached.outcomes == ("deaths", "acceptance")
    deaths, acceptance = decision.averages["deaths"] <= 1.5, decision.averages["acceptance"] >= 1.5
    np.testing.assert_allclose(reached.each, np.stack([deaths.mean(1), acceptance.mean(1)], axis=1))
    np.testing.assert_allclose(reached.together, (deaths & acceptance).mean(1))


def test_a_default_threshold_that_parts_nothing_is_left_out(decision: Decision) -> None:
    flat = {**decision.averages, "money": np.zeros((3, 256))}
    dull = Decision(**{**_fields(decision), "averages": flat, "baseline": {"money": np.zeros(256)}})
    reached = thresholds_reached(dull, {})
    # most worlds of the fake are dislodged in every replicate or in none
    assert reached is not None and reached.dull == ("dislodged", "money")
    assert "money" not in reached.outcomes


def test_drivers_are_the_inputs_that_explain(decision: Decision) -> None:
    z = decision.input_scores
    assert decision.drivers(z[[1]] * np.array([[1.0], [-2]]))[0] == 1
    noise = np.random.default_rng(1).normal(size=(2, 256))
    assert len(decision.drivers(noise)) <= 3


def test_weights_of_worlds_are_as_if_the_others_had_not_been_drawn(study: Study) -> None:
    weights = np.zeros(256)
    weights[:128] = 2.0
    heavy = assess(study, Asked(world_weights=weights, information=False))
    deaths = world_means(study.outcome_values(2))[:, :128]
    rated = rate_outcome(heavy.decision, "deaths", {})
    assert rated is not None
    np.testing.assert_allclose(rated.rating.values[METRIC_IDS.index("laplace")], deaths.mean(1))
    np.testing.assert_allclose(rated.rating.values[METRIC_IDS.index("maximin")], deaths.max(1))
    assert assessment_document(study, heavy)["worlds"]["effective"] == pytest.approx(128)


def test_who_loses(study: Study, fake: ModuleType) -> None:
    changes = group_changes(study, study.manifest.strategy_names, world_weights(256))
    assert len(changes) == 2 * len(fake.MEASURES) * len(fake.GROUPS)
    by = {(c.strategy, c.measure.id, c.group.id): c for c in changes}
    ground = by["broad_deal", "held_change", "NA"]
    assert ground.loses and ground.worse == 1 and ground.difference == pytest.approx(-0.3, abs=1e-6)
    assert by["broad_deal", "killed", "NA"].gains  # fewer of its fighters are killed
    assert by["broad_deal", "killed", "SB"].loses and by["broad_deal", "killed", "SB"].effect < 0
    untouched = by["strikes", "held_change", "NA"]
    assert not (untouched.loses or untouched.gains) and untouched.worse == 0.5
    assert group_changes(study, ["strikes"], world_weights(256), "no_such") == ()


def test_a_study_without_groups_has_no_losers(fake: ModuleType, tmp_path: Path) -> None:
    plain = fake.with_plan(fake.make_setup(worlds=64), groups=(), group_measures=())
    old = fake.run_setup(plain, out=tmp_path / "s")
    found = assess(old, Asked(information=False))
    assert found.groups == () and assessment_document(old, found)["groups"] == []


def test_the_document_is_plain_and_names_the_rivals(study: Study, found: Assessment) -> None:
    document = json.loads(as_json(assessment_document(study, found)))
    names = ["nothing", "broad_deal", "strikes"]
    assert document["strategies"] == names and "not a forecast" in document["notice"]
    metrics = document["score"]["metrics"]
    assert metrics["minimax_regret"]["rivals"] == names and "rivals" not in metrics["maximin"]
    assert {o["id"] for o in document["outcomes"]} == {"deaths", "acceptance"}
    assert document["thresholds"]["thresholds"]["deaths"] == {"value": 1.4, "source": "as given"}
    assert sum(s["wins"] for s in document["simplex"].values()) == pytest.approx(1)
    assert len(document["information"]["inputs"]) == 3
    assert document["information"]["everything"]["without_luck"] is not None
    assert {m["id"] for m in document["metrics"]} == set(METRIC_IDS)
    assert all(m["trap"] and m["reference"] for m in document["metrics"])


def test_dominance_needs_no_worse_anywhere(decision: Decision) -> None:
    better = decision.scores.copy()
    better[2] = better[0] + 1.0
    plain, surely = dominance(Decision(**{**_fields(decision), "scores": better}))
    assert plain[2, 0] and surely[2, 0] and not plain[0, 2]
    noise = np.random.default_rng(2).normal(size=(256, 4))
    close = np.stack([decision.scores[0], decision.scores[0] + noise - noise.mean(0) + 1e-3])
    two = {**_fields(decision), "scores": close, "strategies": ("nothing", "strikes")}
    plain, surely = dominance(Decision(**two))
    assert plain[1, 0] and not surely[1, 0]


def test_one_strategy_and_few_worlds(fake: ModuleType, tmp_path: Path) -> None:
    small = fake.run_setup(fake.make_setup(worlds=8, replicates=1), out=tmp_path / "s")
    found = assess(small)
    assert found.information is None and found.decision.halves is None
    alone = assess(small, Asked(strategies=["strikes"]))
    assert (alone.score.rating.values[METRIC_IDS.index("minimax_regret")] == 0).all()
    assert alone.score.rating.agree.unanimous is None
    as_json(assessment_document(small, alone))
    one = fake.run_setup(fake.make_setup(worlds=1, replicates=1), out=tmp_path / "one")
    as_json(assessment_document(one, assess(one)))


def test_everything_unknown_is_refused_at_once(study: Study) -> None:
    asked = Asked(strategies=["strike", "nothing"], thresholds={"death": 1.0, "extremist_deaths": 2.0})
    with pytest.raises(StudyError) as error:
        assess(study, asked)
    assert [p.code for p in error.value.problems] == [
        "unknown_strategy",
        "unknown_outcome",
        "undirected_outcome",
    ]
    with pytest.raises(StudyError, match='Did you mean "deaths"'):
        assess(study, asked)
    with pytest.raises(StudyError, match=r"bad_world_weights: .*256 in all"):
        assess(study, Asked(world_weights=[1.0, 2.0]))


def test_a_study_without_families_is_refused(fake: ModuleType, tmp_path: Path) -> None:
    setup = fake.make_setup(worlds=8)
    outcomes = tuple(o.model_copy(update={"family": "none"}) for o in setup.plan.outcomes)
    bare = fake.run_setup(fake.with_plan(setup, outcomes=outcomes), out=tmp_path / "s")
    with pytest.raises(StudyError, match="no_families"):
        assess(bare)


def test_weightings() -> None:
    families = ("security", "harm", "cost")
    row, rows = weighting_of(families, {"harm": 3, "cost": 1})
    np.testing.assert_allclose(row, [0, 0.75, 0.25])
    assert rows.shape == (1, 3)
    row, rows = weighting_of(families, None)
    np.testing.assert_allclose(row, [1 / 3] * 3)
    np.testing.assert_allclose(rows.sum(1), 1)
    with pytest.raises(StudyError) as error:
        weighting_of(families, {"harms": 1, "cost": -1})
    assert [p.code for p in error.value.problems] == ["unknown_family", "bad_weight"]
    with pytest.raises(StudyError, match="all zero"):
        weighting_of(families, {"cost": 0.0})


def test_larger_studies_are_read_in_part(
    fake: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("irenic.analysis.robustness.decision.MOST_WORLDS", 16)
    large = fake.run_setup(fake.make_setup(worlds=32), out=tmp_path / "s")
    found = assess(large, Asked(information=False))
    assert found.decision.scores.shape[1] == len(found.decision.weights) == 16
    assert found.groups
