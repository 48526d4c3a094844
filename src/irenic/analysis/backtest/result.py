"""What a back-test found, as plain values: printed, written as a page and as JSON from here alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from irenic.analysis.backtest.compare import Paired, paired
from irenic.analysis.backtest.forecast import Floats
from irenic.analysis.backtest.levels import Observed
from irenic.analysis.backtest.monthly import Monthly
from irenic.analysis.backtest.outcomes import OutcomeLine
from irenic.analysis.backtest.scores import Scores, pit_histogram, pit_mean
from irenic.analysis.backtest.shapes import ShapeLine
from irenic.record import Window

FORCED, UNFORCED = "forced", "unforced"
WEIGHTED = "_weighted"
MODEL = (FORCED, UNFORCED, FORCED + WEIGHTED, UNFORCED + WEIGHTED)

MODEL_LABELS = {
    FORCED: "model, dated events forced",
    UNFORCED: "model, events left open",
    FORCED + WEIGHTED: "model, forced, weighted",
    UNFORCED + WEIGHTED: "model, open, weighted",
}
"""How people call the model's forecasts: with signing and seating forced as they were dated, or left open."""


class Row(NamedTuple):
    """Mean scores of one forecaster over the units and months of a window.

    Parameters
    ----------
    forecaster : its name
    crps, ignorance, interval_90 : means; persons, bits, persons; less is better
    log_score : mean, nats; infinite where something happened that it gave no probability
    impossible : in how many unit-months that was so
    in_50, in_90 : share of unit-months inside the central intervals
    pit : mean of the probability integral transform; above .5 the forecast was too low
    histogram : share of the transform in each tenth
    """

    forecaster: str
    crps: float
    log_score: float
    impossible: int
    ignorance: float
    in_50: float
    in_90: float
    interval_90: float
    pit: float
    histogram: tuple[float, ...]


class UnitLine(NamedTuple):
    """One unit's deaths in a window, and the mean CRPS of every forecaster there."""

    unit: str
    deaths: float
    crps: Mapping[str, float]


class LevelTable(NamedTuple):
    """One level in one window.

    Parameters
    ----------
    level : such as ``district``
    units, months : how many units; months with a known count
    deaths : counted in the window
    rows : the model first, then the baselines
    paired : (model's forecast, baseline) -> comparison of CRPS
    by_unit : units with deaths in the window, most first
    """

    level: str
    units: int
    months: int
    deaths: float
    rows: tuple[Row, ...]
    paired: Mapping[tuple[str, str], Paired]
    by_unit: tuple[UnitLine, ...]

    def row(self, forecaster: str) -> Row:
        """The row of one forecaster."""
        return next(row for row in self.rows if row.forecaster == forecaster)


class WindowResult(NamedTuple):
    """One window: its span in words, and a table a level, the country first."""

    window: Window
    first: str
    last: str
    tables: tuple[LevelTable, ...]


@dataclass(frozen=True, eq=False, slots=True)
class BackTest:
    """A whole back-test.

    Parameters
    ----------
    title, case : of the case
    digests : of case, record and parameters, by name
    sizes : worlds, replicates, months and seed by name
    weighting : in words; empty without one
    windows, outcomes, shapes : what was found
    monthly : the country's deaths month by month
    notes : what the reader must know, as sentences
    """

    title: str
    case: str
    digests: Mapping[str, str]
    sizes: Mapping[str, int]
    weighting: str
    windows: tuple[WindowResult, ...]
    outcomes: tuple[OutcomeLine, ...]
    shapes: tuple[ShapeLine, ...]
    monthly: Monthly
    notes: tuple[str, ...]

    @property
    def forecasts(self) -> tuple[str, ...]:
        """Names of the model's forecasts, in a fixed order."""
        present = {name for window in self.windows for table in window.tables for name, _ in table.paired}
        return tuple(name for name in MODEL if name in present)


def level_table(
    observed: Observed, window: Window, scores: Mapping[str, Scores], baselines: Sequence[str], seed: int
) -> LevelTable:
    """Return the table of one level in one window.

    Parameters
    ----------
    observed : what was recorded on the level
    window : months
    scores : name of a forecaster -> its scores in the window
    baselines : names of those that are no model
    seed : of the resampling of months
    """
    counts = observed.during(window.first, window.last)
    known = ~np.isnan(counts).any(0)
    comparisons = {
        (name, other): paired(found.crps, scores[other].crps, seed)
        for name, found in scores.items()
        if name not in baselines
        for other in baselines
    }
    rows = tuple(_row(name, found) for name, found in scores.items())
    by_unit = _by_unit(observed.units, counts, scores) if len(observed.units) > 1 else ()
    return LevelTable(
        observed.level, len(counts), int(known.sum()), float(np.nansum(counts)), rows, comparisons, by_unit
    )


def _row(name: str, scores: Scores) -> Row:
    means = {
        field: _mean(getattr(scores, field))
        for field in ("crps", "ignorance", "in_50", "in_90", "interval_90")
    }
    return Row(
        forecaster=name,
        log_score=_mean(scores.log_score),
        impossible=int(np.isinf(scores.log_score).sum()),
        pit=pit_mean(scores.below, scores.up_to),
        histogram=tuple(pit_histogram(scores.below, scores.up_to).tolist()),
        **means,
    )


def _mean(values: Floats) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else float("nan")


def _by_unit(units: Sequence[str], counts: Floats, scores: Mapping[str, Scores]) -> tuple[UnitLine, ...]:
    totals = np.nansum(counts, axis=1)
    order = [int(i) for i in np.argsort(-totals, kind="stable") if totals[i] > 0]
    return tuple(
        UnitLine(units[i], float(totals[i]), {name: _mean(found.crps[i]) for name, found in scores.items()})
        for i in order
    )
