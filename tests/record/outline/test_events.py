"""Events as numbers: sides by id, deaths by side, places that can be trusted."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from irenic.record.outline.events import NO_ACTOR, find_country, fold_country, month_text
from tests.record.outline.made_up import arrow, one_sided, read, row


def test_sides_are_one_actor_by_number_and_keep_every_name_the_latest_first() -> None:
    events = read(
        [
            row(date_start=date(2014, 1, 1), side_b="Old Front"),
            row(date_start=date(2015, 1, 1), side_b="New Front"),
            row(date_start=date(2013, 1, 1), side_b="NEW  FRONT"),
        ]
    )
    assert [actor.names for actor in events.actors] == [
        ("Government of Harbour",),
        ("New Front", "Old Front", "NEW FRONT"),
    ]
    assert [actor.number for actor in events.actors] == [111, 222]
    assert set(events.second) == {1}


def test_without_numbers_names_tell_whatever_their_case() -> None:
    events = read([row(side_a_id=None, side_b_id=None), row(side_a_id=None, side_a="GOVERNMENT OF  HARBOUR")])
    assert len(events.actors) == 3  # the front with and without a number can't be known as one
    assert events.actors[events.first[0]] == events.actors[events.first[1]]


def test_civilians_and_empty_cells_are_no_actor() -> None:
    events = read(
        [
            one_sided(333, "Brigade"),
            one_sided(333, "Brigade") | {"side_b": "Any text"},
            row(side_b="civilians", side_b_id=None),
            row(side_b="  ", side_b_id=None),
            row(side_b=None, side_b_id=None),
        ]
    )
    assert (events.second == NO_ACTOR).all()
    assert {actor.name for actor in events.actors} == {"Brigade", "Government of Harbour"}


def test_losses_are_as_coded_with_the_unknown_halved_else_half_of_all() -> None:
    coded = {"deaths_a": 1, "deaths_b": 7, "deaths_unknown": 4}
    events = read([row(best=12, **coded), row(best=5), one_sided(333, "Brigade", best=9)])
    np.testing.assert_array_equal(events.lost_first, [3, 2.5, 0])
    np.testing.assert_array_equal(events.lost_second, [9, 2.5, 0])


@pytest.mark.parametrize(
    ("changes", "is_located"),
    [
        ({}, True),
        ({"where_prec": 4}, True),
        ({"where_prec": 5}, False),
        ({"where_prec": None}, True),
        ({"latitude": 91.0}, False),
        ({"longitude": None}, False),
    ],
)
def test_a_place_counts_only_where_it_names_a_district(changes: dict[str, object], is_located: bool) -> None:
    assert read([row(**changes)]).is_located.tolist() == [is_located]


def test_months_are_counted_and_named() -> None:
    events = read([row(date_start=date(2015, 12, 31))])
    assert events.month.tolist() == [2015 * 12 + 11]
    assert month_text(int(events.month[0])) == "2015-12"
    assert events.between(2015 * 12, 2015 * 12 + 10).tolist() == [False]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("harbour", "Harbour"),
        ("YEMEN", "Yemen (North Yemen)"),
        ("Yemen (North Yemen)", "Yemen (North Yemen)"),
    ],
)
def test_a_country_is_found_whatever_its_case_and_without_brackets(asked: str, found: str) -> None:
    table = arrow([row(), row(country="Yemen (North Yemen)")])
    assert find_country(table, asked) == (found, None)


def test_an_unknown_country_names_the_nearest() -> None:
    table = arrow([row(), row(country="Libya"), row(country="Liberia"), row(country="Sudan (North)")])
    found, problem = find_country(table, "Libia")
    assert found is None and problem is not None and problem.code == "unknown_country"
    assert "Libya" in problem.hint and "Liberia" in problem.hint
    _, problem = find_country(table, "\x1b[31m")
    assert problem is not None and problem.hint.startswith("Known: ") and "\x1b" not in str(problem)


def test_two_countries_with_one_short_name_are_not_guessed() -> None:
    table = arrow([row(country="Congo (North)"), row(country="Congo (South)")])
    _, problem = find_country(table, "congo")
    assert problem is not None and "fits several" in problem.given
    assert problem.hint == "Say which: Congo (North), Congo (South)."


def test_brackets_do_not_count_in_a_country_s_name() -> None:
    assert fold_country("Russia (Soviet Union)") == fold_country("RUSSIA")
