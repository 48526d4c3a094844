"""Months of cases that lack something or state more: NumPy beside the twin, nothing compiled."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from irenic.case import CaseArrays
from irenic.parameters import ParameterTable
from irenic.worlds import WorldSet
from tests.engine.bench import KIT, LEAST, MOST, bench_of
from tests.engine.compare import ROUNDING, Pair, gap, worlds_first
from tests.reference.month import month
from tests.reference.start import start

WORLDS, MONTHS = 12, 6
MORE = {
    "new_envoy": 0.5,
    "conference": 0.4,
    "consent_required": 0.6,
    "reinstate": 0.3,
    "outside_force": 300.0,
}


def without_councils(arrays: CaseArrays) -> dict[str, Any]:
    """The councils' people as one more armed group."""
    armed = arrays.is_armed.copy()
    armed[arrays.councils] = True
    kinds = tuple("armed_group" if kind == "local_councils" else kind for kind in arrays.kinds)
    return {"councils": None, "is_armed": armed, "kinds": kinds}


def without_bodies(arrays: CaseArrays) -> dict[str, Any]:
    """The political bodies as armed groups: nobody's attendance counts."""
    kinds = tuple("armed_group" if kind == "political_body" else kind for kind in arrays.kinds)
    nobody = np.zeros_like(arrays.is_political)
    return {"is_political": nobody, "is_armed": arrays.is_armed | arrays.is_political, "kinds": kinds}


def judged_amid_more(arrays: CaseArrays) -> dict[str, Any]:
    """Acceptance judged amid strikes, a conference and a new envoy."""
    return {
        "reference_levers": {**arrays.reference_levers, "strikes": 60.0, "conference": 1.0, "new_envoy": 1.0}
    }


def with_nobody_shut_out(arrays: CaseArrays) -> dict[str, Any]:
    """A case that states neither exclusion nor revenue nor a region."""
    none = np.zeros_like(arrays.revenue)
    return {"exclusion": none, "revenue": none, "regions": {}}


ODD = (without_councils, without_bodies, judged_amid_more, with_nobody_shut_out)


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: odd.__name__)
def test_an_odd_case_agrees_with_the_twin(toy_arrays: CaseArrays, table: ParameterTable, odd: Any) -> None:
    worlds = WorldSet(toy_arrays, table, 64, 5).block(0, WORLDS)
    arrays = replace(toy_arrays, **odd(toy_arrays))
    bench = bench_of(arrays, table, worlds)
    figures = (worlds_first(x) for x in (worlds.fighters, worlds.control, worlds.trust))
    params = {name: np.asarray(x) for name, x in worlds.theta.items()}
    state, anchors = start(*figures, params, arrays, float(table.median["b0"]))
    levers = bench.levers(**{**KIT, **MORE})
    lev = {name: worlds_first(x) for name, x in levers._asdict().items()}
    found = [Pair(f"anchors.{n}", worlds_first(x), anchors[n]) for n, x in bench.anchors._asdict().items()]
    for number in range(1, MONTHS + 1):
        luck = bench.luck(9, number)
        draws = {name: worlds_first(x) for name, x in luck._asdict().items()}
        bench = bench._replace(state=bench.month(levers, luck, number)[0])
        state, _ = month(state, params, lev, arrays, anchors, draws, number)
        found += [
            Pair(f"{n}, month {number}", worlds_first(x), state[n]) for n, x in bench.state._asdict().items()
        ]
    assert [(pair.name, gap(pair)) for pair in found if not gap(pair) <= ROUNDING] == []


def test_local_deals_break_over_the_spoiling_of_the_month(
    toy_arrays: CaseArrays, table: ParameterTable
) -> None:
    """Chances on a fine grid: those with the trust of before would differ."""
    bench = bench_of(toy_arrays, table, WorldSet(toy_arrays, table, 64, 5).block(0, WORLDS))
    bench = bench.with_(deal=np.ones_like(bench.state.deal), s0=5.0)
    state, anchors, params = (
        {name: worlds_first(x) for name, x in record.items()}
        for record in (bench.state._asdict(), bench.anchors._asdict(), bench.p)
    )
    levers = bench.levers(talks=1.0, breadth=0.5)
    lev = {name: worlds_first(x) for name, x in levers._asdict().items()}
    broken = []
    for u in np.geomspace(0.005, 0.4, 16):
        luck = bench.still()._replace(u_deal=np.full_like(bench.state.deal, u))
        for u_spoil in (LEAST, MOST):
            luck = luck._replace(u_spoil=np.full(WORLDS, u_spoil))
            draws = {name: worlds_first(x) for name, x in luck._asdict().items()}
            ours, info = bench.month(levers, luck)
            theirs, _ = month(state, params, lev, toy_arrays, anchors, draws, 1)
            np.testing.assert_array_equal(worlds_first(ours.deal), theirs["deal"])
            assert (info.talks.spoiled == (u_spoil == LEAST)).all()
            broken.append(info.deals.broken.sum())
    assert sum(broken[::2]) > sum(broken[1::2]) > 0, "spoiling breaks deals that would have held"
