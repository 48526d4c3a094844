"""What keeps the server to this machine and this page: a wall around every request and answer.

The server has no login: whoever can send it requests can use it. So it listens on loopback alone, and
answers only requests that name it (against DNS rebinding), come from its own pages or from no page at all
(against forms, scripts and frames of other sites; a link from elsewhere may be followed), and are small.
Pages may run scripts from files of this server only, and call nothing else.

References
----------
OWASP Cheat Sheets "Cross-Site Request Forgery Prevention" (origin and fetch-metadata checks, custom
content types) and "Content Security Policy".
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.exceptions import HTTPException

from irenic.app.problems import fault, problem, problems_body
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


LONGEST_LENGTH = 12
"""Digits of a length that is worth reading."""


class TooLarge(HTTPException):
    """A request's body went over the limit while it was read."""

    def __init__(self) -> None:
        super().__init__(413)


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
            return await _answer(_Guarded(send), *refused)
        guarded = _Guarded(send)
        try:
            await self._app(scope, self._limited(receive), guarded)
        except Exception as error:
            if guarded.started:
                raise
            await _answer(guarded, 500, fault(f"answering {scope['path']!r}", error))
        return None

    def _refusal(self, method: str, headers: dict[str, str]) -> tuple[int, Problem] | None:
        host = headers.get("host", "")
        if host not in self._hosts:
            expected = "this machine's own name and port, such as " + min(self._hosts)
            return 403, problem("foreign_host", quoted(host), expected, path="Host")
        length = headers.get("content-length", "0")
        if not (length.isascii() and length.isdigit()):
            return 400, problem("bad_length", quoted(length), "a count of bytes", path="Content-Length")
        if len(length) > LONGEST_LENGTH or int(length) > self._max_body:
            return 413, _too_large(self._max_body)
        if _other_site(headers):
            given = quoted(headers["sec-fetch-site"])
            return 403, problem("foreign_origin", given, "same-origin", path="Sec-Fetch-Site")
        return None if method in SAFE_METHODS else self._refusal_of_change(headers)

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


class _Guarded:
    """Sends an answer on, with the headers that every answer has."""

    def __init__(self, send: Send) -> None:
        self._send, self.started = send, False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            given = list(message.get("headers", ()))
            if all(name.lower() != b"cache-control" for name, _ in given):
                given.append((b"cache-control", b"no-cache"))  # pages and answers change with the folders
            message["headers"] = [*given, *HEADERS]
        await self._send(message)


def _other_site(headers: dict[str, str]) -> bool:
    """Whether another site's page asks; following a link from there is no such asking."""
    follows = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    return headers.get("sec-fetch-site", "none") not in ("same-origin", "none") and not follows


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
    head = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": body})
