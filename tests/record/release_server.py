"""A server on this machine that hands out a release's file well, badly or not at all."""

from __future__ import annotations

import hashlib
import io
import re
import threading
import zipfile
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def archive(seed: int = 0, size: int = 200_000) -> bytes:
    """A zip whose content does not shrink."""
    out = io.BytesIO()
    blocks = [hashlib.sha256(f"{seed} {n}".encode()).digest() for n in range(size // 32)]
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("GEDEvent_v25_1.csv", b"".join(blocks))
    return out.getvalue()


CONTENT = archive()


@dataclass
class Plan:
    """What the server does, and what it was asked."""

    content: bytes = CONTENT
    tag: str | None = '"one"'
    changed: str | None = None
    status: int = 200
    location: str = ""
    cut: list[int] = field(default_factory=list)
    stated: int | None = None
    without_length: bool = False
    ranges: bool = True
    encoding: str = ""
    wait: float = 0.0
    asked: list[dict[str, str]] = field(default_factory=list)


class Handler(BaseHTTPRequestHandler):
    """Serves the plan's content, or its rest."""

    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        plan = self.server.plan
        plan.asked.append({key.title(): value for key, value in self.headers.items()})
        if plan.status != 200:
            self._bare(plan.status, plan.location)
            return
        start = self._start(plan)
        if start >= len(plan.content):
            self._bare(416)
            return
        self._serve(plan, start)

    def _start(self, plan: Plan) -> int:
        match = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        same = self.headers.get("If-Range") in (plan.tag, plan.changed)
        return int(match[1]) if match and plan.ranges and same else 0

    def _serve(self, plan: Plan, start: int) -> None:
        body = plan.content[start:]
        self.send_response(206 if start else 200)
        if start:
            last = len(plan.content) - 1
            self.send_header("Content-Range", f"bytes {start}-{last}/{len(plan.content)}")
        for name, value in (
            ("ETag", plan.tag),
            ("Last-Modified", plan.changed),
            ("Content-Encoding", plan.encoding),
        ):
            if value:
                self.send_header(name, value)
        if plan.without_length:
            self.send_header("Connection", "close")
        else:
            self.send_header("Content-Length", str(plan.stated or len(body)))
        self.end_headers()
        sent = body[: plan.cut.pop(0)] if plan.cut else body
        self.wfile.write(sent)
        self.wfile.flush()
        if plan.wait:
            self.server.awake.wait(plan.wait)
        if len(sent) < (plan.stated or len(body)) or plan.without_length:
            self.close_connection = True

    def _bare(self, status: int, location: str = "") -> None:
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """A server that does what its plan says."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.plan = Plan()
        self.awake = threading.Event()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/downloads/ged/"
