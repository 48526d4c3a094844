"""Real files beside the checkout: their totals as their README states them, and the tables made of them.

The time and memory of an import are measured here, too.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from irenic.errors import DataError
from irenic.record.ged import coverage, read_ged
from tests.record.ged_files import LAYOUT_20, event

SECONDS, MEGABYTES = 20, 1_000
"""Budget of an import of the global file."""

Shared = Callable[[str], Path]

MEASURED = """
import json, resource, sys, time
from irenic.record.ged import read_ged
from irenic.record.store import keep_events
ged = read_ged(sys.argv[1])
keep_events(ged)
used = resource.getrusage(resource.RUSAGE_SELF)
found = {"rows": ged.rows, "best": sum(ged.table["best"].to_pylist()), "release": ged.release}
# Not ru_maxrss: Linux lets a process start with the peak of the one that started it, here a whole test run.
peak = [line for line in open("/proc/self/status") if line.startswith("VmHWM")][0].split()[1]
print(json.dumps({**found, "seconds": used.ru_utime + used.ru_stime, "megabytes": int(peak) / 1024}))
"""


needs_proc = pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="the peak of memory is read from /proc, which is Linux's"
)


def measured(path: Path, store: Path) -> dict[str, float]:
    """Import a file in a process of its own: rows, deaths, seconds of the processor, megabytes."""
    environment = {"IRENIC_EVENTS": str(store), "PYTHONPATH": str(Path(__file__).parents[2] / "src")}
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(path)],
        capture_output=True, text=True, check=True, timeout=300, env=environment,
    )  # fmt: skip
    return dict(json.loads(done.stdout))


def cells(path: Path) -> list[dict[str, str]]:
    """Rows of a small table."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def libya(shared_data: Shared) -> pa.Table:
    """Events of Libya 2008-2020 whose place is known."""
    return read_ged(shared_data("ucdp-ged-211/libya_2008_2020.csv")).table


def test_the_libyan_file_has_the_rows_its_readme_states(libya: pa.Table) -> None:
    years = pc.year(libya["date_start"]).to_pylist()
    assert libya.num_rows == 1_143
    assert Counter(year < 2011 for year in years) == {True: 1, False: 1_142}
    assert set(pc.unique(libya["country"]).to_pylist()) == {"Libya"}


def test_dyads_are_those_of_the_table(libya: pa.Table, shared_data: Shared) -> None:
    rows = cells(shared_data("libya-tables/top25_dyads_2011_2020.csv"))
    years = pc.year(libya["date_start"]).to_numpy()
    names = np.asarray(libya["dyad_name"].to_pylist(), dtype=object)
    best, low, high = (libya[name].to_numpy() for name in ("best", "low", "high"))
    assert len(rows) == 25
    for row in rows:
        mine = (names == row["dyad_name"]) & (years >= 2011)
        kinds = set(libya["type_of_violence"].to_numpy()[mine].tolist())
        assert {int(row["type_of_violence"])} == kinds
        sums = [mine.sum(), best[mine].sum(), low[mine].sum(), high[mine].sum()]
        assert sums == [int(row[name]) for name in ("events", "best", "low", "high")], row["dyad_name"]
        days = sorted(np.asarray(libya["date_start"].to_pylist())[mine].tolist())
        assert [str(days[0]), str(days[-1])] == [row["first"], row["last"]]
        inside = mine & (years >= 2014) & (years <= 2018)
        assert [inside.sum(), best[inside].sum()] == [
            int(row["events_2014_2018"]), int(row["best_2014_2018"]),
        ]  # fmt: skip


def test_months_are_those_of_the_table(libya: pa.Table, shared_data: Shared) -> None:
    rows = cells(shared_data("libya-tables/monthly_2014_2018.csv"))
    months = pc.strftime(libya["date_start"], "%Y-%m").to_pylist()
    kinds, best = libya["type_of_violence"].to_pylist(), libya["best"].to_pylist()
    sums: Counter[tuple[str, int]] = Counter()
    for month, kind, deaths in zip(months, kinds, best, strict=True):
        sums[month, kind] += deaths
        sums[month, 0] += deaths
    assert len(rows) == 60
    names = ("best_precise_v211", "sb_precise_v211", "ns_precise_v211", "os_precise_v211")
    for row in rows:
        assert [sums[row["month"], kind] for kind in range(4)] == [int(row[name]) for name in names], row


def test_a_file_of_17_reads_whole(shared_data: Shared) -> None:
    ged = read_ged(shared_data("ucdp-ged-libya-detail/libya_2014_all_columns.csv"))
    found = coverage(ged.table)
    assert (ged.rows, found.by_type[-1].best, found.with_ids, ged.release) == (103, 1_457, 1.0, "17.1")
    assert not any("filtered" in finding for finding in ged.findings)


def test_a_file_of_19_reads_whole(shared_data: Shared) -> None:
    ged = read_ged(shared_data("ucdp-ged-syria-191/syria_2016_2018_all_columns.csv.gz"), release="20.1")
    assert (ged.rows, coverage(ged.table).by_type[-1].best) == (16_566, 112_337)
    assert any("In 101 of 16,566 events low, best and high" in finding for finding in ged.findings)


@pytest.mark.parametrize(
    "name",
    [
        "ucdp-ged-211/country_month_by_type.csv.gz",
        "ucdp-conflict-totals-251/conflict_totals.csv",
        "ucdp-actors-dyads/dyadic_201.csv.gz",
        "ucdp-actors-dyads/armed_conflict_241.csv.gz",
        "ucdp-actors-dyads/actor_241.csv.gz",
    ],
)
def test_other_tables_of_ucdp_are_told_apart(name: str, shared_data: Shared) -> None:
    with pytest.raises(DataError, match="other_dataset"):
        read_ged(shared_data(name))


@needs_proc
def test_the_global_file_is_within_the_budget(shared_data: Shared, tmp_path: Path) -> None:
    found = measured(shared_data("ucdp-ged-211/global_1989_2020.csv.gz"), tmp_path)
    assert (found["rows"], found["best"], found["release"]) == (176_579, 1_797_771, "21.1")
    assert found["seconds"] < SECONDS and found["megabytes"] < MEGABYTES


@pytest.mark.nightly
@needs_proc
def test_a_full_release_is_within_the_budget(tmp_path: Path) -> None:
    """As many rows and columns as 25.1, cells as long as those of real files."""
    path, rng = tmp_path / "GEDEvent_v25_1.csv", np.random.default_rng(7)
    lengths = np.minimum(rng.lognormal(4.7, 0.7, 385_918), 4_000).astype(int)
    days = np.datetime64("1989-01-01") + (13_148 * rng.random(385_918) ** 0.6).astype(int)
    words = "a report of fighting near the town, and of what came after it; " * 80
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(LAYOUT_20)
        for i, (length, day) in enumerate(zip(lengths.tolist(), days.tolist(), strict=True)):
            row = event(
                id=i + 1, date_start=str(day), side_a=f"Actor {i % 1_600}", country=f"State {i % 125}"
            )
            row["latitude"], row["longitude"] = i % 90 + i / 1e6, i % 180 + i / 1e6
            row["source_headline"] = row["source_article"] = words[:length]
            row["where_description"] = "The town\nand its surroundings" if i % 500 == 0 else "The town"
            writer.writerow([row[name] for name in LAYOUT_20])
    found = measured(path, tmp_path / "store")
    assert found["rows"] == 385_918 and found["best"] == 3 * 385_918
    assert found["seconds"] < SECONDS and found["megabytes"] < MEGABYTES
