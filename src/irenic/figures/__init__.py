"""Figures: the same charts for the app, the report and notebooks, drawn offline.

Each function returns a `Figure`. Names are fetched from their modules on first use, for the charting
library is heavy.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from irenic.figures.backtest import backtest_months, backtest_panels
    from irenic.figures.boxes import boxes
    from irenic.figures.calibration import calibration
    from irenic.figures.differences import differences
    from irenic.figures.district import district_lines
    from irenic.figures.drivers import driver_bars
    from irenic.figures.fan import Band, FanSeries, fan, fan_of
    from irenic.figures.figure import Figure, Table
    from irenic.figures.frames import Frames, frames_from, frames_of, start_frames
    from irenic.figures.heat import heat
    from irenic.figures.ledger import ledger_bars
    from irenic.figures.map import district_map
    from irenic.figures.network import network
    from irenic.figures.places import Places, places_of
    from irenic.figures.plot import Plot

__all__ = [
    "Band",
    "FanSeries",
    "Figure",
    "Frames",
    "Places",
    "Plot",
    "Table",
    "backtest_months",
    "backtest_panels",
    "boxes",
    "calibration",
    "differences",
    "district_lines",
    "district_map",
    "driver_bars",
    "fan",
    "fan_of",
    "frames_from",
    "frames_of",
    "heat",
    "ledger_bars",
    "network",
    "places_of",
    "start_frames",
]

_HOMES = {
    "Band": "irenic.figures.fan",
    "FanSeries": "irenic.figures.fan",
    "Figure": "irenic.figures.figure",
    "Frames": "irenic.figures.frames",
    "Places": "irenic.figures.places",
    "Plot": "irenic.figures.plot",
    "Table": "irenic.figures.figure",
    "backtest_months": "irenic.figures.backtest",
    "backtest_panels": "irenic.figures.backtest",
    "boxes": "irenic.figures.boxes",
    "calibration": "irenic.figures.calibration",
    "differences": "irenic.figures.differences",
    "district_lines": "irenic.figures.district",
    "district_map": "irenic.figures.map",
    "driver_bars": "irenic.figures.drivers",
    "fan": "irenic.figures.fan",
    "fan_of": "irenic.figures.fan",
    "frames_from": "irenic.figures.frames",
    "frames_of": "irenic.figures.frames",
    "heat": "irenic.figures.heat",
    "ledger_bars": "irenic.figures.ledger",
    "network": "irenic.figures.network",
    "places_of": "irenic.figures.places",
    "start_frames": "irenic.figures.frames",
}


class _Package(ModuleType):
    """The package's own face: a figure's function keeps the name that it shares with its module.

    Python would put the module in the function's place once anybody imports it.
    """

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in _HOMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package

if not TYPE_CHECKING:  # else checkers would take any misspelt name

    def __getattr__(name: str) -> Any:
        home = _HOMES.get(name)
        if home is None:
            raise AttributeError(f"module 'irenic.figures' has no attribute {name!r}")
        return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return sorted(__all__)
