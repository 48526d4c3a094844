"""What is uncertain in a study, one by one and in groups: the model's mechanisms and the case's figures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from irenic.parameters import load_parameters
from irenic.study import Study

Floats = NDArray[np.float64]

MECHANISMS: dict[str, str] = {
    "M1": "M1 patrons and supply",
    "M2": "M2 talks",
    "M3": "M3 unity government",
    "M4": "M4 relapse",
    "M5": "M5 trust",
    "M6": "M6 deployment",
    "M7": "M7 strikes",
    "M8": "M8 combat",
    "M9": "M9 control",
    "M10": "M10 recruitment",
    "M11": "M11 fragmentation",
    "M12": "M12 harm and cost",
}
"""Mechanisms in words (docs/model.md); a group of inputs each."""

OTHER = "other parts of the model"
CASE_FIGURES = "figures of the case"
LUCK = "luck"


@dataclass(frozen=True, slots=True)
class Input:
    """One uncertain number: its id, the group it belongs to, and what it means."""

    name: str
    group: str
    meaning: str


def inputs_of(study: Study) -> tuple[Input, ...]:
    """Return a study's uncertain numbers: parameters, then the case's factors, in the stored order.

    Parameters
    ----------
    study : made by this version or an older one; a parameter that is no longer known is under `OTHER`
    """
    known = {prior.id: prior for prior in load_parameters().priors}
    found = []
    for name in study.manifest.parameters.names:
        prior = known.get(name)
        mechanism = "" if prior is None else prior.mechanism
        found.append(Input(name, MECHANISMS.get(mechanism, OTHER), "" if prior is None else prior.meaning))
    found.extend(Input(f.name, CASE_FIGURES, f.meaning) for f in study.manifest.factors)
    return tuple(found)


def group_members(inputs: tuple[Input, ...]) -> dict[str, tuple[int, ...]]:
    """Return the groups in a fixed order, each with the places of its inputs."""
    order = [*MECHANISMS.values(), OTHER, CASE_FIGURES]
    members = {name: tuple(i for i, one in enumerate(inputs) if one.group == name) for name in order}
    return {name: places for name, places in members.items() if places}


def stored_inputs(study: Study) -> Floats:
    """Return the values of every uncertain number in every world, (input, world), as `inputs_of` orders."""
    parts = [np.asarray(study.parameters.values, np.float64)]
    if study.manifest.factors:
        parts.append(np.asarray(study.factors.values, np.float64))
    return np.concatenate(parts)
