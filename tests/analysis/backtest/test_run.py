"""A back-test from beginning to end, on an engine that can be worked out by hand."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from irenic.analysis.backtest.document import back_test_document
from irenic.analysis.backtest.levels import located_share, observed_of
from irenic.analysis.backtest.markdown import back_test_markdown
from irenic.analysis.backtest.result import BackTest
from irenic.analysis.backtest.run import Ensemble, Options, Subject, back_test
from irenic.analysis.backtest.subject import prior_ensemble, subject_of, weighted_ensemble
from irenic.analysis.backtest.words import further_lines, headline
from irenic.analysis.document import as_json
from irenic.case import CaseArrays
from irenic.cli.backtest_tables import print_back_test
from irenic.cli.screen import page
from irenic.errors import DataError
from irenic.record import Record
from irenic.study import Progress

Make = Callable[..., Ensemble]


@pytest.fixture(scope="module")
def result(subject: Subject, make_ensemble: Make, options: Options) -> BackTest:
    return back_test(subject, make_ensemble(), options)


@pytest.fixture(scope="module")
def weighted(subject: Subject, make_ensemble: Make, options: Options) -> BackTest:
    weights = np.zeros(16)
    weights[8:10] = 0.5  # worlds in which about as many die as were recorded
    return back_test(subject, make_ensemble(), options, weighted=(make_ensemble(weights=weights), "by hand"))


def test_levels_of_the_record(record: Record, toy_arrays: CaseArrays) -> None:
    observed = observed_of(record, toy_arrays, 12)
    country, district, dyad = (observed[name] for name in ("country", "district", "dyad"))
    assert country.first == -12
    assert country.before(1).shape == (1, 13)
    assert np.isnan(country.during(5, 5)).all()
    assert district.units == tuple(toy_arrays.districts)
    assert district.during(1, 2)[0].tolist() == [21.0, 22.0]
    assert dyad.during(1, 12).sum() == district.during(1, 12).sum()
    assert 0.8 < located_share(record, -12, 0) < 1.1


def test_no_forecaster_sees_the_window(
    subject: Subject, make_ensemble: Make, options: Options, result: BackTest
) -> None:
    """Other deaths in the window change scores, never a forecast: the baselines' intervals stay."""
    totals = subject.record._totals.copy()
    totals[:, -8:] += 1000.0
    changed = replace(subject, record=replace(subject.record, _totals=totals))
    other = back_test(changed, make_ensemble(), options)
    before, after = (found.windows[1].tables[0] for found in (result, other))
    for name in ("conflictology", "last_poisson", "negbin_regression"):
        # as all forecasts are far too low now, each loses exactly what was added
        gained = after.row(name).crps - before.row(name).crps
        assert gained == pytest.approx(1000.0, rel=0.1), name


def test_tables_of_every_window_and_level(result: BackTest) -> None:
    assert [(w.window.name, w.first, w.last) for w in result.windows] == [
        ("train", "2015-12", "2016-03"),
        ("test", "2016-04", "2016-11"),
        ("whole", "2015-12", "2016-11"),
    ]
    whole = result.windows[2]
    assert [table.level for table in whole.tables] == ["country", "district", "dyad"]
    assert [(table.units, table.months) for table in whole.tables] == [(1, 11), (4, 12), (14, 12)]
    names = ["forced", "unforced", "conflictology", "last_poisson", "zero", "negbin_regression"]
    for table in whole.tables:
        assert [row.forecaster for row in table.rows] == names
        assert set(table.paired) == {(m, b) for m in names[:2] for b in names[2:]}
        for row in table.rows:
            assert 0 <= row.in_50 <= row.in_90 <= 1
            assert sum(row.histogram) == pytest.approx(1.0)
    assert [line.unit for line in whole.tables[1].by_unit] == ["port", "hills"]


def test_twice_the_deaths_score_worse(result: BackTest) -> None:
    table = result.windows[2].tables[0]
    assert table.row("forced").crps < table.row("unforced").crps
    assert table.row("unforced").pit < table.row("forced").pit  # too high


def test_the_first_line_says_who_wins(result: BackTest) -> None:
    found = result.windows[2].tables[0].paired["forced", "conflictology"]
    assert found.verdict == "worse"
    line = headline(result)
    assert line.startswith("The model does worse than last year's counts (conflictology): CRPS ")
    assert "2015-12 to 2016-11" in line
    assert "11 months decide little." in line
    assert len(further_lines(result)) == 3


def test_weighted_worlds_are_scored_on_test_windows(weighted: BackTest) -> None:
    train, test, whole = (window.tables[0] for window in weighted.windows)
    assert weighted.forecasts == ("forced", "unforced", "forced_weighted", "unforced_weighted")
    assert ("forced_weighted", "conflictology") in test.paired
    assert ("forced_weighted", "conflictology") not in train.paired
    assert ("forced_weighted", "conflictology") not in whole.paired
    assert test.row("forced_weighted").log_score < test.row("forced").log_score
    assert headline(weighted).startswith("The model, in weighted worlds, does ")
    assert "2016-04 to 2016-11" in headline(weighted)


def test_the_same_request_gives_the_same_numbers(
    subject: Subject, make_ensemble: Make, options: Options, result: BackTest
) -> None:
    other = back_test(subject, make_ensemble(), replace(options, threads=3))
    assert as_json(back_test_document(result)) == as_json(back_test_document(other))
    another = back_test(subject, make_ensemble(), replace(options, seed=4))
    assert as_json(back_test_document(result)) != as_json(back_test_document(another))


