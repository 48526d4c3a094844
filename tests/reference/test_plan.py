"""Strategies and what they see, and whole runs of the oracle."""

from __future__ import annotations

import csv
from importlib import resources
from typing import Any

import numpy as np
import pytest

from irenic.engine.state import Levers, State

from .algebra import Arrays, Floats
from .build import luck, median_params, no_luck, parties, plan
from .month import SYMBOLS
from .outcomes import OBSERVABLES
from .run import Run, run
from .start import DISTRICT_LEVERS, GROUP_LEVERS, SCALAR_LEVERS, levers
from .strategy import Plan, flat_levers, fresh, seen, unflatten, update

INDEX = {name: k for k, (name, *_rest) in enumerate(OBSERVABLES)}


def flat(case: Any, **given: float) -> Floats:
    """Return the flat levers of one lane."""
    return np.concatenate([np.ravel(value[0]) for value in levers(case, 1, **given).values()])


def condition(p: Plan, k: int, name: str, sign: str, threshold: float, months: int = 2) -> None:
    """Write condition `k`."""
    p["observable"][k], p["at_least"][k] = INDEX[name], sign == ">="
    p["threshold"][k], p["months"][k] = threshold, months


def phase(p: Plan, number: int, when: tuple[int, ...] = (), until: tuple[int, ...] = ()) -> None:
    """Write phase `number`, which sets lever 0 to 10 more than its number."""
    p["used"][number] = 1
    p["when"][number, list(when)] = 1
    p["until"][number, list(until)] = 1
    p["value"][number, 0], p["sets"][number, 0] = 10.0 + number, 1


def strikes(p: Plan, legitimacy: list[float]) -> list[float]:
    """Return lever 0 in each month of one lane that sees `legitimacy`."""
    memory, found = fresh(p, 1), []
    for number, value in enumerate(legitimacy, start=1):
        view = np.zeros((1, len(OBSERVABLES)))
        view[0, INDEX["month"]], view[0, INDEX["legitimacy"]] = number, value
        update(p, memory, view, number)
        found.append(float(flat_levers(p, memory)[0, 0]))
    return found


@pytest.fixture
def blank(toy_arrays: Any) -> Plan:
    return plan(flat(toy_arrays))


def test_a_phase_without_when_runs_from_month_one_and_ends_for_good(blank: Plan) -> None:
    condition(blank, 0, "month", ">=", 3, months=1)
    phase(blank, 0, until=(0,))
    assert strikes(blank, [0.0] * 5) == [10, 10, 0, 0, 0]


def test_a_condition_must_hold_for_its_months_in_a_row(blank: Plan) -> None:
    condition(blank, 0, "legitimacy", ">=", 0.5, months=2)
    phase(blank, 0, when=(0,))
    assert strikes(blank, [0.6, 0.4, 0.6, 0.6, 0.1]) == [0, 0, 0, 10, 10]


def test_all_when_conditions_are_needed_and_any_until_ends(blank: Plan) -> None:
    condition(blank, 0, "legitimacy", ">=", 0.5, months=1)
    condition(blank, 1, "month", ">=", 3, months=1)
    condition(blank, 2, "legitimacy", "<", 0.2, months=1)
    condition(blank, 3, "month", ">=", 99, months=1)
    phase(blank, 0, when=(0, 1), until=(2, 3))
    assert strikes(blank, [0.6, 0.6, 0.6, 0.3, 0.1, 0.6]) == [0, 0, 10, 10, 0, 10]


@pytest.mark.parametrize("once", [False, True])
def test_a_phase_starts_again_unless_once(blank: Plan, once: bool) -> None:
    condition(blank, 0, "legitimacy", ">=", 0.5, months=1)
    condition(blank, 1, "legitimacy", "<", 0.5, months=1)
    phase(blank, 0, when=(0,), until=(1,))
    blank["once"][0] = once
    assert strikes(blank, [0.6, 0.1, 0.6]) == [10, 0, 0 if once else 10]


def test_until_comes_first_and_a_phase_does_not_restart_in_the_month_it_ends(blank: Plan) -> None:
    condition(blank, 0, "month", ">=", 1, months=1)
    condition(blank, 1, "legitimacy", "<", 0.5, months=1)
    phase(blank, 0, when=(0,), until=(1,))
    assert strikes(blank, [0.1, 0.1, 0.1, 0.6, 0.6]) == [10, 0, 10, 10, 10]


