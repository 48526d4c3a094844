"""Markdown of the generated pages: tables and short figures."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Sequence

NONE = "–"
WIDTH = 120


def paragraph(*sentences: str) -> list[str]:
    """Lines of a paragraph, and an empty one.

    Parameters
    ----------
    sentences : joined by spaces, then wrapped
    """
    return [*textwrap.wrap(" ".join(sentences), WIDTH, break_long_words=False, break_on_hyphens=False), ""]


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], words: int = 1) -> list[str]:
    """Lines of a table.

    Parameters
    ----------
    heads : titles of the columns
    rows : cells as text
    words : how many columns at the left hold words; the others are set to the right
    """
    rule = ["---" if i < words else "---:" for i in range(len(heads))]
    return [
        _line(heads),
        _line(rule),
        *(_line([cell.replace("|", "\\|") for cell in row]) for row in rows),
        "",
    ]


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def figure(value: float, unit: str = "") -> str:
    """A number to about three figures: shares as per cent, large numbers with commas.

    Parameters
    ----------
    value : the number; NaN or infinite where there is none
    unit : of an outcome; one that starts with "share" is set as per cent
    """
    if not math.isfinite(value):
        return NONE
    if unit.startswith("share"):
        return percent(value)
    size = abs(value)
    if size >= 999.5:
        step = 10 ** max(0, math.floor(math.log10(size)) - 2)
        return f"{round(value / step) * step:,.0f}"
    if size >= 99.5:
        return f"{value:.0f}"
    return f"{value:.1f}" if size >= 9.95 else f"{value:.2f}"


def percent(share: float) -> str:
    """A share as per cent, one digit below 10."""
    if not math.isfinite(share):
        return NONE
    hundred = 100.0 * share
    return f"{hundred:.1f}%" if 0 < abs(hundred) < 9.95 else f"{hundred:.0f}%"


def signed_percent(share: float) -> str:
    """A change as per cent with its sign, one digit."""
    return NONE if not math.isfinite(share) else f"{100.0 * share:+.1f}%"


def exact(value: float) -> str:
    """A recorded figure as it was recorded."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:g}"


def listing(names: Sequence[str]) -> str:
    """Names as "a", "a and b" or "a, b and c"."""
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)
