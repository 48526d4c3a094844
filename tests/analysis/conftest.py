"""A finished study of the fake engine, shared by tests that only read it."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from irenic.study import Study

SOURCE = Path(__file__).parents[1] / "study" / "fake_study.py"


@pytest.fixture(scope="session")
def fake() -> ModuleType:
    """Module ``tests/study/fake_study.py``."""
    spec = importlib.util.spec_from_file_location("fake_study", SOURCE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["fake_study"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def study(fake: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Three strategies, 256 worlds, 4 replicates."""
    out = tmp_path_factory.mktemp("analysis") / "study"
    finished: Study = fake.run_setup(fake.make_setup(worlds=256, replicates=4), out=out)
    return finished
