"""The peel: from all worlds to a small box of many cases, a slice at a time.

Every input is sorted once; a step then only looks at the ends of the sorted lists, and drops the
worlds it peels from all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from irenic.analysis.averages import Floats
from irenic.analysis.discover.box import LOWER, UPPER, WITHOUT, Region
from irenic.analysis.discover.inputs import Sample

Objective = Literal["lenient1", "lenient2", "original"]
OBJECTIVES: tuple[Objective, ...] = ("lenient1", "lenient2", "original")
Places = NDArray[np.int32]

_TIE = 1e-12
"""Objectives closer than this, relatively, are the same number computed in another order."""


class Peeling(NamedTuple):
    """How to peel.

    Parameters
    ----------
    alpha : share of the box that a step takes at least
    least_mass : smallest share of all worlds that is left
    objective : what a step maximises
    onward : where no step raises the share of cases, take the one that lowers it least (Friedman &
        Fisher); else stop there, as EMA Workbench does
    """

    alpha: float = 0.05
    least_mass: float = 0.05
    objective: Objective = "lenient1"
    onward: bool = False


@dataclass(frozen=True)
class Ranked:
    """A sample's inputs, sorted; independent of the answers, so one serves many searches."""

    sample: Sample

    @cached_property
    def ordered(self) -> NDArray[np.int64]:
        """Rows of `sample.x` whose values have an order."""
        return np.array([i for i, one in enumerate(self.sample.inputs) if one.kind != "category"], np.int64)

    @cached_property
    def categories(self) -> tuple[tuple[int, Floats, NDArray[np.int64]], ...]:
        """Row, distinct codes, and place of each world's code among them, per category input."""
        found = []
        for row, one in enumerate(self.sample.inputs):
            if one.kind == "category":
                codes, places = np.unique(self.sample.x[row], return_inverse=True)
                found.append((row, codes, places))
        return tuple(found)

    @cached_property
    def order(self) -> Places:
        """Worlds by rising value of each ordered input, (ordered input, N); ties by world number."""
        return np.argsort(self.sample.x[self.ordered], axis=1, kind="stable").astype(np.int32)

    def part(self, rows: NDArray[np.bool_] | None = None, columns: NDArray[np.bool_] | None = None) -> Ranked:
        """Return some of the worlds or inputs, without sorting anew.

        Parameters
        ----------
        rows, columns : (N,) and (D,), which to keep; None for all
        """
        order, sample = self.order, self.sample
        if columns is not None:
            order, sample = order[columns[self.ordered]], sample.columns(columns)
        if rows is not None:
            number = np.cumsum(rows, dtype=np.int32) - np.int32(1)
            kept = number[order[rows[order]]].reshape(order.shape[0], int(rows.sum()))
            order, sample = kept, sample.rows(rows)
        found = Ranked(sample)
        found.__dict__["order"] = order  # what the cached property would compute, at a fraction
        return found


@dataclass(frozen=True, slots=True)
class Trajectory:
    """The boxes of a peel, from all worlds on; step 0 has no limit.

    Parameters
    ----------
    row, side, value : (S,), what each step after 0 limits, as in `Region.limited`
    mass, coverage, density : (1 + S,), of the worlds that were peeled, 0..1
    restricted : (1 + S,), number of inputs with a limit
    inputs : number of inputs
    """

    row: NDArray[np.int64]
    side: NDArray[np.int64]
    value: Floats
    mass: Floats
    coverage: Floats
    density: Floats
    restricted: NDArray[np.int64]
    inputs: int

    def __len__(self) -> int:
        return self.mass.size

    def region(self, step: int) -> Region:
        """Return the box after a number of steps."""
        region = Region.free(self.inputs)
        for row, side, value in zip(self.row[:step], self.side[:step], self.value[:step], strict=True):
            region = region.limited(int(row), int(side), float(value))
        return region

    def steps_survived(self, x: Floats) -> NDArray[np.int64]:
        """Return the number of steps after which each column of `x` (D, N) is still inside."""
        survived = np.zeros(x.shape[1], np.int64)
        alive = np.ones(x.shape[1], bool)
        for row, side, value in zip(self.row, self.side, self.value, strict=True):
            column = x[row]
            if side == WITHOUT:
                alive &= column != value
            else:
                alive &= column >= value if side == LOWER else column <= value
            survived += alive
        return survived


class _Ends(NamedTuple):
    """Candidate peels; `number` is how many worlds one takes, or its category's place among the codes."""

    row: NDArray[np.int64]
    side: NDArray[np.int64]
    number: NDArray[np.int64]
    weight: Floats
    cases: Floats


