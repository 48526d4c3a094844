"""How much there is to a strategy: what makes it hard to explain, agree on and carry out."""

from __future__ import annotations

from irenic.analysis.search.moves import settings_of
from irenic.analysis.search.trees import units
from irenic.strategy import Strategy


def size(strategy: Strategy) -> int:
    """Number of phases, tests of their rules, and levers set.

    A lever counts once for each value it gets in a place (the base or a phase), however many groups or
    districts have that value, and once for each rule that sets it.

    Parameters
    ----------
    strategy : any

    References
    ----------
    Assumption: one phase, one test and one lever are alike hard to agree on; a proxy, not a measurement.
    """
    tests = sum(len(units(rule)) for phase in strategy.phases for rule in (phase.when, phase.until))
    levers = sum(
        len({(element[0], value) for element, value in fixed.items()}) + len(targets)
        for fixed, targets in settings_of(strategy)
    )
    return len(strategy.phases) + tests + levers
