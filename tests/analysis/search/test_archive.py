"""The archive keeps a best one in every box that no box dominates, in whatever order they come."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from irenic.analysis.search.archive import Archive, hypervolume
from irenic.errors import ShapeError

POINTS = st.integers(1, 25).flatmap(
    lambda n: arrays(np.float64, (n, 3), elements=st.floats(-2, 2, allow_nan=False, width=32))
)


def filled(points: np.ndarray, epsilon: float = 0.3) -> Archive[int]:
    archive: Archive[int] = Archive(np.full(points.shape[1], epsilon))
    for number, losses in enumerate(points):
        archive.add(number, losses)
    return archive


@given(POINTS)
def test_no_box_holds_two_and_none_dominates_another(points: np.ndarray) -> None:
    archive = filled(points)
    boxes = archive.box(np.stack(archive.losses))
    for i, one in enumerate(boxes):
        for j, two in enumerate(boxes):
            assert i == j or not (one <= two).all()


@given(POINTS, st.randoms())
def test_everything_offered_is_covered_in_any_order(points: np.ndarray, random: object) -> None:
    order = list(range(len(points)))
    random.shuffle(order)  # type: ignore[attr-defined]
    for archive in (filled(points), filled(points[order])):
        assert all(archive.covers(losses) for losses in points)


@given(POINTS, st.randoms())
def test_the_boxes_do_not_depend_on_the_order(points: np.ndarray, random: object) -> None:
    order = list(range(len(points)))
    random.shuffle(order)  # type: ignore[attr-defined]
    one, two = filled(points), filled(points[order])
    boxes = [{tuple(box) for box in a.box(np.stack(a.losses)).tolist()} for a in (one, two)]
    assert boxes[0] == boxes[1]


@given(POINTS)
def test_members_are_what_was_offered(points: np.ndarray) -> None:
    archive = filled(points)
    for number, losses in zip(archive.members, archive.losses, strict=True):
        assert np.array_equal(points[number], losses)


def test_within_a_box_the_dominating_one_stays_then_the_nearer_to_the_corner() -> None:
    archive: Archive[str] = Archive(np.array([1.0, 1.0]))
    assert archive.add("far", np.array([0.9, 0.9]))
    assert archive.add("nearer", np.array([0.2, 0.95]))
    assert not archive.add("worse", np.array([0.3, 0.96]))
    assert archive.add("better", np.array([0.2, 0.2]))
    assert archive.members == ["better"]
    assert archive.progress == 1  # one box, however often its member changed


def test_a_new_box_is_progress_and_pushes_out_what_it_dominates() -> None:
    archive: Archive[str] = Archive(np.array([1.0, 1.0]))
    archive.add("left", np.array([0.5, 5.5]))
    archive.add("right", np.array([5.5, 0.5]))
    assert archive.add("both", np.array([0.4, 0.4]))
    assert archive.members == ["both"]
    assert archive.progress == 3
    assert not archive.add("left again", np.array([0.5, 5.5]))


@pytest.mark.parametrize("losses", [np.array([np.nan, 0]), np.array([np.inf, 0]), np.zeros(3)])
def test_losses_that_are_none_are_refused(losses: np.ndarray) -> None:
    with pytest.raises(ShapeError, match="expected 2 finite numbers"):
        Archive[str](np.ones(2)).add("x", losses)


@pytest.mark.parametrize("epsilon", [np.zeros(2), np.array([np.nan]), np.ones((2, 2))])
def test_epsilon_must_be_above_zero(epsilon: np.ndarray) -> None:
    with pytest.raises(ShapeError, match="one number above 0"):
        Archive[str](epsilon)


def test_hypervolume_by_hand() -> None:
    losses = np.array([[1.0, 3.0], [2.0, 2.0], [3.0, 1.0], [3.0, 3.0], [9.0, 0.0]])
    assert hypervolume(losses, np.array([4.0, 4.0])) == pytest.approx(6.0)
    cube = np.array([[0.0, 0.0, 0.0]])
    assert hypervolume(cube, np.array([1.0, 2.0, 3.0])) == pytest.approx(6.0)
    assert hypervolume(np.ones((1, 2)), np.ones(2)) == 0.0
    assert hypervolume(np.zeros((0, 2)), np.ones(2)) == 0.0


@given(POINTS)
def test_hypervolume_grows_with_points_and_ignores_the_dominated(points: np.ndarray) -> None:
    reference = np.full(3, 3.0)
    whole = hypervolume(points, reference)
    assert whole >= hypervolume(points[:1], reference) - 1e-12
    worse = np.concatenate([points, points + 0.25])
    assert hypervolume(worse, reference) == pytest.approx(whole)
