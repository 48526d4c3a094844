"""What a strategy is: levers, and phases that change them when what is observed says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol

from irenic.strategy.observables import MAX_REGIONS, OBSERVABLE_INDEX

P_MAX = 8
"""Most phases of a strategy."""

K_MAX = 24
"""Most different conditions of a strategy, over all its phases."""

MILESTONES: tuple[str, ...] = ("signed", "seated")
"""Events a back-test may date, in the order of the array of forced months."""

Element = tuple[str, ...]
"""One value of a lever: its id, then the group, the two groups (in the case's order), the district
or the issue: ``("strikes",)``, ``("pay", "MIS")``, ``("truce", "MIS", "PFG")``."""

Settings = Mapping[Element, float]
"""Lever values by element; what is not named keeps the value it has."""


def _nothing() -> Settings:
    return MappingProxyType({})


def _no_months() -> Mapping[str, int]:
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
    def extremist(self) -> int:
        """Index of the extremist group."""

    @property
    def regions(self) -> Mapping[str, object]:
        """Regions by id, in the case's order."""


@dataclass(frozen=True, slots=True)
class Condition:
    """Something observed stays on one side of a threshold for some months in a row.

    Parameters
    ----------
    observable : id in `observables.csv`; acceptance in a region is ``acceptance_<region id>``
    at_least : True for ``>=``, False for ``<``
    threshold : in the observable's unit
    months : months in a row, at least 1; two guard against noise
    """

    observable: str
    at_least: bool
    threshold: float
    months: int = 2

    def __str__(self) -> str:
        sign = ">=" if self.at_least else "<"
        return f"{self.observable} {sign} {self.threshold!r} for {self.months} month(s)"


@dataclass(frozen=True, slots=True)
class Phase:
    """Levers that hold from when all of `when` are met until any of `until` is.

    Parameters
    ----------
    name : its id in the strategy
    levers : values that override those before them; at least one
    when : all must hold; none means from month 1
    until : any ends it; none means to the end
    once : True where it cannot start a second time
    """

    name: str
    levers: Settings
    when: tuple[Condition, ...] = ()
    until: tuple[Condition, ...] = ()
    once: bool = False


@dataclass(frozen=True, slots=True)
class Strategy:
    """A conditional plan of levers.

    Parameters
    ----------
    name : its id in the file
    label : a few words for people
    summary : one neutral sentence
    base : lever values from month 1; levers not named have their default
    phases : in order; a later phase that is active wins over an earlier one
    argued_by : who argued for something like it, in words; empty where no one is named
    reference : True where it belongs to the set that others are compared with
    forced : month of dated events ("signed", "seated"); back-tests only
    """

    name: str
    label: str
    summary: str
    base: Settings = field(default_factory=_nothing)
    phases: tuple[Phase, ...] = ()
    argued_by: str = ""
    reference: bool = True
    forced: Mapping[str, int] = field(default_factory=_no_months)

    def conditions(self) -> tuple[Condition, ...]:
        """Return the different conditions of all phases, in the order they first appear."""
        return tuple(dict.fromkeys(self._each_condition()))

    def _each_condition(self) -> Iterator[Condition]:
        for phase in self.phases:
            yield from phase.when
            yield from phase.until


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
