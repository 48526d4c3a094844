"""Compare the strategies of a study: outcome by outcome, then over a sweep of weightings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from irenic.analysis.averages import Floats, means, quantiles, world_means
from irenic.analysis.belief import Belief, unequal
from irenic.analysis.ranking import (
    Centre,
    PairedDifferences,
    Winner,
    centres,
    paired_differences,
    share_best,
    standard_errors,
    winner,
)
from irenic.analysis.regret import (
    WEIGHT_SEED,
    WEIGHTINGS,
    RegretSweep,
    Robustness,
    dominates,
    draw_weightings,
    robustness,
    standardise,
    sweep_regret,
)
from irenic.analysis.robustness.weighing import known_means, known_quantiles, weighted_mean
from irenic.analysis.variance import Variance, variance_between_and_within
from irenic.errors import StudyError, did_you_mean, quoted
from irenic.study import OutcomeInfo, Study
from irenic.study.manifest import FAMILIES
from irenic.study.problems import study_problem

LOW, HIGH = 0.1, 0.9


@dataclass(frozen=True, slots=True)
class OutcomeComparison:
    """One outcome of every strategy; arrays are (strategy,) unless said otherwise.

    Parameters
    ----------
    info : the outcome's definition
    centre : what ranks and is printed: "mean" for a share of runs, else "median"
    value : centre over worlds of the world means
    mean, median, low, high : over worlds of the world means; low and high are the 10% and 90%
        quantiles
    error : Monte Carlo standard error of `value`
    best : share of worlds where best; None where the outcome has no direction
    variance : between worlds and within (luck)
    missing : share of runs without a value
    winner : first, second and whether they are apart; None without a direction or any value
    pairs : every strategy against every other, (strategy, strategy); None without a direction
    """

    info: OutcomeInfo
    centre: Centre
    value: Floats
    mean: Floats
    median: Floats
    low: Floats
    high: Floats
    error: Floats
    best: Floats | None
    variance: Variance
    missing: Floats
    winner: Winner | None
    pairs: PairedDifferences | None

    @property
    def luck_share(self) -> float:
        """Luck's share of a run's variance, pooled over strategies; NaN with one replicate."""
        within = float(self.variance.within.sum())
        total = within + float(np.maximum(self.variance.between, 0.0).sum())
        return within / total if total > 0 else (0.0 if total == 0 else float("nan"))


@dataclass(frozen=True, slots=True)
class Comparison:
    """A study's strategies compared; make one with `compare`.

    Parameters
    ----------
    strategies : names of the set compared, in the study's order
    outcomes : one comparison per outcome, in the study's order
    families : those with an outcome, in the order of the weights
    weighted : ids of the outcomes that enter regret
    sweep, robust : regret over weightings; None where no outcome has a family
    dominated_families : (strategy, strategy), row at least as good as column on the mean of every
        family: no weighting prefers the column
    dominated_outcomes : the same on every outcome that enters regret
    belief : how much each world counts; None for alike
    """

    strategies: tuple[str, ...]
    outcomes: tuple[OutcomeComparison, ...]
    families: tuple[str, ...]
    weighted: tuple[str, ...]
    sweep: RegretSweep | None
    robust: Robustness | None
    dominated_families: NDArray[np.bool_]
    dominated_outcomes: NDArray[np.bool_]
    belief: Belief | None = None

    def outcome(self, name: str) -> OutcomeComparison:
        """Return one outcome's comparison by id."""
        return next(o for o in self.outcomes if o.info.id == name)


def compare_values(values: Floats, info: OutcomeInfo, weights: Floats | None = None) -> OutcomeComparison:
    """Compare strategies on one outcome.

    Parameters
    ----------
    values : (strategy, world, replicate); NaN where missing
    info : the outcome's definition
    weights : (world,), how much each world counts, sum 1; None for alike
    """
    w = unequal(weights)
    if w is not None:
        values, w = values[:, w > 0], w[w > 0]
    averages = world_means(values)
    centre: Centre = "mean" if info.unit.startswith("share of runs") or info.may_be_missing else "median"
    at = (LOW, 0.5, HIGH)
    low, median, high = quantiles(averages, at) if w is None else known_quantiles(averages, w, at)
    direction = None if info.direction == "none" else info.direction
    missing = np.isnan(values)
    return OutcomeComparison(
        info=info,
        centre=centre,
        value=centres(averages, centre, w),
        mean=means(averages) if w is None else known_means(averages, w),
        median=median,
        low=low,
        high=high,
        error=standard_errors(averages, centre, w),
        best=share_best(averages, direction, w) if direction else None,
        variance=variance_between_and_within(values, w),
        missing=missing.mean((1, 2)) if w is None else weighted_mean(missing.mean(2), w),
        winner=winner(averages, direction, centre, w) if direction else None,
        pairs=paired_differences(averages, direction, w) if direction else None,
    )


