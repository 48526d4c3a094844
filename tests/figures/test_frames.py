"""What a map shows of one run, kept as plain data and read back."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from irenic.case import CaseArrays
from irenic.errors import StudyError
from irenic.figures.frames import MEASURES, Frames, frames_from, start_frames

from .drawn_run import MONTHS, NAMES, made_up_frames


@pytest.fixture(scope="module")
def frames(toy_arrays: CaseArrays) -> Frames:
    return made_up_frames(toy_arrays)


def test_every_measure_has_a_value_for_every_district_and_month(frames: Frames) -> None:
    assert frames.measures == MEASURES
    for name, values in frames.values.items():
        assert values.shape == (4, 1 + MONTHS), name
        assert np.isfinite(values[:, 1:]).all(), name
    assert frames.months == NAMES
    assert frames.label == "All at once, world 5"
    assert frames.control.sum(0) == pytest.approx(np.ones((4, 1 + MONTHS)))


def test_shares_follow_control(frames: Frames) -> None:
    town = frames.district("midtown")
    assert frames.values["extremist"][town] == pytest.approx(0.8 - 0.1 * np.arange(1 + MONTHS))
    assert frames.values["contested"] == pytest.approx(1.0 - frames.control.max(0))
    assert frames.values["nobody"] == pytest.approx(frames.control[0])


def test_everybody_killed_is_counted_and_the_start_has_none(frames: Frames, toy_arrays: CaseArrays) -> None:
    killed = frames.values["killed"]
    assert np.isnan(killed[:, 0]).all()
    fighters = 10.0 * np.arange(1, 1 + MONTHS) * len(toy_arrays.groups)
    assert killed[:, 1:] == pytest.approx(np.tile(fighters + 4.0, (4, 1)))


def test_a_holder_stays_until_it_is_clearly_led(frames: Frames) -> None:
    holder, share = frames.largest()
    town = frames.district("midtown")
    named = [frames.holders[i] for i in holder[town]]
    # EX .8 .7 .6 .5 .4 .3 .2 against LC .1 .2 .3 .4 .5 .6 .7
    assert named == ["EX"] * 4 + ["LC"] * 3
    assert share[town] == pytest.approx([0.8, 0.7, 0.6, 0.5, 0.5, 0.6, 0.7])
    shares = np.array([[[0.0, 0.0]], [[0.5, 0.495]], [[0.5, 0.505]]])
    level = Frames("", NAMES[:2], ("a",), ("nobody", "x", "y"), shares, {})
    assert level.largest()[0].tolist() == [[1, 1]]


def test_the_start_alone_is_that_of_the_run(frames: Frames, toy_arrays: CaseArrays) -> None:
    start = start_frames(toy_arrays)
    assert start.months == ("November 2015",)
    assert "killed" not in [measure.id for measure in start.measures]
    for name, values in start.values.items():
        assert values[:, 0] == pytest.approx(frames.values[name][:, 0]), name
    assert start.control[..., 0] == pytest.approx(frames.control[..., 0])
    assert start.values["displaced"].sum() == pytest.approx(toy_arrays.population.sum() * 0.069)


def test_kept_and_read_back(frames: Frames) -> None:
    document = frames.document()
    again = frames_from(json.loads(json.dumps(document, allow_nan=False)))
    assert (again.label, again.months, again.districts, again.holders) == (
        frames.label,
        frames.months,
        frames.districts,
        frames.holders,
    )
    assert again.control == pytest.approx(frames.control, abs=5e-3)
    for name, values in frames.values.items():
        assert again.values[name] == pytest.approx(values, rel=1e-3, abs=1e-6, nan_ok=True)
    assert again.document() == document


def test_measures_and_districts_that_are_none(frames: Frames) -> None:
    with pytest.raises(StudyError, match=r'unknown_measure: measure is "figters".*Did you mean "fighters"'):
        frames.measure("figters")
    with pytest.raises(StudyError, match=r'unknown_district: district is "prt".*Did you mean "port"'):
        frames.district("prt")


def _set(name: str, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(document: dict[str, Any]) -> None:
        document[name] = value

    return change


def _control(entry: Any) -> Callable[[dict[str, Any]], None]:
    return lambda document: document["control"].append(entry)


@pytest.mark.parametrize(
    "change",
    [
        _set("schema_version", 99),
        _set("months", []),
        _set("months", ["m"] * 5000),
        _set("districts", "port"),
        _set("holders", [1, 2]),
        _set("control", [[0, 0, [0.5]]]),
        _control([99, 0, [0.0] * 7]),
        _control([-1, 0, [0.0] * 7]),
        _control([True, 0, [0.0] * 7]),
        _control([0, 0, [9.0] * 7]),
        _control([0, 0, [float("inf")] * 7]),
        _control([0, 0, ["1"] * 7]),
        _control([0, 0, [10**400] * 7]),
        _set("values", {"fighters": [[1.0] * 7]}),
        _set("values", {"fighters": [{}] * 4}),
        lambda document: document.pop("label"),
    ],
)
def test_documents_that_are_none_are_refused(
    frames: Frames, change: Callable[[dict[str, Any]], None]
) -> None:
    document = json.loads(json.dumps(frames.document()))
    change(document)
    with pytest.raises(StudyError, match="bad_frames: frames; expected frames as irenic keeps them"):
        frames_from(document)


@pytest.mark.parametrize("document", [None, [], "frames", 3])
def test_what_is_no_document_is_refused(document: object) -> None:
    with pytest.raises(StudyError, match="bad_frames"):
        frames_from(document)
