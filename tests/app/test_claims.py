"""Claims: the ledger made by a job and kept, a claim in full, the worlds behind it, the record."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient

from irenic.analysis.kept_documents import keep_document
from irenic.app.claims.ledgers import duration, time_left
from irenic.engine.run import Engine
from irenic.study import Study
from tests.app.argued import CLAIMS, argued_workspace, ended
from tests.app.workspace import Workspace

TOY = "/api/studies/toy"
MADE = {"worlds": 32, "reruns": False}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory, small_engine: Engine) -> Workspace:
    """With claims beside the case."""
    return argued_workspace(tmp_path_factory.mktemp("claims"), small_engine)


@pytest.fixture
def study(workspace: Workspace) -> Study:
    """The study of three strategies."""
    return workspace.study


@pytest.fixture
def claims(workspace: Workspace) -> Iterator[Path]:
    """The file of claims, put back after the test."""
    path = Path(workspace.settings.case).with_name("claims.yaml")
    yield path
    path.write_text(CLAIMS, encoding="utf-8")


@pytest.fixture
def audited(client: TestClient) -> dict[str, Any]:
    """The ledger; made once, quick after that."""
    job = client.post(f"{TOY}/ledger", json=MADE)
    assert job.status_code == 202, job.text
    assert ended(client, job.json())["state"] == "done"
    found: dict[str, Any] = client.get(f"{TOY}/ledger").json()
    return found


def codes(answer: Any) -> list[str]:
    """Codes of a refusal."""
    return [one["code"] for one in answer.json()["problems"]]


def test_without_a_ledger_it_is_said_what_one_takes(client: TestClient, study: Study) -> None:
    shutil.rmtree(study.path / "audit", ignore_errors=True)
    found = client.get(f"{TOY}/ledger").json()
    assert (found["state"], found["count"], found["figure"]) == ("none", 3, None)
    assert found["said"] == ["None of the 3 claims was tried yet."]
    (effort,) = found["efforts"]
    assert effort["worlds"] == 32
    assert effort["runs"] == 4 * 9 * 32 * 2
    assert effort["words"].startswith("about ")
    larger = client.get("/api/studies/large/ledger").json()["efforts"]
    assert [one["worlds"] for one in larger] == [256]


def test_a_case_without_claims_says_so(client: TestClient, claims: Path) -> None:
    claims.unlink()
    found = client.get("/api/studies/large/ledger").json()
    assert (found["state"], found["efforts"]) == ("no_claims", [])
    answer = client.post("/api/studies/large/ledger", json={})
    assert (answer.status_code, codes(answer)) == (422, ["no_claims"])


def test_claims_that_cannot_be_read_are_told_with_their_lines(client: TestClient, claims: Path) -> None:
    claims.write_text(CLAIMS.replace("deaths(strikes)", "deths(strikes)"), encoding="utf-8")
    answer = client.post("/api/studies/large/ledger", json={})
    (one,) = answer.json()["problems"]
    assert (answer.status_code, one["code"], one["line"]) == (422, "unknown_measure", 11)


def test_an_audit_keeps_its_ledger(client: TestClient, audited: dict[str, Any], study: Study) -> None:
    assert (audited["state"], audited["count"]) == ("kept", 3)
    assert sum(audited["verdicts"].values()) == 3
    assert audited["said"][0].startswith("3 claims: ")
    assert audited["claims"][0]["claim"] == "K1", "model and record say the opposite"
    assert audited["claims"][0]["wording"] == "Strikes cost <b>more</b> deaths than nothing does"
    assert audited["figure"]["table"]["rows"] and audited["warnings"] == []
    assert json.loads((study.path / "audit" / "ledger.json").read_text())["ledger"]["claims"]
    job = client.get("/api/jobs").json()[0]
    assert (job["kind"], job["result"]) == ("audit", {"study": "toy", "claims": 3})


def test_claims_changed_since_are_told(client: TestClient, audited: dict[str, Any], claims: Path) -> None:
    claims.write_text(CLAIMS + "# changed\n", encoding="utf-8")
    assert "has been changed since" in client.get(f"{TOY}/ledger").json()["warnings"][0]
    claims.unlink()
    assert "no longer beside the case" in client.get(f"{TOY}/ledger").json()["warnings"][0]


def test_a_claim_in_full(client: TestClient, audited: dict[str, Any]) -> None:
    found = client.get(f"{TOY}/claims/K1").json()
    assert found["line"]["verdict"] == "holds"
    assert found["line"]["standing_in_words"] == "Model and record say the opposite"
    assert found["verdict"][0] == "The model's verdict: holds."
    assert "90% interval" in found["verdict"][1]
    assert any("Luck makes up" in text for text in found["verdict"])
    assert any("The same verdict under" in text for text in found["verdict"])
    assert found["record"][0].startswith("The record: contradicted, grade B. it went otherwise")
    assert found["record"][1].startswith("Another reading of it: partly")
    assert found["test"].startswith("all deaths under Strikes only is above") or "strikes" in found["test"]
    assert (found["months"], found["study_months"]) == (12, 12)
    assert [one["exact"] for one in found["arms"]] == [True, True]
    assert found["fails"] and found["model_limits"] == "the model has no weather"


def test_plans_that_the_study_did_not_run_are_named_as_such(
    client: TestClient, audited: dict[str, Any]
) -> None:
    soft, deal = client.get(f"{TOY}/claims/K2").json()["arms"]
    assert (soft["exact"], soft["strategy"]) == (False, "strikes")
    assert "with changes" in soft["said"] and "same luck" in soft["said"]
    assert (deal["exact"], deal["strategy"]) == (False, "nothing")
    assert "nor is any near it" in deal["said"]


def test_what_the_model_cannot_speak_to(client: TestClient, audited: dict[str, Any]) -> None:
    found = client.get(f"{TOY}/claims/K3").json()
    assert found["verdict"] == ["The model can't tell: the model has no beauty."]
    assert (found["line"]["share"], found["arms"]) == (None, [])
    worlds = client.get(f"{TOY}/claims/K3/worlds").json()
    assert worlds["worlds"] == [] and "There are no worlds to show" in worlds["sentence"]


def test_the_worlds_behind_a_verdict(client: TestClient, audited: dict[str, Any], study: Study) -> None:
    found = client.get(f"{TOY}/claims/K1/worlds").json()
    values = study.outcome_values([o.id for o in study.manifest.outcomes].index("deaths"))
    nothing, strikes = values[0].mean(-1), values[1].mean(-1)
    assert (found["holds"], found["fails"]) == (
        int((strikes > nothing).sum()),
        int((strikes <= nothing).sum()),
    )
    assert found["holds"] + found["fails"] + found["silent"] == 32
    assert {one["holds"] for one in found["worlds"]} == {True, False}
    for one in found["worlds"]:
        assert (strikes > nothing)[one["world"]] == one["holds"]
        assert len(one["values"]) == len(found["inputs"])
        run = values[:, one["world"], one["replicate"]]
        assert (run[1] > run[0]) == one["holds"] or one["runs"] == 0
    clearest = [one for one in found["worlds"] if one["holds"] and one["kind"] == "clearest"]
    gap = strikes - nothing
    assert clearest[0]["world"] == int(np.argmax(gap))


def test_worlds_need_the_runs_that_the_audit_kept(
    client: TestClient, audited: dict[str, Any], study: Study
) -> None:
    for path in (study.path / "audit").glob("*.npz"):
        path.unlink()
    answer = client.get(f"{TOY}/claims/K1/worlds")
    assert (answer.status_code, codes(answer)) == (422, ["not_kept"])
    assert "Audit the study again." in answer.text


def test_a_claim_that_is_none(client: TestClient, audited: dict[str, Any]) -> None:
    for path in ("claims/K9", "claims/K9/worlds"):
        answer = client.get(f"{TOY}/{path}")
        assert (answer.status_code, codes(answer)) == (404, ["unknown_claim"])
    answer = client.get("/api/studies/large/claims/K1")
    assert answer.status_code == 404 and "audit the study" in answer.text


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"worlds": 33}, "out_of_range"),
        ({"worlds": 24}, "worlds_not_power_of_two"),
        ({"worlds": 0}, "bad_request"),
        ({"world": 8}, "bad_request"),
    ],
)
def test_audits_that_are_refused(client: TestClient, body: dict[str, Any], code: str) -> None:
    answer = client.post(f"{TOY}/ledger", json=body)
    assert answer.status_code == 422 and code in codes(answer)


def test_a_ledger_that_irenic_did_not_write(
    client: TestClient, audited: dict[str, Any], study: Study
) -> None:
    keep_document(study, "ledger", {"claims": "many"})
    answer = client.get(f"{TOY}/ledger")
    assert (answer.status_code, codes(answer)) == (422, ["damaged_document"])
    (study.path / "audit" / "ledger.json").unlink()


def test_without_a_record_there_is_no_back_test(client: TestClient) -> None:
    found = client.get(f"{TOY}/backtest").json()
    assert (found["state"], found["figures"]) == ("no_record", [])
    assert "no record beside it" in found["said"]
    answer = client.post(f"{TOY}/backtest", json={})
    assert (answer.status_code, codes(answer)) == (422, ["no_record"])
    assert client.post(f"{TOY}/backtest", json={"worlds": 20}).status_code == 422


def back_test(case: str) -> dict[str, Any]:
    """A small back-test's document."""
    scores = {"crps": 5.0, "log_score": 2.0, "coverage_50": 0.6, "coverage_90": 0.9, "pit_tenths": [0.1] * 10}
    difference = {"model": "forced", "baseline": "conflictology", "verdict": "worse", "difference": 1.0}
    level = {
        "units": 1, "months": 3, "differences_of_crps": [difference],
        "scores": {"forced": scores, "conflictology": {**scores, "crps": 4.0}},
    }  # fmt: skip
    window = {
        "name": "whole", "role": "whole", "first": "2015-12", "last": "2016-02", "note": "",
        "levels": {"country": level, "district": level},
    }  # fmt: skip
    return {
        "headline": "The model does worse than last year's counts.", "further": ["One line."],
        "notes": ["A note."], "case": {"title": "Toy harbour", "digests": {"case": case}},
        "forecasters": {"forced": "model", "conflictology": "last year"}, "windows": [window],
    }  # fmt: skip


def test_a_kept_back_test_is_said_plainly_first(client: TestClient, study: Study) -> None:
    keep_document(study, "backtest", back_test(study.manifest.case.digest))
    found = client.get(f"{TOY}/backtest").json()
    assert (found["state"], found["said"]) == ("kept", "The model does worse than last year's counts.")
    assert found["notes"] == ["A note."] and len(found["figures"]) >= 2
    keep_document(study, "backtest", back_test("0" * 64))
    assert "another state of the case" in client.get(f"{TOY}/backtest").json()["notes"][0]
    keep_document(study, "backtest", {"headline": "x", "case": 3})
    answer = client.get(f"{TOY}/backtest")
    assert answer.status_code == 422
    (study.path / "audit" / "backtest.json").unlink()


def test_times_in_words() -> None:
    assert [duration(s) for s in (3, 44, 60, 200, 4000)] == [
        "about 10 seconds", "about 40 seconds", "about 1 minute", "about 3 minutes", "about 1.1 hours",
    ]  # fmt: skip
    assert (time_left(5), time_left(130)) == ("", ", about 2 minutes left")
