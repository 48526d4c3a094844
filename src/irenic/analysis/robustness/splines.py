"""Regression of many responses on a few inputs at once: penalised splines, cross-fitted.

One linear smoother serves all responses, so a fit of every weighting's net benefit is the same mixture of
the fits of its families: each input is regressed once, whatever the number of weightings.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import BSpline
from scipy.linalg import eigh, solve

from irenic.analysis.averages import Floats

INNER_KNOTS = 5
FEW_VALUES = 8
"""Inputs with at most so many values get a level for each in place of a curve."""

MOST_CROSSED = 5
"""Inputs of a group that are also multiplied with each other; larger groups are additive."""

FOLDS = 5
PENALTIES = np.logspace(-6, 1, 8)
RIDGE = 1e-9


class Basis(NamedTuple):
    """Columns to regress on, (world, column), the first constant; and what makes them rough."""

    columns: Floats
    penalty: Floats


def basis_of(scores: Floats) -> Basis:
    """Splines of each input, additive, with products of every two inputs of a small group.

    Parameters
    ----------
    scores : (input, world), prior standard scores

    References
    ----------
    Eilers & Marx 1996, Flexible smoothing with B-splines and penalties; Strong, Oakley & Brennan 2014,
    section "GAM regression", for its use here.
    """
    worlds = scores.shape[1]
    columns, penalties = [np.ones((worlds, 1))], [np.zeros((1, 1))]
    for row in scores:
        part, rough = _spline(row)
        columns.append(part)
        penalties.append(rough)
    if 1 < len(scores) <= MOST_CROSSED:
        first, second = np.triu_indices(len(scores), 1)
        columns.append((scores[first] * scores[second]).T)
        penalties.append(np.eye(len(first)))
    total = sum(p.shape[0] for p in penalties)
    penalty, at = np.zeros((total, total)), 0
    for part in penalties:
        penalty[at : at + len(part), at : at + len(part)] = part
        at += len(part)
    return Basis(np.concatenate(columns, axis=1), penalty)


def _spline(values: Floats) -> tuple[Floats, Floats]:
    levels = np.unique(values)
    if len(levels) <= FEW_VALUES:
        part = (values[:, None] == levels[None]).astype(np.float64)
        return part, np.eye(len(levels))
    inner = np.quantile(values, np.linspace(0, 1, INNER_KNOTS + 2)[1:-1])
    low, high = levels[0], levels[-1]
    knots = np.concatenate([[low] * 4, np.unique(inner), [high] * 4])
    part = BSpline.design_matrix(values, knots, 3).toarray()
    # Divided differences of the curve's own control points: a straight line in the standard score is free.
    sites = np.array([knots[i + 1 : i + 4].mean() for i in range(part.shape[1])])
    bends = np.zeros((part.shape[1] - 2, part.shape[1]))
    for i in range(len(bends)):
        a, b = sites[i + 1] - sites[i], sites[i + 2] - sites[i + 1]
        bends[i, i : i + 3] = 1 / a, -1 / a - 1 / b, 1 / b
    return np.asarray(part), bends.T @ bends


def folds_of(worlds: int, seed: int, folds: int = FOLDS) -> NDArray[np.intp]:
    """Fold of each world: as equal as can be, at random."""
    return np.random.default_rng(seed).permutation(np.arange(worlds) % folds)


class Smoother:
    """Fits any responses on one basis, as stiffly as generalised cross-validation says.

    The two forms, data and roughness, are diagonalised together once; every fit is then a product.

    Parameters
    ----------
    basis : from `basis_of`
    weights : (world,), sum to 1

    References
    ----------
    Craven & Wahba 1978, Smoothing noisy data with spline functions; Demmler & Reinsch 1975 for the common
    basis.
    """

    def __init__(self, basis: Basis, weights: Floats) -> None:
        self.basis, self._weights = basis, weights
        self._heavy = basis.columns * weights[:, None]
        self._number = float(1.0 / (weights**2).sum())
        gram = self._heavy.T @ basis.columns
        # B-splines add up to the constant column: a speck of ridge picks one of the equal solutions.
        rough, axes = eigh(basis.penalty, gram + RIDGE * np.eye(len(gram)))
        self._rough, self._axes = np.maximum(rough, 0.0), axes

    def fit(self, responses: Floats) -> tuple[Floats, float]:
        """Fitted responses, (world, response), and the stiffness chosen for all of them together."""
        along = self._axes.T @ (self._heavy.T @ responses)
        energy, total = (along**2).sum(1), float(self._weights @ (responses**2).sum(1))
        scores = []
        for stiff in PENALTIES:
            kept = 1.0 / (1.0 + stiff * self._rough)
            rest = total - float((energy * (2 * kept - kept**2)).sum())
            scores.append(rest / max(1e-12, 1 - kept.sum() / self._number) ** 2)
        stiff = float(PENALTIES[int(np.argmin(scores))])
        found = self._axes @ (along / (1.0 + stiff * self._rough)[:, None])
        return self.basis.columns @ found, stiff

    def outside(self, responses: Floats, stiff: float, fold: NDArray[np.intp]) -> Floats:
        """Responses of each fold as fitted by the others, (world, response).

        References
        ----------
        Chernozhukov et al. 2018, Double/debiased machine learning, section 3, for fits from other folds.
        """
        x, rough = self.basis.columns, stiff * self.basis.penalty + RIDGE * np.eye(len(self.basis.penalty))
        members = [np.flatnonzero(fold == k) for k in range(int(fold.max()) + 1)]
        grams = [self._heavy[own].T @ x[own] for own in members]
        sides = [self._heavy[own].T @ responses[own] for own in members]
        gram, side = np.sum(grams, axis=0), np.sum(sides, axis=0)
        outside = np.empty_like(responses)
        for own, part, rest in zip(members, grams, sides, strict=True):
            outside[own] = x[own] @ solve(gram - part + rough, side - rest, assume_a="sym")
        return outside


def explained(smoother: Smoother, responses: Floats, weights: Floats, fold: NDArray[np.intp]) -> float:
    """Share of the responses' variance, pooled, that the other folds' fits explain; below 0 where none."""
    outside = smoother.outside(responses, smoother.fit(responses)[1], fold)
    centred = responses - weights @ responses
    total = float((weights @ centred**2).sum())
    rest = float((weights @ (responses - outside) ** 2).sum())
    return 1.0 - rest / total if total > 0 else 0.0
