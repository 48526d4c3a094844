"""Every release's layout reads alike, and what is odd in it is told."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from irenic.errors import DataError
from irenic.record.ged import SCHEMA, GedFile, citation, coverage, read_ged
from irenic.record.ged.layouts import HEADERLESS
from irenic.record.ged.release import named_release
from tests.record.ged_files import (
    CANDIDATE,
    LAYOUT_18,
    LAYOUT_20,
    RELEASES,
    YEARLY,
    event,
    events,
    file_name,
    ged_bytes,
    layout_of,
    write_ged,
)


def said(ged: GedFile, words: str) -> bool:
    """Whether a finding holds these words."""
    return any(words in finding for finding in ged.findings)


@pytest.mark.parametrize("release", RELEASES)
def test_every_release_reads_alike(release: str, tmp_path: Path) -> None:
    table = events(40)
    ged = read_ged(write_ged(tmp_path, release, table))
    assert (ged.release, ged.basis, ged.rows) == (release, "file name", 40)
    assert ged.table.schema.equals(SCHEMA)
    for row, read in zip(table, ged.table.to_pylist(), strict=True):
        assert read["date_start"] == date.fromisoformat(str(row["date_start"]))
        assert read["date_end"] == date.fromisoformat(str(row["date_end"]))
        same = {"conflict_id": "conflict_new_id", "dyad_id": "dyad_new_id"}
        same |= {"side_a_id": "side_a_new_id", "side_b_id": "side_b_new_id"}
        for name, value in read.items():
            if not name.startswith("date_s") and name != "date_end":
                assert value == row[same.get(name, name)], name
    assert not said(ged, "out of order") and not said(ged, "filtered")
    assert {1, 2, 3} == set(ged.table["type_of_violence"].to_pylist())


def test_layouts_are_those_of_the_real_files() -> None:
    assert [len(layout_of(release)) for release in YEARLY] == [42] * 4 + [49] * 7
    assert HEADERLESS == LAYOUT_20


@pytest.mark.parametrize("suffix", [".csv", ".csv.gz", ".zip"])
@pytest.mark.parametrize(
    "options", [{}, {"newline": "\r\n"}, {"bom": True}, {"bom": True, "newline": "\r\n"}]
)
def test_packing_marks_and_line_ends_change_nothing(
    suffix: str, options: dict[str, Any], tmp_path: Path
) -> None:
    plain = read_ged(write_ged(tmp_path / "ged251.csv", "25.1", events(25)))
    other = read_ged(write_ged(tmp_path / f"ged251{suffix}", "25.1", events(25), **options))
    assert other.table.equals(plain.table) and other.release == "25.1"


def test_columns_stand_in_any_order_and_case(tmp_path: Path) -> None:
    plain = read_ged(write_ged(tmp_path / "ged191.csv", "19.1", events(9)))
    content = ged_bytes("19.1", events(9), columns=sorted(LAYOUT_18, reverse=True))
    head, rest = content.split(b"\n", 1)
    path = tmp_path / "again_ged191.csv"
    path.write_bytes(head.upper() + b"\n" + rest)
    assert read_ged(path).table.equals(plain.table)


def test_a_candidate_release_without_names_is_read_by_its_order(tmp_path: Path) -> None:
    named = read_ged(write_ged(tmp_path / "GEDEvent_v24_0_2.csv", "24.0.2", events(12)))
    bare = read_ged(write_ged(tmp_path / "GEDEvent_v24_0_1.csv", "24.0.1", events(12), header=False))
    assert bare.table.equals(named.table) and bare.release == "24.0.1"
    assert said(bare, "no row of names") and said(bare, "candidate events, which UCDP revises")


def test_the_first_line_counts_where_there_are_no_names(tmp_path: Path) -> None:
    path = write_ged(tmp_path / "GEDEvent_v24_0_1.csv", "24.0.1", [event(best="-1")], header=False)
    with pytest.raises(DataError, match=r"\.csv:1: out_of_range: best"):
        read_ged(path)


def test_a_filtered_copy_is_read_with_a_warning(tmp_path: Path) -> None:
    ged = read_ged(write_ged(tmp_path, "filtered", events(30)))
    assert said(ged, "A filtered copy, not a full release: without the ids of actors, the ids of dyads")
    assert said(ged, "matched by name alone") and said(ged, "every place is taken as it stands")
    assert ged.table["side_a_id"].null_count == ged.table["date_end"].null_count == 30
    assert ged.table["best"].null_count == 0
    found = coverage(ged.table)
    assert found.precise is None and found.with_ids == 0


def test_a_copy_without_names_of_dyads_gets_them_from_the_sides(tmp_path: Path) -> None:
    columns = [name for name in layout_of("filtered") if name not in ("dyad_name", "conflict_name")]
    ged = read_ged(write_ged(tmp_path / "copy.csv", "filtered", [event()], columns=columns))
    assert ged.table["dyad_name"].to_pylist() == ["Government of Harbour - Northern Front"]
    assert ged.table["conflict_name"].to_pylist() == [None]


def test_what_other_programs_leave_in_cells_is_read(tmp_path: Path) -> None:
    row = event(side_a_new_id="111.0", best="3.0", deaths_a="3", adm_1="", side_b_new_id="NA", date_end="NA")
    ged = read_ged(write_ged(tmp_path / "ged171.csv", "17.1", [row | {"gwnoa": "2;200, 210"}]))
    read = ged.table.to_pylist()[0]
    assert (read["side_a_id"], read["best"], read["side_b_id"]) == (111, 3, None)
    assert read["adm_1"] is None and read["date_end"] is None


def test_names_keep_their_words_and_lose_stray_spaces(tmp_path: Path) -> None:
    row = event(
        side_a="al-Toubou  ", side_b="NA", dyad_name="al-Toubou  - NA\n", country="=cmd|' /C calc'!A0"
    )
    read = read_ged(write_ged(tmp_path / "ged171.csv", "17.1", [row])).table.to_pylist()[0]
    assert read["side_a"] == "al-Toubou" and read["side_b"] == "NA" and read["dyad_name"] == "al-Toubou - NA"
    assert read["country"] == "=cmd|' /C calc'!A0"


ODD: dict[str, tuple[dict[str, Any], str]] = {
    "order": (
        {"low": 5, "best": 4, "high": 9, "deaths_a": 4},
        "In 1 of 4 events low, best and high are out of order (id 77)",
    ),
    "top": ({"low": 1, "best": 4, "high": 3, "deaths_a": 4}, "out of order"),
    "sum": ({"best": 9, "low": 9, "high": 9}, "not the sum of the four columns of deaths (id 77)"),
    "end": ({"date_end": "2015-12-01"}, "date_end lies before date_start, which counts"),
    "year": ({"year": 2014}, "the year is not that of date_start, which counts"),
    "no year": ({"year": "then"}, "the year is not that of date_start, which counts"),
    "nowhere": ({"latitude": "", "longitude": ""}, "there are no coordinates, so no district"),
    "zero": ({"latitude": 0, "longitude": "0.0"}, "0 north 0 east"),
    "where": ({"where_prec": 9}, "where_prec is none that the codebook knows"),
    "when": ({"date_prec": 0}, "date_prec is none that the codebook knows"),
    "long": ({"date_end": "2016-03-01"}, "In 1 of 4 events, with 3 deaths, more than 31 days pass"),
    "status": ({"code_status": "Check dyad"}, "In 1 of 4 events the status is not Clear"),
}
"""Slips that UCDP's own releases hold: an analyst is told, and not stopped."""


