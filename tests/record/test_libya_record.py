"""Libya's record: its tables against the data they were made from, and against figures stated elsewhere."""

from __future__ import annotations

import csv
import gzip
import importlib.util
import io
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from irenic.case import Case, CaseArrays, case_arrays, load_case
from irenic.case.shipped import case_path
from irenic.record import Record, load_record
from irenic.record.figures import figures
from irenic.record.ged import read_ged
from irenic.record.mapping import Mapping, map_events

ROOT = Path(__file__).parents[2]
CASE_FILE = case_path("libya-2015")[0]
EVENTS = "ucdp-ged-211/libya_2008_2020.csv"
STATE_BASED, NON_STATE, ONE_SIDED = 1, 2, 3

Find = Callable[[str], Path]


@cache
def libya() -> tuple[Case, CaseArrays, Record]:
    case = load_case("libya-2015")
    arrays = case_arrays(case)
    return case, arrays, load_record(CASE_FILE, arrays)


@cache
def mapping_of(path: Path) -> Mapping:
    _, arrays, record = libya()
    return map_events(read_ged(path).table, CASE_FILE, arrays, record)


@pytest.fixture
def record() -> Record:
    return libya()[2]


@pytest.fixture
def mapping(shared_data: Find) -> Mapping:
    return mapping_of(shared_data(EVENTS))


def rows_of(path: Path) -> list[dict[str, str]]:
    content = path.read_bytes()
    text = gzip.decompress(content) if path.suffix == ".gz" else content
    return list(csv.DictReader(io.StringIO(text.decode("utf-8"), newline="")))


