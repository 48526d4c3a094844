"""The shape of what happened: directions and orders that the record is sure of where its levels are not.

A case states them in ``record/shape.csv`` as propositions about one run, before the model is asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from irenic.analysis.backtest.outcomes import Source
from irenic.analysis.proposition import (
    Labels,
    Proposition,
    RuleFault,
    Words,
    evaluate,
    in_words,
    measures_of,
    parse_proposition,
)
from irenic.errors import DataError, quoted
from irenic.record.tables import FOLDER, Row, Table, read_table

FILE = "shape.csv"
COLUMNS = ("id", "proposition", "wording", "grade", "reading", "source")
RUN = "run"
"""What a proposition calls the run it is asked of."""

READINGS = ("both", "first", "second")
GRADES = ("A", "B", "C", "D")


class Shape(NamedTuple):
    """One thing that the record says happened.

    Parameters
    ----------
    id, wording : name, and what it says as a sentence
    proposition : of one run, which is called ``run``
    grade : of the record
    reading : ``both``, or the ``first`` or ``second`` of two fair readings of the record
    source : in words
    """

    id: str
    proposition: Proposition
    wording: str
    grade: str
    reading: str
    source: str

    @property
    def meaning(self) -> str:
        """The proposition in words."""
        return in_words(self.proposition, Labels(arms={RUN: "the run"})).replace(" under the run", "")


class ShapeLine(NamedTuple):
    """A shape and the share of runs with it: name of a forecaster -> share; None where no run can tell."""

    shape: Shape
    shares: Mapping[str, float | None]


def read_shapes(folder: Path, series: Sequence[str], months: int) -> tuple[Shape, ...]:
    """Read a case's shapes.

    Parameters
    ----------
    folder : of the case file; the table is ``record/shape.csv``
    series : names that a proposition may use
    months : length of the runs

    Returns
    -------
    Shapes in the file's order; none where there is no file

    Raises
    ------
    DataError : ``bad_shape``, the codes of a proposition, and of a table that cannot be read; all at once
    """
    path = folder / FOLDER / FILE
    if not path.is_file():
        return ()
    table = read_table(path, COLUMNS)
    words = Words((RUN,), (), tuple(series), months, f'"{RUN}", the run')
    found: dict[str, Shape] = {}
    for row in table.rows:
        shape = _shape(row, table, words)
        if row.cells["id"] in found or not row.cells["id"]:
            table.refuse("bad_shape", row.line, "id", quoted(row.cells["id"]), "a new name")
        elif shape is not None:
            found[shape.id] = shape
    if table.problems:
        raise DataError(table.problems)
    return tuple(found.values())


def _shape(row: Row, table: Table, words: Words) -> Shape | None:
    cells, before = row.cells, len(table.problems)
    if not cells["wording"]:
        table.refuse("bad_shape", row.line, "wording", "", "what it says, in words")
    for column, known in (("grade", GRADES), ("reading", READINGS)):
        if cells[column] not in known:
            table.refuse("bad_shape", row.line, column, quoted(cells[column]), ", ".join(known))
    try:
        proposition = parse_proposition(cells["proposition"], words)
    except RuleFault as fault:
        place = f"proposition, column {fault.column}"
        table.refuse(fault.code, row.line, place, fault.given, fault.expected, hint=fault.hint)
        return None
    if len(table.problems) > before:
        return None
    return Shape(cells["id"], proposition, *(cells[name] for name in COLUMNS[2:]))


def shape_lines(shapes: Sequence[Shape], sources: Mapping[str, Source]) -> tuple[ShapeLine, ...]:
    """Return in what share of runs each shape holds.

    Parameters
    ----------
    shapes : of the case
    sources : by name of the forecaster
    """
    return tuple(
        ShapeLine(shape, {name: _share(shape, of) for name, of in sources.items()}) for shape in shapes
    )


def _share(shape: Shape, source: Source) -> float | None:
    values = {}
    for measure in measures_of(shape.proposition):
        assert measure.first is not None, "outcomes are not among the words"
        assert measure.last is not None, "as above"
        values[measure] = source.series[measure.name][:, measure.first - 1 : measure.last].mean(-1)
    truth = evaluate(shape.proposition, values)
    told = float(source.weights[truth.spoken].sum())
    if told <= 0:
        return None
    return float(np.minimum(source.weights[truth.holds].sum() / told, 1.0))
