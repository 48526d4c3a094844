"""Write strategies in the form they are read from."""

from __future__ import annotations

import io
from collections.abc import Iterable

from irenic.case.document import Plain
from irenic.strategy.levers import LEVERS, Lever
from irenic.strategy.load import SCHEMA
from irenic.strategy.plan import CaseNames, Condition, Phase, Settings, Strategy
from irenic.strategy.settings import members, reachable


def strategy_to_dict(strategy: Strategy, names: CaseNames) -> dict[str, Plain]:
    """Return a strategy as plain data in the form of the file; reading it gives the same arrays.

    Parameters
    ----------
    strategy : as read from a file, or built in Python
    names : ids of the case

    Returns
    -------
    What stands under the strategy's id in a file
    """
    plain: dict[str, Plain] = {"label": strategy.label, "summary": strategy.summary}
    if strategy.argued_by:
        plain["argued_by"] = strategy.argued_by
    if not strategy.reference:
        plain["reference"] = False
    if strategy.base:
        plain["levers"] = _levers(strategy.base, names)
    if strategy.phases:
        plain["phases"] = {phase.name: _phase(phase, names) for phase in strategy.phases}
    if strategy.forced:
        plain["forced"] = dict(strategy.forced)
    return plain


def strategies_text(strategies: Iterable[Strategy], names: CaseNames) -> str:
    """Return strategies as the YAML text of a file.

    Parameters
    ----------
    strategies : in the order to write
    names : ids of the case
    """
    from ruamel.yaml import YAML  # here, so that importing irenic stays light

    yaml = YAML(typ="rt", pure=True)  # the one kind that keeps the order of entries
    yaml.width = 100
    stream = io.StringIO()
    content = {strategy.name: strategy_to_dict(strategy, names) for strategy in strategies}
    yaml.dump({"schema": SCHEMA, "strategies": content}, stream)
    return stream.getvalue()


def _phase(phase: Phase, names: CaseNames) -> dict[str, Plain]:
    plain: dict[str, Plain] = {}
    if phase.when:
        plain["when"] = [_condition(condition) for condition in phase.when]
    if phase.until:
        plain["until"] = [_condition(condition) for condition in phase.until]
    if phase.once:
        plain["once"] = True
    plain["levers"] = _levers(phase.levers, names)
    return plain


def _condition(condition: Condition) -> Plain:
    sign = ">=" if condition.at_least else "<"
    return {condition.observable: f"{sign} {_tidy(condition.threshold)}", "months": condition.months}


def _levers(settings: Settings, names: CaseNames) -> dict[str, Plain]:
    plain: dict[str, Plain] = {}
    for lever in LEVERS:
        mine = {element[1:]: value for element, value in settings.items() if element[0] == lever.id}
        if mine:
            plain[lever.id] = _lever(lever, mine, names)
    return plain


def _lever(lever: Lever, mine: dict[tuple[str, ...], float], names: CaseNames) -> Plain:
    """One number where all that the lever reaches have it, else value by value."""
    groups = reachable(names)
    whole = {"scalar": 1, "pair": len(groups) * (len(groups) - 1) // 2}.get(
        lever.shape, len(members(lever, names))
    )
    values = set(mine.values())
    if len(mine) == whole and len(values) == 1:
        return _tidy(values.pop())
    if lever.shape == "pair":
        return [{"between": list(pair), "value": _tidy(value)} for pair, value in mine.items()]
    return {ids[0]: _tidy(value) for ids, value in mine.items()}


def _tidy(number: float) -> int | float:
    """Whole numbers without their ".0", as people write them."""
    return int(number) if float(number).is_integer() else float(number)
