"""Results that take minutes, kept beside a study as plain data: its ledger, and its case's back-test.

They are derived, so they lie with what audits keep and go when the study does. A file that is cut off,
changed or of another study counts as absent.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

from irenic.study import Study
from irenic.study.files import storage_errors, write_atomically
from irenic.study.folder import AUDIT

Name = Literal["ledger", "backtest"]

SCHEMA = 1
MAX_BYTES = 32 * 2**20
"""A larger file is not read: the ledger of a hundred claims has one megabyte."""


def keep_document(study: Study, name: Name, document: dict[str, Any]) -> None:
    """Write a document beside a study, whole or not at all, in place of an older one.

    Parameters
    ----------
    study : a finished study
    name : which document
    document : plain data, as `ledger_document` or `back_test_document` give it

    Raises
    ------
    StudyError : ``disk_full``, ``cannot_write``
    """
    path = _path(study, name)
    kept = {"schema_version": SCHEMA, "study": study.manifest.plan().digest(), name: document}
    text = json.dumps(kept, ensure_ascii=False, sort_keys=True, allow_nan=False)
    with storage_errors(study.path):
        path.parent.mkdir(exist_ok=True)
        write_atomically(path, text.encode(), path.parent)


def kept_document(study: Study, name: Name) -> dict[str, Any] | None:
    """Return a document that is kept beside a study, or None.

    Parameters
    ----------
    study : a finished study
    name : which document
    """
    path = _path(study, name)
    try:
        if path.is_symlink() or path.stat().st_size > MAX_BYTES:
            return None
        kept = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(kept, dict) or kept.get("schema_version") != SCHEMA:
        return None
    document = kept.get(name)
    same = kept.get("study") == study.manifest.plan().digest()
    return document if same and isinstance(document, dict) else None


def _path(study: Study, name: Name) -> Path:
    return study.path / AUDIT / f"{name}.json"
