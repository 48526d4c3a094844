"""The record of the Iraqi case: what it holds, who is who in it, and that its text says the same."""

from __future__ import annotations

import csv
import gzip
import re
from collections import Counter
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from irenic.analysis.backtest.outcomes import series_of
from irenic.analysis.backtest.shapes import read_shapes
from irenic.case import case_arrays, load_case
from irenic.case.arrays import CaseArrays
from irenic.engine.outcomes import series_names
from irenic.record import Record, load_record
from irenic.record.figures import figures

CASE = Path(str(files("irenic"))) / "cases" / "iraq_2006" / "case.yaml"
FOLDER = CASE.parent / "record"

PARTIES = {
    "government": "MNF GOI ISF PES BDR TRB LOC",
    "mahdi": "JAM SPG",
    "isi": "ISI",
    "nationalists": "IAI",
    "ansar": "ANS",
    "others": "SUN CRM SPL",
}
"""Who is who, restated by hand."""

WINDOWS = {
    "train": ("train", 1, 6),
    "test_short": ("test", 7, 12),
    "test_long": ("test", 7, 36),
    "whole_short": ("whole", 1, 12),
    "whole_long": ("whole", 1, 36),
}

BY_PAIR = {
    "government-isi": 874, "isi-civilians": 570, "government-ansar": 135, "others-civilians": 69,
    "mahdi-civilians": 51, "government-nationalists": 16, "ansar-civilians": 15, "government-mahdi": 9,
}  # fmt: skip
"""Best estimates of the training window by dyad, counted by hand from the upstream file."""

YEARS = {2006: 2466, 2007: 4044, 2008: 2376, 2009: 1641}
BODY_COUNT = {2006: 29_526, 2007: 26_112, 2008: 10_286}
"""Yearly totals of Iraq Body Count, by which its months are checked."""

ACTORS = {
    "Government of Iraq": "government", "PUK": "government", "SCIRI": "others", "al-Mahdi Army": "mahdi",
    "AAH": "mahdi", "IS": "isi", "RJF": "nationalists", "1920 Revolution Brigades": "nationalists",
    "Ansar al-Islam": "ansar", "Jamaat Jund al-Sahaba": "others", "Government of Turkey": "others",
    "PKK": "others", "Civilians": "civilians",
}  # fmt: skip
"""Names of release 21.1 and what they stand for in 2004-2010."""

DISTRICTS = {
    "Al Anbar": "anbar", "Babylon": "babil", "Baghdad": "baghdad", "Basra": "basra", "Dhi Qar": "dhi_qar",
    "Diyala": "diyala", "Erbil": "erbil", "Karbala": "karbala", "Kirkuk": "kirkuk", "Maysan": "maysan",
    "Al Muthanna": "muthanna", "Najaf": "najaf", "Nineveh": "ninewa", "Al-Qādisiyyah": "qadisiyyah",
    "Saladin": "saladin", "Sulaymaniyah": "sulaymaniyah", "Wasit": "wasit",
}  # fmt: skip


@pytest.fixture(scope="module")
def arrays() -> CaseArrays:
    return case_arrays(load_case("iraq-2006"))


@pytest.fixture(scope="module")
def record(arrays: CaseArrays) -> Record:
    return load_record(CASE, arrays)


def test_parties_are_as_decided(record: Record) -> None:
    assert record.known
    assert {party.id: set(party.groups) for party in record.parties} == {
        name: set(groups.split()) for name, groups in PARTIES.items()
    }
    assert [party.id for party in record.parties if party.is_air] == ["government"]
    assert len(record.dyads) == 27
    assert (record.party_masks.sum(0) == 1).all()


def test_windows_meet_at_the_first_brigades_of_the_surge(record: Record) -> None:
    assert {w.name: (w.role, w.first, w.last) for w in record.windows} == WINDOWS
    assert record.month_of("2007-02") == 7
    assert record.calendar(36) == "2009-07"


