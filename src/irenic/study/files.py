"""Writing so that a kill at any moment leaves either the old file or the whole new one.

Every write goes through `write_atomically`: a temporary file in the same file system, synced, then
renamed over its name (POSIX rename is atomic), then the folder synced. Faults of the disk become
one `StudyError`.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from irenic.study.problems import study_error

_CODES = {
    errno.ENOSPC: ("disk_full", "room on the disk", "Free some space, then run again with --resume."),
    errno.EDQUOT: ("disk_full", "room in the disk quota", "Free some space, then run again with --resume."),
}


def write_atomically(path: Path, data: bytes, scratch: Path) -> None:
    """Write a whole file or nothing.

    Parameters
    ----------
    path : where it goes; replaced if there
    data : the content
    scratch : existing folder in the same file system, for the temporary file
    """
    temporary = scratch / f"{path.name}.{os.getpid()}.{threading.get_ident()}"
    with temporary.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the folder's entries durable, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_tree(root: Path) -> None:
    """Make every file and folder below `root` durable."""
    for path in sorted(root.rglob("*")):
        if path.is_file():
            with path.open("rb+") as file:
                os.fsync(file.fileno())
        else:
            sync_folder(path)
    sync_folder(root)


def tree_files(root: Path) -> list[tuple[str, int]]:
    """Return (relative name, bytes) of every file below `root`, sorted by name.

    Links are listed with a size of -1, so that no digest of an honest store matches them.
    """
    found = []
    for folder, _, names in os.walk(root, followlinks=False):
        for name in names:
            path = Path(folder, name)
            size = -1 if path.is_symlink() else path.stat().st_size
            found.append((path.relative_to(root).as_posix(), size))
    return sorted(found)


def listing_digest(files: list[tuple[str, int]]) -> str:
    """Return the SHA-256 of names and sizes."""
    text = "".join(f"{name}\0{size}\n" for name, size in files)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def content_digest(root: Path, files: list[tuple[str, int]]) -> str:
    """Return the SHA-256 over the names and contents of `files` below `root`."""
    total = hashlib.sha256()
    for name, _ in files:
        with (root / name).open("rb") as file:
            part = hashlib.file_digest(file, "sha256").hexdigest()
        total.update(f"{name}\0{part}\n".encode())
    return total.hexdigest()


def remove(path: Path) -> None:
    """Remove a file, link or folder if it is there; a link's target stays."""
    if path.is_symlink() or path.is_file():
        path.unlink()
    elif path.is_dir():
        shutil.rmtree(path)


@contextmanager
def storage_errors(folder: Path) -> Iterator[None]:
    """Turn an `OSError` inside into one `StudyError` about `folder`.

    Raises
    ------
    StudyError : ``disk_full`` or ``cannot_write``
    """
    try:
        yield
    except OSError as error:
        otherwise = ("cannot_write", "a folder that can be written", "Choose another folder with --out.")
        code, expected, hint = _CODES.get(error.errno or 0, otherwise)
        given = error.strerror or type(error).__name__
        raise study_error(code, folder, f"not writable ({given})", expected, hint) from error


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold `path` so that no second process works on the same study; a kill releases it.

    Raises
    ------
    StudyError : ``study_busy``
    """
    try:
        import fcntl
    except ImportError:  # not a POSIX system: no lock, one run per folder is the user's care
        yield
        return
    with path.open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            hint = "Wait for the other run to end, or choose another folder."
            place, given = path.parent.parent, "in use by another run"
            raise study_error("study_busy", place, given, "one run at a time", hint) from error
        yield
