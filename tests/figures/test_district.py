"""One district through time."""

from __future__ import annotations

from typing import Any

import altair as alt
import pytest

from irenic.case import Case, CaseArrays
from irenic.errors import StudyError
from irenic.figures.district import district_lines
from irenic.figures.frames import Frames, start_frames
from irenic.figures.places import Places, places_of

from .conftest import check_figure
from .drawn_run import made_up_frames


@pytest.fixture(scope="module")
def places(toy_case: Case) -> Places:
    return places_of(toy_case)


@pytest.fixture(scope="module")
def frames(toy_arrays: CaseArrays) -> Frames:
    return made_up_frames(toy_arrays)


def rows(spec: dict[str, Any], holder: str) -> list[float]:
    """A holder's shares by month."""
    return [row["share"] for row in spec["data"]["values"] if row["holder"] == holder]


def test_bands_of_holders_fill_the_whole(places: Places, frames: Frames) -> None:
    figure = district_lines(places, frames, "midtown")
    spec = check_figure(figure)
    alt.Chart.from_dict(spec, validate=True)
    assert rows(spec, "EX") == pytest.approx([0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2], abs=1e-4)
    for month in range(7):
        shares = [row["share"] for row in spec["data"]["values"] if row["month"] == month]
        assert sum(shares) == pytest.approx(1.0, abs=1e-3)
    assert "November 2015: EX 80%, LC 10% and nobody 10%." in figure.alt
    assert "May 2016: LC 70%, EX 20% and nobody 10%." in figure.alt
    assert figure.table.columns[1].startswith(("EX: ", "LC: "))
    assert len(figure.table.rows) == 7


def test_a_number_month_by_month(places: Places, frames: Frames) -> None:
    figure = district_lines(places, frames, "port", "killed")
    spec = check_figure(figure)
    alt.Chart.from_dict(spec, validate=True)
    assert spec["data"]["values"][0]["value"] is None
    assert figure.table.rows[0] == ("November 2015", "-")
    assert figure.alt.startswith("Line over months: killed in the month. December 2015 ")
    share = district_lines(places, frames, "port", "contested").spec()
    assert share["layer"][0]["encoding"]["y"]["scale"] == {"domain": [0, 1]}


def test_the_page_can_set_the_month(places: Places, frames: Frames) -> None:
    for measure in ("holder", "grievance"):
        names = [param["name"] for param in district_lines(places, frames, "port", measure).spec()["params"]]
        assert names[:2] == ["month", "dates"]


def test_the_start_alone_is_a_band_too(places: Places, toy_arrays: CaseArrays) -> None:
    start = start_frames(toy_arrays)
    spec = check_figure(district_lines(places, start, "port"))
    assert {row["month"] for row in spec["data"]["values"]} == {0, 1}
    check_figure(district_lines(places, start, "port", "fighters"))


def test_a_district_or_measure_that_is_none(places: Places, frames: Frames) -> None:
    with pytest.raises(StudyError, match="unknown_district"):
        district_lines(places, frames, "harbour")
    with pytest.raises(StudyError, match="unknown_measure"):
        district_lines(places, frames, "port", "weather")
