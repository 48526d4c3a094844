"""The table of levers and the flat layout."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from irenic.engine.state import Levers
from irenic.errors import ShapeError
from irenic.strategy import LEVER_BY_ID, LEVERS, LeverLayout, levers_markdown

DOCS = Path(__file__).parents[2] / "docs"
SIZES = st.builds(LeverLayout, st.integers(1, 6), st.integers(1, 5), st.integers(1, 4), st.integers(0, 3))


def test_order_is_that_of_the_engine() -> None:
    assert tuple(lever.id for lever in LEVERS) == Levers._fields


def test_order_of_shapes_is_that_of_the_flat_vector() -> None:
    order = ["scalar", "group", "pair", "district", "issue", "patron"]
    ranks = [order.index(lever.shape) for lever in LEVERS]
    assert ranks == sorted(ranks)
    assert [ranks.count(rank) for rank in range(6)] == [22, 11, 1, 4, 1, 1]


@pytest.mark.parametrize("lever", LEVERS, ids=lambda lever: lever.id)
def test_rows_make_sense(lever: object) -> None:
    assert lever.lower <= lever.default <= lever.upper
    assert lever.default == (1 if lever.id == "invite" else 0)
    assert lever.money >= 0
    assert all((lever.unit, lever.label, lever.effect, lever.cost))


def test_prices_are_those_of_the_model_text() -> None:
    prices = {lever.id: lever.money for lever in LEVERS if lever.money}
    assert prices == {
        "strikes": 0.2,
        "pay": 30,
        "talks": 5,
        "breadth": 5,
        "guarantee": 25,
        "services": 15,
        "embargo": 3,
        "coast_deal": 10,
        "local_mediation": 3,
        "patron_diplomacy": 2,
        "outside_force": 0.001,
        "advisers": 5,
        "joint_room": 1,
        "guard_force": 10,
        "patron_deal": 10,
        "bank_terms": 1,
        "devolve": 2,
        "reinstate": 2,
        "military_track": 3,
        "new_envoy": 1,
        "conference": 8,
        "truce": 10,
        "oil_block": 1,
    }


def test_length_by_hand() -> None:
    assert LeverLayout(6, 4, 2, 3).length == 22 + 11 * 6 + 36 + 4 * 4 + 2 + 3
    assert LeverLayout(1, 1, 1, 1).length == len(LEVERS)


@given(SIZES)
def test_slices_tile_the_vector(layout: LeverLayout) -> None:
    covered = np.concatenate([np.arange(layout.length)[layout.slices[lever.id]] for lever in LEVERS])
    np.testing.assert_array_equal(covered, np.arange(layout.length))


@given(SIZES)
def test_defaults_invite_everyone_and_do_nothing_else(layout: LeverLayout) -> None:
    levers = layout.unflatten(layout.defaults)
    assert (levers.pop("invite") == 1).all()
    assert not any(np.any(value) for value in levers.values())
    assert not layout.defaults.flags.writeable


@given(SIZES, st.lists(st.integers(1, 3), max_size=2), st.integers(0, 2**32 - 1))
def test_unflatten_is_the_inverse_of_flatten(layout: LeverLayout, batch: list[int], seed: int) -> None:
    flat = np.random.default_rng(seed).normal(size=(layout.length, *batch))
    levers = layout.unflatten(flat)
    assert tuple(levers) == Levers._fields
    assert all(value.shape == (*layout.shape(name), *batch) for name, value in levers.items())
    np.testing.assert_array_equal(layout.flatten(levers), flat)


@given(SIZES)
def test_index_finds_what_unflatten_shows(layout: LeverLayout) -> None:
    levers = layout.unflatten(np.arange(layout.length))
    for name, value in levers.items():
        for position in product(*map(range, value.shape)):
            assert value[position] == layout.index(name, *position)


def test_pairs_are_row_major() -> None:
    layout = LeverLayout(3, 2, 2, 1)
    assert layout.index("truce", 1, 0) == layout.index("truce", 0, 1) + 2


def test_unflatten_works_on_jax_arrays() -> None:
    import jax.numpy as jnp

    layout = LeverLayout(3, 2, 2, 1)
    levers = layout.unflatten(jnp.ones((layout.length, 5)))
    assert Levers(**levers).truce.shape == (3, 3, 5)


def test_broadcast_leaves_out_the_extremist_and_the_diagonal() -> None:
    layout = LeverLayout(3, 2, 2, 1)
    numbers = {"talks": 0.5, "pay": 0.4, "invite": 0.2, "truce": 0.3, "services": 0.7}
    levers = layout.unflatten(layout.broadcast(numbers, extremist=0))
    assert levers["talks"] == 0.5
    np.testing.assert_array_equal(levers["pay"], [0, 0.4, 0.4])
    np.testing.assert_array_equal(levers["invite"], [1, 0.2, 0.2])
    np.testing.assert_array_equal(levers["truce"], [[0, 0, 0], [0, 0, 0.3], [0, 0.3, 0]])
    np.testing.assert_array_equal(levers["services"], [0.7, 0.7])


def test_broadcast_without_an_extremist_reaches_all() -> None:
    layout = LeverLayout(3, 2, 2, 1)
    assert layout.unflatten(layout.broadcast({"pay": 1}))["pay"].sum() == 3


def test_flatten_refuses_missing_and_unknown_levers() -> None:
    layout = LeverLayout(2, 1, 1, 1)
    levers = layout.unflatten(layout.defaults)
    del levers["pay"]
    with pytest.raises(ShapeError, match="levers missing or unknown: bribes, pay"):
        layout.flatten(levers | {"bribes": 1.0})


def test_flatten_refuses_other_axes() -> None:
    layout = LeverLayout(2, 1, 1, 1)
    levers = layout.unflatten(layout.defaults) | {"pay": np.zeros(3)}
    with pytest.raises(ShapeError, match=r"pay has axes \(3,\); expected \(2,\)"):
        layout.flatten(levers)


@pytest.mark.parametrize("flat", [np.zeros(3), np.float64(1)])
def test_unflatten_refuses_other_lengths(flat: np.ndarray) -> None:
    with pytest.raises(ShapeError, match="expected 54 first"):
        LeverLayout(2, 1, 1, 1).unflatten(flat)


def test_a_case_without_groups_has_no_layout() -> None:
    with pytest.raises(ShapeError, match="at least one of each, and patrons from 0; given 0 groups"):
        LeverLayout(0, 1, 1, 1)
    with pytest.raises(ShapeError, match="-1 patrons"):
        LeverLayout(1, 1, 1, -1)
    assert LeverLayout(1, 1, 1, 0).length == len(LEVERS) - 1


def test_markdown_names_every_lever() -> None:
    table = levers_markdown()
    assert all(f"`{name}`" in table for name in LEVER_BY_ID)
    assert len({line.count(" | ") for line in table.splitlines() if line.startswith("|")}) == 1


def test_the_committed_page_is_current() -> None:
    assert (DOCS / "levers.md").read_text(encoding="utf-8") == levers_markdown()