def test_no_death_is_unplaced_and_both_tables_add_up(record: Record) -> None:
    assert record.span == (record.month_of("2004-01"), record.month_of("2010-12"))
    deaths = record.deaths(*record.span)
    assert not deaths.unplaced.any()
    assert deaths.counts.sum() == 19_673
    assert (deaths.counts.sum((0, 1)) == record.totals(*record.span)).all()
    one_sided = [k for k, dyad in enumerate(record.dyads) if dyad.is_one_sided]
    assert (deaths.counts[one_sided].sum((0, 1)) == record.totals(*record.span, of="one_sided")).all()


def test_the_training_window_by_pair(record: Record) -> None:
    counts = record.deaths(1, 6).counts.sum((1, 2))
    found = {dyad.name: int(n) for dyad, n in zip(record.dyads, counts, strict=True) if n}
    assert found == BY_PAIR
    assert sum(found.values()) == 1739


def test_the_table_is_the_upstream_file(
    record: Record, arrays: CaseArrays, shared_data: Callable[[str], Path]
) -> None:
    expected: Counter[tuple[str, str, str]] = Counter()
    order = [party.id for party in record.parties] + ["civilians"]
    with gzip.open(
        shared_data("ucdp-ged-211") / "iraq_2004_2020.csv.gz", "rt", encoding="utf-8", newline=""
    ) as file:
        for row in csv.DictReader(file):
            if row["date_start"] < "2011":
                sides = sorted((ACTORS[row["side_a"]], ACTORS[row["side_b"]]), key=order.index)
                place = DISTRICTS[row["ne_adm1_name"]]
                expected[row["date_start"][:7], place, "-".join(sides)] += int(row["best"])
    assert record.span is not None
    counts = record.deaths(*record.span).counts
    found = {
        (record.calendar(record.span[0] + month), arrays.districts[place], record.dyads[dyad].name): int(
            counts[dyad, place, month]
        )
        for dyad, place, month in np.argwhere(counts)
    }
    assert found == {key: n for key, n in expected.items() if n}


def test_actors_are_those_of_the_actor_data(record: Record, shared_data: Callable[[str], Path]) -> None:
    path = shared_data("ucdp-actors-dyads") / "actor_241.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        text = {int(row["ActorId"]): " ".join(row.values()) for row in csv.DictReader(file)}
    own_words = {"Jaish al-Mahdi", "SCIRI", "KDP", "ISIS"}
    for actor in record.crosswalk.actors:
        assert actor.id is not None
        known = text[actor.id].replace("’", "'")
        assert actor.name in known or actor.name in own_words


def test_every_name_of_the_release_has_a_party(record: Record) -> None:
    month = record.start
    ids = [party.id for party in record.parties]
    for name, party in ACTORS.items():
        if party != "civilians" and name != "SCIRI":
            actor = record.crosswalk.find(None, name, month)
            assert actor is not None
            assert ids[actor.party] == party


def test_figures_have_grades_and_sources(record: Record) -> None:
    assert {row.quantity for row in record.figures} == {
        "deaths_year", "ibc_civilian_deaths_month", "troops_us", "troops_other", "sons_of_iraq",
        "sons_of_iraq_placed", "displaced", "strength", "base_share",
    }  # fmt: skip
    for row in record.figures:
        assert row.source
        assert ("not re-checked" not in row.source) or row.grade in "BCD"
        if "judgement" in row.source:
            assert row.grade != "A"


def test_deaths_of_the_two_families_stay_apart(record: Record) -> None:
    own = {int(row.period): row.value for row in figures(record.figures, "deaths_year")}
    assert own == YEARS
    assert record.totals(record.month_of("2007-01"), record.month_of("2007-12")).sum() == YEARS[2007]
    other = figures(record.figures, "ibc_civilian_deaths_month")
    for year, total in BODY_COUNT.items():
        months = [row.value for row in other if row.period.startswith(str(year))]
        assert len(months) == 12
        assert sum(months) == total
    assert all("never mixed" in row.source for row in other)


