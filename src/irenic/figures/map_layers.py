"""Layers of the district map that lie over the colours: lines across districts, the month, and labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from irenic.figures.labels import Labels, leader_ends, shapes_of
from irenic.figures.places import Places
from irenic.figures.theme import ink

LINE = 13.0
"""Height of a line of a label, pixels."""

HATCH = 42.0
"""Distance between the lines across a contested district, units of the sheet."""

_LETTERS = 11
_REACH = 36.0
"""Width of a label at whose edge a line to it ends, pixels."""

_PLACE = {
    "longitude": {"field": "x", "type": "quantitative"},
    "latitude": {"field": "y", "type": "quantitative"},
}


def label_layers(
    places: Places, labels: Labels, lines: Sequence[str], told: dict[str, Any]
) -> list[dict[str, Any]]:
    """Return layers of labels: lines that lead to those outside, a halo below, the words above.

    Parameters
    ----------
    places, labels : of the map; its rows have ``x``, ``y`` and ``least``
    lines : expressions of each line's text
    told : of each mark, what it tells when it is pointed at
    """
    width, height = places.size
    opacity = {"expr": f"min(width / {width:.1f}, height / {height:.1f}) >= datum.least ? 1 : 0"}
    halo = {"stroke": ink("background"), "strokeWidth": 3, "strokeJoin": "round", "strokeOpacity": 0.85}
    layers = [_leaders(places, labels, LINE * len(lines), opacity)] if labels.led.any() else []
    for line, words in enumerate(lines):
        shared = {
            "type": "text",
            "fontSize": _LETTERS,
            "fontWeight": "bold" if line == 0 else "normal",
            "dy": LINE * (line - (len(lines) - 1) / 2),
            "text": {"expr": words},
            "opacity": opacity,
            **told,
        }
        layers += [{"mark": {**shared, **style}, "encoding": _PLACE} for style in (halo, {})]
    return layers


def _leaders(places: Places, labels: Labels, height: float, opacity: Any) -> dict[str, Any]:
    """Lines from small districts to their labels."""
    values = [
        {
            "type": "Feature",
            "least": _short(labels.least[one]),
            "geometry": {"type": "LineString", "coordinates": np.round([start, end]).tolist()},
        }
        for one, start, end in leader_ends(places, labels, (_REACH, height))
    ]
    mark = {"type": "geoshape", "fill": None, "stroke": ink("muted"), "strokeWidth": 1, "tooltip": None}
    return {"data": {"values": values}, "mark": {**mark, "strokeOpacity": opacity}}


def label_rows(labels: Labels) -> list[dict[str, float]]:
    """Return what each district's row needs for its label."""
    return [
        {"x": round(x), "y": round(y), "least": _short(least)}
        for (x, y), least in zip(labels.points.tolist(), labels.least, strict=True)
    ]


def _short(value: float) -> float:
    return float(f"{value:.4g}")


def month_layer() -> dict[str, Any]:
    """Return the month's name above the map; the spec's parameter ``dates`` has the names."""
    mark = {
        "type": "text",
        "align": "right",
        "baseline": "bottom",
        "fontSize": 15,
        "fontWeight": 600,
        "text": {"expr": "dates[floor(month + 1e-6)]"},
        "tooltip": None,
    }
    corner = {"x": {"value": "width"}, "y": {"value": -6}}
    return {"data": {"values": [{}]}, "mark": mark, "encoding": corner}


def hatching(places: Places, rows: Sequence[dict[str, Any]], opacity: Any) -> dict[str, Any]:
    """Return a layer of lines across districts.

    Parameters
    ----------
    places : the districts
    rows : of each district, what `opacity` needs
    opacity : of the lines, for each row
    """
    values = [
        {"type": "Feature", "geometry": {"type": "MultiLineString", "coordinates": lines}, **row}
        for lines, row in zip(_lines_across(places), rows, strict=True)
    ]
    mark = {"type": "geoshape", "fill": None, "stroke": ink("text"), "strokeWidth": 1, "tooltip": None}
    return {"data": {"values": values}, "mark": {**mark, "strokeOpacity": opacity}}


def _lines_across(places: Places) -> list[list[list[list[float]]]]:
    """Slanting lines within each district, at the same distance everywhere."""
    import shapely

    width, height = places.size
    starts = np.arange(-height, width, HATCH)
    lines = shapely.MultiLineString([[(x, height), (x + height, 0.0)] for x in starts])
    found = []
    for shape in shapes_of(places):
        inside = shapely.get_parts(shapely.intersection(shape, lines))
        found.append([np.round(shapely.get_coordinates(part)).tolist() for part in inside])
    return found
