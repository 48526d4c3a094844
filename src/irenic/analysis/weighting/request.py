"""What is to be weighed: a case, its record over a window, and the strategy that was followed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from irenic.analysis.weighting.manifest import CaseRef, Request, WindowInfo
from irenic.errors import DataError, Problem, StrategyError, StudyError, did_you_mean, quoted
from irenic.study.manifest import MAX_REPLICATES, MAX_WORLDS, ParameterInfo
from irenic.study.problems import study_problem

if TYPE_CHECKING:
    from irenic.analysis.weighting.likelihood import Simulate
    from irenic.case import Case, CaseArrays
    from irenic.parameters import ParameterTable
    from irenic.record import Record
    from irenic.record.windows import Window
    from irenic.strategy import Strategy
    from irenic.worlds import WorldSet

HISTORY = "history"
"""Id of the strategy that says what was done, with its dated events forced (decision D4)."""

MAX_SEED = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Options:
    """How worlds are weighed.

    Parameters
    ----------
    worlds : number of prior worlds, a power of two
    replicates : draws of luck per world
    seed : of worlds, luck and moves
    temper : exponent of the likelihood, 0..1
    points : number of refined worlds, a power of two up to `worlds`
    check : also with a second seed, and with the record's months permuted
    threads : None for one per core; they change no result
    """

    worlds: int = 4096
    replicates: int = 4
    seed: int = 1
    temper: float = 1.0
    points: int = 1024
    check: bool = False
    threads: int | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Subject:
    """A case ready to be weighed.

    Parameters
    ----------
    request : everything that fixes the result
    table, worlds : priors, and prior worlds
    counts : (dyad, district, month), the record over the window
    dyads : their names
    simulate : deaths of worlds in the window's months
    """

    request: Request
    table: ParameterTable
    worlds: WorldSet
    counts: NDArray[np.int64]
    dyads: tuple[str, ...]
    simulate: Simulate


def subject_of(case: str, options: Options) -> Subject:
    """Return a case ready to be weighed; compiles nothing yet.

    Parameters
    ----------
    case : a case file, or a shipped case's name
    options : how

    Raises
    ------
    CaseError, StrategyError : the case or its strategies cannot be used, or say not what was done
        (``no_history``)
    DataError : ``no_record``, ``no_training_window``
    StudyError : settings out of range, all at once
    """
    from irenic.case import case_arrays, load_case
    from irenic.case.shipped import case_path
    from irenic.parameters import load_parameters
    from irenic.record import load_record
    from irenic.strategy import load_case_strategies
    from irenic.worlds import WorldSet

    check_options(options)
    loaded, file = load_case(case), case_path(case)[0]
    arrays, table = case_arrays(loaded), load_parameters()
    record = load_record(file, arrays)
    window = _training_window(record, case)
    strategy = _history(load_case_strategies(file.parent, arrays), case)
    worlds = WorldSet(arrays, table, options.worlds, options.seed)
    request = _request((loaded, table, worlds), (record, window), strategy, arrays, options)
    return Subject(
        request,
        table,
        worlds,
        record.deaths(window.first, window.last).counts,
        tuple(dyad.name for dyad in record.dyads),
        _Simulated(worlds, record, strategy, window, options),
    )


class _Simulated:
    """Deaths under the strategy; the engine is compiled at the first call."""

    def __init__(
        self, worlds: WorldSet, record: Record, strategy: Strategy, window: Window, options: Options
    ) -> None:
        import threading

        self._parts = (worlds, record, strategy, window, options)
        self._lock = threading.Lock()
        self._history: Any = None

    def __call__(self, points: NDArray[np.float64], luck: NDArray[np.int64]) -> NDArray[Any]:
        with self._lock:
            # The first run alone, so that it is compiled once and not by every thread.
            if self._history is None:
                self._history = self._made()
                self._history(points[:, :1], luck[:1])
        deaths: NDArray[Any] = self._history(points, luck)
        return deaths

    def _made(self) -> Simulate:
        from irenic.analysis.weighting.history import History, HistoryEngine
        from irenic.engine.dyads import Parties
        from irenic.strategy import strategy_arrays
        from irenic.study.cache import keep_compiled

        keep_compiled()
        worlds, record, strategy, window, options = self._parts
        parties = Parties(record.party_masks, record.air_party)
        engine = HistoryEngine(worlds.case_arrays, worlds.table, window.last, parties=parties)
        plan = strategy_arrays(strategy, worlds.case_arrays)
        return History(engine, worlds, plan, options.replicates, options.seed, window.first)


def check_options(options: Options) -> None:
    """Raise a StudyError with every setting that is out of range."""
    limits: dict[str, tuple[float, float]] = {
        "worlds": (16, MAX_WORLDS),
        "replicates": (1, MAX_REPLICATES),
        "seed": (0, MAX_SEED),
        "temper": (0.0, 1.0),
        "points": (16, options.worlds),
        "threads": (1, 1024),
    }
    problems = []
    for name, (low, high) in limits.items():
        value = getattr(options, name)
        if value is None:
            continue
        if not low <= value <= high:
            expected = f"{low:g} to {high:g}" if name != "points" else f"16 to the number of worlds, {high:g}"
            problems.append(_setting("out_of_range", name, value, expected))
        elif name in ("worlds", "points") and value & (value - 1):
            expected = "a power of two, which keeps the quasi-random worlds balanced"
            problems.append(_setting("not_a_power_of_two", name, value, expected))
    if problems:
        raise StudyError(problems)


def _setting(code: str, name: str, value: object, expected: str) -> Problem:
    return study_problem(code, "the weighting's settings", str(value), expected, path=name)


def _training_window(record: Record, case: str) -> Window:
    if not record.known:
        hint = "Put the record's tables into a folder `record` beside the case file."
        expected = "a record of deaths to weigh worlds by"
        raise DataError([Problem("no_record", case, None, "record", "absent", expected, hint)])
    found = [window for window in record.windows if window.role == "train"]
    if len(found) != 1:
        given = ", ".join(window.name for window in found) or "absent"
        expected = "one window of role train in record/windows.csv"
        raise DataError([Problem("no_training_window", case, None, "record", given, expected)])
    return found[0]


def _history(strategies: dict[str, Strategy], case: str) -> Strategy:
    if HISTORY not in strategies:
        expected = f"a strategy {quoted(HISTORY)} that says what was done"
        hint = did_you_mean(HISTORY, strategies)
        raise StrategyError([Problem("no_history", case, None, "strategies", "without one", expected, hint)])
    return strategies[HISTORY]


def _request(
    model: tuple[Case, ParameterTable, WorldSet],
    recorded: tuple[Record, Window],
    strategy: Strategy,
    arrays: CaseArrays,
    options: Options,
) -> Request:
    from irenic import __version__
    from irenic.strategy import strategy_to_dict
    from irenic.study.describe import code_digest, strategy_info

    case, table, worlds = model
    record, window = recorded
    months = tuple(record.calendar(month) for month in range(window.first, window.last + 1))
    return Request(
        irenic=__version__,
        code=code_digest(),
        case=CaseRef(id=case.id, title=case.title, digest=case.digest),
        parameters=ParameterInfo(digest=table.digest, names=tuple(table.names)),
        factors=worlds.factor_names,
        record=record.digest,
        strategy=strategy.name,
        strategy_digest=strategy_info(
            strategy_to_dict(strategy, arrays), strategy.name, strategy.reference
        ).digest,
        window=WindowInfo(name=window.name, first=window.first, last=window.last, months=months),
        worlds=options.worlds,
        seed=options.seed,
        replicates=options.replicates,
        points=options.points,
        temper=float(options.temper),
        checked=options.check,
    )


def default_folder(request: Request) -> Path:
    """Return ``weightings/`` and a name made from the settings; the same request, the same folder."""
    import hashlib

    digest = hashlib.sha256(request.model_dump_json().encode("utf-8")).hexdigest()
    return Path("weightings") / (
        f"{request.case.id}-seed{request.seed}-{request.worlds}x{request.replicates}-{digest[:8]}"
    )
