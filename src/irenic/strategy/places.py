"""Where the values of a strategy lie in the flat vector of levers of a case."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from irenic.errors import StrategyError, did_you_mean
from irenic.strategy.arrays import Floats
from irenic.strategy.levers import LEVER_BY_ID, Lever, LeverLayout
from irenic.strategy.plan import CaseNames, Element, Follow, Settings, Target
from irenic.strategy.vocabulary import PICKS


def reachable(names: CaseNames) -> tuple[str, ...]:
    """Return the groups a lever can reach: all but the extremist, in the case's order.

    Parameters
    ----------
    names : ids of the case
    """
    return tuple(g for i, g in enumerate(names.groups) if i != names.extremist)


def members(lever: Lever, names: CaseNames) -> tuple[str, ...]:
    """Return whom a lever per group, district, issue or patron has values for; nothing for other levers.

    Parameters
    ----------
    lever : from the table
    names : ids of the case
    """
    if lever.shape == "group":
        return reachable(names)
    by_shape = {"district": names.districts, "issue": names.issues, "patron": names.patrons}
    return tuple(by_shape.get(lever.shape, ()))


def elements(lever: Lever, names: CaseNames) -> list[Element]:
    """Return every value of a lever that a strategy can set.

    Parameters
    ----------
    lever : from the table
    names : ids of the case
    """
    if lever.shape == "scalar":
        return [(lever.id,)]
    if lever.shape == "pair":
        return [(lever.id, *pair) for pair in combinations(reachable(names), 2)]
    return [(lever.id, one) for one in members(lever, names)]


def assign(
    flat: Floats, mask: Floats | None, settings: Settings, case: tuple[LeverLayout, CaseNames]
) -> None:
    """Write values to their places in the flat vector, and 1 to the same places of the mask.

    Parameters
    ----------
    flat : (L,), changed in place
    mask : (L,) or None, changed in place
    settings : values by element
    case : layout and ids of the case

    Raises
    ------
    StrategyError : a lever, or an id, that the case lacks
    """
    layout, names = case
    for element, number in settings.items():
        for place in _places(element, layout, names):
            flat[place] = number
            if mask is not None:
                mask[place] = 1


def target_places(target: Target, layout: LeverLayout, names: CaseNames) -> Floats:
    """Return where a target acts: the values of its lever but for those left out.

    Parameters
    ----------
    target : checked
    layout, names : of the case

    Returns
    -------
    (L,), 0 or 1
    """
    left_out = set(target.left_out)
    kept = [one for one in elements(LEVER_BY_ID[target.lever], names) if not left_out & set(one[1:])]
    place = np.zeros(layout.length, np.float32)
    assign(place, None, dict.fromkeys(kept, 1.0), (layout, names))
    return place


def check_target(target: Target, names: CaseNames) -> None:
    """Refuse a target that no file could hold.

    Parameters
    ----------
    target : perhaps built in Python
    names : ids of the case

    Raises
    ------
    StrategyError : its lever is unknown or takes no rule, or it leaves out what the case lacks
    """
    lever = _known(target.lever)
    if lever.shape not in PICKS and (lever.shape != "scalar" or target.where is not None or target.left_out):
        raise StrategyError(f"{lever.id} has one value for each {lever.shape}; no rule can pick among them")
    if lever.shape == "scalar" and not isinstance(target.value, Follow):
        raise StrategyError(f"{lever.id} is set by a rule that says nothing; give it the value itself")
    ids = names.districts if lever.shape == "district" else reachable(names)
    for one in target.left_out:
        if one not in ids:
            raise StrategyError(
                f"{lever.id} leaves out {one}, which it does not reach. {did_you_mean(one, ids)}"
            )


def _known(lever: str) -> Lever:
    if lever not in LEVER_BY_ID:
        raise StrategyError(f"{lever} is no lever. {did_you_mean(lever, LEVER_BY_ID)}")
    return LEVER_BY_ID[lever]


def _places(element: Element, layout: LeverLayout, names: CaseNames) -> list[int]:
    """Places of an element in the flat vector: two for a pair, else one."""
    lever, *ids = element
    shape = _known(lever).shape
    by_shape = {"district": names.districts, "issue": names.issues, "patron": names.patrons}
    known = by_shape.get(shape, names.groups)
    for one in ids:
        if one not in known:
            raise StrategyError(f"{lever} names {one}, which this case lacks. {did_you_mean(one, known)}")
    position = [list(known).index(one) for one in ids]
    if len(position) != len(layout.shape(lever)):
        raise StrategyError(f"{lever} takes {len(layout.shape(lever))} id(s); given {len(position)}")
    turned = [position[::-1]] if shape == "pair" else []
    return [layout.index(lever, *where) for where in (position, *turned)]
