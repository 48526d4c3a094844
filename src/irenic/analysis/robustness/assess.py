"""The whole assessment of a study's strategies: who holds up, who loses, what is worth finding out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from irenic.analysis.averages import Floats
from irenic.analysis.belief import Belief
from irenic.analysis.ranking import CLEAR
from irenic.analysis.regret import WEIGHT_SEED, WEIGHTINGS, dominates, draw_weightings
from irenic.analysis.robustness.decision import DRIVERS, Decision, read_decision
from irenic.analysis.robustness.information import Everything, Question, Worth
from irenic.analysis.robustness.losers import GroupChange, group_changes
from irenic.analysis.robustness.rating import (
    Rated,
    Reached,
    Swept,
    rate_outcome,
    rate_score,
    sweep_measures,
    thresholds_reached,
)
from irenic.analysis.robustness.simplex import Simplex, simplex_winners
from irenic.analysis.robustness.weighing import mean_error, weighted_mean
from irenic.errors import StudyError, did_you_mean, quoted
from irenic.parameters import load_parameters
from irenic.study import Study
from irenic.study.problems import study_problem

INFORMED = 32
"""Weightings over which values of information are averaged: the first of the sweep."""

FEWEST = 64
"""Worlds below which a value of information is not computed: a spline has about ten columns."""

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Asked:
    """What a caller asks for.

    Parameters
    ----------
    strategies : names; None for all
    thresholds : outcome -> value in its unit; outcomes not named get the median under `nothing`
    family_weights : family -> weight, one weighting in place of the sweep; None for all weightings
    world_weights : (world,); None for equal, or for those of `belief`
    belief : how much each world counts by a record; None for alike
    outcomes : outcomes to rate besides the weighted families
    information : whether to compute values of information, the slow part
    """

    strategies: Sequence[str] | None = None
    thresholds: Mapping[str, float] = field(default_factory=dict)
    family_weights: Mapping[str, float] | None = None
    world_weights: ArrayLike | None = None
    outcomes: Sequence[str] = ()
    information: bool = True
    belief: Belief | None = None


@dataclass(frozen=True)
class Information:
    """What is worth finding out before choosing.

    Parameters
    ----------
    everything : knowing which world it is
    inputs : each input alone, largest value first
    groups : mechanisms of the model and kinds of figures, each known as a whole, largest first
    meanings : of the inputs, in words
    """

    everything: Everything
    inputs: tuple[Worth, ...]
    groups: tuple[Worth, ...]
    meanings: Mapping[str, str]


@dataclass(frozen=True)
class Assessment:
    """Everything `irenic compare` prints.

    Parameters
    ----------
    decision : the strategies in their worlds
    weighting : (family,), under which the measures are printed
    weightings : (weighting, family), swept
    score, outcomes : the weighted families, and single outcomes, rated by every measure
    swept : the measures over weightings
    reached : thresholds of the outcomes
    dominated : (strategy, strategy), row at least as good as column on the mean of every family and better
        on one; ``surely`` also beyond two standard errors of the paired differences
    simplex : who wins under which weightings
    groups : what becomes of each group, against doing nothing
    information : None where not asked for or too few worlds
    belief : how much each of the study's worlds counts by a record; None where none was asked
    """

    decision: Decision
    weighting: Floats
    weightings: Floats
    score: Rated
    outcomes: tuple[Rated, ...]
    swept: Swept
    reached: Reached | None
    dominated: NDArray[np.bool_]
    surely: NDArray[np.bool_]
    simplex: Simplex
    groups: tuple[GroupChange, ...]
    information: Information | None
    belief: Belief | None = None


def assess(study: Study, asked: Asked | None = None, tell: Tell | None = None) -> Assessment:
    """Assess a study's strategies.

    Parameters
    ----------
    study : as `open_study` returns it
    asked : what to compare, and by which thresholds and weights
    tell : called with what is being done

    Raises
    ------
    StudyError : unknown names, weights or thresholds that cannot be used, all at once where they can be told
        together
    """
    wanted, say = asked or Asked(), tell or (lambda _: None)
    say("reading the study")
    weights = wanted.world_weights
    if weights is None and wanted.belief is not None:
        weights = wanted.belief.weights
    decision = read_decision(
        study,
        wanted.strategies,
        weights=weights,
        keep=tuple(dict.fromkeys((*wanted.thresholds, *wanted.outcomes))),
    )
    weighting, weightings = weighting_of(decision.families, wanted.family_weights)
    say("rating the strategies")
    score = rate_score(decision, weighting)
    names = dict.fromkeys((*wanted.outcomes, *wanted.thresholds))
    rated = (rate_outcome(decision, name, wanted.thresholds) for name in names)
    say("trying other weightings")
    dominated, surely = dominance(decision)
    return Assessment(
        decision=decision,
        weighting=weighting,
        weightings=weightings,
        score=score,
        outcomes=tuple(r for r in rated if r is not None),
        swept=sweep_measures(decision, weightings, score.drivers),
        reached=thresholds_reached(decision, wanted.thresholds),
        dominated=dominated,
        surely=surely,
        simplex=simplex_winners(decision.scores, weightings, decision.weights),
        groups=group_changes(study, decision.strategies, decision.weights, places=decision.places),
        information=find_information(study, decision, weightings, say) if wanted.information else None,
        belief=wanted.belief,
    )


def weighting_of(families: Sequence[str], given: Mapping[str, float] | None) -> tuple[Floats, Floats]:
    """The weighting that measures are printed under, and those that are swept.

    Parameters
    ----------
    families : of the study
    given : family -> weight, >= 0, in any unit, those left out 0; None for equal weights and a sweep

    Raises
    ------
    StudyError : ``unknown_family``, ``bad_weight``, all at once
    """
    if given is None:
        equal = np.full(len(families), 1.0 / len(families))
        return equal, draw_weightings(len(families), WEIGHTINGS, WEIGHT_SEED)
    place, path, problems = "the request", "weights of families", []
    for name, value in given.items():
        if name not in families:
            expected = f"one of {', '.join(families)}"
            hint = did_you_mean(name, families)
            problems.append(study_problem("unknown_family", place, quoted(name), expected, hint, path=path))
        elif not (np.isfinite(value) and value >= 0):
            expected = "a finite number, not below zero"
            problems.append(study_problem("bad_weight", place, str(value), expected, path=f"{path}, {name}"))
    if not problems and not sum(given.values()) > 0:
        problems.append(study_problem("bad_weight", place, "all zero", "at least one above zero", path=path))
    if problems:
        raise StudyError(problems)
    row = np.array([float(given.get(name, 0.0)) for name in families])
    return row / row.sum(), (row / row.sum())[None]


def dominance(decision: Decision) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Pareto dominance on the means of families, and the same where error leaves no doubt.

    Returns
    -------
    Two of (strategy, strategy), row over column. The second asks that no paired difference is below zero by
    its mean, and that one is above zero by two standard errors.
    """
    means = np.einsum("anf,n->af", decision.scores, decision.weights)
    plain = dominates(means)
    surely = plain.copy()
    by_family = decision.scores.transpose(0, 2, 1)
    for row, column in np.argwhere(plain):
        gap = by_family[row] - by_family[column]
        ahead = weighted_mean(gap, decision.weights) > CLEAR * mean_error(gap, decision.weights)
        surely[row, column] = bool(ahead.any())
    return plain, surely


