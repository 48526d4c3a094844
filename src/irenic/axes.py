"""Names, units and order of every axis, fixed once.

The engine computes with worlds on the **last** axis; stored results put the world axis in front
(`STORED_ORDER`). One name per axis, everywhere: arrays, files, figures.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis: its name in arrays and files, what one step along it is, and what it counts."""

    name: str
    unit: str
    meaning: str


STRATEGY = Axis("strategy", "name", "a conditional plan of levers")
WORLD = Axis("world", "index from 0", "one draw of every uncertainty")
REPLICATE = Axis("replicate", "index from 0", "one draw of luck inside a world")
MONTH = Axis("month", "month; month 1 follows the case's start", "step of the simulation")
GROUP = Axis("group", "id, in the case file's order", "a party to the conflict")
HOLDER = Axis("holder", "index 0 nobody, then the groups", "who controls a district's people")
DISTRICT = Axis("district", "id, in the case file's order", "a place with a population")
PATRON = Axis("patron", "id, in the case file's order", "an outside backer of groups")
ISSUE = Axis("issue", "id, in the case file's order; index 0 outside powers", "what is argued over")
OUTCOME = Axis("outcome", "name", "a named measure of a run")
SERIES = Axis("series", "name", "a monthly measure kept for every run")
PARAMETER = Axis("parameter", "id in parameters.csv", "one uncertain number of the model")

AXES: tuple[Axis, ...] = (
    STRATEGY,
    WORLD,
    REPLICATE,
    MONTH,
    GROUP,
    HOLDER,
    DISTRICT,
    PATRON,
    ISSUE,
    OUTCOME,
    SERIES,
    PARAMETER,
)
"""All axes, each once."""

STORED_ORDER: tuple[str, ...] = (
    STRATEGY.name,
    WORLD.name,
    REPLICATE.name,
    MONTH.name,
    GROUP.name,
    HOLDER.name,
    DISTRICT.name,
)
"""Order of dimensions in stored results; an array has those it needs, in this order."""

ENGINE_ORDER: tuple[str, ...] = (HOLDER.name, GROUP.name, DISTRICT.name, WORLD.name)
"""Order inside the engine: worlds last, so that no mechanism mixes them."""
