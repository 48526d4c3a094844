"""Apply an analyst's overrides to the data of a case file, before it is checked (D21).

An override names a figure by its dotted place, gives another value, and says who, why and when.
It is applied to the plain data, so the result passes the same checks as a file that said so in the
first place; rows that must sum to 1 must still do so (override the whole row, or several entries).
Overrides stay in the case and in its digest.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from irenic.case.document import Document, Place
from irenic.case.draft import Source
from irenic.errors import Problem, did_you_mean, quoted

PROTECTED = frozenset({"schema", "id", "overrides"})
"""What an override may not touch."""

MAX_STEPS = 8
_STEP = re.compile(r"([^.\[\]]+)|\[(\d{1,6})\]")


@dataclass(frozen=True, slots=True)
class Overridden:
    """Data with overrides applied.

    Parameters
    ----------
    data : the whole file's data
    places : place of each overridden figure -> index of its override
    replaced : dotted place -> value in the file, None if it was absent
    problems : overrides that name no place
    """

    data: Any
    places: Mapping[Place, int]
    replaced: Mapping[str, Any]
    problems: tuple[Problem, ...]


def apply_overrides(document: Document) -> Overridden:
    """Return a file's data with its overrides applied, in their order.

    An override may set a value that the file leaves out (a relation that took the default), if
    the mapping around it is there. Malformed overrides are left to the check of the format.
    """
    data = copy.deepcopy(document.data)
    entries = data.get("overrides") if isinstance(data, dict) else None
    places: dict[Place, int] = {}
    replaced: dict[str, Any] = {}
    problems: list[Problem] = []
    source = Source(document)
    for index, entry in enumerate(entries if isinstance(entries, list) else []):
        if not (isinstance(entry, dict) and isinstance(entry.get("figure"), str) and "value" in entry):
            continue
        figure = entry["figure"]
        problem = _fault(figure, data, source, index)
        if problem is not None:
            problems.append(problem)
            continue
        place = parse_place(figure)
        around = _inside(data, place[:-1])
        is_there = place[-1] in around if isinstance(around, dict) else True
        replaced.setdefault(figure, copy.deepcopy(around[place[-1]]) if is_there else None)
        around[place[-1]] = copy.deepcopy(entry["value"])
        places[place] = index
    return Overridden(data, places, replaced, tuple(problems))


def parse_place(text: str) -> Place:
    """Turn ``groups.PB.seat[0]`` into ``("groups", "PB", "seat", 0)``; empty if malformed."""
    steps = list(_STEP.finditer(text))
    rebuilt = ""
    for step in steps:
        rebuilt += step.group(0) if step.group(2) or not rebuilt else "." + step.group(0)
    if rebuilt != text:
        return ()
    return tuple(int(step.group(2)) if step.group(2) else step.group(1) for step in steps)


def _fault(figure: str, data: Any, source: Source, index: int) -> Problem | None:
    """Return why a figure cannot be overridden, or None."""
    at: Place = ("overrides", index, "figure")
    place = parse_place(figure)
    if not place or len(place) > MAX_STEPS:
        expected = "a dotted place such as control.values.port.NA"
        return source.problem("bad_place", at, quoted(figure), expected)
    if place[0] in PROTECTED:
        expected = f"a figure outside {', '.join(sorted(PROTECTED))}"
        return source.problem("protected_place", at, quoted(figure), expected, "Edit the file instead.")
    for depth, step in enumerate(place):
        around = _inside(data, place[:depth])
        is_last = depth == len(place) - 1
        if isinstance(around, dict) and (step in around or (is_last and depth > 0)):
            continue
        if isinstance(around, list) and isinstance(step, int) and step < len(around):
            continue
        known = list(around) if isinstance(around, dict) else []
        hint = did_you_mean(str(step), known)
        return source.problem(
            "unknown_figure",
            at,
            quoted(figure),
            f"a place in the file; nothing is at {quoted(str(step))}",
            hint,
        )
    return None


def _inside(data: Any, place: Place) -> Any:
    for step in place:
        data = data[step]
    return data
