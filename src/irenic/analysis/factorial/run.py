"""The whole factorial: scaled to equal cost in a pilot, run in all worlds, taken apart into effects."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from irenic.analysis.averages import Floats, world_means
from irenic.analysis.factorial.cells import Cell, all_cells, cell_strategy, partner_of
from irenic.analysis.factorial.effects import Bools, Effect, effects
from irenic.analysis.factorial.match import Match, match
from irenic.analysis.regret import standardise
from irenic.analysis.search.run import Ground
from irenic.analysis.search.simulation import FixedWorlds
from irenic.analysis.split import MORAL_HAZARD
from irenic.engine.outcomes import Outcome
from irenic.errors import Problem, StudyError
from irenic.strategy.plan import Element
from irenic.study.manifest import FAMILIES

PILOT = 64
"""Worlds of the pilot, the first of all."""

MONEY = "money"


@dataclass(frozen=True, eq=False)
class Measured:
    """Effects on one outcome or family.

    Parameters
    ----------
    id, label, unit : of the outcome; unit "sd" for a family's score, more is better
    direction : "min", "max" or "none"
    is_family : True for a family's score
    effects : main effects, then interactions
    """

    id: str
    label: str
    unit: str
    direction: str
    is_family: bool
    effects: tuple[Effect, ...]


@dataclass(frozen=True, eq=False)
class Factorial:
    """A factorial and what it says.

    Parameters
    ----------
    worlds, months, seed : its size
    partner : whom the partnered cells arm
    match : scales and the pilot's money
    money : mean over all worlds, what each cell really spent, USD million
    measured : families, then headline outcomes
    below : share of worlds where moral hazard is below 0; None where the worlds have none
    left_out : ids of headline outcomes that are missing in some world
    """

    worlds: int
    months: int
    seed: int
    partner: Mapping[Element, float]
    match: Match
    money: Mapping[Cell, float]
    measured: tuple[Measured, ...]
    below: float | None
    left_out: tuple[str, ...]


Report = Callable[[int, int], None]
"""Called with the runs done, and the most that there can be."""


def factorial(
    ground: Ground, worlds: int, seed: int, report: Report | None = None, *, threads: int | None = None
) -> Factorial:
    """Run the factorial.

    Parameters
    ----------
    ground : the case
    worlds : a power of two from 2 on; one run in each
    seed : of worlds and luck
    report : told how far it is
    threads : None for one per core; results do not depend on it

    Raises
    ------
    StudyError : ``bad_setting``
    StrategyError : ``no_partner``
    """
    check(worlds, seed)
    partner = partner_of(ground.strategies)
    cells = all_cells()
    fixed = FixedWorlds(ground.engine, ground.names, ground.worlds_of(worlds, seed), seed, threads)
    pilot = min(PILOT, worlds)
    most, done = len(cells) * (6 * pilot + worlds), 0

    def run(scales: Mapping[Cell, float], count: int) -> list[dict[str, Floats]]:
        nonlocal done
        plans = [cell_strategy(cell, scale, partner, ground.names) for cell, scale in scales.items()]
        values = fixed.outcomes(plans, 0, count)
        done += len(plans) * count
        if report is not None:
            report(done, most)
        return values

    def spend(scales: Mapping[Cell, float]) -> dict[Cell, float]:
        found = run(scales, pilot)
        return {cell: float(one[MONEY].mean()) for cell, one in zip(scales, found, strict=True)}

    matched = match(cells, spend)
    values = run({cell: matched.scales[cell] for cell in cells}, worlds)
    if report is not None:
        report(most, most)
    averages = {
        row.id: np.stack([world_means(one[row.id]) for one in values]) for row in ground.engine.outcomes
    }
    below = fixed.worlds.theta.get(MORAL_HAZARD)
    signs = None if below is None else np.asarray(below) < 0
    measured, left_out = _measured(ground.engine.outcomes, averages, (cells, signs))
    money = dict(zip(cells, averages[MONEY].mean(1).tolist(), strict=True))
    share = None if signs is None else float(signs.mean())
    months = int(ground.engine.months)
    return Factorial(worlds, months, seed, partner, matched, money, measured, share, left_out)


def check(worlds: int, seed: int) -> None:
    """Refuse settings that cannot be used.

    Parameters
    ----------
    worlds, seed : as given

    Raises
    ------
    StudyError : ``bad_setting``, one problem for each
    """
    wrong = []
    if not (2 <= worlds <= 2**20 and worlds & (worlds - 1) == 0):
        wrong.append(("worlds", str(worlds), "a power of two from 2 to 2**20"))
    if not 0 <= seed < 2**63:
        wrong.append(("seed", str(seed), "a whole number of at least 0"))
    if wrong:
        raise StudyError([Problem("bad_setting", "the request", None, *one) for one in wrong])


def _measured(
    outcomes: Sequence[Outcome],
    averages: Mapping[str, Floats],
    known: tuple[Sequence[Cell], Bools | None],
) -> tuple[tuple[Measured, ...], tuple[str, ...]]:
    """Families first; outcomes that are missing in a world are left out and named."""
    cells, signs = known
    whole = [row for row in outcomes if not np.isnan(averages[row.id]).any()]

    def measure(id: str, words: tuple[str, str, str], values: Floats, is_family: bool) -> Measured:  # noqa: A002
        by_cell = dict(zip(cells, values, strict=True))
        return Measured(id, *words, is_family, effects(by_cell, signs))

    found = []
    for family in FAMILIES:
        mine = [row for row in whole if row.family == family and row.direction != "none"]
        if mine:
            scores = np.mean([standardise(averages[r.id], r.direction == "max") for r in mine], axis=0)
            found.append(measure(family, (family.capitalize(), "sd", "max"), scores, True))
    for row in whole:
        if row.headline:
            found.append(measure(row.id, (row.label, row.unit, row.direction), averages[row.id], False))
    left_out = tuple(row.id for row in outcomes if row.headline and row not in whole)
    return tuple(found), left_out
