"""The case in model form: sums, symmetry, maps, and D10's split of people over districts."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays as hypothesis_arrays

from irenic.case import Case, CaseArrays, case_arrays
from irenic.case.check import examine
from irenic.case.document import Document, read_document
from irenic.case.ties import relation_from_trust, trust_from_relation

Change = Callable[[dict[str, Any]], object]
DOCUMENT = read_document(Path(__file__).parents[1] / "data" / "toy_harbour.yaml")


def changed(change: Change) -> CaseArrays:
    """Arrays of the toy case after a change to its data."""
    data = copy.deepcopy(DOCUMENT.data)
    change(data)
    checked = examine(Document(DOCUMENT.file, data, DOCUMENT.lines))
    assert checked.case is not None, checked.problems
    return case_arrays(checked.case)


def row(arrays: CaseArrays, group: str) -> dict[str, float]:
    """A group's split by district, without zeros."""
    shares = arrays.fighter_split[arrays.groups.index(group)]
    return {name: share for name, share in zip(arrays.districts, shares, strict=True) if share}


def test_order_is_the_files(toy_arrays: CaseArrays) -> None:
    assert toy_arrays.groups == ("EX", "NA", "SB", "PB", "LC", "SP", "OF")
    assert toy_arrays.districts == ("port", "midtown", "hills", "oasis")
    assert toy_arrays.patrons == ("NEIGHBOUR", "DONOR")
    assert toy_arrays.issues == ("outside", "centre")
    assert (toy_arrays.extremist, toy_arrays.councils, toy_arrays.splinter) == (0, 4, 5)


def test_kinds_become_masks(toy_arrays: CaseArrays) -> None:
    assert list(toy_arrays.is_armed) == [False, True, True, False, False, False, False]
    assert list(toy_arrays.is_political) == [False, False, False, True, False, False, False]
    assert not toy_arrays.is_criminal.any()
    assert list(toy_arrays.is_outside) == [False] * 6 + [True]


def test_a_criminal_network_is_armed_and_criminal() -> None:
    arrays = changed(lambda d: d["groups"]["SB"].update(kind="criminal_network"))
    assert arrays.is_armed[2]
    assert arrays.is_criminal[2]


def test_places(toy_arrays: CaseArrays) -> None:
    assert list(toy_arrays.coast) == [1, 1, 0, 0]
    assert list(toy_arrays.base) == [0, 1, 0, 0]
    assert toy_arrays.capital == 0
    expected = [[1, 1, 1, 0], [1, 1, 1, 0], [1, 1, 1, 1], [0, 0, 1, 1]]
    np.testing.assert_array_equal(toy_arrays.adjacency, expected)


def test_revenue_is_scaled_to_one_and_zero_where_none_is_stated() -> None:
    def rounded(data: dict[str, Any]) -> None:
        data["districts"]["port"]["revenue"]["best"] = 0.705

    np.testing.assert_allclose(changed(rounded).revenue, [0.705 / 1.005, 0, 0, 0.3 / 1.005])
    without = changed(lambda d: [d["districts"][name].pop("revenue") for name in ("port", "oasis")])
    np.testing.assert_array_equal(without.revenue, np.zeros(4))


def test_shares_sum_to_one(toy_arrays: CaseArrays) -> None:
    np.testing.assert_allclose(toy_arrays.control.sum(axis=0), 1, rtol=1e-15)
    np.testing.assert_allclose(toy_arrays.fighter_split.sum(axis=1), 1, rtol=1e-15)
    np.testing.assert_allclose(toy_arrays.salience.sum(axis=1), 1, rtol=1e-15)
    assert toy_arrays.control[1, 1] == pytest.approx(0.8), "row 0 is nobody, row 1 the first group"
    assert toy_arrays.control[0, 3] == pytest.approx(0.3)


def test_arrays_are_float64_and_read_only(toy_arrays: CaseArrays) -> None:
    for name, value in vars(toy_arrays).items():
        if isinstance(value, np.ndarray):
            assert value.dtype in (np.float64, np.bool_), name
            assert np.isfinite(value).all(), name
            assert not value.flags.writeable, name
    with pytest.raises(ValueError, match="read-only"):
        toy_arrays.control[0, 0] = 1


# relations and trust


@pytest.mark.parametrize(("relation", "trust"), [(-1, 0), (-0.5, 0.175), (0, 0.35), (0.5, 0.65), (1, 0.95)])
def test_trust_from_relation_by_hand(relation: float, trust: float) -> None:
    assert trust_from_relation(np.array(relation)) == pytest.approx(trust)
    assert relation_from_trust(np.array(trust)) == pytest.approx(relation)


@given(hypothesis_arrays(np.float64, 2, elements=st.floats(-1, 1)))
def test_trust_rises_with_relation_and_maps_back(pair: np.ndarray) -> None:
    low, high = trust_from_relation(np.sort(pair))
    assert 0 <= low <= high <= 0.95
    np.testing.assert_allclose(relation_from_trust(trust_from_relation(pair)), pair, atol=1e-12)


