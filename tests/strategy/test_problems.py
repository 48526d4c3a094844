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
from irenic.strategy.grammar import FILE_PROBLEMS

Refusals = Callable[[str], list[str]]

HEAD = "strategies:\n  plan:\n    label: Plan\n    summary: A plan.\n"
PHASE = HEAD + "    phases:\n      air:\n"  # what is added stands on line 7
LEVERS = "        levers: {strikes: 1}\n"


def many_phases(count: int) -> str:
    lines = "".join(f"      p{i}: {{levers: {{strikes: 1}}}}\n" for i in range(count))
    return HEAD + "    phases:\n" + lines


def settings_of(levers: str) -> str:
    return HEAD + f"    levers: {{{levers}}}\n"


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
    "too_many_phases": (many_phases(13), 5, "a list of 13; expected at most 12 phases"),
    "too_many_tests": (
        PHASE + "        when: " + " or ".join(f"month >= {i}" for i in range(1, 34)) + "\n" + LEVERS,
        5,
        "phases is with 33 different tests over all phases; expected at most 32",
    ),
    "rule_too_deep": (
        PHASE
        + "        when: ((((signed or plot) and seated) or plot) and consent < .5) or consent < .4\n"
        + LEVERS,
        5,
        "5 levels of conditions",
    ),
    "too_many_targets": (
        settings_of(f"pay: [{', '.join(['{where: member < .5, value: .5}'] * 13)}]"),
        2,
        "with 13 settings by rule; expected at most 12",
    ),
    "too_many_selections": (
        settings_of("truce: [" + ", ".join(f"{{where: trust < .{i}, value: .5}}" for i in range(1, 6)) + "]"),
        2,
        "with 5 different selections of pairs; expected at most 4",
    ),
    "no_levers": (PHASE + "        levers: {}\n", 7, "Remove the phase"),
    "list_of_conditions": (
        PHASE + "        when: [{signed: '>= 1'}, {membership: '>= 0.25', months: 3}]\n" + LEVERS,
        7,
        r"since schema 2: signed for 2 months and membership >= 0\.25 for 3 months$",
    ),
    "unknown_comparison": (
        PHASE + "        when: signed > 1\n" + LEVERS,
        7,
        r'air\.when is ">" at column 8; expected >= or <\. Only >= and < are understood',
    ),
    "unknown_observable": (
        PHASE + "        when: signed and\n          acceptance_nort >= 1\n" + LEVERS,
        7,
        'is "acceptance_nort" at column 12.*Did you mean "acceptance_north"',
    ),
    "unknown_phase": (PHASE + "        when: ended(bir)\n" + LEVERS, 7, 'at column 7.*Did you mean "air"'),
    "threshold_out_of_range": (
        PHASE + "        when: membership >= 25\n" + LEVERS,
        7,
        r"a threshold from 0 to 1 \(share\)",
    ),
    "rule_syntax": (PHASE + "        when: signed for 2\n" + LEVERS, 7, "is cut short at column 13"),
    "not_a_whole_number": (
        PHASE + "        when: signed for 0 months\n" + LEVERS,
        7,
        '"0" at column 12; expected a whole number of months from 1 to 120',
    ),
    "unknown_property": (
        settings_of("truce: {where: trst < 1, value: 1}"),
        5,
        'truce.where.*Did you mean "trust"',
    ),
    "too_many_clauses": (
        settings_of("pay: {where: member < .1 or held < .1 or losses < 1, value: 1}"),
        5,
        "3 alternatives when written out at column 1",
    ),
    "rule_not_possible": (
        settings_of("talks: {where: signed, value: 1}"),
        5,
        "one value for the whole strategy",
    ),
    "fixed_after_rule": (
        settings_of("pay: [{where: member < .5, value: .5}, {NA: 1}]"),
        5,
        r"pay\[1\] is after a rule.*write it before them",
    ),
    "not_two_numbers": (
        settings_of("strikes: {follow: territory, at: [0, 1, 2], give: [0, 1]}"),
        5,
        r"strikes\.at is \[0, 1, 2\]; expected a list of two numbers",
    ),
    "not_rising": (
        settings_of("strikes: {follow: territory, at: [1, 0], give: [0, 1]}"),
        5,
        "the first less than the second. Turn both",
    ),
    "unknown_patron": (
        settings_of("patron_deal: {DONORS: 1}"),
        5,
        'a patron of the case. Did you mean "DONOR"',
    ),
    "unknown_budget": (HEAD + "    budget: {strike: 7}\n", 5, 'money or strikes. Did you mean "strikes"'),
    "not_a_flag": (PHASE + "        once: 1\n" + LEVERS, 7, "once is 1; expected true or false"),
    "until_without_when": (PHASE + "        until: not signed\n" + LEVERS, 6, "Add once: true"),
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
    "unsupported_schema": ("schema: 3\n" + HEAD, 1, "is 3; expected 2. This file needs another version"),
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


