"""Documents kept beside a study: given back whole, or counted as absent."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from irenic.analysis.kept_documents import keep_document, kept_document
from irenic.errors import StudyError
from irenic.study import Study
from irenic.study.folder import AUDIT

LEDGER = {"verdicts": {"holds": 1}, "title": "Prüfung <b>"}


@pytest.fixture
def own(study: Study, tmp_path: Path) -> Study:
    """A copy of the study that a test may write to."""
    folder = tmp_path / "study"
    shutil.copytree(study.path, folder)
    return replace(study, path=folder)


def test_what_is_kept_is_given_back(own: Study) -> None:
    assert kept_document(own, "ledger") is None
    keep_document(own, "ledger", LEDGER)
    assert kept_document(own, "ledger") == LEDGER
    assert kept_document(own, "backtest") is None
    keep_document(own, "ledger", {"verdicts": {}})
    assert kept_document(own, "ledger") == {"verdicts": {}}


def test_the_study_can_still_be_opened_and_nothing_else_is_left(own: Study) -> None:
    keep_document(own, "backtest", {})
    own.verify()
    assert [path.name for path in (own.path / AUDIT).iterdir()] == ["backtest.json"]


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"\xff\xfe", b"[]", b"null", b"1", b'{"schema_version": 2}', b"[" * 100_000,
        b'{"schema_version": 1, "study": "another", "ledger": {}}',
    ],
    ids=range(9),
)  # fmt: skip
def test_a_file_that_is_something_else_counts_as_absent(own: Study, content: bytes) -> None:
    (own.path / AUDIT).mkdir()
    (own.path / AUDIT / "ledger.json").write_bytes(content)
    assert kept_document(own, "ledger") is None


def test_a_document_of_another_kind_counts_as_absent(own: Study) -> None:
    keep_document(own, "ledger", LEDGER)
    path = own.path / AUDIT / "ledger.json"
    kept = json.loads(path.read_bytes())
    path.write_text(json.dumps(kept | {"ledger": ["not", "a", "document"]}))
    assert kept_document(own, "ledger") is None


def test_a_link_is_not_followed(own: Study, tmp_path: Path) -> None:
    keep_document(own, "ledger", LEDGER)
    path = own.path / AUDIT / "ledger.json"
    path.rename(tmp_path / "elsewhere.json")
    path.symlink_to(tmp_path / "elsewhere.json")
    assert kept_document(own, "ledger") is None


def test_numbers_that_are_none_are_refused(own: Study) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        keep_document(own, "ledger", {"share": float("nan")})


def test_a_folder_that_cannot_be_written_is_told(own: Study) -> None:
    (own.path / AUDIT).write_text("a file stands where the folder should be")
    with pytest.raises(StudyError, match="cannot_write"):
        keep_document(own, "ledger", LEDGER)
