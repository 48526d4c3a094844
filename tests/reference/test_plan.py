"""Conditions and phases of the oracle, by hand."""

from __future__ import annotations

from typing import Any

import pytest

from .writing import Stage, stage


@pytest.fixture
def s(toy_arrays: Any) -> Stage:
    """A plan without phases; phase p sets strikes to 10 + p."""
    return stage(toy_arrays)


# Atoms and gates


def test_a_phase_without_when_runs_from_month_one_and_ends_for_good(s: Stage) -> None:
    s.phase(0, until=s.atom(0, "month", ">=", 3))
    assert s.strikes([0.0] * 5) == [10, 10, 0, 0, 0]


def test_an_atom_must_be_true_for_its_months_in_a_row(s: Stage) -> None:
    s.phase(0, when=s.atom(0, "legitimacy", ">=", 0.5, months=2))
    assert s.strikes([0.6, 0.4, 0.6, 0.6, 0.1]) == [0, 0, 0, 10, 10]


def test_all_of_several_any_of_several(s: Stage) -> None:
    high, late = s.atom(0, "legitimacy", ">=", 0.5), s.atom(1, "month", ">=", 3)
    low, never = s.atom(2, "legitimacy", "<", 0.2), s.atom(3, "month", ">=", 99)
    s.phase(0, when=s.gate(0, (high, late), need=2), until=s.gate(1, (low, never), need=1))
    assert s.strikes([0.6, 0.6, 0.6, 0.3, 0.1, 0.6]) == [0, 0, 10, 10, 0, 10]


def test_and_with_a_negated_input(s: Stage) -> None:
    """ "late and not high": need is the number of wanted inputs, 1."""
    high, late = s.atom(0, "legitimacy", ">=", 0.5), s.atom(1, "month", ">=", 2)
    gate = s.gate(0, (late,), need=1, not_wanted=(high,))
    s.phase(0, when=gate, until=s.gate(1, (), need=0, not_wanted=(gate,)))
    assert s.strikes([0.1, 0.1, 0.9, 0.1]) == [0, 10, 0, 10]


def test_or_with_a_negated_input(s: Stage) -> None:
    """ "high or not late": need is 1 - 1 = 0."""
    high, late = s.atom(0, "legitimacy", ">=", 0.5), s.atom(1, "month", ">=", 2)
    gate = s.gate(0, (high,), need=0, not_wanted=(late,))
    s.phase(0, when=gate, until=s.gate(1, (), need=0, not_wanted=(gate,)))
    assert s.strikes([0.1, 0.1, 0.9, 0.1]) == [10, 0, 10, 0]


def test_at_least_two_of_three(s: Stage) -> None:
    marks = [s.atom(k, "legitimacy", ">=", limit) for k, limit in enumerate((0.2, 0.4, 0.6))]
    gate = s.gate(0, marks, need=2)
    s.phase(0, when=gate, until=s.gate(1, (), need=0, not_wanted=(gate,)))
    assert s.strikes([0.1, 0.3, 0.5, 0.7, 0.3]) == [0, 0, 10, 10, 0]


def test_a_gate_has_months_of_its_own(s: Stage) -> None:
    """Either half may carry a month; "or" for two months needs no half to last two."""
    low, high = s.atom(0, "legitimacy", "<", 0.2), s.atom(1, "legitimacy", ">=", 0.8)
    s.phase(0, when=s.gate(0, (low, high), need=1, months=2))
    assert s.strikes([0.1, 0.5, 0.9, 0.1, 0.5]) == [0, 0, 0, 10, 10]


def test_gates_stand_on_held_gates_four_deep(s: Stage) -> None:
    """Months add up: an atom held for 2, a gate on it for 2, and two more that ask for one month."""
    atom = s.atom(0, "legitimacy", ">=", 0.5, months=2)
    first = s.gate(0, (atom,), need=1, months=2)
    second = s.gate(1, (first,), need=1)
    third = s.gate(2, (second,), need=0, not_wanted=())
    fourth = s.gate(3, (third, first), need=2)
    s.plan["need"][2] = 1
    s.phase(0, when=fourth)
    assert s.strikes([0.6, 0.6, 0.6, 0.6]) == [0, 0, 10, 10]


def test_counting_runs_before_a_phase_does_and_is_never_reset(s: Stage) -> None:
    long = s.atom(0, "legitimacy", ">=", 0.5, months=3)
    s.phase(0)
    s.phase(1, when=s.atom(1, "month", ">=", 3), until=long)
    assert s.strikes([0.6] * 5) == [10, 10, 11, 10, 11]


# Phases


@pytest.mark.parametrize("once", [False, True])
def test_a_phase_starts_again_unless_once(s: Stage, once: bool) -> None:
    high, low = s.atom(0, "legitimacy", ">=", 0.5), s.atom(1, "legitimacy", "<", 0.5)
    s.phase(0, when=high, until=low, once=once)
    assert s.strikes([0.6, 0.1, 0.6]) == [10, 0, 0 if once else 10]


def test_until_comes_first_and_a_phase_does_not_restart_in_the_month_it_ends(s: Stage) -> None:
    s.phase(0, when=s.atom(0, "month", ">=", 1), until=s.atom(1, "legitimacy", "<", 0.5))
    assert s.strikes([0.1, 0.1, 0.1, 0.6, 0.6]) == [10, 0, 10, 10, 10]


def test_the_higher_rank_wins_wherever_it_stands(s: Stage) -> None:
    s.phase(0, rank=7)
    s.phase(1, when=s.atom(0, "month", ">=", 2), rank=3)
    assert s.strikes([0.0] * 3) == [10, 10, 10]


