"""A case's back-test from beginning to end."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np

from irenic.analysis.backtest.baselines import LABELS, Baseline, conflictology, last_poisson, zero
from irenic.analysis.backtest.forecast import Floats
from irenic.analysis.backtest.levels import COUNTRY, LEVELS, Observed, located_share, observed_of
from irenic.analysis.backtest.model import Counting, ModelRuns, run_model
from irenic.analysis.backtest.monthly import country_bands, monthly_of
from irenic.analysis.backtest.outcomes import Source, outcome_lines
from irenic.analysis.backtest.regression import negbin_regression
from irenic.analysis.backtest.result import (
    MODEL_LABELS,
    WEIGHTED,
    BackTest,
    WindowResult,
    level_table,
)
from irenic.analysis.backtest.scores import Scores, score
from irenic.analysis.backtest.shapes import Shape, shape_lines
from irenic.analysis.weighting.observation import Observation
from irenic.case.arrays import CaseArrays
from irenic.record import Record, Window
from irenic.strategy import StrategyArrays
from irenic.study.work import Progress
from irenic.worlds import Worlds

Report = Callable[[Progress], None]

YEARS_BEFORE = 24
"""Months before the start over which the located share is told."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a back-test is run.

    Parameters
    ----------
    worlds : a power of two
    replicates : draws of luck in each
    seed : of worlds, luck, recording, regression and resampling
    threads : None for one per core; results do not depend on it
    """

    worlds: int = 1024
    replicates: int = 4
    seed: int = 1
    threads: int | None = None


class Ensemble(NamedTuple):
    """Worlds to forecast with.

    Parameters
    ----------
    worlds : from the prior, or the points of a weighting
    observation : how violence is recorded in each
    weights : of each, sum 1; None for equal ones
    """

    worlds: Worlds
    observation: Observation
    weights: Floats | None

    def lanes(self, replicates: int) -> Floats:
        """Weight of every run, replicates fastest; sum 1."""
        n = self.worlds.n
        weights = np.full(n, 1.0 / n) if self.weights is None else self.weights
        return np.repeat(weights, replicates) / replicates


@dataclass(frozen=True, eq=False, slots=True)
class Subject:
    """A case ready for its back-test.

    Parameters
    ----------
    title, case, digests : in words and by name
    arrays, record, shapes : of the case
    engine : compiled for the months up to the end of the last window, with the record's parties
    strategies : `FORCED` and `UNFORCED` -> what was done, in model form
    notes : of the record, as sentences
    """

    title: str
    case: str
    digests: Mapping[str, str]
    arrays: CaseArrays
    record: Record
    shapes: Sequence[Shape]
    engine: Counting
    strategies: Mapping[str, StrategyArrays]
    notes: tuple[str, ...] = ()

    @property
    def months(self) -> int:
        """Length of the runs."""
        return max(window.last for window in self.record.windows)


class Tested(NamedTuple):
    """One of the model's forecasts.

    Parameters
    ----------
    scores : of every month, by level
    bands : (quantile, month) of the country's deaths
    source : what else its runs say
    unknown : share of the country's expected count that is false positives
    """

    scores: Mapping[str, Scores]
    bands: Floats
    source: Source
    unknown: float


def back_test(
    subject: Subject,
    prior: Ensemble,
    options: Options,
    *,
    weighted: tuple[Ensemble, str] | None = None,
    report: Report | None = None,
) -> BackTest:
    """Score a case's model and the baselines on every window of its record.

    Parameters
    ----------
    subject : the case
    prior : worlds from the prior
    options : replicates, seed, threads
    weighted : worlds weighted by the training window, and what they are in words; scored on test windows
    report : told how far the runs are

    Returns
    -------
    BackTest; depends on case, record, seed, sizes and version only

    References
    ----------
    Decisions D3 (windows; no peeking), D4 (forced events: scored with and without) and D20.
    """
    observed = observed_of(subject.record, subject.arrays, subject.months)
    ensembles = {"": prior} | ({} if weighted is None else {WEIGHTED: weighted[0]})
    told = _Teller(report, len(subject.strategies) * sum(e.worlds.n for e in ensembles.values()))
    tested = {
        name + ending: _tested(subject, name, ensemble, observed, (options, told))
        for ending, ensemble in ensembles.items()
        for name in subject.strategies
    }
    baselines, notes = _baselines(subject.record.windows, observed, options.seed)
    windows = tuple(
        _window_result(subject.record, window, observed, (tested, baselines[window.first]), options.seed)
        for window in subject.record.windows
    )
    sources = {name: found.source for name, found in tested.items()}
    bands = {name: found.bands for name, found in tested.items()}
    return BackTest(
        title=subject.title,
        case=subject.case,
        digests=subject.digests,
        sizes={
            "worlds": prior.worlds.n,
            "replicates": options.replicates,
            "months": subject.months,
            "seed": options.seed,
        },
        weighting="" if weighted is None else weighted[1],
        windows=windows,
        outcomes=outcome_lines(subject.record.figures, sources, subject.record.start, subject.months),
        shapes=shape_lines(subject.shapes, sources),
        monthly=monthly_of(subject.record, observed[COUNTRY], subject.months, bands),
        notes=(*subject.notes, *_standing_notes(subject.record), *_unknown_notes(tested), *notes),
    )


class _Teller:
    """Passes on how many worlds are done."""

    def __init__(self, report: Report | None, total: int) -> None:
        self._report, self._total, self._done = report, total, 0

    def __call__(self, worlds: int) -> None:
        self._done += worlds
        if self._report is not None:
            self._report(Progress(self._done, self._total, 0))


def _tested(
    subject: Subject,
    name: str,
    ensemble: Ensemble,
    observed: Mapping[str, Observed],
    how: tuple[Options, _Teller],
) -> Tested:
    options, told = how
    runs: ModelRuns = run_model(
        subject.engine,
        ensemble.worlds,
        subject.strategies[name],
        (options.replicates, options.seed),
        subject.arrays.districts,
        threads=options.threads,
        told=told,
    )
    forecasts = {
        level: runs.levels[level].forecast(name, ensemble.observation, ensemble.weights, options.seed)
        for level in LEVELS
    }
    scores = {name: score(f, observed[name].during(1, subject.months)) for name, f in forecasts.items()}
    lanes = ensemble.lanes(options.replicates)
    country, obs = runs.levels[COUNTRY], ensemble.observation
    each = (np.repeat(values, options.replicates) for values in (obs.rho, obs.nu))
    known, false = (float(lanes @ part) for part in country.expected(*each))
    bands = country_bands(forecasts[COUNTRY])
    return Tested(scores, bands, Source(runs.series, lanes), false / (known + false))


Baselines = Mapping[str, Mapping[str, Scores]]
"""Level -> name of a baseline -> scores of the months from an origin on."""


def _baselines(
    windows: Sequence[Window], observed: Mapping[str, Observed], seed: int
) -> tuple[dict[int, Baselines], list[str]]:
    """Scores of the baselines by the first month of a window, and what is to be said of them."""
    methods: tuple[Baseline, ...] = (conflictology, last_poisson, zero, partial(negbin_regression, seed=seed))
    found: dict[int, Baselines] = {}
    notes: list[str] = []
    for first in sorted({window.first for window in windows}):
        last = max(window.last for window in windows if window.first == first)
        of_level: dict[str, Mapping[str, Scores]] = {}
        for level, seen in observed.items():
            forecasts = [method(seen.before(first), last - first + 1) for method in methods]
            of_level[level] = {f.name: score(f, seen.during(first, last)) for f in forecasts}
            notes += [f"{LABELS[f.name]}, {level}: {note}" for f in forecasts for note in f.notes]
        found[first] = of_level
    return found, list(dict.fromkeys(notes))


def _window_result(
    record: Record,
    window: Window,
    observed: Mapping[str, Observed],
    of: tuple[Mapping[str, Tested], Baselines],
    seed: int,
) -> WindowResult:
    tested, baselines = of
    tables = []
    for level in LEVELS:
        scores = {
            name: found.scores[level].months(window.first - 1, window.last - 1)
            for name, found in tested.items()
            if window.role == "test" or not name.endswith(WEIGHTED)
        }
        others = {name: s.months(0, window.months - 1) for name, s in baselines[level].items()}
        tables.append(level_table(observed[level], window, {**scores, **others}, tuple(others), seed))
    first, last = (record.calendar(month) for month in (window.first, window.last))
    return WindowResult(window, first, last, tuple(tables))


def _standing_notes(record: Record) -> list[str]:
    """What holds of every back-test."""
    assert record.span is not None, "asked of cases with a record only"
    notes = [
        "The model is told what outsiders did in these months (and, where events are forced, when a "
        "settlement was signed and seated); the baselines are told nothing from the first month of a window "
        "on.",
        "The country is scored against the record's national totals, districts and dyads against located "
        "events; the record's SOURCES.md says how complete either is. All are taken as deaths times the "
        "reporting rate rho, plus what the model knows nothing of.",
    ]
    first = max(record.span[0], 1 - YEARS_BEFORE)
    share = located_share(record, first, 0) if first <= 0 else float("nan")
    if np.isfinite(share):
        notes.append(
            f"Located events hold {share:.0%} of the record's deaths of the {1 - first} months before the "
            "start; rho (prior median .7, .43 to 1.15 nine times in ten) covers the difference."
        )
    return notes


def _unknown_notes(tested: Mapping[str, Tested]) -> list[str]:
    """How much of each forecast of the country is not the model's at all."""
    shares = ", ".join(f"{found.unknown:.0%} ({MODEL_LABELS[name]})" for name, found in tested.items())
    return [
        "Recorded deaths that the model knows nothing of (nu, in every district and month) "
        f"make up this share of what is expected for the country: {shares}."
    ]
