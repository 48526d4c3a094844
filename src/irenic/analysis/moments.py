"""What each month of a run comes to: one line of the two or three things that matter most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from irenic.analysis.events import Event, capital, events_of, listed
from irenic.analysis.lever_changes import LeverChange, lever_changes
from irenic.study.history import Replay

MOST = 3
"""Things told of a month; the others are in the list of events."""

NAMED = 3
"""Most groups or districts named where several did the same; the rest are counted."""

NOTHING = "Nothing of note."

_WEIGHT: Mapping[str, int] = MappingProxyType(
    {code: place for place, code in enumerate((
        "signed", "relapsed", "seated", "unseated", "base_lost", "base_regained", "extremist_leader_lost",
        "phase_started", "phase_in_force", "endorsed", "spoiled", "budget_spent", "phase_withdrawn",
        "phase_ended", "plot", "district_changed", "rising", "outside_losses", "offensive_begun", "switched",
        "split", "leader_lost", "deal_broken", "offensive_ended", "deal_made", "campaign_begun",
        "campaign_ended",
    ))}
)  # fmt: skip
"""Codes of events, what decides most first: the settlement, the extremist group's base, the strategy's own
steps, then the ground and single groups."""

_SEVERAL: Mapping[str, str] = MappingProxyType(
    {
        "deal_made": "Local deals come into force in {}.",
        "deal_broken": "Local deals break in {}.",
        "offensive_begun": "Offensives of {} against {foe} begin.",
        "offensive_ended": "Offensives of {} end.",
        "campaign_begun": "Campaigns of {} against rivals begin.",
        "campaign_ended": "Campaigns of {} against rivals end.",
    }
)
"""One sentence for several events of one kind in a month."""


class Moment(NamedTuple):
    """A month in one line; month 0 is the start."""

    month: int
    text: str


def moments_of(replay: Replay) -> tuple[Moment, ...]:
    """Return a line for the start and for every month of a run.

    Parameters
    ----------
    replay : one run
    """
    events, changes = events_of(replay), lever_changes(replay)
    start = Moment(0, "The start of the run.")
    told = [
        Moment(month, _line(replay, [e for e in events if e.month == month], changes, month))
        for month in range(1, replay.months + 1)
    ]
    return (start, *told)


def _line(replay: Replay, events: Sequence[Event], changes: Sequence[LeverChange], month: int) -> str:
    told: list[tuple[tuple[float, ...], str]] = [(_weight(replay, e), e.text) for e in _single(events)]
    for code in _SEVERAL:
        same = [event for event in events if event.code == code]
        if len(same) > 1:
            told.append(((_WEIGHT[code], 0.0), _together(replay, code, same)))
    levers = [change for change in changes if change.month == month]
    by_rule = any(event.code.startswith(("phase_", "budget_")) for event in events)
    if levers:
        told.append(((_WEIGHT["phase_started"], float(by_rule)), _levers_line(levers)))
    told.sort(key=lambda one: one[0])
    return " ".join(text for _, text in told[:MOST]) or NOTHING


def _single(events: Sequence[Event]) -> list[Event]:
    """Events that are told one by one: those that no other of the month can be told with."""
    codes = [event.code for event in events]
    return [event for event in events if event.code not in _SEVERAL or codes.count(event.code) == 1]


def _weight(replay: Replay, event: Event) -> tuple[float, ...]:
    """Least first; of districts that change hands those of the extremist group first, then the largest."""
    if event.code != "district_changed":
        return _WEIGHT[event.code], 0.0
    arrays = replay.arrays
    foe = arrays.groups[int(arrays.extremist)] in event.who
    people = sum(float(arrays.population[arrays.districts.index(where)]) for where in event.where)
    return _WEIGHT["endorsed" if foe else event.code], -people


def _together(replay: Replay, code: str, events: Sequence[Event]) -> str:
    case, arrays = replay.case, replay.arrays
    if code.startswith("deal_"):
        names = [case.districts[where].name for event in events for where in event.where]
    else:
        names = [case.groups[event.who[0]].name for event in events]
    shown = names if len(names) <= NAMED + 1 else [*names[:NAMED], f"{len(names) - NAMED} more"]
    foe = case.groups[arrays.groups[int(arrays.extremist)]].name
    return _SEVERAL[code].replace("{foe}", foe).replace("{}", listed(shown), 1)


def _levers_line(changes: Sequence[LeverChange]) -> str:
    names = list(dict.fromkeys(_in_a_sentence(change.lever.label) for change in changes))
    shown = names if len(names) <= NAMED + 1 else [*names[:NAMED], f"{len(names) - NAMED} more levers"]
    return f"The strategy sets {listed(shown)}."


def _in_a_sentence(label: str) -> str:
    return label[:1].lower() + label[1:]


def lever_words(replay: Replay, change: LeverChange) -> str:
    """Return a lever's change as a sentence: "Payments: 0.4 (before 0), for all", with a full stop.

    Parameters
    ----------
    replay : the run
    change : one of its changes
    """
    unit = "" if change.lever.unit == "0-1" else f" {change.lever.unit}"
    before = "" if change.before is None else f" (before {change.before:.3g})"
    text = f"{capital(change.lever.label)}: {change.value:.3g}{unit}{before}"
    if not change.members:
        return f"{text}."
    if change.everyone and len(change.members) > 1:
        return f"{text}, for all."
    names = [_member(replay, change, member) for member in change.members]
    shown = names if len(names) <= NAMED + 1 else [*names[:NAMED], f"{len(names) - NAMED} more"]
    return f"{text}, for {listed(shown)}."


def _member(replay: Replay, change: LeverChange, member: str) -> str:
    """A member's name; pairs are written "A-B", and ids hold no hyphen."""
    case = replay.case
    kinds: dict[str, Mapping[str, Any]] = {
        "district": case.districts, "issue": case.issues, "patron": case.patrons,
    }  # fmt: skip
    known: Mapping[str, Any] = kinds.get(change.lever.shape, case.groups)
    parts = member.split("-") if change.lever.shape == "pair" else [member]
    return " and ".join(known[part].name for part in parts)
