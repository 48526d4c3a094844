"""A small study of the toy case by the compiled engine, its claims file, and the command."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from irenic.analysis.audit import Options, audit, read_claims, subject_of
from irenic.analysis.audit.runner import Engines
from irenic.analysis.kept_documents import kept_document
from irenic.case import Case, CaseArrays
from irenic.cli.audit import audit as command
from irenic.errors import ClaimError, StudyError
from irenic.strategy import Strategy
from irenic.study import GivenPoints, Study, open_study, run_study
from irenic.study.replay import Replayer
from irenic.study.source import new_worlds
from tests.analysis.weighing import DIGEST, FakeWeighting, some_weights

CLAIMS = """
schema: 1
claims:
  AIR:
    wording: Air support leaves the extremists no stronger than nothing does
    article: nowhere
    mechanism: strikes kill
    arms: {air: {strategy: partnered}, nothing: {strategy: nothing}}
    months: 12
    holds_when: extremist_strength(air) <= extremist_strength(nothing)
    tolerance: none
    record: {verdict: supported, reason: invented, grade: D}
    other_reading: {verdict: contradicted, reason: invented too}
    evidence: a record
  KILLING:
    wording: It does so because strikes kill
    article: nowhere
    mechanism: strikes kill
    arms:
      air: {strategy: partnered}
      harmless: {strategy: partnered, parameters: {k_s: 0.05}}
    months: 12
    holds_when: extremist_strength(air, months 10..12) < extremist_strength(harmless, months 10..12)
    tolerance: none
    record: {verdict: untested, reason: invented}
    evidence: a record
  SPIN:
    wording: Newspapers decide
    article: nowhere
    mechanism: readers
    untestable: the model has no newspapers
    record: {verdict: untested, reason: invented}
    evidence: newspapers
