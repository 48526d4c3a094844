"""Whether worlds are enough, as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from irenic.analysis.belief import Belief, worlds_document
from irenic.analysis.document import SCHEMA, number
from irenic.analysis.enough.asked import Enough
from irenic.study import Study


def enough_document(
    study: Study, found: Sequence[Enough], alpha: float, belief: Belief | None = None
) -> dict[str, Any]:
    """Return what is settled, and what it would take, as plain data.

    Parameters
    ----------
    study, found : a study, and what was asked of it
    alpha : chance of ever settling for a wrong answer
    belief : how much each world counted; None for alike
    """
    manifest = study.manifest
    return {
        "schema_version": SCHEMA,
        "notice": manifest.notice,
        "study": {"folder": str(study.path), "case": manifest.case.id, "plan": manifest.plan().digest()},
        "worlds": manifest.worlds,
        "replicates": manifest.replicates,
        **worlds_document(manifest, belief),
        "chance_of_a_wrong_answer": alpha,
        "questions": [_one(one) for one in found],
    }


def _one(one: Enough) -> dict[str, Any]:
    need, luck = one.need, one.replicates
    forecast = need.forecast
    return {
        "kind": one.kind,
        "asked": one.asked,
        "unit": one.unit,
        "estimate": number(one.estimate),
        "low": number(one.low),
        "high": number(one.high),
        "first": one.first or None,
        "second": one.second or None,
        "settled_at": need.settled_at,
        "answer": need.answer,
        "worlds": need.worlds,
        "share_that_says_nothing": number(one.skipped),
        "forecast": None
        if forecast is None
        else {
            "median": forecast.median,
            "low": forecast.low,
            "high": forecast.high,
            "none_means_more_than": forecast.most,
        },
        "replicates": None if luck is None else luck._asdict(),
    }
