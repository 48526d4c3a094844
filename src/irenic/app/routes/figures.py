"""Figures of a study, as specifications for the page and as files to take away."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from irenic.analysis.sensitivity import drivers_given
from irenic.analysis.sensitivity.words import sentences, title_of
from irenic.app.comparisons.findings import Known
from irenic.app.drawn import FigureModel, drawn
from irenic.app.services import Parts
from irenic.figures.words import shown, strategy_labels

router = APIRouter(prefix="/api/studies/{study}/figures", tags=["figures"])

Name = Annotated[str, Query(min_length=1, max_length=200)]
Names = Annotated[list[Annotated[str, Field(max_length=200)]], Query(max_length=60)]
Numbers = Annotated[list[Annotated[int, Field(ge=0, lt=2**20)]], Query(max_length=12)]


class DriversModel(BaseModel):
    """What drives one answer: sentences, and the figure where anything does."""

    title: str
    sentences: list[str]
    figure: FigureModel | None


@router.get("/heat")
def heat_figure(study: str, parts: Parts, known: Known, outcome: Names = []) -> FigureModel:  # noqa: B006
    """Strategies by outcomes, shaded by regret; without names, the headline outcomes."""
    from irenic.figures.heat import heat

    found = known.compared(parts.library.study(study))
    return drawn(heat(found.study, found.comparison, outcomes=outcome))


@router.get("/differences")
def differences_figure(
    study: str, outcome: Name, parts: Parts, known: Known, baseline: str | None = None
) -> FigureModel:
    """Each strategy less a baseline on one outcome, world by world; without a name, doing nothing."""
    from irenic.figures.differences import differences

    found = known.compared(parts.library.study(study))
    return drawn(differences(found.study, found.comparison, outcome, baseline or found.baseline))


@router.get("/fan")
def fan_figure(
    study: str,
    series: Name,
    parts: Parts,
    strategy: Names = [],  # noqa: B006 - FastAPI copies it
    world: Numbers = [],  # noqa: B006
) -> FigureModel:
    """How a monthly series spreads over runs, by strategy; with numbers, the runs of single worlds."""
    from irenic.figures.fan import fan

    return drawn(fan(parts.library.study(study), series, strategy, worlds=world))


@router.get("/drivers")
def driver_figures(
    study: str,
    parts: Parts,
    outcome: Name = "score",
    strategy: Names = [],  # noqa: B006
) -> list[DriversModel]:
    """Which uncertainties drive an outcome (or ``score``), and who is best on it, from the study's runs."""
    from irenic.figures.drivers import driver_bars

    opened = parts.library.study(study)
    labels = strategy_labels(opened.manifest)
    models = []
    for found in drivers_given(opened, outcome, strategy):
        said = sentences(found)
        figure = None if found.settled else drawn(driver_bars(found))
        title = title_of(found)
        for name in found.question.strategies if len(found.question.strategies) <= 2 else ():
            title = title.replace(f" {name} ", f" {labels[name]} ")
        models.append(DriversModel(title=shown(title), sentences=said, figure=figure))
    return models
