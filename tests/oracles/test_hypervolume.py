"""Our hypervolume and archive beside pymoo's, and its NSGA-II over our variations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from pymoo.indicators.hv import HV
from pymoo.util.nds.non_dominated_sorting import NonDominatedSorting

from irenic.analysis.search import Archive, Contest, Drawn, Variation, hypervolume, moves_for
from irenic.analysis.search.archive import nondominated
from irenic.analysis.search.pymoo_engine import evolve_with_pymoo
from irenic.case import case_arrays, load_case
from irenic.strategy import Strategy, load_strategies

DATA = Path(__file__).parents[1] / "data"


@pytest.mark.parametrize("objectives", [2, 3])
@pytest.mark.parametrize("seed", range(5))
def test_hypervolume_as_pymoo(objectives: int, seed: int) -> None:
    points = np.random.default_rng(seed).random((60, objectives))
    reference = np.full(objectives, 0.9)  # some points lie beyond it
    assert hypervolume(points, reference) == pytest.approx(HV(ref_point=reference)(points), rel=1e-9)


@pytest.mark.parametrize("objectives", [2, 3])
def test_the_archive_loses_less_than_its_boxes(objectives: int) -> None:
    """On a sphere's front: the archive's volume is pymoo's of all points, less at most the boxes'."""
    rng, epsilon = np.random.default_rng(1), 0.02
    points = np.abs(rng.normal(size=(3000, objectives)))
    points = 1.2 - points / np.linalg.norm(points, axis=1, keepdims=True)
    archive: Archive[int] = Archive(np.full(objectives, epsilon))
    for number, losses in enumerate(points):
        archive.add(number, losses)
    reference = np.full(objectives, 1.3)
    kept = np.stack(archive.losses)
    ours, whole = hypervolume(kept, reference), HV(ref_point=reference)(points)
    assert ours == pytest.approx(HV(ref_point=reference)(kept), rel=1e-9)
    assert ours <= whole + 1e-12
    # Every point is at most one box side better than some member on each objective.
    assert ours >= HV(ref_point=reference)(points + epsilon) - 1e-9


def test_the_front_is_that_of_non_dominated_sorting() -> None:
    points = np.random.default_rng(2).integers(0, 6, (80, 3)).astype(float)
    front = NonDominatedSorting().do(points, only_non_dominated_front=True)
    assert nondominated(list(points)) == sorted(int(i) for i in front)


@dataclass
class Planted:
    """Best where talks stand at .75 and strikes at none; worlds differ by common noise."""

    runs: tuple[int, int] = (4, 12)

    def scores(self, strategies: Sequence[Strategy], look: int) -> list[np.ndarray]:
        luck = np.sin(np.arange(self.runs[look]))
        return [np.array(planted(strategy))[:, None] + luck for strategy in strategies]


def planted(strategy: Strategy) -> tuple[float, float]:
    return (
        -abs(strategy.base.get(("talks",), 0.0) - 0.75),
        -abs(strategy.base.get(("breadth",), 0.0) - 0.45),
    )


def found_by_pymoo(seed: int) -> Contest:
    names = case_arrays(load_case(DATA / "toy_harbour.yaml"))
    plans = [s for s in load_strategies(DATA / "toy_strategies.yaml", names).values() if not s.forced]
    contest = Contest(Planted(), names, 2, 0.01, 4000)
    variation = Variation(moves_for(plans, names), np.random.default_rng(seed))
    evolve_with_pymoo(contest, variation, [Drawn(plan, "shipped", plan.name) for plan in plans], 4)
    return contest


def test_nsga_finds_the_planted_best_within_the_budget() -> None:
    contest = found_by_pymoo(1)
    assert contest.spent <= contest.budget
    assert any(planted(m.drawn.strategy) == (0.0, 0.0) for m in contest.archive.members)


def test_nsga_is_the_same_for_a_seed() -> None:
    one, two = found_by_pymoo(2), found_by_pymoo(2)
    assert [m.drawn.strategy for m in one.archive.members] == [m.drawn.strategy for m in two.archive.members]
