"""What is asked of a study, and whether its worlds are enough for the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from irenic.analysis.averages import Floats, world_means
from irenic.analysis.belief import equal_worlds
from irenic.analysis.enough.confidence import asymptotic_half_width, betting_interval
from irenic.analysis.enough.forecast import Need, worlds_needed
from irenic.analysis.enough.replicates import Replicates, replicates_for
from irenic.analysis.enough.rules import (
    ALPHA,
    Rule,
    ShareRule,
    SignRule,
    WidthRule,
    WinnerRule,
)
from irenic.analysis.measured import measured, proposition_of, unit_of, words_of
from irenic.analysis.proposition import Measure, Relation, evaluate
from irenic.analysis.robustness.weighing import world_weights
from irenic.analysis.sensitivity.questions import wanted_strategies
from irenic.errors import ParameterError
from irenic.study import OutcomeInfo, Study
from irenic.study.problems import study_error

Kind = Literal["verdict", "width", "average", "winner"]

PLACE = "--for"

LEAST_WIDTH = 1.0 / 240.0


@dataclass(frozen=True, slots=True)
class Enough:
    """Whether a study's worlds settle one question; with weights, numbers of worlds are of equal ones.

    Parameters
    ----------
    kind : "verdict" of a proposition (D17), "width" of its share, "average": which side of a comparison is
        larger on average over worlds, or "winner" on an outcome
    asked : the question in words
    unit : of `estimate`; "share" for verdict and width
    estimate, low, high : now, with an interval that holds at all numbers of worlds at once; of a winner:
        how far the first is ahead of the second
    first, second : leading strategies of a winner; empty otherwise
    need : when it was settled, or the forecast
    replicates : what replicates are good for here; None where luck cannot be told
    skipped : share of worlds that say nothing
    """

    kind: Kind
    asked: str
    unit: str
    estimate: float
    low: float
    high: float
    first: str
    second: str
    need: Need
    replicates: Replicates | None
    skipped: float


def enough_for(
    study: Study,
    text: str,
    *,
    width: float | None = None,
    alpha: float = ALPHA,
    weights: Floats | None = None,
) -> tuple[Enough, ...]:
    """Say whether a study has worlds enough for a proposition.

    Parameters
    ----------
    study : as `open_study` returns it
    text : a proposition over its strategies, such as ``deaths(strikes) > deaths(nothing)``
    width : ask, too, for the share to be known to within this width, 1/240 to 1
    alpha : chance of ever settling for a wrong answer
    weights : (world,), how much each world counts; None for alike. As many equal worlds stand for them as
        they tell of (`irenic.analysis.belief.equal_worlds`)

    Returns
    -------
    The verdict; the width if it was asked for; and, for a plain comparison, which side is larger on average

    Raises
    ------
    StudyError : what is wrong with the text; ``too_few_worlds`` that it speaks of
    ParameterError : ``bad_width``, ``bad_chance``
    """
    _check_numbers(width, alpha)
    proposition = proposition_of(study, text, PLACE)
    seen = _seen(study, weights)
    runs = {one: values[seen] for one, values in measured(study, proposition, by_world=False).items()}
    means = {one: values[seen] for one, values in measured(study, proposition, by_world=True).items()}
    truth = evaluate(proposition, means)
    kept = truth.spoken
    _check_enough(study, int(kept.sum()))
    holds = truth.holds[kept].astype(np.float64)
    single = evaluate(proposition, runs)
    luck = replicates_for(np.where(single.spoken, single.margin, np.nan))
    asked, skipped = words_of(study, proposition), 1.0 - float(kept.mean())
    rules: list[tuple[Kind, Rule]] = [("verdict", ShareRule(alpha=alpha))]
    if width is not None:
        rules.append(("width", WidthRule(width, alpha)))
    low, high = (float(v[-1]) for v in betting_interval(holds, [holds.size], alpha))
    found = [
        Enough(
            kind,
            asked,
            "share",
            float(holds.mean()),
            low,
            high,
            "",
            "",
            worlds_needed(holds, rule),
            luck,
            skipped,
        )
        for kind, rule in rules
    ]
    if isinstance(proposition, Relation):
        gap = world_means(_gap(proposition, runs))
        told = (asked, unit_of(study, proposition))
        found.append(_average(study, told, (gap[~np.isnan(gap)], _gap(proposition, runs)), alpha))
    return tuple(found)


def _seen(study: Study, weights: Floats | None) -> NDArray[np.intp]:
    """Which worlds are looked at, in which order: each once, or by weight."""
    if weights is None:
        return np.arange(study.manifest.worlds)
    return equal_worlds(world_weights(study.manifest.worlds, weights))


def _gap(relation: Relation, runs: dict[Measure, Floats]) -> Floats:
    """Left side less right side of every run, (world, replicate)."""
    sides = []
    for side in (relation.left, relation.right):
        parts = [term.factor * (1.0 if term.measure is None else runs[term.measure]) for term in side.terms]
        sides.append(sum(parts[1:], start=parts[0]))
    return np.asarray(sides[0] - sides[1], np.float64)


def _average(study: Study, told: tuple[str, str], about: tuple[Floats, Floats], alpha: float) -> Enough:
    (asked, unit), (gap, runs) = told, about
    _check_enough(study, gap.size)
    half = float(asymptotic_half_width(gap.var(ddof=1), gap.size, alpha))
    need = worlds_needed(gap, SignRule(("smaller", "larger"), alpha))
    mean = float(gap.mean())
    skipped = 1.0 - gap.size / len(runs)
    return Enough(
        "average", asked, unit, mean, mean - half, mean + half, "", "", need, replicates_for(runs), skipped
    )  # fmt: skip


def enough_to_rank(
    study: Study,
    outcome: str | None = None,
    strategies: Sequence[str] = (),
    *,
    alpha: float = ALPHA,
    weights: Floats | None = None,
) -> tuple[Enough, ...]:
    """Say whether a study has worlds enough to name the best strategy on average, outcome by outcome.

    Parameters
    ----------
    study : as `open_study` returns it
    outcome : its id; None for every headline outcome with a better direction
    strategies : names of the set compared; empty for all
    alpha : chance of ever settling for one that is not best
    weights : (world,), how much each world counts; None for alike

    Raises
    ------
    StudyError : ``unknown_outcome``, ``unknown_strategy``, ``nothing_to_rank``, ``too_few_worlds``
    ParameterError : ``bad_chance``
    """
    _check_numbers(None, alpha)
    names = wanted_strategies(study, strategies)
    infos = study.manifest.outcomes
    wanted = [study.outcome_info(outcome)] if outcome else [o for o in infos if o.headline]
    wanted = [o for o in wanted if o.direction != "none"]
    if len(names) < 2 or not wanted:
        given = f"{len(names)} strategies and {len(wanted)} outcomes with a better direction"
        raise study_error(
            "nothing_to_rank", study.path, given, "at least two, and one outcome", path="ranking"
        )
    places = [study.manifest.strategy_names.index(name) for name in names]
    seen = _seen(study, weights)
    return tuple(
        _ranked(study, info, study.outcome_values(infos.index(info))[places][:, seen], (names, alpha))
        for info in wanted
    )


def _ranked(study: Study, info: OutcomeInfo, values: Floats, about: tuple[Sequence[str], float]) -> Enough:
    names, alpha = about
    sign = 1.0 if info.direction == "max" else -1.0
    means = sign * world_means(values)
    kept = ~np.isnan(means).any(0)
    _check_enough(study, int(kept.sum()))
    x = means[:, kept]
    order = np.argsort(-x.mean(1), kind="stable")
    first, second = int(order[0]), int(order[1])
    ahead = x[first] - x[second]
    half = float(asymptotic_half_width(ahead.var(ddof=1), ahead.size, alpha / (len(names) - 1)))
    need = worlds_needed(x, WinnerRule(tuple(names), alpha))
    runs = sign * (values[first] - values[second])
    mean = float(ahead.mean())
    return Enough(
        "winner", info.label, info.unit, mean, mean - half, mean + half, names[first], names[second], need,
        replicates_for(runs), 1.0 - float(kept.mean()),
    )  # fmt: skip


def _check_numbers(width: float | None, alpha: float) -> None:
    if width is not None and not LEAST_WIDTH <= width <= 1.0:
        raise ParameterError(f"bad_width: the width is {width:g}; expected 1/240 to 1, a share of worlds")
    if not 0.0 < alpha < 1.0:
        raise ParameterError(f"bad_chance: the chance of a wrong answer is {alpha:g}; expected inside 0..1")


def _check_enough(study: Study, worlds: int) -> None:
    if worlds < 2:
        given = f"with {worlds} worlds that say anything"
        raise study_error(
            "too_few_worlds", study.path, given, "at least 2", "Run the study with more worlds."
        )
