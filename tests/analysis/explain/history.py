"""Runs for tests: the toy case's worlds, month by month, under levers that a test or chance sets."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from irenic.case import CaseArrays
from irenic.engine.draws import draws_of_month, lane_keys
from irenic.engine.month import Info, month
from irenic.engine.scenario import Scenario, scenario_from
from irenic.engine.start import anchors_of, first_state
from irenic.engine.state import Anchors, Draws, Levers, State
from irenic.parameters import ParameterTable
from irenic.strategy.levers import LEVERS, LeverLayout
from irenic.worlds import WorldSet


class Fixed(NamedTuple):
    """What does not change during a run."""

    scenario: Scenario
    parameters: dict[str, Any]


@dataclass
class Run:
    """A run as the explanations need it; states are rounded to single precision as a study's are."""

    arrays: CaseArrays
    fixed: Fixed
    months: int
    anchors: Anchors
    luck: list[Draws]
    plan: list[Levers]
    states: list[State] = field(default_factory=list)
    found: list[tuple[State, Info]] = field(default_factory=list)
    dated: tuple[int, int] = (0, 0)

    def state(self, number: int) -> State:
        return self.states[number]

    def levers(self, number: int) -> Levers:
        return self.plan[number - 1]

    def draws(self, number: int) -> Draws:
        return self.luck[number - 1]

    def forced(self, number: int) -> Any:
        dated = (*self.dated, *[0] * len(self.arrays.groups))
        return np.array([[1.0 * (number == when)] for when in dated])

    def again(self, number: int) -> tuple[State, Info]:
        return self.found[number - 1]


def single(record: Any) -> Any:
    """The record rounded to single precision."""
    return type(record)(*(np.asarray(x, np.float32).astype(np.float64) for x in record))


class Stage:
    """A case with its worlds, on which runs are played."""

    def __init__(self, arrays: CaseArrays, table: ParameterTable, worlds: int = 64) -> None:
        self.arrays, self.table = arrays, table
        self.scenario = scenario_from(arrays, "float64")
        self.worlds = WorldSet(arrays, table, worlds, 5).block(0, worlds)
        self.sizes = (len(arrays.groups), len(arrays.districts), len(arrays.patrons))
        self.layout = LeverLayout(
            len(arrays.groups), len(arrays.districts), len(arrays.issues), self.sizes[2]
        )

    def levers(self, **given: float) -> Levers:
        flat = np.asarray(self.layout.broadcast(given, self.scenario.e), float)
        return Levers(**self.layout.unflatten(flat[:, None]))

    def random_levers(self, rng: np.random.Generator, share: float) -> Levers:
        """Levers of which a share is set, anywhere in its range."""
        flat = self.layout.defaults.copy()
        for lever in LEVERS:
            place = self.layout.slices[lever.id]
            if rng.random() < share:
                flat[place] = rng.uniform(lever.lower, lever.upper, place.stop - place.start)
        levers = Levers(**self.layout.unflatten(np.asarray(flat, float)[:, None]))
        truce = np.maximum(levers.truce, levers.truce.swapaxes(0, 1))
        few = np.minimum(levers.outside_force, 2000.0)
        return single(levers._replace(truce=truce, outside_force=few))

    def random_run(self, seed: int, months: int = 8, share: float = 0.4) -> Run:
        """A run whose levers change at random, in any world; often with a dated signature and a relapse."""
        rng = np.random.default_rng(seed)
        plan = [self.random_levers(rng, share) for _ in range(months)]
        plan = [plan[m - 1] if m and rng.random() < 0.4 else one for m, one in enumerate(plan)]
        dated = tuple(int(x) for x in rng.integers(0, months, 2))
        given = {"h_r": float(rng.choice([0.0, 0.02, 0.3])), "s0": float(rng.choice([0.02, 0.3]))}
        return self.play(plan, int(rng.integers(self.worlds.hi)), seed, dated, **given)

    def play(
        self,
        plan: list[Levers],
        world: int = 0,
        seed: int = 1,
        dated: tuple[int, ...] = (0, 0),
        **given: float,
    ) -> Run:
        """Play a plan in a world; months of forced signing and seating, and parameters, may be given."""
        p = {
            k: np.asarray(v[world : world + 1], np.float32).astype(float)
            for k, v in self.worlds.theta.items()
        }
        p |= {k: np.full(1, float(v)) for k, v in given.items()}
        where = slice(world, world + 1)
        figures = (
            self.worlds.fighters[..., where],
            self.worlds.control[..., where],
            self.worlds.trust[..., where],
        )
        initial = {k: float(v) for k, v in self.arrays.initial.items()}
        state = first_state(np, figures, initial, self.scenario)
        reference = {k: float(v) for k, v in self.arrays.reference_levers.items()}
        levers = (self.levers(), self.levers(**reference))
        anchors = anchors_of(np, p, float(self.table.median["b0"]), state, levers, self.scenario)
        run = Run(self.arrays, Fixed(self.scenario, p), len(plan), single(anchors), [], plan)
        run.states.append(single(state))
        run.dated = (dated[0], dated[1])
        key = lane_keys(seed, np.array([world]), np.array([0]))
        for number, one in enumerate(plan, 1):
            draws = draws_of_month(np, key, np.uint32(number), self.sizes, np.float64)
            when = (np.float64(number), run.forced(number), run.anchors)
            with np.errstate(divide="ignore", under="ignore"):
                found = month(np, p, run.states[-1], one, draws, when, self.scenario)
            run.luck.append(draws)
            run.found.append(found)
            run.states.append(single(found[0]))
        return run
