"""The toy case in a folder with a finished study, and a server on it for browsers."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import uvicorn

from irenic.analysis.choose import strategies_of
from irenic.app.lab import Lab, Labs
from irenic.app.server import create_app
from irenic.app.serving import open_socket
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


def make_workspace(root: Path, engine: Engine) -> Workspace:
    """Lay out the toy case below `root`, and a study: 3 strategies, 32 worlds, 2 replicates, 12 months."""
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


@contextmanager
def served(settings: Settings, labs: Labs) -> Iterator[str]:
    """Serve in a thread; give the address."""
    listening = open_socket(0)
    port = listening.getsockname()[1]
    app = create_app(replace(settings, port=port), labs)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=10)
    listening.close()
