"""Problems of a case and of all that lies beside it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from irenic.analysis.checking import problems_of, problems_with_record
from irenic.errors import errors_of

TOY = Path(__file__).parents[1] / "data"


@pytest.fixture
def case_file(tmp_path: Path) -> Path:
    """The toy case with its strategies, to be spoilt."""
    shutil.copy(TOY / "toy_harbour.yaml", tmp_path / "case.yaml")
    shutil.copy(TOY / "toy_strategies.yaml", tmp_path / "strategies.yaml")
    return tmp_path / "case.yaml"


def test_a_sound_case_has_no_errors_with_or_without_a_record(case_file: Path) -> None:
    assert errors_of(problems_with_record(str(case_file))) == []
    assert problems_with_record(str(case_file)) == problems_of(str(case_file))


def test_shapes_and_record_are_read_once_the_case_can_be_used(case_file: Path) -> None:
    case_file.with_name("districts.geojson").write_text('{"features": []}')
    record = case_file.with_name("record")
    record.mkdir()
    (record / "windows.csv").write_text("nothing of use\n")
    codes = [problem.code for problem in problems_with_record(str(case_file))]
    assert codes.count("district_missing") == 4 and "table_missing" in codes
    case_file.write_text(case_file.read_text().replace("capital: port", "capital: prt"))
    assert {problem.code for problem in problems_with_record(str(case_file))} == {"unknown_district"}