@pytest.mark.parametrize("name", ODD)
def test_oddities_are_told_and_kept(name: str, tmp_path: Path) -> None:
    changes, words = ODD[name]
    table = [event(id=i) for i in (1, 2, 3)]
    assert not said(read_ged(write_ged(tmp_path / "ged251.csv", "25.1", table)), words)
    ged = read_ged(write_ged(tmp_path / "ged251.csv", "25.1", [*table, event(id=77, **changes)]))
    assert said(ged, words) and ged.rows == 4


def test_bytes_of_another_encoding_in_columns_that_are_not_kept_are_told(tmp_path: Path) -> None:
    path = tmp_path / "ged251.csv"
    path.write_bytes(ged_bytes("25.1", [event()]).replace(b"residents", b"r\xe9sidents"))
    ged = read_ged(path)
    assert ged.rows == 1 and said(ged, "In 1 of 2 lines there are bytes that are not UTF-8")


def test_text_beside_quotation_marks_is_read_with_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "ged251.csv"
    path.write_bytes(
        ged_bytes("25.1", events(5)).replace(b"Harbour: Government", b'"Harbour": Government', 1)
    )
    ged = read_ged(path)
    assert said(ged, "not strict: from line 2 on")
    assert ged.table["conflict_name"][0].as_py() == "Harbour: Government" and ged.rows == 5


