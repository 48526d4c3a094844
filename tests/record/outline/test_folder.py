"""A drafted case is written whole or not at all, and nothing is overwritten unasked."""

from __future__ import annotations

from pathlib import Path

import pytest

from irenic.errors import DataError
from irenic.record.outline.folder import check_target, write_case

FILES = {"case.yaml": "one\n", "record/parties.csv": "two\n"}


def contents(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): p.read_text() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_a_case_is_written_with_nothing_beside_it(tmp_path: Path) -> None:
    write_case(FILES, tmp_path / "new")
    assert contents(tmp_path) == {"new/case.yaml": "one\n", "new/record/parties.csv": "two\n"}


def test_an_empty_folder_may_be_filled(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    write_case(FILES, tmp_path / "new")
    assert (tmp_path / "new" / "case.yaml").is_file()


def test_a_case_is_replaced_only_when_asked(tmp_path: Path) -> None:
    write_case(FILES | {"old.txt": "old"}, tmp_path / "new")
    with pytest.raises(DataError, match=r"folder_exists: --out is already there.*--force"):
        write_case({"case.yaml": "other"}, tmp_path / "new")
    assert contents(tmp_path / "new")["case.yaml"] == "one\n"
    write_case({"case.yaml": "other"}, tmp_path / "new", replace=True)
    assert contents(tmp_path) == {"new/case.yaml": "other"}


def test_other_things_are_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    (tmp_path / "file").write_text("text")
    (tmp_path / "link").symlink_to(tmp_path / "mine")
    for name, given in (
        ("mine", "other things in it"),
        ("file", "a file or a link"),
        ("link", "a file or a link"),
    ):
        with pytest.raises(DataError, match=given):
            write_case(FILES, tmp_path / name, replace=True)
    with pytest.raises(DataError, match="no_parent"):
        write_case(FILES, tmp_path / "none" / "new")
    assert contents(tmp_path / "mine") == {"thesis.txt": "years of work"}
    assert check_target(tmp_path / "fresh", replace=False) == []


def test_what_fails_on_the_way_leaves_all_as_it_was(tmp_path: Path) -> None:
    def refuse(folder: Path) -> None:
        assert (folder / "case.yaml").is_file()
        raise RuntimeError("no good")

    for replace in (False, True):
        with pytest.raises(RuntimeError, match="no good"):
            write_case(FILES, tmp_path / "new", replace=replace, check=refuse)
        assert contents(tmp_path) == {}
    write_case(FILES, tmp_path / "new")
    with pytest.raises(RuntimeError, match="no good"):
        write_case({"case.yaml": "other"}, tmp_path / "new", replace=True, check=refuse)
    assert contents(tmp_path / "new") == FILES


def test_if_the_last_step_fails_the_old_case_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_case(FILES, tmp_path / "new")

    def broken(self: Path, target: Path) -> Path:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", broken)
    with pytest.raises(OSError, match="disk full"):
        write_case({"case.yaml": "other"}, tmp_path / "new", replace=True)
    assert contents(tmp_path) == {f"new/{name}": text for name, text in FILES.items()}
