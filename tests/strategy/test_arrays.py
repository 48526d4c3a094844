"""Strategies as arrays of fixed shape."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from irenic.case import CaseArrays
from irenic.errors import StrategyError
from irenic.strategy import (
    OBSERVABLE_INDEX,
    P_MAX,
    Follow,
    Phase,
    Strategy,
    StrategyArrays,
    Target,
    Vocabulary,
    lever_layout,
    load_strategies,
    parse_condition,
    strategy_arrays,
)
from irenic.strategy.arrays import DEPTH_MAX, J_MAX, K_MAX, SELECTORS_MAX, T_MAX, Registers, empty_arrays
from irenic.strategy.expression import All, AnyOf, Comparison, Count, Not, Register
from tests.strategy.sentences import NAMES

Reader = Callable[[str], Strategy]
STRIKES = {("strikes",): 1.0}
HIGH = Comparison(Register("willingness"), True, 0.5)


def flat(arrays: StrategyArrays) -> dict[str, np.ndarray]:
    """All arrays by name, those of selectors and targets too."""
    found = {}
    for name, value in arrays._asdict().items():
        inner = value._asdict() if hasattr(value, "_asdict") else {"": value}
        found |= {f"{name}.{key}".rstrip("."): np.asarray(one) for key, one in inner.items()}
    return found


def test_shapes_and_types_are_the_same_for_all(toy_strategies_path: Path, toy_arrays: CaseArrays) -> None:
    expected = {name: (one.shape, one.dtype) for name, one in flat(empty_arrays(toy_arrays)).items()}
    for strategy in load_strategies(toy_strategies_path, toy_arrays).values():
        arrays = flat(strategy_arrays(strategy, toy_arrays))
        assert {name: (one.shape, one.dtype) for name, one in arrays.items()} == expected


def test_an_empty_strategy_is_the_empty_arrays(plan: Reader, toy_arrays: CaseArrays) -> None:
    arrays, empty = flat(strategy_arrays(plan(""), toy_arrays)), flat(empty_arrays(toy_arrays))
    for name in empty:
        np.testing.assert_array_equal(arrays[name], empty[name], err_msg=name)
    np.testing.assert_array_equal(arrays["base"], lever_layout(toy_arrays).defaults)


def test_a_strategy_by_hand(plan: Reader, toy_arrays: CaseArrays) -> None:
    arrays = strategy_arrays(
        plan(
            "    reference: false\n"
            "    levers: {pay: {NA: .5}, truce: {between: [PB, NA], value: .25}, patron_deal: {DONOR: .5}}\n"
            "    forced: {signed: 2, seated: 5}\n"
            "    budget: {strikes: 600}\n"
            "    phases:\n"
            "      open: {levers: {services: {hills: 1}}}\n"
            "      air:\n"
            "        when: signed for 2 months and acceptance_south >= .5 for 3 months\n"
            "        until: not signed for 2 months\n"
            "        once: true\n"
            "        lead: 2\n"
            "        withdraw: 3\n"
            "        levers: {strikes: 0, invite: 0}\n"
        ),
        toy_arrays,
    )
    layout = lever_layout(toy_arrays)
    base = layout.unflatten(arrays.base)
    np.testing.assert_array_equal(base["pay"], [0, 0.5, 0, 0, 0, 0, 0])
    np.testing.assert_array_equal(base["patron_deal"], [0, 0.5])
    assert base["truce"][1, 3] == base["truce"][3, 1] == 0.25 and base["truce"].sum() == 0.5
    opened = layout.unflatten(arrays.sets[0])
    np.testing.assert_array_equal(opened.pop("services"), [0, 0, 1, 0])
    assert not any(np.any(mask) for mask in opened.values())
    sets, value = layout.unflatten(arrays.sets[1]), layout.unflatten(arrays.value[1])
    assert sets["strikes"] == 1 and value["strikes"] == 0
    np.testing.assert_array_equal(sets["invite"], [0, 1, 1, 1, 1, 1, 1])
    for name, expected in (
        ("used", [1, 1]),
        ("once", [0, 1]),
        ("lead", [0, 2]),
        ("withdraw", [0, 3]),
        ("rank", [1, 2]),
    ):
        np.testing.assert_array_equal(getattr(arrays, name), expected + [0] * (P_MAX - 2), err_msg=name)
    assert arrays.when[1].nonzero()[0].tolist() == [K_MAX] and arrays.until[1].nonzero()[0].tolist() == [2]
    assert not arrays.when[0].any() and not arrays.until[0].any()
    south = OBSERVABLE_INDEX["acceptance_2"]
    np.testing.assert_array_equal(arrays.register[:4], [OBSERVABLE_INDEX["signed"], south, 1, 0])
    np.testing.assert_array_equal(arrays.at_least[:3], [1, 1, 0])
    np.testing.assert_array_equal(arrays.threshold[:4], [1, 0.5, 1, 0])
    np.testing.assert_array_equal(arrays.months[:4], [2, 3, 2, 1])
    assert (
        arrays.weight[0].nonzero()[0].tolist() == [0, 1] and arrays.weight.sum() == 2 and arrays.need[0] == 2
    )
    np.testing.assert_array_equal(arrays.forced[:2], [2, 5])
    assert not arrays.forced[2:].any()
    np.testing.assert_array_equal(arrays.budget, [np.inf, 600])


def phases_of(*texts: str) -> tuple[Phase, ...]:
    """A phase p0, p1, ... for each condition."""
    words = Vocabulary(NAMES, tuple(f"p{i}" for i in range(len(texts))))
    return tuple(Phase(f"p{i}", STRIKES, parse_condition(text, words)) for i, text in enumerate(texts))


def arrays_of(*texts: str) -> StrategyArrays:
    return strategy_arrays(Strategy("s", "S", "S.", phases=phases_of(*texts)), NAMES)


def test_what_is_said_twice_is_stored_once() -> None:
    arrays = arrays_of(
        "signed and plot",
        "signed >= 1 and plot",
        "signed for 2 months",
        "trust(NA, SB) < .5",
        "trust(SB, NA) < .5",
    )
    np.testing.assert_array_equal(arrays.when[0], arrays.when[1])
    np.testing.assert_array_equal(arrays.when[3], arrays.when[4])
    assert (arrays.weight != 0).any(1).sum() == 1
    assert arrays.months[:4].tolist() == [1, 1, 2, 1] and arrays.register[4] == 0


@pytest.mark.parametrize(
    ("text", "weights", "need"),
    [
        ("signed and plot", [1, 1], 2),
        ("signed or plot", [1, 1], 1),
        ("at least 2 of (signed, plot, seated)", [1, 1, 1], 2),
        ("(plot for 2 months) and not (signed for 2 months)", [1, -1], 1),
        ("(signed and plot or seated) and not (signed and plot)", None, 1),
        ("not (signed and plot)", [-1, -1], -1),
    ],
)
def test_gates_by_hand(text: str, weights: list[int] | None, need: int) -> None:
    arrays = arrays_of(text)
    last = (arrays.weight != 0).any(1).sum() - 1
    assert arrays.when[0].nonzero()[0].tolist() == [K_MAX + last]
    assert arrays.need[last] == need
    if weights is not None:
        assert arrays.weight[last][arrays.weight[last] != 0].tolist() == weights


def test_inputs_of_a_gate_come_before_it() -> None:
    arrays = arrays_of("not (((signed or plot) and seated or endorsed) and consent < .5) for 2 months")
    for j in range(J_MAX):
        assert not arrays.weight[j, K_MAX + j :].any()


def test_registers_are_those_of_the_model_text() -> None:
    registers = Registers(len(NAMES.groups), len(NAMES.districts))
    for text, expected in {
        "polarisation < .5": OBSERVABLE_INDEX["polarisation"],
        "active(p0)": registers.active,
        "started(p0)": registers.started,
        "ended(p0)": registers.ended,
        "fighters(SB) < 5": registers.group_table + 2 * 5 + 2,
        "trust(yes, NA) < .5": registers.of_group("trust", 1, 3),
        "clash(NA, yes) < .5": registers.of_group("clash", 1, 3),
        "grievance(hills) < .5": registers.district_table + 3 * 3 + 1,
        "control(SB, hills) < .5": registers.district_table + (4 + 2) * 3 + 1,
        "count(groups) < 1": registers.counts,
        "count(districts) < 1": registers.counts + SELECTORS_MAX["group"],
        "count(pairs) < 1": registers.counts + SELECTORS_MAX["group"] + SELECTORS_MAX["district"],
    }.items():
        rule = parse_condition(text, Vocabulary(NAMES, ("p0",)))
        arrays = strategy_arrays(Strategy("s", "S", "S.", phases=(Phase("p0", STRIKES, rule),)), NAMES)
        assert arrays.register[0] == expected, text


def test_ranks_follow_priority_then_order_and_exits_come_last() -> None:
    given = [(0, False), (5, False), (-3, True), (0, False), (100, False), (-4, True)]
    phases = tuple(Phase(f"p{i}", STRIKES, priority=p, exit=e) for i, (p, e) in enumerate(given))
    arrays = strategy_arrays(Strategy("s", "S", "S.", phases=phases), NAMES)
    assert arrays.rank[:6].tolist() == [1, 3, 6, 2, 4, 5] and not arrays.rank[6:].any()
    assert arrays.exits[:6].tolist() == [0, 0, 1, 0, 0, 1]


def test_an_exit_sets_every_lever() -> None:
    phases = (Phase("a", STRIKES), Phase("out", {("invite", "NA"): 0.0}, exit=True))
    arrays = strategy_arrays(Strategy("s", "S", "S.", phases=phases), NAMES)
    assert arrays.sets[1].all() and arrays.sets[0].sum() == 1
    invite = lever_layout(NAMES).unflatten(arrays.value[1])["invite"]
    np.testing.assert_array_equal(invite, [1, 0, 1, 1, 1])


def test_rivals_share_a_branch() -> None:
    phases = tuple(Phase(f"p{i}", STRIKES, branch=branch) for i, branch in enumerate(["x", "", "x", "", "y"]))
    rivals = strategy_arrays(Strategy("s", "S", "S.", phases=phases), NAMES).rivals
    assert list(zip(*rivals.nonzero(), strict=True)) == [(0, 2), (2, 0)]


def test_selections_are_shared_by_counts_and_targets() -> None:
    count = Comparison(Count("groups", HIGH), True, 2.0)
    target = Target("pay", 0.4, HIGH, ("SB",))
    strategy = Strategy("s", "S", "S.", {}, (Phase("p", STRIKES, count),), targets=(target,))
    arrays = strategy_arrays(strategy, NAMES)
    assert arrays.groups.live.sum() == 1 and arrays.targets.selector[0] == 1
    np.testing.assert_array_equal(arrays.groups.mask[0], [0, 1, 1, 1, 1])
    np.testing.assert_array_equal(
        lever_layout(NAMES).unflatten(arrays.targets.place[0])["pay"], [0, 1, 0, 1, 1]
    )
    assert arrays.targets.place.sum() == 3
    np.testing.assert_array_equal(arrays.targets.y[0], np.float32([0.4, 0.4]))
    assert not arrays.pairs.mask.any() and not arrays.districts.mask.any()


def test_targets_go_from_the_base_up_by_rank() -> None:
    follow = Follow(Register("control", ("NA", "port")), (0.25, 0.75), (1.0, 0.0))
    phases = (
        Phase(
            "high",
            targets=(Target("truce", 0.5, Comparison(Register("trust"), True, 0.25), ("SB",)),),
            priority=1,
        ),
        Phase("low", targets=(Target("services", follow), Target("pay", 0.1, HIGH))),
    )
    strategy = Strategy("s", "S", "S.", phases=phases, targets=(Target("strikes", follow),))
    arrays, layout = strategy_arrays(strategy, NAMES), lever_layout(NAMES)
    assert arrays.targets.phase.argmax(1)[:4].tolist() == [0, 2, 2, 1] and arrays.targets.phase.sum() == 4
    levers = [next(k for k, at in layout.slices.items() if row[at].any()) for row in arrays.targets.place[:4]]
    assert levers == ["strikes", "pay", "services", "truce"]
    registers = Registers(5, 3)
    assert arrays.targets.source[:4].tolist() == [
        registers.of_district("control", 0, 1),
        0,
        arrays.targets.source[0],
        0,
    ]
    np.testing.assert_array_equal(arrays.targets.x[0], [0.25, 0.75])
    np.testing.assert_array_equal(arrays.targets.y[0], [1, 0])
    assert arrays.targets.selector[:4].tolist() == [
        0,
        1,
        0,
        1 + SELECTORS_MAX["group"] + SELECTORS_MAX["district"],
    ]
    truce = layout.unflatten(arrays.targets.place[3])["truce"]
    assert [(NAMES.groups[i], NAMES.groups[j]) for i, j in zip(*np.triu(truce).nonzero(), strict=True)] == [
        ("NA", "yes"), ("NA", "for-1"), ("yes", "for-1"),
    ]  # fmt: skip
    np.testing.assert_array_equal(truce, truce.T)


@pytest.mark.parametrize(
    ("levers", "message"),
    [
        ({("bombs",): 1.0}, "bombs is no lever"),
        ({("pay", "NAA"): 1.0}, 'pay names NAA, which this case lacks. Did you mean "NA"'),
        ({("services", "NA"): 1.0}, "services names NA"),
        ({("patron_deal", "NA"): 1.0}, "patron_deal names NA.*NEIGHBOUR"),
        ({("pay",): 1.0}, r"pay takes 1 id\(s\); given 0"),
        ({("truce", "NA"): 1.0}, r"truce takes 2 id\(s\); given 1"),
    ],
)
def test_strategies_built_in_python_are_checked(levers: dict[tuple[str, ...], float], message: str) -> None:
    with pytest.raises(StrategyError, match=message):
        strategy_arrays(Strategy("s", "S", "S.", base=levers), NAMES)


@pytest.mark.parametrize(
    ("target", "message"),
    [
        (Target("bombs", 1.0, HIGH), "bombs is no lever"),
        (Target("terms", 1.0, HIGH), "terms has one value for each issue; no rule"),
        (Target("strikes", 1.0, HIGH), "no rule can pick among them"),
        (Target("strikes", 1.0), "strikes is set by a rule that says nothing"),
        (Target("pay", 1.0, HIGH, ("EX",)), "pay leaves out EX, which it does not reach"),
        (Target("services", 1.0, HIGH), "unknown_property: a rule of s is"),
        (
            Target("strikes", Follow(Register("legitimac"), (0, 1), (0, 1))),
            'unknown_observable.*"legitimacy"',
        ),
    ],
)
def test_targets_built_in_python_are_checked(target: Target, message: str) -> None:
    with pytest.raises(StrategyError, match=message):
        strategy_arrays(Strategy("s", "S", "S.", targets=(target,)), NAMES)


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (
            Comparison(Register("acceptance_nort"), True, 0.5),
            r'unknown_observable: a rule of s.p .*"acceptance_north"',
        ),
        (Comparison(Register("legitimacy"), True, 7.0), "threshold_out_of_range"),
        (All((HIGH,)), "rule_syntax"),
        (AnyOf((Comparison(Register("signed"), True, 1.0),)), "which reads otherwise"),
        (Comparison(Register("legitimacy"), True, float("nan")), "rule_syntax"),
    ],
)
def test_rules_built_in_python_are_checked(rule: object, message: str) -> None:
    with pytest.raises(StrategyError, match=message):
        strategy_arrays(Strategy("s", "S", "S.", phases=(Phase("p", STRIKES, rule),)), NAMES)


def nested(depth: int) -> str:
    """A condition with gates so deep inside each other."""
    text = "signed"
    for level in range(depth):
        text = f"({text}) {'and' if level % 2 else 'or'} legitimacy >= .{level + 1}"
    return text


MONTHS_AT_LEAST = [f"month >= {i}" for i in range(1, K_MAX + 2)]
GATES = [
    " and ".join(f"(signed or plot for {i} months) for {j} months" for i in range(1, 4)) for j in range(1, 12)
]
TRUSTING = [Comparison(Register("trust"), True, i / 8) for i in range(SELECTORS_MAX["pair"] + 1)]


def with_phases(*texts: str) -> Strategy:
    return Strategy("s", "S", "S.", phases=phases_of(*texts))


def with_targets(*targets: Target) -> Strategy:
    return Strategy("s", "S", "S.", targets=targets)


MANY = {
    "too_many_phases": (with_phases(*["signed"] * (P_MAX + 1)), P_MAX),
    "too_many_tests": (with_phases(" or ".join(MONTHS_AT_LEAST)), K_MAX),
    "too_many_gates": (with_phases(*GATES), J_MAX),
    "rule_too_deep": (with_phases(nested(DEPTH_MAX + 1)), DEPTH_MAX),
    "too_many_targets": (with_targets(*(Target("pay", i / 20, HIGH) for i in range(T_MAX + 1))), T_MAX),
    "too_many_selections": (
        with_targets(*(Target("truce", 0.5, choice) for choice in TRUSTING)),
        SELECTORS_MAX["pair"],
    ),
}


@pytest.mark.parametrize("code", MANY)
def test_too_much_for_the_arrays_is_refused(code: str) -> None:
    strategy, limit = MANY[code]
    with pytest.raises(StrategyError, match=rf"{code}: strategy s is with \d+ .*; expected at most {limit}"):
        strategy_arrays(strategy, NAMES)


def test_as_much_as_fits_is_not() -> None:
    assert (arrays_of(nested(DEPTH_MAX)).weight != 0).any(1).sum() == DEPTH_MAX
    assert arrays_of(" or ".join(MONTHS_AT_LEAST[:K_MAX])).weight[0].sum() == K_MAX
    assert arrays_of(*["signed"] * P_MAX).used.all()


def test_an_and_in_an_and_is_one() -> None:
    arrays = arrays_of("signed and (plot and (seated and month in 3..6))")
    assert (arrays.weight != 0).any(1).sum() == 1 and arrays.need[0] == 5


def test_not_of_a_test_turns_it_round() -> None:
    arrays = arrays_of("not (legitimacy >= .5) for 2 months", "not from 2016-02", "not ended(p0)")
    assert arrays.at_least[:3].tolist() == [0, 0, 0] and not arrays.weight.any()
    assert arrays.threshold[:3].tolist() == [0.5, 3, 0.5]
    assert str(Not(HIGH)) == "not willingness >= 0.5"
