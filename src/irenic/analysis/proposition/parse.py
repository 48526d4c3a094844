"""Read the text of a proposition: a recursive descent along the grammar in ``__init__.py``.

Nothing is ever run, and time grows with the length of the text alone. The first thing wrong is raised as
a `RuleFault` with its column; whoever knows the file makes a `Problem` of it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import get_args

from irenic.analysis.proposition.expression import (
    All,
    AnyOf,
    AtLeast,
    Measure,
    Not,
    Proposition,
    Relation,
    Sign,
    Sum,
    Term,
)
from irenic.analysis.proposition.vocabulary import SCORES, Words
from irenic.errors import did_you_mean
from irenic.strategy.grammar import SEVERAL_MAX
from irenic.strategy.reading import Reader, fault_at
from irenic.strategy.tokens import NAME, NUMBER, PROPOSITIONS, RuleFault, Token

SIGNS: tuple[Sign, ...] = get_args(Sign)
_OTHER_SIGNS: Mapping[str, str] = {
    "==": "Two numbers of a run are seldom equal; ask for at least and at most.",
    "=": "Two numbers of a run are seldom equal; ask for at least and at most.",
    "!=": "Two numbers of a run are seldom equal; ask for at least or at most.",
    "=>": "Write >=.",
    "=<": "Write <=.",
}
_JOINING = ("and", "or", "not", "at", "least", "of", "month", "months")

PROBLEMS: Mapping[str, str] = {
    "proposition_syntax": "the text does not go on as a proposition does",
    "proposition_character": "a character that no proposition has",
    "proposition_too_long": "more characters than a proposition may have",
    "proposition_nested_too_deep": "more `not`, `at least` and parentheses in each other than it may have",
    "unknown_measure": "no outcome and no monthly series of that name",
    "unknown_arm": "no strategy of the study, or no arm of the claim",
    "month_needed": "a monthly series without its month",
    "month_not_possible": "an outcome, or a score, with a month",
    "unknown_comparison": "`==`, `!=` and the like",
    "nothing_measured": "a comparison of two numbers",
    "not_a_whole_number": "not a whole number, or one out of range",
    "number_too_large": "a number beyond what a computer counts with",
    "too_many_parts": "more parts than `at least` may have",
}
"""What can be wrong with the text of a proposition, by the code of the problem."""


def parse_proposition(text: str, words: Words) -> Proposition:
    """Return the proposition that a text says.

    Parameters
    ----------
    text : such as ``deaths(strikes) < 0.9 * deaths(nothing) and signed(strikes) >= 0.5``
    words : what it may name

    Raises
    ------
    RuleFault : the first thing wrong, with its column
    """
    parser = _Parser(text, words)
    proposition = parser.either()
    parser.finish("and, or, or the end of the proposition")
    return proposition


class _Parser(Reader):
    """Reads one text from left to right."""

    def __init__(self, text: str, words: Words) -> None:
        super().__init__(text, PROPOSITIONS)
        self.words = words

    def why_here(self) -> str:
        token = self.next
        if token.text in SIGNS:
            return "Write two comparisons, joined by and."
        if token.text in ("*", "+", "-"):
            return "Parentheses stand around propositions, not around sums: multiply each part."
        return "Write and, or, or a comma in between." if token.kind == NAME else ""

    def either(self) -> Proposition:
        parts = [self.both()]
        while self.skip("or"):
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def both(self) -> Proposition:
        parts = [self.plain()]
        while self.skip("and"):
            parts.append(self.plain())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def plain(self) -> Proposition:
        if self.skip("not"):
            self.deeper()
            part = self.plain()
            self.depth -= 1
            return Not(part)
        if self.skip("("):
            self.deeper()
            inside = self.either()
            self.need(")", "after what stands in parentheses", self.why_here())
            self.depth -= 1
            return inside
        return self.several() if self.next.text == "at" else self.relation()

    def several(self) -> AtLeast:
        self.take()
        self.deeper()
        self.need("least", "after at")
        number = self.next
        count = self.whole(1, SEVERAL_MAX)
        self.need("of", "after the number")
        self.need("(", "before the propositions")
        parts = [self.either()]
        while self.skip(","):
            parts.append(self.either())
        self.need(")", "after the propositions", self.why_here())
        self.depth -= 1
        if len(parts) > SEVERAL_MAX:
            given, expected = f"of {len(parts)} propositions", f"at most {SEVERAL_MAX} propositions"
            raise RuleFault("too_many_parts", number.column, given, expected)
        if count > len(parts):
            expected = f"a whole number from 1 to {len(parts)}, as there are {len(parts)} propositions"
            raise fault_at(number, expected, "", "not_a_whole_number")
        return AtLeast(count, tuple(parts))

    def relation(self) -> Relation:
        start = self.next
        left = self.sum()
        token = self.next
        if token.text in _OTHER_SIGNS:
            raise self.fault(">=, >, < or <=", _OTHER_SIGNS[token.text], "unknown_comparison")
        if token.text not in SIGNS:
            sums = "Parentheses stand around propositions, not around sums." if token.text == ")" else ""
            times = "Write the number first, as in 0.9 * deaths(strikes)." if token.text == "*" else ""
            raise self.fault("+, -, >=, >, < or <=", sums or times)
        self.take()
        right = self.sum()
        if self.next.text == "*":
            hint = "Write the number first, as in 0.9 * deaths(strikes)."
            raise self.fault("+, -, and, or, or the end of the proposition", hint)
        if all(term.measure is None for side in (left, right) for term in side.terms):
            expected = "at least one measure, such as deaths(strikes)"
            raise RuleFault("nothing_measured", start.column, "a comparison of two numbers", expected)
        return Relation(left, token.text, right)

    def sum(self) -> Sum:
        minus = self.next.text == "-"
        if self.next.text in ("+", "-"):
            self.take()
        terms = [self.term(-1.0 if minus else 1.0)]
        while self.next.text in ("+", "-"):
            terms.append(self.term(-1.0 if self.take().text == "-" else 1.0))
        return Sum(tuple(terms))

    def term(self, sign: float) -> Term:
        token = self.next
        if token.kind != NUMBER:
            return Term(sign, self.measure("a measure such as deaths(strikes), or a number"))
        self.take()
        number = float(token.text)
        if not math.isfinite(number):
            raise fault_at(token, "a number below 1e308", "", "number_too_large")
        if self.skip("*"):
            return Term(sign * number, self.measure("a measure such as deaths(strikes) after *"))
        if self.next.kind == NAME and self.next.text not in _JOINING:
            raise self.fault("a sign in between", f"Write {token.text} * {self.next.text}(...).")
        return Term(sign * number)

    def measure(self, expected: str) -> Measure:
        token = self.next
        if token.kind != NAME or token.text in _JOINING:
            raise self.fault(expected)
        if token.text not in self.words.measures:
            hint = did_you_mean(token.text, self.words.measures)
            raise self.fault("an outcome or a monthly series", hint, "unknown_measure")
        self.take()
        example = self.words.arms[0] if self.words.arms else "strikes"
        self.need("(", f"after {token.text}", f"Say of which strategy: {token.text}({example}).")
        arm = self.arm()
        if self.skip(","):
            first, last = self.months(token)
            self.need(")", "after the months")
            return Measure(token.text, arm, first, last)
        if token.text not in (*self.words.outcomes, *SCORES):
            hint = f"Write {token.text}({arm}, month {self.words.months})."
            expected = "a comma and a month: it is a monthly series and no outcome"
            raise self.fault(expected, hint, "month_needed")
        self.need(")", f"after whom {token.text} is of")
        return Measure(token.text, arm)

    def arm(self) -> str:
        token = self.next
        if token.kind != NAME:
            raise self.fault(self.words.whose)
        if token.text not in self.words.arms:
            hint = did_you_mean(token.text, self.words.arms)
            raise self.fault(self.words.whose, hint, "unknown_arm")
        return self.take().text

    def months(self, name: Token) -> tuple[int, int]:
        """First and last month of a series, after the comma."""
        if name.text not in self.words.series:
            hint = "Leave the month out: an outcome is of the whole run."
            raise fault_at(name, "a monthly series, where a month is given", hint, "month_not_possible")
        longest = self.words.months
        if self.skip("month"):
            month = self.whole(1, longest)
            if self.next.text == "..":
                raise self.fault('")" after the month', "Write months for several of them.")
            return month, month
        if not self.skip("months"):
            raise self.fault("month and its number, or months and two numbers", f"Such as month {longest}.")
        first = self.whole(1, longest)
        self.need("..", "between the first and the last month", "Write month for a single one.")
        return first, self.whole(first, longest)
