"""How holders of districts are called and coloured: groups of one camp alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from irenic.case.fields import NOBODY
from irenic.figures.places import Places, short_names

_CAMPS = ("#0072b2", "#e69f00", "#cc79a7", "#009e73", "#6a51a3", "#56b4e9", "#f0e442")
_EXTREMIST = "#d55e00"
_ALONE = ("#8a929b", "#8c6d5a", "#b9a8d6", "#5a6b7c", "#a7b89a", "#c9b458")
_NOBODY = "#c9ced4"
"""Fills, the same in both themes, of Okabe and Ito (2008) and between: dark and light enough for either."""


class Class(NamedTuple):
    """Holders of one colour.

    Parameters
    ----------
    label : their short names, for the legend
    colour : hex
    members : ids
    """

    label: str
    colour: str
    members: tuple[str, ...]


def classes_of(places: Places, holders: Sequence[str], shown: Sequence[str]) -> list[Class]:
    """Return the colours of holders: one for each camp, for the extremist group, and for each that is alone.

    Parameters
    ----------
    places : with the case's camps
    holders : ids of all, nobody first: their colours do not depend on who is shown
    shown : ids of those that the legend names
    """
    short = short_names(holders)
    in_camp = {name for camp in places.camps for name in camp}
    loose = [name for name in holders if name not in in_camp and name not in (NOBODY, places.extremist)]
    sets: list[tuple[str, tuple[str, ...]]] = [(_EXTREMIST, (places.extremist,))]
    sets += [(_CAMPS[i % len(_CAMPS)], tuple(camp)) for i, camp in enumerate(places.camps)]
    sets += [(_ALONE[i % len(_ALONE)], (name,)) for i, name in enumerate(loose)]
    sets += [(_NOBODY, (NOBODY,))]
    found = []
    for colour, members in sets:
        named = [short[name] for name in members if name in shown]
        if named:
            found.append(Class(", ".join(named), colour, members))
    return found


def colour_of(places: Places, holders: Sequence[str], holder: str) -> str:
    """Return a holder's colour."""
    return next(c.colour for c in classes_of(places, holders, holders) if holder in c.members)


def holder_title(places: Places, holder: str, short: dict[str, str]) -> str:
    """Return a holder's short and full name, such as "MIS: Misratan brigades"."""
    return NOBODY if holder == NOBODY else f"{short[holder]}: {places.groups[holder]}"
