"""Find the box in which something happens, and say whether it is more than chance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from irenic.analysis.averages import Floats
from irenic.analysis.discover.box import LOWER, UPPER, WITHOUT, Box, Face, Fit, Limit, Region, fit_of
from irenic.analysis.discover.choose import chosen_step, held_out_scores, pruned
from irenic.analysis.discover.halves import in_training
from irenic.analysis.discover.inputs import Input, Sample, checked_sample
from irenic.analysis.discover.peel import OBJECTIVES, Objective, Peeling, Ranked, Trajectory, peel
from irenic.analysis.discover.screen import candidates, hidden
from irenic.analysis.discover.settle import settled
from irenic.analysis.discover.significance import Permuted, box_p, permutation_p, quasi_p
from irenic.errors import Problem, ShapeError, quoted

Report = Callable[[int, int], None]

FEWEST = 10
"""Cases, and other worlds, that each half needs; with fewer there is nothing to learn from."""

LOOKS = 3
"""Looks inside the box for inputs that matter only there; the search is repeated after each find."""

REASONS = {
    "too_few": f"one half of the worlds has fewer than {FEWEST} in which it is so, or in which it is not",
    "no_candidate": "no input bears on it more than chance would let one seem to",
    "no_box": "no box singles it out in worlds that were not used to find it",
    "not_in_test": "the box that was found does no better than chance in the test worlds",
    "not_in_shuffles": "a search among shuffled answers finds boxes as striking",
}
"""Why there is no box, by code."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to search.

    Parameters
    ----------
    alpha : least share of the box that a step peels, 0..1
    least_mass : smallest share of the training worlds in a box; None for .05, or half the base
        rate where cases are rarer than 1 in 10
    objective : what a step maximises, see `peel`
    folds : of the cross-validation that picks a box
    level : highest p-value of a box, in the test worlds and among shuffles
    limit_level : highest quasi-p-value of a limit, in the training and again in the test worlds
    false_discovery : rate of the screen of inputs
    permutations : shuffles at most; 0 for no such test
    seed : of the shuffles
    """

    alpha: float = 0.05
    least_mass: float | None = None
    objective: Objective = "lenient1"
    folds: int = 5
    level: float = 0.05
    limit_level: float = 0.05
    false_discovery: float = 0.2
    permutations: int = 99
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found; make one with `find_box`.

    Parameters
    ----------
    box : None where nothing beats chance
    reason : why there is none, a key of `REASONS`; empty where there is one
    worlds, base : worlds looked at (sum of weights), and the share of cases among them
    train, test : fit in the two halves, of the box or of the best that was rejected; None without
    p_test : p-value of the box in the test worlds; NaN without a box
    p_search : p-value of the whole search among shuffles; NaN where not made
    permutations : shuffles made
    candidates : inputs that passed the screen
    trajectory : boxes of the peel in the training worlds; None where none was made
    held_out : cross-validated score of each box of the trajectory
    step : the one that was chosen
    rejected : the box that did not stand the tests
    """

    box: Box | None
    reason: str
    worlds: float
    base: float
    train: Fit | None = None
    test: Fit | None = None
    p_test: float = float("nan")
    p_search: float = float("nan")
    permutations: int = 0
    candidates: tuple[str, ...] = ()
    trajectory: Trajectory | None = None
    held_out: Floats = field(default_factory=lambda: np.zeros(0))
    step: int = 0
    rejected: Box | None = None


class _Halves(NamedTuple):
    whole: Sample
    train: Ranked
    test: Sample


