"""The drafted case's record: what the events say, by the case's parties and districts, as CSV text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from irenic.record import actors, deaths, figures, parties, windows
from irenic.record.months import YEAR, CalendarMonth
from irenic.record.outline.document import Drafted
from irenic.record.outline.events import NO_ACTOR, ONE_SIDED, Events, month_text
from irenic.record.outline.names import clean
from irenic.record.outline.roster import BODY, OTHER, Side
from irenic.record.parties import CIVILIANS, OTHERS

TRAIN, TEST = 6, 12
"""Months by which worlds are weighted, and the last month on which they are scored."""

LONGEST = 36


def record_tables(draft: Drafted, district: np.ndarray) -> dict[str, str]:
    """Return every table of the record's folder: name -> CSV text.

    Parameters
    ----------
    draft : the case
    district : (N,), index of the district of each event; -1 outside
    """
    return {
        parties.FILE: _csv(parties.COLUMNS, _parties(draft)),
        actors.FILE: _csv(actors.COLUMNS, _actors(draft)),
        deaths.LOCATED: _csv(deaths.LOCATED_COLUMNS, _located(draft, district)),
        deaths.MONTHLY: _csv(deaths.MONTHLY_COLUMNS, _monthly(draft.events, draft.request.last)),
        figures.FILE: _csv(figures.COLUMNS, _yearly(draft.events)),
        windows.FILE: _csv(windows.COLUMNS, _windows(draft)),
    }


def party_id(side: Side) -> str:
    """Return the id of a side's party: small letters, as a record's parties are named."""
    return side.id.lower()


def _csv(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return text.getvalue()


def _recorded(draft: Drafted) -> list[Side]:
    """Sides that are a party of their own; the other armed groups are among the others."""
    return [side for side in draft.roster.sides if side.id != OTHER]


def _parties(draft: Drafted) -> Iterable[Sequence[object]]:
    for side in _recorded(draft):
        groups = f"{side.id} {BODY}" if side.is_home else side.id
        note = "the government's army and its politics are one actor to UCDP" if side.is_home else ""
        yield party_id(side), side.name, groups, note, "yes" if side.is_home else ""


def _actors(draft: Drafted) -> Iterable[Sequence[object]]:
    """A row for every name of every actor; a name without a number stands in one party only."""
    own = {actor: party_id(side) for side in _recorded(draft) for actor in side.actors}
    for index, actor in enumerate(draft.events.actors):
        reason = "" if index in own else "in no party of its own when the case was drafted"
        for name in dict.fromkeys(clean(name).casefold() for name in actor.names):
            shown = next(known for known in actor.names if clean(known).casefold() == name)
            number = "" if actor.number is None else actor.number
            yield number, shown, own.get(index, OTHERS), "", "", reason


def _located(draft: Drafted, district: np.ndarray) -> Iterable[Sequence[object]]:
    """Sums by month, district, pair and type; an empty district for events that lie in none."""
    events, sides = draft.events, _recorded(draft)
    place = {side.id: index for index, side in enumerate(sides)}
    ids = [*(party_id(side) for side in sides), OTHERS]
    last = len(sides)
    known = [place.get(side.id, last) for side in draft.roster.sides]
    party = np.array([known[side] if side >= 0 else last for side in draft.roster.side_of], dtype=np.int64)
    a, b = (np.where(actor == NO_ACTOR, last, party[actor]) for actor in (events.first, events.second))
    first, second = np.minimum(a, b), np.where(events.violence == ONE_SIDED, len(ids), np.maximum(a, b))
    first = np.where(events.violence == ONE_SIDED, a, first)
    keys = np.stack([events.month, district, first, second, events.violence], axis=1)
    cells, row = np.unique(keys, axis=0, return_inverse=True)
    sums = [np.bincount(row.ravel(), weights) for weights in (None, events.best, events.low, events.high)]
    names = [*ids, CIVILIANS]
    for (month, where, i, j, kind), count, best, low, high in zip(cells, *sums, strict=True):
        spot = draft.places.ids[where] if where >= 0 else ""
        spread = (int(best), int(min(low, best)), int(max(high, best)))
        yield month_text(int(month)), spot, names[i], names[j], int(kind), int(count), *spread


def _monthly(events: Events, start: int) -> Iterable[Sequence[object]]:
    """Totals of every month from the first event to the last, or to the start where that is later."""
    first, last = int(events.month.min()), max(int(events.month.max()), start)
    totals = np.zeros((last - first + 1, 4), dtype=np.int64)
    np.add.at(totals, (events.month - first, events.violence), events.best.astype(np.int64))
    totals[:, 0] = totals.sum(axis=1)
    for offset, row in enumerate(totals):
        yield month_text(first + offset), *map(int, row)


def _yearly(events: Events) -> Iterable[Sequence[object]]:
    """Deaths of every whole year between the first event and the last."""
    first, last = int(events.month.min()), int(events.month.max())
    source = "sum of the events from which the case was drafted (UCDP, best estimates); complete only if "
    "the file is"
    for year in range(-(-first // YEAR), (last + 1) // YEAR):
        total = int(events.best[events.between(12 * year, 12 * year + 11)].sum())
        yield "deaths_year", f"{year:04d}", "", total, "", "persons a year", "B", source


def _windows(draft: Drafted) -> Iterable[Sequence[object]]:
    """The first six months to weight worlds by, the next six and the rest to score, as far as events go."""
    start = draft.request.start
    recorded = int(draft.events.month.max()) - draft.request.last

    def months(first: int, last: int) -> tuple[CalendarMonth, CalendarMonth]:
        return start.after(first), start.after(last)

    if recorded >= TEST:
        yield "train", "train", *months(1, TRAIN), "months by which worlds are weighted"
        yield "test", "test", *months(TRAIN + 1, TEST), "months on which weighted worlds are scored"
    if recorded > TEST:
        yield "test_long", "test", *months(TRAIN + 1, min(recorded, LONGEST)), "as far as the events go"
    if recorded >= 1:
        yield (
            "whole",
            "whole",
            *months(1, min(recorded, TEST)),
            "months on which unweighted worlds are scored",
        )


def citation() -> Mapping[str, str]:
    """Return what to cite for UCDP's events."""
    return {
        "licence": "CC BY 4.0",
        "cite": "Sundberg, R. & Melander, E. (2013) Introducing the UCDP Georeferenced Event Dataset. "
        "Journal of Peace "
        "Research 50(4); and the article that UCDP names for the release you used.",
    }
