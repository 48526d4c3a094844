"""The measures of one arm in one sample of worlds, and what propositions ask of several arms.

A run of an arm keeps only what the claims ask for: outcomes whole, monthly series at the month or as the
mean over the months that some claim names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from irenic.analysis.averages import world_means
from irenic.analysis.proposition import SCORES, Measure
from irenic.analysis.regret import draw_weightings
from irenic.study.manifest import FAMILIES, OutcomeInfo

Floats = NDArray[np.float64]


class Extract(NamedTuple):
    """What is kept of a run: an outcome, or a monthly series from `first` to `last`, both included."""

    name: str
    first: int | None = None
    last: int | None = None

    @property
    def label(self) -> str:
        """Name in a file, such as ``deaths`` or ``acceptance.13-24``."""
        return self.name if self.first is None else f"{self.name}.{self.first}-{self.last}"


Kept = Mapping[Extract, NDArray[np.float32]]
"""Of one arm in one sample: extract -> (world, replicate)."""


def weighted(outcomes: Iterable[OutcomeInfo]) -> tuple[OutcomeInfo, ...]:
    """Return the outcomes that enter scores: with a family, a direction and a value in every run."""
    return tuple(o for o in outcomes if o.family != "none" and o.direction != "none" and not o.may_be_missing)


def is_score(measure: Measure) -> bool:
    """Return whether a measure is a score or regret: over all weighted outcomes and all arms at once."""
    return measure.name in SCORES and measure.first is None


def extracts_of(
    measures: Iterable[Measure], arms: Iterable[str], outcomes: Sequence[OutcomeInfo]
) -> dict[str, set[Extract]]:
    """Return what must be kept of each arm so that these measures can be told.

    Parameters
    ----------
    measures, arms : of one claim
    outcomes : all there are; scores take every weighted one, of every arm

    Returns
    -------
    arm -> extracts
    """
    needed: dict[str, set[Extract]] = {arm: set() for arm in arms}
    for measure in measures:
        if is_score(measure):
            for of_arm in needed.values():
                of_arm.update(Extract(o.id) for o in weighted(outcomes))
        else:
            needed[measure.arm].add(Extract(measure.name, measure.first, measure.last))
    return needed


def values_of(
    measures: Sequence[Measure],
    kept: Mapping[str, Kept],
    outcomes: Sequence[OutcomeInfo],
    *,
    by_world: bool,
    weights: Floats | None = None,
    belief: Floats | None = None,
) -> dict[Measure, Floats]:
    """Return a claim's measures as `irenic.analysis.proposition.evaluate` wants them.

    Parameters
    ----------
    measures : of the claim
    kept : of each of its arms, all of one sample
    outcomes : all there are
    by_world : means over replicates, (world,), with the luck removed; else single runs, (world, replicate)
    weights : (family,), of ``score`` and ``regret``; None for equal ones (score) and a sweep (regret)
    belief : (world,), how much each world counts for the unit of scores, above 0; None for alike
    """
    found: dict[Measure, Floats] = {}
    plain = [m for m in measures if not is_score(m)]
    for measure in plain:
        runs = np.asarray(kept[measure.arm][Extract(measure.name, measure.first, measure.last)], np.float64)
        found[measure] = world_means(runs) if by_world else runs
    if len(plain) < len(measures):
        scores = family_scores(kept, outcomes, by_world=by_world, belief=belief)
        arms = list(kept)
        for measure in measures:
            if measure not in found:
                found[measure] = _scored(measure.name, arms.index(measure.arm), scores, weights)
    return found


def family_scores(
    kept: Mapping[str, Kept],
    outcomes: Sequence[OutcomeInfo],
    *,
    by_world: bool,
    belief: Floats | None = None,
) -> Floats:
    """Families of outcomes in standard deviations of world means over worlds and arms, larger is better.

    Parameters
    ----------
    kept, outcomes, by_world, belief : as in `values_of`

    Returns
    -------
    (arm, world[, replicate], family), families in their fixed order, those without an outcome left out

    References
    ----------
    Decision D32: outcomes inside a family weigh the same.
    """
    of_family: dict[str, list[Floats]] = {}
    for info in weighted(outcomes):
        runs = np.stack([np.asarray(arm[Extract(info.id)], np.float64) for arm in kept.values()])
        averages = world_means(runs)
        middle, spread = _middle_and_spread(averages, belief)
        fixed = spread <= 1e-12 * max(1.0, float(np.abs(averages).max()))
        sign = 1.0 if info.direction == "max" else -1.0
        chosen = averages if by_world else runs
        scores = np.zeros_like(chosen) if fixed else sign * (chosen - middle) / spread
        of_family.setdefault(info.family, []).append(scores)
    return np.stack([np.mean(of_family[f], axis=0) for f in FAMILIES if f in of_family], axis=-1)


def _middle_and_spread(averages: Floats, belief: Floats | None) -> tuple[float, float]:
    """Mean and standard deviation over arms and worlds, (arm, world)."""
    if belief is None:
        return float(averages.mean()), float(averages.std())
    w = belief / belief.sum()
    middle = float((averages @ w).mean())
    return middle, float(np.sqrt((((averages - middle) ** 2) @ w).mean()))


def _scored(name: str, arm: int, scores: Floats, weights: Floats | None) -> Floats:
    families = scores.shape[-1]
    if name == "score":
        return np.asarray(scores[arm] @ (np.full(families, 1.0 / families) if weights is None else weights))
    rows = draw_weightings(families) if weights is None else weights[None]
    total = np.zeros(scores.shape[1:-1])
    for row in rows:
        value = scores @ row
        total += value.max(0) - value[arm]
    return total / len(rows)
