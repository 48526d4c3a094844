"""The districts of a case as shapes on a flat sheet: from its shapes, or from who borders on whom.

Shapes are projected here (Mercator) and put on a grid of whole numbers, so that a page has little to read
and nothing to project, and borders that two districts share stay shared.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from irenic.errors import DataError, Problem, quoted
from irenic.figures.holders import Parties, both_names, parties_of
from irenic.figures.layout import graph_distances, on_hexagons, stress_layout
from irenic.figures.words import shown

if TYPE_CHECKING:
    from irenic.case import Case

Floats = NDArray[np.float64]
Ring = tuple[tuple[float, float], ...]

SHEET = 2000
"""Whole numbers across the longer side of the sheet."""

MOST_POINTS = 6000
"""Points of all outlines together; shapes with more are put on coarser grids until they have no more."""

HEXAGON = 200.0
"""Distance between the centres of neighbouring hexagons, in units of the sheet."""

_POLE = 85.0


@dataclass(frozen=True, eq=False)
class Places:
    """Districts as outlines on a flat sheet, y downwards.

    Parameters
    ----------
    districts : ids, in the case's order
    names : as people call them
    local : names in the local script; empty where the case has none
    outlines : polygons by district: rings of points, the outer one first
    labels : (district, 2), the point of each that lies farthest inside
    room : (district,), how far that point is from the border
    size : width and height of the sheet
    is_schematic : drawn from who borders on whom, since the case has no shapes
    country : title of the case
    parties : who the groups are
    """

    districts: tuple[str, ...]
    names: tuple[str, ...]
    local: tuple[str, ...]
    outlines: tuple[tuple[tuple[Ring, ...], ...], ...]
    labels: Floats
    room: Floats
    size: tuple[float, float]
    is_schematic: bool
    country: str
    parties: Parties

    def full_name(self, place: int) -> str:
        """Return a district's name, with the local one, kept apart for scripts that run the other way."""
        return both_names(self.names[place], self.local[place])

    def features(self) -> list[dict[str, Any]]:
        """Return the outlines as GeoJSON features, in the order of districts."""
        return [
            {
                "type": "Feature",
                "id": name,
                "geometry": {
                    "type": "MultiPolygon",
                    "coordinates": [[[list(p) for p in ring] for ring in polygon] for polygon in polygons],
                },
            }
            for name, polygons in zip(self.districts, self.outlines, strict=True)
        ]


def places_of(case: Case, file: Path | None = None) -> Places:
    """Return the districts of a case, ready to be drawn.

    Parameters
    ----------
    case : checked
    file : the case's file, beside which its shapes lie as ``districts.geojson``; None for a case that has
        no folder. Without shapes districts are hexagons, neighbours side by side where that can be

    Raises
    ------
    DataError : there are shapes, but they cannot be used: ``bad_shapes``, ``unknown_district``,
        ``district_missing``
    """
    shapes = None if file is None else _shapes_beside(file, tuple(case.districts))
    is_schematic = shapes is None
    if shapes is None:
        shapes = _hexagons(case)
    outlines, labels, room, size = _on_sheet(shapes)
    return Places(
        districts=tuple(case.districts),
        names=tuple(shown(district.name) for district in case.districts.values()),
        local=tuple(district.name_local or "" for district in case.districts.values()),
        outlines=outlines,
        labels=labels,
        room=room,
        size=size,
        is_schematic=is_schematic,
        country=shown(case.title),
        parties=parties_of(case),
    )


def _shapes_beside(file: Path, districts: tuple[str, ...]) -> list[Any] | None:
    """Projected shapes, y downwards; None where there is no file of shapes."""
    import shapely

    from irenic.record.places import FILE, load_shapes

    if not file.with_name(FILE).is_file():
        return None
    shapes = list(load_shapes(file, districts).tree.geometries)
    problems = [
        Problem("bad_shapes", FILE, None, f"district {quoted(name)}", "", "degrees of longitude and latitude")
        for name, shape in zip(districts, shapes, strict=True)
        if not _is_on_earth(shapely.get_coordinates(shape))
    ]
    if problems:
        raise DataError(problems)
    if np.ptp(shapely.get_coordinates(shapes)[:, 0]) > 180.0:  # a country astride the date line
        shapes = [
            shapely.transform(s, lambda xy: np.where(xy < [0, -np.inf], xy + [360, 0], xy)) for s in shapes
        ]
    return [shapely.transform(shape, _mercator) for shape in shapes]


