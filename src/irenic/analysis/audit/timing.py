"""How long the stability of verdicts takes: measured, not promised (`make bench`)."""

from __future__ import annotations

import time

import numpy as np

from irenic.analysis.audit.stability import resample_weights, resampled_agreement
from irenic.analysis.audit.verdict import share_of

WORLDS, CLAIMS, RESAMPLES = 10_000, 28, 100


def stability_seconds(worlds: int = WORLDS, claims: int = CLAIMS, resamples: int = RESAMPLES) -> float:
    """Return the seconds that verdicts and their resamples take, for claims with known answers.

    Parameters
    ----------
    worlds, claims, resamples : sizes; resamples of each of two kinds (drawn anew, and halves)
    """
    rng = np.random.default_rng(1)
    holds = rng.random((claims, worlds)) < rng.random((claims, 1))
    spoken = rng.random((claims, worlds)) < 0.9
    start = time.perf_counter()
    weights = resample_weights(worlds, resamples)
    for row, speaks in zip(holds, spoken, strict=True):
        share = share_of(int((row & speaks).sum()), int(speaks.sum()), worlds)
        resampled_agreement(row, speaks, share.verdict, weights)
    return time.perf_counter() - start
