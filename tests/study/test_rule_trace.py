"""The trace of rules: what the engine decided, told on what was seen, never on the truth."""

from __future__ import annotations

import dataclasses
import io
from typing import Any

import numpy as np
import pytest
from rich.console import Console

from irenic.analysis.rule_reading import Line, Reading, in_a_row, parts_of
from irenic.analysis.rule_trace import Trace, disagreements, trace
from irenic.cli.trace_text import line_text, miss_text, print_trace, summary, value
from irenic.strategy.expression import AnyOf, Comparison, Held, Not, PhaseState, Register
from irenic.study.history import Replay
from irenic.study.replay import Replayer


@pytest.fixture(scope="module")
def probe(toy_replayer: Replayer) -> Replay:
    return toy_replayer.replay("probe", 0, 0)


def by_name(run: Replay) -> dict[str, Trace]:
    return {one.phase: one for one in trace(run)}


def codes(one: Trace) -> list[str]:
    return [month.code for month in one.months]


def printed(run: Replay, wanted: str, width: int = 100) -> str:
    console = Console(width=width, highlight=False, markup=False, record=True, file=io.StringIO())
    print_trace(console, run, trace(run), wanted)
    return console.export_text()


@pytest.mark.parametrize("name", ["top_down_air", "bottom_up", "probe"])
def test_conditions_read_as_trees_are_what_the_gates_said(toy_replayer: Replayer, name: str) -> None:
    for world in range(16):
        run = toy_replayer.replay(name, world, world % 2)
        traces = trace(run)
        assert disagreements(run, traces) == []
        for index, one in enumerate(traces):
            assert [m.active for m in one.months] == (run.views.active[1:, index] > 0).tolist()
            assert [m.in_force for m in one.months] == (run.views.force[1:, index] > 0).tolist()
            first = next((m.month for m in one.months if m.active), 0)
            assert run.recording.phases[index] == first


def test_a_disagreement_would_be_found(toy_replayer: Replayer) -> None:
    run = toy_replayer.replay("probe", 1, 0)
    column = int(np.flatnonzero(run.fixed.plan.when[0] > 0)[0])
    traces = trace(run)
    run.views.runs[3, column] = 0 if run.views.runs[3, column] else 99
    assert disagreements(run, traces) == ["early.when in month 3"]


def test_leads_withdrawals_and_ends(probe: Replay) -> None:
    """In months 2 to 4 with a lead of one and a withdrawal of two months."""
    found = codes(by_name(probe)["early"])
    assert found[:8] == [
        "waiting", "starts", "acts", "in_force", "ends", "withdrawing", "withdrawn", "waiting",
    ]  # fmt: skip
    months = by_name(probe)["early"].months
    assert "its levers act later" in months[1].why
    assert "lead of 1 month is over" in months[2].why
    assert "its levers stay for now" in months[4].why
    assert "1 more month" in months[5].why


def test_a_branch_and_once(probe: Replay) -> None:
    first, second = by_name(probe)["first"], by_name(probe)["second"]
    assert first.months[2].code == "starts"
    assert second.months[2].code == "blocked_branch"
    assert "phase first of the same branch has the place" in second.months[2].why
    assert first.months[5].code == "ends"
    assert second.months[5].code == "starts"
    assert {m.code for m in first.months[6:10]} == {"blocked_once"}
    assert "once only" in first.months[7].why


def test_a_lead_too_long(probe: Replay) -> None:
    """Started in month 2, ended at once in month 3, and so on: never in force."""
    one = by_name(probe)["never"]
    assert codes(one)[1:5] == ["starts", "ends", "starts", "ends"]
    assert not any(m.in_force for m in one.months)
    assert summary(probe, one).endswith("never in force")


def test_an_exit_drops_everything_else(probe: Replay) -> None:
    found = by_name(probe)
    assert found["out"].months[10].code == "starts"
    assert found["second"].months[10].code == "dropped"
    assert "dropped by exit out" in found["second"].months[10].why
    assert found["second"].months[11].code == "blocked_exit"
    assert "exit out has dropped all else" in found["second"].months[11].why


def test_what_was_seen_is_beside_what_was_true(probe: Replay) -> None:
    from irenic.strategy.observables import OBSERVABLE_INDEX

    at = OBSERVABLE_INDEX["polarisation"]
    for month in by_name(probe)["hopeless"].months:
        whole, polarised, started = month.when
        assert (whole.seen, whole.depth, polarised.depth) == (None, 0, 1)
        assert polarised.text == "polarisation >= 0.99"
        assert (polarised.threshold, polarised.at_least) == (0.99, True)
        assert polarised.seen == probe.seen(month.month)[at]
        assert polarised.true == pytest.approx(probe.states.polarisation[month.month - 1])
        assert started.text == "not started(judged)"
        assert not month.when_held


