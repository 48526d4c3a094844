"""The maker of located deaths: writes the table or says what is wrong and writes nothing."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path
from types import ModuleType

import pytest

from tests.record.toy_record import LOCATED, write_record, write_shapes

ROOT = Path(__file__).parents[2]
HEAD = (
    "id,date_start,year,month,country,type_of_violence,conflict_name,dyad_name,side_a,side_b,latitude,longitude,"
    "low,best,high\n"
)
ROWS = """1,2015-12-03,2015,12,Harbour,1,c,Government of Harbour - EX,Government of Harbour,EX,0.5,0.5,1,2,3
2,2015-12-30,2015,12,Harbour,1,c,Government of Harbour - EX,Government of Harbour,EX,0.5,0.5,1,1,1
3,2016-01-05,2016,1,Harbour,3,c,EX - Civilians,EX,Civilians,1.5,0.5,4,4,4
4,2016-01-05,2016,1,Harbour,2,c,EX - Strangers,EX,Strangers,1.5,0.5,5,5,5
5,2019-01-05,2019,1,Harbour,2,c,EX - SF,EX,SF,1.5,0.5,9,9,9
6,2016-01-05,2016,1,Elsewhere,2,c,EX - SF,EX,SF,40,40,9,9,9
"""


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_deaths", ROOT / "tools" / "make_deaths.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def case_file(tmp_path: Path, toy_path: Path) -> Path:
    write_shapes(tmp_path)
    shutil.copy(toy_path, tmp_path / "case.yaml")
    return write_record(tmp_path)


def test_the_table_is_written(
    maker: ModuleType, case_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    events = tmp_path / "events.csv"
    events.write_text(HEAD + ROWS)
    assert maker.main([str(events), str(case_file)]) == 0
    assert (tmp_path / "record" / "deaths_located.csv").read_text() == (
        "month,district,side_a,side_b,type,events,best,low,high\n"
        "2015-12,port,north,extreme,1,2,3,2,4\n"
        "2016-01,hills,extreme,others,2,1,5,5,5\n"
        "2016-01,hills,extreme,civilians,3,1,4,4,4\n"
    )
    said = capsys.readouterr().out
    assert "5 events with 21 deaths in Harbour.\n1 elsewhere, 0 in no district." in said
    assert "not in actors.csv, so counted among others: Strangers (5 deaths)" in said
    assert "deaths_located.csv: 3 rows." in said


@pytest.mark.parametrize("text", ["", "not,a,table\n1,2,3\n"])
def test_a_file_that_is_no_events_changes_nothing(
    maker: ModuleType, case_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    events = tmp_path / "events.csv"
    events.write_text(text)
    assert maker.main([str(events), str(case_file)]) == 1
    assert (tmp_path / "record" / "deaths_located.csv").read_text() == LOCATED
    assert "events.csv" in capsys.readouterr().err
