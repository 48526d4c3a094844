"""Figures at hand: ``study.plot``, and what a notebook shows of studies, cases and ledgers."""

from __future__ import annotations

import subprocess
import sys
from html.parser import HTMLParser
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from irenic.analysis.kept_documents import keep_document
from irenic.case import Case
from irenic.errors import StudyError
from irenic.figures.attach import attach
from irenic.figures.plot import Plot
from irenic.study import NOTICE, Study

from .test_ledger import claim, document


class Said(HTMLParser):
    """Elements and words of HTML."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.found.append(tag)

    def handle_data(self, data: str) -> None:
        self.words += f"{data} "


@pytest.fixture(scope="module")
def attached(study: Study) -> Any:
    attach()
    return study


def test_a_study_has_its_figures(attached: Any) -> None:
    assert isinstance(attached.plot, Plot)
    assert attached.plot is attached.plot
    assert "fan(...)" in repr(attached.plot)
    assert attached.plot.fan("displaced", "strikes").name == "fan-displaced"
    assert attached.plot.differences("deaths").name == "differences-deaths"
    assert attached.plot.drivers().name == "drivers-outcome-extremist-strength"
    assert attached.plot.drivers("deaths", ["nothing", "strikes"], of="difference").title.startswith(
        "How much"
    )
    assert attached.plot.boxes("deaths(strikes) > 1", shuffles=0).name == "boxes"


def test_what_a_study_does_not_hold_is_said(attached: Any) -> None:
    with pytest.raises(StudyError, match=r"no_ledger.*irenic audit"):
        attached.plot.ledger()
    for figure in (attached.plot.backtest, attached.plot.calibration):
        with pytest.raises(StudyError, match="no_backtest"):
            figure()
    with pytest.raises(StudyError, match="no_case"):
        attached.plot.network()
    with pytest.raises(StudyError, match='no_such_question: of is "difference"; expected outcome or best'):
        attached.plot.drivers("deaths", of="difference")


def test_a_kept_ledger_is_drawn(fake: ModuleType, tmp_path: Any) -> None:
    finished = fake.run_setup(fake.make_setup(worlds=4, replicates=1), out=tmp_path / "study")
    kept = document(claim("C1", "holds", 1.0, "supported"))
    keep_document(finished, "ledger", kept)
    assert Plot(finished).ledger().title == "Of 1 claim in this model, 1 holds"


def test_a_study_in_a_notebook(attached: Any) -> None:
    shown = Said(attached._repr_html_())
    assert f"{NOTICE}." in shown.words
    assert "3 strategies, 64 worlds x 2 replicates x 24 months, seed 1, irenic 0.0.0." in shown.words
    assert "script" not in shown.found
    assert "<script>" in shown.words
    assert shown.found.count("tr") == 4


def test_a_study_that_cannot_be_compared_is_shown_without_a_table(attached: Any) -> None:
    from irenic.figures.notebook import study_html

    class Failing(Plot):
        def heat(self, outcomes: Any = ()) -> Any:
            raise StudyError("no outcomes")

    shown = Said(study_html(attached, Failing(attached)))
    assert "table" not in shown.found
    assert "no outcomes" in shown.words


def test_a_case_in_a_notebook(toy_case: Case) -> None:
    attach()
    shown = Said(toy_case._repr_html_())  # type: ignore[operator]
    assert toy_case.title in shown.words
    assert f"{len(toy_case.groups)} groups (" in shown.words
    assert f"{len(toy_case.districts)} districts" in shown.words
    assert "D: guess" in shown.words
    renamed = toy_case.model_copy(update={"title": "<script>x</script>"})
    assert "script" not in Said(renamed._repr_html_()).found  # type: ignore[operator]


def test_a_ledger_in_a_notebook() -> None:
    from irenic.analysis.audit.ledger import Ledger, Line, Reading

    line = Line(
        id="C1", wording="<b>Says</b>", article="", mechanism="", asked="", tolerance="", model_limits="",
        evidence="", months=None, verdict="can't tell", reason="no test",
        record=Reading("partly", ""), other_reading=None, findings=None,
    )  # fmt: skip
    ledger = Ledger(
        study="s", case="toy", title="Toy & co", irenic="0", worlds=4, replicates=1, seed=1, study_months=3,
        rerun_worlds=0, arms=1, claims_digest="0" * 64, tests="same", lines=(line,), notice=NOTICE,
    )  # fmt: skip
    attach()
    shown = Said(ledger._repr_html_())  # type: ignore[attr-defined]
    assert "1 claims: 0 holds, 0 mixed, 0 fails, 1 can't tell." in shown.words
    assert "b" not in shown.found
    assert shown.found.count("tr") == 2


def test_ipython_is_told_of_classes_that_come_later(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, str]] = []
    html = SimpleNamespace(for_type_by_name=lambda home, name, show: told.append((home, name)))
    shell = SimpleNamespace(display_formatter=SimpleNamespace(formatters={"text/html": html}))
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    monkeypatch.delitem(sys.modules, "irenic.analysis.audit.ledger", raising=False)
    attach()
    assert told == [("irenic.analysis.audit.ledger", "Ledger")]


def test_nothing_is_drawn_before_it_is_asked_for() -> None:
    code = (
        "import irenic, sys; irenic.open_study; irenic.load_case; from irenic.study import Study; "
        "print('plot' in vars(Study), '_repr_html_' in vars(Study), "
        "*[m for m in ('altair', 'vl_convert', 'irenic.figures.plot') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == ["True", "True"]
