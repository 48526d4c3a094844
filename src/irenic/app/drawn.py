"""Figures as the page gets them: one specification for each theme, data once."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from irenic.figures import Figure


class TableModel(BaseModel):
    """The numbers under a figure."""

    columns: list[str]
    rows: list[list[str | float | int | None]]
    caption: str


class FigureModel(BaseModel):
    """A figure; `dark` holds the top-level parts of the specification that differ in the dark theme."""

    name: str
    title: str
    alt: str
    note: str
    notice: str
    spec: dict[str, Any]
    dark: dict[str, Any]
    heading: dict[str, Any]
    table: TableModel


def drawn(figure: Figure) -> FigureModel:
    """Return a figure as the interface gives it.

    Parameters
    ----------
    figure : any figure
    """
    light, dark = figure.document("light"), figure.spec("dark")
    different = {key: part for key, part in dark.items() if part != light["spec"].get(key)}
    return FigureModel.model_validate(light | {"dark": different})