def test_every_documented_code_of_a_file_is_met() -> None:
    assert FILE_PROBLEMS.keys() - BAD.keys() == {"too_many_gates"}, "which tests of the arrays meet"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("    levers: {care: true}\n", "is true.*Write 1 for true"),
        ("    levers: {care: null}\n", "is null; expected a number"),
        ("    levers: {pay: [NA]}\n", r'pay\[0\] is "NA"; expected a number'),
        ("    levers: {pay: []}\n", r"pay is \[\]; expected at least one entry"),
        ("    levers: {talks: [1]}\n", r"talks is \[1\]; expected a number"),
        ("    levers: {talks: {NA: 1}}\n", r"not_a_number"),
        ("    levers: {terms: {follow: territory, at: [0, 1], give: [0, 1]}}\n", "one value for each issue"),
        ("    levers: {patron_deal: [.5]}\n", "not_a_number: .*patron_deal"),
        ("    levers: {pay: {where: member < .5}}\n", "missing_key: .*pay.value"),
        (
            "    levers: {pay: {where: 5, value: 1}}\n",
            "wrong_type: .*pay.where is 5; expected a rule as text",
        ),
        ("    levers: {pay: {where: member < .5, value: 2}}\n", "out_of_range: .*pay.value"),
        ("    levers: {pay: {where: member < .5, value: [1]}}\n", "not_a_number: .*pay.value"),
        ("    levers: {pay: {where: member < .5, value: 1, but: [NA]}}\n", "unknown_key: .*pay.but"),
        (
            "    levers: {pay: {where: member < .5, value: 1, except: [EX]}}\n",
            r"extremist_named: .*except\[0\]",
        ),
        ("    levers: {pay: {where: member < .5, value: 1, except: NA}}\n", "a list of groups"),
        ("    levers: {services: {where: cohesion < .5, value: 1, except: [NA]}}\n", "unknown_district"),
        (
            "    levers: {pay: {where: member < .5, value: {follow: territory, at: [0, 1]}}}\n",
            "missing_key: .*give",
        ),
        ("    levers: {pay: {where: cohesion < .5, value: 1}}\n", "unknown_property: .*Known: willingness"),
        (
            "    levers: {strikes: {follow: territory, at: [0, 2], give: [0, 1]}}\n",
            r"out_of_range: .*at\[1\]",
        ),
        (
            "    levers: {strikes: {follow: territory, at: [0, 1], give: [0, 301]}}\n",
            r"out_of_range: .*give\[1\]",
        ),
        ("    levers: {strikes: {follow: territory, at: 1, give: [0, 1]}}\n", "a list of two numbers"),
        ("    levers: {strikes: {follow: territory, at: [1, 1], give: [0, 1]}}\n", r"not_rising: .*\[1, 1\]"),
        ("    levers: {strikes: {follow: 7, at: [0, 1], give: [0, 1]}}\n", "a rule as text"),
        ("    levers: {strikes: {follow: signed >= 1, at: [0, 1], give: [0, 1]}}\n", "at column 8"),
        (
            "    levers: {strikes: {follow: territory, at: [0, 1], give: [0, 1], except: [NA]}}\n",
            "unknown_key",
        ),
        ("    levers: {strikes: {where: signed, value: 1}}\n", "rule_not_possible"),
        ("    budget: {money: -1}\n", "out_of_range: .*budget.money"),
        ("    budget: 3\n", "wrong_type: .*budget"),
        ("    set: The Nine\n", "bad_name: .*set"),
        ("    not_testable: 3\n", "bad_text: .*not_testable"),
        ("    levers: {truce: {all: 2}}\n", "all is 2; expected a number from 0 to 1"),
        ("    levers: {truce: {all: 1, but: [NA]}}\n", "unknown_key: .*truce.but"),
        ("    levers: {truce: [{between: [NA, EX], value: 1}]}\n", r"extremist_named: .*between\[1\]"),
        ("    levers: {truce: [{between: [NA, SB]}]}\n", "missing_key: .*value"),
        ("    levers: {truce: [{between: [NA], value: 1}]}\n", "not_a_pair"),
        ("    levers: {truce: [{between: NA, value: 1}]}\n", "wrong_type: .*a list of groups"),
        ("    levers: {truce: [{all: 1, except: [7]}]}\n", "unknown_group: .*is 7"),
        ("    levers: {truce: [3]}\n", r"out_of_range: .*truce\[0\] is 3"),
        ("    levers: {truce: [[3]]}\n", r"not_a_number: .*truce\[0\]"),
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


def test_everything_is_said_at_once_in_the_order_of_the_file(refusals: Refusals) -> None:
    found = refusals(
        "strategies:\n"
        "  plan:\n"
        "    label: Plan\n"
        "    levers: {strike: 1, care: 2, pay: {XX: 1}}\n"
        "    phases:\n"
        "      air:\n"
        "        when: sgned\n"
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
    assert refusals("schema: 2\n") == [
        "s.yaml:1: missing_key: strategies is missing; expected a value for strategies."
    ]


def test_markup_and_escapes_in_names_cannot_repaint_the_screen(refusals: Refusals) -> None:
    found = refusals(HEAD + '    levers: {"a\\e[31mb": 1}\n')
    assert found[0].isprintable()


LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-5, 500)
    | st.floats(-2, 2)
    | st.sampled_from(["NA", "signed", "x", "trust < 1"])
)
KEYS = st.sampled_from(
    [
        "levers",
        "phases",
        "when",
        "until",
        "strikes",
        "pay",
        "truce",
        "NA",
        "EX",
        "all",
        "label",
        "where",
        "follow",
        "at",
        "give",
        "value",
        "except",
        "budget",
        "exit",
        "lead",
    ]
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
