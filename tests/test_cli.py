"""The command line: what it prints, its exit codes, and that no mistake of a user shows a traceback."""

from __future__ import annotations

import dataclasses
import io
import json
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

import irenic
from irenic.analysis.compare import compare
from irenic.analysis.document import as_json, study_document
from irenic.analysis.reach import PhaseReach, reach
from irenic.analysis.sentences import reach_sentence, robustness_sentence
from irenic.cli.app import app
from irenic.cli.bench import measure
from irenic.cli.progress import BarReport, LineReport, shown_progress
from irenic.cli.tables import print_outcome, print_study
from irenic.errors import IrenicError
from irenic.study import Progress, Study

HELP_SECONDS = 1.5
"""Of the processor, for others may wait for it, too; generous: 0.5 is the aim."""


@pytest.fixture(scope="module")
def folder(fake: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("cli") / "study"
    fake.run_setup(fake.make_setup(worlds=64, replicates=4), out=out)
    return out


@pytest.fixture
def study(folder: Path) -> Study:
    return irenic.open_study(folder)


@pytest.fixture
def faked(monkeypatch: pytest.MonkeyPatch, fake: ModuleType) -> list[dict[str, object]]:
    """The study command with the fake engine; every request to it is noted."""
    asked: list[dict[str, object]] = []

    def make(
        case: object, strategies: object, sizes: dict[str, int], *rest: object, **more: object
    ) -> object:
        asked.append({"strategies": [s.name for s in strategies], **sizes})  # type: ignore[attr-defined]
        return fake.make_setup(**sizes)

    monkeypatch.setattr("irenic.study.run.make_setup", make)
    return asked


def call(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments])


def printed(study: Study, width: int) -> str:
    console = Console(width=width, highlight=False, markup=False, record=True, file=io.StringIO())
    print_study(console, study, compare(study, weightings=16), reach(study))
    return console.export_text()


def test_help_is_quick_and_starts_no_heavy_library() -> None:
    heavy = ("jax", "numpy", "pydantic", "scipy", "xarray", "zarr")
    code = f"import sys; from irenic.cli import app; print(*[m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = "import sys; from irenic.cli import main; sys.argv[1:] = ['--help']; main()"
    done = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < HELP_SECONDS
    for name in ("study", "show", "replay", "check", "parameters", "strategies", "docs", "bench"):
        assert name in done.stdout


def test_version() -> None:
    assert call("--version").stdout == f"irenic {irenic.__version__}\n"


def test_show_prints_the_table(folder: Path) -> None:
    done = call("show", folder)
    assert done.exit_code == 0, done.output
    for text in (
        "Simulated, exploratory, not a forecast.",
        "64 worlds x 4 replicates x 3 months, seed 1, irenic 0.0.0",
        "broad_deal",
        "10-90% range",
        "weightings of security, harm, politics, cost",
        "Pareto-dominated",
        "in 10 worlds",
        "Every phase of every strategy was reached",
    ):
        assert text in done.stdout.replace("\n", " ").replace("  ", " "), text
    assert done.stderr == ""


@pytest.mark.parametrize("width", [20, 31, 40, 60, 80, 100, 160])
def test_the_table_fits_any_width(study: Study, width: int) -> None:
    text = printed(study, width)
    assert max(len(line) for line in text.splitlines()) <= width
    if width >= 60:
        assert "broad_deal" in text


def test_show_prints_one_json_document(folder: Path, study: Study) -> None:
    done = call("show", folder, "--json")
    assert done.exit_code == 0
    document = json.loads(done.stdout, parse_constant=lambda name: pytest.fail(name))
    assert document["study"]["worlds"] == 64
    assert document["notice"] == "Simulated, exploratory, not a forecast"
    deaths = next(o for o in document["outcomes"] if o["id"] == "deaths")
    assert deaths["strategies"].keys() == {"nothing", "broad_deal", "strikes"}
    assert sum(s["share_best"] for s in deaths["strategies"].values()) == pytest.approx(1)
    assert len(deaths["paired"]) == 3
    robust = document["robustness"]["strategies"]["nothing"]["mean_regret"]
    assert robust["least"] <= robust["low"] <= robust["mean"] <= robust["greatest"]
    assert document == json.loads(as_json(study_document(study, compare(study), reach(study))))
    assert document["by_sign"]["parameter"] == "mh"
    assert 0 < document["by_sign"]["share_of_worlds_below"] < 1


