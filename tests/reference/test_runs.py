"""What the oracle lets rules see, and whole runs of it."""

from __future__ import annotations

import csv
from importlib import resources
from typing import Any

import numpy as np

from irenic.engine.state import Draws, Levers, State
from irenic.strategy.arrays import Registers

from .algebra import Arrays
from .build import luck, median_params, no_luck, parties, plan
from .month import SYMBOLS
from .outcomes import CONTROL, DISTRICT_FIELDS, GROUP_FIELDS, OBSERVABLES, PAIR_FIELDS, Sight
from .rules import Plan
from .run import Run, run
from .seeing import counted, register_names, seen
from .start import lever_shapes, levers
from .strategy import dear_levers, unflatten
from .writing import flat, stage

INDEX = {name: k for k, (name, *_rest) in enumerate(OBSERVABLES)}


def sights(case: Any, count: int, months: int) -> list[Sight]:
    """A history in which everything at the end of month t is t."""
    groups, districts = len(case.groups), len(case.districts)
    shapes = ((len(OBSERVABLES),), (7, groups), (2, groups, groups), (4, districts), (groups, districts))
    return [Sight(*(np.full((count, *shape), float(t)) for shape in shapes)) for t in range(months)]


def test_scalars_lag_and_are_noisy(toy_arrays: Any) -> None:
    draws, history = no_luck(toy_arrays, 2), sights(toy_arrays, 2, 6)
    view = seen(history, 6, draws).scalars[0]
    lags = {"signed": 1, "membership": 1, "legitimacy": 3, "engaged": 2, "money_spent": 1, "plot": 1}
    for name, lag in lags.items():
        assert view[INDEX[name]] == 6 - lag, name
    assert view[INDEX["month"]] == 6
    assert seen(history, 2, draws).scalars[0, INDEX["legitimacy"]] == 0
    draws["observe"] = np.ones((2, 24))
    draws["u_thin"] = np.array([0.0, 1.0])
    view = seen(history, 6, draws).scalars
    np.testing.assert_allclose(view[:, INDEX["membership"]], 5.05)
    np.testing.assert_allclose(view[:, INDEX["extremist_strength"]], 4 * np.exp(0.35))
    np.testing.assert_allclose(view[:, INDEX["civilian_deaths"]], [3.0, 5.0])
    np.testing.assert_allclose(view[:, INDEX["largest_gain"]], 5.02)
    np.testing.assert_allclose(view[:, INDEX["plot"]], 5.25)
    np.testing.assert_array_equal(view[:, INDEX["outside_losses"]], 5.0)
    np.testing.assert_array_equal(view[:, INDEX["seated"]], 5.0)
    draws["observe"][:, INDEX["base_share"]] = -1.0
    view = seen(history, 6, draws).scalars
    np.testing.assert_allclose(view[:, INDEX["base_share_rise"]], 4.9)


def test_reports_on_a_group_or_district_err_together(toy_arrays: Any) -> None:
    draws, history = no_luck(toy_arrays, 1), sights(toy_arrays, 1, 6)
    draws["report_group"][0, 1] = 2.0
    draws["report_district"][0, 3] = -1.0
    view = seen(history, 6, draws)
    np.testing.assert_allclose(
        view.groups[0, :, 1], [5.2, 5.2, 5 * np.exp(0.7), 5.1, 5, 5.2, 5 * np.exp(0.7)]
    )
    np.testing.assert_array_equal(view.groups[0, :, 2], 5.0)
    half = 2.0 / np.sqrt(2.0)
    np.testing.assert_allclose(view.pairs[0, :, 1, 2], [5 + 0.1 * half, 5 * np.exp(0.35 * half)])
    np.testing.assert_array_equal(view.pairs[0], view.pairs[0].transpose(0, 2, 1))
    np.testing.assert_allclose(view.districts[0, :, 3], [4.9, 5 * np.exp(-0.35), 4.9, 4.9])
    np.testing.assert_allclose(view.control[0, 1, 3], 5 + 0.1 / np.sqrt(2.0))
    np.testing.assert_allclose(view.control[0, 2, 2], 5.0)


def test_what_is_counted_since_the_start_adds_up(toy_arrays: Any) -> None:
    history = sights(toy_arrays, 1, 4)
    total = history[0]
    for now in history[1:]:
        total = counted(now, total)
    assert total.scalars[0, INDEX["money_spent"]] == 6
    assert total.scalars[0, INDEX["strikes_flown"]] == 6
    assert total.scalars[0, INDEX["civilian_deaths"]] == 3


