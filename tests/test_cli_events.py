"""``irenic data import`` and ``irenic data list``: what a user sees."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from irenic.cli import events as command
from irenic.cli.events import data, shown_bytes
from irenic.record.store import SETTING, open_events
from tests.record.ged_files import event, events, write_ged

WIDTH = 100


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The store of this test."""
    monkeypatch.setenv(SETTING, str(tmp_path / "store"))
    return tmp_path / "store"


def run(*words: object) -> Result:
    """Run a command that must succeed."""
    done = CliRunner().invoke(data, [str(word) for word in words])
    assert done.exit_code == 0, done.output
    return done


def lines(done: Result) -> list[str]:
    """What was printed, each line at most a page wide but for paths."""
    found = done.stdout.splitlines()
    assert all(len(line) <= WIDTH for line in found if "/" not in line)
    return found


def test_an_import_says_what_there_is_and_keeps_it(tmp_path: Path, store: Path) -> None:
    done = run("import", write_ged(tmp_path / "GEDEvent_v25_1.csv", "25.1", events(60)))
    text = "\n".join(lines(done))
    assert "UCDP GED 25.1 (by its name): GEDEvent_v25_1.csv" in text
    assert re.search(r"60 events from 2011-\d\d-\d\d to 2015-\d\d-\d\d, Harbour\.", text)
    assert re.search(r"state-based +20 ", text) and re.search(r"all +60 ", text)
    assert "67% have a precise place" in text and "100% name both sides by id" in text
    assert "Licence CC BY 4.0. Cite:" in text and "Sundberg, R. & Melander, E. (2013)" in text
    assert "Organized violence 1989-2024" in text
    (kept,) = store.iterdir()
    assert f"Kept as {kept.stem}" in text and open_events(kept.stem).table.num_rows == 60


def test_a_filtered_copy_says_what_it_lacks(tmp_path: Path) -> None:
    done = run("import", write_ged(tmp_path, "filtered", events(9)))
    text = " ".join(" ".join(lines(done)).split())
    assert "What to know of this file" in text and "A filtered copy, not a full release" in text
    assert "Nothing says how precise the places are" in text and "no event names its actors by id" in text


def test_the_document_has_all_of_it(tmp_path: Path) -> None:
    path = write_ged(tmp_path / "mine.csv.gz", "25.1", events(60))
    document: dict[str, Any] = json.loads(run("import", path, "--release", "25.1", "--json").stdout)
    assert (document["events"], document["release"], document["release_by"]) == (60, "25.1", "option")
    assert document["by_type"]["all"]["events"] == 60 and document["licence"] == "CC BY 4.0"
    assert len(document["citation"]) == 2 and document["findings"] == []
    assert Path(document["path"]).stem == document["name"] and "case" not in document


def test_one_country(tmp_path: Path) -> None:
    table = [event(id=1), event(id=2, country="Elsewhere", country_id=12)]
    path = write_ged(tmp_path / "ged251.csv", "25.1", table)
    assert json.loads(run("import", path, "--country", "12", "--json").stdout)["country"] == "Elsewhere"
    done = CliRunner().invoke(data, ["import", str(path), "--country", "Harbor"])
    assert done.exit_code == 2 and 'Did you mean "Harbour"?' in done.stderr


def libyan(tmp_path: Path) -> Path:
    """Events in Benghazi and one off every shape, by actors that the case knows and one that it does not."""
    place = {"country": "Libya", "country_id": 620, "latitude": 32.1167, "longitude": 20.0667}
    sides = {"side_a": "Government of Libya", "side_a_new_id": 115, "side_b": "IS", "side_b_new_id": 234}
    other = {"side_b": "Brigade of Nobody", "side_b_new_id": 999_999, "dyad_name": "x"}
    table = [event(id=i, date_start="2016-05-12", **place, **sides) for i in range(1, 6)]
    table.append(event(id=6, date_start="2016-06-12", **{**place, **sides, **other}))
    return write_ged(tmp_path / "ged171.csv", "17.1", table)


def test_a_case_says_what_it_makes_of_the_events(tmp_path: Path) -> None:
    path = libyan(tmp_path)
    text = " ".join(" ".join(lines(run("import", path, "--case", "libya-2015"))).split())
    assert "What libya-2015 makes of them" in text and "6 events with 18 deaths in Libya." in text
    assert "Brigade of Nobody (999999): 1 event, 3 deaths" in text
    document = json.loads(run("import", path, "--case", "libya-2015", "--json").stdout)["case"]
    assert document["events"] == 6 and sum(row["events"] for row in document["dyads"]) == 6
    assert [actor["name"] for actor in document["unmapped"]] == ["Brigade of Nobody"]


def test_a_slip_in_the_case_costs_no_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, store: Path
) -> None:
    monkeypatch.setattr(command, "shown_bytes", None)
    done = CliRunner().invoke(data, ["import", str(libyan(tmp_path)), "--case", "libia-2015"])
    assert done.exit_code == 2 and "libya-2015" in done.stderr and not store.exists()


def test_the_list(tmp_path: Path, store: Path) -> None:
    assert "No events yet (irenic data import FILE)" in run("list").stdout
    run("import", write_ged(tmp_path / "ged191.csv", "19.1", events(6)))
    run("import", write_ged(tmp_path / "ged251.csv", "25.1", events(7)))
    (store / "other.parquet").write_bytes(b"PAR1 of something else")
    text = "\n".join(lines(run("list")))
    assert text.index("ucdp-ged-19.1-") < text.index("ucdp-ged-25.1-")
    assert "other.parquet cannot be read: it is" in text
    found = json.loads(run("list", "--json").stdout)
    assert [row["rows"] for row in found["events"]] == [0, 6, 7] and found["folder"] == str(store)
    assert [bool(row["fault"]) for row in found["events"]] == [True, False, False]


def test_hostile_names_cannot_repaint_the_terminal(tmp_path: Path) -> None:
    path = write_ged(tmp_path / "ged251.csv", "25.1", [event(country="\x1b[31mRed[/]", side_a="[bold]x")])
    text = run("import", path).stdout
    assert "\x1b" not in text and "\\u001b[31mRed[/]" in text


def test_progress_goes_to_stderr_and_only_for_files_that_take_a_while(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with shown_bytes("reading", quiet=False) as report:
        assert report is not None
        for done in range(0, 41, 4):
            report(done * 1_000_000, 40_000_000)
        report(5, 10)
    said = capsys.readouterr()
    assert said.out == "" and said.err.splitlines() == [
        "reading: 12 of 40 MB", "reading: 20 of 40 MB", "reading: 32 of 40 MB", "reading: 40 of 40 MB",
    ]  # fmt: skip
    with shown_bytes("reading", quiet=True) as report:
        assert report is None


def test_progress_on_a_terminal_is_a_bar(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    done = run("import", write_ged(tmp_path / "ged251.csv", "25.1", events(7)))
    assert "reading" in done.stderr and "reading" not in done.stdout
