"""What rules may look at: registers with lag and noise, and selections made on them."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from irenic.engine.algebra import when_needed
from irenic.engine.scenario import Scenario
from irenic.engine.state import Array, Draws, State
from irenic.engine.view import View
from irenic.strategy.arrays import COUNTS, Selectors, StrategyArrays
from irenic.strategy.observables import (
    DISTRICT_FIELDS,
    GROUP_FIELDS,
    HOLDING_FIELDS,
    PAIR_FIELDS,
    SCALARS,
    Observable,
)


class Picks(NamedTuple):
    """What selectors pick, 0/1; S selectors of each kind."""

    groups: Array  # (S, group)
    districts: Array  # (S, district)
    pairs: Array  # (S, group, group), symmetric


class Look(NamedTuple):
    """What the strategy's tests and targets see in a month."""

    tests: Array  # (K,), registers of the tests
    sources: Array  # (T,), registers that targets follow


def national(xp: Any, view: View, state: State, month: Array, draws: Draws | None) -> Array:
    """National observables as seen at the start of a month, (observable,), in the table's order.

    Parameters
    ----------
    month : number of the month, 1 first
    draws : uses `observe` and `u_thin`; None for the truth of the moment: no lag, no noise

    References
    ----------
    docs/model.md, "Registers". Milestones, the month and one's own spending are seen as they are.
    """
    zero = 0.0 * state.signed
    current = {
        "month": zero + month, "signed": state.signed, "seated": state.seated, "endorsed": state.endorsed,
        "money_spent": view.spent[0], "strikes_flown": view.spent[1],
    }  # fmt: skip
    seen = []
    for index, row in enumerate(SCALARS):
        lag = row.lag if draws is not None else min(row.lag, 1)
        true = current[row.id] if row.lag == 0 else view.past[lag - 1, index]
        if row.noise == "none" or draws is None:
            seen.append(true)
        elif row.noise == "thinning":
            seen.append(true * (row.sd + (1.0 - row.sd) * draws.u_thin))
        else:
            seen.append(blurred(xp, row, true, draws.observe[row.draw]))
    return xp.stack(seen)


def blurred(xp: Any, row: Observable, true: Array, noise: Array) -> Array:
    """A value with an observable's noise, any shape.

    Parameters
    ----------
    noise : standard normal, broadcast to the value

    References
    ----------
    docs/model.md, "Registers".
    """
    if row.noise == "none":
        return true + 0.0 * noise
    if row.noise == "lognormal":
        return true * xp.exp(row.sd * noise)
    return true + row.sd * noise


def group_table(xp: Any, view: View, state: State, draws: Draws | None) -> Array:
    """Group fields, then trust toward and clashes with each group, (row, group).

    Parameters
    ----------
    draws : uses `report_group`; None for the truth

    References
    ----------
    docs/model.md, "Registers". Assumption: one error of judgement a month for each group.
    """
    noise = 0.0 * state.membership if draws is None else draws.report_group
    fields = (
        view.willing, state.membership, state.fighters.sum(1), state.past_control[0], state.offensive,
        view.engagement, view.losses,
    )  # fmt: skip
    rows = [blurred(xp, row, true, noise) for row, true in zip(GROUP_FIELDS, fields, strict=True)]
    return xp.concatenate([xp.stack(rows), *pair_tables(xp, view, state, draws)], 0)


def pair_tables(xp: Any, view: View, state: State, draws: Draws | None) -> tuple[Array, Array]:
    """Trust and clashes between groups as seen, (group, group) each.

    References
    ----------
    docs/model.md, "Registers".
    """
    report = 0.0 * state.membership if draws is None else draws.report_group
    noise = (report[:, None] + report[None]) * np.sqrt(0.5).astype(report.dtype)
    trust, clash = (
        blurred(xp, row, true, noise)
        for row, true in zip(PAIR_FIELDS, (state.trust, view.clash), strict=True)
    )
    return trust, clash


def district_table(xp: Any, view: View, state: State, draws: Draws | None, sc: Scenario) -> Array:
    """District fields, then each group's control, (row, district).

    Parameters
    ----------
    draws : uses `report_group`, `report_district`; None for the truth

    References
    ----------
    docs/model.md, "Registers".
    """
    of_group = 0.0 * state.membership if draws is None else draws.report_group
    noise = 0.0 * state.grievance if draws is None else draws.report_district
    fields = (state.control[1 + sc.e], state.fighters[sc.e], view.cohesion, state.grievance)
    rows = [blurred(xp, row, true, noise) for row, true in zip(DISTRICT_FIELDS, fields, strict=True)]
    mixed = (of_group[:, None] + noise[None]) * np.sqrt(0.5).astype(noise.dtype)
    return xp.concatenate([xp.stack(rows), blurred(xp, HOLDING_FIELDS[0], state.control[1:], mixed)], 0)


def picked(xp: Any, selectors: Selectors, table: Array) -> Array:
    """What selectors of groups or districts pick, (selector, element), 0/1.

    Parameters
    ----------
    table : (row, element)

    References
    ----------
    docs/model.md, "Selectors".
    """
    shape = selectors.row.shape
    values = xp.take(table, selectors.row.reshape(-1), axis=0).reshape(*shape, *table.shape[1:])
    at_least, threshold, used = (
        x[..., None, None] for x in (selectors.at_least, selectors.threshold, selectors.used)
    )
    clauses = (1.0 - used * (1.0 - _holds(values, threshold, at_least))).min(2)
    return (selectors.live[..., None, None] * clauses).max(1) * selectors.mask[..., None]


