"""Which run to tell a story of, and how typical it is: so that none is chosen silently for its story.

A run is one world and replicate of one strategy. Runs are compared by *rank*: the share of the strategy's
runs that a run is ahead of, ties counted half, on an outcome that has a better direction.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from irenic.errors import did_you_mean, quoted
from irenic.study import OutcomeInfo, Study
from irenic.study.problems import study_error

Floats = NDArray[np.float64]

WAYS = ("median", "worst", "random")
"""Ways to pick a run besides its number."""

WORST = 0.1
"""The worst tenth of the runs; its median run is the worst that is not a freak."""


class Picked(NamedTuple):
    """A run and why it is this one; `how` is a whole sentence for people."""

    world: int
    replicate: int
    how: str


class Standing(NamedTuple):
    """Where a run stands on one outcome among all runs of its strategy that have a value.

    ``rank`` is the share with a smaller value, ties half; ``better``, ``same`` and ``worse`` the shares that
    are better than this run, like it, and worse. None where the run has no value, or the outcome no
    direction.
    """

    outcome: OutcomeInfo
    value: float | None
    rank: float | None
    better: float | None
    same: float | None
    worse: float | None


class Typicality(NamedTuple):
    """How typical a run is.

    ``overall`` is the share of the strategy's runs with a lower mean rank over the headline outcomes that
    have a direction, ties half (1: better than all others); ``distance`` the share of runs that lie nearer
    to the middle on all headline outcomes together.
    """

    runs: int
    standings: tuple[Standing, ...]
    overall: float | None
    distance: float


class Runs(NamedTuple):
    """One strategy's runs, flat: world * replicates + replicate."""

    study: Study
    strategy: str
    values: Floats  # (outcome, run), NaN where an outcome is missing
    outcomes: tuple[OutcomeInfo, ...]

    @property
    def headline(self) -> list[int]:
        """Places of the headline outcomes."""
        return [i for i, info in enumerate(self.outcomes) if info.headline]


def runs_of(study: Study, strategy: str) -> Runs:
    """Return all runs of a strategy.

    Raises
    ------
    StudyError : ``unknown_strategy``
    """
    names = study.manifest.strategy_names
    if strategy not in names:
        raise study_error(
            "unknown_strategy", study.path, quoted(strategy), "a strategy of it",
            did_you_mean(strategy, names), path="strategy",
        )  # fmt: skip
    values = study.dataset["outcomes"].isel(strategy=names.index(strategy)).values
    flat = np.asarray(values, np.float64).reshape(-1, values.shape[-1]).T
    return Runs(study, strategy, flat, study.manifest.outcomes)


