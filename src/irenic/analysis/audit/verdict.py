"""The rule by which a claim gets its verdict, fixed before any run (decision D17)."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincinv

from irenic.analysis.belief import LEAST_EFFECTIVE
from irenic.analysis.robustness.weighing import effective_worlds

Floats = NDArray[np.float64]
Verdict = Literal["holds", "mixed", "fails", "can't tell"]

HOLDS_FROM, FAILS_TO = 2.0 / 3.0, 1.0 / 3.0
CONFIDENCE = 0.9
STABLE = 0.8
"""Least share of resamples, of each kind, that must give the same verdict."""

SPEAKING = 0.05
"""Least share of worlds that a claim must speak of."""

VERDICTS: tuple[Verdict, ...] = ("fails", "mixed", "holds", "can't tell")
"""Verdicts in the order of the codes of `verdict_codes`."""

UNTOLD = 3


class Share(NamedTuple):
    """A share of worlds with its 90% interval.

    ``holding`` of the ``speaking`` worlds; ``worlds`` were looked at. The three shares are NaN where
    no world speaks. Where worlds carry weights the shares are of weight, ``effective`` is the number of
    equal worlds that tell as much as those that speak, and ``weight`` the share of all weight that does;
    both are None where all worlds count alike.
    """

    share: float
    low: float
    high: float
    holding: int
    speaking: int
    worlds: int
    effective: float | None = None
    weight: float | None = None

    @property
    def number(self) -> float:
        """Worlds that speak, as equal ones."""
        return float(self.speaking) if self.effective is None else self.effective

    @property
    def spoken(self) -> float:
        """Share of all that was looked at of which it speaks, 0..1."""
        return self.speaking / max(self.worlds, 1) if self.weight is None else self.weight

    @property
    def too_few(self) -> bool:
        """Whether weights leave too few worlds to decide anything."""
        return self.effective is not None and self.effective < LEAST_EFFECTIVE

    @property
    def verdict(self) -> Verdict:
        """What the rule says of it, stability aside."""
        if self.too_few:
            return "can't tell"
        if self.effective is not None:
            n, looked = self.effective, self.effective / self.spoken
            return VERDICTS[int(verdict_codes(np.array(_held(self.share, n)), np.array(n), looked))]
        code = verdict_codes(np.array(self.holding), np.array(self.speaking), self.worlds)
        return VERDICTS[int(code)]


def jeffreys_interval(holding: ArrayLike, speaking: ArrayLike) -> tuple[Floats, Floats]:
    """90% interval of a share: Jeffreys' (beta 1/2, 1/2), with the end itself at none and at all.

    Parameters
    ----------
    holding, speaking : counts, any shapes that broadcast; need not be whole

    Returns
    -------
    lower and upper ends, NaN where nothing speaks

    References
    ----------
    Brown, Cai & DasGupta 2001, Interval estimation for a binomial proportion, section 4.3. Worlds are
    quasi-random points: the interval, which takes them for independent, is then somewhat too wide.
    """
    k, n = np.broadcast_arrays(np.asarray(holding, np.float64), np.asarray(speaking, np.float64))
    fine = n > 0
    k, safe = np.where(fine, k, 0.0), np.where(fine, n, 1.0)
    tail = (1.0 - CONFIDENCE) / 2.0
    low = np.where(k <= 0, 0.0, betaincinv(k + 0.5, safe - k + 0.5, tail))
    high = np.where(k >= safe, 1.0, betaincinv(k + 0.5, safe - k + 0.5, 1.0 - tail))
    return np.where(fine, low, np.nan), np.where(fine, high, np.nan)


def share_of(holding: int, speaking: int, worlds: int) -> Share:
    """Return a share of worlds with its interval.

    Parameters
    ----------
    holding, speaking, worlds : counts, each at most the next
    """
    low, high = jeffreys_interval(holding, speaking)
    share = holding / speaking if speaking else float("nan")
    return Share(share, float(low), float(high), holding, speaking, worlds)


def weighted_share(holds: NDArray[np.bool_], spoken: NDArray[np.bool_], weights: Floats | None) -> Share:
    """Return the share of worlds in which something holds, as far as each world counts.

    Parameters
    ----------
    holds, spoken : (world,)
    weights : (world,), above 0; None where all count alike

    References
    ----------
    Kish 1965, section 11.7: as many equal worlds as have the same error; Jeffreys' interval of so many
    (Franco, Little, Louis & Slud 2019, J. Surv. Stat. Methodol. 7, on intervals by effective samples).
    """
    holding = holds & spoken
    counts = int(holding.sum()), int(spoken.sum()), len(spoken)
    if weights is None:
        return share_of(*counts)
    if not counts[1]:
        nothing = float("nan")
        return Share(nothing, nothing, nothing, *counts, effective=0.0, weight=0.0)
    mine = weights[spoken]
    share = 1.0 if counts[0] == counts[1] else float(weights[holding].sum() / mine.sum())
    number = effective_worlds(mine)
    low, high = jeffreys_interval(_held(share, number), number)
    return Share(share, float(low), float(high), *counts, number, float(mine.sum() / weights.sum()))


def _held(share: float, number: float) -> float:
    """Of so many equal worlds, those that hold; all of them, not nearly all, at a share of 1."""
    return number if share >= 1.0 else share * number


def verdict_codes(holding: ArrayLike, speaking: ArrayLike, worlds: ArrayLike) -> NDArray[np.int8]:
    """Verdicts of many sets of worlds at once, as places in `VERDICTS`.

    Parameters
    ----------
    holding, speaking, worlds : counts, any shapes that broadcast

    References
    ----------
    Decision D17: holds where the interval's lower end is at least 2/3, fails where its upper end is at
    most 1/3, mixed between; can't tell where fewer than 5% of worlds can speak.
    """
    low, high = jeffreys_interval(holding, speaking)
    untold = np.asarray(speaking, np.float64) < SPEAKING * np.asarray(worlds, np.float64)
    untold = untold | np.isnan(low)
    codes = np.where(low >= HOLDS_FROM, 2, np.where(high <= FAILS_TO, 0, 1))
    return np.where(untold, UNTOLD, codes).astype(np.int8)
