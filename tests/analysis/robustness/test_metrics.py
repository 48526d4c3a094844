"""Every measure against tables worked by hand, its limits, and the trap that its row names."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from irenic.analysis.robustness.metrics import (
    METRIC_IDS,
    METRICS,
    NOT_OFFERED,
    Settings,
    in_outcome_units,
    metric_values,
    oriented,
)
from irenic.analysis.robustness.weighing import world_weights

# Three strategies in four worlds; larger is better.
#
#            s1   s2   s3   s4   | min  max  mean
#   steady    5    5    5    5   |  5    5    5
#   bold     10    8    1    9   |  1   10    7
#   timid     4    6    3    7   |  3    7    5
#
# Best in each world: 10, 8, 5, 9. Regret:
#   steady    5    3    0    4   | max 5, mean 3
#   bold      0    0    4    0   | max 4, mean 1
#   timid     6    2    2    2   | max 6, mean 3
TABLE = np.array([[5.0, 5, 5, 5], [10, 8, 1, 9], [4, 6, 3, 7]])
DISTANCES = np.array([2.0, 0.5, 3.0, 1.0])
EQUAL = world_weights(4)
SETTINGS = Settings(pessimism=0.75, tail=0.25, percentile=0.9, threshold=6.0, distances=DISTANCES)

BY_HAND = {
    "maximin": [5, 1, 3],
    # 0.75 * min + 0.25 * max: 5; 0.75 + 2.5 = 3.25; 2.25 + 1.75 = 4
    "hurwicz": [5, 3.25, 4],
    "laplace": [5, 7, 5],
    # worst quarter of four worlds: the worst world
    "tail_mean": [5, 1, 3],
    "minimax_regret": [5, 4, 6],
    # position 0.9 * 3 = 2.7 among the sorted regrets: 0 3 4 5 -> 4 + 0.7 = 4.7;
    # 0 0 0 4 -> 0.7 * 4 = 2.8; 2 2 2 6 -> 2 + 0.7 * 4 = 4.8
    "percentile_regret": [4.7, 2.8, 4.8],
    # worlds with f >= 6: none; s1 s2 s4; s2 s4
    "domain": [0, 0.75, 0.5],
    # (6 - f)+: 1 1 1 1 -> 1; 0 0 5 0 -> 1.25; 2 0 3 0 -> 1.25
    "satisficing_regret": [1, 1.25, 1.25],
    # nearest failing world: steady fails in all, s2 at 0.5; bold in s3, at 3; timid in s1 and s3, at 2
    "horizon": [0.5, 3, 2],
    # medians 5, 8.5, 5: 0; 0.5 + 7.5 = 8 over 4; 1 + 2 = 3 over 4
    "undesirable_deviations": [0, 2, 0.75],
}

tables = arrays(np.float64, (3, 6), elements=st.floats(-100, 100, width=16))


@pytest.mark.parametrize("metric", METRIC_IDS)
def test_as_worked_by_hand(metric: str) -> None:
    found = metric_values(TABLE, EQUAL, SETTINGS)[METRIC_IDS.index(metric)]
    np.testing.assert_allclose(found, BY_HAND[metric], atol=1e-12)


def test_every_row_says_what_it_is() -> None:
    assert len(set(METRIC_IDS)) == len(METRICS) == 10
    for row in METRICS:
        assert all((row.label, row.formula, row.trap, row.reference, row.unit))
        assert row.kind in ("level", "loss", "share", "distance") and row.better in ("min", "max")
        assert row.relative == ("regret" in row.id and row.id != "satisficing_regret")
        assert (row.kind == "loss") <= (row.better == "min")
    assert all(why for _, why in NOT_OFFERED)


def test_the_page_on_comparisons_has_every_row() -> None:
    page = (Path(__file__).parents[3] / "docs" / "compare.md").read_text(encoding="utf-8")
    for row in METRICS:
        line = f"| {row.label} | `{row.formula}` | {row.unit}, {row.better} | {row.trap} | {row.reference} |"
        assert line in page
    assert all(f"* {name}: {why}." in page for name, why in NOT_OFFERED)


def test_weight_two_counts_as_the_world_twice_and_zero_as_never_drawn() -> None:
    weighted = metric_values(TABLE, world_weights(4, [2, 0, 1, 1]), SETTINGS)
    twice = Settings(**{**_open(SETTINGS), "distances": DISTANCES[[0, 0, 2, 3]]})
    repeated = metric_values(TABLE[:, [0, 0, 2, 3]], EQUAL, twice)
    # Between worlds a quantile may be interpolated otherwise; all else is the same.
    exact = [i for i, m in enumerate(METRIC_IDS) if m not in ("percentile_regret", "undesirable_deviations")]
    np.testing.assert_allclose(weighted[exact], repeated[exact])
    dropped = metric_values(TABLE[:, [0, 2, 3]], world_weights(3), _with(distances=DISTANCES[[0, 2, 3]]))
    np.testing.assert_allclose(metric_values(TABLE, world_weights(4, [1, 0, 1, 1]), SETTINGS), dropped)


def _open(settings: Settings) -> dict[str, object]:
    return {name: getattr(settings, name) for name in Settings.__slots__}


def _with(**changes: object) -> Settings:
    return Settings(**{**_open(SETTINGS), **changes})  # type: ignore[arg-type]


@given(tables, st.permutations(range(3)), st.permutations(range(6)))
def test_names_and_the_order_of_worlds_do_not_matter(
    table: np.ndarray, who: list[int], where: list[int]
) -> None:
    distances = np.arange(6.0)
    plain = metric_values(table, world_weights(6), Settings(distances=distances))
    moved = metric_values(table[who][:, where], world_weights(6), Settings(distances=distances[where]))
    np.testing.assert_allclose(moved, plain[:, who], atol=1e-9)


@given(tables, arrays(np.float64, 6, elements=st.floats(0, 10, width=16)))
def test_better_in_every_world_is_no_worse_on_any_measure_but_dispersion(
    table: np.ndarray, gain: np.ndarray
) -> None:
    table[1] = table[0] + gain
    scores = oriented(metric_values(table, world_weights(6), Settings(distances=np.arange(6.0))))
    kept = [i for i, m in enumerate(METRIC_IDS) if m != "undesirable_deviations"]
    assert (scores[kept, 1] >= scores[kept, 0] - 1e-9).all()


@given(tables, st.floats(-50, 50), st.floats(0.1, 10))
def test_unit_and_zero_change_no_order(table: np.ndarray, zero: float, unit: float) -> None:
    distances = np.arange(6.0)
    plain = metric_values(table, world_weights(6), Settings(threshold=1.0, distances=distances))
    other = Settings(threshold=zero + unit, distances=distances)
    moved = metric_values(zero + unit * table, world_weights(6), other)
    for k, row in enumerate(METRICS):
        if row.id in ("domain", "horizon"):
            continue  # a value on the threshold may be rounded over it
        expected = zero + unit * plain[k] if row.kind == "level" else unit * plain[k]
        np.testing.assert_allclose(moved[k], expected, atol=1e-8)


def test_one_strategy_has_no_regret_and_one_world_no_spread() -> None:
    alone = dict(zip(METRIC_IDS, metric_values(TABLE[1:2], EQUAL, SETTINGS)[:, 0], strict=True))
    assert alone["minimax_regret"] == alone["percentile_regret"] == 0
    single = metric_values(TABLE[:, :1], world_weights(1), Settings(threshold=4.5))
    level = [METRIC_IDS.index(m) for m in ("maximin", "hurwicz", "laplace", "tail_mean")]
    np.testing.assert_allclose(single[level], np.tile(TABLE[:, 0], (4, 1)))
    assert (single[METRIC_IDS.index("undesirable_deviations")] == 0).all()


def test_no_failing_world_is_an_endless_horizon_and_unknown_distances_none() -> None:
    row = METRIC_IDS.index("horizon")
    assert metric_values(TABLE, EQUAL, _with(threshold=5.0))[row, 0] == np.inf
    assert np.isnan(metric_values(TABLE, EQUAL, _with(distances=None))[row]).all()


def test_levels_get_the_outcomes_own_sign_back() -> None:
    # deaths: less is better, so f = -deaths; the worst world is the one with most
    deaths = np.array([[10.0, 20, 30, 40]])
    found = in_outcome_units(metric_values(-deaths, EQUAL, Settings(tail=0.5, threshold=-25)), False)
    by_name = dict(zip(METRIC_IDS, found[:, 0], strict=True))
    assert by_name["maximin"] == 40 and by_name["laplace"] == 25 and by_name["tail_mean"] == 35
    assert by_name["domain"] == 0.5 and by_name["satisficing_regret"] == (5 + 15) / 4
    np.testing.assert_array_equal(in_outcome_units(found, True), found)


# --- the traps that the table names, shown


def test_trap_an_irrelevant_rival_turns_minimax_regret_around() -> None:
    #            s1   s2     regret of the two      regret with c
    #   a         4    1     0  2 -> 2, first       0  10 -> 10
    #   b         1    3     3  0 -> 3              3   8 ->  8, first
    #   c        -9   11                           13   0 -> 13: c itself is last
    table = np.array([[4.0, 1], [1, 3], [-9, 11]])
    two, three = (metric_values(t, world_weights(2), Settings()) for t in (table[:2], table))
    row = METRIC_IDS.index("minimax_regret")
    assert two[row].tolist() == [2, 3] and three[row].tolist() == [10, 8, 13]
    others = [i for i, m in enumerate(METRICS) if not m.relative and m.id != "horizon"]
    np.testing.assert_array_equal(three[others][:, :2], two[others])  # the rest do not see the rival


def test_trap_deviations_prefer_what_is_equally_bad_everywhere() -> None:
    good, bad = [8.0, 9, 10, 11], [1.0, 1, 1, 1]
    scores = oriented(metric_values(np.array([good, bad]), EQUAL, Settings()))
    assert scores[METRIC_IDS.index("undesirable_deviations")].argmax() == 1
    assert scores[METRIC_IDS.index("maximin")].argmax() == 0


def test_trap_more_worlds_never_help_the_worst_world_or_the_horizon() -> None:
    rng = np.random.default_rng(3)
    table, distances = rng.normal(size=(2, 512)), rng.random(512)
    rows = [METRIC_IDS.index(m) for m in ("maximin", "horizon")]
    few = metric_values(table[:, :64], world_weights(64), Settings(threshold=-1, distances=distances[:64]))
    many = metric_values(table, world_weights(512), Settings(threshold=-1, distances=distances))
    assert (many[rows] <= few[rows]).all()


def test_trap_a_near_miss_counts_as_much_as_a_disaster_in_the_domain_criterion() -> None:
    near, far = [5.9, 5.9, 6, 6], [-99.0, -99, 6, 6]
    found = metric_values(np.array([near, far]), EQUAL, SETTINGS)
    assert found[METRIC_IDS.index("domain")].tolist() == [0.5, 0.5]
    assert found[METRIC_IDS.index("satisficing_regret")][0] < found[METRIC_IDS.index("satisficing_regret")][1]


def test_trap_why_mean_over_deviation_is_not_offered() -> None:
    shaky, calm = np.array([4.0, 12]), np.array([3.0, 5])

    def ratio(values: np.ndarray, zero: float) -> float:
        return float((values + zero).mean() / values.std())

    assert ratio(shaky, 0) < ratio(calm, 0)  # 2 and 4
    assert ratio(shaky, -4) > ratio(calm, -4)  # 1 and 0: another zero, another order
