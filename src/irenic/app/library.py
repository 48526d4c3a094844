"""What the app can show: cases (shipped, named at the start, edited or uploaded) and studies on the disk.

Names come from requests, so they are looked up among what is there, never joined to a path.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from irenic.analysis.choose import strategies_of
from irenic.app.problems import not_here
from irenic.app.settings import Settings
from irenic.case import Case, load_case, shipped_cases
from irenic.case.shipped import case_path
from irenic.errors import IrenicError, did_you_mean
from irenic.strategy import Strategy
from irenic.study import Manifest, Plan, Study, open_study
from irenic.study.folder import StudyFolder
from irenic.study.tasks import all_tasks

Origin = Literal["shipped", "given", "kept"]
MOST_STUDIES = 500
"""Folders of studies that are listed."""


@dataclass(frozen=True, slots=True)
class CaseEntry:
    """A case that can be opened.

    Parameters
    ----------
    key : its name in links
    path : its file
    origin : "shipped" with irenic, "given" at the start, "kept" after an edit or upload
    """

    key: str
    path: Path
    origin: Origin


@dataclass(frozen=True, slots=True)
class StudyEntry:
    """A study on the disk.

    Parameters
    ----------
    key : its name in links, that of its folder
    path : its folder
    manifest : None where it is unfinished
    plan : what is to be run, of an unfinished one; None where it cannot be read
    """

    key: str
    path: Path
    manifest: Manifest | None
    plan: Plan | None = None

    @property
    def finished(self) -> bool:
        """Whether it can be opened."""
        return self.manifest is not None

    @property
    def parts(self) -> tuple[int, int]:
        """How many parts of an unfinished study are done, and of how many; (0, 0) where not known."""
        if self.plan is None:
            return (0, 0)
        stored = StudyFolder(self.path).tasks.glob("*.npy")
        return sum(1 for _ in stored), sum(1 for _ in all_tasks(self.plan))


class Library:
    """Cases and studies by name; safe to use from several threads.

    Parameters
    ----------
    settings : which folders
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._reading = threading.Lock()
        self._case = lru_cache(maxsize=32)(_load)
        self._strategies = lru_cache(maxsize=32)(_strategies)
        self._study = lru_cache(maxsize=16)(_open)
        self._given = _given(settings.case)

    @property
    def first(self) -> str:
        """Name of the case that is shown first."""
        return self._given.key

    def cases(self) -> list[CaseEntry]:
        """Return every case, the one shown first first."""
        shipped = [CaseEntry(name, case_path(name)[0], "shipped") for name in shipped_cases()]
        folder = self._settings.cases
        found = sorted(path / "case.yaml" for path in _own_folders(folder))
        kept = [CaseEntry(path.parent.name, path, "kept") for path in found if _own_file(path)]
        first: dict[str, CaseEntry] = {}
        for entry in (self._given, *shipped, *kept):
            first.setdefault(entry.key, entry)
        return list(first.values())

    def entry(self, key: str) -> CaseEntry:
        """Return a case's entry.

        Raises
        ------
        NotHere : ``unknown_case``
        """
        entries = {entry.key: entry for entry in self.cases()}
        if key not in entries:
            raise not_here("unknown_case", "case", key, did_you_mean(key, list(entries)))
        return entries[key]

    def case(self, key: str) -> Case:
        """Return a case, read once for each state of its file.

        Raises
        ------
        NotHere : ``unknown_case``
        CaseError : with every problem of its file
        """
        entry = self.entry(key)
        with self._reading:  # else two first requests would read the same file twice
            return self._case(entry.path, _stamp(entry.path))

    def strategies(self, key: str) -> dict[str, Strategy]:
        """Return the strategies beside a case, by id.

        Raises
        ------
        NotHere : ``unknown_case``
        CaseError, StrategyError : with every problem of the files
        """
        path = self.entry(key).path
        stamps = tuple(_stamp(file) for file in sorted(path.parent.glob("*.yaml")))
        return self._strategies(path, stamps)

    def studies(self, case: Case | None = None) -> list[StudyEntry]:
        """Return the studies of the folder, newest first; finished ones of one case, where one is given."""
        dated = sorted(((_stamp(p), p) for p in _own_folders(self._settings.studies)), reverse=True)
        found = (self._entry_of(path) for _, path in dated[:MOST_STUDIES])
        entries = [entry for entry in found if entry is not None]
        if case is None:
            return entries
        return [e for e in entries if e.manifest is not None and e.manifest.case.digest == case.digest]

    def unfinished(self, case: Case | None = None) -> list[StudyEntry]:
        """Return the studies that were interrupted, newest first; of one case only, where one is given."""
        entries = [entry for entry in self.studies() if not entry.finished]
        if case is None:
            return entries
        return [e for e in entries if e.plan is not None and e.plan.case.digest == case.digest]

    def study(self, key: str) -> Study:
        """Return a finished study.

        Raises
        ------
        NotHere : ``unknown_study``
        StudyError : it is unfinished or damaged
        """
        for entry in self.studies():
            if entry.key == key:
                return self._study(entry.path, _stamp(entry.path / "manifest.json"))
        hint = did_you_mean(key, [entry.key for entry in self.studies()])
        raise not_here("unknown_study", "study", key, hint)

    def newest(self, case: Case) -> StudyEntry | None:
        """Return the newest finished study of a case, or None."""
        return next(iter(self.studies(case)), None)

    def _entry_of(self, path: Path) -> StudyEntry | None:
        folder = StudyFolder(path)
        if _own_file(folder.manifest):
            manifest = _manifest(path, _stamp(folder.manifest))
            return None if manifest is None else StudyEntry(path.name, path, manifest)
        if _own_file(folder.plan):
            return StudyEntry(path.name, path, None, _plan(path, _stamp(folder.plan)))
        return None


