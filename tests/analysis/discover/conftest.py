"""Worlds with a planted box, made by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pytest

from irenic.analysis.discover import Input


class Planted(NamedTuple):
    """Inputs, answers, and what is inside the planted box."""

    x: np.ndarray
    y: np.ndarray
    inputs: tuple[Input, ...]
    inside: np.ndarray


def plant(seed: int, worlds: int = 1024, noise: float = 0.0, inputs: int = 12) -> Planted:
    """x0 >= .6, x1 <= .5 and the integer i >= 4 of 0..9 and category c in {1, 3} of 0..3."""
    rng = np.random.default_rng(seed)
    x = rng.random((worlds, inputs))
    x[:, 2] = rng.integers(0, 10, worlds)
    x[:, 3] = rng.integers(0, 4, worlds)
    inside = (x[:, 0] >= 0.6) & (x[:, 1] <= 0.5) & (x[:, 2] >= 4) & np.isin(x[:, 3], (1, 3))
    y = np.where(inside, rng.random(worlds) >= noise, rng.random(worlds) < noise).astype(float)
    kinds = {2: "integer", 3: "category"}
    named = tuple(Input(f"x{i}", kinds.get(i, "real"), "unit") for i in range(inputs))
    return Planted(x, y, named, inside)


@pytest.fixture(scope="session")
def planted() -> Callable[..., Planted]:
    """`plant`."""
    return plant
