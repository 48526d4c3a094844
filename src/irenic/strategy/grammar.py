"""The language of rules in one place: its grammar, and every form with an example.

The parser takes its words from here, the reference page is generated from it (`reference.py`), and the
tests make random rules of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

MONTHS_MAX = 120
"""Most months in a row that a rule may ask for."""

MONTH_MAX = 1200
"""Latest month that a rule can name."""

NESTING_MAX = 20
"""How deep ``not``, ``at least`` and parentheses may stand in each other."""

SEVERAL_MAX = 16
"""Most parts of ``at least``."""

CONDITION: Mapping[str, str] = {
    "condition": 'both , { "or" , both }',
    "both": 'held , { "and" , held }',
    "held": 'plain , [ "for" , whole , ( "month" | "months" ) ]',
    "plain": '"not" , plain | "(" , condition , ")" | several | test',
    "several": '"at" , "least" , whole , "of" , "(" , condition , { "," , condition } , ")"',
    "test": "register , comparison | flag | state | span | date",
    "register": "observable | field | count",
    "field": (
        'group_field , "(" , group , ")" | pair_field , "(" , group , "," , group , ")" '
        '| district_field , "(" , district , ")" | "control" , "(" , group , "," , district , ")"'
    ),
    "count": '"count" , "(" , ( "groups" | "districts" | "pairs" ) , [ "where" , choice ] , ")"',
    "comparison": '( ">=" | "<" ) , number',
    "flag": '"signed" | "seated" | "endorsed" | "plot" | "offensive" , "(" , group , ")"',
    "state": '( "active" | "started" | "ended" ) , "(" , phase , ")"',
    "span": '"month" , "in" , whole , ".." , whole',
    "date": '( "from" | "before" ) , year , "-" , month',
}
"""Conditions, what starts or ends a phase; rules of an extended Backus-Naur form (ISO 14977)."""

CHOICE: Mapping[str, str] = {
    "choice": 'need , { "or" , need }',
    "need": 'trait , { "and" , trait }',
    "trait": '"not" , trait | "(" , choice , ")" | own_flag | property , comparison',
    "property": 'own_field | toward , "(" , group , ")"',
}
"""Selections, what picks groups, districts or pairs."""

KEYWORDS = frozenset(
    word for text in (*CONDITION.values(), *CHOICE.values()) for word in re.findall(r'"([a-z]+)"', text)
)
"""Every word of the grammar itself, and the flags and ``control``."""


@dataclass(frozen=True, slots=True)
class Form:
    """One thing that a rule can say.

    Parameters
    ----------
    example : text that reads, in the shipped case
    meaning : what it says
    """

    example: str
    meaning: str


TESTS: tuple[Form, ...] = (
    Form("legitimacy >= 0.4", "an observable of the country is at least this"),
    Form("extremist_growth < 0.5", "... or below it; there is no > and no <="),
    Form("acceptance_west >= 0.5", "acceptance in a region of the case"),
    Form("signed", "the same as `signed >= 1`; also `seated`, `endorsed`, `plot`, `offensive(MIS)`"),
    Form("willingness(MIS) >= 0.5", "a field of one group"),
    Form("trust(MIS, ZIN) < 0.2", "a field of two groups, in either order; also `clash`"),
    Form("extremists(sirte) >= 1000", "a field of one district"),
    Form("control(LNA, benghazi) >= 0.6", "a group's share of control of a district"),
    Form("count(groups where member >= 0.5) >= 4", "how many groups, of all but the extremist"),
    Form("count(districts where extremist_share >= 0.2) < 3", "how many districts"),
    Form("count(pairs where trust >= 0.35 and clash < 0.01) >= 4", "how many pairs of groups, each once"),
    Form("month >= 13", "the month of the run; month 1 is the first after the case's start"),
    Form("month in 3..6", "the months 3, 4, 5 and 6"),
    Form("from 2016-08", "the calendar month named, or a later one"),
    Form("before 2016-08", "a calendar month before the one named"),
    Form("active(PHASE)", "the phase is active; what the last month left, like the two below"),
    Form("started(PHASE)", "the phase has started, now or ever"),
    Form("ended(PHASE)", "the phase has started and is not active now"),
)
"""Tests; PHASE stands for the id of a phase of the strategy."""

JOINED: tuple[Form, ...] = (
    Form("signed for 2 months", "it has held in this month and the one before, as seen"),
    Form("signed and membership >= 0.25", "both; `and` binds more tightly than `or`"),
    Form("plot or civilian_deaths >= 300", "one or both"),
    Form("not signed", "it does not hold; binds to what comes next, before `for`"),
    Form("(signed or seated) for 3 months", "in each of three months one of them held, not always the same"),
    Form("signed for 3 months or seated for 3 months", "one of them held three months long"),
    Form("not signed for 3 months", "three months without a signature"),
    Form("not (signed for 3 months)", "a signature of three months is missing"),
    Form("at least 2 of (plot, polarisation >= 0.7, territory >= 0.3)", "two or all three"),
)
"""How tests are joined."""

CHOICES: tuple[tuple[str, Form], ...] = (
    ("groups", Form("willingness >= 0.4 and not offensive", "fields of the group that is looked at")),
    ("groups", Form("trust(MIS) >= 0.3 or clash(LNA) >= 0.02", "its trust toward, or clashes with, a group")),
    ("districts", Form("extremist_share >= 0.2", "fields of the district")),
    ("districts", Form("control(LNA) < 0.1 and cohesion >= 0.3", "a group's control of it")),
    ("pairs", Form("trust >= 0.21", "trust between the two")),
    ("pairs", Form("trust >= 0.35 and clash < 0.01", "... and clashes between them")),
)
"""Selections by what they pick."""

TERMS: Mapping[str, str] = {
    "observable": "an observable of the country (observables.md), or `acceptance_` and a region of the case",
    "group_field": "an observable of each group: `willingness`, `member`, `fighters`, ...",
    "pair_field": "`trust` or `clash`",
    "district_field": "an observable of each district: `extremist_share`, `cohesion`, ...",
    "group": "the id of a group of the case",
    "district": "the id of a district of the case",
    "phase": "the id of a phase of the same strategy",
    "number": "a number such as `2`, `.35`, `-0.1` or `1e3`, in the observable's range",
    "whole": "a whole number",
    "year": "four digits",
    "month": "a whole number from 1 to 12",
    "own_field": "a field of what is picked: of groups, of districts; for pairs `trust` and `clash`",
    "own_flag": "`offensive`, of groups",
    "toward": "`trust` or `clash` of groups, toward the group named; `control` of districts, by it",
}
"""Words of the grammar that no rule of it explains."""

PROBLEMS: Mapping[str, str] = {
    "rule_syntax": "the text does not go on as a rule does",
    "rule_character": "a character that no rule has",
    "rule_too_long": "more characters than a rule may have",
    "rule_nested_too_deep": "more `not`, `at least` and parentheses in each other than a rule may have",
    "unknown_observable": "nothing of that name can be observed",
    "unknown_property": "what is picked has no such field",
    "unknown_group": "no group of the case",
    "unknown_district": "no district of the case",
    "unknown_phase": "no phase of the strategy",
    "unknown_comparison": "`>`, `<=`, `==` and the like",
    "pair_with_itself": "one group where two are needed",
    "threshold_out_of_range": "a number that the observable never reaches",
    "not_a_whole_number": "not a whole number, or one out of range",
    "date_out_of_range": "a calendar month before the run",
    "too_many_parts": "more parts than `at least` may have",
    "too_many_clauses": "a selection of too many alternatives",
    "too_many_tests_in_clause": "a selection with too many tests joined by `and`",
}
"""What can be wrong with the text of a rule, by the code of the problem."""

FILE_PROBLEMS: Mapping[str, str] = {
    "list_of_conditions": "conditions as a list, as in schema 1; the hint has the text to write",
    "rule_not_possible": "a rule for a lever that takes none",
    "fixed_after_rule": "in the list of a lever, a fixed value after a rule",
    "not_two_numbers": "`at` or `give` is not a list of two numbers",
    "not_rising": "the first number of `at` is not less than the second",
    "until_without_when": "a phase that ends, and nothing says how it starts again",
    "too_many_phases": "more phases than a strategy may have",
    "too_many_tests": "more different tests, over all phases",
    "too_many_gates": "more different `and`, `or`, `at least`",
    "rule_too_deep": "conditions deeper inside each other",
    "too_many_targets": "more settings by rule",
    "too_many_selections": "more different selections of a kind",
}
"""What else can be wrong with rules and settings in a file."""
