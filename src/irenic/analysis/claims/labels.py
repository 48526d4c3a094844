"""Say in a few words what an arm of a claim is, and what it changes in its strategy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from irenic.analysis.claims.claim import Arm
from irenic.strategy import Phase, Strategy, Target
from irenic.strategy.plan import Settings

MOST_NAMED = 3
"""Most members of a lever that are named one by one where all have the same value."""


def base_strategy(arm: Arm, strategies: Mapping[str, Strategy]) -> Strategy | None:
    """Return the strategy that an arm starts from; None where it is not at hand."""
    return arm.plan if arm.plan is not None else strategies.get(arm.strategy)


def arm_label(arm: Arm, strategies: Mapping[str, Strategy]) -> str:
    """Return an arm in a few words: the file's, else those of its strategy and what is changed in it.

    Parameters
    ----------
    arm : of a claim
    strategies : by id
    """
    if arm.label:
        return arm.label
    strategy = base_strategy(arm, strategies)
    changes = changes_in_words(arm)
    label = strategy.label if strategy is not None else arm.strategy
    return f"{label} ({changes})" if changes else label


def changes_in_words(arm: Arm) -> str:
    """Return what an arm changes in its strategy, in a few words; empty for nothing.

    Parameters
    ----------
    arm : of a claim
    """
    said = settings_in_words(arm.levers)
    said += [f"without {', '.join(arm.without)}"] if arm.without else []
    said += [f"{name} held at {value:g}" for name, value in arm.parameters.items()]
    for event, month in arm.events.items():
        name, _, group = event.partition(":")
        whose = f" ({group})" if group else ""
        said.append(f"{name.replace('_', ' ')}{whose} in month {month}")
    return "; ".join(said)


def settings_in_words(settings: Settings, targets: Iterable[Target] = ()) -> list[str]:
    """Return lever values in a few words for each lever.

    Parameters
    ----------
    settings : fixed values by element
    targets : values set by rule
    """
    by_lever: dict[str, dict[str, float]] = {}
    for element, value in settings.items():
        by_lever.setdefault(element[0], {})["-".join(element[1:])] = value
    ruled = dict.fromkeys(f"{target.lever} by rule" for target in targets)
    return [*(f"{lever} {_values(values)}" for lever, values in by_lever.items()), *ruled]


def plan_in_words(plan: Strategy) -> str:
    """Return the levers and phases of a plan in a few words.

    Parameters
    ----------
    plan : of an arm
    """
    said = [", ".join(settings_in_words(plan.base, plan.targets)) or "no lever from the start"]
    return "; ".join([*said, *(_phase_in_words(phase) for phase in plan.phases)])


def _phase_in_words(phase: Phase) -> str:
    when = f" when {phase.when}" if phase.when is not None else ""
    until = f" until {phase.until}" if phase.until is not None else ""
    levers = ", ".join(settings_in_words(phase.levers, phase.targets)) or "all else dropped"
    return f"phase {phase.name}{when}{until}: {levers}"


def _values(values: Mapping[str, float]) -> str:
    """Values by member, or one number where all are alike and too many to name."""
    first = next(iter(values.values()))
    if "" in values or (len(values) > MOST_NAMED and len(set(values.values())) == 1):
        return f"{first:g}"
    return ", ".join(f"{whose} {value:g}" for whose, value in values.items())
