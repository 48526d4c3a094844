"""The shipped district shapes: one coverage, the right places, small, and in step with the case.

Plain Python on purpose: the shapes were made with shapely, so shapely does not judge them.
"""

from __future__ import annotations

import itertools
import json
import math
from importlib.resources import files
from typing import Any

import pytest

from irenic.case import load_case
from irenic.case.schema import Case

SOURCE = files("irenic").joinpath("cases/libya_2015/districts.geojson")

Point = tuple[float, float]

# Longitude and latitude of towns, and the district the case's notes say they lie in.
TOWNS = {
    "Tobruk": (23.96, 32.06, "butnan"), "Derna": (22.63, 32.74, "derna"),
    "al-Bayda": (21.74, 32.75, "jabal_akhdar"), "al-Marj": (20.83, 32.49, "marj"),
    "Benghazi": (20.10, 32.10, "benghazi"), "Ajdabiya": (20.22, 30.75, "wahat"),
    "al-Jawf": (23.29, 24.18, "kufra"), "Sirte": (16.59, 31.18, "sirte"),
    "Ras Lanuf": (18.55, 30.47, "sirte"), "Hun": (15.94, 29.13, "jufra"),
    "Misrata": (15.09, 32.36, "misrata"), "Khoms": (14.26, 32.63, "murqub"),
    "Tajura": (13.35, 32.86, "tripoli"), "Aziziya": (13.02, 32.53, "jafara"),
    "Zawiya": (12.72, 32.74, "zawiya"), "Janzur": (13.01, 32.81, "zawiya"),
    "Sabratha": (12.48, 32.77, "nuqat_khams"), "Zuwara": (12.08, 32.91, "nuqat_khams"),
    "Zintan": (12.25, 31.93, "jabal_gharbi"), "Nalut": (10.98, 31.87, "nalut"),
    "Brak": (14.27, 27.55, "shati"), "Sabha": (14.43, 27.04, "sabha"), "Ubari": (12.78, 26.59, "wadi_hayat"),
    "Ghat": (10.17, 24.96, "ghat"), "Murzuq": (13.92, 25.92, "murzuq"),
}  # fmt: skip


@pytest.fixture(scope="module")
def case() -> Case:
    return load_case("libya-2015")


@pytest.fixture(scope="module")
def collection() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(SOURCE.read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def rings(collection: dict[str, Any]) -> dict[str, list[Point]]:
    """Exterior ring by district; the source has neither holes nor islands."""
    found = {}
    for feature in collection["features"]:
        geometry = feature["geometry"]
        assert geometry["type"] == "Polygon"
        (ring,) = geometry["coordinates"]
        found[feature["properties"]["id"]] = [(x, y) for x, y in ring]
    return found


def edges(ring: list[Point]) -> list[tuple[Point, Point]]:
    return list(itertools.pairwise(ring))


def signed_area(ring: list[Point]) -> float:
    """Square degrees; negative for a clockwise ring."""
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in edges(ring)) / 2


def area_km2(ring: list[Point]) -> float:
    """On a sphere of radius 6,371 km, by the trapezium rule in the sine of latitude."""
    turned = sum(
        math.radians(x1 - x0) * (math.sin(math.radians(y0)) + math.sin(math.radians(y1))) / 2
        for (x0, y0), (x1, y1) in edges(ring)
    )
    return abs(turned) * 6371.0**2


def holds(ring: list[Point], point: Point) -> bool:
    """Whether a point lies inside, by counting crossings of a ray to the east."""
    x, y = point
    crossings = sum(
        (y0 > y) != (y1 > y) and x < x0 + (y - y0) / (y1 - y0) * (x1 - x0)
        for (x0, y0), (x1, y1) in edges(ring)
    )
    return crossings % 2 == 1


def cross(o: Point, a: Point, b: Point) -> float:
    return (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0])


def properly_cross(one: tuple[Point, Point], two: tuple[Point, Point]) -> bool:
    (a, b), (c, d) = one, two
    return cross(a, b, c) * cross(a, b, d) < 0 and cross(c, d, a) * cross(c, d, b) < 0


def test_file_is_small_and_says_where_it_comes_from(collection: dict[str, Any]) -> None:
    assert len(SOURCE.read_bytes()) < 60_000
    assert "public domain (Natural Earth" in collection["metadata"]["licence"]
    assert "state no legal position" in collection["metadata"]["note"]


def test_features_match_the_case(collection: dict[str, Any], case: Case) -> None:
    assert len(collection["features"]) == 22
    properties = [feature["properties"] for feature in collection["features"]]
    assert properties == [
        {"id": key, "code": d.code, "name": d.name, "name_local": d.name_local}
        for key, d in case.districts.items()
    ]


def test_rings_are_closed_clockwise_and_simple(rings: dict[str, list[Point]]) -> None:
    for district, ring in rings.items():
        assert ring[0] == ring[-1], district
        assert len(set(ring)) == len(ring) - 1 >= 3, district
        assert signed_area(ring) < 0, district
        crossed = any(properly_cross(a, b) for a, b in itertools.combinations(edges(ring), 2))
        assert not crossed, district


def test_coordinates_are_degrees_with_at_most_four_decimals(rings: dict[str, list[Point]]) -> None:
    for x, y in itertools.chain.from_iterable(rings.values()):
        assert 9 < x < 26 and 19 < y < 34
        assert (round(x, 4), round(y, 4)) == (x, y)


def test_neighbours_share_their_border_edge_for_edge(rings: dict[str, list[Point]]) -> None:
    """Every edge is used once each way at most, so districts neither overlap nor leave slivers."""
    used = [edge for ring in rings.values() for edge in edges(ring)]
    assert len(used) == len(set(used))
    outer = [(a, b) for a, b in used if (b, a) not in set(used)]
    starts, ends = [a for a, _ in outer], [b for _, b in outer]
    assert sorted(starts) == sorted(ends)
    assert len(set(starts)) == len(starts), "the outer border touches itself, so it hides a hole"
    following = dict(outer)
    walked, at = 0, starts[0]
    while walked == 0 or at != starts[0]:
        at, walked = following[at], walked + 1
    assert walked == len(outer), "the outer border is not one ring"


def test_adjacent_districts_share_an_edge(rings: dict[str, list[Point]], case: Case) -> None:
    owner = {edge: district for district, ring in rings.items() for edge in edges(ring)}
    touching = {frozenset((d, owner[b, a])) for (a, b), d in owner.items() if (b, a) in owner}
    stated = {frozenset(pair) for pair in case.adjacency.pairs}
    assert stated < touching
    assert touching - stated == {frozenset(("murqub", "jafara"))}


def test_coastal_districts_lie_on_the_outer_border(rings: dict[str, list[Point]], case: Case) -> None:
    used = {edge for ring in rings.values() for edge in edges(ring)}
    for district, stated in case.districts.items():
        is_outer = any((b, a) not in used for a, b in edges(rings[district]))
        assert is_outer or not stated.coast, district


def test_area_is_that_of_the_country(rings: dict[str, list[Point]]) -> None:
    """Printed totals of Libya's area are 1.62 to 1.76 million km2, by source."""
    assert 1.60e6 < sum(area_km2(ring) for ring in rings.values()) < 1.77e6


@pytest.mark.parametrize("town", TOWNS)
def test_towns_lie_where_the_case_says(rings: dict[str, list[Point]], town: str) -> None:
    x, y, district = TOWNS[town]
    assert [d for d, ring in rings.items() if holds(ring, (x, y))] == [district]
