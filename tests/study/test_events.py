"""Events are what the record says, in neutral sentences with names from the case."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from irenic.analysis.events import (
    CODES,
    Event,
    capital,
    changes,
    event_data,
    events_of,
    listed,
    percent,
    persons,
)
from irenic.analysis.force_events import BASE_HELD, HOLDER_MARGIN, base_share, switched
from irenic.engine.algebra import EPS
from irenic.study.history import Replay
from irenic.study.replay import Replayer

STRATEGIES = ("nothing", "partnered", "top_down_air", "bottom_up", "probe")


@pytest.fixture
def run(toy_replayer: Replayer) -> Replay:
    """A run of its own: tests may change its record."""
    return toy_replayer.replay("nothing", 3, 0)


def of(replay: Replay, code: str) -> list[Event]:
    return [event for event in events_of(replay) if event.code == code]


def quiet(run: Replay) -> Replay:
    """The same run with a record in which nothing changes."""
    states, views = run.recording.states, run.recording.views
    for record in (*states, *views):
        record[:] = record[:1]
    for name in ("signed", "seated", "endorsed", "offensive"):
        getattr(states, name)[:] = 0
    views.past[:] = 0
    return run


def with_info(run: Replay, month: int, change: Callable[[Any], Any]) -> None:
    """Put another result of a month's mechanisms in place of the recomputed one."""
    after, info = run.again(month)
    run._cache[("again", month)] = (after, change(info))


def test_events_are_sorted_and_complete(toy_replayer: Replayer) -> None:
    found = set()
    for world in range(8):
        for name in STRATEGIES:
            replay = toy_replayer.replay(name, world, 0)
            events = events_of(replay)
            order = [(e.month, list(CODES).index(e.code)) for e in events]
            assert order == sorted(order)
            for event in events:
                assert 1 <= event.month <= 12
                assert event.text[0].isupper() or not event.text[0].isalpha()
                assert event.text.endswith(".")
                assert "nan" not in event.text
                known = {
                    *replay.groups,
                    "nobody",
                    "money",
                    "strikes",
                    *(p.name for p in replay.strategy.phases),
                }
                assert set(event.who) <= known
                assert set(event.where) <= set(replay.districts)
                assert all(np.isfinite(v) for v in event.numbers.values())
            found |= {event.code for event in events}
    assert found >= {
        "signed", "seated", "spoiled", "offensive_begun", "offensive_ended", "district_changed", "plot",
        "phase_started", "phase_in_force", "phase_ended", "phase_withdrawn", "budget_spent", "base_lost",
    }  # fmt: skip


def test_milestones_are_those_of_the_record(toy_replayer: Replayer) -> None:
    for world in range(16):
        replay = toy_replayer.replay("bottom_up", world, 1)
        signed = replay.states.signed
        rises = {m for m in range(1, 13) if signed[m] > signed[m - 1]}
        falls = {m for m in range(1, 13) if signed[m] < signed[m - 1]}
        assert rises <= {e.month for e in of(replay, "signed")}
        assert falls <= {e.month for e in of(replay, "relapsed")}
        at_once = {e.month for e in of(replay, "signed")} - rises
        assert at_once <= {e.month for e in of(replay, "relapsed")}


def test_as_many_events_as_the_outcomes_count(toy_replayer: Replayer) -> None:
    for world in range(16):
        replay = toy_replayer.replay("top_down_air", world, 0)
        assert len(of(replay, "spoiled")) == replay.outcome("spoiled")
        assert bool(of(replay, "signed")) == bool(replay.outcome("signed"))


def test_data_is_stable(toy_replayer: Replayer) -> None:
    replay = toy_replayer.replay("probe", 0, 0)
    data = event_data(replay, events_of(replay))
    assert data == event_data(replay, events_of(replay))
    assert data[0].keys() == {"month", "date", "code", "who", "where", "numbers", "text"}
    assert data[0]["date"] == replay.date(data[0]["month"])


def test_a_quiet_record_has_no_events_of_state(run: Replay) -> None:
    silent = quiet(run)
    state = {
        "signed",
        "seated",
        "unseated",
        "endorsed",
        "offensive_begun",
        "district_changed",
        "base_lost",
        "plot",
    }
    assert not state & {e.code for e in events_of(silent) if e.code != "signed"}


