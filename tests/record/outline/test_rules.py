"""Strengths, territory and ties: the stated rules, by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from irenic.record.outline import ties
from irenic.record.outline.neighbours import locate
from irenic.record.outline.places import Places
from irenic.record.outline.roster import Roster, Side, choose
from irenic.record.outline.strength import LEAST, PER_DEATH, PER_HEAD, rounded, strengths
from irenic.record.outline.territory import HALF_HELD, Territory, territory
from tests.record.outline.made_up import REQUEST, Rows, one_sided, places, read, row, some_rows


def side(name: str, inflicted: float) -> Side:
    return Side(name, name, "armed_group", (0,), inflicted, inflicted, 0.0)


def test_strengths_share_a_total_by_the_root_of_losses_inflicted() -> None:
    found = strengths([side("A", 400), side("B", 100)], 3_000_000, 225)
    total = (PER_HEAD * 3_000_000 * PER_DEATH * 225) ** 0.5
    assert found["A"][1] == pytest.approx(total * 2 / 3, rel=0.03)
    assert found["B"][1] == pytest.approx(total / 3, rel=0.03)
    for low, best, high in found.values():
        assert best / low == pytest.approx(3, rel=0.1) and high / best == pytest.approx(3, rel=0.1)


def test_nobody_has_no_fighters() -> None:
    assert strengths([side("A", 0), side("B", 1e6)], 1000, 0)["A"] == (17, LEAST, 150)


@given(st.floats(0.1, 1e9))
def test_rounding_keeps_two_figures(number: float) -> None:
    assert rounded(number) == pytest.approx(number, rel=0.051)
    assert float(f"{rounded(number):.2g}") == pytest.approx(rounded(number))


def land(rows: Rows) -> tuple[Territory, Roster, Places]:
    events = read(rows)
    roster, problems = choose(events, REQUEST)
    assert roster is not None and not problems
    where = places(rows)
    return territory(events, locate(events, where), roster, REQUEST, len(where.districts)), roster, where


def test_a_district_is_held_by_those_who_fight_there_as_far_as_they_fight() -> None:
    last_year = {"date_start": date(2015, 6, 1)}
    rows = [row(**last_year, longitude=0.5) for _ in range(6)]
    rows += [one_sided(333, "Hill Brigade", **last_year, best=9, longitude=0.5) for _ in range(6)]
    rows += [
        row(**last_year, adm_1="Hills", longitude=1.5, where_prec=6),
        row(**last_year, adm_1="Quiet", longitude=2.5),
    ]
    found, _, where = land(rows)
    kelln, quiet = (found.control[where.ids.index(name)] for name in ("kelln", "quiet"))
    held = 12 / (12 + HALF_HELD)
    assert kelln["HB"] == pytest.approx(held / 2, abs=0.001)
    assert kelln["NF"] == pytest.approx(held / 4, abs=0.001)
    assert kelln["ARM"] == pytest.approx(held / 4 + 0.55 * (1 - held), abs=0.001)
    assert kelln["LOC"] == pytest.approx(0.35 * (1 - held), abs=0.001)
    assert found.base == (where.ids.index("kelln"),)
    assert found.events.tolist()[where.ids.index("kelln")] == 12
    assert "HB" not in quiet and quiet["ARM"] > 0.5


def test_without_a_government_councils_hold_what_nobody_fights_for() -> None:
    brigades = {"type_of_violence": 2, "side_a_id": 1, "side_a": "A Band", "side_b_id": 2, "side_b": "B Band"}
    found, roster, _ = land([row(**brigades), row(**brigades, adm_1="Hills", longitude=9.0)])
    assert roster.home is None
    held = 1 / (1 + HALF_HELD)
    assert found.control[0]["LOC"] == pytest.approx(0.7 * (1 - held), abs=0.001)
    assert found.control[0]["nobody"] > 0.25


def test_a_group_is_somewhere_even_where_its_events_are_old_or_nowhere() -> None:
    rows = [
        *[row(date_start=date(2015, 5, 1)) for _ in range(9)],
        one_sided(333, "Old Brigade", date_start=date(2014, 1, 1), adm_1="Hills", longitude=1.5, best=99),
        row(side_b_id=444, side_b="Vague Front", where_prec=6),
    ]
    found, roster, where = land(rows)
    old, vague = (
        next(i for i, s in enumerate(roster.sides) if s.name.startswith(n)) for n in ("Old", "Vague")
    )
    assert found.present[old] == (where.ids.index("hills"),)
    assert len(found.present[vague]) == len(where.districts)
    assert found.base == (where.ids.index("hills"),)


@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.sampled_from(["Kelln", "Hills"]), st.integers(1, 30)),
        min_size=1,
        max_size=8,
    )
)
@settings(max_examples=20)
def test_shares_are_shares(places_and_numbers: list[tuple[int, str, int]]) -> None:
    rows = [row(), one_sided(333, "Hill Brigade")]
    for actor, area, number in places_and_numbers:
        name = {"side_b_id": 500 + actor, "side_b": f"Band {actor}", "adm_1": area}
        rows += [row(**name, longitude=1.0 if area == "Kelln" else 3.0)] * number
    found, _, where = land(rows)
    for shares in found.control:
        assert sum(shares.values()) == pytest.approx(1, abs=1e-9)
        assert all(0 < share <= 1 for share in shares.values())
    assert all(0 <= d < len(where.districts) for d in found.base) and found.base


def test_enemies_are_those_who_fought_by_how_much() -> None:
    fought = np.array([[0.0, 1, 0, 0], [1, 0, 1000, 0], [0, 1000, 0, 0], [0, 0, 0, 0]])
    relation = ties.relations(fought)
    assert relation[0, 1] == pytest.approx(-0.46) and relation[1, 2] == -1
    assert relation[0, 2] == relation[0, 3] == -0.6  # never fought the extremist
    assert relation[2, 3] == 0 and (np.diag(relation) == 0).all()
    np.testing.assert_array_equal(relation, relation.T)


def test_common_enemies_draw_together() -> None:
    enemy = np.zeros((4, 4), dtype=bool)
    enemy[1, 0] = enemy[0, 1] = enemy[2, 0] = enemy[0, 2] = enemy[3, 1] = enemy[1, 3] = True
    shared = ties.common_enemies(enemy)
    assert shared[1, 2] == 0.5 and shared[2, 3] == 0 and shared[0, 3] == 0.5
    relation = ties.relations(enemy * 10.0)
    assert relation[1, 2] == pytest.approx(0.1) and relation[2, 3] == 0


def test_deaths_between_sides_are_counted_both_ways_and_never_zero() -> None:
    events = read([*some_rows(), row(best=0, side_b_id=9, side_b="Quiet Front")])
    roster, _ = choose(events, REQUEST)
    assert roster is not None
    fought = ties.fighting(events, roster, REQUEST)
    np.testing.assert_array_equal(fought, fought.T)
    names = [s.name for s in roster.sides]
    army, quiet, front = (
        names.index(n) for n in ("Army and police of Harbour", "Quiet Front", "Northern Front")
    )
    assert fought[army, quiet] == 1
    assert fought[army, front] == 4 * sum(
        1 for one in some_rows() if one["type_of_violence"] == 1 and one["date_start"] <= date(2015, 11, 30)
    )
    assert ties.fighting(events, replace(roster, side_of=np.full(9, -1)), REQUEST).sum() == 0
