"""Attacks abroad traced to the country, and outside forces where there are none (docs/model.md, M12, M10)."""

from typing import Any

import numpy as np
import pytest

from irenic.engine.harm import harm
from irenic.engine.state import Draws
from tests.engine.bench import LEAST, MOST, Bench, both

MONTHS = 400


def plots(bench: Bench, draws: Draws, strikes: float = 0.0) -> Any:
    """Plots of one month, given the state at its end."""
    levers = bench.levers(strikes=strikes)
    _, info = bench.month(levers, bench.still())
    seen = (info.fight.killed, info.hits.civilians, info.joining.vacancy, info.air, info.standing)
    return both(
        lambda xp, p, s, lev, d, known, anchors: harm(xp, p, s, lev, d, known, (1.0, anchors), bench.sc),
        bench.p, bench.state, levers, draws, seen, bench.anchors,
    ).plot  # fmt: skip


def test_no_hazard_no_plots(lively: Bench) -> None:
    np.testing.assert_array_equal(plots(lively.with_(h_x=0.0), lively.luck(u_plot=LEAST), 200.0), 0.0)


def test_no_extremists_no_plots(lively: Bench) -> None:
    fighters = lively.state.fighters * (1.0 - lively.sc.extremist[:, None])
    np.testing.assert_array_equal(
        plots(lively.with_(fighters=fighters, h_x=0.9), lively.luck(u_plot=LEAST)), 0.0
    )


@pytest.mark.parametrize(("effect", "strikes"), [(0.0, 0.0), (0.0, 150.0), (0.6, 150.0), (-0.6, 150.0)])
def test_plots_come_as_often_as_their_hazard_says(lively: Bench, effect: float, strikes: float) -> None:
    bench = lively.with_(h_x=0.12, x_u=effect)
    levers = bench.levers(strikes=strikes)
    _, info = bench.month(levers, bench.still())
    seen = (info.fight.killed, info.hits.civilians, info.joining.vacancy, info.air, info.standing)
    strength = bench.state.fighters[bench.sc.e].sum(0) / bench.anchors.strength
    chance = 1.0 - np.exp(-0.12 * strength * np.exp(effect * np.log(1.0 + info.air.flown / 25.0)))
    total = np.zeros(bench.n)
    for number in range(1, MONTHS + 1):
        draws, when = bench.luck(3, number), (1.0, bench.anchors)
        total += harm(np, bench.p, bench.state, levers, draws, seen, when, bench.sc).plot
    spread = np.sqrt(MONTHS * (chance * (1.0 - chance)).sum())
    assert abs(total.sum() - MONTHS * chance.sum()) < 4.0 * spread
    at_most, at_least = bench.luck(u_plot=MOST), bench.luck()._replace(u_plot=0.999 * chance)
    np.testing.assert_array_equal(plots(bench, at_most, strikes), 0.0)
    np.testing.assert_array_equal(plots(bench, at_least, strikes), 1.0)


def test_a_plot_changes_nothing_else(lively: Bench) -> None:
    levers = lively.levers(talks=1.0)
    (calm, _), (struck, info) = (
        lively.month(levers, lively.luck(8)._replace(u_plot=np.full(lively.n, u))) for u in (MOST, LEAST)
    )
    np.testing.assert_array_equal(info.harm.plot, 1.0)
    for name in calm._fields:
        np.testing.assert_array_equal(getattr(calm, name), getattr(struck, name), err_msg=name)


@pytest.mark.parametrize("coefficient", [-0.3, 0.3])
def test_where_the_case_has_no_outside_group_the_lever_is_idle(lively: Bench, coefficient: float) -> None:
    bench = lively.with_(outside=np.zeros_like(lively.sc.outside), z_o=coefficient, be_o=coefficient)
    (none, _), (full, _) = (
        bench.month(bench.levers(outside_force=size), bench.luck(8)) for size in (0.0, 5000.0)
    )
    for name in none._fields:
        np.testing.assert_array_equal(getattr(none, name), getattr(full, name), err_msg=name)
