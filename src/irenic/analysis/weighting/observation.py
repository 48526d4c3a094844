"""From the deaths of a run to the deaths that are recorded: reporting, false positives, dispersion.

The number recorded for one dyad, district and month is negative-binomial about ``rho * deaths + nu / dyads``.
Three coordinates, drawn with a world's others, say how well violence is reported in it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaln, ndtri

from irenic.errors import ShapeError

Floats = NDArray[np.float64]

CELL_AXES = 3
"""Last axes of counts and deaths: dyad, district, month."""


FEW_DIGITS = 1e-4
"""Dispersion under which log Gamma(y + 1/alpha) - log Gamma(1/alpha) is not computed as it stands."""


class LogNormal(NamedTuple):
    """Prior of one observation coordinate: its median, the standard deviation of its log, and what it is."""

    name: str
    median: float
    log_sd: float
    unit: str
    meaning: str


OBSERVATION_PRIORS: tuple[LogNormal, ...] = (
    LogNormal("rho", 0.7, 0.3, "recorded per death", "share of deaths that the record holds"),
    LogNormal(
        "nu", 0.05, 1.0, "deaths per district and month", "recorded deaths that the model knows nothing of"
    ),
    LogNormal("alpha", 0.7, 0.7, "", "dispersion: variance = mean + alpha * mean^2"),
)
"""Priors of the observation coordinates, in the order of their axis (design of the model, part E)."""

OBSERVATION_NAMES: tuple[str, ...] = tuple(prior.name for prior in OBSERVATION_PRIORS)


class Observation(NamedTuple):
    """How violence is recorded in each of N worlds.

    Parameters
    ----------
    rho : (N,), recorded per death, > 0; above 1 the record counts too many
    nu : (N,), recorded deaths per district and month beside those of the model, > 0
    alpha : (N,), dispersion, > 0
    """

    rho: Floats
    nu: Floats
    alpha: Floats


def observation_draws(u: Floats) -> Observation:
    """Return the observation coordinates at points of the unit cube.

    Parameters
    ----------
    u : (3, N), inside 0..1, in the order of `OBSERVATION_PRIORS`

    Returns
    -------
    Observation, each (N,)

    Raises
    ------
    ShapeError : not of that shape, or not inside 0..1 (``bad_points``)

    References
    ----------
    Model text, observation of the record: rho LN(0.7, 0.3), nu LN(0.05, 1), alpha LN(0.7, 0.7).
    Assumption: nu is the same in every district and lies evenly over its dyads, so that it does not grow with
    the number of parties told apart (D13). Deaths of which the model knows nothing (crime, unknown actors,
    wrong places) may then fall where it has nobody die, at a price, instead of ruling the world out.
    """
    points = np.asarray(u, np.float64)
    rows = len(OBSERVATION_PRIORS)
    if points.ndim != 2 or len(points) != rows or not ((points > 0.0) & (points < 1.0)).all():
        raise ShapeError(
            f"bad_points: observation points of shape {points.shape} given; "
            f"expected ({rows}, N), all inside 0..1"
        )
    return Observation(
        *(p.median * np.exp(p.log_sd * ndtri(row)) for p, row in zip(OBSERVATION_PRIORS, points, strict=True))
    )


def log_pmf(counts: ArrayLike, mean: ArrayLike, alpha: ArrayLike) -> Floats:
    """Return the log probability of counts under the negative binomial, arrays broadcast.

    Parameters
    ----------
    counts : whole numbers >= 0
    mean : > 0
    alpha : dispersion, >= 0; 0 is Poisson

    References
    ----------
    Hilbe, Negative Binomial Regression, 2nd ed. (2011), chapter 8 (NB2), with r = 1/alpha. For alpha under
    `FEW_DIGITS` the difference of two log-gammas is by Stirling's series, since it would lose its digits.
    """
    y, m, a = np.broadcast_arrays(*(np.asarray(x, np.float64) for x in (counts, mean, alpha)))
    rising = _log_rising(y, a)
    with np.errstate(divide="ignore", invalid="ignore"):
        shrink = np.where(a > 0.0, np.log1p(a * m) / a, m)
    return np.asarray(rising + y * (np.log(m) - np.log1p(a * m)) - shrink - gammaln(y + 1.0))


def _log_rising(y: Floats, alpha: Floats) -> Floats:
    """Return log of the product over i < y of (1 + alpha i): a ratio of gammas at r = 1/alpha."""
    safe = np.maximum(alpha, 1e-300)
    r = 1.0 / safe
    with np.errstate(over="ignore", invalid="ignore"):
        exact = gammaln(y + r) - gammaln(r) + y * np.log(safe)
        # Stirling, in which the large terms cancel on paper and not in the machine; next term under alpha^3.
        series = (
            (r + y - 0.5) * np.log1p(safe * y) - y + safe * (1.0 / (12.0 * (1.0 + safe * y)) - 1.0 / 12.0)
        )
    nearly_poisson = np.where(alpha * y**2 < 1e-12, 0.0, series)
    return np.asarray(np.where(alpha > FEW_DIGITS, exact, nearly_poisson))


def log_likelihood(counts: NDArray[Any], deaths: NDArray[Any], obs: Observation) -> Floats:
    """Return the log probability of the record given the deaths of each run.

    Parameters
    ----------
    counts : (dyad, district, month), whole numbers >= 0, as recorded
    deaths : (world, ..., dyad, district, month), persons, >= 0; axes between, such as replicates, share the
        world's observation coordinates
    obs : each (world,)

    Returns
    -------
    (world, ...), the sum over cells of `log_pmf`

    Raises
    ------
    ShapeError : ``bad_counts`` (shape, or not whole numbers >= 0), ``bad_deaths`` (negative or missing) or
        ``bad_observation`` (one value per world expected)

    References
    ----------
    As `log_pmf`, summed over cells in closed form: the rising factorials of all cells together are
    sum_i n_i log(1 + alpha i), n_i the number of cells with more than i deaths.
    """
    observed = _checked_counts(counts)
    died = _checked_deaths(deaths, observed, obs)
    cells, flat = observed.ravel(), died.reshape(*died.shape[:-CELL_AXES], -1)
    filled = np.flatnonzero(cells)
    rho, nu, alpha = (_beside(x, flat.ndim) for x in obs)
    mean = rho * flat + nu / len(observed)
    shrunk = np.log1p(alpha * mean)
    total = -shrunk.sum(axis=-1) / alpha[..., 0]
    total += ((np.log(mean[..., filled]) - shrunk[..., filled]) * cells[filled]).sum(axis=-1)
    return np.asarray(total + _beside(_rising_sum(cells, obs.alpha), total.ndim))


def _rising_sum(cells: NDArray[np.int64], alpha: Floats) -> Floats:
    """Return per world what depends on counts and dispersion alone, (world,)."""
    largest = int(cells.max(initial=0))
    constant = float(gammaln(cells + 1.0).sum())
    if not largest:
        return np.zeros(len(alpha)) - constant
    steps = np.arange(largest, dtype=np.float64)
    above = (np.bincount(cells, minlength=largest + 1)[::-1].cumsum()[::-1])[1:].astype(np.float64)
    used = np.flatnonzero(np.concatenate([[True], above[1:] != above[:-1]]))  # runs of equal n_i
    found = np.zeros(len(alpha))
    for start, stop in zip(used, [*used[1:], largest], strict=True):
        found += above[start] * (_log_rising_from(steps[start:stop], alpha))
    return found - constant


def _log_rising_from(steps: Floats, alpha: Floats) -> Floats:
    return np.asarray(np.log1p(alpha[:, None] * steps[None, :]).sum(axis=1))


def draw_counts(deaths: NDArray[Any], obs: Observation, rng: np.random.Generator) -> NDArray[np.int64]:
    """Return what would be recorded of runs: one draw per cell.

    Parameters
    ----------
    deaths : (world, ..., dyad, district, month), persons, >= 0
    obs : each (world,)
    rng : of the caller

    Returns
    -------
    Whole numbers >= 0, shaped as `deaths`

    Raises
    ------
    ShapeError : as `log_likelihood`

    References
    ----------
    The negative binomial as a Poisson whose mean is gamma-distributed (Greenwood & Yule 1920).
    """
    died = np.asarray(deaths, np.float64)
    died = _checked_deaths(died, np.zeros(died.shape[-CELL_AXES:], np.int64), obs)
    rho, nu, alpha = (_beside(x, died.ndim) for x in obs)
    rates = rng.gamma(
        np.broadcast_to(1.0 / alpha, died.shape), alpha * (rho * died + nu / died.shape[-CELL_AXES])
    )
    return rng.poisson(rates)


def _beside(values: Floats, axes: int) -> Floats:
    """Return one value per world with axes of length 1 behind it, `axes` in all."""
    return np.asarray(values, np.float64).reshape(-1, *([1] * (axes - 1)))


def _checked_counts(counts: NDArray[Any]) -> NDArray[np.int64]:
    given = np.asarray(counts)
    if given.ndim != CELL_AXES:
        raise ShapeError(f"bad_counts: counts of shape {given.shape} given; expected (dyad, district, month)")
    if not (np.isfinite(given) & (given >= 0) & (given == np.floor(given))).all():
        raise ShapeError(
            "bad_counts: counts are not all whole numbers of at least 0; expected recorded deaths"
        )
    return given.astype(np.int64)


def _checked_deaths(deaths: NDArray[Any], counts: NDArray[np.int64], obs: Observation) -> Floats:
    died = np.asarray(deaths, np.float64)
    if died.ndim <= CELL_AXES or died.shape[-CELL_AXES:] != counts.shape:
        raise ShapeError(
            f"bad_deaths: deaths of shape {died.shape} given; expected (world, ..., "
            f"{', '.join(str(n) for n in counts.shape)}) as the counts"
        )
    if not (died >= 0.0).all() or not np.isfinite(died).all():
        raise ShapeError(
            "bad_deaths: deaths are negative or missing in some runs; expected numbers of at least 0"
        )
    shapes = {np.shape(x) for x in obs}
    if shapes != {(len(died),)}:
        raise ShapeError(
            f"bad_observation: coordinates of shapes {sorted(shapes)} given; expected one value for each of "
            f"{len(died)} worlds"
        )
    return died
