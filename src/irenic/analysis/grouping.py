"""Splitting a group into two halves that are alike and trust each other must not matter (decision D13)."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, NamedTuple

import numpy as np

from irenic.analysis.averages import Floats
from irenic.analysis.ranking import Centre, bootstrap_centres, centres, spread
from irenic.case.arrays import CaseArrays
from irenic.errors import CaseError, Problem, StrategyError, quoted
from irenic.strategy.arrays import Registers, StrategyArrays, lever_layout
from irenic.strategy.levers import LEVERS
from irenic.worlds import Worlds

MOST = 0.05
"""Largest relative move of an outcome's median that decision D13 allows."""

_SIZES = ("fighters_low", "fighters_best", "fighters_high")
_ROWS = ("fighter_split", "positions", "salience")
_NOT_BY_GROUP = ("population", "urban", "coast", "base", "revenue", "exclusion", "compliance")
"""Fields per district or patron: a case may have as many of these as groups."""


def split_case(arrays: CaseArrays, group: int) -> CaseArrays:
    """The case with one group as two halves; the second stands last, so that other indices stay.

    Halved are what adds up: fighters, shares of control, and the standing of a political body. All
    else (quality, supply, positions, relations, backers) both have as the whole had it. The halves
    trust each other fully.

    Parameters
    ----------
    arrays : the case
    group : index of the group; not the extremist, the splinter slot or the councils

    Raises
    ------
    CaseError : one of these three, of which the model has one each (``cannot_split``)
    """
    if group in (arrays.extremist, arrays.splinter, arrays.councils):
        expected = "another; the model has one extremist, one splinter slot and one group of councils"
        given = quoted(arrays.groups[group])
        raise CaseError([Problem("cannot_split", "the case", None, "the group to split", given, expected)])
    count = len(arrays.groups)
    order = [*range(count), group]
    changed: dict[str, Any] = {
        field.name: value[order]
        for field in fields(arrays)
        if field.name not in _NOT_BY_GROUP
        and isinstance(value := getattr(arrays, field.name), np.ndarray)
        and value.shape == (count,)
    }
    halved = [*_SIZES, *(["standing"] if arrays.is_political[group] else [])]
    for name in halved:
        changed[name][[group, -1]] *= 0.5
    changed |= {name: getattr(arrays, name)[order] for name in _ROWS}
    changed |= {name: _pairs(getattr(arrays, name), group) for name in ("trust", "relation")}
    return replace(
        arrays,
        groups=(*arrays.groups, f"{arrays.groups[group]}_2"),
        kinds=(*arrays.kinds, arrays.kinds[group]),
        support=arrays.support[:, order],
        control=_halves(arrays.control, 1 + group),
        regions={name: mask[order] for name, mask in arrays.regions.items()},
        **changed,
    )


def split_worlds(worlds: Worlds, group: int) -> Worlds:
    """Worlds of a case as worlds of `split_case`: the same figures, the group's in two halves.

    Parameters
    ----------
    worlds, group : worlds of the whole case, index of the group
    """
    return replace(
        worlds,
        fighters=_halves(worlds.fighters, group),
        control=_halves(worlds.control, 1 + group),
        trust=_pairs(worlds.trust, group),
    )


def split_strategy(strategy: StrategyArrays, arrays: CaseArrays, group: int) -> StrategyArrays:
    """A strategy for `split_case`: both halves get what the whole got.

    Parameters
    ----------
    strategy, arrays, group : a strategy of the whole case, the whole case, index of the group

    Raises
    ------
    StrategyError : its rules look at single groups or districts, of which there would be others
    """
    places = _lever_places(arrays, group)
    first = Registers(len(arrays.groups), len(arrays.districts)).counts
    selectors = (strategy.groups, strategy.districts, strategy.pairs)
    if (
        any(s.live.any() for s in selectors)
        or max(strategy.register.max(), strategy.targets.source.max()) >= first
    ):
        raise StrategyError("a strategy whose rules look at single groups or districts cannot be split")
    order = [*range(len(arrays.groups)), group]
    return strategy._replace(
        base=strategy.base[places],
        value=strategy.value[:, places],
        sets=strategy.sets[:, places],
        groups=strategy.groups._replace(mask=strategy.groups.mask[:, order]),
        pairs=strategy.pairs._replace(mask=strategy.pairs.mask[:, order][:, :, order]),
        targets=strategy.targets._replace(place=strategy.targets.place[:, places]),
        forced=strategy.forced[[0, 1, *(2 + g for g in order)]],
    )


def _halves(values: Floats, row: int) -> Floats:
    """Rows with one of them halved, the other half last."""
    halved = np.concatenate([values, values[row : row + 1]])
    halved[[row, -1]] *= 0.5
    return halved


def _pairs(values: Floats, group: int) -> Floats:
    """A matrix of pairs (G, G, ...) with a group's row and column once more, the two halves at 1."""
    order = [*range(len(values)), group]
    wider = values[order][:, order].copy()
    wider[[group, -1], [-1, group]] = 1.0
    return wider


def _lever_places(arrays: CaseArrays, group: int) -> list[int]:
    """For each value of the split case's flat vector of levers, its place in the whole case's."""
    whole = lever_layout(arrays)
    order = [*range(whole.groups), group]
    numbers = whole.unflatten(np.arange(whole.length))
    for lever in LEVERS:
        if lever.shape in ("group", "pair"):
            numbers[lever.id] = numbers[lever.id][order]
        if lever.shape == "pair":
            numbers[lever.id] = numbers[lever.id][:, order]
    flat = replace(whole, groups=whole.groups + 1).flatten(numbers)
    return [int(place) for place in flat]


class Moved(NamedTuple):
    """An outcome's centre before and after, and the standard error of the difference.

    Worlds are the same on both sides; luck is not, as a group more takes other draws.
    """

    before: float
    after: float
    error: float

    @property
    def relative(self) -> float:
        """Move relative to the value before; NaN where that is 0."""
        return (self.after - self.before) / abs(self.before) if self.before else float("nan")

    @property
    def relative_error(self) -> float:
        """Standard error of `relative`; NaN where the value before is 0."""
        return self.error / abs(self.before) if self.before else float("nan")

    @property
    def within(self) -> bool:
        """Whether the move stays within the mark; a value of 0 must stay 0."""
        return self.after == 0 if self.before == 0 else abs(self.relative) <= MOST


def moved(before: Floats, after: Floats, centre: Centre) -> Moved:
    """Move of an outcome's centre over worlds.

    Parameters
    ----------
    before, after : (world,), world means of the same worlds
    centre : "median", or "mean" for a share of runs
    """
    both = np.stack([before, after])
    found, factor = bootstrap_centres(both, centre)
    first, last = centres(both, centre)
    return Moved(float(first), float(last), float(spread(found[:, 1] - found[:, 0])) * factor)
