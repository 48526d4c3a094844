"""The baselines and scores reproduce a published table of simple baselines for Libya, draw for draw.

Each series and window takes 1,000 draws from one generator, in the table's order: conflictology, then the
last value's Poisson law, then (all types only) the twelve months of every country; zero needs none. History
ends three months before the window but in the windows without lag. The table's ends of intervals are
interpolated between draws, ours are draws, hence the tolerance of its interval scores.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from irenic.analysis.backtest.baselines import conflictology, last_poisson
from irenic.analysis.backtest.forecast import Floats, Forecast
from irenic.analysis.backtest.scores import score
from irenic.case import case_arrays, load_case
from irenic.case.shipped import case_path
from irenic.record import Record, load_record

SEED, DRAWS = 20151101, 1000
ALL, STATE = "all types", "state-based"
NO_LAG = "2015-11 to 2016-10, no lag"

WINDOWS = [
    *((ALL, f"{year}", f"{year}-01", 2) for year in range(2015, 2019)),
    *((STATE, f"{year}", f"{year}-01", 2) for year in range(2015, 2019)),
    (ALL, NO_LAG, "2015-11", 0),
    (STATE, NO_LAG, "2015-11", 0),
]
"""Series, window as the table calls it, first month, months between history and window."""

TABLE = {
    (ALL, "2015"): {"conflictology": (63.31, 3.23, 531.0), "last_poisson": (385.31, 9.98, 7297.33)},
    (ALL, "2016"): {"conflictology": (49.59, 2.05, 510.67), "last_poisson": (167.88, 9.98, 3252.0)},
    (STATE, "2015"): {"conflictology": (15.55, 5.3, 88.33), "last_poisson": (34.63, 6.42, 573.3)},
    (ALL, NO_LAG): {"conflictology": (41.02, 2.19, 264.0), "last_poisson": (132.41, 9.25, 2543.67)},
    (STATE, NO_LAG): {"conflictology": (69.85, 6.25, 915.33), "last_poisson": (104.5, 9.15, 2090.0)},
}
"""CRPS, ignorance and interval score of some of its rows, for where the table itself is absent."""

ZERO = {(ALL, "2015"): 132.83, (ALL, NO_LAG): 160.33, (STATE, NO_LAG): 104.5}


@pytest.fixture(scope="module")
def record() -> Record:
    path, _ = case_path("libya-2015")
    return load_record(path, case_arrays(load_case("libya-2015")))


def scored(members: Floats, observed: Floats) -> tuple[float, float, float]:
    """Mean CRPS, ignorance and 90% interval score of one sample for every month."""
    forecast = Forecast("test", np.broadcast_to(members, (1, len(observed), len(members))))
    found = score(forecast, observed[None])
    return float(found.crps.mean()), float(found.ignorance.mean()), float(found.interval_90.mean())


def reproduced(
    record: Record, pool: Callable[[str], Floats] | None
) -> Iterator[tuple[tuple[str, str], str, tuple[float, float, float], float]]:
    """Every row of the table: key, baseline, scores, deaths."""
    rng = np.random.default_rng(SEED)
    for series, name, start, lag in WINDOWS:
        first = record.month_of(start)
        of = "all" if series == ALL else "state_based"
        history = record.totals(first - lag - 12, first - lag - 1, of)[None]
        observed = record.totals(first, first + 11, of)
        samples = {
            "conflictology": rng.choice(conflictology(history, 1).members[0, 0], DRAWS),
            "last_poisson": rng.poisson(history[0, -1], DRAWS).astype(float),
            "zero": np.zeros(1),
        }
        law = last_poisson(history, 1).members[0, 0]
        assert law.mean() == pytest.approx(history[0, -1], abs=0.05)
        if series == ALL and lag:
            everywhere = pool(start) if pool else np.zeros(174 * 12)
            samples["global_bootstrap"] = rng.choice(everywhere, DRAWS)
        for baseline, members in samples.items():
            yield (
                (series, name),
                baseline,
                scored(np.asarray(members, float), observed),
                float(observed.sum()),
            )


def test_the_record_alone_reproduces_the_main_rows(record: Record) -> None:
    seen = 0
    for key, baseline, (crps, ignorance, interval), deaths in reproduced(record, None):
        expected = TABLE.get(key, {}).get(baseline)
        if expected is not None:
            assert (round(crps, 2), round(ignorance, 2)) == expected[:2], (key, baseline)
            assert interval == pytest.approx(expected[2], abs=0.04), (key, baseline)
            seen += 1
        if baseline == "zero" and key in ZERO:
            assert round(crps, 2) == ZERO[key]
            assert interval == pytest.approx(20 * deaths / 12)
            seen += 1
    assert seen == 2 * len(TABLE) + len(ZERO)


def test_every_row_of_the_table(record: Record, shared_data: Callable[[str], Path]) -> None:
    with (shared_data("libya-tables") / "baselines.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    table = {(row["series"], row["window"], row["baseline"].removesuffix("_12")): row for row in rows}
    assert len(table) == 34
    months = shared_data("ucdp-country-month") / "all_types_2010_2024.csv.gz"
    with gzip.open(months, "rt", newline="") as file:
        world = [(row["month"], float(row["best_all_types"])) for row in csv.DictReader(file)]

    def pool(start: str) -> Floats:
        year = int(start[:4])
        span = {f"{year - 2}-11", f"{year - 2}-12", *(f"{year - 1}-{month:02d}" for month in range(1, 11))}
        chosen = [(month, place, value) for place, (month, value) in enumerate(world) if month in span]
        return np.array([value for _, _, value in sorted(chosen)])

    seen = 0
    for (series, name), baseline, (crps, ignorance, interval), deaths in reproduced(record, pool):
        row = table[series, name, baseline]
        assert crps == pytest.approx(float(row["crps"]), abs=0.0051), row
        assert ignorance == pytest.approx(float(row["ign"]), abs=0.0051), row
        loose = 0.005 * float(row["mis90"]) if baseline == "global_bootstrap" else 0.04
        assert interval == pytest.approx(float(row["mis90"]), abs=loose), row
        assert deaths == float(row["actual_deaths"])
        seen += 1
    assert seen == 34


def test_the_table_without_sampling_error(record: Record) -> None:
    """Scored as twelve values, with no draws between: what the project itself prints."""
    first = record.month_of("2015-11")
    observed = record.totals(first, first + 11)[None]
    found = score(conflictology(record.totals(first - 12, first - 1)[None], 12), observed)
    assert found.crps.mean() == pytest.approx(40.896, abs=0.001)
