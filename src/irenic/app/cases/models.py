"""What the interface says of a case."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel

from irenic.app.drawn import FigureModel
from irenic.app.library import Origin
from irenic.app.problems import ProblemModel
from irenic.case.fields import Grade


class CaseRow(BaseModel):
    """A case that can be opened; `title` is empty where it cannot be used as it stands."""

    case: str
    origin: Origin
    title: str


class FigureValue(BaseModel):
    """An uncertain figure: low <= best <= high with its grade and source."""

    low: float
    best: float
    high: float
    grade: Grade
    source: str


class GroupModel(BaseModel):
    """A group; `holds` is the share of all people that it holds at the start."""

    id: str
    name: str
    name_local: str | None
    kind: str
    fighters: FigureValue | None
    holds: float
    strongest_in: list[str]
    seat: list[str]
    regions: list[str]
    first_issue: str | None
    notes: str | None


class PatronModel(BaseModel):
    """An outside backer, how far it keeps an embargo, and whom it supports."""

    id: str
    name: str
    compliance: FigureValue
    supports: list[str]
    notes: str | None


class PositionModel(BaseModel):
    """Where a group stands on an issue; `first` where it would break a deal over it."""

    group: str
    name: str
    low: float
    best: float
    high: float
    grade: Grade
    source: str
    first: bool


class IssueModel(BaseModel):
    """What is argued over, its two ends, and where each group stands."""

    id: str
    name: str
    low: str
    high: str
    range: tuple[float, float]
    notes: str | None
    positions: list[PositionModel]


class TieModel(BaseModel):
    """A relation of two groups, or a patron's support of a group, as the case's file states it."""

    kind: Literal["relation", "support"]
    one: str
    other: str
    one_name: str
    other_name: str
    words: str
    low: float
    best: float
    high: float
    grade: Grade
    source: str
    figure: str


class OverrideModel(BaseModel):
    """An analyst's own value, in force: who, why, when, and what stood there before."""

    figure: str
    label: str
    value: Any
    before: Any
    by: str
    reason: str
    date: str


class GradeModel(BaseModel):
    """How many of a case's figures have a grade, and what it means."""

    grade: Grade
    meaning: str
    count: int
    share: float


class CaseModel(BaseModel):
    """Who fights whom, where, over what, and how well it is known."""

    notice: str
    case: str
    origin: Origin
    id: str
    title: str
    summary: str
    start: str
    source_note: str
    government: str
    capital: str
    base_districts: list[str]
    districts: int
    groups: list[GroupModel]
    patrons: list[PatronModel]
    issues: list[IssueModel]
    ties: list[TieModel]
    overrides: list[OverrideModel]
    grades: list[GradeModel]
    known: str
    files: list[str]


class ChecksModel(BaseModel):
    """Everything wrong or doubtful in a case's files."""

    ok: bool
    errors: int
    warnings: int
    problems: list[ProblemModel]


class DrawnCase(BaseModel):
    """The map of who holds what at the start, and the network; null where asked for alone or not drawable."""

    map: FigureModel | None = None
    network: FigureModel | None = None
    problems: list[ProblemModel] = []


class ValueModel(BaseModel):
    """A figure of the case under its dotted place; `shares` in place of bounds for a district's control."""

    place: str
    section: str
    label: str
    low: float | None
    best: float | None
    high: float | None
    shares: dict[str, float] | None
    grade: Grade
    source: str
    line: int | None
    overridden: bool


class ValuesModel(BaseModel):
    """Every figure of a case; `holders` are the ids that a share may name, with their names."""

    values: list[ValueModel]
    sections: list[str]
    holders: dict[str, str]


class KeptModel(BaseModel):
    """Where a case is kept now."""

    case: str
    title: str
