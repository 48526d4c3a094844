"""A case, its record and its worlds made ready for a back-test."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from irenic.analysis.backtest.events import with_events
from irenic.analysis.backtest.result import FORCED, UNFORCED
from irenic.analysis.backtest.run import Ensemble, Options, Subject
from irenic.analysis.backtest.shapes import read_shapes
from irenic.analysis.weighting.observation import OBSERVATION_PRIORS, Observation, observation_draws
from irenic.case import CaseArrays, case_arrays, load_case
from irenic.case.shipped import case_path
from irenic.errors import DataError, Problem, did_you_mean
from irenic.parameters import load_parameters
from irenic.record import Record, load_record
from irenic.record.tables import FOLDER
from irenic.strategy import Strategy, StrategyArrays, load_case_strategies, strategy_arrays
from irenic.worlds import WorldSet

if TYPE_CHECKING:
    from irenic.analysis.weighting.store import Weighting

HISTORY, OPEN = "history", "history_unforced"
"""Strategies of a case that hold what was done: with the dated events of the talks forced, and without."""

STREAM = 4
"""Place of the observation coordinates among the draws of a back-test."""


def subject_of(case: str, events: str | None = None) -> Subject:
    """Return a case ready for its back-test.

    Parameters
    ----------
    case : a shipped case's name, or a path
    events : a file of events, or the name of stored ones, whose deaths stand in for the record's; None for
        the record's own

    Raises
    ------
    CaseError, StrategyError : the case or its strategies cannot be used
    DataError : ``no_record`` (no deaths, or no windows), ``no_history`` (the case does not say what was
        done), and every problem of the record's tables
    """
    from irenic.engine.dyads import Parties  # the engine starts its array library
    from irenic.engine.run import Engine

    path, name = case_path(case)
    loaded = load_case(case)
    arrays, table = case_arrays(loaded), load_parameters()
    record = load_record(path, arrays)
    _check_record(record, name)
    digests = {"case": loaded.digest, "record": record.digest, "parameters": table.digest}
    notes: tuple[str, ...] = ()
    if events is not None:
        from irenic.record.store import open_events  # starts the library of stored tables

        given = open_events(events)
        record, words = with_events(record, arrays, path, given)
        digests["events"], notes = given.digest, (words,)
    strategies = load_case_strategies(path.parent, arrays)
    _check_strategies(tuple(strategies), name)
    months = max(window.last for window in record.windows)
    parties = Parties(record.party_masks, record.air_party)
    engine = Engine(arrays, table, months, parties=parties)
    series = (*engine.series_names, *(f"deaths_{district}" for district in arrays.districts))
    return Subject(
        title=loaded.title,
        case=case,
        digests=digests,
        arrays=arrays,
        record=record,
        shapes=read_shapes(path.parent, series, months),
        engine=engine,
        strategies=_what_was_done(strategies, arrays),
        notes=notes,
    )


def _what_was_done(known: Mapping[str, Strategy], arrays: CaseArrays) -> dict[str, StrategyArrays]:
    """History with and without forced events; once where the case forces none."""
    found = {
        ours: strategy_arrays(known[theirs], arrays)
        for ours, theirs in ((FORCED, HISTORY), (UNFORCED, OPEN))
        if theirs in known
    }
    if len(found) > 1 and not np.any(found[FORCED].forced):
        del found[FORCED]
    return found


def prior_ensemble(subject: Subject, options: Options) -> Ensemble:
    """Return worlds from the prior with their observation coordinates.

    Parameters
    ----------
    subject, options : the case; worlds and seed

    References
    ----------
    Decision D14 (a scrambled Sobol sample). Assumption: the three observation coordinates are independent
    draws, since a second Sobol sample would follow the first.
    """
    worlds = WorldSet(subject.arrays, load_parameters(), options.worlds, options.seed)
    return Ensemble(worlds.block(0, options.worlds), _recording(options.worlds, options.seed), None)


def _recording(count: int, seed: int) -> Observation:
    """Ways of recording from their prior, one a world."""
    rng = np.random.Generator(np.random.Philox(np.random.SeedSequence((seed, STREAM))))
    points = rng.random((len(OBSERVATION_PRIORS), count))
    return observation_draws(np.clip(points, np.finfo(float).tiny, None))  # 0 itself is one draw in 2**53


def _check_record(record: Record, name: str) -> None:
    if record.known and record.windows:
        return
    missing = "windows to score" if record.known else "deaths recorded"
    hint = f"A back-test compares the model with the tables in the folder {FOLDER}/ beside the case file."
    raise DataError(
        [Problem("no_record", name, None, FOLDER, f"without {missing}", "a record with both", hint)]
    )


def _check_strategies(names: tuple[str, ...], name: str) -> None:
    if HISTORY in names or OPEN in names:
        return
    expected = f"a strategy {HISTORY} with what outsiders did, dated"
    hint = did_you_mean(HISTORY, names)
    raise DataError([Problem("no_history", name, None, "strategies", "without one", expected, hint)])


def weighted_ensemble(subject: Subject, weighting: Weighting) -> tuple[Ensemble, str]:
    """Return the refined worlds of a weighting, and what they are in words.

    Parameters
    ----------
    subject : the case
    weighting : made of the same case, record and priors

    Raises
    ------
    DataError : ``other_weighting``, one problem for each thing that differs
    """
    request = weighting.manifest.request
    given = {"case": request.case.digest, "record": request.record, "parameters": request.parameters.digest}
    problems = [
        Problem(
            "other_weighting",
            str(weighting.path),
            None,
            what,
            f"the one with digest {digest[:12]}",
            f"that of {subject.case}, {subject.digests[what][:12]}",
            "Weigh the case anew: irenic weigh.",
        )
        for what, digest in given.items()
        if digest != subject.digests[what]
    ]
    if problems:
        raise DataError(problems)
    count = weighting.points.shape[1]
    worlds = WorldSet(subject.arrays, load_parameters(), count, request.seed)
    observation = observation_draws(weighting.observations)
    # Learned of single cells; a total is dispersed less, and what its recording is like is not learned.
    observation = observation._replace(alpha=_recording(count, request.seed).alpha)
    words = (
        f"{count:,} worlds weighted by {request.window.months[0]} to {request.window.months[-1]} "
        f"({weighting.digest[:12]})"
    )
    if weighting.manifest.reached < 1.0:
        words += f", its likelihood tempered to the power {weighting.manifest.reached:.2g}"
    return Ensemble(worlds.from_uniforms(weighting.points), observation, None), words