@lru_cache(maxsize=MOST_STUDIES)
def _manifest(path: Path, stamp: float) -> Manifest | None:  # noqa: ARG001 - the stamp is the cache's key
    try:
        return StudyFolder(path).read_manifest()
    except IrenicError:
        return None  # not a study's manifest, or of a later version: nothing that can be opened


@lru_cache(maxsize=MOST_STUDIES)
def _plan(path: Path, stamp: float) -> Plan | None:  # noqa: ARG001 - likewise
    try:
        return StudyFolder(path).read_plan()
    except IrenicError:
        return None


def _own_folders(root: Path) -> list[Path]:
    """The folders in a folder; not what links lead to, and none where it cannot be read."""
    try:
        return [path for path in root.iterdir() if path.is_dir() and not path.is_symlink()]
    except OSError:
        return []


def _own_file(path: Path) -> bool:
    try:
        return path.is_file() and not path.is_symlink()
    except OSError:
        return False


def _load(path: Path, stamp: float) -> Case:  # noqa: ARG001 - likewise
    return load_case(path)


def _strategies(path: Path, stamps: tuple[float, ...]) -> dict[str, Strategy]:  # noqa: ARG001 - likewise
    return strategies_of(str(path))


def _open(path: Path, stamp: float) -> Study:  # noqa: ARG001 - likewise
    return open_study(path)


def _given(name: str) -> CaseEntry:
    """The case named at the start: one that ships, or a file."""
    path, _ = case_path(name)
    shipped = {case_path(known)[0]: known for known in shipped_cases()}
    if path in shipped:
        return CaseEntry(shipped[path], path, "shipped")
    load_case(path)  # so that a wrong file is told on the command line, with all its problems
    return CaseEntry(
        path.resolve().parent.name if path.stem == "case" else path.stem, path.resolve(), "given"
    )


def _stamp(path: Path) -> float:
    """When a file or folder last changed; 0 where it is gone."""
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
