"""A strategy as arrays of fixed shape, so that one compiled program serves every strategy.

docs/model.md, "Strategies and what they see", says what each array does; `compile.py` fills them.
"""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from irenic.strategy.levers import LeverLayout
from irenic.strategy.observables import DISTRICT_FIELDS, GROUP_FIELDS, PAIR_FIELDS, SCALARS

Floats = NDArray[np.float32]
Whole = NDArray[np.int32]

P_MAX = 12
"""Most phases of a strategy."""

K_MAX = 32
"""Most different tests of a strategy, over all its conditions."""

J_MAX = 32
"""Most gates (and, or, at least, not over several, for over several) of a strategy."""

N_MAX = K_MAX + J_MAX
"""Nodes: tests first, then gates."""

DEPTH_MAX = 4
"""How deep gates may stand on gates."""

T_MAX = 12
"""Most targets of a strategy: settings by rule, or that follow an observable."""

SELECTORS_MAX = {"group": 6, "district": 6, "pair": 4}
"""Most different selections by rule of a strategy."""

CLAUSES, TESTS = 2, 3
"""Alternatives of a selection, and tests of each."""

COUNTS = sum(SELECTORS_MAX.values())


class Sizes(Protocol):
    """What the layout of arrays needs to know of a case; its arrays have it."""

    @property
    def groups(self) -> Any:
        """Ids of the groups."""

    @property
    def districts(self) -> Any:
        """Ids of the districts."""

    @property
    def issues(self) -> Any:
        """Ids of the issues."""

    @property
    def patrons(self) -> Any:
        """Ids of the patrons."""


class Selectors(NamedTuple):
    """Selections of one kind by rule; S selectors, C clauses, A tests, elements by kind.

    Elements are (group,), (district,) or (group, group). Rows are those of the table of groups or of
    districts (see `Registers`); for pairs 0 is trust and 1 is clash.
    """

    mask: Floats  # (S, *elements), 1 where an element may be picked
    live: Floats  # (S, C), 1 where the clause exists; a live clause without tests picks all of the mask
    used: Floats  # (S, C, A), 1 where the test exists
    row: Whole  # (S, C, A)
    at_least: Floats  # (S, C, A), 1 for >=, 0 for <
    threshold: Floats  # (S, C, A)


class Targets(NamedTuple):
    """Settings by rule, in the order in which they are applied; T targets."""

    phase: Floats  # (T, P + 1), one-hot: 0 = from the start, 1 + p = while phase p is in force; no 1: unused
    place: Floats  # (T, L), 1 where the lever of the target lies and is not left out
    selector: (
        Whole  # (T,), 0 = all of `place`; else 1 + index among all selectors: groups', districts', pairs'
    )
    source: Whole  # (T,), register that the value follows
    x: Floats  # (T, 2), values of the register ...
    y: Floats  # (T, 2), ... and of the lever there; a fixed value has both alike


class StrategyArrays(NamedTuple):
    """One strategy for one case.

    P = P_MAX phases in file order, K tests, J gates, N = K + J nodes, L flat lever values. Tests that
    are not used have register 0, threshold 0, months 1 and no node that refers to them.
    """

    base: Floats  # (L,), lever values from month 1
    value: Floats  # (P, L), lever values of each phase
    sets: Floats  # (P, L), 1 where the phase sets the lever; an exit sets all
    when: Floats  # (P, N), one-hot: the node that starts the phase; no 1: starts in month 1
    until: Floats  # (P, N), one-hot: the node that ends the phase; no 1: never
    once: Floats  # (P,), 1 where the phase cannot start twice
    used: Floats  # (P,), 1 where the phase exists
    rank: (
        Floats  # (P,), 1.. in the order in which levers are set; a higher rank wins; each used one different
    )
    rivals: Floats  # (P, P), 1 where two phases share a branch, 0 on the diagonal
    exits: Floats  # (P,), 1 where the phase is an exit
    lead: Floats  # (P,), months from start to force
    withdraw: Floats  # (P,), months from end to the end of force
    register: Whole  # (K,), what each test looks at
    at_least: Floats  # (K,), 1 for >=, 0 for <
    threshold: Floats  # (K,)
    weight: Floats  # (J, N), 1 wanted, -1 wanted not, 0 no input of the gate; only earlier nodes
    need: Floats  # (J,), the gate is true where the weighted sum of held inputs reaches it
    months: Whole  # (N,), months in a row, at least 1
    groups: Selectors
    districts: Selectors
    pairs: Selectors
    targets: Targets
    budget: Floats  # (2,), money (USD million) and strikes over the run; inf = none
    forced: Whole  # (2 + group,), months of signing, seating and each group's loss of leadership; 0 = free


