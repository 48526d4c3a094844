"""Comparisons: which strategy holds up in a study's worlds, and where it fails."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from irenic.app.comparisons.comparing import ComparisonModel, comparison_model
from irenic.app.comparisons.discoveries import (
    LONGEST,
    DiscoveryModel,
    QuestionModel,
    discovery_model,
    question_model,
    start_discovery,
)
from irenic.app.comparisons.findings import Known
from irenic.app.routes.jobs import JobModel, job_model
from irenic.app.services import Parts

router = APIRouter(prefix="/api/studies/{study}", tags=["comparisons"])

Weight = Annotated[float | None, Query(ge=0, le=1000, allow_inf_nan=False)]
Where = Annotated[
    str,
    Query(
        min_length=1, max_length=LONGEST,
        description='A proposition about runs, such as "deaths(strikes) > deaths(nothing)"',
    ),
]  # fmt: skip


class Search(BaseModel):
    """What to look for, and how thoroughly."""

    model_config = ConfigDict(extra="forbid")

    where: Annotated[str, Field(min_length=1, max_length=LONGEST)]
    boxes: Annotated[int, Field(ge=1, le=5, description="Boxes at most")] = 3
    shuffles: Annotated[int, Field(ge=0, le=999, description="Shuffles of the answers")] = 99


@dataclass
class Weights:
    """Weights of families of outcomes; those left out are 0, and without any the sweep is meant."""

    security: Weight = None
    harm: Weight = None
    politics: Weight = None
    cost: Weight = None


@router.get("/comparison")
def read_comparison(
    study: str, parts: Parts, known: Known, given: Annotated[Weights, Depends()]
) -> ComparisonModel:
    """Strategies compared; with weights of families their order under these, else over all weightings."""
    weights = {family: weight for family, weight in asdict(given).items() if weight is not None}
    return comparison_model(study, known.compared(parts.library.study(study)), weights or None)


@router.get("/question")
def read_question(study: str, where: Where, parts: Parts) -> QuestionModel:
    """A proposition in words, and in how many worlds it is so."""
    return question_model(parts.library.study(study), where)


@router.get("/discoveries")
def read_discovery(study: str, where: Where, parts: Parts, known: Known) -> DiscoveryModel | None:
    """What was found about a proposition since the server started; null where it was not looked for."""
    return discovery_model(parts.library.study(study), where, known)


@router.post("/discoveries", status_code=202)
def search_worlds(study: str, wanted: Search, parts: Parts, known: Known) -> JobModel:
    """Look for the worlds in which a proposition holds. Answers with a job; then read ``discoveries``."""
    opened = parts.library.study(study)
    job = start_discovery(parts, known, opened, wanted.where, (wanted.boxes, wanted.shuffles))
    return job_model(job)