def find_information(study: Study, decision: Decision, weightings: Floats, say: Tell) -> Information | None:
    """What is worth finding out: everything, each input alone, and inputs that belong together.

    Parameters
    ----------
    study, decision : the choice
    weightings : (weighting, family); the first `INFORMED` are used
    say : called with what is being done
    """
    if int((decision.weights > 0).sum()) < FEWEST or len(decision.strategies) < 2:
        return None
    question = Question(decision.scores, weightings[:INFORMED], decision.weights)
    varying = [i for i, row in enumerate(decision.values) if row.min() < row.max()]
    singles = []
    for number, i in enumerate(varying):
        if number % 10 == 0:
            say(f"what is worth finding out: {number} of {len(varying)} inputs")
        singles.append(question.worth(decision.inputs[i], (i,), decision.input_scores[[i]]))
    ranked = sorted(singles, key=lambda w: -w.value)
    together = groups_of(study, varying)
    best = tuple(w.members[0] for w in ranked[:DRIVERS])
    if len(best) > 1:
        together[f"the {len(best)} best together"] = best
    groups = []
    for name, members in together.items():
        say(f"what is worth finding out: {name}")
        groups.append(question.worth(name, members, decision.input_scores[list(members)]))
    return Information(
        everything=question.everything(decision.halves),
        inputs=tuple(ranked),
        groups=tuple(sorted(groups, key=lambda w: -w.value)),
        meanings=meanings_of(study),
    )


def groups_of(study: Study, varying: Sequence[int]) -> dict[str, tuple[int, ...]]:
    """Inputs that belong together: by mechanism of the model, and by kind of figure; groups of one left out.

    Parameters
    ----------
    study : whose parameters and factors, in this order, are the inputs
    varying : places of the inputs that vary
    """
    manifest = study.manifest
    table = load_parameters()
    found: dict[str, list[int]] = {}
    for place, name in enumerate((*manifest.parameters.names, *manifest.factor_names)):
        if place not in varying:
            continue
        if place >= len(manifest.parameters.names):
            group = f"all of {name.split(':')[0]}"
        elif name in table.names:
            group = f"mechanism {table[name].mechanism}"
        else:
            continue
        found.setdefault(group, []).append(place)
    return {name: tuple(places) for name, places in found.items() if len(places) > 1}


def meanings_of(study: Study) -> dict[str, str]:
    """Inputs in words; a parameter that this version's table lacks is left out."""
    table, manifest = load_parameters(), study.manifest
    known = {name: table[name].meaning for name in manifest.parameters.names if name in table.names}
    return known | {factor.name: factor.meaning for factor in manifest.factors}
