"""Jobs: in order, told as they go, ended when asked, and never the end of the server."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from irenic.app.jobs import KEPT, MOST_WAITING, Cancelled, Handle, Job, Jobs
from irenic.app.problems import NotHere
from irenic.app.routes import jobs as routes
from irenic.app.services import Services
from irenic.errors import IrenicError, Problem, StudyError

PATIENCE = 20
"""Seconds until what does not happen is a failure; machines are noisy."""


@pytest.fixture
def jobs() -> Iterator[Jobs]:
    found = Jobs()
    yield found
    found.close()


def until(jobs: Jobs, number: int, *states: str) -> Job:
    end = time.monotonic() + PATIENCE
    while jobs.get(number).state not in states:
        assert time.monotonic() < end, jobs.get(number)
        time.sleep(0.005)
    return jobs.get(number)


class Held:
    """Work that goes on, step by step, until it is let go."""

    def __init__(self) -> None:
        self.steps, self.go = 0, threading.Event()

    def __call__(self, handle: Handle) -> dict[str, Any]:
        while not self.go.wait(0.005):
            self.steps += 1
            handle.tell(self.steps, 0, "counting")
        return {"study": "x"}


def test_a_job_tells_how_far_it_is_and_what_came_of_it(jobs: Jobs) -> None:
    def work(handle: Handle) -> dict[str, Any]:
        handle.tell(1, 2, "running")
        return {"study": "x"}

    begun = jobs.start("study", "A study", work, study="x")
    assert (begun.id, begun.state, begun.study, begun.ended) == (1, "waiting", "x", False)
    ended = until(jobs, 1, "done")
    assert (ended.done, ended.total, ended.note, ended.result) == (1, 2, "running", {"study": "x"})
    assert ended.document()["title"] == "A study"


def test_jobs_run_one_after_another(jobs: Jobs) -> None:
    held, order = Held(), []
    jobs.start("a", "First", held)
    for number in (2, 3):
        jobs.start("a", "Next", lambda _, number=number: {"n": order.append(number)})  # type: ignore[misc]
    until(jobs, 1, "running")
    assert [job.state for job in jobs.all()] == ["waiting", "waiting", "running"]
    held.go.set()
    until(jobs, 3, "done")
    assert order == [2, 3]


def test_each_change_is_a_new_version(jobs: Jobs) -> None:
    versions = [jobs.version]
    jobs.start("a", "One", lambda handle: handle.tell(1, 1) or {})
    until(jobs, 1, "done")
    versions.append(jobs.version)
    assert versions == [0, 4]  # waiting, running, told, done


def test_a_waiting_job_is_ended_at_once_and_never_begins(jobs: Jobs) -> None:
    held, ran = Held(), []
    jobs.start("a", "First", held)
    jobs.start("a", "Second", lambda _: ran.append(1) or {})
    assert jobs.cancel(2).state == "cancelled"
    held.go.set()
    until(jobs, 1, "done")
    jobs.start("a", "Third", lambda _: {})
    until(jobs, 3, "done")
    assert not ran


def test_a_running_job_ends_at_its_next_step(jobs: Jobs) -> None:
    held = Held()
    jobs.start("a", "First", held)
    until(jobs, 1, "running")
    assert jobs.cancel(1).note == "ending"
    assert until(jobs, 1, "cancelled").result is None
    assert not held.go.is_set()


def test_a_job_that_has_ended_stays_as_it_is(jobs: Jobs) -> None:
    jobs.start("a", "One", lambda _: {"n": 1})
    until(jobs, 1, "done")
    assert jobs.cancel(1).state == "done"
    assert jobs.get(1).result == {"n": 1}


def test_a_job_can_be_ended_from_many_sides_at_any_time(jobs: Jobs) -> None:
    numbers = [jobs.start("a", "One", lambda handle: handle.tell(1, 1) or {}).id for _ in range(10)]
    threads = [threading.Thread(target=jobs.cancel, args=[n]) for n in numbers * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert all(until(jobs, n, "done", "cancelled").ended for n in numbers)


PROBLEM = Problem("disk_full", "studies/x", None, "", "full", "room", "Make room.")


@pytest.mark.parametrize(("error", "code"), [
    (StudyError([PROBLEM]), "disk_full"),
    (IrenicError("plain words"), "refused"),
    (RuntimeError("secret"), "internal_fault"),
    (MemoryError(), "internal_fault"),
])  # fmt: skip
def test_a_failure_is_told_and_the_next_job_runs(jobs: Jobs, error: Exception, code: str) -> None:
    def work(_: Handle) -> dict[str, Any]:
        raise error

    jobs.start("a", "One", work)
    failed = until(jobs, 1, "failed")
    assert [one.code for one in failed.problems] == [code]
    assert "secret" not in str(failed) and "Traceback" not in str(failed)
    jobs.start("a", "Two", lambda _: {})
    until(jobs, 2, "done")


def test_ended_jobs_are_forgotten_after_a_while(jobs: Jobs) -> None:
    for number in range(1, KEPT + 4):
        jobs.start("a", "One", lambda _: {})
        until(jobs, number, "done")
    jobs.start("a", "Last", lambda _: {})
    assert len(jobs.all()) == KEPT + 1
    with pytest.raises(NotHere, match="unknown_job"):
        jobs.get(1)
    with pytest.raises(NotHere, match="unknown_job"):
        jobs.cancel(1)


def test_too_many_waiting_jobs_are_refused(jobs: Jobs) -> None:
    held = Held()
    jobs.start("a", "First", held)
    until(jobs, 1, "running")
    for _ in range(MOST_WAITING):
        jobs.start("a", "Next", held)
    with pytest.raises(IrenicError, match="too_many_jobs"):
        jobs.start("a", "One too many", held)
    held.go.set()


@pytest.mark.parametrize("deaf", [False, True])
def test_closing_ends_all_jobs_without_waiting_for_deaf_ones(deaf: bool) -> None:
    jobs, held, free = Jobs(), Held(), threading.Event()
    jobs.start("a", "First", (lambda _: {"x": free.wait(PATIENCE)}) if deaf else held)
    jobs.start("a", "Second", held)
    until(jobs, 1, "running")
    start = time.monotonic()
    jobs.close(patience=0.2)
    assert time.monotonic() - start < 2 and jobs.closed
    assert [job.state for job in jobs.all()] == ["cancelled", "running" if deaf else "cancelled"]
    free.set()


def test_telling_after_the_end_raises() -> None:
    jobs = Jobs()
    handle = Handle(jobs, 1)
    handle.cancel()
    with pytest.raises(Cancelled):
        handle.tell(1, 2)


@pytest.fixture
def served(app: FastAPI) -> Jobs:
    services: Services = app.state.services
    return services.jobs


def test_the_interface_lists_reads_and_ends_jobs(client: TestClient, served: Jobs) -> None:
    held = Held()
    number = served.start("a", "<b>One</b>", held).id
    until(served, number, "running")
    assert client.get(f"/api/jobs/{number}").json()["title"] == "<b>One</b>"
    assert client.get("/api/jobs").json()[0]["id"] == number
    assert client.post(f"/api/jobs/{number}/cancel", json={}).json()["state"] in ("running", "cancelled")
    until(served, number, "cancelled")
    assert client.get(f"/api/jobs/{number}").json()["state"] == "cancelled"


@pytest.mark.parametrize(("number", "status", "code"), [
    ("9999", 404, "unknown_job"), ("0", 422, "bad_request"), ("-1", 422, "bad_request"),
    ("x", 422, "bad_request"), ("9" * 30, 422, "bad_request"), ("1.5", 422, "bad_request"),
])  # fmt: skip
def test_a_job_that_is_not_there(client: TestClient, number: str, status: int, code: str) -> None:
    for answer in (client.get(f"/api/jobs/{number}"), client.post(f"/api/jobs/{number}/cancel", json={})):
        assert (answer.status_code, answer.json()["problems"][0]["code"]) == (status, code)


def test_too_many_jobs_are_told_as_not_now(
    client: TestClient, served: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("irenic.app.jobs.MOST_WAITING", 0)
    answer = client.post("/api/studies", json={"case": "harbour", "worlds": 1})
    assert (answer.status_code, answer.json()["problems"][0]["code"]) == (409, "too_many_jobs")


def test_the_stream_tells_each_change_and_ends_with_the_last_job(client: TestClient, served: Jobs) -> None:
    held = Held()
    number = served.start("a", "One", held).id
    until(served, number, "running")
    threading.Timer(0.4, held.go.set).start()
    with client.stream("GET", "/api/jobs/stream", params={"until": "idle"}) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        lines = [line for line in answer.iter_lines() if line]
    assert all(line.startswith("data: [{") for line in lines)
    assert '"state": "running"' in lines[0] and '"state": "done"' in lines[-1]


class Gone:
    """A request whose page is closed after some looks."""

    def __init__(self, looks: int) -> None:
        self.looks = looks

    async def is_disconnected(self) -> bool:
        self.looks -= 1
        return self.looks < 0


@pytest.mark.parametrize("ending", ["page", "server"])
def test_the_stream_ends_with_the_page_and_with_the_server(
    ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "PACE", 0.001)
    jobs = Jobs()
    jobs.closed = ending == "server"

    async def collect() -> list[str]:
        return [text async for text in routes._events(Gone(3 if ending == "page" else 10**6), jobs, False)]  # type: ignore[arg-type]

    assert asyncio.run(collect()) == (["data: []\n\n"] if ending == "page" else [])
