"""Morris's elementary effects: which of many inputs do nothing, for few runs."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from irenic.errors import ShapeError

Floats = NDArray[np.float64]

LEVELS = 4
"""Values an input takes: the middles of the quarters of its prior. A step goes half way across."""

LEVEL = 0.9
RESAMPLES = 400
BOOTSTRAP_SEED = 20151130


class Trajectories(NamedTuple):
    """Walks through the unit cube that change one coordinate at a time.

    ``points`` is (trajectory, step + 1, dimension); ``changed`` (trajectory, step) names the
    coordinate that each step changes; ``by`` (trajectory, step) says by how much.
    """

    points: Floats
    changed: NDArray[np.intp]
    by: Floats


class Effects(NamedTuple):
    """Elementary effects of each input, in the output's unit over the input's whole range; (input,).

    ``mean`` is the mean effect, ``size`` the mean of its absolute value (mu star) with its interval,
    ``spread`` the standard deviation: large beside `size` where the effect depends on other inputs.
    """

    mean: Floats
    size: Floats
    size_low: Floats
    size_high: Floats
    spread: Floats


def trajectories(dimensions: int, count: int, seed: int) -> Trajectories:
    """Draw random walks from random starts, each coordinate changed once, in random order.

    Parameters
    ----------
    dimensions : coordinates
    count : walks; the model is run count * (dimensions + 1) times
    seed : of the draw

    References
    ----------
    Morris 1991, Technometrics 33, section 3, with 4 levels and steps of half the range. Levels are
    the middles of equal cells, as 0 and 1 are no values of an unbounded prior.
    """
    rng = np.random.default_rng(seed)
    start = rng.integers(LEVELS, size=(count, dimensions))
    half = LEVELS // 2
    up = start < half
    changed = np.argsort(rng.random((count, dimensions)), axis=1)
    rank = np.argsort(changed, axis=1)  # the step in which each coordinate changes
    done = np.arange(dimensions + 1)[None, :, None] > rank[:, None, :]
    level = start[:, None, :] + done * np.where(up, half, -half)[:, None, :]
    step = np.where(np.take_along_axis(up, changed, axis=1), 0.5, -0.5)
    return Trajectories((level + 0.5) / LEVELS, changed, step)


def elementary_effects(walks: Trajectories, y: Floats) -> Effects:
    """Estimate effects from a model's values along walks.

    Parameters
    ----------
    walks : where the model was run
    y : (trajectory, step + 1), finite

    Raises
    ------
    ShapeError : other shapes, fewer than 2 walks, or values that are not finite

    References
    ----------
    Morris 1991 for mean and spread; Campolongo, Cariboni & Saltelli 2007, Environ. Model. Softw. 22,
    for mu star. The interval is a bootstrap over walks.
    """
    y = np.asarray(y, np.float64)
    count, steps = walks.changed.shape
    if y.shape != (count, steps + 1) or count < 2:
        raise ShapeError(f"values of shape {y.shape}; expected ({count}, {steps + 1}), at least 2 walks")
    if not np.isfinite(y).all():
        raise ShapeError("not_finite: values hold NaN or infinity; leave those walks out")
    effects = np.empty((count, steps))
    np.put_along_axis(effects, walks.changed, np.diff(y, axis=1) / walks.by, axis=1)
    return summary(effects)


def summary(effects: Floats) -> Effects:
    """Return mean, size and spread of elementary effects, (trajectory, input).

    References
    ----------
    As `elementary_effects`.
    """
    rng, count = np.random.default_rng(BOOTSTRAP_SEED), len(effects)
    shares = rng.multinomial(count, np.full(count, 1.0 / count), size=RESAMPLES) / count
    sizes = np.abs(effects)
    low, high = np.quantile(shares @ sizes, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    return Effects(effects.mean(0), sizes.mean(0), low, high, effects.std(0, ddof=1))
