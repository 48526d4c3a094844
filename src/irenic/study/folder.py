"""The folder of a study: what it holds, and how a finished study takes its place.

Layout while a study runs: ``.partial/plan.json`` (the request), ``.partial/tasks/`` (finished
tasks), ``.partial/scratch/``, ``.partial/study.zarr`` (being assembled). The study is finished when
``manifest.json`` is there; it is written last.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from irenic.errors import StudyError
from irenic.study.files import remove, storage_errors, sync_folder, write_atomically
from irenic.study.manifest import (
    MAX_MANIFEST_BYTES,
    Manifest,
    Plan,
    StoreInfo,
    canonical_text,
    differences,
    parse_plan,
)
from irenic.study.problems import study_error
from irenic.study.tasks import TaskFiles

MANIFEST = "manifest.json"
STORE = "study.zarr"
PARTIAL = ".partial"
AUDIT = "audit"
"""What audits of a finished study keep (`irenic.analysis.audit`): derived, so it goes when the study does."""


@dataclass(frozen=True, slots=True)
class StudyFolder:
    """Paths of one study's folder."""

    root: Path

    @property
    def manifest(self) -> Path:
        """``manifest.json``."""
        return self.root / MANIFEST

    @property
    def store(self) -> Path:
        """``study.zarr``."""
        return self.root / STORE

    @property
    def partial(self) -> Path:
        """``.partial``, there only while the study is unfinished."""
        return self.root / PARTIAL

    @property
    def plan(self) -> Path:
        """``.partial/plan.json``."""
        return self.partial / "plan.json"

    @property
    def building(self) -> Path:
        """``.partial/study.zarr``."""
        return self.partial / STORE

    @property
    def scratch(self) -> Path:
        """``.partial/scratch``, for temporary files."""
        return self.partial / "scratch"

    @property
    def tasks(self) -> Path:
        """``.partial/tasks``."""
        return self.partial / "tasks"

    @property
    def lock(self) -> Path:
        """``.partial/lock``."""
        return self.partial / "lock"

    def read_manifest(self) -> Manifest | None:
        """Return the manifest of a finished study; None where there is none.

        Raises
        ------
        StudyError : as `parse_plan`
        """
        data = read_small(self.manifest)
        return None if data is None else parse_plan(data, Manifest, str(self.manifest))

    def read_plan(self) -> Plan | None:
        """Return the plan of an unfinished study; None where there is none."""
        data = read_small(self.plan)
        return None if data is None else parse_plan(data, Plan, str(self.plan))

    def finished(self, plan: Plan) -> bool:
        """Return whether this very study is finished here."""
        if not self.manifest.is_file() or not self.store.is_dir():
            return False
        manifest = self.read_manifest()
        return manifest is not None and manifest.plan() == plan

    def task_files(self, plan: Plan) -> TaskFiles:
        """Return where the plan's finished tasks are."""
        return TaskFiles(self.tasks, self.scratch, plan, plan.digest())

    def begin(self, plan: Plan) -> None:
        """Make the folders of an unfinished study, and note its plan if none is noted."""
        for folder in (self.tasks, self.scratch):
            folder.mkdir(parents=True, exist_ok=True)
        if not self.plan.exists():
            write_atomically(self.plan, canonical_text(plan).encode("utf-8"), self.scratch)

    def publish(self, plan: Plan, store: StoreInfo) -> Manifest:
        """Put the assembled store and the manifest in place, and remove everything else.

        Killed between any two steps, the study is either unfinished with all its tasks kept, or
        finished.
        """
        manifest = Manifest(**plan.model_dump(), store=store)
        remove(self.manifest)
        remove(self.store)
        remove(self.root / AUDIT)
        self.building.replace(self.store)
        sync_folder(self.root)
        write_atomically(self.manifest, canonical_text(manifest).encode("utf-8"), self.scratch)
        remove(self.partial)
        sync_folder(self.root)
        return manifest


def read_small(path: Path) -> bytes | None:
    """Return a file's content, None where there is no such file.

    Raises
    ------
    StudyError : ``bad_manifest``, too large; ``cannot_read``
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_MANIFEST_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        given = f"not readable ({error.strerror})"
        raise study_error("cannot_read", path, given, "a readable file") from error
    if len(data) > MAX_MANIFEST_BYTES:
        expected = f"at most {MAX_MANIFEST_BYTES} bytes"
        raise study_error("bad_manifest", path, "too large", expected)
    return data


def admit(folder: StudyFolder, plan: Plan, *, resume: bool, force: bool) -> bool:
    """Decide whether a study may be run in a folder; change nothing but what `force` allows.

    Parameters
    ----------
    folder, plan : where, and what
    resume : go on with what is there; starts anew where nothing is there
    force : a finished or unfinished study there may be replaced

    Returns
    -------
    True where this very study is already finished and `resume` was asked: nothing is to be run

    Raises
    ------
    StudyError : ``study_exists``, ``unfinished_study``, ``other_settings`` (all that differ),
        ``foreign_folder``, ``broken_study``
    """
    _refuse_foreign(folder)
    if force:
        folder.read_manifest()  # a manifest.json of something else is not ours to replace
        with storage_errors(folder.root):
            remove(folder.partial)
        return False
    if folder.manifest.exists():
        return _admit_finished(folder, plan, resume)
    _admit_unfinished(folder, plan, resume)
    return False


def _refuse_foreign(folder: StudyFolder) -> None:
    root = folder.root
    if root.exists() and not root.is_dir():
        raise study_error("foreign_folder", root, "a file", "a folder", "Choose another folder with --out.")
    with storage_errors(root):
        names = sorted(entry.name for entry in root.iterdir()) if root.exists() else []
    others = [name for name in names if name not in (MANIFEST, STORE, PARTIAL, AUDIT)]
    if others:
        given = f"a folder with other things in it ({', '.join(others[:3])})"
        hint = "Choose another folder with --out; irenic deletes nothing that it did not write."
        raise study_error("foreign_folder", root, given, "an empty folder or a study's", hint)


def _admit_finished(folder: StudyFolder, plan: Plan, resume: bool) -> bool:
    manifest = folder.read_manifest()
    unfinished = folder.read_plan() if resume else None
    if unfinished == plan:
        # Killed while replacing a study under --force, or just before the last cleaning up.
        return folder.finished(plan)
    if not resume:
        hint = f"See it with `irenic show {folder.root}`, replace it with --force, or choose another folder."
        raise study_error("study_exists", folder.root, "the folder of a finished study", "a new folder", hint)
    different = differences(manifest, plan, str(folder.root)) if manifest is not None else []
    different = [p for p in different if not p.path.startswith("store.")]
    if different:
        raise StudyError(different)
    return folder.finished(plan)


def _admit_unfinished(folder: StudyFolder, plan: Plan, resume: bool) -> None:
    stored = folder.read_plan()
    if stored is None:
        if folder.store.exists():
            hint = "Delete it, or replace it with --force."
            given = "a folder with a store but no manifest"
            raise study_error("broken_study", folder.root, given, "an empty folder or a whole study", hint)
        return
    if not resume:
        hint = "Go on with --resume, begin anew with --force, or choose another folder."
        given = "the folder of an unfinished study"
        raise study_error("unfinished_study", folder.root, given, "a new folder", hint)
    different = differences(stored, plan, str(folder.root))
    if different:
        raise StudyError(different)
