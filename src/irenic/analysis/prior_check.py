"""What the priors alone say, beside what was recorded (decisions D15, D26)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from irenic.analysis.averages import Floats

YEAR = 12
BAND = (0.05, 0.5, 0.95)
WIDEST = 6.0
"""Largest ratio of the 95% to the 5% point that decision D15 allows for deaths a year."""

REPORTED = 0.7
"""Median of the share of deaths that event data record (model.md E, the prior of rho)."""

FREED_BELOW = 0.25
"""Share of the base districts under which the extremist counts as dislodged (D26, outcomes.csv)."""


class Band(NamedTuple):
    """5%, 50% and 95% points over runs."""

    low: float
    median: float
    high: float

    @property
    def ratio(self) -> float:
        """95% point over the 5% point; infinite where the latter is 0."""
        return self.high / self.low if self.low > 0 else float("inf")

    def holds(self, low: float, high: float) -> bool:
        """Whether all of `low` to `high` lies inside."""
        return self.low <= low and high <= self.high


def band(values: Floats) -> Band:
    """Band over all runs, worlds and luck together, as a record is one draw of both.

    Parameters
    ----------
    values : any shape, one number per run
    """
    return Band(*(float(x) for x in np.quantile(values, BAND)))


def yearly(flow: Floats) -> Floats:
    """Sums over whole years.

    Parameters
    ----------
    flow : (..., month), a month's count

    Returns
    -------
    (..., year); months after the last whole year are left out
    """
    years = flow.shape[-1] // YEAR
    return np.asarray(flow[..., : years * YEAR].reshape(*flow.shape[:-1], years, YEAR).sum(-1))


def growth(strength: Floats, start: Floats, month: int) -> Floats:
    """Strength at the end of a month relative to the start.

    Parameters
    ----------
    strength : (world, replicate, month), persons
    start : (world,), persons, > 0
    month : 1 for the first

    Returns
    -------
    (world, replicate)
    """
    return np.asarray(strength[..., month - 1] / start[:, None])


def freed(base_share: Floats, months: int, run_of: int = 1) -> Floats:
    """Whether the extremist's share of its base fell under a quarter within some months.

    Parameters
    ----------
    base_share : (..., month), at the end of each month
    months : looked at; more than there are means all
    run_of : 1 for any single month, 3 for the mean of three months in a row

    Returns
    -------
    (...), 1 where it did, else 0
    """
    seen = base_share[..., :months]
    if run_of > 1:
        windows = np.lib.stride_tricks.sliding_window_view(seen, run_of, axis=-1)
        seen = windows.mean(-1)
    return np.asarray((seen < FREED_BELOW).any(-1), np.float64)
