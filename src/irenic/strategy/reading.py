"""What reading a rule and reading a proposition share: tokens taken from left to right, faults, depth."""

from __future__ import annotations

from irenic.errors import quoted
from irenic.strategy.grammar import KEYWORDS, NESTING_MAX
from irenic.strategy.tokens import END, NUMBER, RULES, Manner, RuleFault, Token, shown, tokens


class Reader:
    """Reads one text from left to right.

    Parameters
    ----------
    text : the text
    manner : whether it is a rule or a proposition
    """

    def __init__(self, text: str, manner: Manner = RULES) -> None:
        self.tokens = tokens(text, manner)
        self.manner = manner
        self.at = 0
        self.depth = 0

    @property
    def next(self) -> Token:
        """The token that is read next."""
        return self.tokens[self.at]

    def follows(self, text: str) -> bool:
        """Whether the token after the next is this one."""
        return self.at + 1 < len(self.tokens) and self.tokens[self.at + 1].text == text

    def take(self) -> Token:
        """The next token, which is not the end: callers have looked at its kind."""
        self.at += 1
        return self.tokens[self.at - 1]

    def skip(self, text: str) -> bool:
        """Take the next token if it is this one."""
        if self.tokens[self.at].text != text:
            return False
        self.at += 1
        return True

    def need(self, text: str, where: str, hint: str = "") -> None:
        """Take the next token, which must be this one."""
        if not self.skip(text):
            raise self.fault(f"{quoted(text)} {where}", hint)

    def finish(self, expected: str) -> None:
        """Refuse anything but the end of the text."""
        if self.next.kind != END:
            raise self.fault(expected, self.why_here())

    def why_here(self) -> str:
        """A hint for a token that cannot continue what was read."""
        return ""

    def fault(self, expected: str, hint: str = "", code: str = "") -> RuleFault:
        """What is wrong at the next token."""
        return fault_at(self.next, expected, hint, code or f"{self.manner.kind}_syntax")

    def deeper(self) -> None:
        """Count one more level inside another, and refuse too many."""
        self.depth += 1
        if self.depth > NESTING_MAX:
            expected = f"at most {NESTING_MAX} levels of not, at least and parentheses"
            code = f"{self.manner.kind}_nested_too_deep"
            raise RuleFault(code, self.next.column, "nested deeper", expected, self.manner.shorter)

    def whole(self, lower: int, upper: int, what: str = "") -> int:
        """Take a whole number within bounds."""
        token = self.next
        if token.kind == NUMBER and token.text.isdigit() and len(token.text) <= 9:
            number = int(token.text)
            if lower <= number <= upper:
                self.take()
                return number
        raise self.fault(f"a whole number{what} from {lower} to {upper}", code="not_a_whole_number")


def fault_at(token: Token, expected: str, hint: str, code: str) -> RuleFault:
    """What is wrong at a token.

    Parameters
    ----------
    token : where
    expected, hint, code : as of `RuleFault`; words of the grammar in capitals get a hint of their own
    """
    small = token.text.lower()
    if token.text != small and small in KEYWORDS:
        hint = f"Write {small} in small letters."
    return RuleFault(code, token.column, shown(token), expected, hint)
