"""From points to districts: which shape of `districts.geojson`, beside the case file, holds an event."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from irenic.errors import DataError, Problem, quoted

if TYPE_CHECKING:
    from shapely import STRtree

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FILE = "districts.geojson"
MAX_BYTES = 20_000_000
NEAR_KM = 60.0
"""How far a point may lie from the nearest district, such as an event at sea or on a simplified coast."""

EARTH_KM = 6371.0088
"""Mean radius (IUGG)."""

_DEGREE_KM = 111.2


@dataclass(frozen=True, slots=True)
class Placed:
    """Where points lie.

    Parameters
    ----------
    district : (point,), index of the district; -1 where none is near
    km : (point,), distance to that district; 0 inside it, NaN where none is near
    """

    district: Ints
    km: Floats

    @property
    def is_near(self) -> NDArray[np.bool_]:
        """Points that lie in no shape and were given to the nearest."""
        return np.asarray(self.km > 0)


@dataclass(frozen=True, slots=True)
class Shapes:
    """A case's districts as shapes.

    Parameters
    ----------
    tree : of the shapes, longitude and latitude in degrees
    owner : (shape,), index of the district of each
    """

    tree: STRtree
    owner: Ints

    def inside(self, longitude: Floats, latitude: Floats) -> Ints:
        """Find the district that holds each point.

        A point on a border goes to the district that the case names first.

        Parameters
        ----------
        longitude, latitude : (point,), degrees; NaN for an unknown place

        Returns
        -------
        (point,), index of the district; -1 in none
        """
        district = np.full(len(longitude), -1, np.int64)
        known, points = _points(longitude, latitude)
        point, shape = self.tree.query(points, predicate="intersects")
        order = np.argsort(self.owner[shape], kind="stable")[::-1]  # the first district is written last
        district[known[point[order]]] = self.owner[shape[order]]
        return district

    def place(self, longitude: Floats, latitude: Floats) -> Placed:
        """Find the district of each point, the nearest one for points outside all shapes.

        Nearest within `NEAR_KM`: a great circle's arc to the shape's nearest point.

        Parameters
        ----------
        longitude, latitude : (point,), degrees; NaN for an unknown place

        Returns
        -------
        Placed
        """
        district = self.inside(longitude, latitude)
        km = np.where(district < 0, np.nan, 0.0)
        outside = np.where(district < 0, longitude, np.nan)
        known, points = _points(outside, latitude)
        reach = NEAR_KM / _DEGREE_KM / np.maximum(np.cos(np.radians(latitude[known])), 0.05)
        pairs = self.tree.query(points, predicate="dwithin", distance=reach)
        for index, shape in pairs[:, np.lexsort(pairs[::-1])].T:
            distance, place = _arc_km(points[index], self.tree.geometries[shape]), known[index]
            if distance < NEAR_KM and not distance >= km[place]:
                district[place], km[place] = self.owner[shape], distance
        return Placed(district, km)


def _points(longitude: Floats, latitude: Floats) -> tuple[Ints, Any]:
    """Places of known points, and the points."""
    import shapely

    known = np.flatnonzero(np.isfinite(longitude) & np.isfinite(latitude))
    return known, shapely.points(longitude[known], latitude[known])


def _arc_km(point: Any, shape: Any) -> float:
    """Great-circle distance from a point to the nearest point of a shape (haversine)."""
    import shapely

    # east-west degrees are shortened so that "nearest" means nearest on the ground
    scale = np.cos(np.radians(shapely.get_y(point)))
    shrunk = shapely.transform(shape, lambda xy: xy * [scale, 1.0])
    centre = shapely.transform(point, lambda xy: xy * [scale, 1.0])
    ends = shapely.get_coordinates(shapely.shortest_line(centre, shrunk)) / [scale, 1.0]
    (lon1, lat1), (lon2, lat2) = np.radians(ends)
    root = np.sin((lat2 - lat1) / 2) ** 2 + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    return float(2 * EARTH_KM * np.arcsin(np.sqrt(min(root, 1.0))))


def load_shapes(case_file: Path, districts: Sequence[str]) -> Shapes:
    """Read the shapes beside a case file.

    Parameters
    ----------
    case_file : the case; its shapes are ``districts.geojson`` in the same folder, one feature a district
        with the district's id as ``id`` or among its properties
    districts : ids of the case's districts

    Raises
    ------
    DataError : `no_shapes`, `bad_shapes`, `unknown_district`, `district_missing`
    """
    path = case_file.with_name(FILE)
    problems: list[Problem] = []
    found: dict[str, Any] = {}
    for feature in _features(path):
        properties = feature.get("properties")
        inner = properties.get("id") if isinstance(properties, dict) else None
        name = str(feature.get("id", inner))
        if name not in districts or name in found:
            what = "a district of the case, once"
            problems.append(Problem("unknown_district", FILE, None, "a feature's id", quoted(name), what))
            continue
        found[name] = _shape(feature, name, problems)
    problems += [
        Problem("district_missing", FILE, None, f"district {quoted(name)}", "", "a feature with this id")
        for name in districts
        if name not in found
    ]
    if problems:
        raise DataError(problems)
    from shapely import STRtree

    return Shapes(STRtree([found[name] for name in districts]), np.arange(len(districts)))


def _features(path: Path) -> list[dict[str, Any]]:
    if not path.is_file():
        hint = f"Put {FILE} beside the case file: one feature a district."
        raise DataError([Problem("no_shapes", FILE, None, "", "", "shapes of the case's districts", hint)])
    with path.open("rb") as file:
        content = file.read(MAX_BYTES + 1)
    expected = f"GeoJSON with a list of features, at most {MAX_BYTES:,} bytes"
    try:
        features = json.loads(content)["features"] if len(content) <= MAX_BYTES else None
    except (ValueError, KeyError, TypeError, RecursionError):
        features = None
    if not isinstance(features, list) or not all(isinstance(feature, dict) for feature in features):
        raise DataError([Problem("bad_shapes", FILE, None, "", "", expected)])
    return features


def _shape(feature: dict[str, Any], name: str, problems: list[Problem]) -> Any:
    """The feature's polygon, made valid; None, with the problem noted, where it has none."""
    import shapely

    try:
        shape = shapely.from_geojson(json.dumps(feature.get("geometry")))
    except (shapely.errors.ShapelyError, ValueError):
        shape = None
    if shape is None or shape.is_empty or shape.geom_type not in ("Polygon", "MultiPolygon"):
        problems.append(Problem("bad_shapes", FILE, None, f"district {quoted(name)}", "", "a polygon"))
        return None
    return shape if shape.is_valid else shapely.make_valid(shape)
