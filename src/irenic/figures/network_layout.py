"""Where groups and patrons stand in the network: friends near, foes far, no two on top of each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from irenic.figures.layout import apart, stress_layout

Floats = NDArray[np.float64]

WIDTH, LEAST_HEIGHT = 330.0, 540.0
"""Pixels for which places are found; a wider page stretches them, so none meet there."""

_ROOMY = 2.2
"""How many times the room of all marks and names the frame has."""

_LETTER = 7.5
_LINE = 18.0
_NEAR, _FAR = 0.7, 2.6
_SUPPORTED = 0.8
_UNTIED = 1.8


@dataclass(slots=True)
class Node:
    """A group or patron in the network.

    Parameters
    ----------
    id, short, name : how it is called
    kind : a group's kind, or "patron"
    radius : of its mark, pixels
    colour : hex; empty for a patron
    fighters : persons, best estimate
    x, y : its place within the frame
    """

    id: str
    short: str
    name: str
    kind: str
    radius: float
    colour: str
    fighters: float
    x: float = 0.0
    y: float = 0.0


def place_nodes(nodes: dict[str, Node], ties: Sequence[tuple[str, str, float, bool]]) -> tuple[float, float]:
    """Give every node its place.

    Parameters
    ----------
    nodes : by id; their places are set
    ties : one, other, relation -1..1 (or support 0..1), whether it is support

    Returns
    -------
    width and height of the frame in which they stand
    """
    index = {name: i for i, name in enumerate(nodes)}
    wanted = np.full((len(nodes), len(nodes)), _UNTIED)
    pull = np.full(wanted.shape, 0.05)
    for one, other, relation, is_support in ties:
        i, j = index[one], index[other]
        length = _SUPPORTED if is_support else _NEAR + (_FAR - _NEAR) * (1.0 - relation) / 2.0
        wanted[[i, j], [j, i]] = length
        pull[[i, j], [j, i]] = 0.1 + abs(relation)
    np.fill_diagonal(wanted, 0.0)
    points = _spread(stress_layout(wanted, pull))
    room = np.array([_room(node) for node in nodes.values()])
    frame = np.array([WIDTH, max(LEAST_HEIGHT, round(_ROOMY * 4.0 * float(room.prod(1).sum()) / WIDTH))])
    points = _within(apart(points * frame, room), room, frame)
    for node, (x, y) in zip(nodes.values(), points, strict=True):
        node.x, node.y = round(float(x), 1), round(float(y), 1)
    return float(frame[0]), float(frame[1])


def _room(node: Node) -> tuple[float, float]:
    """Half the width and height that a mark and the name below it need."""
    wide = max(2.0 * node.radius, _LETTER * len(node.short)) + 6.0
    return wide / 2.0, (2.0 * node.radius + _LINE + 4.0) / 2.0


def _spread(points: Floats) -> Floats:
    """Points in 0..1, each axis half by value and half by rank: outliers leave no empty middle."""
    low, high = points.min(0), points.max(0)
    by_value = (points - low) / np.maximum(high - low, 1e-9)
    by_rank = points.argsort(0, kind="stable").argsort(0, kind="stable") / max(len(points) - 1, 1)
    return np.asarray(0.5 * by_value + 0.5 * by_rank)


def _within(points: Floats, room: Floats, frame: Floats) -> Floats:
    """Points shrunk into the frame where they reached beyond; the name below a mark counts."""
    low, high = (points - room).min(0), (points + room).max(0)
    scale = np.minimum(1.0, frame / np.maximum(high - low, 1e-9))
    moved = (points - (low + high) / 2.0) * scale + frame / 2.0
    return np.asarray(apart(np.clip(moved, room, frame - room), room, 60))
