"""Opening studies: lazy, labelled, and refused with a stable code where anything is wrong."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from irenic.errors import StudyError
from irenic.study import open_study
from irenic.study.folder import read_small


@pytest.fixture
def folder(tmp_path: Path, fake: ModuleType) -> Path:
    """A finished study that a test may break."""
    fake.run_setup(fake.make_setup(worlds=8), out=tmp_path / "s")
    return tmp_path / "s"


def edit(folder: Path, **changes: object) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def test_outcomes_are_labelled(folder: Path) -> None:
    study = open_study(folder)
    assert study.outcomes.dims == ("strategy", "world", "replicate", "outcome")
    deaths = study.outcomes.sel(outcome="deaths")
    assert (str(deaths.unit.item()), str(deaths.direction.item())) == ("persons", "min")
    assert deaths.mean("replicate").sizes == {"strategy": 3, "world": 8}
    assert study.outcomes.sel(outcome=study.outcomes.headline).sizes["outcome"] == 5
    np.testing.assert_array_equal(study.outcome_values(2), deaths.values)
    assert study.outcome_info("deaths").family == "harm"


def test_opening_reads_no_runs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study = open_study(folder)
    assert "outcomes" in study.dataset
    assert not study.dataset["outcomes"].variable._in_memory
    assert not study.outcomes.variable._in_memory


def test_plain_xarray_reads_it(folder: Path) -> None:
    import xarray as xr

    data = xr.open_zarr(folder / "study.zarr", chunks=None)
    assert list(data["month"].values) == [1, 2, 3]
    assert data["monthly"].attrs["scales"] == [1000.0, 1.0, 1000.0]


def test_unknown_names_are_refused_with_the_nearest(folder: Path) -> None:
    study = open_study(folder)
    with pytest.raises(StudyError, match=r'unknown_outcome: outcome is "death"; .* Did you mean "deaths"'):
        study.outcome_info("death")
    with pytest.raises(StudyError, match="unknown_series"):
        study.series("deaths")
    with pytest.raises(StudyError, match=r"unknown_measure: measure is .* \"killed\""):
        study.group_values("kiled")


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="no_such_study"):
        open_study(tmp_path / "nothing")


def test_a_folder_of_something_else(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="not_a_study"):
        open_study(tmp_path)
    (tmp_path / "manifest.json").write_text('{"name": "an app"}')
    with pytest.raises(StudyError, match="not_a_study: format"):
        open_study(tmp_path)
    with pytest.raises(StudyError, match="not_a_study"):
        open_study(tmp_path / "manifest.json")


def test_an_unfinished_study(tmp_path: Path, fake: ModuleType) -> None:
    with pytest.raises(StudyError):
        fake.run_setup(fake.make_setup(worlds=8, spoil=1), out=tmp_path / "s")
    with pytest.raises(StudyError, match=r"unfinished_study: .*--resume"):
        open_study(tmp_path / "s")


@pytest.mark.parametrize("text", ["", "{", '{"format": "irenic-study"', "[1, 2]", "\x00", "[" * 100_000])
def test_a_manifest_cut_off(folder: Path, text: str) -> None:
    (folder / "manifest.json").write_text(text)
    with pytest.raises(StudyError, match=r"bad_manifest|not_a_study"):
        open_study(folder)


def test_a_manifest_with_wrong_fields_lists_them_all(folder: Path) -> None:
    edit(folder, worlds="many", months=-1, colour="red")
    with pytest.raises(StudyError) as caught:
        open_study(folder)
    assert {(p.code, p.path) for p in caught.value.problems} == {
        ("bad_manifest", "worlds"),
        ("bad_manifest", "months"),
        ("bad_manifest", "colour"),
    }


def test_a_manifest_of_a_newer_irenic(folder: Path) -> None:
    edit(folder, schema_version=2)
    with pytest.raises(StudyError, match="unknown_schema: schema_version is 2; expected 1"):
        open_study(folder)


def test_a_manifest_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("irenic.study.folder.MAX_MANIFEST_BYTES", 3)
    (tmp_path / "m").write_text("long")
    with pytest.raises(StudyError, match="too large"):
        read_small(tmp_path / "m")
    with pytest.raises(StudyError, match="cannot_read"):
        read_small(tmp_path)


@pytest.mark.parametrize(
    "lost", ["study.zarr/outcomes/c/1/0/0/0", "study.zarr/phases/zarr.json", "study.zarr"]
)
def test_files_lost(folder: Path, lost: str) -> None:
    path = folder / lost
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    with pytest.raises(StudyError, match="damaged_study"):
        open_study(folder)


def test_a_file_cut_off_or_replaced_by_a_link(folder: Path) -> None:
    path = folder / "study.zarr/outcomes/c/0/0/0/0"
    content = path.read_bytes()
    path.write_bytes(content[:-1])
    with pytest.raises(StudyError, match="damaged_study"):
        open_study(folder)
    path.unlink()
    path.symlink_to(folder / "manifest.json")
    with pytest.raises(StudyError, match="damaged_study"):
        open_study(folder)


def test_a_changed_byte_is_found_by_verify(folder: Path) -> None:
    path = folder / "study.zarr/outcomes/c/0/0/0/0"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(bytes(content))
    study = open_study(folder)
    with pytest.raises(StudyError, match=r"damaged_study: .*changed since it was written"):
        study.verify()


def test_a_manifest_that_does_not_fit_its_store(folder: Path) -> None:
    edit(folder, replicates=3)
    with pytest.raises(StudyError, match=r"damaged_study: study\.zarr is outcomes has axes"):
        open_study(folder)
    names = json.loads((folder / "manifest.json").read_text())["parameters"]
    edit(folder, replicates=2, parameters=names | {"names": ["k_s", "mH"]})
    with pytest.raises(StudyError, match="other names on axis parameter"):
        open_study(folder)
