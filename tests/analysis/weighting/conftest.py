"""The toy case weighed once for all tests that only read it."""

from __future__ import annotations

from typing import Any

import pytest

from irenic.analysis.weighting import Weighting
from irenic.analysis.weighting.manifest import Manifest
from irenic.analysis.weighting.request import Subject
from irenic.analysis.weighting.store import keep
from irenic.analysis.weighting.weigh import weigh
from irenic.case import CaseArrays

from .toy import OPTIONS, make_subject


@pytest.fixture(scope="session")
def subject(toy_arrays: CaseArrays) -> Subject:
    """See `make_subject`."""
    return make_subject(toy_arrays)


@pytest.fixture(scope="session")
def found(subject: Subject) -> tuple[Manifest, dict[str, Any]]:
    """What was weighed."""
    return weigh(subject, OPTIONS)


@pytest.fixture(scope="session")
def weighting(found: tuple[Manifest, dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> Weighting:
    """A weighting in its folder; not to be changed."""
    return keep(tmp_path_factory.mktemp("weightings") / "toy", *found)
