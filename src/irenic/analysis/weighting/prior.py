"""Prior worlds weighed under several ways of recording, and refined worlds that come of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from irenic.analysis.weighting.contraction import Coordinates
from irenic.analysis.weighting.importance import log_mean_exp
from irenic.analysis.weighting.likelihood import OBSERVED, Likelihood
from irenic.analysis.weighting.observation import OBSERVATION_PRIORS, observation_draws
from irenic.analysis.weighting.request import Options, Subject
from irenic.analysis.weighting.smc import EDGE, Refined, Settings, Start, refine

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Report = Callable[[str, float], None]
"""Told what is being done and which share of it is."""

OBSERVATION_DRAWS = 8
"""Ways of recording that each prior world is weighed under; they cost no simulation."""


class Prior(NamedTuple):
    """Prior worlds and the likelihood of the record in each; n worlds, M ways of recording, R replicates.

    Parameters
    ----------
    points : (P + F, n), of worlds
    observations : (M, 3, n), of ways of recording
    log_likelihood : (n, M, R)
    """

    points: Floats
    observations: Floats
    log_likelihood: Floats

    @property
    def of_worlds(self) -> Floats:
        """Log-likelihood of each world, (n,): the likelihood's mean over ways of recording and luck.

        References
        ----------
        Andrieu & Roberts 2009: an unbiased estimate of the likelihood with both integrated out.
        """
        return log_mean_exp(self.log_likelihood.reshape(len(self.log_likelihood), -1))

    def first(self, count: int) -> Floats:
        """Return the first so many worlds, each under its first way of recording, as whole points."""
        return np.concatenate([self.points, self.observations[0]])[:, :count]


def prior_worlds(subject: Subject, likelihood: Likelihood) -> Prior:
    """Return the case's prior worlds, weighed under `OBSERVATION_DRAWS` ways of recording each.

    References
    ----------
    Owen 2020: worlds are scrambled Sobol points. Assumption: ways of recording are plain random draws, since
    more dimensions of the sequence would be correlated with each other at these numbers of points.
    """
    asked = subject.request
    n, ways = asked.worlds, OBSERVATION_DRAWS
    points = subject.worlds.uniforms(0, n)
    observations = np.random.default_rng([asked.seed, 0x0B5]).uniform(EDGE, 1.0 - EDGE, (ways, OBSERVED, n))
    luck = np.arange(n * asked.replicates).reshape(n, asked.replicates)
    return Prior(points, observations, likelihood.over(points, observations, luck))


def refined_worlds(prior: Prior, likelihood: Likelihood, options: Options, report: Report) -> Refined:
    """Return worlds of equal weight that the record speaks for, from prior ones."""
    settings = Settings(options.points, options.temper, seed=options.seed, report=report)
    return refine(likelihood, _start(prior), settings)


def _start(prior: Prior) -> Start:
    """Every prior world under every way of recording and every luck, each a draw of its own."""
    n, ways, replicates = prior.log_likelihood.shape
    world, way, replicate = (x.ravel() for x in np.indices((n, ways, replicates)))
    luck = world * replicates + replicate

    def whole(chosen: Whole) -> Floats:
        return np.concatenate(
            [prior.points[:, world[chosen]], prior.observations[way[chosen], :, world[chosen]].T]
        )

    return Start(whole, luck, world, prior.log_likelihood.ravel(), n * replicates)


def coordinates(subject: Subject, u: Floats) -> Coordinates:
    """Return whole points of the unit cube as named draws on both scales."""
    from scipy.special import ndtri

    asked, count = subject.request, len(subject.request.parameters.names)
    values = np.concatenate(
        [
            subject.table.quantile(u[:count]),
            subject.worlds.factors_from(u[:-OBSERVED]).reshape(len(asked.factors), u.shape[1]),
            np.stack(observation_draws(u[-OBSERVED:])),
        ]
    )
    names = (*asked.parameters.names, *asked.factors, *(prior.name for prior in OBSERVATION_PRIORS))
    kinds = ("parameter",) * count + ("factor",) * len(asked.factors) + ("observation",) * OBSERVED
    return Coordinates(names, kinds, ndtri(u), values)
