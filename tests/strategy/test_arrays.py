"""Strategies as arrays of fixed shape, and the way back to a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from irenic.case import CaseArrays
from irenic.errors import StrategyError
from irenic.strategy import (
    K_MAX,
    LEVERS,
    OBSERVABLE_INDEX,
    P_MAX,
    Condition,
    Phase,
    Strategy,
    StrategyArrays,
    lever_layout,
    load_strategies,
    observable_names,
    parse_strategies,
    strategies_text,
    strategy_arrays,
)

Reader = Callable[[str], Strategy]


def same(left: StrategyArrays, right: StrategyArrays) -> None:
    for name, one, two in zip(StrategyArrays._fields, left, right, strict=True):
        np.testing.assert_array_equal(one, two, err_msg=name)


def test_shapes_and_types_are_the_same_for_all(toy_strategies_path: Path, toy_arrays: CaseArrays) -> None:
    length = lever_layout(toy_arrays).length
    shapes = {
        "base": (length,),
        "value": (P_MAX, length),
        "sets": (P_MAX, length),
        "when": (P_MAX, K_MAX),
        "until": (P_MAX, K_MAX),
        "once": (P_MAX,),
        "used": (P_MAX,),
        "observable": (K_MAX,),
        "at_least": (K_MAX,),
        "threshold": (K_MAX,),
        "months": (K_MAX,),
        "forced": (2,),
    }
    for strategy in load_strategies(toy_strategies_path, toy_arrays).values():
        arrays = strategy_arrays(strategy, toy_arrays)
        assert {name: array.shape for name, array in arrays._asdict().items()} == shapes
        whole = {name for name, array in arrays._asdict().items() if array.dtype == np.int32}
        assert whole == {"observable", "months", "forced"}
        assert all(array.dtype == np.float32 for name, array in arrays._asdict().items() if name not in whole)


def test_an_empty_strategy_by_hand(plan: Reader, toy_arrays: CaseArrays) -> None:
    arrays = strategy_arrays(plan(""), toy_arrays)
    np.testing.assert_array_equal(arrays.base, lever_layout(toy_arrays).defaults)
    np.testing.assert_array_equal(arrays.months, np.ones(K_MAX))
    rest = arrays._replace(base=np.zeros(1), months=np.zeros(1))
    assert not any(array.any() for array in rest)


def test_a_strategy_by_hand(plan: Reader, toy_arrays: CaseArrays) -> None:
    arrays = strategy_arrays(
        plan(
            "    reference: false\n"
            "    levers: {pay: {NA: .5}, truce: {between: [PB, NA], value: .25}}\n"
            "    forced: {signed: 2, seated: 5}\n"
            "    phases:\n"
            "      open: {levers: {services: {hills: 1}}}\n"
            "      air:\n"
            "        when: [{signed: '>= 1'}, {acceptance_south: '>= .5', months: 3}]\n"
            "        until: [{signed: '< 1'}]\n"
            "        once: true\n"
            "        levers: {strikes: 0, invite: 0}\n"
        ),
        toy_arrays,
    )
    layout = lever_layout(toy_arrays)
    base = layout.unflatten(arrays.base)
    np.testing.assert_array_equal(base["pay"], [0, 0.5, 0, 0, 0, 0])
    assert base["truce"][1, 3] == base["truce"][3, 1] == 0.25 and base["truce"].sum() == 0.5
    opened = layout.unflatten(arrays.sets[0])
    np.testing.assert_array_equal(opened.pop("services"), [0, 0, 1, 0])
    assert not any(np.any(mask) for mask in opened.values())
    sets, value = layout.unflatten(arrays.sets[1]), layout.unflatten(arrays.value[1])
    assert sets["strikes"] == 1 and value["strikes"] == 0
    np.testing.assert_array_equal(sets["invite"], [0, 1, 1, 1, 1, 1])
    np.testing.assert_array_equal(arrays.used, [1, 1, 0, 0, 0, 0, 0, 0])
    np.testing.assert_array_equal(arrays.once, [0, 1, 0, 0, 0, 0, 0, 0])
    assert arrays.when[1].nonzero()[0].tolist() == [0, 1] and arrays.until[1].nonzero()[0].tolist() == [2]
    south = OBSERVABLE_INDEX["acceptance_2"]
    np.testing.assert_array_equal(arrays.observable[:4], [OBSERVABLE_INDEX["signed"], south, 1, 0])
    np.testing.assert_array_equal(arrays.at_least[:4], [1, 1, 0, 0])
    np.testing.assert_array_equal(arrays.threshold[:4], [1, 0.5, 1, 0])
    np.testing.assert_array_equal(arrays.months[:4], [2, 3, 2, 1])
    np.testing.assert_array_equal(arrays.forced, [2, 5])


def test_a_condition_used_twice_is_stored_once(plan: Reader, toy_arrays: CaseArrays) -> None:
    strategy = plan(
        "    phases:\n"
        "      a: {when: [{signed: '>= 1'}], levers: {strikes: 1}}\n"
        "      b: {when: [{signed: '>= 1'}, {signed: '>= 1', months: 3}], levers: {strikes: 2}}\n"
    )
    arrays = strategy_arrays(strategy, toy_arrays)
    assert len(strategy.conditions()) == 2
    assert arrays.when[0, 0] == arrays.when[1, 0] == arrays.when[1, 1] == 1


@pytest.mark.parametrize(
    ("levers", "message"),
    [
        ({("bombs",): 1.0}, "bombs is no lever"),
        ({("pay", "NAA"): 1.0}, 'pay names NAA, which this case lacks. Did you mean "NA"'),
        ({("services", "NA"): 1.0}, "services names NA"),
        ({("pay",): 1.0}, r"pay takes 1 id\(s\); given 0"),
        ({("truce", "NA"): 1.0}, r"truce takes 2 id\(s\); given 1"),
    ],
)
def test_strategies_built_in_python_are_checked(
    levers: dict[tuple[str, ...], float], message: str, toy_arrays: CaseArrays
) -> None:
    with pytest.raises(StrategyError, match=message):
        strategy_arrays(Strategy("s", "S", "S.", base=levers), toy_arrays)


def test_too_much_for_the_arrays_is_refused(toy_arrays: CaseArrays) -> None:
    phases = tuple(Phase(f"p{i}", {("strikes",): 1.0}) for i in range(P_MAX + 1))
    with pytest.raises(StrategyError, match="has 9 phases and 0 conditions; expected at most 8 and 24"):
        strategy_arrays(Strategy("s", "S", "S.", phases=phases), toy_arrays)


def test_an_observable_of_another_case_is_refused(toy_arrays: CaseArrays) -> None:
    phase = Phase("p", {("strikes",): 1.0}, (Condition("acceptance_nort", True, 0.5),))
    with pytest.raises(StrategyError, match=r'acceptance_nort cannot be observed.*"acceptance_north"'):
        strategy_arrays(Strategy("s", "S", "S.", phases=(phase,)), toy_arrays)


def test_the_toy_file_survives_writing(toy_strategies_path: Path, toy_arrays: CaseArrays) -> None:
    strategies = load_strategies(toy_strategies_path, toy_arrays)
    again = parse_strategies(strategies_text(strategies.values(), toy_arrays), toy_arrays)
    assert again == strategies
    for name in strategies:
        same(strategy_arrays(again[name], toy_arrays), strategy_arrays(strategies[name], toy_arrays))


NAMES = SimpleNamespace(
    groups=("EX", "NA", "SB", "yes"),
    districts=("port", "hills"),
    issues=("outside", "centre"),
    extremist=0,
    regions={"north": None, "south": None},
)
"""A small case for generated strategies; one group's id is a word that some readers take for true."""


