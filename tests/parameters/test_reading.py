"""Reading a table of priors, and what a broken one says."""

from __future__ import annotations

import csv
import io
from importlib.resources import files
from pathlib import Path

import pytest

from irenic.errors import ParameterError
from irenic.parameters import COLUMNS, load_parameters

LINES = files("irenic").joinpath("parameters.csv").read_text(encoding="utf-8").splitlines()

GOOD = {
    "id": "b_x",
    "mechanism": "M2",
    "meaning": "an effect",
    "unit": "log-odds",
    "distribution": "normal",
    "a": "0.5",
    "b": "1",
    "lower": "-2",
    "upper": "3",
    "source": "Assumption: none",
    "checked": "expert guess",
    "grade": "D",
    "contested": "no",
    "expected_sign": "+",
    "argument": "",
}


def table_file(folder: Path, *rows: dict[str, str]) -> Path:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path = folder / "priors.csv"
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def test_a_table_of_ones_own(tmp_path: Path) -> None:
    table = load_parameters(table_file(tmp_path, GOOD, GOOD | {"id": "rate", "upper": "+1.5e1"}))
    assert table.names == ("b_x", "rate") and table["rate"].upper == 15.0


def test_the_shipped_file_reads_the_same_from_a_path(tmp_path: Path) -> None:
    path = tmp_path / "copy.csv"
    path.write_text("\n".join(LINES) + "\n", encoding="utf-8")
    assert load_parameters(path) == load_parameters()


BAD_ROWS = {
    "bad_parameter_id": {"id": "b x"},
    "control_character": {"meaning": "two\nlines"},
    "empty_cell": {"source": ""},
    "unknown_choice": {"distribution": "lognormall"},
    "not_a_number": {"a": "1_0"},
    "not_positive": {"b": "0"},
    "beta_count_below_one": {"distribution": "beta", "a": "0.5", "lower": "0", "upper": "1"},
    "outside_natural_limits": {"unit": "share"},
    "bounds_crossed": {"lower": "3", "upper": "3"},
    "centre_outside_bounds": {"lower": "1"},
    "contested_without_argument": {"contested": "yes", "lower": "-0.1"},
}


@pytest.mark.parametrize(("code", "change"), BAD_ROWS.items(), ids=list(BAD_ROWS))
def test_bad_row(tmp_path: Path, code: str, change: dict[str, str]) -> None:
    with pytest.raises(ParameterError, match=code) as caught:
        load_parameters(table_file(tmp_path, GOOD, GOOD | {"id": "other"} | change))
    assert {problem.code for problem in caught.value.problems} == {code}
    assert all(problem.line and problem.line >= 3 for problem in caught.value.problems)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"mechanism": "M13"}, r"other.mechanism is .M13.; expected one of M1, .*Did you mean"),
        ({"a": "nan"}, r"other.a is .nan.; expected a finite number. Use a point"),
        ({"a": "٣"}, r"not_a_number"),
        ({"b": "1e999"}, r"not_a_number"),
        ({"distribution": "lognormal", "a": "-1"}, r"not_positive: other.a is .-1.; expected a median"),
        ({"distribution": "lognormal", "a": "1", "lower": "0"}, r"outside_natural_limits: other.lower"),
        ({"grade": "A, conflicting"}, r"other.grade .* expected one of A, B, C, D"),
        ({"expected_sign": "0"}, r"other.expected_sign .* one of \+, -"),
    ],
)
def test_messages(tmp_path: Path, change: dict[str, str], message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        load_parameters(table_file(tmp_path, GOOD | {"id": "other"} | change))


def test_every_problem_at_once(tmp_path: Path) -> None:
    rows = (GOOD, GOOD, GOOD | {"id": "c", "a": "x", "grade": "E"}, GOOD | {"id": "d", "upper": "-9"})
    with pytest.raises(ParameterError) as caught:
        load_parameters(table_file(tmp_path, *rows))
    found = [(problem.line, problem.code) for problem in caught.value.problems]
    assert found == [
        (3, "duplicate_parameter"),
        (4, "unknown_choice"),
        (4, "not_a_number"),
        (5, "bounds_crossed"),
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "no_parameters"),
        (LINES[0].encode(), "no_parameters"),
        (b"id,prior\nb_x,N\n", "wrong_columns: header is"),
        ("\n".join([*LINES[:3], "b_x,M2,short"]).encode(), r":4: wrong_cell_count: row is a row of 3"),
        (b"\xff\xfe", "unreadable"),
        (b'id,"unclosed', "unreadable"),
        (b"x" * 1_000_001, "too_large"),
    ],
)
def test_broken_file(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "priors.csv"
    path.write_bytes(content)
    with pytest.raises(ParameterError, match=message):
        load_parameters(path)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match="unreadable: the file; expected a file to read"):
        load_parameters(tmp_path / "none.csv")
    with pytest.raises(ParameterError, match="unreadable"):
        load_parameters(tmp_path)
