"""What it can mean that a strategy holds up: ten measures of robustness, each with its trap.

A measure turns one strategy's performance in all worlds into one number. None is right; they differ in how
much they look at the worst worlds, at rivals, at a line to be reached. So all are computed, side by side,
and where they disagree that is said first.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from irenic.analysis.averages import Floats
from irenic.analysis.robustness.weighing import tail_means, weighted_mean, weighted_quantiles

Kind = Literal["level", "loss", "share", "distance"]


class Metric(NamedTuple):
    """One measure of robustness.

    Parameters
    ----------
    id, label, head : name in data, for people, and over a column
    formula : over worlds s, with f the performance (larger is better), r the regret, c the threshold
    kind : level (in f's unit, as f itself), loss (in f's unit, >= 0), share (of worlds) or distance
        (prior standard scores)
    better : which way is better, of the number as printed for an f that is better when larger
    relative : whether it depends on the rivals; the set is then printed with it
    needs_threshold : whether it depends on c
    trap : what it may hide
    reference : where it comes from
    """

    id: str
    label: str
    head: str
    formula: str
    kind: Kind
    better: Literal["min", "max"]
    relative: bool
    needs_threshold: bool
    trap: str
    reference: str

    @property
    def unit(self) -> str:
        """Unit in words; f stands for the unit of the outcome."""
        return {"share": "share of worlds", "distance": "prior standard scores"}.get(self.kind, "f")


def _read_metrics() -> tuple[Metric, ...]:
    text = files("irenic.analysis.robustness").joinpath("metrics.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), strict=True)
    flags = ("relative", "needs_threshold")
    return tuple(Metric(**{**row, **{f: row[f] == "yes" for f in flags}}) for row in rows)  # type: ignore[arg-type]


METRICS: tuple[Metric, ...] = _read_metrics()
"""All measures (metrics.csv), in the order of every array's first axis."""

METRIC_IDS: tuple[str, ...] = tuple(m.id for m in METRICS)

NOT_OFFERED: tuple[tuple[str, str], ...] = (
    ("mean over standard deviation", "changes its order with the unit and with where zero lies"),
    ("skew and kurtosis", "ignore the level: a strategy that always fails can have the best shape"),
)
"""Measures of the literature that are left out, and why."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the measures leave open.

    Parameters
    ----------
    pessimism : Hurwicz's alpha, weight of the worst world, 0..1
    tail : share of worlds in CVaR
    percentile : of regret
    threshold : c, in the unit of f and larger is better
    distances : (world,), from the priors' middle, prior standard scores; None where unknown
    """

    pessimism: float = 0.5
    tail: float = 0.1
    percentile: float = 0.9
    threshold: float = 0.0
    distances: Floats | None = None


def regret_in_worlds(performance: Floats) -> Floats:
    """How far each strategy falls behind the best of the set in each world, (strategy, world), >= 0."""
    return np.asarray(performance.max(0) - performance)


def metric_values(performance: Floats, weights: Floats, settings: Settings) -> Floats:
    """Every measure of every strategy, with larger f better.

    Parameters
    ----------
    performance : (strategy, world), f, no value missing; the set of rivals is this set
    weights : (world,), sum to 1
    settings : what the measures leave open

    Returns
    -------
    (metric, strategy) in the order of `METRICS`; the horizon is infinite where no world fails, and NaN
    where distances are unknown

    References
    ----------
    McPhail et al. 2018, Robustness metrics: how are they calculated, when should they be used and why do
    they give different results?, and each measure's own.
    """
    counted = weights > 0
    f, w = performance[:, counted], weights[counted]
    lost = regret_in_worlds(f)
    worst, best = f.min(1), f.max(1)
    c = settings.threshold
    distances = None if settings.distances is None else settings.distances[counted]
    below_median = np.maximum(weighted_quantiles(f, w, 0.5)[:, None] - f, 0.0)
    found = {
        "maximin": worst,
        "hurwicz": settings.pessimism * worst + (1 - settings.pessimism) * best,
        "laplace": weighted_mean(f, w),
        "tail_mean": tail_means(f, w, settings.tail),
        "minimax_regret": lost.max(1),
        "percentile_regret": weighted_quantiles(lost, w, settings.percentile),
        "domain": weighted_mean((f >= c).astype(np.float64), w),
        "satisficing_regret": weighted_mean(np.maximum(c - f, 0.0), w),
        "horizon": horizons(f < c, distances),
        "undesirable_deviations": weighted_mean(below_median, w),
    }
    return np.stack([found[name] for name in METRIC_IDS])


def horizons(failing: NDArray[np.bool_], distances: Floats | None) -> Floats:
    """Least distance to a failing world, (strategy,); infinite where none fails, NaN without distances.

    Parameters
    ----------
    failing : (strategy, world), bool
    distances : (world,)
    """
    if distances is None:
        return np.full(len(failing), np.nan)
    return np.asarray(np.where(failing, distances, np.inf).min(1, initial=np.inf))


def oriented(values: Floats) -> Floats:
    """Measures as scores, larger is better: those better when small change sign; (metric, strategy)."""
    signs = np.array([1.0 if m.better == "max" else -1.0 for m in METRICS])
    return np.asarray(values * signs.reshape(-1, *[1] * (values.ndim - 1)))


def in_outcome_units(values: Floats, larger_is_better: bool) -> Floats:
    """Levels with the outcome's own sign again: for deaths, the worst world is the one with most.

    Parameters
    ----------
    values : (metric, strategy), as `metric_values` gives them for f = -outcome where less is better
    larger_is_better : of the outcome
    """
    if larger_is_better:
        return values
    signs = np.array([-1.0 if m.kind == "level" else 1.0 for m in METRICS])
    return np.asarray(signs[:, None] * values)
