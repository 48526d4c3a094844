"""The generated page, the command, and what `irenic check` says of claims."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from irenic.analysis.checking import problems_of
from irenic.analysis.claims import Claim, claims_document, claims_markdown
from irenic.cli.claims import claims as command
from irenic.errors import ClaimError
from irenic.study.describe import claims_digest
from tests.analysis.claims.harbour import CLAIMS, STRATEGIES, changed


@pytest.fixture
def case(toy_path: Path, tmp_path: Path) -> Path:
    """The toy case with its strategies and claims in a folder of its own."""
    shutil.copy(STRATEGIES, tmp_path / "strategies.yaml")
    (tmp_path / "claims.yaml").write_text(CLAIMS, encoding="utf-8")
    return Path(shutil.copy(toy_path, tmp_path / "case.yaml"))


def call(*arguments: object) -> Result:
    app = typer.Typer()
    app.command()(command)
    return CliRunner().invoke(app, [str(a) for a in arguments], env={"COLUMNS": "100"})


def test_the_page_says_everything_of_each_claim(claims: tuple[Claim, ...]) -> None:
    page = claims_markdown(claims)
    said = " ".join(page.split())
    for claim in claims:
        assert f"\n## {claim.id}\n" in page
        assert f"](#{claim.id.lower()})" in page
        for text in (claim.wording, claim.article, claim.evidence, claim.record.reason, claim.untestable):
            assert text[1:] in said
        assert claim.holds_when is None or f"```\n{claim.holds_when}\n```" in page
        assert claim.given is None or f"```\n{claim.given}\n```" in page
    assert "3 claims, of which 2 have a test" in said
    assert "over 24 months, extremist territory under `strikes` is at least 0.9 times" in said
    assert "Contradicted (grade B: well reported). It went otherwise." in said
    assert "**Not tested**: The model has no beauty." in said
    assert "strikes 50, care 0.5; phase deal when signed for 2 months until not signed: talks 1" in said
    assert not [line for line in page.splitlines() if len(line) > 120 and line[0] not in "|e"]


def test_the_page_is_tidy(claims: tuple[Claim, ...]) -> None:
    page = claims_markdown(claims)
    assert page.endswith("\n")
    assert not re.search(r"\n{3,}|[ \t]\n|\.\.\n", page)
    assert page == claims_markdown(claims)


def test_the_document_is_plain_data(claims: tuple[Claim, ...]) -> None:
    first, _, third = claims_document(claims)
    assert json.loads(json.dumps(first)) == first
    assert first["holds_when"]["test"] == str(claims[0].holds_when)
    assert first["arms"]["tied"]["levers"] == [
        {"lever": "breadth", "of": [], "value": 0.05},
        {"lever": "pay", "of": ["NA"], "value": 0.2},
    ]
    assert (third["testable"], third["holds_when"], third["arms"]) == (False, None, {})


def test_claims_are_listed(case: Path) -> None:
    printed = call(case)
    assert printed.exit_code == 0, printed.output
    for word in (
        "C2a",
        "Strikes alone bring",
        "contradicted",
        "24 months",
        "3 claims, 2 of them with a test",
    ):
        assert word in printed.output
    assert max(map(len, printed.output.splitlines())) <= 100


def test_a_claim_is_printed_in_full(case: Path) -> None:
    printed = call(case, "--only", "C1,C3")
    said = " ".join(printed.output.split())
    for text in (
        "Arm strikes (Strikes alone): strategy strikes",
        "Arm early: strategy bottom_up, without exit_late, exit_growth",
        "Arm no_mh: strategy strikes with mh held at 0",
        'extremist territory under "nothing" is at least 0.05',
        "as written: extremist_territory(nothing) >= 0.05",
        "Not tested: the model has no beauty",
        "Other reading: partly supported. Some ground came back",
    ):
        assert text in said
    assert "C2a" not in said


def test_json_and_unknown_claims(case: Path) -> None:
    document = json.loads(call(case, "--json").output)
    assert [claim["id"] for claim in document["claims"]] == ["C1", "C2a", "C3"]
    assert document["notice"].startswith("Simulated")
    refused = call(case, "--only", "C9")
    assert isinstance(refused.exception, ClaimError)
    assert "unknown_claim" in str(refused.exception)


def test_check_reads_claims_too(case: Path) -> None:
    file = case.parent / "claims.yaml"
    assert not [p for p in problems_of(str(case)) if p.file.endswith("claims.yaml")]
    file.write_text(changed("[exit_late, exit_growth]", "[exit_lat]"), encoding="utf-8")
    assert [p.code for p in problems_of(str(case)) if p.file.endswith("claims.yaml")] == ["unknown_phase"]
    file.unlink()
    assert not [p for p in problems_of(str(case)) if p.severity == "error"]


def test_claims_wait_until_strategies_can_be_read(case: Path) -> None:
    (case.parent / "strategies.yaml").write_text("strategies: {}\n", encoding="utf-8")
    assert {p.code for p in problems_of(str(case)) if p.severity == "error"} == {"no_strategies"}


def test_the_digest_is_of_the_file(case: Path) -> None:
    first = claims_digest(case)
    assert first is not None
    assert re.fullmatch("[0-9a-f]{64}", first)
    (case.parent / "claims.yaml").write_text(CLAIMS + "# changed\n", encoding="utf-8")
    assert claims_digest(str(case)) not in (first, None)
    (case.parent / "claims.yaml").unlink()
    assert claims_digest(case) is None
