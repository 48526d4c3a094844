"""Two arms in two worlds, two runs each, small enough to count by hand."""

from __future__ import annotations

import numpy as np

from irenic.analysis.kept import Extract
from irenic.study.manifest import OutcomeInfo


def outcome(name: str, direction: str, family: str, missing: bool = False) -> OutcomeInfo:
    return OutcomeInfo.model_validate(
        {
            "id": name, "label": name, "unit": "persons", "direction": direction, "family": family,
            "headline": True, "definition": name, "may_be_missing": missing,
        }
    )  # fmt: skip


OUTCOMES = (
    outcome("deaths", "min", "harm"),
    outcome("displaced", "min", "harm"),
    outcome("acceptance", "max", "politics"),
    outcome("plots", "min", "none"),
    outcome("rate", "min", "politics", missing=True),
)


def arm(**values: list[list[float]]) -> dict[Extract, np.ndarray]:
    return {Extract(name): np.array(rows, np.float32) for name, rows in values.items()}


ARMS = {
    "a": arm(deaths=[[10, 14], [20, 20]], displaced=[[5, 5], [5, 5]], acceptance=[[0.4, 0.6], [0.5, 0.5]]),
    "b": arm(deaths=[[12, 12], [16, 16]], displaced=[[5, 5], [5, 5]], acceptance=[[0.3, 0.3], [0.7, 0.7]]),
}
