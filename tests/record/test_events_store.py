"""The user's imported events: kept whole or not at all, found by name, and hostile files refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from irenic.errors import DataError
from irenic.record import store
from irenic.record.ged import GedFile, citation, read_ged
from irenic.record.store import KEY, SETTING, event_folder, keep_events, open_events, stored_events
from tests.record.ged_files import events, write_ged


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The store of this test."""
    monkeypatch.setenv(SETTING, str(tmp_path / "store"))
    return tmp_path / "store"


@pytest.fixture
def ged(tmp_path: Path) -> GedFile:
    """Forty made-up events of release 25.1."""
    return read_ged(write_ged(tmp_path / "GEDEvent_v25_1.csv", "25.1", events(40)))


def test_the_store_is_the_users_data_folder_unless_said_otherwise(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert event_folder() == folder
    monkeypatch.delenv(SETTING)
    assert event_folder().name == "events" and "irenic" in str(event_folder())


def test_nothing_is_stored_at_first() -> None:
    assert stored_events() == []


def test_events_come_back_as_they_were(ged: GedFile, folder: Path) -> None:
    path = keep_events(ged)
    assert path.parent == folder and path.name == f"ucdp-ged-25.1-{ged.digest[:8]}.parquet"
    back = open_events(path.stem)
    assert back.table.equals(ged.table)
    assert (back.release, back.digest, back.country) == ("25.1", ged.digest, None)
    assert back.findings == ged.findings and back.citation == citation("25.1")
    assert pq.read_metadata(path).row_group(0).column(0).compression == "ZSTD"


def test_one_country_has_a_file_of_its_own(tmp_path: Path, ged: GedFile) -> None:
    path = write_ged(tmp_path / "GEDEvent_v25_1.csv", "25.1", events(40))
    mine = keep_events(read_ged(path, country="harbour"))
    assert mine.stem == f"ucdp-ged-25.1-harbour-{ged.digest[:8]}" != keep_events(ged).stem
    assert open_events(mine.stem).country == "Harbour"
    assert [entry.country for entry in stored_events()] == [None, "Harbour"]


def test_the_same_source_gives_the_same_bytes(ged: GedFile, folder: Path) -> None:
    first = keep_events(ged).read_bytes()
    assert keep_events(ged).read_bytes() == first
    assert len(list(folder.iterdir())) == 1


def test_the_list_says_what_is_there(ged: GedFile) -> None:
    keep_events(ged)
    (entry,) = stored_events()
    assert (entry.release, entry.rows, entry.source, entry.fault) == ("25.1", 40, "GEDEvent_v25_1.csv", "")
    assert entry.best == sum(ged.table["best"].to_pylist())
    assert entry.first == min(ged.table["date_start"].to_pylist()).isoformat()


def test_a_kill_while_writing_leaves_the_old_file(
    ged: GedFile, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = keep_events(ged)
    before = path.read_bytes()

    def fail(table: Any, file: Any, **options: Any) -> None:
        file.write(b"half of it")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store.pq, "write_table", fail)
    with pytest.raises(DataError, match=r"cannot_store: the folder of events is refused \(No space left"):
        keep_events(ged)
    assert path.read_bytes() == before and [p.name for p in folder.iterdir()] == [path.name]


def test_a_folder_that_cannot_be_made_is_said(
    ged: GedFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv(SETTING, str(tmp_path / "file" / "store"))
    with pytest.raises(DataError, match=rf"cannot_store.*{SETTING}"):
        keep_events(ged)


def test_a_beginning_that_is_clear_is_enough(ged: GedFile, tmp_path: Path) -> None:
    keep_events(ged)
    assert open_events("ucdp-ged-25").release == "25.1"
    keep_events(read_ged(write_ged(tmp_path / "ged171.csv", "17.1", events(3))))
    with pytest.raises(DataError, match=r"ambiguous_events: the events is .*It may be ucdp-ged-17"):
        open_events("ucdp-ged")
    with pytest.raises(DataError, match=r"unknown_events: .*a name that irenic data list prints"):
        open_events("acled")


def test_a_file_of_ucdp_opens_without_an_import(tmp_path: Path, folder: Path) -> None:
    path = write_ged(tmp_path / "ged251-csv.zip", "25.1", events(12))
    found = open_events(path)
    assert (found.table.num_rows, found.release, found.name) == (12, "25.1", path.name)
    assert not folder.exists()
    with pytest.raises(DataError, match="no_file"):
        open_events(tmp_path / "ged191.csv")
    with pytest.raises(DataError, match="no_file"):
        open_events("ged191.csv")


def rewritten(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change what a stored file says of itself."""
    table = pq.read_table(path)
    meta = json.loads(table.schema.metadata[KEY])
    changed = change(meta)
    text = json.dumps(meta if changed is None else changed).encode()
    pq.write_table(table.replace_schema_metadata({KEY: text}), path)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "cut off": lambda path: path.write_bytes(path.read_bytes()[:-20]),
    "empty": lambda path: path.write_bytes(b""),
    "text": lambda path: path.write_text("id,best\n1,2\n"),
    "another table": lambda path: pq.write_table(pa.table({"id": [1]}), path),
    "no description": lambda path: pq.write_table(pq.read_table(path).replace_schema_metadata(None), path),
    "another format": lambda path: rewritten(path, lambda meta: meta.update(format=99)),
    "a release that is no text": lambda path: rewritten(path, lambda meta: meta.update(release=25.1)),
    "findings that are no text": lambda path: rewritten(path, lambda meta: meta.update(findings=[1])),
    "another number of rows": lambda path: rewritten(path, lambda meta: meta.update(rows=3)),
    "a list": lambda path: rewritten(path, lambda meta: [meta]),
    "a long description": lambda path: rewritten(path, lambda meta: meta.update(source="x" * 1_100_000)),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_what_irenic_did_not_write_is_refused_and_listed_as_such(name: str, ged: GedFile) -> None:
    path = keep_events(ged)
    DAMAGE[name](path)
    with pytest.raises(DataError, match=r"not_events: .*Import the source again"):
        open_events(path)
    (entry,) = stored_events()
    assert entry.fault and entry.rows == 0 and entry.name == path.stem


def test_too_many_rows_are_refused_before_they_are_read(
    ged: GedFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = keep_events(ged)
    monkeypatch.setattr(store, "MAX_ROWS", 39)
    with pytest.raises(DataError, match="of 40 rows"):
        open_events(path)


def test_a_country_without_latin_letters_gets_a_name(ged: GedFile) -> None:
    name = store.store_name(replace(ged, country="../é ليبيا"))
    assert "/" not in name and ".." not in name.removeprefix("ucdp-ged-25.1")
    assert store.store_name(replace(ged, country="ليبيا")).isascii()
