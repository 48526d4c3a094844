"""Every child is a strategy that a file could hold, within all limits and the declared list."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from irenic.analysis.search import Moves, Variation, size
from irenic.analysis.search.moves import Range, declared, moves_for, settings_of
from irenic.analysis.search.operators import OPERATORS, Means
from irenic.analysis.search.vary import checked, content, named
from irenic.case import CaseArrays
from irenic.strategy import (
    LEVER_BY_ID,
    P_MAX,
    Follow,
    Strategy,
    Target,
    parse_strategies,
    strategies_text,
    strategy_arrays,
)

EVEN = dict.fromkeys(OPERATORS, 1.0)


def line(plans: tuple[Strategy, ...], moves: Moves, seed: int, length: int) -> list[Strategy]:
    """Children of children: each joins those that the next are made of."""
    rng = np.random.default_rng(seed)
    variation, pool = Variation(moves, rng), list(plans)
    for number in range(length):
        one, two = (pool[int(rng.integers(len(pool)))] for _ in range(2))
        child, _ = variation.child(one, two, EVEN)
        pool.append(replace(child, name=f"found_{number}"))
    return pool[len(plans) :]


@settings(max_examples=3)
@given(seed=st.integers(0, 2**32 - 1))
def test_children_read_back_as_they_are(
    plans: tuple[Strategy, ...], moves: Moves, toy_arrays: CaseArrays, seed: int
) -> None:
    children = line(plans, moves, seed, 20)
    back = parse_strategies(strategies_text(children, toy_arrays), toy_arrays)
    for child in children:
        strategy_arrays(child, toy_arrays)  # raises beyond any limit
        assert len(child.phases) <= P_MAX
        assert back[child.name].phases == child.phases
        assert dict(back[child.name].base) == dict(child.base)
        assert content(back[child.name]) == content(child)


@settings(max_examples=3)
@given(seed=st.integers(0, 2**32 - 1))
def test_only_declared_levers_are_written_and_only_for_those_whom_a_plan_names(
    plans: tuple[Strategy, ...], moves: Moves, seed: int
) -> None:
    ranges = {one.id: one for one in moves.levers}
    shipped = {item for plan in plans for fixed, _ in settings_of(plan) for item in fixed.items()}
    known = {e for sets in moves.reach.values() for chosen in sets for e in chosen}
    for child in line(plans, moves, seed, 20):
        for fixed, targets in settings_of(child):
            for element, value in fixed.items():
                inside = element[0] in ranges and within(ranges[element[0]], value) and element in known
                assert inside or (element, value) in shipped
            assert all(target.lever in ranges for target in targets)


def within(limits: Range, value: float) -> bool:
    return limits.low <= value <= limits.high


@settings(max_examples=5)
@given(seed=st.integers(0, 2**32 - 1))
def test_random_strategies_are_valid_and_small(moves: Moves, toy_arrays: CaseArrays, seed: int) -> None:
    variation = Variation(moves, np.random.default_rng(seed))
    for _ in range(10):
        drawn = variation.random()
        strategy_arrays(drawn, toy_arrays)
        assert len(drawn.phases) <= 3
        assert size(drawn) <= 4 + 3 * (1 + 2 + 2)


def test_the_same_draws_give_the_same_children(plans: tuple[Strategy, ...], moves: Moves) -> None:
    assert line(plans, moves, 5, 20) == line(plans, moves, 5, 20)
    assert line(plans, moves, 5, 20) != line(plans, moves, 6, 20)


@pytest.mark.parametrize("name", OPERATORS)
def test_every_operator_changes_something(plans: tuple[Strategy, ...], moves: Moves, name: str) -> None:
    plan = next(one for one in plans if one.name == "bottom_up")
    mate = next(one for one in plans if one.name == "top_down_air")
    means = Means(moves, mate, np.random.default_rng(1))
    children = [OPERATORS[name](plan, means) for _ in range(10)]
    assert any(child is not None and child != plan for child in children)


@pytest.mark.parametrize("name", sorted(OPERATORS.keys() - {"add_lever", "add_phase"}))
def test_an_empty_plan_has_nothing_to_vary(plans: tuple[Strategy, ...], moves: Moves, name: str) -> None:
    empty = Strategy("empty", "Empty", "Nothing.")
    means = Means(moves, empty, np.random.default_rng(1))
    assert OPERATORS[name](empty, means) is None


def test_declared_ranges_lie_inside_those_of_the_levers() -> None:
    for limits in declared("lever"):
        lever = LEVER_BY_ID[limits.id]
        assert lever.lower <= limits.low <= limits.high <= lever.upper, limits.id
    assert len({one.id for one in declared("lever")}) == len(declared("lever"))
    assert not {"leadership_pressure", "outside_force", "mediator_bias"} & {x.id for x in declared("lever")}


@given(st.floats(-5, 500), st.integers(0, 99))
def test_a_step_stays_in_the_range_and_on_round_numbers(value: float, seed: int) -> None:
    limits, rng = Range("strikes", 0, 120, 10), np.random.default_rng(seed)
    assert 0 <= limits.near(value, rng) <= 120
    assert limits.draw(rng) % 10 == 0


def test_nobody_is_reached_whom_no_plan_reaches(plans: tuple[Strategy, ...], toy_arrays: CaseArrays) -> None:
    partnered = next(one for one in plans if one.name == "partnered")
    found = moves_for([partnered], toy_arrays)
    assert found.reach["partner"] == ((("partner", "NA"),),)
    assert len(found.reach["pay"][0]) == len(toy_arrays.groups) - 1  # all but one


def test_a_phase_whose_start_is_gone_goes(plans: tuple[Strategy, ...], toy_arrays: CaseArrays) -> None:
    text = """
strategies:
  chain:
    label: Chain
    summary: One after the other.
    phases:
      first: {when: signed, levers: {talks: 1}}
      second: {when: started(first) for 2 months, levers: {talks: .5}}
      third: {when: started(second) or seated, until: active(second), levers: {talks: .25}}
"""
    chain = parse_strategies(text, toy_arrays)["chain"]
    left = checked(replace(chain, phases=chain.phases[1:]), toy_arrays)
    assert left is not None
    assert [(phase.name, str(phase.when), phase.until) for phase in left.phases] == [
        ("third", "seated", None)
    ]


def test_words_of_a_found_strategy_claim_no_author(plans: tuple[Strategy, ...]) -> None:
    plan = replace(next(one for one in plans if one.name == "bottom_up"), argued_by="somebody", set="rivals")
    found = named(plan, 3, "bottom_up")
    assert (found.name, found.argued_by, found.set, found.reference) == ("found_3", "", "found", False)
    assert "starting from bottom_up" in found.summary
    assert "random" in named(plan, 1, "").summary


def test_rules_that_set_levers_vary_too(moves: Moves, toy_arrays: CaseArrays) -> None:
    text = """
strategies:
  ruled:
    label: Ruled
    summary: Strikes follow, truces are picked.
    levers:
      truce: {where: trust >= 0.2, value: .5}
      strikes: {follow: extremist_strength, at: [300, 2000], give: [10, 100]}
"""
    plan = parse_strategies(text, toy_arrays)["ruled"]
    means = Means(moves_for([plan], toy_arrays), plan, np.random.default_rng(3))
    seen: set[object] = set()
    for _ in range(30):
        child = OPERATORS["shift_lever"](plan, means)
        assert child is not None and checked(child, toy_arrays) is not None
        seen |= {t.value.give if isinstance(t.value, Follow) else t.value for t in child.targets}
    assert len(seen) > 6
    assert all(isinstance(target, Target) for target in plan.targets)
