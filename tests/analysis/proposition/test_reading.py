"""Propositions are read, written back the same, and refused with a column and a way out."""

from __future__ import annotations

import time
from random import Random

import pytest
from hypothesis import given, settings

from irenic.analysis.proposition import (
    All,
    Measure,
    Proposition,
    RuleFault,
    Words,
    arms_of,
    measures_of,
    parse_proposition,
    relations_of,
)
from irenic.analysis.proposition.parse import PROBLEMS
from irenic.strategy import Vocabulary, parse_condition
from irenic.strategy.tokens import LENGTH_MAX
from tests.analysis.proposition.sentences import WORDS, propositions, spoilt

EXAMPLES = (
    "extremist_territory(strikes) >= 0.9 * extremist_territory(nothing)",
    "deaths(strikes, month 3) < deaths(nothing, months 1..24) + 12.5",
    "not signed(deal_2) > 0.5 or - deaths(strikes) + 2 <= -1e3",
    "at least 2 of (score(strikes) > 1, regret(nothing) < .2, signed(deal_2) >= 1 and signed(nothing) < 1)",
    "(signed(deal_2) > 0 or signed(nothing) > 0) and not (deaths(strikes) < 1 and deaths(nothing) < 1)",
    "base_share(nothing, months 4..4) - base_share(strikes, month 4) >= 0.05",
)

FAULTS = (
    ("", "proposition_syntax", 1, "a proposition such as"),
    ("deaths(strikes)", "proposition_syntax", 16, ">=, >, < or <="),
    ("deaths(strikes) < 1 < 2", "proposition_syntax", 21, "Write two comparisons, joined by and"),
    ("deaths < 1", "proposition_syntax", 8, r"Say of which strategy: deaths\(nothing\)"),
    ("deaths(strikes) * 2 < 1", "proposition_syntax", 17, "Write the number first"),
    ("signed(strikes) < 2 * 3", "proposition_syntax", 23, r"after \*"),
    ("signed(strikes) < signed(nothing) * 3", "proposition_syntax", 35, "Write the number first"),
    ("2 deaths(strikes) > 1", "proposition_syntax", 3, r"Write 2 \* deaths"),
    ("(deaths(strikes) + 1) > 1", "proposition_syntax", 21, "not around sums"),
    ("(deaths(strikes) > 1) * 2", "proposition_syntax", 23, "multiply each part"),
    ("deaths(strikes) > deaths(nothing) signed(strikes)", "proposition_syntax", 35, "Write and, or"),
    ("NOT deaths(strikes) > 1", "unknown_measure", 1, "Write not in small letters"),
    ("base_share(strikes, months 3) < 1", "proposition_syntax", 29, "Write month for a single one"),
    ("base_share(strikes, month 3..4) < 1", "proposition_syntax", 28, "Write months for several"),
    ("base_share(strikes, 3) < 1", "proposition_syntax", 21, "Such as month 24"),
    ("deaths(3) < 1", "proposition_syntax", 8, "an arm of the claim"),
    ("and < 1", "proposition_syntax", 1, "a measure such as"),
    ("at most 2 of (deaths(strikes) < 1)", "proposition_syntax", 4, "after at"),
    ("deaths(strikes) ÷ 2 > 1", "proposition_character", 17, "names, numbers"),
    ("deaths(strikes) / 2 > 1", "proposition_character", 17, "Multiply by a number instead"),
    ("signed(strikes) ≤ 1", "proposition_character", 17, "Write <="),
    ("1 < deaths(strikes)" + " " * LENGTH_MAX, "proposition_too_long", LENGTH_MAX + 1, "several claims"),
    ("(" * 30 + "deaths(strikes) < 1", "proposition_nested_too_deep", 22, "at most 20 levels"),
    ("death(strikes) < 1", "unknown_measure", 1, 'Did you mean "deaths"'),
    ("deaths(strike) < 1", "unknown_arm", 8, 'Did you mean "strikes"'),
    ("base_share(strikes) < 1", "month_needed", 19, r"Write base_share\(strikes, month 24\)"),
    ("signed(strikes, month 3) < 1", "month_not_possible", 1, "Leave the month out"),
    ("score(strikes, month 3) < 1", "month_not_possible", 1, "Leave the month out"),
    ("deaths(strikes) == 1", "unknown_comparison", 17, "at least and at most"),
    ("deaths(strikes) => 1", "unknown_comparison", 17, "Write >="),
    ("1 < 2", "nothing_measured", 1, "at least one measure"),
    ("base_share(strikes, month 25) < 1", "not_a_whole_number", 27, "from 1 to 24"),
    ("base_share(strikes, months 9..3) < 1", "not_a_whole_number", 31, "from 9 to 24"),
    ("at least 3 of (deaths(strikes) < 1, deaths(nothing) < 1)", "not_a_whole_number", 10, "from 1 to 2"),
    ("deaths(strikes) < 1e999", "number_too_large", 19, "below 1e308"),
    (f"at least 1 of ({', '.join(['signed(strikes) < 1'] * 17)})", "too_many_parts", 10, "at most 16"),
)  # fmt: skip


