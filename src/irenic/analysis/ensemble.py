"""A strategy in all worlds of a set, kept in memory: for the self-examination of a case.

Studies are stored; what is examined here is thrown away once its page is written.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from irenic.strategy import StrategyArrays
from irenic.study.work import usable_cores
from irenic.worlds import Worlds

if TYPE_CHECKING:
    from irenic.engine.lanes import RunResult
    from irenic.engine.run import Engine

WORLDS_A_CALL = 64


@dataclass(frozen=True, slots=True)
class Runs:
    """Results of one strategy by name.

    Parameters
    ----------
    result : of the engine
    outcomes, series : names, in the order of the result's axes
    """

    result: RunResult
    outcomes: tuple[str, ...]
    series: tuple[str, ...]

    def outcome(self, name: str) -> NDArray[np.float64]:
        """Return an outcome of every run, (world, replicate)."""
        return np.asarray(self.result.outcomes[..., self.outcomes.index(name)], np.float64)

    def monthly(self, name: str) -> NDArray[np.float64]:
        """Return a national series of every run, (world, replicate, month)."""
        return np.asarray(self.result.series[:, :, self.series.index(name)], np.float64)


def part_of(worlds: Worlds, lo: int, hi: int) -> Worlds:
    """Worlds `lo` to `hi` (exclusive, by number) of a block that holds them."""
    place = slice(lo - worlds.lo, hi - worlds.lo)
    return replace(
        worlds,
        lo=lo,
        hi=hi,
        theta={name: values[place] for name, values in worlds.theta.items()},
        fighters=worlds.fighters[..., place],
        control=worlds.control[..., place],
        trust=worlds.trust[..., place],
    )


def run_worlds(
    engine: Engine,
    worlds: Worlds,
    strategy: StrategyArrays,
    replicates: int,
    seed: int,
    *,
    threads: int | None = None,
    compiled: bool = False,
) -> Runs:
    """Run a strategy in every world of a block.

    Parameters
    ----------
    engine, worlds, strategy : of one case
    replicates, seed : of luck
    threads : None for one per core; the result does not depend on it
    compiled : whether the engine has run before; else one stretch goes first, so that it compiles once
    """
    from irenic.engine.lanes import RunResult

    edges = [*range(worlds.lo, worlds.hi, WORLDS_A_CALL), worlds.hi]

    def stretch(ends: tuple[int, int]) -> RunResult:
        return engine.run(part_of(worlds, *ends), strategy, replicates, seed)

    first, *rest = pairwise(edges)
    parts = [] if compiled else [stretch(first)]
    rest = [first, *rest] if compiled else rest
    with ThreadPoolExecutor(threads or usable_cores()) as pool:
        parts.extend(pool.map(stretch, rest))
    joined = RunResult(*(np.concatenate(pieces) for pieces in zip(*parts, strict=True)))
    return Runs(joined, engine.outcome_names, engine.series_names)
