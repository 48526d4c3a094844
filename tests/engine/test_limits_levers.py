"""Limiting cases and signs of the levers of the rival plans, as docs/model.md states them."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from irenic.engine.month import Info
from irenic.engine.patrons import patrons
from irenic.engine.state import Levers, State
from irenic.engine.trust import trust as ties
from irenic.strategy.levers import LEVER_BY_ID
from tests.engine.bench import KIT, Bench, both

COEFFICIENTS = {
    "bank_terms": ("b_bt", "c_bt"),
    "devolve": ("b_dv", "l_dv"),
    "military_track": ("b_mt", "t_m"),
    "advisers": ("a_q", "a_e", "t_p"),
    "joint_room": ("j_e", "j_t"),
    "oil_block": ("b_ob",),
    "embargo_exempt": ("t_p",),
    "reinstate": ("b_re", "b_rx"),
    "guard_force": ("g_f",),
    "patron_deal": ("k_pd", "b_pd"),
    "outside_force": ("be_o", "z_o"),
}
"""Lever -> the coefficients that it works through."""

ABSTRACT = ("bank_terms", "devolve", "military_track", "advisers", "joint_room", "reinstate", "guard_force")
"""Levers that do nothing but by their coefficients and what they cost."""


def everything(record: Any, name: str = "") -> dict[str, np.ndarray]:
    """Every array of a record of records, by its path."""
    found: dict[str, np.ndarray] = {}
    for field, x in record._asdict().items():
        path = f"{name}.{field}"
        found |= everything(x, path) if hasattr(x, "_asdict") else {path: np.asarray(x)}
    return found


def month_of(bench: Bench, levers: Levers, still: bool = False) -> tuple[State, Info]:
    return bench.month(levers, bench.still() if still else bench.luck(4), 12)


def differ(one: tuple[State, Info], other: tuple[State, Info]) -> set[str]:
    """Paths of what two months do not have alike bit for bit."""
    found: set[str] = set()
    for a, b in zip(one, other, strict=True):
        ours, theirs = everything(a), everything(b)
        found |= {path for path, x in ours.items() if x.tobytes() != theirs[path].tobytes()}
    return found


@pytest.mark.parametrize("lever", COEFFICIENTS)
def test_at_zero_a_lever_leaves_its_coefficients_idle(lively: Bench, lever: str) -> None:
    levers = lively.levers(**KIT)
    named = COEFFICIENTS[lever]
    none = month_of(lively.with_(**dict.fromkeys(named, 0.0)), levers)
    for size in (-0.9, 0.9):
        assert not differ(none, month_of(lively.with_(**dict.fromkeys(named, size)), levers))


@pytest.mark.parametrize("lever", [*ABSTRACT, "patron_deal"])
def test_without_its_coefficients_a_lever_only_costs(lively: Bench, lever: str) -> None:
    bench = lively.with_(be_x=0.0, **dict.fromkeys(COEFFICIENTS[lever], 0.0))  # exclusion is eased, too
    none, full = (month_of(bench, bench.levers(**KIT, **{lever: size})) for size in (0.0, 1.0))
    assert differ(none, full) <= {".harm.money", ".harm.political_cost"}
    assert (full[1].harm.money > none[1].harm.money).all()


def test_oil_that_nobody_holds_cannot_be_blocked(lively: Bench) -> None:
    bench = lively.with_(revenue=np.zeros_like(lively.sc.revenue), b_ob=0.9)
    none, full = (month_of(bench, bench.levers(**KIT, oil_block=size)) for size in (0.0, 1.0))
    assert differ(none, full) == {".harm.money"}


def test_without_an_embargo_exemption_is_a_quarter_of_supply(lively: Bench) -> None:
    bench = lively.with_(t_p=0.0)
    none, full = (supply_of(bench, bench.levers(embargo_exempt=size)) for size in (0.0, 1.0))
    armed = 1.0 - bench.sc.extremist
    np.testing.assert_allclose(full.materiel - none.materiel, 0.06 * 0.25 * armed + 0.0 * none.materiel)
    np.testing.assert_array_equal(full.inflow, none.inflow)


# Signs


def willing(state: State, info: Info) -> np.ndarray:
    return np.asarray(info.willing)


def trust(state: State, info: Info) -> np.ndarray:
    return np.asarray(state.trust)


def corruption(state: State, info: Info) -> np.ndarray:
    return np.asarray(info.government.corruption)


def legitimacy(state: State, info: Info) -> np.ndarray:
    return np.asarray(info.government.legitimacy)


def inflow(state: State, info: Info) -> np.ndarray:
    return np.asarray(info.supply.inflow)


def theta(state: State, info: Info) -> np.ndarray:
    return np.asarray(info.supply.theta)


def effort_of(state: State, info: Info) -> np.ndarray:
    return np.asarray(info.push.effort)


def clash(state: State, info: Info) -> np.ndarray:
    return np.asarray(info.fight.clash)


def polarisation(state: State, info: Info) -> np.ndarray:
    return np.asarray(state.polarisation)


def recruits(state: State, info: Info) -> np.ndarray:
    return np.asarray(info.joining.local)


Measure = Callable[[State, Info], np.ndarray]
SIGNS: tuple[tuple[str, str, float, Measure, int, Callable[[Bench], np.ndarray]], ...] = (
    ("b_bt", "bank_terms", 1.0, willing, +1, lambda b: b.sc.domestic * b.sc.exposure),
    ("b_ob", "oil_block", 1.0, willing, +1, lambda b: b.sc.domestic * oil(b)),
    ("b_pd", "patron_deal", 1.0, willing, +1, lambda b: b.sc.support.sum(0)),
    ("b_dv", "devolve", 1.0, willing, +1, lambda b: b.sc.domestic * np.maximum(rule(b) - 0.3, 0.0)),
    ("b_dv", "devolve", 1.0, willing, -1, lambda b: b.sc.domestic * np.maximum(0.3 - rule(b), 0.0)),
    ("b_re", "reinstate", 1.0, willing, +1, lambda b: b.sc.domestic),
    ("b_rx", "reinstate", 1.0, willing, -1, lambda b: b.sc.domestic),
    ("b_mt", "military_track", 1.0, willing, +1, lambda b: b.sc.armed),
    ("c_bt", "bank_terms", 1.0, corruption, -1, lambda b: np.ones(b.n)),
    ("l_dv", "devolve", 1.0, legitimacy, +1, lambda b: np.ones(b.n)),
    ("k_pd", "patron_deal", 1.0, inflow, -1, lambda b: b.sc.support.sum(0)),
    ("a_q", "advisers", 1.0, theta, +1, lambda b: 1.0 - b.sc.extremist),
    ("a_e", "advisers", 1.0, effort_of, +1, lambda b: b.sc.domestic),
    ("j_e", "joint_room", 1.0, effort_of, +1, lambda b: b.sc.domestic),
    ("j_t", "joint_room", 1.0, trust, +1, lambda b: pairs_of(b, b.sc.domestic)),
    ("t_m", "military_track", 1.0, trust, +1, lambda b: pairs_of(b, b.sc.armed)),
    ("g_f", "guard_force", 1.0, clash, -1, lambda b: 1.0 * (clash(*month_of(b, b.levers(), True)) > 0)),
    ("z_o", "outside_force", 900.0, polarisation, +1, lambda b: np.ones(b.n)),
    ("be_o", "outside_force", 900.0, recruits, +1, lambda b: room_to_grow(b)),
)  # fmt: skip
"""Coefficient, lever and its value, what it moves, the direction, and where (above 0)."""


def oil(bench: Bench) -> np.ndarray:
    return np.asarray((bench.state.control[1:] * bench.sc.revenue[None]).sum(1))


def room_to_grow(bench: Bench) -> np.ndarray:
    """Where the extremist is, and not yet as large as the country can bear."""
    here = bench.state.fighters[bench.sc.e]
    return np.asarray(1.0 * (here > 1.0) * (here.sum(0) < 0.0025 * bench.sc.population.sum(0)))


def rule(bench: Bench) -> np.ndarray:
    """How far each group rules where it stands."""
    size = bench.state.fighters.sum(1)[:, None] + 1.0
    presence = (bench.state.fighters + bench.sc.home) / size
    return np.asarray((presence * bench.state.control[1:]).sum(1))


def pairs_of(bench: Bench, members: np.ndarray) -> np.ndarray:
    return np.asarray(members[:, None] * members[None] * (1.0 - bench.sc.diagonal))


@pytest.mark.parametrize(("name", "lever", "size", "measure", "direction", "where"), SIGNS)
def test_a_coefficient_works_both_ways(
    lively: Bench, name: str, *, lever: str, size: float, measure: Measure, direction: int, where: Any
) -> None:
    levers = lively.levers(**{**KIT, "strikes": 0.0, lever: size})
    low, none, high = (
        # nothing else draws recruits, so that no place is at the bound of what draws them
        measure(*month_of(lively.with_(be_x=0.0, be_V=0.0, be_R=0.0, **{name: x}), levers, still=True))
        for x in (-0.3, 0.0, 0.3)
    )
    at = np.broadcast_to(where(lively) > 1e-9, none.shape)
    assert at.any()
    assert (direction * (high - none)[at] > 0.0).all(), name
    assert (direction * (none - low)[at] > 0.0).all(), name


@pytest.mark.parametrize(
    ("name", "lever", "spared"),
    [
        ("b_bt", "bank_terms", lambda b: b.sc.exposure == 0),
        ("b_ob", "oil_block", lambda b: oil(b) == 0),
        ("b_pd", "patron_deal", lambda b: b.sc.support.sum(0) == 0),
        ("b_mt", "military_track", lambda b: b.sc.armed == 0),
    ],
)
def test_who_has_no_stake_is_left_alone(lively: Bench, name: str, lever: str, spared: Any) -> None:
    levers = lively.levers(**KIT, **{lever: 1.0})
    none, high = (willing(*month_of(lively.with_(**{name: x}), levers)) for x in (0.0, 0.9))
    at = np.broadcast_to(spared(lively), none.shape)
    assert at.any()
    np.testing.assert_array_equal(none[at], high[at])


# Supply


def supply_of(bench: Bench, levers: Levers) -> Any:
    return both(
        lambda xp, p, s, lev, d: patrons(xp, p, s, lev, d, bench.sc),
        bench.p, bench.state, levers, bench.luck(),
    )  # fmt: skip


def only(bench: Bench, lever: str, place: int, **given: float) -> Levers:
    """Levers as given, with one place of a lever at 1."""
    levers = bench.levers(**given)
    value = np.zeros_like(getattr(levers, lever))
    value[place] = 1.0
    return levers._replace(**{lever: value})


def test_an_exempt_group_is_supplied_through_a_full_embargo(lively: Bench) -> None:
    bench = lively.with_(chi=1.0, compliance=np.ones_like(lively.sc.compliance))
    group = int(np.flatnonzero(bench.sc.support.sum(0)[:, 0])[0])
    free = supply_of(bench, bench.levers()).inflow
    shut = supply_of(bench, only(bench, "embargo_exempt", group, embargo=1.0)).inflow
    np.testing.assert_allclose(shut[group], free[group])
    assert (np.delete(shut, group, axis=0) == 0.0).all()


def test_a_full_deal_stops_one_patron_and_no_other(lively: Bench) -> None:
    bench = lively.with_(k_pd=1.0)
    free = supply_of(bench, bench.levers()).inflow
    shut = supply_of(bench, only(bench, "patron_deal", 0)).inflow
    others = (bench.sc.support[1:, :, 0] > 0).any(0)
    mine = (bench.sc.support[0, :, 0] > 0) & ~others
    assert mine.any() and others.any()
    np.testing.assert_allclose(shut[mine], 0.0, atol=1e-12)
    np.testing.assert_allclose(shut[others], free[others])


def test_blocked_oil_takes_at_most_half_of_own_supply(lively: Bench) -> None:
    control = np.zeros_like(lively.state.control)
    group = int(np.flatnonzero(lively.sc.armed[:, 0])[0])
    control[1 + group] = 1.0
    bench = lively.with_(control=control)
    none, full = (supply_of(bench, bench.levers(oil_block=size)).materiel for size in (0.0, 1.0))
    lost = np.zeros_like(none)
    lost[group] = 0.06 * 0.5 * bench.sc.supply[group]
    np.testing.assert_allclose(none - full, lost, atol=1e-12)


# Force, trust and cost


def test_guards_keep_domestic_groups_apart_and_leave_the_extremist_to_fight(lively: Bench) -> None:
    bench = lively.with_(g_f=50.0)
    levers = bench.levers(**KIT)
    none, full = (
        month_of(bench, levers._replace(guard_force=size + 0.0 * levers.guard_force), still=True)[1].fight
        for size in (0.0, 1.0)
    )
    assert none.clash.max() > 1e-3
    assert full.clash.max() < 1e-12
    np.testing.assert_array_equal(full.killed[bench.sc.e], none.killed[bench.sc.e])
    assert (full.killed <= none.killed + 1e-12).all()


def test_a_guard_works_in_its_own_district(lively: Bench) -> None:
    bench = lively.with_(g_f=50.0)
    none = month_of(bench, bench.levers(), still=True)[1].fight.killed
    full = month_of(bench, only(bench, "guard_force", 0), still=True)[1].fight.killed
    np.testing.assert_array_equal(full[:, 1:], none[:, 1:])
    assert (full[:, 0] < none[:, 0]).any()


def test_half_a_partner_is_a_group_with_advisers(lively: Bench) -> None:
    """M5 weighs advisers and exemption half as much as a partner; their other effects are off here."""
    off = lively.with_(t_p=0.3, a_q=0.0, a_e=0.0, signed=np.zeros(lively.n))
    group = int(np.flatnonzero(lively.sc.armed[:, 0])[0])
    advised = trust(*month_of(off, only(off, "advisers", group), still=True))
    base = off.levers()
    half = base._replace(partner=0.5 * only(off, "advisers", group).advisers)
    partnered = trust(*month_of(off, half, still=True))
    alone = trust(*month_of(off, base, still=True))
    assert (advised < alone).any()
    np.testing.assert_allclose(advised, partnered, atol=1e-3)


def test_a_room_of_one_builds_no_trust(lively: Bench) -> None:
    group = int(np.flatnonzero(lively.sc.armed[:, 0])[0])
    none, full = (
        month_of(lively.with_(j_e=0.0, j_t=x), only(lively, "joint_room", group)) for x in (0.0, 0.5)
    )
    assert not differ(none, full)


@pytest.mark.parametrize("gain", [0.0, 0.05, 0.5])
def test_a_military_track_earns_trust_where_no_side_is_winning(lively: Bench, gain: float) -> None:
    bench = lively.with_(t_m=0.2)
    _, info = month_of(bench, bench.levers(), still=True)

    calm = 0.0 * info.deals.broken

    def after(size: float) -> Any:
        seen = (info.government, info.air, info.fight, info.standing, np.full(bench.n, gain), calm)
        levers = bench.levers(military_track=size)
        return both(
            lambda xp, p, s, lev, known: ties(xp, p, s, lev, known, bench.sc),
            bench.p, bench.state, levers, seen,
        ).trust  # fmt: skip

    earned = 0.2 * np.exp(-20.0 * gain) * (1.0 - bench.state.trust) * pairs_of(bench, bench.sc.armed)
    np.testing.assert_allclose(after(1.0) - after(0.0), earned, atol=1e-12)


@pytest.mark.parametrize("lever", sorted(set(COEFFICIENTS) - {"outside_force", "embargo_exempt"}))
def test_money_is_the_price_of_the_table(start: Bench, lever: str) -> None:
    none, full = (month_of(start, start.levers(**{lever: size}))[1].harm for size in (0.0, 1.0))
    np.testing.assert_allclose(full.money - none.money, LEVER_BY_ID[lever].money, rtol=1e-6)
    cost = 0.5 if lever == "advisers" else 0.0
    np.testing.assert_allclose(full.political_cost - none.political_cost, cost, atol=1e-6)
