"""Weights of worlds for tests, and a study that carries a fake weighting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from irenic.analysis.belief import Belief
from irenic.errors import StudyError
from irenic.study import Study
from irenic.study.problems import study_problem

DIGEST = "abcd1234" * 8


@dataclass(frozen=True, eq=False)
class FakeWeighting:
    """As much of a weighting as analyses read."""

    weights: np.ndarray
    digest: str = DIGEST

    def weights_for(self, study: Study) -> np.ndarray:
        if study.manifest.worlds != len(self.weights):
            raise StudyError([study_problem("other_worlds", study.path, "others", "those weighed")])
        return self.weights


def some_weights(worlds: int, seed: int = 0, sd: float = 1.0) -> np.ndarray:
    """Uneven weights, in any unit."""
    return np.exp(sd * np.random.default_rng(seed).normal(size=worlds))


def belief(weights: np.ndarray) -> Belief:
    return Belief(weights / weights.sum(), DIGEST)


def rearranged(study: Study, order: np.ndarray) -> Study:
    """The study with its worlds in another order, or some of them alone."""
    other = Study(study.path, study.manifest.model_copy(update={"worlds": len(order)}))
    object.__setattr__(other, "dataset", study.dataset.isel(world=order))
    return other


def spoilt(study: Study, worlds: np.ndarray) -> Study:
    """The study with other values in some worlds."""
    data = study.dataset.copy(deep=True)
    for name in ("outcomes", "groups", "parameters", "factors"):
        values = data[name].values.copy()
        axis = data[name].dims.index("world")
        view = np.moveaxis(values, axis, 0)
        view[worlds] = view[worlds][::-1] * 3 + 17
        data[name].values = values
    other = Study(study.path, study.manifest)
    object.__setattr__(other, "dataset", data)
    return other


def same(one: Any, two: Any, **close: float) -> None:
    """Numbers, arrays, tuples and dataclasses of them agree: exactly, or as closely as asked."""
    if one is None or isinstance(one, str | bool):
        assert one == two
    elif isinstance(one, dict):
        assert one.keys() == two.keys()
        for key in one:
            same(one[key], two[key], **close)
    elif isinstance(one, tuple | list):
        assert len(one) == len(two)
        for a, b in zip(one, two, strict=True):
            same(a, b, **close)
    elif isinstance(one, int | float | np.ndarray | np.generic):
        if close:
            np.testing.assert_allclose(one, two, **close)
        else:
            np.testing.assert_array_equal(one, two)
    else:
        assert one == two


def without(value: Any, *keys: str) -> Any:
    """A document without some of its keys, at any depth."""
    if isinstance(value, dict):
        return {k: without(v, *keys) for k, v in value.items() if k not in keys}
    return [without(v, *keys) for v in value] if isinstance(value, list) else value
