"""Sequential Monte Carlo from the prior to the record: worlds are tempered, chosen again, and moved.

A particle is a world's coordinates *and* its luck, by the number that keys it. The target at exponent t is
prior x luck x likelihood^t, of which the worlds' part at t = 1 is the posterior with luck integrated out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from irenic.analysis.weighting.importance import effective_size, exponent_for, log_mean_exp, weights_of

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Score = Callable[[Floats, Whole], Floats]
"""Points of the unit cube (dimension, N) and luck (N,) -> log-likelihoods (N,)."""

WALKED, REDRAWN = 0.25, 0.35
"""Shares of moves to be accepted, to which their sizes are adapted: of small steps of all coordinates
(Roberts, Gelman & Gilks 1997: 0.234), and of some coordinates drawn anew (exp(-1), where acceptance falls
exponentially in their number)."""

LEAST_FRESH = 0.02
"""The record is let speak no louder than at an exponent where this share of worlds still accepts other luck.

Beyond it worlds are kept for luck that happened to fit, no longer for what they are. Fixed before any run;
the exponent reached is reported.
"""

SMALLEST, LARGEST = 0.005, 0.99
"""Bounds of the size of moves."""

EDGE = 1e-12
"""Points stay this far inside the unit cube: 7 standard deviations."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How worlds are refined.

    Parameters
    ----------
    points : number of particles, a power of two
    temper : exponent of the likelihood to reach, 0..1
    rounds : rounds of moves at each exponent: two small steps, two draws of some coordinates, one of luck
    seed : of all draws
    report : told what has been done, with every round
    """

    points: int = 1024
    temper: float = 1.0
    rounds: int = 8
    seed: int = 1
    report: Callable[[str, float], None] = field(default=lambda *_: None)


class Start(NamedTuple):
    """Draws from the prior, weighed.

    Parameters
    ----------
    points : indices (N,) -> points of the unit cube (dimension, N) of those draws
    luck : (n,)
    families : (n,), the prior world of each draw
    log_likelihood : (n,)
    unused : first luck that no draw has
    """

    points: Callable[[Whole], Floats]
    luck: Whole
    families: Whole
    log_likelihood: Floats
    unused: int


class Step(NamedTuple):
    """One exponent.

    Parameters
    ----------
    temper : the exponent
    ess : effective number of particles before choosing
    accepted, fresh_accepted : shares of moves under the same luck, and to other luck, accepted
    size : of small steps at the end, 0..1; 1 draws from the prior anew
    families : prior worlds from which particles descend
    kept : correlation of coordinates before and after the moves, 0 where nothing is remembered
    log_evidence : log of the prior mean of likelihood^temper
    log_likelihood : mean over particles after the moves
    """

    temper: float
    ess: float
    accepted: float
    fresh_accepted: float
    size: float
    families: int
    kept: float
    log_evidence: float
    log_likelihood: float


class Refined(NamedTuple):
    """Worlds of equal weight.

    Parameters
    ----------
    u : (dimension, N), points of the unit cube
    luck, families : (N,), their luck, and the prior worlds they descend from
    log_likelihood : (N,)
    steps : exponents in order
    temper : exponent reached
    stalled : the step after it, at which luck no longer mixed; None where the exponent asked for was reached
    """

    u: Floats
    luck: Whole
    families: Whole
    log_likelihood: Floats
    steps: tuple[Step, ...]
    temper: float
    stalled: Step | None


@dataclass(frozen=True, eq=False, slots=True)
class _Cloud:
    """Particles in standard-normal coordinates."""

    z: Floats
    luck: Whole
    families: Whole
    log_likelihood: Floats

    def chosen(self, index: Whole) -> _Cloud:
        return _Cloud(self.z[:, index], self.luck[index], self.families[index], self.log_likelihood[index])


def refine(score: Score, start: Start, settings: Settings) -> Refined:
    """Move worlds from the prior to where the record speaks for them.

    Parameters
    ----------
    score : log-likelihood of worlds under given luck
    start : at least `settings.points` draws from the prior
    settings : how

    References
    ----------
    Del Moral, Doucet & Jasra 2006 (samplers); Jasra et al. 2011 (next exponent where the effective number
    halves); Cotter, Roberts, Stuart & White 2013 (moves that keep the prior); Andrieu, Doucet & Holenstein
    2010 (luck as part of the state); Deligiannidis, Doucet & Pitt 2018 (luck kept while worlds move).
    """
    if settings.temper == 0.0:
        first = np.arange(settings.points)
        return _refined(_drawn(start, _spread(start, settings.points)[first]), [], None)
    sampler = _Sampler(score, settings, start.unused)
    log_likelihood, held = start.log_likelihood, settings.points
    cloud: _Cloud | None = None
    steps: list[Step] = []
    temper, evidence = 0.0, 0.0
    while temper < settings.temper:
        wanted = held / 2 if cloud else min(held, start.luck.size / 2)
        rise = exponent_for(log_likelihood, wanted, settings.temper - temper)
        reached = settings.temper if temper + rise >= settings.temper * (1 - 1e-12) else temper + rise
        evidence += float(log_mean_exp((reached - temper) * log_likelihood))
        weights = weights_of(log_likelihood, reached - temper)
        index = sampler.resampled(weights)
        moved, step = sampler.moved(cloud.chosen(index) if cloud else _drawn(start, index), reached)
        step = step._replace(ess=effective_size(weights), log_evidence=evidence)
        if cloud and step.fresh_accepted < LEAST_FRESH:
            return _refined(cloud, steps, step)
        steps.append(step)
        cloud, temper, log_likelihood = moved, reached, moved.log_likelihood
    assert cloud is not None  # an exponent above 0 takes one step at least
    return _refined(cloud, steps, None)


def _spread(start: Start, count: int) -> Whole:
    """Return draws of different prior worlds, in their order, where there are enough."""
    _, first = np.unique(start.families, return_index=True)
    rest = np.setdiff1d(np.arange(start.luck.size), first)
    return np.concatenate([first, rest])[:count]


def _drawn(start: Start, index: Whole) -> _Cloud:
    z = ndtri(start.points(index))
    return _Cloud(z, start.luck[index], start.families[index], start.log_likelihood[index])


def _refined(cloud: _Cloud, steps: list[Step], stalled: Step | None) -> Refined:
    temper = steps[-1].temper if steps else 0.0
    u = _inside(cloud.z)
    return Refined(u, cloud.luck, cloud.families, cloud.log_likelihood, tuple(steps), temper, stalled)


def _inside(z: Floats) -> Floats:
    return np.asarray(np.clip(ndtr(z), EDGE, 1.0 - EDGE))


class _Sampler:
    """What is carried from exponent to exponent: the generator, the sizes of moves, unused luck."""

    def __init__(self, score: Score, settings: Settings, unused: int) -> None:
        self._score, self._settings, self._unused = score, settings, unused
        self._rng = np.random.default_rng([settings.seed, 0x5EC])
        self._size, self._part = 0.5, 0.2

    def resampled(self, weights: Floats) -> Whole:
        """Return indices chosen systematically in proportion to weights (Kitagawa 1996), shuffled.

        Neighbours would else be of one family, and the first worlds of a study not like the rest.
        """
        count = self._settings.points
        places = (np.arange(count) + self._rng.random()) / count
        ends = np.cumsum(weights)
        chosen = np.searchsorted(ends / ends[-1], places, side="right").astype(np.int64)
        return self._rng.permutation(chosen)

    def moved(self, cloud: _Cloud, temper: float) -> tuple[_Cloud, Step]:
        """Return the particles after all rounds of moves at an exponent, and what happened."""
        before, rounds = cloud.z, self._settings.rounds
        accepted: list[float] = []
        fresh: list[float] = []
        for round_ in range(rounds):
            for _ in range(2):
                cloud, share = self._walk(cloud, temper)
                self._size = _adapted(self._size, share - WALKED)
                cloud, other = self._redraw(cloud, temper)
                self._part = _adapted(self._part, other - REDRAWN)
                accepted += [share, other]
            cloud, share = self._other_luck(cloud, temper)
            fresh.append(share)
            self._settings.report(f"exponent {temper:.3g}", (round_ + 1) / rounds)
        step = Step(
            temper=temper,
            ess=float("nan"),
            accepted=float(np.mean(accepted)),
            fresh_accepted=float(np.mean(fresh)),
            size=self._size,
            families=int(np.unique(cloud.families).size),
            kept=float((cloud.z * before).mean() / np.sqrt((cloud.z**2).mean() * (before**2).mean())),
            log_evidence=float("nan"),
            log_likelihood=float(cloud.log_likelihood.mean()),
        )
        return cloud, step

    def _walk(self, cloud: _Cloud, temper: float) -> tuple[_Cloud, float]:
        """Move all coordinates a little, by the preconditioned Crank-Nicolson proposal."""
        noise = self._rng.standard_normal(cloud.z.shape)
        z = np.sqrt(1.0 - self._size**2) * cloud.z + self._size * noise
        return self._accepted(replace(cloud, z=z), cloud, temper)

    def _redraw(self, cloud: _Cloud, temper: float) -> tuple[_Cloud, float]:
        """Draw some coordinates anew, so that those of which the record is silent stay free."""
        anew = self._rng.random(cloud.z.shape) < self._part
        z = np.where(anew, self._rng.standard_normal(cloud.z.shape), cloud.z)
        return self._accepted(replace(cloud, z=z), cloud, temper)

    def _other_luck(self, cloud: _Cloud, temper: float) -> tuple[_Cloud, float]:
        """Give worlds other luck."""
        luck = np.arange(self._unused, self._unused + cloud.luck.size)
        self._unused += luck.size
        return self._accepted(replace(cloud, luck=luck), cloud, temper)

    def _accepted(self, proposed: _Cloud, cloud: _Cloud, temper: float) -> tuple[_Cloud, float]:
        """Return the particles after a move that keeps the prior: taken by the likelihoods' ratio alone."""
        found = self._score(_inside(proposed.z), proposed.luck)
        takes = np.log(self._rng.random(found.size)) < temper * (found - cloud.log_likelihood)
        taken = _Cloud(
            np.where(takes, proposed.z, cloud.z),
            np.where(takes, proposed.luck, cloud.luck),
            cloud.families,
            np.where(takes, found, cloud.log_likelihood),
        )
        return taken, float(takes.mean())


def _adapted(size: float, excess: float) -> float:
    return float(np.clip(size * np.exp(excess), SMALLEST, LARGEST))
