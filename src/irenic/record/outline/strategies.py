"""Strategies to begin with, as plain data in the form of a strategy file (schema 2)."""

from __future__ import annotations

from typing import Any


def strategy_data() -> dict[str, Any]:
    """Return four plain strategies: nothing, talks, strikes, and history without any lever yet."""
    return {
        "schema": 2,
        "strategies": {
            "nothing": {
                "label": "Nothing",
                "summary": "No outside lever is used; the starting situation runs on.",
            },
            "talks": {
                "label": "Broad talks",
                "summary": "Broad talks with local mediation and a moderate guarantee; no force and no "
                "money.",
                "levers": {"talks": 1, "breadth": 0.6, "local_mediation": 0.3, "guarantee": 0.3},
            },
            "strikes": {
                "label": "Strikes only",
                "summary": "Thirty uninvited air strikes a month with care for civilians, and no talks.",
                "levers": {"strikes": 30, "leadership_pressure": 0.1, "care": 0.5},
            },
            "history": {
                "label": "What was done",
                "summary": "To be filled in with the dated outside actions of the months after the start; "
                "no lever yet.",
                "reference": False,
            },
        },
    }
