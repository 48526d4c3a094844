"""Random strategies that use all that arrays can say, engine and twin beside each other to the last month."""

from typing import NamedTuple

import numpy as np
import pytest

from irenic.case import CaseArrays
from irenic.engine.run import Engine
from irenic.parameters import ParameterTable
from irenic.strategy.arrays import K_MAX, Registers, StrategyArrays
from irenic.worlds import WorldSet
from tests.engine.compare import ROUNDING, Traced, disagreements, traced
from tests.engine.programs import random_program, typical_views

PROGRAMS, WORLDS = 32, 8


class Compared(NamedTuple):
    """What is left of a comparison: the fields that differ, and how much the strategy did."""

    differ: list[str]
    ended: int  # phases that ended in some lane
    restarted: int  # phases that ended and started again
    exits: int  # exits that were active somewhere
    delayed: int  # lane-months of phases active but not yet in force, or in force after their end
    picked: np.ndarray  # (3,), mean share of elements picked by groups', districts' and pairs' selectors
    followed: int  # targets whose register moved the lever
    broke: bool  # the budget of money ran out somewhere
    grounded: bool  # strikes were cut by their budget
    events: dict[
        str, int
    ]  # lane-months in which something of D37 happened, and in which it might have but did not


def events_of(both: Traced, strategy: StrategyArrays) -> dict[str, int]:
    """How often each branch of what claims ask for (D37) was taken in the compared runs."""
    state, info, levers, *_ = both.rows
    e, dated = both.arrays.extremist, strategy.forced[2:]
    months = np.arange(1, len(state.deal) + 1)[:, None]
    on_day = (dated == months)[:, :, None]  # (month, group, lane)
    before = np.concatenate([0.0 * state.deal[:1], state.deal[:-1]])
    lost = info.fight.leader_lost > 0
    others = np.arange(len(dated)) != e
    held, outside = state.signed > 0, 1.0 - both.arrays.is_political[None, :, None]
    risk, consent = state.control[:, 1 + e] > 0.05, info.government.consent
    required = levers.consent_required * levers.strikes > 0
    found = {
        "a town rises": info.rising.rose > 0,
        "a town holds still": (info.rising.rose == 0) & risk,
        "a deal is made": info.deals.made > 0,
        "work makes no deal": (info.deals.made == 0) & (before == 0) & (levers.local_mediation > 0),
        "a deal breaks": info.deals.broken > 0,
        "a deal holds": (info.deals.broken == 0) & (before > 0),
        "a deal lasts a year": info.deals.lasted > 0,
        "a deal breaks before": info.deals.failed > 0,
        "a deal breaks after": info.deals.broken - info.deals.failed > 0,
        "a leader is lost by luck": (lost & ~on_day)[:, others],
        "a loss is dated": (lost & on_day)[:, others],
        "a loss of the extremist is dated": lost[:, e] & on_day[:, e],
        "a new envoy amid talks": levers.new_envoy * levers.talks > 0.01,
        "a conference": levers.conference > 0.01,
        "bodies in a settlement": held[:, None] & (state.membership * (1.0 - outside) > 0.1),
        "bodies outside one": ~held,
        "strikes without the consent they need": required & (consent < 0.3),
        "strikes with it": required & (consent >= 0.3),
    }
    return {name: int(np.sum(happened)) for name, happened in found.items()}


def deeds(engine: Engine, both: Traced, strategy: StrategyArrays) -> Compared:
    """What a strategy did in the compared runs."""
    state, _, levers, _, _, (look, picks), view = both.rows
    assert np.isfinite(state.fighters).all()
    changes = np.diff(view.active, axis=0)
    spent, strikes = np.moveaxis(view.spent, 1, 0)
    money, sorties = strategy.budget
    sources = look.sources.std(axis=(0, 2)) > 0
    return Compared(
        disagreements(both, ROUNDING, engine),
        ended=int((changes < 0).any((0, 2)).sum()),
        restarted=int(((changes > 0).sum(0) > 1).any(1).sum()),
        exits=int((view.active.any((0, 2)) * strategy.exits).sum()),
        delayed=int((view.active != view.force).sum()),
        picked=np.array([np.mean(x) for x in picks]),
        followed=int((sources & (strategy.targets.y[:, 0] != strategy.targets.y[:, 1])).sum()),
        broke=bool((spent[:-1] >= money).any()),
        grounded=bool((strikes >= sorties).any() and levers.strikes.max() > 0),
        events=events_of(both, strategy),
    )


@pytest.fixture(scope="module")
def typical(toy_arrays: CaseArrays) -> np.ndarray:
    return typical_views(toy_arrays)


@pytest.fixture(scope="module")
def compared(
    toy_engine_64: Engine, toy_arrays: CaseArrays, table: ParameterTable, typical: np.ndarray
) -> dict[int, Compared]:
    """Every random strategy run by both."""
    engine = toy_engine_64
    worlds = WorldSet(toy_arrays, table, 64, 5).block(0, WORLDS)
    found = {}
    for seed in range(PROGRAMS):
        strategy = random_program(toy_arrays, seed, typical)
        found[seed] = deeds(engine, traced(engine, toy_arrays, worlds, strategy), strategy)
    return found


@pytest.mark.parametrize("seed", range(PROGRAMS))
def test_a_random_strategy_agrees_with_the_twin(compared: dict[int, Compared], seed: int) -> None:
    assert compared[seed].differ == []


def test_the_random_strategies_leave_nothing_out(
    compared: dict[int, Compared], toy_arrays: CaseArrays, table: ParameterTable, typical: np.ndarray
) -> None:
    found = list(compared.values())
    for name in ("ended", "restarted", "exits", "delayed", "followed", "broke", "grounded"):
        assert sum(getattr(one, name) > 0 for one in found) >= 5, name
    picked = np.array([one.picked for one in found])
    assert ((picked > 0.05) & (picked < 0.95)).sum(0).min() >= 20
    tested = {int(r) for seed in range(PROGRAMS) for r in random_program(toy_arrays, seed, typical).register}
    registers = Registers(len(toy_arrays.groups), len(toy_arrays.districts)).length
    assert tested == set(range(registers))
    theta = WorldSet(toy_arrays, table, 64, 5).block(0, WORLDS).theta
    for name in ("q_v", "d_b", "t_p", "j_t", "t_m"):  # each does one thing above 0 and another below
        assert theta[name].min() < 0 < theta[name].max(), name
    for event in found[0].events:
        assert sum(one.events[event] > 0 for one in found) >= 2, event
    assert 3 * registers < PROGRAMS * K_MAX, "every register is tested three times"
