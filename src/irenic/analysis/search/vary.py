"""Children of strategies: every one a strategy that a file could hold, within all limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from irenic.analysis.search.moves import Moves
from irenic.analysis.search.operators import OPERATORS, Means, add_lever, add_phase
from irenic.analysis.search.trees import renamed
from irenic.errors import StrategyError
from irenic.strategy import P_MAX, CaseNames, Phase, Strategy
from irenic.strategy.compile import Compiled
from irenic.strategy.settings import ORDER

TRIES = 40
"""Most draws for one child before a random one takes its place."""

RULE_LONGEST = 400
"""Most characters of a rule that a search writes: longer ones nobody reads."""

UNNAMED = "found"
"""Name of a child before `named` gives it one."""


def named(strategy: Strategy, number: int, ancestor: str) -> Strategy:
    """Return a strategy under a name of its own, which no one has argued for.

    Parameters
    ----------
    strategy : found by a search
    number : from 1
    ancestor : plan that it goes back to; empty for a random one
    """
    origin = f"starting from {ancestor}" if ancestor else "starting from a random plan"
    return replace(
        strategy,
        name=f"{UNNAMED}_{number}",
        label=f"Found by search, no. {number}",
        summary=f"Found by search, {origin}; varied by a program, and argued for by no one.",
        argued_by="",
        set=UNNAMED,
        reference=False,
    )


class Variation:
    """Makes children; the same draws give the same children.

    Parameters
    ----------
    moves : what may be written
    rng : the generator; used up by every child
    """

    def __init__(self, moves: Moves, rng: np.random.Generator) -> None:
        self.moves, self.rng = moves, rng
        self.names = moves.names

    def child(self, parent: Strategy, mate: Strategy, weights: Mapping[str, float]) -> tuple[Strategy, str]:
        """Return a valid strategy that differs from its parent, and the operator that made it.

        Parameters
        ----------
        parent, mate : valid; the child's base, label and budget are the parent's
        weights : of the operators, >= 0; those left out are not used
        """
        names = list(weights)
        chances = np.array([weights[name] for name in names], np.float64)
        chances /= chances.sum()
        rng, means = self.rng, Means(self.moves, mate, self.rng)
        for _ in range(TRIES):
            operator = names[int(rng.choice(len(names), p=chances))]
            drawn = OPERATORS[operator](parent, means)
            if drawn is not None and rng.random() < 0.25:  # now and then a second step at once
                drawn = OPERATORS[names[int(rng.integers(len(names)))]](drawn, means) or drawn
            valid = None if drawn is None else self.checked(drawn)
            if valid is not None and content(valid) != content(parent):
                return replace(valid, name=UNNAMED), operator
        return self.random(), "random"

    def random(self) -> Strategy:
        """Return a random strategy: up to four levers from month 1, and up to three phases."""
        rng = self.rng
        while True:
            drawn = Strategy(UNNAMED, "Found", "Drawn at random.", reference=False)
            means = Means(self.moves, drawn, rng)
            for _ in range(int(rng.integers(1, 5))):
                drawn = add_lever(drawn, means) or drawn
            for _ in range(int(rng.integers(4))):
                drawn = add_phase(drawn, means) or drawn
            valid = self.checked(drawn)
            if valid is not None:
                return valid

    def checked(self, drawn: Strategy) -> Strategy | None:
        """Return a strategy mended, or None where no file could hold it."""
        return checked(drawn, self.names)


def checked(drawn: Strategy, names: CaseNames) -> Strategy | None:
    """Return a strategy mended, or None where no file could hold it or it is beyond a limit.

    Parameters
    ----------
    drawn : as an operator left it
    names : ids of the case
    """
    strategy = mended(drawn)
    if any(len(str(rule)) > RULE_LONGEST for rule in strategy.conditions()):
        return None
    try:
        excess = Compiled(strategy, names).excess()  # raises where a rule would read otherwise
    except StrategyError:
        return None
    return None if excess else strategy


def mended(drawn: Strategy) -> Strategy:
    """Return a strategy with its phases named apart, and without what names phases that are not there.

    A phase whose start lost its last test goes, as does one that sets nothing.

    Parameters
    ----------
    drawn : as an operator left it
    """
    phases = _named_apart(drawn.phases)
    for _ in range(P_MAX + len(phases)):
        kept = frozenset(phase.name for phase in phases)
        again = tuple(one for one in (_pruned(phase, kept) for phase in phases) if one is not None)
        if again == phases:
            break
        phases = again
    targets = tuple(sorted(drawn.targets, key=lambda target: ORDER[target.lever]))
    return replace(drawn, phases=phases, targets=targets)


def content(strategy: Strategy) -> str:
    """Return what a strategy does, as text: alike for strategies that differ in words alone.

    Parameters
    ----------
    strategy : any
    """
    phases = [
        replace(one, levers=MappingProxyType(dict(sorted(one.levers.items())))) for one in strategy.phases
    ]
    parts = (strategy.base, strategy.budget, strategy.forced)
    return repr(([sorted(part.items()) for part in parts], strategy.targets, phases))


def _named_apart(phases: Sequence[Phase]) -> tuple[Phase, ...]:
    """Names that are there already get a number; a test of a phase means the one that kept the name."""
    used: set[str] = set()
    found = []
    for phase in phases:
        name, number = phase.name, 2
        while name in used:
            name, number = f"{phase.name[:36].rstrip('0123456789').rstrip('_')}_{number}", number + 1
        used.add(name)
        found.append(replace(phase, name=name))
    return tuple(found)


def _pruned(phase: Phase, kept: frozenset[str]) -> Phase | None:
    when = None if phase.when is None else renamed(phase.when, {}, kept)
    until = None if phase.until is None else renamed(phase.until, {}, kept)
    nothing = not phase.levers and not phase.targets and not phase.exit
    if nothing or (phase.when is not None and when is None):
        return None
    if until is not None and when is None and not phase.once:
        until = None  # it could not start again, so a file may not say it
    targets = tuple(sorted(phase.targets, key=lambda target: ORDER[target.lever]))
    levers = MappingProxyType(dict(phase.levers))
    return replace(phase, levers=levers, when=when, until=until, targets=targets)
