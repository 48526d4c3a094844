"""The bytes of a file of events: plain, gzipped or in a zip; read in pieces, never unpacked to disk.

An archive is hostile until shown otherwise: its headers may lie about sizes, its names may lead elsewhere,
and a small file may swell beyond all memory.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from irenic.errors import quoted
from irenic.record.ged.faults import refused

Progress = Callable[[int, int], None]
"""Takes bytes of the file that were read, and its size."""

UNREADABLE = (OSError, zipfile.BadZipFile, NotImplementedError)
"""What reading a zip raises where it is damaged; `NotImplementedError` is zipfile's answer to a kind of
compression, or an old format, that it does not know."""

BLOCK = 1 << 20
AGAIN = "Download it again."
ORIGINAL = "Take the csv or zip of UCDP GED from UCDP's download centre."


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may hold; several times what any release does.

    Parameters
    ----------
    size : bytes once unpacked; release 25.1 has about 0.25e9
    ratio, ratio_from : bytes unpacked for one packed, heeded beyond `ratio_from`; GED packs about tenfold
    members : entries of a zip
    line : bytes of one line
    record : bytes of one row, its quoted line breaks included
    rows : rows
    """

    size: int = 4_000_000_000
    ratio: float = 100.0
    ratio_from: int = 64_000_000
    members: int = 1_000
    line: int = 1_000_000
    record: int = 4_000_000
    rows: int = 5_000_000


@dataclass(frozen=True, slots=True)
class Source:
    """An open table.

    Parameters
    ----------
    stream : its bytes, unpacked
    file : the file as the user named it; with the member's name for a zip
    names : file names that may tell the release, the nearest first
    """

    stream: io.BufferedReader
    file: str
    names: tuple[str, ...]


