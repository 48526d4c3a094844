"""An assessment as plain data, for scripts: missing numbers are null, keys are stable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from irenic.analysis.averages import Floats
from irenic.analysis.belief import worlds_document
from irenic.analysis.document import number
from irenic.analysis.robustness.assess import Assessment, Information
from irenic.analysis.robustness.information import Worth
from irenic.analysis.robustness.losers import GroupChange
from irenic.analysis.robustness.metrics import METRIC_IDS, METRICS, NOT_OFFERED
from irenic.analysis.robustness.rating import Rated, Rating, Reached
from irenic.analysis.robustness.weighing import effective_worlds
from irenic.study import Study

SCHEMA = 1


def assessment_document(study: Study, found: Assessment) -> dict[str, Any]:
    """Return an assessment as plain data.

    Parameters
    ----------
    study, found : a study, and `assess` of it
    """
    manifest, decision = study.manifest, found.decision
    names = decision.strategies
    return {
        "schema_version": SCHEMA,
        "notice": manifest.notice,
        "study": {"folder": str(study.path), "seed": manifest.seed, "plan": manifest.plan().digest()},
        "strategies": list(names),
        "worlds": {"used": len(decision.weights), "effective": number(effective_worlds(decision.weights))},
        **worlds_document(manifest, found.belief),
        "families": list(decision.families),
        "outcomes_in_families": list(decision.weighted),
        "weighting": _by(decision.families, found.weighting),
        "weightings": len(found.weightings),
        "metrics": [{**m._asdict(), "unit": m.unit} for m in METRICS],
        "not_offered": dict(NOT_OFFERED),
        "score": rated_document(found.score, names),
        "outcomes": [rated_document(rated, names) for rated in found.outcomes],
        "over_weightings": {
            "first": {m: _by(names, found.swept.firsts[k]) for k, m in enumerate(METRIC_IDS)},
            "kendall_tau_b": _square(found.swept.tau, METRIC_IDS),
            "alike": _pairs(found.swept.alike, names),
        },
        "thresholds": None if found.reached is None else _reached(found.reached, names),
        "dominance": {
            "dominated": _dominated(found.dominated, names),
            "beyond_error": _dominated(found.surely, names),
        },
        "simplex": _simplex(found),
        "groups": [_change(change) for change in found.groups],
        "information": None if found.information is None else _information(found.information, found),
    }


def rated_document(rated: Rated, names: Sequence[str]) -> dict[str, Any]:
    """Return one performance's rating as plain data; regrets name the set of rivals they are against.

    Parameters
    ----------
    rated : of strategies
    names : of these strategies
    """
    agree, curve = rated.rating.agree, rated.curve
    return {
        "id": rated.id,
        "unit": rated.unit,
        "direction": rated.direction,
        "threshold": {"value": number(rated.threshold.value), "source": rated.threshold.source},
        "share_of_worlds_left_out": number(rated.left_out),
        "horizon_over": list(rated.drivers),
        "horizon_curve": {
            "radius": [number(v) for v in curve.radius],
            "nearest": [number(v) for v in curve.nearest],
            "failing": {name: [number(v) for v in curve.failing[i]] for i, name in enumerate(names)},
        },
        "metrics": {m.id: _metric(rated.rating, k, names) for k, m in enumerate(METRICS)},
        "kendall_tau_b": _square(agree.tau, METRIC_IDS),
        "alike_on_every_metric": [[names[int(i)], names[int(j)]] for i, j in np.argwhere(agree.alike)],
        "first_on_every_metric": None if agree.unanimous is None else names[agree.unanimous],
    }


def _metric(rating: Rating, k: int, names: Sequence[str]) -> dict[str, Any]:
    first = int(rating.firsts[k])
    row: dict[str, Any] = {
        "first": None if first < 0 else names[first],
        "first_in_half_samples": number(rating.steady[k]),
    }
    if METRICS[k].relative:
        row["rivals"] = list(names)
    row["strategies"] = {
        name: {
            "value": number(rating.values[k, i]),
            "rank": number(rating.ranks[k, i]),
            "standard_error": number(rating.error[k, i]),
        }
        for i, name in enumerate(names)
    }
    if METRICS[k].id == "horizon":
        for i, name in enumerate(names):
            row["strategies"][name]["no_failing_world"] = bool(np.isposinf(rating.values[k, i]))
    return row


def _by(names: Sequence[str], values: Floats) -> dict[str, float | None]:
    return {name: number(value) for name, value in zip(names, values, strict=True)}


def _square(values: Floats, names: Sequence[str]) -> dict[str, dict[str, float | None]]:
    return {name: _by(names, row) for name, row in zip(names, values, strict=True)}


def _pairs(shares: Floats, names: Sequence[str]) -> list[dict[str, Any]]:
    """Pairs that some weighting orders alike on every metric, the surest first."""
    order = sorted(np.argwhere(shares > 0).tolist(), key=lambda ij: -shares[ij[0], ij[1]])
    return [
        {"first": names[i], "second": names[j], "share_of_weightings": number(shares[i, j])} for i, j in order
    ]


def _dominated(matrix: NDArray[np.bool_], names: Sequence[str]) -> dict[str, list[str]]:
    return {
        name: [names[int(i)] for i in np.flatnonzero(matrix[:, j])]
        for j, name in enumerate(names)
        if matrix[:, j].any()
    }


def _reached(reached: Reached, names: Sequence[str]) -> dict[str, Any]:
    return {
        "thresholds": {
            name: {"value": number(line.value), "source": line.source}
            for name, line in zip(reached.outcomes, reached.thresholds, strict=True)
        },
        "share_of_worlds": {name: _by(reached.outcomes, reached.each[i]) for i, name in enumerate(names)},
        "left_out": list(reached.dull),
        "all_together": _by(names, reached.together),
    }


def _simplex(found: Assessment) -> dict[str, Any]:
    simplex, decision = found.simplex, found.decision
    return {
        name: {
            "wins": number(simplex.wins[i]),
            "wins_beyond_error": number(simplex.clear[i]),
            "best_or_within_error": number(simplex.tied[i]),
            "mean_weights_where_it_wins": _by(decision.families, simplex.profile[i]),
        }
        for i, name in enumerate(decision.strategies)
    }


def _change(change: GroupChange) -> dict[str, Any]:
    return {
        "strategy": change.strategy,
        "group": change.group.id,
        "measure": change.measure.id,
        "unit": change.measure.unit,
        "difference": number(change.difference),
        "standard_error": number(change.error),
        "effect_in_sd": number(change.effect),
        "share_of_worlds_worse": number(change.worse),
        "loses": change.loses,
        "gains": change.gains,
    }


def _information(information: Information, found: Assessment) -> dict[str, Any]:
    everything = information.everything
    inputs = found.decision.inputs
    return {
        "unit": "standard deviations of the weighted outcomes, mean over weightings",
        "everything": {
            "value": number(everything.value),
            "standard_error": number(everything.error),
            "without_luck": None if everything.without_luck is None else number(everything.without_luck),
            "share_of_choices_changed": number(everything.changes),
        },
        "inputs": [_worth(worth, inputs, information.meanings) for worth in information.inputs],
        "groups": [_worth(worth, inputs, information.meanings) for worth in information.groups],
    }


def _worth(worth: Worth, inputs: Sequence[str], meanings: Mapping[str, str]) -> dict[str, Any]:
    return {
        "name": worth.name,
        "meaning": meanings.get(worth.name),
        "members": [inputs[i] for i in worth.members],
        "value": number(worth.value),
        "standard_error": number(worth.error),
        "plug_in": number(worth.plug_in),
        "plug_in_by_chance": number(worth.chance[0]),
        "highest_by_chance": number(worth.chance[1]),
        "share_of_choices_changed": number(worth.changes),
        "found": worth.found,
    }