def test_missing_numbers_are_null(fake: ModuleType, tmp_path: Path) -> None:
    fake.run_setup(fake.make_setup(worlds=1, replicates=1), out=tmp_path / "s")
    done = call("show", tmp_path / "s", "--json")
    assert done.exit_code == 0, done.output
    assert "NaN" not in done.stdout
    first = json.loads(done.stdout)["outcomes"][0]["strategies"]["nothing"]
    assert first["luck_share"] is None
    assert first["value"] is not None
    done = call("show", tmp_path / "s")
    assert done.exit_code == 0, done.output
    assert "nan" not in done.stdout


def test_one_outcome_in_full(folder: Path, study: Study) -> None:
    done = call("show", folder, "--outcome", "deaths")
    assert done.exit_code == 0
    assert "Deaths (persons)" in done.stdout
    data = json.loads(call("show", folder, "--outcome", "relapsed_12", "--json").stdout)["outcome"]
    assert data["may_be_missing"]
    assert data["strategies"]["nothing"]["missing"] > 0
    console = Console(width=30, file=io.StringIO())
    print_outcome(
        console, study, compare(study, weightings=2).outcome("deaths"), study.manifest.strategy_names
    )


def test_only_some_strategies(folder: Path) -> None:
    document = json.loads(call("show", folder, "--json", "--strategies", "strikes, nothing").stdout)
    assert [s["name"] for s in document["strategies"]] == ["nothing", "strikes"]
    assert {p["strategy"] for p in document["phases"]} == {"strikes"}
    alone = call("show", folder, "--strategies", "strikes")
    assert alone.exit_code == 0
    assert "weightings of" not in alone.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["show", "nowhere"], "no_such_study"),
        (["show", ".", "--outcome", "x"], "not_a_study"),
        (["check", "libya-2051"], "Did you mean"),
        (["study", "no-such-case"], "unknown_case"),
        (["study", "libya-2015", "--strategies", "botom_up,x"], 'Did you mean "bottom_up"'),
        (["study", "libya-2015", "--worlds", "1000", "--threads", "0"], "Try 512 or 1024"),
        (["strategies", "no-such-case"], "unknown_case"),
    ],
)
def test_mistakes_end_in_a_message(
    arguments: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = call(*arguments)
    assert done.exit_code == (1 if arguments[0] == "check" and done.stdout else 2)
    assert message in done.output
    assert "Traceback" not in done.output
    assert list(tmp_path.iterdir()) == []


def test_every_problem_is_listed() -> None:
    done = call("study", "libya-2015", "--strategies", "a1,b2")
    assert done.stderr.count("unknown_strategy") == 2
    assert done.stdout == ""


def test_an_unknown_outcome_and_an_unknown_option(folder: Path) -> None:
    assert 'Did you mean "deaths"' in call("show", folder, "--outcome", "death").stderr
    done = call("show", folder, "--colour")
    assert done.exit_code == 2
    assert "--colour" in done.stderr


def test_a_fault_of_irenic_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("irenic.study.open_study", lambda _: 1 / 0)
    done = call("show", folder)
    assert done.exit_code == 70
    assert "ZeroDivisionError" in done.stderr
    assert "This is a fault of irenic" in done.stderr
    assert irenic.__version__ in done.stderr


def test_a_reader_that_is_gone_is_no_fault(folder: Path) -> None:
    code = "import sys; from irenic.cli import main; sys.argv[1:] = ['show', sys.argv[1], '--json']; main()"
    shell = f'"{sys.executable}" -c "{code}" "{folder}" | head -c 10'
    done = subprocess.run(["sh", "-c", shell], capture_output=True, text=True, check=True)
    assert done.stderr == ""


def test_check_reads_a_case(toy_path: Path, tmp_path: Path) -> None:
    assert call("check", toy_path).exit_code == 0
    data = json.loads(call("check", toy_path, "--json").stdout)
    assert data["ok"]
    broken = tmp_path / "broken.yaml"
    broken.write_text(toy_path.read_text().replace("seat: [hills]", "seat: [hils]"))
    done = call("check", broken)
    assert done.exit_code == 1
    assert 'Did you mean "hills"' in done.stdout


def test_parameters_and_strategies_are_listed() -> None:
    table = call("parameters")
    assert table.exit_code == 0
    assert "be_V" in table.stdout
    rows = json.loads(call("parameters", "--json").stdout)["parameters"]
    assert {"id", "a", "b", "lower", "upper", "source", "grade", "wrong_sign"} <= rows[0].keys()
    assert "bottom_up" in call("strategies", "libya-2015").stdout
    names = [s["name"] for s in json.loads(call("strategies", "libya-2015", "--json").stdout)["strategies"]]
    assert names[0] == "nothing"


def test_study_runs_stores_and_prints(
    faked: list[dict[str, object]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    arguments = ("study", "libya-2015", "--worlds", 512, "--replicates", 2, "--months", 3)
    done = call(*arguments)
    assert done.exit_code == 0, done.output
    assert "nothing" in faked[0]["strategies"]  # type: ignore[operator]
    assert "history" not in faked[0]["strategies"]  # type: ignore[operator]
    (made,) = (tmp_path / "studies").iterdir()
    assert f"irenic show studies/{made.name}" in done.stdout
    assert "100%" in done.stderr
    again = call(*arguments, "--quiet")
    assert again.exit_code == 0
    assert again.stderr == ""
    assert again.stdout == done.stdout
    out = tmp_path / "mine"
    assert call(*arguments, "--out", out, "--json", "--strategies", "all").exit_code == 0
    assert "history" in faked[-1]["strategies"]  # type: ignore[operator]
    refused = call(*arguments, "--out", out)
    assert refused.exit_code == 2
    assert "study_exists" in refused.stderr
    assert call(*arguments, "--out", out, "--force").exit_code == 0
    other = call(*arguments, "--out", out, "--resume", "--seed", 5)
    assert other.exit_code == 2
    assert "seed is 5; expected 1, as begun" in other.stderr


def test_ctrl_c_says_how_to_go_on(
    faked: list[dict[str, object]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("irenic.study.work.Worker.run", stop)
    done = call("study", "libya-2015", "--out", tmp_path / "s", "--worlds", 256)
    assert done.exit_code == 130
    assert "--resume" in done.stderr
    assert "Traceback" not in done.output
    monkeypatch.setattr("irenic.study.open_study", stop)
    assert call("show", tmp_path / "s").exit_code == 130


def test_progress_off_a_terminal_is_a_line_each_tenth(capsys: pytest.CaptureFixture[str]) -> None:
    report = LineReport()
    for done in range(1, 101):
        report(Progress(done, 100, 30 if done >= 30 else done))
    report(Progress(100, 100, 0, "store"))
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 11
    assert lines[4].startswith(" 50%  50 of 100 worlds, 30 of them from before")
    assert "worlds/s" in lines[9]


def test_progress_on_a_terminal_is_a_bar(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    with shown_progress(quiet=False) as report:
        assert isinstance(report, BarReport)
        report(Progress(0, 512, 0))
        report(Progress(256, 512, 0))
        report(Progress(512, 512, 0, "store"))
    assert capsys.readouterr().out == ""
    with shown_progress(quiet=True) as report:
        assert report is None


def test_winners_in_words(study: Study) -> None:
    found = compare(study, weightings=16)
    assert found.robust is not None
    names = study.manifest.strategy_names

    def say(**changes: object) -> str:
        assert found.robust is not None
        return robustness_sentence(dataclasses.replace(found, robust=found.robust._replace(**changes)))

    first = names[found.robust.first]
    sure = found.robust.lowest * 0
    sure[found.robust.first] = 1.0
    assert say(separated=False).startswith("No clear winner: the mean regret of")
    assert say(separated=True, lowest=sure).startswith(f"Clear winner: {first}")
    assert say(separated=True, lowest=sure * 0 + 1 / 3).startswith(
        "No clear winner: it depends on what is valued"
    )
    assert say(second=None) == ""


def test_phases_hardly_reached_are_named() -> None:
    rare = PhaseReach("plan", "last", 0.04, 0.02, 12.0)
    assert "plan.last (in 2.0% of runs; 4 in 100 worlds)" in reach_sentence([rare])
    assert reach_sentence([]) == ""


def test_bench_tells_the_pace(fake: ModuleType) -> None:
    lines: list[str] = []
    assert measure(fake.make_setup(worlds=512), 2, lines.append) > 0
    assert lines[-1].endswith("world-months per second")


def test_docs_writes_pages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    written: list[Path] = []

    def write_pages(*, out_dir: Path, progress: Callable[[str], None]) -> None:
        progress("half done")
        written.append(out_dir)

    monkeypatch.setattr("irenic.analysis.pages.write.write_pages", write_pages)
    done = call("docs", "--out", tmp_path)
    assert done.exit_code == 0, done.output
    assert "half done" in done.output
    assert written == [tmp_path]
    assert "C10" in (tmp_path / "claims.md").read_text(encoding="utf-8")


def test_errors_of_every_kind_are_users(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> None:
        raise IrenicError("plain words")

    monkeypatch.setattr("irenic.study.open_study", refuse)
    done = call("show", folder)
    assert (done.exit_code, done.stderr) == (2, "plain words\n")
