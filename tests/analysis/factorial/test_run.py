"""A whole factorial on the toy case, as small as can be; its document, its prints and its command."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import typer
from rich.console import Console
from typer.testing import CliRunner, Result

from irenic.analysis.document import as_json
from irenic.analysis.factorial import Factorial, factorial, factorial_document
from irenic.analysis.factorial.run import check
from irenic.analysis.search import Ground
from irenic.case import CaseArrays
from irenic.cli.factorial import factorial as command
from irenic.cli.factorial_tables import print_factorial
from irenic.cli.guard import GuardedGroup
from irenic.engine.run import Engine
from irenic.errors import StudyError
from irenic.parameters import load_parameters
from irenic.strategy import load_strategies
from irenic.worlds import Worlds, WorldSet

PLANS = Path(__file__).parents[2] / "data" / "toy_strategies.yaml"


@pytest.fixture(scope="module")
def found(toy_arrays: CaseArrays, small_engine: Engine) -> Factorial:
    table = load_parameters()

    def worlds_of(n: int, seed: int) -> Worlds:
        return WorldSet(toy_arrays, table, n, seed).block(0, n)

    plans = tuple(load_strategies(PLANS, toy_arrays).values())
    reports: list[tuple[int, int]] = []
    result = factorial(
        Ground(toy_arrays, small_engine, worlds_of, plans), 32, 1, lambda *one: reports.append(one)
    )
    assert reports == sorted(reports)
    assert reports[-1][0] == reports[-1][1]
    return result


def test_cells_cost_what_the_pilot_says(found: Factorial) -> None:
    """With as many worlds as the pilot has, the money is the pilot's."""
    assert len(found.money) == 56
    for cell, money in found.money.items():
        assert money == pytest.approx(found.match.spent[cell], rel=1e-6)
        if cell.is_scaled and cell not in found.match.unmatched:
            assert money == pytest.approx(found.match.target, rel=0.011)


def test_families_and_headline_outcomes_are_measured(found: Factorial) -> None:
    families = [one.id for one in found.measured if one.is_family]
    assert families == ["security", "harm", "politics", "cost"]
    assert {"deaths", "money"} <= {one.id for one in found.measured if not one.is_family}
    for one in found.measured:
        assert all(np.isfinite((e.mean, e.low, e.high)).all() and 0 <= e.share <= 1 for e in one.effects)


def test_air_support_by_seating_costs_no_more_than_at_once(found: Factorial) -> None:
    money = next(one for one in found.measured if one.id == "money")
    timing = next(e for e in money.effects if e.contrast.name == "timing after")
    assert timing.mean <= 1e-6 + 0.01 * found.match.target


def test_worlds_are_split_by_moral_hazard(found: Factorial) -> None:
    assert found.below is not None and 0 < found.below < 1
    one = found.measured[0].effects[0]
    assert one.below is not None and one.above is not None
    whole = found.below * one.below[0] + (1 - found.below) * one.above[0]
    assert whole == pytest.approx(one.mean)


def test_the_document_is_json(found: Factorial) -> None:
    document = json.loads(as_json(factorial_document(found)))
    assert "not a forecast" in document["notice"]
    assert document["partner"] == {"NA": 1}
    assert len(document["cost_matching"]["cells"]) == 56
    assert len(document["measured"][0]["effects"]) == 29


def test_print_fits_a_page(found: Factorial) -> None:
    console = Console(width=100, record=True, highlight=False, markup=False)
    with console.capture() as captured:
        print_factorial(console, found)
    text = captured.get()
    assert text.startswith("Simulated, exploratory, not a forecast")
    assert max(map(len, text.splitlines())) <= 100
    for part in ("Money of each cell", "kit sanctions", "By the sign of moral hazard", "NA (1)"):
        assert part in text


def test_settings_that_cannot_be_used_are_all_named() -> None:
    with pytest.raises(StudyError, match="worlds is 100; expected a power of two") as caught:
        check(100, -1)
    assert [problem.path for problem in caught.value.problems] == ["worlds", "seed"]


def asked(*arguments: object) -> Result:
    app = typer.Typer(cls=GuardedGroup, pretty_exceptions_enable=False)
    app.command()(command)
    app.callback()(lambda: None)
    return CliRunner().invoke(app, ["factorial", *map(str, arguments)])


def test_slips_are_named_before_anything_is_compiled(tmp_path: Path, toy_path: Path) -> None:
    assert "worlds is 3" in asked("libya-2015", "--worlds", 3).stderr
    assert "months is 0" in asked("libya-2015", "--months", 0).stderr
    case = tmp_path / "case.yaml"
    case.write_bytes(toy_path.read_bytes())
    plan = "strategies: {nothing: {label: Nothing, summary: Nothing.}}"
    (tmp_path / "strategies.yaml").write_text(plan, encoding="utf-8")
    done = asked(case)
    assert done.exit_code == 2
    assert "no_partner" in done.stderr
