"""Deaths by dyad: they sum to all deaths, and a slow count, shot by shot, says the same."""

import numpy as np
import pytest

from irenic.case import CaseArrays
from irenic.engine.combat import contact
from irenic.engine.dyads import Parties, deaths_by_dyad, dyad_count
from irenic.engine.month import Info
from irenic.engine.run import Engine
from irenic.engine.state import Levers, State
from irenic.parameters import ParameterTable
from irenic.worlds import WorldSet
from tests.engine.bench import KIT, Bench
from tests.engine.ensemble import plan_of


def parties_of(arrays: CaseArrays, *sides: str, air: int = 1) -> Parties:
    """Sides as groups' ids with spaces between; all others are the last party."""
    members = np.array([[float(g in side.split()) for g in arrays.groups] for side in sides])
    members = members.reshape(-1, len(arrays.groups))
    return Parties(np.concatenate([members, 1.0 - members.sum(0, keepdims=True)]), air)


@pytest.fixture(scope="module")
def month(lively: Bench) -> tuple[Bench, State, Info, Levers]:
    """A month with strikes, campaigns and risings in some worlds."""
    luck = lively.luck(7, u_rise=0.01)
    at_war = lively.with_(campaign=lively.sc.armed + 0.0 * lively.state.campaign)
    levers = at_war.levers(**KIT)
    _, info = at_war.month(levers, luck, 11)
    return at_war, at_war.state, info, levers


def counted(month: tuple[Bench, State, Info, Levers], parties: Parties) -> np.ndarray:
    bench, before, info, levers = month
    return np.asarray(deaths_by_dyad(np, bench.p, before, info, levers, parties, bench.sc))


def pair(a: int, b: int, count: int) -> int:
    """Place of a pair of parties in the list of dyads."""
    low, high = sorted((a, b))
    return low * count - low * (low - 1) // 2 + high - low


@pytest.fixture(scope="module")
def sides(toy_arrays: CaseArrays) -> Parties:
    foe = toy_arrays.groups[toy_arrays.extremist]
    rest = [g for g in toy_arrays.groups if g != foe]
    return parties_of(toy_arrays, foe, rest[0], f"{rest[1]} {rest[2]}")


def test_dyads_sum_to_all_deaths(month: tuple[Bench, State, Info, Levers], sides: Parties) -> None:
    bench, _, info, _ = month
    found = counted(month, sides)
    assert found.shape == (dyad_count(4), bench.sc.population.shape[0], bench.n)
    assert found.min() >= 0.0
    harm, hits = info.harm, info.hits
    everyone = (
        info.fight.killed.sum(0) + harm.civilians_combat + harm.civilians_rule + hits.civilians + hits.kills
    )
    np.testing.assert_allclose(found.sum(0), everyone, rtol=1e-9)


def test_a_slow_count_shot_by_shot_says_the_same(
    month: tuple[Bench, State, Info, Levers], sides: Parties
) -> None:
    bench, before, info, levers = month
    p, sc, world = bench.p, bench.sc, 3
    groups, districts = info.fight.killed.shape[:2]
    state = before._replace(
        trust=info.talks.trust, membership=info.talks.membership, campaign=info.war.campaign,
        corruption=info.government.corruption,
    )  # fmt: skip
    meets = contact(np, p, state, info.push.effort, sc)[..., world]
    force = (info.fight.fighters + 2.0 * (info.fight.killed - info.rising.killed))[..., world]
    theta, kin, lam = info.supply.theta[:, world], info.standing.kin[..., world], p["lam"][world]
    party = sides.members.argmax(0)
    slow = np.zeros((dyad_count(4), districts))
    for d in range(districts):
        mass = kin @ force[:, d]
        calm = np.exp(
            p["f_C"][world] * (state.corruption[world] - 0.4)
            - p["g_f"][world] * levers.guard_force[d, world]
            - p["g_p"][world] * state.deal[d, world]
        )
        for g in range(groups):
            shots = np.zeros(groups)
            for h in range(groups):
                aimed = meets[h, g] * force[g, d] / (meets[h] @ force[:, d] + 1.0)
                ratio = 2.0 * mass[g] / (mass[g] + mass[h] + 1e-9)
                shots[h] = meets[h, g] * theta[h] * force[h, d] * aimed * ratio**lam
                if sc.e not in (g, h):
                    shots[h] *= calm
            dead = (info.fight.killed - info.rising.killed)[g, d, world]
            for h in range(groups):
                slow[pair(party[g], party[h], 4), d] += dead * shots[h] / max(shots.sum(), 1e-300)
        risen = info.rising.killed[:, d, world].sum()
        councils = int(np.argmax(sc.councils[:, 0]))
        slow[pair(party[sc.e], party[councils], 4), d] += risen
        slow[:, d] *= 1.0 + p["c_c"][world] * (0.3 + sc.urban[d, 0])
        slow[pair(party[sc.e], sides.air, 4), d] += (info.hits.kills + info.hits.civilians)[d, world]
        slow[10 + party[sc.e], d] += info.harm.civilians_rule[d, world]
    np.testing.assert_allclose(counted(month, sides)[..., world], slow, rtol=1e-6, atol=1e-12)


