"""Likelihood of worlds: simulated deaths against the record, block by block."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from irenic.analysis.weighting.observation import OBSERVATION_PRIORS, log_likelihood, observation_draws

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Simulate = Callable[[Floats, Whole], NDArray[Any]]
"""Points of worlds (dimension, n) and their luck (n, replicate), whole numbers -> deaths (n, replicate, dyad,
district, month), the same for a world and its luck in whatever company they come."""

OBSERVED = len(OBSERVATION_PRIORS)
"""Number of observation coordinates, the last of a whole point."""


@dataclass(frozen=True, eq=False)
class Likelihood:
    """Log-likelihood of worlds given a record.

    Parameters
    ----------
    simulate : deaths of worlds under given luck
    counts : (dyad, district, month), the record
    block : worlds at once; it changes no result
    threads : None for one per core; they change no result
    report : told the share of worlds done
    """

    simulate: Simulate
    counts: NDArray[Any]
    block: int = 64
    threads: int | None = None
    report: Callable[[float], None] = field(default=lambda _: None)

    def __call__(self, points: Floats, luck: Whole) -> Floats:
        """Return the log-likelihood of whole points under one luck each: (dimension + 3, N), (N,) -> (N,)."""
        return self.over(points[:-OBSERVED], points[None, -OBSERVED:], luck[:, None])[:, 0, 0]

    def over(self, points: Floats, observations: Floats, luck: Whole) -> Floats:
        """Return the log-likelihood of worlds under several ways of recording; they are simulated once.

        Parameters
        ----------
        points : (dimension, N), inside 0..1
        observations : (M, 3, N), inside 0..1
        luck : (N, replicate)

        Returns
        -------
        (N, M, replicate)
        """
        count = len(luck)
        starts = range(0, count, self.block)

        def one(low: int) -> Floats:
            part = slice(low, low + self.block)
            deaths = self.simulate(points[:, part], luck[part])
            ways = (observation_draws(obs[:, part]) for obs in observations)
            return np.stack([log_likelihood(self.counts, deaths, way) for way in ways], axis=1)

        found = []
        with ThreadPoolExecutor(self.threads or _cores()) as pool:
            for low, scored in zip(starts, pool.map(one, starts), strict=True):
                found.append(scored)
                self.report(min(1.0, (low + self.block) / count))
        return np.concatenate(found)


def _cores() -> int:
    from irenic.study.work import usable_cores

    return usable_cores()
