"""What an audit has run, kept beside the study: a second audit is quick, an interrupted one goes on.

One file for each arm and stretch of worlds, named by the digest of all that decides its content. A file
that is cut off, changed or of something else counts as absent.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from irenic.study.files import write_atomically
from irenic.study.folder import AUDIT

HEAD_BYTES = 4096
"""More than NumPy and the archive write beside the numbers of one array."""

Arrays = Mapping[str, NDArray[np.float32]]


class Store:
    """Results of arms in a folder.

    Parameters
    ----------
    root : the study's folder; None, or one that cannot be written to: nothing is kept
    identity : what decides results besides arm and worlds: code, case, replicates
    """

    def __init__(self, root: Path | None, identity: Mapping[str, object]) -> None:
        self._identity = dict(identity)
        self._folder = None if root is None else root / AUDIT
        if self._folder is not None:
            try:
                self._folder.mkdir(exist_ok=True)
            except OSError:  # a study of someone else's: slower the second time, the same results
                self._folder = None

    def path(self, arm: str, worlds: str, lo: int, hi: int) -> Path | None:
        """Return the file of an arm in a stretch of worlds.

        Parameters
        ----------
        arm, worlds : what they are, as text
        lo, hi : numbers of the first world and of the one after the last
        """
        if self._folder is None:
            return None
        text = json.dumps([self._identity, arm, worlds, lo, hi], sort_keys=True, allow_nan=False)
        return self._folder / f"{hashlib.sha256(text.encode()).hexdigest()[:40]}.npz"

    def read(self, path: Path | None, shape: tuple[int, int]) -> dict[str, NDArray[np.float32]]:
        """Return what a file holds, label -> (world, replicate); nothing where it cannot be used."""
        if path is None:
            return {}
        try:
            with zipfile.ZipFile(path) as archive:
                most = HEAD_BYTES + 4 * shape[0] * shape[1]
                if any(entry.file_size > most for entry in archive.infolist()):
                    return {}
            with np.load(path, allow_pickle=False) as file:
                found = {name: np.asarray(file[name]) for name in file.files}
        # zipfile raises NotImplementedError for a kind of compression that it does not know.
        except (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile, NotImplementedError):
            return {}
        fits = all(array.shape == shape and array.dtype == np.float32 for array in found.values())
        return found if fits else {}

    def write(self, path: Path | None, arrays: Arrays) -> None:
        """Keep results, whole or not at all; where the disk refuses, go on without."""
        if path is None or self._folder is None:
            return
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for name, array in arrays.items():
                with archive.open(zipfile.ZipInfo(f"{name}.npy"), "w") as file:
                    np.lib.format.write_array(file, np.ascontiguousarray(array), allow_pickle=False)
        try:
            write_atomically(path, buffer.getvalue(), self._folder)
        except OSError:
            self._folder = None
