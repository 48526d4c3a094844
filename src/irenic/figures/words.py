"""Names and amounts as they stand in figures: text of any script, numbers to three figures."""

from __future__ import annotations

import math
import textwrap
import unicodedata
from collections.abc import Sequence

from irenic.analysis.wording import figure, plain
from irenic.study import Manifest

ISOLATE, POP = "\u2068", "\u2069"
_RIGHT_TO_LEFT = ("R", "AL", "AN")
_ELLIPSIS = "\u2026"


def shown(text: str) -> str:
    """Return a name from a file as text of a figure: nothing invisible, its direction kept to itself.

    A name with letters that run from right to left is isolated, so that numbers and signs beside it stay
    where they belong.

    Parameters
    ----------
    text : any
    """
    safe = plain(text)
    turned = any(unicodedata.bidirectional(c) in _RIGHT_TO_LEFT for c in safe)
    return f"{ISOLATE}{safe}{POP}" if turned else safe


def named(label: str) -> str:
    """Return a strategy's label in quotation marks, as it stands in sentences.

    Parameters
    ----------
    label : by `strategy_labels`
    """
    return f"\u201c{label}\u201d"


def lines(text: str, letters: int, most: int = 2) -> str:
    """Return text in lines of at most so many letters; what is too long ends in an ellipsis.

    Parameters
    ----------
    text : in one line
    letters : of a line
    most : lines
    """
    found = textwrap.wrap(text, letters, max_lines=most, placeholder=_ELLIPSIS)
    closed = [_closed(line) for line in found]
    return "\n".join(closed)


def _closed(line: str) -> str:
    """A line with as many ends of isolation as beginnings."""
    open_ones = line.count(ISOLATE) - line.count(POP)
    return ISOLATE * max(0, -open_ones) + line + POP * max(0, open_ones)


def slug(text: str) -> str:
    """Return a name as letters a-z, digits and hyphens, for ids and names of files."""
    kept = "".join(c if c in "abcdefghijklmnopqrstuvwxyz0123456789" else "-" for c in text.lower())
    return "-".join(part for part in kept.split("-") if part)[:60] or "figure"


def amount(value: float | None, unit: str) -> str:
    """Return a number with its unit, such as "4.3k persons", "18%" or "USD 320 million".

    Parameters
    ----------
    value : None or NaN where missing
    unit : of an outcome or a series
    """
    number = figure(value, unit)
    if number == "-" or unit.startswith(("share", "index")) or not unit:
        return number
    if unit == "USD million":
        return f"USD {number} million"
    return f"{number} {unit}"


def brief(value: float | None, unit: str) -> str:
    """Return a number to two figures, for places with little room: "7.2k", "0.75", "81%"."""
    if value is None or not math.isfinite(value) or unit.startswith("share") or value == 0:
        return figure(value, unit).replace("<0.", "<.")
    size = abs(value)
    for limit, letter in ((1e9, "B"), (1e6, "M"), (1e3, "k")):
        if size >= 0.995 * limit:
            return f"{value / limit:.1f}{letter}" if size < 9.95 * limit else f"{value / limit:.0f}{letter}"
    return f"{value:.0f}" if size >= 9.5 else f"{value:.2g}"


def signed(value: float | None, unit: str) -> str:
    """Return a difference with its sign and unit; percentage points where it is one of shares."""
    if value is None or not math.isfinite(value):
        return amount(None, unit)
    text = amount(abs(value), unit)
    if unit.startswith("share"):
        text = f"{text.removesuffix('%')} points"
    return f"-{text}" if value < 0 else f"+{text}" if value > 0 else text


def heading(label: str, unit: str) -> str:
    """Return a column's heading: a name with its unit, where it has one that says something."""
    return f"{label} ({unit})" if unit else label


def strategy_labels(manifest: Manifest) -> dict[str, str]:
    """Return each strategy's name as figures show it: its label, with its name where two share one.

    Parameters
    ----------
    manifest : of a study
    """
    given = [s.label for s in manifest.strategies]
    return {
        s.name: shown(s.label if s.label and given.count(s.label) == 1 else f"{s.label} ({s.name})".strip())
        for s in manifest.strategies
    }


def positions(manifest: Manifest, names: Sequence[str]) -> list[int]:
    """Return the places of strategies in their study, by which they have colour, dash and mark."""
    known = manifest.strategy_names
    return [known.index(name) for name in names]


def four(value: float) -> float:
    """Return a number to four figures, as specs hold them."""
    return float(f"{value:.4g}")
