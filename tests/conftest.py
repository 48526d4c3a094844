"""Fixtures shared by all tests: an invented harbour state, small enough to check by hand."""

import fcntl
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import settings

from irenic.case import Case, CaseArrays, case_arrays, load_case
from irenic.engine.run import Engine, use_compile_cache
from irenic.parameters import load_parameters
from irenic.strategy import load_strategies, strategy_arrays
from irenic.study.cache import SETTING
from irenic.worlds import WorldSet
from tests.study import fake_study

# Machines are noisy: no example fails for its time. A run has the same examples as the one before it, so
# that what is red stays red until it is mended; `make nightly` looks for others.
settings.register_profile("same", deadline=None, derandomize=True, max_examples=50)
settings.register_profile("other", deadline=None, max_examples=200)
settings.load_profile(os.environ.get("IRENIC_EXAMPLES", "same"))

TESTS = Path(__file__).parent
SHARED = Path(__file__).parents[2] / "shared" / "data"
TOY = TESTS / "data" / "toy_harbour.yaml"


@pytest.fixture(scope="session", autouse=True)
def compiled_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Folder of compiled programs that lasts for this run of the tests: each program is compiled once.

    Shared by the workers of the run and by the processes that tests start. It starts empty, so nothing is
    tested that another run compiled, and it is not the user's own.
    """
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "compiled"
    folder.mkdir(exist_ok=True)
    use_compile_cache(str(folder))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(SETTING, str(folder))
        yield folder


@pytest.fixture(scope="session", autouse=True)
def no_terminal() -> Iterator[None]:
    """What is printed does not depend on the terminal of whoever runs the tests, or of a worker."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("COLUMNS", "LINES"):
            patch.delenv(name, raising=False)
        yield


@pytest.fixture(scope="session")
def shared_data() -> Callable[[str], Path]:
    """Where a file or folder of real data lies beside the checkout; skips where it does not."""

    def find(name: str) -> Path:
        path = SHARED / name
        if not path.exists():
            pytest.skip(f"real data that are not part of the project: shared/data/{name} is absent")
        return path

    return find


@pytest.fixture(scope="session")
def toy_path() -> Path:
    """File of the toy case: 6 groups, 4 districts, 2 issues, 2 patrons."""
    return TOY


@pytest.fixture(scope="session")
def toy_case(toy_path: Path) -> Case:
    """The toy case, checked. Frozen, so one serves all tests."""
    return load_case(toy_path)


@pytest.fixture(scope="session")
def toy_arrays(toy_case: Case) -> CaseArrays:
    """The toy case's arrays, read-only."""
    return case_arrays(toy_case)


Compiled = Callable[[Engine, str], Engine]


@pytest.fixture(scope="session")
def compiled(compiled_once: Path, toy_arrays: CaseArrays) -> Compiled:
    """Compiles one program of an engine of the toy case, while other workers that need the same one wait."""

    def compile_(engine: Engine, program: str) -> Engine:
        worlds = WorldSet(toy_arrays, load_parameters(), 2, 1).block(0, 2)
        plans = load_strategies(TOY.with_name("toy_strategies.yaml"), toy_arrays)
        lock = compiled_once / f"{program}-{engine.months}-{engine.block}-{engine.dtype}.lock"
        with lock.open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            getattr(engine, program)(worlds, strategy_arrays(plans["nothing"], toy_arrays), 1, 1)
        return engine

    return compile_


@pytest.fixture(scope="session")
def small_engine(toy_arrays: CaseArrays, compiled: Compiled) -> Engine:
    """The toy case for a year, as studies run it: one program for all tests that only need some engine."""
    return compiled(Engine(toy_arrays, load_parameters(), 12), "run")


@pytest.fixture(scope="session")
def fake() -> ModuleType:
    """Module ``tests/study/fake_study.py``: an engine that needs no compiler, and studies by it."""
    return fake_study
