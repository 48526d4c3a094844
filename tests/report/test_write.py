"""A report goes where it was asked to go, whole, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from irenic.errors import StudyError
from irenic.report.write import check_target, write_report
from irenic.study import Study, open_study


def test_written_whole_and_nothing_else(study: Study, tmp_path: Path) -> None:
    write_report(study, tmp_path / "brief.html", "text \u062f")
    assert [path.name for path in tmp_path.iterdir()] == ["brief.html"]
    assert (tmp_path / "brief.html").read_bytes() == "text \u062f".encode()


def test_another_file_stays_unless_forced(study: Study, tmp_path: Path) -> None:
    path = tmp_path / "brief.html"
    path.write_text("mine", "utf-8")
    with pytest.raises(StudyError, match=r"report_exists: the file is there already.*--force") as caught:
        write_report(study, path, "new")
    assert caught.value.code == "report_exists"
    assert path.read_text("utf-8") == "mine"
    write_report(study, path, "new", force=True)
    assert path.read_text("utf-8") == "new"


def test_a_link_is_replaced_not_followed(study: Study, tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_text("mine", "utf-8")
    link = tmp_path / "brief.html"
    link.symlink_to(target)
    with pytest.raises(StudyError, match="report_exists"):
        write_report(study, link, "new")
    write_report(study, link, "new", force=True)
    assert target.read_text("utf-8") == "mine"
    assert not link.is_symlink()


def test_places_that_cannot_be(study: Study, tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="not_a_file: the file is a folder"):
        check_target(study, tmp_path, force=True)
    with pytest.raises(StudyError, match=r"no_such_folder.*Make the folder first"):
        check_target(study, tmp_path / "none" / "brief.html", force=True)


def test_a_study_holds_only_what_is_a_studys(study: Study) -> None:
    for path in (study.path / "brief.html", study.path / "study.zarr" / "brief.html"):
        with pytest.raises(StudyError, match="inside_study"):
            write_report(study, path, "text", force=True)
    open_study(study.path).verify()


def test_a_disk_that_refuses(study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("irenic.report.write.write_atomically", full)
    with pytest.raises(StudyError, match="disk_full"):
        write_report(study, tmp_path / "brief.html", "text")
    assert list(tmp_path.iterdir()) == []
