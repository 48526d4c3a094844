"""The record beside a case: read whole or refused with the line."""

from pathlib import Path

import pytest

from irenic.analysis.record import COLUMNS, MAX_BYTES, figures, load_record
from irenic.case import CaseArrays, case_arrays, load_case
from irenic.case.shipped import case_path
from irenic.errors import CaseError

HEAD = ",".join(COLUMNS) + "\n"


def written(folder: Path, text: str) -> Path:
    (folder / "record.csv").write_text(text, encoding="utf-8")
    return folder / "case.yaml"


def test_a_case_without_a_record_has_none(tmp_path: Path) -> None:
    assert load_record(tmp_path / "case.yaml") == ()


def test_ranges_default_to_the_figure(tmp_path: Path, toy_arrays: CaseArrays) -> None:
    rows = 'deaths_year,2016,,12,,persons,A,"a, b"\nstrength,2016-05,1,2,3,persons,B,c\n'
    found = load_record(written(tmp_path, HEAD + rows))
    assert [(r.low, r.value, r.high) for r in found] == [(12, 12, 12), (1, 2, 3)]
    assert found[0].source == "a, b"
    assert found[0].month(toy_arrays) is None
    assert figures(found, "strength") == found[1:]


def test_months_count_from_the_start() -> None:
    arrays = case_arrays(load_case("libya-2015"))
    found = load_record(case_path("libya-2015")[0])
    months = {row.period: row.month(arrays) for row in found}
    assert months["2015-11"] == 0
    assert months["2015-12"] == 1
    assert months["2016-12"] == 13
    assert months["2017-12"] == 25


def test_the_libyan_record_is_the_one_decided_on() -> None:
    found = load_record(case_path("libya-2015")[0])
    assert [row.value for row in figures(found, "deaths_year")] == [1455, 1594, 2349, 1096, 670]
    assert [row.value for row in figures(found, "base_share")][:5] == [0.83, 0.90, 0.22, 0.03, 0]
    assert all(row.source and row.grade in "ABCD" for row in found)


@pytest.mark.parametrize(
    ("row", "line"),
    [
        ("deaths_year,2016,,twelve,,persons,A,s", 2),
        ("deaths_year,2016,,nan,,persons,A,s", 2),
        ("deaths_year,2016,5,4,6,persons,A,s", 2),
        ("deaths_year,2016-13,,4,,persons,A,s", 2),
        ("deaths_year,2016,,4,,persons,A", 2),
        (",2016,,4,,persons,A,s", 2),
        ("a,2016,,4,,persons,A,s\nb,16,,4,,persons,A,s", 3),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, row: str, line: int) -> None:
    with pytest.raises(CaseError, match=rf"record.csv:{line}: bad_record"):
        load_record(written(tmp_path, HEAD + row + "\n"))


@pytest.mark.parametrize("text", ["", "quantity,period\n", HEAD.replace("low", "lower")])
def test_another_head_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(CaseError, match="expected quantity,period,low,value,high"):
        load_record(written(tmp_path, text))


def test_a_huge_record_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="expected a short table"):
        load_record(written(tmp_path, HEAD + "x" * MAX_BYTES))