def find_box(
    x: ArrayLike,
    y: ArrayLike,
    inputs: Sequence[Input],
    weights: ArrayLike | None = None,
    options: Options = Options(),
    *,
    worlds: ArrayLike | None = None,
    report: Report | None = None,
) -> Found:
    """Find the box of worlds in which the case of interest is most common, by PRIM.

    Half of the worlds, by a fixed hash of their numbers, screen the inputs, peel, choose a box by
    cross-validation, move its limits and drop those that add little; the other half tests it, and
    drops limits that do not matter there. Shares in the test worlds are a little too good for that
    last step, as a limit that luck favours there stays.
    A box is returned only if it beats chance in the test worlds and the search beats searches for
    shuffled answers, both at `options.level`; on pure noise that is at most so often.

    Parameters
    ----------
    x : (N, D), values of the inputs, finite; constant inputs are left out
    y : (N,), 0..1, the world's probability of the case of interest (mean over replicates) or 0/1;
        NaN where the question does not arise
    inputs : D of them
    weights : (N,), >= 0, how many worlds each counts for; None for 1
    options : how to search
    worlds : (N,), numbers of the worlds, which decide their half; None for 0..N-1
    report : called with shuffles made and at most

    Raises
    ------
    ShapeError : see `checked_sample`; ``bad_option``

    References
    ----------
    Friedman & Fisher 1999, Bump hunting in high-dimensional data; Bryant & Lempert 2010, Thinking
    inside the box.
    """
    _check(options)
    return _find(checked_sample(x, y, inputs, weights=weights, worlds=worlds), options, report)


def find_boxes(
    x: ArrayLike,
    y: ArrayLike,
    inputs: Sequence[Input],
    options: Options = Options(),
    *,
    weights: ArrayLike | None = None,
    worlds: ArrayLike | None = None,
    most: int = 3,
    report: Report | None = None,
) -> tuple[Found, ...]:
    """Find several boxes, each in the worlds that the ones before leave over (covering).

    Parameters
    ----------
    x, y, inputs, options, weights, worlds, report : as in `find_box`
    most : boxes at most

    Returns
    -------
    At least one `Found`; only the first may lack a box. Shares of the second and third are of the
    worlds left over
    """
    _check(options)
    sample = checked_sample(x, y, inputs, weights=weights, worlds=worlds)
    found = [_find(sample, options, report)]
    while (box := found[-1].box) is not None and len(found) < most:
        sample = sample.rows(~box.inside(sample.x.T, [one.name for one in sample.inputs]))
        varies = np.ptp(sample.x, axis=1) > 0 if len(sample) else np.zeros(len(sample.inputs), bool)
        found.append(_find(sample.columns(varies), options, report))
    return tuple(found[:1] + [one for one in found[1:] if one.box is not None])


def _check(options: Options) -> None:
    inside = {
        "alpha": options.alpha,
        "level": options.level,
        "limit_level": options.limit_level,
        "false_discovery": options.false_discovery,
        **({} if options.least_mass is None else {"least_mass": options.least_mass}),
    }
    wrong = [(k, f"{v:g}", "a number between 0 and 1") for k, v in inside.items() if not 0 < v < 1]
    if options.objective not in OBJECTIVES:
        wrong.append(("objective", quoted(options.objective), ", ".join(OBJECTIVES)))
    for name, least in (("folds", 2), ("permutations", 0), ("seed", 0)):
        if getattr(options, name) < least:
            wrong.append((name, str(getattr(options, name)), f"a whole number of at least {least}"))
    if wrong:
        raise ShapeError(
            [Problem("bad_option", "the search for a box", None, *one) for one in wrong]
        )  # fmt: skip


def _find(sample: Sample, options: Options, report: Report | None) -> Found:
    total = float(sample.weights.sum())
    nothing = Found(None, "too_few", total, sample.base)
    train = in_training(sample.worlds)
    halves = _Halves(sample, Ranked(sample.rows(train)), sample.rows(~train))
    if not sample.inputs or min(map(_rarer, (halves.train.sample, halves.test))) < FEWEST:
        return nothing
    least = _least_mass(halves.train.sample, options)
    peeling = Peeling(options.alpha, least, options.objective, onward=True)
    kept = candidates(halves.train, halves.train.sample.y, options.false_discovery)
    if not kept.any():
        return replace(nothing, reason="no_candidate")
    search = _search(halves.train, kept, peeling, options)
    for _ in range(LOOKS):
        extra = hidden(halves.train.sample, search.inside(halves.train.sample), kept, options.level)
        if not extra.any():
            break
        kept |= extra
        search = _search(halves.train, kept, peeling, options)
    found = replace(
        nothing,
        reason="no_box",
        candidates=tuple(one.name for one, keep in zip(sample.inputs, kept, strict=True) if keep),
        trajectory=search.trajectory,
        held_out=search.held_out,
        step=search.step,
    )
    region = search.widened(pruned(search.ranked, search.region, options.limit_level))
    return _tested(found, halves, region, (peeling, options, report))


