"""Sobol's indices against analytic values and SciPy's own."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats

from irenic.analysis.sensitivity.sobol import SobolIndices, sobol_design, sobol_indices
from irenic.errors import ParameterError, ShapeError
from tests.analysis.sensitivity.functions import (
    ISHIGAMI_FIRST,
    ISHIGAMI_TOTAL,
    ISHIGAMI_VARIANCE,
    g_function,
    g_indices,
    ishigami,
)

Function = Callable[[np.ndarray], np.ndarray]


def indices_of(function: Function, groups: list[list[int]], n: int, dimensions: int) -> SobolIndices:
    design = sobol_design(dimensions, n, groups, 1)
    values = np.stack([function(design.exchanged(i)) for i in range(len(groups))])
    return sobol_indices(function(design.a), function(design.b), values)


def test_ishigami() -> None:
    found = indices_of(ishigami, [[0], [1], [2]], 4096, 3)
    np.testing.assert_allclose(found.first, ISHIGAMI_FIRST, atol=0.02)
    np.testing.assert_allclose(found.total, ISHIGAMI_TOTAL, atol=0.02)
    assert found.variance == pytest.approx(ISHIGAMI_VARIANCE, rel=0.02)


def test_g_function() -> None:
    found = indices_of(g_function, [[i] for i in range(6)], 8192, 6)
    first, total = g_indices()
    np.testing.assert_allclose(found.first, first, atol=0.02)
    np.testing.assert_allclose(found.total, total, atol=0.02)


def test_a_group_holds_what_its_members_do_together() -> None:
    """Inputs 1 and 3 of Ishigami act only with each other: as one group they leave nothing over."""
    found = indices_of(ishigami, [[0, 2], [1]], 4096, 3)
    np.testing.assert_allclose(found.first, [0.5576, 0.4424], atol=0.02)
    np.testing.assert_allclose(found.total, found.first, atol=0.03)


def test_point_estimates_are_scipys() -> None:
    design = sobol_design(3, 512, [[0], [1], [2]], 4)
    a, b = ishigami(design.a), ishigami(design.b)
    ab = np.stack([ishigami(design.exchanged(i)) for i in range(3)])
    ours = sobol_indices(a, b, ab)
    theirs = stats.sobol_indices(func={"f_A": a[None], "f_B": b[None], "f_AB": ab[:, None]}, n=512)
    np.testing.assert_allclose(ours.first, np.ravel(theirs.first_order), rtol=1e-9)
    np.testing.assert_allclose(ours.total, np.ravel(theirs.total_order), rtol=1e-9)


def test_bootstrap_intervals_cover() -> None:
    """Over 150 random designs, 90% intervals cover the truth in 82-97% of them."""
    inside_first, inside_total = np.zeros(3), np.zeros(3)
    for seed in range(150):
        rng = np.random.default_rng(seed)
        a, b = rng.random((2, 3, 512))
        ab = np.repeat(a[None], 3, axis=0)
        ab[np.arange(3), np.arange(3)] = b
        values = (
            ishigami(a),
            ishigami(b),
            np.stack([ishigami(page) for page in ab]),
        )
        found = sobol_indices(*values, resamples=200)
        inside_first += (found.first_low <= ISHIGAMI_FIRST) & (found.first_high >= ISHIGAMI_FIRST)
        inside_total += (found.total_low <= ISHIGAMI_TOTAL) & (found.total_high >= ISHIGAMI_TOTAL)
    assert ((inside_first / 150 > 0.82) & (inside_first / 150 < 0.97)).all()
    assert ((inside_total / 150 > 0.82) & (inside_total / 150 < 0.97)).all()


def test_luck_is_one_more_factor() -> None:
    """y = 2 x0 + x1 + luck: shares 4/8, 1/8 and 3/8 by hand; luck is exchanged by its second draw."""
    design = sobol_design(2, 8192, [[0], [1]], 2)
    luck = np.random.default_rng(1).random((2, 8192)) * np.sqrt(3.0)

    def run(points: np.ndarray, draw: int) -> np.ndarray:
        return 2.0 * points[0] + points[1] + luck[draw]

    pages = np.stack([run(design.exchanged(0), 0), run(design.exchanged(1), 0), run(design.a, 1)])
    found = sobol_indices(run(design.a, 0), run(design.b, 1), pages)
    np.testing.assert_allclose(found.first, [4 / 8, 1 / 8, 3 / 8], atol=0.02)
    np.testing.assert_allclose(found.total, [4 / 8, 1 / 8, 3 / 8], atol=0.02)


def test_several_outputs_count_by_their_variance() -> None:
    found = indices_of(lambda u: np.stack([3.0 * u[0], u[1]]), [[0], [1]], 4096, 2)
    np.testing.assert_allclose(found.first, [0.9, 0.1], atol=0.01)


def test_where_nothing_varies_every_index_is_nought() -> None:
    found = indices_of(lambda u: np.full(u.shape[1], 0.3), [[0], [1]], 64, 2)
    assert found.variance == 0.0
    assert not any(np.any(column) for column in found[:6])


def test_a_design_exchanges_its_group_alone() -> None:
    design = sobol_design(4, 16, [[1, 3]], 0)
    points = design.exchanged(0)
    np.testing.assert_array_equal(points[[0, 2]], design.a[[0, 2]])
    np.testing.assert_array_equal(points[[1, 3]], design.b[[1, 3]])
    assert not np.shares_memory(points, design.a)


def test_what_cannot_be_used_is_refused() -> None:
    with pytest.raises(ParameterError, match="points_not_power_of_two: 100 points"):
        sobol_design(2, 100, [[0]], 0)
    with pytest.raises(ParameterError, match="2,097,152 points; expected a power of two from 2 to 131,072"):
        sobol_design(2, 2**21, [[0]], 0)
    with pytest.raises(ParameterError, match=r"unknown_dimension: \[2\]; expected places from 0 to 1"):
        sobol_design(2, 64, [[0], [2]], 0)
    with pytest.raises(ShapeError, match=r"expected \(output, point\) twice"):
        sobol_indices(np.ones(8), np.ones(8), np.ones((2, 4)))
    with pytest.raises(ShapeError, match="not_finite"):
        sobol_indices(np.ones(8), np.ones(8), np.full((2, 8), np.inf))
