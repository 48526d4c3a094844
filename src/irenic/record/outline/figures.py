"""Graded guesses: every uncertain figure of a drafted case has grade D and says by which rule it came."""

from __future__ import annotations

from typing import Any

from irenic.case.document import Plain

DEFAULT = "neutral default"
GRADE = "D"


def source(rule: str) -> str:
    """Return the source text of a drafted figure: the rule's name, and that a person must look."""
    return f"drafted from UCDP events by rule '{rule}' (README.md): to be reviewed"


def guess(low: float, best: float, high: float, rule: str = DEFAULT) -> dict[str, Plain]:
    """Return a figure of the case format.

    Parameters
    ----------
    low, best, high : in order
    rule : in words
    """
    return {"low": tidy(low), "best": tidy(best), "high": tidy(high), "grade": GRADE, "source": source(rule)}


def table(values: dict[str, Any], spread: float, rule: str = DEFAULT) -> dict[str, Any]:
    """Return a table of the case format: numbers that share grade, spread and source."""
    return {"grade": GRADE, "spread": spread, "source": source(rule), "values": values}


def tidy(number: float) -> int | float:
    """Return a number without a needless ".0", as people write them."""
    return int(number) if float(number).is_integer() else round(float(number), 6)
