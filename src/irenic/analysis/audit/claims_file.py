"""Find and read the claims of a study's case."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from irenic.analysis.audit.subject import Subject
from irenic.analysis.claims import FILE, Claim, load_claims
from irenic.case.shipped import case_path, shipped_cases
from irenic.strategy import load_case_strategies
from irenic.study.problems import study_error

STRATEGIES = "strategies.yaml"
"""The first of the files of strategies beside a case."""


class ClaimsFile(NamedTuple):
    """Claims, the SHA-256 of their file, and the subject with every strategy that they may name."""

    claims: tuple[Claim, ...]
    digest: str
    subject: Subject


def read_claims(subject: Subject, path: Path | None = None) -> ClaimsFile:
    """Read the claims of a study's case.

    Arms may start from any strategy of the study, or in the strategy files beside the case, or beside the
    claims where the case is not a shipped one. Where a name is in both, the study's own text counts.

    Parameters
    ----------
    subject : the study
    path : of the claims; None for those of the shipped case

    Raises
    ------
    StudyError : ``no_claims``
    ClaimError : with every problem in the file
    """
    beside = None
    if subject.case.replace("_", "-") in shipped_cases():
        beside = case_path(subject.case)[0].parent
    chosen = path if path is not None else None if beside is None else beside / FILE
    if chosen is None or (path is None and not chosen.is_file()):
        given = "of a case without claims" if beside is not None else "of a case of your own"
        hint = "Give their file: --claims FILE."
        raise study_error("no_claims", subject.study, given, "a case with claims", hint, path="the study")
    folder = beside or chosen.parent
    known = load_case_strategies(folder, subject.arrays) if (folder / STRATEGIES).is_file() else {}
    strategies = {**known, **subject.strategies}
    claims = load_claims(chosen, subject.arrays, strategies)
    digest = hashlib.sha256(chosen.read_bytes()).hexdigest()
    return ClaimsFile(claims, digest, replace(subject, strategies=strategies))
