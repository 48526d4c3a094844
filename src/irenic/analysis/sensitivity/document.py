"""Drivers as plain data, for scripts and reports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from irenic.analysis.belief import Belief, worlds_document
from irenic.analysis.document import SCHEMA, number
from irenic.analysis.sensitivity.drivers import Driver, Drivers
from irenic.study import Study

MEANING = {
    "given": "share of the variance of a run that an input explains alone, from the study's own worlds",
    "sobol": "first and total Sobol index: share of the variance of a run, alone and with all others",
    "morris": "mean absolute effect of a step of half the input's range, standard deviations of a run",
}


def sensitivity_document(
    study: Study, found: Sequence[Drivers], belief: Belief | None = None
) -> dict[str, Any]:
    """Return what drives a study's answers as plain data; intervals are of 90%.

    Parameters
    ----------
    study, found : a study, and drivers of it
    belief : how much each world counted; None for alike
    """
    manifest = study.manifest
    return {
        "schema_version": SCHEMA,
        "notice": manifest.notice,
        "study": {"folder": str(study.path), "case": manifest.case.id, "plan": manifest.plan().digest()},
        **worlds_document(manifest, belief),
        "questions": [_drivers(drivers) for drivers in found],
    }


def _drivers(drivers: Drivers) -> dict[str, Any]:
    question = drivers.question
    return {
        "asked": question.kind,
        "outcome": question.outcome.id,
        "strategies": list(question.strategies),
        "method": drivers.method,
        "share_is": MEANING[drivers.method],
        "points": drivers.points,
        "runs": drivers.runs,
        "left_out": number(drivers.left_out),
        "answers": [number(v) for v in drivers.answers],
        "settled": drivers.settled,
        "luck": None if drivers.luck is None else _driver(drivers.luck),
        "together": None if drivers.together is None else _driver(drivers.together),
        "groups": [_driver(d) for d in drivers.groups],
        "inputs": [_driver(d) for d in drivers.inputs],
    }


def _driver(driver: Driver) -> dict[str, Any]:
    found: dict[str, Any] = {"name": driver.name, "group": driver.group, "matters": driver.matters}
    for key in ("share", "low", "high", "total", "total_low", "total_high", "spread"):
        value = getattr(driver, key)
        found[key] = None if value is None else number(value)
    return found
