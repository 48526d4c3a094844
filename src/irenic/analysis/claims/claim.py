"""A claim: what an argument says, how it is tried on simulated worlds, and what the record says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal, get_args

from irenic.analysis.proposition import Measure, Proposition, measures_of
from irenic.strategy import Strategy
from irenic.strategy.plan import Settings

MONTHS = 36
"""Length of a claim's runs where it names none."""

Verdict = Literal["supported", "partly", "contradicted", "untested"]
"""What the record of later years says of a claim."""

VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


def _none() -> Mapping[Any, Any]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Arm:
    """One of the plans that a claim compares: a strategy, and what is changed in it.

    Parameters
    ----------
    name : its id in the claim
    label : a few words for people; empty where the file gives none
    strategy : id of the strategy it starts from; empty where it has a plan of its own
    plan : that plan
    levers : fixed values by element that hold in the base and in every phase
    without : ids of phases left out
    parameters : parameters or structural constants held at a value in every world
    events : months of dated events besides those of the strategy, as in `Strategy.forced`
    """

    name: str
    label: str = ""
    strategy: str = ""
    plan: Strategy | None = None
    levers: Settings = field(default_factory=_none)
    without: tuple[str, ...] = ()
    parameters: Mapping[str, float] = field(default_factory=_none)
    events: Mapping[str, int] = field(default_factory=_none)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the record says.

    Parameters
    ----------
    verdict : supported, partly, contradicted, or untested where the record cannot tell
    reason : why, in words
    grade : A (documented) to D (judgement) of what it rests on; empty where none is given
    """

    verdict: Verdict
    reason: str
    grade: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """A proposition of an argument, with its test written before any run.

    Parameters
    ----------
    id : such as C10
    wording : the claim, in this project's words
    article : where it stands in the article
    mechanism : by what it would come about, in words
    record : what the later record says
    evidence : what further evidence would change the verdict
    arms : plans that are compared, by id; empty where it cannot be tested
    months : length of the runs
    holds_when : the test; None where it cannot be tested
    given : worlds that the claim speaks of; None for all
    tolerance : how much the test allows, and why
    model_limits : what the model cannot say about it; empty for nothing
    untestable : why the model cannot test it at all; empty where it can
    other_reading : another verdict that a fair reader may draw from the record
    """

    id: str
    wording: str
    article: str
    mechanism: str
    record: Reading
    evidence: str
    arms: Mapping[str, Arm] = field(default_factory=_none)
    months: int = MONTHS
    holds_when: Proposition | None = None
    given: Proposition | None = None
    tolerance: str = ""
    model_limits: str = ""
    untestable: str = ""
    other_reading: Reading | None = None

    @property
    def measures(self) -> tuple[Measure, ...]:
        """The different measures of `given` and `holds_when`."""
        asked = (one for one in (self.given, self.holds_when) if one is not None)
        return tuple(dict.fromkeys(measure for one in asked for measure in measures_of(one)))
