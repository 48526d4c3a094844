"""Phases and their rules against the oracle's, on random plans and views."""

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from irenic.engine.steering import View, decide, levers_of
from irenic.strategy import K_MAX, P_MAX, LeverLayout, StrategyArrays
from tests.reference.strategy import flat_levers, fresh, update

SEEN, LANES, MONTHS = 4, 5, 12
LAYOUT = LeverLayout(2, 2, 1)


def random_plan(rng: np.random.Generator) -> StrategyArrays:
    """Up to four phases that refer to few conditions, so that most start and end."""
    phases = int(rng.integers(1, 5))
    used = (np.arange(P_MAX) < phases).astype("f4")
    few = (rng.random((P_MAX, K_MAX)) < 0.08) * used[:, None]
    ends = (rng.random((P_MAX, K_MAX)) < 0.05) * used[:, None]
    return StrategyArrays(
        base=rng.random(LAYOUT.length).astype("f4"),
        value=rng.random((P_MAX, LAYOUT.length)).astype("f4"),
        sets=((rng.random((P_MAX, LAYOUT.length)) < 0.5) * used[:, None]).astype("f4"),
        when=few.astype("f4"),
        until=ends.astype("f4"),
        once=(rng.random(P_MAX) < 0.5).astype("f4"),
        used=used,
        observable=rng.integers(0, SEEN, K_MAX).astype("i4"),
        at_least=(rng.random(K_MAX) < 0.5).astype("f4"),
        threshold=rng.choice([0.25, 0.5, 0.75], K_MAX).astype("f4"),
        months=rng.integers(1, 4, K_MAX).astype("i4"),
        forced=np.zeros(2, "i4"),
    )


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=150, deadline=None)
def test_phases_follow_the_written_rules(seed: int) -> None:
    rng = np.random.default_rng(seed)
    plan = random_plan(rng)
    written: Any = {k: x.astype(float) if x.dtype.kind == "f" else x for k, x in plan._asdict().items()}
    memory = fresh(written, LANES)
    off = np.zeros((P_MAX, LANES))
    view = View(np.zeros((3, SEEN, LANES)), np.zeros((K_MAX, LANES)), off, off)
    for month in range(1, MONTHS + 1):
        values = rng.integers(0, 5, (SEEN, LANES)) / 4.0  # often exactly on a threshold
        view = decide(np, view, values, float(month), plan)
        update(written, memory, values.T, month)
        np.testing.assert_array_equal(view.active.T, memory.active)
        np.testing.assert_array_equal(view.first.T, memory.first)
        flat = LAYOUT.flatten(levers_of(np, view, plan, LAYOUT)._asdict())
        np.testing.assert_allclose(flat.T, flat_levers(written, memory), rtol=1e-6)