def test_a_district_changes_hands_by_a_margin(run: Replay) -> None:
    silent = quiet(run)
    d = silent.districts.index("hills")
    control = silent.states.control
    control[:, :, d] = 0
    sb, lc = 1 + silent.groups.index("SB"), 1 + silent.groups.index("LC")
    control[:, sb, d], control[:, lc, d] = 0.5, 0.5 - 1e-3
    control[3:, lc, d] = 0.5 + HOLDER_MARGIN / 2  # ahead, but not by enough
    control[5:, lc, d], control[5:, sb, d] = 0.6, 0.4
    control[8:, lc, d], control[8:, 0, d] = 0.1, 0.5  # then nobody
    (first, second) = of(silent, "district_changed")
    assert (first.month, first.who, first.where) == (5, ("LC", "SB"), ("hills",))
    assert first.text == (
        "Hills: the largest holder is now Local councils (60%), no longer Southern brigades (40%)."
    )
    assert first.numbers == {"share": pytest.approx(0.6), "share_of_the_old": pytest.approx(0.4)}
    assert second.who == ("nobody", "LC")


def test_the_base_is_lost_and_regained(run: Replay) -> None:
    silent = quiet(run)
    e = 1 + silent.arrays.extremist
    base = silent.arrays.base > 0
    for month, share in ((0, 0.5), (4, 0.2), (7, 0.25)):
        silent.states.control[month:, e, base] = share
    assert base_share(silent)[4] == pytest.approx(0.2)
    (lost,), (back,) = of(silent, "base_lost"), of(silent, "base_regained")
    assert (lost.month, back.month) == (4, 7)
    assert lost.where == tuple(d for d, b in zip(silent.districts, base, strict=True) if b)
    assert f"below {BASE_HELD:.0%} (20.0%)" in lost.text


def test_offensives_have_a_length(run: Replay) -> None:
    silent = quiet(run)
    na = silent.groups.index("NA")
    silent.states.offensive[2:5, na] = 1
    silent.states.offensive[9:, na] = 1
    begun, ended = of(silent, "offensive_begun"), of(silent, "offensive_ended")
    assert [e.month for e in begun] == [2, 9]
    assert [(e.month, e.numbers["months"]) for e in ended] == [(5, 3)]
    assert "ends after 3 months" in ended[0].text
    assert "against Extremists begins" in begun[0].text


def test_seats_are_lost_with_the_settlement_only_once(run: Replay) -> None:
    silent = quiet(run)
    silent.states.signed[2:8] = 1
    silent.states.seated[3:5] = 1
    silent.states.seated[6:8] = 1
    silent.states.endorsed[4:8] = 1
    assert [e.month for e in of(silent, "signed")] == [2]
    assert [e.month for e in of(silent, "seated")] == [3, 6]
    assert [e.month for e in of(silent, "unseated")] == [5]
    assert [e.month for e in of(silent, "relapsed")] == [8]
    (ratified,) = of(silent, "endorsed")
    assert (ratified.who, ratified.text) == (("PB",), "The settlement is ratified (Assembly).")


def test_a_dated_event_says_so(run: Replay) -> None:
    silent = quiet(run)
    silent.states.signed[2:] = 1
    dated = dataclasses.replace(silent, strategy=dataclasses.replace(run.strategy, forced={"signed": 2}))
    assert "(dated by the strategy)" in of(dated, "signed")[0].text


def test_a_settlement_signed_and_broken_in_a_month_is_both(run: Replay) -> None:
    silent = quiet(run)
    one = np.ones(1)
    with_info(
        silent,
        6,
        lambda i: i._replace(talks=i.talks._replace(newly_signed=one, spoiled=0 * one), relapsed=one),
    )
    assert [e.month for e in of(silent, "signed")] == [6]
    assert [e.month for e in of(silent, "relapsed")] == [6]


def test_spoilers_are_named_by_strength_and_unwillingness(run: Replay) -> None:
    silent = quiet(run)

    def spoil(info: Any) -> Any:
        bloc, willing = 0 * info.standing.bloc + 1.0, 0 * info.willing + 1.0
        for group, strength, a in (("NA", 100.0, 0.5), ("SB", 40.0, 0.2), ("EX", 1e6, 0.0)):
            bloc[silent.groups.index(group)], willing[silent.groups.index(group)] = strength, a
        return info._replace(
            standing=info.standing._replace(bloc=bloc),
            willing=willing,
            talks=info.talks._replace(spoiled=np.ones(1)),
        )

    with_info(silent, 4, spoil)
    (event,) = [e for e in of(silent, "spoiled") if e.month == 4]
    assert event.who == ("SB", "NA")  # 40*.64 before 100*.25; the extremist group is at no table
    assert event.numbers == {"SB": 0.2, "NA": 0.5}
    assert "most against them: Southern brigades (willingness 20%) and Northern army" in event.text


def test_leaders_are_lost(run: Replay) -> None:
    silent = quiet(run)
    na = silent.groups.index("NA")

    def lose(info: Any) -> Any:
        lost, share = 0 * info.fight.leader_lost, 0 * info.fight.loss_share
        lost[na], share[na] = 1, 0.125
        hits = info.hits._replace(hit=np.ones(1))
        return info._replace(fight=info.fight._replace(leader_lost=lost, loss_share=share), hits=hits)

    with_info(silent, 2, lose)
    (leader,) = [e for e in of(silent, "leader_lost") if e.month == 2]
    assert leader.text == "Northern army: leader lost in fighting that cost 12% of the fighters."
    (senior,) = [e for e in of(silent, "extremist_leader_lost") if e.month == 2]
    assert senior.who == ("EX",)