def made_by(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_group_is_on_one_side(record: Record) -> None:
    assert [party.id for party in record.parties] == [
        *("tripoli", "house", "islamic_state", "benghazi", "derna", "tebu", "others"),
    ]
    assert record.parties[-1].groups == ("TUA", "AWS", "GRN", "SMG", "SPL", "AIF")
    assert (record.party_masks.sum(0) == 1).all()
    assert record.parties[record.air_party].id == "tripoli"
    assert len(record.dyads) == 35


def test_the_windows_are_those_decided_on(record: Record) -> None:
    spans = {w.name: (w.role, record.calendar(w.first), record.calendar(w.last)) for w in record.windows}
    assert spans == {
        "train": ("train", "2015-12", "2016-05"),
        "test_short": ("test", "2016-06", "2016-11"),
        "test_long": ("test", "2016-06", "2017-12"),
        "whole_short": ("whole", "2015-12", "2016-11"),
        "whole_long": ("whole", "2015-12", "2017-12"),
    }
    assert (record.window("train").first, record.window("whole_long").last) == (1, 25)


def test_years_and_quarters_of_the_figures_are_sums_of_the_months(record: Record) -> None:
    start, last = record.span or (0, 0)
    by_month = dict(zip(range(start, last + 1), record.totals(start, last), strict=True))
    arrivals = {str(f.months[0]): f.value for f in figures(record.figures, "crossings")}
    for name in ("deaths_year", "deaths_quarter", "crossings_quarter"):
        for figure in figures(record.figures, name):
            first, end = figure.months
            months = range(first.number_from(record.start), end.number_from(record.start) + 1)
            parts = [arrivals[record.calendar(m)] if name[0] == "c" else by_month[m] for m in months]
            assert sum(parts) == pytest.approx(figure.value, abs=1), (name, figure.period)
    for figure in figures(record.figures, "crossings_month"):
        year = [value for month, value in arrivals.items() if month[:4] == figure.period]
        assert np.mean(year) == pytest.approx(figure.value, abs=1)


def test_types_add_up_to_all_types_over_each_year(record: Record) -> None:
    for year in range(2011, 2019):
        span = record.month_of(f"{year}-01"), record.month_of(f"{year}-12")
        types = sum(record.totals(*span, name).sum() for name in ("state_based", "non_state", "one_sided"))
        assert types == record.totals(*span).sum()


def test_no_month_has_more_located_deaths_than_deaths(record: Record) -> None:
    assert record.span is not None
    located = record.deaths(*record.span)
    by_month = located.counts.sum((0, 1)) + located.unplaced.sum(0)
    assert (by_month <= record.totals(*record.span)).all()
    assert located.unplaced.sum() == 0
    window = record.window("whole_long")
    share = (
        record.deaths(window.first, window.last).counts.sum() / record.totals(window.first, window.last).sum()
    )
    assert 0.85 < share < 0.95


def test_acceptance_stands_at_every_quarter_for_every_region(record: Record) -> None:
    _, arrays, _ = libya()
    for name in ("acceptance", *(f"acceptance_{region}" for region in arrays.regions)):
        rows = figures(record.figures, name)
        assert [row.month(arrays) for row in rows] == list(range(1, 26, 3)), name
    assert [row.value for row in figures(record.figures, "acceptance")][2] == 0.55
    assert [row.value for row in figures(record.figures, "acceptance_east")][-1] == 0.03
    assert [row.value for row in figures(record.figures, "base_share")][:5] == [0.83, 0.90, 0.22, 0.03, 0]


def test_every_figure_is_graded_and_sourced(record: Record) -> None:
    assert all(row.source and row.unit and row.grade in "ABCD" for row in record.figures)
    names = {row.quantity for row in record.figures}
    assert {
        "deaths_year",
        "crossings_month",
        "strength",
        "displaced",
        "territory",
        "seated",
        "endorsed",
    } <= names


def test_the_committed_table_is_what_the_tool_makes(shared_data: Find) -> None:
    text, mapping = made_by("make_deaths").located_text(shared_data(EVENTS), CASE_FILE)
    assert text == (CASE_FILE.parent / "record" / "deaths_located.csv").read_text(encoding="utf-8")
    assert (len(mapping.rows), mapping.best.sum(), mapping.elsewhere) == (1_143, 12_176, 0)


def test_complete_totals_are_those_of_the_complete_counts(record: Record, shared_data: Find) -> None:
    folder = shared_data("ucdp-country-month")
    every = rows_of(folder / "all_types_2010_2024.csv.gz")
    typed = rows_of(folder / "africa_by_type_1990_2020.csv.gz")
    complete = {row["month"]: float(row["best_all_types"]) for row in every if row["iso3"] == "LBY"}
    by_type = {row["month"]: row for row in typed if row["iso3"] == "LBY"}
    assert record.span is not None
    for number in range(record.span[0], record.span[1] + 1):
        month = record.calendar(number)
        assert record.totals(number, number)[0] == complete[month]
        for name, column in (("state_based", "sb"), ("non_state", "ns"), ("one_sided", "os")):
            assert record.totals(number, number, name)[0] == float(by_type[month][f"ged_best_{column}"])


def test_every_event_lies_in_the_district_found_by_others(mapping: Mapping, shared_data: Find) -> None:
    """All 1,143, although the case's shapes are simplified; three lie up to .6 km off them."""
    case, _, _ = libya()
    codes = [district.code for district in case.districts.values()]
    rows = rows_of(shared_data(EVENTS))
    assert mapping.rows.tolist() == list(range(len(rows)))
    assert [codes[index] for index in mapping.district] == [row["ne_adm1_code"] for row in rows]
    assert (mapping.near, round(mapping.far_km, 1)) == (3, 0.6)


SPELT = [
    ("Surt", "Sirte"),
    ("Darnah", "Derna"),
    ("Jabal al Gharbi", "Jabal al-Gharbi"),
    ("Al Jafārah", "Jafara"),
    ("An Nuqat al Khams", "Nuqat al-Khams"),
    ("Al Wahat", "Al-Wahat"),
    ("Al Jufrah", "Jufra"),
    ("Mourzouq", "Murzuq"),
    ("Wādī al Ḩayāt", "Wadi al-Hayat"),
    ("Zawiyah", "Zawiya"),
    ("Al Buţnān", "Butnan"),
    ("Marqab", "Murqub"),
]
"""UCDP's spelling of a district, and the case's."""


def test_the_polygons_agree_with_the_districts_that_ucdp_names(mapping: Mapping, shared_data: Find) -> None:
    case, _, _ = libya()
    names = [district.name for district in case.districts.values()]
    folder = shared_data("ucdp-ged-libya-detail")
    stated = {
        row["id"]: row["location_adm1_name"] for row in rows_of(folder / "libya_2011_2022_named_places.csv")
    }
    stated |= {row["id"]: row["adm_1"] for row in rows_of(folder / "libya_2014_all_columns.csv")}
    ids = [row["id"] for row in rows_of(shared_data(EVENTS))]
    pairs = Counter(
        (stated[number], names[mapping.district[place]])
        for place, number in enumerate(ids)
        if stated.get(number)
    )
    agreed = {(f"{ours} district", ours) for ours in names} | {
        (f"{theirs} district", ours) for theirs, ours in SPELT
    }
    assert pairs.total() == 224
    assert {pair: count for pair, count in pairs.items() if pair not in agreed} == {
        ("Tripoli district", "Jafara"): 1
    }


def test_sums_are_those_of_the_published_tables(mapping: Mapping, shared_data: Find) -> None:
    case, _, record = libya()
    codes = [district.code for district in case.districts.values()]
    found: Counter[tuple[str, str, int]] = Counter()
    events: Counter[tuple[str, str, int]] = Counter()
    for place, month in enumerate(mapping.month):
        key = (record.calendar(int(month)), codes[mapping.district[place]], int(mapping.type[place]))
        found[key] += int(mapping.best[place])
        events[key] += 1
    rows = rows_of(shared_data("libya-tables/month_district_type_2014_2018.csv"))
    for row in rows:
        key = (row["month"], row["ne_adm1_code"], int(row["type_of_violence"]))
        assert (found[key], events[key]) == (int(row["best"]), int(row["events"])), key
    assert sum(found[key] for key in found if "2014" <= key[0] < "2019") == sum(int(r["best"]) for r in rows)


def test_districts_have_the_deaths_of_the_published_table(record: Record, shared_data: Find) -> None:
    case, arrays, _ = libya()
    codes = [district.code for district in case.districts.values()]
    for row in rows_of(shared_data("libya-tables/by_district_2014_2018.csv")):
        place = codes.index(row["ne_adm1_code"])
        for year in range(2014, 2019):
            span = record.month_of(f"{year}-01"), record.month_of(f"{year}-12")
            deaths = record.deaths(*span).counts
            assert deaths[:, place].sum() == int(row[str(year)]), (arrays.districts[place], year)
        islamic_state = [record.dyad(party, 2) for party in range(len(record.parties))] + [
            record.dyad(2, None)
        ]
        span = record.month_of("2014-01"), record.month_of("2018-12")
        assert record.deaths(*span).counts[islamic_state, place].sum() == int(row["is_best"])


SUMS = [
    ("tripoli", "islamic_state", STATE_BASED, ["Government of Libya - IS", "Government of Iraq - IS"]),
    ("house", "islamic_state", NON_STATE, ["Forces of the House of Representatives - IS"]),
    ("house", "derna", NON_STATE, ["DPF - Forces of the House of Representatives"]),
    ("islamic_state", "derna", NON_STATE, ["DPF - IS"]),
    ("house", "benghazi", NON_STATE, [
        "Benghazi Revolutionaries Shura Council - Forces of the House of Representatives",
        "Benghazi Revolutionaries Shura Council - LNA",
        "SDB - Forces of the House of Representatives",
        "February 17 Martyrs Brigade, Rafallah al-Sahati Brigade - LNA",
        "Ajdabiya Revolutionaries Shura Council - Forces of the House of Representatives",
        "ASL - LNA",
    ]),
    ("tripoli", "house", STATE_BASED, [
        "Government of Libya - Forces of the House of Representatives",
        "Government of Libya - Zintan Military Council",
    ]),
    ("tripoli", "tripoli", STATE_BASED, ["Government of Libya - Forces of Khalifa al-Ghawil"]),
    ("islamic_state", "civilians", ONE_SIDED, ["IS - Civilians"]),
]  # fmt: skip


@pytest.mark.parametrize(("first", "second", "kind", "names"), SUMS)
def test_dyads_have_the_deaths_of_the_published_table(
    record: Record, shared_data: Find, first: str, second: str, kind: int, names: list[str]
) -> None:
    rows = {row["dyad_name"]: row for row in rows_of(shared_data("libya-tables/dyads_2014_2018.csv"))}
    assert {int(rows[name]["type_of_violence"]) for name in names} == {kind}
    expected = sum(int(rows[name]["best_2014_2018"]) for name in names)
    ids = [party.id for party in record.parties]
    sides = ids.index(first), ids.index(second) if second in ids else None
    found = [r for r in record.located if (r.first, r.second) == sides and r.type == kind]
    assert sum(row.best for row in found if 2014 <= row.month.year <= 2018) == expected


def test_three_districts_fight_the_wars_of_the_published_table(mapping: Mapping, shared_data: Find) -> None:
    case, _, record = libya()
    names = [district.name for district in case.districts.values()]
    wanted: Counter[tuple[str, str]] = Counter()
    for row in rows_of(shared_data("libya-tables/sirte_derna_benghazi_2015_2016_by_dyad.csv")):
        wanted[row["ne_adm1_name"], row["year"]] += int(row["best"])
    found: Counter[tuple[str, str]] = Counter()
    for place, month in enumerate(mapping.month):
        found[names[mapping.district[place]], record.calendar(int(month))[:4]] += int(mapping.best[place])
    assert {key: found[key] for key in wanted} == dict(wanted)


def test_what_the_user_should_see_is_said(mapping: Mapping) -> None:
    decisions = {(row.actor, row.party): row for row in mapping.decisions}
    assert decisions["Government of Libya", "Tripoli side"].reason.startswith(
        "UCDP's government is the one that"
    )
    house = decisions["Forces of the House of Representatives", "House's side"]
    assert "its wars in Benghazi and Derna and with the Islamic State are non-state" in house.reason
    strikes = decisions["Government of Iraq", "Tripoli side"]
    assert (strikes.events, strikes.deaths) == (2, 50)
    assert [row.actor for row in mapping.decisions[:3]] == [
        *["Government of Libya"] * 2,
        "Government of Iraq",
    ]
    assert mapping.unmapped == ()
    types = {row.name: row.types for row in mapping.coverage}
    assert types["house-benghazi"] == types["house-derna"] == types["house-islamic_state"] == (NON_STATE,)
    assert types["tripoli-islamic_state"] == (STATE_BASED,)


def test_another_releases_names_mean_the_same_parties(shared_data: Find) -> None:
    """Release 17 has ids, "al-Toubou" and "Zintan Brigades", and other opponents in Benghazi."""
    found = mapping_of(shared_data("ucdp-ged-libya-detail/libya_2014_all_columns.csv"))
    assert found.unmapped == ()
    assert int(found.best.sum()) == 1_457
    assert {row.name for row in found.coverage} == {
        *("tripoli-house", "house-benghazi", "tebu-others"),
    }
