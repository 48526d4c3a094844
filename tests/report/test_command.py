"""The command: what it writes, what it says, and what it refuses before it costs time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from irenic.analysis.kept_documents import kept_document
from irenic.cli import report as command
from irenic.cli.guard import USER_ERROR, GuardedGroup
from irenic.study import Study


@pytest.fixture(scope="module")
def run() -> Any:
    """Run the command as ``irenic report`` is run."""
    app = typer.Typer(cls=GuardedGroup)
    app.command()(command.report)
    app.command()(lambda: None)  # two of them, so that the first has a name
    return lambda *words: CliRunner().invoke(app, ["report", *map(str, words)])


def test_a_file_of_html(run: Any, study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("irenic.report.html.drawn", lambda *_: "a picture")
    found = run(study.path, "-o", tmp_path / "brief.html", "--quiet")
    assert found.exit_code == 0, found.output
    assert "The report lies in" in found.output
    assert "add --claims to try it" in found.output
    assert (tmp_path / "brief.html").read_text("utf-8").startswith("<!DOCTYPE html>")
    assert [path.name for path in tmp_path.iterdir()] == ["brief.html"]


def test_a_file_of_markdown(run: Any, study: Study, tmp_path: Path) -> None:
    found = run(study.path, "-o", tmp_path / "b.md", "--markdown", "--question", "deaths(strikes) > 2")
    assert found.exit_code == 0, found.output
    text = (tmp_path / "b.md").read_text("utf-8")
    assert text.startswith("# Toy harbour")
    assert "deaths under Strikes is above 2" in text


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--question", "deths(strikes) > 2"], "unknown_measure"),
        (["--weights", "nowhere"], "not_a_weighting"),
        (["--case", "nowhere.yaml"], "nowhere.yaml"),
    ],
)
def test_refused(run: Any, study: Study, tmp_path: Path, words: list[str], code: str) -> None:
    found = run(study.path, "-o", tmp_path / "brief.html", *words)
    assert found.exit_code == USER_ERROR, found.output
    assert code in found.output
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_is_kept(run: Any, study: Study, tmp_path: Path) -> None:
    path = tmp_path / "brief.html"
    path.write_text("mine", "utf-8")
    found = run(study.path, "-o", path)
    assert found.exit_code == USER_ERROR
    assert "report_exists" in found.output
    assert path.read_text("utf-8") == "mine"


def test_no_study(run: Any, tmp_path: Path) -> None:
    found = run(tmp_path / "none", "-o", tmp_path / "brief.html")
    assert found.exit_code == USER_ERROR
    assert "no_such_study" in found.output


def test_claims_of_a_study_by_other_code(run: Any, study: Study, tmp_path: Path) -> None:
    found = run(study.path, "-o", tmp_path / "brief.html", "--claims")
    assert found.exit_code == USER_ERROR
    assert "cannot_replay" in found.output
    assert list(tmp_path.iterdir()) == []


def test_what_is_tried_first_is_kept(
    run: Any, study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    ledger_document: dict[str, Any], backtest_document: dict[str, Any],
) -> None:  # fmt: skip
    from irenic.analysis.kept_documents import keep_document

    asked = []

    def kept(name: Any, document: dict[str, Any]) -> Any:
        def keep(opened: Study, *_: object) -> None:
            asked.append(name)
            keep_document(opened, name, document)

        return keep

    monkeypatch.setattr(command, "_keep_ledger", kept("ledger", ledger_document))
    monkeypatch.setattr(command, "_keep_backtest", kept("backtest", backtest_document))
    found = run(study.path, "-o", tmp_path / "b.md", "--markdown", "--claims", "--backtest")
    try:
        assert found.exit_code == 0, found.output
        assert asked == ["ledger", "backtest"]
        text = (tmp_path / "b.md").read_text("utf-8")
        assert "3 claims of the argument were tried" in text
        assert "worse than last year's counts" in text
        assert "was not tried" not in found.output
    finally:  # other tests share the study
        for name in ("ledger", "backtest"):
            (study.path / "audit" / f"{name}.json").unlink()
    assert kept_document(study, "ledger") is None


def test_interrupted(run: Any, study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "_keep_ledger", stop)
    found = run(study.path, "-o", tmp_path / "brief.html", "--claims")
    assert found.exit_code == 130
    assert "Nothing was written" in found.output
    assert list(tmp_path.iterdir()) == []
