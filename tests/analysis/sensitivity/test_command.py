"""The command ``irenic sensitivity`` on a stored study."""

from __future__ import annotations

import json
from types import ModuleType

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from irenic.analysis.sensitivity.drivers import Driver, Drivers
from irenic.analysis.sensitivity.questions import SCORE_INFO, Question
from irenic.analysis.sensitivity.words import sentences, title_of
from irenic.cli.sensitivity import sensitivity
from irenic.study import Study


def run(*words: str) -> tuple[int, str]:
    app = typer.Typer()
    app.command()(sensitivity)
    result = CliRunner().invoke(app, list(words), env={"COLUMNS": "100"})
    return result.exit_code, result.output


def test_by_default_every_headline_outcome_and_the_score(study: Study) -> None:
    code, text = run(str(study.path))
    assert code == 0
    assert text.startswith("Simulated, exploratory, not a forecast.")
    for name in ("score, who is best", "extremist_strength", "money, who is best"):
        assert name in text
    assert max(len(line) for line in text.splitlines()) <= 100


def test_one_document_for_scripts(study: Study) -> None:
    code, text = run(str(study.path), "--strategies", "strikes,nothing", "--outcome", "deaths", "--json")
    assert code == 0
    asked = [q["asked"] for q in json.loads(text)["questions"]]
    assert asked == ["outcome", "difference", "best"]


@pytest.mark.parametrize(
    ("words", "match"),
    [
        (["--worlds", "64"], "only for --method morris or sobol"),
        (["--method", "morris", "--worlds", "1"], "expected 2 to 65536 walks"),
        (["--method", "guess"], "guess"),
    ],
)
def test_wrong_options_are_refused(study: Study, words: list[str], match: str) -> None:
    code, text = run(str(study.path), *words)
    assert code == 2
    assert match in " ".join(text.replace("│", " ").split())


def drivers(method: str, *inputs: Driver, luck: Driver | None = None) -> Drivers:
    question = Question("best", SCORE_INFO, ("a", "b"))
    return Drivers(question, method, inputs, (), luck, None, 64, 0.25, 0, (0.75, 0.25))  # type: ignore[arg-type]


def test_sentences_say_what_is_known_and_no_more() -> None:
    strong = Driver("mh", "g", "moral hazard", 0.2, 0.1, 0.3, 0.6, 0.5, 0.7, matters=True)
    weak = Driver("k_s", "g", "killed", 0.01, -0.1, 0.1, 0.02, 0.0, 0.1)
    luck = Driver("luck", "luck", "", 0.1, 0.0, 0.2, 0.3, 0.2, 0.4, matters=True)
    text = " ".join(sentences(drivers("sobol", strong, weak, luck=luck)))
    assert "Who is best between a and b turns most on mh (moral hazard), which alone explains 20%" in text
    assert "Luck is 30% of it" in text
    assert "mh works mostly together with others: 20% alone, 60% in all." in text
    assert "25% of worlds have no value and are left out." in text
    assert "k_s" not in text
    joint = Driver("mh", "g", "moral hazard", 0.1, -0.1, 0.3, 0.6, 0.5, 0.7, matters=True)
    text = " ".join(sentences(drivers("sobol", joint, luck=luck)))
    assert "turns most on mh (60% in all), each together with others: alone, none can be told" in text
    none = " ".join(sentences(drivers("given", weak)))
    assert "turns on no single uncertainty that these runs can tell from none" in none
    assert "Luck cannot be told apart" in none
    assert title_of(drivers("given", weak)) == "Who is best on score: a 75%, b 25% of runs"
    assert sentences(drivers("given")) == [
        "The same in every run: nothing that is uncertain here decides it."
    ]


def test_morris_says_how_far_luck_moves_it() -> None:
    one = Driver("mh", "g", "moral hazard", 0.5, 0.4, 0.6, spread=0.1, matters=True)
    text = " ".join(sentences(drivers("morris", one, luck=one)))
    assert "Another draw of luck in the same world moves it by 0.50 standard deviations of a run." in text
    assert "explain" not in text


def test_weights_of_all_worlds_alike_change_nothing(study: Study, fake: ModuleType) -> None:
    from irenic.analysis.sensitivity import drivers_given

    plain, even = (drivers_given(study, "deaths", (), w) for w in (None, np.full(256, 3.0)))
    assert [d.share for d in plain[0].inputs] == pytest.approx([d.share for d in even[0].inputs])
