"""The cells differ in what they are meant to, and in nothing else."""

from __future__ import annotations

from collections import Counter

import pytest

from irenic.analysis.factorial import FACTORS, Cell, all_cells, cell_strategy, partner_of
from irenic.analysis.factorial.cells import MEANINGS
from irenic.case import CaseArrays
from irenic.errors import StrategyError
from irenic.strategy import Strategy, parse_strategies, strategies_text, strategy_arrays

PARTNER = {("partner", "NA"): 1.0}


def test_there_are_fifty_six() -> None:
    cells = all_cells()
    assert len(cells) == len(set(cells)) == 56
    assert Counter(cell.air for cell in cells) == {"none": 8, "uninvited": 16, "partnered": 16, "invited": 16}
    assert len({cell.name for cell in cells}) == 56
    assert set(MEANINGS) == {level for levels in FACTORS.values() for level in levels} - {"none"}


@pytest.mark.parametrize("cell", all_cells(), ids=lambda cell: cell.name)
def test_every_cell_is_a_strategy_that_a_file_holds(cell: Cell, toy_arrays: CaseArrays) -> None:
    strategy = cell_strategy(cell, 3.0, PARTNER, toy_arrays)
    strategy_arrays(strategy, toy_arrays)
    back = parse_strategies(strategies_text([strategy], toy_arrays), toy_arrays)[cell.name]
    assert dict(back.base) == dict(strategy.base)
    assert back.phases == strategy.phases


def levers(cell: Cell, names: CaseArrays, scale: float = 1.0) -> dict[str, float]:
    strategy = cell_strategy(cell, scale, PARTNER, names)
    return {element[0]: value for element, value in strategy.base.items()}


def test_one_factor_changes_one_thing(toy_arrays: CaseArrays) -> None:
    base = levers(Cell("elite", "none", "none", "now"), toy_arrays)
    broad = levers(Cell("broad", "none", "none", "now"), toy_arrays)
    assert broad == {**base, "breadth": 0.85}
    paid = levers(Cell("elite", "pay", "none", "now"), toy_arrays)
    assert paid == {**base, "pay": 0.4, "pay_conditional": 0.7}
    both = levers(Cell("elite", "both", "none", "now"), toy_arrays)
    assert both == {**paid, "sanction": 0.6}
    flown = levers(Cell("elite", "none", "uninvited", "now"), toy_arrays)
    assert flown == {**base, "strikes": 100}
    beside = levers(Cell("elite", "none", "partnered", "now"), toy_arrays)
    assert beside == {**flown, "partner": 1, "air_conditional": 0.5}
    asked = levers(Cell("elite", "none", "invited", "now"), toy_arrays)
    assert asked == {**flown, "consent_required": 1, "air_conditional": 0.8}


def test_after_seating_is_the_same_in_a_phase(toy_arrays: CaseArrays) -> None:
    now, after = (
        cell_strategy(Cell("broad", "both", "partnered", timing), 2.0, PARTNER, toy_arrays)
        for timing in FACTORS["timing"]
    )
    (phase,) = after.phases
    assert str(phase.when) == "seated for 2 months"
    assert {**after.base, **phase.levers} == dict(now.base)
    assert not set(after.base) & set(phase.levers)


def test_the_scale_reaches_what_costs_money_and_stops_at_limits(toy_arrays: CaseArrays) -> None:
    cell = Cell("elite", "both", "uninvited", "now")
    half, huge = levers(cell, toy_arrays, 0.5), levers(cell, toy_arrays, 9.0)
    assert (half["strikes"], half["pay"], half["sanction"]) == (50, 0.2, 0.6)
    assert (huge["strikes"], huge["pay"], huge["sanction"]) == (300, 1, 0.6)
    assert [c.is_scaled for c in (cell, Cell("elite", "sanctions", "none", "now"))] == [True, False]


def test_the_partner_is_the_case_s() -> None:
    arms = Strategy("partnered", "P", "P.", base={("partner", "B"): 0.7, ("strikes",): 10.0})
    assert partner_of([Strategy("other", "O", "O."), arms]) == {("partner", "B"): 0.7}


@pytest.mark.parametrize("strategies", [[], [Strategy("partnered", "P", "P.", base={("strikes",): 10.0})]])
def test_a_case_without_a_partner_is_refused(strategies: list[Strategy]) -> None:
    with pytest.raises(StrategyError, match="no_partner: partnered is missing, or arms no one"):
        partner_of(strategies)
