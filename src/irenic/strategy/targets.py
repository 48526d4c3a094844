"""Read levers that are set by rule: for those that a selection picks, or following something observed."""

from __future__ import annotations

from irenic.case.document import Place, Plain
from irenic.errors import quoted
from irenic.strategy.expression import Choice
from irenic.strategy.findings import Findings
from irenic.strategy.ids import Ids
from irenic.strategy.levers import Lever
from irenic.strategy.parse import parse_choice, parse_register
from irenic.strategy.plan import Follow, Target
from irenic.strategy.rules import read_rule
from irenic.strategy.vocabulary import PICKS, Vocabulary


def is_rule(value: Plain) -> bool:
    """Return whether a value says that a rule sets the lever.

    Parameters
    ----------
    value : what stands under a lever, or in its list
    """
    return isinstance(value, dict) and ("where" in value or "follow" in value)


class TargetReader:
    """Reads ``{where, except, value}`` and ``{follow, at, give, except}`` for one lever.

    Parameters
    ----------
    lever : what is set
    words : what texts may name
    findings : takes the problems
    """

    def __init__(self, lever: Lever, words: Vocabulary, findings: Findings) -> None:
        self.lever, self.words, self.findings = lever, words, findings
        self.kind = PICKS.get(lever.shape)

    def target(self, entry: dict[str, Plain], place: Place) -> Target | None:
        """Return the target that a mapping says; None, with the problems noted, where it has any."""
        if self.kind is None and (self.lever.shape != "scalar" or "where" in entry):
            hint = "Only levers per group, district or pair of groups can be set where something holds."
            given = f"set by rule, though {self.lever.id} has one value for {_whole(self.lever)}"
            self.findings.note("rule_not_possible", place, given, "fixed values", hint)
            return None
        before = len(self.findings.problems)
        required = ("where", "value") if "where" in entry else ("follow", "at", "give")
        self.findings.keys(entry, place, required, "except" if self.kind else "")
        choice = self.choice(entry, place) if "where" in entry else None
        amount: float | Follow | None
        if "where" not in entry:
            amount = self.follow(entry, place)
        elif isinstance(value := entry.get("value"), dict):
            self.findings.keys(value, (*place, "value"), ("follow", "at", "give"), "")
            amount = self.follow(value, (*place, "value"))
        else:
            amount = self.number(value, (*place, "value")) if "value" in entry else None
        left_out = self.left_out(entry, place)
        if amount is None or len(self.findings.problems) > before:
            return None
        return Target(self.lever.id, amount, choice, left_out)

    def choice(self, entry: dict[str, Plain], place: Place) -> Choice | None:
        """Return what picks the groups, districts or pairs."""
        kind = self.kind
        if kind is None:
            return None

        def read(text: str) -> Choice:
            return parse_choice(text, kind, self.words)

        example = {"pairs": "trust >= 0.3", "groups": "willingness >= 0.4"}.get(
            kind, "extremist_share >= 0.2"
        )
        return read_rule(entry["where"], (*place, "where"), read, self.findings, example)

    def left_out(self, entry: dict[str, Plain], place: Place) -> tuple[str, ...]:
        """Return the ids under ``except``, each once."""
        if "except" not in entry or self.kind is None:
            return ()
        kind = "district" if self.kind == "districts" else "group"
        listed = Ids(self.words.names, self.findings).listed(entry["except"], (*place, "except"), kind)
        return tuple(dict.fromkeys(listed))

    def follow(self, entry: dict[str, Plain], place: Place) -> Follow | None:
        """Return what the lever follows, and how."""
        if not {"follow", "at", "give"} <= entry.keys():
            return None
        register = read_rule(
            entry["follow"], (*place, "follow"), lambda text: parse_register(text, self.words), self.findings,
            "extremist_strength",
        )  # fmt: skip
        give = self.two(entry["give"], (*place, "give"), (self.lever.lower, self.lever.upper))
        spot = (*place, "at")
        lower, upper, _ = (-1e6, 1e6, "") if register is None else self.words.bounds(register)
        at = self.two(entry["at"], spot, (lower, upper))
        if at is not None and not at[0] < at[1]:
            given, expected = quoted(entry["at"]), "two numbers, the first less than the second"
            hint = "Turn both at and give round." if at[0] > at[1] else ""
            self.findings.note("not_rising", spot, given, expected, hint)
            return None
        return None if register is None or at is None or give is None else Follow(register, at, give)

    def two(self, value: Plain, place: Place, bounds: tuple[float, float]) -> tuple[float, float] | None:
        """Return two numbers within bounds."""
        listed = self.findings.sequence(value, place, "two numbers")
        if isinstance(value, list) and len(listed) != 2:
            self.findings.note("not_two_numbers", place, quoted(value), "a list of two numbers")
            return None
        read = [self.findings.number(one, (*place, i), *bounds) for i, one in enumerate(listed)]
        first, second = read if len(read) == 2 else (None, None)
        return None if first is None or second is None else (first, second)

    def number(self, value: Plain, place: Place) -> float | None:
        """Return a value of the lever."""
        return self.findings.number(value, place, self.lever.lower, self.lever.upper)


def _whole(lever: Lever) -> str:
    return "the whole strategy" if lever.shape == "scalar" else f"each {lever.shape}"
