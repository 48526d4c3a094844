"""What goes into the compiled ensemble and what comes out; a lane is one world and replicate."""

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from irenic.engine.state import Anchors, Array, Levers, State
from irenic.engine.view import View


class RunResult(NamedTuple):
    """What an ensemble returns, worlds first."""

    outcomes: np.ndarray  # (world, replicate, outcome), float
    series: np.ndarray  # (world, replicate, series, month), float
    phases: np.ndarray  # (world, replicate, phase), first month active, 0 never
    groups: np.ndarray  # (world, replicate, measure, group), measures of `Engine.group_measures`


class Counted(NamedTuple):
    """Monthly deaths and series of an ensemble, worlds first."""

    deaths: np.ndarray  # (world, replicate, dyad, district, month), persons; dyads as in engine.dyads
    series: np.ndarray  # (world, replicate, series, month)


class Recording(NamedTuple):
    """One run as the ensemble ran it, in its precision; no axis of lanes."""

    states: State  # each (1 + month, ...): the start, then the end of each month
    views: View  # each (1 + month, ...): the strategist's memory at the same times
    levers: Levers  # each (month, ...), in force in the month
    anchors: Anchors
    outcomes: np.ndarray  # (outcome,), bit for bit those of `Engine.run`
    series: np.ndarray  # (series, month), likewise
    phases: np.ndarray  # (phase,), likewise


class Lanes(NamedTuple):
    """Inputs of a block: figures, parameters and keys with lanes last."""

    fighters: Array
    control: Array
    trust: Array
    theta: Array  # (parameter, lane)
    key: Array  # (2, lane), uint32
    chosen: Array  # (), the lane whose months are recorded


def one_lane(tree: Any, lane: Array) -> Any:
    """Arrays with lanes last -> those of one lane.

    References
    ----------
    Assumption: none; a choice of index.
    """
    return jax.tree.map(lambda x: lax.dynamic_index_in_dim(x, lane, -1, keepdims=False), tree)


def packed(tree: Any) -> Array:
    """Arrays of one lane as one vector, which costs one store a month instead of one for each.

    References
    ----------
    Assumption: none; the same numbers in one row.
    """
    return jnp.concatenate([x.reshape(-1) for x in jax.tree.leaves(tree)])


def unpacked(rows: np.ndarray, like: Any) -> Any:
    """(month, value) -> arrays in the shapes of `like` with months first; the inverse of `packed`.

    References
    ----------
    Assumption: none; the same numbers in their shapes.
    """
    leaves, form = jax.tree.flatten(like)
    ends = np.cumsum([np.size(x) for x in leaves])
    parts = np.split(rows, ends[:-1], axis=1)
    shaped = [part.reshape(-1, *np.shape(x)) for part, x in zip(parts, leaves, strict=True)]
    return jax.tree.unflatten(form, shaped)


def last_axis(x: np.ndarray) -> np.ndarray:
    """(block, ..., lane of the block) -> (..., lane).

    References
    ----------
    Assumption: none; blocks laid end to end.
    """
    moved = np.moveaxis(x, 0, -2)
    return moved.reshape(*moved.shape[:-2], -1)
