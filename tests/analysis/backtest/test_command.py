"""The command: what it prints, as text, page and JSON, and what it says of mistakes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from irenic.analysis.backtest.run import Ensemble, Subject
from irenic.cli.app import app

Make = Callable[..., Ensemble]


@pytest.fixture
def run(subject: Subject, make_ensemble: Make, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run the command on the toy case with the engine that can be worked out by hand."""
    module = "irenic.analysis.backtest.subject"
    monkeypatch.setattr(f"{module}.subject_of", lambda case, events=None: subject)
    monkeypatch.setattr(f"{module}.prior_ensemble", lambda of, options: make_ensemble(options.worlds))

    def call(*arguments: str) -> Result:
        return CliRunner().invoke(app, ["backtest", "toy", "--worlds", "4", "--replicates", "1", *arguments])

    return call


def test_who_wins_comes_first(run: Callable[..., Result]) -> None:
    result = run("--quiet")
    assert result.exit_code == 0
    assert result.stdout.startswith("The model does ")
    assert "conflictology" in result.stdout.splitlines()[0]


def test_json_is_one_document(run: Callable[..., Result]) -> None:
    result = run("--json")
    document = json.loads(result.stdout)
    assert document["headline"].startswith("The model does ")
    assert document["sizes"] == {"worlds": 4, "replicates": 1, "months": 12, "seed": 1}
    assert result.stderr == ""


def test_markdown_is_a_page(run: Callable[..., Result]) -> None:
    result = run("--markdown", "--quiet")
    assert result.stdout.startswith("## Toy harbour\n")


def test_a_case_without_a_record_ends_in_a_message(toy_path: Path) -> None:
    result = CliRunner().invoke(app, ["backtest", str(toy_path)])
    assert result.exit_code == 2
    assert "no_record" in result.stderr
    assert "Traceback" not in result.output


def test_worlds_must_be_a_power_of_two() -> None:
    result = CliRunner().invoke(app, ["backtest", "libya-2015", "--worlds", "100"])
    assert result.exit_code == 2
    assert "worlds_not_power_of_two" in result.stderr
