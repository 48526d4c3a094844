"""Claims: the ledger of a study, the worlds behind a verdict, and the model against the record."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from irenic.analysis.audit import Ledger, Line, Options
from irenic.analysis.audit.subject import RERUN_WORLDS
from irenic.app.claims.backtests import BackTestModel, back_test_model, start_back_test
from irenic.app.claims.ledgers import (
    changed_since,
    claims_file,
    claims_path,
    efforts,
    kept_ledger,
    start_audit,
)
from irenic.app.claims.models import (
    ClaimModel,
    LedgerModel,
    claim_model,
    effort_models,
    ledger_model,
    no_ledger,
)
from irenic.app.claims.worlds import ClaimWorldsModel, arm_models, claim_worlds
from irenic.app.comparisons.findings import Known
from irenic.app.problems import not_here
from irenic.app.routes.jobs import JobModel, job_model
from irenic.app.services import Parts
from irenic.errors import IrenicError, did_you_mean
from irenic.study import Study
from irenic.study.manifest import MAX_WORLDS

router = APIRouter(prefix="/api/studies/{study}", tags=["claims"])

ClaimId = Annotated[str, Path(max_length=40)]


class AuditRequest(BaseModel):
    """How the claims are tried; without worlds, in all of the study's."""

    model_config = ConfigDict(extra="forbid")

    worlds: Annotated[int | None, Field(ge=1, le=MAX_WORLDS, description="A power of two")] = None
    reruns: Annotated[bool, Field(description="Again with other seeds, constants and priors")] = True


class BackTestRequest(BaseModel):
    """How many worlds the model forecasts with: a power of two."""

    model_config = ConfigDict(extra="forbid")

    worlds: Annotated[int, Field(ge=6, le=12, description="Two to this power: 8 for 256 worlds")] = 8


@router.get("/ledger")
def read_ledger(study: str, parts: Parts, known: Known) -> LedgerModel:
    """The ledger that is kept beside a study, disagreements first; else what an audit would take."""
    opened = parts.library.study(study)
    kept = kept_ledger(opened)
    if kept is not None:
        document, ledger = kept
        changed = changed_since(parts, opened, ledger)
        found = ledger_model(ledger, document, [changed] if changed else [])
        with suppress(IrenicError):  # made by other code, or without its claims: it can only be read
            found.efforts = effort_models(efforts(claims_file(parts, known, opened), opened))
        return found
    if claims_path(parts, opened) is None:
        said = (
            "This case has no claims. A file claims.yaml beside the case file holds what an argument says "
            "and how it is tried; the shipped cases have examples."
        )
        return no_ledger("no_claims", said)
    read = claims_file(parts, known, opened)
    found = no_ledger("none", f"None of the {len(read.claims)} claims was tried yet.", len(read.claims))
    found.efforts = effort_models(efforts(read, opened))
    return found


@router.post("/ledger", status_code=202)
def audit_study(study: str, wanted: AuditRequest, parts: Parts, known: Known) -> JobModel:
    """Try every claim in a study's worlds and keep the ledger beside it. Answers with a job."""
    opened = parts.library.study(study)
    options = Options(worlds=wanted.worlds, rerun_worlds=RERUN_WORLDS if wanted.reruns else 0)
    return job_model(start_audit(parts, known, opened, options))


@router.get("/claims/{claim}")
def read_claim(study: str, claim: ClaimId, parts: Parts, known: Known) -> ClaimModel:
    """One claim of the ledger in full."""
    opened = parts.library.study(study)
    _, line = _line(opened, claim)
    try:
        read = claims_file(parts, known, opened)
        stated = next((one for one in read.claims if one.id == claim), None)
        arms = [] if stated is None else arm_models(stated, read, opened)
        problem = "" if stated is not None else "The file of claims no longer has this one."
    except IrenicError as error:  # the ledger stands by itself, also where its runs cannot be made again
        arms, problem = [], f"Its plans cannot be shown: {error.problems[0].hint or error.problems[0].code}"
    return claim_model(line, arms, problem, opened.manifest.months)


@router.get("/claims/{claim}/worlds")
def read_claim_worlds(study: str, claim: ClaimId, parts: Parts, known: Known) -> ClaimWorldsModel:
    """Some worlds in which a claim holds, and some in which it fails, from what its audit kept."""
    opened = parts.library.study(study)
    ledger, line = _line(opened, claim)
    return claim_worlds(claims_file(parts, known, opened), ledger, line)


@router.get("/backtest")
def read_back_test(study: str, parts: Parts) -> BackTestModel:
    """The back-test that is kept beside a study; else whether one can be made."""
    return back_test_model(parts, parts.library.study(study))


@router.post("/backtest", status_code=202)
def back_test_study(study: str, wanted: BackTestRequest, parts: Parts) -> JobModel:
    """Set the model of a study's case against its record and keep the result. Answers with a job."""
    return job_model(start_back_test(parts, parts.library.study(study), 2**wanted.worlds))


def _line(study: Study, claim: str) -> tuple[Ledger, Line]:
    """A claim's line of the kept ledger.

    Raises
    ------
    NotHere : ``unknown_claim``
    """
    kept = kept_ledger(study)
    lines = {} if kept is None else {line.id: line for line in kept[1].lines}
    if kept is None or claim not in lines:
        hint = did_you_mean(claim, list(lines)) if lines else "No claim was tried yet: audit the study."
        raise not_here("unknown_claim", "claim", claim, hint)
    return kept[1], lines[claim]
