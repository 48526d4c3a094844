"""Selectors, targets and budgets of the oracle, by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from .writing import Stage, stage

DISTRICTS = {"port": 0, "midtown": 1, "hills": 2, "oasis": 3}


@pytest.fixture
def s(toy_arrays: Any) -> Stage:
    """A plan without phases; phase p sets strikes to 10 + p."""
    assert toy_arrays.districts == tuple(DISTRICTS)
    return stage(toy_arrays)


def services(s: Stage, row: Any) -> list[float]:
    """The lever `services` by district."""
    return [float(row[s.at("services", d)]) for d in range(4)]


def test_a_selector_picks_by_any_clause_of_which_every_test_holds(s: Stage) -> None:
    share, cohesion = 0, 2  # rows of the table of districts
    clauses = [[(share, ">=", 0.2), (cohesion, "<", 0.5)], [(share, ">=", 0.9)]]
    s.select("districts", 1, clauses, mask=[1, 1, 1, 0])
    s.phase(0, when=s.atom(0, "count districts 1", ">=", 2))
    months = [
        {"extremist_share port": 0.3, "extremist_share midtown": 0.1, "extremist_share oasis": 1.0},
        {"extremist_share port": 0.3, "extremist_share hills": 0.95, "cohesion hills": 0.9},
    ]
    rows, views, _ = s.play(months)
    count = s.names.index("count districts 1")
    assert [view[count] for view in views] == [1, 2]
    assert [row[0] for row in rows] == [0, 10]


def test_a_live_clause_without_tests_picks_the_mask_and_no_clause_picks_nothing(s: Stage) -> None:
    s.select("groups", 0, [[]], mask=[0, 1, 1, 0, 0, 0, 0])
    s.select("groups", 1, [], mask=1.0)
    _, views, _ = s.play([{}])
    assert [views[0][s.names.index(f"count groups {k}")] for k in (0, 1, 2)] == [2, 0, 0]


def test_pairs_are_counted_once_and_a_truce_reaches_both_ways(s: Stage) -> None:
    groups = len(s.case.groups)
    mask = 1.0 - np.eye(groups)
    mask[s.case.extremist] = mask[:, s.case.extremist] = 0.0
    s.select("pairs", 3, [[(0, ">=", 0.5), (1, "<", 0.1)]], mask)
    s.target(0, 0, "truce", ("month", (0, 1), (0.8, 0.8)))
    s.plan["targets"]["selector"][0] = 6 + 6 + 4
    both = {"trust NA SB": 0.6, "trust SB NA": 0.6, "trust EX NA": 0.9, "trust NA EX": 0.9}
    noisy = both | {"clash NA SB": 0.2, "clash SB NA": 0.2}
    rows, views, _ = s.play([both, noisy])
    assert [view[s.names.index("count pairs 3")] for view in views] == [1, 0]
    truce = s.at("truce", 0, 0)
    table = rows[0][truce : truce + groups * groups].reshape(groups, groups)
    na, sb = s.case.groups.index("NA"), s.case.groups.index("SB")
    assert table[na, sb] == table[sb, na] == 0.8
    assert np.isclose(table.sum(), 1.6)
    assert not rows[1][truce : truce + groups * groups].any()


def test_rows_of_the_table_of_groups(s: Stage) -> None:
    """Row 7 + h is trust toward group h; the element is the group itself."""
    toward = 7 + s.case.groups.index("SB")
    s.select("groups", 2, [[(toward, ">=", 0.4)]])
    s.target(0, 0, "pay", ("month", (0, 1), (0.3, 0.3)))
    s.plan["targets"]["selector"][0] = 3
    rows, _, _ = s.play([{"trust SB NA": 0.5}])
    pay = [float(rows[0][s.at("pay", g)]) for g in range(len(s.case.groups))]
    assert pay == [0.3 if g == "NA" else 0.0 for g in s.case.groups]


@pytest.mark.parametrize(
    ("seen", "given"), [(0.1, 20.0), (0.2, 20.0), (0.3, 45.0), (0.6, 120.0), (0.9, 120.0)]
)
def test_a_target_follows_its_register_between_two_points(s: Stage, seen: float, given: float) -> None:
    s.target(0, 0, "strikes", ("legitimacy", (0.2, 0.6), (20.0, 120.0)))
    assert s.strikes([seen]) == pytest.approx([given])


def test_a_target_may_fall(s: Stage) -> None:
    s.target(0, 0, "strikes", ("legitimacy", (0.2, 0.6), (120.0, 20.0)))
    assert s.strikes([0.0, 0.5, 1.0]) == pytest.approx([120, 45, 20])


def test_a_target_acts_only_while_its_phase_is_in_force(s: Stage) -> None:
    s.phase(
        0, when=s.atom(0, "month", ">=", 2), until=s.atom(1, "month", ">=", 4), once=1, lead=1, withdraw=1
    )
    s.target(0, 1, "services", ("extremist_share port", (0.0, 1.0), (0.0, 1.0)))
    rows, _, _ = s.play([{"extremist_share port": 0.5}] * 6)
    assert [services(s, row)[0] for row in rows] == [0, 0, 0.5, 0.5, 0, 0]


def test_a_higher_rank_that_sets_the_place_keeps_it(s: Stage) -> None:
    s.phase(0)
    s.phase(1, until=s.atom(0, "month", ">=", 2))
    s.set(0, "services", 0.1, 0)
    s.set(1, "services", 0.9, 1)
    s.target(0, 1, "services", ("month", (0, 1), (0.5, 0.5)))
    rows, _, _ = s.play([{}] * 2)
    # Phase 0's own fixed value at port gives way to its target; phase 1's at midtown does not.
    assert services(s, rows[0]) == [0.5, 0.9, 0.5, 0.5]
    assert services(s, rows[1]) == [0.5, 0.5, 0.5, 0.5]


def test_later_targets_overwrite_earlier_ones(s: Stage) -> None:
    s.phase(0)
    s.target(0, 0, "services", ("month", (0, 1), (0.2, 0.2)))
    s.target(1, 1, "services", ("month", (0, 1), (0.6, 0.6)))
    s.plan["targets"]["place"][1, s.at("services", 3)] = 0
    rows, _, _ = s.play([{}])
    assert services(s, rows[0]) == [0.6, 0.6, 0.6, 0.2]


def test_an_exit_in_force_silences_the_targets_of_the_base(s: Stage) -> None:
    s.target(0, 0, "services", ("month", (0, 1), (0.2, 0.2)))
    s.phase(0, when=s.atom(0, "month", ">=", 2), exits=1)
    s.plan["sets"][0], s.plan["value"][0] = 1.0, s.plan["base"]
    rows, _, _ = s.play([{}] * 2)
    assert services(s, rows[0]) == [0.2] * 4
    assert services(s, rows[1]) == [0.0] * 4


# Budgets


def test_when_the_money_is_spent_what_costs_money_stops(toy_arrays: Any) -> None:
    s = stage(toy_arrays, strikes=50, talks=1, breadth=0.4, pay=0.3, care=0.5, invite=0.5, services=0.2)
    s.plan["budget"][0] = 100.0
    rows, _, _ = s.play([{"money_spent": 99.9}, {"money_spent": 100.0}])
    assert rows[0][0] == 50
    kept = {name: rows[1][s.at(name)] for name in ("strikes", "talks", "breadth", "care")}
    assert kept == {"strikes": 0, "talks": 0, "breadth": 0, "care": 0.5}
    for lever, value in (("pay", 0.0), ("invite", 0.5), ("services", 0.0)):
        assert rows[1][s.at(lever, 1)] == value, lever


def test_strikes_are_at_most_what_is_left_of_their_budget(toy_arrays: Any) -> None:
    s = stage(toy_arrays, strikes=50)
    s.plan["budget"][1] = 120.0
    rows, _, _ = s.play([{"strikes_flown": x} for x in (0.0, 70.0, 100.0, 120.0, 130.0)])
    assert [row[0] for row in rows] == [50, 50, 20, 0, 0]


def test_the_budget_comes_after_targets(s: Stage) -> None:
    s.target(0, 0, "strikes", ("month", (0, 1), (80.0, 80.0)))
    s.plan["budget"][:] = (10.0, 30.0)
    rows, _, _ = s.play([{}, {"money_spent": 10.0}])
    assert [row[0] for row in rows] == [30, 0]
