"""The compiled ensemble: blocks of lanes, fences, and the options that keep results equal bit for bit.

A lane is one world and replicate. All that is peculiar to the compiler lives here, so that mechanisms read
like equations.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from irenic.case.arrays import CaseArrays
from irenic.engine.control import extremist_shares
from irenic.engine.draws import draws_of_month, lane_keys
from irenic.engine.dyads import Parties, deaths_by_dyad
from irenic.engine.lanes import Counted, Lanes, Recording, RunResult, last_axis, one_lane, packed, unpacked
from irenic.engine.margin import willingness
from irenic.engine.measures import Measures, acceptance, local_cohesion, measures
from irenic.engine.month import Fence, Info, month
from irenic.engine.outcomes import (
    GROUP_MEASURES,
    Tally,
    first_tally,
    group_values,
    outcome_values,
    outcomes_of,
    series_names,
    series_values,
    tally_month,
)  # fmt: skip
from irenic.engine.registers import Picks, look, picks_of
from irenic.engine.scenario import scenario_from
from irenic.engine.start import anchors_of, first_state, reference_margin
from irenic.engine.state import Anchors, Array, Draws, Levers, State
from irenic.engine.steering import decide, levers_of
from irenic.engine.structure import STRUCTURE
from irenic.engine.view import View, first_view, observables_of, remember
from irenic.parameters import ParameterTable
from irenic.strategy.arrays import StrategyArrays, lever_layout
from irenic.worlds import Worlds

# Editing these moves last bits. Reductions by the default fusion differ with the block size, and so did
# vectors of 512 bits in blocks of 32; vectors of 256 are as fast (docs/model-notes.md).
COMPILER_OPTIONS = {"xla_cpu_experimental_ynn_fusion_type": "", "xla_cpu_prefer_vector_width": 256}


def use_compile_cache(folder: str) -> None:
    """Keep compiled programs in a folder and read them from there, from the next compilation on.

    Parameters
    ----------
    folder : an existing folder of the user's own

    References
    ----------
    Assumption: a program read back is the one that was compiled, so results are the same bit for bit.
    """
    jax.config.update("jax_compilation_cache_dir", folder)  # type: ignore[no-untyped-call]
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)  # type: ignore[no-untyped-call]
    jax.config.update("jax_persistent_cache_min_entry_size_bytes", -1)  # type: ignore[no-untyped-call]
    # Else the folder's own path is a part of each program's key, and what was moved is compiled again.
    jax.config.update("jax_persistent_cache_enable_xla_caches", "none")  # type: ignore[no-untyped-call]


def fence_with(enabled: Array) -> Fence:
    """A boundary that the compiler does not fuse across: a branch on a flag known only when the program runs.

    Parameters
    ----------
    enabled : scalar bool, always true; data, so that the branch stays

    References
    ----------
    Assumption: without it XLA recomputes whole mechanisms inside every later reduction (measured: 2 to 4
    times slower).
    """

    def fence(function: Callable[..., Any], *args: Any) -> Any:
        def blank(*inner: Any) -> Any:
            return jax.tree.map(lambda s: jnp.zeros(s.shape, s.dtype), jax.eval_shape(function, *inner))

        return lax.cond(enabled, function, blank, *args)

    return fence


class Carry(NamedTuple):
    """What a lane carries from month to month."""

    state: State
    view: View
    tally: Tally


class Passed(NamedTuple):
    """A month that has been run, of which a program keeps what it wants."""

    p: dict[str, Array]
    before: State
    state: State
    info: Info
    levers: Levers
    now: Measures
    draws: Draws
    seen: Any
    pick: Callable[[], Picks]
    view: View
    chosen: Array
    fence: Fence


Keep = Callable[[Passed], Any]


class Engine:
    """The case compiled for a length of run.

    Parameters
    ----------
    arrays : the case
    table : the priors (names and the median of `b0`)
    months : length of a run, at least 1
    block : lanes per block; results do not depend on it
    dtype : "float32", or "float64" for oracles
    parties : whose deaths `count` tells apart; None where nobody counts

    References
    ----------
    docs/model.md.
    """

    def __init__(
        self,
        arrays: CaseArrays,
        table: ParameterTable,
        months: int,
        *,
        block: int = 64,
        dtype: str = "float32",
        parties: Parties | None = None,
    ) -> None:
        self.months, self.block, self.dtype, self.parties = months, block, dtype, parties
        # Structural constants are data to the program, so that an audit can vary them without compiling.
        self.parameter_names = (*table.names, *(row.id for row in STRUCTURE))
        self.constants = {row.id: row.value for row in STRUCTURE}
        self.b0_median = float(table.median["b0"])
        self.scenario = scenario_from(arrays, dtype)
        self.sizes = (len(arrays.groups), len(arrays.districts), len(arrays.patrons))
        self.layout = lever_layout(arrays)
        self.initial = {k: float(v) for k, v in arrays.initial.items()}
        self.reference = {k: float(v) for k, v in arrays.reference_levers.items()}
        self.regions = tuple(arrays.regions)
        self.outcomes = outcomes_of(self.regions, arrays.crossings is not None)
        self.outcome_names = tuple(row.id for row in self.outcomes)
        self.group_measures = GROUP_MEASURES
        self.series_names = series_names(self.regions, arrays.crossings is not None)
        self._program = self._compile(self._ensemble)
        self._traced = self._compile(partial(self._rows, keep=self._keep_all))
        self._counted = self._compile(partial(self._rows, keep=self._keep_deaths))

    def run(self, worlds: Worlds, strategy: StrategyArrays, replicates: int, seed: int) -> RunResult:
        """Run a strategy in a range of worlds.

        Parameters
        ----------
        worlds : a block of worlds
        strategy : as arrays, data to the compiled program
        replicates : draws of luck per world
        seed : of the study

        Returns
        -------
        RunResult
        """
        found, _ = self._call(self._program, self.lanes(worlds, replicates, seed), strategy)
        outcomes, series, phases, groups = (self._unblock(part, worlds, replicates) for part in found)
        return RunResult(outcomes, series, phases.astype(np.int16), groups)

    def count(self, worlds: Worlds, strategy: StrategyArrays, replicates: int, seed: int) -> Counted:
        """Run as `run` does, and count each month's deaths by dyad and district.

        Parameters
        ----------
        worlds, strategy, replicates, seed : as for `run`; a run takes months * dyads * districts * 4 bytes

        Returns
        -------
        Counted

        References
        ----------
        docs/model.md, "Deaths by dyad".
        """
        if self.parties is None:
            raise ValueError("this engine was made without parties to count the deaths of")
        rows, _, _ = self._call(self._counted, self.lanes(worlds, replicates, seed), strategy)
        deaths, series = (np.moveaxis(self._unblock(x, worlds, replicates), 2, -1) for x in rows)
        return Counted(deaths, series)

    def record(
        self, worlds: Worlds, strategy: StrategyArrays, replicates: int, seed: int, lane: int
    ) -> Recording:
        """Run as `run` does, and keep every month of one run.

        Parameters
        ----------
        worlds, strategy, replicates, seed : as for `run`
        lane : (world - worlds.lo) * replicates + replicate

        Returns
        -------
        Recording

        References
        ----------
        Decision D6: the same compiled program records, so what is recorded cannot differ from what was run.
        """
        lanes = self.lanes(worlds, replicates, seed)
        found, kept = self._call(self._program, lanes._replace(chosen=lane % self.block), strategy)
        block = lane // self.block
        first, rows, anchors = jax.tree.map(lambda x: np.asarray(x[block]), kept)
        blank = Levers(**self.layout.unflatten(self.layout.defaults))
        states, views, levers = unpacked(rows, (*first, blank))
        begun = jax.tree.map(lambda x: x[None], first)
        states, views = jax.tree.map(lambda a, b: np.concatenate([a, b]), begun, (states, views))
        outcomes, series, phases, _ = (np.asarray(x[block])[..., lane % self.block] for x in found)
        return Recording(states, views, levers, anchors, outcomes, series, phases.astype(np.int16))

    def trace(self, worlds: Worlds, strategy: StrategyArrays, replicates: int, seed: int) -> Any:
        """Everything of every month, for oracles and for looking into one world.

        Parameters
        ----------
        worlds, strategy, replicates, seed : as for `run`; keep the number of worlds small

        Returns
        -------
        rows, first state, anchors : rows are (state, info, levers, measures, draws, (seen, picks), view),
            (month, ..., lane) with lane = world * replicates + replicate; the others (..., lane)
        """
        found = self._call(self._traced, self.lanes(worlds, replicates, seed), strategy)
        lanes = (worlds.hi - worlds.lo) * replicates
        return jax.tree.map(lambda x: last_axis(np.asarray(x))[..., :lanes], found)

    def lanes(self, worlds: Worlds, replicates: int, seed: int) -> Lanes:
        """Inputs of the lanes of a range of worlds, replicate fastest.

        Parameters
        ----------
        worlds, replicates, seed : as for `run`
        """
        ids = np.repeat(np.arange(worlds.lo, worlds.hi), replicates)
        which = np.tile(np.arange(replicates), worlds.hi - worlds.lo)
        count = worlds.hi - worlds.lo
        theta = np.stack([
            worlds.theta[name] if name in worlds.theta else np.full(count, self.constants[name])
            for name in self.parameter_names
        ])  # fmt: skip
        figures = (worlds.fighters, worlds.control, worlds.trust, theta)
        fighters, control, trust, values = (
            np.repeat(np.asarray(x, self.dtype), replicates, axis=-1) for x in figures
        )
        return Lanes(fighters, control, trust, values, lane_keys(seed, ids, which), np.int32(0))

    def _call(self, program: Any, lanes: Lanes, strategy: StrategyArrays) -> Any:
        spare = -lanes.key.shape[-1] % self.block
        split = [self._in_blocks(x, spare) for x in lanes[:-1]]
        blocks = Lanes._make([*split, np.full(len(split[0]), lanes.chosen, np.int32)])
        plan: StrategyArrays = jax.tree.map(
            lambda x: np.asarray(x, self.dtype if x.dtype.kind == "f" else x.dtype), strategy
        )
        # Block by block, so that one compiled program serves any number of worlds.
        with jax.enable_x64(self.dtype == "float64"):
            found = [
                jax.block_until_ready(program(part, plan, np.bool_(True)))  # type: ignore[no-untyped-call]
                for part in (Lanes(*(x[i : i + 1] for x in blocks)) for i in range(len(blocks.chosen)))
            ]
        return jax.tree.map(lambda *x: np.concatenate(x), *found)

    def _in_blocks(self, x: np.ndarray, spare: int) -> np.ndarray:
        padded = np.concatenate([x, np.repeat(x[..., -1:], spare, axis=-1)], -1) if spare else x
        split = padded.reshape(*x.shape[:-1], -1, self.block)
        return np.ascontiguousarray(np.moveaxis(split, -2, 0))

    def _unblock(self, part: Any, worlds: Worlds, replicates: int) -> np.ndarray:
        flat = last_axis(np.asarray(part))
        count = worlds.hi - worlds.lo
        lanes_first = np.moveaxis(flat, -1, 0)[: count * replicates]
        return lanes_first.reshape(count, replicates, *lanes_first.shape[1:])

    def _compile(self, function: Callable[..., Any]) -> Any:
        def blocks(lanes: Lanes, strategy: StrategyArrays, enabled: Array) -> Any:
            return lax.map(lambda one: function(one, strategy, enabled), lanes)

        return jax.jit(blocks, compiler_options=COMPILER_OPTIONS)

    def _ensemble(self, lanes: Lanes, strategy: StrategyArrays, enabled: Array) -> Any:
        carry, rows, (state, view, anchors) = self._lane_run(lanes, strategy, enabled, self._keep_series)
        series, kept = rows
        found = outcome_values(jnp, carry.tally, self.months, self.outcomes, self.regions)
        first, fixed = one_lane((state, view), lanes.chosen), one_lane(anchors, lanes.chosen)
        groups = group_values(jnp, carry.tally, state, carry.state, self.scenario)
        return (found, jnp.moveaxis(series, 0, 1), carry.view.first, groups), (first, kept, fixed)

    def _rows(self, lanes: Lanes, strategy: StrategyArrays, enabled: Array, keep: Keep) -> Any:
        _, rows, (state, _, anchors) = self._lane_run(lanes, strategy, enabled, keep)
        return rows, state, anchors

    def _lane_run(
        self, lanes: Lanes, strategy: StrategyArrays, enabled: Array, keep: Keep
    ) -> tuple[Carry, Any, tuple[State, View, Anchors]]:
        sc, fence = self.scenario, fence_with(enabled)
        p = {name: lanes.theta[i] for i, name in enumerate(self.parameter_names)}
        figures = (lanes.fighters, lanes.control, lanes.trust)
        state = fence(lambda *f: first_state(jnp, f, self.initial, sc), *figures)
        anchors, view = fence(partial(self._start, p), state)
        tally = first_tally(jnp, state, anchors.base_share, len(self.regions))
        step = partial(self._step, (p, lanes, anchors, strategy, fence, keep))
        carry, rows = lax.scan(step, Carry(state, view, tally), jnp.arange(1, self.months + 1))
        return carry, rows, (state, view, anchors)

    def _step(self, fixed: tuple[Any, ...], carry: Carry, number: Array) -> tuple[Carry, Any]:
        p, lanes, anchors, strategy, fence, keep = fixed
        sc = self.scenario
        draws = fence(lambda k: draws_of_month(jnp, k, number, self.sizes, self.dtype), lanes.key)
        at = number.astype(self.dtype)
        seen = fence(
            lambda v, s, n, d: look(jnp, v, s, n, d, strategy, sc), carry.view, carry.state, at, draws
        )
        view = decide(jnp, carry.view, seen, at, strategy)

        def pick() -> Picks:
            return picks_of(jnp, carry.view, carry.state, draws, strategy, sc)

        levers = fence(lambda v, s: levers_of(jnp, v, (s, pick), strategy, self.layout), view, seen)
        forced = (number == strategy.forced).astype(self.dtype)[:, None]
        state, info = month(jnp, p, carry.state, levers, draws, (at, forced, anchors), sc, fence)
        now = fence(lambda s, i: measures(jnp, s, i, sc), state, info)
        tally = tally_month(jnp, carry.tally, state, info, now, (at, self.months))
        view = fence(lambda v, s, known: remember(jnp, v, s, known, anchors), view, state, (info, now, at))
        passed = Passed(
            p, carry.state, state, info, levers, now, draws, seen, pick, view, lanes.chosen, fence
        )
        return Carry(state, view, tally), keep(passed)

    def _keep_series(self, now: Passed) -> tuple[Array, Array]:
        series = series_values(jnp, now.now, self.scenario.crossings is not None)
        return series, packed(one_lane((now.state, now.view, now.levers), now.chosen))

    def _keep_all(self, now: Passed) -> Any:
        return now.state, now.info, now.levers, now.now, now.draws, (now.seen, now.pick()), now.view

    def _keep_deaths(self, now: Passed) -> tuple[Array, Array]:
        sc, parties = self.scenario, self.parties
        assert parties is not None  # `count` has asked

        def deaths(before: State, info: Info, levers: Levers) -> Array:
            return deaths_by_dyad(jnp, now.p, before, info, levers, parties, sc)

        found = now.fence(deaths, now.before, now.info, now.levers)
        return found, series_values(jnp, now.now, sc.crossings is not None)

    def _start(self, p: dict[str, Array], state: State) -> tuple[Anchors, View]:
        sc = self.scenario
        like = state.signed
        nothing = self._levers({}, like)
        reference = self._levers(self.reference, like)
        anchors = anchors_of(jnp, p, self.b0_median, state, (nothing, reference), sc)
        willing = willingness(jnp, reference_margin(jnp, p, state, reference, anchors, sc), sc)
        zero = 0.0 * like
        now = self._first_measures(state, willing, anchors.credibility)
        values = observables_of(jnp, state, now, (zero, jnp.stack([zero, zero])), anchors)
        return anchors, first_view(jnp, values, willing, state, sc)

    def _levers(self, named: dict[str, float], like: Array) -> Levers:
        flat = jnp.asarray(self.layout.broadcast(named, self.scenario.e), self.dtype)
        return Levers(**self.layout.unflatten(flat[:, None] + 0.0 * like[None]))

    def _first_measures(self, state: State, willing: Array, credibility: Array) -> Measures:
        sc, zero = self.scenario, 0.0 * state.signed
        territory, base_share = extremist_shares(state.control, sc)
        cohesion = (sc.population * local_cohesion(jnp, state, sc)).sum(0) / sc.population.sum(0)
        regions = [acceptance(willing, state.fighters, row, sc) for row in sc.regions]
        blank = Measures(*([zero] * len(Measures._fields)))
        return blank._replace(
            acceptance=acceptance(willing, state.fighters, sc.domestic, sc),
            regions=jnp.stack(regions) if regions else jnp.zeros((0, *zero.shape), zero.dtype),
            legitimacy=state.legitimacy, corruption=state.corruption, strength=state.fighters[sc.e].sum(0),
            territory=territory, base_share=base_share, local_cohesion=cohesion,
            displaced=state.displaced.sum(0), credibility=credibility, polarisation=state.polarisation,
        )  # fmt: skip
