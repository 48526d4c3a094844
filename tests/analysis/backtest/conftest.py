"""A toy case with an invented record and an engine whose every number can be worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from irenic.analysis.backtest.run import Ensemble, Options, Subject
from irenic.analysis.backtest.shapes import read_shapes
from irenic.analysis.weighting.observation import Observation
from irenic.case import CaseArrays
from irenic.engine.lanes import Counted
from irenic.parameters import load_parameters
from irenic.record import Record, load_record
from irenic.record.months import CalendarMonth
from irenic.worlds import Worlds, WorldSet
from tests.record.toy_record import write_record

MONTHS = 12
SERIES = ("extremist_strength", "base_share", "acceptance", "crossings", "deaths")
START = CalendarMonth(2015, 11)

WINDOWS = """window,role,first,last,note
train,train,2015-12,2016-03,weighted by
test,test,2016-04,2016-11,eight months
whole,whole,2015-12,2016-11,a year
"""
FIGURES = """quantity,period,low,value,high,unit,grade,source
strength,2015-11,,900,,persons,B,before the start
strength,2016-03,500,1000,2000,persons,B,invented
base_share,2016-06,,.5,,share of population,C,invented
base_share,2016-09,,0,,share of population,C,invented
acceptance,2016,,.4,,"index, 0-1",C,a state has no value for a year
crossings_quarter,2015-Q4,,10,,persons a quarter,A,begins before the start
crossings_quarter,2016-Q1,,33,,persons a quarter,A,invented
crossings,2016-02,,11,,persons,A,invented
deaths_year,2016,,500,,persons a year,A,scored as counts
unheard_of,2016-03,,1,,number,A,the model has no such series
strength,2017-03,,1,,persons,B,after the end
"""
SHAPES = """id,proposition,wording,grade,reading,source
rises,"acceptance(run, month 12) > acceptance(run, month 1)",Acceptance rises,C,both,invented
falls,"acceptance(run, month 12) < acceptance(run, month 1)",Acceptance falls,C,first,invented
port_first,"deaths_port(run, months 1..12) > deaths_hills(run, months 1..12)",More die in the port,A,second,x
"""


def located_rows() -> str:
    """Twenty-five months in which twenty die in the port and, each second month, four in the hills."""
    rows = ["month,district,side_a,side_b,type,events,best,low,high"]
    for number in range(-12, MONTHS + 1):
        month = START.after(number)
        rows.append(f"{month},port,north,extreme,1,1,{20 + number % 3},0,90")
        if number % 2:
            rows.append(f"{month},hills,extreme,civilians,3,1,4,4,4")
    return "\n".join(rows) + "\n"


def monthly_rows() -> str:
    """Complete totals; one month unknown."""
    rows = ["month,all,state_based,non_state,one_sided"]
    for number in range(-12, MONTHS + 1):
        total = "" if number == 5 else str(24 + number % 4)
        rows.append(f"{START.after(number)},{total},,,")
    return "\n".join(rows) + "\n"


class FakeEngine:
    """Deaths that grow with the world's number in the port, none elsewhere but a few in the hills."""

    series_names = SERIES

    def __init__(self, dyads: int, districts: int) -> None:
        self.sizes = (dyads, districts)
        self.calls: list[tuple[int, int]] = []

    def count(self, worlds: Worlds, strategy: Any, replicates: int, seed: int) -> Counted:
        """Twenty deaths times a factor of the world and a wobble of luck, in the port's first dyad."""
        self.calls.append((worlds.lo, worlds.hi))
        number = np.arange(worlds.lo, worlds.hi, dtype=np.float64)[:, None]
        luck = np.arange(replicates)[None, :]
        size = (0.5 + number / 16.0) * (1.0 + 0.1 * luck) * float(strategy)
        deaths = np.zeros((worlds.n, replicates, *self.sizes, MONTHS), np.float32)
        deaths[:, :, 0, 0] = (20.0 * size)[..., None]
        deaths[:, :, 1, 0] = (5.0 * size)[..., None]
        deaths[:, :, 2, 2] = 2.0
        month = np.arange(1, MONTHS + 1)
        shared = np.broadcast_to(number[..., None] / 16.0, (worlds.n, replicates, MONTHS))
        series = np.stack(
            [
                1000.0 * (0.5 + shared),
                np.where(shared < 0.5, 0.0, shared),
                shared * month / MONTHS,
                10.0 + shared,
                deaths.sum((2, 3)),
            ],
            axis=2,
        )
        return Counted(deaths, series.astype(np.float32))


@pytest.fixture(scope="session")
def toy_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a case file with a record of two years."""
    folder = tmp_path_factory.mktemp("toy_record")
    case = write_record(
        folder, deaths_located=located_rows(), deaths_month=monthly_rows(), windows=WINDOWS, figures=FIGURES
    )
    (folder / "record" / "shape.csv").write_text(SHAPES, encoding="utf-8")
    return case.parent


@pytest.fixture(scope="session")
def record(toy_folder: Path, toy_arrays: CaseArrays) -> Record:
    return load_record(toy_folder / "case.yaml", toy_arrays)


@pytest.fixture(scope="session")
def subject(toy_folder: Path, toy_arrays: CaseArrays, record: Record) -> Subject:
    districts = toy_arrays.districts
    series = (*SERIES, *(f"deaths_{district}" for district in districts))
    return Subject(
        title="Toy harbour",
        case="toy",
        digests={"case": "c" * 64, "record": record.digest, "parameters": "p" * 64},
        arrays=toy_arrays,
        record=record,
        shapes=read_shapes(toy_folder, series, MONTHS),
        engine=FakeEngine(len(record.dyads), len(districts)),
        strategies={"forced": 1.0, "unforced": 2.0},  # type: ignore[dict-item]
    )


@pytest.fixture(scope="session")
def make_ensemble(toy_arrays: CaseArrays) -> Callable[..., Ensemble]:
    """Worlds of the toy case, all recorded alike."""

    def make(count: int = 16, nu: float = 1e-3, weights: np.ndarray | None = None) -> Ensemble:
        worlds = WorldSet(toy_arrays, load_parameters(), count, 1).block(0, count)
        each = (np.full(count, value) for value in (1.0, nu, 0.05))
        return Ensemble(worlds, Observation(*each), weights)

    return make


@pytest.fixture(scope="session")
def options() -> Options:
    return Options(worlds=16, replicates=2, seed=3, threads=1)