def _rarer(sample: Sample) -> float:
    """Weight of the rarer answer."""
    cases = float(sample.weights @ sample.y)
    return min(cases, float(sample.weights.sum()) - cases)


def _least_mass(sample: Sample, options: Options) -> float:
    if options.least_mass is not None:
        return options.least_mass
    return max(min(0.05, sample.base / 2), min(20 / float(sample.weights.sum()), 0.05))


class _Search(NamedTuple):
    """A peel among the candidates, and the box chosen of it."""

    ranked: Ranked
    kept: NDArray[np.bool_]
    trajectory: Trajectory
    held_out: Floats
    step: int
    region: Region

    def widened(self, region: Region) -> Region:
        """Return a region of the candidates as one of all inputs."""
        rows = np.flatnonzero(self.kept)
        whole = Region.free(self.kept.size)
        whole.low[rows], whole.high[rows] = region.low, region.high
        return Region(whole.low, whole.high, {int(rows[k]): v for k, v in region.without.items()})

    def inside(self, sample: Sample) -> NDArray[np.bool_]:
        """Which worlds of a sample with all inputs lie in the chosen box."""
        return self.widened(self.region).inside(sample.x)


def _search(train: Ranked, kept: NDArray[np.bool_], peeling: Peeling, options: Options) -> _Search:
    ranked = train.part(columns=kept)
    trajectory = peel(ranked, ranked.sample.y, peeling)
    scores = held_out_scores(ranked, trajectory, peeling, options.folds)
    step = chosen_step(trajectory, scores)
    region = settled(ranked, trajectory.region(step))
    return _Search(ranked, kept, trajectory, scores, step, region)


def _tested(
    found: Found, halves: _Halves, region: Region, settings: tuple[Peeling, Options, Report | None]
) -> Found:
    """Drop what does not matter in the test worlds, and test what is left."""
    peeling, options, report = settings
    best = region
    while faces := region.faces():
        ps = [quasi_p(halves.test, region, face) for face in faces]
        worst = int(np.argmax(ps))
        if ps[worst] <= options.limit_level:
            break
        region = region.freed(faces[worst])
    if not best.faces():
        return found
    shown = region if region.faces() else best
    inside = shown.inside(halves.test.x)
    found = replace(
        found,
        train=fit_of(halves.train.sample, shown.inside(halves.train.sample.x)),
        test=fit_of(halves.test, inside),
        p_test=box_p(halves.test, inside),
        rejected=_box(halves, shown),
    )
    if not region.faces() or found.p_test > options.level:
        return replace(found, reason="not_in_test")
    shuffles = Permuted(float("nan"), 0)
    if options.permutations:
        settings_ = {"permutations": options.permutations, "seed": options.seed}
        shuffles = permutation_p(halves.train, peeling, options.false_discovery, **settings_, report=report)
    found = replace(found, p_search=shuffles.p, permutations=shuffles.made)
    if shuffles.p > options.level:
        return replace(found, reason="not_in_shuffles")
    return replace(found, box=found.rejected, rejected=None, reason="")


def _box(halves: _Halves, region: Region) -> Box:
    """Return a region with names, quantiles and quasi-p-values."""
    return Box(tuple(_limit(halves, region, face) for face in region.faces()))


def _limit(halves: _Halves, region: Region, face: Face) -> Limit:
    column, load = halves.whole.x[face.row], halves.whole.weights
    limit = Limit(
        input=halves.whole.inputs[face.row],
        low=float(region.low[face.row]) if face.side == LOWER else None,
        high=float(region.high[face.row]) if face.side == UPPER else None,
        without=tuple(sorted(region.without[face.row])) if face.side == WITHOUT else (),
        p_train=quasi_p(halves.train.sample, region, face),
        p_test=quasi_p(halves.test, region, face),
    )
    if limit.low is not None:
        share = load[column < limit.low].sum()
    elif limit.high is not None:
        share = load[column <= limit.high].sum()
    else:
        share = load[~np.isin(column, limit.without)].sum()
    return replace(limit, quantile=float(share / load.sum()))
