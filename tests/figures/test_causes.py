"""Boxes and drivers: where something happens, and what decides it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from irenic.analysis.discover import Options
from irenic.analysis.discover.box import Box, Fit, Limit
from irenic.analysis.discover.find import Found
from irenic.analysis.discover.inputs import Input
from irenic.analysis.discover.question import Question, WorldInputs
from irenic.analysis.discover.survey import Discovery, discover
from irenic.analysis.sensitivity import Driver, Drivers, drivers_given
from irenic.analysis.sensitivity import Question as Asked
from irenic.analysis.sensitivity.questions import SCORE_INFO
from irenic.figures import boxes, driver_bars
from irenic.parameters import load_parameters
from irenic.study import Study

from .conftest import MARKUP, check_figure


def rows_of(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows of a spec's only data."""
    (found,) = spec["datasets"].values() if "datasets" in spec else (spec["data"]["values"],)
    return list(found)


@pytest.fixture(scope="module")
def planted() -> Discovery:
    """Likely where one input is in the lower 30% of its prior, and another in the upper half."""
    rng, table = np.random.default_rng(3), load_parameters()
    names = ("mh", "f0", "tau")
    u = rng.random((3, 512))
    x = np.stack([table[name].quantile(row) for name, row in zip(names, u, strict=True)], axis=1)
    chance = ((u[0] < 0.3) & (u[1] > 0.5)) * 0.75 + 0.1
    inputs = tuple(Input(name, "real", table[name].unit) for name in names)
    known = WorldInputs(x, inputs, tuple(table[name].meaning for name in names), table)
    asked = Question("deaths(strikes) > 1", f"deaths under {MARKUP} are above 1", chance)
    return discover(asked, known, Options(permutations=0))


def nothing(found: Found, chance: list[float] | None = None) -> Discovery:
    """A search that found no box."""
    known = WorldInputs(np.zeros((2, 1)), (Input("mh"),), ("",), None)
    asked = Question("x", "x is above 1", np.array(chance or [0.0, 1.0]))
    return Discovery(asked, known, (found,), None, (1.0, 0.5), None)  # type: ignore[arg-type]


def test_a_box_shows_its_stretches_of_the_priors(planted: Discovery, study: Study) -> None:
    figure = boxes(planted, study)
    box, *limits = rows_of(check_figure(figure))
    assert box["kind"] == "box"
    assert box["to"] == pytest.approx(0.85, abs=0.1)
    assert box["base"] == pytest.approx(0.21, abs=0.05)
    ends = {row["tip"].split(":")[0]: (row["from"], row["to"]) for row in limits}
    assert ends["mh"] == (0.0, pytest.approx(0.3, abs=0.05))
    assert ends["f0"] == (pytest.approx(0.5, abs=0.05), 1.0)
    assert any("Moral hazard" in row["label"] for row in limits)
    assert MARKUP in figure.title
    assert len(figure.table.rows) == 2


def test_limits_on_both_sides_make_one_stretch(study: Study) -> None:
    fit = Fit(100, 20, 0.2, 0.3, 0.6, 0.4)
    sides = (
        Limit(Input("mh"), low=0.2, quantile=0.25),
        Limit(Input("mh"), high=0.8, quantile=0.75),
        Limit(Input("kind", "category"), without=(2.0, 3.0), quantile=0.5),
    )
    figure = boxes(nothing(Found(Box(sides), "", 200, 0.4, fit, fit, 0.01, 0.01)), study)
    _, both, category = rows_of(check_figure(figure))
    assert (both["from"], both["to"]) == (0.25, 0.75)
    assert both["words"] == "from 0.2 up to 0.8"
    assert (category["from"], category["to"], category["words"]) == (0.0, 1.0, "not 2, 3")


def test_without_a_box_the_figure_says_so(study: Study) -> None:
    figure = boxes(nothing(Found(None, "no_box", 200, 0.4)), study)
    (row,) = rows_of(check_figure(figure))
    assert row["to"] == 0.4
    assert "no box found" in row["words"]
    assert "No box singles it out" in figure.alt
    assert figure.title.startswith("No set of assumptions singles out where")


def test_a_question_that_no_run_can_tell(study: Study) -> None:
    figure = boxes(nothing(Found(None, "too_few", 0, 0.0), [np.nan, np.nan]), study)
    assert "No run of this study can tell." in figure.note


def drivers(method: str, *inputs: Driver, luck: Driver | None = None) -> Drivers:
    asked = Asked("best", SCORE_INFO, ("a", "b"))
    return Drivers(asked, method, inputs, (), luck, None, 64, 0.25, 0, (0.75, 0.25))  # type: ignore[arg-type]


def test_bars_are_the_shares_of_a_study(study: Study) -> None:
    found = drivers_given(study, "deaths")[0]
    figure = driver_bars(found)
    rows = rows_of(check_figure(figure))
    assert rows[-2]["label"] == "Luck"
    assert found.luck is not None
    assert rows[-2]["share"] == pytest.approx(found.luck.share, rel=1e-3)
    assert len(figure.table.rows) == len(found.inputs) + 2
    assert figure.title.startswith("Deaths turns ")


def test_joint_effects_extend_the_bar() -> None:
    strong = Driver("mh", "g", MARKUP, 0.2, 0.1, 0.3, 0.6, 0.5, 0.7, matters=True)
    weak = Driver("k_s", "g", "killed", 0.01, -0.1, 0.1, 0.02, 0.0, 0.1)
    luck = Driver("luck", "luck", "", 0.1, 0.0, 0.2, 0.3, 0.2, 0.4, matters=True)
    figure = driver_bars(drivers("sobol", strong, weak, luck=luck))
    first, last = rows_of(check_figure(figure))
    assert (first["share"], first["total"], first["kind"]) == (0.2, 0.6, "clear")
    assert "60% in all" in first["words"]
    assert last["kind"] == "luck"
    assert "luck is 30%" in figure.title
    assert MARKUP in figure.title
    assert figure.table.columns[-2] == "In all"


def test_effects_are_in_standard_deviations() -> None:
    one = Driver("mh", "g", "moral hazard", 0.5, 0.4, 0.6, spread=0.1, matters=True)
    figure = driver_bars(drivers("morris", one, luck=one))
    assert rows_of(check_figure(figure))[0]["words"] == "0.50 sd"
    assert "standard deviations" in figure.note


def test_inputs_that_cannot_be_told_from_none_are_grey_and_say_so() -> None:
    weak = Driver("k_s", "g", "killed", 0.01, -0.1, 0.1)
    figure = driver_bars(drivers("given", weak))
    (row,) = rows_of(check_figure(figure))
    assert (row["kind"], row["low"]) == ("unclear", 0.0)
    assert "not clear" in row["words"]
    assert "turns on no single uncertainty" in figure.title


def test_an_answer_that_is_the_same_in_every_run() -> None:
    figure = driver_bars(replace(drivers("given"), question=Asked("outcome", SCORE_INFO, ("a",))))
    assert "the same in every run" in figure.title
    assert figure.spec()["height"] > 0
    assert rows_of(figure.spec())[0]["share"] == 0
