"""The district map: what it promises the page that plays it, and that names stay text."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import altair as alt
import numpy as np
import pytest

from irenic.case import Case, CaseArrays
from irenic.errors import ShapeError, StudyError
from irenic.figures.frames import Frames, start_frames
from irenic.figures.holders import classes_of, colours_of, parties_of, short_names
from irenic.figures.map import district_map
from irenic.figures.places import Places, places_of

from .conftest import ARABIC, MARKUP, check_figure
from .drawn_run import made_up_frames


@pytest.fixture(scope="module")
def places(toy_case: Case) -> Places:
    return places_of(toy_case)


@pytest.fixture(scope="module")
def frames(toy_arrays: CaseArrays) -> Frames:
    return made_up_frames(toy_arrays)


def params(spec: dict[str, Any]) -> dict[str, Any]:
    """Values of a spec's parameters."""
    return {param["name"]: param["value"] for param in spec["params"]}


@pytest.mark.parametrize("measure", ["holder", "contested", "fighters", "killed", "grievance"])
def test_every_measure_keeps_what_figures_promise(places: Places, frames: Frames, measure: str) -> None:
    figure = district_map(places, frames, measure, month=3)
    spec = check_figure(figure)
    alt.Chart.from_dict(spec, validate=True)
    assert figure.name == f"map-{measure}"
    assert "All at once, world 5" in figure.title
    assert "February 2016" in figure.alt


def test_a_row_a_district_with_all_its_months(places: Places, frames: Frames) -> None:
    spec = district_map(places, frames, "fighters").spec()
    rows = spec["data"]["values"]
    assert [row["id"] for row in rows] == list(places.districts)
    assert all(len(row["v"]) == len(frames.months) for row in rows)
    assert params(spec)["month"] == 6
    assert params(spec)["months"] == 6
    assert params(spec)["district"] == ""
    assert params(spec)["dates"][0] == "November 2015"
    fill = next(one["mark"]["fill"]["expr"] for one in spec["layer"] if one.get("name") == "districts")
    assert "month -" in fill  # between months in proportion


def test_holders_are_stepped_and_named(places: Places, frames: Frames) -> None:
    figure = district_map(places, frames, "holder", month=0)
    spec = figure.spec()
    town = spec["data"]["values"][places.districts.index("midtown")]
    assert [params(spec)["shorts"][i] for i in town["who"]] == ["EX"] * 4 + ["LC"] * 3
    assert params(spec)["holders"][0] == "nobody"
    fill = next(one["mark"]["fill"]["expr"] for one in spec["layer"] if one.get("name") == "districts")
    assert "month -" not in fill
    assert "Districts by largest holder: EX 1, NA 1, SB 1 and LC 1." in figure.alt


def test_the_table_has_start_shown_and_last(places: Places, frames: Frames) -> None:
    table = district_map(places, frames, "holder", month=2).table
    heads = [head.split(",")[0] for head in table.columns]
    assert heads == ["District", "November 2015", "January 2016", "May 2016"]
    assert table.rows[1][1:] == ("EX 80%", "EX 60%", "LC 70%")
    killed = district_map(places, frames, "killed", month=2).table
    assert killed.rows[0][1] == "-"


def test_a_value_that_the_start_has_not_is_no_colour(places: Places, frames: Frames) -> None:
    spec = district_map(places, frames, "killed", month=0).spec()
    assert spec["data"]["values"][0]["v"][0] is None
    assert "The start has no value." in district_map(places, frames, "killed", month=0).alt


def test_two_maps_side_by_side_have_one_scale(places: Places, frames: Frames) -> None:
    more = replace(frames, values={**frames.values, "fighters": 3.0 * frames.values["fighters"]})

    def top(first: Frames, second: Frames | None) -> float:
        spec = district_map(places, first, "fighters", second=second).spec()
        coloured = [layer for layer in spec["layer"] if "color" in layer.get("encoding", {})]
        return float(coloured[0]["encoding"]["color"]["scale"]["domain"][1])

    assert top(frames, more) == top(more, frames) == pytest.approx(3.0 * top(frames, None), rel=1e-4)


def test_the_start_alone_is_a_map_too(places: Places, toy_arrays: CaseArrays) -> None:
    figure = district_map(places, start_frames(toy_arrays))
    check_figure(figure)
    assert params(figure.spec())["month"] == 0
    assert len(figure.table.columns) == 2
    assert "hexagons" in figure.note


def test_a_month_beyond_the_run_is_its_last(places: Places, frames: Frames) -> None:
    assert params(district_map(places, frames, month=99).spec())["month"] == 6
    assert params(district_map(places, frames, month=2.5).spec())["month"] == 2.5


def test_names_that_are_markup_or_run_the_other_way(toy_case: Case, frames: Frames) -> None:
    districts = dict(toy_case.districts)
    districts["port"] = districts["port"].model_copy(update={"name": MARKUP, "name_local": ARABIC})
    groups = dict(toy_case.groups)
    groups["LC"] = groups["LC"].model_copy(update={"name": ARABIC})
    hostile = toy_case.model_copy(update={"districts": districts, "groups": groups, "title": MARKUP})
    figure = district_map(places_of(hostile), frames)
    check_figure(figure)
    assert figure.table.rows[0][0] == f"{MARKUP} (\u2068{ARABIC}\u2069)"
    assert "<script" not in figure.html()
    assert f"LC: \u2068{ARABIC}\u2069" in params(figure.spec())["holders"]


def test_frames_of_another_case_are_refused(places: Places, frames: Frames) -> None:
    other = replace(frames, districts=("a", "b", "c", "d"))
    with pytest.raises(ShapeError, match="other_case"):
        district_map(places, other)
    with pytest.raises(StudyError, match="unknown_measure"):
        district_map(places, frames, "weather")


def test_short_names_are_short_and_differ() -> None:
    fronts = ["northern_front", "northern_forces", "northern-fleet"]
    found = short_names(["nobody", "IS", *fronts, "alphabet", "alphabeta"])
    assert found["nobody"] == "nobody"
    assert found["IS"] == "IS"
    assert found["northern_front"] == "NF"
    assert len(set(found.values())) == 7
    assert all(len(short) <= 6 for short in found.values())


def test_camps_have_one_colour_and_others_their_own(toy_case: Case) -> None:
    parties = parties_of(toy_case)
    colours = colours_of(parties)
    assert colours["NA"] == colours["PB"]
    assert len({colours[name] for name in ("NA", "SB", "EX", "LC", "nobody")}) == 5
    assert [c.label for c in classes_of(parties, ["NA", "EX"])] == ["EX", "NA"]


def test_the_document_is_small(places: Places, frames: Frames) -> None:
    assert len(json.dumps(district_map(places, frames).document())) < 30_000
    assert np.isfinite(json.loads(json.dumps(district_map(places, frames).spec()))["height"])
