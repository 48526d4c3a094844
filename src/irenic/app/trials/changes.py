"""Changes of a plan: each turns the plan's text into another, keeping the rest as it was written."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from irenic.app.trials.plans import FILE, plan_strategy, plan_text, read_plan
from irenic.errors import Problem, StrategyError, did_you_mean, quoted
from irenic.strategy import (
    LEVER_BY_ID,
    CaseNames,
    Condition,
    Lever,
    Phase,
    RuleFault,
    Strategy,
    Vocabulary,
    parse_condition,
    strategy_to_dict,
)
from irenic.strategy.places import elements
from irenic.strategy.plan import Element

Word = Annotated[str, Field(max_length=200)]
_WIDTH = 110


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class LeverChange(_Strict):
    """Set a lever, or take it out."""

    kind: Literal["lever"]
    phase: Annotated[Word, Field(description="Id of the phase; empty for what holds from month 1")] = ""
    lever: Word
    of: Annotated[
        list[Word], Field(max_length=2, description="Group, two groups, district, issue or patron; none: all")
    ] = []
    value: Annotated[
        float | None, Field(allow_inf_nan=False, description="In the lever's unit; null takes it out")
    ] = None


class PhaseChange(_Strict):
    """Add a phase with one lever, at the value it has before, or take a phase out."""

    kind: Literal["phase"]
    phase: Word
    do: Literal["add", "remove"]
    when: Annotated[str, Field(max_length=2000, description="What starts a new phase")] = "month >= 13"
    lever: Annotated[Word, Field(description="First lever of a new phase")] = "strikes"


class RuleChange(_Strict):
    """Change what starts or ends a phase."""

    kind: Literal["rule"]
    phase: Word
    which: Literal["when", "until"]
    rule: Annotated[str, Field(max_length=2000, description="Empty takes it out")]


Change = Annotated[LeverChange | PhaseChange | RuleChange, Field(discriminator="kind")]


def changed_text(text: str, change: LeverChange | PhaseChange | RuleChange, names: CaseNames) -> str:
    """Return a plan's text after a change; comments and order stay where they can.

    Parameters
    ----------
    text : of a plan without problems
    change : what to do
    names : ids of the case

    Raises
    ------
    StrategyError : the text has problems, or the change cannot be made
    """
    before = plan_strategy(text, names)
    after = _CHANGES[change.kind](before, change, names)
    grafted = _grafted(text, before, after, names)
    found = read_plan(grafted, names)
    written = grafted if found.strategy == after else plan_text(after, names)
    plan_strategy(written, names)  # limits of the language count, too
    return written


def _change_lever(strategy: Strategy, change: LeverChange, names: CaseNames) -> Strategy:
    lever = _lever(change.lever)
    places = _places(lever, change.of, names)
    phase = _phase(strategy, change.phase) if change.phase else None
    settings = dict(strategy.base if phase is None else phase.levers)
    targets = strategy.targets if phase is None else phase.targets
    if change.value is None:
        settings = {place: v for place, v in settings.items() if place not in places}
        targets = tuple(t for t in targets if change.of or t.lever != lever.id)
    else:
        _check_range(lever, change.value)
        settings |= dict.fromkeys(places, change.value)
        _complete(lever, settings, names)
    if phase is None:
        return replace(strategy, base=MappingProxyType(settings), targets=targets)
    if not settings and not targets and not phase.exit:
        hint = "Remove the phase instead, or add another lever first."
        raise _refused("last_lever", phase.name, "its only lever", "a phase with at least one lever", hint)
    return _with_phase(strategy, replace(phase, levers=MappingProxyType(settings), targets=targets))


def _change_phase(strategy: Strategy, change: PhaseChange, names: CaseNames) -> Strategy:
    known = [phase.name for phase in strategy.phases]
    if change.do == "remove":
        gone = _phase(strategy, change.phase)
        return replace(strategy, phases=tuple(p for p in strategy.phases if p is not gone))
    if change.phase in known:
        hint = "Choose another name."
        raise _refused("duplicate_phase", "phases", quoted(change.phase), "a new name", hint)
    lever = _lever(change.lever)
    values = {place: strategy.base.get(place, lever.default) for place in elements(lever, names)}
    when = _condition(change.when, f"{change.phase}.when", Vocabulary(names, (*known, change.phase)))
    phase = Phase(change.phase, MappingProxyType(values), when)
    return replace(strategy, phases=(*strategy.phases, phase))


def _change_rule(strategy: Strategy, change: RuleChange, names: CaseNames) -> Strategy:
    phase = _phase(strategy, change.phase)
    words = Vocabulary(names, tuple(one.name for one in strategy.phases))
    rule = _condition(change.rule, f"{phase.name}.{change.which}", words) if change.rule.strip() else None
    changed = replace(phase, when=rule) if change.which == "when" else replace(phase, until=rule)
    return _with_phase(strategy, changed)


_CHANGES: Mapping[str, Any] = {"lever": _change_lever, "phase": _change_phase, "rule": _change_rule}


def _complete(lever: Lever, settings: dict[Element, float], names: CaseNames) -> None:
    """State every term where one is stated: the language wants all, and that they are stated."""
    if lever.shape == "issue":
        for place in elements(lever, names):
            settings.setdefault(place, lever.default)
        settings.setdefault(("terms_stated",), 1.0)


def _with_phase(strategy: Strategy, phase: Phase) -> Strategy:
    return replace(strategy, phases=tuple(phase if p.name == phase.name else p for p in strategy.phases))


def _lever(name: str) -> Lever:
    if name not in LEVER_BY_ID:
        hint = did_you_mean(name, LEVER_BY_ID)
        raise _refused("unknown_lever", "levers", quoted(name), "a lever", hint)
    return LEVER_BY_ID[name]


def _phase(strategy: Strategy, name: str) -> Phase:
    known = {phase.name: phase for phase in strategy.phases}
    if name not in known:
        hint = did_you_mean(name, known)
        raise _refused("unknown_phase", "phases", quoted(name), "a phase of the plan", hint)
    return known[name]


def _places(lever: Lever, of: list[str], names: CaseNames) -> list[Element]:
    """Values of a lever that a change means; a pair in either order."""
    places = elements(lever, names)
    if not of:
        return places
    meant = [place for place in places if sorted(place[1:]) == sorted(of)]
    if not meant:
        known = sorted({one for place in places for one in place[1:]})
        hint = did_you_mean(of[0], known)
        expected = f"what {lever.id} reaches"
        raise _refused("unknown_element", lever.id, quoted(of), expected, hint)
    return meant


def _check_range(lever: Lever, value: float) -> None:
    if not lever.lower <= value <= lever.upper:
        expected = f"a number from {lever.lower:g} to {lever.upper:g}"
        raise _refused("out_of_range", lever.id, quoted(value), expected)


def _condition(text: str, path: str, words: Vocabulary) -> Condition:
    try:
        return parse_condition(text, words)
    except RuleFault as fault:
        place = f"{path}, column {fault.column}"
        raise _refused(fault.code, place, fault.given, fault.expected, fault.hint) from None


def _refused(code: str, path: str, given: str, expected: str, hint: str = "") -> StrategyError:
    return StrategyError([Problem(code, FILE, None, path, given, expected, hint)])


def _grafted(text: str, before: Strategy, after: Strategy, names: CaseNames) -> str:
    """The text with what differs put in its place; empty where that cannot be done in place."""
    from ruamel.yaml import YAML  # here, so that importing the app stays light
    from ruamel.yaml.error import YAMLError

    yaml = YAML(typ="rt", pure=True)
    yaml.width = _WIDTH
    stream = io.StringIO()
    try:
        tree = yaml.load(text)
        old, new = strategy_to_dict(before, names), strategy_to_dict(after, names)
        _graft(tree["strategies"][before.name], old, new)
        yaml.dump(tree, stream)
    except (YAMLError, ValueError, TypeError, LookupError, AttributeError):
        return ""  # the text was read as plain data; this reader keeps comments and is more particular
    return stream.getvalue()


def _graft(tree: Any, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    for key in [key for key in before if key not in after and key in tree]:
        del tree[key]
    for key, value in after.items():
        old = before.get(key)
        if old == value:
            continue
        if isinstance(old, dict) and isinstance(value, dict) and isinstance(tree.get(key), dict):
            _graft(tree[key], old, value)
        else:
            tree[key] = value


__all__ = ["Change", "LeverChange", "PhaseChange", "RuleChange", "changed_text"]
