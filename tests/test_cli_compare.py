"""``irenic compare``: the page, the document, and what it refuses."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from rich.console import Console
from typer.testing import CliRunner

from irenic.analysis.robustness.assess import Asked, assess
from irenic.analysis.robustness.losers import GroupChange
from irenic.analysis.robustness.metrics import METRICS
from irenic.analysis.robustness.words import loser_lines
from irenic.cli.app import app
from irenic.cli.compare import read_pairs, read_weights
from irenic.cli.compare_tables import print_assessment
from irenic.errors import StudyError
from irenic.study import GroupInfo, GroupMeasureInfo, Study


@pytest.fixture(scope="module")
def study(fake: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Three strategies, 128 worlds, 2 replicates."""
    finished: Study = fake.run_setup(fake.make_setup(worlds=128), out=tmp_path_factory.mktemp("c") / "s")
    return finished


def run(*words: str) -> tuple[int, str, str]:
    """Exit code, standard output and error."""
    result = CliRunner().invoke(app, ["compare", *words])
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture(scope="module")
def page(study: Study) -> str:
    """The page with one threshold, one outcome and the traps."""
    code, out, _ = run(
        str(study.path), "--threshold", "deaths=1.5", "--outcome", "acceptance", "--traps", "--quiet"
    )
    assert code == 0
    return out


def test_the_page_says_first_who_holds_up(page: str) -> None:
    words = " ".join(page.split())
    assert words.index("First by every measure: nothing") < words.index("Ranks by ten measures")
    assert "Regret is against: nothing, broad_deal, strikes; other rivals, other regrets." in words
    assert "not a forecast" in words
    assert "Kendall's tau-b" in words and "Pareto-dominated" in words
    assert "Worth: what choosing by it brings in worlds" in words


def test_the_page_is_at_most_a_hundred_wide(page: str) -> None:
    assert max(map(len, page.splitlines())) <= 100
    assert "…" not in page


def test_tables_with_long_names_and_many_columns_fit_the_page(study: Study) -> None:
    names = ("s9_a_rather_long_name_of_a_plan", "broad_deal", "strikes")
    found = assess(study, Asked(outcomes=("deaths", "extremist_strength"), information=False))
    renamed = replace(found, decision=replace(found.decision, strategies=names))
    console = Console(file=io.StringIO(), width=100, highlight=False, markup=False)
    print_assessment(console, study, renamed)
    assert isinstance(console.file, io.StringIO)
    lines = console.file.getvalue().splitlines()
    whole = [line for line in lines if "Worst" in line and "Regret" in line]
    assert len(whole) == 4 and all(line.rstrip().endswith("Below") for line in whole)  # none is cut away
    assert not any("Belo " in line or "…" in line for line in lines)
    assert any("s9_a_rather_long_name_of_a_plan" in line for line in lines)


def test_the_page_names_who_loses(page: str) -> None:
    words = " ".join(page.split())
    assert "loses: SB (killed +0.3, worse in all worlds), NA (held_change -30%, worse in all worlds)" in words
    assert "strikes - no group clearly loses." in words


def test_traps_are_told(page: str) -> None:
    words = " ".join(page.split())
    assert all(" ".join(metric.trap.split()) in words for metric in METRICS)
    assert "Not offered: skew and kurtosis" in words


def test_thresholds_and_outcomes(page: str) -> None:
    words = " ".join(page.split())
    assert "Acceptance (index, 0-1), by ten measures" in words
    assert "<= 1.5" in words and "as given" in words


def test_json_is_one_document(study: Study) -> None:
    code, out, err = run(str(study.path), "--json", "--no-information", "--strategies", "nothing,strikes")
    document = json.loads(out)
    assert code == 0 and err == ""
    assert document["strategies"] == ["nothing", "strikes"] and document["information"] is None


