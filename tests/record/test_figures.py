"""The figures beside a case: read whole or refused with the line."""

from pathlib import Path

import pytest

from irenic.case import CaseArrays, case_arrays, load_case
from irenic.case.shipped import case_path
from irenic.errors import DataError
from irenic.record.figures import COLUMNS, figures, load_figures
from irenic.record.months import CalendarMonth
from irenic.record.tables import MAX_BYTES

HEAD = ",".join(COLUMNS) + "\n"


def written(folder: Path, text: str) -> Path:
    (folder / "record").mkdir()
    (folder / "record" / "figures.csv").write_text(text, encoding="utf-8")
    return folder / "case.yaml"


def test_a_case_without_a_record_has_none(tmp_path: Path) -> None:
    assert load_figures(tmp_path / "case.yaml") == ()


def test_ranges_default_to_the_figure(tmp_path: Path, toy_arrays: CaseArrays) -> None:
    rows = 'deaths_year,2016,,12,,persons,A,"a, b"\nstrength,2016-05,1,2,3,persons,B,c\n'
    found = load_figures(written(tmp_path, HEAD + rows))
    assert [(r.low, r.value, r.high) for r in found] == [(12, 12, 12), (1, 2, 3)]
    assert found[0].source == "a, b"
    assert found[0].month(toy_arrays) is None
    assert figures(found, "strength") == found[1:]


def test_months_count_from_the_start() -> None:
    arrays = case_arrays(load_case("libya-2015"))
    found = load_figures(case_path("libya-2015")[0])
    months = {row.period: row.month(arrays) for row in found}
    assert months["2015-11"] == 0
    assert months["2015-12"] == 1
    assert months["2016-12"] == 13
    assert months["2017-12"] == 25


def test_a_quarter_stands_for_its_last_month_and_spans_three(tmp_path: Path) -> None:
    arrays = case_arrays(load_case("libya-2015"))
    rows = "crossings_quarter,2015-Q4,,3,,persons,A,s\na,2016-Q1,,3,,persons,A,s\nb,2016,,3,,persons,A,s\n"
    fourth, first, year = load_figures(written(tmp_path, HEAD + rows))
    assert (fourth.month(arrays), first.month(arrays), year.month(arrays)) == (1, 4, None)
    assert fourth.months == (CalendarMonth(2015, 10), CalendarMonth(2015, 12))
    assert first.months == (CalendarMonth(2016, 1), CalendarMonth(2016, 3))
    assert year.months == (CalendarMonth(2016, 1), CalendarMonth(2016, 12))


@pytest.mark.parametrize(
    ("row", "line"),
    [
        ("deaths_year,2016,,twelve,,persons,A,s", 2),
        ("deaths_year,2016,,nan,,persons,A,s", 2),
        ("deaths_year,2016,5,4,6,persons,A,s", 2),
        ("deaths_year,2016-13,,4,,persons,A,s", 2),
        ("deaths_year,2016-Q5,,4,,persons,A,s", 2),
        ("deaths_year,2016,,4,,persons,E,s", 2),
        ("deaths_year,2016,,4,,persons,A", 2),
        (",2016,,4,,persons,A,s", 2),
        ("a,2016,,4,,persons,A,s\nb,16,,4,,persons,A,s", 3),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, row: str, line: int) -> None:
    with pytest.raises(DataError, match=rf"record/figures.csv:{line}: (bad_figure|bad_number|bad_row)"):
        load_figures(written(tmp_path, HEAD + row + "\n"))


@pytest.mark.parametrize("text", ["", "quantity,period\n", HEAD.replace("low", "lower")])
def test_another_head_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(DataError, match="expected quantity,period,low,value,high"):
        load_figures(written(tmp_path, text))


def test_a_huge_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="expected a short table"):
        load_figures(written(tmp_path, HEAD + "x" * MAX_BYTES))
