"""Judging candidates: a first look in few worlds, a longer one for those it does not rule out.

All candidates meet the same worlds with the same luck, so that what sets two of them apart is what they
do. A candidate is ruled out after the first look where, were that look the whole truth, the archive
would refuse it.

References
----------
Assumption: with common luck two looks rarely disagree by more than an epsilon; what is lost by a wrong
first look is a candidate, never the truth of a claim, which rests on unseen worlds (`unseen.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from irenic.analysis.averages import Floats
from irenic.analysis.search.archive import Archive
from irenic.analysis.search.size import size
from irenic.analysis.search.vary import content
from irenic.strategy import CaseNames, Strategy

SIZE_EPSILON = 1.0
"""Box of the last objective, in phases, tests and levers."""


class Judge(Protocol):
    """Scores strategies in two looks; see `simulation.SimulationJudge`."""

    @property
    def runs(self) -> tuple[int, int]:
        """Runs that the first look at a strategy costs, and the second."""

    def scores(self, strategies: Sequence[Strategy], look: int) -> list[Floats]:
        """Return (objective, world of that look) for each strategy; larger is better."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A candidate before it is judged.

    Parameters
    ----------
    strategy : valid
    operator : what made it; "shipped" for a plan at the start
    ancestor : name of the plan it goes back to; empty for a random one
    """

    strategy: Strategy
    operator: str
    ancestor: str


@dataclass(frozen=True, eq=False)
class Trial:
    """A candidate and what was seen of it.

    Parameters
    ----------
    drawn : the candidate
    scores : (objective, world) of all looks it was given
    losses : (objective + 1,), minus the mean scores, then its size; smaller is better
    first : the same after the first look
    is_promoted : True where it had both looks
    """

    drawn: Drawn
    scores: Floats
    losses: Floats
    first: Floats
    is_promoted: bool

    @property
    def overall(self) -> float:
        """Mean of the mean scores, objectives weighted alike; size is no part of it."""
        return float(-self.losses[:-1].mean())


@dataclass
class Contest:
    """Judges candidates, keeps the archive and counts the runs.

    Parameters
    ----------
    judge : gives the scores
    names : ids of the case
    objectives : how many, without size
    epsilon : side of a box on every objective but size, in standard deviations
    budget : runs there are
    report : called with the runs spent, after every batch
    """

    judge: Judge
    names: CaseNames
    objectives: int
    epsilon: float
    budget: int
    report: Callable[[int], None] | None = None
    spent: int = 0
    judged: int = 0
    promoted: int = 0
    unfit: int = 0
    archive: Archive[Trial] = field(init=False)
    seen: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.archive = Archive(np.append(np.full(self.objectives, self.epsilon), SIZE_EPSILON))

    def fresh(self, strategy: Strategy) -> bool:
        """Return whether nothing that does the same was judged; from then on it counts as judged.

        Parameters
        ----------
        strategy : valid
        """
        text = content(strategy)
        is_new = text not in self.seen
        self.seen.add(text)
        return is_new

    @property
    def left(self) -> int:
        """Runs that are left."""
        return self.budget - self.spent

    def room(self) -> int:
        """Return how many candidates can surely be judged with what is left."""
        return max(0, self.left // sum(self.judge.runs))

    def judge_all(self, batch: Sequence[Drawn], *, whole: bool = False) -> list[Trial]:
        """Judge a batch and offer those with both looks to the archive, in order.

        Parameters
        ----------
        batch : candidates
        whole : True to give both looks to all

        Returns
        -------
        Trials of those that could be scored: a run without a value makes a candidate unfit
        """
        looks = self._look(batch, 0)
        firsts = [self._losses(one, scores) for one, scores in zip(batch, looks, strict=True)]
        fit = [bool(np.isfinite(losses).all()) for losses in firsts]
        chosen = [i for i in range(len(batch)) if fit[i] and (whole or not self._ruled_out(firsts[i]))]
        more = dict(zip(chosen, self._look([batch[i] for i in chosen], 1), strict=True))
        trials = []
        for i, one in enumerate(batch):
            scores = np.concatenate([looks[i], more[i]], axis=1) if i in more else looks[i]
            losses = self._losses(one, scores)
            if fit[i] and np.isfinite(losses).all():
                trials.append(Trial(one, scores, losses, firsts[i], i in more))
        self.judged += len(batch)
        self.promoted += len(chosen)
        self.unfit += len(batch) - len(trials)
        for trial in trials:
            if trial.is_promoted:
                self.archive.add(trial, trial.losses)
        if self.report is not None:
            self.report(self.spent)
        return trials

    def _look(self, batch: Sequence[Drawn], look: int) -> list[Floats]:
        if not batch:
            return []
        self.spent += len(batch) * self.judge.runs[look]
        return self.judge.scores([one.strategy for one in batch], look)

    def _losses(self, one: Drawn, scores: Floats) -> Floats:
        return np.append(-scores.mean(1), size(one.strategy))

    def _ruled_out(self, first: Floats) -> bool:
        """Some member lies, in the first worlds, in the same box or in one that is nowhere farther."""
        if not self.archive.members:
            return False
        known = np.stack([member.first for member in self.archive.members])
        return bool((self.archive.box(known) <= self.archive.box(first)).all(1).any())

    def operators(self) -> Counter[str]:
        """Return how many members of the archive each operator made."""
        return Counter(member.drawn.operator for member in self.archive.members)
