"""Where labels of districts stand, and from which size of the map on: no two touch; lines lead to some."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from irenic.figures.places import Places

Floats = NDArray[np.float64]

REFERENCE = 600.0
"""Width in pixels from which on small districts have their labels outside, with a line to them."""

REFERENCE_HEIGHT = 520.0

_FIT = 0.55
"""How much of a label's half-diagonal must lie within its district: a halo keeps the rest readable."""

_MARGIN = 6.0
_GAP = 0.25
"""Of a label's height: what a line keeps from others."""

_MOST_LED = 24
_RINGS = np.arange(1.0, 9.0)
_ANGLES = np.radians(np.arange(0, 360, 15))
_OVER_LAND = 6.0
"""Rings farther out that a label may go to stand clear of all districts."""


class Labels(NamedTuple):
    """Labels of districts.

    Parameters
    ----------
    points : (district, 2), units of the sheet
    least : (district,), pixels per unit of the sheet from which on each is shown; infinite for none
    led : (district,), whether a line leads from the district to its label
    """

    points: Floats
    least: Floats
    led: NDArray[np.bool_]


def place_labels(places: Places, width: float, height: float) -> Labels:
    """Return where labels stand.

    A label stands within its district where it about fits, and touches no label of a district with more room.
    What does not fit at the reference size stands at the nearest free spot, outside the country if it can.

    Parameters
    ----------
    places : the districts
    width, height : of a label in pixels
    """
    least = _least_scales(places, width, height)
    scale = _reference_scale(places)
    points, led = places.labels.copy(), np.zeros(len(least), bool)
    waiting = [int(i) for i in np.argsort(places.labels[:, 0]) if least[i] > scale]
    if len(waiting) <= _MOST_LED:
        box = np.array([width + _MARGIN, height + _MARGIN]) / scale
        for one, spot in _spots(places, np.flatnonzero(least <= scale), waiting, box):
            points[one], led[one], least[one] = spot, True, scale
        for one in (i for i in waiting if not led[i]):
            clear = [_clear(points[one], points[other], (width, height)) for other in np.flatnonzero(led)]
            least[one] = max(least[one], *clear, 0.0)
    return Labels(points, least, led)


def _least_scales(places: Places, width: float, height: float) -> Floats:
    """Scale from which on a label fits into its district, clear of those with more room."""
    least = _FIT * np.hypot(width, height) / 2.0 / np.maximum(places.room, 1e-6)
    order = np.argsort(-places.room, kind="stable")
    for position, one in enumerate(order):
        for other in order[:position]:
            clear = _clear(places.labels[one], places.labels[other], (width, height))
            if clear > least[other]:  # else the other one is not shown until then
                least[one] = max(least[one], clear)
    return np.asarray(least)


def _clear(one: Floats, other: Floats, box: tuple[float, float]) -> float:
    """Scale from which on labels at two points lie side by side."""
    gap = np.maximum(np.abs(one - other), 1e-6)
    return float(min(box[0] / gap[0], box[1] / gap[1]))


def _spots(
    places: Places, standing: NDArray[np.int64], waiting: list[int], box: Floats
) -> list[tuple[int, Floats]]:
    """Free spots for labels that do not fit, nearest first; those that find none are left out."""
    import shapely

    land = shapely.union_all([shapely.buffer(shape, 0) for shape in shapes_of(places)])
    taken = [_box(places.labels[i], box) for i in standing]
    starts = [shapely.Point(places.labels[i]) for i in waiting]
    lines: list[Any] = []
    found = []
    for one, start in zip(waiting, starts, strict=True):
        near = _Around(land, taken, lines, [other for other in starts if other is not start])
        spot = _nearest(places.labels[one], box, near)
        if spot is None:
            continue
        taken.append(_box(spot, box))
        lines.append(shapely.LineString([start, shapely.Point(spot)]))
        found.append((one, spot))
    return found


class _Around(NamedTuple):
    """What a label and the line to it must keep clear of: boxes of labels, lines, and other lines' starts."""

    land: Any
    taken: list[Any]
    lines: list[Any]
    starts: list[Any]

    def is_free(self, area: Any, line: Any, gap: float) -> bool:
        """Whether a label's box and its line touch nothing, and the line keeps a distance from lines."""
        if any(area.intersects(other) for other in (*self.taken, *self.lines)):
            return False
        if any(line.intersects(other) for other in self.taken):
            return False
        return not any(line.distance(other) < gap for other in (*self.lines, *self.starts))


def _nearest(start: Floats, box: Floats, around: _Around) -> Floats | None:
    """The spot with the least cost around a point: distance, and more where it covers land."""
    import shapely

    best, least = None, np.inf
    for ring in _RINGS:
        if ring >= least:
            break
        for angle in _ANGLES:
            spot = start + ring * 0.75 * box * [np.cos(angle), np.sin(angle)]
            area, line = _box(spot, box), shapely.LineString([start, spot])
            cost = ring + (_OVER_LAND if area.intersects(around.land) else 0.0)
            if cost < least and around.is_free(area, line, _GAP * float(box[1])):
                best, least = spot, cost
    return best


def shapes_of(places: Places) -> list[Any]:
    """Return the districts' outlines as valid shapes."""
    import shapely

    return [
        shapely.make_valid(shapely.MultiPolygon([(rings[0], rings[1:]) for rings in polygons]))
        for polygons in places.outlines
    ]


def _box(centre: Floats, box: Floats) -> Any:
    import shapely

    return shapely.box(*(centre - box / 2.0), *(centre + box / 2.0))


def leader_ends(places: Places, labels: Labels, box: tuple[float, float]) -> list[tuple[int, Floats, Floats]]:
    """Return lines from districts to their labels: place of the district, both ends.

    Parameters
    ----------
    places, labels : of one map
    box : width and height of a label in pixels; lines end at its edge
    """
    scale = _reference_scale(places)
    found = []
    for one in np.flatnonzero(labels.led):
        start, end = places.labels[one], labels.points[one]
        way = np.maximum(np.abs(end - start), 1e-9)
        covered = min(1.0, float((np.array(box) / 2.0 / scale / way).min()))
        found.append((int(one), start, end - (end - start) * covered))
    return found


def _reference_scale(places: Places) -> float:
    return min(REFERENCE / places.size[0], REFERENCE_HEIGHT / places.size[1])
