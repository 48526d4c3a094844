"""What a strategy is: levers, and phases that change them when what is observed says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol

from irenic.strategy.expression import Choice, Condition, Count, Register
from irenic.strategy.observables import MAX_REGIONS, OBSERVABLE_INDEX

MILESTONES: tuple[str, ...] = ("signed", "seated")
"""Milestones a back-test may date, in the order of the array of forced months."""

LEADER_LOST = "leader_lost"
"""The loss of a group's leadership, which may be dated (D37); as a key ``leader_lost:GROUP``."""

BUDGETS: tuple[str, ...] = ("money", "strikes")
"""What a budget may be of, in the order of the array: USD million, and strikes."""

Element = tuple[str, ...]
"""One value of a lever: its id, then the group, the two groups (in the case's order), the district,
the issue or the patron: ``("strikes",)``, ``("pay", "MIS")``, ``("truce", "MIS", "PFG")``."""

Settings = Mapping[Element, float]
"""Lever values by element; what is not named keeps the value it has."""


def _nothing() -> Settings:
    return MappingProxyType({})


def _no_months() -> Mapping[str, int]:
    return MappingProxyType({})


def _no_budget() -> Mapping[str, float]:
    return MappingProxyType({})


class CaseNames(Protocol):
    """What strategies need to know of a case; a case's arrays have it."""

    @property
    def groups(self) -> Sequence[str]:
        """Ids of the groups, in the case's order."""

    @property
    def districts(self) -> Sequence[str]:
        """Ids of the districts, in the case's order."""

    @property
    def issues(self) -> Sequence[str]:
        """Ids of the issues, in the case's order."""

    @property
    def patrons(self) -> Sequence[str]:
        """Ids of the patrons, in the case's order."""

    @property
    def extremist(self) -> int:
        """Index of the extremist group."""

    @property
    def regions(self) -> Mapping[str, object]:
        """Regions by id, in the case's order."""

    @property
    def start_year(self) -> int:
        """Year of the calendar month at whose end the starting state holds."""

    @property
    def start_month(self) -> int:
        """That calendar month, 1 to 12; the run's month 1 is the next."""


@dataclass(frozen=True, slots=True)
class Follow:
    """A lever that follows something observed: straight between two points, level outside them.

    Parameters
    ----------
    register : what it follows
    at : two values of it, the first less than the second
    give : the lever's values there
    """

    register: Register | Count
    at: tuple[float, float]
    give: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Target:
    """A lever set by rule, anew each month.

    Parameters
    ----------
    lever : its id
    value : what it is set to, in the lever's unit
    where : what picks the groups, districts or pairs; none means all that the lever reaches
    left_out : ids of groups or districts that it does not touch; a pair with any of them neither
    """

    lever: str
    value: float | Follow
    where: Choice | None = None
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Phase:
    """Levers that hold from when a rule says so until another does.

    Parameters
    ----------
    name : its id in the strategy
    levers : fixed values that override those before them
    when : starts it; none means month 1
    until : ends it; none means never
    once : True where it cannot start a second time
    targets : levers set by rule while it is in force, after the fixed ones; at least one lever in all
    priority : higher wins over lower, -100..100; where alike, a later phase wins
    branch : word shared by phases of which at most one is active at a time; empty for none
    lead : months from its start until its levers act, 0..24
    withdraw : months its levers stay after its end, 0..24
    exit : True where it drops everything else for good: levers it does not set go to their defaults
    """

    name: str
    levers: Settings = field(default_factory=_nothing)
    when: Condition | None = None
    until: Condition | None = None
    once: bool = False
    targets: tuple[Target, ...] = ()
    priority: int = 0
    branch: str = ""
    lead: int = 0
    withdraw: int = 0
    exit: bool = False


@dataclass(frozen=True, slots=True)
class Strategy:
    """A conditional plan of levers.

    Parameters
    ----------
    name : its id in the file
    label : a few words for people
    summary : one neutral sentence
    base : fixed lever values from month 1; levers not named have their default
    phases : in the order of the file; of those with the same priority a later one wins
    argued_by : who argued for something like it, in words; empty where no one is named
    reference : True where it belongs to the set that others are compared with
    forced : month of dated events ("signed", "seated", "leader_lost:GROUP"); back-tests and claims only
    targets : levers set by rule from month 1, after the fixed ones
    budget : most of "money" (USD million) and "strikes" over the run; what is not named has no limit
    set : word for a set of strategies that can be named together; empty for none
    not_testable : what of the plan the model cannot speak to, in words; empty for nothing
    """

    name: str
    label: str
    summary: str
    base: Settings = field(default_factory=_nothing)
    phases: tuple[Phase, ...] = ()
    argued_by: str = ""
    reference: bool = True
    forced: Mapping[str, int] = field(default_factory=_no_months)
    targets: tuple[Target, ...] = ()
    budget: Mapping[str, float] = field(default_factory=_no_budget)
    set: str = ""
    not_testable: str = ""

    def conditions(self) -> tuple[Condition, ...]:
        """Return the different conditions of all phases, in the order they first appear."""
        return tuple(dict.fromkeys(self._each_condition()))

    def _each_condition(self) -> Iterator[Condition]:
        for phase in self.phases:
            yield from (one for one in (phase.when, phase.until) if one is not None)


def observable_names(names: CaseNames) -> dict[str, int]:
    """Return the observables of a case by the name used in its files, with their index.

    Acceptance in a region goes by the region's id instead of its number; regions beyond the
    `MAX_REGIONS`-th cannot be observed, and neither can those a case does not have.

    Parameters
    ----------
    names : ids of the case
    """
    fixed = {name: i for name, i in OBSERVABLE_INDEX.items() if not name.startswith("acceptance_")}
    regions = list(names.regions)[:MAX_REGIONS]
    first = OBSERVABLE_INDEX["acceptance_1"]
    return fixed | {f"acceptance_{region}": first + i for i, region in enumerate(regions)}
