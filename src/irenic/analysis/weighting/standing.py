"""Where the record lies in an ensemble: by month and by dyad, before weighting and after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from irenic.analysis.weighting.likelihood import OBSERVED, Simulate
from irenic.analysis.weighting.observation import draw_counts, observation_draws

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

BLOCK = 64
"""Worlds drawn at once; fixed, since each block has a generator of its own."""


class Span(NamedTuple):
    """10%, 50% and 90% of an ensemble."""

    low: float
    median: float
    high: float


class Standing(NamedTuple):
    """One recorded number and the ensembles about it, in recorded deaths.

    Parameters
    ----------
    name : a calendar month, or a dyad
    kind : "month" or "dyad"
    recorded : deaths
    before, after : what prior worlds, and refined worlds, would have recorded
    position : share of the refined ensemble below the record, ties counted half
    """

    name: str
    kind: str
    recorded: int
    before: Span
    after: Span
    position: float

    @property
    def is_outside(self) -> bool:
        """Whether the record lies outside the central 80% of the refined ensemble."""
        return not 0.1 <= self.position <= 0.9


def recorded_in(simulate: Simulate, points: Floats, luck: Whole, seed: int) -> Whole:
    """Return what would have been recorded in worlds, one draw each: (N, dyad, month), summed over districts.

    Parameters
    ----------
    simulate : deaths of worlds
    points : (dimension + 3, N), whole points of the unit cube
    luck : (N,)
    seed : of the draws
    """
    found = []
    for low in range(0, luck.size, BLOCK):
        part = slice(low, low + BLOCK)
        deaths = simulate(points[:-OBSERVED, part], luck[part, None])[:, 0]
        obs = observation_draws(points[-OBSERVED:, part])
        found.append(draw_counts(deaths, obs, np.random.default_rng([seed, 0xD3A, low])).sum(axis=2))
    return np.concatenate(found)


def standings(
    counts: NDArray[np.int64], before: Whole, after: Whole, months: Sequence[str], dyads: Sequence[str]
) -> tuple[Standing, ...]:
    """Return where the record lies, months first; dyads without deaths in record and ensemble are left out.

    Parameters
    ----------
    counts : (dyad, district, month), the record
    before, after : (N, dyad, month), as `recorded_in` returns them
    months, dyads : names
    """
    by_dyad = counts.sum(axis=1)
    parts: list[tuple[str, Sequence[str], Whole, Whole, Whole]] = [
        ("month", months, by_dyad.sum(axis=0), before.sum(axis=1), after.sum(axis=1)),
        ("dyad", dyads, by_dyad.sum(axis=1), before.sum(axis=2), after.sum(axis=2)),
    ]
    return tuple(
        Standing(name, kind, int(seen[i]), _span(was[:, i]), _span(now[:, i]), position(seen[i], now[:, i]))
        for kind, names, seen, was, now in parts
        for i, name in enumerate(names)
        if kind == "month" or seen[i] > 0 or np.median(now[:, i]) > 0
    )


def position(seen: int, ensemble: Whole) -> float:
    """Return the share of an ensemble below a number, ties counted half (Czado, Gneiting & Held 2009)."""
    return float((ensemble < seen).mean() + 0.5 * (ensemble == seen).mean())


def _span(ensemble: Whole) -> Span:
    return Span(*(float(x) for x in np.quantile(ensemble, (0.1, 0.5, 0.9))))
