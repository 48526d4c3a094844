"""Write strategies in the form they are read from."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping

from irenic.case.document import Plain
from irenic.strategy.levers import LEVERS, Lever
from irenic.strategy.load import SCHEMA
from irenic.strategy.places import elements
from irenic.strategy.plan import CaseNames, Follow, Phase, Settings, Strategy, Target


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
    for key in ("argued_by", "set", "not_testable"):
        if getattr(strategy, key):
            plain[key] = getattr(strategy, key)
    if not strategy.reference:
        plain["reference"] = False
    if strategy.budget:
        plain["budget"] = {what: _tidy(amount) for what, amount in strategy.budget.items()}
    if strategy.base or strategy.targets:
        plain["levers"] = _levers(strategy.base, strategy.targets, names)
    if strategy.phases:
        plain["phases"] = {phase.name: _phase(phase, names) for phase in strategy.phases}
    if strategy.forced:
        plain["forced"] = _dated(strategy.forced)
    return plain


def _dated(forced: Mapping[str, int]) -> Plain:
    plain: dict[str, Plain] = {}
    losses: dict[str, Plain] = {}
    for event, month in forced.items():
        name, _, group = event.partition(":")
        if group:
            losses[group] = month
            plain[name] = losses
        else:
            plain[name] = month
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
    if phase.when is not None:
        plain["when"] = str(phase.when)
    if phase.until is not None:
        plain["until"] = str(phase.until)
    for key in ("once", "priority", "branch", "lead", "withdraw", "exit"):
        if getattr(phase, key):
            plain[key] = getattr(phase, key)
    if phase.levers or phase.targets:
        plain["levers"] = _levers(phase.levers, phase.targets, names)
    return plain


def _levers(settings: Settings, targets: tuple[Target, ...], names: CaseNames) -> dict[str, Plain]:
    plain: dict[str, Plain] = {}
    for lever in LEVERS:
        mine = {element: value for element, value in settings.items() if element[0] == lever.id}
        fixed = _fixed(lever, mine, names)
        rules: list[Plain] = [_target(target) for target in targets if target.lever == lever.id]
        if len(fixed) + len(rules) == 1:
            plain[lever.id] = [*fixed, *rules][0]
        elif fixed or rules:
            plain[lever.id] = [*fixed, *rules]
    return plain


def _fixed(lever: Lever, mine: dict[tuple[str, ...], float], names: CaseNames) -> list[Plain]:
    """One number where all that the lever reaches have it, else value by value."""
    values = set(mine.values())
    if not mine:
        return []
    if len(values) == 1 and mine.keys() == set(elements(lever, names)):
        return [_tidy(values.pop())]
    if lever.shape == "pair":
        return [{"between": list(pair), "value": _tidy(value)} for (_, *pair), value in mine.items()]
    return [{element[1]: _tidy(value) for element, value in mine.items()}]


def _target(target: Target) -> dict[str, Plain]:
    value: Plain = _follow(target.value) if isinstance(target.value, Follow) else _tidy(target.value)
    where = str(target.where) if target.where is not None else ""
    plain: dict[str, Plain] = (
        {"where": where, "value": value} if where or not isinstance(value, dict) else value
    )
    if target.left_out:
        plain["except"] = list(target.left_out)
    return plain


def _follow(follow: Follow) -> dict[str, Plain]:
    return {
        "follow": str(follow.register),
        "at": [_tidy(value) for value in follow.at],
        "give": [_tidy(value) for value in follow.give],
    }


def _tidy(number: float) -> int | float:
    """Whole numbers without their ".0", as people write them."""
    return int(number) if float(number).is_integer() else float(number)
