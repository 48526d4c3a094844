"""Who becomes a group of the case: the sides that killed and died before the start, and what kind each is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from irenic.errors import Problem, did_you_mean, quoted
from irenic.record.outline.events import NO_ACTOR, ONE_SIDED, Actor, Events, fold_country
from irenic.record.outline.names import clean, fold, group_id
from irenic.record.outline.request import Request

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ARMY, BODY, OTHER, COUNCILS, SPLINTER = "ARM", "GOV", "OTH", "LOC", "SPL"
"""Ids of groups whose place in the case is fixed."""

LEAST_REST = 0.05
"""Share of deaths from which the actors left out become one group of their own."""

LEAST_FOREIGN = 0.01
"""Share of deaths from which a foreign government is an outside force or a patron."""

_CRIME = re.compile(r"\b(cartel|gang|gangs|mafia|bandits?|cosa nostra|mara)\b")


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the fighting that becomes a group, and a party of the record.

    Parameters
    ----------
    id : of the group
    name : for people
    kind : of the case format
    actors : indices into the events' actors
    deaths : in events it took part in, over the months that choose groups
    inflicted : losses of its armed opponents and half of its one-sided deaths, same months
    one_sided : deaths of civilians by it, same months
    is_home : whether it is the country's government, whose army it stands for
    """

    id: str
    name: str
    kind: str
    actors: tuple[int, ...]
    deaths: float
    inflicted: float
    one_sided: float
    is_home: bool = False


@dataclass(frozen=True, slots=True)
class Roster:
    """Sides of the case and what stayed out.

    Parameters
    ----------
    sides : the extremist first, the army, then by deaths; others together, and an outside force last
    left_out : name and deaths of actors in no group, most deaths first
    patrons : names of foreign governments that took part, but for an outside force
    extremist_rule : in words, why that group
    side_of : (actor,), index into `sides`; -1 for actors in none
    """

    sides: tuple[Side, ...]
    left_out: tuple[tuple[str, float], ...]
    patrons: tuple[str, ...]
    extremist_rule: str
    side_of: Ints

    @property
    def extremist(self) -> Side:
        """The group outside all settlements."""
        return self.sides[0]

    @property
    def home(self) -> Side | None:
        """The army of the country's government; None if the government took no part."""
        return next((side for side in self.sides if side.is_home), None)

    @property
    def holders(self) -> tuple[Side, ...]:
        """Sides that can hold a district."""
        return tuple(side for side in self.sides if side.kind != "outside_force")


@dataclass(frozen=True, slots=True)
class Toll:
    """Deaths by actor over some months; (actor,) each."""

    deaths: Floats
    inflicted: Floats
    one_sided: Floats

    def of(self, actors: Sequence[int]) -> tuple[float, float, float]:
        """Return deaths, inflicted and one-sided deaths of some actors together."""
        rows = list(actors)
        return (
            float(self.deaths[rows].sum()),
            float(self.inflicted[rows].sum()),
            float(self.one_sided[rows].sum()),
        )


def toll(events: Events, first: int, last: int) -> Toll:
    """Count deaths by actor.

    Parameters
    ----------
    events : A actors
    first, last : months counted from the year 0, both included

    Returns
    -------
    Toll of (A,) each
    """
    count = len(events.actors)
    deaths, inflicted, one_sided = np.zeros(count), np.zeros(count), np.zeros(count)
    chosen = events.between(first, last)
    for side, lost_by_other in ((events.first, events.lost_second), (events.second, events.lost_first)):
        rows = chosen & (side != NO_ACTOR)
        np.add.at(deaths, side[rows], events.best[rows])
        fights = rows & (events.violence != ONE_SIDED)
        np.add.at(inflicted, side[fights], lost_by_other[fights])
    rows = chosen & (events.violence == ONE_SIDED) & (events.first != NO_ACTOR)
    np.add.at(one_sided, events.first[rows], events.best[rows])
    return Toll(deaths, inflicted + one_sided / 2, one_sided)


def active(events: Events, first: int, last: int) -> Ints:
    """Return the actors that took part in any event of some months, as indices."""
    rows = events.between(first, last)
    seen = np.unique(np.concatenate([events.first[rows], events.second[rows]]))
    return np.asarray(seen[seen != NO_ACTOR], dtype=np.int64)


def choose(events: Events, request: Request) -> tuple[Roster | None, list[Problem]]:
    """Choose the groups of a case, or say what is in the way.

    Parameters
    ----------
    events : of the country
    request : what the user asks
    """
    counted = toll(events, request.first, request.last)
    acting = active(events, request.first, request.last)
    home, foreign, rest = _by_role(events, acting, counted)
    extremist, rule, problems = _extremist(events, request, (rest, foreign), counted)
    if len(acting) < 2:
        given = f"{len(acting)} in the months that choose groups"
        hint = "Take a later or earlier --start, or write the case by hand."
        expected = "at least two actors that killed or died"
        problems.insert(0, _problem("too_few_actors", "the events", given, expected, hint))
    if problems or extremist is None:
        return None, problems
    ranked = [actor for actor in (*home, *rest) if actor != extremist]
    ranked.sort(key=lambda actor: (actor not in home, -counted.deaths[actor], actor))
    kept = [extremist, *ranked[: request.groups - 1]]
    apart = ranked[request.groups - 1 :], [actor for actor in foreign if actor != extremist]
    return _roster(events, _sides(events, kept, set(home), counted), apart, (counted, rule)), []


