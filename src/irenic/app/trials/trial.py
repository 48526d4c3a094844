"""A plan tried beside a baseline, world by world: the same worlds and the same luck for both."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np

from irenic.analysis.averages import Floats, world_means
from irenic.analysis.ensemble import Runs
from irenic.analysis.ranking import CLEAR, centres
from irenic.analysis.reach import phase_reach
from irenic.figures.fan import Band, FanSeries, fan_of
from irenic.figures.figure import Figure
from irenic.figures.words import shown
from irenic.strategy import Strategy, strategy_to_dict
from irenic.study import Study
from irenic.study.describe import outcome_infos, series_infos
from irenic.study.manifest import OutcomeInfo

if TYPE_CHECKING:
    from irenic.app.lab import Lab

Standing = Literal["better", "worse", "mixed", "other", "hardly", "unclear"]
Guessed = Literal["lower", "same", "higher"]

NEAR = 0.05
"""A value within this share of the baseline's counts as about the same as it."""

EVEN = 0.1
"""Worlds are divided where those that go one way exceed the others by less than this share of all."""

HARDLY = 0.01
"""A change below this share of the value, or of runs, is called hardly any."""

KEPT = 24
"""Runs of plans that are remembered: the baseline's, and those to go back to."""

_PLAN = 0
"""Place of the plan among colours; the baseline is grey."""


class Results(Protocol):
    """What is asked of the runs of one plan."""

    def outcome(self, name: str) -> Floats:
        """Return an outcome of every run, (world, replicate)."""

    def monthly(self, name: str) -> Floats:
        """Return a national series of every run, (world, replicate, month)."""


@dataclass(frozen=True)
class Arm:
    """One plan and its runs.

    Parameters
    ----------
    name, label : of the plan
    results : its runs
    reached : phases in order, each with the share of runs that reach it and the median month of doing so
    untestable : what of it the model cannot speak to
    """

    name: str
    label: str
    results: Results
    reached: tuple[tuple[str, float, float | None], ...] = ()
    untestable: str = ""


@dataclass(frozen=True)
class Trial:
    """A plan beside a baseline; the baseline alone where there is no plan.

    Parameters
    ----------
    baseline, plan : with their runs
    outcomes : definitions of the headline outcomes
    series : what can be drawn, by id
    """

    baseline: Arm
    plan: Arm | None
    outcomes: tuple[OutcomeInfo, ...]
    series: dict[str, FanSeries]


@dataclass(frozen=True, slots=True)
class Odds:
    """One outcome of the plan against the baseline.

    Parameters
    ----------
    info : its definition
    baseline, plan : mean over worlds for shares of runs and what may be missing, else the median
    lower, higher : shares of worlds; the rest are equal
    middle, mean : difference plan minus baseline, its median and its mean over worlds
    error : Monte Carlo standard error of the mean
    by_worlds : 1 where more worlds are higher than lower, beyond error and `EVEN`, -1 the other way round,
        else 0
    by_mean : the same of the mean
    standing : "mixed" where most worlds go one way and the mean the other, "other" where no direction is
        the better one, "hardly" where it moves by less than `HARDLY`, "unclear" within error
    """

    info: OutcomeInfo
    baseline: float
    plan: float
    lower: float
    higher: float
    middle: float
    mean: float
    error: float
    by_worlds: int
    by_mean: int
    standing: Standing


@dataclass(frozen=True, slots=True)
class Guess:
    """What someone expects of a series in the last month.

    Parameters
    ----------
    direction : of the plan's value against the baseline's
    confidence : per cent
    """

    direction: Guessed
    confidence: int


