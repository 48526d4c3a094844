"""The country's deaths month by month: what was recorded, and the bands that forecasts laid around it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from irenic.analysis.backtest.forecast import Floats, Forecast
from irenic.analysis.backtest.levels import Observed
from irenic.analysis.backtest.scores import quantile_ordered
from irenic.record import Record

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Ends of the central 90% and 50%, and the middle."""

BEFORE = 12
"""Months before the start that are told beside them: what a reader knew."""


class Monthly(NamedTuple):
    """Months of the country.

    Parameters
    ----------
    observed : calendar month -> deaths recorded, NaN where not known; from `BEFORE` months before the start
    months : calendar months of the forecasts
    bands : name of a forecast -> (quantile, month), persons
    """

    observed: Mapping[str, float]
    months: tuple[str, ...]
    bands: Mapping[str, Floats]


def country_bands(forecast: Forecast) -> Floats:
    """Return the quantiles of a forecast of the country, (quantile, month), persons.

    Parameters
    ----------
    forecast : of one unit
    """
    members = np.asarray(forecast.members[0], np.float64)
    order = np.argsort(members, axis=-1, kind="stable")
    ordered, shares = np.take_along_axis(members, order, -1), forecast.member_weights()[order]
    return np.stack([quantile_ordered(ordered, shares, at) for at in QUANTILES])


def monthly_of(record: Record, observed: Observed, months: int, bands: Mapping[str, Floats]) -> Monthly:
    """Return the country month by month.

    Parameters
    ----------
    record : whose calendar it is
    observed : of the country
    months : length of the forecasts
    bands : by name of a forecast
    """
    first = max(observed.first, 1 - BEFORE)
    counts = observed.during(first, months)[0]
    named = {record.calendar(first + i): float(count) for i, count in enumerate(counts)}
    return Monthly(named, tuple(record.calendar(month) for month in range(1, months + 1)), dict(bands))
