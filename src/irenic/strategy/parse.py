"""Read the text of a rule: a recursive descent along the grammar in `grammar.py`.

Nothing is ever evaluated, and time grows with the length of the text alone. The first thing wrong is
raised as a `RuleFault` with its column; whoever knows the file makes a `Problem` of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, cast, get_args

from irenic.errors import did_you_mean, quoted
from irenic.strategy.choices import clauses
from irenic.strategy.expression import (
    FLAGS,
    All,
    AnyOf,
    AtLeast,
    Choice,
    Comparison,
    Condition,
    Count,
    Date,
    Held,
    Kind,
    Not,
    PhaseState,
    Register,
    Span,
)
from irenic.strategy.grammar import KEYWORDS, MONTH_MAX, MONTHS_MAX, SEVERAL_MAX
from irenic.strategy.reading import Reader, fault_at
from irenic.strategy.tokens import NAME, NUMBER, RuleFault
from irenic.strategy.vocabulary import FIELDS, MEMBERS, PROPERTIES, Vocabulary

KINDS: tuple[Kind, ...] = get_args(Kind)
_STATES = ("active", "started", "ended")
_OTHER_SIGNS = (">", "<=", "==", "=", "!=", "=>", "=<")
_TEST = "a test such as signed, legitimacy >= 0.4 or trust(A, B) >= 0.3"

Leaf = Callable[[], Any]
"""Reads what stands between ``and`` and ``or``."""


def parse_condition(text: str, words: Vocabulary) -> Condition:
    """Return the condition that a text says.

    Parameters
    ----------
    text : such as ``signed for 2 months and not plot``
    words : what it may name

    Raises
    ------
    RuleFault : the first thing wrong, with its column
    """
    parser = _Parser(text, words)
    condition: Condition = parser.either(parser.held)
    parser.finish("and, or, for, or the end of the rule")
    return condition


def parse_choice(text: str, kind: Kind, words: Vocabulary) -> Choice:
    """Return the selection that a text says; see `parse_condition`.

    Parameters
    ----------
    text : such as ``trust >= 0.3 and clash < 0.01``
    kind : what is picked
    words : what it may name
    """
    parser = _Parser(text, words)
    choice = parser.choice(kind)
    parser.finish("and, or, or the end of the selection")
    return choice


def parse_register(text: str, words: Vocabulary) -> Register | Count:
    """Return what is to be followed, such as ``trust(A, B)``; see `parse_condition`.

    Parameters
    ----------
    text : the name of something observed
    words : what it may name
    """
    parser = _Parser(text, words)
    register = parser.register()
    parser.finish("the end: what is followed is one thing observed")
    return register


class _Parser(Reader):
    """Reads one text from left to right."""

    def __init__(self, text: str, words: Vocabulary) -> None:
        super().__init__(text)
        self.words = words

    def why_here(self) -> str:
        """A hint for a token that cannot continue what was read."""
        if self.next.text in (">=", "<"):
            return "A test compares one thing observed with one number."
        return "Write and, or, or a comma in between." if self.next.kind == NAME else ""

    # What conditions and selections share

    def either(self, leaf: Leaf) -> Any:
        parts = [self.both(leaf)]
        while self.skip("or"):
            parts.append(self.both(leaf))
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def both(self, leaf: Leaf) -> Any:
        parts = [leaf()]
        while self.skip("and"):
            parts.append(leaf())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def in_parentheses(self, leaf: Leaf) -> Any:
        self.deeper()
        inside = self.either(leaf)
        self.need(")", "after what stands in parentheses", self.why_here())
        self.depth -= 1
        return inside

    def negation(self, read: Leaf) -> Not:
        self.deeper()
        part = read()
        self.depth -= 1
        return Not(part)

    # Conditions

    def held(self) -> Condition:
        part = self.plain()
        if not self.skip("for"):
            return part
        months = self.whole(1, MONTHS_MAX, " of months")
        if not (self.skip("months") or self.skip("month")):
            raise self.fault('"months" after their number')
        return Held(part, months)

    def plain(self) -> Condition:
        if self.skip("not"):
            return self.negation(self.plain)
        if self.skip("("):
            return cast(Condition, self.in_parentheses(self.held))
        if self.next.text == "at":
            return self.several()
        return self.test()

    def several(self) -> AtLeast:
        self.take()
        self.deeper()
        self.need("least", "after at")
        number = self.next
        count = self.whole(1, SEVERAL_MAX)
        self.need("of", "after the number")
        self.need("(", "before the conditions")
        parts = [self.either(self.held)]
        while self.skip(","):
            parts.append(self.either(self.held))
        self.need(")", "after the conditions", self.why_here())
        self.depth -= 1
        if len(parts) > SEVERAL_MAX:
            expected = f"at most {SEVERAL_MAX} conditions"
            raise RuleFault("too_many_parts", number.column, f"of {len(parts)} conditions", expected)
        if count > len(parts):
            expected = f"a whole number from 1 to {len(parts)}, as there are {len(parts)} conditions"
            raise fault_at(number, expected, "", "not_a_whole_number")
        return AtLeast(count, tuple(parts))

    def test(self) -> Condition:
        word = self.next.text
        if word in _STATES:
            return self.state()
        if word == "month" and self.follows("in"):
            return self.span()
        if word in ("from", "before"):
            return self.date()
        register = self.register()
        bare = isinstance(register, Register) and register.name in FLAGS
        if bare and self.next.kind != NUMBER and self.next.text not in (">=", "<", *_OTHER_SIGNS):
            return Comparison(register, True, FLAGS[cast(Register, register).name])
        return Comparison(register, *self.comparison(*self.words.bounds(register)))

    def state(self) -> PhaseState:
        state = cast(Literal["active", "started", "ended"], self.take().text)
        self.need("(", f"after {state}")
        phase = self.member("phase")
        self.need(")", "after the phase")
        return PhaseState(state, phase)

    def span(self) -> Span:
        self.take()
        self.take()
        first = self.whole(1, MONTH_MAX)
        self.need("..", "between the first and the last month")
        return Span(first, self.whole(first, MONTH_MAX))

    def date(self) -> Date:
        side = cast(Literal["from", "before"], self.take().text)
        start, form = self.next, "a calendar month such as 2016-08"
        if not (start.kind == NUMBER and len(start.text) == 4 and start.text.isdigit()):
            raise self.fault(form)
        year = int(self.take().text)
        if not self.skip("-"):
            raise self.fault(f"{form}, with -")
        month = self.whole(1, 12)
        date = Date(side, year, month)
        if not 1 <= self.words.month_of(date) <= MONTH_MAX:
            given = quoted(f"{year:04d}-{month:02d}")
            expected = f"a month from {self.words.first_month} on, at most {MONTH_MAX} months later"
            raise RuleFault("date_out_of_range", start.column, given, expected)
        return date

    def register(self) -> Register | Count:
        token = self.next
        name = token.text
        if name == "count":
            return self.count()
        if name in self.words.scalars:
            self.take()
            return Register(name)
        if name not in FIELDS:
            if token.kind != NAME or name in KEYWORDS:
                raise self.fault(_TEST)
            hint = did_you_mean(name, (*self.words.observable, "count"))
            raise self.fault("something that can be observed", hint, "unknown_observable")
        self.take()
        members = MEMBERS[FIELDS[name].of]
        if self.next.text != "(":
            example = ", ".join(members).upper()
            raise self.fault(f'"(" after {name}', f"Write {name}({example}), with ids of the case.")
        self.take()
        ids = [self.member(members[0])]
        for one in members[1:]:
            self.need(",", f"between the two that {name} is about")
            ids.append(self.member(one))
        self.need(")", f"after whom {name} is about")
        if len(ids) == 2 and ids[0] == ids[1]:
            raise fault_at(token, "two different groups in parentheses", "", "pair_with_itself")
        return Register(name, tuple(ids))

    def count(self) -> Count:
        self.take()
        self.need("(", "after count")
        if self.next.text not in KINDS:
            raise self.fault("groups, districts or pairs", did_you_mean(self.next.text, KINDS, listed=False))
        kind = cast(Kind, self.take().text)
        choice = self.choice(kind) if self.skip("where") else None
        self.need(")", "after what is counted", self.why_here())
        return Count(kind, choice)

    # Selections

    def choice(self, kind: Kind) -> Choice:
        column = self.next.column
        choice: Choice = self.either(lambda: self.trait(kind))
        if self.next.text == "for":
            hint = "A selection looks at one month; put for behind the test: count(...) >= 4 for 3 months."
            raise self.fault("and, or, or the end of the selection", hint)
        clauses(choice, column)
        return choice

    def trait(self, kind: Kind) -> Choice:
        if self.skip("not"):
            return self.negation(lambda: self.trait(kind))
        if self.skip("("):
            return cast(Choice, self.in_parentheses(lambda: self.trait(kind)))
        token, known = self.next, PROPERTIES[kind]
        if token.kind != NAME or (token.text in KEYWORDS and token.text not in known):
            raise self.fault(f"a property of {kind}: {', '.join(known)}")
        if token.text not in known:
            hint = did_you_mean(token.text, known)
            raise self.fault(f"a property of {kind}", hint, "unknown_property")
        self.take()
        members: tuple[str, ...] = ()
        if known[token.text]:
            self.need("(", f"after {token.text}", "Name the group: trust(A), clash(A), control(A).")
            members = (self.member("group"),)
            self.need(")", "after the group")
        elif self.next.text == "(":
            hint = f"A selection looks at each of the {kind}; leave the parentheses out."
            raise self.fault(f">= or < after {token.text}", hint)
        register = Register(token.text, members)
        if token.text in FLAGS and self.next.text not in (">=", "<", *_OTHER_SIGNS):
            return Comparison(register, True, FLAGS[token.text])
        row = FIELDS[token.text]
        return Comparison(register, *self.comparison(row.lower, row.upper, row.unit))

    # Parts

    def comparison(self, lower: float, upper: float, unit: str) -> tuple[bool, float]:
        sign = self.next
        if sign.text in _OTHER_SIGNS:
            raise self.fault(">= or <", "Only >= and < are understood.", "unknown_comparison")
        if sign.text not in (">=", "<"):
            raise self.fault(">= or <, and a number")
        self.take()
        start = self.next
        minus = start.text if start.text in ("-", "+") else ""
        if minus:
            self.take()
        if self.next.kind != NUMBER:
            raise self.fault(f"a number from {lower:g} to {upper:g}", "A test compares with a number alone.")
        text = minus + self.take().text
        threshold = float(text)
        if not lower <= threshold <= upper:
            expected = f"a threshold from {lower:g} to {upper:g} ({unit})"
            raise RuleFault("threshold_out_of_range", start.column, quoted(text), expected)
        return sign.text == ">=", threshold

    def member(self, what: str) -> str:
        """The id of a group, district or phase."""
        token = self.next
        ids = self.words.phases if what == "phase" else self.words.ids(what)
        whose = "of this strategy" if what == "phase" else "of the case"
        if token.kind != NAME:
            raise self.fault(f"a {what} {whose}")
        if token.text not in ids:
            raise self.fault(f"a {what} {whose}", did_you_mean(token.text, ids), f"unknown_{what}")
        return self.take().text
