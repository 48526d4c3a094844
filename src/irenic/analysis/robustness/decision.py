"""A choice between strategies as arrays, read once from a study.

Families of outcomes are averaged as in `irenic.analysis.compare`: outcomes standardised over the worlds and
strategies of the set, equal weights inside a family (decision D32).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from irenic.analysis.averages import Floats, world_means
from irenic.analysis.robustness.horizon import prior_scores
from irenic.analysis.robustness.splines import Smoother, basis_of, explained, folds_of
from irenic.analysis.robustness.weighing import weighted_mean, world_weights
from irenic.errors import Problem, StudyError, did_you_mean, quoted
from irenic.study import OutcomeInfo, Study
from irenic.study.manifest import FAMILIES
from irenic.study.problems import study_error, study_problem
from irenic.study.source import given_points

MOST_WORLDS = 2**14
"""Worlds used of a larger study: the first ones, which are balanced among themselves."""

BASELINE = "nothing"
DRIVERS = 5
"""Inputs over which the distance to a failing world is taken."""


@dataclass(frozen=True)
class Decision:
    """Strategies in common worlds, ready to be weighed.

    Parameters
    ----------
    strategies : the set; regret and standardised scores are relative to it
    families : those with an outcome
    weighted : ids of the outcomes in the scores
    scores : (strategy, world, family), standard deviations, larger is better
    halves : (2, strategy, world, family), the same from either half of the replicates; None with one
    infos : outcomes with a direction that are kept, by id
    averages : their world means, (strategy, world); NaN where missing
    baseline : their world means under `BASELINE`, (world,); empty where the study lacks it
    weights : (world,), sum to 1; worlds of the study that do not count are left out of all arrays
    inputs : names of parameters, then factors
    values : (input, world), as drawn
    places : (world,), numbers of the worlds in the study
    uniforms : (input, world), their coordinates in the unit cube where the study carries them; else None
    """

    strategies: tuple[str, ...]
    families: tuple[str, ...]
    weighted: tuple[str, ...]
    scores: Floats
    halves: Floats | None
    infos: Mapping[str, OutcomeInfo]
    averages: Mapping[str, Floats]
    baseline: Mapping[str, Floats]
    weights: Floats
    inputs: tuple[str, ...]
    values: Floats
    places: NDArray[np.intp]
    uniforms: Floats | None = None

    @cached_property
    def input_scores(self) -> Floats:
        """Prior standard scores of the inputs, (input, world)."""
        return prior_scores(self.values) if self.uniforms is None else np.asarray(ndtri(self.uniforms))

    def drivers(self, performance: Floats, count: int = DRIVERS) -> tuple[int, ...]:
        """Places of the inputs that explain most of the performance, one at a time, largest first.

        Parameters
        ----------
        performance : (strategy, world), no value missing
        count : how many at most; inputs that explain nothing are left out

        References
        ----------
        Assumption: main effects by splines, on worlds that the curve was not fitted to, pooled over
        strategies. An input that matters only together with another is missed.
        """
        fold = folds_of(performance.shape[1], 1)
        varying = [i for i, row in enumerate(self.values) if row.min() < row.max()]
        shares = {
            i: explained(
                Smoother(basis_of(self.input_scores[[i]]), self.weights), performance.T, self.weights, fold
            )
            for i in varying
        }
        ranked = sorted(shares, key=lambda i: -shares[i])
        return tuple(i for i in ranked[:count] if shares[i] > 0)


def read_decision(
    study: Study,
    strategies: Sequence[str] | None = None,
    *,
    weights: ArrayLike | None = None,
    keep: Sequence[str] = (),
) -> Decision:
    """Read what a decision needs.

    Parameters
    ----------
    study : as `open_study` returns it
    strategies : names of the set; None for all
    weights : (world,), of the study's worlds; None for equal
    keep : ids of outcomes to keep besides headlines

    Raises
    ------
    StudyError : ``unknown_strategy``, ``unknown_outcome``, ``undirected_outcome``, ``bad_world_weights``, all
        at once; ``no_families`` where no outcome has a family
    """
    manifest = study.manifest
    names, worlds = manifest.strategy_names, min(manifest.worlds, MOST_WORLDS)
    wanted = list(names if strategies is None else dict.fromkeys(strategies))
    _check_names(study, wanted, keep)
    heavy = world_weights(manifest.worlds, weights)[:worlds]
    used = np.flatnonzero(heavy > 0)
    places = [names.index(name) for name in wanted]
    reader = _Reader(world_weights(len(used), heavy[used]), set(keep))
    for index, info in enumerate(manifest.outcomes):
        if info.direction != "none":
            values = study.outcome_values(index)[:, used]
            under = world_means(values[names.index(BASELINE)]) if BASELINE in names else None
            reader.take(info, values[places], under)
    if not reader.present:
        expected = "outcomes that belong to a family, such as security or harm"
        raise study_error("no_families", study.path, "without them", expected, path="outcomes")
    drawn = [study.parameters.values[:, used]]
    drawn += [study.factors.values[:, used]] if manifest.factors else []
    found = reader.decision(
        tuple(wanted),
        (*manifest.parameters.names, *manifest.factor_names),
        np.concatenate(drawn).astype(np.float64),
    )
    given = given_points(study)
    return replace(found, places=used, uniforms=None if given is None else given.points[:, used])


def _check_names(study: Study, wanted: Sequence[str], keep: Sequence[str]) -> None:
    manifest, problems = study.manifest, []
    names = manifest.strategy_names
    infos = {o.id: o for o in manifest.outcomes}
    for name in wanted:
        if name not in names:
            hint = did_you_mean(name, names)
            expected = "one of the study's strategies"
            problems.append(_problem(study, "strategies", ("unknown_strategy", quoted(name), expected, hint)))
    for name in keep:
        if name not in infos:
            hint = did_you_mean(name, list(infos))
            expected = "one of the study's outcomes"
            problems.append(_problem(study, "outcomes", ("unknown_outcome", quoted(name), expected, hint)))
        elif infos[name].direction == "none":
            expected = "an outcome of which more, or less, is better"
            problems.append(_problem(study, "outcomes", ("undirected_outcome", quoted(name), expected, "")))
    if problems:
        raise StudyError(problems)


def _problem(study: Study, path: str, said: tuple[str, str, str, str]) -> Problem:
    code, given, expected, hint = said
    return study_problem(code, study.path, given, expected, hint, path=path)


class _Reader:
    """Sums of the standardised outcomes by family, while outcomes are read one at a time."""

    def __init__(self, weights: Floats, keep: set[str]) -> None:
        self._weights, self._keep = weights, keep
        self._sums: dict[str, list[Floats]] = {}
        self._counts: dict[str, int] = {}
        self._weighted: list[str] = []
        self._infos: dict[str, OutcomeInfo] = {}
        self._averages: dict[str, Floats] = {}
        self._baseline: dict[str, Floats] = {}

    @property
    def present(self) -> tuple[str, ...]:
        return tuple(f for f in FAMILIES if f in self._counts)

    def take(self, info: OutcomeInfo, values: Floats, under: Floats | None) -> None:
        """Take an outcome in: (strategy, world, replicate), and its world means under the baseline."""
        averages = world_means(values)
        if info.headline or info.id in self._keep:
            self._infos[info.id], self._averages[info.id] = info, averages
            if under is not None:
                self._baseline[info.id] = under
        if info.family == "none" or np.isnan(averages).any():
            return
        middle, scale = _scale(averages, self._weights)
        parts = [averages]
        if values.shape[-1] > 1:
            halves = (world_means(values[..., 0::2]), world_means(values[..., 1::2]))
            parts += [np.where(np.isnan(half), averages, half) for half in halves]
        sign = 1.0 if info.direction == "max" else -1.0
        scored = [sign * (part - middle) / scale if scale > 0 else np.zeros_like(part) for part in parts]
        before = self._sums.get(info.family)
        self._sums[info.family] = (
            scored if before is None else [a + b for a, b in zip(before, scored, strict=True)]
        )
        self._counts[info.family] = self._counts.get(info.family, 0) + 1
        self._weighted.append(info.id)

    def decision(self, strategies: tuple[str, ...], inputs: tuple[str, ...], values: Floats) -> Decision:
        """Put together what was read."""
        stacked = [
            np.stack([self._sums[f][part] / self._counts[f] for f in self.present], axis=-1)
            for part in range(len(self._sums[self.present[0]]))
        ]
        return Decision(
            strategies=strategies,
            families=self.present,
            weighted=tuple(self._weighted),
            scores=stacked[0],
            halves=np.stack(stacked[1:]) if len(stacked) > 1 else None,
            infos=self._infos,
            averages=self._averages,
            baseline=self._baseline,
            weights=self._weights,
            inputs=inputs,
            values=values,
            places=np.arange(values.shape[1]),
        )


def _scale(averages: Floats, weights: Floats) -> tuple[float, float]:
    """Mean and standard deviation over strategies and weighted worlds; 0 where nothing varies."""
    middle = float(weighted_mean(averages, weights).mean())
    scale = float(np.sqrt(weighted_mean((averages - middle) ** 2, weights).mean()))
    # Rounding leaves a residue where all values are the same number, as in `regret.standardise`.
    return middle, (scale if scale > 1e-12 * max(1.0, float(np.abs(averages).max())) else 0.0)
