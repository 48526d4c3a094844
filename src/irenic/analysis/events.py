"""What happened in one simulated run: dated events in plain sentences, with a stable form for machines.

Events are read off the recorded state; what the record does not hold (who spoiled the talks, where
fighters went) off the month computed again in 64 bits (decision D6).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from irenic.study.history import Replay

Floats = NDArray[np.float64]

CODES: Mapping[str, str] = MappingProxyType(
    {
        "phase_ended": "A phase of the strategy ends",
        "phase_started": "A phase of the strategy starts",
        "phase_in_force": "The levers of a phase begin to act",
        "phase_withdrawn": "The levers of a phase that has ended stop acting",
        "budget_spent": "What the strategy may spend is spent",
        "spoiled": "The talks are spoiled, and who stood against them most",
        "signed": "A settlement is signed",
        "seated": "The new government takes its seat in the capital district",
        "unseated": "The government loses its seat there while the settlement lasts",
        "endorsed": "The named bodies have ratified the settlement",
        "offensive_begun": "A group begins an offensive against the extremist group",
        "offensive_ended": "A group's offensive ends",
        "campaign_begun": "A group begins a campaign against rivals",
        "campaign_ended": "A group's campaign ends",
        "extremist_leader_lost": "The extremist group loses senior leadership",
        "rising": "A town rises against the extremist group by itself",
        "leader_lost": "Another group loses its leader",
        "district_changed": "The largest holder of a district changes",
        "base_lost": "The extremist group's share of its base districts falls below a quarter",
        "base_regained": "It rises to a quarter or more again",
        "switched": "Fighters of a group change sides",
        "split": "People leave a group for splinter groups",
        "plot": "An attack abroad is traced to the country",
        "outside_losses": "Outside forces lose people",
        "deal_made": "A local deal comes into force in a district",
        "deal_broken": "A local deal breaks",
        "relapsed": "The settlement breaks",
    }
)
"""Every code of an event, in the order of a month's mechanisms."""

_ORDER = {code: place for place, code in enumerate(CODES)}

NOTABLE_SHARE, NOTABLE_PERSONS = 0.05, 20.0
"""Changes of side and splits are told from this share of a group in a month, and this many persons."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in a month of a simulated run.

    Parameters
    ----------
    month : 1 first
    code : a key of `CODES`
    text : one plain sentence
    who : ids of the groups, or of the phase, it is about; the first did it or lost most
    where : ids of the districts
    numbers : what the sentence rests on: shares 0-1, persons
    """

    month: int
    code: str
    text: str
    who: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    numbers: Mapping[str, float] = field(default_factory=dict)


def events_of(replay: Replay) -> tuple[Event, ...]:
    """Return a run's events by month, and within a month in the order of its mechanisms.

    Parameters
    ----------
    replay : one run

    References
    ----------
    docs/model.md, "One month, in order".
    """
    from irenic.analysis.force_events import force_events
    from irenic.analysis.phase_events import phase_events
    from irenic.analysis.talk_events import talk_events

    found = [*phase_events(replay), *talk_events(replay), *force_events(replay)]
    return tuple(sorted(found, key=lambda e: (e.month, _ORDER[e.code], e.where, e.who)))


def event_data(replay: Replay, events: Iterable[Event]) -> list[dict[str, Any]]:
    """Return events as plain data; keys are stable."""
    return [
        {
            "month": event.month,
            "date": replay.date(event.month),
            "code": event.code,
            "who": list(event.who),
            "where": list(event.where),
            "numbers": {name: float(f"{value:.6g}") for name, value in event.numbers.items()},
            "text": event.text,
        }
        for event in events
    ]


def group_name(replay: Replay, group: int) -> str:
    """Return a group's name from the case."""
    return replay.case.groups[replay.groups[group]].name


def holder_name(replay: Replay, holder: int) -> str:
    """Return the name of a holder of a district: 0 is nobody, then the groups."""
    return "nobody" if holder == 0 else group_name(replay, holder - 1)


def district_name(replay: Replay, district: int) -> str:
    """Return a district's name from the case."""
    return replay.case.districts[replay.districts[district]].name


def percent(share: float) -> str:
    """Return a share as per cent: whole, with one digit below a tenth."""
    return f"{share:.1%}" if 0 < share < 0.0995 else f"{share:.0%}"


def persons(number: float) -> str:
    """Return a number of people as text; to two figures from 100 on, since more would be false exactness."""
    rounded = round(number, -max(0, int(np.floor(np.log10(number))) - 1)) if number >= 100 else round(number)
    return f"{rounded:,.0f}"


def listed(parts: Sequence[str]) -> str:
    """Return "a", "a and b" or "a, b and c"."""
    return " and ".join(part for part in (", ".join(parts[:-1]), *parts[-1:]) if part)


def capital(text: str) -> str:
    """Return a sentence with a capital first letter; names that begin it keep their own letters."""
    return text[:1].upper() + text[1:]


def changes(record: NDArray[Any], up: bool) -> list[int]:
    """Return the months in which a 0/1 record rose (or fell).

    Parameters
    ----------
    record : (1 + months,), at the start and at the end of each month
    up : rises, else falls
    """
    now = np.asarray(record) > 0.5
    step = np.diff(now, prepend=now[:1])
    return [int(month) for month in np.flatnonzero(step & (now if up else ~now))]