def test_ties_are_symmetric_with_diagonal_one(toy_arrays: CaseArrays) -> None:
    for matrix in (toy_arrays.trust, toy_arrays.relation):
        np.testing.assert_array_equal(matrix, matrix.T)
        np.testing.assert_array_equal(np.diag(matrix), 1)


def test_named_pairs_kinds_and_default(toy_arrays: CaseArrays) -> None:
    extremist, north, south, body, councils, splinter = range(6)
    trust = toy_arrays.trust
    assert trust[north, body] == pytest.approx(0.35 + 0.6 * 0.6)
    assert trust[south, north] == pytest.approx(0.35 * 0.6)
    assert trust[extremist, councils] == pytest.approx(0.35 * 0.2), "named, so the kind's trust gives way"
    assert trust[councils, north] == 0.5
    assert trust[splinter, south] == 0.35
    assert trust[councils, splinter] == 0.35, "the lower of two kinds' trusts"
    assert toy_arrays.relation[councils, north] == pytest.approx(0.25), "the relation that gives trust .5"


def test_a_kinds_trust_never_reaches_the_extremist() -> None:
    arrays = changed(lambda d: d["relations"]["values"]["EX"].pop("LC"))
    assert arrays.trust[0, 4] == pytest.approx(0.35), "the default relation, not the councils' .5"


def test_the_default_holds_for_pairs_not_named() -> None:
    def change(data: dict[str, Any]) -> None:
        data["relations"].update(default=-0.5, kinds={})
        del data["relations"]["values"]["SB"]

    assert changed(change).trust[2, 3] == pytest.approx(0.175)


# issues, support


def test_positions_are_mapped_to_minus_one_to_one(toy_arrays: CaseArrays) -> None:
    np.testing.assert_allclose(toy_arrays.positions[0], [-1, -0.8])
    np.testing.assert_allclose(toy_arrays.positions[2], [0.1, 0.6])


def test_salience_puts_half_on_the_first_issue() -> None:
    def change(data: dict[str, Any]) -> None:
        data["issues"]["land"] = dict(data["issues"]["centre"])
        for positions in data["positions"]["values"].values():
            positions["land"] = 0.5

    salience = changed(change).salience
    np.testing.assert_allclose(salience[1], [0.25, 0.5, 0.25])
    np.testing.assert_allclose(salience[0], [1 / 3, 1 / 3, 1 / 3], err_msg="no first issue: equal")


def test_a_single_issue_has_all_the_weight() -> None:
    def change(data: dict[str, Any]) -> None:
        del data["issues"]["centre"]
        for positions in data["positions"]["values"].values():
            del positions["centre"]
        data["first_issue"] = {"PB": "outside"}

    np.testing.assert_array_equal(changed(change).salience, np.ones((7, 1)))


def test_support_is_scaled_down_only_above_one(toy_arrays: CaseArrays) -> None:
    np.testing.assert_allclose(toy_arrays.support, [[0, 0.6, 0, 0, 0, 0, 0], [0, 0, 0.3, 0.2, 0, 0, 0]])
    scaled = changed(lambda d: d["support"]["values"]["DONOR"].update(NA=0.9)).support
    np.testing.assert_allclose(scaled[:, 1], [0.4, 0.6])
    np.testing.assert_allclose(scaled[:, 2:], toy_arrays.support[:, 2:])


def test_without_patrons_support_has_no_rows() -> None:
    arrays = changed(lambda d: (d.pop("patrons"), d.pop("support")))
    assert arrays.support.shape == (0, 7)
    assert arrays.compliance.shape == (0,)


# fighters


def test_stated_districts_win(toy_arrays: CaseArrays) -> None:
    assert row(toy_arrays, "EX") == pytest.approx({"midtown": 0.8, "port": 0.2})


def test_split_follows_the_root_of_people_held() -> None:
    arrays = changed(lambda d: d["groups"]["SB"].pop("present"))
    held = {"port": np.sqrt(0.1 * 300_000), "hills": np.sqrt(0.6 * 200_000)}
    total = sum(held.values())
    assert row(arrays, "SB") == pytest.approx({name: value / total for name, value in held.items()})


def test_presence_takes_fifteen_in_a_hundred() -> None:
    arrays = changed(lambda d: d["groups"]["SB"].update(present=["midtown", "oasis"]))
    shares = row(arrays, "SB")
    roots = np.sqrt([120_000, 50_000])
    assert shares["midtown"] == pytest.approx(0.15 * roots[0] / roots.sum())
    assert shares["oasis"] == pytest.approx(0.15 * roots[1] / roots.sum())
    assert shares["port"] + shares["hills"] == pytest.approx(0.85)


