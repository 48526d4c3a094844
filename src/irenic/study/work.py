"""Running tasks: one Python thread per core, each takes the next task until none is left."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal, Protocol

import numpy as np

from irenic.errors import StudyError, quoted
from irenic.study.manifest import Plan, SeriesInfo
from irenic.study.problems import study_error
from irenic.study.tasks import Task, TaskFiles, TaskResult, all_tasks

FLOAT16_MAX = 65504.0


class EngineResult(Protocol):
    """What an engine returns: see `irenic.engine.run.RunResult`."""

    @property
    def outcomes(self) -> Any:
        """[n, R, O] float32."""

    @property
    def series(self) -> Any:
        """[n, R, S, months] float32."""

    @property
    def phases(self) -> Any:
        """[n, R, at least P] int16."""

    @property
    def groups(self) -> Any:
        """[n, R, M, G] float32; not read where the plan keeps nothing of groups."""


class Engine(Protocol):
    """The part of `irenic.engine.run.Engine` that a study uses."""

    def run(self, worlds: Any, strategy: Any, replicates: int, seed: int) -> EngineResult:
        """Run one strategy in a block of worlds; safe to call from several threads."""


class WorldSource(Protocol):
    """The part of `irenic.worlds.WorldSet` that a study uses."""

    def block(self, low: int, high: int) -> Any:
        """Return worlds `low` to `high` - 1; with `theta`, parameter -> [n]."""

    def factors(self, low: int, high: int) -> Any:
        """Return the named factors of those worlds, [F, n]."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a study is; counted in worlds times strategies.

    ``resumed`` of the ``done`` were found finished; ``stage`` is "run" or, at the end, "store".
    """

    done: int
    total: int
    resumed: int
    stage: Literal["run", "store"] = "run"


Report = Callable[[Progress], None]


@dataclass
class Worker:
    """Works off the tasks of one study.

    Parameters
    ----------
    plan, files : the study and where its finished tasks go
    engine, worlds : what runs, and in which worlds
    strategies : the engine's form of each strategy, in the plan's order
    report : called after each task, never by two threads at once
    """

    plan: Plan
    files: TaskFiles
    engine: Engine
    worlds: WorldSource
    strategies: Sequence[Any]
    report: Report = field(default=lambda _: None)

    def run(self, threads: int | None) -> None:
        """Run every task that is not finished yet.

        Parameters
        ----------
        threads : number of threads; None for one per core this process may use

        Raises
        ------
        StudyError : a result is not finite, or has not the promised shape
        """
        self._pending = all_tasks(self.plan)
        self._take, self._tell, self._stop = threading.Lock(), threading.Lock(), threading.Event()
        self._compiling, self._compiled = threading.Lock(), threading.Event()
        self._block = lru_cache(maxsize=2)(self.worlds.block)
        self._total = self.plan.worlds * len(self.plan.strategies)
        self._done = self._resumed = 0
        count = threads or usable_cores()
        with ThreadPoolExecutor(count, thread_name_prefix="irenic-study") as pool:
            futures = [pool.submit(self._work) for _ in range(count)]
            try:
                wait(futures, return_when=FIRST_EXCEPTION)
            finally:
                # Reached with an exception on a fault or Ctrl-C: tasks begun still end and are kept.
                self._stop.set()
        _raise_first(futures)

    def _next(self) -> Iterator[Task]:
        while not self._stop.is_set():
            with self._take:
                task = next(self._pending, None)
            if task is None:
                return
            yield task

    def _work(self) -> None:
        for task in self._next():
            found = self.files.read(task) is not None
            if not found:
                self.files.write(task, self._compute(task))
            self._count(task, found)

    def _compute(self, task: Task) -> TaskResult:
        worlds = self._block(task.low, task.high)
        strategy = self.strategies[task.strategy]
        result = self._first_alone(worlds, strategy)
        outcomes = np.asarray(result.outcomes, np.float32)
        series = np.asarray(result.series, np.float32)
        phases = np.asarray(result.phases, np.int16)[..., : self.plan.phase_count]
        self._check_outcomes(task, outcomes)
        return TaskResult(outcomes, self._scaled(task, series), phases, self._groups(task, result))

    def _first_alone(self, worlds: Any, strategy: Any) -> EngineResult:
        """Run the engine; its first run alone, so that it is compiled once and not by every thread."""
        with nullcontext() if self._compiled.is_set() else self._compiling:
            result = self.engine.run(worlds, strategy, self.plan.replicates, self.plan.seed)
        self._compiled.set()
        return result

    def _groups(self, task: Task, result: EngineResult) -> np.ndarray[Any, np.dtype[np.float32]]:
        sizes = self.plan.group_sizes
        if not sizes:
            return np.zeros((task.high - task.low, self.plan.replicates, 0, 0), np.float32)
        groups = np.asarray(result.groups, np.float32)
        bad = ~np.isfinite(groups)
        if bad.any():
            measure, group = (int(i) for i in np.argwhere(bad)[0][2:])
            name = f"{self.plan.group_measures[measure].id} of group {self.plan.groups[group].id}"
            raise self._fault(task, name, bad[:, :, measure, group])
        return groups

    def _check_outcomes(self, task: Task, outcomes: np.ndarray[Any, Any]) -> None:
        for i, info in enumerate(self.plan.outcomes):
            values = outcomes[..., i]
            bad = np.isinf(values) if info.may_be_missing else ~np.isfinite(values)
            if bad.any():
                raise self._fault(task, info.id, bad)

    def _scaled(self, task: Task, series: np.ndarray[Any, Any]) -> np.ndarray[Any, np.dtype[np.float16]]:
        scaled = half_precision(series, self.plan.series)
        bad = ~np.isfinite(scaled)
        if bad.any():
            first = int(np.argwhere(bad)[0][2])
            raise self._fault(task, self.plan.series[first].id, bad[:, :, first])
        return scaled

    def _fault(self, task: Task, name: str, bad: np.ndarray[Any, Any]) -> StudyError:
        world, replicate = (int(i) for i in np.argwhere(bad)[0][:2])
        strategy = self.plan.strategies[task.strategy].name
        place = f"{name} of strategy {quoted(strategy)} in world {task.low + world}, replicate {replicate}"
        hint = "This is a fault of the model, not of your input: send the case, the seed and this line."
        given, expected = "not a finite number in range", "a finite number"
        return study_error("not_finite", "the engine", given, expected, hint, path=place)

    def _count(self, task: Task, found: bool) -> None:
        with self._tell:
            worlds = task.high - task.low
            self._done += worlds
            self._resumed += worlds if found else 0
            self.report(Progress(self._done, self._total, self._resumed))


def half_precision(
    series: np.ndarray[Any, Any], infos: Sequence[SeriesInfo]
) -> np.ndarray[Any, np.dtype[np.float16]]:
    """Return monthly series as a study stores them: scaled, in 16 bits; not finite where they do not fit.

    Parameters
    ----------
    series : (..., series, month), float32
    infos : of the series
    """
    scaled = series / np.array([info.scale for info in infos], np.float32)[:, None]
    fits = np.abs(scaled) <= FLOAT16_MAX
    return np.where(fits, scaled, np.float32("nan")).astype(np.float16)


def usable_cores() -> int:
    """Return the number of cores this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def _raise_first(futures: Sequence[Future[None]]) -> None:
    for future in futures:
        future.result()
