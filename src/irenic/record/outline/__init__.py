"""Draft a case from events: groups, strengths, territory and ties by stated rules, every guess graded D."""

from irenic.record.outline.draft import Outline, draft_case
from irenic.record.outline.request import Request

__all__ = ["Outline", "Request", "draft_case"]
