"""Picking runs: never silently, the same each time, and truly typical or bad by the stated rule."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from irenic.analysis.pick import Picked, Runs, mean_rank, pick, ranks, runs_of, typicality
from irenic.errors import StudyError
from irenic.study import OutcomeInfo

WORLDS, REPLICATES = 32, 2


def outcome(name: str, direction: str, headline: bool = True) -> OutcomeInfo:
    return OutcomeInfo(
        id=name,
        label=name,
        unit="persons",
        direction=direction,  # type: ignore[arg-type]
        family="none",
        headline=headline,
        definition=name,
    )


INFOS = (
    outcome("deaths", "min"),
    outcome("acceptance", "max"),
    outcome("size", "none"),
    outcome("rare", "min", headline=False),
)


def study_of(values: np.ndarray, infos: tuple[OutcomeInfo, ...] = INFOS, seed: int = 1) -> Any:
    """A study that has only what pickers touch; values are (world, replicate, outcome)."""
    import xarray as xr

    array = xr.DataArray(
        np.stack([values, values[::-1]]).astype(np.float32),
        dims=("strategy", "world", "replicate", "outcome"),
    )
    manifest = SimpleNamespace(
        strategy_names=("one", "two"),
        outcomes=infos,
        worlds=values.shape[0],
        replicates=values.shape[1],
        seed=seed,
    )

    def outcome_info(name: str) -> OutcomeInfo:
        for info in infos:
            if info.id == name:
                return info
        raise StudyError("unknown_outcome")

    return SimpleNamespace(
        path=Path("s"), dataset={"outcomes": array}, manifest=manifest, outcome_info=outcome_info
    )


@pytest.fixture
def study() -> Any:
    """Deaths rise with the number of the run, acceptance falls with it: run 0 is the best in all."""
    number = np.arange(WORLDS * REPLICATES, dtype=float).reshape(WORLDS, REPLICATES)
    rare = np.where(number % 8 == 0, number, np.nan)
    return study_of(np.stack([number, -number, number**2, rare], -1))


def number(picked: Picked) -> int:
    return picked.world * REPLICATES + picked.replicate


def test_the_median_is_in_the_middle_of_all_headline_outcomes(study: Any) -> None:
    picked = pick(study, "one")
    assert number(picked) in (31, 32)
    assert "nearest to the middle" in picked.how
    assert typicality(study, "one", picked.world, picked.replicate).distance <= 0.02


def test_the_median_is_no_run_that_is_good_here_and_bad_there() -> None:
    """Its mean rank would be the middle too; but it is not typical."""
    values = np.stack([np.arange(8.0), np.arange(8.0)], -1)[:, None]
    infos = INFOS[:2]  # little is good in the first, much in the second: every mean rank is the middle
    found = runs_of(study_of(values, infos), "one")
    rank = mean_rank(found)
    assert rank is not None
    np.testing.assert_allclose(rank, 0.5)
    assert pick(study_of(values, infos), "one").world in (3, 4)


def test_the_median_by_an_outcome_passes_over_runs_without_a_value(study: Any) -> None:
    picked = pick(study, "one", by="rare")
    assert number(picked) % 8 == 0
    assert 16 <= number(picked) <= 40
    assert "rare" in picked.how


def test_the_worst_is_the_median_run_of_the_worst_tenth(study: Any) -> None:
    picked = pick(study, "one", "worst")
    assert 64 - 6 <= number(picked) <= 63
    assert "worst tenth (6 of 64 runs) by mean rank" in picked.how
    by_deaths = pick(study, "one", "worst", by="deaths")
    assert number(by_deaths) == number(picked)
    best_first = pick(study, "two", "worst")
    assert best_first.world < 4


def test_the_worst_by_a_yes_or_no_outcome_is_told_apart_by_the_others() -> None:
    number = np.arange(40.0)
    values = np.stack([number, np.where(number < 20, 1.0, 0.0)], -1)[:, None]
    picked = pick(study_of(values, INFOS[:2]), "one", "worst", by="acceptance")
    assert picked.world >= 36


def test_random_is_by_the_studys_seed_and_says_so(study: Any) -> None:
    first, again = pick(study, "one", "random"), pick(study, "two", "random")
    assert first == again
    assert "seed (1)" in first.how
    study.manifest.seed = 2
    assert pick(study, "one", "random") != first


@pytest.mark.parametrize("wanted", ["median", "worst", "random", "7"])
@pytest.mark.parametrize("replicate", [0, 1])
def test_only_the_replicate_that_was_asked_for(study: Any, wanted: str, replicate: int) -> None:
    assert pick(study, "one", wanted, replicate=replicate).replicate == replicate


def test_a_number_is_that_world(study: Any) -> None:
    assert pick(study, "one", "31")[:2] == (31, 0)


@pytest.mark.parametrize(
    ("strategy", "wanted", "more", "code"),
    [
        ("tow", "median", {}, "unknown_strategy"),
        ("one", "32", {}, "out_of_range"),
        ("one", "-1", {}, "out_of_range"),
        ("one", "9" * 400, {}, "out_of_range"),
        ("one", "medan", {}, "unknown_pick"),
        ("one", "", {}, "unknown_pick"),
        ("one", "٣", {}, "unknown_pick"),
        ("one", "median", {"replicate": 2}, "out_of_range"),
        ("one", "worst", {"by": "size"}, "no_direction"),
        ("one", "random", {"by": "size"}, "random_by"),
        ("one", "3", {"by": "size"}, "numbered_by"),
        ("one", "median", {"by": "deths"}, "unknown_outcome"),
    ],
)
def test_mistakes_have_a_code(
    study: Any, strategy: str, wanted: str, more: dict[str, Any], code: str
) -> None:
    with pytest.raises(StudyError, match=code):
        pick(study, strategy, wanted, **more)


def test_near_names_are_hinted(study: Any) -> None:
    with pytest.raises(StudyError, match='Did you mean "two"'):
        pick(study, "tow")
    with pytest.raises(StudyError, match='Did you mean "median"'):
        pick(study, "one", "medan")


def test_an_outcome_that_no_run_has() -> None:
    values = np.full((4, 1, 2), np.nan)
    values[..., 0] = 1.0
    found = study_of(values, (INFOS[0], INFOS[3]))
    for wanted in ("median", "worst"):
        with pytest.raises(StudyError, match="no_runs"):
            pick(found, "one", wanted, by="rare")


def test_no_headline_outcomes() -> None:
    found = study_of(np.zeros((4, 1, 1)), (INFOS[3],))
    assert pick(found, "one")[:2] == (0, 0)
    with pytest.raises(StudyError, match="no_direction"):
        pick(found, "one", "worst")
    assert typicality(found, "one", 0, 0).overall is None


def test_typicality_says_where_a_run_stands(study: Any) -> None:
    best = typicality(study, "one", 0, 0)
    assert best.runs == 64
    deaths, acceptance, size = best.standings
    assert (deaths.better, deaths.same, deaths.worse) == (0.0, 1 / 64, 63 / 64)
    assert acceptance.worse == 63 / 64
    assert (size.better, size.worse) == (None, None)
    assert size.rank == pytest.approx(0.5 / 64)
    assert best.overall == pytest.approx(1 - 0.5 / 64)
    assert typicality(study, "two", 0, 0).overall == pytest.approx(1.5 / 64)


def test_a_missing_outcome_stands_nowhere() -> None:
    values = np.array([1.0, np.nan, 2.0])[:, None, None]
    found = typicality(study_of(values, INFOS[:1]), "one", 1, 0)
    assert found.standings[0][1:] == (None, None, None, None, None)


@given(st.lists(st.one_of(st.integers(0, 5).map(float), st.just(float("nan"))), min_size=1, max_size=40))
def test_ranks_are_shares_below_with_ties_half(values: list[float]) -> None:
    array = np.array(values)
    found = ranks(array)
    known = array[~np.isnan(array)]
    for value, rank in zip(array, found, strict=True):
        if np.isnan(value):
            assert np.isnan(rank)
        else:
            assert rank == pytest.approx((known < value).mean() + 0.5 * (known == value).mean())


@given(
    seed=st.integers(0, 10),
    wanted=st.sampled_from(["median", "worst", "random"]),
    by=st.sampled_from([None, "deaths", "acceptance"]),
)
def test_any_pick_is_a_run_of_the_study(seed: int, wanted: str, by: str | None) -> None:
    values = np.random.default_rng(seed).integers(0, 3, (8, 2, 2)).astype(float)
    found = study_of(values, INFOS[:2], seed)
    picked = pick(found, "one", wanted, by=None if wanted == "random" else by)
    assert 0 <= picked.world < 8
    assert 0 <= picked.replicate < 2
    assert picked == pick(found, "one", wanted, by=None if wanted == "random" else by)
    assert isinstance(runs_of(found, "one"), Runs)
    assert 0 <= typicality(found, "one", picked.world, picked.replicate).distance < 1
