"""Districts from the names of first-level areas in the events, where the user has no boundary file."""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
from numpy.typing import NDArray

from irenic.errors import Problem
from irenic.record.outline.events import Events
from irenic.record.outline.names import district_id, fold
from irenic.record.outline.places import District, Places, distances

MOST = 100
"""More areas than this are names that were not kept apart; a boundary file is needed."""


def places_from_areas(events: Events) -> tuple[Places | None, list[Problem]]:
    """Return a district for each first-level area that the events name, or what is in the way.

    A district's point is the mean place of its events. Neighbours are pairs with no third district's
    point in the circle between theirs (Gabriel's graph), which leaves no district alone.

    Parameters
    ----------
    events : of the country, all years

    References
    ----------
    Gabriel & Sokal (1969), A new statistical approach to geographic variation analysis.
    """
    rows: dict[str, list[int]] = defaultdict(list)
    for row, name in enumerate(events.area):
        if name and events.is_located[row]:
            rows[fold(name)].append(row)
    if not 1 <= len(rows) <= MOST:
        given = "not given, and the events name no area" if not rows else f"{len(rows):,} areas by the events"
        hint = (
            "Pass --districts FILE.geojson with the country's first-level districts as polygons, such as "
            "those of geoBoundaries or Natural Earth."
        )
        expected = f"a boundary file, or events whose adm_1 names 1 to {MOST} areas"
        return None, [Problem("no_districts", "the request", None, "--districts", given, expected, hint)]
    districts: list[District] = []
    for mine in rows.values():
        name = Counter(events.area[row] for row in mine).most_common(1)[0][0]
        taken = [district.id for district in districts]
        longitude, latitude = (float(at[mine].mean()) for at in (events.longitude, events.latitude))
        districts.append(District(district_id(name, taken), name, None, longitude, latitude))
    close = gabriel(distances(districts))
    pairs = tuple(
        (districts[i].id, districts[j].id) for i, j in zip(*np.nonzero(np.triu(close)), strict=True)
    )
    rule = "no third district's centre of events lies in the circle between the two"
    return Places(tuple(districts), pairs, rule, "areas named by the events (adm_1)"), []


def gabriel(km: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which points are neighbours: no third point lies inside the circle on their line.

    Parameters
    ----------
    km : (D, D), distances

    Returns
    -------
    (D, D), symmetric, False on the diagonal

    References
    ----------
    Gabriel & Sokal (1969): i and j are joined unless some k has d_ik^2 + d_kj^2 < d_ij^2.
    """
    square = km**2
    through = np.min(square[:, :, None] + square.T[None, :, :], axis=1)
    close: NDArray[np.bool_] = square <= through * (1 + 1e-9) + 1e-9
    np.fill_diagonal(close, False)
    return close
