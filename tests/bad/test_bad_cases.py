"""Every code of a broken case file: one file per code, with the line and the words it must give."""

import csv
import re
import time
from pathlib import Path

import pytest

import irenic.case
from irenic.case import check_case, load_case
from irenic.errors import CaseError, errors_of

FOLDER = Path(__file__).parent / "case"

with (FOLDER.parent / "expected.csv").open(encoding="utf-8", newline="") as stream:
    BROKEN = list(csv.DictReader(stream))
"""One row a file: code and line of its first error, how the message begins, and the number of errors."""

LIMITS = {"file_not_found", "file_not_readable", "file_too_large", "too_many_nodes", "unknown_case"}
"""Codes whose file would be too big to keep, or is not there: see tests/case/test_document.py."""

KEPT = {"bad_kept_case"}
"""Codes of a case kept inside a study, which is no file of its own: see tests/case/test_keep.py."""

MANY = [
    (2, "unknown_key"),
    (10, "figure_order"),
    (17, "unknown_district"),
    (18, "unknown_choice"),
    (23, "unknown_choice"),
    (24, "missing_value"),
    (24, "out_of_range"),
    (24, "unknown_group"),
    (46, "unknown_issue"),
    (63, "out_of_range"),
    (64, "unknown_district"),
    (72, "control_sum"),
    (78, "unknown_patron"),
    (80, "unknown_district"),
    (87, "empty_text"),
    (102, "not_contested"),
]


@pytest.mark.parametrize("row", BROKEN, ids=[row["file"] for row in BROKEN])
def test_broken_file_names_its_fault(row: dict[str, str]) -> None:
    path = FOLDER / f"{row['file']}.yaml"
    words = re.escape(f"{path}:{row['line']}: {row['code']}: {row['message']}")
    with pytest.raises(CaseError, match=words) as caught:
        load_case(path)
    assert caught.value.code == row["code"]
    assert len(caught.value.problems) == int(row["errors"])
    assert list(caught.value.problems) == errors_of(check_case(path))


def test_every_broken_file_is_in_the_table() -> None:
    listed = {row["file"] for row in BROKEN} | {"many_problems"}
    assert {path.stem for path in FOLDER.glob("*.yaml")} == listed


def test_every_code_has_a_broken_file() -> None:
    """Codes are read from the source, so that a new one cannot be forgotten."""
    given = {row["code"] for row in BROKEN} | LIMITS | KEPT
    assert codes_in_source() - given == set()


def codes_in_source() -> set[str]:
    pattern = r'(?:problem|refused|refuse|Problem|PydanticCustomError)\(\s*"([a-z_0-9]+)"'
    sources = Path(irenic.case.__file__).parent.glob("*.py")
    return {code for file in sources for code in re.findall(pattern, file.read_text("utf-8"))}


def test_all_problems_of_a_file_come_at_once() -> None:
    problems = errors_of(check_case(FOLDER / "many_problems.yaml"))
    assert [(p.line, p.code) for p in problems] == MANY


def test_billion_laughs_is_refused_at_once() -> None:
    start = time.process_time()
    with pytest.raises(CaseError, match="yaml_alias"):
        load_case(FOLDER / "billion_laughs.yaml")
    assert time.process_time() - start < 1
