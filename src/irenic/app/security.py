"""What keeps the server to this machine and this page: a wall around every request and answer.

The server has no login: whoever can send it requests can use it. So it listens on loopback alone, and
answers only requests that name it (against DNS rebinding), come from its own pages where they change
something (against forms and scripts of other sites), and are small. Pages may run scripts from files of
this server only, and call nothing else.

References
----------
OWASP Cheat Sheets "Cross-Site Request Forgery Prevention" (origin and fetch-metadata checks, custom
content types) and "Content Security Policy".
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from irenic.app.problems import problem, problems_body
from irenic.errors import Problem, quoted

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
BODY_TYPES = frozenset({"application/json", "application/yaml"})
"""Content types of changes. No form of another site can send these without asking first."""

POLICY = "; ".join((
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data: blob:",
    "font-src 'self'", "connect-src 'self'", "form-action 'self'", "base-uri 'none'",
    "frame-ancestors 'none'", "object-src 'none'",
))  # fmt: skip

HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)


class TooLarge(Exception):
    """A request's body went over the limit while it was read."""


class Wall:
    """Middleware around a server.

    Parameters
    ----------
    app : what answers
    hosts : values of Host that are answered
    origins : values of Origin from which changes are accepted
    max_body : bytes
    """

    def __init__(self, app: App, *, hosts: frozenset[str], origins: frozenset[str], max_body: int) -> None:
        self._app, self._hosts, self._origins, self._max_body = app, hosts, origins, max_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it."""
        if scope["type"] == "lifespan":
            return await self._app(scope, receive, send)
        if scope["type"] != "http":
            return await send({"type": "websocket.close", "code": 1008})
        refused = self._refusal(scope["method"], _headers(scope))
        if refused is not None:
            return await _answer(send, *refused)
        started = False

        async def guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = [*message.get("headers", ()), *HEADERS]
            await send(message)

        try:
            await self._app(scope, self._limited(receive), guarded)
        except TooLarge:
            if started:
                raise
            await _answer(send, 413, _too_large(self._max_body))
        return None

    def _refusal(self, method: str, headers: dict[str, str]) -> tuple[int, Problem] | None:
        host = headers.get("host", "")
        if host not in self._hosts:
            expected = "this machine's own name and port, such as " + min(self._hosts)
            return 403, problem("foreign_host", quoted(host), expected, path="Host")
        if not headers.get("content-length", "0").isdigit():
            return 400, problem("bad_length", "not a number", "a count of bytes", path="Content-Length")
        if int(headers.get("content-length", "0")) > self._max_body:
            return 413, _too_large(self._max_body)
        if method in SAFE_METHODS:
            return None
        return self._refusal_of_change(headers)

    def _refusal_of_change(self, headers: dict[str, str]) -> tuple[int, Problem] | None:
        origin, site = headers.get("origin"), headers.get("sec-fetch-site", "none")
        if origin is not None and origin not in self._origins:
            return 403, problem("foreign_origin", quoted(origin), "a page of this server", path="Origin")
        if site not in ("same-origin", "none"):
            return 403, problem("foreign_origin", quoted(site), "same-origin", path="Sec-Fetch-Site")
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind not in BODY_TYPES:
            expected = " or ".join(sorted(BODY_TYPES))
            return 403, problem("wrong_type", quoted(kind), expected, path="Content-Type")
        return None

    def _limited(self, receive: Receive) -> Receive:
        read = 0

        async def limited() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self._max_body:
                raise TooLarge
            return message

        return limited


def _headers(scope: Scope) -> dict[str, str]:
    """Names in lower case; of a name given twice, both values, which then equal nothing allowed."""
    found: dict[str, str] = {}
    for name, value in scope["headers"]:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        found[key] = f"{found[key]}, {text}" if key in found else text
    return found


def _too_large(limit: int) -> Problem:
    return problem("too_large", "larger than is read", f"at most {limit:,} bytes", path="body")


async def _answer(send: Send, status: int, one: Problem) -> None:
    body = json.dumps(problems_body([one])).encode()
    head = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode()), *HEADERS]
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": body})
