"""Heat tables and paired differences: what they show is what the comparison says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from irenic.analysis.averages import world_means
from irenic.analysis.belief import Belief
from irenic.analysis.compare import Comparison, compare
from irenic.analysis.regret import standardise
from irenic.errors import StudyError
from irenic.figures import differences, heat
from irenic.figures.standing import outcome_regret, signs, winner_sentence
from irenic.figures.theme import THEMES
from irenic.study import Study

from .conftest import ARABIC, MARKUP, check_figure


@pytest.fixture(scope="module")
def comparison(study: Study) -> Comparison:
    return compare(study, weightings=32)


def of_rows(spec: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """Rows of a spec that have a field."""
    return [row for rows in spec["datasets"].values() for row in rows if key in row]


def test_every_strategy_meets_every_headline_outcome(study: Study, comparison: Comparison) -> None:
    figure = heat(study, comparison)
    cells = of_rows(check_figure(figure, THEMES), "col")
    cells = [cell for cell in cells if "short" in cell]
    headline = [o for o in comparison.outcomes if o.info.headline and o.info.direction != "none"]
    assert len(cells) == 3 * (len(headline) + 1)
    assert figure.table.columns[1:-1] == tuple(f"{o.info.label} ({o.info.unit})" for o in headline)
    assert [row[0] for row in figure.table.rows] == ["Nothing", MARKUP, f"\u2068{ARABIC}\u2069"]
    assert "Mean regret is" in figure.alt


def test_outcomes_can_be_picked(study: Study, comparison: Comparison) -> None:
    figure = heat(study, comparison, outcomes=["money", "extremist_deaths"])
    assert len(figure.table.columns) == 4
    cells = [c for c in of_rows(check_figure(figure), "short") if c["col"] == 1]
    assert {c["lost"] for c in cells} == {None}
    assert all("not ranked" in c["tip"] for c in cells)


def test_regret_on_one_outcome_is_how_far_behind_the_best_of_each_world(
    study: Study, comparison: Comparison
) -> None:
    found = comparison.outcome("deaths")
    values = world_means(study.outcome_values(2))
    scores = standardise(values, larger_is_better=False)
    expected = (scores.max(0) - scores).mean(1)
    np.testing.assert_allclose(outcome_regret(study, comparison, found), expected)


def test_regret_leaves_out_worlds_that_do_not_count(study: Study) -> None:
    weights = np.where(np.arange(64) < 8, 0.125, 0.0)
    weighed = compare(study, weightings=8, belief=Belief(weights, "0" * 64))
    found = outcome_regret(study, weighed, weighed.outcome("deaths"))
    scores = standardise(world_means(study.outcome_values(2))[:, :8], larger_is_better=False)
    np.testing.assert_allclose(found, (scores.max(0) - scores).mean(1))


def test_regret_without_values_is_unknown(study: Study, comparison: Comparison, fake: Any) -> None:
    found = comparison.outcome("relapsed_12")
    lost = outcome_regret(study, comparison, found)
    assert np.isfinite(lost).all()
    nothing = replace(found, value=np.full(3, np.nan), winner=None)
    assert signs(nothing) == ["", "", ""]


def test_a_clear_winner_is_framed_alone_and_two_that_are_alike_together(comparison: Comparison) -> None:
    for found in comparison.outcomes:
        marks = signs(found)
        if found.winner is None:
            assert set(marks) == {""}
        elif found.winner.clear:
            assert marks.count("best") == 1
            assert marks[found.winner.first] == "best"
        else:
            assert marks.count("shared") == 2
            assert "best" not in marks


def test_the_title_says_how_clear_it_is(study: Study, comparison: Comparison) -> None:
    robust = comparison.robust
    assert robust is not None
    leads = np.eye(3)[robust.first]
    for separated, lowest, begins in (
        (True, leads, f"{MARKUP if robust.first == 1 else ''}"),
        (False, leads, "No clear winner: "),
        (True, np.full(3, 1 / 3), "No clear winner: which strategy is best depends"),
    ):
        told = replace(comparison, robust=robust._replace(separated=separated, lowest=lowest))
        assert winner_sentence(study, told).startswith(begins)
    assert winner_sentence(study, replace(comparison, robust=None)) == "Strategies by outcome"


def test_one_strategy_alone_is_shown(study: Study) -> None:
    figure = heat(study, compare(study, ["strikes"], weightings=8))
    assert len(figure.table.rows) == 1
    check_figure(figure)


def test_differences_are_those_of_the_same_worlds(study: Study, comparison: Comparison) -> None:
    figure = differences(study, comparison, "deaths", "nothing")
    rows = {row["label"]: row for row in of_rows(check_figure(figure), "standing")}
    pairs = comparison.outcome("deaths").pairs
    assert pairs is not None
    row = rows[MARKUP]
    assert row["mean"] == pytest.approx(pairs.mean[1, 0], rel=1e-3)
    assert row["to"] - row["from"] == pytest.approx(4 * pairs.error[1, 0], rel=1e-2)
    values = world_means(study.outcome_values(2))
    assert row["low"] == pytest.approx(np.quantile(values[1] - values[0], 0.1), rel=1e-3)
    assert set(rows) == {MARKUP, f"\u2068{ARABIC}\u2069"}


def test_zero_within_two_standard_errors_is_no_clear_winner(study: Study, comparison: Comparison) -> None:
    for outcome in ("deaths", "acceptance", "dislodged", "money"):
        found = comparison.outcome(outcome)
        sign = 1.0 if found.info.direction == "max" else -1.0
        assert found.pairs is not None
        figure = differences(study, comparison, outcome, "nothing")
        for row in of_rows(figure.spec(), "standing"):
            inside = row["from"] <= 0 <= row["to"]
            better = sign * row["mean"] > 0
            assert row["standing"] == ("no clear winner" if inside else "better" if better else "worse")
            assert row["standing"] in row["words"]


def test_differences_by_weight(study: Study) -> None:
    weights = np.where(np.arange(64) < 8, 0.125, 0.0)
    weighed = compare(study, weightings=8, belief=Belief(weights, "0" * 64))
    figure = differences(study, weighed, "deaths", "nothing")
    values = world_means(study.outcome_values(2))[:, :8]
    row = next(r for r in of_rows(figure.spec(), "standing") if r["label"] == MARKUP)
    assert row["mean"] == pytest.approx((values[1] - values[0]).mean(), rel=1e-3)
    gap = values[1] - values[0]
    assert gap.min() <= row["low"] <= row["high"] <= gap.max()


@pytest.mark.parametrize(
    ("outcome", "baseline", "names", "problem"),
    [
        ("deathz", "nothing", None, "unknown_outcome"),
        ("extremist_deaths", "nothing", None, "no_direction"),
        ("deaths", "nothin", None, 'unknown_strategy: baseline is "nothin".*Did you mean "nothing"'),
        ("deaths", "strikes", ["strikes"], "too_few_strategies"),
    ],
)
def test_what_cannot_be_compared_is_refused(
    study: Study, outcome: str, baseline: str, names: list[str] | None, problem: str
) -> None:
    chosen = compare(study, names, weightings=4)
    with pytest.raises(StudyError, match=problem):
        differences(study, chosen, outcome, baseline)


def test_outcomes_that_are_not_there_are_refused(study: Study, comparison: Comparison) -> None:
    with pytest.raises(StudyError, match="unknown_outcome"):
        heat(study, comparison, outcomes=["deathz"])
    aimless = tuple(
        replace(o, info=o.info.model_copy(update={"direction": "none"})) for o in comparison.outcomes
    )
    with pytest.raises(StudyError, match="no_outcomes"):
        heat(study, replace(comparison, outcomes=aimless))
