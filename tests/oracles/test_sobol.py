"""Sobol's indices beside SALib's, on Ishigami and the G-function."""

from __future__ import annotations

import numpy as np
import pytest
from SALib.analyze import sobol as salib_sobol
from SALib.test_functions import Ishigami, Sobol_G

from irenic.analysis.sensitivity.sobol import sobol_design, sobol_indices

POINTS = 4096
ISHIGAMI = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[-np.pi, np.pi]] * 3}
G = {"num_vars": 8, "names": list("abcdefgh"), "bounds": [[0.0, 1.0]] * 8}


@pytest.mark.parametrize(
    ("problem", "function"),
    [(ISHIGAMI, lambda u: Ishigami.evaluate(np.pi * (2 * u - 1))), (G, Sobol_G.evaluate)],
)
def test_on_the_same_values_as_salib(problem: dict, function: object) -> None:
    """SALib is fed our design's values in its own order; each lies inside the other's interval."""
    d = problem["num_vars"]
    design = sobol_design(d, POINTS, [[i] for i in range(d)], 7)
    a, b = function(design.a.T), function(design.b.T)
    ab = np.stack([function(design.exchanged(i).T) for i in range(d)])
    ours = sobol_indices(a, b, ab)
    interleaved = np.concatenate([a[None], ab, b[None]]).T.ravel()  # A, AB.., B for each point
    theirs = salib_sobol.analyze(problem, interleaved, calc_second_order=False, seed=1)
    np.testing.assert_allclose(ours.first, theirs["S1"], atol=0.02)
    np.testing.assert_allclose(ours.total, theirs["ST"], atol=0.02)
    inside = (ours.first_low - 1e-3 <= theirs["S1"]) & (theirs["S1"] <= ours.first_high + 1e-3)
    assert inside.all()
    assert ((ours.total_low - 1e-3 <= theirs["ST"]) & (theirs["ST"] <= ours.total_high + 1e-3)).all()


def test_widths_are_salibs() -> None:
    """Half-widths at the same level within a quarter; SALib's are bootstraps as well."""
    design = sobol_design(3, POINTS, [[0], [1], [2]], 7)

    def function(u: np.ndarray) -> np.ndarray:
        return Ishigami.evaluate(np.pi * (2 * u.T - 1))

    a, b = function(design.a), function(design.b)
    ab = np.stack([function(design.exchanged(i)) for i in range(3)])
    ours = sobol_indices(a, b, ab, level=0.95)
    flat = np.concatenate([a[None], ab, b[None]]).T.ravel()
    theirs = salib_sobol.analyze(ISHIGAMI, flat, calc_second_order=False, num_resamples=400, seed=1)
    np.testing.assert_allclose((ours.first_high - ours.first_low) / 2, theirs["S1_conf"], rtol=0.25)
    np.testing.assert_allclose((ours.total_high - ours.total_low) / 2, theirs["ST_conf"], rtol=0.25)
