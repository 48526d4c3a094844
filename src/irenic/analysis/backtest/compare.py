"""Whether one forecaster did better than another: paired differences by month, with their uncertainty."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from irenic.analysis.backtest.forecast import Floats
from irenic.errors import ShapeError

RESAMPLES = 4000
LEVEL = 0.9
FEW_MONTHS = 12
STREAM = 3
"""Place of the resampling among the draws of a back-test."""

BETTER, WORSE, UNCLEAR = "better", "worse", "no clear difference"


class Paired(NamedTuple):
    """The model's mean score less a baseline's: below 0 the model did better.

    Parameters
    ----------
    difference : mean over months
    low, high : central 90% interval over resampled months
    months : how many were scored
    verdict : `BETTER`, `WORSE` or `UNCLEAR`, of the model
    """

    difference: float
    low: float
    high: float
    months: int
    verdict: str

    @property
    def decides_little(self) -> bool:
        """Whether so few months were scored that the interval itself is shaky."""
        return self.months < FEW_MONTHS


def paired(model: Floats, baseline: Floats, seed: int) -> Paired:
    """Compare two forecasters month by month.

    Parameters
    ----------
    model, baseline : (unit, month), scores of which less is better; months with NaN in either left out
    seed : of the resampling

    References
    ----------
    Kuensch 1989, Annals of Statistics 17, and Politis & Romano 1992 (circular block bootstrap); blocks of
    about the cube root of the number of months, since wars last longer than a month. Units of one month stay
    together, since they are not independent.
    """
    if model.shape != baseline.shape or model.ndim != 2:
        raise ShapeError(
            f"bad_scores: scores of shapes {model.shape} and {baseline.shape} given; expected one shape"
        )
    with np.errstate(invalid="ignore"):
        gaps = model - baseline
    known = ~np.isnan(gaps).any(0)
    monthly = gaps[:, known].mean(0) if known.any() else np.zeros(0)
    if not monthly.size:
        return Paired(float("nan"), float("nan"), float("nan"), 0, UNCLEAR)
    low, high = _interval(monthly, seed)
    verdict = BETTER if high < 0 else WORSE if low > 0 else UNCLEAR
    return Paired(float(monthly.mean()), low, high, len(monthly), verdict)


def _interval(monthly: Floats, seed: int) -> tuple[float, float]:
    size = len(monthly)
    block = max(1, round(size ** (1 / 3)))
    rng = np.random.Generator(np.random.Philox(np.random.SeedSequence((seed, STREAM, size))))
    starts = rng.integers(0, size, (RESAMPLES, -(-size // block)))
    places = (starts[..., None] + np.arange(block)) % size
    means = monthly[places.reshape(RESAMPLES, -1)[:, :size]].mean(-1)
    tail = (1.0 - LEVEL) / 2.0
    low, high = np.quantile(means, (tail, 1.0 - tail))
    return float(low), float(high)
