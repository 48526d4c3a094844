"""The laws through which a case's uncertain figures enter worlds, each a pure function of uniforms."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, ndtri

Floats = NDArray[np.float64]

TAIL = 0.005
"""Probability cut from each end of sizes and trust shifts; the law inside is rescaled, not clipped."""

CONCENTRATION: dict[str, float] = {"A": 200.0, "B": 60.0, "C": 25.0, "D": 10.0}
"""Dirichlet concentration of control shares by grade: a share of .5 has a standard deviation of
.035, .064, .098, .151."""

_LOW_POINT = float(-ndtri(TAIL + 0.05 * (1.0 - 2.0 * TAIL)))
"""Distance of the 5% and 95% points from 0 in standard scores *after* truncation (1.60, not 1.645)."""


@dataclass(frozen=True, slots=True)
class Factor:
    """One named uncertain figure of a case: what its values are and in which unit."""

    name: str
    unit: str
    meaning: str


def truncated_scores(u: Floats) -> Floats:
    """Return standard normal scores without the outer `TAIL` on each side; 0 at u = .5.

    Parameters
    ----------
    u : any shape, 0..1

    Returns
    -------
    same shape, -2.58..2.58, rising with u
    """
    return np.asarray(ndtri(TAIL + (1.0 - 2.0 * TAIL) * u), dtype=np.float64)


def split_lognormal(u: Floats, low: float, best: float, high: float) -> Floats:
    """Map uniforms to sizes that are under `low` in 5%, `best` in 50% and `high` in 95% of worlds.

    Each half is log-normal with its own spread and the law is truncated at its 0.5% and 99.5%
    points; the spreads are set so that the three points hold after truncation.

    Parameters
    ----------
    u : (N,), 0..1
    low, best, high : 0 < low <= best <= high, any unit

    Returns
    -------
    (N,), the unit of `best`, rising with u

    References
    ----------
    Decision D14. Assumption: published ranges of strength are read as 90% ranges and are lopsided
    on the log scale; two half-normals there are the least that keeps all three numbers.
    """
    scores = truncated_scores(u)
    below, above = np.log(best / low) / _LOW_POINT, np.log(high / best) / _LOW_POINT
    return np.asarray(best * np.exp(np.where(scores < 0.0, below, above) * scores), dtype=np.float64)


def shifted_relation(relation: Floats, shift: Floats) -> Floats:
    """Move relations up or down without leaving -1..1.

    A shift s of a relation r with room R toward that end (1 - r up, 1 + r down) moves it by
    R tanh(s/R): by s itself where room is ample, never past the end, in the same order for every
    relation, and by exactly 0 for s = 0.

    Parameters
    ----------
    relation : any shape, -1..1
    shift : broadcasts with `relation`, relation scale

    Returns
    -------
    broadcast shape, -1..1, rising with both arguments

    References
    ----------
    Assumption: a bounded scale. The map is smooth in s (slope 1 and no curvature at 0), so the
    stated standard deviation holds to second order, for sworn enemies too when they move up.
    """
    room = np.where(shift > 0.0, 1.0 - relation, 1.0 + relation)
    has_room = room > 0.0
    ratio = np.divide(shift, room, out=np.zeros_like(room), where=has_room)
    # Only rounding could pass the ends: |tanh| <= 1.
    return np.asarray(np.clip(relation + room * np.tanh(ratio), -1.0, 1.0), dtype=np.float64)


def contested_columns(shares: Floats, contested: tuple[int, ...], grade: str, u: Floats) -> Floats:
    """Draw one district's control: the contested holders' shares, the others in proportion.

    The joint law is the Dirichlet about the stated shares, with all uncontested holders kept in
    their stated proportions: each contested share in turn takes a beta part of what is left.

    Parameters
    ----------
    shares : (H,), stated shares of the holders, sum 1
    contested : indices of the contested holders, in order
    grade : A-D, sets the `CONCENTRATION`
    u : (len(contested), N), 0..1

    Returns
    -------
    (H, N), each column sums to 1

    References
    ----------
    Decision D14; Connor and Mosimann 1969 (a Dirichlet vector as successive beta parts of the rest).
    """
    concentration = CONCENTRATION[grade]
    drawn = np.zeros((shares.size, u.shape[1]))
    left, stated_left = np.ones(u.shape[1]), 1.0
    for holder, probabilities in zip(contested, u, strict=True):
        mine, rest = shares[holder], max(stated_left - shares[holder], 0.0)
        if rest > _NOTHING:
            part = betaincinv(concentration * mine, concentration * rest, probabilities)
        else:  # Everyone else is contested too and already drawn: what is left is certain.
            part = np.ones_like(left)
        drawn[holder] = left * part
        left, stated_left = left * (1.0 - part), rest
    others = np.ones(shares.size, dtype=bool)
    others[list(contested)] = False
    if stated_left > _NOTHING:
        drawn[others] = shares[others, None] * (left / stated_left)
    return drawn


_NOTHING = 1e-9
"""Shares below this are rounding, not people."""
