"""Rules act on what is seen, late and blurred, and never on the truth (docs/model.md, "Registers")."""

from typing import Any, NamedTuple

import numpy as np
import pytest

from irenic.case import CaseArrays
from irenic.engine.registers import look, picks_of, registers_of
from irenic.engine.state import Draws
from irenic.engine.steering import decide, levers_of
from irenic.engine.view import View, first_view
from irenic.strategy.arrays import K_MAX, Registers, StrategyArrays, empty_arrays
from irenic.strategy.levers import LeverLayout
from irenic.strategy.observables import (
    DISTRICT_FIELDS,
    GROUP_FIELDS,
    HOLDING_FIELDS,
    OBSERVABLE_INDEX,
    PAIR_FIELDS,
    SCALARS,
    Observable,
)
from tests.engine.bench import LEAST, MOST, Bench

HUGE = 80.0
"""An error of judgement that turns every picture over: 8 for shares, a factor of 10**12 for persons."""


class Place(NamedTuple):
    """One register: what it is, and where."""

    row: Observable
    register: int


def places(bench: Bench) -> list[Place]:
    """Every register of the country, groups, pairs, districts and holdings."""
    groups, districts = bench.sc.home.shape[:2]
    where = Registers(groups, districts)
    found = [Place(row, index) for index, row in enumerate(SCALARS)]
    found += [Place(f, where.of_group(f.id, g)) for f in GROUP_FIELDS for g in range(groups)]
    found += [
        Place(f, where.of_group(f.id, g, h))
        for f in PAIR_FIELDS
        for g in range(groups)
        for h in range(groups)
    ]
    found += [Place(f, where.of_district(f.id, d)) for f in DISTRICT_FIELDS for d in range(districts)]
    return found + [
        Place(f, where.of_district(f.id, d, g))
        for f in HOLDING_FIELDS
        for d in range(districts)
        for g in range(groups)
    ]


def memory(bench: Bench) -> View:
    """What is remembered of three months that were alike: shares of 0.4, a hundred persons."""
    values = np.stack([np.full(bench.n, 100.0 if row.upper > 1000 else 0.4) for row in SCALARS])
    view = first_view(np, values, 0.4 * bench.sc.domestic + 0.0 * bench.state.materiel, bench.state, bench.sc)
    return view._replace(
        clash=0.0 * view.clash + 0.02, losses=0.0 * view.losses + 30.0, engagement=0.0 * view.engagement + 0.3
    )


def erring(bench: Bench, error: float) -> Draws:
    """Draws without luck but for what is seen: every report errs the same way."""
    still = bench.still()
    return still._replace(
        observe=np.full_like(still.observe, error),
        report_group=np.full_like(still.report_group, error),
        report_district=np.full_like(still.report_district, error),
        u_thin=np.full_like(still.u_thin, MOST if error >= 0 else LEAST),
    )


def registers(bench: Bench, strategy: StrategyArrays, draws: Draws) -> np.ndarray:
    """(register, lane) as seen in month 6."""
    view = memory(bench)
    picks = picks_of(np, view, bench.state, draws, strategy, bench.sc)
    return np.asarray(registers_of(np, view, bench.state, np.array(6.0), draws, picks, bench.sc))


def held(bench: Bench, strategy: StrategyArrays, draws: Draws) -> np.ndarray:
    """(test, lane), 1 where a test is true in month 6."""
    view = memory(bench)
    seen = look(np, view, bench.state, np.array(6.0), draws, strategy, bench.sc)
    return np.asarray(decide(np, view, seen, np.array(6.0), strategy).runs[:K_MAX])


@pytest.fixture
def nothing(toy_arrays: CaseArrays) -> StrategyArrays:
    return empty_arrays(toy_arrays)


def split(bench: Bench, nothing: StrategyArrays) -> tuple[list[Place], list[Place]]:
    """Registers with normal and lognormal noise, and those that are exact."""
    noise = {"normal": 0, "lognormal": 0, "none": 1}
    found: tuple[list[Place], list[Place]] = ([], [])
    for place in places(bench):
        if place.row.noise in noise:
            found[noise[place.row.noise]].append(place)
    return found


def limit(place: Place, true: np.ndarray, sign: int) -> float:
    """A threshold clearly beyond the truth of every lane, above or below."""
    values = true[place.register]
    if place.row.noise == "lognormal":
        return float(10.0 * values.max() if sign > 0 else values.min() / 10.0)
    return float(values.max() + 0.3 if sign > 0 else values.min() - 0.3)


@pytest.mark.parametrize("sign", [1, -1])
def test_every_blurred_register_is_judged_as_seen(lively: Bench, nothing: StrategyArrays, sign: int) -> None:
    """The truth never reaches the threshold; what is seen does, where the report errs that way."""
    true = registers(lively, nothing, erring(lively, 0.0))
    blurred, _ = split(lively, nothing)
    blurred = [p for p in blurred if p.row.noise == "normal" or (true[p.register] > 0).all()]
    assert len(blurred) > 200
    for first in range(0, len(blurred), K_MAX):
        chosen = blurred[first : first + K_MAX]
        for k, place in enumerate(chosen):
            nothing.register[k] = place.register
            nothing.threshold[k], nothing.at_least[k] = limit(place, true, sign), sign > 0
        for error, expected in ((sign * HUGE, 1.0), (0.0, 0.0), (-sign * HUGE, 0.0)):
            found = held(lively, nothing, erring(lively, error))[: len(chosen)]
            np.testing.assert_array_equal(found, expected)


