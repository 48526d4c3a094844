"""An audit without an engine: outcomes are known functions of the worlds, so that the truth is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from irenic.analysis.audit import Ledger, Options, Subject, audit
from irenic.analysis.audit.trials import Trial
from irenic.analysis.claims import Claim, parse_claims
from irenic.case import CaseArrays
from irenic.engine.outcomes import outcomes_of, series_names
from irenic.parameters import ParameterTable, load_parameters
from irenic.strategy import Strategy, load_strategies
from irenic.study.describe import outcome_infos
from irenic.worlds import Worlds

WORLDS, REPLICATES = 1024, 4
MH_FROM, KS_TO = 0.7, 0.6
"""The planted box: the two parameters' probabilities between which the plan costs lives."""

MARK = "dep"
"""A parameter that only the arm "plan" pins: how the fake knows it."""

HEAD = """
    wording: A claim of a test
    article: nowhere
    mechanism: a known function
    evidence: better figures
    tolerance: none
"""
ARMS = f"""
    arms:
      plan: {{strategy: nothing, parameters: {{{MARK}: 0.1}}}}
      nothing: {{strategy: nothing}}
"""
TESTS = {
    "BOX": ("deaths(plan) < deaths(nothing)", "supported"),
    "TRUE": ("displaced(plan) >= 0.5 * displaced(nothing)", "contradicted"),
    "FALSE": ("displaced(plan) < 0", "partly"),
    "COIN": ("civilian_deaths(plan) > civilian_deaths(nothing)", "supported"),
    "EDGE": ("money(plan) < money(nothing)", "supported"),
    "LATE": ("acceptance(plan, months 2..3) > acceptance(plan, month 1)", "untested"),
    "SCORE": ("score(plan) > score(nothing)", "untested"),
    "BOTH": ("deaths(plan) < deaths(nothing) and displaced(plan) < 0", "untested"),
    "RARE": ("deaths(plan) < deaths(nothing)", "supported"),
}


@dataclass
class FakeRuns:
    """What the fake gives of one arm."""

    values: Mapping[str, np.ndarray]
    months: int
    shape: tuple[int, int]

    def outcome(self, name: str) -> np.ndarray:
        return self.values.get(name, np.zeros(self.shape))

    def monthly(self, name: str) -> np.ndarray:
        return np.broadcast_to(np.arange(1.0, self.months + 1), (*self.shape, self.months))


@dataclass
class Fake:
    """Runs arms by formula; `calls` lists what was run."""

    table: ParameterTable
    calls: list[tuple[str, int, int, int]] = field(default_factory=list)

    def __call__(self, trial: Trial, worlds: Worlds, replicates: int, seed: int) -> FakeRuns:
        self.calls.append((trial.key, worlds.lo, worlds.hi, seed))
        mh, ks, b0 = (self.table[n].probability(worlds.theta[n]) for n in ("mh", "k_s", "b0"))
        plan = MARK in trial.pinned
        luck = np.random.default_rng([seed, worlds.lo, worlds.hi, plan]).normal(size=(worlds.n, replicates))
        common = np.random.default_rng([seed, worlds.lo]).normal(size=(worlds.n, replicates))
        inside = (mh > MH_FROM) & (ks < KS_TO)
        effect = np.where(inside, 20.0, -20.0) if plan else np.zeros(worlds.n)
        cheaper = np.where(b0 < 0.675, -1.0, 1.0) if plan else np.zeros(worlds.n)
        return FakeRuns(
            {
                "deaths": 1000 + effect[:, None] + 30 * common,
                "displaced": 100 + np.abs(luck),
                "civilian_deaths": luck,
                "money": 10 + cheaper[:, None] + 0 * luck,
                "dislodged": np.broadcast_to((b0 < 0.02).astype(float)[:, None], luck.shape),
            },
            trial.months,
            luck.shape,
        )


def claims_text(tests: Mapping[str, tuple[str, str]] = TESTS) -> str:
    parts = ["schema: 1\nclaims:"]
    for name, (holds_when, verdict) in tests.items():
        given = "\n    given: dislodged(plan) >= 0.5" if name == "RARE" else ""
        record = f"\n    record: {{verdict: {verdict}, reason: as planted, grade: B}}"
        parts.append(f"  {name}:{HEAD}{ARMS}    months: 3\n    holds_when: {holds_when}{given}{record}")
    silent = HEAD.replace("    tolerance: none", "    untestable: The model has no newspapers.")
    parts.append(f"  SILENT:{silent}    record: {{verdict: supported, reason: as written}}")
    return "\n".join(parts) + "\n"


@pytest.fixture(scope="session")
def toy_strategies(toy_path: Path, toy_arrays: CaseArrays) -> dict[str, Strategy]:
    return load_strategies(toy_path.with_name("toy_strategies.yaml"), toy_arrays)


@pytest.fixture(scope="session")
def claims(toy_arrays: CaseArrays, toy_strategies: dict[str, Strategy]) -> tuple[Claim, ...]:
    return parse_claims(claims_text(), toy_arrays, toy_strategies)


@pytest.fixture(scope="session")
def subject(toy_arrays: CaseArrays, toy_strategies: dict[str, Strategy]) -> Subject:
    rows = outcomes_of(tuple(toy_arrays.regions), toy_arrays.crossings is not None)
    return Subject(
        study="toy study",
        folder=None,
        case="toy_harbour",
        title="Toy harbour",
        case_digest="0" * 64,
        irenic="0.0.0",
        code="0" * 64,
        arrays=toy_arrays,
        table=load_parameters(),
        strategies=toy_strategies,
        outcomes=outcome_infos(rows),
        series=series_names(tuple(toy_arrays.regions), toy_arrays.crossings is not None),
        worlds=WORLDS,
        replicates=REPLICATES,
        months=3,
        seed=1,
    )


@pytest.fixture(scope="session")
def model(subject: Subject) -> Fake:
    return Fake(subject.table)


@pytest.fixture(scope="session")
def ledger(subject: Subject, claims: tuple[Claim, ...], model: Fake) -> Ledger:
    """Every planted claim tried."""
    return audit(subject, claims, Options(rerun_worlds=512), digest="1" * 64, simulate=model)
