"""Jobs: how far they are, as they change, and ending them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import asdict
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from irenic.app.jobs import Job, Jobs, State
from irenic.app.problems import ProblemModel
from irenic.app.services import Parts

router = APIRouter(prefix="/api/jobs", tags=["jobs"])

PACE = 0.2
"""Seconds between two looks at the jobs while a page listens."""

Number = Annotated[int, Path(ge=1, le=2**31)]
"""Of a job."""


class JobModel(BaseModel):
    """A job as it stands; see `irenic.app.jobs.Job`."""

    id: int
    kind: str
    title: str
    state: State
    done: int
    total: int
    note: str
    result: dict[str, str | int | float | None] | None
    problems: list[ProblemModel]
    study: str


def job_model(job: Job) -> JobModel:
    """Return a job as the interface gives it."""
    return JobModel.model_validate(asdict(job))


@router.get("")
def list_jobs(parts: Parts) -> list[JobModel]:
    """Every job since the server started, newest first."""
    return [job_model(job) for job in parts.jobs.all()]


@router.get("/stream", response_class=StreamingResponse)
def stream_jobs(
    request: Request, parts: Parts, until: Literal["closed", "idle"] = "closed"
) -> StreamingResponse:
    """All jobs as server-sent events: at once and at each change; ``until=idle`` ends with the last."""
    return StreamingResponse(
        _events(request, parts.jobs, until == "idle"),
        media_type="text/event-stream",
        headers={"cache-control": "no-store"},
    )


@router.get("/{number}")
def read_job(number: Number, parts: Parts) -> JobModel:
    """One job."""
    return job_model(parts.jobs.get(number))


@router.post("/{number}/cancel")
def cancel_job(number: Number, parts: Parts) -> JobModel:
    """End a job; what it finished of a study is kept, and can be gone on with."""
    return job_model(parts.jobs.cancel(number))


async def _events(request: Request, jobs: Jobs, until_idle: bool) -> AsyncIterator[str]:
    seen = -1
    while not (jobs.closed or await request.is_disconnected()):
        if jobs.version != seen:
            seen = jobs.version
            found = [job_model(job).model_dump() for job in jobs.all()]
            yield f"data: {json.dumps(found)}\n\n"
            if until_idle and all(job["state"] not in ("waiting", "running") for job in found):
                return
        await asyncio.sleep(PACE)