def test_blank_lines_are_passed_over_and_lines_still_count(tmp_path: Path) -> None:
    head, one, two = ged_bytes("25.1", [event(id=1), event(id=2, best="?")]).splitlines()
    path = tmp_path / "ged251.csv"
    path.write_bytes(b"\n".join([head, b"", one, b"  ", b"", two, b""]))
    with pytest.raises(DataError, match=r":6: not_a_number"):
        read_ged(path)


NAMES = {
    "ged171.csv": "17.1",
    "ged172-csv.zip": "17.2",
    "ged211-csv (1).zip": "21.1",
    "GEDEvent_v25_1.csv": "25.1",
    "GEDEvent_v25_1 3.csv": "25.1",
    "gedevent_v22_1_cleaned.csv": "22.1",
    "GEDEvent_v25_0_3.csv": "25.0.3",
    "GEDEvent_v25_0_12.csv": "25.0.12",
    "GEDEvent_v25_01_25_06.csv": "25.01.25.06",
    "ucdp-ged-24.1.csv": "24.1",
    "ucdp_candidate_24.0.10.csv": "24.0.10",
    "events.csv": None,
    "libya_2011_2020.csv": None,
    "merged 2015.csv": None,
}


@pytest.mark.parametrize(("name", "release"), NAMES.items())
def test_a_file_name_tells_the_release(name: str, release: str | None) -> None:
    found = named_release([name])
    assert (None if found is None else found.name) == release


def test_the_names_that_ucdp_gives_are_understood() -> None:
    assert all(named_release([file_name(r)]).name == r for r in RELEASES)  # type: ignore[union-attr]


def test_a_release_that_nothing_names_is_taken_from_the_span(tmp_path: Path) -> None:
    table = [event(date_start="2022-12-31")]
    ged = read_ged(write_ged(tmp_path / "mine.csv", "25.1", table))
    assert (ged.release, ged.basis) == ("23.1", "columns and span")
    assert said(ged, "reach to 2022, so it is taken for 23.1") and said(ged, "those of 20.1 to 26.1")
    older = read_ged(write_ged(tmp_path / "mine.csv", "18.1", [event(date_start="1999-12-31")]))
    assert older.release == "17.1" and said(older, "those of 17.1 to 19.1")


def test_the_user_says_the_release(tmp_path: Path) -> None:
    path = write_ged(tmp_path / "ged171.csv", "25.1", [event()])
    with pytest.raises(DataError, match=r"wrong_release.*Name the release it is with --release"):
        read_ged(path)
    ged = read_ged(path, release="24.1")
    assert (ged.release, ged.basis, ged.findings) == ("24.1", "option", ())
    with pytest.raises(DataError, match=r"said to be release 18.1 and has columns"):
        read_ged(path, release="18.1")
    for wrong in ("latest", "25", "25.10", "2025.1", "25.0.13"):
        with pytest.raises(DataError, match=r"unknown_release: --release is .*such as 25.1"):
            read_ged(path, release=wrong)


