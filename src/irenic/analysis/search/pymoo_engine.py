"""NSGA-II of pymoo over the same variations, in place of our own search (optional extra ``search``).

pymoo draws parents and survivors; what is drawn is judged, counted and archived as in `evolve.py`, so
that the two engines differ in nothing else.

References
----------
Deb, Pratap, Agarwal & Meyarivan 2002, NSGA-II; Blank & Deb 2020, pymoo.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from irenic.analysis.search.contest import Contest, Drawn
from irenic.analysis.search.operators import OPERATORS
from irenic.analysis.search.vary import Variation

GENERATION = 16
"""Children of a generation."""

WORST = 1e6
"""Loss of a candidate that cannot be scored: worse than any."""


def evolve_with_pymoo(contest: Contest, variation: Variation, shipped: Sequence[Drawn], random: int) -> None:
    """Search until the budget is spent; parameters as `evolve`. pymoo must be installed."""
    from pymoo.algorithms.moo.nsga2 import NSGA2
    from pymoo.core.population import Population

    contest.judge_all(shipped, whole=True)
    starters = [*shipped, *(Drawn(variation.random(), "random", "") for _ in range(random))]
    start = Population.new("X", _column(starters))
    problem, mating = _problem(contest), _mating(contest, variation)
    algorithm = NSGA2(
        pop_size=max(GENERATION, len(starters)), n_offsprings=GENERATION, sampling=start,
        mating=mating, eliminate_duplicates=False,
    )  # fmt: skip
    algorithm.setup(problem, termination=("n_gen", 10**9), seed=int(variation.rng.integers(2**31)))
    while contest.room() > 0:
        algorithm.next()


def _column(drawn: Sequence[Drawn]) -> Any:
    """(candidate, 1) of objects, as pymoo keeps variables."""
    column = np.empty((len(drawn), 1), dtype=object)
    column[:, 0] = list(drawn)
    return column


def _problem(contest: Contest) -> Any:
    from pymoo.core.problem import Problem as Base

    class Losses(Base):  # type: ignore[misc]
        """Losses of candidates, in the contest's fixed worlds."""

        def __init__(self) -> None:
            super().__init__(n_var=1, n_obj=contest.objectives + 1, vtype=object)

        def _evaluate(self, x: Any, out: Any, *_: Any, **__: Any) -> None:
            batch = [row[0] for row in x]
            trials = {id(trial.drawn): trial.losses for trial in contest.judge_all(batch)}
            worst = np.full(contest.objectives + 1, WORST)
            out["F"] = np.stack([trials.get(id(one), worst) for one in batch])

    return Losses()


def _mating(contest: Contest, variation: Variation) -> Any:
    """Parents by pymoo's tournament, children by our variations, none judged before."""
    from pymoo.algorithms.moo.nsga2 import binary_tournament
    from pymoo.core.infill import InfillCriterion
    from pymoo.core.population import Population
    from pymoo.operators.selection.tournament import TournamentSelection

    selection = TournamentSelection(func_comp=binary_tournament)
    weights = dict.fromkeys(OPERATORS, 1.0)

    class Mating(InfillCriterion):  # type: ignore[misc]
        """Makes a generation of children."""

        def do(self, problem: Any, pop: Any, n_offsprings: int, **kwargs: Any) -> Any:
            children: list[Drawn] = []
            wanted = max(1, min(n_offsprings, contest.room()))
            while len(children) < wanted:
                pair = selection(problem, pop, 1, 2, to_pop=False, **kwargs)[0]
                parent, mate = (pop[int(i)].X[0] for i in pair)
                strategy, operator = variation.child(parent.strategy, mate.strategy, weights)
                if contest.fresh(strategy):
                    children.append(
                        Drawn(strategy, operator, "" if operator == "random" else parent.ancestor)
                    )
            return Population.new("X", _column(children))

    return Mating()
