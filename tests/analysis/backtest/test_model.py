"""The model as a forecaster: sums by level, and what becomes of them in the record."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from irenic.analysis.backtest.model import Sums, run_model
from irenic.analysis.backtest.run import Ensemble, Subject
from irenic.analysis.backtest.scores import score
from irenic.analysis.weighting.observation import Observation, draw_counts
from irenic.engine.lanes import Counted


def recorded(rho: float, nu: float, alpha: float, worlds: int = 1) -> Observation:
    return Observation(*(np.full(worlds, value) for value in (rho, nu, alpha)))


def test_levels_add_up(subject: Subject, make_ensemble: Callable[..., Ensemble]) -> None:
    runs = run_model(subject.engine, make_ensemble().worlds, 1.0, (2, 3), subject.arrays.districts, threads=1)  # type: ignore[arg-type]
    country, district, dyad = (runs.levels[name] for name in ("country", "district", "dyad"))
    assert country.total.shape == (1, 12, 32)
    assert district.total.shape == (4, 12, 32)
    assert (country.places, district.places, dyad.places) == (4.0, 1.0, 4 / 14)
    for level in (district, dyad):
        assert level.total.sum(0) == pytest.approx(country.total[0], rel=1e-6)
    # world 8, replicate 1: size (0.5 + 0.5) * 1.1
    assert district.total[0, 0, 17] == pytest.approx(27.5)
    assert runs.series["deaths"] == pytest.approx(country.total[0].T, rel=1e-6)
    assert runs.series["deaths_port"] == pytest.approx(district.total[0].T)


def test_threads_and_stretches_change_nothing(
    subject: Subject, make_ensemble: Callable[..., Ensemble]
) -> None:
    worlds, districts = make_ensemble(256).worlds, subject.arrays.districts
    done: list[int] = []
    one, more = (
        run_model(subject.engine, worlds, 1.0, (2, 3), districts, threads=threads, told=done.append)  # type: ignore[arg-type]
        for threads in (1, 4)
    )
    assert sum(done) == 2 * 256
    for level, sums in one.levels.items():
        assert (sums.total == more.levels[level].total).all()
    assert (one.series["crossings"] == more.series["crossings"]).all()


def test_a_single_cell_is_the_observation_model_itself() -> None:
    deaths = np.full((1, 1, 1), 40.0, np.float32)
    forecast = Sums(deaths, 1.0).forecast("test", recorded(0.5, 2.0, 0.3), None, 1)
    assert forecast.mixture is not None
    assert forecast.mixture.mean.ravel() == pytest.approx([22.0])
    assert forecast.mixture.dispersion.ravel() == pytest.approx([0.3])


def test_false_positives_do_not_grow_with_the_parties_told_apart() -> None:
    """What a model without deaths expects of the country is that of its districts, whatever the dyads."""
    for districts, dyads in ((4, 14), (4, 35)):
        none = np.zeros((1, dyads, districts, 1))
        obs = recorded(0.7, 0.5, 0.4, 20_000)
        drawn = draw_counts(
            np.broadcast_to(none, (20_000, dyads, districts, 1)), obs, np.random.default_rng(1)
        )
        assert drawn.sum((1, 2)).mean() == pytest.approx(0.5 * districts, rel=0.02)
        sums = Sums(np.zeros((1, 1, 1), np.float32), float(districts))
        mixture = sums.forecast("test", recorded(0.7, 0.5, 0.4), None, 1).mixture
        assert mixture is not None
        assert mixture.mean.ravel() == pytest.approx([0.5 * districts])


def test_draws_follow_the_law_and_the_seed() -> None:
    total = np.full((2, 3, 4000), 25.0, np.float32)
    sums = Sums(total, 1.0)
    one, again, other = (
        sums.forecast("test", recorded(1.0, 1e-6, 0.4, 4000), None, seed) for seed in (1, 1, 2)
    )
    assert (one.members == again.members).all()
    assert (one.members != other.members).any()
    assert one.members.mean() == pytest.approx(25.0, rel=0.02)
    assert one.members.var() == pytest.approx(25.0 + 0.4 * 625, rel=0.06)


def test_weights_of_worlds_are_shared_by_their_runs() -> None:
    total = np.repeat(np.array([10.0, 1000.0]), 3).astype(np.float32).reshape(1, 1, 6)
    weights = np.array([1.0, 0.0])
    forecast = Sums(total, 1.0).forecast("test", recorded(1.0, 1e-6, 0.01, 2), weights, 1)
    assert forecast.member_weights() == pytest.approx([1 / 3, 1 / 3, 1 / 3, 0, 0, 0])
    assert score(forecast, np.array([[10.0]])).crps[0, 0] < 5


def test_false_positives_are_told_apart() -> None:
    total = np.full((1, 5, 2), 8.0, np.float32)
    known, false = Sums(total, 100.0).expected(np.full(2, 0.5), np.full(2, 0.01))
    assert known.tolist() == [20.0, 20.0]
    assert false.tolist() == [5.0, 5.0]


@pytest.mark.parametrize("bad", [np.nan, -5.0])
def test_a_faulty_engine_is_not_scored(
    subject: Subject, make_ensemble: Callable[..., Ensemble], monkeypatch: pytest.MonkeyPatch, bad: float
) -> None:
    def count(*_: object) -> Counted:
        return Counted(np.full((16, 2, 14, 4, 12), bad, np.float32), np.zeros((16, 2, 5, 12), np.float32))

    monkeypatch.setattr(subject.engine, "count", count)
    with pytest.raises(ValueError, match="below 0 or not finite; this is a fault of irenic"):
        run_model(subject.engine, make_ensemble().worlds, 1.0, (2, 3), subject.arrays.districts)  # type: ignore[arg-type]
