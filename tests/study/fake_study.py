"""A study without an engine: every number is a function of world, replicate, seed and strategy.

Run as a script, it is the victim of ``test_kills.py``: a fresh process that runs one study.
"""

from __future__ import annotations

import hashlib
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from irenic.study import (
    CaseInfo,
    FactorInfo,
    GroupInfo,
    GroupMeasureInfo,
    OutcomeInfo,
    ParameterInfo,
    Plan,
    SeriesInfo,
    Setup,
    StrategyInfo,
    run_setup,
)

OUTCOMES = (
    ("extremist_strength", "persons", "min", "security", True),
    ("dislodged", "share of runs", "max", "security", True),
    ("deaths", "persons", "min", "harm", True),
    ("acceptance", "index, 0-1", "max", "politics", True),
    ("settlement_depth", "index, 0-1", "max", "politics", False),
    ("money", "USD million", "min", "cost", True),
    ("extremist_deaths", "persons", "none", "none", False),
    ("relapsed_12", "share of signings", "min", "none", False),
)
GROUPS = ("NA", "SB", "EX")
MEASURES = (("held_change", "share of population", "max"), ("killed", "persons", "min"))
SERIES = (("extremist_strength", 1000.0), ("acceptance", 1.0), ("displaced", 1000.0))
PHASES = {"nothing": (), "broad_deal": ("opening", "settlement"), "strikes": ("strikes",)}
DIGEST = "0" * 64


class FakeWorlds(NamedTuple):
    lo: int
    hi: int
    theta: dict[str, np.ndarray]


class FakeResult(NamedTuple):
    outcomes: np.ndarray
    series: np.ndarray
    phases: np.ndarray
    groups: np.ndarray


class FakeWorldSet:
    """Two parameters and one factor."""

    def block(self, low: int, high: int) -> FakeWorlds:
        worlds = np.arange(low, high)
        return FakeWorlds(low, high, {"k_s": np.sin(worlds + 1.0), "mh": np.cos(worlds + 1.0)})

    def factors(self, low: int, high: int) -> np.ndarray:
        return np.sqrt(np.arange(low, high))[None]


@dataclass
class FakeEngine:
    """Deterministic; `delay` seconds per call; `calls` counts them; `spoil` puts a NaN in a world."""

    months: int
    delay: float = 0.0
    calls: int = 0
    spoil: int | None = None

    def run(self, worlds: FakeWorlds, strategy: int, replicates: int, seed: int) -> FakeResult:
        self.calls += 1
        time.sleep(self.delay)
        ids = np.arange(worlds.lo, worlds.hi)[:, None, None]
        luck = np.arange(replicates)[None, :, None]
        shape = ids + 31.0 * luck + 7.0 * seed
        outcome = np.arange(len(OUTCOMES))[None, None]
        outcomes = 1.5 + np.sin(0.7 * shape + outcome + 0.3 * strategy) + 0.1 * strategy * (outcome == 2)
        outcomes[..., 1] = outcomes[..., 1] > 1.5
        outcomes[..., 7] = np.where(outcomes[..., 7] > 2.0, np.nan, outcomes[..., 1])
        outcomes[..., 0] *= 3000
        month = np.arange(self.months)[None, None, None]
        series = 2.0 + np.cos(shape[..., None] + np.arange(len(SERIES))[:, None] + month)
        series = series * np.array([scale * 40 for _, scale in SERIES])[:, None]
        phases = np.where(np.sin(shape + np.arange(8)) > 0.2, 1 + (ids + np.arange(8)) % self.months, 0)
        if self.spoil is not None and worlds.lo <= self.spoil < worlds.hi:
            outcomes[self.spoil - worlds.lo, 0, 2] = np.nan
        # Strategy 1 costs the first group ground everywhere and saves its fighters; the rest is luck.
        groups = 0.1 * np.sin(shape[..., None] + np.arange(6).reshape(2, 3))
        groups = groups + 0.3 * (strategy == 1) * np.array([[-1.0, 0, 0], [-1, 1, 0]])
        parts = (outcomes, series, phases, groups)
        kinds = (np.float32, np.float32, np.int16, np.float32)
        return FakeResult(*(part.astype(kind) for part, kind in zip(parts, kinds, strict=True)))


def strategy_info(name: str) -> StrategyInfo:
    text = f"label: {name}"
    digest = hashlib.sha256(text.encode()).hexdigest()
    return StrategyInfo(name=name, label=name.title(), text=text, digest=digest, phases=PHASES[name])


def make_setup(
    worlds: int = 1024, replicates: int = 2, months: int = 3, seed: int = 1, **engine: object
) -> Setup:
    """A study of three strategies."""
    plan = Plan(
        irenic="0.0.0",
        code=DIGEST,
        case=CaseInfo(id="toy_harbour", title="Toy harbour", digest=DIGEST),
        parameters=ParameterInfo(digest=DIGEST, names=("k_s", "mh")),
        factors=(FactorInfo(name="size:EX", unit="persons", meaning="fighters of EX at the start"),),
        strategies=tuple(strategy_info(name) for name in PHASES),
        seed=seed,
        worlds=worlds,
        replicates=replicates,
        months=months,
        outcomes=tuple(
            OutcomeInfo(
                id=name,
                label=name.replace("_", " ").capitalize(),
                unit=unit,
                direction=direction,
                family=family,
                headline=headline,
                definition=name,
                may_be_missing=name == "relapsed_12",
            )
            for name, unit, direction, family, headline in OUTCOMES
        ),
        series=tuple(
            SeriesInfo(id=name, unit="unit", scale=scale, relative_error=2.0**-11) for name, scale in SERIES
        ),
        groups=tuple(GroupInfo(id=name, name=f"Group {name}", kind="armed") for name in GROUPS),
        group_measures=tuple(
            GroupMeasureInfo(id=name, label=name.title(), unit=unit, direction=direction, definition=name)
            for name, unit, direction in MEASURES
        ),
    )
    return Setup(plan, FakeEngine(months, **engine), FakeWorldSet(), tuple(range(len(PHASES))))


def with_plan(setup: Setup, **changes: object) -> Setup:
    """The same study with other settings in its plan."""
    return replace(setup, plan=setup.plan.model_copy(update=changes))


def folder_bytes(root: Path) -> dict[str, bytes]:
    """Every file of a folder by relative name."""
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


if __name__ == "__main__":
    run_setup(make_setup(delay=0.002), out=Path(sys.argv[1]), resume=True, threads=2)
