"""Phases that are refused: rules of another form, and settings out of range."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

Refusals = Callable[[str], list[str]]

PHASE = "strategies:\n  plan:\n    label: Plan\n    summary: A plan.\n    phases:\n      air:\n"
"""What is added stands on line 7."""

LEVERS = "        levers: {strikes: 1}\n"


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("5", "wrong_type: .*a rule as text, such as signed for 2 months"),
        ("{signed: 1}", "wrong_type"),
        ("''", "rule_syntax: .*empty at column 1"),
        ("[]", "list_of_conditions: .*signed for 2 months"),
        ("[7]", "list_of_conditions: .*signed for 2 months"),
        ("[{a b: '>= 1'}]", "list_of_conditions: .*: signed for 2 months"),
        ("[{signed: '< 1', months: 1}]", "list_of_conditions: .*: not signed$"),
        ("signed or", "rule_syntax: .*cut short at column 10"),
        ("acceptance_3 >= 1", "unknown_observable"),
        ("legitimacy >= 1e999", "threshold_out_of_range"),
    ],
)
def test_other_bad_conditions(condition: str, message: str, refusals: Refusals) -> None:
    found = refusals(PHASE + f"        when: {condition}\n" + LEVERS)
    assert len(found) == 1, found
    assert re.search(message, found[0]), found[0]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("priority: 101", "a whole number from -100 to 100"),
        ("priority: 1.5", "a whole number from -100 to 100"),
        ("lead: 25", "lead is 25; expected a whole number from 0 to 24"),
        ("withdraw: -1", "withdraw is -1; expected a whole number from 0 to 24"),
        ("branch: two words", "bad_name: .*branch"),
        ("exit: yes", 'exit is "yes"; expected true or false'),
        ("leads: 1", 'Did you mean "lead"'),
    ],
)
def test_bad_settings_of_a_phase(line: str, message: str, refusals: Refusals) -> None:
    found = refusals(PHASE + f"        {line}\n" + LEVERS)
    assert len(found) == 1, found
    assert re.match(r"s\.yaml:7: ", found[0]) and re.search(message, found[0]), found[0]


def test_alternatives_of_schema_1_become_or(refusals: Refusals) -> None:
    body = "        when: signed\n        until: [{plot: '>= 0.5'}, {signed: '< 1', months: 3}]\n"
    (found,) = refusals(PHASE + body + LEVERS)
    assert found.endswith("since schema 2: plot >= 0.5 for 2 months or not signed for 3 months")
