"""A server on the toy case with one finished study, asked without a network."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from irenic.app.server import create_app
from irenic.engine.run import Engine
from tests.app.workspace import PORT, Workspace, make_workspace


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory, small_engine: Engine) -> Workspace:
    """The toy case and a study, for each module its own: what one adds is not seen by another."""
    return make_workspace(tmp_path_factory.mktemp("app"), small_engine)


@pytest.fixture(scope="module")
def app(workspace: Workspace) -> FastAPI:
    """A server of one test module."""
    return create_app(workspace.settings, workspace.labs)


@pytest.fixture(scope="module")
def client(app: FastAPI) -> Iterator[TestClient]:
    """Asks the server as a page on this machine would."""
    with TestClient(app, base_url=f"http://127.0.0.1:{PORT}", raise_server_exceptions=False) as found:
        yield found
