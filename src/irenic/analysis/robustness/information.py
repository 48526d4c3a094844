"""What is worth finding out before choosing: value of perfect and of partial information.

Values are in the unit of the scores (standard deviations of the weighted outcomes) and averaged over
weightings, since what is worth knowing depends on what is wanted.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from irenic.analysis.averages import Floats
from irenic.analysis.robustness.splines import Smoother, basis_of, folds_of
from irenic.analysis.robustness.weighing import mean_error, weighted_mean

SHUFFLES = 20
SURE = 3.0
SEED = 20151130


class Everything(NamedTuple):
    """Value of knowing which world it is before choosing (EVPI).

    ``value`` and ``error`` take luck left in a world's mean for knowledge, so they are an upper bound;
    ``without_luck`` chooses by one half of the replicates and is paid by the other: a lower bound, None with
    a single replicate. ``changes`` is the share of worlds in which another strategy would be chosen.
    """

    value: float
    error: float
    without_luck: float | None
    changes: float


class Worth(NamedTuple):
    """Value of knowing some inputs before choosing (EVPPI).

    Parameters
    ----------
    name, members : the group, and places of its inputs
    value, error : what choosing by them brings in worlds that the rule was not fitted to; may be below 0
    plug_in : Strong, Oakley & Brennan's estimate from the fit itself, biased upwards
    chance : (mean, highest) of that estimate with the inputs shuffled over worlds
    changes : share of worlds in which another strategy would be chosen
    """

    name: str
    members: tuple[int, ...]
    value: float
    error: float
    plug_in: float
    chance: tuple[float, float]
    changes: float

    @property
    def found(self) -> bool:
        """Beyond three standard errors, since many inputs are asked at once, and beyond every shuffle."""
        return self.value > SURE * self.error and self.plug_in > self.chance[1]


class Question:
    """A choice between strategies, ready to be asked what is worth knowing first.

    Parameters
    ----------
    scores : (strategy, world, family), standardised, larger is better
    weightings : (weighting, family), rows sum to 1
    weights : (world,), sum to 1
    seed : of folds and shuffles

    References
    ----------
    Strong, Oakley & Brennan 2014, Estimating multiparameter partial expected value of perfect information
    from a probabilistic sensitivity analysis sample: a nonparametric regression approach, eqs. 3 to 6.
    """

    def __init__(
        self, scores: Floats, weightings: Floats, weights: Floats, seed: int = SEED, shuffles: int = SHUFFLES
    ) -> None:
        strategies, worlds, families = scores.shape
        self._shape = (worlds, strategies, families)
        self._weightings, self._weights = weightings, weights
        # What raises all strategies alike decides nothing, and would only mislead the choice of stiffness.
        self._responses = (scores - scores.mean(0)).transpose(1, 0, 2).reshape(worlds, -1)
        self._fold = folds_of(worlds, seed)
        self._paid = self._weighed(self._responses)
        self._blind = self._blind_choices()
        self._rng = np.random.default_rng(seed + 1)
        self._shuffles = shuffles
        self._chance: dict[tuple[int, int], tuple[float, float]] = {}

    def everything(self, halves: Floats | None = None) -> Everything:
        """Value of knowing the world.

        Parameters
        ----------
        halves : (2, strategy, world, family), the scores from either half of the replicates

        References
        ----------
        Raiffa & Schlaifer 1961, Applied Statistical Decision Theory, section 4.5.
        """
        best = self._paid.argmax(1)
        value, error = self._gain(best)
        changes = float(self._weights @ (best != self._blind).mean(1))
        if halves is None:
            return Everything(value, error, None, changes)
        worlds = self._shape[0]
        paid = [self._weighed(half.transpose(1, 0, 2).reshape(worlds, -1)) for half in halves]
        crossed = [
            _taken(paid[1 - k], paid[k].argmax(1)) - _taken(paid[1 - k], self._blind) for k in range(2)
        ]
        without = float(self._weights @ (0.5 * (crossed[0] + crossed[1])).mean(1))
        return Everything(value, error, without, changes)

    def worth(self, name: str, members: tuple[int, ...], inputs: Floats) -> Worth:
        """Value of knowing some inputs.

        Parameters
        ----------
        name, members : the group, and which inputs it holds
        inputs : (input, world), prior standard scores of these inputs alone
        """
        smoother = Smoother(basis_of(inputs), self._weights)
        inside, stiff = smoother.fit(self._responses)
        outside = smoother.outside(self._responses, stiff, self._fold)
        choice = self._weighed(outside).argmax(1)
        value, error = self._gain(choice)
        changes = float(self._weights @ (choice != self._blind).mean(1))
        chance = self._by_chance(smoother, len(inputs))
        return Worth(name, members, value, error, self._plug_in(inside), chance, changes)

    def _weighed(self, responses: Floats) -> Floats:
        """Net benefit under every weighting, (world, strategy, weighting)."""
        worlds, strategies, families = self._shape
        flat = responses.reshape(worlds * strategies, families) @ self._weightings.T
        return np.asarray(flat.reshape(worlds, strategies, -1))

    def _blind_choices(self) -> NDArray[np.intp]:
        """Best strategy by the mean of the other folds' worlds, (world, weighting)."""
        count = int(self._fold.max()) + 1
        choices = np.zeros((self._shape[0], len(self._weightings)), np.intp)
        for k in range(count):
            others = np.where(self._fold == k, 0.0, self._weights)
            choices[self._fold == k] = np.einsum("n,naw->aw", others, self._paid).argmax(0)
        return choices

    def _gain(self, choice: NDArray[np.intp]) -> tuple[float, float]:
        gap = (_taken(self._paid, choice) - _taken(self._paid, self._blind)).mean(1)
        return float(weighted_mean(gap, self._weights)), float(mean_error(gap, self._weights))

    def _plug_in(self, fitted: Floats) -> float:
        values = self._weighed(fitted)
        informed = self._weights @ values.max(1)
        blind = (self._weights @ values.reshape(len(values), -1)).reshape(values.shape[1:]).max(0)
        return float((informed - blind).mean())

    def _by_chance(self, smoother: Smoother, inputs: int) -> tuple[float, float]:
        """Plug-in estimate with the inputs shuffled: the same for all inputs of as many columns."""
        key = (inputs, smoother.basis.columns.shape[1])
        if key not in self._chance:
            orders = (self._rng.permutation(self._shape[0]) for _ in range(self._shuffles))
            found = [self._plug_in(smoother.fit(self._responses[order])[0]) for order in orders]
            self._chance[key] = (float(np.mean(found)), float(np.max(found)))
        return self._chance[key]


def _taken(values: Floats, choice: NDArray[np.intp]) -> Floats:
    """Values of the strategies chosen, (world, weighting), out of (world, strategy, weighting)."""
    return np.asarray(np.take_along_axis(values, choice[:, None], 1)[:, 0])
