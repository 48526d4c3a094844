"""Limiting cases of M10-M12, as docs/model.md states them, and of the whole month."""

from typing import Any

import numpy as np
import pytest

from irenic.engine.fragmentation import fragmentation
from irenic.engine.harm import harm
from irenic.engine.month import month
from irenic.engine.recruitment import Recruitment, recruitment
from irenic.engine.standing import local_share
from irenic.engine.state import State
from irenic.engine.strikes import sorties
from tests.engine.bench import KIT, MOST, Bench, both

FORCES = ("be_V", "be_R", "be_u", "be_p", "be_e", "be_x")


def joined(bench: Bench, pressure: float, **given: float) -> Recruitment:
    levers = bench.levers(**given)
    air = sorties(np, bench.state, levers, np.zeros(bench.n), bench.sc)
    siege = np.full_like(bench.state.grievance, pressure)
    present = local_share(bench.state.fighters, bench.state.control, bench.sc)
    return both(
        lambda xp, p, s, lev, d, seen, anchors: recruitment(xp, p, s, lev, d, seen, bench.sc, anchors),
        bench.p, bench.state, levers, bench.luck(), (air, siege, bench.state.control, present), bench.anchors,
    )  # fmt: skip


# M10


def test_the_extremist_can_grow_logistically(start: Bench) -> None:
    bench = start.with_(**dict.fromkeys((*FORCES, "ff"), 0.0))
    e, room = bench.sc.e, 0.0025 * bench.sc.population.sum(0)
    size = bench.state.fighters[e].sum(0)
    found = joined(bench, 0.0)
    grown = found.fighters[e].sum(0) + found.quitting.sum(0)
    np.testing.assert_allclose(grown, size + bench.p["r0"] * size * (1.0 - size / room), rtol=1e-12)
    np.testing.assert_array_equal(found.foreign, 0.0)
    np.testing.assert_allclose(found.quitting, 0.02 * bench.state.fighters[e])


def test_a_force_that_is_too_large_shrinks_no_faster_for_being_attractive(start: Bench) -> None:
    crowd = start.state.fighters * 40.0
    dull, bright = (
        start.with_(fighters=crowd, **dict.fromkeys(FORCES, pull), be_k=pull) for pull in (0.0, 5.0)
    )
    slow, fast = joined(dull, 0.0, pay=1.0), joined(bright, 0.0, pay=1.0)
    np.testing.assert_array_equal(slow.local, fast.local)
    np.testing.assert_allclose(slow.local, -0.5 * start.p["r0"] * crowd[start.sc.e])
    full = crowd.sum(0) > 0.03 * start.sc.population
    armed = start.sc.armed[:, 0] > 0
    assert full.any()
    np.testing.assert_array_equal(slow.fighters[armed][:, full], fast.fighters[armed][:, full])
    assert fast.fighters.min() >= 0.0


def test_a_full_siege_stops_joining(lively: Bench) -> None:
    found = joined(lively, 1.0)
    np.testing.assert_array_equal(found.local, 0.0)
    np.testing.assert_array_equal(found.foreign, 0.0)


def test_a_closed_border_halves_arrivals(lively: Bench) -> None:
    np.testing.assert_allclose(joined(lively, 0.2, border=1.0).foreign, 0.5 * joined(lively, 0.2).foreign)


def test_garrisons_of_councils_follow_what_they_hold(lively: Bench) -> None:
    c = int(np.flatnonzero(lively.sc.councils[:, 0])[0])
    wanted = lively.sc.garrison_per_capita * lively.sc.population * lively.state.control[1 + c]
    found = joined(lively, 0.3).fighters[c]
    np.testing.assert_allclose(found, 0.9 * lively.state.fighters[c] + 0.1 * wanted)


# M11


@pytest.mark.parametrize("rate", [0.0, 0.5])
def test_splits_keep_all_fighters(lively: Bench, rate: float) -> None:
    bench = lively.with_(f0=rate)
    loss = 0.1 * bench.sc.armed + 0.0 * bench.state.materiel
    found = both(
        lambda xp, p, s, lev, d, ls: fragmentation(xp, p, s, lev, d, ls, bench.sc),
        bench.p, bench.state, bench.levers(**KIT), bench.luck(), loss,
    )  # fmt: skip
    before = bench.state.fighters
    if rate == 0.0:
        np.testing.assert_array_equal(found, before)
        return
    np.testing.assert_allclose(found.sum(0), before.sum(0), rtol=1e-12)
    armed, s = bench.sc.armed[:, 0] > 0, int(np.flatnonzero(bench.sc.splinter[:, 0])[0])
    gone = (before - found)[armed].sum(0)
    np.testing.assert_allclose(found[s] - before[s], 0.97 * gone)
    np.testing.assert_allclose(found[bench.sc.e] - before[bench.sc.e], 0.03 * gone)
    assert ((before - found)[armed] <= 0.3 * before[armed] + 1e-9).all()


