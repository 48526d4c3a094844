"""Confidence sequences: intervals for a mean that hold at all sample sizes at once.

References
----------
Waudby-Smith & Ramdas 2024, Estimating means of bounded random variables by betting, J. R. Stat. Soc. B 86;
Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas 2024, Time-uniform central limit theory and asymptotic
confidence sequences, Ann. Stat. 52. Both take worlds for independent draws. Points of a scrambled Sobol
sequence are spread more evenly; nothing here relies on it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from irenic.errors import ParameterError

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

TRUNCATION = 0.5
"""Largest part of the capital that is ever at stake on one world (c of the paper)."""

GRID = 240
"""Steps of the grid on which an interval's ends lie; thirds are on it."""

TUNED_FOR = 256
"""Number of worlds at which the asymptotic interval is narrowest relative to a plain one."""


def betting_rejections(
    x: Floats, means: ArrayLike, looks: Sequence[int], alpha: float = 0.1
) -> tuple[Flags, Flags]:
    """Say which means are refuted at each look, from below and from above.

    A gambler bets on the next value being larger (smaller) than a mean, at odds that would be fair if
    the mean were true; capital that has grown to 2/alpha refutes it. Ville's inequality: over all
    times the chance of that is at most alpha/2 on each side if the mean is true.

    Parameters
    ----------
    x : (..., n), values inside 0..1 in the order they came
    means : (mean,), candidates inside 0..1
    looks : (look,), numbers of values, rising, at most n
    alpha : chance of refuting a true mean, over both sides

    Returns
    -------
    too_low, too_high : (..., mean, look), the mean is refuted since the true one is larger; smaller

    Raises
    ------
    ParameterError : values not inside 0..1 (``not_in_unit_interval``), or looks out of order
        (``bad_looks``)

    References
    ----------
    Waudby-Smith & Ramdas 2024: capital of section 4.1 with the predictable plug-in bets of eq. 26,
    truncated at c/m and c/(1 - m); a mean refuted once stays refuted.
    """
    x, candidates = np.asarray(x, np.float64), np.asarray(means, np.float64)
    _check(x, looks)
    bet = _bets(x, alpha)[..., None, :]
    values = x[..., None, :]
    goal = math.log(2.0 / alpha)
    ends = np.asarray(looks) - 1
    reached = []
    for sign, room in ((1.0, candidates), (-1.0, 1.0 - candidates)):
        most = np.divide(TRUNCATION, room, out=np.full_like(room, 1e300), where=room > 0)[:, None]
        stake = np.minimum(bet, most)
        capital = np.cumsum(np.log1p(sign * stake * (values - candidates[:, None])), axis=-1)
        reached.append(np.maximum.accumulate(capital, axis=-1)[..., ends] >= goal)
    return reached[0], reached[1]


def _check(x: Floats, looks: Sequence[int]) -> None:
    if not ((x >= 0.0) & (x <= 1.0)).all():
        raise ParameterError("not_in_unit_interval: values outside 0..1 (or NaN); expected values inside")
    rising = all(a < b for a, b in pairwise(looks))
    if not looks or not rising or looks[0] < 1 or looks[-1] > x.shape[-1]:
        raise ParameterError(f"bad_looks: {list(looks)}; expected rising numbers from 1 to {x.shape[-1]}")


def _bets(x: Floats, alpha: float) -> Floats:
    """Stake on each value from those before it alone, (..., n), > 0."""
    number = np.arange(1.0, x.shape[-1] + 1.0)
    mean = (0.5 + np.cumsum(x, axis=-1)) / (number + 1.0)
    variance = (0.25 + np.cumsum((x - mean) ** 2, axis=-1)) / (number + 1.0)
    before = np.concatenate([np.full((*x.shape[:-1], 1), 0.25), variance[..., :-1]], axis=-1)
    return np.asarray(np.sqrt(2.0 * math.log(2.0 / alpha) / (before * number * np.log1p(number))))


def betting_interval(x: Floats, looks: Sequence[int], alpha: float = 0.1) -> tuple[Floats, Floats]:
    """Return the interval of a mean at each look: all means that are not refuted then.

    Parameters
    ----------
    x : (n,), values inside 0..1
    looks, alpha : as for `betting_rejections`

    Returns
    -------
    low, high : (look,), on a grid of `GRID` steps, rounded outwards, with the values' own mean between

    Raises
    ------
    ParameterError : as `betting_rejections`

    References
    ----------
    Waudby-Smith & Ramdas 2024, theorem 3. Assumption: capital falls as a candidate nears the values'
    mean, so each end is found by halving.
    """
    x = np.asarray(x, np.float64)
    _check(x, looks)
    bet, goal = _bets(x, alpha), math.log(2.0 / alpha)
    low, high = np.zeros(len(looks)), np.ones(len(looks))
    for i, n in enumerate(looks):
        mean = float(x[:n].mean()) * GRID
        low[i] = _refuted_steps((x[:n], bet[:n]), math.floor(mean), goal) / GRID
        high[i] = 1.0 - _refuted_steps((1.0 - x[:n], bet[:n]), math.floor(GRID - mean), goal) / GRID
    return low, high


def _refuted_steps(game: tuple[Floats, Floats], most: int, goal: float) -> int:
    """Largest step of the grid, up to `most`, that the values refute as being too low; 0 where none."""
    x, bet = game

    def refuted(step: int) -> bool:
        mean = step / GRID
        stake = np.minimum(bet, TRUNCATION / mean if mean > 0 else np.inf)
        return bool(np.log1p(stake * (x - mean)).sum() >= goal)

    sure, doubtful = 0, most + 1
    while doubtful - sure > 1:
        middle = (sure + doubtful) // 2
        sure, doubtful = (middle, doubtful) if refuted(middle) else (sure, middle)
    return sure


def asymptotic_half_width(variance: ArrayLike, n: ArrayLike, alpha: float = 0.1) -> Floats:
    """Return the half-width of a mean's interval that holds at all sample sizes at once, for large ones.

    Parameters
    ----------
    variance : of single values, any unit squared
    n : number of values
    alpha : chance that the mean is ever outside

    References
    ----------
    Waudby-Smith et al. 2024, eq. 4 (theorem 2.2), with rho of appendix B.2 tuned for `TUNED_FOR` values.
    """
    count = np.asarray(n, np.float64)
    two = -2.0 * math.log(alpha)
    rho2 = (two + math.log(two + 1.0)) / TUNED_FOR
    inside = 2.0 * (count * rho2 + 1.0) / (count**2 * rho2) * np.log(np.sqrt(count * rho2 + 1.0) / alpha)
    return np.asarray(np.sqrt(np.asarray(variance, np.float64) * inside))
