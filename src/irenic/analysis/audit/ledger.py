"""The ledger: every claim with its verdict, how sure that is, what breaks it, and what the record says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from irenic.analysis.audit.stability import Agreement
from irenic.analysis.audit.verdict import Share, Verdict
from irenic.study import PointsInfo

Standing = Literal["agree", "differ", "oppose", "no comparison"]
"""Model against record: the same; one step apart (mixed against supported); opposite; not comparable."""

RECORD_OF: dict[Verdict, str] = {"holds": "supported", "mixed": "partly", "fails": "contradicted"}
"""Which of the record's verdicts agrees with which of the model's."""

_STEPS = {"contradicted": 0, "fails": 0, "partly": 1, "mixed": 1, "supported": 2, "holds": 2}
_STANDINGS: tuple[Standing, ...] = ("agree", "differ", "oppose")

Tests = Literal["same", "changed", "not recorded"]
"""The tests now, against those that were there when the study was run."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A verdict of the record, its reason and (A best to D) its grade; empty where not given."""

    verdict: str
    reason: str
    grade: str = ""


@dataclass(frozen=True, slots=True)
class InputRange:
    """An input and a stretch of it, in its unit; None where it is open to that side."""

    name: str
    meaning: str
    unit: str
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Box:
    """Where a claim fares otherwise, found on some worlds and checked on others.

    Parameters
    ----------
    holds : whether the box is of where it holds (of a claim that mostly fails) or of where it fails
    sentence : the box in words
    limits : of the inputs that bound it
    density : share of runs inside that fare so, on worlds that were not searched
    coverage : share of all such runs that lie inside, on the same worlds
    mass : share of those worlds inside
    base : share of all runs that fare so
    """

    holds: bool
    sentence: str
    limits: tuple[InputRange, ...]
    density: float
    coverage: float
    mass: float
    base: float


@dataclass(frozen=True, slots=True)
class Differing:
    """An input of a world, beside the middle of its prior; `score` is how far out, in standard scores."""

    name: str
    meaning: str
    unit: str
    value: float
    middle: float
    score: float


@dataclass(frozen=True, slots=True)
class NearestWorld:
    """The world nearest to the middle of the priors in which a claim fares otherwise.

    Parameters
    ----------
    world : its number in the study
    holds : whether the claim holds there
    runs : share of its runs that say so
    distance : from the middle, in standard scores weighted by what each input does to the margin
    differs : the inputs that make up most of it
    """

    world: int
    holds: bool
    runs: float
    distance: float
    differs: tuple[Differing, ...]


@dataclass(frozen=True, slots=True)
class FlipAt:
    """A value of an input at which the claim's share of worlds crosses a threshold of the verdict.

    ``low`` and ``high`` bound it (90%); None where the range is open to the end of the prior.
    ``probability`` is that of a lesser value under the prior.
    """

    threshold: float
    value: float
    low: float | None
    high: float | None
    probability: float


