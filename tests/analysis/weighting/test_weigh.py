"""A case weighed from end to end, its runs by a formula: what was planted is found again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from irenic.analysis.weighting.checks import permuted
from irenic.analysis.weighting.likelihood import Likelihood
from irenic.analysis.weighting.manifest import Manifest
from irenic.analysis.weighting.prior import OBSERVATION_DRAWS, coordinates, prior_worlds
from irenic.analysis.weighting.request import Options, Subject, check_options, default_folder
from irenic.analysis.weighting.standing import position, recorded_in
from irenic.analysis.weighting.weigh import weigh
from irenic.case import CaseArrays
from irenic.errors import StudyError

from .toy import CELLS, OPTIONS, TABLE, TRUE_LEVEL, make_subject, simulate

Found = tuple[Manifest, dict[str, Any]]


def test_what_was_planted_is_found_and_nothing_else(found: Found) -> None:
    manifest, _ = found
    rows = {row.name: row for row in manifest.contractions}
    level = rows["kap"]
    assert level.has_moved
    assert level.shift == pytest.approx(TRUE_LEVEL, abs=0.6)
    assert level.contraction > 0.4
    moved = {name for name, row in rows.items() if row.has_moved}
    assert moved <= {"kap", "e0", "rho", "nu", "alpha"}
    assert len(rows) == len(TABLE) + len(manifest.request.factors) + 3
    assert level.prior_low < level.prior_median < level.median < level.high


def test_arrays_are_what_the_interface_says(found: Found, subject: Subject) -> None:
    manifest, arrays = found
    asked = manifest.request
    assert arrays["weights"].shape == arrays["log_likelihood"].shape == (asked.worlds,)
    assert arrays["weights"].sum() == pytest.approx(1.0, abs=1e-12)
    assert arrays["points"].shape == (len(subject.worlds.dimensions), asked.points)
    assert arrays["observations"].shape == (3, asked.points)
    assert subject.worlds.from_uniforms(arrays["points"]).n == asked.points
    assert manifest.reliability.ess == pytest.approx(1 / (arrays["weights"] ** 2).sum())


def test_it_is_the_same_again_and_with_other_threads(found: Found, subject: Subject) -> None:
    manifest, arrays = weigh(subject, replace(OPTIONS, threads=3))
    assert manifest.digest() == found[0].digest()
    for name, array in arrays.items():
        assert np.array_equal(array, found[1][name])


def test_another_seed_gives_other_worlds_and_the_same_answer(found: Found, toy_arrays: CaseArrays) -> None:
    options = replace(OPTIONS, seed=2)
    manifest, arrays = weigh(make_subject(toy_arrays, options), options)
    assert not np.array_equal(arrays["points"], found[1]["points"])
    one, two = (next(r for r in m.contractions if r.name == "kap") for m in (manifest, found[0]))
    assert abs(one.shift - two.shift) < 5 * np.hypot(one.shift_error, two.shift_error)


def test_a_temper_of_zero_leaves_the_prior(toy_arrays: CaseArrays) -> None:
    options = replace(OPTIONS, temper=0.0, check=True)
    subject = make_subject(toy_arrays, options)
    manifest, arrays = weigh(subject, options)
    assert (arrays["weights"] == 1.0 / options.worlds).all()
    np.testing.assert_allclose(arrays["points"], subject.worlds.uniforms(0, options.points), atol=1e-12)
    assert manifest.steps == ()
    assert manifest.reached == 0.0
    assert not manifest.reliability.is_collapsed
    assert not any(row.has_moved for row in manifest.contractions)
    assert all(check.evidence == 0.0 for check in manifest.checks)


def test_checks_run_a_second_seed_and_a_placebo(toy_arrays: CaseArrays) -> None:
    options = replace(OPTIONS, worlds=256, points=64, temper=0.3, check=True)
    heard: list[tuple[str, float]] = []
    manifest, _ = weigh(make_subject(toy_arrays, options), options, lambda *told: heard.append(told))
    second, placebo = manifest.checks
    assert second.kind == "second seed"
    assert second.beyond < 0.3
    assert abs(second.evidence) < 2.0
    assert placebo.kind == "months permuted"
    assert "kap" in placebo.moved  # the level is the same in any order of months
    assert {stage.split()[0] for stage, _ in heard} == {"prior", "exponent", "ensembles"}
    assert all(0.0 <= share <= 1.0 for _, share in heard)


def test_a_record_of_one_month_has_no_placebo() -> None:
    assert permuted(1, 1) is None
    for seed in range(20):
        order = permuted(2, seed)
        assert order is not None
        assert order.tolist() == [1, 0]


def test_the_record_lies_in_the_refined_ensemble(found: Found) -> None:
    manifest, _ = found
    months = [row for row in manifest.standings if row.kind == "month"]
    assert [row.name for row in months] == list(manifest.request.window.months)
    assert sum(row.recorded for row in months) == manifest.recorded
    total = sum(row.recorded for row in manifest.standings if row.kind == "dyad")
    assert total == manifest.recorded
    assert sum(row.is_outside for row in months) <= 2
    width = sum(row.after[2] - row.after[0] for row in months)
    assert width < sum(row.before[2] - row.before[0] for row in months)


def test_positions_count_ties_half() -> None:
    assert position(3, np.array([1, 3, 3, 5])) == pytest.approx(0.5)
    assert position(9, np.array([1, 3])) == 1.0
    assert position(0, np.array([0, 0])) == 0.5


def test_what_would_be_recorded_is_counted_by_dyad_and_month(subject: Subject) -> None:
    whole = np.full((subject.request.dimensions + 3, 70), 0.5)
    drawn = recorded_in(simulate, whole, np.arange(70), 1)
    assert drawn.shape == (70, CELLS[0], CELLS[2])
    deaths = simulate(whole[:-3], np.arange(70)[:, None])[:, 0].sum(axis=2)
    assert drawn.mean() == pytest.approx(0.7 * deaths.mean() + 0.05 * CELLS[1], rel=0.1)
    assert np.array_equal(drawn, recorded_in(simulate, whole, np.arange(70), 1))


def test_worlds_are_weighed_under_several_ways_of_recording(subject: Subject) -> None:
    prior = prior_worlds(subject, Likelihood(simulate, subject.counts))
    asked = subject.request
    assert prior.log_likelihood.shape == (asked.worlds, OBSERVATION_DRAWS, asked.replicates)
    assert np.array_equal(prior.points, subject.worlds.uniforms(0, asked.worlds))
    flat = prior.observations.reshape(-1, asked.worlds)
    apart = np.corrcoef(np.concatenate([prior.points[:20], flat])) - np.eye(20 + len(flat))
    assert np.abs(apart).max() < 0.25
    assert np.abs(flat.mean(axis=1) - 0.5).max() < 0.05


def test_coordinates_are_named_and_in_their_units(subject: Subject) -> None:
    drawn = coordinates(subject, np.full((subject.request.dimensions + 3, 2), 0.5))
    assert drawn.names[-3:] == ("rho", "nu", "alpha")
    assert dict(zip(drawn.names, drawn.values[:, 0], strict=True))["rho"] == pytest.approx(0.7)
    assert drawn.values[0, 0] == pytest.approx(TABLE.median[TABLE.names[0]])
    assert (drawn.scores == 0.0).all()


def test_settings_out_of_range_are_all_told_at_once() -> None:
    bad = Options(worlds=100, replicates=0, seed=-1, temper=1.5, points=48, threads=0)
    with pytest.raises(StudyError) as caught:
        check_options(bad)
    codes = {(problem.code, problem.path) for problem in caught.value.problems}
    assert codes == {
        ("not_a_power_of_two", "worlds"),
        ("out_of_range", "replicates"),
        ("out_of_range", "seed"),
        ("out_of_range", "temper"),
        ("not_a_power_of_two", "points"),
        ("out_of_range", "threads"),
    }
    with pytest.raises(
        StudyError, match="out_of_range: points is 1024; expected 16 to the number of worlds, 512"
    ):
        check_options(Options(worlds=512))
    with pytest.raises(StudyError, match="temper is nan"):
        check_options(Options(temper=float("nan")))


def test_the_same_request_has_the_same_folder(subject: Subject) -> None:
    folder = default_folder(subject.request)
    assert folder == default_folder(subject.request.model_copy())
    assert folder != default_folder(subject.request.model_copy(update={"temper": 0.5}))
    assert folder.name.startswith("toy_harbour-seed1-512x2-")
