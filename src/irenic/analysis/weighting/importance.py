"""Weights of prior worlds by the likelihood of the record, and whether they can be trusted."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

PRIOR_TAIL, PRIOR_COUNT = 0.5, 10
"""Weak prior on the tail's shape: as if ten tail weights had spoken for 0.5 (Vehtari et al. 2024)."""

LEAST_TAIL = 5
"""Fewer weights than this in the tail are no tail to fit."""


class Reliability(NamedTuple):
    """How far weighted averages can be trusted.

    Parameters
    ----------
    n : number of worlds
    ess : effective number of worlds, 1 to n (Kong 1992)
    khat : shape of the weights' tail; None where all are equal, or too concentrated for a tail to be fitted
    limit : `khat` above which averages are not to be trusted with n worlds
    """

    n: int
    ess: float
    khat: float | None
    limit: float

    @property
    def is_collapsed(self) -> bool:
        """Whether averages over these weights rest on a few worlds."""
        if self.khat is None:
            return self.ess < self.n / 2
        return self.khat > self.limit

    @property
    def words(self) -> str:
        """A sentence for people."""
        worth = (
            f"worth {self.ess:,.0f} of {self.n:,} worlds"
            if self.ess >= 9.5
            else f"worth {self.ess:.1f} worlds"
        )
        tail = "no tail to fit" if self.khat is None else f"tail {self.khat:.2f}, limit {self.limit:.2f}"
        if self.is_collapsed:
            return f"The weights have collapsed: {worth} ({tail}). Use the refined worlds, not these weights."
        return f"The weights hold: {worth} ({tail})."


def log_mean_exp(values: Floats, axis: int = -1) -> Floats:
    """Return log of the mean of exp(values), without overflow."""
    top = values.max(axis=axis, keepdims=True)
    return np.asarray(np.log(np.exp(values - top).mean(axis=axis)) + np.squeeze(top, axis=axis))


def weights_of(log_likelihood: Floats, temper: float) -> Floats:
    """Return weights in proportion to likelihood**temper, sum 1; all equal for a temper of 0.

    Parameters
    ----------
    log_likelihood : any shape, one value per draw
    temper : exponent, 0..1
    """
    if temper == 0.0:
        return np.full(log_likelihood.shape, 1.0 / log_likelihood.size)
    raised = np.exp(temper * (log_likelihood - log_likelihood.max()))
    return np.asarray(raised / raised.sum())


def effective_size(weights: Floats) -> float:
    """Return the effective number of draws, (sum w)^2 / sum w^2.

    References
    ----------
    Kong 1992, A note on importance sampling using standardized weights.
    """
    return float(weights.sum() ** 2 / (weights**2).sum())


def reliability(log_weights: Floats) -> Reliability:
    """Return how far weights can be trusted.

    Parameters
    ----------
    log_weights : (n,), need not be normalised
    """
    n = log_weights.size
    limit = min(1.0 - 1.0 / np.log10(max(n, 11)), 0.7)
    ess = effective_size(np.exp(log_weights - log_weights.max()))
    return Reliability(n, ess, tail_shape(log_weights), float(limit))


def tail_shape(log_weights: Floats) -> float | None:
    """Return k-hat, the shape of the generalised Pareto tail of importance weights.

    Parameters
    ----------
    log_weights : (n,)

    Returns
    -------
    None where the weights are all equal, or so concentrated that no tail is left

    References
    ----------
    Vehtari, Simpson, Gelman, Yao & Gabry 2024, Pareto smoothed importance sampling, JMLR 25(72): the tail is
    the largest min(0.2 n, 3 sqrt(n)) weights.
    """
    n = log_weights.size
    count = int(np.ceil(min(0.2 * n, 3.0 * np.sqrt(n))))
    if count < LEAST_TAIL or np.ptp(log_weights) == 0.0:
        return None
    ordered = np.sort(log_weights - log_weights.max())
    cutoff = np.exp(ordered[-count - 1])
    exceed = np.exp(ordered[-count:]) - cutoff
    quartile = exceed[int(count / 4 + 0.5) - 1]
    if not quartile > np.finfo(float).tiny:
        return None
    return pareto_shape(exceed)


def pareto_shape(exceedances: Floats) -> float:
    """Return the shape of a generalised Pareto distribution, by its posterior mean.

    Parameters
    ----------
    exceedances : (n,), sorted, > 0 from the first quartile on

    References
    ----------
    Zhang & Stephens 2009, A new and efficient estimation method for the generalized Pareto distribution,
    Technometrics 51(3); sign of the shape and its weak prior as Vehtari et al. 2024, appendix C.
    """
    x, n = exceedances, exceedances.size
    grid = np.arange(1, 30 + int(np.sqrt(n)) + 1)
    b = (1.0 - np.sqrt(grid[-1] / (grid - 0.5))) / (3.0 * x[int(n / 4 + 0.5) - 1]) + 1.0 / x[-1]
    k = np.log1p(-b[:, None] * x).mean(axis=1)
    profile = n * (np.log(-b / k) - k - 1.0)
    posterior = np.exp(profile - profile.max())
    centre = float((b * posterior).sum() / posterior.sum())
    shape = float(np.log1p(-centre * x).mean())
    return (n * shape + PRIOR_COUNT * PRIOR_TAIL) / (n + PRIOR_COUNT)


def exponent_for(log_likelihood: Floats, size: float, most: float) -> float:
    """Return the largest exponent up to `most` at which the effective number of draws is at least `size`.

    Parameters
    ----------
    log_likelihood : one value per draw
    size : effective number wanted, at most the number of draws
    most : largest exponent

    References
    ----------
    Jasra, Stephens, Doucet & Tsagaris 2011: the next temperature by bisection, since the effective number
    falls as the exponent rises.
    """

    def enough(exponent: float) -> bool:
        return effective_size(weights_of(log_likelihood, exponent)) >= size

    if enough(most):
        return most
    low, high = 0.0, most
    for _ in range(60):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if enough(middle) else (low, middle)
    return low