def peel(ranked: Ranked, y: Floats, peeling: Peeling = Peeling()) -> Trajectory:  # noqa: B008
    """Peel worlds off until too few are left or, unless onward, no peel raises the share of cases.

    Parameters
    ----------
    ranked : the worlds, sorted
    y : (N,), 0..1, their answers (`ranked.sample.y`, or a permutation of it)
    peeling : settings

    Returns
    -------
    The trajectory

    References
    ----------
    Friedman & Fisher 1999, Bump hunting in high-dimensional data, sections 8 and 14.6 (the lenient
    objectives); Kwakkel & Jaxa-Rozen 2016 (gain in mean over loss of mass, here "lenient1", which
    copes with inputs of few values).
    """
    state = _State(ranked, y)
    steps: list[tuple[int, int, float]] = []
    trail = [(state.weight, state.cases, 0)]
    restricted: set[int] = set()
    least = peeling.least_mass * state.weight
    while state.worlds.size > 1:
        ends = state.ends(peeling.alpha)
        best = _best(ends, state, peeling, restricted)
        if best is None or state.weight - ends.weight[best] < least * (1 - _TIE):
            break
        steps += state.take(ends, best)
        restricted.add(steps[-1][0])
        trail.append((state.weight, state.cases, len(restricted)))
    return _trajectory(steps, trail, ranked.sample.x.shape[0])


def _trajectory(
    steps: list[tuple[int, int, float]], trail: list[tuple[float, float, int]], inputs: int
) -> Trajectory:
    weight, cases, restricted = (np.array(column) for column in zip(*trail, strict=True))
    row, side, value = (np.array([step[i] for step in steps]) for i in range(3))
    return Trajectory(
        row=row.astype(np.int64),
        side=side.astype(np.int64),
        value=value.astype(np.float64),
        mass=weight / weight[0] if weight[0] else weight,
        coverage=cases / cases[0] if cases[0] else cases,
        density=cases / np.where(weight > 0, weight, 1.0),
        restricted=restricted.astype(np.int64),
        inputs=inputs,
    )


def _best(ends: _Ends, state: _State, peeling: Peeling, restricted: set[int]) -> int | None:
    """The candidate of the highest objective above 0; of equals, one that restricts no new input."""
    left = state.weight - ends.weight
    possible = (ends.weight > 0) & (left > 0)
    if not possible.any():
        return None
    taken, left = np.where(possible, ends.weight, 1.0), np.where(possible, left, 1.0)
    mean = (state.cases - ends.cases) / left
    gain = mean - state.cases / state.weight
    worth = {"lenient1": gain / taken, "lenient2": gain * left / taken, "original": mean}[peeling.objective]
    worth = np.where(possible, worth, -np.inf)
    if not worth.max() > 0 or (peeling.objective != "original" and gain[worth.argmax()] <= _TIE):
        if not peeling.onward or state.cases >= state.weight * (1 - _TIE) or state.cases <= 0:
            return None
        worth = np.where(possible, mean, -np.inf)
    top = worth.max()
    equals = np.flatnonzero(worth >= top - abs(top) * _TIE)
    known = [int(i) for i in equals if int(ends.row[i]) in restricted]
    return known[0] if known else int(equals[0])