def _is_on_earth(points: Floats) -> bool:
    return bool(len(points) and (np.abs(points) <= [360.0, 90.0]).all())


def _mercator(degrees: Floats) -> Floats:
    """Degrees to Mercator, radians, y downwards."""
    latitude = np.radians(np.clip(degrees[:, 1], -_POLE, _POLE))
    return np.stack([np.radians(degrees[:, 0]), -np.arcsinh(np.tan(latitude))], 1)


def _hexagons(case: Case) -> list[Any]:
    """A hexagon a district, those that touch side by side as far as that can be."""
    import shapely

    names = list(case.districts)
    touches = np.zeros((len(names), len(names)))
    for first, second in case.adjacency.pairs:
        touches[names.index(first), names.index(second)] = 1.0
    centres = on_hexagons(stress_layout(graph_distances(touches + touches.T)))
    corners = np.radians(np.arange(30, 390, 60))
    ring = np.stack([np.cos(corners), np.sin(corners)], 1) / np.sqrt(3.0)
    return [shapely.Polygon(HEXAGON * (centre + ring)) for centre in centres]


def _on_sheet(shapes: list[Any]) -> tuple[Any, Floats, Floats, tuple[float, float]]:
    """Outlines on a grid of whole numbers, the points for labels, their room, and the sheet's size."""
    import shapely

    everything = shapely.get_coordinates(shapes)
    low, high = everything.min(0), everything.max(0)
    scale = SHEET / max(float((high - low).max()), 1e-9)
    flat = [shapely.transform(shape, lambda xy: (xy - low) * scale) for shape in shapes]
    grid = 1.0
    outlines = [_outline(shape, grid) for shape in flat]
    while sum(len(ring) for polygons in outlines for polygon in polygons for ring in polygon) > MOST_POINTS:
        grid *= 1.5
        outlines = [_outline(shape, grid) for shape in flat]
    inside = [shapely.maximum_inscribed_circle(_largest(shape), tolerance=2.0) for shape in flat]
    labels = np.array([shapely.get_coordinates(line)[0] for line in inside])
    width, height = (high - low) * scale
    return tuple(outlines), labels, shapely.length(inside), (float(width), float(height))


def _polygons(shape: Any) -> list[Any]:
    """The polygons of a shape; mending a shape may have left lines and points among them."""
    import shapely

    parts = shapely.get_parts(shapely.get_parts(shape))
    return [part for part in parts if part.geom_type == "Polygon" and not part.is_empty]


def _largest(shape: Any) -> Any:
    return max(_polygons(shape), key=lambda polygon: polygon.area)


def _outline(shape: Any, grid: float) -> tuple[tuple[Ring, ...], ...]:
    """Rings on a grid. Those that vanish on it are left out; a district that would is a small square."""
    polygons = []
    for polygon in _polygons(shape):
        rings = [_ring(ring.coords, grid) for ring in (polygon.exterior, *polygon.interiors)]
        if rings[0]:
            polygons.append(tuple(ring for ring in rings if ring))
    if polygons:
        return tuple(polygons)
    x, y = np.round(np.asarray(shape.centroid.coords[0]) / grid) * grid
    around = ((0, 0), (grid, 0), (grid, grid), (0, grid), (0, 0))
    return (((tuple((float(x + dx), float(y + dy)) for dx, dy in around)),),)


def _ring(points: Any, grid: float) -> Ring:
    """A ring on a grid, without points twice in a row; empty where fewer than three remain."""
    on_grid = np.round(np.asarray(points)[:, :2] / grid) * grid
    keep = np.r_[True, (np.diff(on_grid, axis=0) != 0).any(1)]
    found = [(float(x), float(y)) for x, y in on_grid[keep]]
    return tuple(found) if len(found) > 3 else ()
