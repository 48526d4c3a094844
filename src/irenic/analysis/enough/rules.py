"""When a question is settled: rules that look at a growing number of worlds and stop for good."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from irenic.analysis.enough.confidence import (
    Floats,
    asymptotic_half_width,
    betting_interval,
    betting_rejections,
)

Codes = NDArray[np.int64]

FIRST_LOOK = 64
"""Fewer worlds settle nothing: the asymptotic intervals need some, and a Sobol sample its balance."""

OPEN = -1
"""Code of a question that is not settled yet."""

FAILS_TO, HOLDS_FROM = 1.0 / 3.0, 2.0 / 3.0
"""Shares of worlds between verdicts (decision D17)."""

ALPHA = 0.1
"""Chance that a rule ever settles for a wrong answer."""


class Rule(Protocol):
    """What `irenic.analysis.enough.forecast` asks of a rule."""

    @property
    def answers(self) -> tuple[str, ...]:
        """Answers by code."""

    def codes(self, x: Floats, looks: Sequence[int]) -> Codes:
        """Answers at each look, `OPEN` while there is none, (..., look); the first one stays."""


@dataclass(frozen=True, slots=True)
class ShareRule:
    """Settled when the share of worlds is known to be on one side of each boundary between verdicts.

    Parameters
    ----------
    bounds : rising, inside 0..1
    answers : one more than bounds, from small shares to large
    alpha : chance of ever settling for a wrong answer

    References
    ----------
    Decision D17 for bounds and answers; `betting_rejections` for the interval. A wrong answer needs a
    true share refuted as a bound from one side, which has a chance of alpha/2 at most for each side.
    """

    bounds: tuple[float, ...] = (FAILS_TO, HOLDS_FROM)
    answers: tuple[str, ...] = ("fails", "mixed", "holds")
    alpha: float = ALPHA

    def codes(self, x: Floats, looks: Sequence[int]) -> Codes:
        """Return answers at each look.

        Parameters
        ----------
        x : (..., n), whether it holds in each world, or the share of its runs, 0..1
        looks : numbers of worlds
        """
        above, below = betting_rejections(x, np.array(self.bounds), looks, self.alpha)
        return _codes_between(above, below)


def _codes_between(above: NDArray[np.bool_], below: NDArray[np.bool_]) -> Codes:
    """Place between bounds, from being above or below each, (..., bound, look)."""
    settled = (above | below).all(-2)
    return _kept(np.where(settled, above.sum(-2), OPEN))


@dataclass(frozen=True, slots=True)
class SignRule:
    """Settled when a mean, as of a paired difference, is known to be above or below 0.

    Parameters
    ----------
    answers : for a mean below 0 and for one above
    alpha : chance of ever settling for the wrong sign, for large numbers of worlds
    """

    answers: tuple[str, ...] = ("below", "above")
    alpha: float = ALPHA

    def codes(self, x: Floats, looks: Sequence[int]) -> Codes:
        """Return answers at each look.

        Parameters
        ----------
        x : (..., n), differences world by world, any unit
        looks : numbers of worlds
        """
        mean, half = _running(x, looks, self.alpha)
        return _kept(np.where(np.abs(mean) > half, (mean > 0).astype(np.int64), OPEN))


@dataclass(frozen=True, slots=True)
class WinnerRule:
    """Settled when one option is known to be better on average than each of the others.

    Parameters
    ----------
    answers : names of the options
    alpha : chance of ever settling for one that is not best, for large numbers of worlds; shared out
        evenly among the others (Bonferroni)
    """

    answers: tuple[str, ...]
    alpha: float = ALPHA

    def codes(self, x: Floats, looks: Sequence[int]) -> Codes:
        """Return answers at each look.

        Parameters
        ----------
        x : (option, n), at least two options in the same worlds, larger is better
        looks : numbers of worlds
        """
        middle = x[:, : looks[0]].mean(1, keepdims=True)  # against rounding of large values
        total, square = _moments(x - middle, looks)
        return _kept(self.best(total, square, np.asarray(looks), middle[:, 0]))

    def best(self, total: Floats, square: Floats, n: NDArray[np.int64], middle: Floats) -> Codes:
        """Return answers from sums alone, each look by itself.

        Parameters
        ----------
        total, square : (look, option) sums and (look, option, option) sums of products, less `middle`
        n : (look,), numbers of worlds
        middle : (option,), what was taken off first
        """
        count = np.asarray(n, np.float64)[:, None, None]
        gap = (total[:, :, None] - total[:, None, :]) / count
        own = np.einsum("lii->li", square)
        variance = (own[:, :, None] + own[:, None, :] - 2.0 * square) / count - gap**2
        options = len(middle)
        half = asymptotic_half_width(
            np.maximum(variance, 0.0) * count / (count - 1.0), count, self.alpha / max(options - 1, 1)
        )
        ahead = gap + middle[:, None] - middle
        best = np.all((ahead > half) | np.eye(options, dtype=bool), axis=2)
        return np.where(best.any(1), best.argmax(1), OPEN)


@dataclass(frozen=True, slots=True)
class WidthRule:
    """Settled when the interval of a share is narrow enough.

    Parameters
    ----------
    width : of the whole interval, share of worlds, above 0
    alpha : chance that the share is ever outside
    """

    width: float
    alpha: float = ALPHA

    @property
    def answers(self) -> tuple[str, ...]:
        """The one answer there is."""
        return (f"known to within {self.width:g}",)

    def codes(self, x: Floats, looks: Sequence[int]) -> Codes:
        """Return 0 at each look from which the interval is narrow enough.

        Parameters
        ----------
        x : (n,), whether it holds in each world, 0..1
        looks : numbers of worlds
        """
        low, high = betting_interval(x, looks, self.alpha)
        return _kept(np.where(high - low <= self.width, 0, OPEN))


def _running(x: Floats, looks: Sequence[int], alpha: float) -> tuple[Floats, Floats]:
    """Mean and half-width at each look, (..., look)."""
    x = np.asarray(x, np.float64)
    starts, n = np.array([0, *looks[:-1]]), np.asarray(looks, np.float64)
    middle = x[..., : looks[0]].mean(-1, keepdims=True)  # against rounding of large values
    away = x[..., : looks[-1]] - middle
    total, square = (np.cumsum(np.add.reduceat(v, starts, axis=-1), axis=-1) for v in (away, away**2))
    variance = np.maximum(square / n - (total / n) ** 2, 0.0) * n / np.maximum(n - 1.0, 1.0)
    return total / n + middle, asymptotic_half_width(variance, n, alpha)


def _moments(x: Floats, looks: Sequence[int]) -> tuple[Floats, Floats]:
    """Sums (look, option) and sums of products (look, option, option) of the first values."""
    parts = [x[:, lo:hi] for lo, hi in zip((0, *looks[:-1]), looks, strict=True)]
    return np.cumsum([p.sum(1) for p in parts], axis=0), np.cumsum([p @ p.T for p in parts], axis=0)


def _kept(codes: Codes) -> Codes:
    """Keep the first answer at all later looks: a rule that has stopped looks no more."""
    found = codes.copy()
    for look in range(1, codes.shape[-1]):
        before = found[..., look - 1]
        found[..., look] = np.where(before != OPEN, before, found[..., look])
    return found


def looks_upto(worlds: int, first: int = FIRST_LOOK) -> tuple[int, ...]:
    """Return the numbers of worlds to look at: 64, 128, ... and at last all there are; none below 64.

    Parameters
    ----------
    worlds : at least 1
    first : the first look
    """
    if worlds < first:
        return ()
    found = []
    while first < worlds:
        found.append(first)
        first *= 2
    return (*found, worlds)