@dataclass(frozen=True, slots=True)
class Boundary:
    """What one input does to a claim's share of worlds; no flips: none within its prior.

    Parameters
    ----------
    name, meaning, unit : of the input
    explains : share of the variance of holding that it explains, beyond the boundaries before it
    rising : whether the share rises with it
    first, last : the share at the low and at the high end of its prior
    flips : where a verdict turns
    """

    name: str
    meaning: str
    unit: str
    explains: float
    rising: bool
    first: float
    last: float
    flips: tuple[FlipAt, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """What the runs say of a claim that they can speak to; shares are of worlds unless said otherwise.

    Parameters
    ----------
    share : of worlds in which it holds, luck removed
    runs : share of single runs in which it holds
    luck_share : luck's share of the variance of a run's margin; None where it cannot be told
    reliability : share of the variance of world means that is the worlds' own; None likewise
    by_rule : the verdict before stability
    agreements : by kind of resample
    unsettled : the kind that took the verdict away; None where it stands
    box, nearest, boundaries : where, how near, and at what value it turns
    no_box : why there is no box
    parts : of a test that joins several, each in words with its own share of worlds
    """

    share: Share
    runs: float | None
    luck_share: float | None
    reliability: float | None
    by_rule: Verdict
    agreements: tuple[Agreement, ...]
    unsettled: Agreement | None
    box: Box | None
    nearest: NearestWorld | None
    boundaries: tuple[Boundary, ...]
    no_box: str
    parts: tuple[tuple[str, Share], ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One claim of the ledger.

    Parameters
    ----------
    id, wording, article, mechanism, tolerance, model_limits, evidence : as the claims file has them
    asked : the test in words
    months : length of the runs; None where there is no test
    verdict : the model's
    reason : why it can't tell; empty otherwise
    record, other_reading : what happened; None where the file says nothing
    findings : None where the model cannot speak to it
    """

    id: str
    wording: str
    article: str
    mechanism: str
    asked: str
    tolerance: str
    model_limits: str
    evidence: str
    months: int | None
    verdict: Verdict
    reason: str
    record: Reading | None
    other_reading: Reading | None
    findings: Findings | None

    @property
    def standing(self) -> Standing:
        """Model against record."""
        return standing(self.verdict, self.record)

    @property
    def other_standing(self) -> Standing:
        """Model against the record's other reading; against its only one where there is no other."""
        return standing(self.verdict, self.other_reading or self.record)

    @property
    def gap(self) -> float:
        """How far the share of worlds lies from where the record would have it, 0..2/3."""
        if self.findings is None or self.record is None:
            return 0.0
        share = self.findings.share.share
        wanted = {"supported": (2 / 3, 1.0), "partly": (1 / 3, 2 / 3), "contradicted": (0.0, 1 / 3)}
        low, high = wanted.get(self.record.verdict, (0.0, 1.0))
        return max(low - share, share - high, 0.0)


class Weighed(NamedTuple):
    """How worlds of an audit were weighted: by which weighting, and how many equal ones tell as much."""

    digest: str
    effective: float


@dataclass(frozen=True, slots=True)
class Ledger:
    """An audit of a study's claims; make one with `irenic.analysis.audit.audit_study`.

    Parameters
    ----------
    study : its folder as the user named it
    case, title : id and title of the case
    irenic : version that ran it
    worlds, replicates, seed : of the audit
    study_months : length of the study's own runs; claims may need longer ones
    rerun_worlds : worlds of each re-run; 0 where none was made
    arms : different arms that were run
    claims_digest : SHA-256 of the claims file
    tests : whether the claims are those the study was run with
    lines : one a claim, in the order of the file
    notice : what to make of it
    weighed : how worlds were weighted by a record; None where they count alike
    points : where the worlds lie that were not drawn from the priors
    """

    study: str
    case: str
    title: str
    irenic: str
    worlds: int
    replicates: int
    seed: int
    study_months: int
    rerun_worlds: int
    arms: int
    claims_digest: str
    tests: Tests
    lines: tuple[Line, ...]
    notice: str
    weighed: Weighed | None = None
    points: PointsInfo | None = None

    @property
    def by_disagreement(self) -> tuple[Line, ...]:
        """Lines with the strongest disagreement with the record first, then in the file's order."""
        rank = {"oppose": 0, "differ": 1, "agree": 2, "no comparison": 3}
        apart = {"oppose", "differ"}
        return tuple(
            sorted(
                self.lines,
                key=lambda one: (rank[one.standing], -one.gap if one.standing in apart else 0.0),
            )
        )

    def count(self, verdict: Verdict) -> int:
        """Return how many claims have a verdict."""
        return sum(line.verdict == verdict for line in self.lines)

    def standings(self, *, other: bool = False) -> dict[Standing, int]:
        """Return how many claims stand how to the record.

        Parameters
        ----------
        other : under the other reading where there is one
        """
        found = [line.other_standing if other else line.standing for line in self.lines]
        return {name: found.count(name) for name in (*_STANDINGS, "no comparison")}


def standing(verdict: Verdict, record: Reading | None) -> Standing:
    """Return how a verdict stands to the record's.

    Parameters
    ----------
    verdict : the model's
    record : None where there is none

    References
    ----------
    Assumption: holds ~ supported, mixed ~ partly, fails ~ contradicted; where either cannot tell (can't
    tell, untested) nothing is compared.
    """
    if record is None or verdict not in _STEPS or record.verdict not in _STEPS:
        return "no comparison"
    return _STANDINGS[abs(_STEPS[verdict] - _STEPS[record.verdict])]