# M12


def test_peace_harms_nobody(lively: Bench) -> None:
    control = lively.state.control.copy()
    control[0] += control[1 + lively.sc.e]
    control[1 + lively.sc.e] = 0.0
    bench = lively.with_(control=control)
    _, info = bench.month(bench.levers(), bench.luck())
    none = np.zeros_like(bench.state.grievance)
    seen = (np.zeros_like(bench.state.fighters), none, none, info.air, info.standing)
    found = both(
        lambda xp, p, s, lev, d, known, anchors: harm(xp, p, s, lev, d, known, (1.0, anchors), bench.sc),
        bench.p, bench.state, bench.levers(), bench.luck(u_plot=MOST), seen, bench.anchors,
    )  # fmt: skip
    np.testing.assert_array_equal(found.civilians_combat, 0.0)
    np.testing.assert_array_equal(found.civilians_rule, 0.0)
    np.testing.assert_array_equal(found.displaced, 0.96 * bench.state.displaced)
    np.testing.assert_array_equal(found.money, 0.0)
    np.testing.assert_array_equal(found.political_cost, 0.0)


def crossings_in(bench: Bench, number: float, **given: float) -> Any:
    levers = bench.levers(**given)
    _, info = bench.month(levers, bench.still())
    vacant = info.joining.vacancy * 0.0 + bench.anchors.coastal_vacancy
    seen = (0.0 * bench.state.fighters, info.hits.civilians, vacant, info.air, info.standing)
    when = (number, bench.anchors)
    return harm(np, bench.p, bench.state, levers, bench.still(), seen, when, bench.sc).crossings


def test_crossings_follow_the_season_and_are_absent_where_undeclared(start: Bench) -> None:
    level, peak, amplitude = start.sc.crossings  # type: ignore[misc]
    to_peak = (peak - start.sc.start_month) % 12
    np.testing.assert_allclose(crossings_in(start, to_peak), level * (1.0 + amplitude), rtol=1e-6)
    np.testing.assert_allclose(crossings_in(start, to_peak + 6), level * (1.0 - amplitude), rtol=1e-6)
    np.testing.assert_allclose(crossings_in(start, to_peak + 12), crossings_in(start, to_peak))
    paid = crossings_in(start, to_peak, coast_deal=1.0) / crossings_in(start, to_peak)
    np.testing.assert_allclose(paid, np.exp(-start.p["x_c"]))
    np.testing.assert_array_equal(crossings_in(start.with_(crossings=None), to_peak), 0.0)


# The whole month


def test_a_month_is_the_same_with_numpy_and_compiled(lively: Bench) -> None:
    forced = np.zeros((2 + len(lively.sc.armed), 1))

    def whole(xp: Any, p: Any, s: State, levers: Any, draws: Any, anchors: Any) -> Any:
        return month(xp, p, s, levers, draws, (12.0, forced, anchors), lively.sc)

    levers = lively.levers(**KIT)
    given = [np.array(x) for x in lively.state]
    state, info = both(whole, lively.p, lively.state, levers, lively.luck(9), lively.anchors)
    for kept, now in zip(given, lively.state, strict=True):
        np.testing.assert_array_equal(now, kept)
    assert 0.2 < state.signed.mean() < 1.0
    assert info.air.flown.max() > 0.0


def test_worlds_do_not_touch_each_other(lively: Bench) -> None:
    def only(record: Any) -> Any:
        return type(record)(*(np.asarray(x)[..., 5:6] for x in record))

    levers, draws = lively.levers(**KIT), lively.luck(9)
    together, _ = lively.month(levers, draws)
    alone = lively._replace(
        p={name: x[5:6] for name, x in lively.p.items()},
        state=only(lively.state),
        anchors=only(lively.anchors),
    )
    single, _ = alone.month(only(levers), only(draws))
    for name in single._fields:
        np.testing.assert_allclose(getattr(single, name)[..., 0], getattr(together, name)[..., 5], rtol=1e-13)