def picked_pairs(xp: Any, selectors: Selectors, tables: tuple[Array, Array]) -> Array:
    """What selectors of pairs pick, (selector, group, group), 0/1.

    Parameters
    ----------
    tables : trust and clash, (group, group) each

    References
    ----------
    docs/model.md, "Selectors". Written out, so that no table of every test is made.
    """
    trust, clash = tables
    found = []
    for s in range(selectors.row.shape[0]):
        either = 0.0 * trust
        for c in range(selectors.row.shape[1]):
            every = selectors.live[s, c] + 0.0 * trust
            for a in range(selectors.row.shape[2]):
                value = xp.where(selectors.row[s, c, a] == 0, trust, clash)
                holds = _holds(value, selectors.threshold[s, c, a], selectors.at_least[s, c, a])
                every = every * (1.0 - selectors.used[s, c, a] * (1.0 - holds))
            either = xp.maximum(either, every)
        found.append(either * selectors.mask[s][..., None])
    return xp.stack(found)


def _holds(value: Array, threshold: Array, at_least: Array) -> Array:
    above = 1.0 * (value >= threshold)
    return at_least * above + (1.0 - at_least) * (1.0 - above)


def picks_of(
    xp: Any, view: View, state: State, draws: Draws | None, strategy: StrategyArrays, sc: Scenario
) -> Picks:
    """What every selector picks this month; nothing for kinds the strategy does not use.

    Parameters
    ----------
    draws : as in `registers_of`

    References
    ----------
    docs/model.md, "Selectors".
    """
    seen = (view, state, draws)

    def pick(selectors: Selectors, choose: Callable[..., Array]) -> Array:
        return when_needed(xp, selectors.live.max() > 0, partial(choose, selectors), *seen)

    return Picks(
        pick(strategy.groups, lambda s, *known: picked(xp, s, group_table(xp, *known))),
        pick(strategy.districts, lambda s, v, x, d: picked(xp, s, district_table(xp, v, x, d, sc))),
        pick(strategy.pairs, lambda s, *known: picked_pairs(xp, s, pair_tables(xp, *known))),
    )


def registers_of(
    xp: Any, view: View, state: State, month: Array, draws: Draws | None, picks: Picks, sc: Scenario
) -> Array:
    """All registers at the start of a month, (register,), in the order of `irenic.strategy.arrays.Registers`.

    Parameters
    ----------
    month : number of the month, 1 first
    draws : of the month; None for the truth of the moment, without lag and noise
    picks : of the month, as `picks_of` gives them

    References
    ----------
    docs/model.md, "Registers".
    """
    first = _short(xp, view, state, month, draws, counts_of(xp, picks))
    return xp.concatenate([first, _tables(xp, view, state, draws, sc)], 0)


def look(
    xp: Any, view: View, state: State, month: Array, draws: Draws | None, strategy: StrategyArrays,
    sc: Scenario,
) -> Look:  # fmt: skip
    """What the strategy's tests and targets see at the start of a month.

    Parameters
    ----------
    month : number of the month, 1 first
    draws : of the month; None for the truth of the moment, without lag and noise

    References
    ----------
    docs/model.md, "Registers", "Selectors".
    """
    selects = sum(s.live.max() for s in (strategy.groups, strategy.districts, strategy.pairs)) > 0

    def counted(view: View, state: State, draws: Draws | None) -> Array:
        return counts_of(xp, picks_of(xp, view, state, draws, strategy, sc))

    counts = when_needed(xp, selects, counted, view, state, draws)
    first = _short(xp, view, state, month, draws, counts)
    index = xp.concatenate([strategy.register, strategy.targets.source])
    beyond = index >= first.shape[0]
    near = xp.take(first, xp.where(beyond, 0, index), axis=0)

    def far(view: View, state: State, draws: Draws | None) -> Array:
        return xp.take(
            _tables(xp, view, state, draws, sc), xp.where(beyond, index - first.shape[0], 0), axis=0
        )

    from_tables = when_needed(xp, beyond.any(), far, view, state, draws)
    values = xp.where(beyond[:, None], from_tables, near)
    tests = strategy.register.shape[0]
    return Look(values[:tests], values[tests:])


def counts_of(xp: Any, picks: Picks) -> Array:
    """How many elements each selector picks, (selector,): groups', districts', pairs'; each pair once.

    References
    ----------
    docs/model.md, "Selectors".
    """
    counts = xp.concatenate([picks.groups.sum(1), picks.districts.sum(1), 0.5 * picks.pairs.sum((1, 2))])
    assert counts.shape[0] == COUNTS
    return counts


def _short(xp: Any, view: View, state: State, month: Array, draws: Draws | None, counts: Array) -> Array:
    started = 1.0 * (view.first > 0)
    seen = national(xp, view, state, month, draws)
    return xp.concatenate([seen, view.active, started, started * (1.0 - view.active), counts], 0)


def _tables(xp: Any, view: View, state: State, draws: Draws | None, sc: Scenario) -> Array:
    tables = group_table(xp, view, state, draws), district_table(xp, view, state, draws, sc)
    return xp.concatenate([table.reshape(-1, table.shape[-1]) for table in tables])
