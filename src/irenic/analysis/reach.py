"""Whether the phases of the strategies are ever reached (decision D5)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from irenic.study import Study

HARDLY = 0.05
"""Phases reached in fewer worlds than this are named."""


class PhaseReach(NamedTuple):
    """How often one phase became active.

    ``share_of_worlds``: in at least one replicate; ``share_of_runs``: over worlds and replicates;
    ``median_month``: of first reaching it, None where it never was.
    """

    strategy: str
    phase: str
    share_of_worlds: float
    share_of_runs: float
    median_month: float | None

    @property
    def hardly(self) -> bool:
        """Whether the study must name it: reached in 5% of runs or fewer.

        Runs, not worlds, since more replicates must not make a phase look reachable.
        """
        return self.share_of_runs <= HARDLY


def phase_reach(months: NDArray[np.int16]) -> tuple[float, float, float | None]:
    """Shares of worlds and runs in which a phase was reached, and the median first month.

    Parameters
    ----------
    months : (world, replicate), first month active, 0 never
    """
    reached = months > 0
    first = months[reached]
    return (
        float(reached.any(1).mean()),
        float(reached.mean()),
        float(np.median(first)) if len(first) else None,
    )


def reach(study: Study) -> list[PhaseReach]:
    """Return how often each phase of each strategy became active, in the study's order."""
    found = []
    for index, strategy in enumerate(study.manifest.strategies):
        months = study.phases[index].values
        for p, phase in enumerate(strategy.phases):
            found.append(PhaseReach(strategy.name, phase, *phase_reach(months[..., p])))
    return found
