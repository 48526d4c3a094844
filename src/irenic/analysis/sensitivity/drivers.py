"""What drives the answer to a question: inputs and groups of them, luck, and what they do together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from irenic.analysis.averages import world_means
from irenic.analysis.belief import unequal
from irenic.analysis.robustness.weighing import effective_worlds
from irenic.analysis.sensitivity.given import LEAST_WORLDS, Explained, holm, main_effects
from irenic.analysis.sensitivity.inputs import Input, group_members, inputs_of, stored_inputs
from irenic.analysis.sensitivity.questions import (
    SCORE,
    Question,
    Scales,
    questions_about,
    wanted_outcomes,
    wanted_strategies,
)
from irenic.analysis.variance import variance_between_and_within
from irenic.study import Study
from irenic.study.problems import study_error

Floats = NDArray[np.float64]
Method = Literal["given", "morris", "sobol"]

Z = 1.6448536269514722
"""Standard errors on each side of a 90% interval."""

MOST_WORLDS = 2**17
"""Worlds of a larger study beyond these are not looked at; the first are balanced by themselves."""

SIGNIFICANT = 0.05
"""Chance of any false driver among all inputs of a question (`given`)."""


@dataclass(frozen=True, slots=True)
class Driver:
    """What one input, or one group of them, does to an answer.

    Parameters
    ----------
    name, group, meaning : of the input; a group has its own name twice
    share : of the variance of a run, explained alone (`given`, `sobol`); with `morris`, the mean
        absolute effect of a step of half its range, in standard deviations of a run
    low, high : 90% interval of the share
    total : with everything it does together with others (`sobol`); None elsewhere
    total_low, total_high : its 90% interval
    spread : standard deviation of the effects (`morris`); None elsewhere
    matters : whether it can be told from no effect at all
    """

    name: str
    group: str
    meaning: str
    share: float
    low: float
    high: float
    total: float | None = None
    total_low: float | None = None
    total_high: float | None = None
    spread: float | None = None
    matters: bool = False


@dataclass(frozen=True, slots=True)
class Drivers:
    """What drives the answer to one question.

    Parameters
    ----------
    question, method : what was asked and how it was answered
    inputs : the inputs that were tried, largest share first
    groups : the groups of inputs, likewise; empty with `morris`
    luck : its share of the variance of a run; None where it cannot be told (one replicate)
    together : share left for inputs that act together: not luck, and of no group (`sobol`) alone; with
        `given`, of no input that can be told from none; None with `morris`
    points : worlds that were used
    left_out : share of worlds without a value
    runs : that the engine made for this; 0 for `given`
    answers : mean answer of each output: of an outcome by strategy, of a difference, of being best
    """

    question: Question
    method: Method
    inputs: tuple[Driver, ...]
    groups: tuple[Driver, ...]
    luck: Driver | None
    together: Driver | None
    points: int
    left_out: float
    runs: int
    answers: tuple[float, ...]

    @property
    def settled(self) -> bool:
        """True where the answer is the same in every run, so that nothing drives it."""
        return not self.inputs


def drivers_given(
    study: Study,
    outcome: str | None = None,
    strategies: Sequence[str] = (),
    weights: Floats | None = None,
) -> tuple[Drivers, ...]:
    """Return what drives outcomes, differences and ranks, from the runs of a study alone.

    Parameters
    ----------
    study : as `open_study` returns it
    outcome : its id, or "score"; None for the score and each headline outcome
    strategies : names of the set compared; empty for all. With two, their difference is asked too
    weights : (world,), belief in each world; None for equal. With unequal ones inputs hang together: an input
        also explains what those explain that go with it, and shares need not add up

    Returns
    -------
    One for each question, from the first `MOST_WORLDS` worlds

    Raises
    ------
    StudyError : ``unknown_outcome``, ``unknown_strategy``, ``too_few_worlds``, ``bad_weights``
    """
    names = wanted_strategies(study, strategies)
    infos = wanted_outcomes(study, outcome)
    places = [study.manifest.strategy_names.index(name) for name in names]
    used = min(study.manifest.worlds, MOST_WORLDS)
    x, inputs = stored_inputs(study)[:, :used], inputs_of(study)
    w = _weights(study, weights)[:used]
    found: list[Drivers] = []
    for info in infos:
        if info.id == SCORE:
            values = Scales(study, names, unequal(weights)).stored(used)
        else:
            values = study.outcome_values(study.manifest.outcomes.index(info))[places, :used]
        found.extend(_given(study, q, values, (x, inputs, w)) for q in questions_about(info, names))
    return tuple(found)


def _weights(study: Study, weights: Floats | None) -> Floats:
    worlds = study.manifest.worlds
    w = np.ones(worlds) if weights is None else np.asarray(weights, np.float64)
    if w.shape != (worlds,) or not (np.isfinite(w) & (w >= 0)).all() or not w.sum() > 0:
        given, expected = f"of shape {w.shape}", f"({worlds},) numbers of at least 0, not all 0"
        raise study_error("bad_weights", study.path, given, expected, path="weights")
    return np.ones(worlds) if w.min() == w.max() else w  # equal ones: bit for bit what none give


def _given(
    study: Study, question: Question, values: Floats, known: tuple[Floats, tuple[Input, ...], Floats]
) -> Drivers:
    """Answer one question from (strategy, world, replicate) values."""
    x, inputs, weights = known
    answers = question.answer(values)
    means = world_means(answers)
    kept = ~np.isnan(means).any(0) & (weights > 0)
    alike = weights.min() == weights.max()
    telling = float(kept.sum()) if alike else effective_worlds(weights[kept])
    if telling < LEAST_WORLDS:
        counted = f"{kept.sum()} worlds" if alike else f"{telling:.1f} effective worlds"
        given = f"with {counted} that have a value of {question.outcome.id}"
        hint = "Run the study with more worlds."
        raise study_error("too_few_worlds", study.path, given, f"at least {LEAST_WORLDS}", hint)
    w = weights[kept] / weights[kept].sum()
    left_out, averages = 1.0 - float(weights[kept].sum() / weights.sum()), means[:, kept]
    centre = tuple(float(v) for v in averages @ w)
    if not np.ptp(answers[:, kept], axis=(1, 2)).any():
        return Drivers(question, "given", (), (), None, None, int(kept.sum()), left_out, 0, centre)
    explained = main_effects(x[:, kept], averages, w)
    luck = _luck_variance(answers[:, kept], None if alike else w)
    return _shares(question, explained, luck, inputs, (int(kept.sum()), left_out, centre, telling))


def _luck_variance(answers: Floats, weights: Floats | None) -> tuple[float, float] | None:
    """Variance of a run by luck, and what of it is left in a world's mean; None with one replicate."""
    within = variance_between_and_within(answers, weights).within
    if np.isnan(within).any():
        return None
    counts = (~np.isnan(answers)).sum(-1)
    each = 1.0 / np.maximum(counts, 1)
    left = (within * (each.mean(-1) if weights is None else each @ weights)).sum()
    return float(within.sum()), float(left)


