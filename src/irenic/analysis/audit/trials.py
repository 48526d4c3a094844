"""What an audit runs: each different arm of all claims once, in samples of worlds.

Claims share arms. An arm is known by what it does, not by its name: its strategy, the parameters pinned in
every world, and the length of its runs.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from irenic.analysis.audit.influence import Inputs
from irenic.case.arrays import CaseArrays
from irenic.parameters import ParameterTable
from irenic.strategy import Strategy, StrategyArrays, strategy_arrays
from irenic.study import GivenPoints
from irenic.study.source import new_worlds
from irenic.worlds import PointSet, Worlds, WorldSet

Floats = NDArray[np.float64]

RERUN_SEEDS = 2
"""Other seeds, of worlds and of luck."""

STRUCTURE_DRAWS = 4
SPREADS = (0.75, 1.5)
SEED_STEP = 7_919
"""Distance between the audit's seed and those of its re-runs."""


@dataclass(frozen=True)
class Trial:
    """An arm ready to run.

    Parameters
    ----------
    key : 64 hex digits, of all that decides its runs but the worlds
    plan : the engine's form of the strategy
    pinned : parameter, or structural constant -> its value in every world
    months : length of a run
    """

    key: str
    plan: StrategyArrays
    pinned: Mapping[str, float]
    months: int


def trial_of(strategy: Strategy, pinned: Mapping[str, float], months: int, arrays: CaseArrays) -> Trial:
    """Return an arm ready to run.

    Parameters
    ----------
    strategy, pinned, months : as in `Trial`
    arrays : the case
    """
    plan = strategy_arrays(strategy, arrays)
    total = hashlib.sha256(json.dumps([sorted(pinned.items()), months], allow_nan=False).encode())
    for leaf in _leaves(plan):
        total.update(f"{leaf.dtype.str}{leaf.shape}".encode() + np.ascontiguousarray(leaf).tobytes())
    return Trial(total.hexdigest(), plan, MappingProxyType(dict(pinned)), months)


def _leaves(tree: Any) -> Iterator[NDArray[Any]]:
    """Arrays of nested tuples, in order."""
    if isinstance(tree, tuple):
        for part in tree:
            yield from _leaves(part)
    else:
        yield np.asarray(tree)


@dataclass(frozen=True)
class Sample:
    """Worlds in which arms are run.

    Parameters
    ----------
    kind : "audit", or the kind of re-run: "seeds", "structure" or "spreads"
    label : in words
    worlds : how many
    table : priors they are drawn from
    size : of the numbered set of which they are the first
    seed : of the set and of luck
    constants : structural constants that are not at their usual value
    paired : whether they are the audit's own worlds in all but what is varied
    luck : seed of luck, where that is another than the set's; None for the same
    given : the points of the set, where it is not drawn from the priors by its seed
    """

    kind: str
    label: str
    worlds: int
    table: ParameterTable
    size: int
    seed: int
    constants: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    paired: bool = True
    luck: int | None = None
    given: GivenPoints | None = None

    @property
    def luck_seed(self) -> int:
        """Seed of luck."""
        return self.seed if self.luck is None else self.luck

    @property
    def key(self) -> str:
        """What decides the worlds and their luck, their number apart."""
        content: list[Any] = [self.table.digest, self.seed, sorted(self.constants.items())]
        if self.luck is not None or self.given is not None:
            content += [self.luck, None if self.given is None else self.given.info.digest]
        return json.dumps(content)

    def source(self, arrays: CaseArrays) -> WorldSet:
        """Return the numbered set of worlds."""
        return new_worlds(arrays, self.table, self.size, self.seed, self.given)


def luck_again(main: Sample, worlds: int) -> tuple[Sample, ...]:
    """Return the samples of a claim's re-runs in the audit's own worlds with other luck.

    Parameters
    ----------
    main : the audit's own sample
    worlds : how many; at most the audit's are used
    """
    count = min(worlds, main.worlds)
    seeds = (main.seed + SEED_STEP * (1 + i) for i in range(RERUN_SEEDS))
    return tuple(
        replace(main, kind="luck", label=f"luck of seed {seed}", worlds=count, luck=seed) for seed in seeds
    )


def reruns(main: Sample, worlds: int, constants: Sequence[Any]) -> tuple[Sample, ...]:
    """Return the samples of a claim's re-runs: other seeds, structural constants and prior spreads.

    Worlds at given points have no others to be drawn: in place of other seeds they meet other luck.

    Parameters
    ----------
    main : the audit's own sample
    worlds : how many, a power of two; at most the audit's are used
    constants : rows with ``id``, ``low`` and ``high``; none: no such re-runs
    """
    count = min(worlds, main.worlds)
    found = [
        Sample("seeds", f"seed {seed}", count, main.table, count, seed, paired=False)
        for seed in (main.seed + SEED_STEP * (1 + i) for i in range(RERUN_SEEDS))
    ]
    if main.given is not None:
        found = list(luck_again(main, worlds))
    rng = np.random.default_rng(main.seed)
    for number in range(STRUCTURE_DRAWS if constants else 0):
        drawn = {row.id: float(row.low + (row.high - row.low) * rng.random()) for row in constants}
        label = f"structural constants, draw {number + 1}"
        found.append(replace(main, kind="structure", label=label, worlds=count, constants=drawn))
    for factor in SPREADS:
        label = f"priors {factor:g} times as wide"
        table = main.table.spread(factor)
        found.append(replace(main, kind="spreads", label=label, worlds=count, table=table))
    return tuple(found)


def pinned(worlds: Worlds, sample: Sample, trial: Trial) -> Worlds:
    """Return worlds of a sample as an arm meets them: with the sample's constants and what the arm pins.

    Parameters
    ----------
    worlds : a block of the sample's set
    sample, trial : which worlds, which arm; where both fix something, the arm has its way
    """
    fixed = {**sample.constants, **trial.pinned}
    values = {name: np.full(worlds.n, value) for name, value in fixed.items()}
    return replace(worlds, theta={**worlds.theta, **values})


def inputs_of(source: WorldSet, worlds: int) -> Inputs:
    """Return everything uncertain in the first worlds of a set."""
    uniforms = source.uniforms(0, worlds)
    theta = source.table.quantile(uniforms[: len(source.table)])
    priors, factors = source.table.priors, source.factor_table
    return Inputs(
        names=source.dimensions,
        units=(*(p.unit for p in priors), *(f.unit for f in factors)),
        meanings=(*(p.meaning for p in priors), *(f.meaning for f in factors)),
        values=np.concatenate([theta, source.factors(0, worlds)]),
        uniforms=uniforms,
        refined=isinstance(source, PointSet),
    )
