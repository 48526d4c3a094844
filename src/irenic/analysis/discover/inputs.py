"""What a search is given: inputs and answers of worlds, checked at the boundary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from irenic.analysis.averages import Floats
from irenic.errors import Problem, ShapeError, quoted

Kind = Literal["real", "integer", "category"]
KINDS: tuple[Kind, ...] = ("real", "integer", "category")
MOST_CATEGORIES = 1000


@dataclass(frozen=True, slots=True)
class Input:
    """One uncertain input of the worlds.

    Parameters
    ----------
    name : id of a parameter, or name of a factor
    kind : "real" (limits lie between values), "integer" (limits are values) or "category" (codes
        without an order)
    unit : for print
    """

    name: str
    kind: Kind = "real"
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Sample:
    """Worlds with their inputs and answers, in the order of their numbers.

    Parameters
    ----------
    x : (D, N), one row per input, contiguous
    y : (N,), 0..1, the world's probability of the case of interest
    weights : (N,), >= 0, how many worlds each counts for
    worlds : (N,), numbers
    inputs : one per row of `x`
    """

    x: Floats
    y: Floats
    weights: Floats
    worlds: NDArray[np.int64]
    inputs: tuple[Input, ...]

    def __len__(self) -> int:
        return self.y.size

    def rows(self, chosen: NDArray[np.bool_]) -> Sample:
        """Return some of the worlds."""
        kept = (np.ascontiguousarray(self.x[:, chosen]), self.y[chosen])
        return Sample(*kept, self.weights[chosen], self.worlds[chosen], self.inputs)

    def columns(self, chosen: NDArray[np.bool_]) -> Sample:
        """Return the same worlds with some of the inputs."""
        inputs = tuple(one for one, keep in zip(self.inputs, chosen, strict=True) if keep)
        return Sample(
            np.ascontiguousarray(self.x[chosen]), self.y, self.weights, self.worlds, inputs
        )  # fmt: skip

    @property
    def base(self) -> float:
        """Share of cases of interest."""
        total = float(self.weights.sum())
        return float(self.weights @ self.y) / total if total > 0 else 0.0


def checked_sample(
    x: ArrayLike,
    y: ArrayLike,
    inputs: Sequence[Input],
    *,
    weights: ArrayLike | None = None,
    worlds: ArrayLike | None = None,
) -> Sample:
    """Return the arrays as a sample without constant inputs, or say all that is wrong with them.

    Parameters
    ----------
    x : (N, D), values of the inputs, finite
    y : (N,), 0..1; NaN where the question does not arise, such worlds are left out
    inputs : D of them, names their own
    weights : (N,), finite, >= 0; None for 1 each
    worlds : (N,), whole numbers of the worlds, each once unless weights are given; None for 0..N-1

    Raises
    ------
    ShapeError : ``bad_shape``, ``not_finite``, ``out_of_range``, ``not_whole``, ``duplicate_input``,
        ``unknown_kind``, ``too_many_categories``; all problems at once
    """
    values, answers = np.asarray(x, np.float64), np.asarray(y, np.float64)
    found = _shapes(values, answers, inputs)
    count = answers.shape[0] if answers.ndim == 1 else 0
    loads = np.ones(count) if weights is None else np.asarray(weights, np.float64)
    numbers = np.arange(count) if worlds is None else np.asarray(worlds)
    found += [_shape(name, given, count) for name, given in (("weights", loads), ("worlds", numbers))
              if given.shape != (count,)]  # fmt: skip
    if found:
        raise ShapeError(found)
    found = _contents(values, answers, inputs) + _loads(loads, numbers)
    if found:
        raise ShapeError(found)
    asked = ~np.isnan(answers) & (loads > 0)
    order = np.flatnonzero(asked)[np.argsort(numbers[asked], kind="stable")]
    rows = np.ascontiguousarray(values[order].T)
    sample = Sample(rows, answers[order], loads[order], numbers[order].astype(np.int64), tuple(inputs))
    varies = np.ptp(rows, axis=1) > 0 if order.size else np.zeros(len(inputs), bool)
    return sample if varies.all() else sample.columns(varies)


def _shapes(x: Floats, y: Floats, inputs: Sequence[Input]) -> list[Problem]:
    found = []
    if y.ndim != 1:
        found.append(_problem("bad_shape", "y", f"of shape {y.shape}", "one number per world, shape (N,)"))
    expected = (y.shape[0] if y.ndim == 1 else "N", len(inputs))
    if x.shape != expected:
        wanted = f"({expected[0]}, {expected[1]}), worlds by inputs"
        found.append(_problem("bad_shape", "x", f"of shape {x.shape}", wanted))
    return found


def _shape(name: str, given: NDArray[np.generic], count: int) -> Problem:
    return _problem("bad_shape", name, f"of shape {given.shape}", f"({count},), one number per world")


def _contents(x: Floats, y: Floats, inputs: Sequence[Input]) -> list[Problem]:
    found = []
    outside = ~np.isnan(y) & ~((y >= 0.0) & (y <= 1.0))
    if outside.any():
        given = f"{y[outside][0]:g} in {outside.sum()} worlds"
        found.append(_problem("out_of_range", "y", given, "a probability, 0 to 1, or NaN where not asked"))
    names = [one.name for one in inputs]
    for place, one in enumerate(inputs):
        column = x[:, place]
        if names.index(one.name) != place:
            found.append(_problem("duplicate_input", "inputs", quoted(one.name), "names of their own"))
        if one.kind not in KINDS:
            found.append(_problem("unknown_kind", one.name, quoted(one.kind), " or ".join(KINDS)))
        if not np.isfinite(column).all():
            given = f"not a number in {(~np.isfinite(column)).sum()} worlds"
            found.append(_problem("not_finite", one.name, given, "a finite number in every world"))
        elif one.kind != "real" and (column != np.round(column)).any():
            found.append(_problem("not_whole", one.name, "broken numbers", f"whole numbers, as {one.kind}"))
        elif one.kind == "category" and len(np.unique(column)) > MOST_CATEGORIES:
            given = f"{len(np.unique(column))} categories"
            found.append(_problem("too_many_categories", one.name, given, f"at most {MOST_CATEGORIES}"))
    return found


def _loads(weights: Floats, worlds: NDArray[np.generic]) -> list[Problem]:
    found = []
    if not (np.isfinite(weights) & (weights >= 0)).all():
        found.append(_problem("out_of_range", "weights", "negative or not finite", "numbers of at least 0"))
    if worlds.dtype.kind not in "iu" or (worlds < 0).any():  # type: ignore[operator]
        found.append(_problem("not_whole", "worlds", "not all whole and at least 0", "numbers of worlds"))
    return found


def _problem(code: str, path: str, given: str, expected: str) -> Problem:
    return Problem(code, "the search for a box", None, path, given, expected)