class Registers:
    """Where each thing that rules can look at lies in the vector of registers of a case.

    Parameters
    ----------
    groups, districts : how many the case has

    References
    ----------
    docs/model.md, "Registers".
    """

    def __init__(self, groups: int, districts: int) -> None:
        self.groups, self.districts = groups, districts
        self.active = len(SCALARS)
        self.started = self.active + P_MAX
        self.ended = self.started + P_MAX
        self.counts = self.ended + P_MAX
        self.group_table = self.counts + COUNTS
        self.group_rows = len(GROUP_FIELDS) + len(PAIR_FIELDS) * groups
        self.district_table = self.group_table + self.group_rows * groups
        self.district_rows = len(DISTRICT_FIELDS) + groups
        self.length = self.district_table + self.district_rows * districts

    def group_row(self, field: str, toward: int = 0) -> int:
        """Row of the table of groups: a group field, or a pair field toward a group."""
        names = [one.id for one in GROUP_FIELDS]
        if field in names:
            return names.index(field)
        return len(names) + [one.id for one in PAIR_FIELDS].index(field) * self.groups + toward

    def district_row(self, field: str, holder: int = 0) -> int:
        """Row of the table of districts: a district field, or control by a group."""
        names = [one.id for one in DISTRICT_FIELDS]
        return names.index(field) if field in names else len(names) + holder

    def of_group(self, field: str, group: int, toward: int = 0) -> int:
        """Register of a group field, or of a pair field of two groups."""
        return self.group_table + self.group_row(field, toward) * self.groups + group

    def of_district(self, field: str, district: int, holder: int = 0) -> int:
        """Register of a district field, or of a group's control in a district."""
        return self.district_table + self.district_row(field, holder) * self.districts + district


def lever_layout(names: Sizes) -> LeverLayout:
    """Return the layout of the flat lever vector of a case."""
    return LeverLayout(len(names.groups), len(names.districts), len(names.issues), len(names.patrons))


def empty_selectors(kind: str, elements: tuple[int, ...]) -> Selectors:
    """Return selectors of a kind that pick nothing.

    Parameters
    ----------
    kind : "group", "district" or "pair"
    elements : axes of what is picked
    """
    count = SELECTORS_MAX[kind]
    tests = (count, CLAUSES, TESTS)
    return Selectors(
        mask=np.zeros((count, *elements), np.float32),
        live=np.zeros((count, CLAUSES), np.float32),
        used=np.zeros(tests, np.float32),
        row=np.zeros(tests, np.int32),
        at_least=np.ones(tests, np.float32),
        threshold=np.zeros(tests, np.float32),
    )


def empty_arrays(names: Sizes) -> StrategyArrays:
    """Return the arrays of the strategy that does nothing: defaults, no phase, no rule."""
    layout = lever_layout(names)
    groups, districts = len(names.groups), len(names.districts)

    def zeros(*shape: int) -> Floats:
        return np.zeros(shape, np.float32)

    targets = Targets(
        phase=zeros(T_MAX, P_MAX + 1), place=zeros(T_MAX, layout.length), selector=np.zeros(T_MAX, np.int32),
        source=np.zeros(T_MAX, np.int32), x=np.tile(np.array([0, 1], np.float32), (T_MAX, 1)),
        y=zeros(T_MAX, 2),
    )  # fmt: skip
    return StrategyArrays(
        base=layout.defaults.astype(np.float32),
        value=zeros(P_MAX, layout.length), sets=zeros(P_MAX, layout.length),
        when=zeros(P_MAX, N_MAX), until=zeros(P_MAX, N_MAX), once=zeros(P_MAX), used=zeros(P_MAX),
        rank=zeros(P_MAX), rivals=zeros(P_MAX, P_MAX), exits=zeros(P_MAX), lead=zeros(P_MAX),
        withdraw=zeros(P_MAX), register=np.zeros(K_MAX, np.int32), at_least=np.ones(K_MAX, np.float32),
        threshold=zeros(K_MAX), weight=zeros(J_MAX, N_MAX), need=np.ones(J_MAX, np.float32),
        months=np.ones(N_MAX, np.int32), groups=empty_selectors("group", (groups,)),
        districts=empty_selectors("district", (districts,)), pairs=empty_selectors("pair", (groups, groups)),
        targets=targets, budget=np.full(2, np.inf, np.float32), forced=np.zeros(2 + groups, np.int32),
    )  # fmt: skip
