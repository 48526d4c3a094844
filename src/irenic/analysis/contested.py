"""Strategies compared in memory: how often best, with how much regret, in which worlds (D30, D32, D35)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from irenic.analysis.averages import Floats, world_means
from irenic.analysis.ensemble import Runs
from irenic.analysis.regret import draw_weightings, standardise, sweep_regret
from irenic.study import OutcomeInfo
from irenic.study.manifest import FAMILIES


def family_scores(runs: Sequence[Runs], outcomes: Sequence[OutcomeInfo]) -> Floats:
    """Scores of each family of outcomes: the mean of its standardised outcomes, larger is better.

    Outcomes without a family or direction, or missing in some world, are left out, as in `compare`.

    Parameters
    ----------
    runs : one per strategy, in the same worlds
    outcomes : their definitions

    Returns
    -------
    (strategy, world, family), families that have an outcome, in the order of `FAMILIES`
    """
    found: dict[str, list[Floats]] = {}
    for info in outcomes:
        averages = np.stack([world_means(run.outcome(info.id)) for run in runs])
        if "none" in (info.family, info.direction) or np.isnan(averages).any():
            continue
        found.setdefault(info.family, []).append(standardise(averages, info.direction == "max"))
    return np.stack([np.mean(found[family], axis=0) for family in FAMILIES if family in found], axis=-1)


@dataclass(frozen=True, slots=True)
class Standing:
    """How strategies stand in some worlds, over weightings of the families; arrays are (strategy,).

    Parameters
    ----------
    worlds : how many
    best : share of worlds where best, mean over weightings, ties split
    regret : mean over worlds and weightings, standard deviations
    error : Monte Carlo standard error of `regret`
    ahead, ahead_error : how much less the least regret is than the second least, and the standard
        error of that paired difference
    """

    worlds: int
    best: Floats
    regret: Floats
    error: Floats
    ahead: float
    ahead_error: float

    @property
    def order(self) -> list[int]:
        """Strategies from the least regret to the most."""
        return [int(i) for i in np.argsort(self.regret, kind="stable")]


def standing(scores: Floats, where: NDArray[np.bool_] | None = None) -> Standing:
    """Standing of strategies in all worlds, or in some.

    Parameters
    ----------
    scores : (strategy, world, family), as `family_scores` gives them for all worlds
    where : (world,), the worlds to look at; None for all
    """
    seen = scores if where is None else scores[:, where]
    sweep = sweep_regret(seen, draw_weightings(seen.shape[2]))
    worlds = seen.shape[1]
    regret = sweep.average.mean(1)
    first, second = np.argsort(regret, kind="stable")[:2]
    gap = sweep.average[second] - sweep.average[first]
    return Standing(
        worlds=worlds,
        best=sweep.best.mean(0),
        regret=regret,
        error=sweep.average.std(1, ddof=1) / np.sqrt(worlds),
        ahead=float(gap.mean()),
        ahead_error=float(gap.std(ddof=1) / np.sqrt(worlds)),
    )
