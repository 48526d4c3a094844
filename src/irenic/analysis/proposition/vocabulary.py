"""What a proposition may name, and how people call it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

SCORES: tuple[str, ...] = ("regret", "score")
"""Measures over all outcomes and arms at once: mean regret over weightings (smaller is better), and the
weighted sum of standardised families (larger is better)."""


@dataclass(frozen=True, slots=True)
class Words:
    """The names that a proposition may use.

    Parameters
    ----------
    arms : ids of what is compared: strategies of a study, or arms of a claim
    outcomes : ids of a run's outcomes
    series : ids of a run's monthly series; an id may be both an outcome's and a series'
    months : length of the runs
    whose : what an arm is, as messages say it
    """

    arms: tuple[str, ...]
    outcomes: tuple[str, ...]
    series: tuple[str, ...]
    months: int
    whose: str = "a strategy, or an arm of the claim"

    @property
    def measures(self) -> tuple[str, ...]:
        """Every name that can be measured, each once."""
        return tuple(dict.fromkeys((*self.outcomes, *self.series, *SCORES)))


def _none() -> Mapping[str, str]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Labels:
    """Names for people.

    Parameters
    ----------
    arms : arm id -> a few words; an arm not named goes by its id
    measures : id of an outcome or series -> its label; one not named goes by its id
    """

    arms: Mapping[str, str] = field(default_factory=_none)
    measures: Mapping[str, str] = field(default_factory=_none)
