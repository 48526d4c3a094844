"""Write a drafted case: the whole folder or nothing."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from irenic.errors import DataError, Problem


def check_target(target: Path, *, replace: bool) -> list[Problem]:
    """Return why a folder can't be written, without touching it.

    Parameters
    ----------
    target : the case's folder
    replace : whether a folder that is there may be replaced, if it holds a case or nothing
    """
    where = str(target)

    def refused(given: str, hint: str) -> list[Problem]:
        return [Problem("folder_exists", where, None, "--out", given, "a new folder", hint)]

    if not target.parent.is_dir():
        hint = "Make it first, or pass another --out."
        return [
            Problem(
                "no_parent", where, None, "--out", "in a folder that is not there", "a folder in one", hint
            )
        ]
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        return refused("a file or a link", "Pass another --out.")
    if not target.is_dir() or not any(target.iterdir()):
        return []
    if not (target / "case.yaml").is_file():
        return refused("a folder with other things in it", "Pass another --out.")
    return [] if replace else refused("already there", "Pass --force to replace it, or another --out.")


def write_case(
    files: Mapping[str, str],
    target: Path,
    *,
    replace: bool = False,
    check: Callable[[Path], None] | None = None,
) -> None:
    """Write a case's folder: built beside its place, checked there, then renamed.

    Parameters
    ----------
    files : path inside the folder -> text; the paths are irenic's own
    target : the folder
    replace : whether a case that is there is replaced
    check : called with the folder before it takes its place; what it raises leaves the target as it was

    Raises
    ------
    DataError : see `check_target`
    """
    problems = check_target(target, replace=replace)
    if problems:
        raise DataError(problems)
    beside = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        built = beside / target.name
        for name, text in files.items():
            path = built / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        if check is not None:
            check(built)
        if target.exists():
            target.rename(beside / "replaced")
        try:
            built.replace(target)
        except OSError:
            if (beside / "replaced").exists():
                (beside / "replaced").rename(target)
            raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)
