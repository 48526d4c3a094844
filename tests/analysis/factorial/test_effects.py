"""Planted effects come back; cells that cost alike do."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from irenic.analysis.factorial import FACTORS, Cell, all_cells, contrasts, effect, effects, match

CELLS = all_cells()
NUMBERS = st.floats(-3, 3, allow_nan=False)
LEVELS = st.fixed_dictionaries(
    {factor: st.tuples(*[NUMBERS] * (len(levels) - 1)) for factor, levels in FACTORS.items()}
)


def named(name: str) -> int:
    return next(i for i, contrast in enumerate(contrasts()) if contrast.name == name)


def test_which_effects_there_are() -> None:
    found = contrasts()
    assert sum(contrast.is_main for contrast in found) == 1 + 3 + 3 + 1
    assert len(found) == 8 + 3 + 3 + 1 + 9 + 3 + 2
    assert len({contrast.name for contrast in found}) == len(found)
    assert "air uninvited x timing after" not in {contrast.name for contrast in found}


@pytest.mark.parametrize("contrast", contrasts(), ids=lambda contrast: contrast.name)
def test_weights_balance(contrast: object) -> None:
    weights = np.array(list(contrast.weights.values()))  # type: ignore[attr-defined]
    assert weights.sum() == pytest.approx(0, abs=1e-12)
    assert np.abs(weights).sum() == pytest.approx(2 if contrast.is_main else 4)  # type: ignore[attr-defined]


@settings(max_examples=20)
@given(LEVELS)
def test_added_effects_come_back_and_do_not_interact(added: dict[str, tuple[float, ...]]) -> None:
    """A cell is the sum of its levels' effects; timing acts only where there is air support."""

    def value(cell: Cell) -> float:
        total = 0.0
        for factor, levels in FACTORS.items():
            if factor == "timing" and cell.air == "none":
                continue
            place = levels.index(getattr(cell, factor))
            total += added[factor][place - 1] if place else 0.0
        return total

    values = {cell: np.full(4, value(cell)) for cell in CELLS}
    for one in effects(values, None):
        factors, levels = one.contrast.factors, one.contrast.levels
        if factors in (("air",), ("breadth",), ("kit",), ("timing",)):
            expected = added[factors[0]][FACTORS[factors[0]].index(levels[0]) - 1]
            if factors == ("air",):
                expected += added["timing"][0] / 2  # half of the cells with air support come after
            assert one.mean == pytest.approx(expected, abs=1e-9)
        else:
            assert one.mean == pytest.approx(0, abs=1e-9)


def test_a_planted_interaction_comes_back_alone() -> None:
    def value(cell: Cell) -> float:
        return 2.0 * (cell.breadth == "broad" and cell.air == "partnered")

    found = effects({cell: np.full(3, value(cell)) for cell in CELLS}, None)
    by_name = {one.contrast.name: one.mean for one in found}
    assert by_name["breadth broad x air partnered"] == pytest.approx(2)
    assert by_name["breadth broad x air invited"] == pytest.approx(0)
    assert by_name["breadth broad"] == pytest.approx(0.5)
    assert by_name["air partnered"] == pytest.approx(1)


def test_interval_share_and_split_are_over_worlds() -> None:
    rng = np.random.default_rng(1)
    each = rng.normal(0.5, 1, 4000)
    luck = rng.normal(0, 50, 4000)  # common to all cells, so no part of any effect
    values = {cell: luck + (each if cell.breadth == "broad" else 0) for cell in CELLS}
    below = np.arange(4000) < 1000
    values = {cell: row + (cell.breadth == "broad") * below for cell, row in values.items()}
    found = effects(values, below)[named("breadth broad")]
    assert found.mean == pytest.approx(each.mean() + 0.25)
    assert found.high - found.low == pytest.approx(2 * 1.645 * found.error, rel=1e-3)
    assert found.error == pytest.approx((each + below).std(ddof=1) / np.sqrt(4000))
    assert found.share == pytest.approx(np.mean(each + below > 0))
    assert found.below is not None and found.above is not None
    assert found.below[0] - found.above[0] == pytest.approx(1, abs=0.15)
    assert found.is_clear


def test_nothing_is_clear_where_nothing_is() -> None:
    values = {cell: np.zeros(8) for cell in CELLS}
    found = effect(contrasts()[0], values, np.zeros(8, np.bool_))
    assert (found.mean, found.error, found.share, found.is_clear) == (0, 0, 0.5, False)
    assert found.below is None
    assert found.above == (0, 0)


# Equal cost


def test_costs_that_rise_are_met() -> None:
    def spend(scales: dict[Cell, float]) -> dict[Cell, float]:
        return {
            cell: 300 + 50 * (cell.kit == "pay") + cell.is_scaled * 400 * min(scale, 2.5) ** 0.8
            for cell, scale in scales.items()
        }

    found = match(CELLS, spend)
    for cell in CELLS:
        if cell.is_scaled:
            assert found.spent[cell] == pytest.approx(found.target, rel=0.01)
            assert found.spent[cell] == pytest.approx(spend({cell: found.scales[cell]})[cell])
        else:
            assert found.scales[cell] == 1
    assert found.unmatched == ()


def test_what_cannot_be_met_keeps_the_end_and_is_named() -> None:
    def spend(scales: dict[Cell, float]) -> dict[Cell, float]:
        money = {"none": 100.0, "uninvited": 900.0, "partnered": 1000.0, "invited": 10.0}
        return {cell: 300 + money[cell.air] * scale for cell, scale in scales.items()}

    found = match(CELLS, spend)
    apart = {(cell.air, found.scales[cell]) for cell in found.unmatched}
    assert apart == {("none", 3.0), ("invited", 3.0)}
    assert all(found.spent[c] == pytest.approx(found.target, rel=0.01) for c in CELLS if c.air == "partnered")


def test_scaling_takes_few_runs() -> None:
    calls = []

    def spend(scales: dict[Cell, float]) -> dict[Cell, float]:
        calls.append(len(scales))
        return {
            cell: 100 + 400 * (1 + (cell.air == "invited")) * scale**0.5 for cell, scale in scales.items()
        }

    match(CELLS, spend)
    assert sum(calls) <= 6 * 56
