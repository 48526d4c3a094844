"""What the app can show: cases (shipped, named at the start, edited or uploaded) and studies on the disk.

Names come from requests, so they are looked up among what is there, never joined to a path.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from irenic.app.problems import not_here
from irenic.app.settings import Settings
from irenic.case import Case, load_case, shipped_cases
from irenic.case.shipped import case_path
from irenic.errors import IrenicError, did_you_mean
from irenic.strategy import Strategy
from irenic.study import Manifest, Study, open_study
from irenic.study.choose import strategies_of
from irenic.study.folder import StudyFolder

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
    """

    key: str
    path: Path
    manifest: Manifest | None

    @property
    def finished(self) -> bool:
        """Whether it can be opened."""
        return self.manifest is not None


class Library:
    """Cases and studies by name; safe to use from several threads.

    Parameters
    ----------
    settings : which folders
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
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
        found = sorted(folder.glob("*/case.yaml")) if folder.is_dir() else []
        kept = [CaseEntry(path.parent.name, path, "kept") for path in found if not path.is_symlink()]
        others = [entry for entry in (*shipped, *kept) if entry.key != self._given.key]
        return [self._given, *others]

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
        """Return the studies of the folder, newest first; of one case only, where one is given."""
        root = self._settings.studies
        folders = [p for p in root.iterdir() if p.is_dir() and not p.is_symlink()] if root.is_dir() else []
        dated = sorted(((_stamp(p), p) for p in folders), reverse=True)[:MOST_STUDIES]
        entries = [entry for _, path in dated if (entry := self._entry_of(path)) is not None]
        if case is None:
            return entries
        return [e for e in entries if e.manifest is not None and e.manifest.case.digest == case.digest]

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
        if folder.manifest.is_file():
            try:
                return StudyEntry(path.name, path, _manifest(path, _stamp(folder.manifest)))
            except IrenicError:
                return None  # not a study's manifest, or of a later version: nothing that can be opened
        return StudyEntry(path.name, path, None) if folder.plan.is_file() else None


@lru_cache(maxsize=MOST_STUDIES)
def _manifest(path: Path, stamp: float) -> Manifest | None:  # noqa: ARG001 - the stamp is the cache's key
    return StudyFolder(path).read_manifest()


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
