"""Studies: run from the app, interrupted, found again, gone on with, the same byte for byte."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from irenic.app.lab import Lab, Labs
from irenic.app.server import create_app
from irenic.app.services import Services
from irenic.case import load_case
from irenic.engine.run import Engine
from irenic.study.describe import code_digest
from irenic.study.files import locked
from irenic.study.folder import StudyFolder

PORT = 8765
PATIENCE = 30
SMALL = {"case": "harbour", "strategies": ["nothing", "strikes"], "worlds": 4, "replicates": 1, "seed": 7}


class Gated:
    """An engine that runs so many parts of a study and then waits to be let go on."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self.left, self.ran = engine, 10**9, 0
        self._lock = threading.Lock()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def run(self, *args: Any) -> Any:
        end = time.monotonic() + PATIENCE
        while not self._may() and time.monotonic() < end:
            time.sleep(0.005)
        return self._engine.run(*args)

    def _may(self) -> bool:
        with self._lock:
            passes = self.left > 0
            self.left -= passes
            self.ran += passes
            return passes


@pytest.fixture
def gate(small_engine: Engine) -> Iterator[Gated]:
    found = Gated(small_engine)
    yield found
    found.left = 10**9


@pytest.fixture
def server(workspace: Any, tmp_path: Path, gate: Gated) -> FastAPI:
    """A server on the toy case with an empty folder of studies."""
    labs = Labs()
    labs.put(Lab(load_case(Path(workspace.settings.case)), gate.months, gate))
    return create_app(replace(workspace.settings, studies=tmp_path / "studies"), labs)


@pytest.fixture
def client(server: FastAPI) -> Iterator[TestClient]:
    with TestClient(server, base_url=f"http://127.0.0.1:{PORT}", raise_server_exceptions=False) as found:
        yield found


def wait(client: TestClient, job: dict[str, Any], *states: str) -> dict[str, Any]:
    end = time.monotonic() + PATIENCE
    while True:
        found: dict[str, Any] = client.get(f"/api/jobs/{job['id']}").json()
        if found["state"] in (states or ("done", "failed", "cancelled")):
            return found
        assert time.monotonic() < end, found
        time.sleep(0.01)


def start(client: TestClient, **changes: Any) -> dict[str, Any]:
    answer = client.post("/api/studies", json=SMALL | changes)
    assert answer.status_code == 202, answer.text
    found: dict[str, Any] = answer.json()
    return found


def codes(answer: Any) -> list[str]:
    return [one["code"] for one in answer.json()["problems"]]


def stored(root: Path) -> dict[str, bytes]:
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


def test_a_study_is_run_listed_and_read(client: TestClient, tmp_path: Path) -> None:
    job = start(client)
    assert job["kind"] == "study" and job["study"].startswith("toy_harbour-seed7-4x1x12-")
    ended = wait(client, job)
    assert (ended["state"], ended["result"]) == ("done", {"study": job["study"]})
    assert (ended["done"], ended["total"]) == (8, 8)
    [listed] = client.get("/api/studies", params={"case": "harbour"}).json()
    assert listed == client.get(f"/api/studies/{job['study']}").json()
    assert (listed["strategies"], listed["worlds"], listed["months"]) == (["nothing", "strikes"], 4, 12)
    assert listed["finished"] and client.get("/api/studies", params={"unfinished": True}).json() == []


def test_the_same_request_is_the_same_study(client: TestClient, gate: Gated, tmp_path: Path) -> None:
    first = wait(client, start(client))
    before = stored(tmp_path / "studies")
    gate.left = 0  # nothing is run again
    assert wait(client, start(client))["result"] == first["result"]
    assert stored(tmp_path / "studies") == before


def test_without_names_the_reference_strategies_are_run(client: TestClient) -> None:
    done = wait(client, start(client, strategies=[], worlds=1))
    names = client.get(f"/api/studies/{done['study']}").json()["strategies"]
    assert len(names) == 9


