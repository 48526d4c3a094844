"""Short hand for writing plans in tests, and a stage on which one lane follows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from .algebra import Floats
from .build import plan
from .rules import Lane, Plan, fresh
from .seeing import register_names, unpacked
from .start import levers
from .strategy import decide, places

ATOMS = 32


def flat(case: Any, **given: float) -> Floats:
    """Return the flat levers of one lane."""
    return np.concatenate([np.ravel(value[0]) for value in levers(case, 1, **given).values()])


@dataclass
class Stage:
    """A plan under construction and what a lane that follows it sees."""

    case: Any
    plan: Plan
    names: list[str]

    def at(self, lever: str, *position: int) -> int:
        """Place of a lever in the flat layout."""
        return places(self.case).index((lever, position))

    def atom(self, k: int, name: str, sign: str, threshold: float, months: int = 1) -> int:
        """Write atom `k` and return its node."""
        self.plan["register"][k] = self.names.index(name)
        self.plan["at_least"][k], self.plan["threshold"][k] = sign == ">=", threshold
        self.plan["months"][k] = months
        return k

    def gate(
        self, j: int, wanted: Iterable[int], need: float, not_wanted: Iterable[int] = (), months: int = 1
    ) -> int:
        """Write gate `j` and return its node."""
        self.plan["weight"][j, list(wanted)] = 1.0
        self.plan["weight"][j, list(not_wanted)] = -1.0
        self.plan["need"][j], self.plan["months"][ATOMS + j] = need, months
        return ATOMS + j

    def phase(self, p: int, when: int | None = None, until: int | None = None, **marks: float) -> int:
        """Write phase `p`, which sets strikes to 10 more than its number; rank by number unless given."""
        self.plan["used"][p], self.plan["rank"][p] = 1.0, 1.0 + p
        if when is not None:
            self.plan["when"][p, when] = 1.0
        if until is not None:
            self.plan["until"][p, until] = 1.0
        for name, value in marks.items():
            self.plan[name][p] = value
        return self.set(p, "strikes", 10.0 + p)

    def set(self, p: int, lever: str, value: float, *position: int) -> int:
        """Let phase `p` set a lever."""
        n = self.at(lever, *position)
        self.plan["value"][p, n], self.plan["sets"][p, n] = value, 1.0
        return p

    def target(
        self, t: int, owner: int, lever: str, rule: tuple[str, tuple[float, float], tuple[float, float]]
    ) -> None:
        """Write target `t` for all places of a lever; owner 0 is the base, 1 + p a phase."""
        targets, (register, x, y) = self.plan["targets"], rule
        targets["phase"][t, owner] = 1.0
        targets["place"][t] = [name == lever for name, _ in places(self.case)]
        targets["source"][t], targets["x"][t], targets["y"][t] = self.names.index(register), x, y

    def select(self, kind: str, s: int, clauses: list[list[tuple[int, str, float]]], mask: Any = 1.0) -> None:
        """Write a selector: clauses of tests (row, sign, threshold)."""
        chosen = self.plan[kind]
        chosen["mask"][s] = mask
        for c, tests in enumerate(clauses):
            chosen["live"][s, c] = 1.0
            for a, (row, sign, threshold) in enumerate(tests):
                chosen["used"][s, c, a], chosen["row"][s, c, a] = 1.0, row
                chosen["at_least"][s, c, a], chosen["threshold"][s, c, a] = sign == ">=", threshold

    def look(self, month: int, values: dict[str, float]) -> tuple[Floats, dict[str, Floats]]:
        """Return scalars and tables in which all is 0 but the month and the registers named."""
        view = np.zeros(len(self.names))
        for name, value in ({"month": float(month)} | values).items():
            view[self.names.index(name)] = value
        return unpacked(view, len(self.case.groups), len(self.case.districts))

    def play(self, months: Iterable[dict[str, float]]) -> tuple[list[Floats], list[Floats], Lane]:
        """Follow the plan through months of registers; return levers and registers seen, and the lane."""
        lane, where = fresh(self.plan), places(self.case)
        rows, views = [], []
        for number, values in enumerate(months, start=1):
            row, view = decide(self.plan, lane, self.look(number, values), number, where)
            rows.append(row)
            views.append(view)
        return rows, views, lane

    def strikes(self, legitimacy: Iterable[float]) -> list[float]:
        """Return the lever `strikes` in each month of a lane that sees `legitimacy`."""
        rows, _, _ = self.play([{"legitimacy": value} for value in legitimacy])
        return [float(row[0]) for row in rows]


def stage(case: Any, **base: float) -> Stage:
    """Return a stage with a plan without phases."""
    return Stage(case, plan(case, flat(case, **base)), register_names(case.groups, case.districts))
