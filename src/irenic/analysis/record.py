"""What was recorded of a case after its start, for comparison only: `record.csv` beside the case file.

Nothing here enters a run.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from irenic.case.arrays import CaseArrays
from irenic.errors import CaseError, Problem, quoted

COLUMNS = ("quantity", "period", "low", "value", "high", "unit", "grade", "source")
_PERIOD = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2]))?")
MAX_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Recorded:
    """One recorded figure.

    Parameters
    ----------
    quantity : what, such as ``deaths_year``
    period : a year, or a month as YYYY-MM
    low, value, high : range and best figure; equal where no range is known
    unit, grade, source : in words; grade A-D
    """

    quantity: str
    period: str
    low: float
    value: float
    high: float
    unit: str
    grade: str
    source: str

    def month(self, arrays: CaseArrays) -> int | None:
        """Return the number of the simulation's month, 1 the first after the start; None for a year."""
        year, _, calendar = self.period.partition("-")
        if not calendar:
            return None
        return (int(year) - arrays.start_year) * 12 + int(calendar) - arrays.start_month


def load_record(case_file: Path) -> tuple[Recorded, ...]:
    """Return the record beside a case file, empty where there is none.

    Parameters
    ----------
    case_file : the case; its record is ``record.csv`` in the same folder

    Raises
    ------
    CaseError : ``bad_record``, one problem per line that cannot be used
    """
    path = case_file.with_name("record.csv")
    if not path.is_file():
        return ()
    text = path.read_bytes()[: MAX_BYTES + 1]
    if len(text) > MAX_BYTES:
        raise CaseError([_problem(path, 1, f"over {MAX_BYTES} bytes", "a short table")])
    rows = list(csv.reader(text.decode("utf-8", errors="replace").splitlines()))
    if not rows or tuple(rows[0]) != COLUMNS:
        raise CaseError([_problem(path, 1, quoted(",".join(rows[0] if rows else [])), ",".join(COLUMNS))])
    found, problems = [], []
    for line, row in enumerate(rows[1:], 2):
        recorded = _recorded(row)
        if recorded is None:
            problems.append(
                _problem(
                    path, line, quoted(",".join(row)), "a quantity, a period and finite figures in order"
                )
            )
        else:
            found.append(recorded)
    if problems:
        raise CaseError(problems)
    return tuple(found)


def figures(record: Sequence[Recorded], quantity: str) -> tuple[Recorded, ...]:
    """Return the figures of one quantity, in the file's order."""
    return tuple(row for row in record if row.quantity == quantity)


def _recorded(row: Sequence[str]) -> Recorded | None:
    if len(row) != len(COLUMNS) or not row[0] or not _PERIOD.fullmatch(row[1]):
        return None
    try:
        value = float(row[3])
        low, high = (float(text) if text else value for text in (row[2], row[4]))
    except ValueError:
        return None
    if not (all(map(math.isfinite, (low, value, high))) and low <= value <= high):
        return None
    return Recorded(row[0], row[1], low, value, high, row[5], row[6], row[7])


def _problem(path: Path, line: int, given: str, expected: str) -> Problem:
    return Problem("bad_record", path.name, line, "record", given, expected)