@pytest.mark.parametrize(("changes", "found"), [
    ({"worlds": 3}, {"not_a_power_of_two"}),
    ({"worlds": 0}, {"bad_request"}),
    ({"worlds": 2**20}, {"bad_request"}),
    ({"worlds": "many"}, {"bad_request"}),
    ({"worlds": 2.5, "seed": -1, "replicates": 99}, {"bad_request"}),
    ({"strategies": ["strike", "nothing", "<b>"]}, {"unknown_strategy"}),
    ({"strategies": ["nothing", "nothing"]}, {"same_strategy"}),
    ({"strategies": ["x"] * 41}, {"bad_request"}),
    ({"case": "nowhere"}, {"unknown_case"}),
    ({"months": 5}, {"bad_request"}),
])  # fmt: skip
def test_a_request_that_cannot_be_run_is_told_in_full(
    client: TestClient, changes: dict[str, Any], found: set[str]
) -> None:
    answer = client.post("/api/studies", json=SMALL | changes)
    assert answer.status_code == (404 if found == {"unknown_case"} else 422)
    assert set(codes(answer)) == found
    assert len(codes(answer)) == {2.5: 3, 4: 1}.get(changes.get("worlds", 4), 1) or "strategies" in changes
    assert client.get("/api/jobs").json() == []


def test_a_wrong_field_is_told_with_its_place(client: TestClient) -> None:
    answer = client.post("/api/studies", json={"worlds": "many", "more": 1}).json()["problems"]
    told = {one["path"]: (one["given"], one["expected"]) for one in answer}
    assert told["case"] == ("absent", "a value")
    assert told["more"] == ('"1"', "no such field")
    assert told["worlds"][0] == '"many"' and told["worlds"][1].startswith("a valid integer")


WORLDS, PARTS = 1024, 8
"""Of a study that is interrupted: parts of 256 worlds of each of two strategies."""


