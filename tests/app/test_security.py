"""The wall around the server: who is answered, what is read, what every answer carries, what none tells."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import socket
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from irenic.app.lab import Lab, Labs
from irenic.app.security import HEADERS, POLICY
from irenic.app.server import create_app
from irenic.app.serving import open_socket
from irenic.app.views import VIEWS
from irenic.case import load_case
from irenic.engine.run import Engine
from tests.app import hostile

PORT = 8765
HOST = f"127.0.0.1:{PORT}"
JSON = {"content-type": "application/json"}
OWN = {"origin": f"http://{HOST}"}
CHANGE = "/api/jobs/1/cancel"
"""Changes nothing, for there is no such job: 404 where it is let through."""


def codes(answer: Any) -> list[str]:
    return [one["code"] for one in answer.json()["problems"]]


@pytest.mark.parametrize("host", [HOST, f"localhost:{PORT}", f"[::1]:{PORT}"])
def test_this_machine_is_answered(client: TestClient, host: str) -> None:
    assert client.get("/api/studies", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("host", [
    "", "127.0.0.1", f"127.0.0.1:{PORT + 1}", f"127.0.0.1.:{PORT}", f"localhost.:{PORT}", f"LOCALHOST:{PORT}",
    f"evil.example:{PORT}", f"127.0.0.1.evil.example:{PORT}", f"evil.example@{HOST}", f"0.0.0.0:{PORT}",
    f"[::]:{PORT}", f"[::ffff:127.0.0.1]:{PORT}", f"::1:{PORT}", f"127.1:{PORT}", f"2130706433:{PORT}",
    f"{HOST}, evil.example", f" {HOST}", f"{HOST}/", "<img src=x>", "\u202e", "x" * 5000,
])  # fmt: skip
def test_another_host_is_refused(client: TestClient, host: str) -> None:
    answer = client.get("/api/studies", headers={"host": host.encode()})
    assert (answer.status_code, codes(answer)) == (403, ["foreign_host"])
    assert len(answer.text) < 600


def raw(app: FastAPI, headers: list[tuple[bytes, bytes]], method: str = "GET", path: str = "/case") -> int:
    """Status of a request with exactly these headers, which no client would send."""
    found: list[int] = []
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "path": path,
        "raw_path": path.encode(), "query_string": b"", "headers": headers, "scheme": "http", "root_path": "",
        "server": ("127.0.0.1", PORT), "client": ("127.0.0.1", 1),
    }  # fmt: skip

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            found.append(message["status"])

    asyncio.run(app(scope, receive, send))
    return found[0]


def test_a_host_is_needed_once(app: FastAPI) -> None:
    host = (b"host", HOST.encode())
    assert raw(app, [host]) == 200
    assert raw(app, []) == 403
    assert raw(app, [host, host]) == 403
    assert raw(app, [host, (b"Host", b"evil.example")]) == 403


@pytest.mark.parametrize("length", ["-1", "1e3", "\u00b2", "0x10", "1, 1", " ", "+5"])
def test_a_length_is_a_number(app: FastAPI, length: str) -> None:
    headers = [(b"host", HOST.encode()), (b"content-length", length.encode("latin-1"))]
    assert raw(app, headers) == 400


def test_a_length_of_many_digits_is_too_large(app: FastAPI) -> None:
    assert raw(app, [(b"host", HOST.encode()), (b"content-length", b"9" * 6000)]) == 413


@pytest.mark.parametrize("origin", [
    "null", "https://evil.example", f"https://{HOST}", f"http://127.0.0.1:{PORT + 1}", "http://127.0.0.1",
    f"http://{HOST}/", f"HTTP://{HOST}", f"http://{HOST}, http://evil.example", f"http://localhost.:{PORT}",
    "", f"http://evil.example#{HOST}", "file://",
])  # fmt: skip
def test_a_change_from_another_origin_is_refused(client: TestClient, origin: str) -> None:
    answer = client.post(CHANGE, json={}, headers={"origin": origin})
    assert (answer.status_code, codes(answer)) == (403, ["foreign_origin"])


@pytest.mark.parametrize("headers", [{}, OWN, {"sec-fetch-site": "same-origin"}, {"sec-fetch-site": "none"}])
def test_a_change_from_here_is_let_through(client: TestClient, headers: dict[str, str]) -> None:
    assert codes(client.post(CHANGE, json={}, headers=headers)) == ["unknown_job"]


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none, cross-site", "anything"])
def test_another_site_neither_changes_nor_reads(client: TestClient, site: str) -> None:
    sent = {"sec-fetch-site": site, "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"}
    assert codes(client.post(CHANGE, json={}, headers=sent)) == ["foreign_origin"]
    assert codes(client.get("/api/studies", headers=sent)) == ["foreign_origin"]
    framed = sent | {"sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"}
    assert codes(client.get("/case", headers=framed)) == ["foreign_origin"]


def test_a_link_from_another_site_may_be_followed_but_not_posted_along(client: TestClient) -> None:
    followed = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    assert client.get("/case", headers=followed).status_code == 200
    assert codes(client.post(CHANGE, json={}, headers=followed)) == ["foreign_origin"]


@pytest.mark.parametrize("kind", [
    "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", "", "text/json",
    "text/plain; application/json", "application/json5",
])  # fmt: skip
def test_what_a_form_can_send_is_refused(client: TestClient, kind: str) -> None:
    answer = client.post(CHANGE, content=b'{"a":1}', headers={"content-type": kind})
    assert (answer.status_code, codes(answer)) == (403, ["wrong_type"])


def test_methods(client: TestClient) -> None:
    for method, status in {"HEAD": 405, "OPTIONS": 405, "TRACE": 403, "PUT": 403, "DELETE": 403}.items():
        answer = client.request(method, "/case")
        assert answer.status_code == status, method
        assert "access-control-allow-origin" not in answer.headers
    asked = {"origin": "http://evil.example", "access-control-request-method": "POST"}
    assert client.options(CHANGE, headers=asked).status_code == 405


def test_no_socket_is_opened(client: TestClient) -> None:
    with pytest.raises(WebSocketDisconnect) as refused, client.websocket_connect("/api/jobs/stream"):
        pass
    assert refused.value.code == 1008


ANSWERS = [
    *[view.path for view in VIEWS], "/", "/api", "/api/openapi.json", "/static/irenic.css",
    "/static/js/say.js",
    "/static/none", "/none", "/api/studies", "/api/studies/none", "/api/jobs/x", "/docs", "/redoc",
]  # fmt: skip


@pytest.mark.parametrize("path", ANSWERS)
def test_every_answer_carries_the_headers_and_no_cookie(client: TestClient, path: str) -> None:
    for answer in (
        client.get(path, follow_redirects=False),
        client.get(path, headers={"host": "evil.example"}),
        client.post(path, json={}),
    ):
        for name, value in HEADERS:
            assert answer.headers.get_list(name.decode()) == [value.decode()]
        assert "set-cookie" not in answer.headers
        assert "server" not in answer.headers


def test_the_policy_runs_files_of_this_server_only() -> None:
    rules = dict(part.split(" ", 1) for part in POLICY.split("; "))
    assert rules["default-src"] == "'none'" and rules["script-src"] == "'self'" == rules["style-src"]
    assert "unsafe" not in POLICY and "http" not in POLICY and "*" not in POLICY


@pytest.fixture
def faulty(workspace: Any) -> Iterator[TestClient]:
    """A server with a fault in it."""
    app = create_app(workspace.settings, workspace.labs)

    @app.get("/api/fault")
    def _fault() -> None:
        raise RuntimeError(f"secret of {Path.home()}")

    app.router.routes.insert(0, app.router.routes.pop())
    with TestClient(app, base_url=f"http://{HOST}") as client:
        yield client


def test_a_fault_is_told_behind_the_wall_without_what_is_inside(
    faulty: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    answer = faulty.get("/api/fault")
    assert (answer.status_code, codes(answer)) == (500, ["internal_fault"])
    assert "secret" not in answer.text and "Traceback" not in answer.text
    assert answer.headers["content-security-policy"] == POLICY
    assert "RuntimeError" in caplog.text and "secret" in caplog.text  # the terminal has it


@pytest.mark.parametrize("path", [
    "/static/../irenic/__init__.py", "/static/%2e%2e/%2e%2e/settings.py", "/static/..%2f..%2fsettings.py",
    "/static/....//settings.py", "/static//etc/passwd", "/static/%2Fetc%2Fpasswd",
    "/static/js/..%5csettings.py",
    "/static/js/say.js%00.css", "/static/file:///etc/passwd", "/static/~root/.profile", "/static/js/",
    "/static/", "/static/js/%c0%ae%c0%ae/say.js", "/../etc/passwd", "/%2e%2e/etc/passwd",
    "/static/templates/base.html",
])  # fmt: skip
def test_no_path_leads_out_of_the_pages_files(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "root:" not in answer.text and "dataclass" not in answer.text


TRICKS = (
    "..", ".", "/", "/etc", "../toy", "toy/../toy", "toy/", "./toy", "%2e%2e", "toy\x00", "~", "C:\\", "toy ",
    "TOY", "\\..\\toy", "x" * 3000, "\u202etoy", "<script>",
)  # fmt: skip


@pytest.mark.parametrize("name", TRICKS)
def test_names_are_looked_up_and_never_joined_to_a_path(client: TestClient, name: str) -> None:
    for answer in (
        client.get("/api/studies", params={"case": name}),
        client.post("/api/studies", json={"case": name}),
    ):
        assert (answer.status_code, codes(answer)) == (404, ["unknown_case"])
    quoted = "".join(f"%{byte:02x}" for byte in name.encode())
    for answer in (
        client.get(f"/api/studies/{quoted}"),
        client.post(f"/api/studies/{quoted}/resume", json={}),
    ):
        assert answer.status_code in (404, 405, 422), name


def test_links_in_the_folders_are_not_followed(workspace: Any, tmp_path: Path, toy_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.copy(toy_path, elsewhere / "case.yaml")
    cases, studies = tmp_path / "cases", tmp_path / "studies"
    (cases / "file").mkdir(parents=True)
    (cases / "file" / "case.yaml").symlink_to(elsewhere / "case.yaml")
    (cases / "folder").symlink_to(elsewhere)
    studies.mkdir()
    (studies / "linked").symlink_to(workspace.study.path)
    (studies / "inside").mkdir()
    (studies / "inside" / "manifest.json").symlink_to(workspace.study.path / "manifest.json")
    settings = replace(workspace.settings, cases=cases, studies=studies)
    with TestClient(create_app(settings, workspace.labs), base_url=f"http://{HOST}") as client:
        assert client.get("/api/studies").json() == []
        for name in ("file", "folder"):
            assert codes(client.get("/api/studies", params={"case": name})) == ["unknown_case"]


def test_too_much_is_not_read(client: TestClient, workspace: Any) -> None:
    limit = workspace.settings.max_body
    told = client.post("/api/studies", content=b"x" * (limit + 1), headers=JSON)
    piece = b" " * 65_536
    streamed = client.post("/api/studies", content=(piece for _ in range(limit // 65_536 + 2)), headers=JSON)
    for answer in (told, streamed):
        assert (answer.status_code, codes(answer)) == (413, ["too_large"])
        assert answer.headers["content-security-policy"] == POLICY


def test_nothing_of_this_machine_is_told(client: TestClient, workspace: Any) -> None:
    told = [
        client.get("/api/studies/none"), client.get("/api/studies", params={"case": "none"}),
        client.get("/none"),
        client.post("/api/studies", json={"case": "harbour", "strategies": ["none"], "worlds": 3}),
        client.post("/api/studies/none/resume", json={}), client.get("/api/openapi.json"),
        client.get("/api"), *[client.get(view.path, params={"case": "none"}) for view in VIEWS],
    ]  # fmt: skip
    inside = [str(Path(__file__).parents[2]), sys.prefix, str(Path.home()), str(workspace.settings.studies)]
    inside += [value for name, value in os.environ.items() if name in ("USER", "HOSTNAME", "PATH")]
    for answer in told:
        for text in inside:
            assert len(text) < 3 or text not in answer.text, answer.url


def test_hostile_names_are_text_in_every_page(workspace: Any, tmp_path: Path, small_engine: Engine) -> None:
    path = hostile.lay_out(tmp_path / "hostile")
    case, labs = load_case(path), Labs()
    labs.put(Lab(case, small_engine.months, small_engine))
    settings = replace(workspace.settings, case=str(path), studies=tmp_path / "studies")
    with TestClient(create_app(settings, labs), base_url=f"http://{HOST}") as client:
        for view in VIEWS:
            page = client.get(view.path)
            assert page.status_code == 200
            assert [mark for mark in hostile.MARKS if mark in page.text] == [], view.id
        assert "&lt;img src=x onerror=owned()&gt;" in client.get("/case").text
        for name in hostile.TEXTS:
            assert name not in client.get("/case", params={"case": name}).text or "<" not in name


@pytest.fixture
def live(workspace: Any) -> Iterator[int]:
    """Port of a real server."""
    listening = open_socket(0)
    port = listening.getsockname()[1]
    app = create_app(replace(workspace.settings, port=port), workspace.labs)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    yield port
    server.should_exit = True
    thread.join(10)
    listening.close()


def talk(port: int, text: bytes, patience: float = 5) -> bytes:
    """Send bytes as they are, and return what comes back until the server ends it or falls silent."""
    found = b""
    with socket.create_connection(("127.0.0.1", port), timeout=patience) as connection:
        try:
            connection.sendall(text)
            while piece := connection.recv(65_536):
                found += piece
        except (TimeoutError, ConnectionError):
            return found
    return found


def head(port: int, *lines: str, first: str = "GET /api/studies HTTP/1.1") -> bytes:
    return "\r\n".join([first, f"Host: 127.0.0.1:{port}", "Connection: close", *lines, "", ""]).encode()


def test_slow_and_malformed_requests_do_not_hold_up_others(live: int) -> None:
    length = ("Content-Type: application/json", "Content-Length: 1000")
    slow = [socket.create_connection(("127.0.0.1", live)) for _ in range(60)]
    for connection in slow:
        connection.sendall(head(live, *length, first="POST /api/studies HTTP/1.1") + b"{")
    start = time.monotonic()
    assert b" 200 OK" in talk(live, head(live))
    assert time.monotonic() - start < 5
    flood = [f"X-{n}: {'y' * 100}" for n in range(5000)]
    assert b" 400 " in talk(live, head(live, *flood))
    assert b" 400 " in talk(live, head(live, "Host: evil.example"))
    assert b" 403 " in talk(live, b"GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
    assert b" 400 " in talk(live, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 20 + b"\r\n\r\n")
    assert b" 400 " in talk(live, head(live, "Content-Length: 5", "Content-Length: 6"))
    upgrade = (
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
    )
    asked = head(live, *upgrade, first="GET /api/jobs HTTP/1.1").replace(
        b"Connection: close", b"Connection: Upgrade"
    )
    assert b" 101 " not in talk(live, asked, patience=1)
    assert b" 200 OK" in talk(live, head(live))
    for connection in slow:
        connection.close()


def test_a_body_without_length_is_cut_off(live: int, workspace: Any) -> None:
    kind = ("Content-Type: application/json", "Transfer-Encoding: chunked")
    piece = b"10000\r\n" + b" " * 65_536 + b"\r\n"
    text = head(live, *kind, first="POST /api/studies HTTP/1.1") + piece * (
        workspace.settings.max_body // 65_536 + 4
    )
    answer = talk(live, text)
    assert answer == b"" or b" 413 " in answer
    assert json.loads(talk(live, head(live)).partition(b"\r\n\r\n")[2])
