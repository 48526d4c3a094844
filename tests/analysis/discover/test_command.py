"""The command ``irenic discover``: exit codes, options, JSON."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner, Result

from irenic.cli.app import app
from irenic.study import Study


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["discover", *arguments])


def test_it_prints_a_question_and_its_answer(study: Study) -> None:
    told = run(str(study.path), "--where", "deaths(strikes) > 1.6", "--shuffles", "5")
    assert told.exit_code == 0
    assert "In which worlds is it so that deaths under Strikes is above 1.6?" in told.output
    assert "A second opinion" in told.output
    assert "Simulated, exploratory, not a forecast" in told.output


def test_json_is_one_document(study: Study) -> None:
    told = run(
        str(study.path), "--where", "acceptance(nothing, month 2) > 80", "--json", "--inputs", "mh,size:*",
        "--shuffles", "0", "--boxes", "1",
    )  # fmt: skip
    document = json.loads(told.output)
    assert told.exit_code == 0
    assert document["inputs"] == ["mh", "size:EX"]
    assert document["question"]["where"] == "acceptance(nothing, month 2) > 80"
    assert len(document["searches"]) == 1


def test_the_same_request_gives_the_same_answer(study: Study) -> None:
    asked = (str(study.path), "--where", "deaths(strikes) > 1.6", "--json", "--seed", "3", "--shuffles", "9")
    assert run(*asked).output == run(*asked).output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--where", "deaths(strike) > 1"], "unknown_arm: --where, column 8"),
        (["--where", "deaths(strikes) > 1", "--inputs", "nh"], "unknown_input: --inputs"),
        (["--where", "deaths(strikes) > 1", "--boxes", "0"], "--boxes"),
        (["--where", "deaths(strikes) > 1", "--seed", "-1"], "--seed"),
        ([], "--where"),
    ],
)
def test_a_users_mistake_is_said_without_a_traceback(study: Study, arguments: list[str], said: str) -> None:
    told = run(str(study.path), *arguments)
    assert told.exit_code == 2
    assert said in told.output + told.stderr
    assert "Traceback" not in told.output


def test_no_study(tmp_path: object) -> None:
    told = run(f"{tmp_path}/none", "--where", "deaths(strikes) > 1")
    assert told.exit_code == 2
    assert "no_such_study" in told.output + told.stderr
