"""Answers for a replayed run: why a number moved, and what sets two runs apart."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from irenic.analysis.explain.asked import Known, read_question
from irenic.analysis.explain.contrast import Contrast
from irenic.analysis.explain.differ import Comparison, Different, First
from irenic.analysis.explain.gradients import Floats
from irenic.analysis.explain.mechanism import Workbench
from irenic.analysis.explain.scenes import History, Scenes
from irenic.analysis.explain.story import Story
from irenic.analysis.explain.tree import Chain, Node, node_data
from irenic.analysis.explain.words import names_of
from irenic.errors import Problem, StudyError

if TYPE_CHECKING:
    from irenic.study.history import Replay

CHAINS = 3
"""For how many of the largest differences the chain of causes is told."""

LISTED = 15
"""How many of the largest differences are listed."""


@dataclass(frozen=True)
class Difference:
    """What sets two runs apart.

    Parameters
    ----------
    first : what differs first
    largest : what differs most
    chains : the chain of causes of the first few of these
    """

    first: First
    largest: tuple[Different, ...]
    chains: tuple[Node, ...]


def known_of(arrays: Any, months: int, case: Any = None) -> Known:
    """Return what a question about runs of a case may name.

    Parameters
    ----------
    arrays : the case's arrays
    months : length of the runs
    case : the case, for its names
    """
    names = names_of(arrays, case)
    return Known(arrays.groups, arrays.districts, names, int(arrays.extremist), months)


def why(history: History, text: str, bench: Workbench | None = None) -> Node:
    """Return why a number moved, with the chain two levels down.

    Parameters
    ----------
    history : the run, such as a `Replay`
    text : as `read_question` reads it
    bench : compiled gradients to use again

    Raises
    ------
    StudyError : as `read_question`
    """
    known = known_of(history.arrays, history.months, getattr(history, "case", None))
    asked = read_question(text, known)
    story = Story(Scenes(history), bench or Workbench(history.fixed.scenario))
    return Chain(story, known.names).explain(asked.kind, asked.element, asked.month)


def difference(
    one: Replay, other: Replay, bench: Workbench | None = None, *, chains: int = CHAINS
) -> Difference:
    """Return what sets a second run apart from a first of the same case.

    Parameters
    ----------
    one, other : the runs
    bench : compiled gradients to use again
    chains : for how many of the largest differences causes are told; they take longest

    Raises
    ------
    StudyError : ``other_case``
    """
    if one.arrays.groups != other.arrays.groups or one.arrays.districts != other.arrays.districts:
        what = ("the second run", "of another case", "one of the same case", "Compare runs of one study.")
        raise StudyError([Problem("other_case", "--against", None, *what)])
    names = names_of(one.arrays, getattr(one, "case", None))
    pair = Scenes(one), Scenes(other)
    comparison = Comparison(*pair, names, _spread(one))
    largest = comparison.largest(_national(one, other))
    chain = Chain(Contrast(*pair, bench or Workbench(one.fixed.scenario)), names)
    told: dict[str, Different] = {}
    for row in largest:
        if row.kind and len(told) < chains:
            told.setdefault(row.kind, row)
    causes = tuple(chain.explain(row.kind, row.index, row.month) for row in told.values())
    return Difference(comparison.first(), largest[:LISTED], causes)


def difference_data(found: Difference) -> dict[str, Any]:
    """Return a difference as data for JSON."""
    return {
        "first": asdict(found.first),
        "largest": [asdict(row) for row in found.largest],
        "chains": [node_data(node) for node in found.chains],
    }


def _national(one: Any, other: Any) -> dict[str, tuple[Floats, Floats, str]]:
    study = getattr(one, "study", None)
    infos = [] if study is None else study.manifest.series
    return {info.id: (one.series(info.id), other.series(info.id), info.unit) for info in infos}


def _spread(run: Any) -> Any:
    study: Any = getattr(run, "study", None)
    known = set() if study is None else {info.id for info in study.manifest.series}
    kept: dict[str, Floats] = {}

    def spread(name: str) -> Floats | None:
        if name not in known:
            return None
        if name not in kept:
            values = study.series(name)
            others = [str(axis) for axis in values.dims if axis != "month"]
            kept[name] = np.asarray(values.astype(np.float64).std(others).values)
        return kept[name]

    return spread
