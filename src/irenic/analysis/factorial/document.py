"""A factorial as plain data."""

from __future__ import annotations

from typing import Any

from irenic.analysis.document import SCHEMA, number
from irenic.analysis.factorial.cells import FACTORS, MEANINGS, Cell
from irenic.analysis.factorial.effects import Effect
from irenic.analysis.factorial.run import Factorial, Measured
from irenic.analysis.split import MORAL_HAZARD
from irenic.study import NOTICE


def factorial_document(found: Factorial) -> dict[str, Any]:
    """Return a factorial as plain data.

    Parameters
    ----------
    found : see `factorial`
    """
    return {
        "schema_version": SCHEMA,
        "notice": NOTICE,
        "worlds": found.worlds,
        "months": found.months,
        "seed": found.seed,
        "factors": {name: list(levels) for name, levels in FACTORS.items()},
        "meanings": dict(MEANINGS),
        "partner": {element[1]: value for element, value in found.partner.items()},
        "cost_matching": {
            "method": "strikes and payments scaled by false position in a pilot of the first worlds",
            "target": number(found.match.target),
            "unit": "USD million",
            "unmatched": [cell.name for cell in found.match.unmatched],
            "cells": [_cell(cell, found) for cell in found.money],
        },
        "split": {"parameter": MORAL_HAZARD, "share_of_worlds_below_zero": found.below},
        "left_out": list(found.left_out),
        "measured": [_measured(one) for one in found.measured],
    }


def _cell(cell: Cell, found: Factorial) -> dict[str, Any]:
    return {
        "name": cell.name,
        **{factor: getattr(cell, factor) for factor in FACTORS},
        "scaled": cell.is_scaled,
        "scale": number(found.match.scales[cell]),
        "money_in_pilot": number(found.match.spent[cell]),
        "money": number(found.money[cell]),
    }


def _measured(one: Measured) -> dict[str, Any]:
    return {
        "id": one.id,
        "label": one.label,
        "unit": one.unit,
        "direction": one.direction,
        "is_family": one.is_family,
        "effects": [_effect(effect) for effect in one.effects],
    }


def _effect(effect: Effect) -> dict[str, Any]:
    split = {
        name: None if part is None else {"mean": number(part[0]), "standard_error": number(part[1])}
        for name, part in (("below_zero", effect.below), ("not_below_zero", effect.above))
    }
    return {
        "name": effect.contrast.name,
        "factors": list(effect.contrast.factors),
        "levels": list(effect.contrast.levels),
        "mean": number(effect.mean),
        "standard_error": number(effect.error),
        "interval_90": [number(effect.low), number(effect.high)],
        "worlds_10_90": [number(effect.least), number(effect.greatest)],
        "share_of_worlds_with_this_sign": number(effect.share),
        "clear": effect.is_clear,
        "by_sign_of_moral_hazard": split,
    }