@given(propositions())
@settings(max_examples=80)
def test_what_is_written_reads_back_the_same(proposition: Proposition) -> None:
    assert parse_proposition(str(proposition), WORDS) == proposition


@pytest.mark.parametrize("text", EXAMPLES)
def test_examples_read_and_settle(text: str) -> None:
    proposition = parse_proposition(text, WORDS)
    written = str(proposition)
    assert str(parse_proposition(written, WORDS)) == written
    assert parse_proposition(text.replace(" ", "\n "), WORDS) == proposition


def test_what_a_proposition_names_is_listed_once_in_order() -> None:
    proposition = parse_proposition(
        "deaths(strikes) < deaths(nothing) and (deaths(strikes) < deaths(nothing) or signed(strikes) > 0)",
        WORDS,
    )
    assert isinstance(proposition, All)
    named = (Measure("deaths", "strikes"), Measure("deaths", "nothing"), Measure("signed", "strikes"))
    assert measures_of(proposition) == named
    assert arms_of(proposition) == ("strikes", "nothing")
    assert len(relations_of(proposition)) == 2


def test_one_month_and_a_span_of_one_month_are_the_same() -> None:
    one, span = (
        parse_proposition(f"deaths(strikes, {when}) < 1", WORDS) for when in ("month 4", "months 4..4")
    )
    assert one == span
    assert measures_of(one) == (Measure("deaths", "strikes", 4, 4),)


def test_a_name_may_be_an_outcome_and_a_series() -> None:
    both = parse_proposition("deaths(strikes) < deaths(strikes, month 4)", WORDS)
    assert measures_of(both) == (Measure("deaths", "strikes"), Measure("deaths", "strikes", 4, 4))


def test_large_and_small_numbers_survive() -> None:
    for number in ("1e+300", "1e20", "123456789012345680", "5e-324", "0.1", "1e-07"):
        text = str(parse_proposition(f"deaths(strikes) < {number}", WORDS))
        assert float(text.split("<")[1]) == float(number)


@pytest.mark.parametrize(
    ("text", "code", "column", "said"), FAULTS, ids=[f[0][:40] or "empty" for f in FAULTS]
)
def test_what_is_wrong_is_said_with_its_column(text: str, code: str, column: int, said: str) -> None:
    with pytest.raises(RuleFault, match=said) as caught:
        parse_proposition(text, WORDS)
    assert (caught.value.code, caught.value.column) == (code, column)


def test_every_kind_of_problem_has_an_example() -> None:
    assert {fault[1] for fault in FAULTS} == set(PROBLEMS)


def test_without_arms_the_hint_still_helps() -> None:
    with pytest.raises(RuleFault, match=r"deaths\(strikes\)"):
        parse_proposition("deaths < 1", Words((), ("deaths",), (), 12))


def fault_of(text: str) -> RuleFault | None:
    """What is wrong with a text; nothing for one that reads, and reads back the same."""
    try:
        proposition = parse_proposition(text, WORDS)
    except RuleFault as fault:
        return fault
    assert parse_proposition(str(proposition), WORDS) == proposition
    return None


def test_spoilt_texts_are_read_or_refused_in_clear_words() -> None:
    random, read, slowest = Random(20151125), 0, 0.0
    for _ in range(10_000):
        text = spoilt(random.choice(EXAMPLES), random)
        before = time.process_time()
        fault = fault_of(text)
        slowest = max(slowest, time.process_time() - before)
        read += fault is None
        if fault is not None:
            assert fault.code in PROBLEMS, text
            assert 1 <= fault.column <= len(text) + 1, text
            assert (fault.given + fault.expected + fault.hint).isprintable(), text
    assert read > 100, "some are still propositions"
    assert slowest < 2.0


@pytest.mark.parametrize(
    "text",
    ["(" * 2000, "not " * 500, "at least 1 of (" * 130, "1" * 2000, "deaths(strikes) + " * 111, "1 * " * 500,
     "a" * 2000, "a-" * 1000, "." * 2000, "1.." * 600, "<" * 2000],
)  # fmt: skip
def test_long_texts_are_refused_fast(text: str) -> None:
    before = time.process_time()
    with pytest.raises(RuleFault):
        parse_proposition(text, WORDS)
    assert time.process_time() - before < 2.0


def test_rules_still_do_not_calculate(toy_arrays: object) -> None:
    with pytest.raises(RuleFault, match=r"Rules do not calculate") as caught:
        parse_condition("legitimacy * 2 >= 1", Vocabulary(toy_arrays))  # type: ignore[arg-type]
    assert caught.value.code == "rule_character"