def test_one_weighting_is_no_sweep(study: Study) -> None:
    code, out, err = run(str(study.path), "--family-weights", "harm=3,cost=1", "--no-information")
    words = " ".join(out.split())
    assert code == 0 and "harm 75%" in words and "under this weighting" in words
    assert "under 256 weightings" not in words
    assert "rating the strategies" in err


def test_weights_of_worlds_from_a_file(study: Study, tmp_path: Path) -> None:
    path = tmp_path / "weights.txt"
    path.write_text("1\n" * 64 + "0\n" * 64)
    code, out, _ = run(str(study.path), "--world-weights", str(path), "--no-information")
    assert code == 0 and "they tell as much as 64 equal ones" in " ".join(out.split())


def test_one_strategy_alone(study: Study) -> None:
    code, out, _ = run(str(study.path), "--strategies", "strikes", "--quiet")
    assert code == 0 and "One strategy alone" in out


def test_wrong_names_are_told_without_a_traceback(study: Study) -> None:
    code, out, err = run(str(study.path), "--strategies", "strike", "--threshold", "death=3")
    assert code == 2 and out == ""
    assert "unknown_strategy" in err and "unknown_outcome" in err and "Traceback" not in err


def test_wrong_pairs_are_told_all_at_once() -> None:
    with pytest.raises(StudyError) as error:
        read_pairs(["deaths", "deaths=1", "deaths=2", "x=nan"], "harm=a")
    assert [p.code for p in error.value.problems] == ["bad_pair"] * 4
    assert "such as deaths=3000" in str(error.value) and "twice" in str(error.value)
    assert read_pairs(["a = 1e3"], " harm=1 , cost=2") == ({"a": 1000.0}, {"harm": 1.0, "cost": 2.0})
    assert read_pairs([], "") == ({}, None)


def test_wrong_files_of_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "w.txt"
    with pytest.raises(StudyError, match="not readable"):
        read_weights(path)
    path.write_text("1\nheavy\n")
    with pytest.raises(StudyError, match=r'number 2.*"heavy"'):
        read_weights(path)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(StudyError, match="not readable"):
        read_weights(path)
    monkeypatch.setattr("irenic.cli.compare.MAX_WEIGHTS_BYTES", 1)
    with pytest.raises(StudyError, match="larger than"):
        read_weights(path)


def test_losers_are_named_once_by_their_largest_loss() -> None:
    measures = [
        GroupMeasureInfo(id=i, label=i, unit=u, direction="max", definition=i)
        for i, u in (("held", "share of population"), ("ratio", "ratio"))
    ]
    groups = [GroupInfo(id=f"G{k}", name=f"Group {k}", kind="armed_group") for k in range(5)]
    changes = [
        GroupChange(
            "plan", group, measure, -0.1 * (k + 1), 0.001, -float(k + 1 + (measure.id == "ratio")), 0.8
        )
        for k, group in enumerate(groups)
        for measure in measures
    ]
    (line,) = loser_lines(changes, ["plan", "absent"])
    assert line.startswith("plan - loses: G4 (ratio -0.5, worse in 8 in 10 worlds), G3")
    assert line.endswith("and 2 more.") and line.count("G4") == 1


def test_the_extremist_group_is_named_last() -> None:
    measure = GroupMeasureInfo(
        id="held", label="Ground", unit="share of population", direction="max", definition="g"
    )
    kinds = {"IS": "extremist", "MIS": "armed_group"}
    groups = [GroupInfo(id=name, name=name, kind=kind) for name, kind in kinds.items()]
    sizes = {"IS": -0.5, "MIS": -0.0004}
    changes = [GroupChange("plan", g, measure, sizes[g.id], 1e-6, 10 * sizes[g.id] - 1, 0.99) for g in groups]
    (line,) = loser_lines(changes, ["plan"])
    assert line == (
        "plan - loses: MIS (ground -0.04%, worse in nearly all worlds), "
        "IS (ground -50%, worse in nearly all worlds)."
    )
