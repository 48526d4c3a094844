"""Elementary effects beside SALib's, on SALib's own walks, and screening on ours."""

from __future__ import annotations

import numpy as np
from SALib.analyze import morris as salib_morris
from SALib.sample import morris as salib_sample
from SALib.test_functions import Ishigami, Sobol_G

from irenic.analysis.sensitivity.morris import Trajectories, elementary_effects, trajectories

ISHIGAMI = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[-np.pi, np.pi]] * 3}
G = {"num_vars": 8, "names": list("abcdefgh"), "bounds": [[0.0, 1.0]] * 8}
WALKS = 100


def walks_of(points: np.ndarray) -> Trajectories:
    """SALib's sample on the unit cube as walks."""
    steps = np.diff(points, axis=1)
    changed = np.abs(steps).argmax(2)
    return Trajectories(points, changed, np.take_along_axis(steps, changed[..., None], 2)[..., 0])


def test_on_salibs_walks_the_same_effects() -> None:
    for problem, function, wide in ((ISHIGAMI, Ishigami.evaluate, 2 * np.pi), (G, Sobol_G.evaluate, 1.0)):
        x = salib_sample.sample(problem, WALKS, num_levels=4, seed=1)
        y = function(x)
        theirs = salib_morris.analyze(problem, x, y, num_levels=4, seed=1)
        d = problem["num_vars"]
        unit = ((x - problem["bounds"][0][0]) / wide).reshape(WALKS, d + 1, d)
        ours = elementary_effects(walks_of(unit), y.reshape(WALKS, d + 1))
        np.testing.assert_allclose(ours.mean, theirs["mu"], rtol=1e-6, atol=1e-9)
        np.testing.assert_allclose(ours.size, theirs["mu_star"].astype(float), rtol=1e-6, atol=1e-9)
        np.testing.assert_allclose(ours.spread, theirs["sigma"], rtol=1e-6, atol=1e-9)


def test_salib_reads_our_walks_the_same() -> None:
    """A straight function with one product, on our own walks with steps of half the range."""
    problem = {"num_vars": 4, "names": list("abcd"), "bounds": [[0.0, 1.0]] * 4}
    walks = trajectories(4, WALKS, 2)
    y = walks.points @ np.array([3.0, 1.0, 0.0, -0.5]) + walks.points[..., 0] * walks.points[..., 1]
    ours = elementary_effects(walks, y)
    # SALib takes the step from the number of levels: 3 levels of 0, 1/2, 1 have steps of 3/4.
    theirs = salib_morris.analyze(problem, walks.points.reshape(-1, 4), y.ravel(), num_levels=3, seed=1)
    np.testing.assert_allclose(ours.size, theirs["mu_star"].astype(float) * 1.5, rtol=1e-6, atol=1e-9)
