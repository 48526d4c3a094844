"""The measures of a proposition in a stored study: read by `discover` and `enough`."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from irenic.analysis.averages import Floats
from irenic.analysis.kept import Extract, extracts_of, values_of
from irenic.analysis.proposition import (
    Labels,
    Measure,
    Proposition,
    RuleFault,
    Words,
    in_words,
    measures_of,
    parse_proposition,
)
from irenic.errors import Problem, StudyError
from irenic.study import Study


def proposition_of(study: Study, text: str, place: str) -> Proposition:
    """Return a proposition over the strategies of a study.

    Parameters
    ----------
    study : its strategies are the arms of the proposition
    text : such as ``dislodged(strikes) < 0.5``
    place : how messages call where the text stands, such as ``--where``

    Raises
    ------
    StudyError : what is wrong with the text, with its column
    """
    manifest = study.manifest
    outcomes, series = (tuple(one.id for one in infos) for infos in (manifest.outcomes, manifest.series))
    words = Words(manifest.strategy_names, outcomes, series, manifest.months, "a strategy of the study")
    try:
        return parse_proposition(text, words)
    except RuleFault as fault:
        path = f"{place}, column {fault.column}"
        problem = Problem(fault.code, str(study.path), None, path, fault.given, fault.expected, fault.hint)
        raise StudyError([problem]) from fault


def words_of(study: Study, proposition: Proposition) -> str:
    """Return a proposition in words, by the labels of the study."""
    manifest = study.manifest
    arms = {s.name: s.label for s in manifest.strategies if s.label}
    return in_words(proposition, Labels(arms=arms, measures={o.id: o.label for o in manifest.outcomes}))


def unit_of(study: Study, proposition: Proposition) -> str:
    """Return the unit of all that a proposition measures; empty where units differ or are not known."""
    infos = {one.id: one.unit for one in study.manifest.series}
    infos |= {one.id: one.unit for one in study.manifest.outcomes}
    units = {infos.get(one.name, "") for one in measures_of(proposition)}
    return units.pop() if len(units) == 1 else ""


def measured(study: Study, proposition: Proposition, *, by_world: bool) -> dict[Measure, Floats]:
    """Return what a proposition measures in every world, (world,), or in every run, (world, replicate).

    Parameters
    ----------
    study, proposition : of one another
    by_world : means over replicates, luck removed, as verdicts are given on (decision D17)
    """
    wanted, outcomes = measures_of(proposition), study.manifest.outcomes
    needed = extracts_of(wanted, study.manifest.strategy_names, outcomes)
    kept = {arm: {one: _runs(study, arm, one) for one in of_arm} for arm, of_arm in needed.items()}
    return values_of(wanted, kept, outcomes, by_world=by_world)


def _runs(study: Study, arm: str, wanted: Extract) -> NDArray[np.float32]:
    """An outcome of every run of a strategy, or a series' mean over months; (world, replicate)."""
    if wanted.first is None or wanted.last is None:
        index = [o.id for o in study.manifest.outcomes].index(wanted.name)
        return np.asarray(study.dataset["outcomes"].sel(strategy=arm)[..., index].values, np.float32)
    months = slice(wanted.first - 1, wanted.last)
    series = study.series(wanted.name, strategy=arm).isel(month=months)
    return np.asarray(series.values.mean(-1), np.float32)
