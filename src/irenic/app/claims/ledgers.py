"""The audit of a study's claims as a job, and what it kept beside the study."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from irenic.analysis.audit import Ledger, Options, audit, read_claims, subject_of
from irenic.analysis.audit.asked import asked_of
from irenic.analysis.audit.claims_file import ClaimsFile
from irenic.analysis.audit.document import ledger_document
from irenic.analysis.audit.restored import ledger_of
from irenic.analysis.audit.runner import Engines, Measured
from irenic.analysis.audit.subject import RERUN_WORLDS
from irenic.analysis.audit.trials import RERUN_SEEDS, SPREADS, STRUCTURE_DRAWS, Trial
from irenic.analysis.claims import FILE
from irenic.analysis.ensemble import run_worlds
from irenic.analysis.kept_documents import keep_document, kept_document
from irenic.app.comparisons.findings import Findings, key_of
from irenic.app.jobs import Handle, Job
from irenic.app.lab import Lab
from irenic.app.library import CaseEntry
from irenic.app.services import Services
from irenic.case.shipped import case_path, shipped_cases
from irenic.errors import IrenicError
from irenic.study import Progress, Study
from irenic.study.problems import study_error
from irenic.worlds import Worlds

RERUNS = RERUN_SEEDS + STRUCTURE_DRAWS + len(SPREADS)
"""Samples in which a default audit runs every arm again."""

PACE = 9_000.0
"""Months of runs in a second and for each core, as measured on Libya (42 districts) in 2026."""

SECONDS_A_CLAIM, SECONDS_AT_START = 2.0, 40.0
"""To judge a claim, and to compile the model for a length of run."""


class Effort(NamedTuple):
    """What an audit of so many worlds takes: runs, and seconds by a rough rule."""

    worlds: int
    runs: int
    seconds: float


@dataclass
class WarmEngines:
    """Runs arms with the server's warm engine where their length is its own.

    Parameters
    ----------
    lab : the warm engine
    others : for other lengths of run
    """

    lab: Lab
    others: Engines = field(init=False)

    def __post_init__(self) -> None:
        self.others = Engines(self.lab.arrays, self.lab.table)

    def __call__(self, trial: Trial, worlds: Worlds, replicates: int, seed: int) -> Measured:
        """Run an arm in every world of a block."""
        if trial.months != self.lab.months:
            return self.others(trial, worlds, replicates, seed)
        self.lab.warm()
        return run_worlds(self.lab.engine, worlds, trial.plan, replicates, seed)


def entry_of(parts: Services, study: Study) -> CaseEntry | None:
    """Return the case of the workspace that a study was made of, or None where none is as it was then.

    Parameters
    ----------
    parts, study : the server's parts, the study
    """
    for entry in parts.library.cases():
        try:
            same = parts.library.case(entry.key).digest == study.manifest.case.digest
        except IrenicError:
            continue  # a case that cannot be read is not this one
        if same:
            return entry
    return None


def claims_path(parts: Services, study: Study) -> Path | None:
    """Return the file of claims beside a study's case; None where there is none.

    Parameters
    ----------
    parts, study : the server's parts, the study
    """
    entry = entry_of(parts, study)
    beside = None if entry is None else entry.path.parent / FILE
    if beside is not None and beside.is_file():
        return beside
    shipped = study.manifest.case.id.replace("_", "-")
    if shipped in shipped_cases():
        path = case_path(shipped)[0].parent / FILE
        return path if path.is_file() else None
    return None


def claims_file(parts: Services, known: Findings, study: Study) -> ClaimsFile:
    """Return the claims of a study's case.

    Parameters
    ----------
    parts, known, study : of the server, the study

    Raises
    ------
    StudyError : ``no_claims``, ``cannot_replay``
    ClaimError : with every problem in the file
    """
    path = claims_path(parts, study)
    if path is None:
        hint = f"Put a file {FILE} beside the case file; the shipped cases have examples."
        expected = f"a case with a file {FILE} beside it"
        raise study_error("no_claims", study.path, "of a case without claims", expected, hint, path="study")
    key = (*key_of(study), str(path), path.stat().st_mtime)
    return known.claims.get(key, lambda: read_claims(subject_of(study), path))


def kept_ledger(study: Study) -> tuple[dict[str, Any], Ledger] | None:
    """Return the ledger that is kept beside a study, as document and as values; None for none.

    Raises
    ------
    StudyError : ``damaged_document``
    """
    document = kept_document(study, "ledger")
    return None if document is None else (document, ledger_of(document, study.path))


def changed_since(parts: Services, study: Study, ledger: Ledger) -> str:
    """Return in a sentence what has changed since a ledger was made; empty for nothing.

    Parameters
    ----------
    parts, study, ledger : the server's parts, the study, its kept ledger
    """
    path = claims_path(parts, study)
    if path is None:
        return "The claims that this ledger tried are no longer beside the case."
    if hashlib.sha256(path.read_bytes()).hexdigest() != ledger.claims_digest:
        return (
            "The file of claims has been changed since this ledger was made: it tells of the claims as they "
            "were. Audit the study again to try them as they are."
        )
    return ""


def efforts(read: ClaimsFile, study: Study) -> list[Effort]:
    """Return what audits of 256, of 512 and of all worlds take.

    Parameters
    ----------
    read, study : the claims, the study
    """
    sizes = sorted({n for n in (256, 512) if n < study.manifest.worlds} | {study.manifest.worlds})
    asked = [one for one in (asked_of(claim, read.subject) for claim in read.claims) if one.test]
    arms = {trial.key: trial.months for one in asked for trial in one.arms.values()}
    cores = os.cpu_count() or 1
    found = []
    for worlds in sizes:
        lanes = (worlds + RERUNS * min(RERUN_WORLDS, worlds)) * study.manifest.replicates
        work = lanes * sum(arms.values()) / (PACE * cores)
        seconds = work + SECONDS_A_CLAIM * len(asked) + SECONDS_AT_START * len(set(arms.values()))
        found.append(Effort(worlds, lanes * len(arms), seconds))
    return found


def start_audit(parts: Services, known: Findings, study: Study, options: Options) -> Job:
    """Start a job that tries a study's claims and keeps the ledger beside it.

    Parameters
    ----------
    parts, known, study : of the server, the study
    options : how many worlds, and whether the model is run again with other seeds and constants

    Raises
    ------
    StudyError : ``no_claims``, ``cannot_replay``, options out of range
    ClaimError : with every problem in the file
    """
    read, lab = claims_file(parts, known, study), parts.lab_of(study)
    worlds, _, _ = options.sizes(read.subject)
    name = study.path.name

    def work(handle: Handle) -> dict[str, Any]:
        handle.tell(0, 0, "preparing the model")
        ledger = audit(
            read.subject, read.claims, options, digest=read.digest, simulate=WarmEngines(lab),
            report=_running(handle), judged=_judging(handle),
        )  # fmt: skip
        keep_document(study, "ledger", ledger_document(ledger))
        return {"study": name, "claims": len(ledger.lines)}

    title = f"{study.manifest.case.title}: {len(read.claims)} claims on trial in {worlds:,} worlds"
    return parts.jobs.start("audit", title, work)


def _running(handle: Handle) -> Callable[[Progress], None]:
    start = time.monotonic()

    def report(progress: Progress) -> None:
        fresh = progress.done - progress.resumed
        left = (progress.total - progress.done) * (time.monotonic() - start) / fresh if fresh > 0 else 0.0
        handle.tell(progress.done, progress.total, f"running the claims' plans{time_left(left)}")

    return report


def _judging(handle: Handle) -> Callable[[int, int], None]:
    def judged(done: int, total: int) -> None:
        handle.tell(done, total, f"judging claim {done + 1} of {total}")

    return judged


def time_left(seconds: float) -> str:
    """Return how long something will still take, in words that follow a comma; empty for moments."""
    return f", {duration(seconds)} left" if seconds >= 20 else ""


def duration(seconds: float) -> str:
    """Return a rough time in words, such as "about 5 minutes"."""
    if seconds < 50:
        return f"about {max(10, 10 * round(seconds / 10))} seconds"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"about {minutes} minute{'' if minutes == 1 else 's'}"
    return f"about {minutes / 60:.1f} hours"