def soon(happens: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not happens():
        assert time.monotonic() < end
        time.sleep(0.01)


def parts_done(client: TestClient) -> int:
    found = client.get("/api/studies", params={"unfinished": True}).json()
    return int(found[0]["parts_done"]) if found else 0


def interrupt(client: TestClient, gate: Gated) -> str:
    """Begin a study, and cancel it when some of its parts are stored."""
    gate.left = 2
    job = start(client, worlds=WORLDS)
    assert client.get("/api/studies").json() == []
    soon(lambda: parts_done(client) == 2)
    assert client.post(f"/api/jobs/{job['id']}/cancel", json={}).json()["state"] == "running"
    gate.left = 10**9
    assert wait(client, job)["state"] == "cancelled"
    return str(job["study"])


def test_a_cancelled_study_is_gone_on_with_and_equals_an_uninterrupted_one(
    client: TestClient, gate: Gated, tmp_path: Path
) -> None:
    key = interrupt(client, gate)
    [listed] = client.get("/api/studies", params={"unfinished": True, "case": "harbour"}).json()
    assert (listed["study"], listed["finished"], listed["parts"]) == (key, False, PARTS)
    assert 2 <= (kept := listed["parts_done"]) < PARTS and listed["worlds"] == WORLDS
    assert codes(client.get(f"/api/studies/{key}")) == ["unfinished_study"]
    assert client.get("/api/studies", params={"case": "harbour"}).json() == []
    gate.ran = 0
    resumed = client.post(f"/api/studies/{key}/resume", json={})
    assert (resumed.status_code, resumed.json()["study"]) == (202, key)
    assert wait(client, resumed.json())["result"] == {"study": key}
    assert gate.ran == PARTS - kept  # what was stored was not run again
    again = stored(tmp_path / "studies" / key)
    (tmp_path / "studies" / key).rename(tmp_path / "moved")
    assert wait(client, start(client, worlds=WORLDS))["state"] == "done"
    assert stored(tmp_path / "studies" / key) == again


def test_a_cancelled_waiting_study_leaves_nothing(client: TestClient, gate: Gated, tmp_path: Path) -> None:
    gate.left = 0
    first, second = start(client), start(client, seed=8)
    assert client.post(f"/api/jobs/{second['id']}/cancel", json={}).json()["state"] == "cancelled"
    gate.left = 10**9
    assert wait(client, first)["state"] == "done"
    assert [p.name for p in (tmp_path / "studies").iterdir()] == [first["study"]]


def test_a_stopped_server_leaves_an_unfinished_study_that_the_next_finds(
    server: FastAPI, gate: Gated
) -> None:
    address = f"http://127.0.0.1:{PORT}"
    with TestClient(server, base_url=address) as client:
        gate.left = 2
        key = start(client, worlds=WORLDS)["study"]
        soon(lambda: parts_done(client) == 2)
    gate.left = 10**9
    services: Services = server.state.services
    services.jobs._thread.join(PATIENCE)  # type: ignore[union-attr]
    settings = services.settings
    with TestClient(create_app(settings, services.labs), base_url=address) as client:
        assert 2 <= parts_done(client) < PARTS
        assert wait(client, client.post(f"/api/studies/{key}/resume", json={}).json())["state"] == "done"
        assert [one["study"] for one in client.get("/api/studies").json()] == [key]


def test_two_servers_on_one_folder_do_not_meet_in_a_study(
    client: TestClient, server: FastAPI, gate: Gated, tmp_path: Path
) -> None:
    key = interrupt(client, gate)
    with locked(StudyFolder(tmp_path / "studies" / key).lock):  # as the other server holds it
        failed = wait(client, client.post(f"/api/studies/{key}/resume", json={}).json())
    assert (failed["state"], [one["code"] for one in failed["problems"]]) == ("failed", ["study_busy"])
    assert wait(client, client.post(f"/api/studies/{key}/resume", json={}).json())["state"] == "done"


@pytest.mark.parametrize("key", ["none", "finished", "damaged"])
def test_what_is_not_unfinished_cannot_be_gone_on_with(
    client: TestClient, workspace: Any, tmp_path: Path, key: str
) -> None:
    studies = tmp_path / "studies"
    shutil.copytree(workspace.study.path, studies / "finished")
    (studies / "damaged" / ".partial").mkdir(parents=True)
    (studies / "damaged" / ".partial" / "plan.json").write_text("{")
    answer = client.post(f"/api/studies/{key}/resume", json={})
    assert answer.status_code == 422
    assert codes(answer) == ["bad_manifest" if key == "damaged" else "not_unfinished"]
    listed = client.get("/api/studies", params={"unfinished": True}).json()
    assert [(one["study"], one["parts"]) for one in listed] == [("damaged", 0)]


def test_a_study_made_by_other_code_is_told(client: TestClient, gate: Gated, tmp_path: Path) -> None:
    key = interrupt(client, gate)
    plan = tmp_path / "studies" / key / ".partial" / "plan.json"
    plan.write_text(plan.read_text().replace(code_digest(), "0" * 64))
    failed = wait(client, client.post(f"/api/studies/{key}/resume", json={}).json())
    assert failed["state"] == "failed" and failed["problems"][0]["code"] == "other_settings"


def test_a_full_disk_is_told(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("irenic.study.tasks.write_atomically", full)
    failed = wait(client, start(client))
    assert (failed["state"], failed["problems"][0]["code"]) == ("failed", "disk_full")


def test_a_case_without_a_study_gets_a_small_one(
    server: FastAPI, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("irenic.app.services.FIRST_WORLDS", 2)
    services: Services = server.state.services
    app = create_app(replace(services.settings, first_study=True), services.labs)
    with TestClient(app, base_url=f"http://127.0.0.1:{PORT}") as client:
        soon(lambda: bool(client.get("/api/studies", params={"case": "harbour"}).json()))
        listed = client.get("/api/studies", params={"case": "harbour"}).json()
        assert (listed[0]["worlds"], len(listed[0]["strategies"])) == (2, 9)
    with TestClient(app, base_url=f"http://127.0.0.1:{PORT}") as client:
        services.warm_up()
        assert len(client.get("/api/studies").json()) == 1
