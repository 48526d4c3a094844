"""The toy harbour with claims beside it and a second, larger study."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from irenic.analysis.choose import strategies_of
from irenic.case import load_case
from irenic.engine.run import Engine
from irenic.study import run_study
from tests.app.workspace import Workspace, make_workspace

CLAIMS = """schema: 1
claims:
  K1:
    wording: Strikes cost <b>more</b> deaths than nothing does
    article: on strikes
    mechanism: strikes kill
    arms:
      strikes: {strategy: strikes}
      nothing: {strategy: nothing}
    months: 12
    holds_when: deaths(strikes) > deaths(nothing)
    tolerance: none, as any death counts
    model_limits: the model has no weather
    record: {verdict: contradicted, reason: it went otherwise, grade: B}
    other_reading: {verdict: partly, reason: some died}
    evidence: better counts
  K2:
    wording: Soft strikes leave the extremists stronger than a deal does
    article: on deals
    mechanism: leaders are replaced
    arms:
      soft: {strategy: strikes, levers: {strikes: 20}}
      deal: {strategy: top_down}
    months: 12
    holds_when: extremist_strength(soft, months 6..12) >= extremist_strength(deal, months 6..12)
    tolerance: none
    record: {verdict: supported, reason: it went so}
    evidence: better maps
  K3:
    wording: The harbour is beautiful
    article: at the start
    mechanism: none is named
    untestable: the model has no beauty
    record: {verdict: untested, reason: everyone says so, grade: D}
    evidence: a view of it
"""


def argued_workspace(root: Path, engine: Engine) -> Workspace:
    """Case, claims, the study "toy" and, older than that, "large": two strategies in 256 worlds."""
    found = make_workspace(root, engine)
    path = Path(found.settings.case)
    path.with_name("claims.yaml").write_text(CLAIMS, encoding="utf-8")
    case, known = load_case(path), strategies_of(str(path))
    plans = [known[name] for name in ("nothing", "strikes")]
    months = engine.months
    run_study(case, plans, out=root / "studies/large", worlds=256, replicates=1, months=months, engine=engine)
    (root / "studies/toy").touch()
    return found


def ended(client: TestClient, job: dict[str, Any]) -> dict[str, Any]:
    """Wait for a job's end."""
    limit = time.monotonic() + 60
    while time.monotonic() < limit:
        found: dict[str, Any] = client.get(f"/api/jobs/{job['id']}").json()
        if found["state"] not in ("waiting", "running"):
            return found
        time.sleep(0.02)
    raise AssertionError(f"still {found['state']}: {found['title']}")