def compare(
    study: Study,
    strategies: Sequence[str] | None = None,
    *,
    weightings: int = WEIGHTINGS,
    seed: int = WEIGHT_SEED,
    belief: Belief | None = None,
) -> Comparison:
    """Compare strategies of a study.

    Outcomes are read one at a time, so memory stays bounded for a million worlds.

    Parameters
    ----------
    study : as `open_study` returns it
    strategies : names of the set to compare; None for all. Regret, shares of worlds and standard
        deviations are relative to the set
    weightings, seed : of the sweep
    belief : how much each world counts; None for alike

    Raises
    ------
    StudyError : ``unknown_strategy``, one problem per name
    """
    names = study.manifest.strategy_names
    chosen = _positions(names, strategies)
    weights = None if belief is None else belief.unequal
    compared, scores = [], _Scores(weights)
    for index, info in enumerate(study.manifest.outcomes):
        values = study.outcome_values(index)[chosen]
        compared.append(compare_values(values, info, weights))
        scores.add(world_means(values), info)
    sweep = scores.sweep(weightings, seed)
    return Comparison(
        strategies=tuple(names[i] for i in chosen),
        outcomes=tuple(compared),
        families=scores.present,
        weighted=tuple(scores.ids),
        sweep=sweep,
        robust=None if sweep is None else robustness(sweep),
        dominated_families=scores.dominance(by_family=True, count=len(chosen)),
        dominated_outcomes=scores.dominance(by_family=False, count=len(chosen)),
        belief=belief,
    )


def _positions(names: Sequence[str], strategies: Sequence[str] | None) -> list[int]:
    wanted = list(names if strategies is None else dict.fromkeys(strategies))
    problems = [
        study_problem(
            "unknown_strategy", "the study", quoted(name), "one of its strategies", did_you_mean(name, names)
        )
        for name in wanted
        if name not in names
    ]
    if problems:
        raise StudyError(problems)
    return [list(names).index(name) for name in wanted]


class _Scores:
    """Sums of the standardised outcomes by family, without keeping each outcome's worlds."""

    def __init__(self, weights: Floats | None = None) -> None:
        self.ids: list[str] = []
        self._kept = None if weights is None else weights > 0
        self._weights = None if weights is None else weights[weights > 0]
        self._outcome_means: list[Floats] = []
        self._sums: dict[str, Floats] = {}
        self._counts: dict[str, int] = {}

    def add(self, averages: Floats, info: OutcomeInfo) -> None:
        """Take an outcome in, if it has a family, a direction and a value in every world."""
        known = averages if self._kept is None else averages[:, self._kept]
        if info.family == "none" or info.direction == "none" or np.isnan(known).any():
            return
        scores = standardise(known, info.direction == "max", self._weights)
        self.ids.append(info.id)
        self._outcome_means.append(self._means(scores))
        self._sums[info.family] = self._sums.get(info.family, 0.0) + scores
        self._counts[info.family] = self._counts.get(info.family, 0) + 1

    def _means(self, scores: Floats) -> Floats:
        """Means over worlds, the second axis."""
        if self._weights is None:
            return np.asarray(scores.mean(1))
        return np.asarray(np.einsum("an...,n->a...", scores, self._weights))

    @property
    def present(self) -> tuple[str, ...]:
        """Families that have an outcome, in their fixed order."""
        return tuple(f for f in FAMILIES if f in self._sums)

    def _scores(self) -> Floats:
        return np.stack([self._sums[f] / self._counts[f] for f in self.present], axis=-1)

    def sweep(self, weightings: int, seed: int) -> RegretSweep | None:
        """Regret over weightings of the families there are; of the worlds that count."""
        if not self.present:
            return None
        rows = draw_weightings(len(self.present), weightings, seed)
        return sweep_regret(self._scores(), rows, self._weights)

    def dominance(self, *, by_family: bool, count: int) -> NDArray[np.bool_]:
        """Pareto dominance between means over worlds."""
        if not self.present:
            return np.zeros((count, count), np.bool_)
        return dominates(self._means(self._scores()) if by_family else np.stack(self._outcome_means, axis=-1))
