"""How far each strategy stands behind the best, outcome by outcome, in the unit of regret."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from irenic.analysis.averages import Floats, world_means
from irenic.analysis.compare import Comparison, OutcomeComparison
from irenic.analysis.regret import regret, standardise
from irenic.analysis.sentences import MOSTLY
from irenic.figures.words import named, strategy_labels
from irenic.study import Study
from irenic.study.problems import study_error

Sign = Literal["", "best", "shared"]


def outcome_regret(study: Study, comparison: Comparison, outcome: OutcomeComparison) -> Floats:
    """Return each strategy's mean regret on one outcome alone, in standard deviations.

    Parameters
    ----------
    study, comparison, outcome : a study, `compare` of it, one of its outcomes with a direction

    Returns
    -------
    (strategy,), >= 0, over the worlds in which every strategy has a value; NaN without any
    """
    manifest = study.manifest
    places = [manifest.strategy_names.index(name) for name in comparison.strategies]
    index = [o.id for o in manifest.outcomes].index(outcome.info.id)
    averages = world_means(study.outcome_values(index)[places])
    belief = None if comparison.belief is None else comparison.belief.unequal
    kept: NDArray[np.bool_] = np.asarray(~np.isnan(averages).any(0))
    heavy = None
    if belief is not None:
        kept = kept & (belief > 0)
        heavy = belief[kept] / belief[kept].sum() if kept.any() else None
    if not kept.any():
        return np.full(len(places), np.nan)
    scores = standardise(averages[:, kept], outcome.info.direction == "max", heavy)
    lost = regret(scores[..., None], np.ones(1))
    return np.asarray(lost.mean(1) if heavy is None else lost @ heavy)


def signs(outcome: OutcomeComparison) -> list[Sign]:
    """Return which strategies are best on an outcome: one, or two that error does not separate.

    Parameters
    ----------
    outcome : of a comparison
    """
    found: list[Sign] = [""] * len(outcome.value)
    first = outcome.winner
    if first is not None:
        found[first.first] = "best" if first.clear or first.second is None else "shared"
        if first.second is not None and not first.clear:
            found[first.second] = "shared"
    return found


def wanted(study: Study, comparison: Comparison, outcomes: Sequence[str]) -> list[OutcomeComparison]:
    """Return the outcomes to show: those named, else the headline ones that have a better and a worse.

    Raises
    ------
    StudyError : ``unknown_outcome``, ``no_outcomes``
    """
    if outcomes:
        for name in outcomes:
            study.outcome_info(name)
        return [comparison.outcome(name) for name in dict.fromkeys(outcomes)]
    ranked = [o for o in comparison.outcomes if o.info.direction != "none"]
    found = [o for o in ranked if o.info.headline] or ranked
    if not found:
        expected = "at least one outcome of which more or less is better"
        raise study_error("no_outcomes", study.path, "without any", expected, path="outcomes")
    return found


def winner_sentence(study: Study, comparison: Comparison) -> str:
    """Return in a line which strategy falls least behind, or that none can be named.

    Parameters
    ----------
    study, comparison : a study, `compare` of it
    """
    robust = comparison.robust
    if robust is None:
        return "Strategies by outcome"
    labels = strategy_labels(study.manifest)
    first = named(labels[comparison.strategies[robust.first]])
    if robust.second is None:
        return f"{first}, outcome by outcome"
    second = named(labels[comparison.strategies[robust.second]])
    if not robust.separated:
        return f"No clear winner: {first} and {second} fall equally far behind the best"
    if float(robust.lowest[robust.first]) < MOSTLY:
        return f"No clear winner: which strategy is best depends on what is valued; {first} leads on average"
    return f"{first} falls least behind the best strategy of each world"