def test_base_shares_are_the_two_governorates_by_people(record: Record, arrays: CaseArrays) -> None:
    people = dict(zip(arrays.districts, arrays.population, strict=True))
    rows = figures(record.figures, "base_share")
    assert len(rows) == 9
    for row in rows:
        found = re.search(r"Anbar ([\d.]+), Diyala ([\d.]+)", row.source)
        assert found is not None
        both = people["anbar"] + people["diyala"]
        mean = (float(found[1]) * people["anbar"] + float(found[2]) * people["diyala"]) / both
        assert row.value == pytest.approx(mean, abs=0.006)


def test_the_shape_can_be_asked_of_a_run(arrays: CaseArrays) -> None:
    series = (*series_names(tuple(arrays.regions), False), *(f"deaths_{name}" for name in arrays.districts))
    shapes = read_shapes(CASE.parent, series, 36)
    assert len(shapes) == 18
    assert Counter(shape.reading for shape in shapes) == {"both": 16, "first": 1, "second": 1}
    assert all(shape.source for shape in shapes)


def test_figures_meet_the_series_that_they_measure(record: Record, arrays: CaseArrays) -> None:
    """What a back-test compares; deaths and the other family of counts are in none of it."""
    known = set(series_names(tuple(arrays.regions), False))
    met = {row.quantity for row in record.figures if series_of(row.quantity)[0] in known}
    assert met - {"deaths_year"} == {"displaced", "strength", "base_share"}


@pytest.mark.parametrize(
    ("district", "spans", "numbers"),
    [
        ("ninewa", [(25, 36)], [447]),
        ("anbar", [(25, 36), (13, 24), (1, 12)], [109, 92, 816]),
        ("diyala", [(7, 18), (1, 6)], [634, 85]),
        ("baghdad", [(25, 36), (1, 12)], [255, 1001]),
        ("basra", [(20, 22), (14, 19), (25, 36), (13, 24)], [230, 1, 0, 237]),
        (None, [(25, 36), (1, 12)], [1298, 3660]),
    ],
)
def test_the_shape_quotes_the_table(
    record: Record, arrays: CaseArrays, district: str | None, spans: list[tuple[int, int]], numbers: list[int]
) -> None:
    places = slice(None) if district is None else [arrays.districts.index(district)]
    assert [int(record.deaths(*span).counts[:, places].sum()) for span in spans] == numbers


def test_the_claims_quote_the_table(record: Record) -> None:
    """What a claim on the Mahdi Army's ceasefire says of it: its fights and its killings."""
    text = " ".join((CASE.parent / "claims.yaml").read_text(encoding="utf-8").split())
    assert "fell from 372 in the seven months to August 2007 to 48 in the next six, rose to 832" in text
    own = [k for k, dyad in enumerate(record.dyads) if "mahdi" in dyad.name]
    spans = (("2007-02", "2007-08"), ("2007-09", "2008-02"), ("2008-03", "2008-05"))
    found = [
        int(record.deaths(record.month_of(first), record.month_of(last)).counts[own].sum())
        for first, last in spans
    ]
    assert found == [372, 48, 832]


def test_the_sources_page_says_what_the_tables_say(record: Record) -> None:
    page = (FOLDER / "SOURCES.md").read_text(encoding="utf-8")
    for name in ("deaths_located", "deaths_month", "parties", "actors", "figures", "windows", "shape"):
        assert f"`{name}.csv`" in page
    for party, groups in PARTIES.items():
        row = next(line for line in page.splitlines() if line.startswith(f"| `{party}` |"))
        assert set(groups.split()) <= set(re.findall(r"\b[A-Z]{3}\b", row))
    for text in ("1,739 deaths", "19,673 deaths", "CC BY 4.0", "scored against UCDP alone"):
        assert text in page
    assert max(len(line) for line in page.splitlines()) < 150
