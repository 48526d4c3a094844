"""What a fan chart shows, as plain numbers: quantiles over runs by month, single runs, places of labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from irenic.analysis.averages import Floats, quantiles
from irenic.analysis.belief import unequal
from irenic.analysis.robustness.weighing import known_quantiles
from irenic.figures.theme import ink, series_dash, series_ink, series_mark
from irenic.record.months import read_month

MOST_BANDS = 3
"""Strategies whose bands are drawn over one another; of more, only the medians."""

AT = (0.1, 0.25, 0.5, 0.75, 0.9)
_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class FanSeries:
    """Which monthly series a fan shows.

    Parameters
    ----------
    id, label, unit : of the series
    start : month before the first, YYYY-MM; empty where it is not known
    """

    id: str
    label: str
    unit: str
    start: str = ""

    def month(self, number: int) -> str:
        """Return a month of the simulation as people write it, such as "Nov 2016"."""
        start = read_month(self.start)
        if start is None:
            return f"month {number}"
        year, month = start.after(number)
        return f"{_NAMES[month - 1]} {year}"


@dataclass(frozen=True, eq=False)
class Band:
    """Runs of one strategy.

    Parameters
    ----------
    label : of the strategy, shown as it is
    values : (run, month); NaN where missing
    ghost : whether it only stands behind the others, as what they are compared with
    weights : (run,), how much each counts; None for alike
    position : of the strategy in its study, which gives colour, dash and mark; None for its place in the fan
    paths : single runs to draw, each a name and its (month,) values
    """

    label: str
    values: Floats
    ghost: bool = False
    weights: Floats | None = None
    position: int | None = None
    paths: Sequence[tuple[str, Floats]] = field(default=())

    @cached_property
    def quantiles(self) -> Floats:
        """Quantiles over runs at `AT`, (quantile, month)."""
        by_month = np.asarray(self.values, np.float64).T
        heavy = unequal(self.weights)
        return quantiles(by_month, AT) if heavy is None else known_quantiles(by_month, heavy, AT)

    @property
    def median(self) -> Floats:
        """Median over runs by month."""
        return np.asarray(self.quantiles[2])

    def look(self, place: int) -> tuple[str, list[int], str]:
        """Return colour, dash and mark of its line.

        Parameters
        ----------
        place : in the fan
        """
        if self.ghost:
            return ink("ghost"), [4, 3], "circle"
        at = place if self.position is None else self.position
        return series_ink(at), series_dash(at), series_mark(at)


def value_range(bands: Sequence[Band]) -> tuple[float, float]:
    """Return least and greatest value to be shown; from 0 where that is not far below.

    Parameters
    ----------
    bands : at least one
    """
    drawn = [band.quantiles for band in bands] + [path for band in bands for _, path in band.paths]
    known = np.concatenate([np.ravel(one) for one in drawn])
    known = known[np.isfinite(known)]
    if not known.size:
        return 0.0, 1.0
    low, high = float(known.min()), float(known.max())
    if 0 <= low < 0.6 * high:
        low = 0.0
    if high <= low:
        return low - 0.5 * (abs(low) or 1.0), high + 0.5 * (abs(high) or 1.0)
    return low, high + 0.02 * (high - low)


def ticks(months: int) -> list[int]:
    """Return the months that an axis names: every year, half-year, quarter or month."""
    step = 12 if months > 60 else 6 if months > 18 else 3 if months > 6 else 1
    return list(range(step, months + 1, step))


def spread_out(wanted: Sequence[float], heights: Sequence[float], room: float) -> list[float]:
    """Return places of labels near where they belong and clear of one another.

    Parameters
    ----------
    wanted : middle of each label, pixels from the top
    heights : of each
    room : pixels there are

    Returns
    -------
    the middles, in the order given; they overlap only where there is less room than labels
    """
    order = np.argsort(wanted, kind="stable")
    placed = [float(wanted[i]) for i in order]
    size = [float(heights[i]) for i in order]
    for i in range(len(placed)):  # downwards, each below the one before
        floor = size[i] / 2 if i == 0 else placed[i - 1] + (size[i - 1] + size[i]) / 2
        placed[i] = max(placed[i], floor)
    for i in reversed(range(len(placed))):  # back up, where the last ran out of room
        last = i == len(placed) - 1
        ceiling = room - size[i] / 2 if last else placed[i + 1] - (size[i + 1] + size[i]) / 2
        placed[i] = min(placed[i], ceiling)
    found = [0.0] * len(placed)
    for place, i in zip(placed, order, strict=True):
        found[int(i)] = place
    return found
