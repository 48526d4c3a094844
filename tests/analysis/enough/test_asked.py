"""Whether a stored study is enough: verdicts, averages, winners; what is printed; what is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from irenic.analysis.enough import enough_for, enough_to_rank, replicates_for
from irenic.analysis.enough.replicates import Replicates
from irenic.cli.enough import enough
from irenic.errors import ParameterError, StudyError
from irenic.study import Study

WORLDS = 256


class Settled:
    """Outcomes by strategy: deaths far fewer under the last, money nearly alike, acceptance the same."""

    def __init__(self, fake: ModuleType) -> None:
        self.fake, self.months = fake, 3

    def run(self, worlds: object, strategy: int, replicates: int, seed: int) -> object:
        found = self.fake.FakeEngine(self.months).run(worlds, strategy, replicates, seed)
        rng = np.random.default_rng(11)
        world, luck = rng.normal(size=WORLDS), rng.normal(size=(3, WORLDS, replicates))
        part = slice(worlds.lo, worlds.hi)
        outcomes = found.outcomes.copy()
        outcomes[..., 2] = 100 + 20 * world[part, None] - 8 * strategy + luck[strategy, part]
        outcomes[..., 3] = 0.5
        outcomes[..., 5] = 50 + luck[strategy, part]
        return found._replace(outcomes=outcomes.astype(np.float32))


@pytest.fixture(scope="module")
def settled(fake: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Study:
    setup = fake.make_setup(worlds=WORLDS, replicates=4)
    finished: Study = fake.run_setup(
        replace(setup, engine=Settled(fake)), out=tmp_path_factory.mktemp("settled") / "study"
    )
    return finished


def test_a_proposition_that_holds_everywhere(settled: Study) -> None:
    verdict, average = enough_for(settled, "deaths(strikes) < deaths(nothing)")
    assert (verdict.kind, verdict.need.settled_at, verdict.need.answer) == ("verdict", 64, "holds")
    assert verdict.estimate == 1.0 and verdict.high == 1.0 and 0.9 < verdict.low < 1.0
    assert (average.kind, average.need.answer) == ("average", "smaller")
    assert average.low < -16.0 < average.high
    assert average.unit == "persons"


def test_a_proposition_on_the_edge_is_left_open_with_a_forecast(settled: Study) -> None:
    verdict, width, average = enough_for(settled, "money(strikes) < money(nothing) + 0.0", width=0.05)
    assert width.need.settled_at is None and width.need.forecast is not None
    assert average.need.settled_at is None and average.need.forecast is not None
    assert verdict.replicates is not None and verdict.replicates.for_average == 1


def test_scores_and_months_can_be_asked(settled: Study) -> None:
    (verdict,) = enough_for(settled, "not score(strikes) >= score(nothing)")
    assert 0.0 <= verdict.low <= verdict.estimate <= verdict.high <= 1.0
    found = enough_for(settled, "displaced(nothing, months 2..3) < displaced(nothing, month 1)")
    assert found[0].kind == "verdict"


def test_ranking_names_the_best_where_it_is_settled(settled: Study) -> None:
    found = {one.asked: one for one in enough_to_rank(settled)}
    deaths = found["Deaths"]
    assert (deaths.first, deaths.second) == ("strikes", "broad_deal")
    assert deaths.need.settled_at == 64 and deaths.need.answer == "strikes"
    assert deaths.estimate == pytest.approx(8.0, abs=0.5)
    assert found["Acceptance"].need.settled_at is None
    assert found["Acceptance"].low == found["Acceptance"].high == 0.0
    (one,) = enough_to_rank(settled, "deaths", ["nothing", "broad_deal"])
    assert one.first == "broad_deal"


def test_what_cannot_be_asked_is_refused(settled: Study) -> None:
    with pytest.raises(StudyError, match='unknown_measure: --for, column 1 is "death"'):
        enough_for(settled, "death(strikes) > 1")
    with pytest.raises(StudyError, match="nothing_to_rank: ranking is 1 strategies"):
        enough_to_rank(settled, None, ["nothing"])
    with pytest.raises(StudyError, match="nothing_to_rank"):
        enough_to_rank(settled, "extremist_deaths")
    with pytest.raises(ParameterError, match="bad_width: the width is 2"):
        enough_for(settled, "deaths(strikes) > 1", width=2.0)
    with pytest.raises(ParameterError, match="bad_chance"):
        enough_to_rank(settled, alpha=0.0)


def test_replicates_by_hand() -> None:
    """Between 4, within 4: one replicate is best while worlds are free, the root of their cost after."""
    rng = np.random.default_rng(1)
    values = 2.0 * rng.normal(size=(20000, 1)) + 2.0 * rng.normal(size=(20000, 4))
    free, dear = replicates_for(values), replicates_for(values, world_cost=9.0)
    assert free is not None and dear is not None
    assert (free.for_average, dear.for_average) == (1, 3)
    assert free.for_worlds in (4, 5)
    assert free.error_best / free.error_now == pytest.approx(np.sqrt(8 / (5 * 4)), rel=0.03)
    assert replicates_for(values[:, :1]) is None
    alike = replicates_for(np.tile(np.arange(4.0), (50, 1)))
    assert isinstance(alike, Replicates) and alike.for_worlds is None


def printed(*words: str) -> str:
    app = typer.Typer()
    app.command()(enough)
    result = CliRunner().invoke(app, list(words), env={"COLUMNS": "100"})
    assert result.exit_code == 0, result.output
    return result.stdout


def test_what_is_printed(settled: Study) -> None:
    text = printed(str(settled.path), "--for", "deaths(strikes) < deaths(nothing)")
    flat = " ".join(text.split())
    assert "64 worlds would have been enough to say that it holds (in at least two thirds of worlds)" in flat
    assert "the left side is smaller, by 16" in flat
    assert "not a forecast" in flat
    ranked = printed(str(settled.path))
    assert "broad_deal" in ranked and "same" in ranked
    assert max(len(line) for line in (text + ranked).splitlines()) <= 100


def test_the_document_is_plain_data(settled: Study) -> None:
    document = json.loads(printed(str(settled.path), "--json"))
    assert document["chance_of_a_wrong_answer"] == 0.1
    assert {q["kind"] for q in document["questions"]} == {"winner"}
    open_one = next(q for q in document["questions"] if q["asked"] == "Money")
    assert open_one["settled_at"] is None
    assert set(open_one["forecast"]) == {"median", "low", "high", "none_means_more_than"}


def test_options_that_do_not_fit_together_are_refused(settled: Study, tmp_path: Path) -> None:
    app = typer.Typer()
    app.command()(enough)
    for words, match in (
        (["--width", "0.1"], "a width is of the share"),
        (["--for", "deaths(strikes) > 1", "--outcome", "deaths"], "names its outcomes"),
    ):
        result = CliRunner().invoke(app, [str(settled.path), *words], env={"COLUMNS": "200"})
        assert result.exit_code == 2
        assert match in result.output
