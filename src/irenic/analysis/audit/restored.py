"""A ledger again from its document, so that a kept one can be told in the same words as a fresh one.

Documents lie in folders that strangers may have written: everything is checked, nothing is believed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from irenic.analysis.audit.ledger import Ledger
from irenic.errors import StudyError
from irenic.study.problems import study_error


def ledger_of(document: Mapping[str, Any], place: object = "the ledger") -> Ledger:
    """Return the ledger that a document tells.

    Parameters
    ----------
    document : as `irenic.analysis.audit.document.ledger_document` gives it
    place : where it lies, for messages

    Returns
    -------
    Ledger with its lines in the document's order

    Raises
    ------
    StudyError : ``damaged_document``
    """
    try:
        study, audit, claims = document["study"], document["audit"], document["claims_file"]
        weights = document["weights"]
        found = {
            "study": study["folder"],
            **{name: study[name] for name in ("case", "title", "irenic")},
            **{name: audit[name] for name in ("worlds", "replicates", "seed", "rerun_worlds", "arms")},
            "study_months": audit.get("study_months", 0),
            "claims_digest": claims["digest"],
            "tests": claims["tests"],
            "lines": [_line(one) for one in document["claims"]],
            "notice": document["notice"],
            "points": document["points"],
            "weighed": None
            if weights is None
            else {"digest": weights["weighting"], "effective": weights["effective_worlds"]},
        }
        return _check().validate_python(found)
    except (ValidationError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise _damaged(place) from error


@cache
def _check() -> TypeAdapter[Ledger]:
    """Validator, which takes a moment to make."""
    return TypeAdapter(Ledger)


def _line(one: Mapping[str, Any]) -> dict[str, Any]:
    same = ("id", "wording", "article", "mechanism", "tolerance", "model_limits", "evidence", "months")
    found = one["findings"]
    return {
        **{name: one[name] for name in (*same, "verdict", "reason", "record", "other_reading")},
        "asked": one["test"],
        "findings": None if found is None else _findings(found),
    }


def _findings(found: Mapping[str, Any]) -> dict[str, Any]:
    agreements = [_agreement(kind, one) for kind, one in found["stability"].items()]
    doubt = found["unsettled_by"]
    return {
        "share": _share(found["worlds"]),
        "runs": found["share_of_runs"],
        "by_rule": found["verdict_before_stability"],
        "agreements": agreements,
        "unsettled": next((one for one in agreements if one["kind"] == doubt), None),
        "nearest": found["nearest_world"],
        "parts": [(one["test"], _share(one)) for one in found["parts"]],
        **{name: found[name] for name in ("luck_share", "reliability", "box", "no_box", "boundaries")},
    }


def _share(one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **{name: _known(one[name]) for name in ("share", "low", "high")},
        **{name: one[name] for name in ("holding", "speaking", "effective")},
        "worlds": one["looked_at"],
        "weight": one["weight_that_speaks"],
    }


def _agreement(kind: str, one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "kind": kind,
        **{name: one[name] for name in ("agreeing", "resamples", "others")},
        "least": _known(one["least_share"]),
        "greatest": _known(one["greatest_share"]),
    }


def _known(value: float | None) -> float:
    """A number; NaN, which no document holds, for none."""
    return math.nan if value is None else value


def _damaged(place: object) -> StudyError:
    expected, hint = "the ledger as irenic writes it", "Audit the study again."
    return study_error("damaged_document", place, "not as irenic writes it", expected, hint, path="ledger")
