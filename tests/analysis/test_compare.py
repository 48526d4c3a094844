"""A whole study compared, and the reach of phases."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pytest

from irenic.analysis.compare import compare, compare_values
from irenic.analysis.reach import PhaseReach, phase_reach, reach
from irenic.analysis.split import regret_by_sign
from irenic.errors import StudyError
from irenic.study import OutcomeInfo, Study


def outcome(unit: str = "persons", direction: str = "min", **more: object) -> OutcomeInfo:
    fields = {"id": "x", "label": "X", "family": "harm", "headline": True, "definition": "x"}
    return OutcomeInfo.model_validate(fields | {"unit": unit, "direction": direction} | more)


def test_every_outcome_is_compared(study: Study) -> None:
    found = compare(study, weightings=16)
    assert found.strategies == ("nothing", "broad_deal", "strikes")
    assert [o.info.id for o in found.outcomes] == [o.id for o in study.manifest.outcomes]
    assert found.families == ("security", "harm", "politics", "cost")
    assert found.weighted == (
        "extremist_strength", "dislodged", "deaths", "acceptance", "settlement_depth", "money"
    )  # fmt: skip
    deaths = found.outcome("deaths")
    by_hand = study.outcomes.sel(outcome="deaths").values.astype(float).mean(-1)
    np.testing.assert_allclose(deaths.value, np.median(by_hand, axis=1))
    np.testing.assert_allclose(deaths.low, np.quantile(by_hand, 0.1, axis=1))
    assert deaths.best is not None
    assert deaths.best.sum() == pytest.approx(1.0)
    assert 0 <= deaths.luck_share <= 1
    dislodged = found.outcome("dislodged")
    assert dislodged.centre == "mean"
    np.testing.assert_allclose(
        dislodged.value, study.outcomes.sel(outcome="dislodged").mean(("world", "replicate"))
    )


def test_regret_is_over_families_not_outcomes(study: Study) -> None:
    found = compare(study, weightings=8)
    assert found.sweep is not None
    assert found.sweep.weights.shape == (8, 4)
    outcomes = {o.id: i for i, o in enumerate(study.manifest.outcomes)}

    def z(name: str, sign: float) -> np.ndarray:
        values = study.outcome_values(outcomes[name]).mean(-1)
        return sign * (values - values.mean()) / values.std()

    parts = [
        (z("extremist_strength", -1) + z("dislodged", 1)) / 2,
        z("deaths", -1),
        (z("acceptance", 1) + z("settlement_depth", 1)) / 2,
        z("money", -1),
    ]
    value = sum(w * part for w, part in zip(found.sweep.weights[3], parts, strict=True))
    np.testing.assert_allclose(found.sweep.mean[3], (value.max(0) - value).mean(1))


def test_outcomes_without_a_direction_have_no_winner(study: Study) -> None:
    found = compare(study, weightings=2).outcome("extremist_deaths")
    assert (found.winner, found.best, found.pairs) == (None, None, None)
    assert np.isfinite(found.value).all()


def test_missing_values_are_counted_and_left_out(study: Study) -> None:
    found = compare(study, weightings=2).outcome("relapsed_12")
    assert (found.missing > 0).all()
    assert np.isfinite(found.value).all()
    never = compare_values(np.full((2, 4, 3), np.nan), outcome("share of signings", may_be_missing=True))
    assert never.winner is None
    assert np.isnan(never.value).all()
    assert np.isnan(never.luck_share)


def test_a_set_of_strategies_is_compared_on_its_own(study: Study) -> None:
    found = compare(study, ["strikes", "nothing"], weightings=4)
    assert found.strategies == ("strikes", "nothing")
    assert found.sweep is not None
    assert found.sweep.mean.shape == (4, 2)
    assert (np.min(found.sweep.mean, axis=1) >= 0).all()
    alone = compare(study, ["strikes"], weightings=4)
    assert alone.robust is not None
    assert alone.robust.second is None
    np.testing.assert_array_equal(alone.sweep.mean, np.zeros((4, 1)))  # type: ignore[union-attr]


def test_unknown_strategies_are_all_named(study: Study) -> None:
    with pytest.raises(StudyError, match=r'Did you mean "strikes"') as caught:
        compare(study, ["strike", "nothing", "other"])
    assert [p.code for p in caught.value.problems] == ["unknown_strategy"] * 2


def test_no_family_no_regret(fake: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> None:
    setup = fake.make_setup(worlds=4)
    bare = tuple(o.model_copy(update={"family": "none"}) for o in setup.plan.outcomes)
    study = fake.run_setup(fake.with_plan(setup, outcomes=bare), out=tmp_path_factory.mktemp("x") / "s")
    found = compare(study)
    assert (found.sweep, found.robust, found.weighted) == (None, None, ())
    assert not found.dominated_families.any()


def test_dominated_strategies_are_found() -> None:
    rng = np.random.default_rng(1)
    base = rng.normal(10, 1, (1, 64, 2))
    values = np.concatenate([base, base + 1.0])
    found = compare_values(values, outcome())
    assert found.winner is not None
    assert (found.winner.first, found.winner.clear) == (0, True)
    assert found.pairs is not None
    assert found.pairs.share_better[0, 1] == 1.0


def test_reach_by_hand() -> None:
    months = np.array([[0, 0], [4, 0], [2, 6], [0, 0]], np.int16)
    assert phase_reach(months) == (0.5, 3 / 8, 4.0)
    assert phase_reach(np.zeros((4, 2), np.int16)) == (0.0, 0.0, None)


def test_every_phase_of_the_study_is_listed(study: Study) -> None:
    found = reach(study)
    assert [(r.strategy, r.phase) for r in found] == [
        ("broad_deal", "opening"), ("broad_deal", "settlement"), ("strikes", "strikes")
    ]  # fmt: skip
    assert not any(r.hardly for r in found)
    assert PhaseReach("s", "p", 0.2, 0.05, 3.0).hardly


def test_regret_apart_by_the_sign_of_a_parameter(study: Study) -> None:
    found = compare(study, weightings=4)
    split = regret_by_sign(study, found)
    assert split is not None
    assert found.sweep is not None
    share = split.share_below
    np.testing.assert_allclose(share, (np.cos(np.arange(256) + 1.0) < 0).mean())
    whole = share * split.below + (1 - share) * split.above
    np.testing.assert_allclose(whole, found.sweep.mean.mean(0))
    assert regret_by_sign(study, found, "other") is None
