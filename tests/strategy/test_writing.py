"""Strategies written to a file read as the same strategies, and give the same arrays."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import irenic.strategy
from irenic.case import CaseArrays, case_arrays, load_case
from irenic.strategy import (
    LEVERS,
    Follow,
    Phase,
    Strategy,
    StrategyArrays,
    Target,
    load_case_strategies,
    load_strategies,
    parse_strategies,
    strategies_text,
    strategy_arrays,
    strategy_to_dict,
)
from irenic.strategy.compile import Compiled
from irenic.strategy.expression import Count, Register
from irenic.strategy.settings import ORDER
from irenic.strategy.vocabulary import PICKS
from tests.strategy.sentences import CONDITION_TREES, NAMES, PHASES, choices

Reader = Callable[[str], Strategy]
LIBYA = Path(irenic.strategy.__file__).parents[1] / "cases" / "libya_2015"


def same(left: StrategyArrays, right: StrategyArrays) -> None:
    for name, one, two in zip(StrategyArrays._fields, left, right, strict=True):
        both = zip(one, two, strict=True) if hasattr(one, "_fields") else [(one, two)]
        for first, second in both:
            np.testing.assert_array_equal(first, second, err_msg=name)


def check(strategies: dict[str, Strategy], names: object) -> None:
    again = parse_strategies(strategies_text(strategies.values(), names), names)
    assert again == strategies
    for name, strategy in strategies.items():
        same(strategy_arrays(again[name], names), strategy_arrays(strategy, names))


def test_the_toy_file_survives_writing(toy_strategies_path: Path, toy_arrays: CaseArrays) -> None:
    check(load_strategies(toy_strategies_path, toy_arrays), toy_arrays)


def test_the_shipped_files_survive_writing() -> None:
    libya = case_arrays(load_case("libya-2015"))
    check(load_case_strategies(LIBYA, libya), libya)


@st.composite
def elements(draw: st.DrawFn) -> tuple[tuple[str, ...], float]:
    lever = draw(st.sampled_from([one for one in LEVERS if one.id not in ("terms", "terms_stated")]))
    place = {
        "scalar": st.just(()),
        "group": st.sampled_from(NAMES.groups[1:]).map(lambda one: (one,)),
        "pair": st.sampled_from([("NA", "SB"), ("NA", "yes"), ("SB", "yes"), ("yes", "for-1")]),
        "district": st.sampled_from(NAMES.districts).map(lambda one: (one,)),
        "patron": st.sampled_from(NAMES.patrons).map(lambda one: (one,)),
    }[lever.shape]
    return (lever.id, *draw(place)), draw(st.floats(lever.lower, lever.upper))


@st.composite
def targets(draw: st.DrawFn) -> Target:
    lever = draw(st.sampled_from([one for one in LEVERS if one.shape in (*PICKS, "scalar")]))
    values = st.floats(lever.lower, lever.upper)
    kind = PICKS.get(lever.shape)
    where = draw(st.none() | choices(kind)) if kind else None
    registers = [Register("legitimacy"), Register("trust", ("NA", "yes")), Count("pairs")]
    rising = st.lists(st.floats(0, 1), min_size=2, max_size=2, unique=True).map(
        lambda two: tuple(sorted(two))
    )
    follow = st.builds(Follow, st.sampled_from(registers), rising, st.tuples(values, values))
    ids = NAMES.districts if kind == "districts" else NAMES.groups[1:]
    left_out = draw(st.lists(st.sampled_from(ids), max_size=2, unique=True).map(tuple)) if kind else ()
    return Target(lever.id, draw(values | follow if where is not None else follow), where, left_out)


def in_order(found: list[Target]) -> tuple[Target, ...]:
    return tuple(sorted(found, key=lambda target: ORDER[target.lever]))


SETTINGS = st.lists(elements(), max_size=8).map(dict)
TARGETS = st.lists(targets(), max_size=3).map(in_order)
TEXTS = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=30)
WORD = st.sampled_from(["", "rivals", "yes", "null"])


@st.composite
def plans(draw: st.DrawFn) -> Strategy:
    phases = []
    for name in PHASES:
        when, until = draw(st.none() | CONDITION_TREES), draw(st.none() | CONDITION_TREES)
        once = (until is not None and when is None) or draw(st.booleans())
        levers, rules, is_exit = draw(SETTINGS), draw(TARGETS), draw(st.booleans())
        months = draw(st.integers(0, 24)), draw(st.integers(0, 24))
        if not levers and not rules:
            is_exit = True
        phases.append(
            Phase(
                name,
                levers,
                when,
                until,
                once,
                rules,
                draw(st.integers(-100, 100)),
                draw(WORD),
                *months,
                is_exit,
            )
        )
    forced = draw(st.sampled_from([{}, {"signed": 3}, {"signed": 1, "seated": 4}]))
    budget = draw(st.sampled_from([{}, {"money": 2000.5}, {"money": 0.0, "strikes": 600.0}]))
    return Strategy(
        "plan", draw(TEXTS), draw(TEXTS), draw(SETTINGS), tuple(phases), draw(TEXTS),
        draw(st.booleans()) and not forced, forced, draw(TARGETS), budget, draw(WORD), draw(TEXTS),
    )  # fmt: skip


@settings(max_examples=60)
@given(plans().filter(lambda strategy: not Compiled(strategy, NAMES).excess()))
def test_any_strategy_survives_writing(strategy: Strategy) -> None:
    check({"plan": strategy}, NAMES)


def test_lists_of_one_value_are_written_short(plan: Reader, toy_arrays: CaseArrays) -> None:
    strategy = plan("    levers: {pay: .4, truce: .3, terms: {outside: 1, centre: .5}}\n")
    text = strategies_text([strategy], toy_arrays)
    assert "pay: 0.4" in text and "truce: 0.3" in text and "outside: 1\n" in text
    assert parse_strategies(text, toy_arrays)["plan"] == strategy


def test_rules_are_written_as_a_person_would(plan: Reader, toy_arrays: CaseArrays) -> None:
    strategy = plan(
        "    set: rivals\n    not_testable: What counts most.\n    budget: {money: 2000}\n"
        "    levers: {truce: {where: trust>=.21, except: [SB], value: .5}}\n"
        "    phases:\n      air: {when: ((signed) for 2 months) and not (plot), exit: true}\n"
    )
    plain = strategy_to_dict(strategy, toy_arrays)
    assert plain["levers"] == {"truce": {"where": "trust >= 0.21", "value": 0.5, "except": ["SB"]}}
    assert plain["phases"] == {"air": {"when": "signed for 2 months and not plot", "exit": True}}
    assert (plain["set"], plain["not_testable"], plain["budget"]) == (
        "rivals",
        "What counts most.",
        {"money": 2000},
    )


@pytest.mark.parametrize("number", [0.1 + 0.2, 1 / 3, 1e-7, 3.0])
def test_numbers_keep_all_their_digits(number: float, toy_arrays: CaseArrays) -> None:
    strategy = Strategy("plan", "P", "P.", {("strikes",): number})
    assert parse_strategies(strategies_text([strategy], toy_arrays), toy_arrays)["plan"].base == strategy.base