def test_a_release_beyond_those_known_is_read_with_a_warning(tmp_path: Path) -> None:
    ged = read_ged(write_ged(tmp_path / "GEDEvent_v27_1.csv", "26.1", [event()]))
    assert said(ged, "27.1 is not one whose layout irenic knows (17.1 to 26.1)")
    assert len(citation("27.1")) == 1


def test_a_global_file_that_ends_too_early_is_told(tmp_path: Path) -> None:
    table = [event(id=i + 1, country=f"Country {i}", country_id=i + 1) for i in range(30)]
    ged = read_ged(write_ged(tmp_path / "GEDEvent_v25_1.csv", "25.1", table))
    assert said(ged, "Release 25.1 reaches to 2024; the events of this file end in 2015")


TWO = [event(id=1), event(id=2, country="Yemen (North Yemen)", country_id=678, best=4, deaths_a=4)]


@pytest.mark.parametrize("asked", ["Yemen (North Yemen)", "yemen", " YEMEN ", "678", "0678"])
def test_one_country_is_kept_by_name_or_number(asked: str, tmp_path: Path) -> None:
    ged = read_ged(write_ged(tmp_path / "ged251.csv", "25.1", TWO), country=asked)
    assert ged.country == "Yemen (North Yemen)" and ged.table["id"].to_pylist() == [2]


def test_what_is_wrong_elsewhere_does_not_stop_one_country(tmp_path: Path) -> None:
    path = write_ged(tmp_path / "ged251.csv", "25.1", [*TWO, event(id=2, date_start="2023-01-01", best="x")])
    assert read_ged(path, country="Yemen").rows == 1
    with pytest.raises(DataError, match="not_a_number"):
        read_ged(path, country="Harbour")


def test_progress_reaches_the_size_of_the_file(tmp_path: Path) -> None:
    for suffix in (".csv", ".csv.gz", ".zip"):
        path = write_ged(tmp_path / f"ged251{suffix}", "25.1", events(50))
        steps: list[tuple[int, int]] = []
        read_ged(path, progress=lambda done, total, steps=steps: steps.append((done, total)))
        assert steps and all(0 < done <= total == path.stat().st_size for done, total in steps)


def test_the_digest_is_that_of_the_file(tmp_path: Path) -> None:
    path = write_ged(tmp_path / "ged251.zip", "25.1", events(5))
    assert read_ged(path).digest == hashlib.sha256(path.read_bytes()).hexdigest()


def test_coverage_sums_by_type(tmp_path: Path) -> None:
    table = events(30)
    names = ("state-based", "non-state", "one-sided")
    found = coverage(read_ged(write_ged(tmp_path, "25.1", table)).table)
    assert [row.name for row in found.by_type] == [*names, "all"]
    for kind, row in enumerate(found.by_type[:3], start=1):
        mine = [event for event in table if event["type_of_violence"] == kind]
        assert row.events == len(mine)
        assert row.best == sum(int(str(event["best"])) for event in mine)
        assert row.low == sum(int(str(event["low"])) for event in mine)
        assert row.high == sum(int(str(event["high"])) for event in mine)
    assert found.precise == pytest.approx(2 / 3) and found.countries == ("Harbour",)


@pytest.mark.parametrize("release", [*YEARLY, *CANDIDATE])
def test_every_release_has_its_citation(release: str) -> None:
    first, second = citation(release)
    assert "Sundberg, R. & Melander, E. (2013)" in first
    year = 2000 + int(release.split(".")[0])
    candidate = release in CANDIDATE
    assert (
        ("Candidate Events" in second) if candidate else (f"({year})" in second and f"-{year - 1}" in second)
    )
