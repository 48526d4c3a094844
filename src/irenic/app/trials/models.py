"""Plans as the interface gives them: what they can be made of, and one as text and settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Literal

from pydantic import BaseModel

from irenic.app.problems import ProblemModel
from irenic.app.trials.plans import MAX_TEXT, Plan, parts_of
from irenic.case import Case, CaseArrays
from irenic.figures.fan import FanSeries
from irenic.figures.words import shown
from irenic.strategy import LEVERS, P_MAX, Lever, Strategy
from irenic.strategy.places import elements


class MemberModel(BaseModel):
    """What a lever can have a value of its own for."""

    of: list[str]
    label: str


class LeverModel(BaseModel):
    """A lever, from the table of levers; `money` is USD million per unit and month (placeholder prices)."""

    id: str
    label: str
    shape: Literal["scalar", "group", "pair", "district", "issue", "patron"]
    unit: str
    lower: float
    upper: float
    step: float
    default: float
    effect: str
    cost: str
    money: float
    members: list[MemberModel]


class StrategyModel(BaseModel):
    """A strategy to start from or to compare with; `reference` where it is of the set that others face."""

    name: str
    label: str
    summary: str
    reference: bool


class SeriesModel(BaseModel):
    """A monthly series that can be drawn."""

    id: str
    label: str
    unit: str


class CatalogueModel(BaseModel):
    """What plans of a case can be made of."""

    levers: list[LeverModel]
    strategies: list[StrategyModel]
    series: list[SeriesModel]
    most_phases: int
    most_characters: int


class ValueModel(BaseModel):
    """One value of a lever; `of` is empty where it is for all."""

    of: list[str]
    value: float


class SettingModel(BaseModel):
    """A lever of a part: fixed values, and what rules set, in words."""

    lever: str
    values: list[ValueModel]
    rules: list[str]


class PartModel(BaseModel):
    """What holds from month 1 (`phase` empty), or in a phase."""

    phase: str
    when: str
    until: str
    facts: list[str]
    settings: list[SettingModel]


class PlanModel(BaseModel):
    """A plan's text as read; `sliders` is null where there are problems."""

    text: str
    name: str
    label: str
    summary: str
    sliders: list[PartModel] | None
    problems: list[ProblemModel]


class TextModel(BaseModel):
    """A plan's text."""

    text: str


def catalogue(
    case: Case, names: CaseArrays, known: Mapping[str, Strategy], series: Sequence[FanSeries]
) -> CatalogueModel:
    """Return what plans of a case can be made of.

    Parameters
    ----------
    case, names : the conflict, and its ids
    known : strategies by id
    series : what can be drawn
    """
    return CatalogueModel(
        levers=[_lever(lever, case, names) for lever in LEVERS if elements(lever, names)],
        strategies=[
            StrategyModel(
                name=name, label=shown(one.label), summary=shown(one.summary), reference=one.reference
            )
            for name, one in known.items()
        ],
        series=[SeriesModel(id=one.id, label=one.label, unit=one.unit) for one in series],
        most_phases=P_MAX,
        most_characters=MAX_TEXT,
    )


def plan_model(plan: Plan, names: CaseArrays) -> PlanModel:
    """Return a plan as read.

    Parameters
    ----------
    plan : its text, and what was read
    names : ids of the case
    """
    strategy = plan.strategy
    parts = None if strategy is None else parts_of(strategy, names)
    return PlanModel(
        text=plan.text,
        name="" if strategy is None else strategy.name,
        label="" if strategy is None else shown(strategy.label),
        summary="" if strategy is None else shown(strategy.summary),
        sliders=None if parts is None else [PartModel.model_validate(asdict(part)) for part in parts],
        problems=[ProblemModel.model_validate(asdict(one)) for one in plan.problems],
    )


def _lever(lever: Lever, case: Case, names: CaseArrays) -> LeverModel:
    labels = {
        "group": {key: one.name for key, one in case.groups.items()},
        "district": {key: one.name for key, one in case.districts.items()},
        "issue": {key: f"{one.name}: {one.low} - {one.high}" for key, one in case.issues.items()},
        "patron": {key: one.name for key, one in case.patrons.items()},
    }
    known = labels.get("group" if lever.shape == "pair" else lever.shape, {})
    members = [
        MemberModel(of=list(of), label=" and ".join(shown(known.get(one, one)) for one in of))
        for _, *of in elements(lever, names)
        if of
    ]
    fields = {name: getattr(lever, name) for name in LeverModel.model_fields if hasattr(lever, name)}
    return LeverModel(**fields, step=_step(lever), members=members)


def _step(lever: Lever) -> float:
    """What one press of a key moves: a hundredth of an index, whole strikes, hundreds of persons."""
    width = lever.upper - lever.lower
    return 0.01 if width <= 2 else 1.0 if width <= 1000 else 100.0
