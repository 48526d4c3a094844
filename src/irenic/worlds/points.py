"""Points of a scrambled Sobol sequence, any stretch of it alone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

BITS = 30
"""Binary digits of a coordinate; also the sequence's length, 2**30 points."""


def sobol_points(dimensions: int, seed: int, lo: int, hi: int) -> Floats:
    """Return points `lo` to `hi` (exclusive) of the sequence that `seed` scrambles.

    Parameters
    ----------
    dimensions : number of coordinates
    seed : seed of the scramble, >= 0
    lo, hi : 0 <= lo < hi <= 2**BITS

    Returns
    -------
    (dimensions, hi - lo), strictly inside 0..1: each coordinate is the centre of its cell of width
    2**-BITS, so that no inverse distribution meets 0 or 1

    References
    ----------
    Sobol 1967; direction numbers of Joe and Kuo 2008; scramble of Matousek 1998, as scipy.stats.qmc
    implements them. Owen 2020: keep the first point and draw a power of two.
    """
    # Imported here: scipy.stats takes most of a second, and reading a case needs none of it.
    from scipy.stats import qmc

    sampler = qmc.Sobol(dimensions, scramble=True, bits=BITS, rng=np.random.default_rng(seed))
    if lo > 0:
        sampler.fast_forward(lo)
        points = sampler.random(hi - lo)
    else:
        # SciPy warns when a first stretch is no power of two; the whole set is one (`WorldSet`).
        points = sampler.random(1)
        if hi > 1:
            points = np.concatenate([points, sampler.random(hi - 1)])
    return np.ascontiguousarray(points.T) + 0.5 ** (BITS + 1)
