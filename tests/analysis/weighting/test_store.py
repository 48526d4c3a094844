"""A weighting's folder: written whole, read as if hostile, and used only for the worlds that were weighed."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from irenic.analysis.weighting import Weighting, open_weighting
from irenic.analysis.weighting.manifest import Manifest
from irenic.analysis.weighting.store import ARRAYS, MANIFEST, keep
from irenic.errors import StudyError
from irenic.study import Study


@pytest.fixture
def folder(weighting: Weighting, tmp_path: Path) -> Path:
    """A copy that may be spoilt."""
    return Path(shutil.copytree(weighting.path, tmp_path / "copy"))


def test_what_was_kept_is_read_again(weighting: Weighting, found: tuple[Manifest, dict[str, Any]]) -> None:
    manifest, arrays = found
    assert weighting.manifest == manifest
    assert weighting.digest == manifest.digest()
    for name in ARRAYS:
        assert np.array_equal(getattr(weighting, name), arrays[name])
    assert sorted(p.name for p in weighting.path.iterdir()) == sorted(
        [MANIFEST, *(f"{n}.npy" for n in ARRAYS)]
    )
    assert [p.name for p in weighting.path.parent.iterdir()] == [weighting.path.name]


def test_the_manifest_says_what_it_is(weighting: Weighting) -> None:
    content = json.loads((weighting.path / MANIFEST).read_text())
    assert content["format"] == "irenic-weighting"
    assert "not a forecast" in content["notice"]
    assert content["request"]["window"]["months"][0] == "2030-01"


def test_nothing_is_written_over(weighting: Weighting, found: tuple[Manifest, dict[str, Any]]) -> None:
    with pytest.raises(StudyError, match="folder_exists"):
        keep(weighting.path, *found)
    assert open_weighting(weighting.path).digest == weighting.digest


def test_a_failed_write_leaves_nothing(found: tuple[Manifest, dict[str, Any]], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StudyError, match="cannot_write"):
        keep(tmp_path / "file" / "toy", *found)
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"not_a_weighting: .*without weighting.json"):
        open_weighting(tmp_path)
    (tmp_path / MANIFEST).write_text('{"format": "irenic-study"}')
    with pytest.raises(StudyError, match="not_a_weighting: format"):
        open_weighting(tmp_path)


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "\x00", '{"format": NaN'])
def test_a_manifest_that_is_no_json_is_refused(folder: Path, text: str) -> None:
    (folder / MANIFEST).write_text(text)
    with pytest.raises(StudyError, match="bad_weighting"):
        open_weighting(folder)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"schema_version": 2}, "unknown_schema: schema_version is 2"),
        ({"extra": 1}, "bad_weighting: extra"),
        ({"reached": 7.0}, "bad_weighting: reached"),
        ({"recorded": "many"}, "bad_weighting: recorded"),
    ],
)
def test_a_manifest_that_was_edited_is_refused(folder: Path, change: dict[str, Any], message: str) -> None:
    content = json.loads((folder / MANIFEST).read_text()) | change
    (folder / MANIFEST).write_text(json.dumps(content))
    with pytest.raises(StudyError, match=message):
        open_weighting(folder)


def test_every_damaged_array_is_named(folder: Path) -> None:
    (folder / "weights.npy").unlink()
    (folder / "points.npy").write_bytes((folder / "points.npy").read_bytes()[:-8])
    np.save(folder / "observations.npy", np.zeros((2, 2)))
    changed = np.load(folder / "log_likelihood.npy")
    changed[0] += 1e-9
    np.save(folder / "log_likelihood.npy", changed)
    with pytest.raises(StudyError, match="damaged_weighting") as caught:
        open_weighting(folder)
    assert len(caught.value.problems) == 4


def test_no_pickle_is_read(folder: Path) -> None:
    np.save(folder / "weights.npy", np.array([{"a": 1}], dtype=object))
    with pytest.raises(StudyError, match=r"weights\.npy.*missing, or not an array"):
        open_weighting(folder)


@pytest.mark.parametrize(
    ("name", "values", "message"),
    [
        ("weights", -1.0, "not weights"),
        ("points", 1.5, "outside the unit cube"),
        ("log_likelihood", float("nan"), "of shape"),
    ],
)
def test_numbers_that_cannot_be_are_refused(
    found: tuple[Manifest, dict[str, Any]], tmp_path: Path, name: str, values: float, message: str
) -> None:
    from irenic.analysis.weighting.store import array_infos

    manifest, arrays = found
    spoilt = arrays | {name: np.full_like(arrays[name], values)}
    forged = manifest.model_copy(update={"arrays": array_infos(spoilt)})
    with pytest.raises(StudyError, match=f"damaged_weighting.*{message}"):
        keep(tmp_path / "forged", forged, spoilt)


def fitting(weighting: Weighting, study: Study) -> Weighting:
    """The weighting, as if of the study's worlds."""
    plan = study.manifest
    request = weighting.manifest.request
    asked = request.model_copy(
        update={
            "case": request.case.model_copy(update={"digest": plan.case.digest}),
            "parameters": plan.parameters,
            "code": plan.code,
            "worlds": plan.worlds,
            "seed": plan.seed,
            "factors": plan.factor_names,
        }
    )
    weights = np.arange(1.0, plan.worlds + 1)
    manifest = weighting.manifest.model_copy(update={"request": asked})
    return replace(weighting, manifest=manifest, weights=weights / weights.sum())


def test_weights_are_given_to_the_worlds_that_were_weighed(weighting: Weighting, study: Study) -> None:
    fits = fitting(weighting, study)
    weights = fits.weights_for(study)
    assert weights.shape == (study.manifest.worlds,)
    assert weights.sum() == pytest.approx(1.0)
    weights[:] = 0.0  # our own copy
    assert fits.weights.sum() == pytest.approx(1.0)


def test_other_worlds_are_refused_with_all_that_differs(weighting: Weighting, study: Study) -> None:
    with pytest.raises(StudyError, match="other_worlds") as caught:
        weighting.weights_for(study)
    paths = {problem.path for problem in caught.value.problems}
    assert paths == {"parameters", "worlds", "factors"}


@pytest.mark.parametrize(
    ("field", "value"), [("code", "1" * 64), ("worlds", 128), ("seed", 9), ("factors", ("size:X",))]
)
def test_one_difference_is_enough(weighting: Weighting, study: Study, field: str, value: Any) -> None:
    fits = fitting(weighting, study)
    asked = fits.manifest.request.model_copy(update={field: value})
    other = replace(fits, manifest=fits.manifest.model_copy(update={"request": asked}))
    with pytest.raises(StudyError, match=f"other_worlds: {field} is "):
        other.weights_for(study)
