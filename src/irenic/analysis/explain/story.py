"""Changes of one run from month to month, and of one run against another, with what brought them."""

from __future__ import annotations

from typing import Any

import numpy as np

from irenic.analysis.explain.account import Account, Change
from irenic.analysis.explain.chances import CHANCES
from irenic.analysis.explain.force import FORCE
from irenic.analysis.explain.gradients import Attribution
from irenic.analysis.explain.kinds import KINDS, Flow, Ledger, Relaxing
from irenic.analysis.explain.ledgers import BOOKS
from irenic.analysis.explain.mechanism import Mechanism, Pair, Workbench
from irenic.analysis.explain.politics import POLITICS
from irenic.analysis.explain.scenes import Scene, Scenes

Index = tuple[int, ...]

MECHANISMS: dict[str, Mechanism] = {one.id: one for one in (*POLITICS, *FORCE, *CHANCES)}
"""All mechanisms by id."""


class Story:
    """One run: each month against the month before.

    Parameters
    ----------
    scenes : the run's months
    bench : compiled gradients of the case
    """

    def __init__(self, scenes: Scenes, bench: Workbench) -> None:
        self.scenes, self.bench, self.months = scenes, bench, scenes.months
        self.runs = (scenes,)
        self._found: dict[tuple[str, Index, int], Attribution] = {}

    def change(self, kind: str, index: Index, month: int) -> Change:
        """Return the change of a figure in a month and what brought it.

        Parameters
        ----------
        kind : one of `KINDS`
        index : the element; () stands for the sum of all
        month : 1 or later
        """
        way = KINDS[kind].way
        if isinstance(way, Relaxing):
            return self._relaxing(way, index, month)
        if isinstance(way, Ledger):
            return self._ledger(way, index, month)
        if isinstance(way, Flow):
            return self._flow(way.mechanism, index, month)
        return self._level(way.mechanism, index, month)

    def _level(self, name: str, index: Index, month: int) -> Change:
        account = Account()
        account.add_attribution(self._gradient(name, index, month), month, name)
        before = self._value(name, index, self.scenes[month - 1])
        return Change(before, self._value(name, index, self.scenes[month]), None, account)

    def _flow(self, name: str, index: Index, month: int) -> Change:
        account = Account()
        account.add(("quiet", ()), 0, self._value(name, index, self.scenes[0]))
        for earlier in range(1, month + 1):
            account.add_attribution(self._gradient(name, index, earlier), earlier, name)
        return Change(0.0, self._value(name, index, self.scenes[month]), None, account)

    def _relaxing(self, way: Relaxing, index: Index, month: int) -> Change:
        """A change is rate times the gap; the gap holds what past changes have not yet worked off."""
        gap, carried = Account(), Account()  # carried: what else the month before did to the stock
        left, start = 0.0, self._gap_at_start(way, index)
        for now in range(1, month + 1):
            gap, fresh = Account(), gap
            gap.add_all(fresh, 1.0 - left)
            gap.add_all(carried, -1.0)
            if now == 1:
                gap.add(("gap", ()), 0, start)
            gap.add_attribution(self._gradient(way.mechanism, index, now), now, way.mechanism)
            carried = self._after(way, index, now)
            left = self._rate(way, index, now)
        account = self._closed(way, gap, index, month)
        stock, moved = self._stock(way, index, month - 1), self._moved(way, index, month)
        if way.after_event:
            event = self._kept(way, month) * moved - moved
            account.add(("relapse", ()), month, event)
            recorded = self._stock(way, index, month) - stock
            return Change(stock, moved + event, recorded, account)
        if month == 1:
            quiet = stock + self._rate(way, index, 0) * start
            account.add(("gap", ()), 0, stock - quiet)
            return Change(quiet, moved, None, account)
        account.add_all(self._after(way, index, month - 1))
        return Change(self._moved(way, index, month - 1), moved, None, account)

    def _closed(self, way: Relaxing, gap: Account, index: Index, month: int) -> Account:
        """The part of the gap that a month closes: all at once at a signing, more of it under attack."""
        account, usual, now = Account(), self._base(way), self._rate(way, index, month)
        account.add_all(gap, usual)
        account.add(self._at_once(way, index), month, (now - usual) * gap.total())
        return account

    def _after(self, way: Relaxing, index: Index, month: int) -> Account:
        """What a month did to a stock besides closing its gap: a relapse, and the record's rounding."""
        account, moved = Account(), self._moved(way, index, month)
        kept = self._kept(way, month) * moved
        account.add(("relapse", ()), month, kept - moved)
        account.add(("rounding", ()), month, self._stock(way, index, month) - kept)
        return account

    def _gap_at_start(self, way: Relaxing, index: Index) -> float:
        return self._value(way.mechanism, index, self.scenes[0]) - self._stock(way, index, 0)

    def _moved(self, way: Relaxing, index: Index, month: int) -> float:
        """The stock of a month after its gap was closed in part, before a relapse."""
        before = self._stock(way, index, month - 1)
        target = self._value(way.mechanism, index, self.scenes[month])
        return before + self._rate(way, index, month) * (target - before)

    def _base(self, way: Relaxing) -> float:
        if isinstance(way.rate, str):
            return float(self.scenes.history.fixed.parameters[way.rate][0])
        return way.rate

    def _rate(self, way: Relaxing, index: Index, month: int) -> float:
        base = self._base(way)
        if not way.at_once:
            return base
        figure = self.scenes[month].at[way.at_once]
        return base + (1.0 - base) * float(figure[index[-1], 0] if figure.ndim > 1 else figure[0])

    def _at_once(self, way: Relaxing, index: Index) -> tuple[str, Index]:
        """What closes a gap faster: attacks in the district, or else a signing."""
        return ("hastened", index[-1:]) if way.at_once == "hastened" else ("signing", ())

    def _kept(self, way: Relaxing, month: int) -> float:
        return 1.0 - (1.0 - way.kept) * float(self.scenes[month].at["relapsed"][0])

    def _stock(self, way: Relaxing, index: Index, month: int) -> float:
        return float(getattr(self.scenes.history.state(month), way.stock)[index][0])

    def _ledger(self, way: Ledger, index: Index, month: int) -> Change:
        """Entries since the same moment of the month before; month 1 against the quiet month."""
        account = Account()
        if not way.until:
            for _, entries in self._entries(way, index, month):
                _add(account, entries, month)
            field = getattr(self.scenes.history.state(month - 1), way.book)
            before = float(field[index][0])
            after = float(getattr(self.scenes.history.state(month), way.book)[index][0])
            return Change(before, after, after - before, account)
        earlier, now = self._entries(way, index, month - 1), self._entries(way, index, month)
        at = [figure for figure, _ in now].index(way.until) + 1
        if month == 1:
            for _, entries in earlier[:at]:
                _add(account, entries, 1, -1.0)
        else:
            for _, entries in earlier[at:]:
                _add(account, entries, month - 1)
        for _, entries in now[:at]:
            _add(account, entries, month)
        before, after = (float(self.scenes[m].at[way.until][index][0]) for m in (month - 1, month))
        return Change(before, after, None, account)

    def _entries(self, way: Ledger, index: Index, month: int) -> Any:
        return BOOKS[way.book](self.scenes[month], index, self.bench.scenario)

    def _gradient(self, name: str, index: Index, month: int) -> Attribution:
        key = (name, index, month)
        if key not in self._found:
            pair = Pair(self.scenes[month - 1], self.scenes[month])
            self._found[key] = self.bench.explain(MECHANISMS[name], self._pick(name, index), pair)
        return self._found[key]

    def _value(self, name: str, index: Index, scene: Scene) -> float:
        return self.bench.value(MECHANISMS[name], self._pick(name, index), scene)

    def _pick(self, name: str, index: Index) -> Any:
        pick = np.zeros_like(self.bench.figure(MECHANISMS[name], self.scenes[0]))
        pick[index] = 1.0
        return pick


def _add(account: Account, entries: Any, month: int, factor: float = 1.0) -> None:
    for key, amount in entries:
        account.add(key, month, factor * amount)
