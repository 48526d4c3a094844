"""Which box of a peel to keep: the one worth most in worlds that the peel had not seen."""

from __future__ import annotations

import numpy as np

from irenic.analysis.averages import Floats
from irenic.analysis.discover.box import Region, score
from irenic.analysis.discover.halves import fold_of
from irenic.analysis.discover.inputs import Sample
from irenic.analysis.discover.peel import Peeling, Ranked, Trajectory, peel
from irenic.analysis.discover.settle import settled, value_of
from irenic.analysis.discover.significance import quasi_p

COST = 0.02
"""Score that an input, or a limit, has to add to be kept: fewer inputs are easier to believe."""


def held_out_scores(ranked: Ranked, trajectory: Trajectory, peeling: Peeling, folds: int) -> Floats:
    """Score of every box of a trajectory by cross-validation.

    The peel is repeated without each fold; a box of the trajectory is matched to the box of each
    repetition with the nearest mass, and those boxes are scored together on the worlds left out.

    Parameters
    ----------
    ranked, trajectory, peeling : the training worlds, and their peel
    folds : number of parts, by a hash of the world's number

    Returns
    -------
    (1 + S,), `score`; 0 for the box without limits

    References
    ----------
    Friedman & Fisher 1999, section 8.3; Stone 1974, Cross-validatory choice.
    """
    fold = fold_of(ranked.sample.worlds, folds)
    held, caught = np.zeros(len(trajectory)), np.zeros(len(trajectory))
    for number in range(folds):
        out = fold == number
        if not out.any() or out.all():
            continue
        rest = ranked.part(rows=~out)
        repeated = peel(rest, rest.sample.y, peeling)
        nearest = np.abs(repeated.mass[None] - trajectory.mass[:, None]).argmin(1)
        sums = _inside(ranked.sample.rows(out), repeated)
        held += sums[0][nearest]
        caught += sums[1][nearest]
    cases = float(ranked.sample.weights @ ranked.sample.y)
    return score(caught / cases, caught / np.where(held > 0, held, 1.0), ranked.sample.base)


def _inside(sample: Sample, trajectory: Trajectory) -> tuple[Floats, Floats]:
    """Weight and cases of a sample in each box of a trajectory."""
    survived = trajectory.steps_survived(sample.x)
    size = len(trajectory)
    sums = (np.bincount(survived, weights=v, minlength=size)
            for v in (sample.weights, sample.weights * sample.y))  # fmt: skip
    held, caught = (total[::-1].cumsum()[::-1] for total in sums)
    return held, caught


def chosen_step(trajectory: Trajectory, scores: Floats) -> int:
    """Return the step with the highest held-out score, less `COST` per restricted input."""
    return int((scores - COST * trajectory.restricted).argmax())


def pruned(ranked: Ranked, region: Region, level: float) -> Region:
    """Drop limits that add too little on the training worlds, the least useful first.

    A limit stays when the box without it scores less by at least `COST` and a chance as high as
    the density without it would hardly give as many cases (`quasi_p` at most `level`).

    Parameters
    ----------
    ranked, region, level : training worlds, a box, the highest quasi-p-value of a limit
    """
    while faces := region.faces():
        known = value_of(ranked.sample, region.inside(ranked.sample.x))
        losses = []
        for face in faces:
            freed = region.freed(face)
            loss = known - value_of(ranked.sample, freed.inside(ranked.sample.x))
            keeps = loss >= COST and quasi_p(ranked.sample, region, face) <= level
            losses.append((keeps, loss))
        worst = min(range(len(faces)), key=lambda i: losses[i])
        if losses[worst][0]:
            break
        region = settled(ranked, region.freed(faces[worst]))
    return region
