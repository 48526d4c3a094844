"""What rules mean: trees walked month by month against a plain reading of the compiled arrays.

The walker knows nothing of registers, tests and gates; the reader knows nothing of trees, only what
docs/model.md says of the arrays.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from irenic.strategy import Phase, Strategy, Target, parse_condition, strategy_arrays
from irenic.strategy.arrays import COUNTS, J_MAX, K_MAX, P_MAX, SELECTORS_MAX, Selectors, StrategyArrays
from irenic.strategy.choices import clauses
from irenic.strategy.compile import Compiled
from irenic.strategy.expression import (
    All,
    AnyOf,
    AtLeast,
    Comparison,
    Count,
    Date,
    Held,
    Not,
    PhaseState,
    Register,
    Span,
)
from irenic.strategy.observables import DISTRICT_FIELDS, GROUP_FIELDS, PAIR_FIELDS, SCALARS
from tests.strategy.sentences import CONDITION_TREES, NAMES, PHASES, WORDS, choices

MONTHS = 10
G, D = len(NAMES.groups), len(NAMES.districts)
LEVER = {("talks",): 1.0}


@dataclass
class Seen:
    """What is seen in a month, by name; in eighths, so that float32 holds it."""

    month: int
    scalars: dict[str, float]
    groups: dict[str, np.ndarray]  # (G,)
    pairs: dict[str, np.ndarray]  # (G, G), symmetric
    districts: dict[str, np.ndarray]  # (D,)
    control: np.ndarray  # (G, D)
    phases: dict[str, dict[str, bool]]


def history(seed: int) -> list[Seen]:
    """Random months."""
    rng = np.random.default_rng(seed)

    def eighths(*shape: int) -> np.ndarray:
        return rng.integers(0, 9, shape) / 8

    def symmetric() -> np.ndarray:
        values = eighths(G, G)
        return np.triu(values) + np.triu(values, 1).T

    return [
        Seen(
            month,
            {one.id: float(eighths()) for one in SCALARS} | {"month": float(month)},
            {one.id: eighths(G) for one in GROUP_FIELDS},
            {one.id: symmetric() for one in PAIR_FIELDS},
            {one.id: eighths(D) for one in DISTRICT_FIELDS},
            eighths(G, D),
            {
                state: {phase: bool(rng.integers(2)) for phase in PHASES}
                for state in ("active", "started", "ended")
            },
        )
        for month in range(1, MONTHS + 1)
    ]


# The walker


def value_of(register: Register | Count, seen: Seen) -> float:
    if isinstance(register, Count):
        return float(len(picked(register.kind, register.where, seen)))
    name, ids = register.name, register.members
    if not ids:
        region = name.removeprefix("acceptance_")
        number = [*NAMES.regions].index(region) + 1 if region in NAMES.regions else None
        return seen.scalars[name if number is None else f"acceptance_{number}"]
    if name == "control":
        return seen.control[NAMES.groups.index(ids[0]), NAMES.districts.index(ids[1])]
    if name in seen.pairs:
        return seen.pairs[name][NAMES.groups.index(ids[0]), NAMES.groups.index(ids[1])]
    if name in seen.groups:
        return seen.groups[name][NAMES.groups.index(ids[0])]
    return seen.districts[name][NAMES.districts.index(ids[0])]


def picked(kind: str, choice: object, seen: Seen) -> list:
    groups = [group for group in NAMES.groups if group != NAMES.groups[NAMES.extremist]]
    everyone = {"groups": groups, "districts": NAMES.districts, "pairs": list(combinations(groups, 2))}[kind]
    return [one for one in everyone if choice is None or fits(choice, kind, one, seen)]


def fits(choice: object, kind: str, one: object, seen: Seen) -> bool:
    """Whether an element is as a selection says."""
    if isinstance(choice, Not):
        return not fits(choice.part, kind, one, seen)
    if isinstance(choice, All | AnyOf):
        return (all if isinstance(choice, All) else any)(fits(part, kind, one, seen) for part in choice.parts)
    name, other = choice.register.name, choice.register.members
    ids = {"groups": (one, *other), "districts": (*other, one), "pairs": one}[kind]
    value = value_of(Register(name, ids), seen)
    return value >= choice.threshold if choice.at_least else value < choice.threshold


def holds(rule: object, months: list[Seen], t: int) -> bool:
    """Whether a condition holds in month t (from 1) of a history."""
    seen = months[t - 1]
    if isinstance(rule, Held):
        return t >= rule.months and all(holds(rule.part, months, t - ago) for ago in range(rule.months))
    if isinstance(rule, Not):
        return not holds(rule.part, months, t)
    if isinstance(rule, All | AnyOf | AtLeast):
        count = sum(holds(part, months, t) for part in rule.parts)
        return count >= (len(rule.parts) if isinstance(rule, All) else getattr(rule, "count", 1))
    if isinstance(rule, PhaseState):
        return seen.phases[rule.state][rule.phase]
    if isinstance(rule, Span):
        return rule.first <= t <= rule.last
    if isinstance(rule, Date):
        calendar = NAMES.start_year * 12 + NAMES.start_month - 1 + t
        return (calendar >= rule.year * 12 + rule.month - 1) == (rule.side == "from")
    assert isinstance(rule, Comparison)
    value = value_of(rule.register, seen)
    return value >= rule.threshold if rule.at_least else value < rule.threshold


# The reader


def tables(seen: Seen) -> tuple[np.ndarray, np.ndarray]:
    """(row, group) and (row, district), as docs/model.md orders the rows."""
    groups = [seen.groups[one.id] for one in GROUP_FIELDS]
    for one in PAIR_FIELDS:
        groups += list(seen.pairs[one.id])
    return np.array(groups), np.array(
        [seen.districts[one.id] for one in DISTRICT_FIELDS] + list(seen.control)
    )


def picks(selectors: Selectors, table: np.ndarray) -> np.ndarray:
    """(selector, elements): what each selector picks of a table (row, elements)."""
    found = []
    for s in range(len(selectors.mask)):
        any_clause = np.zeros(selectors.mask[s].shape, bool)
        for c in range(selectors.live.shape[1]):
            clause = np.full(any_clause.shape, selectors.live[s, c] == 1)
            for a in range(selectors.used.shape[2]):
                row, threshold = table[selectors.row[s, c, a]], selectors.threshold[s, c, a]
                test = row >= threshold if selectors.at_least[s, c, a] else row < threshold
                clause &= test | (selectors.used[s, c, a] == 0)
            any_clause |= clause
        found.append(any_clause & (selectors.mask[s] == 1))
    return np.array(found)


def registers(arrays: StrategyArrays, seen: Seen) -> np.ndarray:
    """The vector of registers of a month."""
    states = np.zeros((3, P_MAX))
    for row, state in enumerate(("active", "started", "ended")):
        states[row, : len(PHASES)] = [seen.phases[state][phase] for phase in PHASES]
    group_table, district_table = tables(seen)
    pair_table = np.array([seen.pairs[one.id] for one in PAIR_FIELDS])
    counts = [
        picks(arrays.groups, group_table).sum(1),
        picks(arrays.districts, district_table).sum(1),
        picks(arrays.pairs, pair_table).sum((1, 2)) / 2,
    ]
    scalars = [seen.scalars[one.id] for one in SCALARS]
    return np.concatenate([scalars, states.ravel(), *counts, group_table.ravel(), district_table.ravel()])


def held_nodes(arrays: StrategyArrays, months: list[Seen]) -> np.ndarray:
    """(month, node): which tests and gates are held."""
    streak, found = np.zeros(K_MAX + J_MAX, int), []
    for seen in months:
        view = registers(arrays, seen)[arrays.register]
        true = np.where(arrays.at_least == 1, view >= arrays.threshold, view < arrays.threshold)
        held = np.zeros(K_MAX + J_MAX)
        for n in range(K_MAX + J_MAX):
            is_true = true[n] if n < K_MAX else arrays.weight[n - K_MAX] @ held >= arrays.need[n - K_MAX]
            streak[n] = streak[n] + 1 if is_true else 0
            held[n] = streak[n] >= arrays.months[n]
        found.append(held)
    return np.array(found)


def compiled(when: object, until: object = None) -> StrategyArrays:
    phases = (Phase(PHASES[0], LEVER, when, until), *(Phase(name, LEVER) for name in PHASES[1:]))
    return strategy_arrays(Strategy("s", "S", "S.", phases=phases), NAMES)


def is_small(*rules: object) -> bool:
    phases = (Phase(PHASES[0], LEVER, *rules), *(Phase(name, LEVER) for name in PHASES[1:]))
    return not Compiled(Strategy("s", "S", "S.", phases=phases), NAMES).excess()


@settings(max_examples=200)
@given(CONDITION_TREES.filter(is_small), st.integers(0, 2**32 - 1))
def test_arrays_hold_when_the_rule_holds(rule: object, seed: int) -> None:
    months, arrays = history(seed), compiled(rule)
    (node,) = arrays.when[0].nonzero()[0]
    expected = [holds(rule, months, t) for t in range(1, MONTHS + 1)]
    assert held_nodes(arrays, months)[:, node].astype(bool).tolist() == expected, str(rule)


@settings(max_examples=50)
@given(CONDITION_TREES, CONDITION_TREES, st.integers(0, 2**32 - 1))
def test_two_rules_that_share_tests_keep_apart(when: object, until: object, seed: int) -> None:
    if not is_small(when, until):
        return
    months, arrays = history(seed), compiled(when, until)
    held = held_nodes(arrays, months)
    for rule, nodes in ((when, arrays.when), (until, arrays.until)):
        found = held[:, nodes[0].argmax()].astype(bool).tolist()
        assert found == [holds(rule, months, t) for t in range(1, MONTHS + 1)], str(rule)


@pytest.mark.parametrize(
    "text",
    [
        "not (signed for 2 months)",
        "(not (signed for 2 months)) for 2 months",
        "(signed for 2 months) for 2 months",
        "not (month in 3..6)",
        "month in 3..6 for 2 months",
        "signed and not signed",
        "(plot or seated) and not (plot or seated)",
        "at least 2 of (plot or seated, plot or seated, signed)",
        "at least 1 of (plot for 2 months, not (plot for 2 months))",
        "not not (plot and seated)",
        "not (not (plot and seated))",
        "count(groups) >= 4",
        "count(groups where trust(NA) >= 0.5) >= 2",
        "count(pairs where not (trust < 0.5 or clash >= 1)) >= 2",
        "count(districts where (control(NA) >= .5 or cohesion < .5) and extremists >= .25) >= 1",
        "trust(SB, NA) >= 0.5 and not trust(NA, SB) >= 0.875",
        "((signed or seated) and plot or endorsed) and consent >= .25",
    ],
)
def test_corner_cases(text: str) -> None:
    rule = parse_condition(text, WORDS)
    for seed in range(5):
        months, arrays = history(seed), compiled(rule)
        held = held_nodes(arrays, months)[:, arrays.when[0].argmax()].astype(bool).tolist()
        assert held == [holds(rule, months, t) for t in range(1, MONTHS + 1)]


@settings(max_examples=150)
@given(st.sampled_from(["groups", "districts", "pairs"]), st.data(), st.integers(0, 2**32 - 1))
def test_targets_pick_whom_the_selection_names(kind: str, data: st.DataObject, seed: int) -> None:
    choice = data.draw(choices(kind))
    lever = {"groups": "pay", "districts": "services", "pairs": "truce"}[kind]
    target = Target(lever, 0.5, choice)
    arrays = strategy_arrays(Strategy("s", "S", "S.", targets=(target,)), NAMES)
    (seen, *_) = history(seed)
    group_table, district_table = tables(seen)
    pair_table = np.array([seen.pairs[one.id] for one in PAIR_FIELDS])
    number = arrays.targets.selector[0] - 1
    first = {"groups": 0, "districts": SELECTORS_MAX["group"], "pairs": COUNTS - SELECTORS_MAX["pair"]}[kind]
    table = {"groups": group_table, "districts": district_table, "pairs": pair_table}[kind]
    chosen = picks(getattr(arrays, kind), table)[number - first]
    ids = NAMES.districts if kind == "districts" else NAMES.groups
    expected = picked(kind, choice, seen)
    if kind == "pairs":
        assert (chosen == chosen.T).all()
        assert [
            pair for pair in combinations(ids, 2) if chosen[ids.index(pair[0]), ids.index(pair[1])]
        ] == expected
    else:
        assert [one for one, is_in in zip(ids, chosen, strict=True) if is_in] == list(expected)


@settings(max_examples=150)
@given(st.sampled_from(["groups", "districts", "pairs"]), st.data(), st.integers(0, 2**32 - 1))
def test_alternatives_written_out_say_the_same(kind: str, data: st.DataObject, seed: int) -> None:
    choice = data.draw(choices(kind))
    (seen, *_) = history(seed)
    written_out = [All(clause) for clause in clauses(choice)]
    assert picked(kind, AnyOf(tuple(written_out)), seen) == picked(kind, choice, seen)
