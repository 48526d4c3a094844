"""Read the arms of a claim from a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from irenic.analysis.claims.arms import arm_strategy, by_rule, with_events
from irenic.analysis.claims.claim import Arm
from irenic.analysis.claims.labels import base_strategy
from irenic.case import CaseArrays
from irenic.case.document import Place, Plain
from irenic.engine.structure import STRUCTURE
from irenic.errors import quoted
from irenic.parameters import ParameterTable
from irenic.parameters.prior import natural_limits
from irenic.strategy import Strategy, Vocabulary
from irenic.strategy.findings import Findings
from irenic.strategy.load import check_limits, read_forced, read_strategy
from irenic.strategy.plan import Settings
from irenic.strategy.settings import read_settings

_KEYS = "strategy plan label levers without parameters events"


@dataclass(frozen=True, slots=True)
class Context:
    """What arms may name.

    Parameters
    ----------
    names : arrays of the case
    strategies : of the case, by id
    table : of the parameters
    findings : takes the problems
    limits : parameter or structural constant -> least and greatest value that it may be held at
    """

    names: CaseArrays
    strategies: Mapping[str, Strategy]
    table: ParameterTable
    findings: Findings
    limits: Mapping[str, tuple[float, float]] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "limits", MappingProxyType(parameter_limits(self.table)))


def parameter_limits(table: ParameterTable) -> dict[str, tuple[float, float]]:
    """Return what each parameter and structural constant may be held at: within its bounds, or at 0.

    Parameters
    ----------
    table : of the parameters
    """
    limits = {row.id: (min(0.0, row.low), max(0.0, row.high)) for row in STRUCTURE}
    for prior in table.priors:
        least, greatest = natural_limits(prior.distribution, prior.unit)
        low, high = min(0.0, prior.lower), max(0.0, prior.upper)
        limits[prior.id] = (max(low, least), min(high, greatest))
    return limits


def read_arm(name: str, value: Plain, place: Place, context: Context) -> Arm:
    """Return an arm; what is wrong with it is noted and left out.

    Parameters
    ----------
    name : its id
    value : what stands under it
    place : where that is
    context : what it may name
    """
    findings = context.findings
    before = len(findings.problems)
    findings.name(name, place)
    entry = findings.mapping(value, place, "strategy (or plan) and what is changed in it")
    if isinstance(value, dict):
        findings.keys(entry, place, (), _KEYS)
    strategy, plan = _start(name, entry, place, context)
    start = plan if plan is not None else context.strategies.get(strategy)
    arm = Arm(
        name=name,
        label=findings.text(entry["label"], (*place, "label"), 80) if "label" in entry else "",
        strategy=strategy,
        plan=plan,
        levers=_levers(entry.get("levers", {}), (*place, "levers"), context),
        without=_without(entry.get("without", []), (*place, "without"), start, findings),
        parameters=_parameters(entry.get("parameters", {}), (*place, "parameters"), context),
        events=_events(entry.get("events", {}), (*place, "events"), start, context),
    )
    if len(findings.problems) == before:
        _check(arm, place, context)
    return arm


def _start(name: str, entry: dict[str, Plain], place: Place, context: Context) -> tuple[str, Strategy | None]:
    """The strategy, or the plan, that an arm starts from."""
    findings = context.findings
    if "plan" in entry and "strategy" in entry:
        given, hint = "beside a strategy", "Remove one of the two."
        findings.note("strategy_and_plan", (*place, "plan"), given, "a strategy or a plan", hint)
    if "plan" in entry:
        spot = (*place, "plan")
        stated = findings.mapping(entry["plan"], spot, "levers and phases")
        filled: dict[str, Plain] = {"label": name, "summary": "An arm of a claim.", "reference": False}
        return "", read_strategy(name, {**filled, **stated}, spot, context.names, findings)
    if "strategy" not in entry:
        if entry:
            findings.note("missing_key", (*place, "strategy"), "missing", "a strategy of the case, or a plan")
        return "", None
    chosen = entry["strategy"]
    if not isinstance(chosen, str) or chosen not in context.strategies:
        spot, known = (*place, "strategy"), context.strategies
        if isinstance(chosen, str):
            findings.unknown("unknown_strategy", spot, chosen, known, "a strategy of the case")
        else:
            findings.note("wrong_type", spot, quoted(chosen), "the id of a strategy")
        return "", None
    return chosen, None


def _levers(value: Plain, place: Place, context: Context) -> Settings:
    read = read_settings(value, place, Vocabulary(context.names), context.findings)
    for lever in dict.fromkeys(target.lever for target in read.targets):
        hint = "Give the arm a plan of its own where a rule is needed."
        context.findings.note("pin_not_fixed", (*place, lever), "set by rule", "a fixed value", hint)
    return MappingProxyType(read.fixed)


def _without(value: Plain, place: Place, start: Strategy | None, findings: Findings) -> tuple[str, ...]:
    phases = [phase.name for phase in start.phases] if start is not None else []
    read: list[str] = []
    for i, name in enumerate(findings.sequence(value, place, "phase ids")):
        spot = (*place, i)
        if not isinstance(name, str):
            findings.note("wrong_type", spot, quoted(name), "the id of a phase")
        elif start is not None and name not in phases:
            findings.unknown("unknown_phase", spot, name, phases, f"a phase of {start.name}")
        elif name in read:
            findings.note("listed_twice", spot, quoted(name), "each phase once")
        else:
            read.append(name)
    return tuple(read)


def _parameters(value: Plain, place: Place, context: Context) -> Mapping[str, float]:
    read: dict[str, float] = {}
    for key, number in context.findings.mapping(value, place, "parameters to values").items():
        spot = (*place, key)
        if key not in context.limits:
            expected = "a parameter, or a structural constant"
            context.findings.unknown("unknown_parameter", spot, key, context.limits, expected)
        elif (found := context.findings.number(number, spot, *context.limits[key])) is not None:
            read[key] = found
    return MappingProxyType(read)


def _events(value: Plain, place: Place, start: Strategy | None, context: Context) -> Mapping[str, int]:
    """Events as given; read once more together with those of the strategy, so that their order is checked."""
    stated = context.findings.mapping(value, place, "dated events to months")
    if not stated or start is None:
        return MappingProxyType({})
    together = with_events(start, stated, context.names)
    forced = read_forced(together, place, context.findings, context.names.groups)
    return MappingProxyType({k: month for k, month in forced.items() if start.forced.get(k) != month})


def _check(arm: Arm, place: Place, context: Context) -> None:
    """What only shows once an arm is put together."""
    start = base_strategy(arm, context.strategies)
    if start is None:
        return
    if lever := by_rule(start, arm.levers, context.names):
        given, expected = (
            f"pinned for some pairs, though {start.name} sets it by rule",
            "a value for all pairs",
        )
        context.findings.note("pin_not_possible", (*place, "levers", lever), given, expected)
        return
    plan = arm_strategy(arm, context.strategies, context.names)
    check_limits(plan.strategy, place, context.names, context.findings)
