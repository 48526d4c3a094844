"""The command ``irenic new``: from a file of events to a case that runs, and every mistake said at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from irenic.cli.guard import GuardedGroup
from irenic.cli.new import new
from irenic.record.ged import read_ged
from tests.record.ged_files import event, events, write_ged
from tests.record.outline.made_up import features, square

app = typer.Typer(cls=GuardedGroup)
app.callback()(lambda: None)
app.command()(new)

START = ("--country", "Harbour", "--start", "2014-06")


def run(*words: object) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["new", *map(str, words)])
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture
def ged(tmp_path: Path) -> Path:
    """A file of release 25.1 with events of three actors over five years."""
    return write_ged(tmp_path / "GEDEvent_v25_1.csv", "25.1", events(240))


@pytest.fixture
def squares(tmp_path: Path) -> Path:
    """Districts that hold the made-up events."""
    path = tmp_path / "districts.geojson"
    made = [
        square(f"Square {x} {y}", 12 + x, 30 + y, people=1000 * (1 + x)) for x in range(8) for y in range(3)
    ]
    path.write_text(features(*made))
    return path


def test_a_case_is_drafted_and_what_was_done_is_said(ged: Path, squares: Path, tmp_path: Path) -> None:
    out = tmp_path / "made"
    code, said, _ = run(
        *("made_up", "--events", ged, *START, "--districts", squares, "--out", out),
        *("--population-property", "people"),
    )
    assert code == 0
    assert "Drafted Harbour at the end of 2014-06" in said
    assert "army and government" in said and "outside settlements" in said
    assert "24 districts from the boundary file districts.geojson" in said
    assert "every one a guess of grade D" in said
    assert said.index("Review first") < said.index("1. extremist") < said.index("Next")
    assert f"irenic study {out}/case.yaml --worlds 64 --replicates 1 --months 12" in said.replace("\n", "")
    assert "Simulated, exploratory, not a forecast." in said
    assert max(map(len, said.splitlines())) <= 100 + len(str(out))
    assert sorted(p.name for p in out.iterdir()) == [
        *("README.md", "case.yaml", "districts.geojson", "record", "strategies.yaml"),
    ]
    assert "release 25.1" in (out / "record" / "SOURCES.md").read_text()


def test_areas_serve_without_a_boundary_file_and_json_says_all(ged: Path, tmp_path: Path) -> None:
    out = tmp_path / "made"
    code, said, _ = run("made_up", "--events", ged, *START, "--out", out, "--json", "--population", 9e6)
    document = json.loads(said)
    assert code == 0 and document["case"] == "made_up" and document["folder"] == str(out)
    assert document["districts"] == ["kelln_district"] and document["neighbours"] == 0
    assert {group["name"] for group in document["groups"]} == {
        *('Brigade "Of the Hills", East', "Army and police of Harbour", "Northern Front"),
    }
    assert document["extremist"]["id"] == document["groups"][0]["id"]
    assert document["events"]["all"] == 240 and document["figures_of_grade_d"] > 50
    assert document["review"] and document["next"][0].startswith("irenic check")


def test_a_stored_import_is_named_instead_of_a_file(
    ged: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from irenic.record import store

    monkeypatch.setenv(store.SETTING, str(tmp_path / "store"))
    name = store.keep_events(read_ged(ged)).stem
    code, _, _ = run("made_up", "--events", name, *START, "--out", tmp_path / "made")
    assert code == 0 and (tmp_path / "made" / "case.yaml").is_file()
    code, _, fault = run("made_up", "--events", "no-such-import", *START, "--out", tmp_path / "other")
    assert code == 2 and "unknown_events" in fault


def test_every_mistake_is_said_at_once_and_nothing_is_written(tmp_path: Path) -> None:
    before = sorted(tmp_path.iterdir())
    code, said, fault = run(
        *("../up", "--events", tmp_path / "none.csv", "--country", "Harbour", "--start", "June"),
        *(
            "--districts",
            tmp_path / "none.geojson",
            "--groups",
            1,
            "--population",
            5,
            "--out",
            tmp_path / "x",
        ),
    )
    assert code == 2 and not said
    for word in ("bad_name", "bad_month", "--groups", "--population", "boundary_file", "none.csv"):
        assert word in fault
    assert sorted(tmp_path.iterdir()) == before


def test_an_unknown_country_names_the_nearest(ged: Path, tmp_path: Path) -> None:
    words = ("--country", "Harbor", "--start", "2014-06", "--out", tmp_path / "x")
    code, _, fault = run("made_up", "--events", ged, *words)
    assert code == 2 and "unknown_country" in fault and "Did you mean Harbour?" in fault


def test_a_country_may_be_ucdp_s_number_and_a_stored_country_is_not_another(
    ged: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from irenic.record import store

    code, said, _ = run(
        *(
            "made_up",
            "--events",
            ged,
            "--country",
            990,
            "--start",
            "2014-06",
            "--out",
            tmp_path / "x",
            "--json",
        )
    )
    assert code == 0 and json.loads(said)["country"] == "Harbour"
    monkeypatch.setenv(store.SETTING, str(tmp_path / "store"))
    name = store.keep_events(read_ged(ged, country="Harbour")).stem
    words = ("--country", "Elsewhere", "--start", "2014-06", "--out", tmp_path / "y")
    code, _, fault = run("made_up", "--events", name, *words)
    assert code == 2 and "unknown_country" in fault and "Known: Harbour" in fault


def test_options_about_polygons_need_polygons(ged: Path, tmp_path: Path) -> None:
    code, _, fault = run(
        *("made_up", "--events", ged, *START, "--out", tmp_path / "x"),
        *("--adjacency", tmp_path / "a.csv", "--name-property", "n", "--population-property", "p"),
    )
    assert code == 2 and fault.count("needs_districts") == 3


def test_a_bad_table_of_neighbours_is_refused(ged: Path, squares: Path, tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("a,b\nSquare 0 0,Square 0 1\nSquare 0 0,Sqare 0 2\n")
    words = ("--events", ged, *START, "--districts", squares, "--adjacency", pairs, "--out", tmp_path / "x")
    code, _, fault = run("made_up", *words)
    assert code == 2 and "pairs.csv:3: unknown_district" in fault
    assert not (tmp_path / "x").exists()


def test_a_case_that_is_there_is_replaced_only_by_force(ged: Path, tmp_path: Path) -> None:
    words = ("made_up", "--events", ged, *START, "--out", tmp_path / "made")
    assert run(*words)[0] == 0
    code, _, fault = run(*words)
    assert code == 2 and "folder_exists" in fault and "--force" in fault
    assert run(*words, "--force", "--extremist", "Northern Front")[0] == 0
    assert "1. extremist: Northern Front" in (tmp_path / "made" / "case.yaml").read_text()


def test_a_filtered_copy_without_numbers_works_and_its_gaps_are_said(squares: Path, tmp_path: Path) -> None:
    path = write_ged(tmp_path / "copy.csv", "filtered", events(90))
    code, said, fault = run(
        "made_up", "--events", path, *START, "--districts", squares, "--out", tmp_path / "made"
    )
    assert code == 0, fault
    assert "lacks" in said or "no " in said.lower()


def test_a_name_in_the_events_never_leads_a_path(squares: Path, tmp_path: Path) -> None:
    rows = [
        *events(60),
        *[
            event(id=9000 + i, side_b="../../evil", side_b_new_id=7, date_start="2014-05-01")
            for i in range(3)
        ],
    ]
    path = write_ged(tmp_path / "GEDEvent_v25_1.csv", "25.1", rows)
    inside = tmp_path / "deep" / "er"
    inside.mkdir(parents=True)
    code, _, fault = run("m", "--events", path, *START, "--districts", squares, "--out", inside / "made")
    assert code == 0, fault
    assert sorted(p.name for p in inside.iterdir()) == ["made"]
    assert not list(tmp_path.rglob("*evil*"))


def test_a_draft_that_would_not_load_is_a_fault_of_irenic_and_is_not_kept(
    ged: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from irenic.record.outline import document

    monkeypatch.setattr(document, "URBAN", 7.0)
    code, _, fault = run("made_up", "--events", ged, *START, "--out", tmp_path / "made")
    assert code == 70 and "a drafted case has errors" in fault and "out_of_range" in fault
    assert not (tmp_path / "made").exists()


def test_real_events_of_syria_are_drafted_by_their_areas(
    shared_data: Callable[[str], Path], tmp_path: Path
) -> None:
    path = shared_data("ucdp-ged-syria-191/syria_2016_2018_all_columns.csv.gz")
    code, said, fault = run(
        *("syria_draft", "--events", path, "--country", "Syria", "--start", "2017-01"),
        *("--population", 18e6, "--out", tmp_path / "made", "--json"),
    )
    assert code == 0, fault
    document = json.loads(said)
    assert len(document["districts"]) == 14 and document["groups"][0]["name"] == "IS"
    assert document["groups"][-1]["kind"] == "outside_force"
