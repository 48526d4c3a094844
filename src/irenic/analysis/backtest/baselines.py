"""Forecasts that are hard to beat: last year's counts, the last count, nothing at all.

Each sees the months before the window and none of it (decision D3).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from irenic.analysis.backtest.forecast import LEAST_MEAN, Floats, Forecast, Mixture
from irenic.errors import ShapeError

YEAR = 12
QUANTILES = 1000
"""Members that stand for a law: its quantiles at the middles of as many equal parts."""

CONFLICTOLOGY, LAST, ZERO, REGRESSION = "conflictology", "last_poisson", "zero", "negbin_regression"

LABELS = {
    CONFLICTOLOGY: "conflictology (last year)",
    LAST: "last count, Poisson",
    ZERO: "zero",
    REGRESSION: "regression with lags",
}
"""How people call the baselines."""

Baseline = Callable[[Floats, int], Forecast]


def conflictology(history: Floats, months: int) -> Forecast:
    """The unit's own last twelve months as the distribution of every month to come.

    Parameters
    ----------
    history : (unit, month), counts before the window; NaN where not known
    months : length of the window

    References
    ----------
    Hegre et al. 2024, The 2023/24 VIEWS prediction challenge: the benchmark of that name.
    """
    checked = _checked(history)
    last = checked[:, -YEAR:]
    known = ~np.isnan(last).any(0)
    if not known.any():
        raise ShapeError("bad_history: no count of the last twelve months is known in every unit")
    members = np.repeat(last[:, None, known], months, axis=1)
    notes = (
        () if known.all() and last.shape[1] == YEAR else (f"It has {known.sum()} months of the last twelve.",)
    )
    return Forecast(CONFLICTOLOGY, members, notes=notes)


def last_poisson(history: Floats, months: int) -> Forecast:
    """A Poisson law about the last known count.

    Parameters
    ----------
    history, months : as in `conflictology`
    """
    from scipy.stats import poisson

    last = _last_known(_checked(history))
    at = (np.arange(QUANTILES) + 0.5) / QUANTILES
    members = np.asarray(poisson.ppf(at[None, :], last[:, None]), np.float64)
    shape = (len(last), months, QUANTILES)
    mean = np.broadcast_to(last[:, None, None], (*shape[:2], 1))
    mixture = Mixture(np.maximum(mean, LEAST_MEAN), np.zeros(1), np.ones(1))
    return Forecast(LAST, np.broadcast_to(members[:, None, :], shape), mixture=mixture)


def zero(history: Floats, months: int) -> Forecast:
    """Nobody dies.

    Parameters
    ----------
    history, months : as in `conflictology`
    """
    nobody = np.zeros((len(_checked(history)), months, 1))
    return Forecast(ZERO, nobody, mixture=Mixture(nobody, np.zeros(1), np.ones(1)))


def _last_known(history: Floats) -> Floats:
    known = ~np.isnan(history)
    if not known.any(1).all():
        raise ShapeError("bad_history: a unit has no known count before the window")
    place = history.shape[1] - 1 - known[:, ::-1].argmax(1)
    return np.asarray(np.take_along_axis(history, place[:, None], 1)[:, 0])


def _checked(history: Floats) -> Floats:
    counts = np.asarray(history, np.float64)
    if counts.ndim != 2 or not counts.size:
        raise ShapeError(
            f"bad_history: counts of shape {counts.shape} given; expected (unit, month), some of each"
        )
    if (counts < 0).any():
        raise ShapeError("bad_history: counts below 0 given; expected persons")
    return counts
