"""The interface as its own description says: no fault, no status or answer that it does not name.

Jobs end at once here; what they do is tested where they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.testclient import TestClient

from irenic.app.jobs import Job, Jobs
from irenic.app.server import create_app

PORT = 8765
ADDRESS = f"http://127.0.0.1:{PORT}"
EXAMPLES = 5
"""For each path and method."""
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
UNENDING = "/api/jobs/stream"

KNOWN = {"case": "harbour", "study": "toy"}
"""Names that are there, put into every second path, so that more than refusals are asked for."""


@pytest.fixture(scope="module")
def instant(workspace: Any) -> Iterator[FastAPI]:
    """A server whose jobs end as soon as they begin."""
    start = Jobs.start

    def begun(self: Jobs, kind: str, title: str, work: Any, *, study: str = "") -> Job:
        return start(self, kind, title, lambda _: {}, study=study)

    app = create_app(workspace.settings, workspace.labs)
    with pytest.MonkeyPatch.context() as patch, TestClient(app, base_url=ADDRESS):
        patch.setattr(Jobs, "start", begun)
        yield app


def described(app: FastAPI) -> Any:
    """The interface's own description, read as any program would."""
    headers = {"host": f"127.0.0.1:{PORT}"}
    found = schemathesis.openapi.from_asgi("/api/openapi.json", app, headers=headers)
    return found.exclude(path=UNENDING)


def exercise(operation: Any) -> None:
    """Ask one path in several ways, some of them for what is there."""
    turns = count()

    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy())
    def ask(case: Any) -> None:
        if next(turns) % 2 == 0:
            for name in KNOWN.keys() & case.path_parameters.keys():
                case.path_parameters[name] = KNOWN[name]
        answer = case.call(base_url=ADDRESS)
        case.validate_response(answer, checks=CHECKS)

    ask()


def test_the_interface_is_as_described(instant: FastAPI) -> None:
    found = []
    for result in described(instant).get_all_operations():
        operation = result.ok()
        try:
            exercise(operation)
        except (schemathesis.errors.SchemathesisError, Failure, FailureGroup) as error:
            found.append(f"{operation.label}: {error}")
    assert not found, "\n\n".join(found)


def test_every_path_is_described_in_words(instant: FastAPI) -> None:
    for path, methods in instant.openapi()["paths"].items():
        for method, one in methods.items():
            assert one.get("description"), (method, path)
            assert one["tags"], (method, path)
