"""How a running study reports itself: a bar on a terminal, a line each tenth elsewhere."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from irenic.cli.guard import say

if TYPE_CHECKING:
    from irenic.study import Progress as StudyProgress
    from irenic.study.work import Report


@contextmanager
def shown_progress(quiet: bool) -> Iterator[Report | None]:
    """Give a study something to report to; on stderr.

    Parameters
    ----------
    quiet : show nothing
    """
    console = Console(stderr=True)
    if quiet:
        yield None
    elif console.is_terminal:
        with _bar(console) as bar:
            yield BarReport(bar)
    else:
        yield LineReport()


def _bar(console: Console) -> Progress:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[speed]}"),
        TimeRemainingColumn(),
    )
    return Progress(*columns, console=console, transient=True)


class BarReport:
    """A bar with worlds (of one strategy) a second and the time left."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._task = bar.add_task("compiling", total=None, speed="")
        self._pace = Pace()

    def __call__(self, progress: StudyProgress) -> None:
        """Take a report."""
        stage = "storing" if progress.stage == "store" else "running"
        speed = self._pace.speed(progress)
        self._bar.update(
            self._task, description=stage, total=progress.total, completed=progress.done, speed=speed
        )


class LineReport:
    """A line each tenth of the way."""

    def __init__(self) -> None:
        self._next = 0.1
        self._pace = Pace()

    def __call__(self, progress: StudyProgress) -> None:
        """Take a report."""
        if progress.stage == "store":
            say("storing the study")
            return
        speed = self._pace.speed(progress)
        share = progress.done / progress.total
        if share >= self._next - 1e-9:
            resumed = f", {progress.resumed:,} of them from before" if progress.resumed else ""
            say(f"{share:4.0%}  {progress.done:,} of {progress.total:,} worlds{resumed}  {speed}".rstrip())
            self._next = (int(share * 10 + 1e-9) + 1) / 10


class Pace:
    """Worlds a second since the first that was run, without what was found finished."""

    def __init__(self) -> None:
        self._start: tuple[float, int] | None = None

    def speed(self, progress: StudyProgress) -> str:
        """Return the pace in words; empty while it is not known."""
        now, run = time.monotonic(), progress.done - progress.resumed
        if self._start is None:
            self._start = (now, run)
            return ""
        seconds, worlds = now - self._start[0], run - self._start[1]
        return f"{worlds / seconds:,.0f} worlds/s" if worlds > 0 and seconds > 0 else ""
