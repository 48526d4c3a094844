"""A place to try one mechanism: the toy case's worlds under way, with NumPy and with the compiler."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from irenic.case import CaseArrays
from irenic.engine.draws import DISTRICT_UNIFORMS, UNIFORMS, draws_of_month, lane_keys
from irenic.engine.month import Info, consent_of_groups, month
from irenic.engine.patrons import Params, patrons
from irenic.engine.scenario import Scenario, scenario_from
from irenic.engine.standing import standing
from irenic.engine.start import anchors_of, first_state
from irenic.engine.state import Anchors, Draws, Levers, State
from irenic.parameters import ParameterTable
from irenic.strategy.arrays import lever_layout
from irenic.strategy.levers import LeverLayout
from irenic.worlds import Worlds

LEAST, MOST = 2.0**-24, 1.0 - 2.0**-24  # the range of uniforms
KIT = {
    "strikes": 120.0,
    "leadership_pressure": 0.25,
    "care": 0.3,
    "talks": 1.0,
    "breadth": 0.7,
    "pay": 0.4,
    "partner": 0.3,
    "guarantee": 0.3,
    "local_mediation": 0.2,
    "services": 0.2,
    "air_conditional": 0.5,
    "sanction": 0.2,
    "deny": 0.3,
    "coast_deal": 0.4,
    "new_conference": 0.3,
    "mediator_bias": 0.4,
    "truce": 0.1,
    "border": 0.3,
    "embargo": 0.5,
    "redress": 0.4,
}
"""A little of everything."""


class Bench(NamedTuple):
    """Worlds at some month; all arrays float64 with worlds last."""

    sc: Scenario
    p: Params
    state: State
    anchors: Anchors
    layout: LeverLayout
    initial: dict[str, float]

    @property
    def n(self) -> int:
        return int(self.state.signed.shape[-1])

    def levers(self, **given: float) -> Levers:
        """The same levers in every world, one number each."""
        flat = self.layout.broadcast(given, self.sc.e)
        return Levers(**self.layout.unflatten(np.repeat(flat[:, None], self.n, axis=1)))

    def with_(self, **changes: Any) -> "Bench":
        """Other values of state, parameters or constants, by name: parameters as numbers for all worlds."""
        state = {k: v for k, v in changes.items() if k in State._fields}
        constants = {k: v for k, v in changes.items() if k in Scenario._fields}
        p = {k: np.full(self.n, float(v)) for k, v in changes.items() if k in self.p}
        assert len(state) + len(constants) + len(p) == len(changes), "unknown name"
        return self._replace(
            state=self.state._replace(**state), sc=self.sc._replace(**constants), p=self.p | p
        )

    def luck(self, seed: int = 1, number: int = 1, **given: float) -> Draws:
        """A month's draws, but for those given."""
        sizes = (self.sc.quality.shape[0], self.sc.population.shape[0], self.sc.compliance.shape[0])
        key = lane_keys(seed, np.arange(self.n), np.zeros(self.n, int))
        draws = draws_of_month(np, key, np.array(number), sizes, np.float64)
        return draws._replace(**{k: np.full_like(getattr(draws, k), v) for k, v in given.items()})

    def still(self) -> Draws:
        """No noise, and no event happens."""
        zero = {name: 0.0 for name in Draws._fields if not name.startswith("u_")}
        return self.luck(**zero, **dict.fromkeys((*UNIFORMS, *DISTRICT_UNIFORMS, "u_leader"), MOST))

    def month(self, levers: Levers, draws: Draws, number: int = 1) -> tuple[State, Info]:
        """One whole month with NumPy."""
        when = (np.array(float(number)), np.zeros((2 + len(self.sc.armed), 1)), self.anchors)
        return month(np, self.p, self.state, levers, draws, when, self.sc)

    def after(self, months: int, levers: Levers, seed: int = 5) -> "Bench":
        """The same worlds some months later."""
        bench = self
        for number in range(1, months + 1):
            bench = bench._replace(state=bench.month(levers, self.luck(seed, number), number)[0])
        return bench

    def known(self, levers: Levers, draws: Draws | None = None) -> tuple[Any, Any, Any, Any, Any]:
        """Supply, standing, invitation, threat and willingness as the month's first mechanisms give them."""
        supply = patrons(np, self.p, self.state, levers, draws or self.still(), self.sc)
        st = standing(np, self.state, supply.theta, self.sc)
        offer, threat, willing = consent_of_groups(
            np, self.p, self.state, levers, (supply, st), self.sc, self.anchors
        )
        return supply, st, offer, threat, willing


def bench_of(arrays: CaseArrays, table: ParameterTable, worlds: Worlds) -> Bench:
    """The start of a block of worlds."""
    sc = scenario_from(arrays, "float64")
    initial = {k: float(v) for k, v in arrays.initial.items()}
    state = first_state(np, (worlds.fighters, worlds.control, worlds.trust), initial, sc)
    layout = lever_layout(arrays)
    blank: Any = None
    start = Bench(sc, dict(worlds.theta), state, blank, layout, initial)
    reference = {k: float(v) for k, v in arrays.reference_levers.items()}
    kits = (start.levers(), start.levers(**reference))
    return start._replace(anchors=anchors_of(np, start.p, table.median["b0"], state, kits, sc))


def both(function: Callable[..., Any], *args: Any) -> Any:
    """Result of function(xp, *args) with NumPy, after checking that the compiled one is the same to 1e-12."""
    plain = function(np, *args)
    with jax.enable_x64(True):
        compiled = jax.tree.leaves(jax.jit(partial(function, jnp))(*args))
    leaves = jax.tree.leaves(plain)
    assert len(leaves) == len(compiled)
    for ours, theirs in zip(leaves, compiled, strict=True):
        size = float(np.abs(np.asarray(ours, float)).max(initial=0.0))
        np.testing.assert_allclose(np.asarray(theirs), ours, rtol=1e-12, atol=1e-12 * max(size, 1.0))
    return plain
