"""What a month comes to: the most important things, in whole sentences, few of them."""

from __future__ import annotations

import pytest

from irenic.analysis import moments
from irenic.analysis.events import CODES, Event, events_of
from irenic.analysis.lever_changes import lever_changes
from irenic.analysis.moments import NOTHING, lever_words, moments_of
from irenic.study.history import Replay
from irenic.study.replay import Replayer


@pytest.fixture(scope="module")
def run(toy_replayer: Replayer) -> Replay:
    """A run whose plan uses every part of the language of rules."""
    return toy_replayer.replay("probe", 0, 0)


def line(run: Replay, *events: Event) -> str:
    return moments._line(run, events, (), 3)


def test_every_month_has_a_line(run: Replay) -> None:
    found = moments_of(run)
    assert [one.month for one in found] == list(range(run.months + 1))
    assert found[0].text == "The start of the run."
    assert all(one.text.endswith(".") for one in found)
    assert found[1].text.startswith("The strategy sets ") or "The strategy sets " in found[1].text


def test_a_month_with_one_event_says_it(run: Replay) -> None:
    events = [event for event in events_of(run) if not event.code.startswith(("campaign", "offensive"))]
    for month in range(1, run.months + 1):
        own = [event for event in events if event.month == month]
        if len(own) == 1:
            assert own[0].text in moments_of(run)[month].text


def test_every_code_has_its_weight() -> None:
    assert set(moments._WEIGHT) == set(CODES)
    assert set(moments._SEVERAL) <= set(CODES)


def test_nothing_of_note(run: Replay) -> None:
    assert line(run) == NOTHING


def test_the_settlement_comes_before_the_ground_and_few_are_told(run: Replay) -> None:
    ground = [
        Event(3, "split", "Some split off.", ("NA",)),
        Event(3, "district_changed", "Oasis changed.", ("NA", "SB"), ("oasis",)),
        Event(3, "district_changed", "Port changed.", ("NA", "SB"), ("port",)),
        Event(3, "district_changed", "Hills lost.", ("LC", "EX"), ("hills",)),
        Event(3, "signed", "A settlement is signed."),
    ]
    assert line(run, *ground) == "A settlement is signed. Hills lost. Port changed."


def test_the_same_of_several_is_told_in_one(run: Replay) -> None:
    begun = [Event(3, "campaign_begun", f"Of {who}.", (who,)) for who in ("NA", "SB")]
    assert line(run, *begun) == "Campaigns of Northern army and Southern brigades against rivals begin."
    assert line(run, begun[0]) == "Of NA."
    deals = [
        Event(3, "deal_made", "A deal.", where=(place,)) for place in ("port", "midtown", "hills", "oasis")
    ]
    assert line(run, *deals) == "Local deals come into force in Port, Midtown, Hills and Oasis."
    against = [Event(3, "offensive_begun", "One.", (who,)) for who in ("NA", "SB", "PB", "LC", "OF")]
    assert "3 more" not in line(run, *against)
    assert "Assembly and 2 more against Extremists begin." in line(run, *against)


def test_levers_in_words(run: Replay) -> None:
    told = {change.lever.id: lever_words(run, change) for change in lever_changes(run) if change.month == 1}
    assert told["talks"] == "Talks: 1 (before 0)."
    assert told["pay"] == "Payments: 0.4 (before 0), for all."
    assert told["strikes"].startswith("Air strikes: 20 strikes a month (before 0)")


def test_pairs_and_districts_are_named(run: Replay) -> None:
    from irenic.analysis.lever_changes import LeverChange
    from irenic.strategy.levers import LEVER_BY_ID

    pair = LeverChange(2, LEVER_BY_ID["truce"], 0.5, None, ("NA-SB",), False)
    assert lever_words(run, pair).endswith(": 0.5, for Northern army and Southern brigades.")
    place = next(lever for lever in LEVER_BY_ID.values() if lever.shape == "district")
    assert lever_words(run, LeverChange(2, place, 0.5, 0.0, ("port",), False)).endswith("for Port.")