def test_one_party_has_all_deaths_within_itself_or_of_civilians(
    month: tuple[Bench, State, Info, Levers], toy_arrays: CaseArrays
) -> None:
    one = Parties(np.ones((1, len(toy_arrays.groups))), 0)
    found = counted(month, one)
    assert len(found) == dyad_count(1) == 2
    np.testing.assert_allclose(found[1], month[2].harm.civilians_rule, rtol=1e-12)


def test_finer_parties_add_up_to_coarser_ones(
    month: tuple[Bench, State, Info, Levers], toy_arrays: CaseArrays, sides: Parties
) -> None:
    """Two parties taken as one: what they did to each other lies within it, all else adds up."""
    joined = Parties(np.stack([sides.members[0], sides.members[1:].sum(0)]), 1)
    fine, coarse = counted(month, sides), counted(month, joined)
    with_foe = sum(fine[pair(0, b, 4)] for b in (1, 2, 3))
    np.testing.assert_allclose(coarse[pair(0, 1, 2)], with_foe, rtol=1e-9)
    among = sum(fine[pair(a, b, 4)] for a in (1, 2, 3) for b in range(a, 4))
    np.testing.assert_allclose(coarse[pair(1, 1, 2)], among, rtol=1e-9)


def test_without_strikes_and_rule_nobody_dies_by_them(
    month: tuple[Bench, State, Info, Levers], sides: Parties
) -> None:
    bench, before, info, levers = month
    calm = info._replace(
        hits=info.hits._replace(kills=0.0 * info.hits.kills, civilians=0.0 * info.hits.civilians),
        harm=info.harm._replace(civilians_rule=0.0 * info.harm.civilians_rule),
    )
    found = counted((bench, before, calm, levers), sides)
    np.testing.assert_array_equal(found[10:], 0.0)
    everyone = info.fight.killed.sum(0) + info.harm.civilians_combat
    np.testing.assert_allclose(found.sum(0), everyone, rtol=1e-9)


def test_an_ensemble_counts_what_it_ran(
    toy_arrays: CaseArrays, table: ParameterTable, toy_worlds: WorldSet, sides: Parties
) -> None:
    """Deaths sum to the series, and neither the number of worlds asked for nor the block's rest matters."""
    engine = Engine(toy_arrays, table, 3, block=16, parties=sides)
    plan = plan_of(toy_arrays, **KIT)
    found = engine.count(toy_worlds.block(0, 12), plan, 2, 5)
    assert found.deaths.shape == (12, 2, dyad_count(4), len(toy_arrays.districts), 3)
    monthly = found.series[:, :, engine.series_names.index("deaths")]
    np.testing.assert_allclose(found.deaths.sum((2, 3)), monthly, rtol=2e-5)
    alone = engine.count(toy_worlds.block(5, 6), plan, 2, 5)
    np.testing.assert_array_equal(alone.deaths[0], found.deaths[5])
    np.testing.assert_array_equal(alone.series[0], found.series[5])


def test_an_engine_without_parties_does_not_count(toy_arrays: CaseArrays, toy_worlds: WorldSet) -> None:
    with pytest.raises(ValueError, match="without parties"):
        Engine(toy_arrays, toy_worlds.table, 2).count(toy_worlds.block(0, 1), None, 1, 1)  # type: ignore[arg-type]
