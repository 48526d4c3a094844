"""Who loses: what each strategy does to each group, against doing nothing in the same worlds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from irenic.analysis.averages import Floats, world_means
from irenic.analysis.ranking import CLEAR
from irenic.analysis.robustness.decision import BASELINE
from irenic.analysis.robustness.weighing import mean_error, weighted_mean
from irenic.study import GroupInfo, GroupMeasureInfo, Study

SMALL = 0.1
"""Standard deviations over worlds (under the baseline) below which a change is not called one.

Assumption: with thousands of worlds any difference is beyond its error; Cohen 1988 calls 0.2 small.
"""


class GroupChange(NamedTuple):
    """One group under one strategy, on one measure, against the baseline.

    ``difference`` and ``error`` are the mean paired difference over worlds, in the measure's unit;
    ``effect`` the same in standard deviations over worlds under the baseline, signed so that more is better
    for the group; ``worse`` the share of worlds in which the group is worse off, ties half.
    """

    strategy: str
    group: GroupInfo
    measure: GroupMeasureInfo
    difference: float
    error: float
    effect: float
    worse: float

    @property
    def clear(self) -> bool:
        """Beyond two standard errors, and not `SMALL`."""
        return abs(self.difference) > CLEAR * self.error and abs(self.effect) >= SMALL

    @property
    def loses(self) -> bool:
        """The group is worse off than under the baseline."""
        return self.clear and self.effect < 0

    @property
    def gains(self) -> bool:
        """The group is better off than under the baseline."""
        return self.clear and self.effect > 0


def group_changes(
    study: Study,
    strategies: Sequence[str],
    weights: Floats,
    baseline: str = BASELINE,
    places: NDArray[np.intp] | None = None,
) -> tuple[GroupChange, ...]:
    """Compare every group under every strategy with the baseline.

    Parameters
    ----------
    study : with groups; an older one, or one without the baseline, gives nothing
    strategies : the baseline itself is passed over
    weights : (world,), sum to 1
    baseline : a strategy of the study
    places : (world,), which of the study's worlds they are of; None for its first

    Returns
    -------
    One entry per strategy, measure that a group wants more or less of, and group

    References
    ----------
    Paired differences with common luck; the error of a mean is its own bootstrap limit (Efron & Tibshirani
    1993, eq. 5.12).
    """
    manifest = study.manifest
    names = manifest.strategy_names
    if not manifest.group_sizes or baseline not in names:
        return ()
    used = np.arange(len(weights)) if places is None else places
    found = []
    for measure in manifest.group_measures:
        if measure.direction == "none":
            continue
        # (strategy, group, world): luck is averaged away, worlds last.
        averages = world_means(np.moveaxis(study.group_values(measure.id)[:, used], -1, 1))
        before = averages[names.index(baseline)]
        for name in strategies:
            if name != baseline:
                after = averages[names.index(name)]
                found += _changes(name, manifest.groups, measure, (before, after), weights)
    return tuple(found)


def _changes(
    strategy: str,
    groups: Sequence[GroupInfo],
    measure: GroupMeasureInfo,
    pair: tuple[Floats, Floats],
    weights: Floats,
) -> list[GroupChange]:
    before, after = pair
    sign = 1.0 if measure.direction == "max" else -1.0
    gap = after - before
    middle, error = weighted_mean(gap, weights), mean_error(gap, weights)
    spread = np.sqrt(weighted_mean((before - weighted_mean(before, weights)[:, None]) ** 2, weights))
    # A group that fares the same in every world under the baseline has no spread: any change counts.
    unlike = np.select([middle > 0, middle < 0], [np.inf, -np.inf], 0.0)
    effect = sign * np.where(spread > 0, middle / np.where(spread > 0, spread, 1.0), unlike)
    worse = weighted_mean((sign * gap < 0) + 0.5 * (gap == 0), weights)
    return [
        GroupChange(strategy, group, measure, *(float(x[g]) for x in (middle, error, effect, worse)))
        for g, group in enumerate(groups)
    ]
