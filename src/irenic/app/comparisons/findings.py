"""What is found out about studies and asked for again and again: kept in memory while the server runs."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Annotated, Generic, TypeVar

from fastapi import Depends, Request

from irenic.analysis.audit.claims_file import ClaimsFile
from irenic.analysis.compare import Comparison, compare
from irenic.analysis.discover.question import WorldInputs, world_inputs
from irenic.analysis.discover.survey import Discovery
from irenic.analysis.reach import PhaseReach, reach
from irenic.analysis.robustness.decision import BASELINE, Decision, read_decision
from irenic.analysis.robustness.losers import GroupChange, group_changes
from irenic.study import Study

T = TypeVar("T")
KEPT = 6
"""Studies of which findings are kept; the least recently used are let go."""

KEPT_SEARCHES = 40


class Kept(Generic[T]):
    """Values by key, the last used ones; each is made once, also where two ask at a time."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.RLock()
        self._values: OrderedDict[Hashable, T] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return the value of a key, made where it is not there.

        Parameters
        ----------
        key, make : of the value
        """
        with self._lock:
            value = self._values.pop(key) if key in self._values else make()
            self.put(key, value)
            return value

    def find(self, key: Hashable) -> T | None:
        """Return the value of a key, or None."""
        with self._lock:
            return self._values.get(key)

    def put(self, key: Hashable, value: T) -> None:
        """Keep a value."""
        with self._lock:
            self._values[key] = value
            while len(self._values) > self._most:
                self._values.popitem(last=False)


@dataclass(frozen=True)
class Compared:
    """A study's strategies compared, with all that the page says of it.

    Parameters
    ----------
    study : the study
    comparison, decision : by outcomes, and ready to be weighed
    phases : how often each was reached
    changes : of every group, against doing nothing
    """

    study: Study
    comparison: Comparison
    decision: Decision
    phases: tuple[PhaseReach, ...]
    changes: tuple[GroupChange, ...]

    @property
    def baseline(self) -> str:
        """The strategy that others are measured against: doing nothing, else the study's first."""
        names = self.comparison.strategies
        return BASELINE if BASELINE in names else names[0]


@dataclass(frozen=True)
class Findings:
    """Findings of the studies of one server; safe to use from several threads."""

    _compared: Kept[Compared] = field(default_factory=lambda: Kept(KEPT))
    _inputs: Kept[WorldInputs] = field(default_factory=lambda: Kept(KEPT))
    searches: Kept[Discovery] = field(default_factory=lambda: Kept(KEPT_SEARCHES))
    claims: Kept[ClaimsFile] = field(default_factory=lambda: Kept(KEPT))

    def compared(self, study: Study) -> Compared:
        """Return a study's strategies compared."""
        return self._compared.get(key_of(study), lambda: _compared(study))

    def inputs(self, study: Study) -> WorldInputs:
        """Return what tells a study's worlds apart."""
        return self._inputs.get(key_of(study), lambda: world_inputs(study))


def key_of(study: Study) -> tuple[str, str]:
    """What tells a study from every other: its folder and the digest of its plan."""
    return str(study.path), study.manifest.plan().digest()


def _compared(study: Study) -> Compared:
    comparison, decision = compare(study), read_decision(study)
    changes = group_changes(study, decision.strategies, decision.weights, places=decision.places)
    return Compared(study, comparison, decision, tuple(reach(study)), tuple(changes))


_setting = threading.Lock()


def findings_of(request: Request) -> Findings:
    """Return the findings of the server that answers a request."""
    with _setting:
        state = request.app.state
        if not hasattr(state, "findings"):
            state.findings = Findings()
        found: Findings = state.findings
    return found


Known = Annotated[Findings, Depends(findings_of)]
"""Type of a route's parameter that is given what was found out before."""
