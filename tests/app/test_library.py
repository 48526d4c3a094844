"""Cases and studies by name: what is listed, in which order, read anew when a file changes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from irenic.app.library import Library
from irenic.app.problems import NotHere
from irenic.app.settings import CACHE_SETTING, CASES_SETTING, Settings, app_cache, kept_cases
from irenic.case import shipped_cases
from irenic.errors import CaseError, StudyError


@pytest.fixture
def settings(workspace: Any, tmp_path: Path) -> Settings:
    """A workspace of its own: one case, no studies, no kept cases."""
    folder = tmp_path / "harbour"
    shutil.copytree(Path(workspace.settings.case).parent, folder)
    return replace(
        workspace.settings,
        case=str(folder / "case.yaml"),
        studies=tmp_path / "studies",
        cases=tmp_path / "cases",
    )


def keep(settings: Settings, name: str, text: str | None = None) -> Path:
    folder = settings.cases / name
    folder.mkdir(parents=True)
    path = folder / "case.yaml"
    path.write_text(Path(settings.case).read_text() if text is None else text)
    return path


def test_cases_are_listed_the_first_first(settings: Settings) -> None:
    keep(settings, "mine")
    found = [(entry.key, entry.origin) for entry in Library(settings).cases()]
    assert found[0] == ("harbour", "given") and found[-1] == ("mine", "kept")
    assert [key for key, origin in found if origin == "shipped"] == list(shipped_cases())


def test_a_shipped_case_may_be_first() -> None:
    library = Library(Settings(case="iraq-2006", cases=Path("none"), studies=Path("none")))
    assert library.first == "iraq-2006" == library.cases()[0].key
    assert len({entry.key for entry in library.cases()}) == len(library.cases())
    assert library.studies() == []


def test_a_name_means_one_case_and_the_shipped_one_stays(settings: Settings) -> None:
    for name in ("harbour", "libya-2015"):
        keep(settings, name, "broken: true")
    library = Library(settings)
    assert library.entry("libya-2015").origin == "shipped"
    assert library.entry("harbour").origin == "given"


def test_a_file_name_names_the_case_where_it_says_more_than_its_folder(
    settings: Settings, tmp_path: Path
) -> None:
    path = shutil.copy(settings.case, tmp_path / "delta.yaml")
    assert Library(replace(settings, case=str(path))).first == "delta"


def test_a_broken_first_case_is_told_with_all_its_problems(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text("schema: 1\nid: 5\n")
    with pytest.raises(CaseError, match=r"broken\.yaml:2.*bad_type|missing") as raised:
        Library(replace(settings, case=str(path)))
    assert len(raised.value.problems) > 3


def test_a_broken_kept_case_harms_no_other(settings: Settings) -> None:
    keep(settings, "broken", "schema: [")
    library = Library(settings)
    assert library.case("harbour").id == "toy_harbour"
    with pytest.raises(CaseError, match="yaml_syntax"):
        library.case("broken")


def test_a_changed_file_is_read_again(settings: Settings) -> None:
    library, path = Library(settings), Path(settings.case)
    before = library.case("harbour")
    assert library.case("harbour") is before
    path.write_text(path.read_text().replace("title: Toy harbour", "title: Another harbour"))
    os.utime(path, (1, 1))
    assert library.case("harbour").title == "Another harbour"


def test_changed_strategies_are_read_again(settings: Settings) -> None:
    library, path = Library(settings), Path(settings.case).with_name("strategies.yaml")
    assert library.strategies("harbour")["nothing"].label == "Nothing"
    path.write_text(path.read_text().replace("label: Nothing", "label: Naught"))
    os.utime(path, (1, 1))
    assert library.strategies("harbour")["nothing"].label == "Naught"


@pytest.mark.parametrize("name", ["Harbour", "harbor", "../harbour", "", "harbour/", "\x00", "nowhere"])
def test_an_unknown_name_is_told_with_a_near_one(settings: Settings, name: str) -> None:
    library = Library(settings)
    for ask in (library.case, library.entry, library.strategies):
        with pytest.raises(NotHere, match="unknown_case"):
            ask(name)
    with pytest.raises(NotHere, match="unknown_study"):
        library.study(name)
    if name == "harbor":
        with pytest.raises(NotHere, match='Did you mean "harbour"'):
            library.case(name)


def test_studies_are_listed_newest_first_and_of_one_case(settings: Settings, workspace: Any) -> None:
    for age, name in enumerate(["old", "new"]):
        shutil.copytree(workspace.study.path, settings.studies / name)
        os.utime(settings.studies / name, (1000 + age, 1000 + age))
    (settings.studies / "notes").mkdir()
    (settings.studies / "file.txt").write_text("no folder")
    foreign = settings.studies / "foreign"
    foreign.mkdir()
    (foreign / "manifest.json").write_text('{"name": "of something else"}')
    library = Library(settings)
    case = library.case("harbour")
    assert [entry.key for entry in library.studies()] == ["new", "old"]
    assert [entry.key for entry in library.studies(case)] == ["new", "old"]
    assert library.newest(case) == library.studies(case)[0]
    other = case.model_copy()
    other.__dict__["title"] = "Another"
    assert library.unfinished() == [] == library.unfinished(case)
    assert library.studies()[0].parts == (0, 0)


def test_a_study_is_opened_once_for_each_state_of_its_folder(settings: Settings, workspace: Any) -> None:
    shutil.copytree(workspace.study.path, settings.studies / "toy")
    library = Library(settings)
    first = library.study("toy")
    assert library.study("toy") is first
    os.utime(first.path / "manifest.json", (1, 1))
    assert library.study("toy") is not first


def test_a_damaged_study_is_told(settings: Settings, workspace: Any) -> None:
    shutil.copytree(workspace.study.path, settings.studies / "toy")
    shutil.rmtree(settings.studies / "toy" / "study.zarr")
    with pytest.raises(StudyError, match="toy"):
        Library(settings).study("toy")


def test_an_unreadable_folder_is_an_empty_one(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Path.iterdir

    def closed(self: Path) -> Iterator[Path]:
        if self in (settings.studies, settings.cases):
            raise PermissionError(13, "Permission denied", str(self))
        return whole(self)

    keep(settings, "mine")
    monkeypatch.setattr(Path, "iterdir", closed)
    library = Library(settings)
    assert library.studies() == []
    assert [entry.key for entry in library.cases() if entry.origin == "kept"] == []


def test_folders_can_be_chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(CASES_SETTING, raising=False)
    monkeypatch.delenv(CACHE_SETTING, raising=False)
    assert kept_cases().name == "cases" and "irenic" in str(app_cache())
    monkeypatch.setenv(CASES_SETTING, str(tmp_path / "c"))
    monkeypatch.setenv(CACHE_SETTING, str(tmp_path / "k"))
    assert (kept_cases(), app_cache()) == (tmp_path / "c", tmp_path / "k")


def test_hosts_and_origins_name_the_port() -> None:
    settings = Settings(port=81)
    assert settings.hosts == {"127.0.0.1:81", "localhost:81", "[::1]:81"}
    assert settings.origins == {f"http://{host}" for host in settings.hosts}
