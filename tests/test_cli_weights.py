"""``--weights`` and ``--worlds-from``: every command says whose weights it used, or why it does not."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from irenic.case import Case
from irenic.cli.app import app
from irenic.cli.weights import worlds_given
from irenic.errors import StudyError
from irenic.parameters import load_parameters
from irenic.study import Study
from tests.analysis.weighing import DIGEST, FakeWeighting, some_weights

WHERE = "deaths(strikes) > deaths(nothing)"
COMMANDS = {
    "compare": ["--no-information"],
    "discover": ["--where", WHERE, "--shuffles", "3"],
    "sensitivity": [],
    "enough": ["--for", WHERE],
}


@pytest.fixture(scope="module")
def study(fake: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Three strategies, 128 worlds, 2 replicates."""
    finished: Study = fake.run_setup(fake.make_setup(worlds=128), out=tmp_path_factory.mktemp("w") / "s")
    return finished


@dataclass(frozen=True, eq=False)
class FakeRefined(FakeWeighting):
    """With refined worlds of a case."""

    case: str = "0" * 64
    points: np.ndarray | None = None

    @property
    def manifest(self) -> Any:
        named = SimpleNamespace(digest=self.case)
        return SimpleNamespace(request=SimpleNamespace(case=named, parameters=load_parameters()))


@pytest.fixture(autouse=True)
def weighting(monkeypatch: pytest.MonkeyPatch) -> None:
    """What any folder holds that is asked for weights."""
    found = FakeWeighting(some_weights(128))
    monkeypatch.setattr("irenic.analysis.weighting.open_weighting", lambda folder: found)


def run(*words: str) -> Any:
    return CliRunner().invoke(app, list(words))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_print_and_document_says_whose_weights(study: Study, command: str) -> None:
    words = [command, str(study.path), *COMMANDS[command], "--weights", "folder"]
    page = run(*words)
    assert page.exit_code == 0, page.output
    said = " ".join(page.stdout.split())
    assert "Worlds are weighted by the record (weighting abcd1234): 128 worlds tell as much as" in said
    assert max(len(row) for row in page.stdout.splitlines()) <= 100
    document = json.loads(run(*words, "--json").stdout)
    assert document["weights"]["weighting"] == DIGEST
    assert document["weights"]["worlds"] == 128
    assert 0 < document["weights"]["effective_worlds"] < 128
    assert document["points"] is None
    plain = json.loads(run(*words[:-2], "--json").stdout)
    assert plain["weights"] is None


def test_designs_of_the_prior_are_not_weighted(study: Study) -> None:
    found = run("sensitivity", str(study.path), "--method", "sobol", "--weights", "folder")
    assert found.exit_code == 2
    assert "prior_design" in found.stderr
    assert "--method given" in found.stderr


def test_weights_of_families_have_an_option_of_their_own(study: Study) -> None:
    found = run("compare", str(study.path), "--weights", "security=2")
    assert found.exit_code == 2
    assert "--family-weights FAMILY=WEIGHT" in found.stderr


def test_weights_come_from_one_place(study: Study, tmp_path: Path) -> None:
    listed = tmp_path / "weights.txt"
    listed.write_text("\n".join(["1"] * 128))
    words = ["compare", str(study.path), "--weights", "folder", "--world-weights", str(listed)]
    found = run(*words)
    assert found.exit_code == 2
    assert "two_weightings" in found.stderr


def test_worlds_from_a_weighting(toy_case: Case, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    points = np.full((3, 8), 0.5)
    here = FakeRefined(some_weights(8), case=toy_case.digest, points=points)
    monkeypatch.setattr("irenic.analysis.weighting.open_weighting", lambda folder: here)
    assert worlds_given(toy_case, None, None) is None
    found = worlds_given(toy_case, tmp_path, None)
    assert found is not None
    assert (found.worlds, found.weighting) == (8, DIGEST)
    assert worlds_given(toy_case, tmp_path, 8) is not None
    with pytest.raises(StudyError, match=r"other_worlds.*--worlds.*8, all that the weighting refined"):
        worlds_given(toy_case, tmp_path, 16)
    elsewhere = FakeRefined(some_weights(8), points=points)
    monkeypatch.setattr("irenic.analysis.weighting.open_weighting", lambda folder: elsewhere)
    with pytest.raises(StudyError, match=r"other_worlds.*case.*irenic weigh"):
        worlds_given(toy_case, tmp_path, None)
