"""A mechanism as explanations see it: the named drivers it was given, and the figure it makes of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

import jax.numpy as jnp
import numpy as np

from irenic.analysis.explain.gradients import Attribution, Floats, Slopes, attribute
from irenic.analysis.explain.scenes import Figures, Scene
from irenic.engine.scenario import Scenario

Record = TypeVar("Record", bound=Any)


@dataclass(frozen=True)
class Mechanism:
    """A figure as a function of named drivers.

    Parameters
    ----------
    id : its name
    function : (xp, drivers, scenario) -> (..., lane), by the engine's own functions
    drivers : names of the figures of a scene it depends on, besides all levers and parameters
    """

    id: str
    function: Callable[[Any, Figures, Scenario], Any]
    drivers: tuple[str, ...]

    def given(self, scene: Scene) -> dict[str, Any]:
        """Return the drivers as they stood in a month."""
        common = {k: v for k, v in scene.at.items() if k.startswith(("levers.", "p."))}
        return {name: scene.at[name] for name in self.drivers} | common


def mechanism(id_: str, function: Callable[..., Any], drivers: str) -> Mechanism:
    """Return a mechanism whose drivers are named in one text, with spaces between."""
    return Mechanism(id_, function, tuple(drivers.split()))


def filled(record: type[Record], x: Figures, **names: str) -> Record:
    """Return a record of the engine with the fields that are among the drivers; the others are None.

    Parameters
    ----------
    record : class of the record
    x : drivers
    names : field -> name of the driver, where they differ
    """
    result: Record = record(**{field: x.get(names.get(field, field)) for field in record._fields})
    return result


class Pair(NamedTuple):
    """The two ends of a path: the same month before and after, or the same month of two runs."""

    before: Scene
    after: Scene


class Workbench:
    """Compiled gradients of one case's mechanisms, each made when first asked for.

    Keep one for all runs of a case: compiling takes a second or so for each mechanism.

    Parameters
    ----------
    scenario : the case's constants, float64
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self._slopes: dict[str, Slopes] = {}
        self._values: dict[tuple[str, int], tuple[Scene, Floats]] = {}

    def figure(self, one: Mechanism, scene: Scene) -> Floats:
        """Return the figure of a month with all its elements, (..., 1)."""
        key = (one.id, id(scene))
        if key not in self._values:
            with np.errstate(divide="ignore", under="ignore"):
                found = np.asarray(one.function(np, one.given(scene), self.scenario))
            self._values[key] = (scene, found)  # the scene is kept so that its id stays its own
        return self._values[key][1]

    def value(self, one: Mechanism, pick: Any, scene: Scene) -> float:
        """Return the sum of the picked elements of a month's figure."""
        return float((self.figure(one, scene) * pick).sum())

    def explain(self, one: Mechanism, pick: Any, pair: Pair) -> Attribution:
        """Return what each driver brought to the change of the picked elements' sum.

        Parameters
        ----------
        one : the mechanism
        pick : weights of the elements, shaped as the figure with a last axis of one
        pair : the ends of the path
        """
        return attribute(self.slopes(one), one.given(pair.before), one.given(pair.after), pick)

    def forget(self) -> None:
        """Let the months of the runs go; the compiled gradients stay."""
        self._values.clear()

    def slopes(self, one: Mechanism) -> Slopes:
        """Return the mechanism with its gradient, compiled."""
        if one.id not in self._slopes:

            def picked(drivers: Figures, pick: Any) -> Any:
                figure = one.function(jnp, drivers, self.scenario) * pick
                return figure.reshape(-1, figure.shape[-1]).sum(0)

            self._slopes[one.id] = Slopes(picked)
        return self._slopes[one.id]
