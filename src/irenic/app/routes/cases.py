"""Cases: what the conflict is, as its file states it, and changing it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, HTTPException, Path, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, ValidationError

from irenic.app.cases.document import case_model
from irenic.app.cases.keeping import (
    CASE,
    Texts,
    case_key,
    keep_override,
    keep_texts,
    keep_without,
    problems_of_texts,
)
from irenic.app.cases.models import (
    CaseModel,
    CaseRow,
    ChecksModel,
    DrawnCase,
    KeptModel,
    ValuesModel,
)
from irenic.app.cases.reading import checks_model, checks_of, map_of, network_of, values_model
from irenic.app.library import CaseEntry
from irenic.app.services import Parts, Services
from irenic.case.document import MAX_BYTES
from irenic.errors import CaseError, IrenicError, Problem

router = APIRouter(prefix="/api/cases", tags=["cases"])

YAML = "application/yaml"

Text = Annotated[str, Field(max_length=MAX_BYTES)]
Leaf = (
    StrictBool
    | StrictInt
    | Annotated[float, Field(strict=True, allow_inf_nan=False)]
    | Annotated[str, Field(max_length=8000)]
)
"""What an override may put in one place."""


class Upload(BaseModel):
    """A case as texts of files, as they are; without strategies it gets the one that does nothing."""

    model_config = ConfigDict(extra="forbid")

    case: Annotated[Text, Field(description="case.yaml")]
    strategies: Annotated[Text | None, Field(description="strategies.yaml")] = None
    claims: Annotated[Text | None, Field(description="claims.yaml")] = None
    like: Annotated[
        str | None,
        Field(max_length=200, description="A case whose other files, shapes and record are taken over"),
    ] = None


class OverrideRequest(BaseModel):
    """An analyst's own value for a figure of a case; its date is today's."""

    model_config = ConfigDict(extra="forbid")

    figure: Annotated[str, Field(max_length=200, description="Dotted place, such as groups.NA.fighters")]
    value: (
        Leaf
        | Annotated[dict[str, Leaf], Field(max_length=200)]
        | Annotated[list[Leaf], Field(max_length=200)]
    )
    by: Annotated[str, Field(max_length=200, description="Who says so")]
    reason: Annotated[str, Field(max_length=9000, description="Why")]


class Withdrawal(BaseModel):
    """Which override is meant, said twice, for a file may have changed meanwhile."""

    model_config = ConfigDict(extra="forbid")

    figure: Annotated[str, Field(max_length=200, description="The figure that it overrides")]


async def sent_case(request: Request) -> Upload:
    """Return the case in a request's body: YAML as it is, or JSON with several texts."""
    body = await request.body()
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        if kind == YAML:
            return Upload(case=body.decode("utf-8-sig"))
        return Upload.model_validate_json(body)
    except UnicodeDecodeError as error:
        line = body[: error.start].count(b"\n") + 1
        given = f"not UTF-8 (byte {error.start})"
        one = Problem("not_utf8", CASE, line, "", given, "text in UTF-8", "Save the file as UTF-8.")
        raise CaseError([one]) from error
    except ValidationError as error:
        raise RequestValidationError(error.errors()) from error


Sent = Annotated[Upload, Depends(sent_case)]
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": Upload.model_json_schema()},
            YAML: {"schema": {"type": "string", "description": "The text of case.yaml"}},
        },
    }
}


@router.get("")
def list_cases(parts: Parts) -> list[CaseRow]:
    """Every case that can be opened, the one shown first first."""
    return [CaseRow(case=e.key, origin=e.origin, title=_title(parts, e)) for e in parts.library.cases()]


@router.post("/check", openapi_extra=BODY)
def check_sent(sent: Sent, parts: Parts) -> ChecksModel:
    """Check a case that is not kept: every problem of its files, each with its line. Nothing is stored."""
    return checks_model(problems_of_texts(_texts(sent, parts)))


@router.post("", status_code=201, openapi_extra=BODY)
def keep_case(sent: Sent, parts: Parts) -> KeptModel:
    """Keep a case under a name made from its id; it must have no errors."""
    key = keep_texts(_texts(sent, parts), parts.settings.cases, _taken(parts))
    return KeptModel(case=key, title=parts.library.case(key).title)


@router.get("/{case}")
def read_case(case: str, parts: Parts) -> CaseModel:
    """Who fights whom, over what, who backs whom, what was overridden, and how well it is known."""
    return case_model(parts.library.entry(case), parts.library.case(case))


@router.get("/{case}/checks")
def check_case(case: str, parts: Parts) -> ChecksModel:
    """Every problem and doubt of a case, its strategies, claims, shapes and record, with what to do."""
    return checks_of(parts.library.entry(case))


@router.get("/{case}/figures")
def draw_case(
    case: str,
    parts: Parts,
    only: Annotated[Literal["map", "network"] | None, Query(description="One of the two")] = None,
) -> DrawnCase:
    """The map of who holds what at the start, and the network of groups and patrons."""
    found = parts.library.case(case)
    answer = DrawnCase() if only == "network" else map_of(parts.library.entry(case), found)
    if only != "map":
        answer.network = network_of(found)
    return answer


@router.get("/{case}/values")
def read_values(case: str, parts: Parts) -> ValuesModel:
    """Every figure of a case: low, best, high, grade, source and line."""
    return values_model(parts.library.entry(case), parts.library.case(case))


@router.post("/{case}/overrides", status_code=201)
def override_figure(case: str, wanted: OverrideRequest, parts: Parts) -> KeptModel:
    """Put an analyst's value in place of a figure, in a kept copy of the case. Answers with its name."""
    override = {**wanted.model_dump(), "date": date.today().isoformat()}
    entry = parts.library.entry(case)
    key = keep_override(entry, override, parts.settings.cases, _taken(parts))
    return KeptModel(case=key, title=parts.library.case(key).title)


@router.post("/{case}/overrides/{number}/withdraw", status_code=201)
def withdraw_override(
    case: str, number: Annotated[int, Path(ge=0, le=10_000)], wanted: Withdrawal, parts: Parts
) -> KeptModel:
    """Take one override back: the figure is again what the file says. Answers with the kept case's name."""
    entry = parts.library.entry(case)
    key = keep_without(entry, number, wanted.figure, parts.settings.cases, _taken(parts))
    return KeptModel(case=key, title=parts.library.case(key).title)


@router.get(
    "/{case}/file",
    response_class=Response,
    responses={200: {"content": {YAML: {}}}},
)
def download(
    case: str,
    parts: Parts,
    name: Annotated[
        Literal["case.yaml", "strategies.yaml", "claims.yaml"], Query(description="Which of its files")
    ] = "case.yaml",
) -> Response:
    """A file of the case, to take away."""
    entry = parts.library.entry(case)
    path = entry.path if name == CASE else entry.path.with_name(name)
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise HTTPException(404, f"a case with {name}") from error
    saved_as = f"{case_key(case, ())}-{name}"
    return Response(
        content, media_type=YAML, headers={"content-disposition": f'attachment; filename="{saved_as}"'}
    )


def _texts(sent: Upload, parts: Services) -> Texts:
    like = None if sent.like is None else parts.library.entry(sent.like)
    return Texts(sent.case, sent.strategies, sent.claims, like)


def _taken(parts: Services) -> list[str]:
    return [entry.key for entry in parts.library.cases()]


def _title(parts: Services, entry: CaseEntry) -> str:
    try:
        return parts.library.case(entry.key).title
    except IrenicError:
        return ""
