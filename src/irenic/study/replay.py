"""Replay: one run of a stored study again, exactly, with every month of it (decision D6).

A `Replayer` rebuilds the study's case, worlds and engine from its folder alone and compiles once. Each
replay is checked bit for bit against what the study stored, so what it shows is what was run.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from irenic.errors import Problem, StudyError, did_you_mean, quoted
from irenic.study.describe import code_digest
from irenic.study.history import Fixed, Replay
from irenic.study.problems import study_error, study_problem
from irenic.study.read import Study
from irenic.study.source import study_worlds
from irenic.study.stored import stored_case, stored_strategy
from irenic.study.work import half_precision

if TYPE_CHECKING:
    from irenic.case import Case
    from irenic.strategy import Strategy

BLOCK = 64
"""Lanes computed at once: one world with all its replicates, filled up to a whole block. The number of
blocks is then the same for every run of a study, so the program is compiled once; results depend neither
on the block nor on what else is in it (docs/model.md, "Luck")."""

RUN_AGAIN = "Run the study again with this version of irenic."


class Replayer:
    """Replays runs of one study; keep it, since it compiles on its first replay.

    Parameters
    ----------
    study : a finished study
    engine : in place of the one made for the study's case; for tests

    Raises
    ------
    StudyError : ``cannot_replay`` (made by other code, or before studies carried their case),
        ``damaged_study`` (case or strategies were changed)
    """

    def __init__(self, study: Study, engine: Any = None) -> None:
        from irenic.case import case_arrays
        from irenic.parameters import load_parameters
        from irenic.strategy import strategy_arrays

        refuse_other_code(study)
        self.study = study
        self.case: Case = stored_case(study.manifest, study.path)
        self.arrays = case_arrays(self.case)
        manifest = study.manifest
        self.strategies: dict[str, Strategy] = {
            info.name: stored_strategy(info, self.arrays, study.path) for info in manifest.strategies
        }
        self._plans = {name: strategy_arrays(s, self.arrays) for name, s in self.strategies.items()}
        table = load_parameters()
        self._worlds = study_worlds(study, self.arrays, table)
        if engine is None:
            from irenic.engine.run import Engine
            from irenic.study.cache import keep_compiled

            keep_compiled()
            engine = Engine(self.arrays, table, manifest.months, block=BLOCK)
        self.engine = engine

    def replay(self, strategy: str, world: int, replicate: int = 0) -> Replay:
        """Return one run with everything of every month.

        Parameters
        ----------
        strategy : its id
        world, replicate : counted from 0

        Raises
        ------
        StudyError : ``unknown_strategy``, ``out_of_range`` (all at once); ``replay_differs`` where the run
            is not bit for bit the stored one
        """
        index = self._check_request(strategy, world, replicate)
        manifest = self.study.manifest
        worlds, plan = self._worlds.block(world, world + 1), self._plans[strategy]
        recording = self.engine.record(worlds, plan, manifest.replicates, manifest.seed, replicate)
        self._check_same(recording, worlds, (index, world, replicate))
        fixed = Fixed.of(self.engine, self.arrays, worlds, plan, (manifest.seed, world, replicate))
        return Replay(self.study, self.case, self.strategies[strategy], world, replicate, fixed, recording)

    def _check_request(self, strategy: str, world: int, replicate: int) -> int:
        manifest, problems = self.study.manifest, []
        names = manifest.strategy_names
        if strategy not in names:
            hint = did_you_mean(strategy, names)
            problems.append(self._problem("unknown_strategy", "strategy", quoted(strategy), "of it", hint))
        for name, value, count in (
            ("world", world, manifest.worlds),
            ("replicate", replicate, manifest.replicates),
        ):
            if not 0 <= value < count:
                problems.append(self._problem("out_of_range", name, str(value), f"0 to {count - 1}"))
        if problems:
            raise StudyError(problems)
        return names.index(strategy)

    def _problem(self, code: str, path: str, given: str, expected: str, hint: str = "") -> Problem:
        expected = expected if code == "out_of_range" else f"a strategy {expected}"
        return study_problem(code, self.study.path, given, expected, hint, path=path)

    def _check_same(self, recording: Any, worlds: Any, run: tuple[int, int, int]) -> None:
        """Compare with what the study stored: outcomes and phases bit for bit, series as rounded."""
        found = stored_run(self.study, run)
        manifest = self.study.manifest
        phases = np.asarray(recording.phases, np.int16)[: manifest.phase_count]
        series = half_precision(np.asarray(recording.series, np.float32), manifest.series)
        drawn = np.array([worlds.theta[name][0] for name in manifest.parameters.names], np.float32)
        names = [
            *_unlike("", [o.id for o in manifest.outcomes], recording.outcomes, found["outcomes"]),
            *_unlike(
                "first month of ", [f"phase {i + 1}" for i in range(len(phases))], phases, found["phases"]
            ),
            *_unlike("series ", [s.id for s in manifest.series], series, found["monthly"]),
            *_unlike("parameter ", manifest.parameters.names, drawn, found["parameters"]),
        ]
        if names:
            raise self._differs(names, run)

    def _differs(self, names: list[str], run: tuple[int, int, int]) -> StudyError:
        index, world, replicate = run
        strategy = self.study.manifest.strategies[index].name
        more = f" and {len(names) - 5} more" if len(names) > 5 else ""
        return study_error(
            "replay_differs",
            self.study.path,
            f"not as stored: {', '.join(names[:5])}{more}",
            "the same bits",
            "The study may come from another kind of processor or other versions of the libraries. "
            + RUN_AGAIN,
            path=f"{strategy}, world {world}, replicate {replicate}",
        )


def replay(study: Study, strategy: str, world: int, replicate: int = 0) -> Replay:
    """Return one run of a study; for several, keep a `Replayer`.

    Parameters
    ----------
    study, strategy, world, replicate : as in `Replayer`

    Raises
    ------
    StudyError : as `Replayer`
    """
    return Replayer(study).replay(strategy, world, replicate)


def stored_run(study: Study, run: tuple[int, int, int]) -> dict[str, np.ndarray[Any, Any]]:
    """Return what a study stored of one run: outcomes, phases, monthly (16 bits, scaled) and parameters.

    Parameters
    ----------
    run : index of the strategy, world, replicate
    """
    index, world, replicate = run
    data = study.dataset
    where = {"strategy": index, "world": world, "replicate": replicate}
    found = {name: data[name].isel(where).values for name in ("outcomes", "phases", "monthly")}
    return found | {"parameters": data["parameters"].isel(world=world).values}


def refuse_other_code(study: Study) -> None:
    """Raise a StudyError with code ``cannot_replay`` where this code did not make the study."""
    manifest = study.manifest
    if manifest.code != code_digest():
        given = f"made by irenic {manifest.irenic} with other code (digest {manifest.code[:12]})"
        expected = f"made by the code that runs (digest {code_digest()[:12]})"
        hint = "An exact replay needs the same version of the model. " + RUN_AGAIN
        raise study_error("cannot_replay", study.path, given, expected, hint, path="the study")
    if manifest.case.content is None:
        given = "without the content of its case"
        expected = "a study that carries its case"
        raise study_error("cannot_replay", study.path, given, expected, RUN_AGAIN, path="the study")


def _unlike(prefix: str, names: Sequence[str], one: Any, two: Any) -> list[str]:
    """Names of the rows in which two arrays differ in any bit that means something."""
    one, two = np.asarray(one), np.asarray(two)
    if one.shape != two.shape or one.dtype != two.dtype:
        return [f"{prefix}{names[0] if names else 'values'}"]
    same = (one == two) | ((one != one) & (two != two))
    return [f"{prefix}{name}" for name, row in zip(names, same, strict=True) if not np.all(row)]
