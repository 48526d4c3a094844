"""A comparison as plain data: one JSON document for scripts, reports and pages.

Missing numbers are null, never NaN; keys are stable.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from irenic.analysis.averages import Floats
from irenic.analysis.belief import worlds_document
from irenic.analysis.compare import Comparison, OutcomeComparison
from irenic.analysis.reach import PhaseReach
from irenic.analysis.regret import RegretSweep, Robustness
from irenic.analysis.split import SignSplit, regret_by_sign
from irenic.study import Study

SCHEMA = 1
SWEEP_LOW, SWEEP_HIGH = 0.1, 0.9
"""Range over weightings that is printed: 10-90%."""


def study_document(study: Study, comparison: Comparison, phases: Sequence[PhaseReach]) -> dict[str, Any]:
    """Return everything the printed table says, and more, as plain data.

    Parameters
    ----------
    study, comparison, phases : a study, `compare` of it, `reach` of it
    """
    manifest = study.manifest
    return {
        "schema_version": SCHEMA,
        "notice": manifest.notice,
        "study": {
            "folder": str(study.path),
            "case": manifest.case.model_dump(exclude={"content"}),
            "irenic": manifest.irenic,
            "seed": manifest.seed,
            "worlds": manifest.worlds,
            "replicates": manifest.replicates,
            "months": manifest.months,
            "plan": manifest.plan().digest(),
        },
        **worlds_document(manifest, comparison.belief),
        "strategies": [
            {"name": s.name, "label": s.label, "digest": s.digest, "forced": s.forced}
            for s in manifest.strategies
            if s.name in comparison.strategies
        ],
        "outcomes": [outcome_document(o, comparison.strategies) for o in comparison.outcomes],
        "robustness": _robustness(comparison),
        "by_sign": _split(regret_by_sign(study, comparison), comparison.strategies),
        "phases": [_phase(p) for p in phases],
    }


def outcome_document(outcome: OutcomeComparison, strategies: Sequence[str]) -> dict[str, Any]:
    """Return one outcome's comparison as plain data."""
    columns = {
        "value": outcome.value,
        "median": outcome.median,
        "mean": outcome.mean,
        "low": outcome.low,
        "high": outcome.high,
        "standard_error": outcome.error,
        "share_best": outcome.best,
        "variance_between_worlds": outcome.variance.between,
        "variance_luck": outcome.variance.within,
        "luck_share": outcome.variance.luck_share,
        "missing": outcome.missing,
    }
    return {
        **outcome.info.model_dump(),
        "value_is": f"{outcome.centre} over worlds of the world means; low and high are 10% and 90%",
        "luck_share": number(outcome.luck_share),
        "winner": _winner(outcome, strategies),
        "strategies": {
            name: {key: None if column is None else number(column[i]) for key, column in columns.items()}
            for i, name in enumerate(strategies)
        },
        "paired": _pairs(outcome, strategies),
    }


def as_json(document: object) -> str:
    """Return a document as JSON text; a number that is not finite is a fault, not text."""
    return json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)


def number(value: Any) -> float | None:
    """Return a plain number, None where it is missing."""
    plain = float(value)
    return plain if math.isfinite(plain) else None


def _winner(outcome: OutcomeComparison, strategies: Sequence[str]) -> dict[str, Any] | None:
    found = outcome.winner
    if found is None:
        return None
    return {
        "first": strategies[found.first],
        "second": None if found.second is None else strategies[found.second],
        "ahead": None if found.ahead is None else number(found.ahead),
        "standard_error": None if found.error is None else number(found.error),
        "clear": found.clear,
    }


def _pairs(outcome: OutcomeComparison, strategies: Sequence[str]) -> list[dict[str, Any]]:
    if outcome.pairs is None:
        return []
    mean, error, better = outcome.pairs
    return [
        {
            "strategy": first,
            "minus": second,
            "mean": number(mean[i, j]),
            "standard_error": number(error[i, j]),
            "share_of_worlds_better": number(better[i, j]),
        }
        for i, first in enumerate(strategies)
        for j, second in enumerate(strategies)
        if i < j
    ]


def _robustness(comparison: Comparison) -> dict[str, Any] | None:
    sweep, robust = comparison.sweep, comparison.robust
    if sweep is None or robust is None:
        return None
    names = comparison.strategies
    return {
        "weightings": len(sweep.weights),
        "families": list(comparison.families),
        "outcomes": list(comparison.weighted),
        "unit": "standard deviations over worlds and strategies of this set",
        "strategies": _sweep_rows(sweep, robust, names),
        "first": names[robust.first],
        "second": None if robust.second is None else names[robust.second],
        "ahead": None if robust.ahead is None else number(robust.ahead),
        "standard_error": None if robust.error is None else number(robust.error),
        "separated": robust.separated,
        "dominated_on_every_family": _dominated(comparison.dominated_families, names),
        "dominated_on_every_outcome": _dominated(comparison.dominated_outcomes, names),
    }


def _sweep_rows(sweep: RegretSweep, robust: Robustness, names: Sequence[str]) -> dict[str, Any]:
    return {
        name: {
            "share_of_worlds_best": sweep_range(sweep.best[:, i]),
            "mean_regret": sweep_range(sweep.mean[:, i]),
            "regret_90": sweep_range(sweep.high[:, i]),
            "share_of_weightings_lowest": number(robust.lowest[i]),
        }
        for i, name in enumerate(names)
    }


def sweep_range(values: Floats) -> dict[str, float | None]:
    """Return mean, 10% and 90% quantile, least and greatest over weightings."""
    low, high = np.quantile(values, (SWEEP_LOW, SWEEP_HIGH))
    found = {"mean": values.mean(), "low": low, "high": high, "least": values.min(), "greatest": values.max()}
    return {name: number(value) for name, value in found.items()}


def _split(split: SignSplit | None, names: Sequence[str]) -> dict[str, Any] | None:
    """Mean regret by the sign of a contested parameter."""
    if split is None:
        return None
    rows = {
        name: {"below_zero": number(split.below[i]), "above_zero": number(split.above[i])}
        for i, name in enumerate(names)
    }
    return {"parameter": split.parameter, "share_of_worlds_below": split.share_below, "mean_regret": rows}


def _dominated(matrix: Any, names: Sequence[str]) -> dict[str, list[str]]:
    """Dominated strategy -> those that dominate it."""
    return {
        name: [names[int(i)] for i in np.flatnonzero(matrix[:, j])]
        for j, name in enumerate(names)
        if matrix[:, j].any()
    }


def _phase(phase: PhaseReach) -> dict[str, Any]:
    return {**phase._asdict(), "hardly_reached": phase.hardly}
