"""How the parties of a case are called and coloured: groups of one camp alike, in every figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from irenic.analysis.wording import plain
from irenic.case.fields import NOBODY
from irenic.figures.words import ISOLATE, POP, shown

if TYPE_CHECKING:
    from irenic.case import Case

_CAMPS = ("#0072b2", "#e69f00", "#cc79a7", "#009e73", "#6a51a3", "#56b4e9", "#f0e442")
_EXTREMIST = "#d55e00"
_ALONE = ("#8a929b", "#a07a62", "#b9a8d6", "#5a6b7c", "#a7b89a", "#c9b458")
_NOBODY = "#c9ced4"
"""Fills, the same in both themes, of Okabe and Ito (2008) and between; labels say what they mean."""

_LONGEST = 5


@dataclass(frozen=True, eq=False)
class Parties:
    """Who the groups of a case are.

    Parameters
    ----------
    names : ids of groups -> names as people call them, with the local ones
    camps : sets of groups that the case says belong together; the others stand alone
    extremist : id of the extremist group
    """

    names: Mapping[str, str]
    camps: tuple[tuple[str, ...], ...]
    extremist: str

    @property
    def holders(self) -> tuple[str, ...]:
        """All that can hold a district: nobody, then the groups."""
        return (NOBODY, *self.names)

    @cached_property
    def short(self) -> dict[str, str]:
        """A short name for each holder."""
        return short_names(self.holders)

    def title(self, holder: str) -> str:
        """Return a holder's short and full name, such as "MIS: Misratan brigades"."""
        return NOBODY if holder == NOBODY else f"{self.short[holder]}: {self.names[holder]}"


class Class(NamedTuple):
    """Holders of one colour.

    Parameters
    ----------
    label : short names of those shown, for a legend
    colour : hex
    members : ids
    """

    label: str
    colour: str
    members: tuple[str, ...]


def parties_of(case: Case) -> Parties:
    """Return who the groups of a case are."""
    return Parties(
        names={name: both_names(group.name, group.name_local) for name, group in case.groups.items()},
        camps=tuple(case.uncertainty.blocs.values()),
        extremist=next(name for name, group in case.groups.items() if group.kind == "extremist"),
    )


def classes_of(parties: Parties, shown: Sequence[str]) -> list[Class]:
    """Return the colours of holders: one for each camp, for the extremist group, and for each that is alone.

    Parameters
    ----------
    parties : of the case; colours do not depend on who is shown
    shown : ids of those that the labels name; colours without any are left out
    """
    short = parties.short
    in_camp = {name for camp in parties.camps for name in camp}
    apart = (NOBODY, parties.extremist)
    loose = [name for name in parties.holders if name not in in_camp and name not in apart]
    sets: list[tuple[str, tuple[str, ...]]] = [(_EXTREMIST, (parties.extremist,))]
    sets += [(_CAMPS[i % len(_CAMPS)], tuple(camp)) for i, camp in enumerate(parties.camps)]
    sets += [(_ALONE[i % len(_ALONE)], (name,)) for i, name in enumerate(loose)]
    sets += [(_NOBODY, (NOBODY,))]
    found = []
    for colour, members in sets:
        named = [short[name] for name in members if name in shown]
        if named:
            found.append(Class(", ".join(named), colour, members))
    return found


def colours_of(parties: Parties) -> dict[str, str]:
    """Return the colour of each holder, hex."""
    classes = classes_of(parties, parties.holders)
    return {name: next(c.colour for c in classes if name in c.members) for name in parties.holders}


def both_names(name: str, local: str | None) -> str:
    """Return a name and the local one after it, isolated so that neither turns the other around."""
    own = shown(name)
    return f"{own} ({ISOLATE}{plain(local)}{POP})" if local and local != name else own


def short_names(ids: Iterable[str]) -> dict[str, str]:
    """Return a short name for each id, for places with little room: the id where it is short already.

    Parameters
    ----------
    ids : of groups or patrons

    Returns
    -------
    id -> at most six characters, no two alike
    """
    found: dict[str, str] = {}
    for name in ids:
        parts = [part for part in name.replace("-", "_").split("_") if part]
        initials = "".join(part[0] for part in parts).upper()
        start = name if len(name) <= _LONGEST or name == NOBODY else ""
        start = start or (initials[:4] if len(initials) > 1 else name[:4])
        tries = (start, *(f"{start[:4]}{n}" for n in range(2, 100)))
        found[name] = next(short for short in tries if short not in found.values())
    return found
