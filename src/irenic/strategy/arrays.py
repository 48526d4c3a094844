"""A strategy as arrays of fixed shape, so that one compiled program serves every strategy."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from irenic.errors import StrategyError, did_you_mean
from irenic.strategy.levers import LEVER_BY_ID, LeverLayout
from irenic.strategy.plan import (
    K_MAX,
    MILESTONES,
    P_MAX,
    CaseNames,
    Condition,
    Element,
    Settings,
    Strategy,
    observable_names,
)

Floats = NDArray[np.float32]
Whole = NDArray[np.int32]


class StrategyArrays(NamedTuple):
    """One strategy for one case: P_MAX phases, K_MAX conditions, L flat lever values.

    Conditions that are not used have observable 0, month count 1 and no mask that refers to them. A
    used phase without ``when`` is active from month 1.
    """

    base: Floats  # (L,), lever values from month 1
    value: Floats  # (P_MAX, L), lever values of each phase
    sets: Floats  # (P_MAX, L), 1 where the phase sets the lever
    when: Floats  # (P_MAX, K_MAX), 1 where the phase needs the condition to start
    until: Floats  # (P_MAX, K_MAX), 1 where the condition ends the phase
    once: Floats  # (P_MAX,), 1 where the phase cannot start twice
    used: Floats  # (P_MAX,), 1 where the phase exists
    observable: Whole  # (K_MAX,), index in observables.csv
    at_least: Floats  # (K_MAX,), 1 for >=, 0 for <
    threshold: Floats  # (K_MAX,)
    months: Whole  # (K_MAX,), months in a row, at least 1
    forced: Whole  # (2,), month in which signing and seating happen whatever the draw; 0 = free


def lever_layout(names: CaseNames) -> LeverLayout:
    """Return the layout of the flat lever vector of a case."""
    return LeverLayout(len(names.groups), len(names.districts), len(names.issues))


def strategy_arrays(strategy: Strategy, names: CaseNames) -> StrategyArrays:
    """Return a strategy as arrays.

    Parameters
    ----------
    strategy : as read from a file for this case, or built in Python
    names : ids of the case

    Returns
    -------
    Arrays of the same shapes for every strategy of the case

    Raises
    ------
    StrategyError : the strategy names something the case lacks, or has too many phases or conditions
    """
    layout = lever_layout(names)
    conditions = strategy.conditions()
    _check_counts(strategy, len(conditions))
    row = {condition: k for k, condition in enumerate(conditions)}
    base = layout.defaults.copy()
    _assign(base, None, strategy.base, (layout, names))
    value, sets = np.zeros((2, P_MAX, layout.length))
    when, until = np.zeros((2, P_MAX, K_MAX))
    once, used = np.zeros((2, P_MAX))
    for p, phase in enumerate(strategy.phases):
        _assign(value[p], sets[p], phase.levers, (layout, names))
        when[p, [row[c] for c in phase.when]] = 1
        until[p, [row[c] for c in phase.until]] = 1
        once[p], used[p] = phase.once, 1
    observable, at_least, threshold, months = _conditions(conditions, names)
    return StrategyArrays(
        base=base.astype(np.float32),
        value=value.astype(np.float32),
        sets=sets.astype(np.float32),
        when=when.astype(np.float32),
        until=until.astype(np.float32),
        once=once.astype(np.float32),
        used=used.astype(np.float32),
        observable=observable,
        at_least=at_least,
        threshold=threshold,
        months=months,
        forced=np.array([strategy.forced.get(milestone, 0) for milestone in MILESTONES], np.int32),
    )


def _check_counts(strategy: Strategy, conditions: int) -> None:
    if len(strategy.phases) > P_MAX or conditions > K_MAX:
        raise StrategyError(
            f"strategy {strategy.name} has {len(strategy.phases)} phases and {conditions} conditions; "
            f"expected at most {P_MAX} and {K_MAX}"
        )


def _conditions(conditions: tuple[Condition, ...], names: CaseNames) -> tuple[Whole, Floats, Floats, Whole]:
    """Observable, direction, threshold and months of each condition, padded to K_MAX."""
    known = observable_names(names)
    observable, months = np.zeros(K_MAX, np.int32), np.ones(K_MAX, np.int32)
    at_least, threshold = np.zeros((2, K_MAX), np.float32)
    for k, condition in enumerate(conditions):
        if condition.observable not in known:
            hint = did_you_mean(condition.observable, known)
            raise StrategyError(f"{condition.observable} cannot be observed in this case. {hint}")
        observable[k], months[k] = known[condition.observable], condition.months
        at_least[k], threshold[k] = condition.at_least, condition.threshold
    return observable, at_least, threshold, months


def _assign(
    flat: NDArray[np.float64],
    mask: NDArray[np.float64] | None,
    settings: Settings,
    case: tuple[LeverLayout, CaseNames],
) -> None:
    """Write values to their places in the flat vector, and 1 to the same places of the mask."""
    layout, names = case
    for element, number in settings.items():
        for place in _places(element, layout, names):
            flat[place] = number
            if mask is not None:
                mask[place] = 1


def _places(element: Element, layout: LeverLayout, names: CaseNames) -> list[int]:
    """Places of an element in the flat vector: two for a pair, else one."""
    lever, *members = element
    if lever not in LEVER_BY_ID:
        raise StrategyError(f"{lever} is no lever. {did_you_mean(lever, LEVER_BY_ID)}")
    shape = LEVER_BY_ID[lever].shape
    ids = {"district": names.districts, "issue": names.issues}.get(shape, names.groups)
    for member in members:
        if member not in ids:
            raise StrategyError(f"{lever} names {member}, which this case lacks. {did_you_mean(member, ids)}")
    position = [list(ids).index(member) for member in members]
    if len(position) != len(layout.shape(lever)):
        raise StrategyError(f"{lever} takes {len(layout.shape(lever))} id(s); given {len(position)}")
    turned = [position[::-1]] if shape == "pair" else []
    return [layout.index(lever, *where) for where in (position, *turned)]
