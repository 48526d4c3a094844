"""Random strategies that use everything the arrays of a strategy can say."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from irenic.case import CaseArrays
from irenic.strategy.arrays import (
    DEPTH_MAX,
    J_MAX,
    K_MAX,
    N_MAX,
    P_MAX,
    SELECTORS_MAX,
    T_MAX,
    Registers,
    Selectors,
    StrategyArrays,
    empty_arrays,
    lever_layout,
)
from irenic.strategy.levers import LEVER_BY_ID, LEVERS
from tests.engine.ensemble import random_levers
from tests.reference.build import luck, parties, plan, random_params
from tests.reference.run import run
from tests.reference.seeing import unpacked

KINDS = ("group", "district", "pair")


def typical_views(arrays: CaseArrays, seed: int = 1) -> np.ndarray:
    """(lane, register): what is seen in months 3 to 18 under random levers, for thresholds that matter."""
    rng, count = np.random.default_rng(seed), 12
    months = [luck(arrays, count, rng) for _ in range(18)]
    base = plan(arrays, random_levers(arrays, rng))
    base["base"][lever_layout(arrays).slices["talks"]] = 1.0
    found = run(*parties(arrays, count), random_params(count, rng), arrays, base, months, -0.5)
    return np.concatenate(found.views[2:])


@dataclass
class Author:
    """Writes one random strategy.

    Parameters
    ----------
    arrays, rng : the case, luck
    typical : from `typical_views`
    first : register of the first test; the others follow, so that many strategies see every register
    """

    arrays: CaseArrays
    rng: np.random.Generator
    typical: np.ndarray
    first: int

    def write(self) -> StrategyArrays:
        """A valid strategy: tests and phases, mostly gates, selectors and targets, perhaps a budget."""
        s = empty_arrays(self.arrays)
        s = s._replace(base=random_levers(self.arrays, self.rng).astype("f4"))
        self.tests(s)
        nodes = [*range(K_MAX), *(self.gates(s) if self.mostly() else [])]
        self.phases(s, nodes)
        for kind, selectors in zip(KINDS, (s.groups, s.districts, s.pairs), strict=True):
            if self.mostly():
                self.selectors(kind, selectors)
        if self.mostly():
            self.targets(s)
        if self.rng.random() < 0.6:
            s.budget[:] = self.rng.uniform((30.0, 50.0), (800.0, 500.0))
        if self.rng.random() < 0.2:
            s.forced[:2] = np.sort(self.rng.integers(2, 12, 2))
            dated = self.rng.random(len(s.forced) - 2) < 0.3
            s.forced[2:] = self.rng.integers(0, 12, len(dated)) * dated
        return s

    def mostly(self) -> bool:
        """Whether to use a part of the language; what a strategy leaves out, a program may skip."""
        return bool(self.rng.random() < 0.85)

    def value(self, register: int) -> float:
        """A value that the register has taken, or one between those of a count or flag."""
        where = Registers(len(self.arrays.groups), len(self.arrays.districts))
        if where.counts <= register < where.group_table:
            return float(self.rng.integers(1, 4))
        if where.active <= register < where.counts:
            return 0.5
        return float(self.rng.choice(self.typical[:, register]))

    def tests(self, s: StrategyArrays) -> None:
        """All tests, on neighbouring registers."""
        for k in range(K_MAX):
            register = (self.first + k) % self.typical.shape[1]
            s.register[k], s.threshold[k] = register, self.value(register)
            s.at_least[k] = self.rng.random() < 0.5
        s.months[:] = self.rng.choice([1, 1, 2, 3], N_MAX)

    def gates(self, s: StrategyArrays) -> list[int]:
        """And, or, at least, with wanted and unwanted inputs, nested as deep as allowed; their nodes."""
        depth = [0] * K_MAX
        for j in range(int(self.rng.integers(8, J_MAX + 1))):
            open_ = [n for n in range(len(depth)) if depth[n] < DEPTH_MAX]
            recent = open_[-8:] if self.rng.random() < 0.6 else open_
            inputs = self.rng.choice(recent, int(self.rng.integers(2, 5)), replace=False)
            wanted = self.rng.random(len(inputs)) < 0.75
            s.weight[j, inputs] = np.where(wanted, 1.0, -1.0)
            unwanted = len(inputs) - wanted.sum()
            at_least = int(self.rng.choice([1, 1, 2, len(inputs)]))
            s.need[j] = at_least - unwanted
            depth.append(1 + max(depth[n] for n in inputs))
        return list(range(K_MAX, len(depth)))

    def phases(self, s: StrategyArrays, nodes: list[int]) -> None:
        """Phases that start and end by any node, in branches, some of them exits."""
        count = int(self.rng.integers(3, P_MAX + 1))
        branch = self.rng.choice([0, 0, 1, 2], count)
        s.rank[:count] = 1 + self.rng.permutation(count)
        for p in range(count):
            s.used[p], s.once[p] = 1.0, self.rng.random() < 0.3
            if self.rng.random() < 0.85:
                s.when[p, self.rng.choice(nodes)] = 1.0
            if self.rng.random() < 0.85:
                s.until[p, self.rng.choice(nodes)] = 1.0
            s.lead[p], s.withdraw[p] = self.rng.choice([0, 0, 1, 3], 2)
            s.value[p] = random_levers(self.arrays, self.rng)
            s.sets[p] = self.symmetric(self.rng.random(s.base.size) < 0.3)
            s.rivals[p, :count] = (branch == branch[p]) * (branch[p] > 0)
            s.rivals[p, p] = 0.0
        for p in range(count - int(self.rng.integers(0, 3)), count):
            s.exits[p] = s.sets[p, :] = 1.0
            kept = self.symmetric(self.rng.random(s.base.size) < 0.1)
            s.value[p] = np.where(kept, s.value[p], lever_layout(self.arrays).defaults)

    def symmetric(self, flat: Any) -> np.ndarray:
        """The same choice of levers, alike for both directions of a pair."""
        layout = lever_layout(self.arrays)
        for lever in LEVERS:
            if lever.shape == "pair":
                square = flat[layout.slices[lever.id]].reshape(layout.shape(lever.id))
                flat[layout.slices[lever.id]] = np.maximum(square, square.T).ravel()
        return np.asarray(flat)

    def selectors(self, kind: str, chosen: Selectors) -> None:
        """Selectors with one or two clauses; the extremist and the diagonal in no mask."""
        rows = unpacked(self.typical[0], len(self.arrays.groups), len(self.arrays.districts))[1]
        count = len(rows[f"{kind}s"])
        chosen.mask[:] = self.reachable(kind, self.rng.random(chosen.mask.shape) < 0.9)
        for s in range(SELECTORS_MAX[kind]):
            for c in range(int(self.rng.choice([0, 1, 1, 2]))):
                chosen.live[s, c] = 1.0
                for a in range(int(self.rng.choice([0, 1, 1, 2, 3]))):
                    row = int(self.rng.integers(count))
                    view = self.typical[self.rng.integers(len(self.typical))]
                    table = unpacked(view, len(self.arrays.groups), len(self.arrays.districts))[1][f"{kind}s"]
                    chosen.used[s, c, a], chosen.row[s, c, a] = 1.0, row
                    chosen.threshold[s, c, a] = self.rng.choice(table[row].ravel())
                    chosen.at_least[s, c, a] = self.rng.random() < 0.6

    def reachable(self, kind: str, mask: Any) -> Any:
        """A mask without the extremist and pairs of a group with itself, alike for both directions."""
        e = self.arrays.extremist
        if kind == "pair":
            mask = mask & mask.swapaxes(-1, -2) & ~np.eye(mask.shape[-1], dtype=bool)
            mask[..., e] = False
            mask[..., e, :] = False
        if kind == "group":
            mask[..., e] = False
        return mask

    def targets(self, s: StrategyArrays) -> None:
        """Targets on levers of every shape, the base's first and then by rank of their phase."""
        layout, first = lever_layout(self.arrays), {"group": 1, "district": 7, "pair": 13}
        owners = [int(o) for o in self.rng.integers(0, int(s.used.sum()) + 1, T_MAX)]
        owners = [0 if self.rng.random() < 0.4 else o for o in owners]
        owners.sort(key=lambda o: 0.0 if o == 0 else float(s.rank[o - 1]))
        shapes = ["group", "group", "district", "pair", "scalar", "patron", "issue"]
        for t, owner in enumerate(owners[: int(self.rng.integers(6, T_MAX + 1))]):
            shape = str(self.rng.choice(shapes))
            lever = str(self.rng.choice([one.id for one in LEVERS if one.shape == shape]))
            s.targets.phase[t, owner] = 1.0
            mask = self.reachable(shape, self.rng.random(layout.shape(lever)) < 0.85)
            s.targets.place[t, layout.slices[lever]] = np.ravel(mask)
            if shape in first and self.rng.random() < 0.75:
                s.targets.selector[t] = first[shape] + self.rng.integers(SELECTORS_MAX[shape])
            self.slope(s, t, lever)

    def slope(self, s: StrategyArrays, t: int, lever: str) -> None:
        """What the target follows, and the lever at two values of it; sometimes a fixed value."""
        row, register = LEVER_BY_ID[lever], int(self.rng.integers(self.typical.shape[1]))
        upper = 200.0 if lever == "outside_force" else row.upper
        s.targets.source[t] = register
        x = float(self.value(register))
        s.targets.x[t] = (
            x,
            x + float(self.rng.choice([-1.0, 1.0])) * (0.1 + abs(x)) * self.rng.uniform(0.2, 1),
        )
        s.targets.y[t] = self.rng.uniform(row.lower, upper, 2)
        if self.rng.random() < 0.3:
            s.targets.y[t, 1] = s.targets.y[t, 0]


def random_program(arrays: CaseArrays, seed: int, typical: np.ndarray) -> StrategyArrays:
    """The seed-th random strategy."""
    author = Author(arrays, np.random.default_rng(seed), typical, seed * K_MAX)
    return author.write()
