"""The chain of causes as a tree: a change, its drivers, and what moved them in turn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np

from irenic.analysis.explain.account import Change, Key
from irenic.analysis.explain.kinds import KINDS
from irenic.analysis.explain.scenes import Scenes
from irenic.analysis.explain.story import Index
from irenic.analysis.explain.words import Names, driver_of, end_of, given_event, label_of

DEPTH, BREADTH, SMALL = 2, 4, 0.05
"""Levels below the asked one, most drivers explained on each, and the least share that is explained."""


class Teller(Protocol):
    """Tells changes: a `Story` of one run, or a `Contrast` of two."""

    @property
    def runs(self) -> tuple[Scenes, ...]:
        """The months of the run, or of both."""

    def change(self, kind: str, index: Index, month: int) -> Change:
        """Return a change and what brought it."""


@dataclass(frozen=True)
class Line:
    """What one driver brought.

    Parameters
    ----------
    name, index : the driver and its element
    label : the same in words
    value : contribution, in the unit of the change
    now, earlier : its parts through this month's change of the driver and through earlier ones
    share : of the sum of all contributions' sizes
    month : in which the driver's change brought most
    end : why the chain ends here; empty where it goes on
    below : what moved the driver in that month
    """

    name: str
    index: Index
    label: str
    value: float
    now: float
    earlier: float
    share: float
    month: int
    end: str
    below: Node | None = None


@dataclass(frozen=True)
class Node:
    """A change and its drivers, largest first; contributions sum to the change.

    Parameters
    ----------
    kind, index : what changed
    label, unit : in words
    month : when
    before, after : values in double precision
    recorded : the change as the run recorded it in single precision; None where it records none
    lines : one for each driver that moved
    """

    kind: str
    index: Index
    label: str
    unit: str
    month: int
    before: float
    after: float
    recorded: float | None
    lines: tuple[Line, ...]

    @property
    def change(self) -> float:
        """After less before."""
        return self.after - self.before

    @property
    def residual(self) -> float:
        """The change less the sum of all lines: rounding in double precision."""
        return self.change - sum(line.value for line in self.lines)


class Chain:
    """Builds trees for one run or for two.

    Parameters
    ----------
    teller : tells changes
    names : of the case
    """

    def __init__(self, teller: Teller, names: Names) -> None:
        self.teller, self.names = teller, names

    def explain(self, kind: str, index: Index, month: int, depth: int = DEPTH) -> Node:
        """Return a change with the chain behind it.

        Parameters
        ----------
        kind : one of `KINDS`
        index : its element
        month : 1 or later
        depth : levels below this one
        """
        found = self.teller.change(kind, index, month)
        rows = sorted(found.account.items(), key=lambda item: -abs(sum(item[1].values())))
        size = sum(abs(sum(row.values())) for _, row in rows)
        lines: list[Line] = []
        explained = 0
        for key, row in rows:
            line = self._line(key, row, month, size)
            if depth > 0 and explained < BREADTH and line.share >= SMALL and not line.end:
                line = replace(line, below=self._below(key, line.month, depth - 1))
                explained += 1
            lines.append(line)
        words = KINDS[kind]
        label = self.names.fill(words.words, words.axes, index)
        values = (found.before, found.after, found.recorded)
        return Node(kind, index, label, words.unit, month, *values, tuple(lines))

    def _line(self, key: Key, row: Mapping[int, float], month: int, size: float) -> Line:
        value, now = sum(row.values()), row.get(month, 0.0)
        main = max(row, key=lambda when: abs(row[when]))
        share = abs(value) / size if size > 0 else 0.0
        label, end = label_of(key, self.names), self._end(key, main)
        return Line(key[0], key[1], label, value, now, value - now, share, main, end)

    def _end(self, key: Key, month: int) -> str:
        driver = driver_of(key[0])
        if not driver.kind:
            return end_of(key, month, [scenes.history for scenes in self.teller.runs])
        if month - driver.lag < 1:
            return "given by the start"
        if driver.event and not self._event(key, month):
            return "an event of before"
        return given_event(driver.event, self._event(key, month), self.teller.runs) if driver.event else ""

    def _event(self, key: Key, month: int) -> int:
        """The last month, up to a month, in which the event came (or what it made ended); 0: none did."""
        driver = driver_of(key[0])
        last = month - driver.lag
        for now in range(last, 0, -1):
            for scenes in self.teller.runs:
                values = [scenes[m].at[driver.event] for m in (now, now - 1)]
                here = key[1] if key[1] and values[0].ndim > 1 else ...
                if np.any(values[0][here] != values[1][here]):
                    return now
        return 0

    def _below(self, key: Key, month: int, depth: int) -> Node:
        driver = driver_of(key[0])
        index = key[1] if KINDS[driver.kind].axes else ()
        when = self._event(key, month) if driver.event else month - driver.lag
        return self.explain(driver.kind, index, when, depth)


def node_data(node: Node) -> dict[str, Any]:
    """Return a tree as data for JSON."""
    lines = [
        {
            "driver": line.name, "element": list(line.index), "label": line.label, "value": line.value,
            "this_month": line.now, "earlier_months": line.earlier, "share": line.share, "month": line.month,
            "end": line.end, "because": node_data(line.below) if line.below is not None else None,
        }
        for line in node.lines
    ]  # fmt: skip
    return {
        "kind": node.kind,
        "element": list(node.index),
        "label": node.label,
        "unit": node.unit,
        "month": node.month,
        "before": node.before,
        "after": node.after,
        "change": node.change,
        "recorded_change": node.recorded,
        "residual": node.residual,
        "drivers": lines,
    }
