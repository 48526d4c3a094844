"""The measures of a proposition in a stored study."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from irenic.analysis.averages import Floats, world_means
from irenic.analysis.proposition import (
    SCORES,
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

PLACE = "--for"


def proposition_of(study: Study, text: str) -> Proposition:
    """Return a proposition over the strategies of a study.

    Raises
    ------
    StudyError : what is wrong with the text, with its column
    """
    manifest = study.manifest
    outcomes, series = (tuple(one.id for one in infos) for infos in (manifest.outcomes, manifest.series))
    try:
        return parse_proposition(text, Words(manifest.strategy_names, outcomes, series, manifest.months))
    except RuleFault as fault:
        path = f"{PLACE}, column {fault.column}"
        problem = Problem(fault.code, str(study.path), None, path, fault.given, fault.expected, fault.hint)
        raise StudyError([problem]) from fault


def words_of(study: Study, proposition: Proposition) -> str:
    """Return a proposition in words."""
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
    wanted = measures_of(proposition)
    plain = [one for one in wanted if one.name not in SCORES or one.first is not None]
    found = {one: _runs(study, one).astype(np.float64) for one in plain}
    if by_world:
        found = {one: world_means(runs) for one, runs in found.items()}
    if len(plain) < len(wanted):
        from irenic.analysis.audit.kept import Extract, values_of, weighted  # costs seconds

        names, outcomes = study.manifest.strategy_names, study.manifest.outcomes
        needed = [one.id for one in weighted(outcomes)]
        kept = {arm: {Extract(one): _runs(study, Measure(one, arm)) for one in needed} for arm in names}
        scores = [one for one in wanted if one not in found]
        found |= values_of(scores, kept, outcomes, by_world=by_world)
    return found


def _runs(study: Study, measure: Measure) -> NDArray[np.float32]:
    """An outcome of every run of a strategy, or a series' mean over months; (world, replicate)."""
    if measure.first is None or measure.last is None:
        index = [o.id for o in study.manifest.outcomes].index(measure.name)
        return np.asarray(study.outcomes.sel(strategy=measure.arm)[..., index].values, np.float32)
    months = slice(measure.first - 1, measure.last)
    series = study.series(measure.name, strategy=measure.arm).isel(month=months)
    return np.asarray(series.values.mean(-1), np.float32)
