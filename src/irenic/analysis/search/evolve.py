"""Evolutionary search: children of good strategies, one small batch after another.

References
----------
Deb, Mohan & Mishra 2005, Evaluating the epsilon-domination based multi-objective evolutionary algorithm
(steady state, one parent from the archive); Hadka & Reed 2013, Borg, section 3.4: operators are drawn by
what they brought into the archive, and variation grows bolder while there is no progress. Batches, so that
several cores can judge at once; their size is fixed, so that results do not depend on the cores.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from irenic.analysis.search.contest import Contest, Drawn, Trial
from irenic.analysis.search.operators import OPERATORS
from irenic.analysis.search.vary import Variation

BATCH = 8
"""Children judged together."""

POPULATION = 32
"""Strategies that may become parents besides the archive."""

PATIENCE = 6
"""Batches without a new box of the archive after which children differ by one more variation."""

CONTENDERS = 4
"""Members of the archive that are compared for one parent."""

BOLDEST = 4
"""Most variations of one child."""


def evolve(contest: Contest, variation: Variation, shipped: Sequence[Drawn], random: int) -> None:
    """Search until the budget is spent; what was found is in the contest's archive.

    Parameters
    ----------
    contest : judges
    variation : makes children; carries the only generator
    shipped : plans to start from; all are judged in full, whatever the budget
    random : number of random strategies to start from
    """
    rng = variation.rng
    population = contest.judge_all(shipped, whole=True)
    starters = [Drawn(variation.random(), "random", "") for _ in range(random)]
    starters = [one for one in starters if contest.fresh(one.strategy)]
    population += contest.judge_all(starters[: contest.room()])
    still, progress = 0, contest.archive.progress
    while contest.room() > 0:
        steps = min(1 + still // PATIENCE, BOLDEST)
        batch = _batch(contest, variation, population, steps)
        for trial in contest.judge_all(batch):
            _settle(population, trial, rng)
        still = 0 if contest.archive.progress > progress else still + 1
        progress = contest.archive.progress


def _batch(contest: Contest, variation: Variation, population: Sequence[Trial], steps: int) -> list[Drawn]:
    counts = contest.operators()
    weights = {name: counts[name] + 1.0 for name in OPERATORS}
    batch: list[Drawn] = []
    while len(batch) < min(BATCH, contest.room()):
        parent, mate = (_parent(contest, population, variation.rng) for _ in range(2))
        strategy, operator = variation.child(parent.strategy, mate.strategy, weights)
        for _ in range(steps - 1):
            strategy, _ = variation.child(strategy, mate.strategy, weights)
        if contest.fresh(strategy):
            batch.append(Drawn(strategy, operator, "" if operator == "random" else parent.ancestor))
    return batch


def _parent(contest: Contest, population: Sequence[Trial], rng: np.random.Generator) -> Drawn:
    """From the archive by a random weighting, or the better of two of the population, with even chances."""
    if rng.random() < 0.5:
        return _by_weighting(contest.archive.members, rng)
    one, two = (population[int(rng.integers(len(population)))] for _ in range(2))
    return (two if _dominates(two, one) else one).drawn


def _by_weighting(members: Sequence[Trial], rng: np.random.Generator) -> Drawn:
    """The best of a few under weights drawn evenly over all weightings, size left out (decision D32)."""
    weights = rng.dirichlet(np.ones(len(members[0].losses) - 1))
    drawn = [members[int(rng.integers(len(members)))] for _ in range(CONTENDERS)]
    return min(drawn, key=lambda trial: float(weights @ trial.losses[:-1])).drawn


def _settle(population: list[Trial], trial: Trial, rng: np.random.Generator) -> None:
    """A child takes the place of one that it dominates; of any, where neither dominates."""
    if len(population) < POPULATION:
        population.append(trial)
        return
    if any(_dominates(one, trial) for one in population):
        return
    beaten = [i for i, one in enumerate(population) if _dominates(trial, one)]
    where = beaten or range(len(population))
    population[where[int(rng.integers(len(where)))]] = trial


def _dominates(one: Trial, two: Trial) -> bool:
    """In the worlds of the first look, which both have had."""
    return bool((one.first <= two.first).all() and (one.first < two.first).any())
