"""Read lever values from a file: fixed ones, and those that a rule sets (`targets.py`).

A fixed value is a number that goes to all, or values by group, pair, district, issue or patron. No lever
reaches the extremist group: a single number goes to every *other* group, and naming the extremist is an
error.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from irenic.case.document import Place, Plain
from irenic.errors import quoted
from irenic.strategy.findings import Findings
from irenic.strategy.ids import Ids
from irenic.strategy.levers import LEVER_BY_ID, LEVERS, Lever
from irenic.strategy.places import elements, members, reachable
from irenic.strategy.plan import Element, Target
from irenic.strategy.targets import TargetReader, is_rule
from irenic.strategy.vocabulary import PICKS, Vocabulary

ORDER: Mapping[str, int] = {lever.id: index for index, lever in enumerate(LEVERS)}
"""Place of each lever in the table; targets of different levers never meet, so their order is free."""

REST = "default"
"""Key for the value of all that are not named."""


@dataclass(slots=True)
class Read:
    """What stood under ``levers``.

    Parameters
    ----------
    fixed : values by element
    targets : values set by rule, in the order of the table of levers, then of the file
    """

    fixed: dict[Element, float] = field(default_factory=dict)
    targets: list[Target] = field(default_factory=list)


def read_settings(value: Plain, place: Place, words: Vocabulary, findings: Findings) -> Read:
    """Read a mapping of levers to values; values with a problem are noted and left out.

    Parameters
    ----------
    value : what stands under ``levers``
    place : where that is
    words : ids of the case, and what rules may name
    findings : takes the problems

    Returns
    -------
    Fixed values and targets. Stated terms also set ``terms_stated`` to 1 unless it is given.
    """
    read = Read()
    for key, given in findings.mapping(value, place, "levers to values").items():
        spot = (*place, key)
        lever = LEVER_BY_ID.get(key)
        if lever is None:
            findings.unknown("unknown_lever", spot, key, LEVER_BY_ID, "a lever")
            continue
        _Reader(lever, words, findings, read).lever_value(given, spot)
    read.targets.sort(key=lambda target: ORDER[target.lever])  # those of one lever keep their order
    if any(element[0] == "terms" for element in read.fixed):
        read.fixed.setdefault(("terms_stated",), 1.0)
    return read


class _Reader:
    """Reads the value of one lever into `read`."""

    def __init__(self, lever: Lever, words: Vocabulary, findings: Findings, read: Read) -> None:
        self.lever = lever
        self.words = words
        self.findings = findings
        self.read = read
        self.members = members(lever, words.names)
        self.ids = Ids(words.names, findings)
        self.seen: set[Element] = set()

    def lever_value(self, value: Plain, place: Place) -> None:
        """One value, or a list: fixed ones, then rules."""
        if not isinstance(value, list) or not self.takes_list(value):
            self.one(value, place)
            return
        if not value:
            self.findings.note("wrong_type", place, "[]", "at least one entry", "Remove the lever.")
        after_rule = False
        for i, item in enumerate(value):
            spot = (*place, i)
            if is_rule(item):
                after_rule = True
            elif after_rule:
                hint = "Rules are applied after fixed values; write it before them."
                self.findings.note("fixed_after_rule", spot, "after a rule", "fixed values first", hint)
            self.one(item, spot)

    def takes_list(self, value: list[Plain]) -> bool:
        """A number needs no list, but rules for a lever of the whole strategy may stand in one."""
        return self.lever.shape in PICKS or (self.lever.shape == "scalar" and any(map(is_rule, value)))

    def one(self, item: Plain, place: Place) -> None:
        """A rule, a number for all, or a mapping of fixed values."""
        if isinstance(item, dict) and is_rule(item):
            target = TargetReader(self.lever, self.words, self.findings).target(item, place)
            self.read.targets += [] if target is None else [target]
        elif isinstance(item, dict) and self.lever.shape != "scalar":
            self.read.fixed |= (
                self.entry(item, place) if self.lever.shape == "pair" else self.by_member(item, place)
            )
        elif (number := self.number(item, place)) is not None:
            self.read.fixed |= dict.fromkeys(elements(self.lever, self.words.names), number)

    def number(self, value: Plain, place: Place) -> float | None:
        return self.findings.number(value, place, self.lever.lower, self.lever.upper)

    def by_member(self, value: dict[str, Plain], place: Place) -> dict[Element, float]:
        """Values by group, district, issue or patron, with the rest under `REST`."""
        read: dict[Element, float] = {}
        if REST in value and (number := self.number(value[REST], (*place, REST))) is not None:
            read = {(self.lever.id, one): number for one in self.members}
        for name, given in value.items():
            if name == REST or not self.ids.is_one(name, (*place, name), self.lever.shape):
                continue
            if (number := self.number(given, (*place, name))) is not None:
                read[(self.lever.id, name)] = number
        self.complete(value, place)
        return read

    def complete(self, value: dict[str, Plain], place: Place) -> None:
        """Terms left out would silently stand at the middle, so all of them must be stated."""
        missing = [one for one in self.members if one not in value]
        if self.lever.shape == "issue" and missing and REST not in value:
            expected = "a value for every issue"
            hint = f"Add {', '.join(missing[:8])}, or {REST} for the rest."
            self.findings.note("terms_incomplete", place, f"without {len(missing)} issue(s)", expected, hint)

    def entry(self, item: Plain, place: Place) -> dict[Element, float]:
        """``{all: value, except: [groups]}`` or ``{between: [a, b], value: value}``."""
        entry = self.findings.mapping(item, place, "all (and except) or between and value")
        if "all" in entry:
            self.findings.keys(entry, place, ("all",), "except")
            number = self.number(entry["all"], (*place, "all"))
            left_out = self.ids.listed(entry.get("except", []), (*place, "except"), "group")
            chosen = [g for g in reachable(self.words.names) if g not in left_out]
            pairs = [(self.lever.id, *pair) for pair in combinations(chosen, 2)]
            return {} if number is None else dict.fromkeys(pairs, number)
        if entry:
            self.findings.keys(entry, place, ("between", "value"), "")
        if not {"between", "value"} <= entry.keys():
            return {}
        spot = (*place, "between")
        pair = self.ids.listed(entry["between"], spot, "group")
        number = self.number(entry["value"], (*place, "value"))
        if not self.is_pair(entry["between"], pair, spot) or number is None:
            return {}
        first, second = sorted(pair, key=self.words.names.groups.index)
        element = (self.lever.id, first, second)
        if element in self.seen:
            given = quoted([first, second])
            self.findings.note("pair_given_twice", spot, given, "each pair once", "Remove one of the two.")
        self.seen.add(element)
        return {element: number}

    def is_pair(self, given: Plain, pair: Sequence[str], place: Place) -> bool:
        """Two different groups, all of whose own problems are noted already."""
        if len(pair) == 2 and pair[0] == pair[1]:
            expected = "two different groups"
            self.findings.note("pair_with_itself", place, quoted(pair), expected)
            return False
        if isinstance(given, list) and len(given) != 2:
            self.findings.note("not_a_pair", place, quoted(given), "a list of two groups")
            return False
        return len(pair) == 2