def test_presence_where_it_holds_changes_nothing() -> None:
    assert row(changed(lambda d: d["groups"]["NA"].pop("present")), "NA") == {"port": 1.0}
    assert row(changed(lambda d: None), "NA") == {"port": 1.0}


def test_a_group_that_holds_nothing_is_where_it_is_present() -> None:
    def change(data: dict[str, Any]) -> None:
        data["control"]["values"]["port"] = {"NA": 0.7, "LC": 0.3}
        data["control"]["values"]["hills"] = {"LC": 1}
        data["groups"]["SB"]["present"] = ["hills", "oasis"]

    assert row(changed(change), "SB") == pytest.approx({"hills": 2 / 3, "oasis": 1 / 3})


def test_kinds_without_own_force_have_rows(toy_arrays: CaseArrays) -> None:
    assert row(toy_arrays, "PB") == {"hills": 1.0}
    people = np.array([0.2 * 300_000, 0.1 * 120_000, 0.4 * 200_000, 0.7 * 50_000])
    np.testing.assert_allclose(toy_arrays.fighter_split[4], people / people.sum())
    population = np.array([300_000, 120_000, 200_000, 50_000])
    np.testing.assert_allclose(toy_arrays.fighter_split[5], population / population.sum())


def test_a_body_with_two_seats_sits_in_both_equally() -> None:
    arrays = changed(lambda d: d["groups"]["PB"].update(seat=["hills", "port"]))
    assert row(arrays, "PB") == {"port": 0.5, "hills": 0.5}


def test_numbers_of_fighters(toy_arrays: CaseArrays) -> None:
    held = 0.2 * 300_000 + 0.1 * 120_000 + 0.4 * 200_000 + 0.7 * 50_000
    np.testing.assert_allclose(toy_arrays.fighters_best, [1200, 4000, 3000, 0, 0.003 * held, 0, 0])
    np.testing.assert_allclose(toy_arrays.fighters_low, [800, 2000, 1500, 0, 0.002 * held, 0, 0])
    np.testing.assert_allclose(toy_arrays.fighters_high, [2000, 7000, 5000, 0, 0.004 * held, 0, 0])
    assert toy_arrays.garrison_per_capita == 0.003


def test_councils_that_hold_nothing_have_a_row_and_no_force() -> None:
    def change(data: dict[str, Any]) -> None:
        for shares in data["control"]["values"].values():
            shares["nobody"] = shares.get("nobody", 0) + shares.pop("LC", 0)

    arrays = changed(change)
    assert arrays.fighters_best[4] == 0
    assert arrays.fighter_split[4].sum() == pytest.approx(1)


# the rest


def test_starts_and_season(toy_arrays: CaseArrays) -> None:
    assert toy_arrays.initial["displaced_share"] == 0.069
    assert toy_arrays.crossings == (13970, 7, 0.6)
    assert (toy_arrays.start_year, toy_arrays.start_month) == (2015, 11)
    assert toy_arrays.reference_levers == {"talks": 1, "breadth": 0.05}
    assert list(toy_arrays.endorsing) == [0, 0, 0, 1, 0, 0, 0]
    assert list(toy_arrays.regions["south"]) == [False, False, True, False, False, False, False]
    assert toy_arrays.standing[3] == 0.2
    assert toy_arrays.standing.sum() == 0.2


def test_no_crossings_is_none() -> None:
    assert changed(lambda d: d.pop("crossings")).crossings is None


def test_declared_uncertainty_has_indices(toy_arrays: CaseArrays) -> None:
    stated = toy_arrays.uncertainty
    assert stated.group_sizes == (0, 1)
    assert stated.blocs == {"north": (1, 3), "south": (2,)}
    [pair] = stated.bloc_trust
    assert (pair.first_groups, pair.second_groups, pair.sd) == ((1, 3), (2,), 0.2)
    assert [(c.district, c.group) for c in stated.contested_control] == [(0, 1), (1, 0)]


@given(st.permutations(["EX", "NA", "SB", "PB", "LC", "SP", "OF"]))
def test_order_of_groups_only_reorders(order: list[str]) -> None:
    base = changed(lambda d: None)
    arrays = changed(lambda d: d.update(groups={name: d["groups"][name] for name in order}))
    index = [base.groups.index(name) for name in order]
    assert arrays.groups == tuple(order)
    np.testing.assert_array_equal(arrays.trust, base.trust[np.ix_(index, index)])
    np.testing.assert_allclose(arrays.fighter_split, base.fighter_split[index], rtol=1e-14)
    np.testing.assert_allclose(arrays.control[1:], base.control[1:][index], rtol=1e-14)
    np.testing.assert_array_equal(arrays.positions, base.positions[index])


def test_case_is_left_alone(toy_case: Case) -> None:
    before = toy_case.digest
    case_arrays(toy_case)
    assert toy_case.digest == before