def test_flows_between_sides_are_those_of_the_equation(toy_replayer: Replayer) -> None:
    """Arrivals and departures give back the fighters after the changes of side."""
    seen = 0.0
    for world in range(12):
        replay = toy_replayer.replay("partnered", world, 1)
        for month in (4, 9, 12):
            flows, info = switched(replay, month), replay.info(month)
            left = info.left[..., 0]
            assert np.all(flows >= 0)
            assert flows.sum(1) == pytest.approx(left, abs=1e-3 + 1e-2 * EPS)
            assert np.all(flows.sum(1) <= 0.3 * info.fight.fighters[..., 0] + 1e-9)
            assert np.trace(flows.sum(2)) == 0
            seen += flows.sum()
    assert seen > 0


def test_large_changes_of_side_are_told(run: Replay, monkeypatch: pytest.MonkeyPatch) -> None:
    na, sb, ex = (run.groups.index(g) for g in ("NA", "SB", "EX"))
    here = run.info(5).fight.fighters[..., 0].sum(1)
    flows = np.zeros((len(run.groups), len(run.groups), len(run.districts)))
    flows[na, sb, 0], flows[na, ex, 0] = 0.08 * here[na], 0.04 * here[na]
    flows[sb, na, 1] = 0.04 * here[sb]  # less than a twentieth
    monkeypatch.setattr(
        "irenic.analysis.force_events.switched", lambda _, month: flows if month == 5 else 0 * flows
    )
    (event,) = of(run, "switched")
    assert event.who == ("NA", "SB", "EX")
    assert event.numbers["share"] == pytest.approx(0.12)
    assert "(12%) leave Northern army for Southern brigades and Extremists, mostly in " in event.text


def test_splits_are_told(run: Replay) -> None:
    silent = quiet(run)
    after, info = silent.again(7)
    na = silent.groups.index("NA")
    gone = after.fighters.copy()
    gone[na] = 0.9 * info.joining.fighters[na]
    silent._cache[("again", 7)] = (after._replace(fighters=gone), info)
    (event,) = [e for e in of(silent, "split") if e.month == 7 and e.who[0] == "NA"]
    assert event.who == ("NA", "SP")
    assert "(10%) split off" in event.text


def test_plots_and_outside_losses_are_read_off_the_memory(run: Replay) -> None:
    from irenic.strategy.observables import OBSERVABLE_INDEX

    silent = quiet(run)
    silent.views.past[3, 0, OBSERVABLE_INDEX["plot"]] = 1
    silent.views.past[4, 0, OBSERVABLE_INDEX["outside_losses"]] = 123.4
    silent.views.past[5, 0, OBSERVABLE_INDEX["outside_losses"]] = 9.0
    assert [e.month for e in of(silent, "plot")] == [3]
    (losses,) = of(silent, "outside_losses")
    assert (losses.month, losses.who) == (4, ("OF",))
    assert "lose 120 people" in losses.text


def test_phases_in_order(toy_replayer: Replayer) -> None:
    replay = toy_replayer.replay("probe", 0, 0)
    told = [(e.month, e.text) for e in events_of(replay) if e.who == ("early",)]
    assert told == [
        (2, "Phase early starts; its levers act later."),
        (3, "Phase early comes into force."),
        (5, "Phase early ends; its levers stay for now."),
        (7, "The levers of phase early are withdrawn."),
    ]
    exits = [e.text for e in events_of(replay) if e.month == 11 and e.code.startswith("phase")]
    assert "Exit out starts and is in force; everything else is dropped." in exits
    assert any("dropped by exit out" in text for text in exits)
    (spent,) = of(replay, "budget_spent")
    assert spent.who == ("strikes",)
    flown = replay.views.spent[:, 1]
    assert flown[spent.month - 1] >= 260 > flown[spent.month - 2]


def test_words() -> None:
    assert (persons(7.4), persons(99.6), persons(1234.0), persons(0.0)) == ("7", "100", "1,200", "0")
    assert (percent(0.0), percent(0.004), percent(0.0999), percent(1.0)) == ("0%", "0.4%", "10%", "100%")
    assert (listed([]), listed(["a"]), listed(["a", "b", "c"])) == ("", "a", "a, b and c")
    assert capital("eMBargo") == "EMBargo"
    assert changes(np.array([0, 1, 1, 0, 1.0]), up=True) == [1, 4]
    assert changes(np.array([1, 1, 0]), up=False) == [2]
