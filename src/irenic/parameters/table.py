"""All priors in a fixed order: quantiles, spreads, digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from irenic.errors import ParameterError, Problem, ShapeError, did_you_mean, quoted
from irenic.parameters.prior import Floats, Prior

CENTRED_RUN: tuple[str, ...] = ("mh", "z_s", "be_V")
"""Priors that carry the article's own argument; a run with them centred on 0 is printed (D30)."""


@dataclass(frozen=True)
class ParameterTable:
    """All priors in a fixed order, which is also the order of the P axis.

    Parameters
    ----------
    priors : one per parameter, ids unique

    Examples
    --------
    >>> table = load_parameters()
    >>> theta = table.quantile(np.full((len(table.names), 1), 0.5))
    >>> theta.shape == (len(table.names), 1)
    True
    """

    priors: tuple[Prior, ...]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Ids of the parameters, in file order."""
        return tuple(prior.id for prior in self.priors)

    def __len__(self) -> int:
        return len(self.priors)

    def __getitem__(self, name: str) -> Prior:
        return self.priors[self.index(name)]

    def index(self, name: str) -> int:
        """Return the position of a parameter on the P axis.

        Raises
        ------
        ParameterError : no parameter of that name (``unknown_parameter``)
        """
        if name not in self.names:
            hint = did_you_mean(name, self.names)
            expected = "the id of a parameter"
            raise ParameterError(
                [Problem("unknown_parameter", "parameters.csv", None, "id", quoted(name), expected, hint)]
            )
        return self.names.index(name)

    def quantile(self, u: Floats) -> Floats:
        """Map uniforms to parameter values through the truncated inverse distributions.

        Parameters
        ----------
        u : (P, N), probabilities, 0..1, rows in the order of `names`

        Returns
        -------
        (P, N), float64, each row inside its prior's bounds

        Raises
        ------
        ShapeError : `u` is not (P, N)
        ParameterError : a value is not a number in 0..1 (``probability_out_of_range``)

        References
        ----------
        Devroye 1986, Non-Uniform Random Variate Generation, II.2 (inversion for truncated laws).
        """
        probabilities = np.asarray(u, dtype=np.float64)
        if probabilities.ndim != 2 or probabilities.shape[0] != len(self.priors):
            raise ShapeError(
                f"uniforms have shape {probabilities.shape}; expected ({len(self.priors)}, N), "
                "one row per parameter in the order of `names`"
            )
        if not bool(np.all((probabilities >= 0.0) & (probabilities <= 1.0))):
            bad = probabilities[~((probabilities >= 0.0) & (probabilities <= 1.0))]
            raise ParameterError(
                f"probability_out_of_range: {bad.size} of {probabilities.size} uniforms are not in "
                f"0..1, the first is {bad[0]}; expected probabilities"
            )
        rows = [prior.quantile(row) for prior, row in zip(self.priors, probabilities, strict=True)]
        return np.stack(rows) if rows else np.zeros_like(probabilities)

    def probability(self, theta: Floats) -> Floats:
        """Return the probability below each value, (P, N) in 0..1; the inverse of `quantile`.

        Raises
        ------
        ShapeError : `theta` does not have one row per parameter
        """
        values = np.asarray(theta, dtype=np.float64)
        if values.ndim != 2 or values.shape[0] != len(self.priors):
            raise ShapeError(f"values have shape {values.shape}; expected ({len(self.priors)}, N)")
        return np.stack([p.probability(row) for p, row in zip(self.priors, values, strict=True)])

    @cached_property
    def median(self) -> dict[str, float]:
        """Median of each truncated prior, by name."""
        half = np.array([0.5])
        return {prior.id: float(prior.quantile(half)[0]) for prior in self.priors}

    def wrong_sign(self) -> dict[str, float]:
        """Return the probability of the unexpected sign of each truncated prior, by name."""
        return {prior.id: prior.wrong_sign for prior in self.priors}

    def spread(self, factor: float) -> ParameterTable:
        """Return the table with every prior `factor` times as wide, for robustness runs.

        The rule: the sd (log-sd) is multiplied by `factor`, and the bounds move out from the
        centre by the same factor (for a log-normal, on the log scale, so they stay above 0). A
        beta keeps its mode and divides by factor squared what its counts hold above 1, so it
        tends to the uniform and never turns U-shaped. No bound passes what its unit allows
        (`NATURAL_LIMITS`): a share stays a share.

        Raises
        ------
        ParameterError : `factor` is not a finite number above 0 (``spread_not_positive``)
        """
        if not (np.isfinite(factor) and factor > 0.0):
            raise ParameterError(
                f"spread_not_positive: the factor is {factor}; expected a number above 0, such as 2"
            )
        return ParameterTable(tuple(prior.spread(float(factor)) for prior in self.priors))

    def centred(self, ids: Iterable[str] = CENTRED_RUN) -> ParameterTable:
        """Return the table with the means of these normal priors set to 0 (decision D30).

        The bounds slide with the mean, so the prior keeps its shape and loses only its lean.

        Raises
        ------
        ParameterError : an id is unknown, or its prior is not normal (``not_normal``)
        """
        chosen = [self[name] for name in ids]
        wrong = [
            Problem("not_normal", "parameters.csv", None, prior.id, prior.distribution, "a normal prior",
                    "Only a normal prior can be centred on 0.")
            for prior in chosen
            if prior.distribution != "normal"
        ]  # fmt: skip
        if wrong:
            raise ParameterError(wrong)
        moved = {p.id: replace(p, a=0.0, lower=p.lower - p.a, upper=p.upper - p.a) for p in chosen}
        return ParameterTable(tuple(moved.get(prior.id, prior) for prior in self.priors))

    @cached_property
    def digest(self) -> str:
        """sha256 of what decides a draw: ids in order, distributions and bounds; not the wording."""
        rows = [[p.id, p.distribution, p.a, p.b, p.lower, p.upper] for p in self.priors]
        return hashlib.sha256(json.dumps(rows, separators=(",", ":")).encode()).hexdigest()
