"""A whole draft: it loads, checks, can be recorded against, and hostile names do it no harm."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from irenic.case import all_figures, case_arrays, load_case
from irenic.case.document import parse_document
from irenic.errors import DataError
from irenic.record import load_record
from irenic.record.ged import read_ged
from irenic.record.months import CalendarMonth
from irenic.record.outline import Request, draft_case
from irenic.record.outline.boundaries import Boundaries
from irenic.record.outline.events import read_events
from irenic.record.outline.neighbours import places_from_shapes
from irenic.record.outline.request import NATION, request_problems
from irenic.strategy import load_case_strategies
from tests.record.outline.made_up import (
    REQUEST,
    drafted,
    features,
    load,
    one_sided,
    read,
    row,
    some_rows,
    square,
)
from tests.record.outline.test_names import HOSTILE


def test_a_draft_states_who_fights_where_and_since_when(tmp_path: Path) -> None:
    outline = drafted(some_rows())
    case = load(outline, tmp_path / "new")
    assert (case.id, case.start, list(case.groups)) == (
        "harbour_draft",
        "2015-11",
        ["HB", "ARM", "GOV", "NF", "LOC", "SPL"],
    )
    assert [group.kind for group in case.groups.values()] == [
        *("extremist", "armed_group", "political_body", "armed_group", "local_councils", "splinter"),
    ]
    assert list(case.districts) == ["kelln", "hills", "oasis"]
    assert case.groups["GOV"].seat == (case.government.capital,)
    assert case.government.endorsing_bodies == ("GOV",)
    assert case.base_districts and case.crossings is None and not case.patrons
    assert sum(d.population.best for d in case.districts.values()) == 3_000_000


def test_every_figure_is_a_guess_of_grade_d_that_says_its_rule(tmp_path: Path) -> None:
    outline = drafted(some_rows())
    figures = all_figures(load(outline, tmp_path / "new"))
    assert {figure.grade for figure in figures.values()} == {"D"}
    assert len(figures) == outline.guesses
    for figure in figures.values():
        assert figure.source.startswith("drafted from UCDP events by rule '")
        assert figure.source.endswith("(README.md): to be reviewed")
        rule = figure.source.split("'")[1]
        assert rule.startswith("people") or rule in outline.files["README.md"].lower()


def test_the_case_file_opens_with_what_to_review(tmp_path: Path) -> None:
    text = drafted(some_rows()).files["case.yaml"]
    head = text[: text.index("schema:")]
    assert all(line.startswith("#") and len(line) <= 118 for line in head.splitlines())
    assert "REVIEW" in head and head.index("1. extremist: Hill Brigade") < head.index("2. population")


def test_strategies_are_four_plain_ones(tmp_path: Path) -> None:
    case = load(drafted(some_rows()), tmp_path / "new")
    known = load_case_strategies(tmp_path / "new", case_arrays(case))
    assert list(known) == ["nothing", "talks", "strikes", "history"]
    assert not known["history"].base and not known["history"].phases and not known["history"].reference


def test_the_record_has_every_event_of_the_file(tmp_path: Path) -> None:
    rows = [*some_rows(), row(side_b_id=77, side_b="Late Front", date_start=date(2016, 5, 2), where_prec=7)]
    case = load(drafted(rows), tmp_path / "new")
    record = load_record(tmp_path / "new" / "case.yaml", case_arrays(case))
    assert [party.id for party in record.parties] == ["hb", "arm", "nf", "others"]
    assert record.parties[1].groups == ("ARM", "GOV") and record.air_party == 1
    assert record.span is not None
    deaths = record.deaths(*record.span)
    assert deaths.counts.sum() + deaths.unplaced.sum() == sum(one["best"] for one in rows)
    np.testing.assert_array_equal(
        deaths.counts.sum(axis=(0, 1)) + deaths.unplaced.sum(axis=0), record.totals(*record.span)
    )
    may = record.month_of("2016-05")
    found = record.deaths(may, may)
    assert found.unplaced[record.dyad(1, 3), 0] == 4  # the late front is nobody's group
    assert record.crosswalk.find(77, "", CalendarMonth(2016, 5)) is not None
    assert [(w.name, w.first, w.last) for w in record.windows] == [
        ("train", 1, 6),
        ("test", 7, 12),
        ("whole", 1, 12),
    ]


@pytest.mark.parametrize(
    ("months", "expected"),
    [
        (0, []),
        (3, ["whole 1-3"]),
        (12, ["train 1-6", "test 7-12", "whole 1-12"]),
        (20, ["train 1-6", "test 7-12", "test_long 7-20", "whole 1-12"]),
        (50, ["train 1-6", "test 7-12", "test_long 7-36", "whole 1-12"]),
    ],
)
def test_windows_reach_as_far_as_the_events(tmp_path: Path, months: int, expected: list[str]) -> None:
    rows = [one for one in some_rows() if one["date_start"] <= date(2015, 11, 30)]
    rows += [row(date_start=date(2015 + (10 + months) // 12, 1 + (10 + months) % 12, 1))] if months else []
    case = load(drafted(rows), tmp_path / "new")
    record = load_record(tmp_path / "new" / "case.yaml", case_arrays(case))
    assert [f"{w.name} {w.first}-{w.last}" for w in record.windows] == expected


def test_a_boundary_file_gives_shapes_people_and_the_capital(tmp_path: Path) -> None:
    path = tmp_path / "some.geojson"
    path.write_text(
        features(square("Kelln", 0, pop=10), square("Hills", 1, pop=900), square("Oasis", 2, pop=90))
    )
    places, _ = places_from_shapes(Boundaries(path, None, "pop").read(), path.name, None)
    outline = draft_case(read(some_rows()), places, replace(REQUEST, population=None))
    case = load(outline, tmp_path / "new")
    assert case.government.capital == "hills"
    assert [d.population.best for d in case.districts.values()] == [10, 900, 90]
    from irenic.record.places import load_shapes

    shapes = load_shapes(tmp_path / "new" / "case.yaml", list(case.districts))
    assert shapes.place(np.array([1.5]), np.array([0.5])).district.tolist() == [1]
    named = draft_case(read(some_rows()), places, replace(REQUEST, capital="KELLN"))
    assert named.draft.capital == 0
    assert named.draft.people.tolist() == [
        30_000,
        2_700_000,
        270_000,
    ]  # the stated total, by the file's shares


def test_without_any_figure_the_people_are_a_loud_placeholder(tmp_path: Path) -> None:
    outline = drafted(some_rows(), replace(REQUEST, population=None))
    case = load(outline, tmp_path / "new")
    assert sum(d.population.best for d in case.districts.values()) == pytest.approx(NATION, rel=1e-6)
    assert any(item.startswith("population: 10,000,000") for item in outline.review)


def test_foreign_governments_become_a_force_and_patrons(tmp_path: Path) -> None:
    abroad = [row(side_b_id=20 + i, side_b=f"Government of {n}", best=90 - i) for i, n in enumerate("XYZ")]
    case = load(drafted([*some_rows(), *abroad]), tmp_path / "new")
    assert list(case.groups)[-1] == "GX" and case.groups["GX"].kind == "outside_force"
    assert [patron.name for patron in case.patrons.values()] == ["Government of Y", "Government of Z"]


def test_a_war_without_a_government_can_be_drafted(tmp_path: Path) -> None:
    bands = {"type_of_violence": 2, "side_a_id": 1, "side_a": "A Band", "side_b_id": 2, "side_b": "B Band"}
    case = load(drafted([row(**bands)]), tmp_path / "new")
    assert list(case.groups) == ["AB", "BB", "LOC", "SPL"]
    assert case.government.endorsing_bodies == ()


def refusals(rows: list[dict[str, Any]], request: Request = REQUEST) -> list[str]:
    with pytest.raises(DataError) as caught:
        drafted(rows, request)
    return [problem.code for problem in caught.value.problems]


def test_what_stands_in_the_way_is_said_at_once() -> None:
    wrong = replace(REQUEST, extremist="Nobody Such", capital="Nowhere")
    assert refusals(some_rows(), wrong) == ["unknown_actor", "unknown_district"]
    early = replace(REQUEST, start=CalendarMonth(1999, 1), capital="Nowhere")
    assert refusals(some_rows(), early) == ["no_events", "unknown_district"]
    with pytest.raises(DataError, match=r"no_events: Harbour.*run from 2014-01 to 2016-11"):
        drafted(some_rows(), early)


def test_events_outside_all_districts_are_counted_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "some.geojson"
    path.write_text(features(square("Far", 100)))
    places, _ = places_from_shapes(Boundaries(path, None, None).read(), path.name, None)
    with pytest.raises(DataError, match="nothing_located"):
        draft_case(read(some_rows()), places, REQUEST)
    outline = drafted([*some_rows(), row(where_prec=7)])
    assert outline.outside == 1 and any("1 events of the last 24 months" in item for item in outline.review)


@pytest.mark.parametrize(
    ("name", "start", "groups", "population", "codes"),
    [
        ("fine-1", "2015-11", 2, None, []),
        ("../up", "2015-13", 1, 5.0, ["bad_name", "bad_month", "out_of_range", "out_of_range"]),
        ("nobody", "15-11", 17, float("nan"), ["bad_name", "bad_month", "out_of_range", "out_of_range"]),
        ("", "2015-11", 16, 1e12, ["bad_name", "out_of_range"]),
        ("1abc", "0001-01", 9, 1e6, ["bad_name"]),
    ],
)
def test_a_request_is_checked_before_anything_is_read(
    name: str, start: str, groups: int, population: float | None, codes: list[str]
) -> None:
    assert [problem.code for problem in request_problems(name, start, groups, population)] == codes


def hostile_rows(names: list[str]) -> list[dict[str, Any]]:
    rows = []
    for i, name in enumerate(names):
        where = {"adm_1": name, "longitude": float(i), "country": "Harbour"}
        rows.append(row(side_b_id=1000 + i, side_b=name, best=5 + i, **where))
        rows.append(one_sided(1000 + i, name, best=1, **where))
    return rows


def test_hostile_names_are_quoted_text_and_nothing_else(tmp_path: Path) -> None:
    outline = drafted(hostile_rows(list(HOSTILE)), replace(REQUEST, groups=16))
    case = load(outline, tmp_path / "new")
    assert sorted(p.name for p in (tmp_path / "new").iterdir()) == sorted(
        {Path(name).parts[0] for name in outline.files}
    )
    document = parse_document(outline.files["case.yaml"], "case.yaml")
    assert not document.problems
    for text in outline.files.values():
        assert all(c.isprintable() or c == "\n" for c in text)
    assert "<script>" not in outline.files["README.md"].replace("\\<", "")
    names = {group.name for group in case.groups.values()}
    assert any("!!python" in name for name in names) and all(len(name) <= 160 for name in names)
    actors = list(csv.reader(io.StringIO(outline.files["record/actors.csv"])))
    assert len(actors) == 1 + 1 + len(HOSTILE)


@given(
    names=st.lists(st.text(max_size=60), min_size=2, max_size=5, unique=True), country=st.text(max_size=30)
)
@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_names_give_a_case_that_loads(tmp_path: Path, names: list[str], country: str) -> None:
    rows = hostile_rows(names)
    rows += [row(side_a=f"Government of {country}", side_b_id=1, side_b="A Front")]
    load(drafted(rows), tmp_path / "new")


EVENT = st.fixed_dictionaries(
    {
        "kind": st.sampled_from([1, 2, 3]),
        "a": st.integers(0, 4),
        "b": st.integers(0, 4),
        "best": st.integers(0, 300),
        "month": st.integers(-30, 14),
        "place": st.integers(0, 3),
        "where_prec": st.sampled_from([1, 4, 6, None]),
    }
)
ACTORS = (
    "Government of Harbour",
    "Government of Elsewhere",
    "IS",
    "Red Cartel",
    "Forces of the North, Old Guard",
)


def generated(event: dict[str, Any]) -> dict[str, Any]:
    when = 2015 * 12 + 10 + event["month"]
    a, b, best = event["a"], event["b"], event["best"]
    made = {
        "date_start": date(when // 12, when % 12 + 1, 9),
        "type_of_violence": event["kind"],
        "best": best,
        "low": best // 2,
        "high": best * 2,
        "adm_1": f"Area {event['place']}",
        "longitude": float(event["place"]),
        "where_prec": event["where_prec"],
    }
    return row(side_a_id=a, side_a=ACTORS[a], side_b_id=b, side_b=ACTORS[b], **made)


@given(events=st.lists(EVENT, min_size=1, max_size=25), groups=st.integers(2, 16))
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_war_of_two_actors_gives_a_case_that_loads(
    tmp_path: Path, events: list[dict[str, Any]], groups: int
) -> None:
    band = {"side_a_id": 50, "side_a": "A Band", "side_b_id": 51, "side_b": "B Band", "type_of_violence": 2}
    rows = [*map(generated, events), row(**band, adm_1="Area 0", longitude=0.0, best=0, low=0, high=0)]
    load(drafted(rows, replace(REQUEST, groups=groups)), tmp_path / "new")


def test_the_same_events_give_the_same_files() -> None:
    assert drafted(some_rows()).files == drafted(some_rows()).files


def test_libya_of_november_2015_is_drafted_from_ucdp_s_events(
    shared_data: Callable[[str], Path], tmp_path: Path
) -> None:
    ged = read_ged(shared_data("ucdp-ged-211/libya_2008_2020.csv"), country="Libya")
    path = shared_data("natural-earth-adm1/libya_adm1.geojson")
    districts = Boundaries(path, None, None).read()
    places, problems = places_from_shapes(districts, path.name, None)
    assert not problems and len(places.districts) == 22 and not places.joined
    with shared_data("natural-earth-adm1/libya_adjacency.csv").open() as stream:
        known = {frozenset((r["a_code"], r["b_code"])) for r in csv.DictReader(stream)}
    code = {district.id: district.code for district in districts}
    found = {frozenset((code[a], code[b])) for a, b in places.pairs}
    assert len(known ^ found) <= 1  # a pair that shares about a kilometre
    request = Request("libya_draft", "Libya", CalendarMonth(2015, 11), population=6_300_000)
    outline = draft_case(
        read_events(ged.table, "Libya"), places, request, release=ged.release, digest=ged.digest
    )
    case = load(outline, tmp_path / "new")
    assert outline.draft.roster.extremist.name == "IS"
    assert [side.name for side in outline.draft.roster.sides[1:4]] == [
        "Army and police of Libya",
        "Forces of the House of Representatives",
        "Benghazi Revolutionaries Shura Council",
    ]
    assert outline.used == 254 and outline.outside == 0
    record = load_record(tmp_path / "new" / "case.yaml", case_arrays(case))
    assert record.totals(1, 12).sum() > 1000
    assert load_case(tmp_path / "new" / "case.yaml").digest == case.digest


def test_deaths_a_year_are_counted_as_far_as_the_events_reach_back(tmp_path: Path) -> None:
    """Half the months with half the deaths are as deadly a war."""
    long = [row(date_start=date(2014 + i // 12, 1 + i % 12, 3), best=60) for i in range(23)]
    long.append(one_sided(222, "Northern Front", date_start=date(2013, 12, 1), best=60))
    short = [*long[11:23], one_sided(222, "Northern Front", date_start=date(2015, 11, 1), best=60)]
    sizes = []
    for rows in (long, short):
        case = load(drafted(rows), tmp_path / "new")
        sizes.append(sum(g.fighters.best for g in case.groups.values() if g.fighters is not None))
    assert sizes[1] == pytest.approx(sizes[0], rel=0.08)
