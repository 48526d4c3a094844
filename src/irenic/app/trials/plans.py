"""A plan: one strategy as text, read with its faults, and as the settings that a page shows as sliders.

The text is the one source: what a page shows comes from reading it, and a change of a setting is a change of
the text (`irenic.app.trials.changes`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from irenic.case.document import parse_document
from irenic.errors import Problem, StrategyError
from irenic.strategy import LEVERS, CaseNames, Follow, Phase, Strategy, Target, parse_strategies
from irenic.strategy import strategies_text as write_strategies
from irenic.strategy.places import elements
from irenic.strategy.plan import Settings

FILE = "plan"
"""How messages call the text of a plan."""

MAX_TEXT = 40_000
"""Characters of a plan's text; ten times the longest that ships."""

NOTHING = Strategy("nothing", "Nothing", "No outside lever is used; the starting situation runs on.")
"""What every case can be compared with, even one without strategies of its own."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a lever.

    Parameters
    ----------
    of : the group, two groups, district, issue or patron it is for; empty for all that the lever reaches
    value : in the lever's unit
    """

    of: tuple[str, ...]
    value: float


@dataclass(frozen=True, slots=True)
class Setting:
    """One lever of a part of a plan.

    Parameters
    ----------
    lever : its id
    values : fixed ones: a single one for all, or one for each that is named
    rules : values that a rule sets, in words
    """

    lever: str
    values: tuple[Value, ...]
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What a plan sets from month 1, or in a phase.

    Parameters
    ----------
    phase : its id; empty for what holds from month 1
    when, until : its rules as text; empty for none
    facts : what else the phase says, in words
    settings : its levers, in the order of the table
    """

    phase: str
    when: str
    until: str
    facts: tuple[str, ...]
    settings: tuple[Setting, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A text as read.

    Parameters
    ----------
    text : as it stands
    strategy : None where there are problems
    problems : what is wrong, each with its line where one is to blame
    """

    text: str
    strategy: Strategy | None
    problems: tuple[Problem, ...] = ()


def read_plan(text: str, names: CaseNames) -> Plan:
    """Read a plan's text; what is wrong with it is part of the answer.

    Parameters
    ----------
    text : YAML in the form of a file of strategies, with exactly one
    names : ids of the case
    """
    try:
        return Plan(text, plan_strategy(text, names))
    except StrategyError as error:
        return Plan(text, None, error.problems)


def plan_strategy(text: str, names: CaseNames) -> Strategy:
    """Return the one strategy of a plan's text.

    Parameters
    ----------
    text, names : as in `read_plan`

    Raises
    ------
    StrategyError : with every problem of the text
    """
    found = parse_strategies(text, names, FILE)
    if len(found) == 1:
        return next(iter(found.values()))
    second = list(found)[1]
    line = parse_document(text, FILE).line(("strategies", second))
    given, hint = f"a list of {len(found)}", "Keep the one that is to be tried."
    raise StrategyError(
        [Problem("several_strategies", FILE, line, "strategies", given, "one strategy", hint)]
    )


def plan_text(strategy: Strategy, names: CaseNames) -> str:
    """Return a strategy as a plan's text.

    Parameters
    ----------
    strategy : of the case
    names : ids of the case
    """
    return write_strategies([strategy], names)


def apart_from(plan: Strategy, baseline: Strategy) -> Strategy:
    """Return a plan under a name and a label that are not the baseline's.

    Parameters
    ----------
    plan, baseline : what are compared
    """
    name = f"{plan.name[:33]}_tried" if plan.name == baseline.name else plan.name
    label = f"{plan.label[:70]}, changed" if plan.label == baseline.label else plan.label
    return replace(plan, name=name, label=label)


def parts_of(strategy: Strategy, names: CaseNames) -> list[Part]:
    """Return what a plan sets, from month 1 and by phase.

    Parameters
    ----------
    strategy : of the case
    names : ids of the case
    """
    first = Part("", "", "", (), _settings(strategy.base, strategy.targets, names))
    return [first, *(_phase(phase, names) for phase in strategy.phases)]


def _phase(phase: Phase, names: CaseNames) -> Part:
    when, until = ("" if rule is None else str(rule) for rule in (phase.when, phase.until))
    said = {
        "once": "starts once only" if phase.once else "",
        "exit": "drops everything else for good" if phase.exit else "",
        "priority": f"priority {phase.priority}" if phase.priority else "",
        "branch": f"of those under {phase.branch} only one at a time" if phase.branch else "",
        "lead": f"acts {phase.lead} months after its start" if phase.lead else "",
        "withdraw": f"stays {phase.withdraw} months after its end" if phase.withdraw else "",
    }
    facts = tuple(text for text in said.values() if text)
    return Part(phase.name, when, until, facts, _settings(phase.levers, phase.targets, names))


def _settings(fixed: Settings, targets: tuple[Target, ...], names: CaseNames) -> tuple[Setting, ...]:
    found = []
    for lever in LEVERS:
        mine = {element[1:]: value for element, value in fixed.items() if element[0] == lever.id}
        rules = tuple(_rule(target) for target in targets if target.lever == lever.id)
        if not mine and not rules:
            continue
        places = [element[1:] for element in elements(lever, names)]
        if mine and mine.keys() == set(places) and len(set(mine.values())) == 1:
            values: tuple[Value, ...] = (Value((), next(iter(mine.values()))),)
        else:
            values = tuple(Value(of, mine[of]) for of in places if of in mine)
        found.append(Setting(lever.id, values, rules))
    return tuple(found)


def _rule(target: Target) -> str:
    value = target.value
    if isinstance(value, Follow):
        (x, more), (y, then) = value.at, value.give
        said = f"follows {value.register}: {y:g} at {x:g}, {then:g} at {more:g}"
    else:
        said = f"{value:g}"
    where = "" if target.where is None else f" where {target.where}"
    left_out = f", except {', '.join(target.left_out)}" if target.left_out else ""
    return f"{said}{where}{left_out}"
