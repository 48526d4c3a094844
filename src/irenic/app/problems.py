"""Errors as the interface gives them: a list of problems, never a traceback."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from irenic.errors import MAX_SHOWN, IrenicError, Problem, quoted
from irenic.study import NOTICE

NOT_FOUND = frozenset({"unknown_case", "no_such_study", "unknown_study", "unknown_job", "unknown_claim"})
"""Codes of problems that mean: no such thing here."""

NOT_NOW = frozenset({"too_many_jobs"})
"""Codes of problems that pass by themselves."""

log = logging.getLogger("irenic.app")


class ProblemModel(BaseModel):
    """One thing wrong; see `irenic.errors.Problem`."""

    code: str
    file: str
    line: int | None
    path: str
    given: str
    expected: str
    hint: str
    severity: str


class Problems(BaseModel):
    """Everything that was wrong with a request or with what it names."""

    notice: str
    problems: list[ProblemModel]


RESPONSES: dict[int | str, dict[str, Any]] = {
    400: {"model": Problems, "description": "Not readable"},
    403: {"model": Problems, "description": "Not from this page"},
    404: {"model": Problems, "description": "No such thing here"},
    409: {"model": Problems, "description": "Not now"},
    413: {"model": Problems, "description": "Too large"},
    422: {"model": Problems, "description": "Cannot be used as it stands"},
}
"""How every path of the interface may refuse."""


class NotHere(IrenicError):
    """What a request names is not there."""


def problems_body(problems: Sequence[Problem]) -> dict[str, Any]:
    """Return problems as plain data, under the notice."""
    return {"notice": NOTICE, "problems": [asdict(problem) for problem in problems]}


def problem(code: str, given: str, expected: str, hint: str = "", *, path: str = "") -> Problem:
    """Return a problem of a request.

    Parameters
    ----------
    code, given, expected, hint, path : as in `irenic.errors.Problem`
    """
    return Problem(code, "the request", None, path, given, expected, hint)


def not_here(code: str, kind: str, name: str, hint: str = "") -> NotHere:
    """Return the error for a name that nothing here has.

    Parameters
    ----------
    code : such as ``unknown_study``
    kind, name : what was looked for
    hint : what to do
    """
    return NotHere([problem(code, quoted(name), f"a {kind} of this workspace", hint, path=kind)])


def status_of(error: IrenicError) -> int:
    """Return the HTTP status of an error: 404 where a named thing is absent, 409 where to wait, else 422."""
    codes = {p.code for p in error.problems}
    if codes and codes <= NOT_FOUND:
        return 404
    return 409 if codes and codes <= NOT_NOW else 422


def add_handlers(app: FastAPI) -> None:
    """Make every error of a server an answer of problems."""

    @app.exception_handler(IrenicError)
    def _user(_: Request, error: IrenicError) -> JSONResponse:
        return JSONResponse(problems_body(_problems_of(error)), status_of(error))

    @app.exception_handler(RequestValidationError)
    def _malformed(_: Request, error: RequestValidationError) -> JSONResponse:
        found = [_of_field(dict(one)) for one in error.errors()[:50]]
        return JSONResponse(problems_body(found), 422)

    @app.exception_handler(HTTPException)
    def _refused(request: Request, error: HTTPException) -> JSONResponse:
        code, expected = _REFUSALS.get(error.status_code, ("refused", str(error.detail)))
        one = problem(code, quoted(request.url.path), expected)
        return JSONResponse(problems_body([one]), error.status_code, headers=error.headers)


_REFUSALS = {
    400: ("not_readable", "a body that is JSON (or YAML, where a file is asked for)"),
    404: ("no_such_page", "a page or path of this server; /api lists them"),
    405: ("wrong_method", "a method that this path knows; /api lists them"),
    413: ("too_large", "a smaller body"),
}


def fault(doing: str, error: Exception) -> Problem:
    """Log a fault of irenic, and return what is told of it: nothing from inside.

    Parameters
    ----------
    doing : what failed, for the log
    error : what was raised
    """
    log.error("fault while %s", doing, exc_info=error)
    hint = "This is a fault of irenic, not of your input: the terminal has the lines to report."
    return problem("internal_fault", type(error).__name__, "a result", hint)


def _problems_of(error: IrenicError) -> Sequence[Problem]:
    return error.problems or [problem("refused", quoted(str(error)), "a request that can be answered")]


def _of_field(error: dict[str, Any]) -> Problem:
    """One finding of the request's check, as a problem."""
    place = ".".join(str(part) for part in error.get("loc", ()) if part not in ("body", "query", "path"))
    given, kind = quoted(str(error.get("input", ""))[: 2 * MAX_SHOWN]), error.get("type")
    expected = {"missing": "a value", "extra_forbidden": "no such field"}.get(str(kind))
    if expected is None:
        expected = str(error.get("msg", "a value that fits")).removeprefix("Input should be ")
    return problem("bad_request", "absent" if kind == "missing" else given, expected, path=place)
