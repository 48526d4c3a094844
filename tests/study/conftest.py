"""The fake study, for tests of everything around the engine, and a small real one to replay."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from irenic.case import Case, CaseArrays
from irenic.strategy import load_strategies, parse_strategies
from irenic.study import Study, open_study, run_study
from irenic.study.replay import Replayer

REPLAYED = ("nothing", "partnered", "top_down_air", "bottom_up")
SIZES = {"worlds": 64, "replicates": 2, "months": 12, "seed": 3}

PROBE = """
schema: 2
strategies:
  probe:
    label: Probe
    summary: Uses every part of the language of rules, and is no plan.
    reference: false
    levers: {talks: 1, breadth: .85, pay: .4, strikes: 20}
    budget: {strikes: 260}
    phases:
      early:
        when: month in 2..4
        until: month >= 5
        lead: 1
        withdraw: 2
        levers: {strikes: 60, care: 1}
      first: {when: month >= 3, until: month >= 6, branch: one, priority: 1, once: true, levers: {care: .5}}
      second: {when: month >= 3, branch: one, levers: {care: .2}}
      never: {when: month >= 2, until: month >= 1, lead: 24, levers: {care: .3}}
      judged:
        when:
          at least 2 of (trust(NA, SB) >= 0.3, count(groups where willingness >= 0.4) >= 2, not seated)
          for 2 months
        until: not (legitimacy >= 0.15 or signed) for 2 months or active(never)
        levers:
          truce: {where: trust >= 0.2, value: .5}
          services: {follow: extremist_strength, at: [500, 2000], give: [0, 1]}
      hopeless: {when: polarisation >= 0.99 and not started(judged), levers: {deny: 1}}
      out: {when: from 2016-10, exit: true, levers: {embargo: 1}}
"""


@pytest.fixture(scope="session")
def whole(fake: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Files of a study that ran without interruption, on one thread."""
    out = tmp_path_factory.mktemp("whole") / "study"
    fake.run_setup(fake.make_setup(), out=out, threads=1)
    return fake.folder_bytes(out)


@pytest.fixture(scope="session")
def toy_study(
    toy_case: Case, toy_path: Path, toy_arrays: CaseArrays, tmp_path_factory: pytest.TempPathFactory
) -> Study:
    """A study of the toy case by the compiled engine; its folder is moved after it was run."""
    known = load_strategies(toy_path.with_name("toy_strategies.yaml"), toy_arrays)
    known |= parse_strategies(PROBE, toy_arrays)
    out = tmp_path_factory.mktemp("replay")
    run_study(toy_case, [known[n] for n in (*REPLAYED, "probe")], out=out / "made", **SIZES)
    (out / "made").rename(out / "moved")
    return open_study(out / "moved")


@pytest.fixture(scope="session")
def toy_replayer(toy_study: Study) -> Replayer:
    """Replays runs of the toy study; compiled once."""
    return Replayer(toy_study)
