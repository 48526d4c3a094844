"""Functions with known indices, for the tests of this folder."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def known() -> ModuleType:
    """Module ``functions.py``: Ishigami and the G-function."""
    spec = importlib.util.spec_from_file_location("functions", Path(__file__).with_name("functions.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