def test_nobody_is_seen_as_nobody(lively: Bench, nothing: StrategyArrays) -> None:
    """Factors do not find persons where there are none."""
    blurred, _ = split(lively, nothing)
    factors = [p.register for p in blurred if p.row.noise == "lognormal"]
    true, wrong = (registers(lively, nothing, erring(lively, error))[factors] for error in (0.0, HUGE))
    assert (true == 0.0).any()
    np.testing.assert_array_equal(true == 0.0, wrong == 0.0)


def test_a_thinned_report_is_judged_as_seen(lively: Bench, nothing: StrategyArrays) -> None:
    nothing.register[0], nothing.threshold[0] = OBSERVABLE_INDEX["civilian_deaths"], 80.0
    assert held(lively, nothing, erring(lively, HUGE))[0].all()
    assert not held(lively, nothing, erring(lively, -HUGE))[0].any()


def test_exact_registers_do_not_err(lively: Bench, nothing: StrategyArrays) -> None:
    _, exact = split(lively, nothing)
    where = [place.register for place in exact]
    names = {place.row.id for place in exact}
    assert names >= {"signed", "money_spent", "strikes_flown", "outside_losses", "offensive"}
    true, wrong = (registers(lively, nothing, erring(lively, error))[where] for error in (0.0, HUGE))
    np.testing.assert_array_equal(true, wrong)


def test_what_is_seen_of_the_country_is_memory_not_the_moment(
    lively: Bench, start: Bench, nothing: StrategyArrays
) -> None:
    """Other than the milestones, no scalar moves when the state does."""
    view, draws = memory(lively), lively.luck(7)
    picks = picks_of(np, view, lively.state, draws, nothing, lively.sc)
    then, now = (
        registers_of(np, view, bench.state, np.array(6.0), draws, picks, bench.sc)
        for bench in (start, lively)
    )
    scalars = [k for k, row in enumerate(SCALARS) if row.id not in ("signed", "seated", "endorsed")]
    np.testing.assert_array_equal(then[scalars], now[scalars])
    assert (then[OBSERVABLE_INDEX["signed"]] != now[OBSERVABLE_INDEX["signed"]]).any()


@pytest.mark.parametrize(("name", "lag"), [("acceptance", 1), ("engaged", 2), ("legitimacy", 3)])
def test_lags_are_those_of_the_table(lively: Bench, nothing: StrategyArrays, name: str, lag: int) -> None:
    view, draws, index = memory(lively), erring(lively, 0.0), OBSERVABLE_INDEX[name]
    for month in (1, 2, 3):
        past = view.past.copy()
        past[month - 1, index] = 0.9
        seen = look(
            np, view._replace(past=past), lively.state, np.array(6.0), draws,
            nothing._replace(register=np.full_like(nothing.register, index)), lively.sc,
        )  # fmt: skip
        np.testing.assert_allclose(seen.tests[0], 0.9 if month == lag else 0.4)


# Whole decisions


class Rule(NamedTuple):
    """A strategy of one phase on one register, which sends strikes; and a true value below its threshold."""

    strategy: StrategyArrays
    layout: LeverLayout


def rule(bench: Bench, nothing: StrategyArrays, register: int, threshold: float) -> Rule:
    """Strikes while a register is at least a threshold."""
    s = nothing
    s.register[0], s.threshold[0], s.used[0], s.rank[0] = register, threshold, 1.0, 1.0
    s.when[0, 0] = s.sets[0, 0] = 1.0
    s.value[0, 0] = 50.0
    return Rule(s, bench.layout)


def acted(bench: Bench, plan: Rule, draws: Draws) -> np.ndarray:
    """The lever `strikes` of month 6, by lane."""
    view, at = memory(bench), np.array(6.0)
    seen = look(np, view, bench.state, at, draws, plan.strategy, bench.sc)
    picks = picks_of(np, view, bench.state, draws, plan.strategy, bench.sc)
    after = decide(np, view, seen, at, plan.strategy)
    return np.asarray(levers_of(np, after, (seen, lambda: picks), plan.strategy, plan.layout).strikes)


def select(strategy: StrategyArrays, kind: str, row: int, threshold: float) -> None:
    """The first selector of a kind: a row at least a threshold; the extremist (0) in no mask."""
    chosen: Any = getattr(strategy, kind)
    chosen.mask[0] = 1.0
    if kind == "groups":
        chosen.mask[0, 0] = 0.0
    if kind == "pairs":
        chosen.mask[0] = 1.0 - np.eye(chosen.mask.shape[-1])
        chosen.mask[0, 0] = chosen.mask[0, :, 0] = 0.0
    chosen.live[0, 0] = chosen.used[0, 0, 0] = 1.0
    chosen.row[0, 0, 0], chosen.threshold[0, 0, 0] = row, threshold


