"""A second opinion: a pruned regression tree, and where it and the boxes agree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from irenic.analysis.averages import Floats
from irenic.analysis.discover.box import LOWER, UPPER, WITHOUT, Fit, Limit, Region, fit_of, score
from irenic.analysis.discover.halves import fold_of, in_training
from irenic.analysis.discover.inputs import Sample

if TYPE_CHECKING:
    from sklearn.tree import DecisionTreeRegressor

DEPTH = 4
LEAST_LEAF = 20
"""Worlds in a leaf at least; more where 2% of the training worlds are more."""

FOLDS = 5


class TreeOpinion(NamedTuple):
    """What a tree says of the same worlds.

    Parameters
    ----------
    inputs : that it splits on, the most useful first; none where pruning left no split
    first : the input and the value of its first split; None without
    leaves : of the pruned tree
    region : limits of its leaf with the largest share of cases, for a sentence
    train, test : fit of the leaves it would call, together
    agreement : share of the test worlds that tree and boxes both call or both do not; NaN without boxes
    called_by_both : of the test worlds that either calls; NaN where neither calls any
    """

    inputs: tuple[str, ...]
    first: tuple[str, float] | None
    leaves: int
    region: tuple[Limit, ...]
    train: Fit | None
    test: Fit | None
    agreement: float
    called_by_both: float


def tree_opinion(sample: Sample, called: NDArray[np.bool_]) -> TreeOpinion:
    """Grow a tree on the training worlds, prune it by cross-validation, and compare it with boxes.

    With answers of 0 and 1 the variance that its splits lower is Gini's impurity, so one kind of
    tree serves shares and yes or no. Categories are ordered by their share of cases first, which
    loses no split.

    Parameters
    ----------
    sample : all worlds
    called : (N,), which of them lie in a box

    References
    ----------
    Breiman, Friedman, Olshen & Stone 1984, Classification and Regression Trees, ch. 3 (pruning,
    the one-standard-error rule), 9.4 (categories); Lempert, Bryant & Bankes 2008 (trees and PRIM).
    """
    train = in_training(sample.worlds)
    nothing = TreeOpinion((), None, 1, (), None, None, float("nan"), float("nan"))
    if not sample.inputs or min(train.sum(), (~train).sum()) < 2 * LEAST_LEAF:
        return nothing
    x, codes = _numbers(sample, train)
    tree = _pruned(x, sample, train)
    if tree.tree_.node_count == 1:
        return nothing
    leaf = tree.apply(x)
    calls = np.isin(leaf, _called_leaves(sample.rows(train), leaf[train]))
    useful = np.argsort(-tree.feature_importances_, kind="stable")
    names = [sample.inputs[i].name for i in useful if tree.feature_importances_[i] > 0]
    test = ~train
    load = sample.weights[test]
    both, either = (float(load @ flags[test]) for flags in (calls & called, calls | called))
    return TreeOpinion(
        inputs=tuple(names),
        first=(sample.inputs[int(tree.tree_.feature[0])].name, float(tree.tree_.threshold[0])),
        leaves=int(tree.get_n_leaves()),
        region=_limits(tree, sample, codes),
        train=fit_of(sample.rows(train), calls[train]),
        test=fit_of(sample.rows(test), calls[test]),
        agreement=float(load @ (calls == called)[test] / load.sum()) if called.any() else float("nan"),
        called_by_both=float(both / either) if either and called.any() else float("nan"),
    )


def _numbers(sample: Sample, train: NDArray[np.bool_]) -> tuple[Floats, dict[int, Floats]]:
    """Inputs as (N, D), categories as places in the order of their share of cases; and that order."""
    columns, orders = [], {}
    for row, one in enumerate(sample.inputs):
        column = sample.x[row]
        if one.kind == "category":
            codes, places = np.unique(column, return_inverse=True)
            load = np.bincount(places[train], weights=sample.weights[train], minlength=codes.size)
            cases = (sample.weights * sample.y)[train]
            caught = np.bincount(places[train], weights=cases, minlength=codes.size)
            order = np.argsort(caught / np.where(load > 0, load, 1.0), kind="stable")
            rank = np.empty(codes.size)
            rank[order] = np.arange(codes.size)
            column, orders[row] = rank[places], codes[order]
        columns.append(column)
    return np.stack(columns, axis=1), orders


def _tree(sample: Sample, rows: NDArray[np.bool_], ccp_alpha: float = 0.0) -> DecisionTreeRegressor:
    """A tree to grow on some worlds; a leaf holds enough of them, and enough of their weight."""
    from sklearn.tree import DecisionTreeRegressor

    least = max(LEAST_LEAF, int(0.02 * rows.sum()))
    load = sample.weights[rows]
    share = 0.0 if np.ptp(load) == 0 else min(0.5, LEAST_LEAF / float(load.sum()))
    return DecisionTreeRegressor(
        max_depth=DEPTH,
        min_samples_leaf=least,
        min_weight_fraction_leaf=share,
        ccp_alpha=ccp_alpha,
        random_state=0,
    )


def _grown(x: Floats, sample: Sample, rows: NDArray[np.bool_], ccp_alpha: float) -> DecisionTreeRegressor:
    tree = _tree(sample, rows, ccp_alpha)
    return tree.fit(x[rows], sample.y[rows], sample_weight=sample.weights[rows])


def _pruned(x: Floats, sample: Sample, train: NDArray[np.bool_]) -> Any:
    """The smallest tree whose cross-validated error is within a standard error of the least."""
    path = _tree(sample, train).cost_complexity_pruning_path(
        x[train], sample.y[train], sample_weight=sample.weights[train]
    )
    alphas = np.maximum(path.ccp_alphas, 0.0)
    middles = np.sqrt(alphas * np.append(alphas[1:], alphas[-1] * 4 + 1e-12))
    fold = fold_of(sample.worlds, FOLDS)
    errors = np.zeros((middles.size, len(sample)))
    for number in range(FOLDS):
        out = train & (fold == number)
        if not out.any() or not (train & ~out).any():
            continue
        for i, alpha in enumerate(middles):
            told = _grown(x, sample, train & ~out, alpha).predict(x[out])
            errors[i, out] = (sample.y[out] - told) ** 2
    lost = errors[:, train]
    load = sample.weights[train] / sample.weights[train].sum()
    mean = lost @ load
    best = int(mean.argmin())
    allowed = mean[best] + np.sqrt(float(load**2 @ (lost[best] - mean[best]) ** 2))
    chosen = int(np.flatnonzero(mean <= allowed)[-1])
    return _grown(x, sample, train, float(middles[chosen]))


def _called_leaves(sample: Sample, leaf: NDArray[np.intp]) -> NDArray[np.intp]:
    """Leaves that the tree would call: the densest ones, as many as make the best `score` together."""
    leaves, places = np.unique(leaf, return_inverse=True)
    held = np.bincount(places, weights=sample.weights)
    caught = np.bincount(places, weights=sample.weights * sample.y)
    order = np.argsort(-caught / held, kind="stable")
    sums, load = np.cumsum(caught[order]), np.cumsum(held[order])
    best = int(score(sums / max(sums[-1], 1e-300), sums / load, sample.base).argmax())
    return np.asarray(leaves[order[: best + 1]])


def _limits(tree: Any, sample: Sample, codes: dict[int, Floats]) -> tuple[Limit, ...]:
    """Limits on the way to the leaf with the largest share of cases."""
    grown = tree.tree_
    parents = {int(child): node for side in (grown.children_left, grown.children_right)
               for node, child in enumerate(side) if child >= 0}  # fmt: skip
    values = np.where(grown.children_left < 0, grown.value[:, 0, 0], -np.inf)
    node, region = int(values.argmax()), Region.free(len(sample.inputs))
    while node in parents:
        above = parents[node]
        row, cut = int(grown.feature[above]), float(grown.threshold[above])
        is_left = grown.children_left[above] == node
        if row in codes:
            kept = np.arange(codes[row].size) <= cut
            for code in codes[row][~kept if is_left else kept]:
                region = region.limited(row, WITHOUT, float(code))
        elif is_left:
            region = region.limited(row, UPPER, min(cut, float(region.high[row])))
        else:
            region = region.limited(row, LOWER, max(cut, float(region.low[row])))
        node = above
    return tuple(_limit(sample, region, row, side) for row, side in region.faces())


def _limit(sample: Sample, region: Region, row: int, side: int) -> Limit:
    column, one = sample.x[row], sample.inputs[row]
    if side == WITHOUT:
        return Limit(one, without=tuple(sorted(region.without[row])))
    value = float((region.low if side == LOWER else region.high)[row])
    quantile = float(sample.weights @ (column <= value) / sample.weights.sum())
    return Limit(one, low=value, quantile=quantile) if side == LOWER else Limit(
        one, high=value, quantile=quantile
    )  # fmt: skip
