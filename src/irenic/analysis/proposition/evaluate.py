"""Ask a proposition of many runs at once: does it hold, can it be said, and by how much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from irenic.analysis.proposition.expression import (
    All,
    AnyOf,
    Measure,
    Not,
    Proposition,
    Relation,
    Sum,
    measures_of,
)
from irenic.errors import ShapeError

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

ROUNDING = 1e-12
"""A spread below this share of the values themselves is rounding, not a spread."""


class Truth(NamedTuple):
    """What a proposition says of each run, in arrays of the values' shape.

    Parameters
    ----------
    holds : True where it holds; False where it does not, and where nothing can be said
    spoken : True where it can be said: no missing value decides it
    margin : signed distance from where it turns, above 0 where it holds and below where it does not; 0 at
        the boundary, which counts as holding for ``>=`` and ``<=`` alone; NaN where nothing can be said
    """

    holds: Flags
    spoken: Flags
    margin: Floats


def evaluate(proposition: Proposition, values: Mapping[Measure, ArrayLike]) -> Truth:
    """Return where a proposition holds.

    The margin of a relation is the difference of its sides in standard deviations of that difference
    over all runs given (in units of one where all runs agree: 1, 0 or -1), of ``and`` the least of its
    parts, of ``or`` the greatest, of ``not`` the negative, of ``at least k`` the k-th greatest. Missing
    values decide nothing: ``a and b`` fails where a fails, whatever b would be.

    Parameters
    ----------
    proposition : what is asked
    values : a value per run for each of `measures_of` it, all of one shape; NaN where missing

    Returns
    -------
    Arrays of that shape

    Raises
    ------
    ShapeError : a measure has no values, or shapes differ

    References
    ----------
    Kleene 1952, Introduction to Metamathematics, section 64 (strong three-valued logic). Fainekos & Pappas
    2009, Theoretical Computer Science 410: robustness of a formula as a signed distance, min and max for
    and and or.
    """
    arrays = _checked(proposition, values)
    with np.errstate(invalid="ignore", over="ignore"):
        return _truth(proposition, arrays)


def _checked(proposition: Proposition, values: Mapping[Measure, ArrayLike]) -> dict[Measure, Floats]:
    needed = measures_of(proposition)
    missing = [str(measure) for measure in needed if measure not in values]
    if missing:
        raise ShapeError(f"no values are given for {', '.join(missing)}")
    arrays = {measure: np.asarray(values[measure], dtype=np.float64) for measure in needed}
    shapes = {array.shape for array in arrays.values()}
    if len(shapes) > 1:
        shown = ", ".join(f"{measure} {array.shape}" for measure, array in arrays.items())
        raise ShapeError(f"values of one proposition need one shape; given are {shown}")
    return arrays


def _truth(proposition: Proposition, values: Mapping[Measure, Floats]) -> Truth:
    if isinstance(proposition, Relation):
        return _related(proposition, values)
    if isinstance(proposition, Not):
        part = _truth(proposition.part, values)
        return Truth(part.spoken & ~part.holds, part.spoken, -part.margin)
    parts = [_truth(part, values) for part in proposition.parts]
    if isinstance(proposition, All):
        return _at_least(len(parts), parts)
    return _at_least(1 if isinstance(proposition, AnyOf) else proposition.count, parts)


def _related(relation: Relation, values: Mapping[Measure, Floats]) -> Truth:
    left, right = (_total(side, values) for side in (relation.left, relation.right))
    compare = {">=": np.greater_equal, ">": np.greater, "<": np.less, "<=": np.less_equal}[relation.sign]
    ahead = left - right if relation.sign in (">=", ">") else right - left
    spoken = ~np.isnan(ahead)
    scale = _spread(ahead, np.maximum(np.abs(left), np.abs(right)))
    margin = np.sign(ahead) if scale == 0 else ahead / scale
    return Truth(compare(left, right) & spoken, spoken, np.where(spoken, margin, np.nan))


def _total(side: Sum, values: Mapping[Measure, Floats]) -> Floats:
    shape = next(iter(values.values())).shape
    total = np.zeros(shape)
    for term in side.terms:
        total = total + term.factor * (1.0 if term.measure is None else values[term.measure])
    return total


def _spread(ahead: Floats, sizes: Floats) -> float:
    """Standard deviation over all runs with a finite value; 0 where it is nothing but rounding."""
    finite = np.isfinite(ahead)
    if finite.sum() < 2:
        return 0.0
    spread = float(np.std(ahead[finite]))
    return spread if spread > ROUNDING * float(np.max(sizes[finite])) and np.isfinite(spread) else 0.0


def _at_least(count: int, parts: Sequence[Truth]) -> Truth:
    """Whether `count` of the parts hold, however the ones that say nothing would turn out."""
    holding = np.sum([part.holds for part in parts], axis=0)
    unknown = np.sum([~part.spoken for part in parts], axis=0)
    holds = holding >= count
    fails = holding + unknown < count
    # the count-th greatest, with what is unknown at its worst where it holds, at its best where it fails
    worst, best = (
        np.sort([np.where(part.spoken, part.margin, end) for part in parts], axis=0)[len(parts) - count]
        for end in (-np.inf, np.inf)
    )
    margin = np.where(holds, worst, np.where(fails, best, np.nan))
    return Truth(holds, holds | fails, margin)
