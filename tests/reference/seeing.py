"""Registers of `docs/model.md`: what rules look at, late and blurred, in one row of numbers per lane."""

from __future__ import annotations

from typing import Any

import numpy as np

from .algebra import Arrays, Floats
from .outcomes import (
    CONTROL,
    DISTRICT_FIELDS,
    GROUP_FIELDS,
    OBSERVABLES,
    PAIR_FIELDS,
    SINCE_THE_START,
    Sight,
)

PHASES = 12
SELECTORS = (("groups", 6), ("districts", 6), ("pairs", 4))


def register_names(groups: Any, districts: Any) -> list[str]:
    """Return the name of every register in order, such as "trust NA SB" or "count districts 2"."""
    names = [row[0] for row in OBSERVABLES]
    names += [f"{what} {p}" for what in ("active", "started", "ended") for p in range(PHASES)]
    names += [f"count {kind} {s}" for kind, number in SELECTORS for s in range(number)]
    names += [f"{field} {g}" for field, *_ in GROUP_FIELDS for g in groups]
    names += [f"{field} {toward} {g}" for field, *_ in PAIR_FIELDS for toward in groups for g in groups]
    names += [f"{field} {d}" for field, *_ in DISTRICT_FIELDS for d in districts]
    return names + [f"control {g} {d}" for g in groups for d in districts]


def counted(now: Sight, before: Sight) -> Sight:
    """Return a month's values with what is counted since the start added up."""
    scalars = now.scalars.copy()
    for k, row in enumerate(OBSERVABLES):
        if row[0] in SINCE_THE_START:
            scalars[:, k] += before.scalars[:, k]
    return now._replace(scalars=scalars)


def blurred(value: Floats, noise: str, size: float, error: Floats) -> Floats:
    """Return values with an error (standard normal) of one kind."""
    if noise == "normal":
        return np.asarray(value + size * error)
    if noise == "lognormal":
        return np.asarray(value * np.exp(size * error))
    assert noise == "none", noise
    return value


def seen(history: list[Sight], month: int, draws: Arrays) -> Sight:
    """Return what is seen in a month.

    `history[t]` holds the values at the end of month t; `history[0]` those of the start.
    """

    def past(lag: int) -> Sight:
        return history[max(month - max(lag, 1), 0)]

    group, district = draws["report_group"], draws["report_district"]
    pair = (group[:, :, None] + group[:, None, :]) / np.sqrt(2.0)
    holding = (group[:, :, None] + district[:, None, :]) / np.sqrt(2.0)
    groups = [blurred(past(k).groups[:, i], n, s, group) for i, (_, k, n, s) in enumerate(GROUP_FIELDS)]
    pairs = [blurred(past(k).pairs[:, i], n, s, pair) for i, (_, k, n, s) in enumerate(PAIR_FIELDS)]
    districts = [
        blurred(past(k).districts[:, i], n, s, district) for i, (_, k, n, s) in enumerate(DISTRICT_FIELDS)
    ]
    _, lag, noise, size = CONTROL
    return Sight(
        scalars_seen([one.scalars for one in history], month, draws),
        np.stack(groups, axis=1),
        np.stack(pairs, axis=1),
        np.stack(districts, axis=1),
        blurred(past(lag).control, noise, size, holding),
    )


def scalars_seen(history: list[Floats], month: int, draws: Arrays) -> Floats:
    """Return what is seen (B, 28) of the whole country in a month."""
    view = np.zeros((len(history[0]), len(OBSERVABLES)))
    for index, (name, lag, noise, size, slot) in enumerate(OBSERVABLES):
        value = history[max(month - max(lag, 1), 0)][:, index]
        if name == "month":
            view[:, index] = month
        elif noise == "thinned":
            view[:, index] = value * (0.6 + 0.4 * draws["u_thin"])
        else:
            view[:, index] = blurred(value, noise, size, draws["observe"][:, slot])
    return view


def unpacked(view: Floats, groups: int, districts: int) -> tuple[Floats, dict[str, Floats]]:
    """Return the scalars and the tables that lie in one lane's registers (R,)."""
    national = len(OBSERVABLES) + 3 * PHASES + sum(number for _, number in SELECTORS)
    by_group = len(GROUP_FIELDS) + len(PAIR_FIELDS) * groups
    end = national + by_group * groups
    table = view[national:end].reshape(by_group, groups)
    return view[: len(OBSERVABLES)], {
        "groups": table,
        "districts": view[end:].reshape(len(DISTRICT_FIELDS) + groups, districts),
        "pairs": table[len(GROUP_FIELDS) :].reshape(len(PAIR_FIELDS), groups, groups),
    }


def tables(view: Sight, lane: int) -> dict[str, Floats]:
    """Return one lane's tables that selectors look at: rows first, then groups, districts or pairs."""
    trust, clash = view.pairs[lane]
    return {
        "groups": np.concatenate([view.groups[lane], trust, clash]),
        "districts": np.concatenate([view.districts[lane], view.control[lane]]),
        "pairs": view.pairs[lane],
    }
