"""The parties by which deaths are recorded, and their pairs: the case's groups as event data fold them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from irenic.case.arrays import CaseArrays
from irenic.errors import did_you_mean, quoted
from irenic.record.tables import Row, Table, read_table

COLUMNS = ("party", "name", "groups", "note", "air")
FILE = "parties.csv"
OTHERS = "others"
CIVILIANS = "civilians"
MAX_PARTIES = 20
_ID = re.compile(r"[a-z][a-z0-9_]{0,31}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Party:
    """One side as event data code it: an actor, or several actors that are one side of the case.

    Parameters
    ----------
    id : such as ``house``; the last party is ``others``, every group that no other party holds
    name : for people
    groups : ids of the case's groups
    note : why these belong together
    is_air : whether event data book deaths by invited outside strikes to this party
    """

    id: str
    name: str
    groups: tuple[str, ...]
    note: str = ""
    is_air: bool = False


@dataclass(frozen=True, slots=True)
class Dyad:
    """A pair of parties, a party with itself, or a party and civilians.

    Parameters
    ----------
    name : ids joined, such as ``house-islamic_state`` or ``house-civilians``
    first : index of a party
    second : index of a party, at least `first`; None for civilians
    """

    name: str
    first: int
    second: int | None

    @property
    def is_one_sided(self) -> bool:
        """Whether the second side is civilians."""
        return self.second is None


def dyads_of(parties: Sequence[Party]) -> tuple[Dyad, ...]:
    """Every dyad in the order of all arrays: pairs row by row, then each party and civilians.

    Parameters
    ----------
    parties : P of them, ``others`` last

    Returns
    -------
    K = P(P+1)/2 + P dyads
    """
    ids = [party.id for party in parties]
    pairs = combinations_with_replacement(range(len(ids)), 2)
    return (
        *(Dyad(f"{ids[a]}-{ids[b]}", a, b) for a, b in pairs),
        *(Dyad(f"{name}-{CIVILIANS}", index, None) for index, name in enumerate(ids)),
    )


def masks_of(parties: Sequence[Party], arrays: CaseArrays) -> NDArray[np.float64]:
    """Which groups each party holds.

    Returns
    -------
    (P, G), 0 or 1; columns sum to 1
    """
    return np.array([[float(group in party.groups) for group in arrays.groups] for party in parties])


def with_others(parties: Sequence[Party], arrays: CaseArrays) -> tuple[Party, ...]:
    """Return the parties with ``others`` behind them."""
    held = {group for party in parties for group in party.groups}
    rest = tuple(group for group in arrays.groups if group not in held)
    return (*parties, Party(OTHERS, "All others", rest, "every group that no other party holds"))


def read_parties(folder: Path, arrays: CaseArrays) -> tuple[tuple[Party, ...], Table]:
    """Read the parties of a record's folder; what is wrong is left to the caller.

    Returns
    -------
    The parties that can be used with ``others`` last, and the table with its problems
    """
    table = read_table(folder / FILE, COLUMNS)
    parties: list[Party] = []
    for row in table.rows:
        _check(row, table, parties, arrays)
        cells = row.cells
        parties.append(
            Party(
                cells["party"],
                cells["name"],
                tuple(cells["groups"].split()),
                cells["note"],
                cells["air"] == "yes",
            )
        )
    if len(parties) > MAX_PARTIES:
        table.refuse("too_many_parties", None, "", f"{len(parties)} parties", f"at most {MAX_PARTIES}")
    if sum(party.is_air for party in parties) > 1:
        given = ", ".join(party.id for party in parties if party.is_air)
        table.refuse("two_air_parties", None, "air", quoted(given), "yes for one party at most")
    return with_others(parties, arrays), table


def _check(row: Row, table: Table, before: Sequence[Party], arrays: CaseArrays) -> None:
    party, line = row.cells["party"], row.line
    taken = {known.id for known in before} | {OTHERS, CIVILIANS}
    if not _ID.fullmatch(party) or party in taken:
        expected = f"a new id of small letters, digits and _, other than {OTHERS} and {CIVILIANS}"
        table.refuse("bad_party", line, "party", quoted(party), expected)
    if not row.cells["name"]:
        table.refuse("bad_party", line, "name", "", "a name for people")
    if row.cells["air"] not in ("", "yes"):
        table.refuse("bad_party", line, "air", quoted(row.cells["air"]), "yes or nothing")
    holder = {group: known.id for known in before for group in known.groups}
    groups = row.cells["groups"].split()
    for group in dict.fromkeys(groups):
        if group not in arrays.groups:
            hint = did_you_mean(group, arrays.groups)
            expected = "a group of the case"
            table.refuse("unknown_group", line, "groups", quoted(group), expected, hint=hint)
        elif group in holder or groups.count(group) > 1:
            where = holder.get(group, party)
            table.refuse(
                "group_twice", line, "groups", quoted(group), f"a group in one party; it is in {where}"
            )
    if not groups:
        table.refuse("bad_party", line, "groups", "", "ids of groups of the case, separated by spaces")