@pytest.mark.parametrize(
    "kind", ["scalar", "group", "pair", "district", "holding", "groups", "districts", "pairs"]
)
def test_a_phase_starts_on_what_is_seen(lively: Bench, nothing: StrategyArrays, kind: str) -> None:
    """With a huge error every kind of register starts the phase; without it, or the other way, none does."""
    where = Registers(*lively.sc.home.shape[:2])
    first = where.counts
    register = {
        "scalar": OBSERVABLE_INDEX["legitimacy"],
        "group": where.of_group("willingness", 1),
        "pair": where.of_group("trust", 1, 2),
        "district": where.of_district("cohesion", 0),
        "holding": where.of_district("control", 0, 1),
        "groups": first,
        "districts": first + len(nothing.groups.live),
        "pairs": first + len(nothing.groups.live) + len(nothing.districts.live),
    }[kind]
    counts = kind in ("groups", "districts", "pairs")
    if counts:
        row = {"groups": 0, "districts": where.district_row("cohesion"), "pairs": 0}[kind]
        select(nothing, kind, row, 1.5)
    plan = rule(lively, nothing, register, 1.0 if counts else 1.5)
    np.testing.assert_array_equal(acted(lively, plan, erring(lively, HUGE)), 50.0)
    for error in (0.0, -HUGE):
        np.testing.assert_array_equal(acted(lively, plan, erring(lively, error)), 0.0)


# The same picture of another truth


@pytest.mark.parametrize("kind", ["groups", "districts", "pairs"])
def test_another_truth_that_looks_the_same_is_treated_the_same(
    lively: Bench, nothing: StrategyArrays, kind: str
) -> None:
    """Errors that undo the difference leave picks and decision alike; without errors they would differ."""
    where = Registers(*lively.sc.home.shape[:2])
    row = {"groups": where.group_row("member"), "districts": where.district_row("grievance"), "pairs": 0}[
        kind
    ]
    select(nothing, kind, row, 0.5)
    nothing = nothing._replace(register=np.full_like(nothing.register, where.counts))
    rng, still = np.random.default_rng(2), lively.still()
    state, shift = lively.state, 0.0
    if kind == "groups":
        truth = rng.random(state.membership.shape)
        one, other = lively.with_(membership=truth), lively.with_(membership=1.0 - truth)
        errors = still._replace(report_group=(2.0 * truth - 1.0) / 0.1)
    elif kind == "districts":
        truth = rng.random(state.grievance.shape)
        one, other = lively.with_(grievance=truth), lively.with_(grievance=1.0 - truth)
        errors = still._replace(report_district=(2.0 * truth - 1.0) / 0.1)
    else:
        one, other, shift = lively, lively.with_(trust=state.trust + 0.3), -0.3
        errors = still._replace(report_group=np.full_like(still.report_group, shift / 0.1 / np.sqrt(2.0)))

    def picked(bench: Bench, draws: Draws) -> np.ndarray:
        picks = picks_of(np, memory(bench), bench.state, draws, nothing, bench.sc)
        return np.asarray(getattr(picks, kind)[0])

    np.testing.assert_array_equal(picked(one, still), picked(other, errors))
    assert (picked(one, still) != picked(other, still)).any()
    assert 0.0 < picked(one, still).mean() < 1.0


def test_reports_on_a_group_or_district_err_together(lively: Bench, nothing: StrategyArrays) -> None:
    """One error of judgement for each group and district; halves of it where two meet."""
    groups, districts = lively.sc.home.shape[:2]
    where, draws = Registers(groups, districts), lively.luck(3)
    calm, seen = registers(lively, nothing, erring(lively, 0.0)), registers(lively, nothing, draws)
    by_group, by_district = draws.report_group, draws.report_district
    for g in range(groups):
        for d in range(districts):
            at, error = where.of_district("control", d, g), (by_group[g] + by_district[d]) / np.sqrt(2.0)
            np.testing.assert_allclose(seen[at] - calm[at], 0.1 * error, atol=1e-12)
        for h in range(groups):
            error = (by_group[g] + by_group[h]) / np.sqrt(2.0)
            trust, clash = where.of_group("trust", g, h), where.of_group("clash", g, h)
            np.testing.assert_allclose(seen[trust] - calm[trust], 0.1 * error, atol=1e-12)
            np.testing.assert_allclose(seen[clash], calm[clash] * np.exp(0.35 * error))
        held_by, losses = where.of_group("held", g), where.of_group("losses", g)
        np.testing.assert_allclose(seen[held_by] - calm[held_by], 0.05 * by_group[g], atol=1e-12)
        np.testing.assert_allclose(seen[losses], calm[losses] * np.exp(0.35 * by_group[g]))
    for d in range(districts):
        people = where.of_district("extremists", d)
        np.testing.assert_allclose(seen[people], calm[people] * np.exp(0.35 * by_district[d]))
