"""A study keeps the digest of the claims it was run under; older studies have none."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType

import pytest

from irenic.errors import StudyError
from irenic.study import open_study

DIGEST = "ab" * 32


def test_the_manifest_keeps_the_digest(fake: ModuleType, tmp_path: Path) -> None:
    setup = fake.with_plan(fake.make_setup(worlds=4), claims=DIGEST)
    assert fake.run_setup(setup, out=tmp_path / "s").manifest.claims == DIGEST
    assert open_study(tmp_path / "s").manifest.claims == DIGEST


def test_other_claims_are_other_settings(fake: ModuleType, tmp_path: Path) -> None:
    fake.run_setup(fake.with_plan(fake.make_setup(worlds=4), claims=DIGEST), out=tmp_path / "s")
    with pytest.raises(StudyError, match=r"other_settings.*claims"):
        fake.run_setup(fake.make_setup(worlds=4), out=tmp_path / "s", resume=True)


def test_a_study_from_before_claims_still_opens(fake: ModuleType, tmp_path: Path) -> None:
    fake.run_setup(fake.make_setup(worlds=4), out=tmp_path / "s")
    file = tmp_path / "s" / "manifest.json"
    content = json.loads(file.read_text())
    del content["claims"]
    file.write_text(json.dumps(content))
    assert open_study(tmp_path / "s").manifest.claims is None


def test_a_digest_that_is_none_is_refused(fake: ModuleType, tmp_path: Path) -> None:
    fake.run_setup(fake.make_setup(worlds=4), out=tmp_path / "s")
    file = tmp_path / "s" / "manifest.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "claims": "new"}))
    with pytest.raises(StudyError, match=r"bad_manifest.*claims"):
        open_study(tmp_path / "s")
