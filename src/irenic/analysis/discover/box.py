"""Boxes: limits on some inputs, and how well a box fits worlds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from irenic.analysis.averages import Floats
from irenic.analysis.discover.inputs import Input, Sample
from irenic.errors import Problem, ShapeError, quoted

LOWER, UPPER, WITHOUT = 0, 1, 2
"""Kinds of a face: inputs from a value up, up to a value, or without some categories."""


class Face(NamedTuple):
    """One limit of a region: the input's row and the kind."""

    row: int
    side: int


@dataclass(frozen=True)
class Region:
    """Limits over the rows of a sample; the search's own form of a box.

    Parameters
    ----------
    low, high : (D,), inclusive, infinite where free
    without : row of a category input -> codes left out
    """

    low: Floats
    high: Floats
    without: Mapping[int, frozenset[float]] = field(default_factory=dict)

    @classmethod
    def free(cls, inputs: int) -> Region:
        """Return the region without limits."""
        return cls(np.full(inputs, -np.inf), np.full(inputs, np.inf))

    def faces(self) -> tuple[Face, ...]:
        """Return every limit, by row."""
        found = [Face(int(row), LOWER) for row in np.flatnonzero(np.isfinite(self.low))]
        found += [Face(int(row), UPPER) for row in np.flatnonzero(np.isfinite(self.high))]
        found += [Face(row, WITHOUT) for row, codes in self.without.items() if codes]
        return tuple(sorted(found))

    def rows(self) -> tuple[int, ...]:
        """Return the restricted inputs."""
        return tuple(sorted({face.row for face in self.faces()}))

    def limited(self, row: int, side: int, value: float) -> Region:
        """Return the region with one limit set, or with one more category left out."""
        if side == WITHOUT:
            codes = self.without.get(row, frozenset()) | {value}
            return Region(self.low, self.high, {**self.without, row: codes})
        low, high = self.low.copy(), self.high.copy()
        (low if side == LOWER else high)[row] = value
        return Region(low, high, self.without)

    def freed(self, face: Face) -> Region:
        """Return the region without one of its limits."""
        if face.side == WITHOUT:
            return Region(self.low, self.high, {k: v for k, v in self.without.items() if k != face.row})
        return self.limited(face.row, face.side, -np.inf if face.side == LOWER else np.inf)

    def inside(self, x: Floats) -> NDArray[np.bool_]:
        """Whether each column of `x` (D, N) lies in the region."""
        kept = np.ones(x.shape[1], bool)
        for row, side in self.faces():
            if side == LOWER:
                kept &= x[row] >= self.low[row]
            elif side == UPPER:
                kept &= x[row] <= self.high[row]
            else:
                kept &= ~np.isin(x[row], list(self.without[row]))
        return kept


class Fit(NamedTuple):
    """How a box fits some worlds: shares 0..1.

    ``worlds`` looked at (sum of weights), ``inside`` of them; ``mass`` the share inside;
    ``coverage`` the share of all cases that lie inside; ``density`` the share of worlds inside that
    are cases; ``base`` the share of all worlds that are.
    """

    worlds: float
    inside: float
    mass: float
    coverage: float
    density: float
    base: float


def fit_of(sample: Sample, inside: NDArray[np.bool_]) -> Fit:
    """Return how well the chosen worlds of a sample single out its cases.

    Parameters
    ----------
    sample, inside : the worlds, and which lie in the box, (N,)
    """
    total, cases = float(sample.weights.sum()), float(sample.weights @ sample.y)
    held = float(sample.weights[inside].sum())
    caught = float(sample.weights[inside] @ sample.y[inside])
    mass = held / total if total else 0.0
    return Fit(total, held, mass, caught / cases if cases else 0.0, caught / held if held else 0.0,
               cases / total if total else 0.0)  # fmt: skip


def score(coverage: ArrayLike, density: ArrayLike, base: float) -> Floats:
    """Worth of a box: harmonic mean of its coverage and of its density's gain over the base rate.

    The gain is (density - base) / (1 - base): 0 for no better than all worlds together, 1 for a
    box of nothing but cases. All worlds score 0, exactly the cases 1, and a box that is dense but
    tiny, or covers much but is hardly denser, scores little.

    Parameters
    ----------
    coverage, density : any common shape, 0..1
    base : share of cases in all worlds, 0..1

    Returns
    -------
    the same shape, 0..1

    References
    ----------
    van Rijsbergen 1979, Information Retrieval, ch. 7 (the F measure), with precision corrected for
    chance as in Cohen's kappa. Assumption: coverage and density matter alike.
    """
    share = np.asarray(coverage, np.float64)
    gain = np.maximum(np.asarray(density, np.float64) - base, 0.0) / max(1.0 - base, 1e-300)
    both = share + gain
    return np.asarray(2.0 * share * gain / np.where(both > 0, both, 1.0))


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit of a box, as it is reported.

    Parameters
    ----------
    input : which one
    low, high : inclusive; None where free. A face is one limit, so one of them is None
    without : categories left out, by code
    quantile : share of all worlds below `low`, or up to `high`; share kept for categories
    p_train, p_test : quasi-p-value in the training and the test worlds
    """

    input: Input
    low: float | None = None
    high: float | None = None
    without: tuple[float, ...] = ()
    quantile: float = float("nan")
    p_train: float = float("nan")
    p_test: float = float("nan")


@dataclass(frozen=True, slots=True)
class Box:
    """Limits that a world has to meet, all of them.

    Parameters
    ----------
    limits : by input, in the order given
    """

    limits: tuple[Limit, ...]

    def __iter__(self) -> Iterator[Limit]:
        return iter(self.limits)

    def __len__(self) -> int:
        return len(self.limits)

    @property
    def names(self) -> tuple[str, ...]:
        """Restricted inputs, each once."""
        return tuple(dict.fromkeys(limit.input.name for limit in self.limits))

    def inside(self, x: ArrayLike, names: Sequence[str]) -> NDArray[np.bool_]:
        """Whether each world lies in the box.

        Parameters
        ----------
        x : (N, D), values of the inputs
        names : of the D inputs

        Raises
        ------
        ShapeError : ``unknown_input``, an input of the box is not among the names
        """
        values = np.asarray(x, np.float64)
        missing = [name for name in self.names if name not in names]
        if missing:
            raise ShapeError(
                [Problem("unknown_input", "the box", None, "inputs", "without " + quoted(name),
                         "every input of the box") for name in missing]
            )  # fmt: skip
        kept = np.ones(values.shape[0], bool)
        for limit in self.limits:
            column = values[:, list(names).index(limit.input.name)]
            if limit.low is not None:
                kept &= column >= limit.low
            if limit.high is not None:
                kept &= column <= limit.high
            if limit.without:
                kept &= ~np.isin(column, limit.without)
        return kept
