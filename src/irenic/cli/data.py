"""Lists as plain data, for ``--json``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from irenic.parameters import ParameterTable
    from irenic.strategy import Strategy


def parameter_data(parameters: ParameterTable) -> dict[str, Any]:
    """Return the table of priors as plain data."""
    rows = [asdict(prior) | {"wrong_sign": prior.wrong_sign} for prior in parameters.priors]
    return {"digest": parameters.digest, "parameters": rows}


def strategy_data(strategies: Sequence[Strategy]) -> dict[str, Any]:
    """Return a case's strategies as plain data."""
    rows = [
        {
            "name": s.name,
            "label": s.label,
            "summary": s.summary,
            "argued_by": s.argued_by,
            "reference": s.reference,
            "set": s.set,
            "not_testable": s.not_testable,
            "forced": dict(s.forced),
            "phases": [phase.name for phase in s.phases],
        }
        for s in strategies
    ]
    return {"strategies": rows}
