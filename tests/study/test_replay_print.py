"""`irenic replay`: what it prints, its JSON, and that no mistake of a user shows a traceback."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from irenic.analysis.lever_changes import lever_changes, lever_values, members_of, reached
from irenic.analysis.pick import Picked, Typicality, pick, typicality
from irenic.analysis.replay_document import document_text, number, register_names, state_data
from irenic.analysis.typical_words import typical_sentences
from irenic.cli.app import app
from irenic.cli.replay_tables import (
    change_text,
    in_force,
    month_table,
    print_head,
    print_story,
)
from irenic.strategy.levers import LEVER_BY_ID, LEVERS
from irenic.study import Study
from irenic.study.history import Doubt, Replay
from irenic.study.replay import Replayer


@pytest.fixture
def quick(toy_replayer: Replayer, monkeypatch: pytest.MonkeyPatch) -> Replayer:
    """The command with a replayer that is compiled already."""
    monkeypatch.setattr("irenic.study.replay.Replayer", lambda study: toy_replayer)
    return toy_replayer


@pytest.fixture
def run(toy_replayer: Replayer) -> Replay:
    return toy_replayer.replay("probe", 0, 0)


def call(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["replay", *(str(a) for a in arguments)])


def flat(text: str) -> str:
    return " ".join(text.split())


def console_of(width: int) -> Console:
    return Console(width=width, highlight=False, markup=False, record=True, file=io.StringIO())


def test_the_story_of_the_median_run(quick: Replayer, toy_study: Study) -> None:
    done = call(toy_study.path, "--strategy", "bottom_up")
    assert done.exit_code == 0, done.output
    picked = pick(toy_study, "bottom_up")
    for text in (
        "Simulated, exploratory, not a forecast.",
        "64 worlds x 2 replicates x 12 months, seed 3, irenic",
        f"Strategy bottom_up (Bottom-up, conditional), world {picked.world}, replicate {picked.replicate}.",
        "The run nearest to the middle rank on all headline outcomes, one by one and together.",
        "outcomes are those of the study, bit for bit",
        "Typical: no other run lies nearer to the middle",
        "12 Nov 2016",
        "What happened",
        "December 2015, month 1 ",
        "talks 1; breadth 0.85; new_conference 1",
    ):
        assert text in flat(done.stdout), text
    assert "Traceback" not in done.output
    assert done.stderr == ""


@pytest.mark.parametrize("wanted", ["worst", "random", "7"])
def test_every_way_to_pick_says_how_typical_the_run_is(
    quick: Replayer, toy_study: Study, wanted: str
) -> None:
    done = call(toy_study.path, "--strategy", "partnered", "--world", wanted, "--replicate", 1)
    assert done.exit_code == 0, done.output
    assert pick(toy_study, "partnered", wanted, replicate=1).how in flat(done.stdout)
    assert "better than about" in flat(done.stdout)
    assert "nearer to the middle" in flat(done.stdout)


def test_the_worst_by_an_outcome(quick: Replayer, toy_study: Study) -> None:
    done = call(toy_study.path, "--strategy", "nothing", "--world", "worst", "--by", "deaths")
    assert "worst tenth (13 of 128 runs) by deaths" in flat(done.stdout)


def test_one_document(quick: Replayer, toy_study: Study) -> None:
    done = call(toy_study.path, "--strategy", "probe", "--world", 0, "--json")
    assert done.exit_code == 0, done.output
    document = json.loads(done.stdout, parse_constant=lambda name: pytest.fail(name))
    assert document["notice"] == "Simulated, exploratory, not a forecast"
    assert document["run"] | {"dates": 0} == {
        "strategy": "probe", "label": "Probe", "world": 0, "replicate": 0,
        "picked": "The run that was asked for.", "dates": 0,
    }  # fmt: skip
    assert document["run"]["dates"][0] == "December 2015"
    assert "content" not in document["study"]["case"]
    stored = toy_study.outcomes.sel(strategy="probe", world=0, replicate=0)
    for name, value in document["outcomes"].items():
        found = np.float32("nan" if value is None else value)
        np.testing.assert_array_equal(found, stored.sel(outcome=name).values)
    assert document["doubts"] == []
    assert {e["code"] for e in document["events"]} >= {"phase_started", "phase_in_force"}
    assert list(document["phases"]) == [p.name for p in quick.strategies["probe"].phases]
    assert document["typicality"]["runs"] == 128


def test_state_levers_and_registers_are_whole(run: Replay) -> None:
    data = state_data(run)
    for g, group in enumerate(run.groups):
        for d, district in enumerate(run.districts):
            row = np.array(data["groups"][group]["fighters"][district], np.float32)
            np.testing.assert_array_equal(row, run.states.fighters[:, g, d])
    held = np.array([data["districts"]["port"]["control"][h] for h in ("nobody", *run.groups)])
    np.testing.assert_allclose(held.sum(0), 1, atol=1e-6)
    assert len(data["trust"]) == len(run.groups) * (len(run.groups) - 1) // 2
    names = dict(register_names(run))
    assert len(set(names.values())) == len(names)
    assert {"trust(NA, SB)", "control(NA, port)", "active(early)", "acceptance_north"} <= names.keys()
    assert "count(groups where willingness >= 0.4)" in names
    assert "acceptance_3" not in names


def test_registers_are_named_as_rules_name_them(run: Replay) -> None:
    """Every name but that of a count reads back as a register at that place."""
    from irenic.strategy import parse_register
    from irenic.strategy.compile import Compiled

    compiled = Compiled(run.strategy, run.arrays)
    for name, place in register_names(run):
        if not name.startswith(("active", "started", "ended")):
            assert compiled.register(parse_register(name, compiled.words)) == place, name


def test_missing_numbers_are_null_and_digits_few() -> None:
    assert number(np.float32("nan")) is None
    assert number(np.float32(0.1)) == 0.1
    assert np.float32(number(np.float32(1) / 3)) == np.float32(1) / 3
    assert json.loads(document_text({"a": [1, None], "b": {"c": "x"}})) == {"a": [1, None], "b": {"c": "x"}}
    with pytest.raises(ValueError, match="Out of range"):
        document_text({"a": float("nan")})


@pytest.mark.parametrize("arguments", [["--trace"], ["--trace", "all"], ["--trace", "early"]])
def test_traces(quick: Replayer, toy_study: Study, arguments: list[str]) -> None:
    done = call(toy_study.path, "--strategy", "probe", "--world", 0, *arguments)
    assert done.exit_code == 0, done.output
    assert "Phase early" in done.stdout
    assert ("Phase hopeless" in done.stdout) == (arguments[-1] != "early")


def test_a_bare_trace_may_stand_anywhere(quick: Replayer, toy_study: Study) -> None:
    done = call("--trace", "--strategy", "probe", "--world", 0, toy_study.path)
    assert done.exit_code == 0, done.output
    last = call(toy_study.path, "--strategy", "probe", "--world", 0, "--json", "--trace", "early")
    assert list(json.loads(last.stdout)["phases"]) == ["early"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "no_strategy"),
        (["--strategy", "botom_up"], 'Did you mean "bottom_up"'),
        (["--strategy", "probe", "--world", "64"], "expected 0 to 63"),
        (["--strategy", "probe", "--world", "meadian"], 'Did you mean "median"'),
        (["--strategy", "probe", "--world", "-1"], "out_of_range"),
        (["--strategy", "probe", "--replicate", "2"], "expected 0 to 1"),
        (["--strategy", "probe", "--replicate", "x"], "--replicate"),
        (["--strategy", "probe", "--by", "deths"], 'Did you mean "deaths"'),
        (["--strategy", "probe", "--world", "1", "--by", "deaths"], "numbered_by"),
        (["--strategy", "probe", "--trace", "erly"], 'Did you mean "early"'),
        (["--strategy", "nothing", "--trace", "air"], "nothing has no phases"),
        (["--strategy", "probe", "--trace", "all", "--why", "x"], "too_many_questions"),
        (["--strategy", "probe", "--against", "nothing:1:2:3"], "bad_run"),
        (["--strategy", "probe", "--against", "nothing:٣"], "bad_run"),
        (["--strategy", "probe", "--against", "nothing:99"], "out_of_range"),
        (["--strategy", "probe", "--against", "nothing:1:9"], "out_of_range"),
        (["--strategy", "probe", "--against", "nothng"], 'Did you mean "nothing"'),
        (["--colour"], "--colour"),
    ],
)
def test_mistakes_end_in_a_message(
    toy_study: Study, arguments: list[str], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("irenic.study.replay.Replayer", lambda _: pytest.fail("compiled before the check"))
    done = call(toy_study.path, *arguments)
    assert done.exit_code == 2
    assert message in flat(done.output)
    assert "Traceback" not in done.output


def test_a_folder_that_is_no_study(tmp_path: Path) -> None:
    done = call(tmp_path / "nowhere")
    assert (done.exit_code, "no_such_study" in done.stderr) == (2, True)


def test_a_study_without_its_case(fake: ModuleType, tmp_path: Path) -> None:
    fake.run_setup(fake.make_setup(worlds=8), out=tmp_path / "s")
    done = call(tmp_path / "s", "--strategy", "nothing")
    assert done.exit_code == 2
    assert "cannot_replay" in done.stderr
    assert "Run the study again" in done.stderr


def test_causes_and_differences_are_asked_of_their_module(
    quick: Replayer, toy_study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []
    module = ModuleType("irenic.cli.explain")
    module.print_why = lambda console, run, text, as_json: asked.append((run.world, text, as_json))  # type: ignore[attr-defined]
    module.print_difference = lambda console, run, other, as_json: asked.append(  # type: ignore[attr-defined]
        (run.world, other.strategy.name, other.world, other.replicate, as_json)
    )
    monkeypatch.setitem(sys.modules, "irenic.cli.explain", module)
    base = (toy_study.path, "--strategy", "probe", "--world", 5)
    assert call(*base, "--why", "control:port:7").exit_code == 0
    assert call(*base, "--why", "control:port:7", "--json").stdout == ""
    assert call(*base, "--against", "nothing").exit_code == 0
    assert call(*base, "--against", "nothing:6:1", "--json").exit_code == 0
    assert asked == [
        (5, "control:port:7", False),
        (5, "control:port:7", True),
        (5, "nothing", 5, 0, False),
        (5, "nothing", 6, 1, True),
    ]


@pytest.mark.parametrize("width", [60, 80, 100])
def test_it_fits_the_page(run: Replay, toy_study: Study, width: int) -> None:
    console = console_of(width)
    print_head(console, run, Picked(0, 0, "So."), typicality(toy_study, "probe", 0, 0))
    print_story(console, run)
    assert max(len(line) for line in console.export_text().splitlines()) <= width


def test_doubtful_months_are_named(run: Replay, toy_study: Study) -> None:
    run.__dict__["doubts"] = (Doubt(4, ("offensive", "trust"), 9.0),)
    console = console_of(100)
    print_head(console, run, Picked(0, 0, "So."), typicality(toy_study, "probe", 0, 0))
    assert "Month 4: computed again in 64 bits, offensive and trust differ" in flat(console.export_text())


def test_how_typical_in_words() -> None:
    def say(overall: float | None, distance: float) -> str:
        return " ".join(typical_sentences(Typicality(128, (), overall, distance)))

    assert "better than about 8 in 10 runs of this strategy (128 runs)" in say(0.81, 0.2)
    assert "Typical: only 20% of the runs" in say(0.81, 0.2)
    assert "Less typical than most: 70%" in say(0.81, 0.7)
    assert "Not typical: 95%" in say(None, 0.95)
    assert "better than" not in say(None, 0.95)
    assert "no other run" in say(0.5, 0.0)


def test_levers_are_told_where_they_change(run: Replay) -> None:
    found = lever_changes(run)
    first = {c.lever.id: c for c in found if c.month == 1}
    assert {"strikes", "talks", "breadth", "pay"} <= first.keys()
    assert first["pay"].everyone
    assert change_text(first["pay"]) == "pay 0.4 for all"
    early = [c for c in found if c.lever.id == "strikes" and c.month == 3]
    assert [change_text(c) for c in early] == ["strikes 60 (before 20)"]
    for change in found:
        now = lever_values(run, change.lever, change.month)
        before = lever_values(run, change.lever, change.month - 1)
        assert not np.array_equal(now, before)
        assert change.value in np.round(now, 6)
    told = {(c.month, c.lever.id) for c in found}
    for month in range(1, 13):
        for lever in LEVERS:
            moved = np.abs(lever_values(run, lever, month) - lever_values(run, lever, month - 1)).max() > 1e-6
            assert moved == ((month, lever.id) in told)


def test_members_of_levers(run: Replay) -> None:
    pairs = members_of(run, LEVER_BY_ID["truce"])
    assert pairs[0] == f"{run.groups[0]}-{run.groups[1]}"
    assert len(pairs) == len(lever_values(run, LEVER_BY_ID["truce"], 3))
    assert members_of(run, LEVER_BY_ID["strikes"]) == ()
    assert members_of(run, LEVER_BY_ID["patron_deal"]) == run.arrays.patrons
    assert members_of(run, LEVER_BY_ID["terms"]) == run.arrays.issues
    others = len(run.groups) - 1
    assert reached(run, LEVER_BY_ID["truce"]) == others * (others - 1) // 2


def test_many_members_are_counted(run: Replay) -> None:
    change = lever_changes(run)[0]
    some = change._replace(members=tuple("abcdefgh"), everyone=False, month=2, before=None, value=0.5)
    assert change_text(some).endswith("0.5 for a, b, c, d, e, f and 2 more")
    assert change_text(some._replace(members=("a", "b"))).endswith("for a and b")
    assert change_text(some._replace(members=("a",), everyone=True)).endswith("for a")


def test_letters_of_what_is_in_force(run: Replay) -> None:
    for record, value in ((run.states.signed, 1), (run.states.seated, 0), (run.states.endorsed, 1)):
        record[5] = value
    assert in_force(run, 5) == "SR"
    assert month_table(run).row_count == 12
