"""Which uncertainties move a claim: by how much its margin moves, and how its share of worlds changes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc, ndtri

from irenic.analysis.audit.verdict import jeffreys_interval

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

MATTERS = 4.0
"""Standard errors that a slope must be away from 0 to count: among a hundred inputs chance passes it in
fewer than one claim of a hundred."""

BINS, BIN_WORLDS = 20, 40
"""Most stretches of an input's range, and about the fewest worlds in each."""

DRIVES = 0.01
"""Least share of the variance of holding that an input must explain to be called a driver."""

BY_CHANCE = 0.01
"""Most probable number of inputs without any effect that pass for drivers of a claim."""


@dataclass(frozen=True)
class Inputs:
    """Everything uncertain, in the worlds of an audit.

    Parameters
    ----------
    names : parameters, then the case's own figures
    units : of each
    meanings : of each, in words
    values : (input, world), in their units
    uniforms : (input, world), the probability below each value under its prior, inside 0..1
    refined : whether worlds are others than draws from the priors, which then cannot stand for them
    """

    names: tuple[str, ...]
    units: tuple[str, ...]
    meanings: tuple[str, ...]
    values: Floats
    uniforms: Floats
    refined: bool = False

    @property
    def scores(self) -> Floats:
        """(input, world), standard normal scores of the uniforms; 0 at each prior's median."""
        return np.asarray(ndtri(self.uniforms))

    @property
    def middles(self) -> Floats:
        """Middle of each prior, (input,), in the inputs' units."""
        if not self.refined:
            return np.asarray(np.median(self.values, axis=1))
        return np.array([self.value_at(i, 0.5) for i in range(len(self.names))])

    def value_at(self, index: int, probability: float) -> float:
        """Return the value of an input that has a probability below it under its prior."""
        row = self.values[index]
        if not self.refined:
            return float(np.quantile(row, probability))
        order = np.argsort(self.uniforms[index], kind="stable")
        return float(np.interp(probability, self.uniforms[index][order], row[order]))

    def of(self, worlds: NDArray[np.intp]) -> Inputs:
        """Return the same of some of the worlds."""
        return replace(self, values=self.values[:, worlds], uniforms=self.uniforms[:, worlds])


class Slope(NamedTuple):
    """What an input does to the margin: change, in its standard deviations, for one score of the input."""

    input: int
    slope: float
    error: float


def margin_slopes(scores: Floats, margin: Floats, load: Floats | None = None) -> tuple[Slope, ...]:
    """Linear regression of the margin on all scores; those that matter, strongest first.

    Parameters
    ----------
    scores : (input, world)
    margin : (world,), finite
    load : (world,), how many equal worlds each counts for (`irenic.analysis.belief.loads`); None for one

    Returns
    -------
    slopes further than `MATTERS` standard errors from 0; none where the margin does not vary or the
    worlds are too few

    References
    ----------
    Saltelli et al. 2008, Global Sensitivity Analysis, section 1.2.5 (standardised regression
    coefficients). Inputs are independent, so where worlds are few each is taken alone. With weights, White
    1980 for the errors.
    """
    if load is not None:
        return _weighted_slopes(scores, margin, load)
    inputs, worlds = scores.shape
    if worlds < 8 or not inputs:
        return ()
    centred = margin - margin.mean()
    spread = float(centred.std())
    if spread <= 1e-12 * max(1.0, float(np.abs(margin).max())):
        return ()
    y = centred / spread
    x = scores - scores.mean(1, keepdims=True)
    return _telling(*(_together(x, y) if worlds >= 4 * inputs else _alone(x, y)))


def _telling(slopes: Floats, errors: Floats) -> tuple[Slope, ...]:
    order = np.argsort(-np.abs(slopes), kind="stable")
    found = [Slope(int(i), float(slopes[i]), float(errors[i])) for i in order]
    return tuple(one for one in found if abs(one.slope) >= MATTERS * one.error)


def _weighted_slopes(scores: Floats, margin: Floats, load: Floats) -> tuple[Slope, ...]:
    inputs, number = len(scores), float(load.sum())
    if number < 8 or not inputs:
        return ()
    w = load / number
    centred = margin - w @ margin
    spread = float(np.sqrt(w @ centred**2))
    if spread <= 1e-12 * max(1.0, float(np.abs(margin).max())):
        return ()
    y, x = centred / spread, scores - (scores @ w)[:, None]
    if number >= 4 * inputs:
        squares = (x * load) @ x.T
        gram = np.linalg.inv(squares + 1e-9 * squares.trace() / inputs * np.eye(inputs))
        slopes = gram @ ((x * load) @ y)
        pull = (gram @ (x * load)) * (y - slopes @ x)
        return _telling(slopes, np.sqrt((pull**2).sum(1) * number / max(1.0, number - inputs - 1)))
    heavy = np.maximum((x**2) @ load, 1e-300)
    slopes = (x * load) @ y / heavy
    pull = x * load * (y - slopes[:, None] * x) / heavy[:, None]
    return _telling(slopes, np.sqrt((pull**2).sum(1) * number / max(1.0, number - 2)))


