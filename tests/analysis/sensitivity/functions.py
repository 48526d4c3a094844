"""Functions with known indices, on the unit cube."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

ISHIGAMI_FIRST = np.array([0.31390519, 0.44241115, 0.0])
ISHIGAMI_TOTAL = np.array([0.55758886, 0.44241115, 0.24368366])
ISHIGAMI_VARIANCE = 13.84458753
G_WEIGHTS = np.array([0.0, 1.0, 4.5, 9.0, 99.0, 99.0])


def ishigami(u: Floats) -> Floats:
    """Ishigami & Homma 1990 with a = 7, b = .1; (dimension >= 3, ...) -> (...)."""
    x = np.pi * (2.0 * u - 1.0)
    return np.sin(x[0]) + 7.0 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])


def g_function(u: Floats) -> Floats:
    """Sobol's G-function with `G_WEIGHTS`, (6, point) -> (point,)."""
    a = G_WEIGHTS[:, None]
    return np.prod((np.abs(4.0 * u - 2.0) + a) / (1.0 + a), axis=0)


def g_indices() -> tuple[Floats, Floats]:
    """First and total order of the G-function: V_i = 1/3/(1 + a_i)**2, V = prod(1 + V_i) - 1."""
    alone = 1.0 / 3.0 / (1.0 + G_WEIGHTS) ** 2
    whole = np.prod(1.0 + alone)
    return alone / (whole - 1.0), alone * whole / (1.0 + alone) / (whole - 1.0)
