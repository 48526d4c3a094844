"""One run against another: what made the same figure of the same month differ."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from irenic.analysis.explain.account import Account, Change
from irenic.analysis.explain.kinds import KINDS, Flow, Ledger, Level, Relaxing
from irenic.analysis.explain.ledgers import BOOKS
from irenic.analysis.explain.mechanism import Mechanism, Pair, Workbench
from irenic.analysis.explain.scenes import Figures, Scenes
from irenic.analysis.explain.story import MECHANISMS, Index


class Contrast:
    """Two runs of one case: the second against the first, month by month.

    Parameters
    ----------
    one, other : the months of both
    bench : compiled gradients of the case
    """

    def __init__(self, one: Scenes, other: Scenes, bench: Workbench) -> None:
        self.one, self.other, self.bench = one, other, bench
        self.runs = (one, other)
        self.months = min(one.months, other.months)
        self._whole: dict[tuple[str, bool], Mechanism] = {}
        self._traced: dict[tuple[str, Index, int], Account] = {}

    def change(self, kind: str, index: Index, month: int) -> Change:
        """Return the difference of a figure in a month and what brought it.

        Parameters
        ----------
        kind : one of `KINDS`
        index : the element; () stands for the sum of all
        month : 1 or later
        """
        way = KINDS[kind].way
        if isinstance(way, Level | Flow):
            return self._level(MECHANISMS[way.mechanism], index, month)
        if isinstance(way, Ledger):
            return self._ledger(way, index, month)
        if not way.after_event:
            return self._before_event(way, index, month)
        before, after = self._stocks(way.stock, index, month)
        return Change(before, after, after - before, self._traced_back(way, index, month))

    def pair(self, month: int) -> Pair:
        """Return the month of both runs."""
        return Pair(self.one[month], self.other[month])

    def _level(self, mechanism: Mechanism, index: Index, month: int) -> Change:
        pick, pair, account = self._pick(mechanism, index), self.pair(month), Account()
        account.add_attribution(self.bench.explain(mechanism, pick, pair), month, mechanism.id)
        before, after = (self.bench.value(mechanism, pick, scene) for scene in pair)
        return Change(before, after, None, account)

    def _traced_back(self, way: Relaxing, index: Index, month: int) -> Account:
        """A stock's difference by the drivers of all months: its own part is what earlier months left."""
        if month == 0:
            before, after = self._stocks(way.stock, index, 0)
            account = Account()
            account.add(("start", ()), 0, after - before)
            return account
        key = (way.stock, index, month)
        if key not in self._traced:
            account = self._stepped(way, index, month, True)
            before, after = self._stocks(way.stock, index, month)
            account.add(("rounding", ()), month, after - before - account.total())
            self._traced[key] = account
        return self._traced[key]

    def _stepped(self, way: Relaxing, index: Index, month: int, with_event: bool) -> Account:
        earlier = self._traced_back(way, index, month - 1)
        mechanism = self._step(way, with_event)
        found = self.bench.explain(mechanism, self._pick(mechanism, index), self.pair(month))
        account = Account()
        account.add_attribution(found, month, way.mechanism, aside=[(way.stock, index)])
        own, difference = float(found.contributions[way.stock][index]), earlier.total()
        if difference != 0.0:
            account.add_all(earlier, own / difference)
        return account

    def _before_event(self, way: Relaxing, index: Index, month: int) -> Change:
        mechanism = self._step(way, False)
        pick = self._pick(mechanism, index)
        before, after = (self.bench.value(mechanism, pick, scene) for scene in self.pair(month))
        return Change(before, after, None, self._stepped(way, index, month, False))

    def _step(self, way: Relaxing, with_event: bool) -> Mechanism:
        """A month's step of a stock, as a mechanism: part of the gap closed, then a relapse."""
        key = (way.mechanism, with_event)
        if key not in self._whole:
            target = MECHANISMS[way.mechanism]
            more = {way.stock, "relapsed", *([way.at_once] if way.at_once else [])}
            drivers = (*target.drivers, *sorted(more - set(target.drivers)))
            step: Callable[..., Any] = partial(_stepped_stock, (way, target.function, with_event))
            self._whole[key] = Mechanism(f"{way.mechanism} {with_event}", step, drivers)
        return self._whole[key]

    def _ledger(self, way: Ledger, index: Index, month: int) -> Change:
        account, book = Account(), BOOKS[way.book]
        before, after = self._stocks(way.book, index, 0)
        account.add(("start", ()), 0, after - before)
        for now in range(1, month + 1):
            for scenes, sign in ((self.one, -1.0), (self.other, 1.0)):
                for figure, entries in book(scenes[now], index, self.bench.scenario):
                    for key, amount in entries:
                        account.add(key, now, sign * amount)
                    if now == month and figure and figure == way.until:
                        break
        if way.until:
            before, after = (float(scene.at[way.until][index][0]) for scene in self.pair(month))
            return Change(before, after, None, account)
        before, after = self._stocks(way.book, index, month)
        return Change(before, after, after - before, account)

    def _stocks(self, field: str, index: Index, month: int) -> tuple[float, float]:
        first, second = (
            float(getattr(scenes.history.state(month), field)[index][0]) for scenes in (self.one, self.other)
        )
        return first, second

    def _pick(self, mechanism: Mechanism, index: Index) -> Any:
        pick = np.zeros_like(self.bench.figure(mechanism, self.one[1]))
        pick[index] = 1.0
        return pick


def _stepped_stock(known: tuple[Relaxing, Any, bool], xp: Any, x: Figures, sc: Any) -> Any:
    way, target, with_event = known
    base = x[f"p.{way.rate}"] if isinstance(way.rate, str) else way.rate
    rate = base + (1.0 - base) * x[way.at_once] if way.at_once else base
    stock = x[way.stock]
    moved = stock + rate * (target(xp, x, sc) - stock)
    return moved * (1.0 - (1.0 - way.kept) * x["relapsed"]) if with_event else moved