def _together(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    squares = x @ x.T
    # Scores are nearly uncorrelated; the least of ridges is for one that does not vary.
    gram = np.linalg.inv(squares + 1e-9 * squares.trace() / len(x) * np.eye(len(x)))
    slopes = gram @ (x @ y)
    left = y - slopes @ x
    noise = float(left @ left) / max(1, x.shape[1] - len(x) - 1)
    return slopes, np.sqrt(noise * np.maximum(np.diag(gram), 0.0))


def _alone(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    squares = np.maximum((x**2).sum(1), 1e-300)
    slopes = (x @ y) / squares
    left = y[None] - slopes[:, None] * x
    return slopes, np.sqrt((left**2).sum(1) / max(1, x.shape[1] - 2) / squares)


class Windows(NamedTuple):
    """A claim's share of worlds in stretches of one input, lowest first.

    ``centres`` are probabilities under the input's prior; ``holding`` of ``speaking`` worlds.
    """

    centres: Floats
    holding: Floats
    speaking: Floats

    @property
    def shares(self) -> Floats:
        """Share of worlds in which it holds, by stretch."""
        return self.holding / self.speaking

    @property
    def interval(self) -> tuple[Floats, Floats]:
        """90% interval of the share, by stretch."""
        return jeffreys_interval(self.holding, self.speaking)


def windows(uniforms: Floats, holds: Flags, load: Floats | None = None) -> Windows | None:
    """Split worlds by one input into stretches with equally many of them, or of their weight.

    Parameters
    ----------
    uniforms : (world,), of one input
    holds : (world,), of the worlds that speak
    load : (world,), how many equal worlds each counts for; None for one

    Returns
    -------
    None where there are too few worlds for two stretches
    """
    if load is not None:
        return _weighted_windows(uniforms, holds, load)
    count = min(BINS, len(holds) // BIN_WORLDS)
    if count < 2:
        return None
    parts = np.array_split(np.argsort(uniforms, kind="stable"), count)
    return Windows(
        np.array([uniforms[part].mean() for part in parts]),
        np.array([float(holds[part].sum()) for part in parts]),
        np.array([float(len(part)) for part in parts]),
    )


def _weighted_windows(uniforms: Floats, holds: Flags, load: Floats) -> Windows | None:
    count = min(BINS, int(load.sum()) // BIN_WORLDS)
    if count < 2:
        return None
    places = _stretches(uniforms[None], count, load)[0]
    mass, squares, held, centre = (
        np.bincount(places, v, count) for v in (load, load**2, load * holds, load * uniforms)
    )
    kept = mass > 0  # a single heavy world may take more than a stretch
    mass, number = mass[kept], mass[kept] ** 2 / squares[kept]
    return Windows(centre[kept] / mass, held[kept] / mass * number, number) if kept.sum() > 1 else None


def drivers(
    uniforms: Floats, holds: Flags, most: int = 3, load: Floats | None = None
) -> tuple[tuple[int, float], ...]:
    """Inputs by the share of the variance of holding that each explains beyond those before, strongest first.

    One after the other: quasi-random points of few worlds tie inputs to each other, and an input without
    effect must not borrow that of another.

    Parameters
    ----------
    uniforms : (input, world)
    holds : (world,), of the worlds that speak
    most : how many at most
    load : (world,), how many equal worlds each counts for; None for one

    Returns
    -------
    (input, share of variance 0..1), those above `DRIVES` that chance does not explain

    References
    ----------
    Sobol 1993, first-order index, by stretches of equal probability; what chance alone gives stretches of
    that size is taken off (Strong, Oakley & Brennan 2014 on that bias). Pearson 1900: the same sum as a
    chi-squared statistic, with Bonferroni's correction for the number of inputs.
    """
    each = np.ones(len(holds)) if load is None else load
    worlds = len(holds) if load is None else float(load.sum())
    count = min(BINS, int(worlds) // BIN_WORLDS)
    left = holds - (holds.mean() if load is None else load @ holds / worlds) if len(holds) else np.zeros(0)
    total = float((each * left**2).sum())
    if count < 2 or total <= 0:
        return ()
    places = _stretches(uniforms, count, load)
    found: list[tuple[int, float]] = []
    while len(found) < most:
        between = np.array([_between(left, row, count, each) for row in places])
        best, size = int(between.argmax()), float((each * left**2).sum())
        by_chance = float(chdtrc(count - 1, worlds * between[best] / size)) * len(uniforms) if size else 1.0
        share = (between[best] - size * (count - 1) / worlds) / total
        if by_chance >= BY_CHANCE or share <= DRIVES:
            break
        found.append((best, float(share)))
        row = places[best]
        mass = np.maximum(np.bincount(row, each, count), 1e-300)
        left = left - (np.bincount(row, each * left, count) / mass)[row]
    return tuple(found)


def _stretches(uniforms: Floats, count: int, load: Floats | None = None) -> NDArray[np.intp]:
    """Which stretch of each input a world lies in, (input, world); equally much in each."""
    worlds = uniforms.shape[1]
    order = np.argsort(uniforms, axis=1, kind="stable")
    places = np.empty_like(order)
    if load is None:
        np.put_along_axis(places, order, np.arange(worlds)[None] * count // worlds, axis=1)
        return places
    heavy = load[order]
    middle = (np.cumsum(heavy, axis=1) - heavy / 2) / load.sum()
    np.put_along_axis(places, order, np.minimum((middle * count).astype(np.intp), count - 1), axis=1)
    return places


def _between(left: Floats, row: NDArray[np.intp], count: int, each: Floats) -> float:
    """Sum of squares between stretches."""
    mass = np.maximum(np.bincount(row, each, count), 1e-300)
    return float((np.bincount(row, each * left, count) ** 2 / mass).sum())