@st.composite
def elements(draw: st.DrawFn) -> tuple[tuple[str, ...], float]:
    lever = draw(st.sampled_from([one for one in LEVERS if one.id not in ("terms", "terms_stated")]))
    pair = st.sampled_from([("NA", "SB"), ("NA", "yes"), ("SB", "yes")])
    place = {
        "scalar": st.just(()),
        "group": st.sampled_from(NAMES.groups[1:]).map(lambda one: (one,)),
        "pair": pair,
        "district": st.sampled_from(NAMES.districts).map(lambda one: (one,)),
    }[lever.shape]
    return (lever.id, *draw(place)), draw(st.floats(lever.lower, lever.upper))


SETTINGS = st.lists(elements(), max_size=8).map(dict)
CONDITIONS = st.builds(
    Condition,
    st.sampled_from([name for name in observable_names(NAMES) if name != "month"]),
    st.booleans(),
    st.floats(0, 1),
    st.integers(1, 12),
)
TEXTS = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=30)


@st.composite
def plans(draw: st.DrawFn) -> Strategy:
    phases = []
    for i in range(draw(st.integers(0, 3))):
        when = draw(st.lists(CONDITIONS, max_size=2).map(tuple))
        until = draw(st.lists(CONDITIONS, max_size=2).map(tuple))
        once = bool(until and not when) or draw(st.booleans())
        levers = draw(SETTINGS.filter(bool))
        phases.append(Phase(f"p{i}", levers, when, until, once))
    forced = draw(st.sampled_from([{}, {"signed": 3}, {"signed": 1, "seated": 4}]))
    reference = draw(st.booleans()) and not forced
    text = draw(TEXTS), draw(TEXTS)
    return Strategy("plan", *text, draw(SETTINGS), tuple(phases), draw(TEXTS), reference, forced)


@settings(max_examples=100, deadline=None)
@given(plans())
def test_any_strategy_survives_writing(strategy: Strategy) -> None:
    again = parse_strategies(strategies_text([strategy], NAMES), NAMES)["plan"]
    assert again == strategy
    same(strategy_arrays(again, NAMES), strategy_arrays(strategy, NAMES))


def test_terms_and_groups_of_one_value_are_written_short(plan: Reader, toy_arrays: CaseArrays) -> None:
    strategy = plan("    levers: {pay: .4, truce: .3, terms: {outside: 1, centre: .5}}\n")
    text = strategies_text([strategy], toy_arrays)
    assert "pay: 0.4" in text and "truce: 0.3" in text and "outside: 1\n" in text
    assert parse_strategies(text, toy_arrays)["plan"] == strategy
