"""What `irenic bench` measures beside the engine: small sizes, and what it says of budgets and others."""

from __future__ import annotations

import sys
from types import ModuleType

import numpy as np
import pytest

from irenic.cli import bench
from irenic.cli.bench import (
    PRIM_BUDGETS,
    STABILITY_BUDGET,
    Timing,
    discovery_timing,
    measure_analysis,
    prim_timing,
    stability_timing,
)


def test_all_parts_are_measured_and_told() -> None:
    lines: list[str] = []
    found = measure_analysis(lines.append, scale=0.02)
    assert lines == [timing.told() for timing in found]
    assert [timing.budget for timing in found] == [0.2, 2.0, None, None, 20.0]
    assert all(timing.seconds > 0 for timing in found)
    assert max(len(line) for text in lines for line in text.splitlines()) <= 100
    for text, words in zip(
        lines,
        (
            "PRIM, 200 worlds x 20 inputs",
            "PRIM, 2,000 worlds",
            "whole search of irenic discover, 200 worlds",
            "whole search of irenic discover, 2,000 worlds",
            "stability of 28 verdicts, 200 worlds x 2 x 100 resamples",
        ),
        strict=True,
    ):
        assert words in text


def test_the_budgets_are_those_asked_for() -> None:
    assert PRIM_BUDGETS == ((10_000, 0.2), (100_000, 2.0))
    assert (bench.STABILITY_WORLDS, bench.RESAMPLES, STABILITY_BUDGET) == (10_000, 100, 20.0)


def test_a_timing_in_words() -> None:
    assert Timing("search", 0.123).told() == "search: 0.12 s"
    assert Timing("search", 0.123, 0.2).told() == "search: 0.12 s, within the budget of 0.2 s"
    assert Timing("search", 2.5, 2.0).told() == "search: 2.5 s, OVER the budget of 2 s"
    beside = Timing("search", 0.5, 2.0, 31.0, "Other 1.0").told()
    assert beside.splitlines()[1] == "  Other 1.0: 31 s, 62.0 times as long"
    assert Timing("search", 0.5, program="Other: not installed").told().endswith("\n  Other: not installed")


def test_without_ema_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "find_spec", lambda name: None)
    timing = prim_timing(500, 1.0)
    assert timing.beside is None
    assert "EMA Workbench: not installed" in timing.told()


def test_ema_is_run_on_the_same_worlds_where_it_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[object, ...]] = []

    class Prim:
        """Stands for EMA's search."""

        def __init__(self, x: object, y: object, **settings: float) -> None:
            seen.append((x, y, settings))

        def find_box(self) -> None:
            seen.append(("found",))

    package, analysis, prim = (ModuleType(n) for n in ("ema_workbench", "analysis", "prim"))
    prim.Prim = Prim  # type: ignore[attr-defined]
    analysis.prim = prim  # type: ignore[attr-defined]
    package.analysis = analysis  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "ema_workbench", package)
    monkeypatch.setitem(sys.modules, "ema_workbench.analysis", analysis)
    monkeypatch.setattr(bench, "find_spec", lambda name: package)
    monkeypatch.setattr(bench, "version", lambda name: f"9.9 of {name}")
    timing = prim_timing(500, 1.0)
    assert timing.beside is not None
    assert "EMA Workbench 9.9 of ema_workbench: " in timing.told()
    (frame, answers, settings), _ = seen
    assert frame.shape == (500, 20)  # type: ignore[attr-defined]
    assert settings == {"threshold": 0.01, "peel_alpha": 0.05, "mass_min": 0.05}
    x, y, _ = bench._planted(500)
    np.testing.assert_array_equal(frame, x)  # type: ignore[call-overload]
    np.testing.assert_array_equal(answers, y)  # type: ignore[call-overload]


def test_the_planted_box_is_there() -> None:
    x, y, inputs = bench._planted(4000)
    assert x.shape == (4000, len(inputs))
    inside = (x[:, 0] > 0.3) & (x[:, 1] < 0.6) & (x[:, 2] > 0.4)
    assert y[inside].mean() == pytest.approx(0.9, abs=0.03)
    assert y[~inside].mean() == pytest.approx(0.1, abs=0.03)


def test_parts_alone() -> None:
    assert discovery_timing(300).budget is None
    stability = stability_timing(500, 10)
    assert "500 worlds x 2 x 10 resamples" in stability.told()
    assert stability.seconds < STABILITY_BUDGET


def test_the_command_measures_all(monkeypatch: pytest.MonkeyPatch) -> None:
    from typer.testing import CliRunner

    from irenic.cli.app import app

    monkeypatch.setattr("irenic.study.run.make_setup", lambda *rest: "setup")
    monkeypatch.setattr(bench, "measure", lambda setup, threads, tell: tell(f"engine of {setup}"))
    monkeypatch.setattr(bench, "measure_analysis", lambda tell: tell("analysis"))
    done = CliRunner().invoke(app, ["bench"])
    assert done.exit_code == 0, done.output
    assert done.stdout == "engine of setup\nanalysis\n"
