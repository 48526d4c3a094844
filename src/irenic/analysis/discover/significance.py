"""Whether a box, and each of its limits, is more than chance."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc

from irenic.analysis.averages import Floats
from irenic.analysis.discover.box import Face, Region
from irenic.analysis.discover.inputs import Sample
from irenic.analysis.discover.peel import Peeling, Ranked, peel
from irenic.analysis.discover.screen import candidates

ENOUGH = 10
"""Permutations as good as the search itself after which no more are tried: the p-value is plain."""


def at_least(caught: float, held: float, chance: float) -> float:
    """Probability that `held` worlds hold `caught` cases or more, each a case with `chance`.

    Parameters
    ----------
    caught, held : need not be whole: sums of probabilities; 0 <= caught <= held
    chance : 0..1

    References
    ----------
    The binomial's upper tail as a regularised incomplete beta function, which takes broken
    numbers; conservative for them, as a sum of probabilities varies less than a count.
    """
    if caught <= 0 or chance >= 1:
        return 1.0
    return float(betainc(caught, max(held - caught, 0.0) + 1.0, max(chance, 0.0)))


def quasi_p(sample: Sample, region: Region, face: Face) -> float:
    """Quasi-p-value of one limit: the box without it, by luck alone, as dense as the box with it.

    Parameters
    ----------
    sample, region, face : worlds, a box, one of its limits

    Returns
    -------
    0..1; it does not allow for the search when `sample` are the worlds that were searched

    References
    ----------
    Bryant & Lempert 2010, Thinking inside the box, section 3.3.
    """
    inside, without = region.inside(sample.x), region.freed(face).inside(sample.x)
    held, caught = _sums(sample, inside)
    wider, cases = _sums(sample, without)
    if not held or wider <= held:
        return 1.0
    return at_least(caught, held, cases / wider)


def box_p(sample: Sample, inside: NDArray[np.bool_]) -> float:
    """P-value of a whole box in worlds that had no part in finding it: against their base rate."""
    held, caught = _sums(sample, inside)
    return at_least(caught, held, sample.base) if held else 1.0


def _sums(sample: Sample, inside: NDArray[np.bool_]) -> tuple[float, float]:
    return float(sample.weights[inside].sum()), float(sample.weights[inside] @ sample.y[inside])


class Permuted(NamedTuple):
    """P-value of a search among searches for shuffled answers, and how many were made."""

    p: float
    made: int


def permutation_p(
    ranked: Ranked,
    peeling: Peeling,
    rate: float,
    *,
    permutations: int,
    seed: int,
    report: Callable[[int, int], None] | None = None,
) -> Permuted:
    """P-value of the whole search: screen, peel and pick of the most striking box.

    The answers are shuffled among the training worlds and the search is repeated; its result is
    the largest standardised excess of cases of any box on the way. Shuffles stop early when
    `ENOUGH` did as well as the true answers.

    Parameters
    ----------
    ranked, peeling : training worlds with every input, settings
    rate : false discovery rate of the screen
    permutations : shuffles at most; the p-value is at least 1 / (permutations + 1)
    seed : of the shuffles
    report : called with shuffles made and at most

    References
    ----------
    Besag & Clifford 1991, Sequential Monte Carlo p-values; Phipson & Smyth 2010 (the + 1).
    """
    y = ranked.sample.y
    known = search_excess(ranked, y, peeling, rate)
    generator = np.random.Generator(np.random.PCG64(seed))
    as_good = 0
    for made in range(1, permutations + 1):
        shuffled = y[generator.permutation(y.size)]
        as_good += search_excess(ranked, shuffled, peeling, rate) >= known * (1 - 1e-12)
        if report is not None:
            report(made, permutations)
        if as_good == ENOUGH:
            return Permuted(as_good / made, made)
    return Permuted((as_good + 1) / (permutations + 1), permutations)


def search_excess(ranked: Ranked, y: Floats, peeling: Peeling, rate: float) -> float:
    """Largest excess of cases over chance, in standard errors, of any box a search passes through."""
    kept = candidates(ranked, y, rate)
    if not kept.any():
        return 0.0
    trail = peel(ranked.part(columns=kept), y, peeling)
    if len(trail) == 1:
        return 0.0
    mass, load = trail.mass[1:], float(ranked.sample.weights.sum())
    base = trail.density[0]
    spread = float(ranked.sample.weights @ (y - base) ** 2) / load
    errors = np.sqrt(spread * (1.0 - mass) / (mass * load))
    return float(((trail.density[1:] - base) / errors).max())
