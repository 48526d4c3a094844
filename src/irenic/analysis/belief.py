"""How much each world of a study counts: alike, or as far as it agrees with a record of what happened.

Weights are of the study's worlds in their order and sum to 1. Where all worlds count alike, nothing is
weighed at all, so that equal weights give bit for bit what no weights give. Worlds of weight 0 are as if
they had never been drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from irenic.analysis.averages import Floats
from irenic.analysis.robustness.weighing import effective_worlds, world_weights
from irenic.errors import StudyError
from irenic.study import Manifest, Study
from irenic.study.problems import study_error, study_problem

if TYPE_CHECKING:
    from irenic.case import Case
    from irenic.study import GivenPoints

LEAST_EFFECTIVE = 25.0
"""Fewest effective worlds that decide a share: with fewer, its 90% interval may be wider than a third.

The three verdicts of decision D17 are each a third wide: an interval wider than that says nothing.
"""


class Weighting(Protocol):
    """What analyses need of a weighting, see `irenic.analysis.weighting`."""

    @property
    def digest(self) -> str:
        """64 hex digits."""

    def weights_for(self, study: Study) -> NDArray[np.float64]:
        """Return weights of a study's worlds; a StudyError where they are not the weighting's."""


@dataclass(frozen=True, eq=False)
class Belief:
    """How much each world of a study counts, by a record; make one with `belief_of`.

    Parameters
    ----------
    weights : (world,), sum to 1
    digest : of the weighting
    """

    weights: Floats
    digest: str

    @property
    def unequal(self) -> Floats | None:
        """The weights, or None where all worlds count alike."""
        return unequal(self.weights)

    @property
    def worlds(self) -> int:
        """How many worlds there are."""
        return len(self.weights)

    @property
    def effective(self) -> float:
        """Number of equal worlds that tell as much (Kish)."""
        return effective_worlds(self.weights)

    def first(self, worlds: int) -> Belief:
        """Return the weights of the first so many worlds, summing to 1 again.

        Raises
        ------
        StudyError : ``bad_world_weights`` where none of them counts
        """
        if worlds >= self.worlds:
            return self
        return Belief(world_weights(worlds, self.weights[:worlds]), self.digest)

    @property
    def sentence(self) -> str:
        """What every print says of it."""
        return (
            f"Worlds are weighted by the record (weighting {self.digest[:8]}): {self.worlds:,} worlds tell "
            f"as much as {effective_words(self.effective)} equal ones."
        )

    @property
    def document(self) -> dict[str, Any]:
        """What every document says of it."""
        return {"weighting": self.digest, "worlds": self.worlds, "effective_worlds": self.effective}


def effective_words(effective: float) -> str:
    """Return an effective number of worlds, with a decimal where there are few."""
    return f"{effective:.1f}" if effective < 99.5 else f"{effective:,.0f}"


def belief_of(study: Study, folder: Path) -> Belief:
    """Return how much a weighting makes each world of a study count.

    Parameters
    ----------
    study : whose worlds are those that were weighted
    folder : of a weighting made by ``irenic weigh``

    Raises
    ------
    StudyError : ``already_refined`` where the study's worlds are those that the record left; the study's
        worlds are not those of the weighting; the folder is no weighting
    """
    from irenic.analysis.weighting import open_weighting

    return believed(study, open_weighting(folder))


def believed(study: Study, weighting: Weighting) -> Belief:
    """Return how much a weighting makes each world of a study count; see `belief_of`."""
    if study.manifest.points is not None:
        hint = "Read it without --weights, or weigh a study of worlds drawn from the priors."
        raise study_error(
            "already_refined", study.path, "with worlds refined by a record", "worlds from the priors", hint
        )
    weights = world_weights(study.manifest.worlds, weighting.weights_for(study))
    return Belief(weights, weighting.digest)


def unequal(weights: ArrayLike | None) -> Floats | None:
    """Return weights that sum to 1, or None where all worlds count alike.

    Parameters
    ----------
    weights : (world,), >= 0; None for equal ones

    Raises
    ------
    StudyError : ``bad_world_weights``
    """
    if weights is None:
        return None
    given = np.asarray(weights, np.float64)
    found = world_weights(len(given) if given.ndim else 0, given)
    return None if found.min() == found.max() else found


def loads(weights: Floats) -> Floats:
    """Return weights as the number of worlds that each counts for: they sum to the effective number.

    Where they are few and heavy a sum of them varies, then, as one of so many equal worlds would.

    Parameters
    ----------
    weights : (world,), >= 0

    References
    ----------
    Kish 1965, Survey Sampling, section 11.7; Rao & Scott 1981 on counts scaled to the effective sample.
    """
    return np.asarray(weights * (weights.sum() / (weights**2).sum()))


def equal_worlds(weights: Floats) -> NDArray[np.intp]:
    """Return places of as many worlds as the weights tell of, heavy ones repeatedly, in order.

    Parameters
    ----------
    weights : (world,), sum to 1; equal ones give each world once

    Returns
    -------
    (effective number rounded down,), never falling

    References
    ----------
    Systematic resampling: Kitagawa 1996, Monte Carlo filter and smoother, with the offset at one half, so
    that nothing is drawn by chance.
    """
    if weights.min() == weights.max():
        return np.arange(len(weights))
    count = max(1, int(effective_worlds(weights) + 1e-9))
    ends = np.cumsum(weights)
    places = np.searchsorted(ends / ends[-1], (np.arange(count) + 0.5) / count)
    return np.asarray(places, np.intp)


def worlds_sentences(manifest: Manifest, belief: Belief | None = None) -> list[str]:
    """Return what is to be said of a study's worlds: refined by a record, or weighted by one.

    Parameters
    ----------
    manifest : of the study
    belief : how its worlds count; None for alike
    """
    from irenic.study.source import origin_of_worlds

    origin = origin_of_worlds(manifest.points)
    return [
        *([f"{origin[0].upper()}{origin[1:]}."] if origin else []),
        *([belief.sentence] if belief else []),
    ]


def worlds_document(manifest: Manifest, belief: Belief | None = None) -> dict[str, Any]:
    """Return the same as plain data: ``points`` and ``weights``, each null where it does not apply."""
    points = None if manifest.points is None else manifest.points.model_dump()
    return {"points": points, "weights": None if belief is None else belief.document}


def refined_worlds(folder: Path, case: Case) -> GivenPoints:
    """Return the worlds that a weighting refined, for a study of them.

    Parameters
    ----------
    folder : of a weighting made by ``irenic weigh``
    case : that is to be studied

    Raises
    ------
    StudyError : ``other_worlds`` where the weighting is of another case or of other priors; the folder is
        no weighting
    """
    from irenic.analysis.weighting import open_weighting
    from irenic.parameters import load_parameters
    from irenic.study import GivenPoints

    weighting = open_weighting(folder)
    asked = weighting.manifest.request
    pairs = {
        "case": (asked.case.digest, case.digest),
        "parameters": (asked.parameters.digest, load_parameters().digest),
    }
    hint = "Weigh the case as it is now: `irenic weigh`."
    problems = [
        study_problem("other_worlds", folder, has[:12], f"{wants[:12]}, as it is now", hint, path=name)
        for name, (has, wants) in pairs.items()
        if has != wants
    ]
    if problems:
        raise StudyError(problems)
    return GivenPoints(np.asarray(weighting.points, np.float64), weighting.digest)
