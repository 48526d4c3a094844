"""Worlds at points that someone else chose: those that a record left standing, for one."""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

from irenic.case.arrays import CaseArrays
from irenic.errors import ParameterError
from irenic.parameters import ParameterTable
from irenic.worlds.draw import WorldSet

Floats = NDArray[np.float64]


class PointSet(WorldSet):
    """A numbered set of worlds at given points of the unit cube; else as `WorldSet`.

    At the points of a `WorldSet` it is that set, bit for bit.

    Parameters
    ----------
    case_arrays, table : as for `WorldSet`
    points : (P + F, N), inside 0..1, in the order of `dimensions`; N a power of two

    Raises
    ------
    ParameterError : not of that shape, or not inside 0..1 (``bad_points``); N is no power of two
        (``worlds_not_power_of_two``)
    CaseError : as `WorldSet`
    """

    def __init__(self, case_arrays: CaseArrays, table: ParameterTable, points: Floats) -> None:
        given = np.array(points, np.float64, order="C")  # our own, so that no caller moves our worlds
        super().__init__(case_arrays, table, given.shape[-1] if given.ndim else 0, 0)
        given = self._checked(given)
        given.setflags(write=False)
        self._points = given

    def uniforms(self, lo: int, hi: int) -> Floats:
        """Return the coordinates of worlds `lo` to `hi`: (P + F, N), inside 0..1.

        Raises
        ------
        ParameterError : not 0 <= lo < hi <= n (``block_out_of_range``)
        """
        if not 0 <= lo < hi <= self.n:
            raise ParameterError(
                f"block_out_of_range: worlds {lo} to {hi} asked for; expected 0 <= lo < hi <= {self.n}"
            )
        return np.ascontiguousarray(self._points[:, lo:hi])


def points_digest(points: Floats) -> str:
    """Return the SHA-256 of points, shape and numbers, 64 hex digits.

    Parameters
    ----------
    points : (P + F, N)
    """
    array = np.ascontiguousarray(points, dtype="<f8")
    total = hashlib.sha256(f"points {array.shape}\n".encode())
    total.update(array.tobytes())
    return total.hexdigest()
