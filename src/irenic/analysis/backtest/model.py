"""The model as a forecaster: its deaths in every run, turned into counts by the observation model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from irenic.analysis.backtest.forecast import Floats, Forecast, Mixture
from irenic.analysis.backtest.levels import COUNTRY, DISTRICT, DYAD, LEVELS
from irenic.analysis.ensemble import WORLDS_A_CALL, part_of
from irenic.analysis.weighting.observation import Observation
from irenic.strategy import StrategyArrays
from irenic.study.work import usable_cores
from irenic.worlds import Worlds

if TYPE_CHECKING:
    from irenic.engine.lanes import Counted

Floats32 = NDArray[np.float32]

STREAM = 2
"""Place of the observation model's draws among those of a back-test."""

ROUNDING = -1e-3
"""A death count that the engine's single precision may put below 0."""


class Counting(Protocol):
    """The part of `irenic.engine.run.Engine` that a back-test uses."""

    @property
    def series_names(self) -> tuple[str, ...]:
        """Names of the national series."""

    def count(self, worlds: Worlds, strategy: StrategyArrays, replicates: int, seed: int) -> Counted:
        """Run a strategy and count deaths; safe to call from several threads."""


class Sums(NamedTuple):
    """Deaths of the model on one level; a lane is a world and replicate, replicates fastest.

    Parameters
    ----------
    total : (unit, month, lane), persons
    places : how many times a unit has the false positives of one district
    """

    total: Floats32
    places: float

    def expected(self, rho: Floats, nu: Floats) -> tuple[Floats, Floats]:
        """Recorded deaths expected of each run over all months: those of the model, and false positives.

        Parameters
        ----------
        rho, nu : of each run, (lane,)
        """
        units, months, _ = self.total.shape
        return rho * self.total.sum((0, 1), dtype=np.float64), nu * float(self.places * units * months)

    def forecast(self, name: str, obs: Observation, weights: Floats | None, seed: int) -> Forecast:
        """Turn deaths into a distribution of recorded counts.

        A unit's count is negative-binomial about rho * deaths + nu, one law a run, mixed over runs. Each run
        gives one draw as a member.

        Parameters
        ----------
        name : of the forecaster
        obs : of each world, (world,)
        weights : of each world, sum 1; None for equal ones
        seed : of the draws

        References
        ----------
        Model text, observation of the record, with the unit's own total for its cells. Assumption: what is
        not known of a total is no smaller a share of it than of a part, since the faults of recording and of
        the model have causes in common.
        """
        replicates = self.total.shape[-1] // len(obs.rho)
        rho, nu, alpha = (np.repeat(values, replicates) for values in obs)
        mean = rho * np.asarray(self.total, np.float64) + self.places * nu
        dispersion = np.broadcast_to(alpha, mean.shape)
        key = np.random.SeedSequence((seed, STREAM, *self.total.shape[:2]))
        rng = np.random.Generator(np.random.Philox(key))
        draws = rng.poisson(rng.gamma(1.0 / dispersion, dispersion * mean)).astype(np.float64)
        lanes = None if weights is None else np.repeat(weights, replicates) / replicates
        even = np.full(mean.shape[-1], 1.0 / mean.shape[-1])
        return Forecast(name, draws, lanes, Mixture(mean, dispersion, even if lanes is None else lanes))


@dataclass(frozen=True, eq=False, slots=True)
class ModelRuns:
    """One strategy in all worlds.

    Parameters
    ----------
    levels : level -> deaths
    series : national series and ``deaths_DISTRICT`` by name, each (lane, month)
    """

    levels: dict[str, Sums]
    series: dict[str, Floats]


def run_model(
    engine: Counting,
    worlds: Worlds,
    strategy: StrategyArrays,
    lots: tuple[int, int],
    districts: Sequence[str],
    *,
    threads: int | None = None,
    told: Callable[[int], object] | None = None,
) -> ModelRuns:
    """Run a strategy in every world and sum its deaths on every level.

    Parameters
    ----------
    engine, worlds, strategy : of one case
    lots : replicates and seed of luck
    districts : ids, in the engine's order
    threads : None for one per core; results do not depend on it
    told : called with the number of worlds whenever some are done
    """
    edges = [*range(worlds.lo, worlds.hi, WORLDS_A_CALL), worlds.hi]
    replicates, seed = lots

    def stretch(ends: tuple[int, int]) -> tuple[list[Floats32], Floats32]:
        counted = engine.count(part_of(worlds, *ends), strategy, replicates, seed)
        if told is not None:
            told(ends[1] - ends[0])
        return _summed(counted.deaths), _lanes_first(counted.series)

    first, *rest = pairwise(edges)
    parts = [stretch(first)]  # alone, so that the program is compiled once
    with ThreadPoolExecutor(threads or usable_cores()) as pool:
        parts.extend(pool.map(stretch, rest))
    sums = [np.concatenate(pieces, -1) for pieces in zip(*(part[0] for part in parts), strict=True)]
    places = zip(LEVELS, sums, _places(sums), strict=True)
    levels = {name: Sums(total, each) for name, total, each in places}
    monthly = np.concatenate([part[1] for part in parts])
    series = {name: monthly[:, i].astype(np.float64) for i, name in enumerate(engine.series_names)}
    by_district = np.asarray(levels[DISTRICT].total, np.float64)
    series |= {f"deaths_{name}": by_district[i].T for i, name in enumerate(districts)}
    return ModelRuns(levels, series)


def _summed(deaths: NDArray[np.floating]) -> list[Floats32]:
    """Totals by level, (unit, month, lane), from (world, replicate, dyad, district, month)."""
    flat = np.asarray(deaths, np.float32)
    if not np.isfinite(flat).all() or flat.min(initial=0.0) < ROUNDING:
        raise ValueError("the engine counted deaths below 0 or not finite; this is a fault of irenic")
    flat = np.maximum(flat.reshape(-1, *flat.shape[2:]), 0.0)
    over = {COUNTRY: (1, 2), DISTRICT: (1,), DYAD: (2,)}
    found = []
    for level in LEVELS:
        total = flat.sum(axis=over[level], dtype=np.float64).astype(np.float32)
        units = total[:, None, :] if level == COUNTRY else total
        found.append(np.ascontiguousarray(np.moveaxis(units, 0, -1)))
    return found


def _places(sums: Sequence[Floats32]) -> tuple[float, float, float]:
    """Districts' worth of false positives in a unit of each level: all, one, an even part of all."""
    districts, dyads = len(sums[1]), len(sums[2])
    return float(districts), 1.0, districts / dyads


def _lanes_first(series: NDArray[np.floating]) -> Floats32:
    flat = np.asarray(series, np.float32)
    return flat.reshape(-1, *flat.shape[2:])