def test_outcomes_and_shapes_stand_beside(result: BackTest) -> None:
    assert {line.figure.quantity for line in result.outcomes} == {
        "strength",
        "base_share",
        "crossings_quarter",
        "crossings",
    }
    assert {line.shape.id: dict(line.shares) for line in result.shapes} == {
        "rises": pytest.approx({"forced": 15 / 16, "unforced": 15 / 16}),
        "falls": pytest.approx({"forced": 0.0, "unforced": 0.0}),
        "port_first": pytest.approx({"forced": 1.0, "unforced": 1.0}),
    }


def test_what_must_be_known_is_said(result: BackTest) -> None:
    text = " ".join(result.notes)
    assert "is told what outsiders did" in text
    assert "national totals" in text
    assert "knows nothing of" in text
    assert "regression with lags, country: No regression (only 1 months to learn from)" in text


def test_progress_is_told(subject: Subject, make_ensemble: Make, options: Options) -> None:
    seen: list[Progress] = []
    back_test(subject, make_ensemble(), options, report=seen.append)
    assert [(p.done, p.total) for p in seen] == [(16, 32), (32, 32)]


def test_the_document_is_whole(weighted: BackTest) -> None:
    document = json.loads(as_json(back_test_document(weighted)))
    assert document["weighting"] == "by hand"
    level = document["windows"][1]["levels"]["district"]
    assert level["scores"]["zero"]["log_score"] is None
    assert level["scores"]["zero"]["unit_months_without_probability"] > 0
    assert {row["unit"] for row in level["crps_by_unit"]} == {"port", "hills"}
    assert document["shapes"][0]["share_of_runs"]["forced_weighted"] == pytest.approx(1.0)
    soft = {row["quantity"]: row["soft"] for row in document["outcomes"]}
    assert soft == {"strength": False, "base_share": True, "crossings_quarter": False, "crossings": False}


def test_the_page_has_every_table(weighted: BackTest) -> None:
    text = back_test_markdown(weighted)
    assert text.startswith("## Toy harbour\n\n**The model, in weighted worlds, does ")
    for part in (
        "### test: 2016-04 to 2016-11",
        "| conflictology (last year) |",
        "| Acceptance falls | C | first |",
    ):
        assert part in text
    tables: list[list[int]] = []
    for line in text.splitlines():
        if line.startswith("|"):
            tables[-1].append(line.count("|") - line.count("\\|"))
        else:
            tables.append([])
    assert all(len(set(widths)) <= 1 for widths in tables)


def test_the_screen_is_a_hundred_wide(weighted: BackTest, capsys: pytest.CaptureFixture[str]) -> None:
    print_back_test(page(), weighted)
    text = capsys.readouterr().out
    assert text.startswith("The model, in weighted worlds, does ")
    assert max(len(line) for line in text.splitlines()) <= 100
    assert "…" not in text
    assert "Simulated, exploratory, not a forecast" in text
    assert "More die in the port" in text


def test_worlds_from_the_prior(subject: Subject, options: Options) -> None:
    one, again = (prior_ensemble(subject, options) for _ in range(2))
    assert one.worlds.n == 16
    assert (one.observation.rho == again.observation.rho).all()
    assert one.weights is None
    assert one.lanes(4) == pytest.approx(np.full(64, 1 / 64))


def test_a_case_without_a_record_is_told_so(toy_path: Path) -> None:
    with pytest.raises(DataError, match="no_record: record is without deaths recorded") as caught:
        subject_of(str(toy_path))
    assert caught.value.code == "no_record"


def test_a_case_that_says_not_what_was_done_is_told_so(
    toy_folder: Path, toy_path: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "case"
    shutil.copytree(toy_folder, folder)
    shutil.copy(toy_path, folder / "case.yaml")
    shutil.copy(toy_path.parent / "toy_strategies.yaml", folder / "strategies.yaml")
    with pytest.raises(DataError, match="no_history: strategies is without one"):
        subject_of(str(folder / "case.yaml"))


class Named:
    """Anything with attributes."""

    def __init__(self, **attributes: object) -> None:
        self.__dict__.update(attributes)


def weighting(digests: Mapping[str, str], subject: Subject) -> Named:
    dimensions = len(prior_points(subject))
    request = Named(
        case=Named(digest=digests["case"]),
        record=digests["record"],
        parameters=Named(digest=digests["parameters"]),
        seed=5,
        window=Named(months=("2015-12", "2016-03")),
    )
    rng = np.random.default_rng(1)
    return Named(
        path=Path("here"),
        manifest=Named(request=request, reached=1.0),
        digest="d" * 64,
        points=rng.uniform(0.01, 0.99, (dimensions, 8)),
        observations=rng.uniform(0.01, 0.99, (3, 8)),
    )


def prior_points(subject: Subject) -> tuple[str, ...]:
    from irenic.parameters import load_parameters
    from irenic.worlds import WorldSet

    return WorldSet(subject.arrays, load_parameters(), 2, 1).dimensions


def test_the_worlds_of_a_weighting(subject: Subject) -> None:
    ensemble, words = weighted_ensemble(subject, weighting(subject.digests, subject))  # type: ignore[arg-type]
    assert ensemble.worlds.n == 8
    assert ensemble.weights is None
    assert words == "8 worlds weighted by 2015-12 to 2016-03 (dddddddddddd)"


def test_a_weighting_of_something_else_is_refused(subject: Subject) -> None:
    other = weighting({**subject.digests, "record": "e" * 64, "case": "f" * 64}, subject)
    with pytest.raises(DataError, match="other_weighting: case is the one with digest ffff") as caught:
        weighted_ensemble(subject, other)  # type: ignore[arg-type]
    assert [problem.path for problem in caught.value.problems] == ["case", "record"]
