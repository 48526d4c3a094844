"""Districts: from a boundary file or from areas, who touches whom, and which holds a point."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from irenic.errors import Problem
from irenic.record.outline.areas import MOST, gabriel, places_from_areas
from irenic.record.outline.boundaries import Boundaries
from irenic.record.outline.neighbours import borders, locate, places_from_shapes, read_pairs
from irenic.record.outline.places import District, find_district, missing_links
from tests.record.outline.made_up import features, read, row, some_rows, square


def boundaries(folder: Path, text: str, names: str | None = None, people: str | None = None) -> Boundaries:
    path = folder / "districts.geojson"
    path.write_text(text)
    return Boundaries(path, names, people)


def four(folder: Path) -> tuple[District, ...]:
    """Two by two squares and an island."""
    made = [square("A", 0), square("B", 1), square("C", 0, 1), square("D", 1, 1), square("Isle", 4)]
    return boundaries(folder, features(*made)).read()


def problems_of(folder: Path, text: str, **options: str) -> list[Problem]:
    reader = boundaries(folder, text, options.get("names"), options.get("people"))
    assert reader.read() == ()
    return reader.problems


def test_districts_have_names_codes_people_and_a_point_inside(tmp_path: Path) -> None:
    made = [
        square("Kelln", 0, pop="1,200", shapeISO="HA-KE"),
        square("Kelln", 1, pop=900.5),
    ]
    first, second = boundaries(tmp_path, features(*made), people="pop").read()
    assert (first.id, first.name, first.code, first.people) == ("kelln", "Kelln", "HA-KE", 1200)
    assert (second.id, second.code, second.people) == ("kelln_2", None, 900.5)
    assert 0 < first.longitude < 1 < second.longitude < 2


def test_touching_districts_are_neighbours_corners_are_not_and_islands_are_joined(tmp_path: Path) -> None:
    districts = four(tmp_path)
    places, problems = places_from_shapes(districts, "x.geojson", None)
    assert not problems
    assert set(places.pairs) == {("a", "b"), ("a", "c"), ("b", "d"), ("c", "d"), ("b", "isle")}
    assert places.joined == (("b", "isle"),)


def test_borders_are_as_long_as_they_are(tmp_path: Path) -> None:
    km = borders(four(tmp_path))
    assert km[0, 2] == pytest.approx(111.2, rel=0.01)  # a degree along a parallel near the equator
    assert km[0, 1] == pytest.approx(111.2, rel=0.01)
    assert 0 < km[0, 3] < 1 and km[0, 4] == 0
    np.testing.assert_array_equal(km, km.T)


def test_lines_that_were_meant_as_one_border_touch(tmp_path: Path) -> None:
    districts = boundaries(tmp_path, features(square("A", 0), square("B", 1.001))).read()
    assert borders(districts)[0, 1] > 100


def test_events_go_to_the_district_around_them_or_near_them(tmp_path: Path) -> None:
    places, _ = places_from_shapes(four(tmp_path), "x.geojson", None)
    points = [(0.5, 0.5), (1.5, 1.5), (-0.2, 0.5), (8.0, 0.5), (4.5, 0.5)]
    rows = [row(longitude=x, latitude=y) for x, y in points] + [row(where_prec=6)]
    assert locate(read(rows), places).tolist() == [0, 3, 0, -1, 4, -1]


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("not json", "not readable as JSON"),
        ("[" * 200_000, "not readable as JSON"),
        ("{}", "without a list of features"),
        ('{"features": []}', "without a list of features"),
        ('{"features": [1]}', "without a list of features"),
        ('{"features": [{"properties": null, "geometry": null}]}', "without a list of features"),
    ],
)
def test_a_file_that_is_no_boundary_file_is_refused_in_one_line(
    tmp_path: Path, text: str, given: str
) -> None:
    problems = problems_of(tmp_path, text)
    assert [problem.code for problem in problems] == ["boundary_file"]
    assert given in str(problems[0]) and "\n" not in str(problems[0])


def test_a_missing_boundary_file_says_so(tmp_path: Path) -> None:
    reader = Boundaries(tmp_path / "none.geojson", None, None)
    assert reader.read() == () and "No such file" in reader.problems[0].given


def line(name: str) -> dict[str, Any]:
    return square(name, 0) | {"geometry": {"type": "LineString", "coordinates": [[0, 0], [1, 1]]}}


def shaped(name: str, coordinates: Any) -> dict[str, Any]:
    return square(name, 0) | {"geometry": {"type": "Polygon", "coordinates": coordinates}}


def test_every_bad_feature_is_named(tmp_path: Path) -> None:
    made = [
        square("A", 0, pop=5),
        line("B") | {"properties": {"name": "B", "pop": 5}},
        square("", 2, pop=5),
        square("D", 500, pop=5),
        square("E", 5, pop="many"),
        square("F", 6, pop=float("inf")),
        shaped("G", [[["x", 1], [2, 2], [3, 3], [4, 4]]]) | {"properties": {"name": "G", "pop": 5}},
        shaped("H", [[[0, 0], [1, 1], [2, 2], [0, 0]]]) | {"properties": {"name": "H", "pop": 5}},
        shaped("I", []) | {"properties": {"name": "I", "pop": 5}},
    ]
    problems = problems_of(tmp_path, features(*made), people="pop")
    assert [problem.code for problem in problems] == [
        *("bad_shape", "no_name", "bad_shape", "bad_population", "bad_population"),
        *("bad_shape", "bad_shape", "bad_shape"),
    ]
    assert "WGS 84" in problems[2].hint and "without any area" in problems[6].given


def test_an_invalid_polygon_is_mended(tmp_path: Path) -> None:
    bow = shaped("Bow", [[[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]])
    (district,) = boundaries(tmp_path, features(bow)).read()
    assert district.shape.is_valid and district.shape.area == pytest.approx(2)


def test_properties_that_are_not_there_are_named(tmp_path: Path) -> None:
    text = features(square("A", 0, people=5))
    (problem,) = problems_of(tmp_path, text, people="peple")
    assert problem.code == "unknown_property" and "people" in problem.hint
    (problem,) = problems_of(tmp_path, text, names="nom")
    assert problem.path == "--name-property"
    nameless = json.dumps({"features": [{"properties": {"x\n": 1}, "geometry": None}]})
    (problem,) = problems_of(tmp_path, nameless)
    assert problem.code == "no_names" and "--name-property" in problem.hint


def test_too_many_districts_are_refused(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, features(*[square(str(i), 0) for i in range(501)]))
    assert problem.code == "too_many_districts"


def test_neighbours_may_come_from_a_table(tmp_path: Path) -> None:
    districts = four(tmp_path)
    path = tmp_path / "pairs.csv"
    path.write_text("note,first,second\nx,a,B\nx,B,A\nx,d,isle\nx,a,a\n\n")
    assert read_pairs(path, districts) == ((("a", "b"), ("d", "isle")), [])
    path.write_text("first,second\na,Bee\nnowhere,b\na\n")
    pairs, problems = read_pairs(path, districts)
    assert pairs == () and [(p.code, p.line) for p in problems] == [
        ("unknown_district", 2),
        ("unknown_district", 3),
        ("unknown_district", 4),
    ]


@pytest.mark.parametrize("content", [b"", b"only a head\n", b"\xff\xfe,\n\n", b"a\nb\n"])
def test_a_table_of_neighbours_that_is_none_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "pairs.csv"
    path.write_bytes(content)
    _, problems = read_pairs(path, four(tmp_path))
    assert [problem.code for problem in problems] == ["adjacency_file"]
    _, problems = read_pairs(tmp_path / "none.csv", four(tmp_path))
    assert [problem.code for problem in problems] == ["adjacency_file"]


def test_a_district_is_found_by_id_name_or_code(tmp_path: Path) -> None:
    made = [square("Kelln", 0, code="HA-1"), square("Hills", 1), square("hills", 2)]
    districts = boundaries(tmp_path, features(*made)).read()
    assert find_district("ha-1", districts) == find_district(" kelln", districts) == districts[0]
    assert find_district("Hills", districts) is None  # two have the name
    assert find_district("hills_2", districts) == districts[2]
    assert find_district("", districts) is None


def test_areas_of_the_events_become_districts_at_the_middle_of_their_events() -> None:
    rows = some_rows()
    places, problems = places_from_areas(read([*rows, row(adm_1=" KELLN ", longitude=3.5)]))
    assert places is not None and not problems
    assert [district.name for district in places.districts] == ["Kelln", "Hills", "Oasis"]
    assert places.districts[1].longitude == pytest.approx(1.5)
    assert places.districts[0].longitude > 0.5
    assert locate(read(rows), places)[:6].tolist() == [0, 0, 1, 1, 2, 2]


@pytest.mark.parametrize("names", [[None], [""], [f"Area {i}" for i in range(MOST + 1)]])
def test_without_areas_a_boundary_file_is_asked_for(names: list[str | None]) -> None:
    places, (problem,) = places_from_areas(read([row(adm_1=name) for name in names]))
    assert places is None and problem.code == "no_districts" and "--districts FILE.geojson" in problem.hint


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=12, unique=True))
def test_gabriel_s_neighbours_leave_no_district_alone(points: list[tuple[int, int]]) -> None:
    xy = np.array(points, dtype=float)
    km = np.hypot(*(xy[:, None, :] - xy[None, :, :]).transpose(2, 0, 1))
    close = gabriel(km)
    assert not missing_links(close, km)
    np.testing.assert_array_equal(close, close.T)
    for i in range(len(points)):
        for j in range(i):
            middle, radius = (xy[i] + xy[j]) / 2, km[i, j] / 2
            inside = [
                np.hypot(*(xy[k] - middle)) < radius - 1e-9 for k in range(len(points)) if k not in (i, j)
            ]
            assert close[i, j] == (not any(inside))


def test_parts_are_joined_by_their_nearest_districts() -> None:
    km = np.abs(np.subtract.outer([0.0, 1.0, 5.0, 6.0, 20.0], [0.0, 1.0, 5.0, 6.0, 20.0]))
    touches = np.zeros((5, 5), dtype=bool)
    touches[0, 1] = touches[1, 0] = touches[2, 3] = touches[3, 2] = True
    assert missing_links(touches, km) == [(1, 2), (3, 4)]
