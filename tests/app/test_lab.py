"""Warm engines: the same numbers as anywhere else, made once, let go when there are too many."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from irenic.analysis.choose import strategies_of
from irenic.analysis.ensemble import run_worlds
from irenic.app.jobs import Jobs
from irenic.app.lab import KEPT, Lab, Labs
from irenic.app.library import Library
from irenic.app.services import Services
from irenic.case import Case
from irenic.engine.run import Engine
from irenic.errors import StudyError
from irenic.strategy import Strategy, strategy_arrays


@pytest.fixture(scope="module")
def lab(workspace: Any, toy_case: Case, small_engine: Engine) -> Lab:
    return Lab(toy_case, small_engine.months, small_engine)


@pytest.fixture(scope="module")
def strategy(workspace: Any) -> Strategy:
    return strategies_of(workspace.settings.case)["strikes"]


def test_a_run_is_the_engines_own(lab: Lab, strategy: Strategy) -> None:
    found = lab.run(strategy, 8, replicates=2, seed=3)
    plan = strategy_arrays(strategy, lab.arrays)
    again = run_worlds(lab.engine, lab.worlds(8, 3), plan, 2, 3)
    np.testing.assert_array_equal(found.result.outcomes, again.result.outcomes)
    assert found.outcome("deaths").shape == (8, 2)


def test_more_worlds_begin_with_the_same_ones(lab: Lab, strategy: Strategy) -> None:
    few, many = lab.run(strategy, 4), lab.run(strategy, 8)
    np.testing.assert_array_equal(few.outcome("deaths"), many.outcome("deaths")[:4])


def test_worlds_are_drawn_once(lab: Lab) -> None:
    assert lab.worlds(4, 9) is lab.worlds(4, 9)
    assert lab.worlds(4, 9) is not lab.worlds(4, 10)


def test_a_run_of_a_study_is_replayed_exactly(lab: Lab, workspace: Any) -> None:
    found = lab.replay(workspace.study, "strikes", 5, 1)
    stored = workspace.study.outcomes.sel(strategy="strikes", world=5, replicate=1)
    np.testing.assert_array_equal(found.recording.outcomes, stored.values)
    assert lab._replayers.cache_info().currsize == 1
    lab.replay(workspace.study, "nothing", 0, 0)
    assert lab._replayers.cache_info().currsize == 1


@pytest.mark.parametrize(("run", "code"), [
    (("none", 0, 0), "unknown_strategy"), (("strikes", 32, 0), "out_of_range"),
    (("strikes", -1, 0), "out_of_range"), (("strikes", 0, 2), "out_of_range"),
])  # fmt: skip
def test_a_run_that_is_not_there_is_told(
    lab: Lab, workspace: Any, run: tuple[str, int, int], code: str
) -> None:
    with pytest.raises(StudyError, match=code):
        lab.replay(workspace.study, *run)


def test_two_first_questions_compile_once(toy_case: Case, small_engine: Engine, strategy: Strategy) -> None:
    """The first call of each thread goes in alone until one has come back."""
    events: list[str] = []

    def run(*args: Any) -> Any:
        events.append("begins")
        found = small_engine.run(*args)
        events.append("ends")
        return found

    names = {name: getattr(small_engine, name) for name in ("outcome_names", "series_names", "block")}
    lab = Lab(toy_case, small_engine.months, SimpleNamespace(run=run, **names))
    lab._ran = False
    threads = [threading.Thread(target=lab.run, args=(strategy, 1)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert events[:2] == ["begins", "ends"] and len(events) == 6
    lab._ran = False
    lab.warm()
    lab.warm()
    assert len(events) == 8 and lab._ran


def test_labs_are_kept_by_case_and_length_and_the_oldest_let_go(toy_case: Case, small_engine: Engine) -> None:
    labs = Labs()
    made = [Lab(toy_case, months, small_engine) for months in range(1, KEPT + 2)]
    for one in made[:KEPT]:
        labs.put(one)
    assert labs.of(toy_case, 1) is made[0]  # used: not the oldest any more
    labs.put(made[KEPT])
    labs.of(toy_case, 1)
    assert (toy_case.digest, 2) not in labs._labs and (toy_case.digest, 1) in labs._labs


def test_the_lab_of_a_study_has_its_case_and_length(workspace: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = workspace.settings
    services = Services(settings, Library(settings), workspace.labs, Jobs())
    lab = services.lab_of(workspace.study)
    assert (lab.case.digest, lab.months) == (workspace.study.manifest.case.digest, 12)
    assert lab is services.lab(lab.case, 12) is services.lab(lab.case)
    monkeypatch.setattr("irenic.study.replay.code_digest", lambda: "0" * 64)
    with pytest.raises(StudyError, match="cannot_replay"):
        services.lab_of(workspace.study)


def test_warming_up_a_case_that_cannot_be_used_harms_nothing(
    workspace: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(Path(workspace.settings.case).read_text())
    settings = replace(workspace.settings, case=str(path), studies=tmp_path)
    services = Services(settings, Library(settings), Labs(), Jobs())
    path.write_text("broken: [")
    services._begin()
    assert not caplog.text

    def fault() -> None:
        raise RuntimeError("lost")

    monkeypatch.setattr(Services, "warm_up", lambda self: fault())
    services._begin()
    assert "RuntimeError" in caplog.text
