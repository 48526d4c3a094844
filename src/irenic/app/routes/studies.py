"""Studies: what lies in the workspace, and running more."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from irenic.app.library import StudyEntry
from irenic.app.routes.jobs import JobModel, job_model
from irenic.app.services import Parts
from irenic.errors import Problem, StrategyError, did_you_mean, quoted
from irenic.study.describe import claims_digest
from irenic.study.run import MAX_SEED

router = APIRouter(prefix="/api/studies", tags=["studies"])

MAX_WORLDS_HERE = 2**14
"""Most worlds that a page may ask for; larger studies belong on the command line."""


class StudyModel(BaseModel):
    """A study of the workspace; of an unfinished one, how many of its parts are stored.

    An unfinished study whose plan cannot be read has its name alone, and cannot be gone on with.
    """

    study: str
    finished: bool
    parts_done: int = 0
    parts: int = 0
    case: str = ""
    case_title: str = ""
    case_digest: str = ""
    strategies: list[str] = []
    worlds: int = 0
    replicates: int = 0
    months: int = 0
    seed: int = 0
    irenic: str = ""


class StudyRequest(BaseModel):
    """What to run."""

    model_config = ConfigDict(extra="forbid")

    case: str
    strategies: Annotated[list[str], Field(max_length=40)] = []
    worlds: Annotated[int, Field(ge=1, le=MAX_WORLDS_HERE)] = 1024
    replicates: Annotated[int, Field(ge=1, le=16)] = 4
    seed: Annotated[int, Field(ge=0, le=MAX_SEED)] = 1


def study_model(entry: StudyEntry) -> StudyModel:
    """Return a study as the interface gives it."""
    done, parts = entry.parts
    plan = entry.manifest or entry.plan
    if plan is None:
        return StudyModel(study=entry.key, finished=False)
    return StudyModel(
        study=entry.key, finished=entry.finished, parts_done=done, parts=parts, case=plan.case.id,
        case_title=plan.case.title, case_digest=plan.case.digest, strategies=list(plan.strategy_names),
        worlds=plan.worlds, replicates=plan.replicates, months=plan.months, seed=plan.seed,
        irenic=plan.irenic,
    )  # fmt: skip


@router.get("")
def list_studies(
    parts: Parts,
    case: Annotated[str | None, Query(description="Of one case only")] = None,
    unfinished: Annotated[bool, Query(description="Interrupted ones instead")] = False,
) -> list[StudyModel]:
    """The studies of the workspace, newest first."""
    wanted = None if case is None else parts.library.case(case)
    if unfinished:
        return [study_model(entry) for entry in parts.library.unfinished(wanted)]
    return [study_model(entry) for entry in parts.library.studies(wanted) if entry.finished]


@router.post("", status_code=202)
def start_study(wanted: StudyRequest, parts: Parts) -> JobModel:
    """Run strategies of a case in many worlds; without names, the reference ones. Answers with a job."""
    case, known = parts.library.case(wanted.case), parts.library.strategies(wanted.case)
    names = wanted.strategies or [name for name, s in known.items() if s.reference] or list(known)
    unknown = [name for name in names if name not in known]
    if unknown:
        raise StrategyError([_unknown(name, list(known)) for name in unknown])
    sizes = {
        "worlds": wanted.worlds, "replicates": wanted.replicates, "months": parts.settings.months,
        "seed": wanted.seed,
    }  # fmt: skip
    digest = claims_digest(parts.library.entry(wanted.case).path)
    return job_model(parts.start_study(case, [known[name] for name in names], sizes, digest))


@router.get("/{study}")
def read_study(study: str, parts: Parts) -> StudyModel:
    """One finished study."""
    opened = parts.library.study(study)
    return study_model(StudyEntry(study, opened.path, opened.manifest))


@router.post("/{study}/resume", status_code=202)
def resume_study(study: str, parts: Parts) -> JobModel:
    """Go on with an unfinished study. Answers with a job."""
    return job_model(parts.resume_study(study))


def _unknown(name: str, known: list[str]) -> Problem:
    expected, hint = "a strategy of the case", did_you_mean(name, known)
    return Problem("unknown_strategy", "the request", None, "strategies", quoted(name), expected, hint)
