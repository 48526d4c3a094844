"""Who brought how much, and through which month."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from irenic.analysis.explain.gradients import Attribution, Floats
from irenic.analysis.explain.kinds import SYMMETRIC

Key = tuple[str, tuple[int, ...]]
"""A driver's name and the element it is about."""


JUMP = 1e-7
"""A residual larger than this part of the change or of what drivers moved is a jump, not rounding."""


TRACE = 1e-12
"""Rounding below this part of what drivers moved is not worth a line."""


class Account:
    """Contributions by driver and by the month in which the driver changed."""

    def __init__(self) -> None:
        self._by_month: dict[Key, dict[int, float]] = {}

    def add(self, key: Key, month: int, amount: float) -> None:
        """Add an amount; zero leaves no trace."""
        if amount != 0.0:
            row = self._by_month.setdefault(key, {})
            row[month] = row.get(month, 0.0) + amount

    def add_all(self, other: Account, factor: float = 1.0) -> None:
        """Add another account times a factor."""
        for key, row in other.items():
            for month, amount in row.items():
                self.add(key, month, factor * amount)

    def add_attribution(
        self, found: Attribution, month: int, mechanism: str, aside: Iterable[Key] = ()
    ) -> None:
        """Add integrated gradients of a month; what they leave is a threshold if it is no rounding.

        Parameters
        ----------
        found : of the mechanism
        month : in which the drivers changed
        mechanism : its id
        aside : keys to leave out
        """
        out = set(aside)
        for name, amounts in found.contributions.items():
            for key, amount in _elements(name, amounts):
                if key not in out:
                    self.add(key, month, amount)
        jump = abs(found.residual) > JUMP * max(abs(found.change), found.moved)
        if jump:
            self.add((f"threshold.{mechanism}", ()), month, found.residual)
        elif abs(found.residual) > TRACE * found.moved:
            self.add(("rounding", ()), month, found.residual)

    def items(self) -> Iterator[tuple[Key, dict[int, float]]]:
        """Return keys with their amounts by month."""
        return iter(self._by_month.items())

    def total(self, key: Key | None = None) -> float:
        """Return the sum of one driver, or of all."""
        rows = [self._by_month.get(key, {})] if key is not None else list(self._by_month.values())
        return float(sum(sum(row.values()) for row in rows))


def _elements(name: str, amounts: Floats) -> Iterator[tuple[Key, float]]:
    for index in np.argwhere(amounts):
        place = tuple(int(i) for i in index)
        key = tuple(sorted(place)) if name in SYMMETRIC else place
        yield (name, key), float(amounts[place])


@dataclass(frozen=True)
class Change:
    """A change and what brought it.

    Parameters
    ----------
    before, after : the two values, computed in double precision
    recorded : the same change as the run recorded it; None where it records none
    account : contributions; they sum to after - before
    """

    before: float
    after: float
    recorded: float | None
    account: Account = field(default_factory=Account)

    @property
    def change(self) -> float:
        """After less before."""
        return self.after - self.before

    @property
    def residual(self) -> float:
        """The change less the sum of the contributions: rounding in double precision."""
        return self.change - self.account.total()
