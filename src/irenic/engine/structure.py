"""Structural constants that set the model's pace: their table, and how mechanisms read them.

They are assumptions without a prior. A study holds them at their values; an audit varies all of them at once
within their ranges, to see which verdicts rest on them (D17).
"""

import csv
from dataclasses import dataclass
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Constant:
    """One structural constant as structure.csv defines it.

    Parameters
    ----------
    id : name among a world's parameters, where it may stand in place of `value`
    mechanism : it belongs to
    meaning : in words, with the unit
    value : used in every study
    low, high : range that an audit varies it in; low < value < high
    """

    id: str
    mechanism: str
    meaning: str
    value: float
    low: float
    high: float


def _read() -> tuple[Constant, ...]:
    text = files("irenic.engine").joinpath("structure.csv").read_text(encoding="utf-8")
    numbers = ("value", "low", "high")
    return tuple(
        Constant(**{key: float(cell) if key in numbers else cell for key, cell in row.items()})  # type: ignore[arg-type]
        for row in csv.DictReader(text.splitlines(), strict=True)
    )


STRUCTURE: tuple[Constant, ...] = _read()
"""The structural constants, in the order of the table."""

_VALUES = {row.id: row.value for row in STRUCTURE}


def constant(p: dict[str, Any], name: str) -> Any:
    """Return a structural constant: that of the worlds where they carry one, (world,), else the table's.

    Parameters
    ----------
    p : parameters by id
    name : id in structure.csv

    References
    ----------
    structure.csv; decision D17 (verdicts under jittered constants).
    """
    return p.get(name, _VALUES[name])
