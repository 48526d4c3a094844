"""Put a report into a file: whole or not at all, never over another file unasked, never into a study."""

from __future__ import annotations

import tempfile
from pathlib import Path

from irenic.errors import StudyError
from irenic.study import Study
from irenic.study.files import storage_errors, write_atomically
from irenic.study.problems import study_problem


def check_target(study: Study, path: Path, *, force: bool) -> None:
    """Refuse a file that a report may not be written to; done before anything costs time.

    Parameters
    ----------
    study : that is reported on
    path : where the report goes
    force : whether it may replace a file

    Raises
    ------
    StudyError : ``report_exists``, ``not_a_file``, ``no_such_folder``, ``inside_study``
    """
    problems = []
    folder = path.parent.resolve()
    if path.is_dir():
        expected = "the name of a file"
        problems.append(study_problem("not_a_file", path, "a folder", expected, "Add a name to it."))
    elif not folder.is_dir():
        hint = "Make the folder first."
        problems.append(
            study_problem("no_such_folder", path, "in a folder that is not there", "one that is", hint)
        )
    elif (path.exists() or path.is_symlink()) and not force:
        hint = "Replace it with --force, or choose another name."
        problems.append(study_problem("report_exists", path, "there already", "a new file", hint))
    if folder.is_relative_to(study.path.resolve()):
        hint = "A study's folder holds what irenic keeps there and nothing else: choose another place."
        problems.append(study_problem("inside_study", path, "in the study's own folder", "outside it", hint))
    if problems:
        raise StudyError(problems)


def write_report(study: Study, path: Path, text: str, *, force: bool = False) -> None:
    """Write a report to a file, whole or not at all.

    Parameters
    ----------
    study : that is reported on
    path : where it goes
    text : the report
    force : whether it may replace a file

    Raises
    ------
    StudyError : as `check_target`; ``disk_full``, ``cannot_write``
    """
    check_target(study, path, force=force)
    folder = path.parent.resolve()
    with storage_errors(folder), tempfile.TemporaryDirectory(prefix=".irenic-", dir=folder) as scratch:
        write_atomically(folder / path.name, text.encode("utf-8"), Path(scratch))
