"""The user's imported events: one Parquet file an import, in the user's data folder.

A file is named by its release, its country and the digest of its source, so that the same source gives the
same file. What it says of itself holds no date of import: results never depend on the clock.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from platformdirs import user_data_path

from irenic.errors import DataError, Problem, did_you_mean, quoted
from irenic.record.ged import SCHEMA, GedFile, Progress, citation, read_ged

SETTING = "IRENIC_EVENTS"
"""Environment variable: another folder for imported events."""

FILES = (".csv", ".gz", ".parquet", ".zip")
"""Endings by which a word is taken for a file, there or not."""

FORMAT = 1
KEY = b"irenic"
MAX_ROWS = 5_000_000
MAX_BYTES = 4_000_000_000
MAX_META_BYTES = 1_000_000
LEAVE = "Import the source again with: irenic data import FILE"


@dataclass(frozen=True, slots=True)
class Events:
    """Imported events.

    Parameters
    ----------
    table : events in the columns of `irenic.record.ged.SCHEMA`
    name : by which the store knows them; a file's name where they come from a file
    release : such as ``25.1``
    digest : SHA-256 of the source file
    country : the one country that was kept; None for all
    findings : what is odd or lacking, in words
    citation : what to cite
    """

    table: pa.Table
    name: str
    release: str
    digest: str
    country: str | None
    findings: tuple[str, ...]
    citation: tuple[str, ...]


class Stored(NamedTuple):
    """A file of the store, without its events; `fault` says why it cannot be read, else empty."""

    name: str
    path: Path
    release: str
    rows: int
    country: str | None
    source: str
    digest: str
    first: str
    last: str
    best: int
    fault: str = ""


def event_folder() -> Path:
    """Return the folder of imported events: the user's data folder unless `SETTING` names another."""
    chosen = os.environ.get(SETTING, "")
    return Path(chosen) if chosen else user_data_path("irenic") / "events"


def keep_events(ged: GedFile) -> Path:
    """Write events to the store, whole or not at all, and return their file.

    Parameters
    ----------
    ged : as `read_ged` returns them

    Raises
    ------
    DataError : the folder cannot be written
    """
    folder = event_folder()
    path = folder / f"{store_name(ged)}.parquet"
    table = ged.table.replace_schema_metadata({KEY: _described(ged).encode()})
    temporary: Path | None = None
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(prefix=f".{path.stem}.", suffix=".part", dir=folder)
        temporary = Path(name)
        with os.fdopen(handle, "wb") as file:
            pq.write_table(table, file, compression="zstd", row_group_size=100_000)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        hint = f"Free some space, or name another folder in the environment variable {SETTING}."
        what, expected = "the folder of events", "a folder that can be written"
        problem = Problem(
            "cannot_store", str(folder), None, what, f"refused ({_reason(error)})", expected, hint
        )
        raise DataError([problem]) from None
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
    return path


def store_name(ged: GedFile) -> str:
    """Return the name by which the store knows events: release, country, start of the source's digest."""
    country = f"-{_slug(ged.country)}" if ged.country else ""
    return f"ucdp-ged-{ged.release}{country}-{ged.digest[:8]}"


def stored_events() -> list[Stored]:
    """Return what the store holds, by name; files that cannot be read are listed with the reason."""
    folder = event_folder()
    if not folder.is_dir():
        return []
    return [_stored(path) for path in sorted(folder.glob("*.parquet"))]


def open_events(name_or_path: str | Path, *, progress: Progress | None = None) -> Events:
    """Return imported events, or those of a file.

    Parameters
    ----------
    name_or_path : a name of the store (or its unambiguous beginning), a Parquet file of the store, or a csv
        or zip of UCDP GED, which is read and checked as `read_ged` does
    progress : takes bytes read and bytes in all of a csv or zip

    Raises
    ------
    DataError : there is no such thing, or it cannot be used
    """
    path = _found(str(name_or_path))
    if path.suffix.lower() == ".parquet":
        return _opened(path)
    ged = read_ged(path, progress=progress)
    cited = citation(ged.release)
    return Events(ged.table, path.name, ged.release, ged.digest, ged.country, ged.findings, cited)


