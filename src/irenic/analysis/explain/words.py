"""Names and words for drivers, and where the chain of causes ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from irenic.analysis.explain.account import Key
from irenic.analysis.explain.kinds import DRIVERS, KINDS, Axis, Driver
from irenic.analysis.explain.scenes import History, Scenes
from irenic.case.arrays import CaseArrays
from irenic.strategy import lever_layout
from irenic.strategy.levers import LEVER_BY_ID

LUCK: Mapping[str, tuple[str, tuple[Axis, ...]]] = {
    "patrons": ("luck of what {0} sends", ("patron",)),
    "combat": ("luck of {0} in the fighting in {1}", ("group", "district")),
    "strike": ("luck of the strikes", ()),
    "foreign": ("luck of arrivals from abroad", ()),
    "fragmentation": ("luck of {0}'s cohesion", ("group",)),
}

_LEVER_AXES: Mapping[str, tuple[Axis, ...]] = {
    "scalar": (), "group": ("group",), "pair": ("group", "group"), "district": ("district",),
    "issue": ("issue",), "patron": ("patron",),
}  # fmt: skip


@dataclass(frozen=True)
class Names:
    """Names of a case's elements, by axis and in its order."""

    by_axis: Mapping[str, tuple[str, ...]]

    def fill(self, words: str, axes: tuple[Axis, ...], index: tuple[int, ...]) -> str:
        """Return words with the names of an element in them."""
        if not index:
            return (
                words.replace(" in {0}", " in the whole country").replace("{0}", "all").replace("{1}", "all")
            )
        named = [self.by_axis[axis][i] for axis, i in zip(axes, index, strict=True)]
        return words.format(*named)


def names_of(arrays: CaseArrays, case: Any = None) -> Names:
    """Return the names of a case's elements; its ids where no case is given.

    Parameters
    ----------
    arrays : the case's arrays
    case : `irenic.case.Case`
    """

    def called(field: str) -> tuple[str, ...]:
        ids = getattr(arrays, field)
        return tuple(getattr(case, field)[one].name if case is not None else one for one in ids)

    groups = called("groups")
    return Names({
        "group": groups, "holder": ("nobody", *groups), "district": called("districts"),
        "patron": called("patrons"), "issue": called("issues"), "lag": ("", "", ""),
    })  # fmt: skip


def driver_of(name: str) -> Driver:
    """Return what a driver is; levers, parameters, luck and the start have no row of their own."""
    if name in DRIVERS:
        return DRIVERS[name]
    family, _, field = name.partition(".")
    if family == "levers":
        lever = LEVER_BY_ID[field]
        axes = _LEVER_AXES[lever.shape]
        own = {0: lever.label, 1: f"{lever.label}: {{0}}", 2: f"{lever.label}: {{0}} and {{1}}"}
        return Driver("", words=own[len(axes)], axes=axes, end="the strategy")
    if family == "luck":
        words, axes = LUCK.get(field, ("luck of the month", ()))
        return Driver("", words=words, axes=axes, end="luck of the month")
    if family == "p":
        return Driver("", words=f"parameter {field}", end="another world")
    if family == "threshold":
        return Driver("", words="a threshold crossed", end="a rule of the model that switches on or off")
    return Driver("", words=f"the start ({field.replace('_', ' ')})", end="another world")


def label_of(key: Key, names: Names) -> str:
    """Return a driver's element in words."""
    name, index = key
    driver = driver_of(name)
    kind = KINDS.get(driver.kind)
    axes = kind.axes if kind is not None else driver.axes
    words = driver.words or (kind.words if kind is not None else name)
    return names.fill(words, axes, index if len(index) == len(axes) else ()) if axes else words


def end_of(key: Key, month: int, histories: Sequence[History]) -> str:
    """Return why the chain ends at a driver: the phase that set a lever, luck, an event, the start.

    Parameters
    ----------
    key : the driver
    month : in which it changed
    histories : the run, or both of two
    """
    name, index = key
    if not name.startswith("levers."):
        return driver_of(name).end
    if len(histories) > 1:
        return f"the strategies: {' against '.join(_owner(name, index, month, one) for one in histories)}"
    now, before = (_owner(name, index, when, histories[0]) for when in (month, month - 1))
    ended = before.startswith("phase") and not now.startswith("phase")
    return f"the strategy: {before} ended" if ended else f"the strategy: {now}"


def given_event(event: str, month: int, runs: Sequence[Scenes]) -> str:
    """Return why an event ends the chain: it was given to the run; empty where its chance has causes.

    Parameters
    ----------
    event : name of the figure that turned
    month : when
    runs : the months of the run, or of both
    """
    slot = {"signed_now": 0, "seated_now": 1}.get(event)
    for scenes in runs:
        forced = getattr(scenes.history, "forced", None)
        if slot is not None and forced is not None and forced(month)[slot] > 0:
            return "a dated event, given to the run"
    return ""


def _owner(name: str, index: tuple[int, ...], month: int, history: History) -> str:
    """What sets a lever in a month: the phase in force of the highest rank, the start, or nothing."""
    plan, views = getattr(history.fixed, "plan", None), getattr(history, "views", None)
    strategy = getattr(history, "strategy", None)
    if month < 1:
        return "the case's reference levers"
    lever = name.removeprefix("levers.")
    value = getattr(history.levers(month), lever)[index][0]
    plain = "not used" if value == LEVER_BY_ID[lever].default else "from the start"
    if plan is None or views is None or strategy is None:
        return plain
    place = lever_layout(history.arrays).index(lever, *index)
    aims = np.asarray(plan.targets.phase)[:, 1:] * np.asarray(plan.targets.place)[:, [place]]
    sets = np.maximum(np.asarray(plan.sets)[:, place], aims.max(0)) * np.asarray(views.force)[month]
    if not sets.any():
        return plain
    return f"phase {strategy.phases[int(np.argmax(sets * np.asarray(plan.rank)))].name}"
