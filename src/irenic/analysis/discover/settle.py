"""The paste, made exact: each limit of a box is moved, out or in, to where the box is worth most."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from irenic.analysis.averages import Floats
from irenic.analysis.discover.box import LOWER, UPPER, WITHOUT, Face, Region, score
from irenic.analysis.discover.inputs import Sample
from irenic.analysis.discover.peel import Ranked, between

ROUNDS = 50
"""Most passes over the limits; a handful is usual."""

_GAIN = 1e-9
"""Least gain of the score for which a limit moves; differences below are rounding."""


def settled(ranked: Ranked, region: Region) -> Region:
    """Move every limit of a region to the best place, one at a time, until none moves.

    Where Friedman and Fisher paste slices of a fixed size back on, every place between two worlds
    is tried here, outward and inward, so that a limit is not bound to the steps of the peel. A limit
    that ends up beyond all worlds is gone.

    Parameters
    ----------
    ranked : the training worlds, sorted
    region : a box of the peel

    Returns
    -------
    A region with the same limits or fewer, worth no less on these worlds (`score`)

    References
    ----------
    Friedman & Fisher 1999, section 8.2 (bottom-up pasting); the step is a line search instead.
    """
    known = value_of(ranked.sample, region.inside(ranked.sample.x))
    for _ in range(ROUNDS):
        moved = False
        for face in region.faces():
            trial, worth = _best_place(ranked, region, face)
            if worth > known + _GAIN:
                region, known, moved = trial, worth, True
        if not moved:
            break
    return region


def value_of(sample: Sample, inside: NDArray[np.bool_]) -> float:
    """Return the `score` of a set of worlds."""
    load = sample.weights[inside]
    held, caught = load.sum(), load @ sample.y[inside]
    cases = float(sample.weights @ sample.y)
    if not held or not cases:
        return 0.0
    return float(score(caught / cases, caught / held, sample.base))


def _best_place(ranked: Ranked, region: Region, face: Face) -> tuple[Region, float]:
    free = region.freed(face)
    inside = free.inside(ranked.sample.x)
    if face.side == WITHOUT:
        return _best_categories(ranked, free, inside, face.row)
    place = int(np.flatnonzero(ranked.ordered == face.row)[0])
    order = ranked.order[place]
    order = order[inside[order]]
    if face.side == LOWER:
        order = order[::-1]
    column = ranked.sample.x[face.row, order]
    ends = np.flatnonzero(np.append(column[1:] != column[:-1], True))
    worth = _worths(ranked.sample, order, ends)
    best = int(worth.argmax())
    if best == ends.size - 1:
        return free, float(worth[best])
    is_real = ranked.sample.inputs[face.row].kind == "real"
    limit = between(float(column[ends[best]]), float(column[ends[best] + 1]), is_real)
    return free.limited(face.row, LOWER if face.side == LOWER else UPPER, limit), float(worth[best])


def _worths(sample: Sample, order: NDArray[np.int32], ends: NDArray[np.intp]) -> Floats:
    """Score of the first worlds of a list up to each end."""
    load = sample.weights[order]
    held, caught = np.cumsum(load)[ends], np.cumsum(load * sample.y[order])[ends]
    cases = float(sample.weights @ sample.y)
    return score(caught / cases, caught / held, sample.base)


def _best_categories(
    ranked: Ranked, free: Region, inside: NDArray[np.bool_], row: int
) -> tuple[Region, float]:
    """Keep the categories with the largest shares of cases, as many as the score asks for."""
    codes, places = next((c, p) for r, c, p in ranked.categories if r == row)
    sample = ranked.sample
    held = np.bincount(places[inside], weights=sample.weights[inside], minlength=codes.size)
    caught = np.bincount(places[inside], weights=(sample.weights * sample.y)[inside], minlength=codes.size)
    density = np.where(held > 0, caught / np.where(held > 0, held, 1.0), -1.0)
    order = np.argsort(-density, kind="stable")
    cases = float(sample.weights @ sample.y)
    total = np.cumsum(held[order])
    sums = np.cumsum(caught[order])
    worth = score(sums / cases, sums / np.where(total > 0, total, 1.0), sample.base)
    best = int(worth.argmax())
    left = frozenset(float(c) for c in codes[order[best + 1 :]])
    return Region(free.low, free.high, {**free.without, row: left} if left else free.without), float(
        worth[best]
    )
