"""Cases on the disk: whole or not at all, under safe names, with what belongs to them and nothing else."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from irenic.app.cases import keeping
from irenic.app.cases.keeping import (
    Texts,
    case_key,
    keep_override,
    keep_texts,
    keep_without,
    named_within,
    problems_of_texts,
)
from irenic.app.library import CaseEntry
from irenic.case import document
from irenic.case.document import parse_document
from irenic.case.shipped import case_path
from irenic.errors import CaseError, Problem

TOY = Path(__file__).parents[1] / "data"
TEXT = (TOY / "toy_harbour.yaml").read_text(encoding="utf-8")
OVERRIDE = {"figure": "initial.corruption", "value": 0.5, "by": "A", "reason": "b", "date": "2026-01-31"}


@pytest.mark.parametrize("name", ["Toy_Harbour", "../../etc", "a/b\\c", ".", "", "ليبيا", "x" * 300, "con\0"])
def test_names_of_kept_cases_are_safe(name: str) -> None:
    taken: list[str] = []
    for _ in range(3):
        taken.append(case_key(name, taken))
    assert len(set(taken)) == 3
    for key in taken:
        assert re.fullmatch(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?", key) and len(key) < 50


def test_a_shipped_case_is_copied_with_its_record_and_shapes_and_stays(tmp_path: Path) -> None:
    path = case_path("libya-2015")[0]
    before = {file: file.read_bytes() for file in path.parent.rglob("*") if file.is_file()}
    value = {"low": 0.4, "best": 0.5, "high": 0.6, "grade": "D", "source": "a desk"}
    entry = CaseEntry("libya-2015", path, "shipped")
    key = keep_override(entry, OVERRIDE | {"value": value}, tmp_path, ["libya-2015"])
    assert key == "libya-2015-2"
    assert before == {file: file.read_bytes() for file in path.parent.rglob("*") if file.is_file()}
    copies = {
        file.relative_to(tmp_path / key): file for file in (tmp_path / key).rglob("*") if file.is_file()
    }
    assert {file.relative_to(path.parent) for file in before} == set(copies)
    same = [name for name, file in copies.items() if file.read_bytes() == before[path.parent / name]]
    assert set(copies) - set(same) == {Path("case.yaml")}


def test_links_and_strange_files_are_left(tmp_path: Path) -> None:
    given, cases = tmp_path / "given", tmp_path / "cases"
    given.mkdir()
    (given / "case.yaml").write_text(TEXT, encoding="utf-8")
    shutil.copy(TOY / "toy_strategies.yaml", given / "strategies.yaml")
    (given / "notes.txt").write_text("private")
    (tmp_path / "secret").write_text("secret")
    (given / "README.md").symlink_to(tmp_path / "secret")
    key = keep_texts(Texts(TEXT, like=CaseEntry("given", given / "case.yaml", "given")), cases, [])
    assert sorted(path.name for path in (cases / key).iterdir()) == ["case.yaml", "strategies.yaml"]


def test_nothing_is_left_of_a_case_that_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="unknown_lever"):
        keep_texts(Texts(TEXT, strategies=_strategies("levers: {no_such: 1}")), tmp_path, [])
    with pytest.raises(CaseError, match="missing_key"):
        keep_texts(Texts("schema: 1\n"), tmp_path, [])
    assert list(tmp_path.iterdir()) == []
    assert problems_of_texts(Texts(TEXT, strategies=_strategies(""))) == problems_of_texts(Texts(TEXT))


def test_a_refused_override_leaves_a_kept_case_as_it_was(tmp_path: Path) -> None:
    key = keep_texts(Texts(TEXT), tmp_path, [])
    entry = CaseEntry(key, tmp_path / key / "case.yaml", "kept")
    with pytest.raises(CaseError, match=r"wrong_type: initial\.corruption"):
        keep_override(entry, OVERRIDE | {"value": "much"}, tmp_path, [key])
    assert entry.path.read_text(encoding="utf-8") == TEXT
    assert [path.name for path in tmp_path.iterdir()] == [key]


def test_an_override_is_taken_back_where_it_stands_else_in_a_copy(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(TEXT, encoding="utf-8")
    shutil.copy(TOY / "toy_strategies.yaml", tmp_path / "strategies.yaml")
    cases = tmp_path / "kept"
    value = {"low": 0.1, "best": 0.2, "high": 0.3, "grade": "D", "source": "a desk"}
    given = CaseEntry("given", tmp_path / "case.yaml", "given")
    key = keep_override(given, OVERRIDE | {"value": value}, cases, [])
    path = cases / key / "case.yaml"
    amended = path.read_bytes()
    copy = keep_without(CaseEntry("other", path, "given"), 0, OVERRIDE["figure"], cases, [])
    assert (copy != key, path.read_bytes()) == (True, amended)
    assert keep_without(CaseEntry(key, path, "kept"), 0, OVERRIDE["figure"], cases, []) == key
    said = [parse_document(one.read_text(encoding="utf-8"), "f").data for one in cases.glob("*/case.yaml")]
    assert said == [parse_document(TEXT, "f").data] * 2


@pytest.mark.parametrize(("number", "figure"), [(0, "initial.polarisation"), (1, "initial.corruption")])
def test_another_override_than_was_meant_is_not_taken_back(tmp_path: Path, number: int, figure: str) -> None:
    value = {"low": 0.1, "best": 0.2, "high": 0.3, "grade": "D", "source": "a desk"}
    path = tmp_path / "case.yaml"
    path.write_text(TEXT, encoding="utf-8")
    key = keep_override(CaseEntry("toy", path, "given"), OVERRIDE | {"value": value}, tmp_path / "kept", [])
    path = tmp_path / "kept" / key / "case.yaml"
    before = path.read_bytes()
    with pytest.raises(CaseError, match=r"unknown_override: overrides\[\d\] .* load the page again"):
        keep_without(CaseEntry(key, path, "kept"), number, figure, tmp_path / "kept", [])
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "text", ["- 1\n", "overrides: [3]\n", "overrides: {a: 1}\n", "overrides:\n", "a: 1\n"]
)
def test_from_a_file_that_is_no_case_nothing_is_taken(tmp_path: Path, text: str) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CaseError, match="unknown_override"):
        keep_without(CaseEntry("given", path, "given"), 0, "a", tmp_path / "kept", [])


def test_there_is_an_end_to_keeping(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MOST_KEPT", 1)
    keep_texts(Texts(TEXT), tmp_path, [])
    with pytest.raises(CaseError, match="too_many_cases"):
        keep_texts(Texts(TEXT), tmp_path, [])


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CaseError, match=r"case_not_kept: the file is not written .* IRENIC_CASES"):
        keep_texts(Texts(TEXT), tmp_path / "file" / "cases", [])


def test_texts_over_the_limit_are_refused_before_they_are_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(document, "MAX_BYTES", 10)
    assert [one.code for one in problems_of_texts(Texts("{" * 11, claims="é" * 6))] == ["file_too_large"] * 2
    with pytest.raises(CaseError, match="file_too_large"):
        keep_texts(Texts("{" * 11), tmp_path, [])


def test_files_are_named_as_in_the_cases_folder(tmp_path: Path) -> None:
    def named(file: str) -> str:
        return named_within([Problem("a", file, None, "", "", "")], tmp_path)[0].file

    assert named(str(tmp_path / "record" / "x.csv")) == "record/x.csv"
    assert named("strategies.yaml") == "strategies.yaml"


def _strategies(more: str) -> str:
    return f"schema: 2\nstrategies:\n  nothing: {{label: Nothing, summary: so, {more}}}\n"
