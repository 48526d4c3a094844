"""Strategies in fixed worlds, run by the engine: what a search judges by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from irenic.analysis.averages import Floats
from irenic.analysis.ensemble import WORLDS_A_CALL, part_of
from irenic.analysis.search.objectives import Yardstick
from irenic.analysis.search.vary import content
from irenic.strategy import CaseNames, Strategy, StrategyArrays, strategy_arrays
from irenic.study.work import usable_cores
from irenic.worlds import Worlds


@dataclass(frozen=True, eq=False)
class FixedWorlds:
    """Worlds and luck that every strategy meets alike.

    Parameters
    ----------
    engine : compiled for the case
    names : ids of the case
    worlds : a block, of a multiple of 64 so that one compiled program serves all calls
    seed : of luck; one run in each world
    threads : None for one per core; results do not depend on it
    """

    engine: Any
    names: CaseNames
    worlds: Worlds
    seed: int
    threads: int | None = None

    def outcomes(self, strategies: Sequence[Strategy], lo: int, hi: int) -> list[dict[str, Floats]]:
        """Return (world, 1) by outcome, for each strategy.

        Parameters
        ----------
        strategies : valid
        lo, hi : numbers of the first world and of the one after the last
        """
        plans = [strategy_arrays(strategy, self.names) for strategy in strategies]
        starts = range(lo, hi, WORLDS_A_CALL)
        tasks = [(plan, start, min(start + WORLDS_A_CALL, hi)) for plan in plans for start in starts]
        if not tasks:
            return []
        first = self._run(tasks[0])  # alone, so that the program is compiled once
        with ThreadPoolExecutor(self.threads or usable_cores()) as pool:
            parts = [first, *pool.map(self._run, tasks[1:])]
        each = len(starts)
        whole = [np.concatenate(parts[i * each : (i + 1) * each]) for i in range(len(plans))]
        outcomes = self.engine.outcome_names
        return [{name: one[..., k] for k, name in enumerate(outcomes)} for one in whole]

    def _run(self, task: tuple[StrategyArrays, int, int]) -> Floats:
        plan, lo, hi = task
        result = self.engine.run(part_of(self.worlds, lo, hi), plan, 1, self.seed)
        return np.asarray(result.outcomes, np.float64)


@dataclass(frozen=True, eq=False)
class SimulationJudge:
    """Scores strategies in worlds 0 to `first`, then in those up to `worlds`.

    Parameters
    ----------
    fixed : the worlds
    yardstick : what counts, and in which unit
    first, worlds : where the first look and the second end
    known : outcomes of the plans at the start by their `content`, so that they are not run again
    """

    fixed: FixedWorlds
    yardstick: Yardstick
    first: int
    worlds: int
    known: Mapping[str, Mapping[str, Floats]]

    @property
    def runs(self) -> tuple[int, int]:
        """Runs of the first look and of the second."""
        return self.first, self.worlds - self.first

    def scores(self, strategies: Sequence[Strategy], look: int) -> list[Floats]:
        """Return (objective, world of that look) for each strategy."""
        lo, hi = ((0, self.first), (self.first, self.worlds))[look]
        texts = [content(strategy) for strategy in strategies]
        new = [s for s, text in zip(strategies, texts, strict=True) if text not in self.known]
        found = iter(self.fixed.outcomes(new, lo, hi))
        values = [
            {name: row[lo:hi] for name, row in self.known[text].items()}
            if text in self.known
            else next(found)
            for text in texts
        ]
        return [self.yardstick.scores(one) for one in values]
