"""Districts as shapes: from a file that may be anything, or from who borders on whom."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import shapely

from irenic.case import Case, load_case
from irenic.case.shipped import case_path
from irenic.errors import DataError
from irenic.figures.labels import place_labels, shapes_of
from irenic.figures.places import MOST_POINTS, SHEET, Places, places_of

CORNERS = {"port": (10.0, 30.0), "midtown": (11.0, 30.0), "hills": (10.0, 31.0), "oasis": (11.0, 31.0)}


def square(west: float, south: float, side: float = 1.0) -> list[list[float]]:
    """A ring around a square."""
    east, north = west + side, south + side
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def written(folder: Path, shapes: dict[str, object]) -> Path:
    """A case file's path with shapes beside it."""
    features = [{"type": "Feature", "id": name, "geometry": shape} for name, shape in shapes.items()]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    (folder / "districts.geojson").write_text(text, encoding="utf-8")
    return folder / "case.yaml"


def squares(**other: object) -> dict[str, object]:
    """Shapes of the toy case, some replaced."""
    found = {n: {"type": "Polygon", "coordinates": [square(*corner)]} for n, corner in CORNERS.items()}
    return {**found, **other}


@pytest.fixture(scope="module", params=["libya-2015", "iraq-2006"])
def shipped(request: pytest.FixtureRequest) -> Places:
    return places_of(load_case(request.param), case_path(request.param)[0])


def test_shapes_are_projected_onto_a_sheet(toy_case: Case, tmp_path: Path) -> None:
    places = places_of(toy_case, written(tmp_path, squares()))
    assert places.districts == ("port", "midtown", "hills", "oasis")
    assert not places.is_schematic
    assert max(places.size) == pytest.approx(SHEET)
    points = np.array([point for polygons in places.outlines for point in polygons[0][0]])
    assert points.min() == 0.0
    assert points.max() == SHEET
    port, hills = (np.array(places.outlines[i][0][0]) for i in (0, 2))
    assert port[:, 1].min() == hills[:, 1].max()  # the north is up, and the border is shared
    assert port[:, 1].max() - port[:, 1].min() < hills[:, 1].max() - hills[:, 1].min()  # Mercator


def test_labels_stand_inside(shipped: Places) -> None:
    for shape, label, room in zip(shapes_of(shipped), shipped.labels, shipped.room, strict=True):
        assert shape.distance(shapely.Point(label)) < 2.0
        assert room > 0
    sizes = [len(ring) for polygons in shipped.outlines for polygon in polygons for ring in polygon]
    assert sum(sizes) < MOST_POINTS
    assert len(json.dumps(shipped.features())) < 60_000


def test_districts_do_not_overlap_after_rounding(shipped: Places) -> None:
    shapes = shapes_of(shipped)
    whole = sum(shape.area for shape in shapes)
    assert shapely.union_all(shapes).area == pytest.approx(whole, rel=0.005)


def test_both_names_isolated(shipped: Places) -> None:
    full = shipped.full_name(0)
    assert full.startswith(f"{shipped.names[0]} (\u2068")
    assert full.endswith(f"{shipped.local[0]}\u2069)")


def test_without_shapes_neighbours_are_hexagons_side_by_side(toy_case: Case, tmp_path: Path) -> None:
    for places in (places_of(toy_case), places_of(toy_case, tmp_path / "case.yaml")):
        assert places.is_schematic
        shapes = shapes_of(places)
        assert all(len(polygons) == 1 and len(polygons[0][0]) == 7 for polygons in places.outlines)
        port, midtown, hills, oasis = shapes
        for one, other in ((port, midtown), (midtown, hills), (port, hills), (hills, oasis)):
            assert one.distance(other) < 2.0
        assert port.distance(oasis) > 2.0


def test_many_points_are_put_on_a_coarser_grid(toy_case: Case, tmp_path: Path) -> None:
    around = np.linspace(0.0, 2.0 * np.pi, 40_000)
    ring = np.stack([10.0 + 0.4 * np.cos(around), 30.0 + 0.4 * np.sin(around)], 1).tolist()
    ring[-1] = ring[0]
    many = {"type": "Polygon", "coordinates": [ring]}
    places = places_of(toy_case, written(tmp_path, squares(port=many)))
    assert sum(len(polygons[0][0]) for polygons in places.outlines) <= MOST_POINTS


def test_a_district_too_small_to_see_is_a_point_that_can_be_seen(toy_case: Case, tmp_path: Path) -> None:
    tiny = {"type": "Polygon", "coordinates": [square(10.5, 30.5, 1e-6)]}
    places = places_of(toy_case, written(tmp_path, squares(port=tiny)))
    assert len(places.outlines[0][0][0]) == 5


def test_a_country_astride_the_date_line_stays_whole(toy_case: Case, tmp_path: Path) -> None:
    west = {"type": "Polygon", "coordinates": [square(-180.0, 30.0)]}
    others = {
        name: {"type": "Polygon", "coordinates": [square(x, y)]}
        for name, (x, y) in {"midtown": (179.0, 30.0), "hills": (178.0, 30.0), "oasis": (179.0, 31.0)}.items()
    }
    places = places_of(toy_case, written(tmp_path, {"port": west, **others}))
    port, midtown = shapes_of(places)[:2]
    assert port.distance(midtown) < 2.0
    assert port.centroid.x > midtown.centroid.x


@pytest.mark.parametrize(
    ("shape", "match"),
    [
        ({"type": "Point", "coordinates": [1, 2]}, 'bad_shapes: district "port"; expected a polygon'),
        ({"type": "Polygon", "coordinates": [square(1e6, 30.0)]}, "degrees of longitude and latitude"),
        ({"type": "Polygon", "coordinates": [square(10.0, 95.0)]}, "degrees of longitude and latitude"),
        ({"type": "Polygon", "coordinates": "all of it"}, "a polygon"),
        ("<script>", "a polygon"),
    ],
)
def test_shapes_that_are_none_are_refused(toy_case: Case, tmp_path: Path, shape: object, match: str) -> None:
    with pytest.raises(DataError, match=match):
        places_of(toy_case, written(tmp_path, squares(port=shape)))


def test_a_file_that_is_no_geojson_is_refused(toy_case: Case, tmp_path: Path) -> None:
    file = written(tmp_path, {})
    with pytest.raises(DataError, match="district_missing") as caught:
        places_of(toy_case, file)
    assert len(caught.value.problems) == 4
    (tmp_path / "districts.geojson").write_bytes(b"[" * 100_000)
    with pytest.raises(DataError, match="bad_shapes: the file; expected GeoJSON"):
        places_of(toy_case, file)


def boxes(places: Places, width: float, height: float) -> list[shapely.Geometry]:
    """Labels as drawn at the least size at which each is shown, on the sheet."""
    labels = place_labels(places, width, height)
    scale = 0.3
    drawn = []
    for point, least in zip(labels.points, labels.least, strict=True):
        if least <= scale:
            half = np.array([width, height]) / 2.0 / scale
            drawn.append(shapely.box(*(point - half), *(point + half)))
    return drawn


def test_labels_do_not_touch_and_small_districts_are_led_to(shipped: Places) -> None:
    drawn = boxes(shipped, 36.0, 24.0)
    assert len(drawn) >= 0.9 * len(shipped.districts)
    for i, one in enumerate(drawn):
        assert not any(one.intersects(other) for other in drawn[:i])
    labels = place_labels(shipped, 36.0, 24.0)
    assert labels.led.any()
    assert not labels.led.all()
