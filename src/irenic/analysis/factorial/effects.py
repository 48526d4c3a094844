"""Main effects and two-way interactions, world by world.

All cells meet the same worlds with the same luck, so an effect is a difference inside each world; its
interval is over worlds, and the share of worlds with its sign says how far it is a matter of which world
one lives in.

References
----------
Box, Hunter & Hunter 2005, Statistics for Experimenters, chapters 5 and 6, for effects as contrasts; Efron
& Tibshirani 1993, eq. 5.12, for the standard error of a mean of paired differences.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

from irenic.analysis.averages import Floats
from irenic.analysis.factorial.cells import FACTORS, Cell, cell_of

Bools = NDArray[np.bool_]

Z90 = 1.6448536269514722
"""Standard normal quantile at .95."""


@dataclass(frozen=True, slots=True)
class Contrast:
    """An effect as weights of cells; they sum to 0.

    Parameters
    ----------
    factors : one for a main effect, two for an interaction
    levels : of each, against its first level (of air, for timing's interaction with it, "uninvited")
    weights : by cell
    """

    factors: tuple[str, ...]
    levels: tuple[str, ...]
    weights: Mapping[Cell, float]

    @property
    def name(self) -> str:
        """Such as ``kit pay`` or ``breadth broad x air partnered``."""
        return " x ".join(f"{f} {level}" for f, level in zip(self.factors, self.levels, strict=True))

    @property
    def is_main(self) -> bool:
        """True for a main effect."""
        return len(self.factors) == 1


@dataclass(frozen=True, slots=True)
class Effect:
    """An effect on one outcome or family; values in its unit.

    Parameters
    ----------
    contrast : which
    mean, error : over worlds, and its standard error
    low, high : 90% interval of the mean
    least, greatest : 10% and 90% quantiles over worlds
    share : share of worlds where the effect has the sign of the mean; exact zeros count half
    below, above : mean and standard error where moral hazard is below 0, and where not (decision D35);
        None where there is no such world
    """

    contrast: Contrast
    mean: float
    error: float
    low: float
    high: float
    least: float
    greatest: float
    share: float
    below: tuple[float, float] | None
    above: tuple[float, float] | None

    @property
    def is_clear(self) -> bool:
        """True where the interval leaves out 0."""
        return self.low > 0 or self.high < 0


def contrasts() -> tuple[Contrast, ...]:
    """Return all main effects, then all two-way interactions."""
    mains = [_contrast((factor,), (level,)) for factor in FACTORS for level in _against(factor)]
    pairs = [
        _contrast((one, two), levels)
        for one, two in combinations(FACTORS, 2)
        for levels in product(_against(one, two), _against(two, one))
    ]
    return (*mains, *pairs)


def _first(factor: str, other: str = "") -> int:
    """Number of the level that others stand against; with timing air's is the first that has air support."""
    return 1 if (factor, other) == ("air", "timing") else 0


def _against(factor: str, other: str = "") -> tuple[str, ...]:
    return FACTORS[factor][1 + _first(factor, other) :]


def _contrast(factors: tuple[str, ...], levels: tuple[str, ...]) -> Contrast:
    """Average over all other factors; where timing is in play, over cells with air support."""
    others = {factor: [one for one in factors if one != factor] for factor in factors}
    base = {factor: FACTORS[factor][_first(factor, *others[factor])] for factor in factors}
    signs: dict[Cell, float] = {}
    for combination in product(*FACTORS.values()):
        row = dict(zip(FACTORS, combination, strict=True))
        if "timing" in factors and row["air"] == "none":
            continue
        sign = 1.0
        for factor, level in zip(factors, levels, strict=True):
            sign *= 1.0 if row[factor] == level else -1.0 if row[factor] == base[factor] else 0.0
        cell = cell_of(combination)
        signs[cell] = signs.get(cell, 0.0) + sign
    positive = sum(sign for sign in signs.values() if sign > 0)
    # Half of the positive weight of an interaction stands for each of its two differences.
    scale = (2.0 if len(factors) == 2 else 1.0) / positive
    return Contrast(factors, levels, {cell: sign * scale for cell, sign in signs.items() if sign != 0})


def effect(contrast: Contrast, values: Mapping[Cell, Floats], below: Bools | None) -> Effect:
    """Return an effect on an outcome.

    Parameters
    ----------
    contrast : see `contrasts`
    values : (world,) of every cell, not missing
    below : (world,), True where moral hazard is below 0; None where the worlds have none
    """
    parts = [weight * values[cell] for cell, weight in contrast.weights.items()]
    each: Floats = np.stack(parts).sum(0)
    mean, error = _mean(each)
    sign = np.sign(mean) or 1.0
    share = float(np.mean(np.sign(each) == sign) + 0.5 * np.mean(each == 0))
    least, greatest = (float(q) for q in np.quantile(each, (0.1, 0.9)))
    split = (None, None) if below is None else (_part(each, below), _part(each, ~below))
    low, high = mean - Z90 * error, mean + Z90 * error
    return Effect(contrast, mean, error, low, high, least, greatest, share, *split)


def effects(values: Mapping[Cell, Floats], below: Bools | None) -> tuple[Effect, ...]:
    """Return all effects on an outcome; parameters as `effect`."""
    return tuple(effect(contrast, values, below) for contrast in contrasts())


def _part(each: Floats, where: Bools) -> tuple[float, float] | None:
    chosen = each[where]
    return _mean(chosen) if len(chosen) else None


def _mean(each: Floats) -> tuple[float, float]:
    """Mean and its standard error; the error is infinite with one world."""
    error = float(each.std(ddof=1) / np.sqrt(len(each))) if len(each) > 1 else float("inf")
    return float(each.mean()), error
