"""A whole search on the toy case, as small as can be; its document, its prints and its file."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import typer
from rich.console import Console
from typer.testing import CliRunner, Result

from irenic.analysis.document import as_json
from irenic.analysis.search import Ground, SearchResult, Settings, search, search_document
from irenic.analysis.search.document import found_text, sentences
from irenic.case import CaseArrays
from irenic.cli.guard import GuardedGroup
from irenic.cli.search import search as command
from irenic.cli.search_tables import print_search
from irenic.engine.run import Engine
from irenic.errors import StudyError
from irenic.parameters import load_parameters
from irenic.strategy import Strategy, check_strategies, load_strategies, strategies_text
from irenic.study import Study
from irenic.worlds import Worlds, WorldSet

SETTINGS = Settings(("politics", "deaths"), budget=1000, seed=3, first=32, worlds=64, unseen=32, random=2)


@pytest.fixture(scope="module")
def ground(toy_arrays: CaseArrays, small_engine: Engine, plans: tuple[Strategy, ...]) -> Ground:
    table = load_parameters()

    def worlds_of(n: int, seed: int) -> Worlds:
        return WorldSet(toy_arrays, table, n, seed).block(0, n)

    return Ground(toy_arrays, small_engine, worlds_of, plans)


@pytest.fixture(scope="module")
def found(ground: Ground) -> SearchResult:
    return search(ground, SETTINGS)


def test_what_was_found_is_judged_in_other_worlds(found: SearchResult, plans: tuple[Strategy, ...]) -> None:
    assert found.effort.runs <= SETTINGS.budget
    assert found.effort.test_runs == 32 * (len(found.found) + len(plans) + len(found.parts))
    assert [m.strategy.name for m in found.plans] == [plan.name for plan in plans]
    for member in (*found.found, *found.plans):
        assert np.isfinite(member.seen).all() and np.isfinite(member.unseen).all()
        assert not np.array_equal(member.seen, member.unseen)
    assert [gain.objective for gain in found.gains] == ["overall", "politics", "deaths"]


def test_scores_of_the_plans_are_standard(found: SearchResult) -> None:
    """Centre and scale are those of the plans in the search's worlds, of each outcome on its own."""
    deaths = [member.seen[1] for member in found.plans]
    assert np.mean(deaths) == pytest.approx(0, abs=1e-9)
    stick = found.yardstick
    assert stick.natural(1, 0.0) == pytest.approx(stick.centre["deaths"])
    assert stick.natural(1, 1.0) < stick.natural(1, 0.0)  # a better score is fewer deaths


def test_threads_do_not_matter(ground: Ground, found: SearchResult) -> None:
    again = search(ground, replace(SETTINGS, threads=1))
    one, two = (search_document(result) for result in (found, again))
    assert {**one, "settings": None} == {**two, "settings": None}


def test_the_file_holds_what_the_document_says(
    found: SearchResult, toy_arrays: CaseArrays, tmp_path: Path
) -> None:
    path = tmp_path / "found.yaml"
    path.write_text(found_text(found), encoding="utf-8")
    assert check_strategies(path, toy_arrays) == []
    read = load_strategies(path, toy_arrays)
    assert list(read) == [member.strategy.name for member in found.found]
    assert strategies_text(read.values(), toy_arrays) == strategies_text(
        [member.strategy for member in found.found], toy_arrays
    )


def test_the_document_is_json_with_units(found: SearchResult) -> None:
    document = json.loads(as_json(search_document(found)))
    assert "not a forecast" in document["notice"]
    assert [one["unit"] for one in document["objectives"]] == ["sd", "persons"]
    assert set(document["found"][0]["scores"]) == {"politics", "deaths"}
    assert document["parts_of"] == "found_1"


def test_no_claim_without_unseen_worlds(found: SearchResult) -> None:
    for gain, sentence in zip(found.gains, sentences(found), strict=True):
        assert "unseen worlds" in sentence
        if gain.seen <= 0:
            assert "found nothing ahead" in sentence
        else:
            assert gain.is_clear != ("no gain is shown" in sentence)


def test_print_fits_a_page(found: SearchResult) -> None:
    console = Console(width=100, record=True, highlight=False, markup=False)
    with console.capture() as captured:
        print_search(console, found)
    text = captured.get()
    assert text.startswith("Simulated, exploratory, not a forecast")
    assert max(map(len, text.splitlines())) <= 100
    assert "found_1" in text and "32 worlds that the search had not seen" in text


def test_unknown_objectives_are_all_named(ground: Ground) -> None:
    wanted = ("security", "extremist_deaths", "deathz")
    with pytest.raises(StudyError, match='Did you mean "deaths"') as caught:
        search(ground, replace(SETTINGS, objectives=wanted))
    assert [p.code for p in caught.value.problems] == ["no_direction", "unknown_objective"]


def test_an_objective_that_may_be_missing_is_refused(ground: Ground) -> None:
    with pytest.raises(StudyError, match=r"no_value: objectives\.relapsed_12 is missing in some runs"):
        search(ground, replace(SETTINGS, objectives=("relapsed_12",)))


# The command


def asked(*arguments: object) -> Result:
    app = typer.Typer(cls=GuardedGroup, pretty_exceptions_enable=False)
    app.command()(command)
    app.callback()(lambda: None)
    return CliRunner().invoke(app, ["search", *map(str, arguments)])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--budget", 0), "bad_setting: budget is 0; expected 1 run or more"),
        (("--worlds", 100), "worlds is 100; expected a power of two"),
        (("--objectives", "securty"), 'unknown_objective: objectives is "securty"'),
        (("--engine", "nsga"), "expected irenic or pymoo"),
    ],
)
def test_slips_are_named_before_anything_runs(
    study: Study, options: tuple[object, ...], message: str
) -> None:
    done = asked(study.path, *options)
    assert done.exit_code == 2
    assert message in done.stderr


def test_a_file_that_is_there_is_left_alone(study: Study, tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text("mine", encoding="utf-8")
    assert "file_exists" in asked(study.path, "--out", mine).stderr
    assert "no_folder" in asked(study.path, "--out", tmp_path / "none" / "x.yaml").stderr
    assert mine.read_text(encoding="utf-8") == "mine"


def test_a_study_of_other_code_is_refused(study: Study) -> None:
    assert "cannot_replay" in asked(study.path).stderr
