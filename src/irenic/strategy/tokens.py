"""Cut a text into words, numbers and signs, and say what is wrong with it.

Rules and the propositions of claims are written with the same words and differ in their `Manner`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from irenic.errors import quoted

LENGTH_MAX = 2000
"""Most characters of a rule, or of a proposition."""

NAME, NUMBER, SIGN, END = "name", "number", "sign", "end"

# No part of a pattern can match the same text in two ways, so time grows with the length alone.
_TOKEN = (
    r"[ \t\r\n]*(?:(?P<name>[A-Za-z_][A-Za-z0-9_-]*)"
    r"|(?P<number>(?:[0-9]+(?:\.(?!\.)[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)"
    r"|(?P<sign>>=|<=|==|!=|=>|=<|&&|\|\||\.\.|[<>=(),+%s-])|(?P<end>\Z)|(?P<odd>.))"
)
_BLANKS = " \t\r\n"


_HINTS: Mapping[str, str] = {
    "!": "Write not.", "&": "Write and.", "|": "Write or.", "[": "Write ( ).", "]": "Write ( ).",
    "%": "Write a share: 0.2, not 20%.", '"': "Names stand without quotes.",
    "'": "Names stand without quotes.", "≥": "Write >=.",
}  # fmt: skip
"""What to do about characters that no text has."""


class Manner(NamedTuple):
    """What kind of text is cut.

    ``kind`` is its name in codes of problems (``rule_syntax``) and ``example`` a text of it; ``pattern``
    finds a token, ``expected`` lists the characters it may have in words, and ``hints`` say what to do
    about others. ``shorter`` says what to do about one that is too long.
    """

    kind: str
    example: str
    shorter: str
    pattern: re.Pattern[str]
    expected: str
    hints: Mapping[str, str]


def token_pattern(more_signs: str = "") -> re.Pattern[str]:
    """Return the pattern of a token.

    Parameters
    ----------
    more_signs : characters that are signs besides those of rules
    """
    return re.compile(_TOKEN % re.escape(more_signs), re.DOTALL)


RULES = Manner(
    kind="rule",
    example="signed for 2 months",
    shorter="Split it over several phases.",
    pattern=token_pattern(),
    expected="names, numbers, parentheses, commas, >= and <",
    hints={
        **_HINTS,
        "*": "Rules do not calculate.",
        "/": "Rules do not calculate.",
        "≤": "Only >= and < are understood.",
        ";": "Write one rule in each text.",
    },
)
"""How rules are written."""

PROPOSITIONS = Manner(
    kind="proposition",
    example="deaths(strikes) < 0.9 * deaths(nothing)",
    shorter="Split it into several claims.",
    pattern=token_pattern("*"),
    expected="names, numbers, parentheses, commas, + - * and >= < > <=",
    hints={
        **_HINTS,
        "/": "Multiply by a number instead: 0.5 * deaths(strikes).",
        "≤": "Write <=.",
        "×": "Write *.",
        ";": "Write one proposition in each text.",
    },
)
"""How the propositions of claims are written: with ``*``, and with all four comparisons."""


class Token(NamedTuple):
    """A piece of a rule: its kind, its text, and its column counted from 1."""

    kind: str
    text: str
    column: int


class RuleFault(Exception):
    """The first thing wrong with the text of a rule; becomes a `Problem` where the file is known.

    Parameters
    ----------
    code : stable name of the kind of problem
    column : where in the text, counted from 1
    given : what stands there, as text that reads well after "is"
    expected : what was expected instead
    hint : what to do, as a whole sentence; may be empty
    """

    def __init__(self, code: str, column: int, given: str, expected: str, hint: str = "") -> None:
        super().__init__(f"{given} at column {column}; expected {expected}. {hint}".rstrip())
        self.code, self.column, self.given, self.expected, self.hint = code, column, given, expected, hint


def tokens(text: str, manner: Manner = RULES) -> list[Token]:
    """Return the tokens of a text, the last of kind `END`.

    Parameters
    ----------
    text : of the rule, or of the proposition
    manner : which of the two it is

    Raises
    ------
    RuleFault : the text is empty, too long, or holds a character that none has
    """
    if len(text) > LENGTH_MAX:
        given, expected = f"{len(text):,} characters long", f"at most {LENGTH_MAX:,} characters"
        raise RuleFault(f"{manner.kind}_too_long", LENGTH_MAX + 1, given, expected, manner.shorter)
    if not text.strip(_BLANKS):
        raise RuleFault(f"{manner.kind}_syntax", 1, "empty", f"a {manner.kind} such as {manner.example}")
    found: list[Token] = []
    for one in manner.pattern.finditer(text):
        kind = one.lastgroup or END
        if kind == "odd":
            odd = text[one.end() - 1]
            hint = manner.hints.get(odd, "")
            raise RuleFault(f"{manner.kind}_character", one.end(), quoted(odd), manner.expected, hint)
        found.append(Token(kind, one[kind], one.start(kind) + 1))
        if kind == END:
            break
    return found


def shown(token: Token) -> str:
    """Return a token as text for a message, such as ``"sgned"``."""
    return "cut short" if token.kind == END else quoted(token.text)