def _found(given: str) -> Path:
    """The file that a name or a path means."""
    path = Path(given)
    folder = event_folder()
    if path.exists() or path.name != given or path.suffix.lower() in FILES:
        return path
    names = [p.stem for p in sorted(folder.glob("*.parquet"))] if folder.is_dir() else []
    near = [name for name in names if name == given] or [name for name in names if name.startswith(given)]
    if len(near) == 1:
        return folder / f"{near[0]}.parquet"
    if near:
        hint = f"It may be {', '.join(near[:6])}."
        raise _error("ambiguous_events", str(folder), given, "the beginning of one name", hint)
    hint = did_you_mean(given, names) or f"None are stored yet. {LEAVE}"
    expected = "a name that irenic data list prints, or a file"
    raise _error("unknown_events", str(folder), given, expected, hint)


def _error(code: str, file: str, given: str, expected: str, hint: str) -> DataError:
    return DataError([Problem(code, file, None, "the events", quoted(given), expected, hint)])


def _opened(path: Path) -> Events:
    meta = _meta(path)
    try:
        with pq.ParquetFile(path) as file:
            table = file.read()
    except (pa.ArrowException, OSError, ValueError) as error:
        raise _unreadable(path, _reason(error)) from None
    return Events(
        table=table.replace_schema_metadata(None),
        name=path.stem,
        release=meta["release"],
        digest=meta["digest"],
        country=meta["country"],
        findings=tuple(meta["findings"]),
        citation=citation(meta["release"]),
    )


def _meta(path: Path) -> dict[str, Any]:
    """What a stored file says of itself; a DataError if it is none of irenic's."""
    try:
        with pq.ParquetFile(path) as file:
            rows, schema = file.metadata.num_rows, file.schema_arrow
            size = sum(
                file.metadata.row_group(i).total_byte_size for i in range(file.metadata.num_row_groups)
            )
    except (pa.ArrowException, OSError, ValueError) as error:
        raise _unreadable(path, _reason(error)) from None
    raw = (schema.metadata or {}).get(KEY, b"")
    if not schema.remove_metadata().equals(SCHEMA) or not 0 < len(raw) <= MAX_META_BYTES:
        raise _unreadable(path, "not a file that irenic wrote")
    if rows > MAX_ROWS or size > MAX_BYTES:
        raise _unreadable(path, f"of {rows:,} rows")
    try:
        return _checked(json.loads(raw), rows)
    except (ValueError, TypeError, KeyError, RecursionError):
        raise _unreadable(path, "damaged where it describes itself") from None


def _checked(meta: Any, rows: int) -> dict[str, Any]:
    """The description, each entry of its type; ValueError if it does not fit."""
    wanted: Mapping[str, type | tuple[type, ...]] = {
        "release": str,
        "digest": str,
        "source": str,
        "first": str,
        "last": str,
        "best": int,
        "rows": int,
        "findings": list,
        "country": (str, type(None)),
    }
    fits = all(isinstance(meta[name], kind) for name, kind in wanted.items())
    if meta["format"] != FORMAT or not fits or meta["rows"] != rows:
        raise ValueError("another format")
    if not all(isinstance(text, str) for text in meta["findings"]):
        raise ValueError("findings are text")
    return {name: meta[name] for name in wanted}


def _unreadable(path: Path, why: str) -> DataError:
    expected = "events that irenic has stored"
    return DataError([Problem("not_events", str(path), None, "", why, expected, LEAVE)])


def _stored(path: Path) -> Stored:
    try:
        meta = _meta(path)
    except DataError as error:
        return Stored(path.stem, path, "", 0, None, "", "", "", "", 0, error.problems[0].given)
    kept = {
        name: meta[name]
        for name in ("release", "rows", "country", "source", "digest", "first", "last", "best")
    }
    return Stored(path.stem, path, **kept)


def _described(ged: GedFile) -> str:
    span = pc.min_max(ged.table["date_start"]).as_py()
    meta = {
        "format": FORMAT,
        "dataset": "UCDP GED",
        "release": ged.release,
        "release_by": ged.basis,
        "source": ged.source,
        "digest": ged.digest,
        "country": ged.country,
        "rows": ged.rows,
        "first": span["min"].isoformat(),
        "last": span["max"].isoformat(),
        "best": pc.sum(ged.table["best"]).as_py(),
        "findings": list(ged.findings),
    }
    return json.dumps(meta, ensure_ascii=False, sort_keys=True)


def _slug(country: str) -> str:
    """A country's name in the letters of a file name; names without any get a short digest."""
    slug = re.sub(r"[^a-z0-9]+", "-", country.casefold()).strip("-")
    return slug[:40] or hashlib.sha256(country.encode()).hexdigest()[:8]


def _reason(error: Exception) -> str:
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return quoted(text.splitlines()[0] if text else type(error).__name__)[1:-1]
