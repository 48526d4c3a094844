"""Who becomes a group, of which kind, and who stays out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from irenic.record.outline.request import Request
from irenic.record.outline.roster import Roster, choose, toll
from tests.record.outline.made_up import REQUEST, one_sided, read, row, some_rows


def chosen(rows: list[dict[str, Any]], request: Request = REQUEST) -> Roster:
    roster, problems = choose(read(rows), request)
    assert roster is not None and not problems
    return roster


def refused(rows: list[dict[str, Any]], request: Request = REQUEST) -> list[str]:
    roster, problems = choose(read(rows), request)
    assert roster is None
    return [problem.code for problem in problems]


def fight(number: int, name: str, **changes: Any) -> dict[str, Any]:
    return row(side_b_id=number, side_b=name, **changes)


def test_the_extremist_comes_first_then_the_army_then_the_others_by_deaths() -> None:
    roster = chosen([*some_rows(), fight(5, "Small Band", best=1)])
    assert [side.id for side in roster.sides] == ["HB", "ARM", "NF", "SB"]
    assert [side.kind for side in roster.sides] == ["extremist", "armed_group", "armed_group", "armed_group"]
    assert roster.home is roster.sides[1] and roster.home.name == "Army and police of Harbour"
    assert "one-sided deaths (50)" in roster.extremist_rule


def test_deaths_are_counted_by_what_each_did() -> None:
    rows = [row(best=10, deaths_a=2, deaths_b=8, deaths_unknown=0), one_sided(222, "Northern Front", best=6)]
    events = read(rows)
    counted = toll(events, REQUEST.first, REQUEST.last)
    army, front = ([actor.number for actor in events.actors].index(number) for number in (111, 222))
    assert counted.of([army]) == (10, 8, 0) and counted.of([front]) == (16, 2 + 6 / 2, 6)
    assert counted.of([army, front]) == (26, 13, 6)
    later = toll(events, REQUEST.last + 1, REQUEST.last + 9)
    assert later.deaths.sum() == 0


def test_the_user_names_the_extremist_by_any_of_its_names() -> None:
    rows = [*some_rows(), fight(222, "Old Northern Name")]
    roster = chosen(rows, replace(REQUEST, extremist="old northern  name"))
    assert roster.extremist.name == "Northern Front" and roster.extremist_rule == "named by the user"
    assert refused(rows, replace(REQUEST, extremist="Northen Front")) == ["unknown_actor"]
    assert refused(rows, replace(REQUEST, extremist="Government of Harbour")) == ["unknown_actor"]


def test_a_government_is_never_taken_for_the_extremist_unasked() -> None:
    rows = [
        row(side_b_id=7, side_b="Government of Elsewhere"),
        one_sided(111, "Government of Harbour", best=99),
    ]
    assert refused(rows) == ["no_extremist"]
    roster = chosen(rows, replace(REQUEST, extremist="Government of Elsewhere"))
    assert roster.extremist.kind == "extremist"
    only_fights = chosen([row(best=1), fight(5, "Other Front", best=9)])
    assert only_fights.extremist.name == "Other Front" and "no one-sided deaths" in only_fights.extremist_rule


def test_one_actor_is_too_few() -> None:
    assert refused([one_sided(333, "Brigade")]) == ["too_few_actors"]
    assert refused([one_sided(111, "Government of Harbour")]) == ["too_few_actors"]
    wrong_name = replace(REQUEST, extremist="Nobody Known")
    assert refused([one_sided(333, "Brigade")], wrong_name) == ["too_few_actors", "unknown_actor"]


def test_the_rest_are_one_group_if_they_matter_else_left_out_with_their_deaths() -> None:
    two = replace(REQUEST, groups=3)
    big = [fight(10 + i, f"Band Number {i}", best=9) for i in range(4)]
    roster = chosen([*some_rows(), *big], two)
    assert [side.id for side in roster.sides] == ["HB", "ARM", "NF", "OTH"]
    assert len(roster.sides[3].actors) == 4 and roster.sides[3].deaths == 36 and not roster.left_out
    small = [fight(10 + i, f"Band Number {i}", best=i) for i in range(4)]
    roster = chosen([*some_rows(), *small], two)
    assert [side.id for side in roster.sides] == ["HB", "ARM", "NF"]
    assert roster.left_out == tuple((f"Band Number {i}", float(i)) for i in (3, 2, 1, 0))
    assert (roster.side_of >= 0).sum() == 3


def test_foreign_governments_are_one_force_from_outside_then_patrons_then_noise() -> None:
    abroad = [
        fight(20, "Government of Bigland", best=90),
        fight(21, "Government of Midland", best=30),
        fight(22, "Government of Nowhere", best=0),
    ]
    roster = chosen([*some_rows(), *abroad])
    assert [side.kind for side in roster.sides][-1] == "outside_force"
    assert roster.sides[-1].name == "Government of Bigland"
    assert roster.patrons == ("Government of Midland",)
    assert roster.left_out == (("Government of Nowhere", 0.0),)
    assert roster.sides[-1] not in roster.holders


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Gulf Cartel", "criminal_network"),
        ("Cartelists Union", "armed_group"),
        ("Hill bandits", "criminal_network"),
    ],
)
def test_crime_is_told_by_the_name_alone(name: str, kind: str) -> None:
    roster = chosen([*some_rows(), fight(9, name, best=99)])
    assert next(side for side in roster.sides if side.name == name).kind == kind


def test_a_country_with_brackets_knows_its_government() -> None:
    rows = [
        one | {"country": "Harbour", "side_a": "Government of Harbour (Old Harbour)"}
        for one in some_rows()[:2]
    ]
    assert chosen(rows).home is not None
