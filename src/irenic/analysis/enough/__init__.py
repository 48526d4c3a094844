"""How many worlds are enough? A stopping rule that answers it for the question asked.

Looking again and again at a growing study finds something sooner or later, unless the interval that is
looked at holds at all times at once. The intervals here do (confidence sequences), so that one may look
after every world and stop as soon as the answer is settled.
"""

from __future__ import annotations

from irenic.analysis.enough.asked import Enough, enough_for, enough_to_rank
from irenic.analysis.enough.confidence import (
    asymptotic_half_width,
    betting_interval,
    betting_rejections,
)
from irenic.analysis.enough.document import enough_document
from irenic.analysis.enough.forecast import Forecast, Need, worlds_needed
from irenic.analysis.enough.replicates import Replicates, replicates_for
from irenic.analysis.enough.rules import ShareRule, SignRule, WidthRule, WinnerRule, looks_upto

__all__ = [
    "Enough",
    "Forecast",
    "Need",
    "Replicates",
    "ShareRule",
    "SignRule",
    "WidthRule",
    "WinnerRule",
    "asymptotic_half_width",
    "betting_interval",
    "betting_rejections",
    "enough_document",
    "enough_for",
    "enough_to_rank",
    "looks_upto",
    "replicates_for",
    "worlds_needed",
]
