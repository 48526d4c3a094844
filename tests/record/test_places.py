"""Points and districts: inside, on a border, off the coast, far away."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from irenic.errors import DataError
from irenic.record.places import NEAR_KM, Shapes, load_shapes
from tests.record.toy_record import SQUARES, write_shapes

NAMES = tuple(SQUARES)


@pytest.fixture(scope="module")
def shapes(tmp_path_factory: pytest.TempPathFactory) -> Shapes:
    return load_shapes(write_shapes(tmp_path_factory.mktemp("shapes")), NAMES)


def place(shapes: Shapes, *points: tuple[float, float]) -> list[str]:
    """Districts of points given as longitude and latitude; empty where there is none."""
    found = shapes.place(np.array([p[0] for p in points]), np.array([p[1] for p in points]))
    return ["" if index < 0 else NAMES[index] for index in found.district]


def test_points_inside_lie_in_their_district(shapes: Shapes) -> None:
    assert place(shapes, (0.5, 0.5), (1.5, 0.5), (0.5, 1.5), (1.5, 1.5)) == list(NAMES)


def test_a_point_on_a_border_goes_to_the_first_named(shapes: Shapes) -> None:
    assert place(shapes, (1.0, 0.5), (1.0, 1.0), (0.5, 1.0), (1.5, 1.0)) == [
        "port",
        "port",
        "port",
        "midtown",
    ]


def test_a_point_off_the_coast_goes_to_the_nearest(shapes: Shapes) -> None:
    found = shapes.place(np.array([-0.5, 2.5, 3.0]), np.array([0.5, 1.5, 1.5]))
    assert found.district.tolist() == [0, 3, -1]
    assert found.km[:2] == pytest.approx([55.6, 55.6], abs=0.1)  # half a degree at the equator
    assert np.isnan(found.km[2])
    assert found.is_near.tolist() == [True, True, False]


@given(st.floats(0.0, 359.0), st.floats(0.01, 1.5))
def test_the_limit_is_in_kilometres_on_the_ground(shapes: Shapes, angle: float, degrees: float) -> None:
    centre, reach = np.array([1.0, 1.0]), 1.0 + degrees
    direction = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
    lon, lat = centre + direction / np.abs(direction).max() * reach
    found = shapes.place(np.array([lon]), np.array([lat]))
    if degrees * 111.0 < NEAR_KM - 1 and np.abs(direction).min() < 0.01:
        assert found.district[0] >= 0
    if degrees * 111.0 > NEAR_KM + 1:
        assert found.district[0] < 0
    if found.district[0] >= 0:
        assert 0 < found.km[0] < NEAR_KM


def test_unknown_places_lie_nowhere(shapes: Shapes) -> None:
    assert place(shapes, (np.nan, 0.5), (0.5, np.nan), (np.inf, 0.5)) == ["", "", ""]
    assert len(shapes.place(np.array([]), np.array([])).district) == 0


def test_nearest_is_meant_on_the_ground_in_the_far_north(tmp_path: Path) -> None:
    squares = {"port": (0.0, 69.0), "midtown": (0.0, 71.5)}
    shapes = load_shapes(write_shapes(tmp_path, squares), ("port", "midtown"))
    found = shapes.place(np.array([2.2, 0.5]), np.array([69.5, 70.4]))
    assert found.district.tolist() == [0, 0]
    assert found.km == pytest.approx([1.2 * 111.2 * np.cos(np.radians(69.5)), 44.5], rel=0.02)


def test_shapes_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no_shapes: .*one feature a district"):
        load_shapes(tmp_path / "case.yaml", NAMES)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"features": 1}', '{"features": [1]}', "[" * 100_000])
def test_shapes_must_be_geojson(tmp_path: Path, text: str) -> None:
    (tmp_path / "districts.geojson").write_text(text)
    with pytest.raises(DataError, match=r"bad_shapes: .*GeoJSON with a list of features"):
        load_shapes(tmp_path / "case.yaml", NAMES)


def test_every_problem_with_shapes_is_said(tmp_path: Path) -> None:
    point = '{"type": "Point", "coordinates": [0, 0]}'
    features = [
        f'{{"id": "port", "geometry": {point}}}',
        '{"id": "midtown", "geometry": null}',
        '{"id": "hills", "geometry": {"type": "Polygon", "coordinates": "x"}}',
        '{"id": "nowhere", "geometry": null}',
        '{"properties": 3}',
    ]
    (tmp_path / "districts.geojson").write_text(f'{{"features": [{", ".join(features)}]}}')
    with pytest.raises(DataError) as caught:
        load_shapes(tmp_path / "case.yaml", NAMES)
    codes = [problem.code for problem in caught.value.problems]
    assert codes == ["bad_shapes"] * 3 + ["unknown_district"] * 2 + ["district_missing"]


def test_a_shape_that_crosses_itself_is_mended(tmp_path: Path) -> None:
    ring = "[[0,0],[2,2],[2,0],[0,2],[0,0]]"
    shape = f'{{"type": "Polygon", "coordinates": [{ring}]}}'
    (tmp_path / "districts.geojson").write_text(f'{{"features": [{{"id": "port", "geometry": {shape}}}]}}')
    shapes = load_shapes(tmp_path / "case.yaml", ("port",))
    assert shapes.place(np.array([0.2, 1.9]), np.array([1.0, 1.0])).district.tolist() == [0, 0]
