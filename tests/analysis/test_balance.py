"""The start at rest, and the probe that tells one model from another."""

from dataclasses import replace

import numpy as np

from irenic.analysis.balance import (
    LARGE,
    Drift,
    district_drift,
    median_world,
    model_probe,
    no_luck,
    still_months,
)
from irenic.case import CaseArrays, case_arrays, load_case
from irenic.parameters import ParameterTable, load_parameters
from irenic.worlds import WorldSet


def test_the_median_world_is_the_case(toy_arrays: CaseArrays) -> None:
    table = load_parameters()
    world = median_world(toy_arrays, table)
    drawn = WorldSet(toy_arrays, table, 2, 1).block(0, 1)
    assert world.n == 1
    assert world.fighters.shape == drawn.fighters.shape
    assert world.control.shape == drawn.control.shape
    assert world.trust.shape == drawn.trust.shape
    assert world.theta.keys() == drawn.theta.keys()
    armed = [g for g in range(len(toy_arrays.groups)) if g != toy_arrays.councils]
    np.testing.assert_allclose(world.fighters[armed].sum((1, 2)), toy_arrays.fighters_best[armed])
    np.testing.assert_array_equal(world.control[..., 0], toy_arrays.control)


def test_councils_keep_their_garrison(toy_arrays: CaseArrays) -> None:
    c = toy_arrays.councils
    assert c is not None
    held = (toy_arrays.population * toy_arrays.control[1 + c]).sum()
    world = median_world(toy_arrays, load_parameters())
    np.testing.assert_allclose(world.fighters[c].sum(), toy_arrays.garrison_per_capita * held)


def test_without_luck_nothing_happens(toy_arrays: CaseArrays) -> None:
    draws = no_luck(toy_arrays)
    for name, values in draws._asdict().items():
        assert (values == (1.0 if name.startswith("u_") else 0.0)).all(), name
    for state in still_months(toy_arrays, load_parameters(), 12):
        assert state.signed == 0.0
        np.testing.assert_array_equal(state.fortune, 0.0)
        np.testing.assert_array_equal(state.grievance, 0.0)


def test_libya_stands_still() -> None:
    """Decision D11, with its exception for a place that was moving by the record.

    Kufra was: UCDP has 85 dead there from May to September 2015, and in February 2016 the eastern side fights
    there. Its councils lose .108 in three months, which docs/model-notes.md puts down to a fault of "ground
    under attack"; it may not grow.
    """
    arrays = case_arrays(load_case("libya-2015"))
    states = still_months(arrays, load_parameters())
    assert len(states) == 4
    drifts = district_drift(np.stack([s.control[..., 0] for s in states]))
    assert [d.district for d in drifts] == list(range(len(arrays.districts)))
    large = {arrays.districts[d.district]: abs(d.move) for d in drifts if d.large}
    assert set(large) <= {"kufra"} and max(large.values(), default=0.0) < 0.11


def test_the_farthest_point_counts_not_the_last() -> None:
    control = np.zeros((4, 3, 2))
    control[:, 0, 0] = [0.5, 0.3, 0.45, 0.5]
    control[:, 1, 0] = 1.0 - control[:, 0, 0]
    control[:, 2, 1] = [0.2, 0.21, 0.22, 0.26]
    first, second = district_drift(control)
    assert first == Drift(0, 0, 0.5, 0.3, 1)
    assert first.large and abs(first.move) == LARGE * 2
    assert (second.holder, second.month) == (2, 3)
    assert not second.large


def test_a_move_of_exactly_the_mark_passes() -> None:
    assert not Drift(0, 1, 0.5, 0.5 + LARGE, 3).large


def test_the_probe_sees_numbers_not_names(toy_arrays: CaseArrays) -> None:
    table = load_parameters()
    probe = model_probe(toy_arrays, table)
    assert len(probe) == 16
    assert model_probe(toy_arrays, table) == probe
    renamed = replace(toy_arrays, districts=tuple(f"other_{d}" for d in toy_arrays.districts))
    assert model_probe(renamed, table) == probe
    busier = replace(toy_arrays, urban=toy_arrays.urban * 0.99)
    assert model_probe(busier, table) != probe


def test_the_probe_sees_every_prior_that_acts_early(toy_arrays: CaseArrays) -> None:
    table = load_parameters()
    probe = model_probe(toy_arrays, table)
    for name in ("b_k", "kap", "k_s", "r0", "t_u", "mh", "e_m", "l_0", "be_V", "f0", "s_w"):
        moved = tuple(
            replace(p, a=p.a * 1.01 if p.distribution != "beta" else p.a + 0.1) if p.id == name else p
            for p in table.priors
        )
        assert model_probe(toy_arrays, ParameterTable(moved)) != probe, name
