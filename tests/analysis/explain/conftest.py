"""Fixtures of the explanations' tests: the toy case, its compiled gradients, and a few runs."""

import pytest

from irenic.analysis.explain.mechanism import Workbench
from irenic.analysis.explain.scenes import Scenes
from irenic.analysis.explain.story import Story
from irenic.case import CaseArrays
from irenic.parameters import load_parameters
from tests.analysis.explain.history import Run, Stage

MONTHS = 9


@pytest.fixture(scope="session")
def stage(toy_arrays: CaseArrays) -> Stage:
    """The toy case with 64 worlds."""
    return Stage(toy_arrays, load_parameters())


@pytest.fixture(scope="session")
def bench(stage: Stage) -> Workbench:
    """The toy case's compiled gradients, made once."""
    return Workbench(stage.scenario)


@pytest.fixture(scope="session")
def settled(stage: Stage) -> Run:
    """Signed in month 3, seated in month 5, relapsed in month 8; strikes from month 4, a partner from 6."""
    kit = {"talks": 1, "breadth": 0.6, "pay": 0.5, "pay_conditional": 0.5, "guarantee": 0.4, "services": 0.3}
    air = {"strikes": 60.0, "care": 0.5, "leadership_pressure": 0.2, "local_mediation": 0.5}
    plan = [
        stage.levers(**kit, **(air if m >= 4 else {}), **({"partner": 0.5} if m >= 6 else {}))
        for m in range(1, MONTHS + 1)
    ]
    return stage.play(plan, 10, 2, (3, 5), h_r=0.3)


@pytest.fixture(scope="session")
def quiet(stage: Stage) -> Run:
    """The same world and luck without levers."""
    return stage.play([stage.levers()] * MONTHS, 10, 2, h_r=0.3)


@pytest.fixture(scope="session")
def story(settled: Run, bench: Workbench) -> Story:
    """The settled run, month by month."""
    return Story(Scenes(settled), bench)
