"""Read lever values from a file: numbers that go to all, or values by group, pair, district, issue.

No lever reaches the extremist group: a single number goes to every *other* group, and naming the
extremist is an error.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from irenic.case.document import Place, Plain
from irenic.errors import did_you_mean, quoted
from irenic.strategy.findings import Findings
from irenic.strategy.levers import LEVER_BY_ID, Lever
from irenic.strategy.plan import CaseNames, Element

REST = "default"
"""Key for the value of all that are not named."""


def reachable(names: CaseNames) -> tuple[str, ...]:
    """Return the groups a lever can reach: all but the extremist, in the case's order."""
    return tuple(g for i, g in enumerate(names.groups) if i != names.extremist)


def members(lever: Lever, names: CaseNames) -> tuple[str, ...]:
    """Return whom a lever per group, district or issue has values for; nothing for other levers."""
    if lever.shape == "group":
        return reachable(names)
    return tuple({"district": names.districts, "issue": names.issues}.get(lever.shape, ()))


def read_settings(value: Plain, place: Place, names: CaseNames, findings: Findings) -> dict[Element, float]:
    """Read a mapping of levers to values; values with a problem are noted and left out.

    Parameters
    ----------
    value : what stands under ``levers``
    place : where that is
    names : ids of the case
    findings : takes the problems

    Returns
    -------
    Values by element. Stated terms also set ``terms_stated`` to 1 unless it is given.
    """
    settings: dict[Element, float] = {}
    for key, given in findings.mapping(value, place, "levers to values").items():
        spot = (*place, key)
        lever = LEVER_BY_ID.get(key)
        if lever is None:
            findings.unknown("unknown_lever", spot, key, LEVER_BY_ID, "a lever")
            continue
        read = _Reader(lever, names, findings)
        if lever.shape == "scalar":
            number = read.number(given, spot)
            settings |= {} if number is None else {(key,): number}
        elif lever.shape == "pair":
            settings |= read.pairs(given, spot)
        else:
            settings |= read.by_member(given, spot)
    if any(element[0] == "terms" for element in settings):
        settings.setdefault(("terms_stated",), 1.0)
    return settings


class _Reader:
    """Reads the value of one lever."""

    def __init__(self, lever: Lever, names: CaseNames, findings: Findings) -> None:
        self.lever = lever
        self.names = names
        self.findings = findings
        self.members = members(lever, names)
        self.groups = reachable(names)

    def number(self, value: Plain, place: Place) -> float | None:
        return self.findings.number(value, place, self.lever.lower, self.lever.upper)

    def by_member(self, value: Plain, place: Place) -> dict[Element, float]:
        """A number for all, or a mapping by group, district or issue with the rest under `REST`."""
        if not isinstance(value, dict):
            number = self.number(value, place)
            return {} if number is None else {(self.lever.id, one): number for one in self.members}
        read: dict[Element, float] = {}
        if REST in value and (number := self.number(value[REST], (*place, REST))) is not None:
            read = {(self.lever.id, one): number for one in self.members}
        for name, given in value.items():
            if name == REST or not self.is_member(name, (*place, name)):
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

    def is_member(self, name: str, place: Place) -> bool:
        if name in self.members:
            return True
        if self.lever.shape == "group":
            return self.is_group(name, place)
        kind = self.lever.shape
        self.findings.unknown(f"unknown_{kind}", place, name, self.members, f"{_article(kind)} of the case")
        return False

    def is_group(self, name: str, place: Place) -> bool:
        if name in self.groups:
            return True
        if name in self.names.groups:
            expected = "any group but the extremist"
            hint = "No lever reaches that group; remove the entry."
            self.findings.note("extremist_named", place, quoted(name), expected, hint)
        else:
            self.findings.unknown("unknown_group", place, name, self.groups, "a group of the case")
        return False

    def pairs(self, value: Plain, place: Place) -> dict[Element, float]:
        """A number, one entry, or a list of entries; later entries override earlier ones."""
        if not isinstance(value, dict | list):
            number = self.number(value, place)
            return {} if number is None else self.every_pair(self.groups, number)
        read: dict[Element, float] = {}
        if isinstance(value, dict):
            return self.entry(value, place, set())
        seen: set[Element] = set()
        for i, item in enumerate(value):
            read |= self.entry(item, (*place, i), seen)
        return read

    def entry(self, item: Plain, place: Place, seen: set[Element]) -> dict[Element, float]:
        """``{all: value, except: [groups]}`` or ``{between: [a, b], value: value}``."""
        entry = self.findings.mapping(item, place, "all (and except) or between and value")
        if "all" in entry:
            self.findings.keys(entry, place, ("all",), "except")
            number = self.number(entry["all"], (*place, "all"))
            left_out = self.group_list(entry.get("except", []), (*place, "except"))
            chosen = [g for g in self.groups if g not in left_out]
            return {} if number is None else self.every_pair(chosen, number)
        if entry:
            self.findings.keys(entry, place, ("between", "value"), "")
        if not {"between", "value"} <= entry.keys():
            return {}
        spot = (*place, "between")
        pair = self.group_list(entry["between"], spot)
        number = self.number(entry["value"], (*place, "value"))
        if not self.is_pair(entry["between"], pair, spot) or number is None:
            return {}
        first, second = sorted(pair, key=self.groups.index)
        element = (self.lever.id, first, second)
        if element in seen:
            given = quoted([first, second])
            self.findings.note("pair_given_twice", spot, given, "each pair once", "Remove one of the two.")
        seen.add(element)
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

    def group_list(self, value: Plain, place: Place) -> list[str]:
        listed = self.findings.sequence(value, place, "groups")
        read = []
        for i, name in enumerate(listed):
            if not isinstance(name, str):
                hint = did_you_mean(str(name), self.groups)
                self.findings.note("unknown_group", (*place, i), quoted(name), "a group of the case", hint)
            elif self.is_group(name, (*place, i)):
                read.append(name)
        return read

    def every_pair(self, groups: Sequence[str], number: float) -> dict[Element, float]:
        return {(self.lever.id, a, b): number for a, b in combinations(groups, 2)}


def _article(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"
