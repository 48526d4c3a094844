"""What a search may write into a strategy: levers and triggers of a declared list, for those known.

Levers that are not on the list (`moves.csv`) are never set by a search. Whom a lever reaches is taken
from the plans that the search starts from: a search pays, arms or restrains no one whom no plan does.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from itertools import chain

import numpy as np

from irenic.analysis.search.trees import held, units
from irenic.strategy import (
    LEVER_BY_ID,
    OBSERVABLE_INDEX,
    CaseNames,
    Condition,
    Follow,
    Strategy,
    Target,
    Vocabulary,
)
from irenic.strategy.expression import Comparison, Count, Held, PhaseState, Register
from irenic.strategy.places import elements
from irenic.strategy.plan import Element

MONTHS_MOST = 6
"""Most months in a row that a new test asks for."""

Setting = tuple[dict[Element, float], tuple[Target, ...]]
"""Values of one lever: fixed ones, or set by rule."""


@dataclass(frozen=True, slots=True)
class Range:
    """Values that a lever or a threshold may take.

    Parameters
    ----------
    id : of the lever or observable
    low, high : least and greatest value
    step : between neighbouring values
    """

    id: str
    low: float
    high: float
    step: float

    def draw(self, rng: np.random.Generator) -> float:
        """Return a value, all equally likely."""
        steps = round((self.high - self.low) / self.step)
        return self._value(int(rng.integers(steps + 1)))

    def near(self, value: float, rng: np.random.Generator) -> float:
        """Return a value one to three steps from a value, inside the range."""
        away = int(rng.integers(1, 4)) * (1 if rng.random() < 0.5 else -1)
        return round(float(np.clip(value + away * self.step, self.low, self.high)), 6)

    def _value(self, steps: int) -> float:
        return round(min(self.low + steps * self.step, self.high), 6)


def declared(kind: str) -> tuple[Range, ...]:
    """Return the levers, or the triggers, that a search may set.

    Parameters
    ----------
    kind : "lever" or "trigger"
    """
    text = files("irenic.analysis.search").joinpath("moves.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(io.StringIO(text), strict=True)
    return tuple(
        Range(row["id"], float(row["low"]), float(row["high"]), float(row["step"]))
        for row in rows
        if row["kind"] == kind
    )


@dataclass(frozen=True)
class Moves:
    """The declared list for one case and the plans that a search starts from; make one with `moves_for`.

    Parameters
    ----------
    names : ids of the case
    levers, triggers : ranges
    tests : units of the plans' rules, but for states of phases
    reach : for each lever, the sets of elements that a plan sets together
    rules : for each lever, settings by rule of the plans
    """

    names: CaseNames
    levers: tuple[Range, ...]
    triggers: tuple[Range, ...]
    tests: tuple[Condition, ...]
    reach: Mapping[str, tuple[tuple[Element, ...], ...]]
    rules: Mapping[str, tuple[Target, ...]]

    def range_of(self, lever: str) -> Range | None:
        """Return the range of a lever; None where a search may not set it."""
        return next((one for one in self.levers if one.id == lever), None)

    def setting(self, rng: np.random.Generator) -> Setting:
        """Return a random setting of a random lever."""
        limits = self.levers[int(rng.integers(len(self.levers)))]
        reach, rules = self.reach[limits.id], self.rules[limits.id]
        pick = int(rng.integers(len(reach) + len(rules)))
        value = limits.draw(rng)
        if pick < len(reach):
            return dict.fromkeys(reach[pick], value), ()
        rule = rules[pick - len(reach)]
        return {}, (rule if isinstance(rule.value, Follow) else replace(rule, value=value),)

    def test(self, rng: np.random.Generator) -> Condition:
        """Return a test: one of the plans' own, or a new one from the list of triggers."""
        if self.tests and rng.random() < 0.5:
            return self.tests[int(rng.integers(len(self.tests)))]
        limits = self.triggers[int(rng.integers(len(self.triggers)))]
        unit = Comparison(Register(limits.id), bool(rng.random() < 0.6), limits.draw(rng))
        return unit if limits.id == "month" else held(unit, int(rng.integers(1, MONTHS_MOST + 1)))

    def threshold(self, test: Comparison, rng: np.random.Generator) -> Comparison:
        """Return a test with its threshold moved a little; one of something that is 0 or 1 turns round."""
        register = test.register
        lower, upper, _ = Vocabulary(self.names).bounds(register)
        known = next((one for one in self.triggers if str(register) == one.id), None)
        if known is not None and known.low == known.high:
            return test.flipped()
        if known is None:
            step = 1.0 if isinstance(register, Count) else _tenth(test.threshold)
            known = Range(str(register), lower, upper, step)
        known = replace(known, low=max(known.low, lower), high=min(known.high, upper))
        return replace(test, threshold=known.near(test.threshold, rng))


def moves_for(strategies: Sequence[Strategy], names: CaseNames) -> Moves:
    """Return what a search that starts from some plans may write.

    Parameters
    ----------
    strategies : the plans
    names : ids of the case
    """
    levers = tuple(one for one in declared("lever") if one.id in LEVER_BY_ID)
    levers = tuple(one for one in levers if elements(LEVER_BY_ID[one.id], names))
    triggers = tuple(one for one in declared("trigger") if one.id in OBSERVABLE_INDEX)
    return Moves(
        names,
        levers,
        triggers,
        tests=tuple(dict.fromkeys(_tests(strategies))),
        reach={one.id: _reach(one.id, strategies, names) for one in levers},
        rules={one.id: _rules(one.id, strategies) for one in levers},
    )


def settings_of(strategy: Strategy) -> Iterator[tuple[Mapping[Element, float], tuple[Target, ...]]]:
    """Fixed values and rules of the base, then of each phase.

    Parameters
    ----------
    strategy : any
    """
    yield strategy.base, strategy.targets
    for phase in strategy.phases:
        yield phase.levers, phase.targets


def _tests(strategies: Iterable[Strategy]) -> Iterator[Condition]:
    for condition in chain.from_iterable(strategy.conditions() for strategy in strategies):
        for unit in units(condition):
            if not isinstance(unit.part if isinstance(unit, Held) else unit, PhaseState):
                yield unit


def _reach(lever: str, strategies: Sequence[Strategy], names: CaseNames) -> tuple[tuple[Element, ...], ...]:
    """Sets of elements that some plan gives one value, and each that a plan names; all where none does."""
    sets: dict[tuple[Element, ...], None] = {}
    for strategy in strategies:
        for fixed, _ in settings_of(strategy):
            mine = {element: value for element, value in fixed.items() if element[0] == lever}
            for value in dict.fromkeys(mine.values()):
                sets.setdefault(tuple(one for one in mine if mine[one] == value))
    everyone = tuple(elements(LEVER_BY_ID[lever], names))
    named = (one for chosen in sets if len(chosen) < len(everyone) for one in chosen)
    sets |= dict.fromkeys((one,) for one in named)
    if not sets and not _rules(lever, strategies):
        sets[everyone] = None
    return tuple(sets)


def _rules(lever: str, strategies: Sequence[Strategy]) -> tuple[Target, ...]:
    found = (target for s in strategies for _, targets in settings_of(s) for target in targets)
    return tuple(dict.fromkeys(target for target in found if target.lever == lever))


def _tenth(threshold: float) -> float:
    """A step for something not on the list: about a tenth of its size, as people would write it."""
    if threshold == 0:
        return 0.05
    return float(f"{abs(threshold) / 10:.1g}")
