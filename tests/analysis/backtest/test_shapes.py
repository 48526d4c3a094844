"""Shapes: read whole or refused whole, and the share of runs in which each holds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from irenic.analysis.backtest.outcomes import Source
from irenic.analysis.backtest.shapes import Shape, read_shapes, shape_lines
from irenic.case import case_arrays, load_case
from irenic.case.shipped import case_path
from irenic.errors import DataError
from irenic.record import load_record

HEAD = "id,proposition,wording,grade,reading,source\n"
SERIES = ("acceptance", "base_share", "deaths_port")


def shapes_of(folder: Path, rows: str) -> tuple[Shape, ...]:
    (folder / "record").mkdir(exist_ok=True)
    (folder / "record" / "shape.csv").write_text(HEAD + rows, encoding="utf-8")
    return read_shapes(folder, SERIES, 12)


def test_a_shape_is_read(tmp_path: Path) -> None:
    (shape,) = shapes_of(
        tmp_path, '"up","acceptance(run, month 12) > acceptance(run, month 1)",It rises,C,both,x\n'
    )
    assert (shape.id, shape.wording, shape.grade, shape.reading) == ("up", "It rises", "C", "both")
    assert shape.meaning == "acceptance in month 12 is above acceptance in month 1"


def test_a_case_without_shapes_has_none(tmp_path: Path) -> None:
    assert read_shapes(tmp_path, SERIES, 12) == ()


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    rows = (
        '"a","acceptance(run, month 13) > 0",Too late,C,both,x\n'
        '"b","welfare(run, month 1) > 0",Unknown,C,both,x\n'
        '"c","acceptance(other, month 1) > 0",Other,C,both,x\n'
        '"d","acceptance(run, month 1) > 0",,E,third,x\n'
        '"e","acceptance(run, month 1) > 0",Fine,C,both,x\n'
        '"e","acceptance(run, month 1) > 0",Twice,C,both,x\n'
        '"f","acceptance(run, month 1) >",Broken,C,both,x\n'
    )
    with pytest.raises(DataError, match=r"record/shape\.csv:2") as caught:
        shapes_of(tmp_path, rows)
    places = [(p.line, p.path.partition(",")[0]) for p in caught.value.problems]
    assert places == [
        *((2, "proposition"), (3, "proposition"), (4, "proposition")),
        *((5, "wording"), (5, "grade"), (5, "reading"), (7, "id"), (8, "proposition")),
    ]


def test_a_file_is_never_run_as_code(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="proposition, column"):
        shapes_of(tmp_path, '"x","__import__(\'os\').getcwd()",Hostile,C,both,x\n')


def test_a_wrong_head_is_refused(tmp_path: Path) -> None:
    (tmp_path / "record").mkdir()
    (tmp_path / "record" / "shape.csv").write_text("id,what\n", encoding="utf-8")
    with pytest.raises(DataError, match="bad_head"):
        read_shapes(tmp_path, SERIES, 12)


def test_the_share_of_runs(tmp_path: Path) -> None:
    shapes = shapes_of(
        tmp_path,
        '"up","acceptance(run, month 12) > acceptance(run, month 1)",Up,C,both,x\n'
        '"mean","acceptance(run, months 1..2) >= .5",Mean,C,both,x\n',
    )
    series = np.zeros((4, 12))
    series[0, 11] = 1.0
    series[1, :2] = 0.2, 0.8
    even, uneven = np.full(4, 0.25), np.array([0.7, 0.1, 0.1, 0.1])
    up, mean = shape_lines(
        shapes,
        {"even": Source({"acceptance": series}, even), "uneven": Source({"acceptance": series}, uneven)},
    )
    assert up.shares == pytest.approx({"even": 0.25, "uneven": 0.7})
    assert mean.shares == pytest.approx({"even": 0.25, "uneven": 0.1})


def test_runs_that_cannot_tell_are_left_out(tmp_path: Path) -> None:
    shapes = shapes_of(tmp_path, '"up","acceptance(run, month 12) > 0",Up,C,both,x\n')
    series = np.ones((2, 12))
    series[0] = np.nan
    half = np.array([0.5, 0.5])
    assert shape_lines(shapes, {"x": Source({"acceptance": series}, half)})[0].shares == {"x": 1.0}
    nothing = np.full((2, 12), np.nan)
    assert shape_lines(shapes, {"x": Source({"acceptance": nothing}, half)})[0].shares == {"x": None}


def test_libyas_record_has_the_shapes_that_its_numbers_can_show() -> None:
    """The rows on deaths, crossings and strength hold in the record's own tables, as in one more run."""
    path, _ = case_path("libya-2015")
    arrays = case_arrays(load_case("libya-2015"))
    record = load_record(path, arrays)
    known = {
        **{
            f"deaths_{name}": record.deaths(1, 25).counts.sum(0)[i] for i, name in enumerate(arrays.districts)
        },
        "deaths": record.totals(1, 25),
    }
    for quantity, name in (
        ("crossings", "crossings"),
        ("displaced", "displaced"),
        ("strength", "extremist_strength"),
        ("base_share", "base_share"),
        ("acceptance", "acceptance"),
        *((f"acceptance_{region}", f"acceptance_{region}") for region in ("west", "east", "south")),
    ):
        known[name] = np.full(25, np.nan)
        for figure in record.figures:
            month = figure.month(arrays)
            if figure.quantity == quantity and month is not None and 1 <= month <= 25:
                known[name][month - 1 :] = figure.value  # as last reported
    more = {name: np.zeros(25) for name in ("corruption",)}
    series = {name: np.asarray(values, float)[None] for name, values in {**known, **more}.items()}
    shapes = read_shapes(path.parent, tuple(series), 25)
    lines = shape_lines(shapes, {"record": Source(series, np.ones(1))})
    failing = [line.shape.id for line in lines if line.shares["record"] == 0.0]
    untold = [line.shape.id for line in lines if line.shares["record"] is None]
    assert len(lines) == 32
    assert failing == ["capture_later"]  # nothing is recorded of it as a number
    assert untold == ["strength_peaks"]  # no figure of December 2015
