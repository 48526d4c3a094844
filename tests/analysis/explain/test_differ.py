"""What differs first, and what most."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from irenic.analysis.explain.answers import difference, difference_data
from irenic.analysis.explain.differ import IN_ORDER, Comparison
from irenic.analysis.explain.mechanism import Workbench
from irenic.analysis.explain.scenes import Scenes
from irenic.analysis.explain.words import names_of
from irenic.errors import StudyError
from tests.analysis.explain.history import Run, Stage


def compared(one: Run, other: Run, spread: Any = lambda _: None) -> Comparison:
    return Comparison(Scenes(one), Scenes(other), names_of(one.arrays), spread)


@pytest.fixture(scope="module")
def fewer(stage: Stage, settled: Run) -> Run:
    """The settled run with half the strikes from month 6."""
    plan = [
        one._replace(strikes=one.strikes * (0.5 if m >= 6 else 1.0)) for m, one in enumerate(settled.plan, 1)
    ]
    return stage.play(plan, 10, 2, (3, 5), h_r=0.3)


def test_the_first_difference_is_the_lever(settled: Run, fewer: Run) -> None:
    first = compared(settled, fewer).first()
    assert first.month == 6 and not first.other_luck
    assert [row.label for row in first.given] == ["Air strikes"]
    assert (first.given[0].one, first.given[0].other) == (60, 30)
    kinds = [row.kind for row in first.follows]
    assert {"flown", "fighters", "control"} <= set(kinds)
    assert kinds == sorted(kinds, key=IN_ORDER.index)


def test_other_luck_is_said(stage: Stage, settled: Run) -> None:
    first = compared(settled, stage.play(settled.plan, 10, 3, (3, 5), h_r=0.3)).first()
    assert first.month == 1 and first.other_luck and not first.given


def test_another_world_differs_before_month_one(stage: Stage, settled: Run) -> None:
    first = compared(settled, stage.play(settled.plan, 9, 2, (3, 5), h_r=0.3)).first()
    assert first.month == 0 and any(row.label.startswith("parameter") for row in first.given)


def test_equal_runs_differ_nowhere(settled: Run) -> None:
    comparison = compared(settled, settled)
    assert comparison.first().month is None
    assert comparison.largest({}) == ()


def test_the_largest_come_first_and_few_of_each(settled: Run, quiet: Run) -> None:
    rows = compared(settled, quiet).largest({})
    scores = [row.score for row in rows]
    assert scores == sorted(scores, reverse=True)
    assert max([row.kind for row in rows].count(row.kind) for row in rows) <= 3
    for row in rows:
        assert row.score == pytest.approx(abs(row.other - row.one) / row.scale)


def test_scores_use_the_spread_of_the_study(settled: Run, quiet: Run) -> None:
    spread = {"legitimacy": np.full(9, 0.004), "deaths": np.full(9, 5.0)}
    comparison = compared(settled, quiet, spread.get)
    national = {
        "deaths": (np.arange(9.0), np.arange(9.0) * 3, "persons"),
        "acceptance": (np.zeros(9), np.ones(9), "index"),
    }
    rows = {row.label: row for row in comparison.largest(national)}
    assert rows["legitimacy of the government"].by_spread
    assert (rows["deaths"].month, rows["deaths"].score) == (9, 16 / 5)
    assert "acceptance" not in rows


def test_a_spread_of_nothing_is_no_scale(settled: Run, quiet: Run) -> None:
    comparison = compared(settled, quiet, {"legitimacy": np.zeros(9)}.get)
    row = next(row for row in comparison.largest({}) if row.kind == "legitimacy")
    assert not row.by_spread and np.isfinite(row.score)


def test_the_chains_tell_the_largest(settled: Run, quiet: Run, bench: Workbench) -> None:
    found = difference(settled, quiet, bench)
    assert 1 <= len(found.chains) <= 3
    assert {node.kind for node in found.chains} <= {row.kind for row in found.largest}
    for node in found.chains:
        assert abs(node.residual) <= 1e-6 * abs(node.change) + 1e-12
    data = difference_data(found)
    assert data["first"]["month"] == found.first.month and len(data["chains"]) == len(found.chains)


def test_runs_of_two_cases_are_not_compared(settled: Run) -> None:
    other = SimpleNamespace(arrays=SimpleNamespace(groups=("A",), districts=("b",)))
    with pytest.raises(StudyError, match="of another case") as caught:
        difference(settled, other)
    assert caught.value.code == "other_case"


def test_the_study_gives_the_spread(settled: Run, quiet: Run, bench: Workbench) -> None:
    import xarray as xr

    values = np.random.default_rng(1).normal(size=(2, 8, 2, 9)).astype(np.float32)
    series = xr.DataArray(values, dims=("strategy", "world", "replicate", "month"))
    info = SimpleNamespace(id="legitimacy", unit="index")
    study = SimpleNamespace(manifest=SimpleNamespace(series=[info]), series=lambda _: series)
    given = [with_study(run, study) for run in (settled, quiet)]
    rows = [row for row in difference(*given, bench).largest if row.kind == "legitimacy"]
    assert all(row.by_spread and row.scale == pytest.approx(1, abs=0.5) for row in rows)


def with_study(run: Run, study: Any) -> Any:
    names = ("arrays", "fixed", "months", "anchors", "state", "levers", "draws", "again", "forced")
    kept = {name: getattr(run, name) for name in names}
    return SimpleNamespace(**kept, study=study, series=lambda _: np.zeros(run.months))
