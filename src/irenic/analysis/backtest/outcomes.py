"""Where what was recorded lies among the model's runs: figures of the record against series of the engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from irenic.analysis.backtest.forecast import Floats
from irenic.analysis.backtest.scores import crps_ordered, quantile_ordered
from irenic.record.figures import Recorded
from irenic.record.months import CalendarMonth

ALIASES = {"strength": "extremist_strength", "territory": "extremist_territory"}
"""Quantities of a record that the engine calls otherwise."""

FLOWS = {"_year": 12, "_quarter": 3, "_month": 1}
"""Endings of a flow's name, and the months it counts."""

SOFT_FROM = "C"
"""Figures of this grade or worse are judgements: scored on direction and order, never on level."""

CENTRAL = (0.5, 0.8, 0.9)
DEATHS = "deaths"


class Place(NamedTuple):
    """Where one recorded figure lies among the runs of one forecaster.

    Parameters
    ----------
    low, median, high : 10%, 50% and 90% point of the runs
    position : share of runs below the figure, half of those that round to it counted
    inside : whether it lies in the central 50%, 80% and 90% of runs
    crps : in the figure's unit; None for a soft figure
    """

    low: float
    median: float
    high: float
    position: float
    inside: tuple[bool, bool, bool]
    crps: float | None


class OutcomeLine(NamedTuple):
    """One recorded figure and its place by forecaster.

    Parameters
    ----------
    figure : as recorded
    series : of the engine
    months : first and last month of the simulation that it covers
    soft : of grade C or worse
    places : name of a forecaster -> place
    """

    figure: Recorded
    series: str
    months: tuple[int, int]
    soft: bool
    places: Mapping[str, Place]


class Source(NamedTuple):
    """The runs of one forecaster: series (lane, month) by name, and weights of the lanes, sum 1."""

    series: Mapping[str, Floats]
    weights: Floats


def outcome_lines(
    figures: Sequence[Recorded], sources: Mapping[str, Source], start: CalendarMonth, months: int
) -> tuple[OutcomeLine, ...]:
    """Return every recorded figure that the model has a series for.

    Deaths are left out: they are scored as counts, against one family of data alone.

    Parameters
    ----------
    figures : of the record
    sources : by name of the forecaster
    start : the case's
    months : length of the runs

    References
    ----------
    Decision D20.
    """
    known = set.intersection(*(set(source.series) for source in sources.values())) if sources else set()
    lines = []
    slack = _rounding(figures)
    for figure in figures:
        series, is_flow, rate = series_of(figure.quantity)
        first, last = (month.number_from(start) for month in figure.months)
        if series not in known or series.startswith(DEATHS) or last > months:
            continue
        if first < 1 and (is_flow or last < 1):
            continue
        if len(figure.period) == 4 and not is_flow:
            continue  # a state has no value for a year
        span = (first, last) if is_flow else (last, last)
        soft = figure.grade >= SOFT_FROM
        places = {
            name: _place(
                (_values(source.series[series], span, rate), source.weights),
                (figure.value, slack[figure.quantity]),
                soft=soft,
            )
            for name, source in sources.items()
        }
        lines.append(OutcomeLine(figure, series, span, soft, places))
    return tuple(lines)


def series_of(quantity: str) -> tuple[str, bool, int]:
    """Return the engine's series of a recorded quantity, whether it is a flow, and the months it counts.

    Parameters
    ----------
    quantity : such as ``strength`` or ``crossings_quarter``
    """
    for ending, count in FLOWS.items():
        if quantity.endswith(ending):
            return ALIASES.get(name := quantity.removesuffix(ending), name), True, count
    return ALIASES.get(quantity, quantity), False, 1


def _values(series: Floats, span: tuple[int, int], rate: int) -> Floats:
    """A value per lane: the mean over the months, times the months that the figure counts."""
    first, last = span
    return np.asarray(series[:, first - 1 : last].mean(-1) * rate, np.float64)


def _rounding(figures: Sequence[Recorded]) -> dict[str, float]:
    """Half a unit in the last digit of each quantity: a figure stands for all that rounds to it."""
    digits: dict[str, int] = {}
    for figure in figures:
        text = f"{figure.value:.6f}".rstrip("0")
        digits[figure.quantity] = max(digits.get(figure.quantity, 0), len(text.partition(".")[2]))
    return {quantity: 0.5 * 10.0**-count for quantity, count in digits.items()}


def _place(runs: tuple[Floats, Floats], known: tuple[float, float], *, soft: bool) -> Place:
    """Where a figure and its rounding lie among the runs' values with their weights."""
    (values, weights), (recorded, slack) = runs, known
    order = np.argsort(values, kind="stable")
    ordered, shares = values[order], weights[order]
    below = float(shares[ordered < recorded - slack].sum())
    equal = float(shares[np.abs(ordered - recorded) <= slack].sum())
    position = below + equal / 2.0
    low, median, high = (float(quantile_ordered(ordered, shares, at)) for at in (0.1, 0.5, 0.9))
    # a figure that some runs hit exactly is inside wherever part of them is
    inside = tuple(below < (1 + level) / 2 and below + equal > (1 - level) / 2 for level in CENTRAL)
    score = None if soft else float(crps_ordered(ordered, shares, np.asarray(recorded)))
    return Place(low, median, high, position, (inside[0], inside[1], inside[2]), score)
