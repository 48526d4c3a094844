"""Scaling cells until they cost the same, so that effects are of what is done, not of how much is spent.

The scale of each cell's strikes and payments is found by false position in a pilot: mean money over its
worlds rises with the scale nearly in a straight line. Where even the largest scale costs too little, or
the smallest too much, the cell keeps that scale and is marked as not matched.

References
----------
Press, Teukolsky, Vetterling & Flannery 2007, Numerical Recipes, section 9.2. A cap on the whole budget
(`budget` of a strategy) would not do: it only cuts what costs more, and cuts it in time, not in size.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from irenic.analysis.factorial.cells import Cell

LEAST, MOST = 0.2, 3.0
"""Smallest and largest scale: 20 to 300 strikes a month, payments of .08 to 1."""

STEPS = 4
"""Most steps of false position after the two ends and the middle."""

TOLERANCE = 0.01
"""Relative difference from the target at which a cell counts as matched and is scaled no further."""

Spend = Callable[[Mapping[Cell, float]], Mapping[Cell, float]]
"""Mean money of cells at given scales, USD million."""


@dataclass(frozen=True, slots=True)
class Match:
    """Scales that make cells cost alike.

    Parameters
    ----------
    target : money that scaled cells are to cost, USD million: the median of the unscaled
    scales : of every cell; 1 where there is nothing to scale
    spent : in the pilot
    unmatched : scaled cells more than `TOLERANCE` away from the target
    """

    target: float
    scales: Mapping[Cell, float]
    spent: Mapping[Cell, float]
    unmatched: tuple[Cell, ...]


def match(cells: Sequence[Cell], spend: Spend) -> Match:
    """Find the scale of each cell at which it costs what the middle one costs unscaled.

    Parameters
    ----------
    cells : all
    spend : runs the pilot
    """
    plain = spend(dict.fromkeys(cells, 1.0))
    scaled = [cell for cell in cells if cell.is_scaled]
    target = float(np.median([plain[cell] for cell in scaled]))
    searches = {cell: _Search(target, plain[cell]) for cell in scaled}
    for _ in range(1 + STEPS):
        wanted = {cell: one.next() for cell, one in searches.items() if not one.done}
        if not wanted:
            break
        for cell, money in spend(wanted).items():
            searches[cell].take(wanted[cell], money)
    scales = {cell: searches[cell].best[0] if cell in searches else 1.0 for cell in cells}
    spent = {cell: searches[cell].best[1] if cell in searches else plain[cell] for cell in cells}
    apart = tuple(cell for cell in scaled if abs(spent[cell] - target) > TOLERANCE * target)
    return Match(target, scales, spent, apart)


class _Search:
    """False position for one cell, from scale 1 towards the end on the target's side."""

    def __init__(self, target: float, money: float) -> None:
        self.target = target
        self.points: list[tuple[float, float]] = [(1.0, money)]
        self.end = MOST if money < target else LEAST

    @property
    def best(self) -> tuple[float, float]:
        """Scale and money nearest to the target."""
        return min(self.points, key=lambda point: abs(point[1] - self.target))

    @property
    def done(self) -> bool:
        """True where the target is met, or lies beyond the end."""
        met = abs(self.best[1] - self.target) <= TOLERANCE * self.target
        return met or (len(self.points) > 1 and not self._is_bracketed())

    def next(self) -> float:
        """Return the next scale to try."""
        if len(self.points) == 1:
            return self.end
        (a, fa), (b, fb) = self._bracket()
        middle = a + (b - a) * (self.target - fa) / (fb - fa)
        # Kept off the ends of the bracket, where false position would creep.
        return float(np.clip(middle, min(a, b) + 0.02 * abs(b - a), max(a, b) - 0.02 * abs(b - a)))

    def take(self, scale: float, money: float) -> None:
        """Take what a scale costs."""
        self.points.append((scale, money))

    def _is_bracketed(self) -> bool:
        sides = {money < self.target for _, money in self.points}
        return len(sides) == 2

    def _bracket(self) -> tuple[tuple[float, float], tuple[float, float]]:
        below = max((p for p in self.points if p[1] < self.target), key=lambda p: p[1])
        above = min((p for p in self.points if p[1] >= self.target), key=lambda p: p[1])
        return below, above
