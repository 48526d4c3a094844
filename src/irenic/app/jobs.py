"""Long work: one job after another, each with progress, each can be cancelled.

A job lives as long as the server; what it makes lies on the disk (a study, a ledger), and an unfinished
study is found again and can be gone on with (`irenic.app.library`).
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from itertools import count
from typing import Any, Literal

from irenic.app.problems import fault, not_here, problem
from irenic.errors import IrenicError, Problem

State = Literal["waiting", "running", "done", "failed", "cancelled"]
ENDED: tuple[State, ...] = ("done", "failed", "cancelled")
KEPT = 50
"""Ended jobs that are remembered."""
MOST_WAITING = 20
"""Jobs that may wait; a page that asks for more is at fault."""
PATIENCE = 0.5
"""Seconds that a server which stops waits for its job; what the job has stored is whole at any moment."""


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
    study : name of the study it works on, where there is one
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
    study: str = ""

    @property
    def ended(self) -> bool:
        """Whether nothing will change any more."""
        return self.state in ENDED

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

    One job runs at a time: each uses all cores by itself. The thread that runs them ends with the process,
    even in the middle of a step.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._ids = count(1)
        self._jobs: dict[int, Job] = {}
        self._handles: dict[int, Handle] = {}
        self._queue: deque[tuple[int, Work]] = deque()
        self._thread: threading.Thread | None = None
        self.version = 0
        self.closed = False
        """Whether the server is stopping."""

    def start(self, kind: str, title: str, work: Work, *, study: str = "") -> Job:
        """Put work into the queue.

        Parameters
        ----------
        kind, title, study : of the job
        work : called with a `Handle`; returns the job's result

        Raises
        ------
        IrenicError : ``too_many_jobs``
        """
        with self._changed:
            if len(self._queue) >= MOST_WAITING:
                hint = "Wait until some have ended, or cancel them."
                given = f"one more than the {MOST_WAITING} that wait already"
                raise IrenicError([problem("too_many_jobs", given, "fewer jobs at once", hint)])
            job = Job(next(self._ids), kind, title, study=study)
            self._jobs[job.id], self._handles[job.id] = job, Handle(self, job.id)
            self._queue.append((job.id, work))
            self._forget()
            self._note()
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="irenic-jobs", daemon=True)
                self._thread.start()
        return job

    def get(self, number: int) -> Job:
        """Return a job as it stands.

        Raises
        ------
        NotHere : ``unknown_job``
        """
        with self._changed:
            found = self._jobs.get(number)
        if found is None:
            raise not_here("unknown_job", "job", str(number))
        return found

    def all(self) -> list[Job]:
        """Return every remembered job, newest first."""
        with self._changed:
            return sorted(self._jobs.values(), key=lambda job: -job.id)

    def cancel(self, number: int) -> Job:
        """End a job: at once while it waits, else at its next step; one that has ended stays as it is.

        Raises
        ------
        NotHere : ``unknown_job``
        """
        with self._changed:
            self.get(number)
            self._handles[number].cancel()
            if self._jobs[number].state == "waiting":
                self._queue = deque(item for item in self._queue if item[0] != number)
                self._change(number, state="cancelled")
            else:
                self._change(number, note="ending")
            return self._jobs[number]

    def close(self, patience: float = PATIENCE) -> None:
        """End all jobs; called when the server stops.

        Parameters
        ----------
        patience : seconds to wait for the one that runs
        """
        with self._changed:
            self.closed = True
            for number, job in list(self._jobs.items()):
                if not job.ended:
                    self.cancel(number)
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(patience)

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._queue or self.closed)
                if not self._queue:
                    return
                number, work = self._queue.popleft()
                self._change(number, state="running")
                handle = self._handles[number]
            self._run(number, handle, work)

    def _run(self, number: int, handle: Handle, work: Work) -> None:
        try:
            result = work(handle)
        except Cancelled:
            return self._change(number, state="cancelled")
        except IrenicError as error:
            found = error.problems or (problem("refused", str(error), "work that can be done"),)
            return self._change(number, state="failed", problems=tuple(found))
        except Exception as error:  # noqa: BLE001 - whatever it is: logged, and the next job runs
            return self._change(number, state="failed", problems=(fault("doing a job", error),))
        return self._change(number, state="done", result=result)

    def _change(self, number: int, **changes: Any) -> None:
        with self._changed:
            job = self._jobs.get(number)
            if job is not None and not job.ended:
                self._jobs[number] = replace(job, **changes)
                self._note()

    def _note(self) -> None:
        self.version += 1
        self._changed.notify_all()

    def _forget(self) -> None:
        ended = sorted(number for number, job in self._jobs.items() if job.ended)
        for number in ended[:-KEPT]:
            del self._jobs[number], self._handles[number]
