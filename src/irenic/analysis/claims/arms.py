"""Turn an arm of a claim into a strategy, and parameters to hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple

from irenic.analysis.claims.claim import Arm
from irenic.analysis.claims.labels import arm_label, base_strategy
from irenic.case.document import Plain
from irenic.errors import ClaimError, quoted
from irenic.strategy import LEVER_BY_ID, CaseNames, Condition, Phase, Strategy, Target, strategy_to_dict
from irenic.strategy.expression import All, AnyOf, AtLeast, Comparison, Held, Not, PhaseState, Register
from irenic.strategy.grammar import MONTH_MAX
from irenic.strategy.places import elements
from irenic.strategy.plan import Settings

NEVER = Comparison(Register("month"), True, float(MONTH_MAX))
"""Stands where a rule asks for the state of a phase that is left out; no run lasts so long."""

_EXCEPTED = ("group", "district")
"""Shapes of levers of which a rule can leave single members out."""


class ArmPlan(NamedTuple):
    """What runs for an arm: a strategy, and parameters held at a value in every world."""

    strategy: Strategy
    parameters: Mapping[str, float]


def arm_strategy(arm: Arm, strategies: Mapping[str, Strategy], names: CaseNames) -> ArmPlan:
    """Return what runs for an arm.

    Parameters
    ----------
    arm : of a claim
    strategies : by id; those of the case, or of a study of it
    names : ids of the case

    Raises
    ------
    ClaimError : the arm starts from a strategy that is not among them, or leaves a phase out that the
        strategy lacks, or pins single pairs of a lever that the strategy sets by rule
    """
    strategy = base_strategy(arm, strategies)
    if strategy is None:
        raise _refused("unknown_strategy", arm, f"starts from {quoted(arm.strategy)}", "a strategy at hand")
    known = [phase.name for phase in strategy.phases]
    if missing := [name for name in arm.without if name not in known]:
        raise _refused("unknown_phase", arm, f"leaves out {', '.join(missing)}", f"phases of {strategy.name}")
    if lever := by_rule(strategy, arm.levers, names):
        given = f"pins some pairs of {lever}, which {strategy.name} sets by rule"
        raise _refused("pin_not_possible", arm, given, "a value for all pairs")
    if not (arm.levers or arm.without or arm.events):
        return ArmPlan(strategy, arm.parameters)
    changed = _pinned(_left_out(strategy, arm.without), arm.levers, names)
    if arm.events:
        forced = MappingProxyType({**changed.forced, **arm.events})
        changed = replace(changed, forced=forced, reference=False)
    return ArmPlan(replace(changed, name=arm.name, label=arm_label(arm, strategies)[:80]), arm.parameters)


def _refused(code: str, arm: Arm, given: str, expected: str) -> ClaimError:
    return ClaimError(f"{code}: arm {arm.name} {given}; expected {expected}")


def by_rule(strategy: Strategy, pinned: Settings, names: CaseNames) -> str:
    """Return a lever of which single pairs are pinned though the strategy sets it by rule; empty for none.

    Parameters
    ----------
    strategy : before anything is pinned
    pinned : fixed values by element
    names : ids of the case
    """
    ruled = {t.lever for t in strategy.targets} | {
        t.lever for phase in strategy.phases for t in phase.targets
    }
    for lever in dict.fromkeys(element[0] for element in pinned):
        in_part = not set(elements(LEVER_BY_ID[lever], names)) <= pinned.keys()
        if lever in ruled and in_part and LEVER_BY_ID[lever].shape not in _EXCEPTED:
            return lever
    return ""


def with_events(strategy: Strategy, stated: Mapping[str, Plain], names: CaseNames) -> dict[str, Plain]:
    """Return the dated events of a strategy with more of them, in the form of its file.

    Parameters
    ----------
    strategy : whose events stay where `stated` has no others
    stated : events in the form of the file: months, or months by group
    names : ids of the case
    """
    written = strategy_to_dict(strategy, names).get("forced", {})
    merged: dict[str, Plain] = dict(written) if isinstance(written, dict) else {}
    for event, when in stated.items():
        before = merged.get(event)
        merged[event] = {**before, **when} if isinstance(before, dict) and isinstance(when, dict) else when
    return merged


def _pinned(strategy: Strategy, pinned: Settings, names: CaseNames) -> Strategy:
    """The strategy with these values in its base and in every phase, also in those that drop all else."""
    if not pinned:
        return strategy

    def kept(targets: tuple[Target, ...]) -> tuple[Target, ...]:
        return tuple(one for target in targets if (one := _around(target, pinned, names)) is not None)

    phases = tuple(
        replace(phase, levers=MappingProxyType({**phase.levers, **pinned}), targets=kept(phase.targets))
        for phase in strategy.phases
    )
    base = MappingProxyType({**strategy.base, **pinned})
    return replace(strategy, base=base, targets=kept(strategy.targets), phases=phases)


def _around(target: Target, pinned: Settings, names: CaseNames) -> Target | None:
    """A setting by rule that leaves pinned values alone; None where nothing is left of it."""
    mine = [element for element in pinned if element[0] == target.lever]
    if not mine:
        return target
    if set(elements(LEVER_BY_ID[target.lever], names)) <= pinned.keys():
        return None
    spared = (*target.left_out, *(element[1] for element in mine if element[1] not in target.left_out))
    return replace(target, left_out=spared)


def _left_out(strategy: Strategy, without: tuple[str, ...]) -> Strategy:
    """The strategy without some phases; rules that ask for them find that they never started."""
    if not without:
        return strategy
    phases = tuple(_rewritten(phase, without) for phase in strategy.phases if phase.name not in without)
    return replace(strategy, phases=phases)


def _rewritten(phase: Phase, without: tuple[str, ...]) -> Phase:
    when, until = (None if one is None else _never(one, without) for one in (phase.when, phase.until))
    return replace(phase, when=when, until=until)


def _never(condition: Condition, without: tuple[str, ...]) -> Condition:
    if isinstance(condition, PhaseState):
        return NEVER if condition.phase in without else condition
    if isinstance(condition, Not | Held):
        return replace(condition, part=_never(condition.part, without))
    if isinstance(condition, All | AnyOf | AtLeast):
        return replace(condition, parts=tuple(_never(part, without) for part in condition.parts))
    return condition