"""
SIZES = {"worlds": 64, "replicates": 2, "months": 12, "seed": 3}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, toy_path: Path) -> Path:
    """A folder with the claims and the strategies beside them."""
    folder = tmp_path_factory.mktemp("claims")
    (folder / "claims.yaml").write_text(CLAIMS)
    shutil.copy(toy_path.with_name("toy_strategies.yaml"), folder / "strategies.yaml")
    return folder


@pytest.fixture(scope="module")
def finished(
    toy_case: Case,
    toy_strategies: dict[str, Strategy],
    small_engine: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Study:
    out = tmp_path_factory.mktemp("audited") / "study"
    return run_study(toy_case, [toy_strategies["nothing"]], out=out, engine=small_engine, **SIZES)


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch, small_engine: Any) -> list[int]:
    """The compiled toy engine in place of a new one; the list counts how often it is asked for."""
    asked: list[int] = []

    def found(self: Engines, months: int) -> Any:
        asked.append(months)
        return small_engine

    monkeypatch.setattr(Engines, "_engine", found)
    return asked


def told(arguments: Sequence[object]) -> Any:
    app = typer.Typer()
    app.command()(command)
    return CliRunner().invoke(app, [str(one) for one in arguments], env={**os.environ, "COLUMNS": "100"})


def test_the_study_s_own_arm_is_the_study_s_own_runs(finished: Study, home: Path, engine: list[int]) -> None:
    """`nothing` is run again for the audit: the same worlds, the same luck, the same numbers."""
    read = read_claims(subject_of(finished), home / "claims.yaml")
    ledger = audit(read.subject, read.claims, Options(rerun_worlds=64), digest=read.digest)
    assert ledger.arms == 3
    assert engine == [12] * 3 * 9
    air, killing, spin = ledger.lines
    assert air.findings is not None
    assert killing.findings is not None
    assert killing.findings.share.share > 0.9
    assert killing.verdict == "holds"
    assert (spin.verdict, spin.reason) == ("can't tell", "the model has no newspapers")
    stored = finished.outcome_values(
        finished.manifest.outcomes.index(finished.outcome_info("extremist_strength"))
    )
    from irenic.analysis.audit.asked import asked_of
    from irenic.analysis.audit.store import Store
    from irenic.analysis.audit.trials import Sample
    from irenic.analysis.kept import Extract

    subject = read.subject
    trial = asked_of(read.claims[0], subject).arms["nothing"]
    main = Sample("audit", "audit", 64, subject.table, 64, subject.seed)
    identity = {"code": subject.code, "case": subject.case_digest, "replicates": 2}
    kept = Store(finished.path, identity)
    found = kept.read(kept.path(trial.key, main.key, 0, 64), (64, 2))
    assert found[Extract("extremist_strength").label].tolist() == stored[0].tolist()


def test_the_command_prints_the_ledger_twice_alike(finished: Study, home: Path, engine: list[int]) -> None:
    arguments = [finished.path, "--claims", home / "claims.yaml", "--reruns", 64, "--quiet"]
    first = told(arguments)
    assert first.exit_code == 0, first.output
    engine.clear()
    second = told(arguments)
    assert second.output == first.output
    assert engine == []
    assert "3 claims:" in first.output
    assert "KILLING" in first.output
    assert max(len(row) for row in first.output.splitlines()) <= 100
    assert open_study(finished.path).manifest == finished.manifest


def test_a_whole_ledger_is_kept_beside_the_study(
    finished: Study, home: Path, engine: list[int], tmp_path: Path
) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(finished.path, folder)
    manifest = json.loads((folder / "manifest.json").read_text())
    claims = home / "claims.yaml"
    manifest["claims"] = hashlib.sha256(claims.read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))
    study = open_study(folder)
    part = told([folder, "--claims", claims, "--quick", "--quiet"])
    assert (part.exit_code, kept_document(study, "ledger")) == (0, None)
    found = told([folder, "--claims", claims, "--json"])
    assert found.exit_code == 0, found.output
    assert "The ledger is kept beside the study" in found.stderr
    kept = kept_document(study, "ledger")
    assert kept == {k: v for k, v in json.loads(found.stdout).items() if k != "moved"}


def test_one_claim_in_full(finished: Study, home: Path, engine: list[int]) -> None:
    found = told([finished.path, "--claims", home / "claims.yaml", "--only", "AIR", "--quick", "--quiet"])
    assert found.exit_code == 0, found.output
    said = " ".join(found.output.split())
    assert "AIR. Air support leaves the extremists no stronger than nothing does" in said
    assert "Another reading of it: contradicted" in said
    assert "The model was not run again with other seeds, constants and priors." in said
    assert "KILLING" not in said


def test_json_and_markdown(finished: Study, home: Path, engine: list[int]) -> None:
    arguments = [finished.path, "--claims", home / "claims.yaml", "--quick"]
    document = json.loads(told([*arguments, "--json"]).output)
    assert [one["id"] for one in document["claims"]][-1] == "SPIN"
    assert document["audit"]["rerun_worlds"] == 0
    assert told([*arguments, "--markdown"]).output.startswith("## The ledger\n")


def test_changed_tests_are_said_first(finished: Study, home: Path, engine: list[int]) -> None:
    read = read_claims(subject_of(finished), home / "claims.yaml")
    from dataclasses import replace

    for recorded, tests in ((read.digest, "same"), ("0" * 64, "changed")):
        subject = replace(read.subject, claims=recorded)
        ledger = audit(subject, read.claims, Options(quick=True, only=("SPIN",)), digest=read.digest)
        assert ledger.tests == tests
    assert ledger.arms == 0


def test_a_case_of_one_s_own_needs_a_file(finished: Study) -> None:
    with pytest.raises(StudyError, match=r"no_claims: the study is of a case of your own.*--claims FILE"):
        read_claims(subject_of(finished))


def test_a_bad_file_of_claims_is_told_with_its_lines(finished: Study, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(CLAIMS.replace("extremist_strength(nothing)", "extremist_strenth(nothing)"))
    with pytest.raises(ClaimError, match=r"mine\.yaml"):
        read_claims(subject_of(finished), path)


def test_a_study_of_other_code_is_refused(finished: Study, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(finished.path, folder)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["code"] = "0" * 64
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(StudyError, match="cannot_replay"):
        subject_of(open_study(folder))


def test_an_audited_study_may_be_replaced(
    finished: Study, home: Path, engine: list[int], toy_case: Case, toy_strategies: dict[str, Strategy],
    small_engine: Any, tmp_path: Path, toy_arrays: CaseArrays,
) -> None:  # fmt: skip
    """What an audit keeps is no foreign folder, and goes with the study it was of."""
    folder = tmp_path / "copy"
    shutil.copytree(finished.path, folder)
    (folder / "audit").mkdir(exist_ok=True)
    plans = [toy_strategies["nothing"]]
    again = run_study(toy_case, plans, out=folder, engine=small_engine, resume=True, **SIZES)
    assert (folder / "audit").is_dir()
    assert again.manifest == finished.manifest
    run_study(toy_case, plans, out=folder, engine=small_engine, force=True, **SIZES)
    assert not (folder / "audit").exists()


@pytest.fixture(scope="module")
def refined(
    toy_case: Case,
    toy_strategies: dict[str, Strategy],
    small_engine: Any,
    finished: Study,
    tmp_path_factory: pytest.TempPathFactory,
) -> Study:
    """A study at points of which k_s, the harm of strikes, is high."""
    subject = subject_of(finished)
    points = new_worlds(subject.arrays, subject.table, 64, 3).uniforms(0, 64).copy()
    row = subject.table.names.index("k_s")
    points[row] = 0.9 + 0.1 * points[row]
    out = tmp_path_factory.mktemp("audited") / "refined"
    plans = [toy_strategies["nothing"]]
    given = GivenPoints(points, DIGEST)
    return run_study(toy_case, plans, out=out, engine=small_engine, given=given, **SIZES)


@pytest.fixture
def weighting(monkeypatch: pytest.MonkeyPatch) -> FakeWeighting:
    """What any folder holds that is asked for weights."""
    found = FakeWeighting(some_weights(64))
    monkeypatch.setattr("irenic.analysis.weighting.open_weighting", lambda folder: found)
    return found


def test_weights_print_what_history_moved(
    finished: Study, home: Path, engine: list[int], weighting: FakeWeighting
) -> None:
    arguments = [
        finished.path,
        "--claims",
        home / "claims.yaml",
        "--reruns",
        64,
        "--quiet",
        "--weights",
        "any",
    ]
    found = told(arguments)
    assert found.exit_code == 0, found.output
    said = " ".join(found.output.split())
    assert said.startswith("What history moved Before: 64 worlds drawn from the priors (seed 3). After: 64")
    assert "weighted by the record (weighting abcd1234; they tell as much as" in said
    assert max(len(row) for row in found.output.splitlines()) <= 100
    plain = told([finished.path, "--claims", home / "claims.yaml", "--reruns", 64, "--quiet", "--json"])
    heavy = told([*arguments, "--json"])
    before, after = (json.loads(one.output) for one in (plain, heavy))
    assert before["weights"] is None
    assert before["moved"] is None
    assert after["weights"]["weighting"] == DIGEST
    moves = {one["id"]: one for one in after["moved"]["claims"]}
    for claim in before["claims"]:
        if claim["findings"]:
            assert moves[claim["id"]]["before"]["share"] == claim["findings"]["worlds"]["share"]
            assert moves[claim["id"]]["before"]["verdict"] == claim["verdict"]
    assert told([*arguments, "--markdown"]).output.startswith("## What history moved\n")


def test_two_studies_print_what_history_moved(
    finished: Study, refined: Study, home: Path, engine: list[int]
) -> None:
    arguments = [
        refined.path,
        "--before",
        finished.path,
        "--claims",
        home / "claims.yaml",
        "--quick",
        "--quiet",
    ]
    found = told(arguments)
    assert found.exit_code == 0, found.output
    said = " ".join(found.output.split())
    assert "Before: 64 worlds drawn from the priors (seed 3). After: 64 worlds refined by the record" in said
    assert "Worlds: refined by the record (weighting abcd1234)." in said
    moves = json.loads(told([*arguments, "--json"]).output)["moved"]
    assert [one["id"] for one in moves["claims"]] == ["AIR", "KILLING", "SPIN"]
    killing = moves["claims"][1]
    assert killing["after"]["share"] >= killing["before"]["share"]


def test_runs_at_given_points_are_replayed_from_the_folder(refined: Study, small_engine: Any) -> None:
    found = Replayer(refined, small_engine).replay("nothing", 5, 1)
    assert found.recording.outcomes.tobytes() == refined.dataset["outcomes"].values[0, 5, 1].tobytes()


def test_refined_worlds_are_not_weighted_again(
    refined: Study, home: Path, engine: list[int], weighting: FakeWeighting
) -> None:
    found = told([refined.path, "--claims", home / "claims.yaml", "--weights", "any", "--quiet"])
    assert isinstance(found.exception, StudyError)
    assert found.exception.problems[0].code == "already_refined"
