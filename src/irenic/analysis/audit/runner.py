"""Run arms in samples of worlds, and keep what the claims ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from irenic.analysis.audit.store import Store
from irenic.analysis.audit.trials import Sample, Trial, pinned
from irenic.analysis.kept import Extract, Kept
from irenic.case.arrays import CaseArrays
from irenic.study.work import Progress
from irenic.worlds import Worlds, WorldSet

if TYPE_CHECKING:
    from irenic.parameters import ParameterTable

STRETCH = 4096
"""Worlds of an arm that are run, and kept, at once."""

Report = Callable[[Progress], None]
Part = dict[Extract, NDArray[np.float32]]


class Measured(Protocol):
    """Runs of an arm, as `irenic.analysis.ensemble.Runs` has them."""

    def outcome(self, name: str) -> NDArray[np.float64]:
        """Return an outcome of every run, (world, replicate)."""

    def monthly(self, name: str) -> NDArray[np.float64]:
        """Return a series of every run, (world, replicate, month)."""


class Simulate(Protocol):
    """What runs an arm."""

    def __call__(self, trial: Trial, worlds: Worlds, replicates: int, seed: int) -> Measured:
        """Run an arm in every world of a block."""


class Engines:
    """The compiled model, once for each length of run.

    Parameters
    ----------
    arrays, table : the case, and the priors that the study was drawn from
    threads : None for one per core
    """

    def __init__(self, arrays: CaseArrays, table: ParameterTable, threads: int | None = None) -> None:
        self.arrays, self.table, self.threads = arrays, table, threads
        self._engines: dict[int, Any] = {}

    def __call__(self, trial: Trial, worlds: Worlds, replicates: int, seed: int) -> Measured:
        """Run an arm in every world of a block."""
        from irenic.analysis.ensemble import run_worlds

        engine = self._engine(trial.months)
        return run_worlds(engine, worlds, trial.plan, replicates, seed, threads=self.threads)

    def _engine(self, months: int) -> Any:
        if months not in self._engines:
            from irenic.engine.run import Engine
            from irenic.study.cache import keep_compiled

            keep_compiled()
            self._engines[months] = Engine(self.arrays, self.table, months)
        return self._engines[months]


@dataclass(frozen=True)
class Stretch:
    """Worlds `lo` to `hi` (exclusive) of a sample, drawn once for all arms and only if any is to be run."""

    sample: Sample
    source: WorldSet
    lo: int
    hi: int

    @property
    def count(self) -> int:
        """How many worlds."""
        return self.hi - self.lo

    @cached_property
    def worlds(self) -> Worlds:
        """The worlds themselves."""
        return self.source.block(self.lo, self.hi)


@dataclass
class Runner:
    """Runs arms in samples, or finds that they were run before.

    Parameters
    ----------
    arrays : the case
    simulate : what runs an arm
    store : where results are kept
    replicates : draws of luck in each world
    wanted : arm's key -> what to keep of it
    report : called after each stretch
    """

    arrays: CaseArrays
    simulate: Simulate
    store: Store
    replicates: int
    wanted: Mapping[str, frozenset[Extract]]
    report: Report = lambda _: None

    def run(self, trials: Iterable[Trial], samples: Iterable[Sample]) -> dict[tuple[str, str], Kept]:
        """Run every arm in every sample.

        Parameters
        ----------
        trials, samples : each once; arms of one length come together, so that a model is compiled once

        Returns
        -------
        (arm's key, sample's label) -> what was kept
        """
        asked, listed = list(samples), sorted(trials, key=lambda one: one.months)
        total = len(listed) * sum(sample.worlds for sample in asked)
        done = resumed = 0
        found: dict[tuple[str, str], Kept] = {}
        for sample in asked:
            parts: dict[str, list[Part]] = {trial.key: [] for trial in listed}
            for lo in range(0, sample.worlds, STRETCH):
                stretch = Stretch(sample, sample.source(self.arrays), lo, min(lo + STRETCH, sample.worlds))
                for trial in listed:
                    part, known = self._stretch(trial, stretch)
                    parts[trial.key].append(part)
                    done, resumed = done + stretch.count, resumed + (stretch.count if known else 0)
                    self.report(Progress(done, total, resumed))
            for key, of_arm in parts.items():
                found[key, sample.label] = {
                    name: np.concatenate([part[name] for part in of_arm]) for name in of_arm[0]
                }
        return found

    def _stretch(self, trial: Trial, stretch: Stretch) -> tuple[Part, bool]:
        """What is kept of an arm in a stretch of worlds, and whether it was known."""
        sample = stretch.sample
        path = self.store.path(trial.key, sample.key, stretch.lo, stretch.hi)
        known = self.store.read(path, (stretch.count, self.replicates))
        wanted = sorted(self.wanted[trial.key], key=lambda one: one.label)
        if all(one.label in known for one in wanted):
            return {one: known[one.label] for one in wanted}, True
        worlds = pinned(stretch.worlds, sample, trial)
        runs = self.simulate(trial, worlds, self.replicates, sample.luck_seed)
        fresh = {one: np.asarray(_extracted(runs, one), np.float32) for one in wanted}
        self.store.write(path, {**known, **{one.label: values for one, values in fresh.items()}})
        return fresh, False


def _extracted(runs: Measured, wanted: Extract) -> NDArray[np.float64]:
    if wanted.first is None or wanted.last is None:
        return runs.outcome(wanted.name)
    return np.asarray(runs.monthly(wanted.name)[..., wanted.first - 1 : wanted.last].mean(-1))
