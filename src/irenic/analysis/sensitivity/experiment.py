"""Running a study's model at points of one's own choice: its case, its strategies, its engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from irenic.analysis.rebuilt import rebuilt
from irenic.strategy import StrategyArrays, strategy_arrays
from irenic.study import Progress, Study
from irenic.study.source import study_worlds
from irenic.study.work import Report, usable_cores
from irenic.worlds import WorldSet

Floats = NDArray[np.float64]
Keep = Callable[[NDArray[np.floating[Any]]], Floats]

BLOCK = 64
"""Lanes of the engine, and points of each call of it: every call is of one shape and compiles once."""

BATCH = 4096
"""Points whose coordinates are held at once."""


class Page(NamedTuple):
    """Points to run, (dimension, point), and the seed of their luck.

    Point i of every page has the same luck where the seed is the same.
    """

    points: Floats
    seed: int


class Tally:
    """Counts the runs that were made, and tells of them.

    Parameters
    ----------
    total : runs to make in all
    report : told now and then; None for nobody
    """

    def __init__(self, total: int, report: Report | None) -> None:
        self.made, self._total, self._report = 0, total, report

    def add(self, runs: int) -> None:
        """Count runs."""
        self.made += runs
        if self._report is not None:
            self._report(Progress(self.made, max(self._total, self.made), 0))


@dataclass(frozen=True, slots=True)
class Experiment:
    """A study's model, ready to run at any points.

    Parameters
    ----------
    engine : compiled for the study's case and length
    worlds : turns points of the unit cube into worlds
    plans : strategies as arrays, in the order asked for
    seed : of the study
    """

    engine: Any
    worlds: WorldSet
    plans: tuple[StrategyArrays, ...]
    seed: int

    @property
    def block(self) -> int:
        """Points of a call: as many as the engine computes at once."""
        return int(getattr(self.engine, "block", BLOCK))

    def run(self, pages: Iterable[Page], keep: Keep, tally: Tally) -> NDArray[np.float64]:
        """Run every strategy at every point of every page, one run each.

        Parameters
        ----------
        pages : all with as many points
        keep : outcomes (point, outcome) -> what is kept of them, (point, kept)
        tally : told of every run made

        Returns
        -------
        (page, strategy, point, kept)
        """
        found: list[Floats] = []
        with ThreadPoolExecutor(usable_cores()) as pool:
            for batch in _batches(pages):
                tasks = [(p, lo) for p in batch for lo in range(0, p.points.shape[1], self.block)]
                parts: list[Floats] = []
                if not found:  # the first alone, so that the program is compiled once
                    parts.append(self._call(tasks.pop(0), keep))
                    tally.add(parts[0].shape[0] * parts[0].shape[1])
                for part in pool.map(lambda task: self._call(task, keep), tasks):
                    parts.append(part)
                    tally.add(part.shape[0] * part.shape[1])
                each = len(parts) // len(batch)
                for start in range(0, len(parts), each):
                    found.append(np.concatenate(parts[start : start + each], axis=1))
        return np.stack(found)

    def _call(self, task: tuple[Page, int], keep: Keep) -> Floats:
        """One stretch of a page under every strategy, (strategy, point, kept)."""
        page, lo = task
        worlds = self.worlds.from_uniforms(page.points[:, lo : lo + self.block], lo)
        return np.stack(
            [keep(self.engine.run(worlds, plan, 1, page.seed).outcomes[:, 0]) for plan in self.plans]
        )


def experiment_of(study: Study, strategies: Sequence[str], engine: Any = None) -> Experiment:
    """Rebuild a study's model from its folder.

    Parameters
    ----------
    study : made by the code that runs
    strategies : names of its strategies
    engine : in place of the one made for the study's case; for tests

    Raises
    ------
    StudyError : ``cannot_replay``, ``damaged_study``
    """
    (_, arrays, table, known), manifest = rebuilt(study), study.manifest
    plans = tuple(strategy_arrays(known[name], arrays) for name in strategies)
    if engine is None:
        from irenic.engine.run import Engine
        from irenic.study.cache import keep_compiled

        keep_compiled()
        engine = Engine(arrays, table, manifest.months, block=BLOCK)
    return Experiment(engine, study_worlds(study, arrays, table), plans, manifest.seed)


def _batches(pages: Iterable[Page]) -> Iterator[list[Page]]:
    held: list[Page] = []
    for page in pages:
        held.append(page)
        if sum(p.points.shape[1] for p in held) >= BATCH:
            yield held
            held = []
    if held:
        yield held
