"""Where things without a place are drawn: by how far apart they stand, the same every time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

STEPS = 300
"""Rounds of a layout of up to a hundred points; of more, fewer, in proportion."""

APART = 1.5
"""Steps added to the longest way for pairs that no way joins."""


def graph_distances(adjacency: Floats) -> Floats:
    """Return the number of steps between places; places that no way joins stand a little beyond the longest.

    Parameters
    ----------
    adjacency : (place, place), above 0 where two touch

    Returns
    -------
    (place, place), steps, diagonal 0
    """
    from scipy.sparse.csgraph import shortest_path

    steps = np.asarray(shortest_path(adjacency > 0, directed=False, unweighted=True), np.float64)
    joined = np.isfinite(steps)
    return np.where(joined, steps, steps[joined].max(initial=0.0) + APART)


def stress_layout(distances: Floats, weights: Floats | None = None) -> Floats:
    """Return points whose distances come near those wanted (stress majorisation from classical scaling).

    Parameters
    ----------
    distances : (point, point), wanted, symmetric
    weights : (point, point), above 0, how much each pair counts; by default 1 / distance squared

    Returns
    -------
    (point, 2), centred on 0

    References
    ----------
    Gansner, Koren & North 2005, Graph drawing by stress majorization.
    """
    count = len(distances)
    if count == 1:
        return np.zeros((1, 2))
    wanted = np.asarray(distances, np.float64) + np.eye(count)
    pull = 1.0 / wanted**2 if weights is None else np.array(weights, np.float64)
    np.fill_diagonal(pull, 0.0)
    solver = np.linalg.inv(np.diag(pull.sum(1)) - pull + 1.0 / count)  # on centred points, the inverse
    points = _classical_scaling(distances)
    for _ in range(min(STEPS, 100 * STEPS // count)):
        gaps = np.linalg.norm(points[:, None] - points[None], axis=-1)
        ratio = pull * distances / np.maximum(gaps, 1e-9)
        moved = solver @ ((np.diag(ratio.sum(1)) - ratio) @ points)
        done = np.abs(moved - points).max() < 1e-7
        points = moved
        if done:
            break
    return np.asarray(points - points.mean(0))


def _classical_scaling(distances: Floats) -> Floats:
    """Two principal coordinates; a little apart even where distances are all alike."""
    count = len(distances)
    centring = np.eye(count) - 1.0 / count
    values, vectors = np.linalg.eigh(-0.5 * centring @ (distances**2) @ centring)
    top = vectors[:, ::-1][:, :2]
    signs = np.sign(top[np.abs(top).argmax(0), np.arange(2)])  # eigenvectors have no sign of their own
    around = 2.0 * np.pi * np.arange(count) / count
    ring = np.stack([np.cos(around), np.sin(around)], 1)
    return np.asarray(top * signs * np.sqrt(np.maximum(values[::-1][:2], 0.0)) + 0.01 * ring)


def apart(points: Floats, room: Floats, steps: int = 200) -> Floats:
    """Move points as little as it takes until the boxes around them no longer overlap.

    Parameters
    ----------
    points : (point, 2)
    room : (point, 2), half the width and height that each needs, in the same unit
    steps : at most this many rounds

    Returns
    -------
    (point, 2)
    """
    moved = np.array(points, np.float64)
    needed = room[:, None] + room[None]
    first, second = np.triu_indices(len(moved), 1)
    for _ in range(steps):
        gap = moved[second] - moved[first]
        overlap = needed[first, second] - np.abs(gap)
        pairs = np.flatnonzero((overlap > 1e-9).all(1))
        if not pairs.size:
            break
        for pair in pairs:
            axis = int(overlap[pair].argmin())
            side = 1.0 if gap[pair, axis] >= 0 else -1.0
            shift = 0.5 * side * overlap[pair, axis]
            moved[second[pair], axis] += shift
            moved[first[pair], axis] -= shift
    return moved


def on_hexagons(points: Floats) -> Floats:
    """Give every point a hexagon of its own on a grid, so that the picture as a whole moves least.

    Parameters
    ----------
    points : (point, 2), neighbours about 1 apart

    Returns
    -------
    (point, 2), centres of hexagons (a corner on top) whose centres lie 1 apart
    """
    from scipy.optimize import linear_sum_assignment

    low, high = points.min(0) - 1.5, points.max(0) + 1.5
    rise = np.sqrt(0.75)
    rows = np.arange(np.ceil((high[1] - low[1]) / rise) + 1)
    columns = np.arange(np.ceil(high[0] - low[0]) + 1)
    across, up = np.meshgrid(columns, rows)
    cells = np.stack([low[0] + across + 0.5 * (up % 2), low[1] + rise * up], -1).reshape(-1, 2)
    cost = ((points[:, None] - cells[None]) ** 2).sum(-1)
    _, chosen = linear_sum_assignment(cost)
    return np.asarray(cells[chosen])
