"""One run as it was: state, levers, what was seen and what was true, by month and by name.

Month t runs from 1; state 0 is the start, state t the end of month t. What the compiled program did not
record is computed again in 64 bits from what it did (decision D6), and compared with it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from irenic.case.arrays import CaseArrays
from irenic.study.read import Study

if TYPE_CHECKING:
    from irenic.case import Case
    from irenic.engine.lanes import Recording
    from irenic.engine.month import Info
    from irenic.engine.registers import Picks
    from irenic.engine.scenario import Scenario
    from irenic.engine.state import Anchors, Draws, Levers, State
    from irenic.engine.view import View
    from irenic.strategy import Strategy, StrategyArrays

Floats = NDArray[np.float64]

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip

RELATIVE, ABSOLUTE = 1e-4, 1e-5
"""How far a month computed again may be from the recorded one and still be the same but for rounding."""

PERSONS = 0.05
"""The same in persons, for fighters and the displaced."""

AnyTuple = TypeVar("AnyTuple")
Kept = TypeVar("Kept")


class Doubt(NamedTuple):
    """A month that, computed again in 64 bits, is not what was recorded beyond rounding.

    It happens where a draw lies within rounding of its threshold: the recorded state is the truth, and what
    is said about the month's causes may not fit it.
    """

    month: int
    fields: tuple[str, ...]
    largest: float


@dataclass(frozen=True, eq=False)
class Fixed:
    """What does not change during a run, in 64 bits; arrays end in an axis of one.

    Parameters
    ----------
    scenario : constants of the case
    parameters : by id, (1,), as rounded by the engine
    plan : the strategy as arrays
    key : (2, 1), of the run's luck
    sizes : groups, districts, patrons
    """

    scenario: Scenario
    parameters: dict[str, Floats]
    plan: StrategyArrays
    key: NDArray[np.uint32]
    sizes: tuple[int, int, int]

    @classmethod
    def of(
        cls, engine: Any, arrays: CaseArrays, worlds: Any, plan: StrategyArrays, run: tuple[int, int, int]
    ) -> Fixed:
        """Return what is fixed in one run.

        Parameters
        ----------
        engine : whose precision parameters had
        arrays : the case
        worlds : a block of one world
        plan : the strategy as arrays
        run : seed, world, replicate
        """
        from irenic.engine.draws import lane_keys
        from irenic.engine.scenario import scenario_from

        seed, world, replicate = run
        sizes = (len(arrays.groups), len(arrays.districts), len(arrays.patrons))
        theta = {k: np.asarray(v[:1], engine.dtype).astype(np.float64) for k, v in worlds.theta.items()}
        key = lane_keys(seed, np.array([world]), np.array([replicate]))
        return cls(scenario_from(arrays, "float64"), theta, _in_64(plan), key, sizes)


@dataclass(frozen=True, eq=False)
class Replay:
    """One run of a study; make one with `irenic.study.replay.Replayer`.

    Parameters
    ----------
    study, case, strategy : what was run
    world, replicate : which run of it, counted from 0
    fixed : what does not change during it
    recording : as the engine recorded it, in its precision; arrays without an axis of lanes
    """

    study: Study
    case: Case
    strategy: Strategy
    world: int
    replicate: int
    fixed: Fixed
    recording: Recording
    _cache: dict[tuple[str, int], Any] = field(default_factory=dict, repr=False)

    @cached_property
    def arrays(self) -> CaseArrays:
        """The case's numbers and ids."""
        from irenic.case.arrays import case_arrays

        return case_arrays(self.case)

    @property
    def months(self) -> int:
        """Length of the run."""
        return self.study.manifest.months

    @property
    def groups(self) -> tuple[str, ...]:
        """Ids of the groups."""
        return self.arrays.groups

    @property
    def districts(self) -> tuple[str, ...]:
        """Ids of the districts."""
        return self.arrays.districts

    @property
    def states(self) -> State:
        """Recorded state, each field (1 + months, ...)."""
        return self.recording.states

    @property
    def views(self) -> View:
        """The strategist's memory, each field (1 + months, ...)."""
        return self.recording.views

    def date(self, month: int) -> str:
        """Return a month's calendar name, such as "April 2016"; 0 is the month of the starting state."""
        start = self.arrays.start_year * 12 + self.arrays.start_month - 1 + month
        return f"{MONTHS[start % 12]} {start // 12}"

    def outcome(self, name: str) -> float:
        """Return one outcome of the run.

        Raises
        ------
        StudyError : ``unknown_outcome``
        """
        info = self.study.outcome_info(name)
        return float(self.recording.outcomes[self.study.manifest.outcomes.index(info)])

    def series(self, name: str) -> Floats:
        """Return one monthly national series, (months,), in its unit; None of the study's rounding."""
        names = [info.id for info in self.study.manifest.series]
        return np.asarray(self.recording.series[names.index(name)], np.float64)

    def state(self, month: int) -> State:
        """Return the state at the end of a month in 64 bits; arrays end in an axis of one."""
        return self._kept("state", month, lambda: _at(self.states, month))

    def view(self, month: int) -> View:
        """Return the strategist's memory at the end of a month, likewise."""
        return self._kept("view", month, lambda: _at(self.views, month))

    def levers(self, month: int) -> Levers:
        """Return the levers in force in a month (1 first), likewise."""
        return self._kept("levers", month, lambda: _at(self.recording.levers, month - 1))

    @cached_property
    def anchors(self) -> Anchors:
        """What the start solved, likewise."""
        return _in_64(self.recording.anchors, ...)

    def draws(self, month: int) -> Draws:
        """Return the luck of a month (1 first) in 64 bits; uniforms are the engine's exactly."""
        from irenic.engine.draws import draws_of_month

        def compute() -> Draws:
            return draws_of_month(np, self.fixed.key, np.uint32(month), self.fixed.sizes, np.float64)

        return self._kept("draws", month, compute)

    def forced(self, month: int) -> Floats:
        """Return whether signing, seating and losses of leadership are dated this month, (2 + G, 1)."""
        return np.asarray(month == self.fixed.plan.forced, np.float64)[:, None]

    def again(self, month: int) -> tuple[State, Info]:
        """Return a month computed again in 64 bits from the recorded state and levers: state after, info."""
        from irenic.engine.month import month as one_month

        def compute() -> tuple[State, Info]:
            when = (np.float64(month), self.forced(month), self.anchors)
            with np.errstate(divide="ignore", under="ignore"):
                return one_month(
                    np, self.fixed.parameters, self.state(month - 1), self.levers(month), self.draws(month),
                    when, self.fixed.scenario,
                )  # fmt: skip

        return self._kept("again", month, compute)

    def info(self, month: int) -> Info:
        """Return what explains a month (1 first): results of its mechanisms; arrays end in an axis of one."""
        return self.again(month)[1]

    def picks(self, month: int) -> Picks:
        """Return what the strategy's selections picked in a month (1 first), as it saw things."""
        from irenic.engine.registers import picks_of

        view, state = self.view(month - 1), self.state(month - 1)
        sees = (view, state, self.draws(month), self.fixed.plan, self.fixed.scenario)
        return self._kept("picks", month, lambda: picks_of(np, *sees))

    def seen(self, month: int) -> Floats:
        """Return every register as the strategist saw it in a month (1 first), with lag and noise."""
        return self._registers("seen", month)

    def true(self, month: int) -> Floats:
        """Return every register as it truly was when the month began, without lag and noise."""
        return self._registers("true", month)

    def _registers(self, kind: str, month: int) -> Floats:
        from irenic.engine.registers import picks_of, registers_of

        def compute() -> Floats:
            view, state, sc = self.view(month - 1), self.state(month - 1), self.fixed.scenario
            draws = self.draws(month) if kind == "seen" else None
            picks = picks_of(np, view, state, draws, self.fixed.plan, sc)
            return np.asarray(registers_of(np, view, state, np.float64(month), draws, picks, sc)[:, 0])

        return self._kept(kind, month, compute)

    @cached_property
    def doubts(self) -> tuple[Doubt, ...]:
        """Months that, computed again, differ from the record beyond rounding; mostly none."""
        found = [self._doubt(month) for month in range(1, self.months + 1)]
        return tuple(doubt for doubt in found if doubt.fields)

    def _doubt(self, month: int) -> Doubt:
        after, _ = self.again(month)
        beyond = {}
        for name, recorded in self.state(month)._asdict().items():
            smallest = PERSONS if name in ("fighters", "displaced") else ABSOLUTE
            gap = np.abs(getattr(after, name) - recorded) / (smallest + RELATIVE * np.abs(recorded))
            if not gap.max() <= 1.0:
                beyond[name] = float(gap.max())
        return Doubt(month, tuple(beyond), max(beyond.values(), default=0.0))

    def _kept(self, kind: str, month: int, compute: Callable[[], Kept]) -> Kept:
        key = (kind, month)
        if key not in self._cache:
            self._cache[key] = compute()
        found: Kept = self._cache[key]
        return found


def _at(record: AnyTuple, index: int) -> AnyTuple:
    return _in_64(record, index)


def _in_64(record: AnyTuple, index: Any = None) -> AnyTuple:
    """A record (of records) of arrays in 64 bits; with an index, that entry with a last axis of one."""
    made: Any = type(record)
    return cast(AnyTuple, made(*(_part_in_64(part, index) for part in cast("tuple[Any, ...]", record))))


def _part_in_64(part: Any, index: Any) -> Any:
    if isinstance(part, tuple):
        return _in_64(part, index)
    array = np.asarray(part)
    array = array.astype(np.float64) if array.dtype.kind == "f" else array
    return array if index is None else array[index][..., None]