def test_tables_of_the_package_say_the_same_as_the_model_text(toy_arrays: Any) -> None:
    with resources.files("irenic.strategy").joinpath("observables.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    scalars = [row for row in rows if not row["of"]]
    assert [row["id"] for row in scalars] == list(INDEX)
    for row, (name, lag, noise, size, slot) in zip(scalars, OBSERVABLES, strict=True):
        assert (int(row["lag"]), row["noise"].replace("thinning", "thinned")) == (lag, noise), name
        if noise in ("normal", "lognormal"):
            assert (float(row["sd"]), int(row["draw"])) == (size, slot), name
    fields = {"group": GROUP_FIELDS, "pair": PAIR_FIELDS, "district": DISTRICT_FIELDS, "holding": (CONTROL,)}
    for of, table in fields.items():
        stated = [(r["id"], int(r["lag"]), r["noise"], float(r["sd"])) for r in rows if r["of"] == of]
        assert tuple(stated) == tuple(table), of
    assert tuple(lever_shapes(toy_arrays)) == Levers._fields
    assert tuple(SYMBOLS) == State._fields
    assert set(no_luck(toy_arrays, 1)) == set(Draws._fields)


def test_levers_that_cost_money_are_those_of_the_price_list() -> None:
    """Every lever in the sum of money of M12."""
    priced: tuple[str, ...] = (
        "strikes",
        "pay",
        "talks",
        "guarantee",
        "services",
        "embargo",
        "coast_deal",
        "local_mediation",
    )
    priced += (
        "patron_diplomacy",
        "outside_force",
        "advisers",
        "joint_room",
        "guard_force",
        "patron_deal",
        "breadth",
    )
    priced += ("bank_terms", "devolve", "reinstate", "military_track", "oil_block")
    priced += ("truce", "new_envoy", "conference")
    assert set(dear_levers()) == set(priced)


def test_registers_lie_where_the_package_says(toy_arrays: Any) -> None:
    groups, districts = toy_arrays.groups, toy_arrays.districts
    names = register_names(groups, districts)
    where = Registers(len(groups), len(districts))
    assert len(names) == where.length
    assert names[where.active] == "active 0"
    assert names[where.started + 3] == "started 3"
    assert names[where.ended + 11] == "ended 11"
    assert names[where.counts + 7] == "count districts 1"
    assert names[where.of_group("held", 2)] == f"held {groups[2]}"
    assert names[where.of_group("clash", 2, 4)] == f"clash {groups[4]} {groups[2]}"
    assert names[where.of_district("grievance", 3)] == f"grievance {districts[3]}"
    assert names[where.of_district("control", 1, 5)] == f"control {groups[5]} {districts[1]}"


def test_levers_come_back_from_their_flat_layout(toy_arrays: Any) -> None:
    given = levers(toy_arrays, 1, talks=0.4, pay=0.3)
    given["truce"][0, 1, 2] = 0.7
    given["guard_force"][0, 3] = 0.2
    given["patron_deal"][0, 1] = 0.9
    row = np.concatenate([np.ravel(value[0]) for value in given.values()])
    for name, value in unflatten(row[None], toy_arrays).items():
        np.testing.assert_array_equal(value, given[name], err_msg=name)


def toy_run(case: Any, p: Plan, draws: list[Arrays]) -> Run:
    """Run a plan in median worlds."""
    count = len(draws[0]["u_sign"])
    return run(*parties(case, count), median_params(count), case, p, draws, b0_median=-0.5)


def test_a_run_follows_its_plan(toy_arrays: Any) -> None:
    rng = np.random.default_rng(3)
    s = stage(toy_arrays, talks=1.0, breadth=0.6)
    s.phase(0, when=s.atom(0, "signed", ">=", 1))
    result = toy_run(toy_arrays, s.plan, [luck(toy_arrays, 16, rng) for _ in range(14)])
    assert len(result.states) == len(result.observed) == 15
    assert len(result.infos) == len(result.views) == 14
    for lane in range(16):
        signed = [t for t in range(1, 14) if result.states[t]["signed"][lane]]
        expected = signed[0] + 1 if signed else 0
        assert result.phases[lane, 0] == expected
    for number in range(1, 15):
        on = result.levers[number - 1]["strikes"] == 10
        first = result.phases[:, 0]
        np.testing.assert_array_equal(on, (first > 0) & (first <= number))
    assert (result.phases[:, 0] > 0).any()


def test_a_run_keeps_to_its_budget(toy_arrays: Any) -> None:
    rng = np.random.default_rng(5)
    s = stage(toy_arrays, strikes=100, talks=1.0, services=0.4)
    s.plan["budget"][:] = (150.0, 330.0)
    result = toy_run(toy_arrays, s.plan, [luck(toy_arrays, 4, rng) for _ in range(12)])
    flown = sum(info["nf"] for info in result.infos)
    spent = sum(info["money"] for info in result.infos)
    np.testing.assert_allclose(flown, 330.0)
    monthly = result.infos[0]["money"]
    assert (spent >= 150.0).all()
    assert (spent < 150.0 + monthly + 1e-9).all()
    np.testing.assert_array_equal(result.levers[-1]["services"], 0.0)
    np.testing.assert_allclose(result.views[-1][:, INDEX["strikes_flown"]], flown)


def test_a_run_may_force_dated_events(toy_arrays: Any) -> None:
    p = plan(toy_arrays, flat(toy_arrays))
    p["forced"][:2] = (1, 4)
    result = toy_run(toy_arrays, p, [no_luck(toy_arrays, 2)] * 5)
    assert [float(s["signed"][0]) for s in result.states] == [0, 1, 1, 1, 1, 1]
    assert [float(s["seated"][0]) for s in result.states] == [0, 0, 0, 0, 1, 1]
    assert result.views[4].shape == (2, len(register_names(toy_arrays.groups, toy_arrays.districts)))
