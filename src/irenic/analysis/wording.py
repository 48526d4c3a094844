"""Numbers and shares in words and short figures, for tables, pages and sentences."""

from __future__ import annotations

import math
from collections.abc import Sequence

NONE = "-"


def plain(text: str) -> str:
    """Return text from a file without anything that could repaint a terminal."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


def figure(value: float | None, unit: str) -> str:
    """Return a number to three figures; persons whole, a share as per cent, regret (sd) to 0.01.

    Parameters
    ----------
    value : the number; None or NaN where missing
    unit : of the outcome
    """
    if value is None or not math.isfinite(value):
        return NONE
    if unit.startswith("share"):
        return percent(value)
    if unit == "sd":
        return f"{value:.2f}"
    size = abs(value)
    if size == 0:
        return "0"
    if size < 0.001:
        return "<0.001" if value > 0 else ">-0.001"
    for limit, letter in ((1e9, "B"), (1e6, "M"), (1e4, "k")):
        if size >= limit:
            factor = 1e3 if letter == "k" else limit
            return f"{_three(value / factor)}{letter}"
    if size >= 999.5:
        return f"{round(value, -1):,.0f}"
    if unit.startswith("persons"):
        return f"{value:.0f}" if size >= 9.5 else f"{value:.1f}"
    return f"{value:.3g}"


def _three(value: float) -> str:
    """Return a number of at least 1 to three figures, never as a power of ten."""
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    return f"{value:.{digits}f}"


def percent(share: float | None) -> str:
    """Return a share as per cent: whole, with one digit below 10%."""
    if share is None or not math.isfinite(share):
        return NONE
    hundred = 100 * share
    if 0 < hundred < 0.1:
        return "<0.1%"
    return f"{hundred:.1f}%" if 0 < hundred < 9.95 else f"{hundred:.0f}%"


def span(low: float | None, high: float | None, unit: str) -> str:
    """Return a range such as ``3,100-5,200`` or ``10-66%``; with "to" beside a minus sign."""
    first, last = figure(low, unit), figure(high, unit)
    if first == last == NONE:
        return ""
    joint = " to " if first.startswith(("-", ">")) or last.startswith(("-", ">")) else "-"
    return f"{first.removesuffix('%') if last.endswith('%') else first}{joint}{last}"


def interval(low: float | None, high: float | None, unit: str) -> str:
    """Return `span` in brackets; empty where there is none."""
    text = span(low, high, unit)
    return f"[{text}]" if text else ""


def in_ten(share: float | None) -> str:
    """Return a share of worlds in words, such as "7 in 10 worlds"."""
    if share is None or not math.isfinite(share):
        return "no worlds that can be compared"
    if share < 0.005:
        return "fewer than 1 in 200 worlds"
    if share < 0.095:
        return f"{max(1, round(share * 100))} in 100 worlds"
    if share > 0.95:
        return "nearly all worlds" if share < 1 else "all worlds"
    return f"{round(share * 10)} in 10 worlds"


def listing(names: Sequence[str]) -> str:
    """Return names as "a", "a and b" or "a, b and c"."""
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)
