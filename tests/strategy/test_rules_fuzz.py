"""Spoilt rules and settings: each is read, or refused with clear problems, and fast."""

from __future__ import annotations

import json
import time
from random import Random

import pytest

from irenic.errors import Problem, StrategyError
from irenic.strategy import (
    RuleFault,
    parse_choice,
    parse_condition,
    parse_register,
    parse_strategies,
    strategies_text,
    strategy_arrays,
)
from irenic.strategy.grammar import FILE_PROBLEMS, PROBLEMS
from irenic.strategy.tokens import LENGTH_MAX
from tests.strategy.sentences import NAMES, WORDS, corpus, spoilt

TEXTS = 100_000
FILES = 500
SLOW_SECONDS = 2.0
"""Far above what any text takes (a hundredth of it), for a loaded machine."""

SETTINGS = """schema: 2
strategies:
  plan:
    label: Plan
    summary: A plan.
    set: rivals
    budget: {money: 2000, strikes: 600}
    levers:
      truce: [{all: .2}, {where: trust >= 0.5 and clash < 1, except: [SB], value: .5}]
      strikes: {follow: extremist_strength, at: [1000, 4000], give: [20, 120]}
      pay:
        - {NA: .2}
        - {where: willingness >= 0.5, except: [yes], value: {follow: held(NA), at: [0, 1], give: [.1, .4]}}
      patron_deal: {off: 1}
    phases:
      air:
        when: signed for 2 months and not started(late)
        until: at least 1 of (not signed, polarisation >= 0.5)
        once: true
        priority: 2
        branch: response
        lead: 2
        withdraw: 3
        levers: {services: {where: extremist_share >= 0.2, value: .5}, talks: 1}
      late: {when: month in 3..6, exit: true, levers: {terms: {outside: 0, default: .5}}}
"""


def fault_of(text: str, random: Random) -> RuleFault | None:
    """What is wrong with a text, read as one or another kind of rule."""
    way = random.randrange(8)
    try:
        if way == 0:
            parse_choice(text, random.choice(["groups", "districts", "pairs"]), WORDS)
        elif way == 1:
            parse_register(text, WORDS)
        else:
            parse_condition(text, WORDS)
    except RuleFault as fault:
        return fault
    return None


def problems_of(text: str) -> tuple[Problem, ...]:
    """What is wrong with a file that is refused; nothing for one that is read."""
    try:
        parse_strategies(text, NAMES, "s.yaml")
    except StrategyError as error:
        return error.problems or (Problem("unsaid", "", None, "", "", ""),)
    return ()


def test_any_spoilt_text_is_read_or_refused() -> None:
    random, texts = Random(20151124), corpus(2_000)
    codes = dict.fromkeys(PROBLEMS, 0) | {"": 0}
    slowest = 0.0
    for _ in range(TEXTS):
        text = spoilt(random.choice(texts), texts, random)
        before = time.process_time()
        fault = fault_of(text, random)
        slowest = max(slowest, time.process_time() - before)
        codes["" if fault is None else fault.code] += 1
        if fault is not None:
            assert 1 <= fault.column <= min(len(text), LENGTH_MAX) + 1, text
            assert fault.given and fault.expected, text
            assert (fault.given + fault.expected + fault.hint).isprintable(), text
    assert slowest < SLOW_SECONDS
    assert sum(codes.values()) == TEXTS
    assert codes[""] > TEXTS // 50, "some are still rules"
    assert not [code for code, count in codes.items() if count == 0], "every kind of problem is met"


@pytest.mark.parametrize(
    "text",
    [
        "(" * 2000,
        "not " * 500,
        "at least 1 of (" * 130,
        "signed or " * 199 + "signed",
        "count(groups where " + " and ".join(["(member < 1 or held < 1)"] * 75) + ") < 1",
        "count(groups where "
        + " and ".join(f"(member < .{i} or held < .{i})" for i in range(10, 70))
        + ") < 1",
        "count(groups where " + " or ".join(f"member < .{i}" for i in range(100, 225)) + ") < 1",
        "1" * 2000,
        "signed for " + "9" * 1900 + " months",
        "legitimacy >= " + "9" * 1900,
        "legitimacy >= ." + "1" * 1900 + "e",
        " " * 2000,
        "a" * 2000,
        "a-" * 1000,
        "." * 2000,
        "signed" + "\t" * 1990 + "x",
    ],
)
def test_texts_made_to_be_slow_are_not(text: str) -> None:
    before = time.process_time()
    fault_of(text, Random(2))
    assert time.process_time() - before < SLOW_SECONDS


def test_a_spoilt_rule_of_a_file_gives_one_problem_with_its_place() -> None:
    random, texts = Random(1), corpus(500)
    refused = 0
    for _ in range(FILES):
        text = spoilt(random.choice(texts), texts, random)
        text = "".join(
            c for c in text if c < "\ud800" or "\udfff" < c < "\U00010000"
        )  # JSON has halves of others
        phases = {phase: {"when": "signed", "levers": {"talks": 1}} for phase in WORDS.phases}
        phases["air"]["when"] = text
        plan = {"label": "Plan", "summary": "A plan.", "phases": phases}
        problems = problems_of(json.dumps({"strategies": {"plan": plan}}))
        refused += bool(problems)
        if problems:
            (problem,) = problems
            if problem.code in PROBLEMS:
                assert problem.path == "strategies.plan.phases.air.when" and problem.line == 1
                assert " at column " in problem.given and str(problem).isprintable()
            else:
                assert problem.code in FILE_PROBLEMS
    assert FILES // 2 < refused < FILES


def test_any_spoilt_file_is_read_and_written_or_refused() -> None:
    random, texts = Random(2), [SETTINGS, *SETTINGS.splitlines()]
    read = 0
    for _ in range(FILES):
        lines = SETTINGS.splitlines(keepends=True)
        for _ in range(random.choice([1, 1, 2])):
            at = random.randrange(5, len(lines))
            lines[at] = spoilt(lines[at], texts, random)
        spoilt_text = "".join(lines)
        problems = problems_of(spoilt_text)
        if problems:
            assert all(p.code.isidentifier() and p.expected and str(p).isprintable() for p in problems)
            continue
        strategies = parse_strategies(spoilt_text, NAMES)
        read += 1
        for strategy in strategies.values():
            strategy_arrays(strategy, NAMES)
        assert parse_strategies(strategies_text(strategies.values(), NAMES), NAMES) == strategies
    assert FILES // 50 < read < FILES


def test_the_unspoilt_file_is_read() -> None:
    assert list(parse_strategies(SETTINGS, NAMES)) == ["plan"]
