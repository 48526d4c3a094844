"""The worlds of a study: drawn from the priors by its seed, or at points that it carries with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from irenic.study.manifest import PointsInfo
from irenic.study.problems import study_error

if TYPE_CHECKING:
    from irenic.case import CaseArrays
    from irenic.parameters import ParameterTable
    from irenic.study.read import Study
    from irenic.worlds import WorldSet


@dataclass(frozen=True, eq=False)
class GivenPoints:
    """Points of the unit cube that are to be a study's worlds, all counting alike.

    Parameters
    ----------
    points : (P + F, N), inside 0..1, parameters first, then the case's factors; N a power of two
    weighting : digest of the weighting that refined them; None where they have another origin
    """

    points: NDArray[np.float64]
    weighting: str | None = None

    @property
    def worlds(self) -> int:
        """How many."""
        return int(self.points.shape[-1])

    @property
    def info(self) -> PointsInfo:
        """What a manifest says of them."""
        from irenic.worlds import points_digest

        return PointsInfo(digest=points_digest(self.points), weighting=self.weighting)


def new_worlds(
    arrays: CaseArrays, table: ParameterTable, worlds: int, seed: int, given: GivenPoints | None = None
) -> WorldSet:
    """Return the worlds of a study that is to be run.

    Parameters
    ----------
    arrays, table : the case and the priors
    worlds, seed : of the numbered set, where worlds are drawn from the priors
    given : points in their place

    Raises
    ------
    ParameterError, CaseError : as `irenic.worlds.WorldSet` and `irenic.worlds.PointSet`
    """
    from irenic.worlds import PointSet, WorldSet

    if given is not None:
        return PointSet(arrays, table, given.points)
    return WorldSet(arrays, table, worlds, seed)


def study_worlds(study: Study, arrays: CaseArrays, table: ParameterTable) -> WorldSet:
    """Return the worlds of a finished study, from its folder alone.

    Parameters
    ----------
    study : finished, made by the code that runs
    arrays, table : its case and priors, as `irenic.study.replay` rebuilds them

    Raises
    ------
    StudyError : ``damaged_study`` where the points are not those that were run
    """
    manifest = study.manifest
    return new_worlds(arrays, table, manifest.worlds, manifest.seed, given_points(study))


def given_points(study: Study) -> GivenPoints | None:
    """Return the points that a study carries; None where its worlds are drawn from the priors.

    Raises
    ------
    StudyError : ``damaged_study``
    """
    info = study.manifest.points
    if info is None:
        return None
    found = GivenPoints(np.asarray(study.points.values, np.float64), info.weighting)
    if found.info.digest != info.digest:
        hint = "Files were changed; run the study again with --force."
        given = "other points than its manifest says"
        raise study_error("damaged_study", study.path, given, "as written", hint, path="study.zarr/points")
    return found


def origin_of_worlds(info: PointsInfo | None) -> str:
    """Return where a study's worlds come from, in words; empty where they are drawn from the priors.

    Parameters
    ----------
    info : of its manifest
    """
    if info is None:
        return ""
    if info.weighting is None:
        return f"worlds: at given points ({info.digest[:8]})"
    return f"worlds: refined by the record (weighting {info.weighting[:8]})"