class _Bounded(io.RawIOBase):
    """Unpacked bytes, counted against the limits; damage in the packing becomes a plain error."""

    def __init__(self, inner: IO[bytes] | gzip.GzipFile, file: str, packed: int, limits: Limits) -> None:
        self._inner = inner
        self._file = file
        self._packed = max(packed, 1)
        self._limits = limits
        self._done = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            data = self._inner.read(len(buffer))
        except EOFError:
            raise refused("truncated", self._file, "cut off", "a complete file", AGAIN) from None
        except (*UNREADABLE, zlib.error, RuntimeError) as error:
            raise refused("damaged", self._file, _words(error), "a sound file", AGAIN) from None
        self._done += len(data)
        self._check()
        buffer[: len(data)] = data
        return len(data)

    def _check(self) -> None:
        limits = self._limits
        if self._done > limits.size:
            expected = f"at most {limits.size:,} bytes once unpacked"
            raise refused("too_large", self._file, f"of more than {limits.size:,} bytes", expected, ORIGINAL)
        if self._done > limits.ratio_from and self._done > limits.ratio * self._packed:
            given = f"swelling to more than {limits.ratio:g} times its size"
            raise refused("swells", self._file, given, "a table as UCDP packs it", ORIGINAL)


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes as they lie on disk."""
    found = hashlib.sha256()
    with path.open("rb") as handle:
        while block := handle.read(BLOCK):
            found.update(block)
    return found.hexdigest()


@contextmanager
def opened(path: Path, limits: Limits) -> Iterator[tuple[Source, Callable[[], tuple[int, int]]]]:
    """Open a table of events for reading once.

    Parameters
    ----------
    path : a csv, csv.gz or zip; what it holds decides, not its name
    limits : how much it may hold

    Yields
    ------
    source, and a function that tells how many bytes of the file were read and its size

    Raises
    ------
    DataError : no such file, or one that holds no table
    """
    size = _regular_size(path)
    with path.open("rb") as handle:
        magic = handle.read(8)
        handle.seek(0)
        _refuse_magic(magic, str(path))

        def position() -> tuple[int, int]:
            return min(handle.tell(), size), size

        if magic[:2] == b"\x1f\x8b":
            inner = gzip.GzipFile(fileobj=handle, mode="rb")
            raw = _Bounded(inner, str(path), size, limits)
            yield Source(io.BufferedReader(raw, BLOCK), str(path), (path.name,)), position
        elif magic[:4] in _ZIP:
            with _member(handle, path, limits) as source:
                yield source, position
        else:
            raw = _Bounded(handle, str(path), limits.size, limits)
            yield Source(io.BufferedReader(raw, BLOCK), str(path), (path.name,)), position


def _regular_size(path: Path) -> int:
    """Size of a file that can be read; a DataError says why it cannot."""
    file = str(path)
    try:
        status = path.stat()
    except (OSError, ValueError) as error:
        raise refused("no_file", file, "not there", "a csv or zip of UCDP GED", _words(error)) from None
    if not stat.S_ISREG(status.st_mode):
        what = "a folder" if stat.S_ISDIR(status.st_mode) else "not a regular file"
        raise refused("no_file", file, what, "a csv or zip of UCDP GED", "Name the file itself.")
    if status.st_size == 0:
        raise refused("empty_file", file, "empty", "a table of events", AGAIN)
    try:
        path.open("rb").close()
    except OSError as error:
        raise refused("no_file", file, "closed to you", "a file that can be read", _words(error)) from None
    return status.st_size


_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")

_MAGIC = (
    (b"\xd0\xcf\x11\xe0", "excel_file", "an Excel workbook"),
    (b"%PDF", "not_a_table", "a PDF document"),
    (b"PAR1", "not_a_table", "a Parquet file"),
    (b"RDX", "not_a_table", "an R data file"),
    (b"<stata_d", "not_a_table", "a Stata file"),
    (b"7z\xbc\xaf", "other_archive", "a 7z archive"),
    (b"Rar!", "other_archive", "a RAR archive"),
    (b"BZh", "other_archive", "a bzip2 file"),
    (b"\xfd7zXZ", "other_archive", "an xz file"),
    (b"\x28\xb5\x2f\xfd", "other_archive", "a zstd file"),
)


def _refuse_magic(magic: bytes, file: str) -> None:
    """Refuse what its first bytes show to be something else."""
    for start, code, what in _MAGIC:
        if magic.startswith(start):
            hint = "Unpack it first." if code == "other_archive" else ORIGINAL
            raise refused(code, file, what, "a csv, csv.gz or zip of UCDP GED", hint)


@contextmanager
def _member(handle: IO[bytes], path: Path, limits: Limits) -> Iterator[Source]:
    """Open the one table that a zip holds, in place."""
    file = str(path)
    try:
        archive = zipfile.ZipFile(handle)
    except (*UNREADABLE, ValueError):
        hint = f"It may be cut off. {AGAIN}"
        raise refused("damaged", file, "a zip without a sound directory", "a sound zip", hint) from None
    with archive:
        member = _only_table(archive, file, limits)
        inside = f"{file}/{_shown(member.filename)}"
        try:
            inner = archive.open(member)
        except RuntimeError:
            hint = "Unpack it with its password and import the csv."
            raise refused("encrypted", inside, "encrypted", "a table that can be read", hint) from None
        except UNREADABLE as error:
            raise refused("damaged", inside, _words(error), "a sound zip", AGAIN) from None
        with inner:
            raw = _Bounded(inner, inside, member.compress_size, limits)
            names = (PurePosixPath(member.filename).name, path.name)
            yield Source(io.BufferedReader(raw, BLOCK), inside, names)


def _only_table(archive: zipfile.ZipFile, file: str, limits: Limits) -> zipfile.ZipInfo:
    """Return the one csv of an archive, or raise a DataError that says what is there instead."""
    entries = archive.infolist()
    if len(entries) > limits.members:
        given = f"holding {len(entries):,} files"
        raise refused("too_many_files", file, given, "one csv", ORIGINAL)
    if "[Content_Types].xml" in archive.namelist():
        hint = "Save the sheet as csv (UTF-8), or take UCDP's own csv."
        raise refused("excel_file", file, "an Excel workbook", "a csv or zip of UCDP GED", hint)
    for entry in entries:
        _refuse_entry(entry, file)
    real = [e for e in entries if not e.is_dir() and not e.filename.startswith("__MACOSX/")]
    tables = [e for e in real if e.filename.lower().endswith(".csv")]
    if len(tables) == 1:
        _refuse_claims(tables[0], file, limits)
        return tables[0]
    listed = ", ".join(_shown(e.filename) for e in (tables or real)[:6])
    if tables:
        hint = "Take the one you want out of the archive and import that file."
        raise refused("several_tables", file, f"holding {len(tables)} tables: {listed}", "one csv", hint)
    if any(e.filename.lower().endswith((".zip", ".gz", ".7z", ".rar")) for e in real):
        hint = "Take the inner archive out and import that file."
        raise refused("nested_archive", file, f"an archive of archives: {listed}", "one csv", hint)
    raise refused("no_table", file, f"holding no csv: {listed or 'nothing'}", "one csv", ORIGINAL)


def _refuse_entry(entry: zipfile.ZipInfo, file: str) -> None:
    """Refuse an archive whose entries point out of it: nobody means well by such a name."""
    name = entry.filename
    parts = name.replace("\\", "/").split("/")
    linked = stat.S_ISLNK(entry.external_attr >> 16)
    if linked or ".." in parts or name.startswith(("/", "\\")) or (len(name) > 1 and name[1] == ":"):
        what = "a link" if linked else "a path out of the archive"
        given = f"holding {what}: {_shown(name)}"
        raise refused("unsafe_path", file, given, "plain names inside the archive", ORIGINAL)


def _refuse_claims(entry: zipfile.ZipInfo, file: str, limits: Limits) -> None:
    """Refuse by the sizes that the archive states; what it really holds is counted while reading."""
    if entry.file_size > limits.size:
        given = f"holding a table of {entry.file_size:,} bytes"
        raise refused("too_large", file, given, f"at most {limits.size:,} bytes", ORIGINAL)
    if entry.file_size > limits.ratio_from and entry.file_size > limits.ratio * max(entry.compress_size, 1):
        given = f"swelling to more than {limits.ratio:g} times its size"
        raise refused("swells", file, given, "a table as UCDP packs it", ORIGINAL)


def _shown(name: str) -> str:
    return quoted(name)[1:-1]


def _words(error: Exception) -> str:
    """What the system or a library says, as one safe line."""
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return _shown(text or type(error).__name__)
