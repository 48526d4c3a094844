"""Elementary effects: walks that change one thing at a time, and what they find."""

from __future__ import annotations

import numpy as np
import pytest

from irenic.analysis.sensitivity.morris import elementary_effects, trajectories
from irenic.errors import ShapeError
from tests.analysis.sensitivity.functions import g_function


def test_a_walk_changes_each_coordinate_once_by_half_the_range() -> None:
    walks = trajectories(7, 20, 3)
    steps = np.diff(walks.points, axis=1)
    assert ((steps != 0).sum(2) == 1).all()
    assert ((steps != 0).sum(1) == 1).all()
    np.testing.assert_array_equal(np.abs(steps).argmax(2), walks.changed)
    np.testing.assert_allclose(np.take_along_axis(steps, walks.changed[..., None], 2)[..., 0], walks.by)
    assert set(np.unique(walks.points)) == {0.125, 0.375, 0.625, 0.875}
    assert set(np.unique(walks.by)) == {-0.5, 0.5}


def test_a_straight_function_has_its_slopes_and_no_spread() -> None:
    slopes = np.array([3.0, -2.0, 0.0, 0.5])
    walks = trajectories(4, 10, 1)
    found = elementary_effects(walks, walks.points @ slopes)
    np.testing.assert_allclose(found.mean, slopes, atol=1e-12)
    np.testing.assert_allclose(found.size, np.abs(slopes), atol=1e-12)
    np.testing.assert_allclose(found.spread, 0.0, atol=1e-12)
    np.testing.assert_allclose(found.size_low, found.size_high)


def test_the_order_of_the_g_function() -> None:
    walks = trajectories(6, 64, 0)
    shifted = walks._replace(points=walks.points * 0.5)  # |4u - 2| is straight there: no symmetric steps
    y = g_function(np.moveaxis(shifted.points.reshape(-1, 6), -1, 0)).reshape(64, 7)
    found = elementary_effects(shifted, y)
    assert (np.diff(found.size[:5]) < 0).all()
    assert found.size[4] == pytest.approx(found.size[5], rel=0.2)


def test_together_shows_in_the_spread() -> None:
    walks = trajectories(3, 200, 5)
    x = walks.points
    found = elementary_effects(walks, x[..., 0] + (x[..., 1] - 0.5) * (x[..., 2] - 0.5))
    assert found.spread[0] < 1e-12
    assert (found.spread[1:] > 0.2).all()
    assert (np.abs(found.mean[1:]) < 0.06).all()
    assert (found.size[1:] > 0.2).all()
    assert ((found.size_low < found.size) & (found.size < found.size_high))[1:].all()


def test_what_cannot_be_used_is_refused() -> None:
    walks = trajectories(3, 4, 0)
    with pytest.raises(ShapeError, match=r"expected \(4, 4\), at least 2 walks"):
        elementary_effects(walks, np.ones((4, 3)))
    with pytest.raises(ShapeError, match="not_finite"):
        elementary_effects(walks, np.full((4, 4), np.nan))