class _State:
    """The worlds still inside, by input in rising order."""

    def __init__(self, ranked: Ranked, y: Floats) -> None:
        sample = ranked.sample
        self.x, self.rows, self.categories = sample.x, ranked.ordered, ranked.categories
        self.inputs = sample.inputs
        self.load, self.yield_ = sample.weights, sample.weights * y
        self.even = bool((sample.weights == 1.0).all())
        self.order = ranked.order
        self.worlds: NDArray[np.intp] = np.arange(len(sample))
        self.alive = np.ones(len(sample), bool)
        self.weight, self.cases = float(self.load.sum()), float(self.yield_.sum())

    def ends(self, alpha: float) -> _Ends:
        """What can be peeled: both ends of every ordered input, every category."""
        upper = self._end(alpha, self.order[:, ::-1])
        lower = self._end(alpha, self.order)
        sides = [np.full(self.rows.size, side) for side in (UPPER, LOWER)]
        parts = [[np.stack(pair, 1).ravel() for pair in zip(upper, lower, strict=True)]]
        row, side = np.repeat(self.rows, 2), np.stack(sides, 1).ravel()
        rows, kinds = [row], [side]
        for category, codes, places in self.categories:
            held = places[self.worlds]
            sums = [np.bincount(held, weights=v[self.worlds], minlength=codes.size)
                    for v in (self.load, self.yield_)]  # fmt: skip
            rows.append(np.full(codes.size, category))
            kinds.append(np.full(codes.size, WITHOUT))
            parts.append([np.arange(codes.size), *sums])
        count, weight, cases = (np.concatenate(column) for column in zip(*parts, strict=True))
        return _Ends(np.concatenate(rows), np.concatenate(kinds), count, weight, cases)

    def _end(self, alpha: float, order: Places) -> tuple[NDArray[np.int64], Floats, Floats]:
        """Count, weight and cases of the outer share `alpha` of each input, ties taken whole.

        Where the tie reaches to the other end, what lies before it is taken; where nothing does,
        nothing.
        """
        inputs, size = order.shape
        if self.even:
            counts = np.full(inputs, min(int((size - 1) * alpha) + 1, size), np.int64)
        else:
            reach = max((self.weight - 1.0) * alpha, 0.0) * (1 + _TIE)
            sums = np.cumsum(self.load[order], axis=1)
            counts = np.minimum((sums <= reach).sum(1) + 1, size)
        counts = self._whole_ties(order, counts)
        common = int(counts.min()) if inputs else 0
        head = order[:, :common]
        weight, cases = self.load[head].sum(1), self.yield_[head].sum(1)
        for i in np.flatnonzero(counts > common):
            rest = order[i, common : counts[i]]
            weight[i] += self.load[rest].sum()
            cases[i] += self.yield_[rest].sum()
        return counts, weight, cases

    def _whole_ties(self, order: Places, counts: NDArray[np.int64]) -> NDArray[np.int64]:
        """Counts moved past the value they end in, or before it where it reaches the far end."""
        size, all_rows = order.shape[1], np.arange(order.shape[0])
        last = self.x[self.rows, order[all_rows, counts - 1]]
        beyond = self.x[self.rows, order[all_rows, np.minimum(counts, size - 1)]]
        tied = np.flatnonzero((counts < size) & (beyond == last))
        ended = np.flatnonzero(counts == size)
        if tied.size == 0 and ended.size == 0:
            return counts
        counts = counts.copy()
        counts[tied] = self._change(order, tied, counts[tied], last[tied])
        full = np.union1d(ended, tied[counts[tied] == size])
        if full.size:
            counts[full] = self._start(order, full, last[full])
        return counts

    def _change(
        self, order: Places, which: NDArray[np.intp], low: NDArray[np.int64], value: Floats
    ) -> NDArray[np.int64]:
        """First place of each list, from `low` on, that no longer holds the value; by bisection."""
        rows, high = self.rows[which], np.full(which.size, order.shape[1], np.int64)
        low = low.copy()
        while (open_ := low < high).any():
            middle = np.where(open_, (low + high) // 2, 0)
            same = self.x[rows, order[which, middle]] == value
            low, high = np.where(open_ & same, middle + 1, low), np.where(open_ & ~same, middle, high)
        return low

    def _start(self, order: Places, which: NDArray[np.intp], value: Floats) -> NDArray[np.int64]:
        """First place of each list that holds the value with which it ends."""
        rows = self.rows[which]
        low, high = np.zeros(which.size, np.int64), np.full(which.size, order.shape[1] - 1, np.int64)
        while (open_ := low < high).any():
            middle = np.where(open_, (low + high) // 2, 0)
            same = self.x[rows, order[which, middle]] == value
            low, high = np.where(open_ & ~same, middle + 1, low), np.where(open_ & same, middle, high)
        return low

    def take(self, ends: _Ends, chosen: int) -> list[tuple[int, int, float]]:
        """Peel a candidate off; return its step."""
        row, side, count = int(ends.row[chosen]), int(ends.side[chosen]), int(ends.number[chosen])
        if side == WITHOUT:
            codes, places = next((c, p) for r, c, p in self.categories if r == row)
            gone, value = self.worlds[places[self.worlds] == count], float(codes[count])
        else:
            line = self.order[int(np.flatnonzero(self.rows == row)[0])]
            line = line if side == LOWER else line[::-1]
            gone = line[:count].astype(np.intp)
            inner, outer = float(self.x[row, line[count]]), float(self.x[row, line[count - 1]])
            value = between(inner, outer, self.inputs[row].kind == "real")
        self.alive[gone] = False
        self.worlds = self.worlds[self.alive[self.worlds]]
        self.order = self.order[self.alive[self.order]].reshape(self.rows.size, self.worlds.size)
        self.weight = float(self.load[self.worlds].sum())
        self.cases = float(self.yield_[self.worlds].sum())
        return [(row, side, value)]


def between(inner: float, outer: float, is_real: bool) -> float:
    """Return the limit between the last value kept and the first one not: halfway, or the value kept."""
    middle = inner / 2 + outer / 2
    return middle if is_real and middle != outer else inner
