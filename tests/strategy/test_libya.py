"""The strategies shipped with Libya 2015: the nine, what their pairs isolate, and the dated record."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import irenic.strategy
from irenic.case import CaseArrays, case_arrays, load_case
from irenic.strategy import Strategy, lever_layout, load_strategies, strategy_arrays

FILE = Path(irenic.strategy.__file__).parents[1] / "cases" / "libya_2015" / "strategies.yaml"


@pytest.fixture(scope="module")
def libya() -> CaseArrays:
    return case_arrays(load_case("libya-2015"))


@pytest.fixture(scope="module")
def strategies(libya: CaseArrays) -> dict[str, Strategy]:
    return load_strategies(FILE, libya)


def differing(left: Strategy, right: Strategy) -> set[str]:
    """Levers that differ between two strategies, in the base or in phases of the same name."""
    parts = [(left.base, right.base)]
    phases = {phase.name: phase for phase in right.phases}
    parts += [(phase.levers, phases[phase.name].levers) for phase in left.phases if phase.name in phases]
    return {element[0] for one, two in parts for element, _ in set(one.items()) ^ set(two.items())}


def test_nine_references_and_two_back_tests(strategies: dict[str, Strategy]) -> None:
    assert [name for name, strategy in strategies.items() if not strategy.reference] == [
        "history",
        "history_unforced",
    ]
    assert len(strategies) == 11


def test_shapes_are_the_same_for_all(strategies: dict[str, Strategy], libya: CaseArrays) -> None:
    arrays = [strategy_arrays(strategy, libya) for strategy in strategies.values()]
    shapes = {
        (a.base.shape, a.sets.shape, a.weight.shape, a.pairs.mask.shape, a.targets.place.shape)
        for a in arrays
    }
    assert len(shapes) == 1
    groups, districts = len(libya.groups), len(libya.districts)
    length = 22 + 11 * groups + groups**2 + 4 * districts + len(libya.issues) + len(libya.patrons)
    assert lever_layout(libya).length == length


def test_all_that_strike_take_the_same_care(strategies: dict[str, Strategy]) -> None:
    for name, strategy in strategies.items():
        for levers in (strategy.base, *(phase.levers for phase in strategy.phases)):
            if ("strikes",) in levers:
                both = {**strategy.base, **levers}
                assert both[("care",)] == 0.5, name
                assert both[("leadership_pressure",)] == (0.5 if name == "pinpricks" else 0.1), name


def test_top_down_pair_differs_in_air_support_alone(strategies: dict[str, Strategy]) -> None:
    plain, air = strategies["top_down"], strategies["top_down_air"]
    assert plain.base == air.base and not plain.phases and len(air.phases) == 1
    assert plain.base[("breadth",)] <= 0.05


def test_narrow_pair_differs_in_breadth_alone(strategies: dict[str, Strategy]) -> None:
    broad, narrow = strategies["bottom_up"], strategies["bottom_up_narrow"]
    assert differing(broad, narrow) == {"breadth"}
    assert broad.phases == narrow.phases
    assert narrow.base[("new_conference",)] == 1


def test_air_now_pair_differs_in_strikes_and_consent_alone(strategies: dict[str, Strategy]) -> None:
    waits, now = strategies["bottom_up"], strategies["bottom_up_air_now"]
    assert differing(waits, now) == {"strikes", "consent_required"}
    air, *exits = waits.phases
    assert {element[0] for element in air.levers} == {"strikes", "consent_required"}
    assert [(p.name, p.when, p.until) for p in exits] == [(p.name, p.when, p.until) for p in now.phases]


def test_the_way_out_needs_no_signing(strategies: dict[str, Strategy]) -> None:
    """Decision D25: it must be able to fly before a signing, by the consent of those who are in."""
    for phase in strategies["bottom_up"].phases[1:]:
        assert "signed" not in str(phase.when)
        assert "membership < 0.25 for 2 months" in str(phase.when), "no way out of a settlement that works"
        assert phase.levers[("partner", "MIS")] >= 0.3


def test_no_reference_strategy_has_dated_events(strategies: dict[str, Strategy]) -> None:
    assert [name for name, strategy in strategies.items() if strategy.forced] == ["history"]
    assert strategies["history"].forced == {"signed": 1, "seated": 4}


def test_unforced_history_is_the_same_otherwise(strategies: dict[str, Strategy]) -> None:
    assert strategies["history"].base == strategies["history_unforced"].base
    assert strategies["history"].phases == strategies["history_unforced"].phases


def scheduled(strategy: Strategy, case: CaseArrays, month: int) -> dict[str, np.ndarray]:
    """Levers of a strategy whose conditions are all single tests of the month."""
    arrays = strategy_arrays(strategy, case)
    flat = arrays.base.copy()
    is_met = np.where(arrays.at_least == 1, month >= arrays.threshold, month < arrays.threshold)
    count = len(is_met)
    assert not arrays.when[:, count:].any() and not arrays.until[:, count:].any()
    for p in np.flatnonzero(arrays.used):
        if is_met[arrays.when[p, :count] == 1].all() and not is_met[arrays.until[p, :count] == 1].any():
            flat = np.where(arrays.sets[p] == 1, arrays.value[p], flat)
    return lever_layout(case).unflatten(flat)


def test_the_record_month_by_month(strategies: dict[str, Strategy], libya: CaseArrays) -> None:
    levers = {month: scheduled(strategies["history"], libya, month) for month in range(1, 26)}
    strikes = {month: float(at["strikes"]) for month, at in levers.items()}
    assert sum(strikes[month] for month in range(9, 14)) == 495
    assert [month for month in range(1, 14) if strikes[month]] == [3, 9, 10, 11, 12, 13]
    assert sum(strikes[month] for month in range(14, 26)) == pytest.approx(4.8)
    pfg = libya.groups.index("PFG")
    assert [month for month, at in levers.items() if at["pay"][pfg]] == [8, 9]
    assert [month for month, at in levers.items() if at["sanction"].any()] == list(range(5, 26))
    assert [month for month, at in levers.items() if at["deny"].any()] == list(range(2, 26))
    assert [month for month, at in levers.items() if at["coast_deal"]] == list(range(20, 26))
    assert {m: float(at["conference"]) for m, at in levers.items() if at["conference"]} == {
        1: 1.0, 6: 1.0, 18: 0.5, 20: 0.5,
    }  # fmt: skip
    assert {float(at["talks"]) for at in levers.values()} == {1.0}


def test_conditions_of_history_are_about_the_month_alone(strategies: dict[str, Strategy]) -> None:
    assert {str(condition).split()[0] for condition in strategies["history"].conditions()} == {"month"}
