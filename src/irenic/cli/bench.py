"""How fast it is here: the engine, scenario discovery and the stability of verdicts; nothing is stored."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from importlib.util import find_spec
from typing import TYPE_CHECKING, NamedTuple

from irenic.study import Setup
from irenic.study.tasks import Task, all_tasks
from irenic.study.work import usable_cores

if TYPE_CHECKING:
    import numpy as np

    from irenic.analysis.discover import Input

INPUTS = 20
PRIM_BUDGETS = ((10_000, 0.2), (100_000, 2.0))
"""Worlds of a peel and paste, and the seconds it may take."""

STABILITY_WORLDS, RESAMPLES, STABILITY_BUDGET = 10_000, 100, 20.0
"""Worlds and resamples of each verdict of a ledger, and the seconds all may take."""


def measure(setup: Setup, threads: int | None, tell: Callable[[str], object]) -> float:
    """Run every strategy of a study once and tell how long it took.

    Parameters
    ----------
    setup : a prepared study; nothing is written
    threads : None for one per core
    tell : takes each line

    Returns
    -------
    World-months per second: worlds x replicates x months x strategies / seconds
    """
    plan, count = setup.plan, threads or usable_cores()
    tasks = list(all_tasks(plan))

    def run(task: Task) -> None:
        worlds = setup.worlds.block(task.low, task.high)
        setup.engine.run(worlds, setup.strategies[task.strategy], plan.replicates, plan.seed)

    start = time.perf_counter()
    run(tasks[0])
    first = time.perf_counter() - start
    start = time.perf_counter()
    with ThreadPoolExecutor(count) as pool:
        list(pool.map(run, tasks))
    seconds = time.perf_counter() - start
    months = plan.worlds * plan.replicates * plan.months * len(plan.strategies)
    pace = months / seconds
    tell(f"first task, with compilation: {first:.1f} s")
    tell(
        f"{len(plan.strategies)} strategies x {plan.worlds:,} worlds x {plan.replicates} replicates x "
        f"{plan.months} months on {count} threads: {seconds:.1f} s"
    )
    tell(f"{pace:,.0f} world-months per second")
    return pace


class Timing(NamedTuple):
    """How long one piece of the analysis took here.

    Parameters
    ----------
    what : the piece and its sizes
    seconds : the fastest of a few repeats
    budget : seconds it may take; None where none was set
    beside : the same by another program; None where it was not run
    program : name and version of that program, or that it is not installed; empty where there is none
    """

    what: str
    seconds: float
    budget: float | None = None
    beside: float | None = None
    program: str = ""

    def told(self) -> str:
        """Return what was measured, with the budget; the other program on a second line."""
        line = f"{self.what}: {_duration(self.seconds)}"
        if self.budget is not None:
            verdict = "within" if self.seconds <= self.budget else "OVER"
            line += f", {verdict} the budget of {self.budget:g} s"
        if self.beside is not None:
            times = f"{self.beside / self.seconds:,.1f} times as long"
            return f"{line}\n  {self.program}: {_duration(self.beside)}, {times}"
        return f"{line}\n  {self.program}" if self.program else line


def measure_analysis(tell: Callable[[str], object], scale: float = 1.0) -> list[Timing]:
    """Measure scenario discovery and the stability of verdicts against their budgets.

    Parameters
    ----------
    tell : takes each line as soon as it is known
    scale : share of the numbers of worlds that the budgets are for; for tests

    Returns
    -------
    What was told
    """
    found = []
    for worlds, budget in PRIM_BUDGETS:
        found.append(prim_timing(round(scale * worlds), budget))
        tell(found[-1].told())
    for worlds, _ in PRIM_BUDGETS:
        found.append(discovery_timing(round(scale * worlds)))
        tell(found[-1].told())
    found.append(stability_timing(round(scale * STABILITY_WORLDS)))
    tell(found[-1].told())
    return found


def prim_timing(worlds: int, budget: float) -> Timing:
    """Time a peel and paste of planted worlds, and EMA Workbench's of the same where it is installed.

    Parameters
    ----------
    worlds : how many
    budget : seconds
    """
    from irenic.analysis.discover.inputs import checked_sample
    from irenic.analysis.discover.peel import Peeling, Ranked, peel
    from irenic.analysis.discover.settle import settled

    x, y, inputs = _planted(worlds)

    def search() -> None:
        ranked = Ranked(checked_sample(x, y, inputs))
        trajectory = peel(ranked, ranked.sample.y, Peeling())
        settled(ranked, trajectory.region(len(trajectory) - 1))

    beside, program = _ema_timing(x, y)
    what = f"PRIM, {worlds:,} worlds x {INPUTS} inputs, peel and paste"
    return Timing(what, _fastest(search), budget, beside, program)


def discovery_timing(worlds: int) -> Timing:
    """Time a whole search: screen, peel, cross-validation, paste, test worlds and shuffled answers.

    Parameters
    ----------
    worlds : how many
    """
    from irenic.analysis.discover import find_box

    x, y, inputs = _planted(worlds)
    what = f"whole search of irenic discover, {worlds:,} worlds x {INPUTS} inputs"
    return Timing(what, _fastest(lambda: find_box(x, y, inputs), repeats=1))


def stability_timing(worlds: int, resamples: int = RESAMPLES) -> Timing:
    """Time the verdicts of a ledger of claims and their resamples.

    Parameters
    ----------
    worlds, resamples : how many
    """
    from irenic.analysis.audit.timing import CLAIMS, stability_seconds

    what = f"stability of {CLAIMS} verdicts, {worlds:,} worlds x 2 x {resamples} resamples"
    return Timing(what, stability_seconds(worlds, CLAIMS, resamples), STABILITY_BUDGET)


def _planted(worlds: int) -> tuple[np.ndarray, np.ndarray, list[Input]]:
    """Worlds in which the case of interest is common inside a box on three inputs and rare outside."""
    import numpy as np

    from irenic.analysis.discover import Input

    rng = np.random.default_rng(1)
    x = rng.random((worlds, INPUTS))
    inside = (x[:, 0] > 0.3) & (x[:, 1] < 0.6) & (x[:, 2] > 0.4)
    y = (rng.random(worlds) < np.where(inside, 0.9, 0.1)).astype(float)
    return x, y, [Input(f"x{i}") for i in range(INPUTS)]


def _ema_timing(x: np.ndarray, y: np.ndarray) -> tuple[float | None, str]:
    """Seconds EMA Workbench takes for the same search, and its name; None where it is not installed."""
    if find_spec("ema_workbench") is None:
        return None, "EMA Workbench: not installed (`make oracles` puts it into .venv-oracles)"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its own affair
        import pandas as pd
        from ema_workbench.analysis import prim

        frame = pd.DataFrame(x, columns=[f"x{i}" for i in range(x.shape[1])])
        start = time.perf_counter()
        prim.Prim(frame, y, threshold=0.01, peel_alpha=0.05, mass_min=0.05).find_box()
        seconds = time.perf_counter() - start
    return seconds, f"EMA Workbench {version('ema_workbench')}"


def _fastest(work: Callable[[], object], repeats: int = 5) -> float:
    """Seconds of the fastest of some repeats: the others waited for the machine."""
    found = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)


def _duration(seconds: float) -> str:
    """Return seconds with two figures."""
    return f"{seconds:.0f} s" if seconds >= 10 else f"{seconds:.2g} s"
