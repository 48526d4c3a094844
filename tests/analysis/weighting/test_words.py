"""What ``irenic weigh`` prints and keeps."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import typer
from rich.console import Console
from typer.testing import CliRunner

from irenic.analysis.weighting import Weighting, open_weighting, request
from irenic.analysis.weighting.manifest import CheckInfo
from irenic.analysis.weighting.request import Options, Subject
from irenic.case import CaseArrays
from irenic.cli.weigh import staged, weigh
from irenic.cli.weigh_tables import print_weighting
from irenic.errors import CaseError, DataError, StrategyError, StudyError

from .toy import make_subject

SMALL = ["--worlds", "64", "--points", "16", "--replicates", "2", "--temper", "0.1", "--threads", "1"]


def printed(weighting: Weighting) -> str:
    out = io.StringIO()
    print_weighting(Console(file=out, width=100, highlight=False, markup=False), weighting, "toy")
    return out.getvalue()


def changed(weighting: Weighting, **fields: Any) -> Weighting:
    return replace(weighting, manifest=weighting.manifest.model_copy(update=fields))


def test_the_page_tells_all_that_matters(weighting: Weighting) -> None:
    text = printed(weighting)
    for words in (
        "Toy harbour: 512 worlds weighed by ",
        "2030-01 to 2030-05",
        "exponent",
        "other luck taken",
        "128 worlds of equal weight; the record speaks at exponent 1, as asked.",
        "coordinates beyond Monte Carlo error: ",
        "kap",
        "k_s * syn",
        "Where the record lies",
        "a-civilians",
        "irenic study toy --worlds-from ",
        "not a forecast",
    ):
        assert words in text, words
    assert max(map(len, text.splitlines())) <= 100


def test_a_collapse_is_said_with_its_remedy(weighting: Weighting) -> None:
    reliability = weighting.manifest.reliability.model_copy(
        update={"is_collapsed": True, "words": "The weights have collapsed.", "usable_temper": 0.0213}
    )
    text = printed(changed(weighting, reliability=reliability))
    assert "The weights have collapsed." in text
    assert "effective at --temper 0.021" in text


def test_a_stall_is_said(weighting: Weighting) -> None:
    last = weighting.manifest.steps[-1]
    beyond = last.model_copy(update={"temper": 0.6, "fresh_accepted": 0.011})
    text = printed(changed(weighting, stalled=beyond, reached=0.44))
    assert "the record speaks at exponent 0.44 of 1: at 0.6 only 1.1% of worlds took other luck" in " ".join(
        text.split()
    )


def test_what_gives_way_in_recording_is_said(weighting: Weighting) -> None:
    rows = tuple(
        row.model_copy(update={"shift": 5.04 if row.name == "alpha" else 0.0})
        for row in weighting.manifest.contractions
    )
    text = " ".join(printed(changed(weighting, contractions=rows)).split())
    assert "Assumptions about recording gave way (alpha by +5.0 sd): deaths lie otherwise over dyads" in text
    calm = tuple(row.model_copy(update={"shift": 0.0}) for row in rows)
    assert "gave way" not in printed(changed(weighting, contractions=calm))


def test_a_record_that_was_not_heard_and_moved_nothing(weighting: Weighting) -> None:
    still = tuple(row.model_copy(update={"has_moved": False}) for row in weighting.manifest.contractions)
    text = printed(changed(weighting, steps=(), reached=0.0, contractions=still, ridges=()))
    assert "With a temper of 0 the record is not heard" in text
    assert "The record moved 0 of " in text


@pytest.mark.parametrize(
    ("kind", "evidence", "words"),
    [
        ("second seed", -0.4, "With a second seed 3.0% of the coordinates' means differ"),
        ("months permuted", 2.5, "explain the record as it is better than the same months out of order"),
        ("months permuted", -0.5, "no better than the same months out of order, by -0.5"),
    ],
)
def test_checks_are_read_out(weighting: Weighting, kind: Any, evidence: float, words: str) -> None:
    check = CheckInfo(
        kind=kind, temper=1.0, reached=1.0, evidence=evidence, largest=2.2, beyond=0.03, moved=("kap",)
    )
    assert words in " ".join(printed(changed(weighting, checks=(check,))).split())


@pytest.fixture
def command(toy_arrays: CaseArrays, monkeypatch: pytest.MonkeyPatch) -> typer.Typer:
    """The command, on the toy case whose runs are a formula."""

    def subject_of(case: str, options: Options) -> Subject:
        request.check_options(options)
        return make_subject(toy_arrays, options)

    monkeypatch.setattr(request, "subject_of", subject_of)
    app = typer.Typer()
    app.command()(weigh)
    return app


def test_the_command_keeps_a_weighting_and_does_not_weigh_twice(command: typer.Typer, tmp_path: Path) -> None:
    out = tmp_path / "kept"
    first = CliRunner().invoke(command, ["toy", *SMALL, "--out", str(out), "--json"])
    assert first.exit_code == 0, first.output
    document = json.loads(first.stdout)
    assert document["digest"] == open_weighting(out).digest
    assert document["request"]["temper"] == 0.1
    again = CliRunner().invoke(command, ["toy", *SMALL, "--out", str(out)])
    assert "Weighed before" in again.output
    other = CliRunner().invoke(command, ["toy", *SMALL, "--seed", "2", "--out", str(out)])
    assert isinstance(other.exception, StudyError)
    assert other.exception.code == "folder_exists"


def test_the_command_tells_how_far_it_is(command: typer.Typer, tmp_path: Path) -> None:
    ran = CliRunner().invoke(command, ["toy", *SMALL, "--out", str(tmp_path / "kept")])
    assert "prior worlds" in ran.stderr
    assert "exponent 0.1" in ran.stderr
    quiet = CliRunner().invoke(command, ["toy", *SMALL, "--out", str(tmp_path / "other"), "--quiet"])
    assert quiet.stderr == ""


def test_progress_that_nobody_sees_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with staged(quiet=True) as report:
        report("prior worlds", 1.0)
    assert capsys.readouterr().err == ""


def test_a_case_without_a_record_is_told_so(toy_path: Path) -> None:
    with pytest.raises(DataError, match=r"no_record: record is absent; expected a record of deaths"):
        request.subject_of(str(toy_path), Options())
    with pytest.raises(StudyError, match="out_of_range: temper is 2"):
        request.subject_of(str(toy_path), Options(temper=2.0))
    with pytest.raises(CaseError):
        request.subject_of("no_such_case", Options())


def test_libya_is_ready_to_be_weighed() -> None:
    subject = request.subject_of("libya_2015", Options(worlds=64, points=16))
    assert subject.request.window.months == ("2015-12", "2016-01", "2016-02", "2016-03", "2016-04", "2016-05")
    assert subject.counts.shape == (len(subject.dyads), len(subject.worlds.case_arrays.districts), 6)
    assert subject.counts.sum() > 0
    assert subject.request.factors == subject.worlds.factor_names


def test_a_case_that_does_not_say_what_was_done_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    import irenic.strategy as strategy

    known = strategy.load_case_strategies
    monkeypatch.setattr(
        strategy,
        "load_case_strategies",
        lambda *given: {n: s for n, s in known(*given).items() if not n.startswith("history")},
    )
    with pytest.raises(StrategyError, match="no_history"):
        request.subject_of("libya_2015", Options(worlds=64, points=16))


def test_a_record_without_a_training_window_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    import irenic.record as record

    load = record.load_record

    def without(*given: Any) -> Any:
        found = load(*given)
        return replace(found, windows=tuple(w for w in found.windows if w.role != "train"))

    monkeypatch.setattr(record, "load_record", without)
    with pytest.raises(DataError, match="no_training_window"):
        request.subject_of("libya_2015", Options(worlds=64, points=16))
