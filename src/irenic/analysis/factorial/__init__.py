"""A cost-matched factorial of breadth, kit, air support and timing (decision D32)."""

from __future__ import annotations

from irenic.analysis.factorial.cells import FACTORS, Cell, all_cells, cell_strategy, partner_of
from irenic.analysis.factorial.document import factorial_document
from irenic.analysis.factorial.effects import Contrast, Effect, contrasts, effect, effects
from irenic.analysis.factorial.match import Match, match
from irenic.analysis.factorial.run import Factorial, Measured, factorial

__all__ = [
    "FACTORS",
    "Cell",
    "Contrast",
    "Effect",
    "Factorial",
    "Match",
    "Measured",
    "all_cells",
    "cell_strategy",
    "contrasts",
    "effect",
    "effects",
    "factorial",
    "factorial_document",
    "match",
    "partner_of",
]
