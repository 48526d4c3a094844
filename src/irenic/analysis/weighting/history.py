"""The back-tested strategy run over a window of the record, in any worlds and under any luck."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from irenic.engine.draws import lane_keys
from irenic.engine.lanes import Lanes
from irenic.engine.run import Engine
from irenic.strategy import StrategyArrays
from irenic.worlds import Worlds, WorldSet

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class LuckyWorlds(Worlds):
    """Worlds with luck of their own, (N, replicate): ``luck = number * spacing + replicate``.

    Luck k * spacing + r is that of replicate r of world k of a study with the same seed.
    """

    luck: Whole
    spacing: int


class HistoryEngine(Engine):
    """An engine that also runs `LuckyWorlds`."""

    def lanes(self, worlds: Worlds, replicates: int, seed: int) -> Lanes:
        """Inputs of lanes as `Engine.lanes`, keyed by the worlds' own luck where they have it."""
        lanes = super().lanes(worlds, replicates, seed)
        if not isinstance(worlds, LuckyWorlds):
            return lanes
        number, replicate = np.divmod(worlds.luck.ravel(), worlds.spacing)
        return lanes._replace(key=lane_keys(seed, number, replicate))


@dataclass(frozen=True, eq=False)
class History:
    """Deaths of a window's months under the back-tested strategy.

    Parameters
    ----------
    engine : of the window's length, with the record's parties
    worlds : turns points into worlds
    plan : the strategy
    spacing : see `LuckyWorlds`
    seed : of luck
    first : first month of the window; runs begin in month 1 all the same
    """

    engine: HistoryEngine
    worlds: WorldSet
    plan: StrategyArrays
    spacing: int
    seed: int
    first: int = 1

    def __call__(self, points: Floats, luck: Whole) -> NDArray[Any]:
        """Return (n, replicate, dyad, district, month), persons; see `likelihood.Simulate`."""
        drawn = self.worlds.from_uniforms(points)
        worlds = LuckyWorlds(**vars(drawn), luck=luck, spacing=self.spacing)
        counted = self.engine.count(worlds, self.plan, luck.shape[1], self.seed)
        return counted.deaths[..., self.first - 1 :]
