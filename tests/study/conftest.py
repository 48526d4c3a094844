"""The fake study, for tests of everything around the engine."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

SOURCE = Path(__file__).with_name("fake_study.py")


@pytest.fixture(scope="session")
def fake() -> ModuleType:
    """Module ``fake_study.py``."""
    spec = importlib.util.spec_from_file_location("fake_study", SOURCE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["fake_study"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def whole(fake: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Files of a study that ran without interruption, on one thread."""
    out = tmp_path_factory.mktemp("whole") / "study"
    fake.run_setup(fake.make_setup(), out=out, threads=1)
    return fake.folder_bytes(out)
