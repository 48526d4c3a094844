"""Fixture shared by the oracle's own tests."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from .build import parties, random_params
from .start import start
from .worlds import B


@pytest.fixture
def world(toy_arrays: Any) -> SimpleNamespace:
    """Random worlds of the toy case at the start."""
    rng = np.random.default_rng(7)
    params = random_params(B, rng)
    fighters, control, trust = parties(toy_arrays, B)
    state, anchors = start(fighters, control, trust, params, toy_arrays, -0.5)
    return SimpleNamespace(case=toy_arrays, params=params, state=state, anchors=anchors, rng=rng)
