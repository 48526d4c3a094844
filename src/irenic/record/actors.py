"""The crosswalk from event data's actors to the case's parties: by id, by every name used, and by date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from irenic.errors import did_you_mean, quoted
from irenic.record.months import CalendarMonth
from irenic.record.parties import Party
from irenic.record.tables import Row, Table, read_table

COLUMNS = ("actor_id", "name", "party", "from", "until", "reason")
FILE = "actors.csv"


def plain_name(name: str) -> str:
    """A name as it is compared: letters' case and runs of blanks do not count."""
    return " ".join(name.split()).casefold()


@dataclass(frozen=True, slots=True)
class Actor:
    """One name of an actor, and the party it belongs to for some time.

    Parameters
    ----------
    id : the actor's number in event data; None where no release at hand gives it
    name : as one or more releases write it
    party : index of the party
    first, last : months between which this holds, both included; None for no limit
    reason : in words; of a decision that a reader should see, empty where the name says it all
    """

    id: int | None
    name: str
    party: int
    first: CalendarMonth | None
    last: CalendarMonth | None
    reason: str

    def holds_in(self, month: CalendarMonth) -> bool:
        """Whether this row speaks of a month."""
        return (self.first is None or self.first <= month) and (self.last is None or month <= self.last)

    def overlaps(self, other: Actor) -> bool:
        """Whether two rows share a month."""
        starts_late = self.first and other.last and other.last < self.first
        ends_early = self.last and other.first and self.last < other.first
        return not (starts_late or ends_early)


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """Actors of event data and the parties they stand for.

    Parameters
    ----------
    actors : the table's rows in order
    """

    actors: tuple[Actor, ...] = ()

    def find(self, actor_id: int | None, name: str, month: CalendarMonth) -> Actor | None:
        """The row that speaks of an actor in a month: by id first, then by name; None without one.

        Parameters
        ----------
        actor_id : as the event gives it; None where the file has no ids
        name : as the event gives it
        month : of the event
        """
        known = [actor for actor in self.actors if actor.holds_in(month)]
        wanted = plain_name(name)
        if actor_id is not None:
            by_id = [actor for actor in known if actor.id == actor_id]
            exact = [actor for actor in by_id if plain_name(actor.name) == wanted]
            if by_id:
                return (exact or by_id)[0]
        return next((actor for actor in known if plain_name(actor.name) == wanted), None)


def read_actors(folder: Path, parties: Sequence[Party]) -> tuple[Crosswalk, Table]:
    """Read the crosswalk of a record's folder; what is wrong is left to the caller.

    Returns
    -------
    The crosswalk of the rows that can be used, and the table with its problems
    """
    table = read_table(folder / FILE, COLUMNS)
    actors: list[Actor] = []
    for row in table.rows:
        actor = _actor(row, table, [party.id for party in parties])
        if actor is not None:
            _check_against(actor, row, table, actors)
            actors.append(actor)
    return Crosswalk(tuple(actors)), table


def _actor(row: Row, table: Table, ids: Sequence[str]) -> Actor | None:
    cells, before = row.cells, len(table.problems)
    number = table.count(row, "actor_id", blank=-1)
    first, last = table.month(row, "from", blank=True), table.month(row, "until", blank=True)
    if not cells["name"].strip():
        table.refuse("bad_actor", row.line, "name", "", "the actor's name as a release writes it")
    if cells["party"] not in ids:
        hint = did_you_mean(cells["party"], ids)
        expected = "a party of parties.csv"
        table.refuse("unknown_party", row.line, "party", quoted(cells["party"]), expected, hint=hint)
    if first is not None and last is not None and last < first:
        table.refuse("bad_actor", row.line, "from, until", f"{first}, {last}", "months in order")
    if len(table.problems) > before:
        return None
    party = ids.index(cells["party"])
    return Actor(None if number < 0 else number, cells["name"], party, first, last, cells["reason"])


def _check_against(actor: Actor, row: Row, table: Table, before: Sequence[Actor]) -> None:
    """An actor stands in one party at a time, whichever of its names is used."""
    for other in before:
        same_name = plain_name(other.name) == plain_name(actor.name) and None in (other.id, actor.id)
        same_id = other.id is not None and other.id == actor.id
        repeated = same_id and plain_name(other.name) == plain_name(actor.name)
        if (same_id or same_name) and actor.overlaps(other) and (repeated or other.party != actor.party):
            given = quoted(actor.name)
            table.refuse(
                "actor_twice", row.line, "name", given, "an actor in one party at a time, once a name"
            )
            return
