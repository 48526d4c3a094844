"""Strategy files that are refused: every code, its line, and what the message says."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from irenic.case import CaseArrays
from irenic.errors import StrategyError
from irenic.strategy import parse_strategies

Refusals = Callable[[str], list[str]]

HEAD = "strategies:\n  plan:\n    label: Plan\n    summary: A plan.\n"
PHASE = HEAD + "    phases:\n      air:\n"  # what is added stands on line 7
LEVERS = "        levers: {strikes: 1}\n"


def many_phases(count: int) -> str:
    lines = "".join(f"      p{i}: {{levers: {{strikes: 1}}}}\n" for i in range(count))
    return HEAD + "    phases:\n" + lines


def many_conditions(count: int) -> str:
    conditions = ", ".join(f"{{month: '>= {i + 1}'}}" for i in range(count))
    return PHASE + f"        when: [{conditions}]\n" + LEVERS


BAD = {
    "unknown_key": (HEAD + "    lever: {}\n", 5, 'strategies.plan.lever is "lever".*Did you mean "levers"'),
    "missing_key": ("strategies:\n  plan:\n    label: Plan\n", 2, "plan.summary is missing"),
    "wrong_type": (HEAD + "    levers: [1]\n", 5, r"is \[1\]; expected a mapping of levers to values"),
    "unknown_lever": (HEAD + "    levers: {strike: 1}\n", 5, 'is "strike".*Did you mean "strikes"'),
    "unknown_group": (
        HEAD + "    levers:\n      pay: {NAA: 1}\n",
        6,
        r'pay\.NAA is "NAA".*Did you mean "NA"',
    ),
    "unknown_district": (HEAD + "    levers: {services: {prt: 1}}\n", 5, 'a district.*Did you mean "port"'),
    "unknown_issue": (
        HEAD + "    levers: {terms: {center: 1, outside: 0, centre: 0}}\n",
        5,
        'an issue of the case. Did you mean "centre"',
    ),
    "terms_incomplete": (HEAD + "    levers: {terms: {centre: 1}}\n", 5, "Add outside, or default"),
    "extremist_named": (HEAD + "    levers: {pay: {EX: 1}}\n", 5, "any group but the extremist"),
    "not_a_number": (HEAD + "    levers: {talks: yes}\n", 5, 'talks is "yes"; expected a number from 0 to 1'),
    "out_of_range": (HEAD + "    levers: {strikes: 301}\n", 5, "is 301; expected a number from 0 to 300"),
    "pair_with_itself": (
        HEAD + "    levers:\n      truce:\n        - {between: [NA, NA], value: 1}\n",
        7,
        "two different groups",
    ),
    "not_a_pair": (
        HEAD + "    levers: {truce: {between: [NA, SB, PB], value: 1}}\n",
        5,
        "a list of two groups",
    ),
    "pair_given_twice": (
        HEAD + "    levers:\n      truce:\n"
        "        - {between: [NA, SB], value: 1}\n        - {between: [SB, NA], value: 0}\n",
        8,
        "each pair once",
    ),
    "too_many_phases": (many_phases(9), 5, "a list of 9; expected at most 8 phases"),
    "too_many_conditions": (many_conditions(25), 5, "with 25 different conditions; expected at most 24"),
    "no_levers": (PHASE + "        levers: {}\n", 7, "Remove the phase"),
    "no_conditions": (PHASE + "        when: []\n" + LEVERS, 7, "Leave the key out"),
    "bad_condition": (
        PHASE + "        when: [{signed: '> 1'}]\n" + LEVERS,
        7,
        "Only >= and < are understood",
    ),
    "unknown_observable": (
        PHASE + "        when:\n          - {acceptance_nort: '>= 1'}\n" + LEVERS,
        8,
        'Did you mean "acceptance_north"',
    ),
    "threshold_out_of_range": (
        PHASE + "        when: [{membership: '>= 25'}]\n" + LEVERS,
        7,
        r"a threshold from 0 to 1 \(share\)",
    ),
    "not_a_whole_number": (
        PHASE + "        when: [{signed: '>= 1', months: 0}]\n" + LEVERS,
        7,
        r"months is 0; expected a whole number from 1 to 120",
    ),
    "not_a_flag": (PHASE + "        once: 1\n" + LEVERS, 7, "once is 1; expected true or false"),
    "until_without_when": (PHASE + "        until: [{signed: '< 1'}]\n" + LEVERS, 6, "Add once: true"),
    "unknown_milestone": (
        HEAD + "    reference: false\n    forced: {sign: 1}\n",
        6,
        'Did you mean "signed"',
    ),
    "forced_order": (
        HEAD + "    reference: false\n    forced: {signed: 4, seated: 1}\n",
        6,
        "is 1; expected signed in the same month or earlier",
    ),
    "forced_in_reference": (HEAD + "    forced: {signed: 1}\n", 5, "add reference: false"),
    "bad_name": (HEAD.replace("plan:", "Plan A:"), 2, "a lower-case letter"),
    "bad_text": (HEAD.replace("Plan\n", '"a\\eb"\n'), 3, "without control characters"),
    "unsupported_schema": ("schema: 2\n" + HEAD, 1, "is 2; expected 1. This file needs another version"),
    "no_strategies": ("strategies: {}\n", 1, "at least one strategy"),
    "too_many_strategies": (
        "strategies:\n" + "".join(f"  s{i}: {{label: S, summary: S}}\n" for i in range(65)),
        1,
        "a list of 65; expected at most 64",
    ),
    "duplicate_key": (HEAD + "    levers: {strikes: 1, strikes: 2}\n", 5, "given twice"),
    "yaml_syntax": (HEAD + "    levers: {strikes: 1\n", 6, "not readable as YAML"),
}


@pytest.mark.parametrize("code", BAD)
def test_each_code_with_its_line_and_message(code: str, refusals: Refusals) -> None:
    text, line, message = BAD[code]
    found = refusals(text)
    assert len(found) == 1, found
    assert re.match(rf"s\.yaml:{line}: {code}: ", found[0]), found[0]
    assert re.search(message, found[0]), found[0]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("    levers: {care: true}\n", "is true.*Write 1 for true"),
        ("    levers: {care: null}\n", "is null; expected a number"),
        ("    levers: {pay: [NA]}\n", r'is \["NA"\]; expected a number'),
        ("    levers: {truce: {all: 2}}\n", "all is 2; expected a number from 0 to 1"),
        ("    levers: {truce: {all: 1, but: [NA]}}\n", "unknown_key: .*truce.but"),
        ("    levers: {truce: [{between: [NA, EX], value: 1}]}\n", r"extremist_named: .*between\[1\]"),
        ("    levers: {truce: [{between: [NA, SB]}]}\n", "missing_key: .*value"),
        ("    levers: {truce: [{between: [NA], value: 1}]}\n", "not_a_pair"),
        ("    levers: {truce: [{between: NA, value: 1}]}\n", "wrong_type: .*a list of groups"),
        ("    levers: {truce: [{all: 1, except: [7]}]}\n", "unknown_group: .*is 7"),
        ("    levers: {truce: [3]}\n", "wrong_type: .*is 3"),
        ("    levers: {mediator_bias: -1.5}\n", "a number from -1 to 1"),
        ("    levers: {invite: {default: 2}}\n", "invite.default is 2"),
        ("    levers: 3\n", "wrong_type"),
        ("    phases: []\n", "wrong_type: .*phase ids"),
        ("    label: again\n", "duplicate_key"),
        ("    reference: maybe\n", 'not_a_flag: .*"maybe"'),
        ("    argued_by: ''\n", "bad_text"),
        ("    reference: false\n    forced: {signed: 1.5}\n", "not_a_whole_number"),
        ("    reference: false\n    forced: {signed: true}\n", "not_a_whole_number: .*is true"),
    ],
)
def test_other_ways_to_be_wrong(body: str, message: str, refusals: Refusals) -> None:
    found = refusals(HEAD + body)
    assert len(found) == 1, found
    assert re.search(message, found[0]), found[0]


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("{}", "about 0 observables"),
        ("{months: 2}", "about 0 observables"),
        ("{signed: '>= 1', seated: '>= 1'}", "about 2 observables"),
        ("{signed: 1}", 'Write ">= 1" or "< 1"'),
        ("{signed: '>= 1 or 1'}", "bad_condition"),
        ("signed", "wrong_type"),
        ("{acceptance_3: '>= 1'}", "unknown_observable"),
        ("{signed: '>= 1e999'}", "threshold_out_of_range"),
        ("{signed: '>= 1', months: 121}", "not_a_whole_number"),
    ],
)
def test_other_bad_conditions(condition: str, message: str, refusals: Refusals) -> None:
    found = refusals(PHASE + f"        when: [{condition}]\n" + LEVERS)
    assert len(found) == 1, found
    assert re.search(message, found[0]), found[0]


def test_everything_is_said_at_once_in_the_order_of_the_file(refusals: Refusals) -> None:
    found = refusals(
        "strategies:\n"
        "  plan:\n"
        "    label: Plan\n"
        "    levers: {strike: 1, care: 2, pay: {XX: 1}}\n"
        "    phases:\n"
        "      air:\n"
        "        when: [{sgned: '>= 1'}]\n"
        "  other: 7\n"
    )
    codes = [message.split(": ")[1] for message in found]
    assert codes == [
        "missing_key",
        "unknown_lever",
        "out_of_range",
        "unknown_group",
        "missing_key",
        "unknown_observable",
        "wrong_type",
    ]


@pytest.mark.parametrize("text", ["7\n", "[]\n", "strategies: 7\n", "strategies:\n"])
def test_files_of_another_form(text: str, refusals: Refusals) -> None:
    assert "wrong_type: " in refusals(text)[0]


def test_a_mapping_without_strategies(refusals: Refusals) -> None:
    assert refusals("schema: 1\n") == [
        "s.yaml:1: missing_key: strategies is missing; expected a value for strategies."
    ]


def test_markup_and_escapes_in_names_cannot_repaint_the_screen(refusals: Refusals) -> None:
    found = refusals(HEAD + '    levers: {"a\\e[31mb": 1}\n')
    assert found[0].isprintable()


LEAVES = (
    st.none() | st.booleans() | st.integers(-5, 500) | st.floats(-2, 2) | st.sampled_from(["NA", ">= 1", "x"])
)
KEYS = st.sampled_from(
    ["levers", "phases", "when", "until", "strikes", "pay", "truce", "NA", "EX", "all", "label"]
)
TREES = st.recursive(
    LEAVES, lambda t: st.lists(t, max_size=3) | st.dictionaries(KEYS, t, max_size=4), max_leaves=12
)


@settings(max_examples=200, deadline=None)
@given(tree=TREES)
def test_any_content_is_read_or_refused_never_a_crash(tree: object, toy_arrays: CaseArrays) -> None:
    text = json.dumps({"strategies": {"plan": tree}})
    with suppress(StrategyError):
        parse_strategies(text, toy_arrays)
