"""Long work: one job after another, each with progress, each can be cancelled.

A job lives as long as the server; what it makes lies on the disk (a study, a ledger), and an unfinished
study is found again and can be gone on with (`irenic.app.library`).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from itertools import count
from typing import Any, Literal

from irenic.app.problems import not_here, problem
from irenic.errors import IrenicError, Problem

State = Literal["waiting", "running", "done", "failed", "cancelled"]
ENDED: tuple[State, ...] = ("done", "failed", "cancelled")
KEPT = 50
"""Ended jobs that are remembered."""

log = logging.getLogger("irenic.app")


class Cancelled(Exception):
    """Raised inside a job's work when the user wants it to end."""


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it stands.

    Parameters
    ----------
    id : counted from 1
    kind, title : such as "study"; one line for people
    state : see `State`
    done, total : progress; total 0 where it is not known
    note : what is being done
    result : where it is done: plain data, such as the study's name
    problems : where it failed
    """

    id: int
    kind: str
    title: str
    state: State = "waiting"
    done: int = 0
    total: int = 0
    note: str = ""
    result: dict[str, Any] | None = None
    problems: tuple[Problem, ...] = ()

    def document(self) -> dict[str, Any]:
        """Return the job as plain data."""
        return asdict(self)


@dataclass
class Handle:
    """What a job's work is given: to tell how far it is, and to learn that it should end."""

    _jobs: Jobs
    _id: int
    _stop: threading.Event = field(default_factory=threading.Event)

    def tell(self, done: int, total: int, note: str = "") -> None:
        """Tell progress.

        Raises
        ------
        Cancelled : the user wants it to end; let it pass
        """
        if self._stop.is_set():
            raise Cancelled
        self._jobs._change(self._id, done=done, total=total, note=note)

    def cancel(self) -> None:
        """Ask the work to end at its next `tell`."""
        self._stop.set()


Work = Callable[[Handle], dict[str, Any]]


class Jobs:
    """The jobs of one server; safe to use from several threads.

    One job runs at a time: each uses all cores by itself.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ids = count(1)
        self._jobs: dict[int, Job] = {}
        self._handles: dict[int, Handle] = {}
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="irenic-job")
        self.version = 0

    def start(self, kind: str, title: str, work: Work) -> Job:
        """Put work into the queue.

        Parameters
        ----------
        kind, title : of the job
        work : called with a `Handle`; returns the job's result
        """
        with self._lock:
            job = Job(next(self._ids), kind, title)
            handle = Handle(self, job.id)
            self._jobs[job.id], self._handles[job.id] = job, handle
            self._forget()
            self.version += 1
        self._pool.submit(self._run, job.id, handle, work)
        return job

    def get(self, number: int) -> Job:
        """Return a job as it stands.

        Raises
        ------
        NotHere : ``unknown_job``
        """
        with self._lock:
            found = self._jobs.get(number)
        if found is None:
            raise not_here("unknown_job", "job", str(number))
        return found

    def all(self) -> list[Job]:
        """Return every remembered job, newest first."""
        with self._lock:
            return sorted(self._jobs.values(), key=lambda job: -job.id)

    def cancel(self, number: int) -> Job:
        """End a job; one that has ended stays as it is.

        Raises
        ------
        NotHere : ``unknown_job``
        """
        job = self.get(number)
        self._handles[number].cancel()
        if job.state == "waiting":
            self._change(number, state="cancelled")
        return self.get(number)

    def close(self) -> None:
        """End all jobs; called when the server stops."""
        for handle in list(self._handles.values()):
            handle.cancel()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _run(self, number: int, handle: Handle, work: Work) -> None:
        if handle._stop.is_set():
            return self._change(number, state="cancelled")
        self._change(number, state="running")
        try:
            result = work(handle)
        except Cancelled:
            return self._change(number, state="cancelled")
        except IrenicError as error:
            return self._change(number, state="failed", problems=tuple(error.problems))
        except Exception as error:
            log.error("fault in a job", exc_info=error)
            hint = "This is a fault of irenic, not of your input: the terminal has the lines to report."
            one = problem("internal_fault", type(error).__name__, "a result", hint)
            return self._change(number, state="failed", problems=(one,))
        return self._change(number, state="done", result=result)

    def _change(self, number: int, **changes: Any) -> None:
        with self._lock:
            job = self._jobs.get(number)
            if job is not None and job.state not in ENDED:
                fields = {name: getattr(job, name) for name in Job.__slots__}
                self._jobs[number] = Job(**(fields | changes))
                self.version += 1

    def _forget(self) -> None:
        ended = sorted(number for number, job in self._jobs.items() if job.state in ENDED)
        for number in ended[:-KEPT]:
            del self._jobs[number], self._handles[number]
