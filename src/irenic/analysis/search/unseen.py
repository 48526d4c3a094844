"""What is left of a gain in worlds that the search never saw, and which parts of a strategy it rests on.

The best of many looks better than it is: some of its lead in the worlds it was chosen in is those worlds'
luck. So what was found is judged again, beside every plan at the start, in other worlds with other luck,
and only that is claimed.

References
----------
Smith & Winkler 2006, The optimizer's curse; for the tests on worlds apart, Bryant & Lempert 2010 and
Bartholomew & Kwakkel 2020.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from irenic.analysis.averages import Floats
from irenic.analysis.ranking import CLEAR
from irenic.analysis.search.moves import settings_of
from irenic.analysis.search.operators import without_lever, without_phase
from irenic.analysis.search.vary import checked, content
from irenic.strategy import CaseNames, Strategy

Scorer = Callable[[Sequence[Strategy]], list[Floats]]
"""(objective, world) of strategies in the unseen worlds."""

OVERALL = "overall"
"""All objectives but simplicity, weighted alike."""


@dataclass(frozen=True, slots=True)
class Gain:
    """How far a found strategy is ahead of the best plan, each time the best in the worlds at hand.

    Parameters
    ----------
    objective : its id, or `OVERALL`
    strategy : the found one, chosen in the search's own worlds
    seen, unseen : ahead by so much, in standard deviations; negative where it is behind
    rival_seen, rival : the best plan in either set of worlds
    error : standard error of `unseen`, over worlds; the same worlds for both
    better : share of unseen worlds where the found one scores higher; a tie counts half
    """

    objective: str
    strategy: str
    seen: float
    unseen: float
    rival_seen: str
    rival: str
    error: float
    better: float

    @property
    def survived(self) -> float | None:
        """Share of the gain that is left in unseen worlds; None where there was none."""
        return self.unseen / self.seen if self.seen > 0 else None

    @property
    def is_clear(self) -> bool:
        """True where it is ahead by more than chance of worlds explains."""
        return self.unseen > CLEAR * self.error


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a strategy, and what leaving it out does in unseen worlds.

    Parameters
    ----------
    kind : "phase" or "lever"
    name : of the phase, or of a lever set from month 1
    worth : how much the strategy scores above itself without the part, overall, in standard deviations
    error : standard error of it
    """

    kind: str
    name: str
    worth: float
    error: float

    @property
    def verdict(self) -> str:
        """Return whether the strategy is better with it, better without, or neither is clear."""
        if self.worth > CLEAR * self.error:
            return "helps"
        return "hurts" if self.worth < -CLEAR * self.error else "no clear difference"


def gains(
    objectives: Sequence[str],
    seen: tuple[dict[str, Floats], dict[str, Floats]],
    unseen: tuple[dict[str, Floats], dict[str, Floats]],
) -> tuple[Gain, ...]:
    """Return the gain overall and on each objective.

    On each, the found strategy is the one that was best in the search's own worlds, whatever it does in
    the others.

    Parameters
    ----------
    objectives : ids
    seen, unseen : (objective, world) of the found strategies, then of the plans, by name; the same names
        in both
    """
    found = [_gain(OVERALL, _overall(seen), _overall(unseen))]
    for k, name in enumerate(objectives):
        found.append(_gain(name, _only(seen, k), _only(unseen, k)))
    return tuple(found)


Rows = tuple[dict[str, Floats], dict[str, Floats]]


def _overall(scores: Rows) -> Rows:
    ours, plans = ({name: one.mean(0) for name, one in part.items()} for part in scores)
    return ours, plans


def _only(scores: Rows, k: int) -> Rows:
    ours, plans = ({name: one[k] for name, one in part.items()} for part in scores)
    return ours, plans


def _gain(objective: str, seen: Rows, unseen: Rows) -> Gain:
    ours, before = _best(seen[0]), _best(seen[1])
    rival = _best(unseen[1])
    gap = unseen[0][ours] - unseen[1][rival]
    return Gain(
        objective,
        ours,
        seen=float(seen[0][ours].mean() - seen[1][before].mean()),
        unseen=float(gap.mean()),
        rival_seen=before,
        rival=rival,
        error=standard_error(gap),
        better=float(np.mean(gap > 0) + 0.5 * np.mean(gap == 0)),
    )


def _best(rows: dict[str, Floats]) -> str:
    return max(rows, key=lambda name: float(rows[name].mean()))


def standard_error(gap: Floats) -> float:
    """Standard error of a mean over worlds; infinite with fewer than two.

    Parameters
    ----------
    gap : (world,), paired differences
    """
    return float(gap.std(ddof=1) / np.sqrt(len(gap))) if len(gap) > 1 else float("inf")


def parts_of(strategy: Strategy, names: CaseNames, whole: Floats, score: Scorer) -> tuple[Part, ...]:
    """Return what each phase, and each lever set from month 1, is worth to a strategy.

    Parameters
    ----------
    strategy : found
    names : ids of the case
    whole : (objective, world) of it
    score : of strategies in the same worlds
    """
    cut: list[tuple[str, str, Strategy]] = [
        ("phase", phase.name, without_phase(strategy, p)) for p, phase in enumerate(strategy.phases)
    ]
    fixed, targets = next(settings_of(strategy))
    levers = dict.fromkeys([*(element[0] for element in fixed), *(target.lever for target in targets)])
    cut += [("lever", lever, without_lever(strategy, 0, lever)) for lever in levers]
    kept = [
        (kind, name, valid)
        for kind, name, less in cut
        if (valid := checked(replace(less, name="found"), names)) is not None
        and content(valid) != content(strategy)
    ]
    found = []
    scores = score([less for *_, less in kept])
    for (kind, name, _), less in zip(kept, scores, strict=True):
        gap = whole.mean(0) - less.mean(0)
        found.append(Part(kind, name, float(gap.mean()), standard_error(gap)))
    return tuple(found)
