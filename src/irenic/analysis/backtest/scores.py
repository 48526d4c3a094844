"""How well a forecast of counts did: proper scores, coverage and the probability integral transform.

Every score is of the distribution *as issued*: its members with their weights are the forecast, as a user
would hold it. CRPS is therefore the exact one of that discrete distribution (the quantile-decomposition
estimator), not the "fair" one of an unknown law behind it: the fair estimator rewards an ensemble for members
it does not have, and for conflictology's twelve months there is no law behind. With M members the difference
is the mean distance between two members over 2M: a tenth of a per mille of it with 4,096.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from irenic.analysis.backtest.forecast import Floats, Forecast
from irenic.errors import ShapeError

BIN_EDGES = (0, 1, 3, 6, 11, 26, 51, 101, 251, 501, 1001)
"""Least count of each bin of the ignorance score: 0, 1-2, 3-5, 6-10, 11-25, ... , over 1,000."""

NOMINAL_DRAWS = 1000
"""Draws a forecast has in the VIEWS prediction challenge; one more is added to every bin."""

CENTRAL = (0.5, 0.9)
PIT_BINS = 10
SLACK = 1e-12
"""Rounding allowed where cumulative weights meet a probability."""


class Scores(NamedTuple):
    """Scores of each unit and month, (unit, month); NaN where nothing is known to score by.

    Parameters
    ----------
    crps : continuous ranked probability score, persons; less is better
    log_score : minus the log probability of what was counted, nats; infinite where it had none
    ignorance : binned and smoothed, bits, as in the VIEWS challenge
    below, up_to : probability of less than what was counted, and of at most that
    in_50, in_90 : 1 where the count lies inside the central interval, else 0
    interval_90 : interval score of the central 90% interval, persons
    """

    crps: Floats
    log_score: Floats
    ignorance: Floats
    below: Floats
    up_to: Floats
    in_50: Floats
    in_90: Floats
    interval_90: Floats

    def months(self, first: int, last: int) -> Scores:
        """Scores of some months: places, 0 the first, both included."""
        return Scores(*(part[:, first : last + 1] for part in self))


def score(forecast: Forecast, observed: Floats) -> Scores:
    """Score a forecast.

    Parameters
    ----------
    forecast : of U units and T months
    observed : (U, T), counts; NaN where not known

    Raises
    ------
    ShapeError : ``bad_observed``

    References
    ----------
    Gneiting & Raftery 2007, JASA 102 (CRPS, log score, interval score); Hegre et al. 2024, The 2023/24 VIEWS
    prediction challenge (ignorance score); Czado, Gneiting & Held 2009, Biometrics 65 (PIT of counts).
    """
    counted = np.asarray(observed, np.float64)
    if counted.shape != forecast.shape:
        raise ShapeError(f"bad_observed: counts of shape {counted.shape} given; expected {forecast.shape}")
    weights = forecast.member_weights()
    parts = [
        _of_unit(np.asarray(m, np.float64), weights, y)
        for m, y in zip(forecast.members, counted, strict=True)
    ]
    joined = [np.stack(columns) for columns in zip(*parts, strict=True)]
    crps, surprise, below, up_to, in_50, in_90, interval = joined
    if forecast.mixture is None:
        with np.errstate(divide="ignore"):
            log_score = -np.log(np.maximum(up_to - below, 0.0))
    else:
        log_score = -forecast.mixture.log_probability(counted)
    unknown = np.isnan(counted)
    found = (crps, log_score, surprise, below, up_to, in_50, in_90, interval)
    return Scores(*(np.where(unknown, np.nan, part) for part in found))


def _of_unit(members: Floats, weights: Floats, observed: Floats) -> tuple[Floats, ...]:
    """Scores of one unit from its members (month, M); unknown months give numbers to be blanked."""
    order = np.argsort(members, axis=-1, kind="stable")
    ordered = np.take_along_axis(members, order, -1)
    shares = weights[order]
    y = np.nan_to_num(observed)
    quarters = central_interval(ordered, shares, CENTRAL[0])
    tails = central_interval(ordered, shares, CENTRAL[1])
    return (
        crps_ordered(ordered, shares, y),
        _ignorance(ordered, shares, y),
        (shares * (ordered < y[:, None])).sum(-1),
        (shares * (ordered <= y[:, None])).sum(-1),
        _inside(quarters, y),
        _inside(tails, y),
        _interval_score(tails, y),
    )


def crps_ordered(ordered: Floats, shares: Floats, observed: Floats) -> Floats:
    """CRPS of discrete distributions.

    Parameters
    ----------
    ordered : (..., M), members in order
    shares : (..., M), their weights, sum 1
    observed : (...)

    References
    ----------
    Scoringrules' quantile decomposition; the integral of (F - step)^2 of the weighted step function F.
    """
    import scoringrules

    return np.asarray(
        scoringrules.crps_ensemble(
            observed, ordered, ens_w=shares, estimator="qd", sorted_ensemble=True, backend="numpy"
        )
    )


def central_interval(ordered: Floats, shares: Floats, level: float) -> tuple[Floats, Floats]:
    """Ends of the central interval: the smallest members with at least that probability at or below.

    Parameters
    ----------
    ordered, shares : as in `crps_ordered`
    level : probability inside, 0..1

    References
    ----------
    Hyndman & Fan 1996, definition 1 (inverse of the distribution function).
    """
    tail = (1.0 - level) / 2.0
    low, high = (quantile_ordered(ordered, shares, at) for at in (tail, 1.0 - tail))
    return low, high


def quantile_ordered(ordered: Floats, shares: Floats, at: float) -> Floats:
    """Smallest member with at least probability `at` at or below it, (...)."""
    reached = np.cumsum(shares, -1) >= at - SLACK
    place = np.where(reached.any(-1), reached.argmax(-1), ordered.shape[-1] - 1)
    return np.asarray(np.take_along_axis(ordered, place[..., None], -1)[..., 0])


def _ignorance(ordered: Floats, shares: Floats, observed: Floats) -> Floats:
    """Minus log2 of the smoothed probability of the bin that was counted.

    Probabilities are those a sample of `NOMINAL_DRAWS` has on average with one draw more in every bin, so
    that forecasts of any number of members compare; the worst score is log2(1011) = 9.98.
    """
    edges = np.append(np.asarray(BIN_EDGES, np.float64), np.inf)
    place = np.searchsorted(edges, observed, side="right") - 1
    low, high = edges[place], edges[place + 1]
    inside = (ordered >= low[:, None]) & (ordered < high[:, None])
    share = (shares * inside).sum(-1)
    return np.asarray(-np.log2((NOMINAL_DRAWS * share + 1.0) / (NOMINAL_DRAWS + len(BIN_EDGES))))


def _inside(interval: tuple[Floats, Floats], observed: Floats) -> Floats:
    low, high = interval
    return np.asarray((low <= observed) & (observed <= high), np.float64)


def _interval_score(interval: tuple[Floats, Floats], observed: Floats) -> Floats:
    import scoringrules

    low, high = interval
    missed = 1.0 - CENTRAL[1]
    return np.asarray(scoringrules.interval_score(observed, low, high, missed, backend="numpy"))


def pit_histogram(below: Floats, up_to: Floats, bins: int = PIT_BINS) -> Floats:
    """Share of the probability integral transform in each tenth: flat where the forecast is calibrated.

    Parameters
    ----------
    below, up_to : of `Scores`, any shape; NaN left out
    bins : how many

    Returns
    -------
    (bins,), sum 1; NaN where nothing is known

    References
    ----------
    Czado, Gneiting & Held 2009, Biometrics 65, eq. 2: the non-random PIT of counts, uniform between the two.
    """
    known = ~np.isnan(below)
    low, high = below[known][:, None], up_to[known][:, None]
    if not low.size:
        return np.full(bins, np.nan)
    edges = np.linspace(0.0, 1.0, bins + 1)
    width = np.maximum(high - low, SLACK)
    reached = np.clip((edges - low) / width, 0.0, 1.0)
    reached[:, 0], reached[:, -1] = 0.0, 1.0  # a count without probability lies at an end
    found: NDArray[np.float64] = np.diff(reached, axis=-1).mean(0)
    return np.asarray(found / found.sum())


def pit_mean(below: Floats, up_to: Floats) -> float:
    """Mean of the transform: .5 where the forecast is neither too high (below .5) nor too low (above)."""
    known = ~np.isnan(below)
    return float(((below + up_to) / 2.0)[known].mean()) if known.any() else float("nan")
