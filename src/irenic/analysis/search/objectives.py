"""What a search is for: families of outcomes, or single outcomes, as scores of every world.

A score is an outcome in standard deviations over the worlds of the plans that the search starts from,
larger is better; a family's is the mean of its outcomes' scores. Centre and scale are fixed before the
search and the same for every strategy and set of worlds, so that scores can be compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from irenic.analysis.averages import Floats, world_means
from irenic.engine.outcomes import Outcome
from irenic.errors import Problem, StudyError, did_you_mean, quoted
from irenic.study.manifest import FAMILIES

SIMPLICITY = "simplicity"
"""The last objective of every search: fewer phases, tests and levers."""


@dataclass(frozen=True, slots=True)
class Objective:
    """One thing that a search is for.

    Parameters
    ----------
    id : a family or an outcome
    label : for people
    outcomes : ids of the outcomes it is the mean score of
    unit : "sd" for a family, else of the outcome
    """

    id: str
    label: str
    outcomes: tuple[str, ...]
    unit: str

    @property
    def is_family(self) -> bool:
        """True where it is the mean of a family's outcomes."""
        return self.unit == "sd"


def objectives_of(wanted: Sequence[str], outcomes: Sequence[Outcome]) -> tuple[Objective, ...]:
    """Return the objectives asked for; all families where none is.

    Parameters
    ----------
    wanted : families and ids of outcomes
    outcomes : those that the engine has

    Raises
    ------
    StudyError : ``unknown_objective``, ``no_direction``, ``may_be_missing``; every problem at once
    """
    known = {row.id: row for row in outcomes}
    names = list(dict.fromkeys(wanted)) or list(FAMILIES)
    problems = [problem for name in names if (problem := _problem(name, known)) is not None]
    if problems:
        raise StudyError(problems)
    return tuple(_family(name, outcomes) if name in FAMILIES else _single(known[name]) for name in names)


def _family(name: str, outcomes: Sequence[Outcome]) -> Objective:
    mine = tuple(row.id for row in outcomes if row.family == name and row.direction != "none")
    return Objective(name, name.capitalize(), mine, "sd")


def _single(row: Outcome) -> Objective:
    return Objective(row.id, row.label, (row.id,), row.unit)


def _problem(name: str, known: Mapping[str, Outcome]) -> Problem | None:
    if name in FAMILIES:
        return None
    valid = (*FAMILIES, *known)
    expected = "a family of outcomes, or an outcome"
    if name not in known:
        hint = did_you_mean(name, valid)
        return Problem("unknown_objective", "the request", None, "objectives", quoted(name), expected, hint)
    if known[name].direction == "none":
        given = f"{quoted(name)}, of which neither more nor less is better"
        return Problem("no_direction", "the request", None, "objectives", given, "one with a better side")
    return None


@dataclass(frozen=True, slots=True)
class Yardstick:
    """Centre, scale and sign of every outcome that an objective needs.

    Parameters
    ----------
    objectives : in order
    outcomes : ids that are scored
    centre, scale, sign : by outcome; sign 1 where more is better, else -1
    """

    objectives: tuple[Objective, ...]
    outcomes: tuple[str, ...]
    centre: Mapping[str, float]
    scale: Mapping[str, float]
    sign: Mapping[str, float]

    def scores(self, values: Mapping[str, Floats]) -> Floats:
        """Return the score of every world on every objective.

        Parameters
        ----------
        values : (world, replicate) by outcome; NaN where a run has none

        Returns
        -------
        (objective, world), larger is better; NaN where no run of a world has a value
        """
        rows = []
        for objective in self.objectives:
            mine = [one for one in objective.outcomes if one in self.outcomes]
            scored = [self._score(one, world_means(values[one])) for one in mine]
            rows.append(np.mean(scored, axis=0))
        return np.stack(rows)

    def natural(self, objective: int, score: float) -> float:
        """Return a mean score in the unit of its objective."""
        info = self.objectives[objective]
        if info.is_family:
            return score
        one = info.outcomes[0]
        return self.centre[one] + self.sign[one] * score * self.scale[one]

    def _score(self, outcome: str, averages: Floats) -> Floats:
        return self.sign[outcome] * (averages - self.centre[outcome]) / self.scale[outcome]


def yardstick(
    objectives: Sequence[Objective], outcomes: Sequence[Outcome], shipped: Sequence[Mapping[str, Floats]]
) -> Yardstick:
    """Return the yardstick that the plans at the start give.

    Parameters
    ----------
    objectives : see `objectives_of`
    outcomes : those that the engine has
    shipped : for each plan, (world, replicate) by outcome

    Raises
    ------
    StudyError : ``no_value`` where an objective is left without an outcome that varies and is never missing
    """
    wanted = dict.fromkeys(one for objective in objectives for one in objective.outcomes)
    sign = {row.id: 1.0 if row.direction == "max" else -1.0 for row in outcomes}
    centre: dict[str, float] = {}
    scale: dict[str, float] = {}
    for one in wanted:
        averages = np.stack([world_means(values[one]) for values in shipped])
        spread = float(averages.std())
        if np.isfinite(spread) and spread > 1e-12 * max(1.0, float(np.abs(averages).max())):
            centre[one], scale[one] = float(averages.mean()), spread
    problems = [
        Problem(
            "no_value",
            "the request",
            None,
            f"objectives.{objective.id}",
            "missing in some runs, or the same in all",
            "one with a value in every world, which some plan changes",
        )
        for objective in objectives
        if not any(one in centre for one in objective.outcomes)
    ]
    if problems:
        raise StudyError(problems)
    return Yardstick(tuple(objectives), tuple(centre), centre, scale, sign)