def test_the_nearest_miss_says_what_failed_mostly(probe: Replay) -> None:
    miss = by_name(probe)["hopeless"].miss
    assert miss is not None
    assert (miss.part, miss.failed, miss.months) == ("polarisation >= 0.99", 12, 12)
    assert miss.extreme is not None
    assert miss.true is not None
    assert miss.extreme < 0.99
    assert miss.true <= max(probe.states.polarisation)
    text = miss_text(probe, miss)
    assert text.startswith("Failed mostly on 'polarisation >= 0.99': not so in 12 of 12 months (nearest seen")
    assert by_name(probe)["out"].miss is not None


def test_nothing_but_changes_by_default(probe: Replay) -> None:
    for one in trace(probe):
        kept = one.changes()
        assert len(kept) < len(one.months)
        moved = {
            m.month
            for m, before in zip(one.months[1:], one.months, strict=False)
            if (m.active, m.in_force) != (before.active, before.in_force)
        }
        assert moved <= {m.month for m in kept}
    once = [m.month for m in by_name(probe)["first"].changes() if m.code == "blocked_once"]
    assert len(once) == 1


@pytest.mark.parametrize("width", [40, 100])
def test_printed(probe: Replay, width: int) -> None:
    text = printed(probe, "changes", width)
    assert "Phase hopeless: never started" in text
    assert max(len(line) for line in text.splitlines()) <= width
    flat = " ".join(text.split())
    assert "no polarisation >= 0.99" in flat
    assert "Simulated, exploratory, not a forecast." in flat
    only = printed(probe, "early", width)
    assert "Phase early" in only
    assert "Phase first" not in only
    assert only.count("month") > 12
    assert len(printed(probe, "all", width)) > len(text)


def test_a_strategy_without_phases(toy_replayer: Replayer) -> None:
    assert "nothing has no phases" in printed(toy_replayer.replay("nothing", 0, 0), "changes")


def test_a_rule_fires_on_what_is_seen_however_far_from_the_truth(toy_replayer: Replayer) -> None:
    """Where noise carries a test over its threshold, it holds; the trace shows both values."""
    crossed = 0
    for world in range(24):
        run = toy_replayer.replay("bottom_up", world, 0)
        for month in by_name(run)["exit_growth"].months:
            for line in month.when:
                if line.seen is None or line.threshold is None or line.true is None:
                    continue
                over = (line.seen >= line.threshold) == line.at_least
                if abs(line.seen - line.threshold) > 1e-4:
                    assert line.held == over
                crossed += over != ((line.true >= line.threshold) == line.at_least)
    assert crossed > 0


def test_parts_and_runs_in_a_row() -> None:
    signed = Comparison(Register("signed"), True, 1.0)
    assert parts_of(signed) == ()
    assert parts_of(Not(signed)) == (signed,)
    assert parts_of(AnyOf((signed, Held(signed, 2)))) == (signed, Held(signed, 2))
    assert in_a_row(np.array([True, True, False, True])).tolist() == [1, 2, 0, 1]
    assert in_a_row(np.array([], bool)).tolist() == []


def test_states_of_phases_are_read_as_the_last_month_left_them(probe: Replay) -> None:
    reading = Reading(probe)
    index = [p.name for p in probe.strategy.phases].index("never")
    held = reading.holds(PhaseState("active", "never"))
    assert held.tolist() == (probe.views.active[:-1, index] > 0).tolist()


def test_lines_in_words() -> None:
    line = Line(1, "trust(NA, SB) >= 0.3", True, 1, 3, 0.412345, 0.2, True, 0.3)
    assert line_text(line).plain == (
        "        no  trust(NA, SB) >= 0.3  [seen 0.412, true 0.2; 1 month in a row, 3 needed]"
    )
    assert line_text(line._replace(needed=1), "when").plain.startswith("when    yes trust")
    assert line_text(Line(0, "x\x1b[2J", True, 1, 1)).plain.endswith("x\\u001b[2J")
    assert (value(1234.6), value(0.12345), value(-3.0), value(-2e-9)) == ("1,235", "0.123", "-3", "0")


def test_a_phase_that_could_always_start_has_no_miss(toy_replayer: Replayer) -> None:
    run: Any = toy_replayer.replay("probe", 0, 0)
    phases = tuple(dataclasses.replace(p, when=None) if p.name == "never" else p for p in run.strategy.phases)
    traces = by_name(dataclasses.replace(run, strategy=dataclasses.replace(run.strategy, phases=phases)))
    assert traces["never"].miss is None
    assert traces["never"].months[3].when == ()
