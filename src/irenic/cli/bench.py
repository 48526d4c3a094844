"""How fast the engine is here: compilation, then world-months per second, nothing stored."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from irenic.study import Setup
from irenic.study.tasks import Task, all_tasks
from irenic.study.work import usable_cores


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