class Bench:
    """Runs plans of one server, and remembers the last ones."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[object, ...], Runs] = OrderedDict()

    def run(self, lab: Lab, strategy: Strategy, worlds: int, seed: int) -> Runs:
        """Return the runs of a plan, one a world.

        Parameters
        ----------
        lab : the warm engine of the case
        strategy : the plan
        worlds, seed : a power of two; of worlds and luck
        """
        content = strategy_to_dict(replace(strategy, label="", summary=""), lab.arrays)
        key = (lab.case.digest, lab.months, worlds, seed, json.dumps(content))
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
        found = lab.run(strategy, worlds, 1, seed)
        with self._lock:
            self._kept[key] = found
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return found


def try_plan(bench: Bench, lab: Lab, arms: tuple[Strategy, Strategy | None], worlds: int, seed: int) -> Trial:
    """Run a plan beside a baseline.

    Parameters
    ----------
    bench, lab : what runs, and remembers
    arms : the baseline, and the plan; None for the baseline alone
    worlds, seed : a power of two; of worlds and luck
    """
    baseline, plan = (None if one is None else _arm(one, bench.run(lab, one, worlds, seed)) for one in arms)
    assert baseline is not None
    outcomes = tuple(info for info in outcome_infos(lab.engine.outcomes) if info.headline)
    return Trial(baseline, plan, outcomes, series_of_lab(lab))


def trial_of_study(study: Study, series: dict[str, FanSeries]) -> Trial:
    """Return a stored study of a baseline and a plan, its first two strategies, as a trial.

    Parameters
    ----------
    study : with at least two strategies
    series : what can be drawn, by id
    """
    first, second = (_StoredRuns(study, i) for i in (0, 1))
    infos = study.manifest.strategies
    arms = [
        Arm(info.name, shown(info.label), runs, _reached(info.phases, runs.phases), shown(info.not_testable))
        for info, runs in zip(infos, (first, second), strict=False)
    ]
    return Trial(arms[0], arms[1], tuple(o for o in study.manifest.outcomes if o.headline), series)


def series_of_lab(lab: Lab) -> dict[str, FanSeries]:
    """Return the monthly series of a case's runs, by id.

    Parameters
    ----------
    lab : of the case
    """
    labels = {(row.id, row.unit): row.label for row in lab.engine.outcomes}
    start = f"{lab.arrays.start_year:04d}-{lab.arrays.start_month:02d}"
    return {
        info.id: FanSeries(
            info.id,
            shown(labels.get((info.id, info.unit), info.id.replace("_", " ").capitalize())),
            info.unit,
            start,
        )
        for info in series_infos(lab.engine.series_names)
    }


def fans(trial: Trial, series: Sequence[str]) -> list[Figure]:
    """Return a fan chart of each series: the baseline in grey behind the plan.

    Parameters
    ----------
    trial : what was run
    series : ids
    """
    from altair.utils.schemapi import debug_mode

    found = []
    for name in series:
        bands = [_band(trial.baseline, name, ghost=True)]
        bands += [] if trial.plan is None else [_band(trial.plan, name, ghost=False)]
        with debug_mode(False):  # the drawing was checked when it was built: half the time to the next look
            figure = fan_of(trial.series[name], bands)
            chart = figure.chart
            plain = chart if isinstance(chart, dict) else chart.to_dict(validate=False)
        found.append(replace(figure, chart=plain))
    return found


def _band(arm: Arm, series: str, *, ghost: bool) -> Band:
    values = arm.results.monthly(series)
    return Band(arm.label, values.reshape(-1, values.shape[-1]), ghost, position=None if ghost else _PLAN)


def odds_of(trial: Trial) -> list[Odds]:
    """Return every headline outcome of the plan against the baseline; none without a plan.

    Parameters
    ----------
    trial : what was run
    """
    if trial.plan is None:
        return []
    plan, baseline = trial.plan.results, trial.baseline.results
    return [outcome_odds(info, baseline.outcome(info.id), plan.outcome(info.id)) for info in trial.outcomes]


def outcome_odds(info: OutcomeInfo, baseline: Floats, plan: Floats) -> Odds:
    """Compare one outcome, world by world.

    Parameters
    ----------
    info : its definition
    baseline, plan : (world, replicate); NaN where missing
    """
    pair = np.stack([world_means(baseline), world_means(plan)])
    averaged = info.unit.startswith("share of runs") or info.may_be_missing
    value = centres(pair, "mean" if averaged else "median")
    gap = (pair[1] - pair[0])[~np.isnan(pair).any(0)]
    if not gap.size:
        nan = float("nan")
        return Odds(info, float(value[0]), float(value[1]), nan, nan, nan, nan, nan, 0, 0, "unclear")
    mean, lower, higher = float(gap.mean()), int((gap < 0).sum()), int((gap > 0).sum())
    error = float(gap.std(ddof=1) / np.sqrt(gap.size)) if gap.size > 1 else float("inf")
    divided = abs(higher - lower) <= max(CLEAR * np.sqrt(higher + lower), EVEN * gap.size)
    by_worlds = 0 if divided else int(np.sign(higher - lower))
    by_mean = int(np.sign(mean)) if abs(mean) > CLEAR * error else 0
    middle = float(np.median(gap))
    scale = 1.0 if info.unit.startswith("share of runs") else float(np.abs(value).max())
    moves = bool(max(abs(mean), abs(middle)) >= HARDLY * scale)
    return Odds(
        info=info, baseline=float(value[0]), plan=float(value[1]), lower=lower / gap.size,
        higher=higher / gap.size, middle=middle, mean=mean, error=error, by_worlds=by_worlds,
        by_mean=by_mean, standing=_standing(info, by_worlds, by_mean, moves),
    )  # fmt: skip


def _standing(info: OutcomeInfo, by_worlds: int, by_mean: int, moves: bool) -> Standing:
    """What error leaves of a change: of the share of worlds (a sign test), and of the mean."""
    if not by_worlds and not by_mean:
        return "unclear"
    if not moves:
        return "hardly"
    if by_worlds * by_mean < 0:
        return "mixed"
    if info.direction == "none":
        return "other"
    return "better" if (by_worlds or by_mean) * (1 if info.direction == "max" else -1) > 0 else "worse"


def end_shares(trial: Trial, series: str) -> dict[Guessed, float]:
    """Return in what shares of worlds a series ends lower, about the same and higher than the baseline.

    Parameters
    ----------
    trial : with a plan
    series : id
    """
    assert trial.plan is not None
    before, after = (
        arm.results.monthly(series)[..., -1].mean(1) for arm in (trial.baseline, trial.plan)
    )  # (world,)
    room = NEAR * np.abs(before)
    lower, higher = after < before - room, after > before + room
    return {
        "lower": float(lower.mean()),
        "same": float((~lower & ~higher).mean()),
        "higher": float(higher.mean()),
    }


class _StoredRuns:
    """Runs of one strategy of a study."""

    def __init__(self, study: Study, index: int) -> None:
        self._study, self._index = study, index
        self.phases = study.phases[index].values

    def outcome(self, name: str) -> Floats:
        ids = [info.id for info in self._study.manifest.outcomes]
        return np.asarray(self._study.outcome_values(ids.index(name))[self._index])

    def monthly(self, name: str) -> Floats:
        strategy = self._study.manifest.strategy_names[self._index]
        return np.asarray(self._study.series(name, strategy=strategy).values, np.float64)


def _arm(strategy: Strategy, runs: Runs) -> Arm:
    names = tuple(phase.name for phase in strategy.phases)
    label, untestable = shown(strategy.label), shown(strategy.not_testable)
    return Arm(strategy.name, label, runs, _reached(names, runs.result.phases), untestable)


def _reached(names: Sequence[str], months: np.ndarray) -> tuple[tuple[str, float, float | None], ...]:
    found = [(name, phase_reach(months[..., p])) for p, name in enumerate(names)]
    return tuple((name, share, month) for name, (_, share, month) in found)
