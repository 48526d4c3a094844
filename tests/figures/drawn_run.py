"""A run that nobody computed: states and deaths by district made up for the tests of maps."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from irenic.case import CaseArrays
from irenic.engine.scenario import scenario_from
from irenic.engine.start import first_state
from irenic.figures.frames import Frames, frames_of

MONTHS = 6
NAMES = (
    *("November 2015", "December 2015", "January 2016", "February 2016", "March 2016", "April 2016"),
    "May 2016",
)


class MadeUp:
    """What `frames_of` needs of a replay: the extremist loses a tenth of midtown a month to LC."""

    def __init__(self, arrays: CaseArrays, label: str = "All at once") -> None:
        self.arrays = arrays
        self.fixed = SimpleNamespace(scenario=scenario_from(arrays, "float64"))
        self.strategy = SimpleNamespace(name="all", label=label)
        self.world, self.months = 5, MONTHS
        self.districts, self.groups = arrays.districts, arrays.groups

    def date(self, month: int) -> str:
        """Calendar name of a month."""
        return NAMES[month]

    def state(self, month: int) -> Any:
        """The start, with midtown changing hands."""
        arrays = self.arrays
        control = np.array(arrays.control)
        town, lost = arrays.districts.index("midtown"), 0.1 * month
        control[1 + arrays.extremist, town] -= lost
        control[1 + arrays.groups.index("LC"), town] += lost
        fighters = arrays.fighters_best[:, None] * arrays.fighter_split
        figures = (fighters[..., None], control[..., None], arrays.trust[..., None])
        state = first_state(np, figures, dict(arrays.initial), self.fixed.scenario)
        return state._replace(grievance=state.grievance + 0.1 * month)

    def info(self, month: int) -> Any:
        """Ten fighters of each group and a civilian of each cause are killed in every district."""
        groups, districts = len(self.groups), len(self.districts)
        one = np.ones((districts, 1))
        return SimpleNamespace(
            fight=SimpleNamespace(killed=10.0 * month * np.ones((groups, districts, 1))),
            hits=SimpleNamespace(kills=one, civilians=one),
            harm=SimpleNamespace(civilians_combat=one, civilians_rule=one),
        )


def made_up_frames(arrays: CaseArrays, label: str = "All at once") -> Frames:
    """Frames of that run."""
    return frames_of(MadeUp(arrays, label))  # type: ignore[arg-type]
