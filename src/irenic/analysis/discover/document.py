"""A search's result as plain data: one JSON document for scripts, reports and pages."""

from __future__ import annotations

from typing import Any

from irenic.analysis.belief import Belief, worlds_document
from irenic.analysis.discover.box import Box, Fit, Limit
from irenic.analysis.discover.find import REASONS, Found
from irenic.analysis.discover.survey import Discovery
from irenic.analysis.discover.tree import TreeOpinion
from irenic.analysis.discover.words import clauses, quantile_of, sentence
from irenic.analysis.document import number
from irenic.parameters import ParameterTable
from irenic.study import Study

SCHEMA = 1


def discovery_document(study: Study, discovery: Discovery, belief: Belief | None = None) -> dict[str, Any]:
    """Return everything the printed page says, and the trajectories, as plain data.

    Parameters
    ----------
    study, discovery : a study, `discover` of one of its questions
    belief : how much each world counted; None for alike
    """
    table = discovery.inputs.table
    return {
        "schema_version": SCHEMA,
        "notice": study.manifest.notice,
        "study": {"folder": str(study.path), "plan": study.manifest.plan().digest()},
        **worlds_document(study.manifest, belief),
        "question": {
            "where": discovery.question.text,
            "words": discovery.question.words,
            "worlds": discovery.question.asked,
            "base": number(discovery.boxes[0].base),
        },
        "inputs": [one.name for one in discovery.inputs.inputs],
        "found": discovery.found,
        "searches": [_found(one, table) for one in discovery.boxes],
        "all_boxes": _fit(discovery.overall),
        "outside": {
            "share_of_cases": number(discovery.outside[0]),
            "density": number(discovery.outside[1]),
        },
        "tree": _tree(discovery.tree, table),
    }


def _found(found: Found, table: ParameterTable | None) -> dict[str, Any]:
    trajectory = found.trajectory
    return {
        "sentence": sentence(found, table),
        "reason": found.reason,
        "reason_in_words": REASONS.get(found.reason, ""),
        "worlds": number(found.worlds),
        "base": number(found.base),
        "box": _box(found.box, table),
        "rejected": _box(found.rejected, table),
        "train": _fit(found.train),
        "test": _fit(found.test),
        "p_test": number(found.p_test),
        "p_search": number(found.p_search),
        "shuffles": found.permutations,
        "candidates": list(found.candidates),
        "step": found.step,
        "trajectory": None
        if trajectory is None
        else {
            "mass": trajectory.mass.tolist(),
            "coverage": trajectory.coverage.tolist(),
            "density": trajectory.density.tolist(),
            "restricted": trajectory.restricted.tolist(),
            "held_out_score": found.held_out.tolist(),
        },
    }


def _box(box: Box | None, table: ParameterTable | None) -> list[dict[str, Any]] | None:
    return None if box is None else [_limit(limit, table) for limit in box]


def _limit(limit: Limit, table: ParameterTable | None) -> dict[str, Any]:
    return {
        "input": limit.input.name,
        "kind": limit.input.kind,
        "unit": limit.input.unit,
        "low": limit.low,
        "high": limit.high,
        "without": list(limit.without),
        "prior_quantile": number(quantile_of(limit, table)),
        "p_train": number(limit.p_train),
        "p_test": number(limit.p_test),
    }


def _fit(fit: Fit | None) -> dict[str, float | None] | None:
    return None if fit is None else {name: number(value) for name, value in fit._asdict().items()}


def _tree(tree: TreeOpinion, table: ParameterTable | None) -> dict[str, Any]:
    return {
        "inputs": list(tree.inputs),
        "first_split": None if tree.first is None else {"input": tree.first[0], "value": tree.first[1]},
        "leaves": tree.leaves,
        "densest_leaf": clauses(tree.region, table),
        "train": _fit(tree.train),
        "test": _fit(tree.test),
        "agreement": number(tree.agreement),
        "called_by_both": number(tree.called_by_both),
    }
