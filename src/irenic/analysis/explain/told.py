"""Answers in plain sentences: why a number of a run moved, and where two runs part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from irenic.analysis.explain.differ import Different, First
from irenic.analysis.explain.tree import Line, Node
from irenic.analysis.wording import figure, listing

SHOWN, LEAST = 6, 0.02
"""Most drivers told on a level, and the least share of all that moved that gets a line of its own."""

NAMED = 3
"""Most members of a lever that are named where it differs for several; the rest are counted."""

FIRST = 4
"""Most things named that set two runs apart at first."""


def share_words(share: float) -> str:
    """Return a share of all that moved, in words.

    Parameters
    ----------
    share : 0 to 1
    """
    steps = ((0.9, "nearly all"), (0.6, "most"), (0.4, "about half"), (0.29, "about a third"),
             (0.21, "about a quarter"), (0.14, "about a sixth"), (0.07, "about a tenth"))  # fmt: skip
    return next((words for least, words in steps if share >= least), "little")


def signed(value: float, unit: str) -> str:
    """Return a number with its sign, to three figures; shares in points."""
    if unit == "share":
        points = 100 * value
        digits = next((n for n, least in ((1, 10.0), (2, 0.1), (3, 0.01)) if abs(points) >= least), 4)
        return f"{points:+.{digits}f} pts"
    sign = "-" if value < 0 else "+"
    text = figure(abs(value), unit)
    return f"<{sign}{text[1:]}" if text.startswith("<") else f"{sign}{text}"


def told_node(node: Node, date: str) -> dict[str, Any]:
    """Return why a number moved as sentences: the change, and its drivers with theirs, largest first.

    Parameters
    ----------
    node : the change
    date : name of its month

    Returns
    -------
    text (the change as a sentence), month, unit, before, after, drivers (text, value, shown, share, weight in
    words, month, end, because: the same again, or None), others (a sentence on the rest, or empty)
    """
    first, rest = node.lines[:SHOWN], list(node.lines[SHOWN:])
    lines = [line for line in first if _is_told(line)]
    rest = [line for line in first if not _is_told(line)] + rest
    return {
        "text": _change(node, date),
        "month": node.month,
        "unit": node.unit,
        "before": node.before,
        "after": node.after,
        "drivers": [_driver(line, node) for line in lines],
        "others": _others(rest, node.unit),
    }


def _is_told(line: Line) -> bool:
    return line.share >= LEAST or line.below is not None


def _change(node: Node, date: str) -> str:
    when = f"in month {node.month}{f' ({date})' if date else ''}"
    label = node.label[:1].upper() + node.label[1:]
    if node.change == 0:
        return f"{label} did not change {when}: {figure(node.after, node.unit)}."
    verb = "rose" if node.change > 0 else "fell"
    values = f"from {figure(node.before, node.unit)} to {figure(node.after, node.unit)}"
    return f"{label} {verb} {when} {values} ({signed(node.change, node.unit)})."


def _driver(line: Line, node: Node) -> dict[str, Any]:
    below = None if line.below is None else told_node(line.below, "")
    return {
        "text": line.label,
        "value": line.value,
        "shown": signed(line.value, node.unit),
        "share": line.share,
        "weight": share_words(line.share),
        "month": line.month,
        "end": line.end,
        "because": below,
    }


def _others(lines: Sequence[Line], unit: str) -> str:
    if not lines:
        return ""
    total = sum(line.value for line in lines)
    return f"{len(lines)} other{'s' if len(lines) > 1 else ''} together: {signed(total, unit)}."


def told_first(found: First, date: str) -> str:
    """Return in a sentence or two where two runs part.

    Parameters
    ----------
    found : what differs first
    date : name of that month
    """
    if found.month is None:
        return "The two runs are the same in every number."
    if found.month == 0:
        return "The two runs are in different worlds, so they differ from the start."
    luck = " Their luck differs from then on." if found.other_luck else ""
    rows = _levers(found.given) or [_sides(row) for row in found.follows[:NAMED]]
    more = f"; {len(rows) - FIRST} more differ" if len(rows) > FIRST else ""
    what = f": {'; '.join(rows[:FIRST])}{more}" if rows else ""
    return f"The two runs part in month {found.month} ({date}){what}.{luck}"


def _levers(rows: Iterable[Different]) -> list[str]:
    """Levers that differ, those that differ alike for several members in one."""
    alike: dict[tuple[str, float, float], list[str]] = {}
    for row in rows:
        lever, _, member = row.label.partition(": ")
        alike.setdefault((lever, row.one, row.other), []).append(member)
    found = []
    for (lever, one, other), members in alike.items():
        text = f"{lever[:1].lower()}{lever[1:]} {figure(one, '')} against {figure(other, '')}"
        named = [member for member in members if member]
        if len(named) > NAMED:
            named = [*named[:NAMED], f"{len(named) - NAMED} more"]
        found.append(f"{text} for {listing(named)}" if named else text)
    return found


def told_largest(rows: Iterable[Different]) -> list[dict[str, Any]]:
    """Return what differs most between two runs, as rows of a table.

    Parameters
    ----------
    rows : from the largest on

    Returns
    -------
    text, month, one, other, difference; the last three as figures
    """
    return [
        {
            "text": row.label,
            "month": row.month,
            "one": figure(row.one, row.unit),
            "other": figure(row.other, row.unit),
            "difference": signed(row.other - row.one, row.unit),
        }
        for row in rows
    ]


def _sides(row: Different) -> str:
    return f"{row.label} {figure(row.one, row.unit)} against {figure(row.other, row.unit)}"
