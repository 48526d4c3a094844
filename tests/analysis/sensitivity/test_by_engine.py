"""Morris and Sobol from the engine, on the toy case."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from irenic.analysis.sensitivity import asked_of, by_engine, drivers_by_morris, drivers_by_sobol
from irenic.analysis.sensitivity.experiment import Page, Tally, experiment_of
from irenic.analysis.sensitivity.inputs import inputs_of
from irenic.case import Case, CaseArrays
from irenic.engine.run import Engine
from irenic.errors import ParameterError, StudyError
from irenic.strategy import load_strategies
from irenic.study import Progress, Study, run_study
from irenic.study.manifest import Manifest

NAMES = ("nothing", "bottom_up")


@pytest.fixture(scope="module")
def toy(
    toy_case: Case,
    toy_path: Path,
    toy_arrays: CaseArrays,
    small_engine: Engine,
    tmp_path_factory: pytest.TempPathFactory,
) -> Study:
    known = load_strategies(toy_path.with_name("toy_strategies.yaml"), toy_arrays)
    sizes = {"worlds": 32, "replicates": 1, "months": 12, "seed": 3}
    out = tmp_path_factory.mktemp("toy") / "study"
    return run_study(toy_case, [known[n] for n in NAMES], out=out, engine=small_engine, **sizes)


def test_the_same_worlds_and_luck_give_the_studys_own_runs(toy: Study, small_engine: Engine) -> None:
    model = experiment_of(toy, NAMES, small_engine)
    tally = Tally(0, None)
    found = model.run(
        [Page(model.worlds.uniforms(0, 32), 3)], lambda values: np.asarray(values, np.float64), tally
    )
    stored = toy.dataset["outcomes"].values[:, :, 0]
    np.testing.assert_array_equal(found[0], stored)
    assert tally.made == 64


def test_shares_of_luck_groups_and_inputs(toy: Study, small_engine: Engine) -> None:
    told: list[Progress] = []
    asked = asked_of(toy, "deaths", NAMES)
    found = drivers_by_sobol(asked, points=64, walks=4, report=told.append, engine=small_engine)
    assert [d.question.kind for d in found] == ["outcome", "difference", "best"]
    first = found[0]
    assert first.luck is not None and first.luck.total is not None
    assert 0.0 < first.luck.total < 1.5
    assert len(first.inputs) == by_engine.SINGLES
    assert first.runs == by_engine.runs_of_sobol(toy, 2, 64, 4) == told[-1].done == told[-1].total
    assert all(d.total is not None and d.total >= 0 for d in (*first.inputs, *first.groups))
    assert all(d.low <= d.share <= d.high for d in first.groups)


def test_screening_finds_what_does_nothing(toy: Study, small_engine: Engine) -> None:
    """Without strikes, nothing about strikes matters; the same luck gives exactly nothing."""
    (found, _) = drivers_by_morris(asked_of(toy, "deaths", ["nothing"]), walks=4, engine=small_engine) + (
        None,
    )
    assert len(found.inputs) == len(inputs_of(toy))
    by = {d.name: d for d in found.inputs}
    assert by["k_s"].share == 0.0 and not by["k_s"].matters
    assert found.inputs[0].share > 0.0
    assert found.luck is not None and found.luck.share > 0.0
    assert found.runs == by_engine.runs_of_morris(toy, 1, 4)


def test_the_two_that_lead(toy: Study) -> None:
    assert set(by_engine.leading_two(toy, None)) == set(NAMES)
    assert set(by_engine.leading_two(toy, "extremist_deaths")) == set(NAMES)


def test_refusals_come_before_the_model_is_compiled(toy: Study) -> None:
    with pytest.raises(ParameterError, match="points_not_power_of_two: 100"):
        drivers_by_sobol(asked_of(toy, "deaths", NAMES), points=100)
    older = Study(toy.path, Manifest.model_validate(toy.manifest.model_dump() | {"code": "0" * 64}))
    with pytest.raises(StudyError, match="cannot_replay"):
        drivers_by_morris(asked_of(older, "deaths", NAMES))
