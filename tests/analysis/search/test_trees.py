"""Rules as trees: their tests by number, and what is left of a rule when some go."""

from __future__ import annotations

import pytest

from irenic.analysis.search.trees import held, joined, renamed, units, with_unit
from irenic.case import CaseArrays
from irenic.strategy import Condition, Vocabulary, parse_condition
from irenic.strategy.expression import All, AnyOf


@pytest.fixture
def read(toy_arrays: CaseArrays) -> object:
    words = Vocabulary(toy_arrays, ("one", "two"))
    return lambda text: parse_condition(text, words)


RULE = "(signed for 2 months or seated) and not membership < 0.2 and active(one) for 3 months"


def test_units_are_tests_with_their_months(read: object) -> None:
    assert list(map(str, units(read(RULE)))) == [  # type: ignore[operator]
        "signed for 2 months",
        "seated",
        "membership < 0.2",
        "active(one) for 3 months",
    ]
    assert units(None) == ()


@pytest.mark.parametrize(
    ("number", "left"),
    [
        (0, "seated and not membership < 0.2 and active(one) for 3 months"),
        (2, "(signed for 2 months or seated) and active(one) for 3 months"),
        (3, "(signed for 2 months or seated) and not membership < 0.2"),
    ],
)
def test_what_joins_one_part_goes(read: object, number: int, left: str) -> None:
    assert str(with_unit(read(RULE), number, None)) == left  # type: ignore[operator]


def test_at_least_asks_for_no_more_than_there_are(read: object) -> None:
    rule = read("at least 3 of (signed, seated, plot)")  # type: ignore[operator]
    assert str(with_unit(rule, 1, None)) == "at least 2 of (signed, plot)"


def test_nothing_is_left_of_a_single_test(read: object) -> None:
    assert with_unit(read("not signed for 3 months"), 0, None) is None  # type: ignore[operator]


def test_joining_does_not_nest_nor_repeat(read: object) -> None:
    both: Condition = read("signed and seated")  # type: ignore[operator]
    third: Condition = read("plot")  # type: ignore[operator]
    assert str(joined(both, third, All)) == "signed and seated and plot"
    assert joined(third, third, AnyOf) == third
    assert str(joined(both, third, AnyOf)) == "signed and seated or plot"


def test_one_month_needs_no_words(read: object) -> None:
    unit = read("signed for 4 months")  # type: ignore[operator]
    assert str(held(unit, 1)) == "signed"
    assert str(held(unit, 2)) == "signed for 2 months"


def test_tests_of_phases_that_are_gone_go_too(read: object) -> None:
    rule = read("started(one) and (active(two) for 2 months or signed)")  # type: ignore[operator]
    assert str(renamed(rule, {"one": "first"}, frozenset({"first"}))) == "started(first) and signed"
    assert renamed(read("started(one)"), {}, frozenset()) is None  # type: ignore[operator]
