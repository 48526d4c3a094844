"""A negative-binomial regression on a unit's own past, pooled over units, fed with its own draws."""

from __future__ import annotations

import warnings
from typing import NamedTuple

import numpy as np

from irenic.analysis.backtest.baselines import REGRESSION, YEAR
from irenic.analysis.backtest.forecast import LEAST_MEAN, Floats, Forecast, Mixture
from irenic.errors import ShapeError

LAGS = 3
TERMS = LAGS + 2
"""Constant, log1p of the last three counts, log1p of the mean of the last twelve."""

ROWS_A_TERM = 4
PATHS = 1000
CEILING = 10.0
"""No drawn count feeds back above so many times the highest one of the history."""

LEAST_DISPERSION = 1e-4
STREAM = 1
"""Place of these draws among those of a back-test."""


class Fit(NamedTuple):
    """A fitted regression: coefficients (`TERMS`,), dispersion, and how it was found, in words."""

    coefficients: Floats
    dispersion: float
    note: str


def negbin_regression(history: Floats, months: int, seed: int) -> Forecast:
    """Forecast by a negative-binomial regression with lags.

    Every path draws a month from its own law and takes what it drew as the past of the next month, so that
    uncertainty grows with the distance from the last known month.

    Parameters
    ----------
    history : (unit, month), counts before the window; NaN where not known
    months : length of the window
    seed : of the draws

    References
    ----------
    Cameron & Trivedi 2013, Regression Analysis of Count Data, sections 3.3 (NB2) and 7.5 (autoregressive
    models with log-transformed lags). Assumption: one set of coefficients for all units of a level, as most
    districts alone have too few deaths to fit.
    """
    past = np.asarray(history, np.float64)
    if past.ndim != 2 or past.shape[1] < 1:
        raise ShapeError(f"bad_history: counts of shape {past.shape} given; expected (unit, month)")
    known = past[:, _after_last_gap(past) :]
    fit = _fitted(known)
    rng = np.random.Generator(np.random.Philox(np.random.SeedSequence((seed, STREAM, *known.shape))))
    mean, draws, bounded = _paths(known, fit, months, rng)
    notes = [fit.note] if fit.note else []
    if bounded:
        share = bounded / draws.size
        shown = "under 0.1%" if share < 0.001 else f"{share:.1%}"
        notes.append(f"{shown} of its draws were bounded at {CEILING:g} times the highest count on record.")
    weights = np.full(PATHS, 1.0 / PATHS)
    mixture = Mixture(mean, np.full(1, fit.dispersion), weights)
    return Forecast(REGRESSION, draws, mixture=mixture, notes=tuple(notes))


def _after_last_gap(past: Floats) -> int:
    """First month after the last one that is not known in every unit."""
    gaps = np.flatnonzero(np.isnan(past).any(0))
    start = int(gaps[-1]) + 1 if len(gaps) else 0
    if start >= past.shape[1]:
        raise ShapeError("bad_history: the last month before the window is not known")
    return start


def _terms(recent: Floats) -> Floats:
    """Regressors from the last twelve counts, (..., 12) -> (..., `TERMS`)."""
    lags = np.log1p(recent[..., : -LAGS - 1 : -1])
    mean = np.log1p(recent.mean(-1, keepdims=True))
    return np.concatenate([np.ones_like(mean), lags, mean], -1)


def _fitted(past: Floats) -> Fit:
    rows = past.shape[1] - YEAR
    count = max(rows, 0) * len(past)
    if count < ROWS_A_TERM * TERMS or not past.any():
        why = f"only {count} months to learn from" if past.any() else "no death on record"
        return _by_moments(past, why)
    windows = np.lib.stride_tricks.sliding_window_view(past, YEAR, axis=1)[:, :-1]
    x, y = _terms(windows).reshape(-1, TERMS), past[:, YEAR:].reshape(-1)
    start = _two_steps(x, y)
    if start is None:
        return _by_moments(past, "no fit converged")
    return _maximum_likelihood(x, y, start) or start


def _two_steps(x: Floats, y: Floats) -> Fit | None:
    """Poisson coefficients, then the dispersion by moments about them."""
    import statsmodels.api as sm

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # convergence is asked of the result
            found = sm.GLM(y, x, family=sm.families.Poisson()).fit()
    except (np.linalg.LinAlgError, ValueError):
        return None
    values, mean = np.asarray(found.params, np.float64), np.asarray(found.fittedvalues, np.float64)
    if not found.converged or not np.isfinite(values).all() or not np.isfinite(mean).all():
        return None
    excess = float(((y - mean) ** 2 - mean).sum() / np.maximum((mean**2).sum(), LEAST_MEAN))
    note = "The full fit did not converge: Poisson coefficients, dispersion by moments."
    return Fit(values, max(excess, LEAST_DISPERSION), note)


def _maximum_likelihood(x: Floats, y: Floats, start: Fit) -> Fit | None:
    from statsmodels.discrete.discrete_model import NegativeBinomial

    begin = [*start.coefficients, min(max(start.dispersion, 0.1), 5.0)]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = NegativeBinomial(y, x).fit(disp=0, maxiter=500, start_params=begin)
    except (np.linalg.LinAlgError, ValueError):
        return None
    values = np.asarray(found.params, np.float64)
    if not found.mle_retvals["converged"] or not np.isfinite(values).all() or values[-1] <= 0:
        return None
    return Fit(values[:-1], max(float(values[-1]), LEAST_DISPERSION), "")


def _by_moments(past: Floats, why: str) -> Fit:
    """A constant for all units, from the last twelve months."""
    last = past[:, -YEAR:]
    mean, variance = float(last.mean()), float(last.var())
    dispersion = (variance - mean) / mean**2 if mean > 0 else 0.0
    values = np.zeros(TERMS)
    values[0] = np.log(max(mean, 1e-12))
    note = f"No regression ({why}): one law with mean and variance of the last {last.shape[1]} months."
    return Fit(values, max(dispersion, LEAST_DISPERSION), note)


def _paths(past: Floats, fit: Fit, months: int, rng: np.random.Generator) -> tuple[Floats, Floats, int]:
    """Means and draws (unit, month, path), and how many draws were bounded."""
    if past.shape[1] < YEAR:
        past = np.concatenate([np.zeros((len(past), YEAR - past.shape[1])), past], 1)
    recent = np.repeat(past[:, None, -YEAR:], PATHS, axis=1)
    highest = CEILING * max(float(past.max()), 1.0)
    means, draws, bounded = [], [], 0
    for _ in range(months):
        mean = np.exp(np.minimum(_terms(recent) @ fit.coefficients, np.log(highest)))
        drawn = rng.poisson(rng.gamma(1.0 / fit.dispersion, fit.dispersion * mean)).astype(np.float64)
        bounded += int((drawn > highest).sum())
        drawn = np.minimum(drawn, highest)
        means.append(mean)
        draws.append(drawn)
        recent = np.concatenate([recent[..., 1:], drawn[..., None]], -1)
    return np.stack(means, 1), np.stack(draws, 1), bounded
