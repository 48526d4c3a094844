"""One prior: a truncated distribution with its source, grade and expected sign."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, betaincinv, ndtr, ndtri

Distribution = Literal["normal", "lognormal", "beta"]
Floats = NDArray[np.float64]

CONTESTED_FLOOR = 0.10
"""Least probability of the wrong sign a contested prior has unless its row argues why (D16)."""

NATURAL_LIMITS: dict[str, tuple[float, float]] = {
    "share": (0.0, 1.0),
    "share per month": (0.0, 1.0),
    "chance per month": (0.0, 1.0),
    "change in share": (-1.0, 1.0),
    "change in share per month": (-1.0, 1.0),
    "ratio of at least 1": (1.0, np.inf),
}
"""Values a unit allows by definition; no bound, given or widened, passes them."""


@dataclass(frozen=True, slots=True)
class Prior:
    """One row of `parameters.csv`.

    Parameters
    ----------
    id : name used in equations, code and results
    mechanism : M1 to M12 as in the model text, or "amendment" for what came after
    meaning, unit : in words; some units carry `NATURAL_LIMITS`
    distribution : "normal" (a mean, b sd), "lognormal" (a median, b log-sd) or "beta" (a, b)
    a, b : as above
    lower, upper : bounds of the truncation
    source, checked : where it comes from, and how much of that was looked at
    grade : A quasi-experimental or replicated, B several observational studies, C one study or
        case, D expert guess
    contested : whether evidence or argument stands on both sides
    expected_sign : +1 or -1, the sign the wording expects; the other one is the wrong sign
    argument : why a contested prior is (nearly) one-signed; may be empty
    """

    id: str
    mechanism: str
    meaning: str
    unit: str
    distribution: Distribution
    a: float
    b: float
    lower: float
    upper: float
    source: str
    checked: str
    grade: str
    contested: bool
    expected_sign: int
    argument: str

    @property
    def centre(self) -> float:
        """Mean (normal, beta) or median (log-normal) before truncation."""
        return self.a / (self.a + self.b) if self.distribution == "beta" else self.a

    def cdf(self, values: Floats | float) -> Floats:
        """Return the probability below `values` *before* truncation, in 0..1."""
        x = np.asarray(values, dtype=np.float64)
        if self.distribution == "normal":
            return np.asarray(ndtr((x - self.a) / self.b))
        if self.distribution == "beta":
            return np.asarray(betainc(self.a, self.b, np.clip(x, 0.0, 1.0)))
        with np.errstate(divide="ignore"):
            logs = np.log(np.maximum(x, 0.0))
        return np.asarray(ndtr((logs - np.log(self.a)) / self.b))

    def ppf(self, probabilities: Floats) -> Floats:
        """Return the quantile *before* truncation; the inverse of `cdf`."""
        if self.distribution == "beta":
            # SciPy returns NaN for some probabilities under 1e-120; no draw comes near.
            safe = np.where(probabilities < 1e-60, 0.0, probabilities)
            return np.asarray(betaincinv(self.a, self.b, safe))
        scores = ndtri(probabilities)
        if self.distribution == "normal":
            return np.asarray(self.a + self.b * scores)
        return np.asarray(self.a * np.exp(self.b * scores))

    def quantile(self, probabilities: Floats) -> Floats:
        """Return the quantile of the truncated prior; 0 gives `lower`, 1 gives `upper`."""
        low, high = self.cdf(self.lower), self.cdf(self.upper)
        values = self.ppf(low + probabilities * (high - low))
        # A function and its inverse meet only to rounding: this moves last digits, never mass.
        return np.clip(values, self.lower, self.upper)

    def probability(self, values: Floats | float) -> Floats:
        """Return the probability below `values` under the truncated prior; inverse of `quantile`."""
        low, high = self.cdf(self.lower), self.cdf(self.upper)
        inside = np.clip(np.asarray(values, dtype=np.float64), self.lower, self.upper)
        return np.asarray((self.cdf(inside) - low) / (high - low))

    @property
    def below_zero(self) -> float:
        """Probability that the truncated prior is below zero."""
        return float(self.probability(0.0))

    @property
    def wrong_sign(self) -> float:
        """Probability of the sign the wording does not expect, under the truncated prior."""
        return self.below_zero if self.expected_sign > 0 else 1.0 - self.below_zero

    def spread(self, factor: float) -> Prior:
        """Return the prior `factor` times as wide; see `ParameterTable.spread`."""
        if self.distribution == "lognormal":
            lower, upper = (self.a * (bound / self.a) ** factor for bound in (self.lower, self.upper))
        else:
            lower, upper = (self.centre + factor * (x - self.centre) for x in (self.lower, self.upper))
        a, b = self.a, self.b * factor
        if self.distribution == "beta":
            a, b = (1.0 + (count - 1.0) / factor**2 for count in (self.a, self.b))
        least, greatest = natural_limits(self.distribution, self.unit)
        return replace(self, a=a, b=b, lower=max(lower, least), upper=min(upper, greatest))


def natural_limits(distribution: str, unit: str) -> tuple[float, float]:
    """Return the least and greatest value that the unit and the distribution allow at all."""
    least, greatest = NATURAL_LIMITS.get(unit, (-np.inf, np.inf))
    if distribution == "beta":
        return max(least, 0.0), min(greatest, 1.0)
    return (max(least, 0.0), greatest) if distribution == "lognormal" else (least, greatest)


def shorthand(prior: Prior) -> str:
    """Return a prior as the model text writes it: N(mean, sd), LN(median, log-sd) or Be(a, b)."""
    letters = {"normal": "N", "lognormal": "LN", "beta": "Be"}[prior.distribution]
    return f"{letters}({prior.a:g}, {prior.b:g})"
