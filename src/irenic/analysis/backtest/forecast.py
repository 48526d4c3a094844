"""A forecast of counts by unit and month: members with weights and, where it has one, its law."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp

from irenic.analysis.weighting.observation import log_pmf
from irenic.errors import ShapeError

Floats = NDArray[np.float64]

LEAST_MEAN = 1e-300
"""Stands for a mean of 0, where the negative binomial is a point mass at 0."""


@dataclass(frozen=True, eq=False, slots=True)
class Mixture:
    """Negative binomials mixed, one law a unit and month; C components.

    Parameters
    ----------
    mean : (unit, month, C), persons, >= 0
    dispersion : (unit, month, C) or broadcast to it; variance is mean + dispersion * mean^2; 0 is Poisson
    weights : (C,), sum 1
    """

    mean: Floats
    dispersion: Floats
    weights: Floats

    def log_probability(self, observed: Floats) -> Floats:
        """Log probability of what was counted.

        Parameters
        ----------
        observed : (unit, month), whole numbers; NaN where not known

        Returns
        -------
        (unit, month); -inf where nothing was thought possible, NaN where not known

        References
        ----------
        Hilbe 2011, Negative Binomial Regression, chapter 8; the mixture's mass is the weighted mean.
        """
        known = ~np.isnan(observed)
        found = np.full(observed.shape, np.nan)
        dispersion = np.broadcast_to(self.dispersion, self.mean.shape)
        for unit, month in np.argwhere(known):
            mean = np.asarray(self.mean[unit, month], np.float64)
            count = observed[unit, month]
            laws = log_pmf(count, np.maximum(mean, LEAST_MEAN), dispersion[unit, month])
            nobody = 0.0 if count == 0 else -np.inf
            laws = np.where(mean <= LEAST_MEAN, nobody, laws)
            found[unit, month] = logsumexp(laws, b=self.weights) if np.isfinite(laws).any() else -np.inf
        return found


@dataclass(frozen=True, eq=False, slots=True)
class Forecast:
    """What one forecaster says of every unit and month of a span.

    Parameters
    ----------
    name : of the forecaster, such as ``conflictology``
    members : (unit, month, M), counts; the distribution as issued
    weights : (M,), sum 1; None for equal ones
    mixture : the law the members were drawn from, for exact probabilities; None where the members are the law
    notes : what the reader must know, as sentences

    Raises
    ------
    ShapeError : ``bad_forecast``
    """

    name: str
    members: NDArray[np.floating]
    weights: Floats | None = None
    mixture: Mixture | None = None
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.members.ndim != 3 or not self.members.shape[-1]:
            raise ShapeError(
                f"bad_forecast: members of shape {self.members.shape} given; expected (unit, month, member)"
            )
        if self.weights is None:
            return
        weights = np.asarray(self.weights)
        if weights.shape != self.members.shape[-1:] or not (weights >= 0).all():
            raise ShapeError(
                f"bad_forecast: weights of shape {weights.shape} given; expected {self.members.shape[-1]} "
                "numbers of at least 0"
            )
        if abs(float(weights.sum()) - 1.0) > 1e-6:
            raise ShapeError(f"bad_forecast: weights sum to {weights.sum():g}; expected 1")

    @property
    def shape(self) -> tuple[int, int]:
        """Units and months."""
        units, months, _ = self.members.shape
        return units, months

    def member_weights(self) -> Floats:
        """Weights of the members, (M,), sum 1."""
        size = self.members.shape[-1]
        if self.weights is None:
            return np.full(size, 1.0 / size)
        return np.asarray(self.weights / self.weights.sum(), np.float64)

    def months(self, first: int, last: int) -> Forecast:
        """The same forecast for some of its months.

        Parameters
        ----------
        first, last : places among its months, 0 the first, both included
        """
        span = slice(first, last + 1)
        mixture = self.mixture
        if mixture is not None:
            dispersion = np.broadcast_to(mixture.dispersion, mixture.mean.shape)[:, span]
            mixture = Mixture(mixture.mean[:, span], dispersion, mixture.weights)
        return Forecast(self.name, self.members[:, span], self.weights, mixture, self.notes)
