"""Random worlds of the toy case for the oracle's own tests."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from .algebra import Arrays, Scene, masks
from .build import before, luck
from .month import month
from .start import levers

B = 24
KIT = {
    "strikes": 120.0,
    "leadership_pressure": 0.25,
    "care": 0.3,
    "talks": 1.0,
    "breadth": 0.7,
    "pay": 0.4,
    "partner": 0.3,
    "guarantee": 0.3,
    "local_mediation": 0.2,
    "services": 0.2,
    "air_conditional": 0.5,
    "sanction": 0.2,
    "deny": 0.3,
    "coast_deal": 0.4,
    "new_conference": 0.3,
    "mediator_bias": 0.4,
    "new_envoy": 0.2,
    "conference": 0.3,
}


def go(w: SimpleNamespace, lev: Arrays, months: int, **fixed: Any) -> tuple[Arrays, list[dict[str, Any]]]:
    """Run some months with random luck, but for the draws fixed."""
    state, infos = w.state, []
    for number in range(1, months + 1):
        draws = luck(w.case, B, w.rng) | {name: np.full(B, value) for name, value in fixed.items()}
        state, info = month(state, w.params, lev, w.case, w.anchors, draws, number)
        infos.append(info)
    return state, infos


def at(w: SimpleNamespace, mechanism: Any, **given: float) -> Scene:
    """Return the variables of month 1 just before a mechanism, with random luck."""
    return before(
        mechanism, w.state, w.params, levers(w.case, B, **given), w.case, w.anchors, luck(w.case, B, w.rng)
    )


def with_deal(w: SimpleNamespace) -> None:
    """Put the worlds into a signed and seated settlement with half of everyone in."""
    dom = masks(w.case).dom
    one = np.ones(B)
    w.state = w.state | {"signed": one, "seated": one, "membership": 0.5 * np.tile(dom, (B, 1))}