def _shares(
    question: Question,
    explained: Explained,
    luck: tuple[float, float] | None,
    inputs: tuple[Input, ...],
    about: tuple[int, float, tuple[float, ...], float],
) -> Drivers:
    """Put variances on one scale: a run's, which is what worlds differ by and luck."""
    within, in_mean = luck or (0.0, 0.0)
    between = max(explained.total - in_mean, 0.0)
    whole = between + within
    clear = holm(explained.p) < SIGNIFICANT
    singles = [
        _driver(one, explained.variance[i] / whole, explained.error[i] / whole, bool(clear[i]))
        for i, one in enumerate(inputs)
    ]
    groups = []
    for name, places in group_members(inputs).items():
        members = list(places)
        share = float(explained.variance[members].sum()) / whole
        error = float(np.sqrt((explained.error[members] ** 2).sum())) / whole
        groups.append(_driver(Input(name, name, ""), share, error, share - Z * error > 0))
    rest = (between - float(explained.variance[clear].sum())) / whole
    error = float(np.sqrt((explained.error[clear] ** 2).sum())) / whole
    together = _driver(Input("together", "together", ""), rest, error, rest - Z * error > 0)
    chance = None if luck is None else _luck_driver(within / whole, about[3])
    points, left_out, centre, _ = about
    return Drivers(
        question, "given", ordered(singles), ordered(groups), chance, together, points, left_out, 0, centre
    )  # fmt: skip


def _driver(one: Input, share: float, error: float, matters: bool) -> Driver:
    low, high = share - Z * error, share + Z * error
    return Driver(one.name, one.group, one.meaning, share, low, high, matters=matters)


def _luck_driver(share: float, points: float) -> Driver:
    """Luck's share; its interval by the normal limit of a ratio of variances over so many equal worlds."""
    error = float(np.sqrt(2.0 / points)) * share * (1.0 - share) * 2.0
    one = Input("luck", "luck", "draws of luck")
    return _driver(one, share, error, share > 0)


def ordered(drivers: Sequence[Driver]) -> tuple[Driver, ...]:
    """Return drivers by share, largest first."""
    return tuple(sorted(drivers, key=lambda d: -d.share))
