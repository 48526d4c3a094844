"""A server on the toy case with one finished study, asked without a network."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from irenic.analysis.choose import strategies_of
from irenic.app.lab import Lab, Labs
from irenic.app.server import create_app
from irenic.app.settings import Settings
from irenic.case import load_case
from irenic.engine.run import Engine
from irenic.study import Study, run_study

PORT = 8765
TOY = Path(__file__).parents[1] / "data"


@dataclass(frozen=True)
class Workspace:
    """Folders of a server for tests."""

    settings: Settings
    labs: Labs
    study: Study


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory, small_engine: Engine) -> Workspace:
    """The toy case in a folder, and a study of three strategies: 32 worlds, 2 replicates, 12 months."""
    return make_workspace(tmp_path_factory.mktemp("app"), small_engine)


def make_workspace(root: Path, engine: Engine) -> Workspace:
    """Lay out a case and a study below `root`."""
    folder = root / "harbour"
    folder.mkdir()
    shutil.copy(TOY / "toy_harbour.yaml", folder / "case.yaml")
    shutil.copy(TOY / "toy_strategies.yaml", folder / "strategies.yaml")
    path = folder / "case.yaml"
    case, known = load_case(path), strategies_of(str(path))
    labs = Labs()
    labs.put(Lab(case, engine.months, engine))
    plans = [known[name] for name in ("nothing", "strikes", "bottom_up")]
    out = root / "studies" / "toy"
    study = run_study(case, plans, out=out, worlds=32, replicates=2, months=engine.months, engine=engine)
    settings = Settings(
        case=str(path), studies=root / "studies", cases=root / "cases", cache=root / "cache", port=PORT,
        months=engine.months, first_study=False,
    )  # fmt: skip
    return Workspace(settings, labs, study)


@pytest.fixture(scope="module")
def app(workspace: Workspace) -> FastAPI:
    """A server of one test module."""
    return create_app(workspace.settings, workspace.labs)


@pytest.fixture(scope="module")
def client(app: FastAPI) -> Iterator[TestClient]:
    """Asks the server as a page on this machine would."""
    with TestClient(app, base_url=f"http://127.0.0.1:{PORT}", raise_server_exceptions=False) as found:
        yield found
