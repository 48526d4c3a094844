"""Kept runs: what is read back is what was replayed, and a file that is not so is made anew."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from irenic.app.runs import kept as runs
from irenic.app.runs.kept import RunId, Shown, kept_run, run_of
from irenic.study.history import Replay

Change = Callable[[dict[str, Any]], Any]
RUN = RunId("bottom_up", 3, 1)


@pytest.fixture(scope="module")
def replayed(workspace: Any) -> Replay:
    """One run of the toy study."""
    lab = next(iter(workspace.labs._labs.values()))
    found: Replay = lab.replay(workspace.study, *RUN)
    return found


@pytest.fixture
def fetch(workspace: Any, replayed: Replay, tmp_path: Path) -> Callable[[], tuple[Shown, int]]:
    """Fetches the run, and says how often it was replayed for that."""

    def again() -> tuple[Shown, int]:
        count = 0

        def replay() -> Replay:
            nonlocal count
            count += 1
            return replayed

        return run_of(workspace.study, RUN, tmp_path, replay), count

    return again


def only_file(folder: Path) -> Path:
    (found,) = (folder / "runs").glob("*")
    return found


def test_a_run_is_kept_and_read_back(fetch: Any, tmp_path: Path) -> None:
    first, replays = fetch()
    assert replays == 1
    second, replays = fetch()
    assert replays == 0 and second.run == first.run
    assert second.frames.document() == first.frames.document()
    assert only_file(tmp_path).suffix == ".json"


def test_another_run_has_another_name(workspace: Any) -> None:
    names = {runs._name(workspace.study, one) for one in (RUN, RUN._replace(world=4), RunId("nothing", 3, 1))}
    assert len(names) == 3


def set_in(*path: str | int, value: Any) -> Change:
    def change(document: dict[str, Any]) -> None:
        place: Any = document
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value

    return change


DAMAGE: dict[str, Change] = {
    "an unknown field": set_in("more", value=1),
    "another version": set_in("schema_version", value=2),
    "a line too few": lambda d: d["moments"].pop(),
    "an event after the end": set_in("events", 0, "month", value=13),
    "a text for a number": set_in("events", 0, "month", value="1"),
    "an unknown district": set_in("events", 0, "where", value=["atlantis"]),
    "an endless text": set_in("moments", 1, value="x" * 5000),
    "shares above one": set_in("frames", "control", 0, 2, 0, value=7.0),
    "an index outside": set_in("frames", "control", 0, 0, value=99),
    "a list for a dictionary": set_in("frames", value=[]),
    "no districts": set_in("frames", "districts", value=[]),
    "fewer months": set_in("frames", "months", value=["November 2015"]),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_kept_run_that_is_not_one_is_made_anew(fetch: Any, tmp_path: Path, damage: str) -> None:
    good, _ = fetch()
    path = only_file(tmp_path)
    document = json.loads(path.read_text())
    DAMAGE[damage](document)
    path.write_text(json.dumps(document))
    found, replays = fetch()
    assert replays == 1 and found.run == good.run
    assert fetch()[1] == 0


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", b"{", b"[1, 2]", b"null", b"[" * 100_000, b'{"moments": NaN}', b'{"a": 1e999}'],
    ids=lambda content: repr(content)[:20],
)
def test_a_file_of_anything_is_made_anew(fetch: Any, tmp_path: Path, content: bytes) -> None:
    fetch()
    only_file(tmp_path).write_bytes(content)
    assert fetch()[1] == 1


def test_a_large_file_and_a_link_are_not_read(
    fetch: Any, workspace: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch()
    path = only_file(tmp_path)
    assert kept_run(path, workspace.study) is not None
    link = tmp_path / "link.json"
    link.symlink_to(path)
    assert kept_run(link, workspace.study) is None
    monkeypatch.setattr(runs, "LARGEST", 1000)
    assert kept_run(path, workspace.study) is None


def test_only_so_many_are_kept(fetch: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "MOST_KEPT", 2)
    folder = tmp_path / "runs"
    folder.mkdir()
    for age in (1, 2, 3):
        old = folder / f"{age}.json"
        old.write_text("{}")
        os.utime(old, (1000 - age, 1000 - age))
    fetch()
    assert {path.name for path in folder.iterdir()} - {"1.json"} == {only_new(folder)}


def only_new(folder: Path) -> str:
    (found,) = (path.name for path in folder.iterdir() if len(path.stem) > 1)
    return found


def test_a_cache_that_cannot_be_written_costs_time_alone(fetch: Any, tmp_path: Path) -> None:
    (tmp_path / "runs").write_text("a file where a folder should be")
    assert fetch()[1] == 1
    assert fetch()[1] == 1
