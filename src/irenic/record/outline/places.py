"""Districts of a drafted case: where they lie, who lives there, and which touch.

This module holds what all sources of districts share; `boundaries` reads a file of polygons and
`areas` makes districts from the names of areas in the events.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from irenic.record.outline.names import fold

Floats = NDArray[np.float64]

KM_PER_DEGREE = 111.2
"""Kilometres in a degree of latitude."""

OUTSIDE = -1
"""District of an event that lies in none."""


@dataclass(frozen=True, slots=True)
class District:
    """A district before it has groups.

    Parameters
    ----------
    id : safe and unique
    name : cleaned
    code : of the boundary file, such as ISO 3166-2; None without one
    longitude, latitude : of a point inside, degrees
    people : stated population; None where the file has none
    shape : shapely polygon; None without a boundary file
    """

    id: str
    name: str
    code: str | None
    longitude: float
    latitude: float
    people: float | None = None
    shape: Any = None

    def is_called(self, text: str) -> bool:
        """Return whether a user's word means this district: its id, name or code."""
        return fold(text) in {fold(known) for known in (self.id, self.name, self.code or self.id)}


@dataclass(frozen=True, slots=True)
class Places:
    """All districts of a drafted case.

    Parameters
    ----------
    districts : in the order of the case
    pairs : neighbours, each pair once, ids
    neighbour_rule : how they were found, in words
    source : where the districts come from, in words
    joined : pairs that share no border and were joined so that no district stands alone
    """

    districts: tuple[District, ...]
    pairs: tuple[tuple[str, str], ...]
    neighbour_rule: str
    source: str
    joined: tuple[tuple[str, str], ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the districts."""
        return tuple(district.id for district in self.districts)


def find_district(text: str, districts: Sequence[District]) -> District | None:
    """Return the district a user's word means: by id, name or code; None if none or several."""
    found = [district for district in districts if district.is_called(text)]
    return found[0] if len(found) == 1 else None


def distances(districts: Sequence[District]) -> Floats:
    """Kilometres between districts' points, on a plane tangent at their mean latitude.

    Parameters
    ----------
    districts : D of them

    Returns
    -------
    (D, D), km, symmetric, 0 on the diagonal
    """
    latitude = np.array([district.latitude for district in districts])
    longitude = np.array([district.longitude for district in districts])
    x = longitude * np.cos(np.radians(latitude.mean())) * KM_PER_DEGREE
    y = latitude * KM_PER_DEGREE
    return np.asarray(np.hypot(x[:, None] - x, y[:, None] - y), dtype=np.float64)


def missing_links(touches: NDArray[np.bool_], km: Floats) -> list[tuple[int, int]]:
    """Return the pairs to add so that every district can be reached: the nearest of two parts, in turn.

    Parameters
    ----------
    touches : (D, D), symmetric
    km : (D, D), see `distances`

    References
    ----------
    Assumption: an island or an exclave is reached from the nearest district; without a neighbour no
    force of the model could come or go.
    """
    joined = touches.copy()
    added: list[tuple[int, int]] = []
    while True:
        part = _reached(joined)
        if part.all():
            return added
        apart = np.where(part[:, None] & ~part[None, :], km, np.inf)
        i, j = np.unravel_index(int(np.argmin(apart)), apart.shape)
        joined[i, j] = joined[j, i] = True
        added.append((min(int(i), int(j)), max(int(i), int(j))))


def _reached(touches: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Districts that can be reached from the first."""
    seen = np.zeros(len(touches), dtype=bool)
    seen[0] = True
    while True:
        wider = seen | touches[seen].any(axis=0)
        if (wider == seen).all():
            return seen
        seen = wider
