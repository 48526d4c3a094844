"""Cut the text of a rule into words, numbers and signs, and say what is wrong with a text."""

from __future__ import annotations

import re
from typing import NamedTuple

from irenic.errors import quoted

LENGTH_MAX = 2000
"""Most characters of a rule."""

NAME, NUMBER, SIGN, END = "name", "number", "sign", "end"

# No part of the pattern can match the same text in two ways, so time grows with the length alone.
_TOKEN = re.compile(
    r"[ \t\r\n]*(?:(?P<name>[A-Za-z_][A-Za-z0-9_-]*)"
    r"|(?P<number>(?:[0-9]+(?:\.(?!\.)[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)"
    r"|(?P<sign>>=|<=|==|!=|=>|=<|&&|\|\||\.\.|[<>=(),+-])|(?P<end>\Z)|(?P<odd>.))",
    re.DOTALL,
)
_BLANKS = " \t\r\n"


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


def tokens(text: str) -> list[Token]:
    """Return the tokens of a rule, the last of kind `END`.

    Parameters
    ----------
    text : of the rule

    Raises
    ------
    RuleFault : the text is empty, too long, or holds a character that no rule has
    """
    if len(text) > LENGTH_MAX:
        given, expected = f"{len(text):,} characters long", f"at most {LENGTH_MAX:,} characters"
        raise RuleFault("rule_too_long", LENGTH_MAX + 1, given, expected, "Split it over several phases.")
    if not text.strip(_BLANKS):
        raise RuleFault("rule_syntax", 1, "empty", "a rule such as signed for 2 months")
    found: list[Token] = []
    for one in _TOKEN.finditer(text):
        kind = one.lastgroup or END
        if kind == "odd":
            raise _odd_character(text, one.end() - 1)
        found.append(Token(kind, one[kind], one.start(kind) + 1))
        if kind == END:
            break
    return found


def _odd_character(text: str, index: int) -> RuleFault:
    hints = {
        "!": "Write not.", "&": "Write and.", "|": "Write or.", "[": "Write ( ).", "]": "Write ( ).",
        "*": "Rules do not calculate.", "/": "Rules do not calculate.", "%": "Write a share: 0.2, not 20%.",
        '"': "Names stand without quotes.", "'": "Names stand without quotes.",
        "≥": "Write >=.", "≤": "Only >= and < are understood.", ";": "Write one rule in each text.",
    }  # fmt: skip
    expected = "names, numbers, parentheses, commas, >= and <"
    return RuleFault("rule_character", index + 1, quoted(text[index]), expected, hints.get(text[index], ""))


def shown(token: Token) -> str:
    """Return a token as text for a message, such as ``"sgned"``."""
    return "cut short" if token.kind == END else quoted(token.text)
