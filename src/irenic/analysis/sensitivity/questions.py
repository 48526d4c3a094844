"""What is asked of runs: an outcome, the difference of two strategies, or which strategy is best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from irenic.analysis.regret import standardise
from irenic.errors import StudyError, did_you_mean, quoted
from irenic.study import OutcomeInfo, Study
from irenic.study.problems import study_problem

Floats = NDArray[np.float64]
Kind = Literal["outcome", "difference", "best"]

SCORE = "score"
SCORE_INFO = OutcomeInfo(
    id=SCORE,
    label="Overall score, families weighted equally",
    unit="sd",
    direction="max",
    family="none",
    headline=False,
    definition="mean over families of the mean of their outcomes in standard deviations, larger is better",
)


@dataclass(frozen=True, slots=True)
class Question:
    """One question about strategies of a study.

    Parameters
    ----------
    kind : "outcome": what moves the outcome itself, under all these strategies; "difference": what moves
        the first strategy's outcome less the second's; "best": what decides which of them is best
    outcome : its definition; `SCORE_INFO` for the overall score
    strategies : names, in the order of the values' first axis
    """

    kind: Kind
    outcome: OutcomeInfo
    strategies: tuple[str, ...]

    def answer(self, values: Floats) -> Floats:
        """Return what is asked for from the outcome's values.

        Parameters
        ----------
        values : (strategy, ...), NaN where a run has none

        Returns
        -------
        (output, ...): the outcome itself, one difference, or the share of being best of each strategy
        (ties split), NaN wherever one of the strategies has no value
        """
        if self.kind == "outcome":
            return values
        if self.kind == "difference":
            return values[:1] - values[1:2]
        signed = values if self.outcome.direction == "max" else -values
        missing = np.isnan(signed).any(0)
        tops = signed == np.where(missing, 0.0, signed.max(0))
        return np.where(missing, np.nan, tops / np.maximum(tops.sum(0), 1))


def questions_about(outcome: OutcomeInfo, strategies: Sequence[str]) -> tuple[Question, ...]:
    """Return the questions to ask of an outcome: itself; with two strategies their difference; who is best.

    Parameters
    ----------
    outcome : one without a better direction has no best
    strategies : at least one name
    """
    kinds: list[Kind] = ["outcome"]
    if len(strategies) == 2:
        kinds.append("difference")
    if len(strategies) > 1 and outcome.direction != "none":
        kinds.append("best")
    return tuple(Question(kind, outcome, tuple(strategies)) for kind in kinds)


def wanted_strategies(study: Study, names: Sequence[str]) -> tuple[str, ...]:
    """Return the strategies asked for, each once; all of the study's where none is named.

    Raises
    ------
    StudyError : ``unknown_strategy`` for every name that is not the study's
    """
    known = study.manifest.strategy_names
    problems = [
        study_problem(
            "unknown_strategy",
            study.path,
            quoted(name),
            "a strategy of the study",
            did_you_mean(name, known),
            path="strategies",
        )
        for name in names
        if name not in known
    ]
    if problems:
        raise StudyError(problems)
    return tuple(dict.fromkeys(names)) or known


def wanted_outcomes(study: Study, name: str | None) -> tuple[OutcomeInfo, ...]:
    """Return the outcome asked for; without one, the headline outcomes and the overall score.

    Raises
    ------
    StudyError : ``unknown_outcome``
    """
    infos = study.manifest.outcomes
    if name is None:
        return (SCORE_INFO, *(o for o in infos if o.headline and o.direction != "none"))
    if name == SCORE:
        return (SCORE_INFO,)
    return (study.outcome_info(name),)


class Scales:
    """How outcomes become one score: mean and standard deviation over a study's worlds and strategies.

    Parameters
    ----------
    study : where the scales are from
    strategies : the set that is compared; others do not count
    weights : (world,), how much each world counts; None for alike

    References
    ----------
    `irenic.analysis.regret.standardise`; decision D32: families weigh the same, outcomes inside a
    family too; an outcome that some runs lack does not enter.
    """

    def __init__(self, study: Study, strategies: Sequence[str], weights: Floats | None = None) -> None:
        names = study.manifest.strategy_names
        self._study, self._places = study, [names.index(name) for name in strategies]
        self._rows: list[tuple[int, str, float, float]] = []
        for index, info in enumerate(study.manifest.outcomes):
            if info.family == "none" or info.direction == "none":
                continue
            means = study.outcome_values(index)[self._places].mean(-1)
            means = means if weights is None else means[:, weights > 0]
            if np.isnan(means).any():
                continue
            w = None if weights is None else weights[weights > 0] / weights.sum()
            varies = bool(standardise(means, True, w).any())
            sign = 1.0 if info.direction == "max" else -1.0
            middle, spread = _middle_and_spread(means, w)
            self._rows.append((index, info.family, middle, sign / spread if varies else 0.0))

    def _weights(self) -> list[tuple[int, float, float]]:
        """Outcomes that count: place, mean, and what a unit of it adds to the score."""
        families = [row[1] for row in self._rows]
        each = {f: families.count(f) * len(set(families)) for f in families}
        return [(index, middle, scale / each[family]) for index, family, middle, scale in self._rows]

    def stored(self, worlds: int) -> Floats:
        """Return the score of the study's own runs, (strategy, world, replicate), one outcome at a time.

        Parameters
        ----------
        worlds : the first so many
        """
        manifest = self._study.manifest
        found = np.zeros((len(self._places), worlds, manifest.replicates))
        for index, middle, weight in self._weights():
            found += (self._study.outcome_values(index)[self._places, :worlds] - middle) * weight
        return found

    def score(self, values: Floats) -> Floats:
        """Return the score of runs.

        Parameters
        ----------
        values : (..., outcome), every outcome of the study in its order

        Returns
        -------
        (...), standard deviations, larger is better; 0 where no outcome has a family
        """
        found = np.zeros(values.shape[:-1])
        for index, middle, weight in self._weights():
            found += (values[..., index] - middle) * weight
        return found


def _middle_and_spread(means: Floats, weights: Floats | None) -> tuple[float, float]:
    """Mean and standard deviation over strategies and worlds, (strategy, world)."""
    if weights is None:
        return float(means.mean()), float(means.std())
    middle = float((means @ weights).mean())
    return middle, float(np.sqrt((((means - middle) ** 2) @ weights).mean()))


def outcome_of_runs(
    study: Study, info: OutcomeInfo, values: Floats, scales: Scales | None
) -> NDArray[np.float64]:
    """Return one outcome, or the score, from runs with every outcome on the last axis."""
    if info.id == SCORE:
        if scales is None:
            raise ValueError("the score needs scales")
        return scales.score(values)
    index = [o.id for o in study.manifest.outcomes].index(info.id)
    return np.asarray(values[..., index], np.float64)
