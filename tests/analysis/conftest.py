"""A finished study of the fake engine, shared by tests that only read it."""

from __future__ import annotations

from types import ModuleType

import pytest

from irenic.study import Study


@pytest.fixture(scope="session")
def study(fake: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Three strategies, 256 worlds, 4 replicates."""
    out = tmp_path_factory.mktemp("analysis") / "study"
    finished: Study = fake.run_setup(fake.make_setup(worlds=256, replicates=4), out=out)
    return finished
