"""Engines kept warm: one for each case and length of run, shared by the map, trials and studies.

What an engine needs is imported with the first one, so that a server answers its first page before.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from irenic.case import Case
from irenic.study import Study, open_study

if TYPE_CHECKING:
    from irenic.analysis.ensemble import Runs
    from irenic.case.arrays import CaseArrays
    from irenic.strategy import Strategy
    from irenic.study.history import Replay
    from irenic.study.replay import Replayer
    from irenic.worlds import Worlds

KEPT = 4
"""Engines, and opened studies of an engine, kept at once."""


class Lab:
    """One case, ready to run; calls from several threads are in order.

    Parameters
    ----------
    case : the conflict
    months : length of a run
    engine : in place of the one made for the case; for tests
    """

    def __init__(self, case: Case, months: int, engine: Any = None) -> None:
        from irenic.case import case_arrays
        from irenic.engine.run import Engine
        from irenic.parameters import load_parameters
        from irenic.study.cache import keep_compiled
        from irenic.study.replay import BLOCK

        keep_compiled()
        self.case, self.months = case, months
        self.arrays: CaseArrays = case_arrays(case)
        self.table = load_parameters()
        self.engine = engine or Engine(self.arrays, self.table, months, block=BLOCK)
        self._first = threading.Lock()
        self._ran = engine is not None
        self._worlds = lru_cache(maxsize=4)(self._draw)
        self._replayers = lru_cache(maxsize=KEPT)(self._replayer)

    def worlds(self, count: int, seed: int) -> Worlds:
        """Return the first worlds of a seed.

        Parameters
        ----------
        count : a power of two
        seed : of the worlds
        """
        return self._worlds(count, seed)

    def run(self, strategy: Strategy, count: int, replicates: int = 1, seed: int = 1) -> Runs:
        """Run a strategy in the first worlds of a seed, in memory.

        Parameters
        ----------
        strategy : of the case
        count, replicates, seed : worlds (a power of two), draws of luck in each, of both
        """
        from irenic.analysis.ensemble import run_worlds
        from irenic.strategy import strategy_arrays

        plan = strategy_arrays(strategy, self.arrays)
        worlds = self.worlds(count, seed)
        if self._ran:
            return run_worlds(self.engine, worlds, plan, replicates, seed, compiled=True)
        with self._first:  # else two first calls would compile the same program twice
            found = run_worlds(self.engine, worlds, plan, replicates, seed)
            self._ran = True
        return found

    def warm(self) -> None:
        """Compile, or fetch what was compiled before, so that the first question is answered soon."""
        from irenic.strategy.load import SCHEMA, parse_strategies

        if not self._ran:
            text = f"{{schema: {SCHEMA}, strategies: {{nothing: {{label: Nothing, summary: No lever.}}}}}}"
            self.run(parse_strategies(text, self.arrays, "warm")["nothing"], 1)

    def replay(self, study: Study, strategy: str, world: int, replicate: int) -> Replay:
        """Return one run of a study of this case and length, exactly.

        Parameters
        ----------
        study : of this case
        strategy, world, replicate : which run

        Raises
        ------
        StudyError : as `irenic.study.replay.Replayer`
        """
        replayer = self._replayers(study.path, study.manifest.plan().digest())
        with self._first:
            found = replayer.replay(strategy, world, replicate)
            self._ran = True
        return found

    def _draw(self, count: int, seed: int) -> Worlds:
        from irenic.study.source import new_worlds

        worlds: Worlds = new_worlds(self.arrays, self.table, count, seed, None).block(0, count)
        return worlds

    def _replayer(self, path: Path, digest: str) -> Replayer:  # noqa: ARG002 - another study, another key
        from irenic.study.replay import Replayer

        return Replayer(open_study(path), self.engine)


class Labs:
    """The labs of a server; the least recently used are let go."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._labs: OrderedDict[tuple[str, int], Lab] = OrderedDict()

    def of(self, case: Case, months: int) -> Lab:
        """Return the lab of a case for runs of a length.

        Parameters
        ----------
        case : the conflict
        months : length of a run
        """
        key = (case.digest, months)
        with self._lock:
            lab = self._labs.pop(key, None) or Lab(case, months)
            self._labs[key] = lab
            while len(self._labs) > KEPT:
                self._labs.popitem(last=False)
        return lab

    def put(self, lab: Lab) -> None:
        """Add a lab that was made elsewhere, in place of one of the same case and length."""
        with self._lock:
            self._labs[lab.case.digest, lab.months] = lab
