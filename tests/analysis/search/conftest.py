"""The toy case's plans and what a search may write into them; a judge that needs no engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from irenic.analysis.search import Drawn, Moves, moves_for
from irenic.case import CaseArrays
from irenic.strategy import Strategy, load_strategies

PLANS = Path(__file__).parents[2] / "data" / "toy_strategies.yaml"


@pytest.fixture(scope="session")
def plans(toy_arrays: CaseArrays) -> tuple[Strategy, ...]:
    """Plans of the toy case without dated events."""
    return tuple(s for s in load_strategies(PLANS, toy_arrays).values() if not s.forced)


@pytest.fixture(scope="session")
def moves(plans: tuple[Strategy, ...], toy_arrays: CaseArrays) -> Moves:
    return moves_for(plans, toy_arrays)


@pytest.fixture(scope="session")
def shipped(plans: tuple[Strategy, ...]) -> list[Drawn]:
    return [Drawn(strategy, "shipped", strategy.name) for strategy in plans]


@dataclass
class PlantedJudge:
    """Best where talks stand at .75 and a phase raises services once a settlement is signed.

    Two objectives: the first falls with the distance of talks from .75, the second rises with a phase
    that sets services and whose start names `signed`. Worlds differ by noise that all strategies share.
    """

    runs: tuple[int, int] = (4, 12)
    noise: float = 0.0
    calls: list[tuple[int, int]] = field(default_factory=list)

    def scores(self, strategies: Sequence[Strategy], look: int) -> list[np.ndarray]:
        self.calls.append((len(strategies), look))
        worlds = np.arange(self.runs[look]) + 100 * look
        luck = self.noise * np.sin(worlds)
        return [np.array(planted(strategy))[:, None] + luck for strategy in strategies]


def planted(strategy: Strategy) -> tuple[float, float]:
    """What the planted judge sees of a strategy, without noise."""
    talks = strategy.base.get(("talks",), 0.0)
    has_step = any(
        any(element[0] == "services" for element in phase.levers) and "signed" in str(phase.when)
        for phase in strategy.phases
    )
    return -abs(talks - 0.75), float(has_step)
