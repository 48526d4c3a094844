"""What a weighting is, as its folder says it: what was asked, and what was found."""

from __future__ import annotations

import hashlib
import json
from typing import Annotated, Literal

from pydantic import Field

from irenic.study.manifest import (
    MAX_MONTHS,
    MAX_REPLICATES,
    MAX_WORLDS,
    NOTICE,
    Digest,
    Name,
    ParameterInfo,
    Strict,
)

FORMAT = "irenic-weighting"
SCHEMA = 1

Share = Annotated[float, Field(ge=0.0, le=1.0)]
Count = Annotated[int, Field(ge=1, le=MAX_WORLDS)]


class CaseRef(Strict):
    """Which case."""

    id: Name
    title: str
    digest: Digest


class WindowInfo(Strict):
    """Months of the record, both included; calendar months as YYYY-MM."""

    name: Name
    first: Annotated[int, Field(ge=1, le=MAX_MONTHS)]
    last: Annotated[int, Field(ge=1, le=MAX_MONTHS)]
    months: tuple[Name, ...]


class Request(Strict):
    """Everything that fixes a weighting.

    ``record`` is the digest of the case's record; ``checked`` whether the second seed and the placebo were
    run.
    """

    irenic: Name
    code: Digest
    case: CaseRef
    parameters: ParameterInfo
    factors: tuple[Name, ...]
    record: Digest
    strategy: Name
    strategy_digest: Digest
    window: WindowInfo
    worlds: Count
    seed: Annotated[int, Field(ge=0, lt=2**31)]
    replicates: Annotated[int, Field(ge=1, le=MAX_REPLICATES)]
    points: Count
    temper: Share
    checked: bool

    @property
    def dimensions(self) -> int:
        """Coordinates of a world, those of observation apart."""
        return len(self.parameters.names) + len(self.factors)


class ReliabilityInfo(Strict):
    """See `importance.Reliability`; ``usable_temper`` keeps a tenth of the worlds effective."""

    ess: float
    khat: float | None
    limit: float
    is_collapsed: bool
    words: str
    usable_temper: float


class StepInfo(Strict):
    """See `smc.Step`."""

    temper: float
    ess: float
    accepted: float
    fresh_accepted: float
    size: float
    families: int
    kept: float
    log_evidence: float
    log_likelihood: float


class ContractionInfo(Strict):
    """See `contraction.Contraction`; ``prior_*`` are the quantiles before the record."""

    name: Name
    kind: Literal["parameter", "factor", "observation"]
    unit: str
    meaning: str
    contraction: float
    error: float
    shift: float
    shift_error: float
    has_moved: bool
    low: float
    median: float
    high: float
    prior_low: float
    prior_median: float
    prior_high: float


class RidgeInfo(Strict):
    """See `contraction.Ridge`."""

    name: Name
    contraction: float
    error: float
    correlation: float
    low: float
    median: float
    high: float


class StandingInfo(Strict):
    """See `standing.Standing`; ensembles as 10%, 50%, 90%."""

    name: Name
    kind: Literal["month", "dyad"]
    recorded: int
    before: tuple[float, float, float]
    after: tuple[float, float, float]
    position: Share
    is_outside: bool


class CheckInfo(Strict):
    """A second run.

    ``largest`` is the largest difference of a coordinate's mean between the two, in its Monte Carlo errors,
    and ``beyond`` the share of coordinates that differ by more than two. ``evidence`` is the log evidence
    of the record as it is less that of this run, at ``temper``.
    """

    kind: Literal["second seed", "months permuted"]
    temper: float
    reached: float
    evidence: float
    largest: float
    beyond: Share
    moved: tuple[Name, ...]


class ArrayInfo(Strict):
    """Shape and SHA-256 of an array's bytes (float64, rows first)."""

    shape: tuple[int, ...]
    digest: Digest


class Manifest(Strict):
    """A weighting: request and results; see `document` for how it reads."""

    format: Literal["irenic-weighting"] = "irenic-weighting"
    schema_version: Literal[1] = 1
    notice: str = NOTICE
    request: Request
    recorded: int
    cells: int
    filled: int
    reliability: ReliabilityInfo
    steps: tuple[StepInfo, ...]
    reached: Share
    stalled: StepInfo | None
    contractions: tuple[ContractionInfo, ...]
    ridges: tuple[RidgeInfo, ...]
    standings: tuple[StandingInfo, ...]
    checks: tuple[CheckInfo, ...]
    arrays: dict[str, ArrayInfo]

    @property
    def text(self) -> str:
        """Canonical JSON text."""
        content = self.model_dump(mode="json")
        return json.dumps(content, sort_keys=True, indent=2, ensure_ascii=False, allow_nan=False) + "\n"

    def digest(self) -> str:
        """SHA-256 of the canonical text, 64 hex digits; arrays enter by their digests."""
        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()
