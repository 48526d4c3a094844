"""Where things without a place are drawn."""

from __future__ import annotations

import numpy as np
import pytest

from irenic.figures.layout import apart, graph_distances, on_hexagons, stress_layout


def gaps(points: np.ndarray) -> np.ndarray:
    """Distances between all pairs."""
    return np.asarray(np.linalg.norm(points[:, None] - points[None], axis=-1))


def test_steps_between_places_and_beyond_the_longest_where_none_lead() -> None:
    chain = np.diag(np.ones(3), 1)
    apart_too = np.zeros((5, 5))
    apart_too[:4, :4] = chain
    distances = graph_distances(apart_too)
    assert distances[0, 3] == 3.0
    assert distances[3, 0] == 3.0
    assert (distances[4, :4] == 4.5).all()
    assert (np.diag(distances) == 0).all()


def test_points_in_a_plane_are_found_again() -> None:
    points = np.random.default_rng(4).normal(size=(9, 2))
    found = stress_layout(gaps(points))
    assert gaps(found) == pytest.approx(gaps(points), abs=1e-3)
    assert found.mean(0) == pytest.approx([0.0, 0.0], abs=1e-9)


def test_the_same_layout_every_time_and_none_for_one() -> None:
    distances = gaps(np.random.default_rng(5).normal(size=(12, 4)))
    assert (stress_layout(distances) == stress_layout(distances)).all()
    assert stress_layout(np.zeros((1, 1))).tolist() == [[0.0, 0.0]]
    assert np.isfinite(stress_layout(1.0 - np.eye(6))).all()


def test_weights_say_which_distances_matter() -> None:
    wanted = np.array([[0.0, 1.0, 1.0], [1.0, 0.0, 5.0], [1.0, 5.0, 0.0]])  # no triangle
    weights = np.array([[0.0, 1.0, 1.0], [1.0, 0.0, 1e-6], [1.0, 1e-6, 0.0]])
    found = gaps(stress_layout(wanted, weights))
    assert found[0, 1] == pytest.approx(1.0, abs=1e-2)
    assert found[0, 2] == pytest.approx(1.0, abs=1e-2)
    assert found[1, 2] <= 2.01


def test_boxes_are_moved_apart_and_no_more() -> None:
    points = np.zeros((6, 2)) + np.arange(6)[:, None] * 1e-3
    room = np.full((6, 2), 1.0)
    found = apart(points, room)
    first, second = np.triu_indices(6, 1)
    clear = np.abs(found[first] - found[second]).max(1)
    assert (clear >= 2.0 - 1e-6).all()
    far = np.array([[0.0, 0.0], [9.0, 0.0]])
    assert (apart(far, room[:2]) == far).all()


def test_every_point_has_a_hexagon_of_its_own_nearby() -> None:
    points = np.random.default_rng(6).uniform(0, 4, (14, 2))
    found = on_hexagons(points)
    distances = gaps(found) + 9.0 * np.eye(14)
    assert distances.min() == pytest.approx(1.0, abs=1e-9)
    assert np.linalg.norm(found - points, axis=1).mean() < 1.5