def pick(
    study: Study,
    strategy: str,
    wanted: str = "median",
    *,
    by: str | None = None,
    replicate: int | None = None,
) -> Picked:
    """Return a run to look at.

    Parameters
    ----------
    study, strategy : where from
    wanted : "median": the run nearest to the middle (of `by`, else of all headline outcomes together);
        "worst": the median run of the worst tenth (by `by`, else by mean rank over the headline outcomes that
        have a direction); "random": drawn by the study's seed; or the number of a world
    by : id of an outcome
    replicate : only runs of this replicate; for a number 0 where none is given

    Raises
    ------
    StudyError : ``unknown_strategy``, ``unknown_outcome``, ``unknown_pick``, ``out_of_range``,
        ``no_direction``, ``no_runs``
    """
    runs = runs_of(study, strategy)
    manifest = study.manifest
    info = None if by is None else study.outcome_info(by)
    if replicate is not None:
        _check_range(study, "replicate", replicate, manifest.replicates)
    if wanted.isascii() and wanted.removeprefix("-").isdigit():
        return _numbered(study, wanted, info, replicate)
    if wanted not in WAYS:
        expected = f"the number of a world, or one of {', '.join(WAYS)}"
        hint = did_you_mean(wanted, WAYS, listed=False)
        raise study_error("unknown_pick", "the request", quoted(wanted), expected, hint, path="world")
    allowed = np.ones(runs.values.shape[1], bool)
    if replicate is not None:
        allowed = np.arange(allowed.size) % manifest.replicates == replicate
    run, how = {"median": _median, "worst": _worst, "random": _random}[wanted](runs, info, allowed)
    return Picked(run // manifest.replicates, run % manifest.replicates, how)


def typicality(study: Study, strategy: str, world: int, replicate: int) -> Typicality:
    """Return where a run stands among all runs of its strategy.

    Parameters
    ----------
    study, strategy, world, replicate : the run
    """
    runs = runs_of(study, strategy)
    run = world * study.manifest.replicates + replicate
    rank = mean_rank(runs)
    overall = None if rank is None else float(ranks(rank)[run])
    away = from_middle(runs)
    standings = tuple(_standing(runs.outcomes[i], runs.values[i], run) for i in runs.headline)
    return Typicality(runs.values.shape[1], standings, overall, float((away < away[run]).mean()))


def ranks(values: Floats) -> Floats:
    """Return each value's rank, 0-1: the share of values below it, ties half; NaN stays NaN."""
    known = ~np.isnan(values)
    ordered = np.sort(values[known])
    found = np.full(values.shape, np.nan)
    below = np.searchsorted(ordered, values[known], "left")
    upto = np.searchsorted(ordered, values[known], "right")
    found[known] = 0.5 * (below + upto) / max(1, ordered.size)
    return found


def goodness(info: OutcomeInfo, values: Floats) -> Floats:
    """Return ranks that are high where the outcome is good; it must have a direction."""
    return ranks(-values if info.direction == "min" else values)


def mean_rank(runs: Runs) -> Floats | None:
    """Return the mean rank over the headline outcomes with a direction, high is good; None without any."""
    with_direction = [i for i in runs.headline if runs.outcomes[i].direction != "none"]
    if not with_direction:
        return None
    rows = [np.nan_to_num(goodness(runs.outcomes[i], runs.values[i]), nan=0.5) for i in with_direction]
    return np.asarray(np.mean(rows, axis=0))


def from_middle(runs: Runs, only: int | None = None) -> Floats:
    """Return each run's distance from the middle rank of all headline outcomes, or of one.

    For all: the root of the mean of two squares, the mean over the outcomes one by one and that of their mean
    rank, so that neither a run that is good here and bad there nor one that is a little better everywhere
    passes for typical. A missing outcome counts as the middle; alone it is infinitely far.
    """
    if only is not None:
        return np.nan_to_num(np.abs(ranks(runs.values[only]) - 0.5), nan=np.inf)
    rows = [np.nan_to_num(ranks(runs.values[i]) - 0.5, nan=0.0) for i in runs.headline]
    if not rows:
        return np.zeros(runs.values.shape[1])
    one_by_one = np.mean(np.square(rows), axis=0)
    overall = mean_rank(runs)
    together = one_by_one if overall is None else np.square(ranks(np.round(overall, 12)) - 0.5)
    return np.asarray(np.sqrt(0.5 * (one_by_one + together)))


def _median(runs: Runs, info: OutcomeInfo | None, allowed: NDArray[np.bool_]) -> tuple[int, str]:
    overall = from_middle(runs)
    if info is None:
        how = "The run nearest to the middle rank on all headline outcomes, one by one and together."
        return int(_ordered([overall], allowed, runs)[0]), how
    place = runs.outcomes.index(info)
    away = from_middle(runs, place)
    how = (
        f"The median run by {info.id}; among equals, the one nearest to the middle of all headline outcomes."
    )
    return int(_ordered([away, overall], allowed & np.isfinite(away), runs)[0]), how


def _worst(runs: Runs, info: OutcomeInfo | None, allowed: NDArray[np.bool_]) -> tuple[int, str]:
    overall = mean_rank(runs)
    if info is not None and info.direction == "none":
        with_direction = [o.id for o in runs.outcomes if o.direction != "none"]
        raise study_error(
            "no_direction", runs.study.path, "an outcome without a better direction",
            f"one of {', '.join(with_direction)}", path=f"outcomes.{info.id}",
        )  # fmt: skip
    if info is None and overall is None:
        raise study_error(
            "no_direction", runs.study.path, "without headline outcomes", "an outcome to rank by"
        )
    keys, said = ([] if overall is None else [overall]), "mean rank over the headline outcomes"
    if info is not None:
        own = goodness(info, runs.values[runs.outcomes.index(info)])
        allowed = allowed & ~np.isnan(own)
        said = f"{info.id}, then {said}" if keys else info.id
        keys = [own, *keys]
    order = _ordered(keys, allowed, runs)
    tenth = order[: max(1, round(WORST * order.size))]
    how = f"The median run of the worst tenth ({tenth.size} of {order.size} runs) by {said}."
    return int(tenth[(tenth.size - 1) // 2]), how


def _random(runs: Runs, info: OutcomeInfo | None, allowed: NDArray[np.bool_]) -> tuple[int, str]:
    if info is not None:
        expected = "no outcome: a random run is not chosen by one"
        raise study_error("random_by", "the request", quoted(info.id), expected, "Leave out --by.", path="by")
    seed = runs.study.manifest.seed
    candidates = _some(np.flatnonzero(allowed), runs)
    draw = np.random.default_rng(seed).integers(candidates.size)
    how = f"A run drawn at random by the study's seed ({seed}); the same for every strategy."
    return int(candidates[draw]), how


def _numbered(study: Study, wanted: str, info: OutcomeInfo | None, replicate: int | None) -> Picked:
    if info is not None:
        expected = "no outcome: the world is named by its number"
        raise study_error(
            "numbered_by", "the request", quoted(info.id), expected, "Leave out --by.", path="by"
        )
    world = int(wanted[:18])
    _check_range(study, "world", world, study.manifest.worlds)
    return Picked(world, replicate or 0, "The run that was asked for.")


def _ordered(keys: Sequence[Floats], allowed: NDArray[np.bool_], runs: Runs) -> NDArray[np.intp]:
    """Return the allowed runs by the first key, then by the next, then by number; least first."""
    candidates = _some(np.flatnonzero(allowed), runs)
    return candidates[np.lexsort(tuple(np.round(key[candidates], 12) for key in reversed(keys)))]


def _some(candidates: NDArray[np.intp], runs: Runs) -> NDArray[np.intp]:
    if not candidates.size:
        given = f"without any run of {runs.strategy} that has a value"
        raise study_error("no_runs", runs.study.path, given, "an outcome that some run has", path="by")
    return candidates


def _check_range(study: Study, name: str, value: int, count: int) -> None:
    if not 0 <= value < count:
        raise study_error("out_of_range", study.path, str(value), f"0 to {count - 1}", path=name)


def _standing(info: OutcomeInfo, values: Floats, run: int) -> Standing:
    known = values[~np.isnan(values)]
    value = float(values[run])
    if np.isnan(value):
        return Standing(info, None, None, None, None, None)
    below, same, above = (float(x.mean()) for x in (known < value, known == value, known > value))
    better, worse = (below, above) if info.direction == "min" else (above, below)
    if info.direction == "none":
        return Standing(info, value, below + 0.5 * same, None, same, None)
    return Standing(info, value, below + 0.5 * same, better, same, worse)