def test_later_phases_win_and_counters_run_before_a_phase_does(blank: Plan) -> None:
    condition(blank, 0, "legitimacy", ">=", 0.5, months=3)
    condition(blank, 1, "month", ">=", 3, months=1)
    phase(blank, 0)
    phase(blank, 1, when=(1,), until=(0,))
    assert strikes(blank, [0.6] * 5) == [10, 10, 11, 10, 11]


def test_what_is_seen_lags_and_is_noisy(toy_arrays: Any) -> None:
    draws = no_luck(toy_arrays, 2)
    history = [np.full((2, len(OBSERVABLES)), float(t)) for t in range(6)]
    view = seen(history, 6, draws)[0]
    for name, lag in (("signed", 1), ("membership", 1), ("legitimacy", 3), ("engaged", 2)):
        assert view[INDEX[name]] == 6 - lag, name
    assert view[INDEX["month"]] == 6
    assert seen(history, 2, draws)[0, INDEX["legitimacy"]] == 0
    draws["observe"] = np.ones((2, 24))
    draws["u_thin"] = np.array([0.0, 1.0])
    view = seen(history, 6, draws)
    np.testing.assert_allclose(view[:, INDEX["membership"]], 5.05)
    np.testing.assert_allclose(view[:, INDEX["extremist_strength"]], 4 * np.exp(0.35))
    np.testing.assert_allclose(view[:, INDEX["civilian_deaths"]], [3.0, 5.0])
    np.testing.assert_array_equal(view[:, INDEX["seated"]], 5.0)
    draws["observe"][:, INDEX["base_share"]] = -1.0
    view = seen(history, 6, draws)
    np.testing.assert_allclose(view[:, INDEX["base_share_rise"]], 4.9)


def test_tables_of_the_package_say_the_same_as_the_model_text() -> None:
    with resources.files("irenic.strategy").joinpath("observables.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["id"] for row in rows] == list(INDEX)
    for row, (name, lag, noise, size, slot) in zip(rows, OBSERVABLES, strict=True):
        assert (int(row["lag"]), row["noise"].replace("thinning", "thinned")) == (lag, noise), name
        if noise in ("normal", "lognormal"):
            assert (float(row["sd"]), int(row["draw"])) == (size, slot), name
    assert (*SCALAR_LEVERS, *GROUP_LEVERS, "truce", *DISTRICT_LEVERS, "terms") == Levers._fields
    assert tuple(SYMBOLS) == State._fields


def test_levers_come_back_from_their_flat_layout(toy_arrays: Any) -> None:
    given = levers(toy_arrays, 1, talks=0.4, pay=0.3)
    given["truce"][0, 1, 2] = 0.7
    given["services"][0, 3] = 0.2
    row = np.concatenate([np.ravel(value[0]) for value in given.values()])
    for name, value in unflatten(row[None], toy_arrays).items():
        np.testing.assert_array_equal(value, given[name], err_msg=name)


def toy_run(case: Any, p: Plan, draws: list[Arrays]) -> Run:
    """Run a plan in four median worlds."""
    count = len(draws[0]["u_sign"])
    return run(*parties(case, count), median_params(count), case, p, draws, b0_median=-0.5)


def test_a_run_follows_its_plan(toy_arrays: Any) -> None:
    rng = np.random.default_rng(3)
    p = plan(flat(toy_arrays, talks=1.0, breadth=0.6))
    condition(p, 0, "signed", ">=", 1, months=1)
    phase(p, 0, when=(0,))
    draws = [luck(toy_arrays, 16, rng) for _ in range(14)]
    result = toy_run(toy_arrays, p, draws)
    assert len(result.states) == 15
    assert len(result.infos) == 14
    for lane in range(16):
        signed = [t for t in range(1, 14) if result.states[t]["signed"][lane]]
        expected = signed[0] + 1 if signed else 0
        assert result.phases[lane, 0] == expected
    for number in range(1, 15):
        on = result.levers[number - 1]["strikes"] == 10
        first = result.phases[:, 0]
        np.testing.assert_array_equal(on, (first > 0) & (first <= number))
    assert (result.phases[:, 0] > 0).any()


def test_a_run_may_force_dated_events(toy_arrays: Any) -> None:
    p = plan(flat(toy_arrays))
    p["forced"][:] = (1, 4)
    result = toy_run(toy_arrays, p, [no_luck(toy_arrays, 2)] * 5)
    assert [float(s["signed"][0]) for s in result.states] == [0, 1, 1, 1, 1, 1]
    assert [float(s["seated"][0]) for s in result.states] == [0, 0, 0, 0, 1, 1]
    assert result.observed[5].shape == (2, len(OBSERVABLES))
