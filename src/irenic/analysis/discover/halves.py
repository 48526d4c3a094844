"""Which worlds find a box and which test it: a fixed hash of the world's number decides."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_MIX = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))


def hashed(numbers: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Return a well-mixed 64-bit hash of each whole number; neighbours have nothing in common.

    Parameters
    ----------
    numbers : (N,)

    Returns
    -------
    (N,), uint64

    References
    ----------
    Steele, Lea & Flood 2014, Fast splittable pseudorandom number generators (SplitMix64).
    """
    with np.errstate(over="ignore"):
        z = numbers.astype(np.uint64) + _MIX[0]
        z = (z ^ (z >> np.uint64(30))) * _MIX[1]
        z = (z ^ (z >> np.uint64(27))) * _MIX[2]
        return np.asarray(z ^ (z >> np.uint64(31)))


def in_training(worlds: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether each world helps to find a box (else it tests one); about half do.

    A world's half depends on its number alone: neither on the order of the worlds, nor on how many
    there are, nor on the question. Paired studies split alike.

    Parameters
    ----------
    worlds : (N,), numbers of the worlds
    """
    return np.asarray((hashed(worlds) & np.uint64(1)) == 0)


def fold_of(worlds: NDArray[np.int64], folds: int) -> NDArray[np.int64]:
    """Fold of each world for cross-validation, 0 to `folds` - 1; independent of its half."""
    return np.asarray((hashed(worlds) >> np.uint64(8)) % np.uint64(folds)).astype(np.int64)
