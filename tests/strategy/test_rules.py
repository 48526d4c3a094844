"""The language of rules: what a text says, what it is written as, and how it is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from irenic.strategy import RuleFault, parse_choice, parse_condition, parse_register
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
    tidy,
)
from irenic.strategy.grammar import PROBLEMS
from tests.strategy.sentences import CONDITION_TREES, NAMES, WORDS, Sentences, choices

SIGNED, SEATED, PLOT = (Comparison(Register(name), True, least) for name, least in
                        (("signed", 1.0), ("seated", 1.0), ("plot", 0.5)))  # fmt: skip
TRUST = Comparison(Register("trust"), True, 0.5)
CLASH = Comparison(Register("clash"), False, 1.0)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("signed", SIGNED),
        ("signed >= 1", SIGNED),
        ("signed<1", SIGNED.flipped()),
        ("plot", PLOT),
        ("legitimacy >= .4", Comparison(Register("legitimacy"), True, 0.4)),
        ("base_share_rise >= -0.05", Comparison(Register("base_share_rise"), True, -0.05)),
        ("civilian_deaths < 1e3", Comparison(Register("civilian_deaths"), False, 1000.0)),
        ("legitimacy < 1.", Comparison(Register("legitimacy"), False, 1.0)),
        ("acceptance_north >= 0.5", Comparison(Register("acceptance_north"), True, 0.5)),
        ("willingness(yes) >= 0.5", Comparison(Register("willingness", ("yes",)), True, 0.5)),
        ("offensive(for-1)", Comparison(Register("offensive", ("for-1",)), True, 0.5)),
        ("trust(SB, EX) < 0.2", Comparison(Register("trust", ("SB", "EX")), False, 0.2)),
        ("extremists(Old_town) >= 10", Comparison(Register("extremists", ("Old_town",)), True, 10.0)),
        ("control(NA, port) >= 0.6", Comparison(Register("control", ("NA", "port")), True, 0.6)),
        ("count(districts) >= 3", Comparison(Count("districts"), True, 3.0)),
        (
            "count(pairs where trust >= .5 and clash < 1) >= 4",
            Comparison(Count("pairs", All((TRUST, CLASH))), True, 4.0),
        ),
        (
            "count(groups where trust(EX) >= .5) < 1",
            Comparison(Count("groups", Comparison(Register("trust", ("EX",)), True, 0.5)), False, 1.0),
        ),
        ("month >= 13", Comparison(Register("month"), True, 13.0)),
        ("month in 3..6", Span(3, 6)),
        ("month in 3 .. 3", Span(3, 3)),
        ("from 2016-08", Date("from", 2016, 8)),
        ("before 2016-8", Date("before", 2016, 8)),
        ("active(air)", PhaseState("active", "air")),
        ("ended(month)", PhaseState("ended", "month")),
        ("not signed", Not(SIGNED)),
        ("signed for 2 months", Held(SIGNED, 2)),
        ("signed for 1 month", Held(SIGNED, 1)),
        ("(signed)", SIGNED),
        ("signed\n  and\tseated", All((SIGNED, SEATED))),
        ("at least 2 of (signed, seated, plot)", AtLeast(2, (SIGNED, SEATED, PLOT))),
    ],
)
def test_what_a_text_says(text: str, tree: object) -> None:
    assert parse_condition(text, WORDS) == tree
    assert parse_condition(str(tree), WORDS) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("not signed for 2 months", Held(Not(SIGNED), 2)),
        ("not (signed for 2 months)", Not(Held(SIGNED, 2))),
        ("not not signed", Not(Not(SIGNED))),
        ("not signed and seated", All((Not(SIGNED), SEATED))),
        ("signed or seated and plot", AnyOf((SIGNED, All((SEATED, PLOT))))),
        ("(signed or seated) and plot", All((AnyOf((SIGNED, SEATED)), PLOT))),
        ("signed or seated or plot", AnyOf((SIGNED, SEATED, PLOT))),
        ("signed and (seated and plot)", All((SIGNED, All((SEATED, PLOT))))),
        ("signed and seated for 3 months", All((SIGNED, Held(SEATED, 3)))),
        ("(signed and seated) for 3 months", Held(All((SIGNED, SEATED)), 3)),
        ("(signed for 2 months) for 3 months", Held(Held(SIGNED, 2), 3)),
        (
            "at least 1 of (signed or seated, not plot for 2 months)",
            AtLeast(1, (AnyOf((SIGNED, SEATED)), Held(Not(PLOT), 2))),
        ),
    ],
)
def test_what_binds_to_what(text: str, tree: object) -> None:
    assert parse_condition(text, WORDS) == tree
    assert str(tree) == text


@pytest.mark.parametrize(
    ("text", "code", "column", "message"),
    [
        ("", "rule_syntax", 1, "empty"),
        (" \n", "rule_syntax", 1, "empty"),
        ("sgned", "unknown_observable", 1, 'Did you mean "signed"'),
        ("acceptance_3 >= .5", "unknown_observable", 1, "something that can be observed"),
        ("signed and willingnes(NA) >= .5", "unknown_observable", 12, 'Did you mean "willingness"'),
        ("signed AND seated", "rule_syntax", 8, "Write and in small letters"),
        ("Signed", "unknown_observable", 1, "Write signed in small letters"),
        ("signed seated", "rule_syntax", 8, "Write and, or, or a comma in between"),
        ("signed >= 1 >= 1", "rule_syntax", 13, "one thing observed with one number"),
        ("legitimacy", "rule_syntax", 11, "cut short.*>= or <, and a number"),
        ("legitimacy > 0.5", "unknown_comparison", 12, "Only >= and < are understood"),
        ("signed <= 1", "unknown_comparison", 8, "Only >= and < are understood"),
        ("signed == 1", "unknown_comparison", 8, "Only >= and < are understood"),
        ("membership >= 25", "threshold_out_of_range", 15, r"a threshold from 0 to 1 \(share\)"),
        ("legitimacy >= -1", "threshold_out_of_range", 15, '"-1".*from 0 to 1'),
        ("legitimacy >= 1e999", "threshold_out_of_range", 15, "1e999"),
        ("legitimacy >= nan", "rule_syntax", 15, "a number from 0 to 1"),
        ("legitimacy >= membership", "rule_syntax", 15, "compares with a number alone"),
        ("legitimacy >= 0x10", "rule_syntax", 16, "and, or, for"),
        ("legitimacy >= 1_000", "rule_syntax", 16, "and, or, for"),
        ("legitimacy >= ١", "rule_character", 15, '"١"'),
        ("legitimacy ≥ 1", "rule_character", 12, "Write >="),
        ("signed ! seated", "rule_character", 8, "Write not"),
        ("legitimacy * 2 >= 1", "rule_character", 12, "do not calculate"),
        ("__import__('os')", "rule_character", 12, "without quotes"),
        ("signed\x1b[31m", "rule_character", 7, r"\\u001b"),
        ("signed && seated", "rule_syntax", 8, '"&&"'),
        ("trust >= .5", "rule_syntax", 7, r"Write trust\(GROUP, GROUP\)"),
        ("trust(NA) >= .5", "rule_syntax", 9, '","'),
        ("trust(NA, NA) >= .5", "pair_with_itself", 1, "two different groups"),
        ("trust(NA, NAA) >= .5", "unknown_group", 11, 'Did you mean "NA"'),
        ("fighters(3) >= 5", "rule_syntax", 10, "a group of the case"),
        ("control(port, NA) >= .5", "unknown_group", 9, "a group of the case"),
        ("control(NA, prt) >= .5", "unknown_district", 13, 'Did you mean "port"'),
        ("active(bir)", "unknown_phase", 8, 'a phase of this strategy.*"air"'),
        ("active", "rule_syntax", 7, "after active"),
        ("signed for months", "not_a_whole_number", 12, "a whole number of months from 1 to 120"),
        ("signed for 0 months", "not_a_whole_number", 12, "from 1 to 120"),
        ("signed for 1.5 months", "not_a_whole_number", 12, "from 1 to 120"),
        ("signed for 121 months", "not_a_whole_number", 12, "from 1 to 120"),
        ("signed for 2", "rule_syntax", 13, '"months" after their number'),
        ("signed for 2 weeks", "rule_syntax", 14, '"months" after'),
        ("signed for 2 months for 3 months", "rule_syntax", 21, "and, or, for, or the end"),
        ("month in 6..3", "not_a_whole_number", 13, "from 6 to 1200"),
        ("month in 3-6", "rule_syntax", 11, "between the first and the last"),
        ("from August", "rule_syntax", 6, "such as 2016-08"),
        ("from 2016", "rule_syntax", 10, "such as 2016-08, with -"),
        ("from 2016-13", "not_a_whole_number", 11, "from 1 to 12"),
        ("before 2015-11", "date_out_of_range", 8, "a month from 2015-12 on"),
        ("from 2999-01", "date_out_of_range", 6, "at most 1200 months later"),
        ("at least 3 of (signed, seated)", "not_a_whole_number", 10, "from 1 to 2, as there are 2"),
        ("at least two of (signed)", "not_a_whole_number", 10, "a whole number from 1 to 16"),
        ("at most 2 of (signed)", "rule_syntax", 4, '"least" after at'),
        ("at least 1 of signed", "rule_syntax", 15, "before the conditions"),
        (f"at least 1 of ({', '.join(['signed'] * 17)})", "too_many_parts", 10, "at most 16"),
        ("(signed", "rule_syntax", 8, 'cut short.*"\\)" after'),
        ("signed)", "rule_syntax", 7, "the end of the rule"),
        ("and signed", "rule_syntax", 1, "a test such as signed"),
        ("signed and", "rule_syntax", 11, "cut short.*a test such as signed"),
        ("signed,", "rule_syntax", 7, "the end of the rule"),
        ("count(group) >= 1", "rule_syntax", 7, 'Did you mean "groups"'),
        ("count(pairs) >= 7", "threshold_out_of_range", 17, r"from 0 to 6 \(pairs\)"),
        (
            "count(pairs where member >= 1) < 1",
            "unknown_property",
            19,
            "a property of pairs.*Known: trust, clash",
        ),
        ("count(groups where willingness(NA) >= 1) < 1", "rule_syntax", 31, "leave the parentheses out"),
        ("count(groups where trust >= 1) < 1", "rule_syntax", 26, "Name the group"),
        ("count(groups where member >= 1 for 2 months) < 1", "rule_syntax", 32, "for behind the test"),
        ("count(groups where not) < 1", "rule_syntax", 23, "a property of groups"),
        ("count(pairs where Trust >= 1) < 1", "unknown_property", 19, 'Did you mean "trust"'),
        (
            "count(pairs where trust >= .1 or trust < .5 or clash < .1) < 1",
            "too_many_clauses",
            19,
            r"3 alternatives when written out.*at most 2 alternatives",
        ),
        (
            "count(groups where member < 1 and held < 1 and losses < 1 and fighters < 9) < 1",
            "too_many_tests_in_clause",
            20,
            "4 tests joined by and.*at most 3",
        ),
        ("(" * 21 + "signed" + ")" * 21, "rule_nested_too_deep", 22, "at most 20 levels"),
        ("not " * 21 + "signed", "rule_nested_too_deep", 85, "at most 20 levels"),
        ("signed or " * 200 + "signed", "rule_too_long", 2001, "2,006 characters long.*at most 2,000"),
    ],
)
def test_the_first_thing_wrong_is_said_with_its_column(
    text: str, code: str, column: int, message: str
) -> None:
    with pytest.raises(RuleFault, match=message) as caught:
        parse_condition(text, WORDS)
    assert (caught.value.code, caught.value.column) == (code, column), str(caught.value)


def test_every_code_is_documented() -> None:
    source = Path(__file__).read_text(encoding="utf-8")
    assert all(f'"{code}"' in source for code in PROBLEMS)


@pytest.mark.parametrize(
    ("read", "text", "message"),
    [
        (
            lambda text: parse_choice(text, "pairs", WORDS),
            "trust >= .5 trust < 1",
            "the end of the selection",
        ),
        (lambda text: parse_choice(text, "groups", WORDS), "offensive(NA)", "leave the parentheses out"),
        (lambda text: parse_choice(text, "districts", WORDS), "offensive", "a property of districts"),
        (lambda text: parse_choice(text, "districts", WORDS), "cohesion > 1", "Only >= and <"),
        (lambda text: parse_register(text, WORDS), "signed >= 1", "one thing observed"),
        (lambda text: parse_register(text, WORDS), "active(air)", "a test such as"),
        (lambda text: parse_register(text, WORDS), "legitimac", 'Did you mean "legitimacy"'),
    ],
)
def test_other_texts_are_refused(read: Callable[[str], object], text: str, message: str) -> None:
    with pytest.raises(RuleFault, match=message):
        read(text)


def test_what_can_be_followed() -> None:
    assert parse_register("trust(NA, SB)", WORDS) == Register("trust", ("NA", "SB"))
    assert parse_register("count(pairs where clash < 1)", WORDS) == Count("pairs", CLASH)
    assert parse_register("signed", WORDS) == Register("signed")


@settings(max_examples=300)
@given(CONDITION_TREES)
def test_any_condition_survives_writing(tree: object) -> None:
    assert parse_condition(str(tree), WORDS) == tree


@settings(max_examples=100)
@given(st.sampled_from(["groups", "districts", "pairs"]).flatmap(lambda k: st.tuples(st.just(k), choices(k))))
def test_any_selection_survives_writing(drawn: tuple[str, object]) -> None:
    kind, tree = drawn
    assert parse_choice(str(tree), kind, WORDS) == tree


@given(st.floats(0, 1e6))
def test_any_number_is_written_so_that_it_reads_the_same(number: float) -> None:
    text = f"civilian_deaths >= {tidy(number)}"
    assert parse_condition(text, WORDS) == Comparison(Register("civilian_deaths"), True, number)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(RuleFault):
        parse_condition(text, WORDS)


@pytest.mark.parametrize("seed", range(20))
def test_every_sentence_of_the_published_grammar_is_read(seed: int) -> None:
    made = Sentences(seed)
    for _ in range(50):
        text = made.make("condition")
        if len(text) < 2000:
            assert parse_condition(str(parse_condition(text, WORDS)), WORDS) == parse_condition(text, WORDS)


def test_words_may_be_ids() -> None:
    names = {*NAMES.groups, *NAMES.districts}
    assert {"yes", "for-1", "Old_town"} < names
    assert re.fullmatch(r"held\(for-1\)", str(parse_register("held( for-1 )", WORDS)))
