"""Worlds at given points: a study that carries them is rebuilt from its folder alone."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from irenic.case import Case, CaseArrays
from irenic.errors import ParameterError, StudyError
from irenic.parameters import load_parameters
from irenic.strategy import Strategy, load_strategies
from irenic.study import GivenPoints, PointsInfo, Study, open_study, run_study
from irenic.study.manifest import Manifest, canonical_text
from irenic.study.read import Study as Opened
from irenic.study.source import given_points, origin_of_worlds, study_worlds
from irenic.worlds import PointSet, Worlds, WorldSet, points_digest

WORLDS, SEED = 16, 3
OUTCOME = ("deaths", "persons", "min", "harm")


class Row(NamedTuple):
    id: str = "deaths"
    label: str = "Deaths"
    unit: str = "persons"
    direction: str = "min"
    family: str = "harm"
    headline: bool = True
    definition: str = "a sum of the world's parameters"


class Result(NamedTuple):
    outcomes: np.ndarray[Any, Any]
    series: np.ndarray[Any, Any]
    phases: np.ndarray[Any, Any]


@dataclass
class FakeEngine:
    """Every run is a sum over its world's parameters and fighters, plus luck by the world's number."""

    outcomes: tuple[Row, ...] = (Row(),)
    series_names: tuple[str, ...] = ("acceptance",)

    def run(self, worlds: Worlds, strategy: Any, replicates: int, seed: int) -> Result:
        total = np.sum(list(worlds.theta.values()), axis=0) + worlds.fighters.sum((0, 1)) / 1e5
        luck = np.sin(np.arange(worlds.lo, worlds.hi)[:, None] + np.arange(replicates) + seed)
        values = (total[:, None] + luck).astype(np.float32)
        shape = values.shape
        return Result(values[..., None], np.ones((*shape, 1, 3), np.float32), np.zeros((*shape, 9), np.int16))


@pytest.fixture(scope="module")
def nothing(toy_path: Path, toy_arrays: CaseArrays) -> Strategy:
    return load_strategies(toy_path.with_name("toy_strategies.yaml"), toy_arrays)["nothing"]


@pytest.fixture(scope="module")
def sobol(toy_arrays: CaseArrays) -> np.ndarray[Any, Any]:
    return WorldSet(toy_arrays, load_parameters(), WORLDS, SEED).uniforms(0, WORLDS)


def made(case: Case, plan: Strategy, out: Path, **more: Any) -> Study:
    sizes = {"worlds": WORLDS, "replicates": 2, "months": 3, "seed": SEED}
    return run_study(case, [plan], out=out, engine=FakeEngine(), **(sizes | more))


def test_points_of_a_plain_sample_are_that_sample(toy_arrays: CaseArrays, sobol: np.ndarray) -> None:
    table = load_parameters()
    plain, given = WorldSet(toy_arrays, table, WORLDS, SEED), PointSet(toy_arrays, table, sobol)
    assert given.dimensions == plain.dimensions
    assert given.factor_table == plain.factor_table
    assert given.n == WORLDS
    for lo, hi in ((0, 16), (3, 4), (8, 13)):
        one, two = plain.block(lo, hi), given.block(lo, hi)
        assert (one.lo, one.hi) == (two.lo, two.hi)
        assert all(one.theta[k].tobytes() == two.theta[k].tobytes() for k in one.theta)
        assert one.fighters.tobytes() == two.fighters.tobytes()
        assert one.trust.tobytes() == two.trust.tobytes()
        assert plain.factors(lo, hi).tobytes() == given.factors(lo, hi).tobytes()


def test_points_belong_to_the_set_alone(toy_arrays: CaseArrays, sobol: np.ndarray) -> None:
    mine = sobol.copy()
    given = PointSet(toy_arrays, load_parameters(), mine)
    mine[:] = 0.5
    np.testing.assert_array_equal(given.uniforms(0, WORLDS), sobol)
    with pytest.raises(ParameterError, match="block_out_of_range"):
        given.uniforms(3, WORLDS + 1)


def test_unusable_points_are_refused(toy_arrays: CaseArrays, sobol: np.ndarray) -> None:
    table = load_parameters()
    outside = sobol.copy()
    outside[3, 2] = 1.0
    for points, code in (
        (sobol[:-1], "bad_points"), (outside, "bad_points"), (np.where(sobol > 2, 0, np.nan), "bad_points"),
        (sobol[:, :3], "worlds_not_power_of_two"), (sobol[0], "bad_points"),
        (np.float64(0.5), "worlds_not_power_of_two"),
    ):  # fmt: skip
        with pytest.raises(ParameterError, match=code):
            PointSet(toy_arrays, table, points)


def test_digest_is_of_shape_and_numbers(sobol: np.ndarray) -> None:
    assert points_digest(sobol) == points_digest(np.asfortranarray(sobol))
    assert points_digest(sobol) != points_digest(sobol.reshape(-1, WORLDS // 2))
    assert points_digest(sobol) != points_digest(sobol + 1e-16 * (sobol < 0.1) + 1e-12)


def test_a_study_by_plain_points_is_the_ordinary_study(
    toy_case: Case, nothing: Strategy, sobol: np.ndarray, tmp_path: Path
) -> None:
    plain = made(toy_case, nothing, tmp_path / "plain")
    given = made(toy_case, nothing, tmp_path / "given", given=GivenPoints(sobol), worlds=1024)
    assert plain.dataset.equals(given.dataset.drop_vars("points"))
    assert given.manifest.worlds == WORLDS
    assert plain.manifest.points is None
    assert given.manifest.points == PointsInfo(digest=points_digest(sobol))
    np.testing.assert_array_equal(given.points.values, sobol)


def test_worlds_are_rebuilt_from_the_folder(
    toy_case: Case, nothing: Strategy, toy_arrays: CaseArrays, tmp_path: Path
) -> None:
    table = load_parameters()
    rows = len(WorldSet(toy_arrays, table, 2, 1).dimensions)
    points = np.random.default_rng(1).uniform(0.01, 0.99, (rows, 8))
    study = made(toy_case, nothing, tmp_path / "one", given=GivenPoints(points, "ab" * 32))
    source = study_worlds(open_study(study.path), toy_arrays, table)
    np.testing.assert_array_equal(source.uniforms(0, 8), points)
    assert source.block(2, 5).theta["k_s"].astype(np.float32).tolist() == (
        study.parameters.sel(parameter="k_s").values[2:5].tolist()
    )
    assert origin_of_worlds(study.manifest.points) == "worlds: refined by the record (weighting abababab)"
    assert "given points" in origin_of_worlds(PointsInfo(digest="c" * 64))
    assert origin_of_worlds(None) == ""


def test_other_points_do_not_go_on_with_a_study(
    toy_case: Case, nothing: Strategy, sobol: np.ndarray, tmp_path: Path
) -> None:
    out = tmp_path / "study"
    made(toy_case, nothing, out, given=GivenPoints(sobol))
    again = made(toy_case, nothing, out, given=GivenPoints(sobol), resume=True)
    assert again.manifest.points is not None
    moved = sobol.copy()
    moved[0, 0] = 0.5
    with pytest.raises(StudyError, match=r"other_settings.*points\.digest"):
        made(toy_case, nothing, out, given=GivenPoints(moved), resume=True)
    with pytest.raises(StudyError, match=r"other_settings.*points"):
        made(toy_case, nothing, out, resume=True)


def test_changed_points_are_found_out(
    toy_case: Case, nothing: Strategy, sobol: np.ndarray, toy_arrays: CaseArrays, tmp_path: Path
) -> None:
    study = made(toy_case, nothing, tmp_path / "study", given=GivenPoints(sobol))
    path = study.path / "manifest.json"
    content = json.loads(path.read_text())
    content["points"]["digest"] = "0" * 64
    path.write_text(json.dumps(content))
    with pytest.raises(StudyError, match=r"damaged_study.*other points"):
        study_worlds(open_study(study.path), toy_arrays, load_parameters())
    assert given_points(made(toy_case, nothing, tmp_path / "plain")) is None


def test_old_studies_keep_their_digests(toy_case: Case, nothing: Strategy, tmp_path: Path) -> None:
    """A plan without points has the text it had before there were any."""
    study: Opened = made(toy_case, nothing, tmp_path / "study")
    assert '"points"' not in canonical_text(study.manifest)
    assert '"points"' not in canonical_text(study.manifest.plan())
    stored = json.loads((study.path / "manifest.json").read_text())
    assert "points" not in stored
    assert Manifest.model_validate(stored) == study.manifest
