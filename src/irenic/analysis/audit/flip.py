"""Where a verdict flips: the value of an input at which a claim's share of worlds crosses 2/3 or 1/3."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from irenic.analysis.audit.influence import Windows, windows
from irenic.analysis.audit.verdict import FAILS_TO, HOLDS_FROM

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


class Crossing(NamedTuple):
    """A crossing of a threshold; places are probabilities under the input's prior.

    ``low`` and ``high`` are where the windowed 90% interval's ends cross: the range in which it lies.
    """

    threshold: float
    at: float
    low: float
    high: float


class Flip(NamedTuple):
    """What an input does to a claim's share of worlds over its prior.

    ``rising`` says whether the share rises with the input; ``first`` and ``last`` are the smoothed
    shares in its lowest and highest stretch; no crossing: the verdict does not flip within the prior.
    """

    input: int
    rising: bool
    first: float
    last: float
    crossings: tuple[Crossing, ...]


def flip_of(index: int, uniforms: Floats, holds: Flags, load: Floats | None = None) -> Flip | None:
    """Return where a claim's share of worlds crosses 2/3 and 1/3 along one input.

    Parameters
    ----------
    index : of the input
    uniforms : (world,), its probabilities
    holds : (world,), of the worlds that speak
    load : (world,), how many equal worlds each counts for; None for one

    Returns
    -------
    None where the worlds are too few

    References
    ----------
    Barlow, Bartholomew, Bremner & Brunk 1972, Statistical Inference under Order Restrictions (isotonic
    regression). Assumption: one input moves the share in one direction; where it does not, the smoothed
    curve is flat there and no crossing is claimed.
    """
    found = windows(uniforms, holds, load)
    if found is None:
        return None
    rising = bool(np.corrcoef(found.centres, found.shares)[0, 1] >= 0) if np.ptp(found.shares) > 0 else True
    curve = monotone(found.shares, found.speaking, rising=rising)
    crossings = (_crossing(found, curve, rising, threshold) for threshold in (HOLDS_FROM, FAILS_TO))
    return Flip(index, rising, float(curve[0]), float(curve[-1]), tuple(c for c in crossings if c))


def monotone(values: Floats, weights: Floats, *, rising: bool = True) -> Floats:
    """Isotonic regression: the monotone curve nearest to the values.

    Parameters
    ----------
    values, weights : (n,)
    rising : which way

    References
    ----------
    Pool adjacent violators: Barlow et al. 1972, section 1.2.
    """
    from scipy.optimize import isotonic_regression

    return np.asarray(isotonic_regression(values, weights=weights, increasing=rising).x)


def _crossing(found: Windows, curve: Floats, rising: bool, threshold: float) -> Crossing | None:
    at = place_of(found.centres, curve, threshold)
    if at is None:
        return None
    low, high = (monotone(end, found.speaking, rising=rising) for end in found.interval)
    ends = [place_of(found.centres, end, threshold) for end in (low, high)]
    # An end that never crosses leaves the range open to the end of the prior.
    early, late = (ends[1], ends[0]) if rising else (ends[0], ends[1])
    return Crossing(threshold, at, 0.0 if early is None else early, 1.0 if late is None else late)


def place_of(centres: Floats, curve: Floats, threshold: float) -> float | None:
    """Return where a monotone curve crosses a threshold, straight between centres; None where it does not.

    Parameters
    ----------
    centres, curve : (n,), centres rising
    threshold : between the curve's ends, or there is no crossing
    """
    above = curve >= threshold
    if above.all() or not above.any():
        return None
    i = int(np.flatnonzero(above[1:] != above[:-1])[0])
    step = (threshold - curve[i]) / (curve[i + 1] - curve[i])
    return float(centres[i] + step * (centres[i + 1] - centres[i]))