def test_in_a_branch_the_highest_ready_phase_starts_alone(s: Stage) -> None:
    late = s.atom(0, "month", ">=", 2)
    over = s.atom(1, "legitimacy", ">=", 0.5)
    for p in (0, 1, 2):
        s.phase(p, when=late)
    s.plan["until"][2, over] = 1
    s.plan["rivals"][:3, :3] = 1 - (s.plan["rivals"][:3, :3] + [[1, 0, 0], [0, 1, 0], [0, 0, 1]])
    rows, _, lane = s.play([{"legitimacy": x} for x in (0, 0, 0, 0.6, 0.6)])
    # In month 4 phase 2 ends; it was active, so it is not ready, and phase 1 is the highest that is.
    assert [row[0] for row in rows] == [0, 12, 12, 11, 11]
    assert lane.first[:3] == [0, 4, 2]


def test_an_active_phase_holds_its_branch_against_higher_ranks(s: Stage) -> None:
    s.phase(0)
    s.phase(1, when=s.atom(0, "month", ">=", 2))
    s.plan["rivals"][0, 1] = s.plan["rivals"][1, 0] = 1
    assert s.strikes([0.0] * 3) == [10, 10, 10]


def test_an_exit_ends_all_others_and_keeps_them_out(s: Stage) -> None:
    alarm, over = s.atom(0, "legitimacy", "<", 0.2), s.atom(1, "legitimacy", ">=", 0.8)
    s.phase(0)
    s.phase(1, when=s.atom(2, "month", ">=", 2))
    s.phase(2, when=alarm, until=over, exits=1)
    _, _, lane = s.play([{"legitimacy": x} for x in (0.5, 0.5, 0.1, 0.5)])
    assert lane.active[:3] == [False, False, True]
    assert lane.ended[:2] == [True, True]
    # When it ends, a phase whose `when` is held starts again in that month; one without `when` does not.
    _, _, lane = s.play([{"legitimacy": x} for x in (0.5, 0.5, 0.1, 0.5, 0.9)])
    assert lane.active[:3] == [False, True, False]
    assert s.strikes([0.5, 0.5, 0.1, 0.5, 0.9]) == [10, 11, 12, 12, 11]


def test_exits_leave_each_other_be(s: Stage) -> None:
    s.phase(0, exits=1)
    s.phase(1, when=s.atom(0, "month", ">=", 2), exits=1)
    _, _, lane = s.play([{}] * 3)
    assert lane.active[:2] == [True, True]


def test_an_exit_that_cannot_start_still_clears_the_way_of_its_branch(s: Stage) -> None:
    """A ready exit ends its rival first, so its own branch is free."""
    s.phase(0)
    s.phase(1, when=s.atom(0, "month", ">=", 2), exits=1)
    s.plan["rivals"][0, 1] = s.plan["rivals"][1, 0] = 1
    assert s.strikes([0.0] * 3) == [10, 11, 11]


# Force


def test_levers_act_after_the_lead_and_stay_after_the_end(s: Stage) -> None:
    on, off = s.atom(0, "legitimacy", ">=", 0.5), s.atom(1, "legitimacy", "<", 0.5)
    s.phase(0, when=on, until=off, lead=2, withdraw=1)
    path = s.strikes([0.0, 0.6, 0.6, 0.6, 0.6, 0.0, 0.0, 0.0])
    assert path == [0, 0, 0, 10, 10, 10, 0, 0]


def test_a_phase_that_ends_before_its_lead_never_acts(s: Stage) -> None:
    on, off = s.atom(0, "legitimacy", ">=", 0.5), s.atom(1, "legitimacy", "<", 0.5)
    s.phase(0, when=on, until=off, lead=2)
    assert s.strikes([0.6, 0.6, 0.1, 0.6, 0.6, 0.1]) == [0] * 6


def test_a_phase_that_restarts_while_withdrawing_stays_in_force(s: Stage) -> None:
    on, off = s.atom(0, "legitimacy", ">=", 0.5), s.atom(1, "legitimacy", "<", 0.5)
    s.phase(0, when=on, until=off, lead=3, withdraw=2)
    path = s.strikes([0.6] * 4 + [0.1, 0.1, 0.6, 0.1, 0.1, 0.1])
    assert path == [0, 0, 0, 10, 10, 10, 10, 10, 10, 0]


def test_what_an_exit_ends_is_withdrawn_in_its_time(s: Stage) -> None:
    s.phase(0, withdraw=2)
    s.set(0, "care", 0.7)
    s.phase(1, when=s.atom(0, "month", ">=", 2), exits=1)
    rows, _, _ = s.play([{}] * 4)
    assert [row[s.at("care")] for row in rows] == [0.7, 0.7, 0.7, 0.0]
    assert [row[0] for row in rows] == [10, 11, 11, 11]


# Registers of phases


def test_phases_see_each_other_as_the_last_month_left_them(s: Stage) -> None:
    s.phase(0, until=s.atom(0, "month", ">=", 3))
    s.phase(1, when=s.atom(1, "ended 0", ">=", 1))
    _, views, lane = s.play([{}] * 5)
    for what, path in (
        ("active 0", [0, 1, 1, 0, 0]),
        ("started 0", [0, 1, 1, 1, 1]),
        ("ended 0", [0, 0, 0, 1, 1]),
        ("active 1", [0, 0, 0, 0, 1]),
    ):
        assert [view[s.names.index(what)] for view in views] == path, what
    assert lane.first[:2] == [1, 4]