def _by_role(events: Events, acting: Ints, counted: Toll) -> tuple[list[int], list[int], list[int]]:
    """Actors by role, each with the most deaths first: the country's government, others', everyone else."""
    home, foreign, rest = [], [], []
    country = fold_country(events.country)
    for actor in sorted((int(a) for a in acting), key=lambda a: (-counted.deaths[a], a)):
        governed = events.actors[actor].governs
        if governed is None:
            rest.append(actor)
        elif fold_country(governed) == country:
            home.append(actor)
        else:
            foreign.append(actor)
    return home[:1], foreign, [*home[1:], *rest]


def _extremist(
    events: Events, request: Request, may: tuple[list[int], list[int]], counted: Toll
) -> tuple[int | None, str, list[Problem]]:
    """The group outside all settlements: the user's choice, else the rule's."""
    rest, foreign = may
    names = {events.actors[actor].name: actor for actor in reversed([*rest, *foreign])}
    if request.extremist is not None:
        wanted = fold(request.extremist)
        found = [
            actor for actor in (*rest, *foreign) if any(fold(n) == wanted for n in events.actors[actor].names)
        ]
        if found:
            return found[0], "named by the user", []
        hint = did_you_mean(request.extremist, names)
        expected = "an actor of the months that choose groups, other than the country's government"
        return None, "", [_problem("unknown_actor", "--extremist", quoted(request.extremist), expected, hint)]
    if not rest:
        hint = (
            f"Name the group outside all settlements with --extremist NAME. {did_you_mean('', names)}".strip()
        )
        given = "not given, and no actor but governments took part"
        return None, "", [_problem("no_extremist", "--extremist", given, "an actor", hint)] if foreign else []
    by_civilians = max(rest, key=lambda actor: (counted.one_sided[actor], counted.deaths[actor], -actor))
    if counted.one_sided[by_civilians] > 0:
        dead = f"{counted.one_sided[by_civilians]:,.0f}"
        rule = f"the actor other than governments with the most one-sided deaths ({dead})"
        return by_civilians, rule, []
    by_all = max(rest, key=lambda actor: (counted.deaths[actor], -actor))
    return by_all, "no one-sided deaths, so the actor other than governments with the most deaths", []


def _sides(events: Events, kept: Sequence[int], home: set[int], counted: Toll) -> list[Side]:
    sides: list[Side] = []
    for place, actor in enumerate(kept):
        known = events.actors[actor]
        kind = "extremist" if place == 0 else "criminal_network" if _is_criminal(known) else "armed_group"
        if actor in home:
            army = clean(f"Army and police of {events.country}")
            sides.append(Side(ARMY, army, "armed_group", (actor,), *counted.of([actor]), True))
        else:
            sides.append(Side(_new_id(known, sides), known.name, kind, (actor,), *counted.of([actor])))
    return sides


def _new_id(actor: Actor, sides: Sequence[Side]) -> str:
    return group_id(actor.name, [ARMY, BODY, OTHER, COUNCILS, SPLINTER, *(side.id for side in sides)])


def _roster(
    events: Events, chosen: list[Side], apart: tuple[list[int], list[int]], found: tuple[Toll, str]
) -> Roster:
    """The chosen sides, with the rest as one group if they matter and the largest foreign government."""
    (left, foreign), (counted, rule) = apart, found
    sides, alone = list(chosen), list(left)
    total = counted.deaths.sum()
    if left and counted.of(left)[0] >= LEAST_REST * total:
        sides.append(Side(OTHER, "Other armed groups", "armed_group", tuple(left), *counted.of(left)))
        alone = []
    weighty = [actor for actor in foreign if counted.deaths[actor] >= LEAST_FOREIGN * total]
    alone += foreign[len(weighty) :]
    for actor in weighty[:1]:
        known = events.actors[actor]
        sides.append(Side(_new_id(known, sides), known.name, "outside_force", (actor,), *counted.of([actor])))
    side_of = np.full(len(events.actors), NO_ACTOR, dtype=np.int64)
    for index, side in enumerate(sides):
        side_of[list(side.actors)] = index
    left_out = sorted(((events.actors[actor].name, counted.of([actor])[0]) for actor in alone), key=_most)
    patrons = tuple(events.actors[actor].name for actor in weighty[1:])
    return Roster(tuple(sides), tuple(left_out), patrons, rule, side_of)


def _most(entry: tuple[str, float]) -> tuple[float, str]:
    return -entry[1], entry[0]


def _is_criminal(actor: Actor) -> bool:
    return _CRIME.search(fold(actor.name)) is not None


def _problem(code: str, path: str, given: str, expected: str, hint: str = "") -> Problem:
    return Problem(code, "the request", None, path, given, expected, hint)
