"""Integrated gradients: how much of a change each driver brought, whatever the order of the drivers."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import jax
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Drivers = Mapping[str, Any]
"""Named arrays (..., lane)."""

POINTS = 32
"""Gauss-Legendre points on each panel of the path (D7)."""

RELATIVE = 1e-8
"""The path is cut finer while it leaves more than this part of the change unexplained ..."""

NOISE = 4e-15
"""... or this part of the function's size and of what drivers moved: the limit of double precision."""

HALVINGS = 44
"""How often a panel may be halved: a kink is then met to 1e-13 of the path; only a jump is left."""

QUICKLY = {"xla_backend_optimization_level": 1, "xla_llvm_disable_expensive_passes": True}
"""A gradient is evaluated a few hundred times at most: time to compile is what counts."""

PANELS = 400
"""Most panels evaluated on one path."""


@dataclass(frozen=True)
class Attribution:
    """What each driver brought to a change.

    Parameters
    ----------
    contributions : name -> array of the driver's own axes, without the lane
    change : of the function from before to after
    residual : change less the sum of all contributions: rounding, or the size of a jump on the path
    moved : sum of the sizes of all contributions
    panels : on how many panels the path was cut
    """

    contributions: dict[str, Floats]
    change: float
    residual: float
    moved: float
    panels: int


class Slopes:
    """A function of named drivers with its gradient, compiled once in double precision.

    Parameters
    ----------
    function : (drivers (..., lane), pick) -> (lane,); lanes must not mix. Written for jax.numpy
    """

    def __init__(self, function: Callable[[Drivers, Any], Any]) -> None:
        def total(drivers: Drivers, pick: Any) -> tuple[Any, Any]:
            value = function(drivers, pick)
            return value.sum(), value

        self._program = jax.jit(jax.value_and_grad(total, has_aux=True), compiler_options=QUICKLY)

    def __call__(self, drivers: Drivers, pick: Any) -> tuple[Floats, dict[str, Floats]]:
        """Return the values (lane,) and the gradient by driver (..., lane)."""
        with jax.enable_x64(True):
            (_, value), slope = self._program(dict(drivers), pick)
            return np.asarray(value), {name: np.asarray(x) for name, x in slope.items()}


def attribute(
    function: Callable[[Drivers, Any], Any] | Slopes, before: Drivers, after: Drivers, pick: Any = ()
) -> Attribution:
    """Integrated gradients of a function along the straight path between two sets of drivers.

    The path is cut where 32 points leave something unexplained: halved again and again about a kink
    (clip, max), so that every contribution is exact to about 1e-8 of the change. A jump on the path
    has no gradient; it stays as the residual.

    Parameters
    ----------
    function : (drivers (..., lane), pick) -> (lane,), or its compiled `Slopes`
    before, after : name -> array (..., 1), float64; the same names and shapes
    pick : data handed to the function, such as which element is asked about

    Returns
    -------
    Attribution; contributions sum to the change less the residual

    References
    ----------
    Aumann & Shapley 1974, Values of Non-Atomic Games; Sundararajan, Taly & Yan 2017, Axiomatic
    Attribution for Deep Networks, eq. 1-3; decision D7.
    """
    slopes = function if isinstance(function, Slopes) else Slopes(function)
    path = _Path(slopes, before, after, pick)
    whole = path.panel(0.0, 1.0, 0)
    change = whole.last - whole.first
    limit = max(RELATIVE * abs(change), NOISE * (max(abs(whole.first), abs(whole.last)) + whole.moved))
    panels, count = [(-abs(whole.missing), 0, whole)], 1
    done: list[_Panel] = []
    while panels and sum(-size for size, _, _ in panels) > limit and count < PANELS:
        _, _, worst = heapq.heappop(panels)
        if worst.depth == HALVINGS:
            done.append(worst)
            continue
        middle = 0.5 * (worst.low + worst.high)
        for low, high in ((worst.low, middle), (middle, worst.high)):
            half = path.panel(low, high, worst.depth + 1)
            heapq.heappush(panels, (-abs(half.missing), count, half))
            count += 1
    done += [panel for _, _, panel in panels]
    found = {name: np.sum([panel.parts[name] for panel in done], axis=0) for name in whole.parts}
    total = sum(float(x.sum()) for x in found.values())
    if not np.isfinite(total):
        raise ArithmeticError("a gradient is not finite: a driver moves where the mechanism has no slope")
    moved = sum(float(np.abs(x).sum()) for x in found.values())
    rest = {name: np.zeros(x.shape[:-1]) for name, x in path.start.items() if name not in found}
    return Attribution(found | rest, change, change - total, moved, len(done))


@dataclass(frozen=True)
class _Panel:
    """A piece of the path: its ends, values there, contributions and what they leave unexplained."""

    low: float
    high: float
    depth: int
    first: float
    last: float
    parts: dict[str, Floats]

    @property
    def missing(self) -> float:
        return self.last - self.first - sum(float(x.sum()) for x in self.parts.values())

    @property
    def moved(self) -> float:
        return sum(float(np.abs(x).sum()) for x in self.parts.values())


class _Path:
    """The straight path between two sets of drivers, evaluated a panel at a time."""

    def __init__(self, slopes: Slopes, before: Drivers, after: Drivers, pick: Any) -> None:
        self.slopes, self.pick = slopes, pick
        self.start = {name: np.asarray(x, np.float64) for name, x in before.items()}
        self.step = {name: np.asarray(after[name], np.float64) - x for name, x in self.start.items()}
        self.moving = {name: (x != 0.0)[..., 0] for name, x in self.step.items() if np.any(x)}
        self.at, self.weights = _points()

    def panel(self, low: float, high: float, depth: int) -> _Panel:
        """Evaluate the function and its gradient on a panel."""
        lanes = low + (high - low) * self.at
        drivers = {name: x + self.step[name] * lanes for name, x in self.start.items()}
        value, slope = self.slopes(drivers, self.pick)
        weights = self.weights * (high - low)
        parts = {
            name: np.where(moving, _along(slope[name], self.step[name], weights), 0.0)
            for name, moving in self.moving.items()
        }
        return _Panel(low, high, depth, float(value[0]), float(value[-1]), parts)


def _points() -> tuple[Floats, Floats]:
    """Places on a panel from 0 to 1: its two ends about the Gauss points; and the points' weights."""
    nodes, weights = np.polynomial.legendre.leggauss(POINTS)
    return np.concatenate([[0.0], 0.5 * (nodes + 1.0), [1.0]]), 0.5 * weights


def _along(slope: Floats, step: Floats, weights: Floats) -> Floats:
    """Weighted slope over the inner points times the driver's step; a driver that rests brings nothing."""
    with np.errstate(invalid="ignore", over="ignore"):
        result: Floats = (slope[..., 1:-1] * weights).sum(-1) * step[..., 0]
    return result
