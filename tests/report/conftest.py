"""Studies of the fake engine that carry the toy case, and what is kept beside them; no engine is compiled."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from irenic.case import Case, load_case
from irenic.case.keep import kept_text
from irenic.figures.frames import Frames, start_frames
from irenic.parameters import load_parameters
from irenic.report.brief import brief_from, brief_of
from irenic.report.document import Brief
from irenic.report.material import Material, Request, gather
from irenic.study import CaseInfo, ParameterInfo, Study

HERE = Path(__file__).parent
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style></svg></title><b>bold</b>",
    "[click](javascript:alert(1)) `code` | cell **bold** {{ 7*7 }}",
)
"""Names that try to be more than names."""

OVERRIDES = """overrides:
  - figure: initial.corruption.best
    value: .45
    by: An analyst
    reason: <b>A later report</b> says so
    date: 2026-01-31
"""


@pytest.fixture(scope="session", autouse=True)
def few_pictures() -> Iterator[None]:
    """One picture of a kind: drawing is what takes time. Those of a whole report: tests/browser."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("irenic.report.compared.MOST_DIFFERENCES", 1)
        patch.setattr("irenic.report.compared.MOST_FANS", 1)
        patch.setattr("irenic.report.inquiry.SHUFFLES", 19)
        yield


@pytest.fixture(scope="session")
def make_study(fake: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Study]:
    """Make a study of the fake engine: of a case, with strategies as they are or changed."""

    def make(case: Case, change: Callable[[Any], Any] = lambda info: info, **plan: Any) -> Study:
        setup = fake.make_setup(worlds=128, replicates=2, months=6)
        info = CaseInfo(id=case.id, title=case.title, digest=case.digest, content=kept_text(case))
        priors = ParameterInfo(digest=load_parameters().digest, names=("k_s", "mh"))
        strategies = tuple(change(one) for one in setup.plan.strategies)
        changes = {"case": info, "parameters": priors, "strategies": strategies, **plan}
        out = tmp_path_factory.mktemp("report") / "study"
        made: Study = fake.run_setup(fake.with_plan(setup, **changes), out=out)
        return made

    return make


@pytest.fixture(scope="session")
def study(make_study: Callable[..., Study], toy_case: Case) -> Study:
    """Three strategies of the toy case, 128 worlds."""
    return make_study(toy_case, described)


def described(info: Any) -> Any:
    """A strategy as files keep it: JSON with a summary."""
    told = {"label": info.label, "summary": f"What {info.name} does", "argued_by": "some"}
    return with_text(info, json.dumps(told), info.label, "weather" if info.name == "strikes" else "")


def with_text(info: Any, text: str, label: str, not_testable: str = "") -> Any:
    """A strategy with another text and label."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    return info.model_copy(
        update={"text": text, "label": label, "digest": digest, "not_testable": not_testable}
    )


@pytest.fixture(scope="session")
def hostile_case(toy_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The toy case with markup for names, and an override."""
    text = toy_path.read_text("utf-8")
    for old, new in (
        ("title: Toy harbour", f"title: {json.dumps(HOSTILE[0])}"),
        ("name: Port,", f"name: {json.dumps(HOSTILE[1])},"),
        ("name: Southern brigades,", f"name: {json.dumps(HOSTILE[2])},"),
        ("name: Extremists,", f"name: {json.dumps(HOSTILE[3])},"),
        ("name: Centralism,", f"name: {json.dumps(HOSTILE[1])},"),
        ("source_note: Invented for tests.", f"source_note: {json.dumps(HOSTILE[3])}"),
    ):
        assert old in text
        text = text.replace(old, new)
    path = tmp_path_factory.mktemp("hostile") / "case.yaml"
    path.write_text(text[: text.index("overrides: []")] + OVERRIDES, "utf-8")
    return load_case(path)


@pytest.fixture(scope="session")
def hostile_study(make_study: Callable[..., Study], hostile_case: Case, fake: ModuleType) -> Study:
    """A study in which every name that may be free text is markup."""
    labels = dict(zip(fake.PHASES, HOSTILE, strict=False))

    def change(info: Any) -> Any:
        told = json.dumps({"label": labels[info.name], "summary": HOSTILE[3], "argued_by": HOSTILE[0]})
        return with_text(info, told, labels[info.name], HOSTILE[1])

    groups = tuple(
        one.model_copy(update={"name": name})
        for one, name in zip(fake.make_setup().plan.groups, HOSTILE, strict=False)
    )
    return make_study(hostile_case, change, groups=groups, irenic="<i>0</i>")


@pytest.fixture(scope="session")
def gathered(study: Study) -> Material:
    """What a report of the study rests on; its code is not this code, so no run is replayed."""
    return gather(study, Request())


@pytest.fixture(scope="session")
def brief(gathered: Material) -> Brief:
    """The study's brief."""
    return brief_from(gathered)


@pytest.fixture(scope="session")
def full_brief(
    gathered: Material, ledger_document: dict[str, Any], backtest_document: dict[str, Any]
) -> Brief:
    """The same with everything that may be kept."""
    return brief_from(replace(gathered, ledger=ledger_document, backtest=backtest_document))


@pytest.fixture(scope="session")
def hostile_brief(hostile_study: Study) -> Brief:
    """The brief of a study of markup."""
    return brief_of(hostile_study, Request(replay=False))


@pytest.fixture(scope="session")
def with_run(gathered: Material) -> Material:
    """The same with a run that never leaves its start."""
    return replace(gathered, run=standing_still(gathered), no_run="")


def standing_still(material: Material) -> Any:
    """What the map needs of a replay."""
    from irenic.case import case_arrays

    assert material.case is not None
    return SimpleNamespace(
        case=material.case,
        arrays=case_arrays(material.case),
        strategy=SimpleNamespace(name=material.study.manifest.strategy_names[0]),
        world=3,
        replicate=1,
        months=0,
        date=lambda month: f"month {month}",
    )


@pytest.fixture
def frames_at_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """Frames of a run that stands still are those of the start."""
    from irenic.report import mapped

    def frames_of(run: Any) -> Frames:
        return start_frames(run.arrays)

    monkeypatch.setattr(mapped, "frames_of", frames_of)


@pytest.fixture(scope="session")
def ledger_document() -> dict[str, Any]:
    """A ledger of three claims: opposed to the record, in agreement, and one that cannot be told."""
    kept: dict[str, Any] = json.loads((HERE / "ledger.json").read_text("utf-8"))
    return kept


@pytest.fixture(scope="session")
def backtest_document() -> dict[str, Any]:
    """A back-test of one window."""
    kept: dict[str, Any] = json.loads((HERE / "backtest.json").read_text("utf-8"))
    return kept
