"""The epsilon-dominance archive: a bounded record of the best trade-offs found.

Objectives are divided into boxes of side epsilon. A box dominates another where it is at most as far on
every objective and nearer on one; the archive keeps the boxes that none dominates, and in each the one
member nearest to its corner. It then covers, within epsilon, everything ever offered, in whatever order.

References
----------
Laumanns, Thiele, Deb & Zitzler 2002, Combining convergence and diversity in evolutionary multiobjective
optimization, algorithm 3; Hadka & Reed 2013, Borg, section 3.1, for counting progress by new boxes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from irenic.analysis.averages import Floats
from irenic.errors import ShapeError

T = TypeVar("T")

Box = NDArray[np.int64]


@dataclass(slots=True)
class Archive(Generic[T]):
    """Members with their losses; smaller is better on every objective.

    Parameters
    ----------
    epsilon : (objective,), > 0, side of a box in the objective's unit
    """

    epsilon: Floats
    members: list[T] = field(default_factory=list)
    losses: list[Floats] = field(default_factory=list)
    progress: int = 0

    def __post_init__(self) -> None:
        if self.epsilon.ndim != 1 or not (np.isfinite(self.epsilon) & (self.epsilon > 0)).all():
            raise ShapeError(f"epsilon is {self.epsilon!r}; expected one number above 0 for each objective")

    def __len__(self) -> int:
        return len(self.members)

    def box(self, losses: Floats) -> Box:
        """Return the box that losses lie in, (..., objective)."""
        return np.asarray(np.floor(losses / self.epsilon), np.int64)

    def add(self, member: T, losses: Floats) -> bool:
        """Offer a member; what it pushes out is gone.

        Parameters
        ----------
        member : anything
        losses : (objective,), finite

        Returns
        -------
        True where it is in the archive now

        Raises
        ------
        ShapeError : losses of another shape, or not finite
        """
        if losses.shape != self.epsilon.shape or not np.isfinite(losses).all():
            raise ShapeError(f"losses are {losses!r}; expected {len(self.epsilon)} finite numbers")
        if not self.members:
            return self._accept(member, losses, np.zeros(0, np.bool_), is_new_box=True)
        known = np.stack(self.losses)
        mine, boxes = self.box(losses), self.box(known)
        same: NDArray[np.bool_] = np.asarray((boxes == mine).all(1))
        if same.any():
            rival = int(np.flatnonzero(same)[0])
            if not self._nearer(losses, known[rival], mine):
                return False
            return self._accept(member, losses, same, is_new_box=False)
        if (boxes <= mine).all(1).any():
            return False
        return self._accept(member, losses, np.asarray((mine <= boxes).all(1)), is_new_box=True)

    def covers(self, losses: Floats) -> bool:
        """Return whether a member's box is at most as far on every objective.

        Parameters
        ----------
        losses : (objective,)
        """
        return bool(self.members) and bool((self.box(np.stack(self.losses)) <= self.box(losses)).all(1).any())

    def _accept(self, member: T, losses: Floats, out: NDArray[np.bool_], *, is_new_box: bool) -> bool:
        keep = [i for i in range(len(self.members)) if not out[i]]
        self.members = [*(self.members[i] for i in keep), member]
        self.losses = [*(self.losses[i] for i in keep), np.asarray(losses, np.float64)]
        self.progress += is_new_box
        return True

    def _nearer(self, one: Floats, two: Floats, box: Box) -> bool:
        """Within a box: plain dominance, else the smaller distance to its corner in units of epsilon."""
        if (one <= two).all() and (one < two).any():
            return True
        if (two <= one).all():
            return False
        corner = box * self.epsilon
        near, far = (float((((x - corner) / self.epsilon) ** 2).sum()) for x in (one, two))
        return near < far


def hypervolume(losses: Floats, reference: Floats) -> float:
    """Volume that a set dominates up to a reference point: one number for how far a search has come.

    Parameters
    ----------
    losses : (member, objective), smaller is better
    reference : (objective,); members that are not below it on every objective add nothing

    Returns
    -------
    In the product of the objectives' units, >= 0

    References
    ----------
    Zitzler & Thiele 1999; by slices along the last objective (Fonseca, Paquete & Lopez-Ibanez 2006
    without their pruning), so for archives of some hundred members and few objectives.
    """
    inside = np.unique(losses[(losses < reference).all(1)], axis=0) if len(losses) else losses
    return _volume(inside, np.asarray(reference, np.float64)) if len(inside) else 0.0


def _volume(points: Floats, reference: Floats) -> float:
    if points.shape[1] == 1:
        return float(reference[0] - points.min())
    if points.shape[1] == 2:
        return _area(points, reference)
    order = points[np.argsort(points[:, -1], kind="stable")]
    levels = [*order[:, -1].tolist(), float(reference[-1])]
    total = 0.0
    for i in range(len(order)):
        height = levels[i + 1] - levels[i]
        if height > 0:
            total += height * _volume(order[: i + 1, :-1], reference[:-1])
    return total


def _area(points: Floats, reference: Floats) -> float:
    """Two objectives: strips between neighbours along the first."""
    order = points[np.argsort(points[:, 0], kind="stable")]
    widths = np.diff(order[:, 0], append=reference[0])
    return float(widths @ (reference[1] - np.minimum.accumulate(order[:, 1])))


def nondominated(losses: Sequence[Floats]) -> list[int]:
    """Return the numbers of those that no other dominates; of equals all.

    Parameters
    ----------
    losses : (objective,) each, smaller is better
    """
    if not losses:
        return []
    points = np.stack(losses)
    beaten = (points[:, None] <= points[None]).all(-1) & (points[:, None] < points[None]).any(-1)
    return [int(i) for i in np.flatnonzero(~beaten.any(0))]
