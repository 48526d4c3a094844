"""Units of work: one strategy in up to 256 worlds, and the file each leaves behind.

Tasks do not depend on the engine's block size or on the number of threads, so a study may be
resumed with other ones.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from irenic.study.files import write_atomically
from irenic.study.manifest import Plan

TASK_WORLDS = 256
MAGIC = b"irenic task 2 "


@dataclass(frozen=True, slots=True, order=True)
class Task:
    """Strategy `strategy` in worlds `low` to `high` - 1."""

    low: int
    high: int
    strategy: int

    @property
    def name(self) -> str:
        """Stem of the task's file, unique in a study."""
        return f"{self.strategy:04d}-{self.low:08d}"


class TaskResult(NamedTuple):
    """What a task keeps, n worlds x R replicates.

    outcomes [n, R, O] float32; series [n, R, S, months] float16, scaled; phases [n, R, P] int16; groups
    [n, R, M, G] float32, M = G = 0 where the engine keeps nothing of groups.
    """

    outcomes: NDArray[np.float32]
    series: NDArray[np.float16]
    phases: NDArray[np.int16]
    groups: NDArray[np.float32]


def all_tasks(plan: Plan) -> Iterator[Task]:
    """Yield a study's tasks, all strategies of one range of worlds before the next range."""
    for low in range(0, plan.worlds, TASK_WORLDS):
        high = min(low + TASK_WORLDS, plan.worlds)
        for strategy in range(len(plan.strategies)):
            yield Task(low, high, strategy)


def expected_arrays(plan: Plan, task: Task) -> list[tuple[tuple[int, ...], str]]:
    """Return (shape, dtype) of each array of a task's result."""
    lanes = (task.high - task.low, plan.replicates)
    return [
        ((*lanes, len(plan.outcomes)), "<f4"),
        ((*lanes, len(plan.series), plan.months), "<f2"),
        ((*lanes, plan.phase_count), "<i2"),
        ((*lanes, *(plan.group_sizes.values() or (0, 0))), "<f4"),
    ]


@dataclass(frozen=True, slots=True)
class TaskFiles:
    """Finished tasks of one study, one file each.

    A file is a line with a SHA-256 and four arrays in NumPy's format. The digest covers the
    study's plan and the task too, so a file of another study or task is not taken for this one's.

    Parameters
    ----------
    folder : where the files are
    scratch : folder for temporary files, same file system
    plan : the study
    """

    folder: Path
    scratch: Path
    plan: Plan
    plan_digest: str

    def path(self, task: Task) -> Path:
        """Return the file of a task."""
        return self.folder / f"{task.name}.npy"

    def write(self, task: Task, result: TaskResult) -> None:
        """Store a finished task, whole or not at all."""
        buffer = io.BytesIO()
        for array, (_, dtype) in zip(result, expected_arrays(self.plan, task), strict=True):
            np.save(buffer, np.ascontiguousarray(array, dtype=dtype), allow_pickle=False)
        payload = buffer.getvalue()
        head = MAGIC + self._digest(task, payload) + b"\n"
        write_atomically(self.path(task), head + payload, self.scratch)

    def read(self, task: Task) -> TaskResult | None:
        """Return a stored task, or None where it is absent, cut off, changed or another's."""
        try:
            data = self.path(task).read_bytes()
        except FileNotFoundError:
            return None
        head, _, payload = data.partition(b"\n")
        if head != MAGIC + self._digest(task, payload):
            return None
        buffer = io.BytesIO(payload)
        arrays = [np.load(buffer, allow_pickle=False) for _ in TaskResult._fields]
        found = [(array.shape, array.dtype.str) for array in arrays]
        return TaskResult(*arrays) if found == expected_arrays(self.plan, task) else None

    def _digest(self, task: Task, payload: bytes) -> bytes:
        digest = hashlib.sha256(f"{self.plan_digest} {task.name} {task.high}\n".encode())
        digest.update(payload)
        return digest.hexdigest().encode()
